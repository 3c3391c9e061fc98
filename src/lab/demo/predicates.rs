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
            "No client is rejected only because another client wrote to the same account at the same time.",
            "没有客户端仅仅因为其他客户端同时写入同一账户而被拒绝。",
        ),
        because: text(
            "A client was rejected because another write came first, not because the rules of the bank forbade its operation.",
            "有客户端被拒绝，原因是另一次写入抢先，而不是银行的规则不允许。",
        ),
        vacuous: text("No client was answered.", "没有客户端得到答复。"),
        speak: |run| {
            let answered = returns(run).filter(|(_, _, reply)| reply.is_some());
            answered.map(|(id, _, reply)| (id, reply != Some(Reply::Refused(Refusal::Conflict)))).collect()
        },
    },
    Predicate {
        name: "answered",
        sentence: text("Every client gets an answer before its timeout.", "每个客户端都在超时之前得到答复。"),
        because: text(
            "A client timed out and does not know the outcome of its operation.",
            "有客户端超时，不知道操作的结果。",
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
            "Every client learns the outcome of its operation, and none is rejected because a service could not be reached.",
            "每个客户端都知道自己操作的结果，也没有客户端因为某个服务不可达而被拒绝。",
        ),
        because: text(
            "A client was rejected, or does not know the outcome, because a service did not answer in time.",
            "有客户端被拒绝或不知道结果，因为某个服务没有按时答复。",
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
            "No operation is carried out after its client timed out.",
            "客户端超时之后，不会再执行它的操作。",
        ),
        because: text(
            "A write was carried out after its client had timed out: the work was wasted, and others waited for it.",
            "有一次写入在客户端超时之后才执行：做了无用功，还让其他请求排队等待。",
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
            "Some time after the fault ends, the share of operations that succeed is at least half of what it was before the fault.",
            "故障结束一段时间后，操作成功的比例至少恢复到故障前的一半。",
        ),
        because: text(
            "The fault ended long ago, and hardly any operation succeeds.",
            "故障早已结束，操作却仍然几乎无一成功。",
        ),
        vacuous: text(
            "No operation was requested before the fault, or none after it.",
            "故障之前或之后没有任何操作。",
        ),
        speak: |run| recovery(run).into_iter().collect(),
    },
    Predicate {
        name: "unique-names",
        sentence: text(
            "A name that only one account may bear is borne by one account.",
            "只允许一个账户使用的名称，只有一个账户在使用。",
        ),
        because: text("Two accounts bear the same name.", "两个账户使用了同一个名称。"),
        vacuous: text("No account bears such a name.", "没有账户使用这样的名称。"),
        speak: super::reports::unique,
    },
    Predicate {
        name: "stalls-are-told",
        sentence: text(
            "A node that has entries to apply, and applies none until the end, has raised an alarm.",
            "有条目可应用、却直到最后一个也没应用的节点，都已告警。",
        ),
        because: text(
            "A node is stuck with entries to apply, and has not said so.",
            "有节点停在原处，还有条目可应用，却没有告警。",
        ),
        vacuous: text("No node is stuck.", "没有节点停在原处。"),
        speak: super::reports::stalled,
    },
    Predicate {
        name: "reports",
        sentence: text(
            "At the end, the reports of each service say what follows from what was asked and stored.",
            "运行结束时，各服务的报表都与实际请求和存储的内容相符。",
        ),
        because: text(
            "A report says something else than what follows from what was asked and stored.",
            "有一份报表与实际请求和存储的内容不符。",
        ),
        vacuous: text("No service keeps a report.", "没有服务维护报表。"),
        speak: super::reports::speak,
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
