//! What the page knows and what a person can do to it: one immutable [`Model`] that components
//! show, one [`Intent`] list that they send.
//!
//! One owner decides (`app`, by way of `store_core`); components get `model: Rc<Model>` and
//! `act: Callback<Intent>` and hold nothing of the run themselves.

use crate::base::ids::{FactId, FlightId, NodeId};
use crate::base::text::{Language, TextBuf};
use crate::base::time::Time;
use crate::engine::wire::{Drawing, ImportKind, Place, Problem, Searched};
use crate::lab::compare::Comparison;
use crate::lab::experiment::Experiment;
use crate::lab::export::Form;
use crate::lab::frame::{BranchFrame, Camera, FactFrame, Frame};
use crate::lab::import::options::Options;
use crate::lab::import::reading::Reading;
use crate::lab::lines::{Line, Shown};
use crate::lab::receipt::Receipt;
use crate::lab::search::{Budget, Spent, Stands};
use crate::lab::sweep::Bad;
use crate::lab::until::Sought;
use crate::lab::whole::{Bookmark, BranchName};
use crate::lab::why::{Changed, Question, Why};
use crate::sim::input::Action;
use crate::ui::words::words;
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
    /// Whether the page is shown to a class: large, without its side columns.
    pub presenting: bool,
    /// What the run of a branch cost and what it broke, once asked for, of which branch, and what its
    /// lines count, one by one.
    pub receipt: Option<Rc<(u32, Receipt, Vec<Shown>)>>,
    /// The file that lies open to be taken or not.
    pub import: Option<Rc<Import>>,
    /// Whether the end of the run that is shown was seen: before that its receipt would give it
    /// away.
    pub seen_end: bool,
    /// Whether single keys act on the page; a person who speaks to the device may want them not to.
    pub letters: bool,
    /// Which tab of the side is open, from 0.
    pub tab: u8,
    /// The moments that the person marked, in order.
    pub marks: Rc<Vec<Bookmark>>,
    /// The mark that the person set just now: whoever sets one can write to it at once.
    pub writing: Option<(u32, Time)>,
    /// What the person called branches, in order.
    pub names: Rc<Vec<BranchName>>,
    /// What is looked for now, until it is found or not.
    pub sought: Option<Sought>,
    /// What was looked for last.
    pub sought_last: Sought,
    /// The link of the run as it was when it was last asked for: what stands behind `s=`.
    pub link: Option<Rc<str>>,
    /// Whether the dialog with the link is open.
    pub link_open: bool,
    /// Whether a run of the person's own is kept besides the one that is shown.
    pub mine: bool,
    /// Why nothing is kept, where nothing is.
    pub unkept: Option<Unkept>,
    /// The runs that are seen beside branch 0 of the run that is shown.
    pub beside: Rc<Vec<Lane>>,
    /// Whether a demo is seen with and without its protection at once.
    pub pairs: bool,
    /// The other columns of the comparison, as they are written; nothing on other pages.
    pub columns: Option<Rc<Vec<String>>>,
    /// All columns held against each other, once they are.
    pub comparison: Option<Rc<Comparison>>,
    /// What was asked why last, until it is put away.
    pub why: Option<Rc<AskedWhy>>,
    /// What changed in the branch that was begun last to see what would have been otherwise.
    pub changed: Option<Rc<Otherwise>>,
    /// The search for what breaks the run, while it is open.
    pub breaking: Option<Rc<Breaking>>,
    /// The challenge of a lesson that is tried.
    pub challenged: Option<Rc<Challenged>>,
    /// How far a clip is.
    pub clip: Rc<ClipState>,
}

/// How far a clip is.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum ClipState {
    /// None is asked for.
    #[default]
    Asking,
    /// It is under way.
    Going {
        /// The picture that is painted, from 0 on; nothing while the first one is awaited.
        n: u32,
        /// How many pictures it has; 0 before that is known.
        of: u32,
    },
    /// It was saved.
    Made,
    /// It cannot be made.
    Refused(Vec<Problem>),
    /// The browser does not hand out what it paints.
    Unpainted,
}

/// A picture of a clip that the page painted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Painted {
    /// The question that it was an answer to.
    pub generation: u64,
    /// The number of the picture.
    pub n: u32,
    /// Its points; nothing where the browser did not paint it, or does not hand it out.
    pub points: Option<Rc<[u8]>>,
}

/// A search for what breaks the run.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Breaking {
    /// What is to come true, as it was written.
    pub goal: String,
    /// What may break; nothing before it was asked for the first time.
    pub budget: Option<Budget>,
    /// How many runs may be folded.
    pub tries: u32,
    /// How far it is.
    pub state: SearchState,
}

