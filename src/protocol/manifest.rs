//! What a protocol says about itself, in one table: what it is called, what can be set and ordered,
//! what can go wrong with it, what it promises. The page's controls, the file format with its
//! messages, the command line and the tests are made of it, so nothing outside a protocol's folder
//! names anything of that protocol.

pub mod condition;
pub mod consumers;
pub mod goal;
pub mod law;
pub mod mutant;
pub mod progress;
pub mod script;
pub mod way;

use super::knob::{Knob, Order, Setting, Settings};
use crate::base::text::{Language, Text, TextBuf};
use crate::sim::cast::{Cast, Copies, Part};
use crate::sim::protocol::Protocol;
use condition::Conditional;
use goal::Goal;
use law::Law;
use mutant::Mutant;
use progress::Progress;
use script::Script;
use way::Way;

/// What a protocol says about itself. Its own [facts](crate::sim::fact::FactTable) and how long it
/// [waits](Protocol::settles) are part of its handlers' types.
#[derive(Clone, Copy, Debug)]
pub struct Manifest {
    /// Its name in files.
    pub name: &'static str,
    /// What it is called.
    pub title: Text,
    /// What it does, in a sentence or two.
    pub summary: Text,
    /// Its answer to the question how services share state; a picker groups protocols by it.
    pub way: Way,
    /// What this way costs whoever takes it, in one short sentence: not how it works, but what is
    /// paid for it.
    pub cost: Text,
    /// What a visitor may try with it first, in a sentence or two.
    pub invitation: Text,
    /// What can be set about it.
    pub knobs: &'static [Knob],
    /// What an operator can order; the place in this list is the number of the order.
    pub orders: &'static [Order],
    /// What its nodes set timers for; the place in this list is the number of the timer.
    pub timers: &'static [Text],
    /// The nodes that it needs beside so many services.
    pub parts: fn(u16, &Settings) -> Vec<Part>,
    /// Who holds copies of what.
    pub copies: fn(&Settings) -> Copies,
    /// What it promises, and under which settings.
    pub promises: &'static [Promise],
    /// What can go wrong with it, and what removes that.
    pub demos: &'static [Demo],
}

/// What a protocol promises, whatever the network, the disks and the clocks do.
#[derive(Clone, Copy, Debug)]
pub struct Promise {
    /// The invariants, the guarantees of sessions and the models of transactions that hold, by the
    /// names that the receipt and the command line use for them.
    pub holds: &'static [&'static str],
    /// The settings that it takes, by name; all others may be what they like.
    pub under: &'static [(&'static str, To)],
    /// How much it bears of operators who start nodes again with other code.
    pub rollout: Rollout,
    /// Why that is enough, in a sentence.
    pub because: Text,
}

/// A pinned story that shows one anomaly every time.
#[derive(Clone, Copy, Debug)]
pub struct Demo {
    /// Its name in files, in links and on the command line.
    pub id: &'static str,
    /// What it is called.
    pub title: Text,
    /// What is seen, in two or three sentences. A line break stands before what comes of it, which
    /// is told when the end of the run was seen.
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

impl Demo {
    /// What there is to watch, without its end; nothing where the story is told in one.
    pub fn beginning(&self, language: Language) -> Option<&'static str> {
        self.story.in_language(language).split_once('\n').map(|(beginning, _)| beginning)
    }

    /// The whole story, as one paragraph.
    pub fn whole(&self) -> TextBuf {
        TextBuf { en: self.story.en.replace('\n', " "), zh: self.story.zh.replace('\n', "") }
    }
}

/// The run with which a protocol is first shown: its own experiment, with one service cut off for a
/// while. A test holds it to the trouble that it names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct First {
    /// A seed with which the trouble is seen, and not too much of it.
    pub seed: u64,
    /// What is typically wrong with this way to share state.
    pub trouble: Trouble,
}

impl First {
    /// Copies that are behind for a while.
    pub const USUAL: First = First { seed: 31_810, trouble: Trouble::StaleReads };
}

/// What is typically wrong with a way to share state, with all protections as they are at first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trouble {
    /// Two or three reads miss acknowledged writes, and copies agree late.
    StaleReads,
    /// Nobody knows of a few operations whether they took effect; no read is stale.
    NobodyKnows,
    /// Two who wrote at once have made or lost money; no read is stale.
    WrongMoney,
    /// Somebody is in doubt for long, and operations wait for its locks; nothing is wrong.
    Blocked,
    /// Somebody saw what was undone later (aborted read); no read is stale.
    DirtyReads,
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

/// What operators do with the code of nodes in a run, the least first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Rollout {
    /// No node goes back to older code, and in the end all run the same.
    Whole,
    /// No node goes back to older code.
    Partial,
    /// Anything.
    Any,
}

/// What a protocol of services alone says about its parts.
pub const NO_PARTS: fn(u16, &Settings) -> Vec<Part> = |_, _| Vec::new();

impl Manifest {
    /// Who takes part beside so many services, with these settings.
    pub fn cast(&self, services: u16, settings: &Settings) -> Cast {
        Cast { services, parts: (self.parts)(services, settings), copies: (self.copies)(settings) }
    }

    /// What it promises under these settings in a run with such a roll-out, by the names of
    /// invariants, guarantees and models.
    pub fn promised(&self, settings: &Settings, rollout: Rollout) -> impl Iterator<Item = &'static str> {
        let is = |name: &str, to: To| {
            self.knobs.iter().any(|knob| knob.name == name && settings.of(knob) == Setting::from(to))
        };
        let given = self.promises.iter().filter(move |promise| promise.rollout >= rollout);
        let given = given.filter(move |promise| promise.under.iter().all(|&(name, to)| is(name, to)));
        given.flat_map(|promise| promise.holds).copied()
    }
}

/// A protocol with its manifest. Its configuration is read from settings.
pub trait Described: Protocol<Config: for<'a> From<&'a Settings>> {
    /// What it says about itself.
    const MANIFEST: Manifest;
    /// The run with which it is first shown.
    const FIRST: First = First::USUAL;
    /// What should happen sometimes, if many runs are drawn by chance.
    const GOALS: &'static [Goal] = &[];
    /// When it goes on, whatever broke before.
    const PROGRESS: &'static [Progress] = Progress::WITH_EVERYBODY;
    /// What it promises of runs that meet one more condition.
    const CONDITIONAL: &'static [Conditional] = &[];
    /// Laws of the literature that it is held to.
    const LAWS: &'static [Law] = &[];
    /// Deliberate bugs that tests turn on, by [`Out::mutant`](crate::sim::protocol::Out::mutant).
    const MUTANTS: &'static [Mutant] = &[];
}
