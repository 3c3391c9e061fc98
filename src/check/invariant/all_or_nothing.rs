//! All or nothing, in the end: when all is quiet, each chain of steps is done, or every step of it
//! that was done has been undone, once, the last one first. Whatever cannot be undone belongs to a
//! chain that is done. One that cannot go on without an operator has to say so.
//!
//! Garcia-Molina and Salem, "Sagas" (SIGMOD 1987), section 2: either `T1 … Tn` is executed, or
//! `T1 … Tj Cj … C1`.

use super::{Invariant, Notes};
use crate::base::text::{TextBuf, text};
use crate::check::verdict::Verdict;
use std::collections::BTreeMap;

/// What happened to chains of steps, which are known by the number of the operation that they carry
/// out. Kinds of steps have numbers, too.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Record {
    /// A step was done.
    Did {
        /// Of which chain.
        chain: u64,
        /// Which kind of step.
        step: u8,
        /// Whether nothing can undo it.
        for_good: bool,
    },
    /// A step was undone.
    Undid {
        /// Of which chain.
        chain: u64,
        /// Which kind of step.
        step: u8,
    },
    /// All steps of this chain are done.
    Whole(u64),
    /// This chain needs an operator, and says so.
    Parked(u64),
    /// Nothing is under way any more.
    Quiet,
}

/// One chain.
#[derive(Clone, Debug, Default)]
struct Chain {
    /// Steps that were done and not undone, in their order: which, where, and whether for good.
    stand: Vec<(u8, usize, bool)>,
    /// Where each kind of step was undone.
    undone: BTreeMap<u8, usize>,
    whole: Option<usize>,
    parked: bool,
}

/// Hears what happened to chains of steps.
#[derive(Clone, Debug, Default)]
pub struct AllOrNothing {
    notes: Notes,
    chains: BTreeMap<u64, Chain>,
}

impl AllOrNothing {
    /// Whether any chain has begun.
    pub fn has_heard(&self) -> bool {
        !self.chains.is_empty()
    }

    fn did(&mut self, place: usize, chain: u64, step: u8, for_good: bool) {
        let it = self.chains.entry(chain).or_default();
        let again = it.stand.iter().find(|one| one.0 == step).map(|one| one.1);
        let after = it.undone.get(&step).copied();
        it.stand.push((step, place, for_good));
        if let Some(first) = again {
            let because = said(
                chain,
                "carried out a step twice: a message was repeated, and the repetition went unnoticed.",
                "有一个步骤执行了两次：消息重复，却没有被去重。",
            );
            self.notes.violate("step-twice", vec![first, place], "again", because);
        } else if let Some(undone) = after {
            let because = said(
                chain,
                "carried out a step after it was undone: the compensation overtook its step.",
                "有一个步骤在撤销之后才执行：补偿先于步骤到达。",
            );
            self.notes.violate("step-after-compensation", vec![undone, place], "after", because);
        }
    }

    fn undid(&mut self, place: usize, chain: u64, step: u8) {
        let it = self.chains.entry(chain).or_default();
        let before = it.undone.insert(step, place);
        let Some(at) = it.stand.iter().rposition(|one| one.0 == step) else {
            let (from, because) = match before {
                Some(first) => (
                    first,
                    said(
                        chain,
                        "undid a step twice: one refund too many.",
                        "同一个步骤撤销了两次：多退了一次。",
                    ),
                ),
                None => (
                    place,
                    said(
                        chain,
                        "undid a step that was never done: what was given back had never been taken.",
                        "撤销了从未执行的步骤：退回了从未扣过的钱。",
                    ),
                ),
            };
            return self.notes.violate("compensation-without-step", vec![from, place], "without", because);
        };
        it.stand.remove(at);
        if let Some(whole) = it.whole {
            let because = said(
                chain,
                "undid a step although all of it was done.",
                "已经全部完成，却又撤销了其中一个步骤。",
            );
            self.notes.violate("compensation-after-the-end", vec![whole, place], "after", because);
        } else if let Some(&(_, kept, _)) = it.stand.iter().find(|one| one.2) {
            let because = said(
                chain,
                "undid a step although another one cannot be undone: what left for the outside world stays there.",
                "撤销了步骤，而另一个步骤无法撤销：已交到外部的收不回来。",
            );
            self.notes.violate("pivot-undone", vec![kept, place], "although", because);
        } else if let Some(&(_, later, _)) = it.stand.get(at) {
            let because = said(
                chain,
                "undid a step before a later one: compensations go backwards.",
                "先撤销了较早的步骤：补偿应当逆序进行。",
            );
            self.notes.violate("compensation-out-of-order", vec![later, place], "before", because);
        }
    }

