//! Everything the page says, in every language: one struct with one field a text, so the compiler proves that no translation is missing.

pub mod picture;

use crate::base::text::Language;
use picture::PictureWords;

/// Everything the page says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Words {
    /// What the pictures say.
    pub picture: PictureWords,
}

/// The words of a language.
pub const fn words(language: Language) -> &'static Words {
    match language {
        Language::En => &EN,
        Language::Zh => &ZH,
    }
}

/// English.
pub const EN: Words = Words { picture: PictureWords::EN };
/// 简体中文.
pub const ZH: Words = Words { picture: PictureWords::ZH };
