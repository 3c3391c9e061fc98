//! The catalogue of protocols, and how a run of one is opened. A protocol costs one line here.

use super::knob::Settings;
use super::manifest::condition::Conditional;
use super::manifest::goal::Goal;
use super::manifest::law::Law;
#[cfg(feature = "mutants")]
use super::manifest::mutant::Mutant;
use super::manifest::progress::Progress;
use super::manifest::{Described, First, Manifest};
use crate::base::time::{Span, Time};
use crate::sim::fact::{FactRow, FactTable};
use crate::sim::input::Input;
use crate::sim::run::{AnyRun, Setup};
use core::ops::Deref;
#[cfg(feature = "engine")]
use {crate::sim::run::Run, crate::sim::world::Plan, std::rc::Rc};

pub use super::knob;
pub use super::manifest::way::Way;

macro_rules! catalog {
    ($($folder:ident::$Protocol:ident),+ $(,)?) => {
        /// Every protocol of the lab.
        pub const ENTRIES: &[Entry] = &[$(Entry::of::<super::$folder::$Protocol>()),+];
    };
}

catalog! {
    log_shipping::LogShipping,
    event_sourcing::EventSourcing,
    rpc::Rpc,
    shared_database::SharedDatabase,
    async_events::AsyncEvents,
    two_phase_commit::TwoPhaseCommit,
    saga::Sagas,
    quorum::Quorum,
}

/// The protocols of the lab.
pub const CATALOG: Catalog = Catalog(ENTRIES);

/// One way to share state, as a person meets it: its [`Manifest`], and what its types say.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    manifest: Manifest,
    /// What its nodes tell about themselves; the place in this list is the number of the fact.
    pub facts: &'static [FactRow],
    /// The run with which it is first shown.
    pub first: First,
    /// What should happen sometimes, if many runs are drawn by chance.
    pub goals: &'static [Goal],
    /// When it goes on, whatever broke before.
    pub progress: &'static [Progress],
    /// Laws of the literature that it is held to.
    pub laws: &'static [Law],
    /// What it promises of runs that meet one more condition.
    pub conditional: &'static [Conditional],
    /// Its deliberate bugs.
    #[cfg(feature = "mutants")]
    pub mutants: &'static [Mutant],
    settles: fn(&Settings) -> Span,
    #[cfg(feature = "engine")]
    open: fn(&Settings, Setup, Vec<Input>, Time) -> Box<dyn AnyRun>,
}

/// What a program without the engine says when it is asked for a run all the same. `./dev build`
/// looks for it in the page: nothing there may come to it, and the compiler leaves out what nothing
/// comes to.
#[cfg(not(feature = "engine"))]
const NO_ENGINE: &str = "only the engine opens runs";

impl Deref for Entry {
    type Target = Manifest;

    fn deref(&self) -> &Manifest {
        &self.manifest
    }
}

impl Entry {
    /// The entry of a protocol.
    pub const fn of<P: Described>() -> Entry {
        Entry {
            manifest: P::MANIFEST,
            facts: P::OwnFact::ROWS,
            first: P::FIRST,
            goals: P::GOALS,
            progress: P::PROGRESS,
            laws: P::LAWS,
            conditional: P::CONDITIONAL,
            #[cfg(feature = "mutants")]
            mutants: P::MUTANTS,
            settles: |settings| P::settles(&P::Config::from(settings)),
            #[cfg(feature = "engine")]
            open: |settings, setup, inputs, until| {
                Box::new(Run::<P>::new(
                    Rc::new(Plan { setup, config: P::Config::from(settings) }),
                    inputs,
                    until,
                ))
            },
        }
    }

    /// How long a silence may last before nothing is under way.
    pub fn settles(&self, settings: &Settings) -> Span {
        (self.settles)(settings)
    }

    /// Opens a run that has not begun. The inputs are put in order.
    pub fn open(
        &self,
        settings: &Settings,
        setup: Setup,
        inputs: Vec<Input>,
        until: Time,
    ) -> Box<dyn AnyRun> {
        #[cfg(feature = "engine")]
        return (self.open)(settings, setup, inputs, until);
        #[cfg(not(feature = "engine"))]
        unreachable!(
            "{NO_ENGINE}: {} {settings:?} {} {} {until}",
            self.name,
            setup.genesis.len(),
            inputs.len()
        );
    }
}

/// A list of protocols: those of the lab, or others that somebody brings.
#[derive(Clone, Copy, Debug)]
pub struct Catalog(pub &'static [Entry]);

impl Catalog {
    /// A catalogue of one protocol.
    pub const fn of(entry: &'static Entry) -> Catalog {
        Catalog(core::slice::from_ref(entry))
    }

    /// The protocol with this name in files.
    pub fn find(self, name: &str) -> Option<&'static Entry> {
        self.0.iter().find(|entry| entry.name == name)
    }
}

/// The protocol of the lab with this name in files.
pub fn find(name: &str) -> Option<&'static Entry> {
    CATALOG.find(name)
}
