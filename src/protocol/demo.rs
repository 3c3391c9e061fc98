//! A demo as its protocol tells it: a script that shows one anomaly every time, and the protection
//! that removes it.

use super::knob::Setting;
use super::script::Script;
use crate::base::text::Text;

/// A pinned story that shows one anomaly every time.
#[derive(Clone, Copy, Debug)]
pub struct Demo {
    /// Its name in files, in links and on the command line.
    pub id: &'static str,
    /// What it is called.
    pub title: Text,
    /// What is seen, in two or three sentences.
    pub story: Text,
    /// What to set so that the anomaly is gone: names of settings and what they are set to.
    pub protection: &'static [(&'static str, To)],
    /// Who decides whether the anomaly is there: an order, a guarantee of sessions, an invariant, a
    /// model of transactions or the anomaly itself (`G1a`, `lost-update`, `G2-item`), by the name
    /// that the receipt and the command line use for it.
    pub checker: &'static str,
    /// What happens, with the protection off. Nothing in it may have to be looked for in the run:
    /// see [`Script::is_pinned`].
    pub script: fn(Script) -> Script,
}

/// What a protection is set to, known while compiling.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum To {
    /// A switch is on or off.
    Switch(bool),
    /// A choice, by its name in files.
    Choice(&'static str),
    /// A number, within what its setting allows.
    Number(u64),
}

impl From<To> for Setting {
    fn from(to: To) -> Setting {
        match to {
            To::Switch(on) => on.into(),
            To::Choice(name) => name.into(),
            To::Number(number) => number.into(),
        }
    }
}
