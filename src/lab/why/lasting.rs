//! Why something took so long, was lost or happened twice, as a line of a receipt counts it: what
//! there is to ask about, and what became of it where one thing was otherwise.

use super::asked::{Asked, Kind, about_breach, about_fact, by_root, same_operation};
use super::strand::root;
use crate::base::ids::{FactId, OpId};
use crate::base::text::TextBuf;
use crate::base::time::Time;
use crate::lab::breaches::{Breach, all_lost, breach, of_lost};
use crate::lab::experiment::Experiment;
use crate::lab::lines::{Line, apart, compensates, usual_us};
use crate::lab::verdicts::{Verdict, one, title};
use crate::lab::waited::{Wait, waits};
use crate::sim::run::{AnyRun, Progress, Target};
use crate::sim::trace::{FactKind, Outcome};
use serde::{Deserialize, Serialize};

/// What took its time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lasting {
    /// The answer to a read.
    Read,
    /// The answer to a write.
    Write,
    /// An operation waited for what others held.
    Blocked,
    /// A node was in doubt.
    InDoubt,
    /// Replicas disagreed.
    Apart,
}

/// The one thing of a broken promise that is asked about, of several that broke it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum One {
    /// This acknowledged operation is lost.
    Lost(OpId),
    /// This effect happened more than once.
    Effect(u32),
    /// What clients were told up to this moment cannot be put in order.
    Told(Time),
}

/// What a line of a receipt counts, at a fact; nothing where it counts nothing there.
pub(super) fn of_line(
    experiment: &Experiment,
    run: &mut dyn AnyRun,
    line: Line,
    fact: FactId,
) -> Option<Asked> {
    run.seek(Target::Time(run.until()));
    match line {
        Line::WriteLatency | Line::ReadLatency => slow(run, line == Line::ReadLatency, fact),
        Line::Blocked => waited(run, Lasting::Blocked, &waits(run)[0], fact),
        Line::InDoubt => waited(run, Lasting::InDoubt, &waits(run)[1], fact),
        Line::Apart => waited(run, Lasting::Apart, &apart(run), fact),
        Line::Lost => lost(experiment, run, fact),
        Line::Doubled => doubled(run, fact),
        Line::Compensations => compensates(run, &run.fact(fact).what).then(|| about_fact(run, fact)),
        Line::Refused | Line::Unknown | Line::UnderFaults => {
            let asked = about_fact(run, fact);
            let is_end = matches!(asked.kind, Kind::Refused { .. } | Kind::Unanswered | Kind::Waiting);
            is_end.then_some(asked)
        }
        Line::Stale | Line::Money => None,
    }
}

fn slow(run: &dyn AnyRun, reads: bool, fact: FactId) -> Option<Asked> {
    let FactKind::Returned { op, outcome: Outcome::Ok, .. } = run.fact(fact).what else { return None };
    let asked = run.operation(op);
    let took_us = run.fact(fact).at.since(run.fact(asked.invoked).at).0;
    let usual_us = usual_us(run, reads).filter(|_| asked.request.call.is_read() == reads)?;
    let kind = Kind::Lasted {
        what: if reads { Lasting::Read } else { Lasting::Write },
        took_us,
        enough_us: (took_us / 2).max(usual_us),
        usual_us: Some(usual_us),
        is_over: true,
    };
    Some(Asked { kind, ..about_fact(run, fact) })
}

fn waited(run: &dyn AnyRun, what: Lasting, all: &[Wait], fact: FactId) -> Option<Asked> {
    let wait = all.iter().find(|wait| wait.begun == fact)?;
    // What brought the end is a part of it.
    let brought = wait.ended.and_then(|id| run.fact(id).cause.known()).filter(|cause| *cause > fact);
    let ends: Vec<FactId> = [Some(fact), brought, wait.ended].into_iter().flatten().collect();
    let is_over = wait.ended.is_some();
    let took_us = wait.us();
    let op = op_of(run, what, wait);
    Some(Asked {
        kind: Kind::Lasted { what, took_us, enough_us: took_us / 2, usual_us: None, is_over },
        observed: fact,
        op,
        account: op.map(|op| run.operation(op).request.call.account()),
        deadline: wait.ended.unwrap_or(FactId(run.fact_count() - 1)),
        at: run.fact(wait.ended.unwrap_or(fact)).node,
        arrived: None,
        one: None,
        strands: by_root(run, &ends),
    })
}

/// Whose wait it is: a client's operation.
fn op_of(run: &dyn AnyRun, what: Lasting, wait: &Wait) -> Option<OpId> {
    match what {
        Lasting::Blocked => u32::try_from(wait.who).ok().filter(|op| *op < run.operation_count()).map(OpId),
        Lasting::InDoubt => asked_by(run, wait.begun),
        _ => None,
    }
}

/// The operation that led to a fact.
pub(super) fn asked_by(run: &dyn AnyRun, fact: FactId) -> Option<OpId> {
    match run.fact(root(run, fact)).what {
        FactKind::Invoked { op, .. } => Some(op),
        _ => None,
    }
}

fn lost(experiment: &Experiment, run: &dyn AnyRun, told: FactId) -> Option<Asked> {
    let lost = all_lost(run).into_iter().find(|it| it.told == told)?;
    Some(Asked {
        one: Some(One::Lost(lost.op)),
        op: Some(lost.op),
        ..about_breach(run, &of_lost(experiment, run, &lost))
    })
}