/// How far a search is.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum SearchState {
    /// Nothing is asked yet.
    #[default]
    Asking,
    /// It is under way.
    Going {
        /// How many runs were folded.
        done: u64,
        /// How many may be.
        of: u64,
    },
    /// It has ended.
    Over {
        /// How many runs were folded.
        tried: u32,
        /// What it came to.
        came_to: Searched,
    },
    /// It cannot be looked for.
    Refused(Vec<Problem>),
}

/// A challenge that is tried.
#[derive(Clone, PartialEq, Debug)]
pub struct Challenged {
    /// The lesson, by its place in the course.
    pub lesson: usize,
    /// The step, by its place in the lesson.
    pub step: usize,
    /// What is to come true.
    pub goal: Rc<[String]>,
    /// What may break.
    pub budget: Budget,
    /// How the branch that is shown stands to it, once that is known.
    pub stood: Option<Stood>,
}

/// How a branch stands to a challenge.
#[derive(Clone, PartialEq, Debug)]
pub struct Stood {
    /// The branch.
    pub branch: u32,
    /// How it stands to each part of the goal.
    pub parts: Vec<Stands>,
    /// What was done in it.
    pub spent: Spent,
    /// When the goal was reached; nothing where it is not.
    pub at: Option<Time>,
}

/// What somebody wants who breaks things.
#[derive(Clone, PartialEq, Debug)]
pub enum Breaks {
    /// Opens the search, or puts it away.
    Open(bool),
    /// Looks for faults.
    Search {
        /// What is to come true.
        goal: String,
        /// What may break.
        budget: Budget,
        /// How many runs may be folded.
        tries: u32,
    },
    /// Ends the search.
    Stop,
    /// Opens the run that was found.
    Take,
    /// Tries a challenge, or does not any more.
    Try(Option<Challenged>),
}

/// A question why, with its answer once it is there.
#[derive(Clone, PartialEq, Debug)]
pub struct AskedWhy {
    /// The branch that it is about.
    pub branch: u32,
    /// The fact that it is about.
    pub about: FactId,
    /// As what it is asked about.
    pub question: Question,
    /// The answer; nothing while it is worked out.
    pub answer: Option<Why>,
}

/// A branch in which one thing is otherwise, beside the one that it left.
#[derive(Clone, PartialEq, Debug)]
pub struct Otherwise {
    /// The branch that it left.
    pub left: u32,
    /// The branch.
    pub right: u32,
    /// What is counted in both, and where they first differ.
    pub changed: Changed,
}

/// A run beside the one that is shown. It follows the cursor, and nobody does anything to it.
#[derive(Clone, Debug)]
pub struct Lane {
    /// What it is a run of.
    pub experiment: Rc<Experiment>,
    /// Its one branch.
    pub branches: Rc<Vec<BranchFrame>>,
    /// The first moment at which a person outside sees another thing than in the run that is shown;
    /// nothing where that never happens.
    pub differs: Option<Time>,
    /// What is seen next from there on: in the run that is shown, and in this one.
    pub why: [Option<FactFrame>; 2],
    /// Where a person outside sees the same in both, the table that a node fills differently.
    pub sheet: Option<(NodeId, TextBuf)>,
    /// What is there at the cursor.
    pub frame: Rc<Frame>,
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

/// Why a run is not kept for the next visit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unkept {
    /// The browser keeps nothing for this page: a private window, a frame, a setting.
    Forbidden,
    /// The browser has no room left.
    Full,
    /// The run is larger than what is kept.
    Large {
        /// The most that is kept, in bytes.
        most: u64,
    },
}

