//! Events between their commit and their effects, as a broker sees them: every committed change is
//! published and nothing else, each consumer processes what is published or sets it aside, and the
//! events of one key are processed in their order.
//!
//! An event is known by its key and its number there. Where there is no broker nothing of this is
//! heard, and there is nothing to check.

use super::{Invariant, Names, Notes, named};
use crate::base::text::{TextBuf, text};
use crate::check::value::Value;
use crate::check::verdict::Verdict;
use crate::sim::trace::Version;
use std::collections::{BTreeMap, BTreeSet};

/// What happened to events.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Record {
    /// What the event is about, and which of its events it is.
    pub event: (Value, u64),
    /// What happened to it.
    pub what: What,
}

/// What happened to an event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    /// The change was committed where it belongs.
    Committed,
    /// The event reached those who deliver it, perhaps not for the first time.
    Published,
    /// A consumer processed it, perhaps not for the first time.
    Processed {
        /// The consumer, by its number.
        consumer: u32,
    },
    /// It was set aside for one of its consumers: a dead letter.
    SetAside,
    /// Nothing is under way any more, of any event.
    Quiet {
        /// How many consumers each event has.
        consumers: u32,
    },
}

impl Record {
    /// That nothing is under way any more.
    pub fn quiet(consumers: u32) -> Record {
        Record { event: (Value::Nil, 0), what: What::Quiet { consumers } }
    }
}

/// Whenever nothing is under way, the changes that were committed and the events that were published
/// are the same.
#[derive(Clone, Debug, Default)]
pub struct Published {
    notes: Notes,
    /// Where each was committed, and where it was published first.
    events: BTreeMap<(Value, u64), (Option<usize>, Option<usize>)>,
}

impl Invariant for Published {
    type Record = Record;

    fn observe(&mut self, record: &Record) {
        let place = self.notes.next();
        let (events, event) = (&mut self.events, record.event.clone());
        match record.what {
            What::Committed => _ = events.entry(event).or_default().0.get_or_insert(place),
            What::Published => _ = events.entry(event).or_default().1.get_or_insert(place),
            What::Quiet { .. } => {
                self.notes.checked |= !self.events.is_empty();
                for ((key, number), it) in &self.events {
                    let said = format!("{} {}", named(key), Version(*number).words());
                    let (anomaly, at, because) = match *it {
                        (Some(at), None) => (
                            "lost",
                            at,
                            TextBuf {
                                en: format!("{said} was committed, and its event was never published."),
                                zh: format!("{said} 已提交，它的事件却从未发布。"),
                            },
                        ),
                        (None, Some(at)) => (
                            "ghost",
                            at,
                            TextBuf {
                                en: format!(
                                    "The event {said} was published, and its change was never committed."
                                ),
                                zh: format!("事件 {said} 已发布，它的变更却从未提交。"),
                            },
                        ),
                        _ => continue,
                    };
                    return self.notes.violate(anomaly, vec![at, place], "never", because);
                }
            }
            What::Processed { .. } | What::SetAside => {}
        }
    }

    fn verdict(&self) -> Verdict {
        self.notes.verdict(text(
            "No event was published while it became quiet.",
            "没有发布过事件，或从未安静下来。",
        ))
    }
}

/// The events of one key are processed by each consumer in their order. A repetition of what was
/// processed before is none of its business.
#[derive(Clone, Debug, Default)]
pub struct KeyOrder {
    notes: Notes,
    names: Names,
    /// For each consumer and key what was processed, and where.
    processed: BTreeMap<(u32, Value), BTreeMap<u64, usize>>,
}

impl KeyOrder {
    /// From here on sentences call the consumers so.
    pub fn call(&mut self, names: Names) {
        self.names = names;
    }
}

impl Invariant for KeyOrder {
    type Record = Record;

    fn observe(&mut self, record: &Record) {
        let place = self.notes.next();
        let What::Processed { consumer } = record.what else { return };
        self.notes.checked = true;
        let (key, number) = &record.event;
        let processed = self.processed.entry((consumer, key.clone())).or_default();
        let later = processed.last_key_value().map(|(&later, &at)| (later, at)).filter(|it| it.0 > *number);
        if *processed.entry(*number).or_insert(place) == place
            && let Some((later, at)) = later
        {
            let (who, key) = (self.names.of(consumer), named(key));
            let [first, second] = [later, *number].map(|it| Version(it).words());
            let because = TextBuf {
                en: format!(
                    "{} processed {second} of {key} after {first}: the order of the key was lost.",
                    super::capital(who.en)
                ),
                zh: format!("{}先处理了 {key} 的 {first}，后处理 {second}：没有按键保序。", who.zh),
            };
            self.notes.violate("overtaken", vec![at, place], "before", because);
        }
    }

