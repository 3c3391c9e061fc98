//! Every judge, and how one is asked.

use super::causal;
use super::history::builder::HistoryEvent;
use super::history::{Complaint, History};
use super::linear;
use super::sessions;
use super::spec::Kind;
use super::transactions;
use super::value::Value;
use super::verdict::Verdict;
use crate::base::text::Text;

/// How many steps a judge may take where nobody says otherwise. A step is one attempt to let an
/// operation take effect; a million take well under a second.
pub const BUDGET: u64 = 10_000_000;

/// How many bytes the searches of a judge may keep where nobody says otherwise: 1 GiB.
pub const MEMORY: u64 = 1 << 30;

/// What a judge is asked.
#[derive(Clone, Debug)]
pub struct Question<'a> {
    /// What clients asked and were told.
    pub history: &'a History,
    /// What they talked to.
    pub kind: Kind,
    /// What it held before anybody wrote; nothing where that is not said.
    pub initial: Option<Value>,
    /// How many steps the judge may take, for its verdict and for a small witness together.
    pub budget: u64,
    /// How many bytes its searches may keep.
    pub memory: u64,
}

/// What a judge answers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    /// Whether the history keeps what the model promises.
    pub verdict: Verdict,
    /// The strongest models that the history does keep, by their names on the model map; empty
    /// where the judge does not ask for them.
    pub strongest: Vec<&'static str>,
}

impl From<Verdict> for Answer {
    fn from(verdict: Verdict) -> Answer {
        Answer { verdict, strongest: Vec::new() }
    }
}

/// A judge that listens while the run plays. At any moment it says of what it has heard what
/// [`Checker::judge`] would say of it, and what is violated stays violated.
pub trait Monitor {
    /// Hears the next event.
    ///
    /// # Errors
    ///
    /// What no client can have done, or what the judge cannot read.
    fn enter(&mut self, heard: HistoryEvent) -> Result<(), Complaint>;

    /// Whether something is known to be violated already. Cheap, and may be asked after every
    /// event.
    fn is_violated(&self) -> bool;

    /// What it says of everything that it has heard.
    ///
    /// # Errors
    ///
    /// An operation that the judge cannot read.
    fn verdict(&self) -> Result<Verdict, Complaint>;
}

/// A way to ask a judge about a finished history.
pub type CheckFn = fn(&Question) -> Result<Answer, Complaint>;

/// A way to let a judge listen from the beginning: to what, its initial value, the budget.
pub type MonitorFn = fn(Kind, Option<Value>, u64) -> Box<dyn Monitor>;

/// A checker of the command line, with what `eventual check` prints about it.
#[derive(Clone, Copy, Debug)]
pub struct Checker {
    /// Its name on the command line and in answers: `linearizable`, `sequential`, `causal`, ...
    pub name: &'static str,
    /// What it asks, for people.
    pub title: Text,
    /// What it can judge.
    pub kinds: &'static [Kind],
    /// Judges a finished history.
    ///
    /// # Errors
    ///
    /// The first operation that it cannot read.
    pub judge: CheckFn,
    /// Listens as the run plays.
    pub watch: MonitorFn,
}

/// The lists of judges, each kept where its judges are.
const LISTS: &[&[Checker]] =
    &[linear::JUDGES, transactions::judges::JUDGES, causal::JUDGES, sessions::JUDGES];

/// Every checker, in the order in which `eventual check` lists them.
pub fn all() -> impl Iterator<Item = &'static Checker> {
    LISTS.iter().copied().flatten()
}

/// The judge with this name that can judge this.
pub fn find(name: &str, kind: Kind) -> Option<&'static Checker> {
    all().find(|judge| judge.name == name && judge.kinds.contains(&kind))
}

/// The name of the judge that is asked where nobody names one.
pub fn usual(kind: Kind) -> &'static str {
    match kind {
        Kind::ListAppend | Kind::RwRegister => "transactions",
        _ => "linearizable",
    }
}

/// Models of single objects, from the strongest down.
const LADDER: [&str; 3] = ["linearizable", "sequential", "causal"];

/// The strongest model that a history of a single object keeps, where one judge has said its
/// verdict already; empty where it keeps none that is asked for.
pub fn strongest(question: &Question, asked: &str, said: &Verdict) -> Vec<&'static str> {
    let keeps = |judge: &Checker| match said {
        said if judge.name == asked => *said == Verdict::Holds,
        _ => (judge.judge)(&Question { budget: question.budget.min(BUDGET / 10), ..question.clone() })
            .is_ok_and(|answer| answer.verdict == Verdict::Holds),
    };
    LADDER
        .iter()
        .filter_map(|name| find(name, question.kind))
        .find(|judge| keeps(judge))
        .map(|judge| judge.name)
        .into_iter()
        .collect()
}

/// The models of single objects that are ruled out where this one is: it, and all that are
/// stronger.
pub fn ruled_out(name: &str) -> Vec<&str> {
    let stronger = LADDER.iter().position(|it| *it == name).unwrap_or(0);
    LADDER[..stronger].iter().copied().chain([name]).collect()
}