    fn quiet(&mut self, place: usize) {
        for (chain, it) in &self.chains {
            self.notes.checked = true;
            let is_half = it.whole.is_none() && !it.parked;
            if let (true, Some(&(_, stands, for_good))) = (is_half, it.stand.last()) {
                let because = if for_good {
                    said(
                        *chain,
                        "is not done, but a step of it stands that nothing can undo: what left for the outside world stays there.",
                        "没有完成，却有一个无法撤销的步骤已经生效：已交到外部的收不回来。",
                    )
                } else {
                    said(
                        *chain,
                        "is half done: a step of it stands, and nobody finishes or undoes it.",
                        "只做了一半：有步骤已经生效，却没有人继续完成或撤销。",
                    )
                };
                self.notes.violate("half-done", vec![stands, place], "never", because);
                return;
            }
        }
    }
}

fn said(chain: u64, en: &str, zh: &str) -> TextBuf {
    TextBuf { en: format!("Operation #{chain} {en}"), zh: format!("操作 #{chain} {zh}") }
}

impl Invariant for AllOrNothing {
    type Record = Record;

    fn observe(&mut self, record: &Record) {
        let place = self.notes.next();
        match *record {
            Record::Did { chain, step, for_good } => self.did(place, chain, step, for_good),
            Record::Undid { chain, step } => self.undid(place, chain, step),
            Record::Whole(chain) => _ = self.chains.entry(chain).or_default().whole.get_or_insert(place),
            Record::Parked(chain) => self.chains.entry(chain).or_default().parked = true,
            Record::Quiet => self.quiet(place),
        }
    }

    fn verdict(&self) -> Verdict {
        self.notes.verdict(text(
            "No operation of several steps had begun when nothing was under way any more.",
            "无在途消息时，没有开始过多步操作。",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::Record::{Parked, Quiet, Whole};
    use super::*;

    const fn did(step: u8) -> Record {
        Record::Did { chain: 7, step, for_good: step == 3 }
    }

    const fn undid(step: u8) -> Record {
        Record::Undid { chain: 7, step }
    }

    #[test]
    fn a_chain_is_done_or_undone_backwards_or_waits_for_an_operator() {
        for right in [
            &[did(1), did(2), did(3), Whole(7), Quiet][..],
            &[did(1), did(2), undid(2), undid(1), Quiet],
            &[did(1), did(2), Parked(7), Quiet],
            &[did(1), did(2), Parked(7), undid(2), undid(1), Quiet],
        ] {
            assert_eq!(AllOrNothing::default().judge(right), Verdict::Holds, "{right:?}");
        }
        assert_eq!(AllOrNothing::default().judge(&[did(1)]).word(), "vacuous", "it is under way");
    }

    #[test]
    fn each_way_to_be_wrong_has_a_name_and_two_records() {
        for (wrong, anomaly) in [
            (&[did(1), did(1)][..], "step-twice"),
            (&[did(1), undid(1), did(1)], "step-after-compensation"),
            (&[did(1), undid(1), undid(1)], "compensation-without-step"),
            (&[undid(1)], "compensation-without-step"),
            (&[did(1), did(2), undid(1)], "compensation-out-of-order"),
            (&[did(1), did(3), undid(1)], "pivot-undone"),
            (&[did(1), did(2), did(3), Whole(7), undid(2)], "compensation-after-the-end"),
            (&[did(1), Quiet], "half-done"),
            (&[did(3), Quiet], "half-done"),
        ] {
            let Verdict::Violated(witness) = AllOrNothing::default().judge(wrong) else {
                panic!("{wrong:?}")
            };
            assert_eq!((witness.anomaly, witness.operations.len()), (anomaly, 2), "{wrong:?}");
        }
    }
}
