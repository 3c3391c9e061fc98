//! The lines of a receipt about which somebody may ask why, and for each the facts of the run that
//! it counts: the first ones, or the worst ones, to be asked about one after the other.

use super::breaches::{Breach, all_lost};
use super::receipt::Faults;
use super::ribbon::Ribbon;
use super::stale::StaleReads;
use super::waited::{Wait, waits};
use crate::base::arrange::Arrange;
use crate::base::ids::{FactId, OpId};
use crate::base::time::Time;
use crate::sim::run::{AnyRun, Target};
use crate::sim::trace::{FactKind, Outcome};
use serde::{Deserialize, Serialize};

/// A line of a receipt that counts what is bad, or slow.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Line {
    /// Operations that were refused.
    Refused,
    /// Operations of which no client knows whether they took effect.
    Unknown,
    /// How long writes took.
    WriteLatency,
    /// How long reads took.
    ReadLatency,
    /// How much was done while a fault held.
    UnderFaults,
    /// Reads that missed acknowledged writes.
    Stale,
    /// How long replicas disagreed.
    Apart,
    /// Acknowledged writes that are gone.
    Lost,
    /// Effects outside that happened more than once.
    Doubled,
    /// Money that is there and should not be, or the other way round.
    Money,
    /// Events that undid others.
    Compensations,
    /// How long operations waited for others.
    Blocked,
    /// How long nodes were in doubt.
    InDoubt,
}

/// In which order what a line counts is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    /// As it happened.
    Time,
    /// What missed most first.
    Stalest,
    /// What took longest first.
    Longest,
}

impl Line {
    /// Every line, as it stands on the receipt, with its name on the command line.
    pub const ALL: [(Line, &'static str); 13] = [
        (Line::Refused, "refused"),
        (Line::Unknown, "unknown"),
        (Line::WriteLatency, "write-latency"),
        (Line::ReadLatency, "read-latency"),
        (Line::UnderFaults, "under-faults"),
        (Line::Stale, "stale"),
        (Line::Apart, "apart"),
        (Line::Lost, "lost"),
        (Line::Doubled, "doubled"),
        (Line::Money, "money"),
        (Line::Compensations, "compensations"),
        (Line::Blocked, "blocked"),
        (Line::InDoubt, "in-doubt"),
    ];

    /// The line with this name.
    pub fn named(name: &str) -> Option<Line> {
        Line::ALL.iter().find(|(_, known)| *known == name).map(|(line, _)| *line)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        Line::ALL.iter().find(|(line, _)| *line == self).map_or("", |(_, name)| name)
    }

    /// What of it is shown first.
    pub fn order(self) -> Order {
        match self {
            Line::Stale => Order::Stalest,
            Line::WriteLatency | Line::ReadLatency | Line::Apart | Line::Blocked | Line::InDoubt => {
                Order::Longest
            }
            _ => Order::Time,
        }
    }
}

/// What a line counts, one by one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Shown {
    /// The line.
    pub line: Line,
    /// How many there are; of a latency, how many took longer than half of them.
    pub count: u32,
    /// The facts to ask about, in the order of the line; the first [`MOST_SHOWN`] of them.
    pub facts: Vec<FactId>,
    /// When each of them was known.
    pub known: Vec<Time>,
}

/// So many of what a line counts can be asked about.
pub const MOST_SHOWN: usize = 12;

/// What a line counts: the fact to ask about, when it is known, and how bad it is.
type Found = (FactId, Time, (u64, u64));

/// What each line counts in a run that is folded to its end; lines that count nothing are left out.
/// `broken` are the promises that it broke, where it was judged. Moves the cursor to the end.
pub fn shown(run: &mut dyn AnyRun, broken: Option<&[Breach]>) -> Vec<Shown> {
    run.seek(Target::Time(run.until()));
    let run = &*run;
    let ends = ends(run);
    let [blocked, in_doubt] = waits(run);
    let of = |line: Line| match line {
        Line::Refused => ended(&ends, |it| it.outcome == Some(Outcome::Fail)),
        Line::Unknown => ended(&ends, |it| matches!(it.outcome, Some(Outcome::Info) | None)),
        Line::WriteLatency => slow(&ends, false),
        Line::ReadLatency => slow(&ends, true),
        Line::UnderFaults => {
            let faults = Faults::of(run);
            ended(&ends, |it| it.outcome != Some(Outcome::Ok) && faults.held_at(it.asked))
        }
        Line::Stale => {
            let mut stale = StaleReads::new(run.node_count());
            stale.catch_up(run);
            let all = stale.found().iter();
            all.map(|it| (it.fact, it.at, (u64::from(it.versions), it.age_us))).collect()
        }
        Line::Apart => apart(run).iter().map(of_wait).collect(),
        Line::Lost => all_lost(run).iter().map(|it| (it.told, run.fact(it.gone).at, (0, 0))).collect(),
        Line::Doubled => facts(run, |what| matches!(what, FactKind::Outside { times: 2.., .. })),
        Line::Money => {
            let wrong = broken.iter().flat_map(|all| all.iter()).find(|it| it.model == "conservation");
            wrong.map(|it| (it.fact, it.at, (0, 0))).into_iter().collect()
        }
        Line::Compensations => facts(run, |what| compensates(run, what)),
        Line::Blocked => blocked.iter().map(of_wait).collect(),
        Line::InDoubt => in_doubt.iter().map(of_wait).collect(),
    };
    let shown = |line: Line| {
        let mut all = of(line);
        match line.order() {
            Order::Time => all.arrange_by_key(|(fact, at, _)| (*at, *fact)),
            _ => all.arrange_by_key(|(fact, _, bad)| (core::cmp::Reverse(*bad), *fact)),
        }
        let count = all.len() as u32;
        all.truncate(MOST_SHOWN);
        let (facts, known) = all.into_iter().map(|(fact, at, _)| (fact, at)).unzip();
        Shown { line, count, facts, known }
    };
    Line::ALL.iter().map(|(line, _)| shown(*line)).filter(|it| it.count > 0).collect()
}

