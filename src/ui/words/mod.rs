//! Everything the page says, in every language: structs with one field a text, so the compiler proves that no translation is missing. A text with numbers in it is a
//! function.
#![allow(missing_docs, reason = "a field is named for the place of its text, and the text stands beside it in every language")]

pub mod demos;
pub mod faults;
pub mod files;
pub mod home;
pub mod keys;
pub mod network;
pub mod picture;
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
    /// The controls of protocol and network.
    pub network: network::NetworkWords,
    /// Demos and their protections.
    pub demos: demos::DemoWords,
    /// The controls of faults and clocks.
    pub faults: faults::FaultWords,
    /// The controls of clients and of the run.
    pub workload: workload::WorkloadWords,
    /// Files in and out.
    pub files: files::FileWords,
    /// What the pictures say.
    pub picture: picture::PictureWords,
}

/// The words of a language.
pub const fn words(language: Language) -> &'static Words {
    match language {
        Language::En => &EN,
        Language::Zh => &ZH,
    }
}

pub const EN: Words = Words {
    shell: shell::EN,
    home: home::EN,
    keys: keys::EN,
    network: network::EN,
    demos: demos::EN,
    faults: faults::EN,
    workload: workload::EN,
    files: files::EN,
    picture: picture::PictureWords::EN,
};

pub const ZH: Words = Words {
    shell: shell::ZH,
    home: home::ZH,
    keys: keys::ZH,
    network: network::ZH,
    demos: demos::ZH,
    faults: faults::ZH,
    workload: workload::ZH,
    files: files::ZH,
    picture: picture::PictureWords::ZH,
};
