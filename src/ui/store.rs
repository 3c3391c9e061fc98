//! What the page knows and what a person can do to it: one immutable [`Model`] that components
//! show, one [`Intent`] list that they send.
//!
//! One owner decides (`app`, by way of `store_core`); components get `model: Rc<Model>` and
//! `act: Callback<Intent>` and hold nothing of the run themselves.

use crate::base::ids::{FactId, FlightId, NodeId};
use crate::base::text::Language;
use crate::base::time::Time;
use crate::engine::wire::{ImportKind, Place, Problem};
use crate::lab::experiment::Experiment;
use crate::lab::frame::{BranchFrame, Camera, Frame};
use crate::lab::import::options::Options;
use crate::lab::import::reading::Reading;
use crate::lab::receipt::Receipt;
use crate::sim::input::Action;
use std::rc::Rc;

/// Everything a component may show. Each change makes a new one; what did not change is shared with
/// the one before.
#[derive(Clone, Debug)]
pub struct Model {
    /// The experiment as it is set now.
    pub experiment: Rc<Experiment>,
    /// What is at the cursor; nothing before the engine has answered once.
    pub frame: Option<Rc<Frame>>,
    /// All branches, in the order of their ids.
    pub branches: Rc<Vec<BranchFrame>>,
    /// The branch that is shown.
    pub current: u32,
    /// Whether time passes by itself.
    pub playing: bool,
    /// How fast, in thousandths of real time: 10 to 1,000,000.
    pub speed_milli: u32,
    /// Which part of the run is shown.
    pub camera: Camera,
    /// What is selected: it lights up in every picture.
    pub selected: Option<Selection>,
    /// The language of everything on the page.
    pub language: Language,
    /// Light, dark, or as the device says.
    pub theme: Theme,
    /// Whether the person wants no motion: start paused, and step instead of flying.
    pub calm: bool,
    /// How the engine is.
    pub engine: EngineState,
    /// Something to tell the person, until it is dismissed.
    pub notice: Option<Notice>,
    /// What is wrong with what the person gave; at most 100.
    pub problems: Vec<Problem>,
    /// How many problems there were.
    pub problem_count: u64,
    /// Whether there is something to undo.
    pub can_undo: bool,
    /// Whether there is something to redo.
    pub can_redo: bool,
    /// Whether the keyboard help is open.
    pub help: bool,
    /// What the run of a branch cost and what it broke, once asked for, and of which branch.
    pub receipt: Option<Rc<(u32, Receipt)>>,
    /// The file that lies open to be taken or not.
    pub import: Option<Rc<Import>>,
    /// Whether single keys act on the page; a person who speaks to the device may want them not to.
    pub letters: bool,
}

/// A ledger, or round trips, that the person chose and has not taken yet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Import {
    /// What the file is called.
    pub name: String,
    /// What it should be.
    pub kind: ImportKind,
    /// What the person said about it.
    pub options: Options,
    /// How it was read; nothing before it was for the first time.
    pub reading: Option<Rc<Reading>>,
    /// How far it is read, in per cent, while it is.
    pub percent: Option<u64>,
}

/// Two models are the same only if they are one and the same: components compare the parts that
/// they show.
impl PartialEq for Model {
    fn eq(&self, other: &Self) -> bool {
        core::ptr::eq(self, other)
    }
}

/// What a person can select.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Selection {
    /// A node of the stage.
    Node(NodeId),
    /// A message on its way.
    Flight(FlightId),
    /// A fact of the trace.
    Fact(FactId),
    /// One direction between two nodes.
    Link(NodeId, NodeId),
}

/// The colours of the page.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Theme {
    /// As the device says.
    #[default]
    Auto,
    /// Dark letters on a light ground.
    Light,
    /// Light letters on a dark ground.
    Dark,
}

/// How the engine is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum EngineState {
    /// Its program is loading.
    #[default]
    Starting,
    /// It has answered everything that was asked.
    Ready,
    /// It does something long; it answers all the same.
    Working {
        /// How much is done, in the unit of `of`.
        done: u64,
        /// How much there is in all: microseconds of a run, bytes of a file.
        of: u64,
    },
    /// It died or was ended, and a new one takes over the run.
    Restarting,
}