/// Whether a fact is an event that undoes others.
pub(super) fn compensates(run: &dyn AnyRun, what: &FactKind) -> bool {
    matches!(*what, FactKind::Noted { fact, .. } if run.own_facts()[usize::from(fact)].compensates)
}

fn of_wait(wait: &Wait) -> Found {
    (wait.begun, wait.to, (wait.us(), 0))
}

fn facts(run: &dyn AnyRun, is_it: impl Fn(&FactKind) -> bool) -> Vec<Found> {
    let all = (0..run.fact_count()).map(FactId).map(|id| (id, run.fact(id)));
    all.filter(|(_, fact)| is_it(&fact.what)).map(|(id, fact)| (id, fact.at, (0, 0))).collect()
}

/// How an operation ended.
struct End {
    /// The fact to ask about: its answer, or the request where there was none.
    fact: FactId,
    asked: Time,
    ended: Time,
    is_read: bool,
    /// Nothing where nobody had answered when the run ended.
    outcome: Option<Outcome>,
}

fn ends(run: &dyn AnyRun) -> Vec<End> {
    let of = |op: u32| {
        let operation = run.operation(OpId(op));
        End {
            fact: operation.invoked,
            asked: run.fact(operation.invoked).at,
            ended: run.folded().0,
            is_read: operation.request.call.is_read(),
            outcome: None,
        }
    };
    let mut all: Vec<End> = (0..run.operation_count()).map(of).collect();
    for id in (0..run.fact_count()).map(FactId) {
        let fact = run.fact(id);
        if let FactKind::Returned { op, outcome, .. } = fact.what {
            let end = &mut all[op.index()];
            (end.fact, end.ended, end.outcome) = (id, fact.at, Some(outcome));
        }
    }
    all
}

fn ended(ends: &[End], is_it: impl Fn(&End) -> bool) -> Vec<Found> {
    ends.iter().filter(|it| is_it(it)).map(|it| (it.fact, it.ended, (0, 0))).collect()
}

/// Reads or writes that took longer than half of them.
fn slow(ends: &[End], reads: bool) -> Vec<Found> {
    let took = |it: &End| it.ended.since(it.asked).0;
    let done = || ends.iter().filter(|it| it.outcome == Some(Outcome::Ok) && it.is_read == reads);
    let usual = median(done().map(took).collect());
    let all = done().filter(|it| usual.is_some_and(|usual| took(it) > usual));
    all.map(|it| (it.fact, it.ended, (took(it), 0))).collect()
}

/// The lower median: half took no longer.
fn median(mut all: Vec<u64>) -> Option<u64> {
    all.sort_unstable();
    all.get(all.len().div_ceil(2).checked_sub(1)?).copied()
}

/// How long half of the reads, or writes, of a run took at most.
pub(super) fn usual_us(run: &dyn AnyRun, reads: bool) -> Option<u64> {
    let all = ends(run);
    let done = all.iter().filter(|it| it.outcome == Some(Outcome::Ok) && it.is_read == reads);
    median(done.map(|it| it.ended.since(it.asked).0).collect())
}

/// Every stretch in which replicas differed, from the fact that began it to the one that ended it.
pub(super) fn apart(run: &dyn AnyRun) -> Vec<Wait> {
    let mut ribbon = Ribbon::new(run.cast());
    ribbon.catch_up(run);
    let changes: Vec<(Time, FactId)> = (0..run.fact_count())
        .map(FactId)
        .map(|id| (id, run.fact(id)))
        .filter(|(_, fact)| {
            matches!(
                fact.what,
                FactKind::Became { .. } | FactKind::Crashed { .. } | FactKind::Restarted { .. }
            )
        })
        .map(|(id, fact)| (fact.at, id))
        .collect();
    let first = |at: Time| changes.get(changes.partition_point(|(when, _)| *when < at)).map(|it| it.1);
    let last = |at: Time| {
        let behind = changes.partition_point(|(when, _)| *when <= at);
        behind.checked_sub(1).map(|n| changes[n]).filter(|(when, _)| *when == at).map(|it| it.1)
    };
    let end = run.folded().0;
    let of = |(from, to): (Time, Time)| {
        let ended = if to < end || ribbon.agrees_at_end() { last(to) } else { None };
        Some(Wait { begun: first(from)?, from, ended, to, who: 0 })
    };
    ribbon.stretches().into_iter().filter_map(of).collect()
}
