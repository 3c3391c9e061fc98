//! Why? For any read, refusal, broken promise or other fact: the shortest causal slice that leads to
//! it, and the moment where it could have gone otherwise.
//!
//! # What the smallest slice is
//!
//! One fact **leads to** another if the other one names it as its cause, or if it happened earlier at
//! the same node (Lamport 1978: it happened before). What happens to a message follows from its
//! sending only.
//!
//! A **strand** has a root and ends. It is a set of facts with all of these among them, each of which
//! but the root is led to by another one of the set. The smallest strand has the fewest facts.
//!
//! A **turn** of an observation is one of: a message that was sent before the observation was decided
//! and had not arrived by then (late, lost, or still underway), a message that was repeated, a crash.
//! It counts only if a run that differs in this one thing (the message arrives at once, or once
//! only; the node does not crash) and in nothing else, every chance being keyed, does not show what
//! is strange. So a turn distinguishes what was seen from what was to be expected: it was run.
//!
//! A **slice** of an observation is, with a turn, the union of smallest strands:
//!
//! - of the news: from the request that it missed (or that was doubled, lost, ...) to its
//!   acknowledgement and to the turn;
//! - of the observation: from the request to the look at the copy and to the answer;
//! - where a turn does not follow from the news, from whatever it does follow from.
//!
//! The **smallest slice** has the fewest facts of all turns; of equals, the turn that looks most like
//! the reason (a message of the very request, to the very node). A test holds it to an enumeration of
//! all turns and of all sets of facts on small runs. That a message which came in its ordinary time
//! had come at once counts only where nothing else helps: it takes no fault to be slow.
//!
//! Where nothing that is tried helps, the slice has no turn, and the story says so. Where a read was
//! stale and the copy got the write later, the news leads to that.

mod asked;
mod changed;
mod lasting;
mod otherwise;
mod strand;
#[cfg(test)]
mod tests;

pub use asked::{Kind, Question, broken_at};
pub use changed::{Changed, Counted, Differs, changed};
pub use lasting::Lasting;
pub use otherwise::{Turned, branched};
pub use strand::{MOST_ENDS, Strand, leads, smallest};

use crate::base::ids::{AccountId, FactId, NodeId, OpId};
use crate::base::time::Time;
use crate::domain::Amount;
use crate::lab::experiment::Experiment;
use crate::lab::frame::{FactFrame, OperationFrame, fact, operation};
use crate::sim::fault::Treatment;
use crate::sim::input::Action;
use crate::sim::run::AnyRun;
use crate::sim::trace::{FactKind, Write};
use asked::{Asked, asked};
use otherwise::{Candidate, Trial};
use serde::{Deserialize, Serialize};

/// The answer to why.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Why {
    /// The fact that was asked about.
    pub about: FactId,
    /// What is strange about it.
    pub kind: Kind,
    /// The account that it is about.
    pub account: Option<AccountId>,
    /// The smallest slice, in order.
    pub slice: Vec<FactFrame>,
    /// The requests that the slice begins with, each with its answer where that is in the slice.
    pub requests: Vec<Request>,
    /// The acknowledgement that was missed, in the slice.
    pub missed: Option<FactId>,
    /// The write that is the news, as the copies know it.
    pub write: Option<Write>,
    /// The look at the copy on which the answer rests, in the slice.
    pub look: Option<FactId>,
    /// Where no message was on its way: the fact by which the copy that was read got the write, and
    /// too late; in the slice.
    pub arrived: Option<FactId>,
    /// Where it could have gone otherwise; nothing where nothing that was tried helps.
    pub turn: Option<Turn>,
    /// How many runs were tried.
    pub tried: u32,
}

/// A request in a slice.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Request {
    /// What was asked, and what was answered, as far as the slice tells it.
    pub operation: OperationFrame,
    /// The fact of the answer, where that is in the slice.
    pub answered: Option<FactId>,
}

/// Where it could have gone otherwise.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Turn {
    /// What happened there.
    pub turned: Turned,
    /// The fact of it.
    pub fact: FactId,
    /// The nodes that are concerned: the sender and the receiver, or the node twice.
    pub nodes: [NodeId; 2],
    /// When the message was sent, or the node crashed.
    pub at: Time,
    /// The last moment at which the message could have arrived and helped, to the microsecond; nothing
    /// where it helps at once, and somewhat later does not.
    pub until: Option<Time>,
    /// The ways to go on from there, each of which was run.
    pub ways: Vec<Way>,
}