/// Something to tell the person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Notice {
    /// A ledger became the workload.
    LedgerRead {
        /// How many rows became operations.
        rows: u64,
    },
    /// Samples became the latency of every link, or of one.
    SamplesRead {
        /// How many samples became the latency.
        samples: u64,
        /// The one link, if only one.
        link: Option<(u16, u16)>,
    },
    /// A run was opened from a file.
    RunRead {
        /// Whether its digest is the one that the file claims; nothing while that is not known or
        /// where the file claims none.
        holds: Option<bool>,
    },
    /// A run was saved to a file.
    Saved {
        /// What it is called.
        name: String,
    },
    /// The browser could not read a file.
    Unreadable {
        /// What it is called.
        name: String,
    },
    /// What was given could not be used; see the problems.
    NotRead {
        /// What it is called.
        name: String,
    },
    /// The engine died, and a new one runs the same run.
    Recovered,
    /// The engine died again and again; it is not started by itself any more.
    Lost,
    /// The page and the engine are of different builds: reloading helps.
    OldPage,
    /// Two branches first differ here, or never.
    Difference {
        /// The moment; nothing where the two never differ.
        at: Option<Time>,
    },
}

/// What a person can do on the page.
#[derive(Clone, PartialEq, Debug)]
pub enum Intent {
    /// Moves the cursor of the current branch. A step, a fact or a difference stops playing; a
    /// moment does not.
    Seek(Place),
    /// Does something to the run, at the cursor.
    Act(Action),
    /// The cursor moves on by itself.
    Play,
    /// The cursor stands still.
    Pause,
    /// One or the other.
    TogglePlay,
    /// How fast time passes, in thousandths.
    Speed(u32),
    /// The branch with this id is shown; nothing where there is none.
    ShowBranch(u32),
    /// Asks when two branches first differ.
    Compare(u32, u32),
    /// Selects something, or nothing.
    Select(Option<Selection>),
    /// Shows another part of the run.
    SetCamera(Camera),
    /// Changes the experiment. Can be undone.
    Edit(Box<Experiment>),
    /// The same while a slider moves: the whole movement is one change to undo.
    Tune(Box<Experiment>),
    /// Begins another experiment, without anything that was done to the run before, at its
    /// beginning. Can be undone.
    Begin(Box<Experiment>),
    /// Takes the last change back.
    Undo,
    /// And brings it again.
    Redo,
    /// Another language; the place is kept.
    Language(Language),
    /// Light or dark; the place is kept.
    Theme(Theme),
    /// The device's wish for less motion changed.
    Calm(bool),
    /// Asks what the run of the current branch cost and what it broke.
    Receipt,
    /// Saves the run of the current branch to a file.
    Export,
    /// Reads a file that the person chose.
    Import {
        /// What it should be; found out from its content where nothing is said.
        kind: Option<ImportKind>,
        /// The name of the file, as the browser gives it.
        name: String,
        /// The content of the file.
        bytes: Rc<[u8]>,
    },
    /// Says something about the file that lies open; it is read again.
    ImportOptions(Box<Options>),
    /// Takes the file that lies open.
    UseImport,
    /// Puts the file away that lies open, or is being read; nothing else changes.
    CancelImport,
    /// The browser could not read a file of this name.
    Unreadable(String),
    /// Ends the engine and starts a new one with the same run.
    Restart,
    /// Closes the notice and the problems.
    Dismiss,
    /// Opens or closes the keyboard help.
    Help(bool),
    /// Lets single keys act on the page, or not.
    Letters(bool),
}

/// How fast time may pass, in thousandths: 0.01 times to 1000 times.
pub const SPEEDS: core::ops::RangeInclusive<u32> = 10..=1_000_000;

impl Model {
    /// What happens at the cursor's moment.
    pub fn at(&self) -> Time {
        self.frame.as_ref().map_or(Time::ZERO, |frame| frame.at)
    }

    /// The branch that is shown.
    pub fn branch(&self) -> Option<&BranchFrame> {
        self.branches.iter().find(|branch| branch.id == self.current)
    }

    /// The node that is selected.
    pub fn node(&self) -> Option<NodeId> {
        match self.selected {
            Some(Selection::Node(node)) => Some(node),
            _ => None,
        }
    }
}
