//! Convergence: whenever nothing is under way any more, all replicas that are up are in the same
//! state (strong eventual consistency, Shapiro et al. 2011).

use super::{Invariant, Names, Notes};
use crate::base::text::{TextBuf, text};
use crate::check::verdict::Verdict;
use std::collections::BTreeMap;

/// What happened to replicas.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Record {
    /// A replica came into a state, named by its fingerprint.
    Became {
        /// The replica, by its number from 0.
        replica: u32,
        /// Equal for equal states.
        state: u64,
    },
    /// A replica is down: it need not agree until it comes into a state again.
    Gone {
        /// The replica, by its number from 0.
        replica: u32,
    },
    /// Nothing is under way any more: no message, no operation, no repair.
    Quiet,
}

/// Hears what happened to replicas.
#[derive(Clone, Debug, Default)]
pub struct Convergence {
    notes: Notes,
    names: Names,
    states: BTreeMap<u32, (usize, u64)>,
}

impl Convergence {
    /// From here on sentences call the replicas so.
    pub fn call(&mut self, names: Names) {
        self.names = names;
    }
}

impl Invariant for Convergence {
    type Record = Record;

    fn observe(&mut self, record: &Record) {
        let place = self.notes.next();
        match *record {
            Record::Became { replica, state } => _ = self.states.insert(replica, (place, state)),
            Record::Gone { replica } => _ = self.states.remove(&replica),
            Record::Quiet => {
                let mut all = self.states.iter();
                let Some((first, &(since, state))) = all.next() else { return };
                self.notes.checked |= self.states.len() > 1;
                if let Some((other, &(later, _))) = all.find(|(_, (_, it))| *it != state) {
                    let (one, two) = (self.names.of(*first), self.names.of(*other));
                    let because = TextBuf {
                        en: format!(
                            "No message and no operation is under way any more, but {} and {} are in different states: they will stay different by themselves.",
                            one.en, two.en
                        ),
                        zh: format!(
                            "已无在途消息和未完成的操作，{}和{}的状态却不同：若无人介入，就会一直不同，达不到最终一致。",
                            one.zh, two.zh
                        ),
                    };
                    let mut operations = vec![since, later, place];
                    operations.sort_unstable();
                    self.notes.violate("divergence", operations, "differs", because);
                }
            }
        }
    }

    fn verdict(&self) -> Verdict {
        self.notes.verdict(text(
            "At no moment were two replicas up with nothing under way.",
            "从未有过两个副本同时在线、且无在途消息和未完成操作的时刻。",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replicas_may_differ_until_it_is_quiet() {
        let became = |replica, state| Record::Became { replica, state };
        let differ = [became(1, 7), became(2, 8)];
        assert_eq!(Convergence::default().judge(&differ).word(), "vacuous");
        assert_eq!(
            Convergence::default().judge(&[became(1, 7), became(2, 8), Record::Quiet]).word(),
            "violated"
        );
        assert_eq!(
            Convergence::default().judge(&[became(1, 7), became(2, 8), became(1, 8), Record::Quiet]),
            Verdict::Holds
        );
        assert_eq!(
            Convergence::default()
                .judge(&[became(1, 7), became(2, 8), Record::Gone { replica: 2 }, Record::Quiet])
                .word(),
            "vacuous"
        );
    }
}
