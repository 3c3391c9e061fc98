//! What the page and the engine say to each other. Every question carries a number, every answer
//! the number of its question; the page drops what is stale. The engine never speaks unasked, but
//! for progress and for the word that it is ready.

use crate::base::ids::{FactId, NodeId};
use crate::base::text::{Language, TextBuf};
use crate::base::time::{Span, Time};
use crate::base::units::{self, Quantity};
use crate::lab::compare::Comparison;
use crate::lab::experiment::Experiment;
use crate::lab::export::Form;
use crate::lab::frame::{BranchFrame, Camera, FactFrame, Frame};
use crate::lab::import::options::Options;
use crate::lab::import::reading::Reading;
use crate::lab::lines::Shown;
use crate::lab::numbers::{Found, Job};
pub use crate::lab::problem::Problem;
use crate::lab::read::RunFile;
use crate::lab::receipt::Receipt;
use crate::lab::search::{Broken, Budget, Spent, Stands};
use crate::lab::staleness::Point;
use crate::lab::sweep::{Bad, Order, Plan, Tally};
use crate::lab::until::Sought;
use crate::lab::whole::Act;
use crate::lab::why::{Changed, Question, Why};
use crate::sim::input::{Action, Input};
use serde::{Deserialize, Serialize};

/// What both sides must agree on before they talk: the version of this file and the build.
pub const WIRE_VERSION: u32 = 8;

/// A question of the page.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Ask {
    /// Its number; answers repeat it. Counted up by the page.
    pub generation: u64,
    /// The question, with all that it needs.
    pub what: AskWhat,
}