    fn verdict(&self) -> Verdict {
        self.notes.verdict(text("No event was processed.", "没有处理过任何事件。"))
    }
}

/// Whenever nothing is under way, each event that was published has been processed by each of its
/// consumers, or was set aside for them: what is processed and what is dead add up to what is
/// published.
#[derive(Clone, Debug, Default)]
pub struct Accounted {
    notes: Notes,
    events: BTreeMap<(Value, u64), Fate>,
}

/// What became of an event.
#[derive(Clone, Debug, Default)]
struct Fate {
    /// Where it was published first.
    published: Option<usize>,
    processed: BTreeSet<u32>,
    /// For how many consumers it was set aside.
    aside: u32,
}

impl Invariant for Accounted {
    type Record = Record;

    fn observe(&mut self, record: &Record) {
        let place = self.notes.next();
        let (events, event) = (&mut self.events, record.event.clone());
        match record.what {
            What::Published => _ = events.entry(event).or_default().published.get_or_insert(place),
            What::Processed { consumer } => _ = events.entry(event).or_default().processed.insert(consumer),
            What::SetAside => events.entry(event).or_default().aside += 1,
            What::Committed => {}
            What::Quiet { consumers } => {
                for ((key, number), it) in &self.events {
                    let Some(at) = it.published else { continue };
                    self.notes.checked = true;
                    let has = u32::try_from(it.processed.len()).unwrap_or(u32::MAX).saturating_add(it.aside);
                    if has < consumers {
                        let said = format!("{} {}", named(key), Version(*number).words());
                        let because = TextBuf {
                            en: format!(
                                "The event {said} was published for {consumers} consumers, and only {has} of them processed it or set it aside."
                            ),
                            zh: format!(
                                "事件 {said} 已发布给 {consumers} 个消费者，处理过它或把它转为死信的却只有 {has} 个。"
                            ),
                        };
                        return self.notes.violate("unaccounted", vec![at, place], "never", because);
                    }
                }
            }
        }
    }

    fn verdict(&self) -> Verdict {
        self.notes.verdict(text(
            "No event was published while it became quiet.",
            "没有发布过事件，或从未安静下来。",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::What::{Committed, Processed, SetAside};
    use super::*;

    fn of(number: u64, what: What) -> Record {
        Record { event: (Value::text("alice"), number), what }
    }

    fn anomaly(verdict: Verdict) -> &'static str {
        if let Verdict::Violated(witness) = verdict { witness.anomaly } else { verdict.word() }
    }

    #[test]
    fn what_is_committed_is_published_and_nothing_else() {
        let judge = |records: &[Record]| anomaly(Published::default().judge(records));
        let (committed, published) = (of(1, Committed), of(1, What::Published));
        assert_eq!(judge(&[committed.clone(), published.clone(), Record::quiet(2)]), "holds");
        assert_eq!(judge(&[committed.clone(), Record::quiet(2)]), "lost");
        assert_eq!(judge(&[published.clone(), Record::quiet(2)]), "ghost");
        assert_eq!(judge(&[committed, published]), "vacuous");
    }

    #[test]
    fn a_key_is_processed_in_its_order_however_often() {
        let seen = |number| of(number, Processed { consumer: 0 });
        let judge = |records: &[Record]| anomaly(KeyOrder::default().judge(records));
        assert_eq!(judge(&[seen(1), seen(2), seen(1), seen(3)]), "holds");
        assert_eq!(judge(&[seen(2), seen(1)]), "overtaken");
        let other = Record { event: (Value::text("bob"), 1), ..seen(1) };
        assert_eq!(judge(&[seen(2), other, of(1, Processed { consumer: 1 })]), "holds");
        assert_eq!(judge(&[of(1, Committed)]), "vacuous");
    }

    #[test]
    fn what_is_processed_and_what_is_dead_is_what_was_published() {
        let judge = |records: &[Record]| anomaly(Accounted::default().judge(records));
        let (published, zero) = (of(1, What::Published), of(1, Processed { consumer: 0 }));
        let quiet = Record::quiet(2);
        assert_eq!(judge(&[published.clone(), zero.clone(), quiet.clone()]), "unaccounted");
        assert_eq!(judge(&[published.clone(), zero.clone(), zero.clone(), quiet.clone()]), "unaccounted");
        assert_eq!(judge(&[published.clone(), zero.clone(), of(1, SetAside), quiet.clone()]), "holds");
        assert_eq!(judge(&[published, zero, of(1, Processed { consumer: 1 }), quiet]), "holds");
    }
}