/// What a link of the run is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Share {
    /// It goes to the clipboard.
    Copy,
    /// It is shown, with its code for phones.
    Show,
    /// It is only made: [`Model::link`] holds it.
    Make,
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
        /// Whether they became the links between services that stand in regions of the file.
        between_regions: bool,
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
    /// The browser did not paint a picture, or does not hand it out.
    Unpainted,
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
    /// A run was opened from a link.
    LinkRead {
        /// Whether it came to the digest that the link says; nothing while that is not known.
        holds: Option<bool>,
    },
    /// A link could not be used; see the problems.
    LinkNotRead,
    /// The link of the run is in the clipboard.
    Copied {
        /// How many characters the whole address has.
        length: u64,
    },
    /// The run is too long for a link and was saved as a file.
    TooLong {
        /// How many characters the link would have.
        length: u64,
        /// What the file is called.
        name: String,
    },
    /// The run of the last visit is here again.
    Restored,
    /// The run of the last visit cannot be opened; see the problems.
    KeptNotRead,
    /// The run cannot be kept for the next visit.
    Unkept(Unkept),
    /// The experiment became another one, and what was done to its run with it.
    Edited(Edited),
    /// A newer version of the lab has been loaded and waits.
    Update,
    /// The run of a seed of a sweep was opened.
    Seed {
        /// The seed.
        seed: u64,
        /// What broke where the cursor is; nothing where the run was opened at its beginning.
        bad: Option<Bad>,
    },
    /// Branches were deleted: so many.
    BranchDeleted {
        /// The branch and those that began in it.
        count: usize,
    },
    /// A mark was taken away.
    Unmarked,
    /// A search is over: the moment that was found, or nothing where the run has no such moment any
    /// more.
    Sought {
        /// What was looked for.
        sought: Sought,
        /// The moment.
        at: Option<Time>,
        /// From which moment to which it was looked for.
        span: [Time; 2],
        /// Whether a condition was true already where the search began.
        held: bool,
    },
    /// What was to be looked for cannot be; see the problems.
    NotSought,
    /// Two branches first differ here, or never.
    Difference {
        /// The moment; nothing where the two never differ.
        at: Option<Time>,
    },
}

/// What became of the branches and of the planned faults when the experiment was changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Edited {
    /// How many acts of the branch that was shown are planned from now on.
    pub planned: usize,
    /// How many other branches belong to the run before.
    pub branches: usize,
    /// Where the run became longer or shorter: the length before, in microseconds.
    pub length_us: Option<u64>,
    /// How many planned faults stay at their times, where the length changed.
    pub faults: usize,
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
    /// Asks why something of the current branch is as it is.
    Why {
        /// The fact that is asked about.
        about: FactId,
        /// As what it is asked about.
        question: Question,
    },
    /// Puts the answer to why away.
    CloseWhy,
    /// Breaks things by a search, or tries a challenge.
    Break(Breaks),
    /// Begins a branch of the branch that was asked about, in which something is otherwise.
    Otherwise {
        /// Right before this fact it is done.
        before: FactId,
        /// What is done.
        action: Action,
    },
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
    Export(Form),
    /// Saves what is shown as a picture.
    SavePicture {
        /// Which picture.
        drawing: Drawing,
        /// As PNG; as SVG otherwise.
        png: bool,
    },
    /// Saves a stretch of the run as a clip.
    Clip {
        /// Its first moment.
        from: Time,
        /// Its last moment.
        to: Time,
        /// How fast time passes in it, in thousandths.
        speed_milli: u32,
        /// Whether it plays again and again.
        again: bool,
    },
    /// Leaves the clip that is under way.
    StopClip,
    /// A picture of a clip was painted.
    Painted(Painted),
    /// The browser did not paint a picture, or does not hand it out.
    Unpainted,
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
    /// Shows the page to a class, or ends that.
    Present(bool),
    /// Lets single keys act on the page, or not.
    Letters(bool),
    /// Opens a tab of the side.
    Tab(u8),
    /// Marks the moment at the cursor, or takes its mark away.
    Mark,
    /// Writes a note to the mark at this place: its branch and its moment.
    Note((u32, Time), String),
    /// Takes the mark at this place away.
    Unmark((u32, Time)),
    /// Calls a branch something; an empty name takes its name away.
    NameBranch(u32, String),
    /// Deletes a branch, and those that began in it.
    DeleteBranch(u32),
    /// Asks what changed from one branch to another.
    CompareBranches(u32, u32),
    /// Moves on to the next moment at which something happens.
    Until(Sought),
    /// Ends the search under way.
    StopUntil,
    /// Makes a link of the run as it is now.
    Share(Share),
    /// The clipboard did not take the link: it is shown instead.
    NotCopied,
    /// The clipboard took the link; the whole address has so many characters.
    Copied(u64),
    /// Closes the dialog with the link.
    CloseLink,
    /// Opens a run from a link: what stands behind `s=`.
    OpenLink(String),
    /// Goes back to the run of the person's own that is kept.
    BackToMine,
    /// Takes the run of the first page along to another page.
    TakeOpening,
    /// Begins with the first experiment instead of the run of the last visit, which stays kept.
    StartAfresh,
    /// Moves the planned faults as the length of the run was changed.
    Stretch,
    /// Whether a run of the person's own is kept besides the one that is shown.
    Mine(bool),
    /// Nothing can be kept, or it can again.
    Unkept(Option<Unkept>),
    /// A newer version of the lab waits.
    Update,
    /// A demo is seen with and without its protection at once, or by itself.
    Beside(bool),
    /// The run is compared with these columns; nothing where the page of the comparison is left.
    Columns(Option<Vec<String>>),
    /// A column, counted from 0, becomes the run that is shown, at the same moment.
    OpenColumn(usize),
    /// A run of a sweep becomes the run that is shown, at its bad moment if one was found.
    OpenSeed(Box<Experiment>, Option<Bad>),
    /// A file of this name was saved.
    Saved(String),
    /// Saves the table of the columns.
    SaveColumns {
        /// As CSV; as JSON otherwise.
        csv: bool,
    },
    /// Saves the receipt of the current branch.
    SaveReceipt {
        /// As CSV; as JSON otherwise.
        csv: bool,
    },
}

