//! What a demo can be about that breaks no promise: it is named and decided here.

use crate::base::ids::FactId;
use crate::base::text::{Text, TextBuf, text};
use crate::domain::{Refusal, Reply};
use crate::lab::verdicts::{Finding, Verdict};
use crate::sim::run::AnyRun;
use crate::sim::trace::FactKind;

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
    /// Of a fact of the run: whether it speaks for it or against it, if it says anything.
    pub speaks: fn(FactKind, &dyn AnyRun) -> Option<bool>,
}

/// Every predicate.
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
        speaks: |what, run| {
            let FactKind::Returned { reply, .. } = what else { return None };
            Some(run.answer(reply)?.reply != Reply::Refused(Refusal::Conflict))
        },
    },
    Predicate {
        name: "answered",
        sentence: text("Every client gets an answer before it stops waiting.", "每个客户端都在放弃等待之前得到答复。"),
        because: text(
            "A client stopped waiting and does not know what became of what it asked.",
            "有客户端等不到答复而放弃，不知道它的请求结果如何。",
        ),
        vacuous: text("No client asked anything.", "没有客户端提出请求。"),
        speaks: |what, run| {
            let FactKind::Returned { reply, .. } = what else { return None };
            Some(run.answer(reply).is_some_and(|answer| answer.reply != Reply::Unknown))
        },
    },
];

impl Predicate {
    /// What it says about a run that is folded to its end.
    pub fn judge(&self, run: &dyn AnyRun) -> Finding {
        let facts = (0..run.fact_count()).map(FactId);
        let said: Vec<(FactId, bool)> = facts.filter_map(|id| Some((id, (self.speaks)(run.fact(id).what, run)?))).collect();
        let against = said.iter().find(|(_, holds)| !holds).map(|(id, _)| *id);
        let (verdict, because) = match against {
            Some(_) => (Verdict::Violated, Some(TextBuf::from(self.because))),
            None if said.is_empty() => (Verdict::Vacuous, Some(TextBuf::from(self.vacuous))),
            None => (Verdict::Holds, None),
        };
        Finding { model: self.name.to_owned(), promise: self.sentence.into(), verdict, because, proof: against.into_iter().collect() }
    }
}
