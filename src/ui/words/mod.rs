//! Everything the page says, in every language: structs with one field a text, so the compiler
//! proves that no translation is missing. A text with numbers in it is a function.
#![allow(
    missing_docs,
    reason = "a field is named for the place of its text, and the text stands beside it in every language"
)]

/// A table of texts: a row is the name of a text, what it is in English and what it is in Chinese;
/// a text with something in it is a function. The struct has one field a row and a value a
/// language, so a text without a translation does not compile.
macro_rules! words {
    (@kind) => { &'static str };
    (@kind $kind:ty) => { $kind };
    ($(#[$about:meta])* $Words:ident $($(#[$doc:meta])* $name:ident $(: $kind:ty)? = $en:expr, $zh:expr;)+) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug)]
        pub struct $Words {
            $($(#[$doc])* pub $name: words!(@kind $($kind)?),)+
        }

        impl $Words {
            pub const EN: $Words = $Words { $($name: $en,)+ };
            pub const ZH: $Words = $Words { $($name: $zh,)+ };
        }
    };
}

pub mod breaks;
pub mod class;
pub mod clip;
pub mod compare;
pub mod demos;
pub mod eyes;
pub mod faults;
pub mod files;
pub mod home;
pub mod import;
pub mod keys;
pub mod learn;
pub mod library;
pub mod network;
pub mod numbers;
pub mod often;
pub mod picture;
pub mod share;
pub mod shell;
pub mod workload;

use crate::base::text::Language;

/// Everything the page says in a language, by what it is about. Each topic is on its own, so that a
/// piece of the page brings its own words and no others.
#[derive(Clone, Copy)]
pub struct Words(Language);

/// The words of a language.
pub const fn words(language: Language) -> Words {
    Words(language)
}

macro_rules! topics {
    ($($(#[$doc:meta])* $topic:ident: $Words:ty;)+) => {
        impl Words {
            $(
                $(#[$doc])*
                pub fn $topic(self) -> &'static $Words {
                    static EN: $Words = <$Words>::EN;
                    static ZH: $Words = <$Words>::ZH;
                    match self.0 {
                        Language::En => &EN,
                        Language::Zh => &ZH,
                    }
                }
            )+
        }

        impl core::fmt::Debug for Words {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.debug_struct("Words")$(.field(stringify!($topic), self.$topic()))+.finish()
            }
        }
    };
}

topics! {
    /// The frame around every page: header, notices, the state of the engine.
    shell: shell::ShellWords;
    home: home::HomeWords;
    keys: keys::KeyWords;
    /// The course.
    learn: learn::LearnWords;
    /// Links, the projector and sheets for a class; what somebody predicted.
    class: class::ClassWords;
    /// The controls of protocol and network.
    network: network::NetworkWords;
    /// Several ways side by side.
    compare: compare::CompareWords;
    /// Demos and the runs that are kept.
    shelves: library::LibraryWords;
    /// Published numbers.
    numbers: numbers::NumberWords;
    /// Sweeps over many seeds.
    often: often::OftenWords;
    /// Demos and their protections.
    demos: demos::DemoWords;
    /// The controls of faults and clocks.
    faults: faults::FaultWords;
    /// The controls of clients and of the run.
    workload: workload::WorkloadWords;
    /// Files in and out.
    files: files::FileWords;
    /// A file that lies open before it is taken.
    import: import::ImportWords;
    /// What the pictures say.
    picture: picture::PictureWords;
    /// Links, marks, and what is kept.
    share: share::ShareWords;
    /// Searches for what breaks a run, and challenges.
    breaks: breaks::BreakWords;
    /// A moment through one node's eyes.
    eyes: eyes::EyesWords;
    /// A clip of a run.
    clip: clip::ClipWords;
}
