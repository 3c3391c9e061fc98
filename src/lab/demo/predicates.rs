//! Predicates: properties that a demo is about although no model promises them.

use crate::base::ids::{CommandId, FactId, OpId};
use crate::base::text::{Text, TextBuf, text};
use crate::base::time::Time;
use crate::domain::{Refusal, Reply};
use crate::lab::verdicts::{Finding, Verdict};
use crate::sim::run::AnyRun;
use crate::sim::trace::FactKind;
use std::collections::BTreeMap;

/// A property of a run that nobody promised, and that a protection still brings about.
#[derive(Clone, Copy, Debug)]
pub struct Predicate {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it says, in a sentence.
    pub sentence: Text,
    /// Said of the first fact that contradicts it.
    pub because: Text,
    /// Said where the run has nothing that it could be about.
    pub vacuous: Text,
    /// The facts of a run that speak for it, with `true`, and against it.
    pub speak: fn(&dyn AnyRun) -> Vec<(FactId, bool)>,
}

/// Every predicate that a demo may name as its checker.
pub const PREDICATES: &[Predicate] = &[
    Predicate {
        name: "no-conflicts",
        sentence: text(
            "No client is turned away only because somebody else wrote to the same account at the same time.",
            "没有客户端仅仅因为别人同时写入同一账户而被拒绝。",
        ),
        because: text(
            "A client was refused because another write had come first, not because of the rules of the bank.",
            "有客户端被拒绝，原因是另一次写入抢先一步，而不是银行的规则不允许。",
        ),
        vacuous: text("No client was answered.", "没有客户端得到答复。"),
        speak: |run| {
            let answered = returns(run).filter(|(_, _, reply)| reply.is_some());
            answered.map(|(id, _, reply)| (id, reply != Some(Reply::Refused(Refusal::Conflict)))).collect()
        },
    },
    Predicate {
        name: "answered",
        sentence: text(
            "Every client gets an answer before it stops waiting.",
            "每个客户端都在放弃等待之前得到答复。",
        ),
        because: text(
            "A client stopped waiting and does not know what became of what it asked.",
            "有客户端等不到答复而放弃，不知道它的请求结果如何。",
        ),
        vacuous: text("No client asked anything.", "没有客户端提出请求。"),
        speak: |run| {
            returns(run)
                .map(|(id, _, reply)| (id, reply.is_some_and(|reply| reply != Reply::Unknown)))
                .collect()
        },
    },
    Predicate {
        name: "available",
        sentence: text(
            "Every client learns what became of its operation, and none is turned away because a service could not be reached.",
            "每个客户端都知道自己的操作结果如何，也没有谁因为联系不上某个服务而被拒绝。",
        ),
        because: text(
            "A client was turned away, or left without knowing, because a service did not answer in time.",
            "有客户端被拒绝，或不知道结果如何，因为某个服务没有按时答复。",
        ),
        vacuous: text("No operation ended.", "没有操作结束。"),
        speak: |run| {
            let unavailable = |reply: &Reply| {
                matches!(reply, Reply::Refused(Refusal::Unavailable | Refusal::Down) | Reply::Unknown)
            };
            returns(run).map(|(id, _, reply)| (id, !reply.as_ref().is_none_or(unavailable))).collect()
        },
    },
    Predicate {
        name: "no-late-effects",
        sentence: text(
            "Nothing is carried out for a client that waits no longer.",
            "客户端不再等待之后，不会再替它执行任何操作。",
        ),
        because: text(
            "A write was carried out after its client had given up on it: the work was wasted, and others waited for it.",
            "有一次写入在其客户端放弃之后才执行：白费了功夫，还让别人排队等待。",
        ),
        vacuous: text("Nothing was written.", "没有任何写入。"),
        speak: |run| {
            let mut waiting: BTreeMap<CommandId, u32> = BTreeMap::new();
            let mut said = Vec::new();
            for id in (0..run.fact_count()).map(FactId) {
                let command = |op| run.operation(op).request.command;
                match run.fact(id).what {
                    FactKind::Invoked { op, attempt: 0 } => *waiting.entry(command(op)).or_default() += 1,
                    FactKind::Returned { op, .. } => *waiting.entry(command(op)).or_default() -= 1,
                    FactKind::Installed { write, .. } => {
                        said.push((
                            id,
                            waiting.get(&run.write(write).command).is_none_or(|&waiting| waiting > 0),
                        ));
                    }
                    _ => {}
                }
            }
            said
        },
    },
    Predicate {
        name: "recovers",
        sentence: text(
            "When the trouble has been over for a while, at least half as many of what is asked gets done as before it began.",
            "故障结束一段时间后，完成的比例至少恢复到故障前的一半。",
        ),
        because: text(
            "The trouble ended long ago, and still hardly anything that is asked gets done.",
            "故障早已结束，而发出的操作仍然几乎无一完成。",
        ),
        vacuous: text(
            "Nothing was asked before the trouble, or nothing after it.",
            "故障之前或之后没有任何操作。",
        ),
        speak: |run| recovery(run).into_iter().collect(),
    },
];

