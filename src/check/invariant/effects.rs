//! Effects per event: each event has its effect once. Never twice, never without an event; and when
//! all is done, none is missing.

use super::{Invariant, Notes};
use crate::base::text::{TextBuf, text};
use crate::check::verdict::Verdict;
use std::collections::BTreeMap;

/// What happened to events and their effects.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Record {
    /// An event was committed.
    Event(u64),
    /// It had its effect.
    Effect(u64),
    /// All is done: every event should have had its effect, and every effect its event.
    Done,
}

/// Hears of events and their effects.
#[derive(Clone, Debug, Default)]
pub struct Effects {
    notes: Notes,
    /// For each event: where it was committed, and where it had its effect.
    events: BTreeMap<u64, (Option<usize>, Option<usize>)>,
}

impl Effects {
    /// The event that a record was about, by the place of its commit or of its first effect.
    pub fn event(&self, place: usize) -> Option<u64> {
        self.events
            .iter()
            .find(|(_, (event, effect))| [*event, *effect].contains(&Some(place)))
            .map(|(id, _)| *id)
    }
}

impl Invariant for Effects {
    type Record = Record;

    fn observe(&mut self, record: &Record) {
        let place = self.notes.next();
        match *record {
            Record::Event(id) => _ = self.events.entry(id).or_default().0.get_or_insert(place),
            Record::Effect(id) => {
                self.notes.checked = true;
                let first = *self.events.entry(id).or_default().1.get_or_insert(place);
                if first != place {
                    let because = TextBuf {
                        en: format!(
                            "Event {id} took effect twice: it was handled again, and the repetition went unnoticed."
                        ),
                        zh: format!("事件 {id} 生效了两次：它被重复处理，却没有被去重。"),
                    };
                    self.notes.violate("doubled", vec![first, place], "again", because);
                }
            }
            Record::Done => {
                for (id, it) in &self.events {
                    self.notes.checked = true;
                    let (anomaly, at, en, zh) = match *it {
                        (Some(event), None) => {
                            ("lost", event, "was committed but never took effect", "已提交，却从未生效")
                        }
                        (None, Some(effect)) => {
                            ("ghost", effect, "took effect but was never committed", "已生效，却从未提交")
                        }
                        _ => continue,
                    };
                    let because = TextBuf {
                        en: format!("The run is over, and event {id} {en}."),
                        zh: format!("一切都已结束，而事件 {id} {zh}。"),
                    };
                    self.notes.violate(anomaly, vec![at, place], "never", because);
                    return;
                }
            }
        }
    }

    fn verdict(&self) -> Verdict {
        self.notes.verdict(text("No event took effect.", "没有任何事件生效。"))
    }
}

#[cfg(test)]
mod tests {
    use super::Record::{Done, Effect, Event};
    use super::*;

    #[test]
    fn once_and_only_once() {
        assert_eq!(Effects::default().judge(&[Event(1), Effect(1), Done]), Verdict::Holds);
        for (records, want) in [
            (&[Event(1), Effect(1), Effect(1)][..], "doubled"),
            (&[Event(1), Event(2), Effect(2), Done], "lost"),
            (&[Effect(3), Done], "ghost"),
        ] {
            let Verdict::Violated(witness) = Effects::default().judge(records) else { panic!("{want}") };
            assert_eq!((witness.anomaly, witness.operations.len()), (want, 2));
        }
        assert_eq!(Effects::default().judge(&[Event(1)]).word(), "vacuous");
    }
}