fn doubled(run: &dyn AnyRun, fact: FactId) -> Option<Asked> {
    let event = run.fact(fact);
    let FactKind::Outside { effect, times: times @ 2.. } = event.what else { return None };
    let breach = Breach {
        model: "effects".to_owned(),
        title: title("effects").into(),
        fact,
        at: event.at,
        node: event.node,
        account: None,
        because: Some(TextBuf {
            en: format!(
                "So event {effect} had its effect outside {times} times, and that cannot be taken back."
            ),
            zh: format!("所以事件 {effect} 的外部效果发生了 {times} 次，而且无法收回。"),
        }),
        proof: Vec::new(),
    };
    Some(Asked { one: Some(One::Effect(effect)), ..about_breach(run, &breach) })
}

/// The last fact to which a request led, by what names what as its cause.
pub(super) fn last_of(run: &dyn AnyRun, asked: FactId) -> FactId {
    let mut led = std::collections::BTreeSet::from([asked]);
    for id in (asked.0 + 1..run.fact_count()).map(FactId) {
        if run.fact(id).cause.known().is_some_and(|cause| led.contains(&cause)) {
            led.insert(id);
        }
    }
    led.last().copied().unwrap_or(asked)
}

/// What a judge of whole histories found, where the last fact of its proof is the one that is asked
/// about. It is judged up to that fact if it is proved by then: what came later has no part in it.
pub(super) fn judged(
    experiment: &Experiment,
    run: &mut dyn AnyRun,
    fact: FactId,
    model: &str,
) -> Option<Asked> {
    run.seek(Target::Time(run.until()));
    let found = one(experiment, run, model).ok()??;
    if found.verdict != Verdict::Violated || found.proof.iter().max() != Some(&fact) {
        return None;
    }
    let at = run.fact(fact).at;
    let is_proved = judged_until(experiment, run, model, at) == Some(Verdict::Violated);
    let told = One::Told(if is_proved { at } else { run.until() });
    Some(Asked { one: Some(told), ..about_breach(run, &breach(found, (fact, None), run)) })
}

fn judged_until(experiment: &Experiment, run: &dyn AnyRun, model: &str, until: Time) -> Option<Verdict> {
    let mut begun = run.with_end(until);
    while begun.advance(50_000) == Progress::More {}
    begun.seek(Target::Time(until));
    Some(one(experiment, begun.as_ref(), model).ok()??.verdict)
}

/// Whether what is strange is gone in another run of the same workday, which is folded to its end.
pub(super) fn is_gone(
    asked: &Asked,
    experiment: &Experiment,
    run: &dyn AnyRun,
    other: &mut dyn AnyRun,
) -> bool {
    if let (Some(One::Told(until)), Kind::Broken { model, .. }) = (asked.one, &asked.kind) {
        let said = judged_until(experiment, other, model, until);
        return matches!(said, Some(Verdict::Holds | Verdict::Vacuous));
    }
    while other.advance(50_000) == Progress::More {}
    other.seek(Target::Time(other.until()));
    let other = &*other;
    let same = asked.op.and_then(|op| same_operation(run, op, other));
    match (&asked.kind, asked.one) {
        (_, Some(One::Lost(_))) => {
            same.is_some_and(|op| is_ok(other, op) && all_lost(other).iter().all(|it| it.op != op))
        }
        (_, Some(One::Effect(effect))) => (0..other.fact_count()).map(FactId).all(
            |id| !matches!(other.fact(id).what, FactKind::Outside { effect: it, times: 2.. } if it == effect),
        ),
        (Kind::Undone, _) => {
            let was = run.fact(asked.observed);
            let is_it = |id: FactId| match asked.op {
                Some(_) => asked_by(other, id).is_some() && asked_by(other, id) == same,
                None => (other.fact(id).what, other.fact(id).node) == (was.what, was.node),
            };
            let all = (0..other.fact_count()).map(FactId);
            (asked.op.is_none() || same.is_some())
                && !all.into_iter().any(|id| compensates(other, &other.fact(id).what) && is_it(id))
        }
        (&Kind::Lasted { what: what @ (Lasting::Blocked | Lasting::InDoubt), enough_us, .. }, _) => {
            let all = &waits(other)[usize::from(what == Lasting::InDoubt)];
            let node = run.fact(asked.observed).node;
            let is_it = |wait: &&Wait| {
                other.fact(wait.begun).node == node && same.is_some() && op_of(other, what, wait) == same
            };
            same.is_some() && all.iter().filter(is_it).all(|wait| wait.us() <= enough_us)
        }
        (&Kind::Lasted { what: Lasting::Apart, took_us, enough_us, .. }, _) => {
            let from = run.fact(asked.observed).at;
            let to = Time(from.0 + took_us);
            let inside = |wait: &Wait| wait.to.min(to).since(wait.from.max(from).min(to)).0;
            apart(other).iter().map(inside).sum::<u64>() <= enough_us
        }
        _ => false,
    }
}

/// Whether an operation was done.
fn is_ok(run: &dyn AnyRun, op: OpId) -> bool {
    (0..run.fact_count()).map(FactId).any(
        |id| matches!(run.fact(id).what, FactKind::Returned { op: it, outcome: Outcome::Ok, .. } if it == op),
    )
}