/// What the page asks.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AskWhat {
    /// Begin a run, with inputs of branch 0 and with its other branches where there are any.
    /// Everything of the run before is forgotten. Where an act cannot be done again at its place,
    /// the run is refused.
    Open {
        /// What is folded. A page sends it as its reader accepted it.
        experiment: Box<Experiment>,
        /// What the person did in branch 0.
        inputs: Vec<Input>,
        /// What made the other branches, in order.
        acts: Vec<Act>,
    },
    /// Move the cursor of a branch and show what is there.
    Seek {
        /// The id of the branch, which becomes the current one.
        branch: u32,
        /// The place to which its cursor moves.
        to: Place,
        /// The part of the run that the frame shows.
        camera: Camera,
    },
    /// Do something at the cursor. If anything of the branch lies after the cursor, a new branch
    /// begins there and becomes the one that is shown; the old one stays.
    Act {
        /// What the person does; it happens at the cursor of the current branch.
        action: Action,
        /// The part of the run that the frame shows.
        camera: Camera,
    },
    /// The timeline: all branches with their ribbons and marks.
    Timeline,
    /// Run these experiments beside the one that is open, in the place of those before: at most
    /// [`MOST_BESIDE`]. From then on every look at the open run shows them at the same moment. They
    /// are forgotten when another run is opened.
    Beside {
        /// What is run beside it, as readers accepted it.
        experiments: Vec<Experiment>,
        /// The part of the runs that the frames show.
        camera: Camera,
    },
    /// Run the same workday on other ways beside the one that is open, and hold all of them against
    /// each other. They take the place of the runs beside it, and follow its cursor like those.
    Columns {
        /// The other columns, each as [`column`](crate::lab::compare::column) reads it; at most
        /// [`MOST_BESIDE`] are taken.
        with: Vec<String>,
        /// The part of the runs that the frames show.
        camera: Camera,
    },
    /// The table of the columns, as a file.
    SaveColumns {
        /// As CSV; as JSON otherwise.
        csv: bool,
        /// The language of the texts in CSV; JSON has both.
        language: Language,
    },
    /// The receipt of a branch, as a file.
    SaveReceipt {
        /// The id of the branch.
        branch: u32,
        /// As CSV; as JSON otherwise.
        csv: bool,
    },
    /// The first moment at which two branches differ.
    FirstDifference {
        /// The id of one branch.
        left: u32,
        /// The id of the other branch.
        right: u32,
    },
    /// What the run of one branch cost and what it broke, from its beginning to its end.
    Receipt {
        /// The id of the branch.
        branch: u32,
    },
    /// Why something of a branch is as it is.
    Why {
        /// The id of the branch.
        branch: u32,
        /// The fact that is asked about: an answer, a broken promise, anything.
        about: FactId,
        /// As what it is asked about.
        question: Question,
    },
    /// What changed from one branch to another.
    Changed {
        /// The id of the one.
        left: u32,
        /// The id of the other.
        right: u32,
    },
    /// Look for faults with which a goal comes true. No run has to be open, and none that is open is
    /// touched. A search that is under way is left.
    Search(SearchOrder),
    /// Leave the search that is under way.
    StopSearch,
    /// Measure a number that others published. No run has to be open, and none that is open is
    /// touched.
    Measure {
        /// What is measured.
        job: Job,
        /// The seed of all chance in it.
        seed: u64,
    },
    /// How a branch stands to a goal, and what was spent in it.
    Stands {
        /// The id of the branch.
        branch: u32,
        /// The parts of the goal.
        goal: Vec<String>,
    },
    /// Move the cursor of a branch on to the next moment at which something happens. The run is folded
    /// as far as it takes, at most to its end, and looked at in slices between questions. A later
    /// question that moves a cursor ends the search.
    Until {
        /// The id of the branch, which becomes the current one.
        branch: u32,
        /// What is looked for.
        sought: Sought,
    },
    /// End the search under way; the cursor is where it was.
    StopUntil,
    /// A file that holds the run of one branch.
    Export {
        /// The id of the branch.
        branch: u32,
        /// As what.
        form: Form,
    },
    /// What is at the cursor of a branch, as a picture.
    Draw {
        /// The id of the branch.
        branch: u32,
        /// Which picture.
        drawing: Drawing,
        /// The part of the run that it shows.
        camera: Camera,
        /// The language of its texts.
        language: Language,
    },
    /// Begin a clip. The answer is its first picture, which the page paints and sends back. A clip that
    /// is under way is left. It is left, too, when another run is opened.
    Clip(Box<ClipOrder>),
    /// A picture of the clip, as the page painted it: its points travel beside this question. The answer
    /// is the next picture, or the clip.
    Painted {
        /// The number of the picture, from 0 on.
        n: u32,
    },
    /// Leave the clip that is under way.
    StopClip,
    /// The run that is open, as a link; or as a file, where it is too long for one.
    Share {
        /// The run as the page knows it. Its digest is filled in.
        run: Box<RunFile>,
    },
    /// Read a file that a person chose. A run leads to its experiment at once; a ledger or round
    /// trips are kept as they were read, until they are taken, forgotten, or others are read.
    Read {
        /// What it should be.
        kind: ImportKind,
        /// The content of the file, at most 64 MB.
        text: String,
        /// What the person said about it.
        options: Options,
    },
    /// Take what was read last into an experiment.
    Take {
        /// The experiment into which it goes.
        experiment: Box<Experiment>,
    },
    /// Stop reading, and forget what was read.
    Forget,
    /// Make the plan of a sweep, and be ready for shards of it. No run has to be open, and none
    /// that is open is touched; the same holds for the two that follow.
    Plan {
        /// What is swept.
        order: Box<Order>,
    },
    /// Run some shards of the sweep whose plan was made last.
    Shards {
        /// Their numbers, from 1 on.
        shards: Vec<u32>,
        /// How many the whole sweep has.
        of: u32,
    },
    /// Look for the first bad moment of a run.
    Bad {
        /// The run.
        experiment: Box<Experiment>,
        /// What is looked for, by its name in a tally; whatever comes first, if nothing is named.
        what: Option<String>,
    },
}

/// A picture of a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Drawing {
    /// Where everything stands at the cursor.
    Stage,
    /// What happened around it.
    SpaceTime,
}

/// A clip: the stage over a stretch of a run.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ClipOrder {
    /// The id of the branch.
    pub branch: u32,
    /// Its first moment.
    pub from: Time,
    /// Its last moment.
    pub to: Time,
    /// How fast time passes in it, in thousandths.
    pub speed_milli: u32,
    /// Whether it plays again and again.
    pub again: bool,
    /// What is seen of the run.
    pub camera: Camera,
    /// The language of its texts.
    pub language: Language,
}

/// So long a picture of a clip stands, in hundredths of a second, as GIF counts.
pub const CLIP_DELAY: u16 = 8;
/// A clip has at most so many pictures: 24 seconds of them.
pub const MOST_PICTURES: u32 = 300;
/// The file of a clip is not made larger than this.
pub const MOST_CLIP_BYTES: usize = 24_000_000;

impl ClipOrder {
    /// How much of the run passes from one picture to the next.
    fn step_us(&self) -> u64 {
        (u64::from(self.speed_milli) * u64::from(CLIP_DELAY) * 10).max(1)
    }

    /// The moment of a picture; that of the last one is the clip's last moment.
    pub fn moment(&self, n: u32) -> Time {
        self.to.min(self.from + Span(u64::from(n).saturating_mul(self.step_us())))
    }

