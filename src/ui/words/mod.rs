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

/// Everything the page says.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// The frame around every page: header, notices, the state of the engine.
    pub shell: shell::ShellWords,
    pub home: home::HomeWords,
    pub keys: keys::KeyWords,
    /// The course.
    pub learn: learn::LearnWords,
    /// Links, the projector and sheets for a class; what somebody predicted.
    pub class: class::ClassWords,
    /// The controls of protocol and network.
    pub network: network::NetworkWords,
    /// Several ways side by side.
    pub compare: compare::CompareWords,
    /// Demos and the runs that are kept.
    pub shelves: library::LibraryWords,
    /// Published numbers.
    pub numbers: numbers::NumberWords,
    /// Sweeps over many seeds.
    pub often: often::OftenWords,
    /// Demos and their protections.
    pub demos: demos::DemoWords,
    /// The controls of faults and clocks.
    pub faults: faults::FaultWords,
    /// The controls of clients and of the run.
    pub workload: workload::WorkloadWords,
    /// Files in and out.
    pub files: files::FileWords,
    /// A file that lies open before it is taken.
    pub import: import::ImportWords,
    /// What the pictures say.
    pub picture: picture::PictureWords,
    /// Links, marks, and what is kept.
    pub share: share::ShareWords,
    /// Searches for what breaks a run, and challenges.
    pub breaks: breaks::BreakWords,
    /// A moment through one node's eyes.
    pub eyes: eyes::EyesWords,
    /// A clip of a run.
    pub clip: clip::ClipWords,
}

/// The words of a language.
pub const fn words(language: Language) -> &'static Words {
    match language {
        Language::En => &EN,
        Language::Zh => &ZH,
    }
}

pub const EN: Words = Words {
    shell: shell::ShellWords::EN,
    home: home::HomeWords::EN,
    keys: keys::KeyWords::EN,
    learn: learn::LearnWords::EN,
    class: class::ClassWords::EN,
    network: network::NetworkWords::EN,
    compare: compare::CompareWords::EN,
    shelves: library::LibraryWords::EN,
    numbers: numbers::NumberWords::EN,
    often: often::OftenWords::EN,
    demos: demos::DemoWords::EN,
    faults: faults::FaultWords::EN,
    workload: workload::WorkloadWords::EN,
    files: files::FileWords::EN,
    import: import::ImportWords::EN,
    picture: picture::PictureWords::EN,
    share: share::ShareWords::EN,
    breaks: breaks::BreakWords::EN,
    eyes: eyes::EyesWords::EN,
    clip: clip::ClipWords::EN,
};

pub const ZH: Words = Words {
    shell: shell::ShellWords::ZH,
    home: home::HomeWords::ZH,
    keys: keys::KeyWords::ZH,
    learn: learn::LearnWords::ZH,
    class: class::ClassWords::ZH,
    network: network::NetworkWords::ZH,
    compare: compare::CompareWords::ZH,
    shelves: library::LibraryWords::ZH,
    numbers: numbers::NumberWords::ZH,
    often: often::OftenWords::ZH,
    demos: demos::DemoWords::ZH,
    faults: faults::FaultWords::ZH,
    workload: workload::WorkloadWords::ZH,
    files: files::FileWords::ZH,
    import: import::ImportWords::ZH,
    picture: picture::PictureWords::ZH,
    share: share::ShareWords::ZH,
    breaks: breaks::BreakWords::ZH,
    eyes: eyes::EyesWords::ZH,
    clip: clip::ClipWords::ZH,
};