/// A way to go on from a turn.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Way {
    /// What is different.
    pub what: Then,
    /// Right before this fact it is decided.
    pub before: FactId,
    /// What is done there.
    pub action: Action,
    /// Whether what is strange is gone.
    pub helps: bool,
    /// What the client is told there, where it is told one balance.
    pub told: Option<Amount>,
}

/// What is different.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Then {
    /// The message arrives in time.
    InTime,
    /// It is lost.
    Lost,
    /// It arrives after what was observed.
    Late,
    /// It arrives once only.
    Once,
    /// The node does not crash.
    Spared,
}

/// Why a fact came about, as what it is asked about. Nothing where there is no such fact, or the line
/// of the receipt that is asked about does not count it. The run is folded to its end; its cursor moves.
pub fn why(
    experiment: &Experiment,
    run: &mut (dyn AnyRun + 'static),
    about: FactId,
    question: &Question,
) -> Option<Why> {
    let asked = asked(experiment, run, about, question)?;
    let candidates = match asked.kind {
        Kind::Happened => Vec::new(),
        _ => otherwise::candidates(run, &asked),
    };
    let mut trial = Trial::new(experiment, run, &asked);
    let helpful = trial.helpful(&candidates);
    let slices = helpful.iter().map(|(it, action)| (slice(trial.run, &asked, Some(it)), it, action));
    // Of equals the first: they are in the order in which they look like the reason.
    let best = slices.min_by_key(|(slice, it, _)| (it.is_ordinary, slice.len()));
    let (slice, turn) = match best {
        Some((slice, candidate, action)) => (slice, Some(turn(&mut trial, candidate, action))),
        None => (self::slice(trial.run, &asked, None), None),
    };
    let tried = trial.tried;
    let arrived = turn.is_none().then_some(asked.arrived).flatten();
    let requests = requests(run, &slice);
    let is_stale = matches!(asked.kind, Kind::Stale { .. });
    Some(Why {
        about,
        requests,
        arrived,
        missed: is_stale.then(|| asked.strands[0].ends[0]),
        write: written(run, asked.strands[0].root, asked.account),
        look: is_stale.then_some(asked.deadline),
        kind: asked.kind,
        account: asked.account,
        slice: slice.into_iter().map(|id| fact(experiment, run, id)).collect(),
        turn,
        tried,
    })
}

/// The smallest slice with a turn, or without one.
fn slice(run: &dyn AnyRun, asked: &Asked, turn: Option<&Candidate>) -> Vec<FactId> {
    let mut strands = asked.strands.clone();
    let own = turn.and_then(|turn| joins(run, &mut strands, turn.fact));
    strands.extend(own);
    if let (None, Some(arrived)) = (turn, asked.arrived) {
        let own = joins(run, &mut strands, arrived);
        strands.extend(own);
    }
    let mut all: Vec<FactId> = strands
        .iter()
        .flat_map(|strand| smallest(run, strand).unwrap_or_else(|| strand.ends.clone()))
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Lets the news lead to a turn, where it does; otherwise the strand that does.
fn joins(run: &dyn AnyRun, strands: &mut [Strand], turn: FactId) -> Option<Strand> {
    let news = &mut strands[0];
    if news.ends.contains(&turn) {
        return None;
    }
    let with = Strand { root: news.root, ends: vec![turn] };
    if turn > news.root && news.ends.len() < MOST_ENDS && smallest(run, &with).is_some() {
        news.ends.push(turn);
        return None;
    }
    Some(Strand { root: strand::root(run, turn), ends: vec![turn] })
}

/// The newest write to an account that the request of the news led to.
fn written(run: &dyn AnyRun, asked: FactId, account: Option<AccountId>) -> Option<Write> {
    let FactKind::Invoked { op, .. } = run.fact(asked).what else { return None };
    let command = run.operation(op).request.command;
    let written = (asked.0..run.fact_count()).map(FactId).filter_map(|id| match run.fact(id).what {
        FactKind::Installed { write, .. } => Some(run.write(write)),
        _ => None,
    });
    written.filter(|it| it.command == command && Some(it.key) == account).max_by_key(|it| it.version)
}

/// The requests of a slice, with their answers where those are in it.
fn requests(run: &dyn AnyRun, slice: &[FactId]) -> Vec<Request> {
    let asked = slice.iter().filter_map(|&id| match run.fact(id).what {
        FactKind::Invoked { op, .. } if run.operation(op).invoked == id => Some(op),
        _ => None,
    });
    let request = |op: OpId| {
        let is_answer =
            |id: &FactId| matches!(run.fact(*id).what, FactKind::Returned { op: ended, .. } if ended == op);
        let answered = slice.iter().copied().find(is_answer);
        Request { operation: operation(run, op, answered), answered }
    };
    asked.map(request).collect()
}

/// How much later than the last moment that helps a message arrives that is to be late, in
/// microseconds.
const LATE_US: u64 = 1_000;

fn turn(trial: &mut Trial, candidate: &Candidate, action: &Action) -> Turn {
    let until = trial.last_moment(candidate);
    let at = trial.run.fact(candidate.before).at;
    let treat = |flight, then| Action::Treat { flight, then };
    // Just too late: much later, and the run may end before anybody can judge it.
    let late_us = until.map_or(1, |until| until.since(at).0 + LATE_US);
    let ways: Vec<(Then, Action)> = match candidate.turned {
        Turned::Late { flight } | Turned::Underway { flight } | Turned::Lost { flight, .. } => {
            let after_us = until.map_or(1, |until| until.since(at).0.div_ceil(2).max(1));
            let other = match candidate.turned {
                Turned::Lost { .. } => (Then::Late, treat(flight, Treatment::Deliver { after_us: late_us })),
                _ => (Then::Lost, treat(flight, Treatment::Drop)),
            };
            vec![(Then::InTime, treat(flight, Treatment::Deliver { after_us })), other]
        }
        Turned::Repeated { flight } => {
            vec![(Then::Once, action.clone()), (Then::Lost, treat(flight, Treatment::Drop))]
        }
        Turned::Crashed { .. } => vec![(Then::Spared, action.clone())],
    };
    let before = candidate.before;
    let run = |(what, action): (Then, Action)| {
        let outcomes = trial.of(before, &action)?;
        Some(Way { what, before, action, helps: outcomes.gone, told: outcomes.told })
    };
    let mut ways: Vec<Way> = ways.into_iter().filter_map(run).collect();
    let mut until = until;
    if let Some(way) = ways.first_mut().filter(|way| way.what == Then::InTime && !way.helps) {
        // What came in between decides otherwise: that it helps at once is all that is known.
        until = None;
        way.action.clone_from(action);
        (way.helps, way.told) = at_once(trial, before, action);
    }
    let nodes = match candidate.turned.flight().map(|flight| trial.run.flight(flight)) {
        Some(flight) => [flight.from, flight.to],
        None => [trial.run.fact(candidate.fact).node; 2],
    };
    Turn { turned: candidate.turned, fact: candidate.fact, nodes, at, until, ways }
}

/// What comes of what was tried first, and helped.
fn at_once(trial: &mut Trial, before: FactId, action: &Action) -> (bool, Option<Amount>) {
    trial.of(before, action).map_or((false, None), |outcomes| (outcomes.gone, outcomes.told))
}

/// Every read of a run that was stale, every promise that was broken, every request that was refused
/// or not answered: what people ask about, in the order of the facts.
pub fn strange(experiment: &Experiment, run: &mut (dyn AnyRun + 'static)) -> Vec<FactId> {
    let mut stale = crate::lab::stale::StaleReads::new(run.node_count());
    stale.catch_up(run);
    let broken = crate::lab::breaches::breaches(experiment, run).unwrap_or_default();
    let mut all: Vec<FactId> = stale.found().iter().map(|read| read.fact).collect();
    all.extend(broken.iter().map(|breach| breach.fact));
    let refused = (0..run.fact_count()).map(FactId).filter(|&id| {
        use crate::sim::trace::Outcome;
        matches!(run.fact(id).what, FactKind::Returned { outcome: Outcome::Fail | Outcome::Info, .. })
    });
    all.extend(refused);
    all.sort_unstable();
    all.dedup();
    all
}

/// The answer of an operation, by its number; nothing where it was not answered.
pub fn answer_of(run: &dyn AnyRun, op: OpId) -> Option<FactId> {
    let all = (0..run.fact_count()).map(FactId);
    all.into_iter()
        .find(|&id| matches!(run.fact(id).what, FactKind::Returned { op: ended, .. } if ended == op))
}