    /// How many pictures it has, of a branch that ends then.
    ///
    /// # Errors
    /// There is no such branch or stretch, or it has too many pictures.
    pub fn pictures(&self, until: Option<Time>) -> Result<u32, Problem> {
        let problem = |en: String, zh: String| Err(Problem::new("clip", en, zh));
        let Some(until) = until else {
            return problem(
                format!("there is no branch {}", self.branch),
                format!("没有分支 {}", self.branch),
            );
        };
        if self.from >= self.to {
            return problem("its end must lie after its beginning".to_owned(), "终点必须晚于起点".to_owned());
        }
        if self.to > until {
            let end = units::text(Quantity::Moment(until));
            return problem(
                format!("the run ends at {}: its end must not lie behind that", end.en),
                format!("运行在 {} 结束：终点不能更晚", end.zh),
            );
        }
        let count = self.to.since(self.from).0.div_ceil(self.step_us()).saturating_add(1);
        if count > u64::from(MOST_PICTURES) {
            let most = units::text(Quantity::Span(Span(u64::from(MOST_PICTURES - 1) * self.step_us())));
            return problem(
                format!(
                    "it would have {} pictures, and a clip has at most {MOST_PICTURES}: at this pace it shows at most {}. Choose a shorter stretch or a faster pace",
                    units::grouped(count),
                    most.en
                ),
                format!(
                    "这段需要 {} 帧，动图最多 {MOST_PICTURES} 帧：按此速度最多能放 {}。请缩短区间或加快速度",
                    units::grouped(count),
                    most.zh
                ),
            );
        }
        Ok(count as u32)
    }
}

/// What a search is to look for, and in which run.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct SearchOrder {
    /// The experiment, as its reader accepted it.
    pub experiment: Box<Experiment>,
    /// What was done in the run; it stays.
    pub inputs: Vec<Input>,
    /// What is to become true, as [`Goal::parse`](crate::lab::search::Goal::parse) reads it.
    pub goal: String,
    /// What may break.
    pub budget: Budget,
    /// What chance draws by.
    pub seed: u64,
    /// How many runs may be folded.
    pub tries: u32,
}

/// What a search came to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Searched {
    /// These faults reach the goal.
    Found(Box<Broken>),
    /// Nothing within the budget does; everything was tried.
    Nothing,
    /// The tries were spent before everything was tried.
    Unknown,
    /// It was left.
    Stopped,
}

/// What a file should be.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportKind {
    /// A ledger (CSV): becomes the workload.
    Ledger,
    /// Round-trip samples: become the latency of every link, or of one.
    Samples {
        /// The one link, if only one.
        link: Option<(u16, u16)>,
    },
    /// An exported run, or an experiment.
    Run,
    /// A run as a link: what stands behind `s=`.
    Link,
}

/// So many runs are seen beside the one that is open.
pub const MOST_BESIDE: usize = 3;

/// A run beside the one that is open, folded to its end and judged.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Alongside {
    /// Its one branch.
    pub branches: Vec<BranchFrame>,
    /// The first moment at which a person outside sees another thing than in branch 0 of the open
    /// run: a client is told something else, or, where both share state the same way, a node shows
    /// other balances or reports something worth a mark. Nothing where that never happens.
    pub differs: Option<Time>,
    /// What is seen next from there on: in the open run, and in this one.
    pub why: [Option<FactFrame>; 2],
    /// Where a person outside sees the same in both, the table that a node fills differently, which
    /// is the difference then.
    pub sheet: Option<(NodeId, TextBuf)>,
    /// What is there at the cursor of the open run.
    pub frame: Box<Frame>,
}

/// A place to move the cursor to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Stay, but show it.
    Here,
    /// Right behind everything that happens up to and including a moment.
    Time {
        /// The moment; one behind the end of the run is its end.
        at: Time,
    },
    /// So many steps on, or back where negative.
    By {
        /// How many steps, negative for back.
        steps: i64,
    },
    /// Right after this fact.
    Fact {
        /// The id of the fact in the trace.
        fact: FactId,
    },
    /// Right before the step that told this fact.
    Before {
        /// The id of the fact in the trace.
        fact: FactId,
    },
    /// The next moment at which agreement begins or ends, or the one before.
    Difference {
        /// `false` for back.
        forward: bool,
    },
    /// The next moment at which something turns, or the one before: a fault begins or ends, a read
    /// is stale, a promise is broken, copies come to agree or cease to.
    Turn {
        /// `false` for back.
        forward: bool,
    },
}

/// An answer of the engine.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Report {
    /// The number of the question; 0 for what was not asked.
    pub generation: u64,
    /// The answer to the question with this number, or a part of it.
    pub what: ReportWhat,
}