/// How fast time may pass, in thousandths: 0.01 times to 1000 times.
pub const SPEEDS: core::ops::RangeInclusive<u32> = 10..=1_000_000;

impl Model {
    /// How fast time passes, in thousandths: as fast as was asked for, but no run is over in less
    /// than two seconds, which nobody could follow.
    pub fn pace_milli(&self) -> u32 {
        let most = u32::try_from(self.experiment.duration_us / 2_000).unwrap_or(u32::MAX);
        self.speed_milli.min(most.max(*SPEEDS.start()))
    }

    /// What happens at the cursor's moment.
    pub fn at(&self) -> Time {
        self.frame.as_ref().map_or(Time::ZERO, |frame| frame.at)
    }

    /// The branch that is shown.
    pub fn branch(&self) -> Option<&BranchFrame> {
        self.branches.iter().find(|branch| branch.id == self.current)
    }

    /// What a branch is called.
    pub fn branch_name(&self, id: u32) -> String {
        let named = self.names.iter().find(|it| it.branch == id).map(|it| it.name.clone());
        named.unwrap_or_else(|| (words(self.language).picture().run.branch)(id))
    }

    /// The mark at the cursor.
    pub fn mark(&self) -> Option<&Bookmark> {
        let here = (self.current, self.at());
        self.marks.iter().find(|mark| mark.place() == here)
    }

    /// The runs beside the one that is shown, while it is what was planned: in another branch
    /// somebody did something that they know nothing of.
    pub fn lanes(&self) -> &[Lane] {
        if self.current == 0 { &self.beside } else { &[] }
    }

    /// The moment at which the first of the runs side by side becomes another one.
    pub fn turning_point(&self) -> Option<Time> {
        if self.columns.is_some() {
            // Ways that are not alike never answer at the same moment: what counts is what was told.
            let first = self.comparison.as_ref()?.differences.first()?;
            return first.told.iter().map(|told| told.at).min();
        }
        self.lanes().iter().filter_map(|lane| lane.differs).min()
    }

    /// The same page about a run beside the one that is shown.
    pub fn of_lane(&self, lane: &Lane) -> Model {
        Model {
            experiment: Rc::clone(&lane.experiment),
            frame: Some(Rc::clone(&lane.frame)),
            branches: Rc::clone(&lane.branches),
            current: 0,
            selected: None,
            beside: Rc::default(),
            columns: None,
            comparison: None,
            why: None,
            ..self.clone()
        }
    }

    /// What a line of the receipt of the current branch counts, one by one, as far as it is known at
    /// the cursor before the end was seen.
    pub fn shown(&self, line: Line) -> Option<Shown> {
        let receipt = self.receipt.as_ref().filter(|receipt| receipt.0 == self.current)?;
        let mut shown = receipt.2.iter().find(|it| it.line == line)?.clone();
        if !self.seen_end {
            let at = self.at();
            let known = shown.facts.iter().copied().zip(shown.known.iter().copied());
            (shown.facts, shown.known) = known.filter(|(_, known)| *known <= at).unzip();
            shown.count = shown.facts.len() as u32;
        }
        (shown.count > 0).then_some(shown)
    }

    /// The answer to why that lights up in the pictures: one about the branch that is shown.
    pub fn lit(&self) -> Option<&Why> {
        self.why.as_ref().filter(|why| why.branch == self.current)?.answer.as_ref()
    }

    /// The node that is selected.
    pub fn node(&self) -> Option<NodeId> {
        match self.selected {
            Some(Selection::Node(node)) => Some(node),
            _ => None,
        }
    }
}