/// The answers of a run, or where clients gave up without one.
fn returns(run: &dyn AnyRun) -> impl Iterator<Item = (FactId, OpId, Option<Reply>)> + '_ {
    (0..run.fact_count()).map(FactId).filter_map(|id| {
        let FactKind::Returned { op, reply, .. } = run.fact(id).what else { return None };
        Some((id, op, run.answer(reply).map(|answer| answer.reply)))
    })
}

/// The fact with which the trouble ended, and whether what was asked in the last third of the time
/// behind it fared at least half as well as what was asked before the trouble began.
fn recovery(run: &dyn AnyRun) -> Option<(FactId, bool)> {
    let when = |id: FactId| run.fact(id);
    let turning = || run.turning_points().iter().map(|&id| (id, when(id)));
    let (_, first) = turning().find(|(_, it)| {
        matches!(it.what, FactKind::Cut { .. } | FactKind::Crashed { .. } | FactKind::Paused)
    })?;
    let (healed, last) = turning().rfind(|(_, it)| {
        matches!(it.what, FactKind::Healed { .. } | FactKind::Restarted { .. } | FactKind::Resumed)
    })?;
    let asked: Vec<Time> =
        (0..run.operation_count()).map(|op| when(run.operation(OpId(op)).invoked).at).collect();
    let latest = asked.iter().max()?.0;
    let settled = latest.saturating_sub(latest.saturating_sub(last.at.0) / 3);
    let mut done = vec![false; asked.len()];
    returns(run).for_each(|(_, op, reply)| done[op.index()] = matches!(reply, Some(Reply::Done { .. })));
    let share = |within: &dyn Fn(Time) -> bool| {
        let of: Vec<bool> =
            asked.iter().zip(&done).filter(|(at, _)| within(**at)).map(|(_, &done)| done).collect();
        (of.iter().filter(|done| **done).count() as u64, of.len() as u64)
    };
    let (before, after) = (share(&|at| at < first.at), share(&|at| at.0 >= settled && at > last.at));
    (before.0 > 0 && after.1 > 0).then(|| (healed, 2 * after.0 * before.1 >= before.0 * after.1))
}

impl Predicate {
    /// What it says about a run that is folded to its end.
    pub fn judge(&self, run: &dyn AnyRun) -> Finding {
        let said = (self.speak)(run);
        let against = said.iter().find(|(_, holds)| !holds).map(|(id, _)| *id);
        let (verdict, because) = match against {
            Some(_) => (Verdict::Violated, Some(TextBuf::from(self.because))),
            None if said.is_empty() => (Verdict::Vacuous, Some(TextBuf::from(self.vacuous))),
            None => (Verdict::Holds, None),
        };
        Finding {
            model: self.name.to_owned(),
            promise: self.sentence.into(),
            verdict,
            because,
            proof: against.into_iter().collect(),
        }
    }
}