/// What the engine reports.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportWhat {
    /// It is there: its version of the wire, its build.
    Ready {
        /// [`WIRE_VERSION`] of the engine's build.
        wire: u32,
        /// The digest of the engine's source; a page of another build does not go on.
        build: String,
    },
    /// What is at the cursor.
    Frame(Box<Frame>),
    /// The timeline. Reported again while branches are folded, until all are done.
    Timeline {
        /// All branches, in the order of their ids.
        branches: Vec<BranchFrame>,
        /// The one whose cursor moved last.
        current: u32,
    },
    /// How far a long piece of work is (a fold, an import).
    Progress {
        /// How much is done, in the unit of `of`.
        done: u64,
        /// How much there is in all: microseconds of a run, bytes of a file.
        of: u64,
    },
    /// The first moment at which two branches differ; nothing if they never do.
    Difference {
        /// The moment, as far as both branches are folded.
        at: Option<Time>,
    },
    /// The runs beside the open one are folded and judged.
    Beside {
        /// In the order in which they were asked for; none where others were asked for meanwhile.
        runs: Vec<Alongside>,
    },
    /// The columns beside the open run are folded, judged and held against it.
    Columns {
        /// What each of the other columns is a run of.
        experiments: Vec<Experiment>,
        /// Their runs, in the same order.
        runs: Vec<Alongside>,
        /// All columns, the open run first.
        comparison: Box<Comparison>,
    },
    /// What is there in the runs beside the open one, at the moment that follows. The answer to the
    /// question goes on.
    BesideAt {
        /// In the order in which they were asked for.
        frames: Vec<Frame>,
    },
    /// What a run cost and what it broke.
    Receipt {
        /// The id of the branch.
        branch: u32,
        /// Its figures and verdicts.
        receipt: Box<Receipt>,
        /// What its lines count, one by one, to ask why.
        shown: Vec<Shown>,
    },
    /// Why something is as it is; nothing where there is no such fact.
    Why {
        /// The id of the branch.
        branch: u32,
        /// The answer.
        why: Option<Box<Why>>,
    },
    /// A search has ended.
    Searched {
        /// How many runs were folded.
        tried: u32,
        /// What it came to.
        came_to: Searched,
    },
    /// How a branch stands to a goal.
    Stands {
        /// The id of the branch.
        branch: u32,
        /// How it stands to each part.
        parts: Vec<Stands>,
        /// What was spent in it, beside what the experiment has planned.
        spent: Spent,
        /// When the goal was reached; nothing where it is not.
        at: Option<Time>,
    },
    /// What changed from one branch to another.
    Changed {
        /// The id of the one.
        left: u32,
        /// The id of the other.
        right: u32,
        /// What is counted in both, and where they first differ.
        changed: Box<Changed>,
    },
    /// A search is over. Where it found something, the cursor stands there.
    Sought {
        /// The moment; nothing where it does not happen until the end of the run, or where the search
        /// was ended.
        at: Option<Time>,
        /// Whether it was ended before it came to the end of the run.
        stopped: bool,
        /// Whether the condition was true already where the search began.
        held: bool,
    },
    /// A file to save.
    Exported {
        /// What to call it.
        name: String,
        /// What is in it.
        text: String,
    },
    /// A picture of the run.
    Drawn {
        /// What to call it, without what says its form.
        name: String,
        /// The picture as SVG.
        svg: String,
        /// How wide it is, in CSS pixels.
        width: u16,
        /// How high it is.
        height: u16,
    },
    /// A picture of the clip that the page is to paint and send back.
    Paint {
        /// Its number, from 0 on.
        n: u32,
        /// How many pictures the clip has.
        of: u32,
        /// The picture as SVG.
        svg: String,
        /// How many points wide it is to be painted.
        width: u16,
        /// How many points high.
        height: u16,
    },
    /// The clip is made.
    Clipped {
        /// What to call it.
        name: String,
        /// The GIF, in base 64.
        gif: String,
    },
    /// A ledger or round trips were read, and how.
    Reading(Box<Reading>),
    /// What was read is forgotten.
    Forgotten,
    /// A file was read, or taken: the experiment it leads to, to be opened by the page (so that it can be
    /// undone).
    Imported {
        /// The experiment that was sent with the question and took what was read.
        experiment: Box<Experiment>,
        /// Rows or samples read.
        count: u64,
    },
    /// A run was read, from a file or a link, to be opened by the page.
    RunRead {
        /// All that the file or the link holds.
        run: Box<RunFile>,
    },
    /// The run is a link.
    Shared {
        /// What stands behind `s=`.
        link: String,
    },
    /// The run is too long for a link: it is a file.
    TooLong {
        /// How many characters the link would have.
        length: u64,
        /// What to call the file.
        name: String,
        /// What is in it.
        text: String,
    },
    /// The plan of a sweep is made.
    Planned {
        /// Its runs.
        plan: Box<Plan>,
    },
    /// Some shards of a sweep are done.
    Tallied {
        /// Their numbers, as they were asked for.
        shards: Vec<u32>,
        /// What they came to: a tally for each point, in order.
        tallies: Vec<Tally>,
    },
    /// The first bad moment of a run; nothing where it has none.
    BadMoment {
        /// The moment, and what broke there.
        bad: Option<Box<Bad>>,
    },
    /// A published number was measured.
    Measured {
        /// What it came to.
        found: Vec<Found>,
        /// How the share of fresh reads grows, where that is what it is about.
        curve: Vec<Point>,
    },
    /// Something the person gave cannot be used. What was there before is as it was.
    Refused {
        /// Every problem; at most 100.
        problems: Vec<Problem>,
        /// How many there were.
        count: u64,
    },
}

