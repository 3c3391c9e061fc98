//! A text in every language of the lab. A language is a field, so a missing translation does not
//! compile.

use serde::{Deserialize, Serialize};

/// The languages of the lab.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English, `en` in files and links.
    #[default]
    En,
    /// 简体中文，在文件和链接中写作 `zh`。
    Zh,
}

/// One text, written in every language.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Text {
    /// In English; full sentences end with a full stop.
    pub en: &'static str,
    /// 简体中文，使用全角标点。
    pub zh: &'static str,
}

/// Writes a [`Text`] in the order English, Chinese.
pub const fn text(en: &'static str, zh: &'static str) -> Text {
    Text { en, zh }
}

impl Text {
    /// The text in one language.
    pub const fn in_language(&self, language: Language) -> &'static str {
        match language {
            Language::En => self.en,
            Language::Zh => self.zh,
        }
    }
}

/// Whether a letter cannot be shown as itself on one line: control letters, separators of lines and
/// paragraphs, the byte order mark, and the letters that turn the direction of writing (Unicode
/// Standard Annex 9, section 2), by which one name passes for another.
pub fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// A text that a person gave, as a message names it: hidden letters are shown as U+FFFD, tabs and
/// line breaks as a space, and what is longer than `longest` characters ends in an ellipsis.
///
/// ```
/// use eventual::base::text::named;
/// assert_eq!(named("a\0b\n\u{202e}c", 40), "a\u{fffd}b \u{fffd}c");
/// assert_eq!(named("长长长长", 3), "长长…");
/// ```
pub fn named(text: &str, longest: usize) -> String {
    let is_longer = text.chars().nth(longest).is_some();
    let shown = text.chars().take(if is_longer { longest.saturating_sub(1) } else { longest });
    let shown = shown.map(|letter| match letter {
        '\t' | '\n' | '\r' => ' ',
        hidden if is_hidden(hidden) => char::REPLACEMENT_CHARACTER,
        other => other,
    });
    shown.chain(is_longer.then_some('…')).collect()
}

/// A text that was put together while running, in every language.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct TextBuf {
    /// In English; full sentences end with a full stop.
    pub en: String,
    /// 简体中文，使用全角标点。
    pub zh: String,
}

impl TextBuf {
    /// The text in one language.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::Zh => &self.zh,
        }
    }
}

impl From<Text> for TextBuf {
    fn from(text: Text) -> TextBuf {
        TextBuf { en: text.en.into(), zh: text.zh.into() }
    }
}