impl ReportWhat {
    /// Whether this ends the answer to a question: nothing more need follow. Only progress promises
    /// more.
    pub fn is_last_word(&self) -> bool {
        match self {
            ReportWhat::Progress { .. } | ReportWhat::BesideAt { .. } => false,
            ReportWhat::Ready { .. }
            | ReportWhat::Frame(_)
            | ReportWhat::Timeline { .. }
            | ReportWhat::Difference { .. }
            | ReportWhat::Receipt { .. }
            | ReportWhat::Why { .. }
            | ReportWhat::Changed { .. }
            | ReportWhat::Searched { .. }
            | ReportWhat::Stands { .. }
            | ReportWhat::Beside { .. }
            | ReportWhat::Columns { .. }
            | ReportWhat::Sought { .. }
            | ReportWhat::Exported { .. }
            | ReportWhat::Drawn { .. }
            | ReportWhat::Paint { .. }
            | ReportWhat::Clipped { .. }
            | ReportWhat::Imported { .. }
            | ReportWhat::Reading(_)
            | ReportWhat::Forgotten
            | ReportWhat::RunRead { .. }
            | ReportWhat::Shared { .. }
            | ReportWhat::TooLong { .. }
            | ReportWhat::Planned { .. }
            | ReportWhat::Tallied { .. }
            | ReportWhat::BadMoment { .. }
            | ReportWhat::Measured { .. }
            | ReportWhat::Refused { .. } => true,
        }
    }
}

impl AskWhat {
    /// Whether it is about the run that is open, or about to be.
    pub fn is_about_the_run(&self) -> bool {
        !matches!(
            self,
            AskWhat::Open { .. }
                | AskWhat::Read { .. }
                | AskWhat::Take { .. }
                | AskWhat::Forget
                | AskWhat::Plan { .. }
                | AskWhat::Shards { .. }
                | AskWhat::Bad { .. }
                | AskWhat::Search(_)
                | AskWhat::StopSearch
                | AskWhat::Measure { .. }
                | AskWhat::StopClip
        )
    }

    /// How long the engine may be silent about this question, in milliseconds: what folds, judges
    /// or reads a whole run takes longer than a look at one.
    pub fn patience_ms(&self) -> u64 {
        match self {
            AskWhat::Open { .. }
            | AskWhat::Read { .. }
            | AskWhat::Take { .. }
            | AskWhat::Export { .. }
            | AskWhat::Draw { .. }
            | AskWhat::Clip(_)
            | AskWhat::Painted { .. }
            | AskWhat::Share { .. }
            | AskWhat::Receipt { .. }
            | AskWhat::Why { .. }
            | AskWhat::Changed { .. }
            | AskWhat::Search(_)
            | AskWhat::Stands { .. }
            | AskWhat::Until { .. }
            | AskWhat::Beside { .. }
            | AskWhat::Columns { .. }
            | AskWhat::SaveColumns { .. }
            | AskWhat::SaveReceipt { .. }
            | AskWhat::Plan { .. }
            | AskWhat::Shards { .. }
            | AskWhat::Bad { .. }
            | AskWhat::Measure { .. }
            | AskWhat::FirstDifference { .. } => 60_000,
            AskWhat::Seek { .. }
            | AskWhat::Act { .. }
            | AskWhat::Timeline
            | AskWhat::Forget
            | AskWhat::StopSearch
            | AskWhat::StopClip
            | AskWhat::StopUntil => 6_000,
        }
    }
}
