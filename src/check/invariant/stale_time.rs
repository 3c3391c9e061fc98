//! Staleness in time: how long what a read saw had already been replaced when the read was asked.

use super::{Invariant, Notes, named};
use crate::base::text::{TextBuf, text};
use crate::base::time::Time;
use crate::base::units::{self, Quantity};
use crate::check::value::Value;
use crate::check::verdict::Verdict;
use crate::sim::trace::Version;
use std::collections::BTreeMap;

/// A write that was acknowledged, or a read. Versions of a key count up from 1; 0 is what was there
/// before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Record {
    /// A write was acknowledged.
    Acknowledged {
        /// The key that was written.
        key: Value,
        /// The version that the write made.
        version: u64,
        /// The moment at which its client was told.
        at: Time,
    },
    /// A read saw a version.
    Saw {
        /// The key that was read.
        key: Value,
        /// The version that the answer rests on.
        version: u64,
        /// When the read was asked.
        at: Time,
    },
}

/// Hears of writes and reads, in the order in which writes were acknowledged and reads were
/// answered.
#[derive(Clone, Debug, Default)]
pub struct StaleTime {
    notes: Notes,
    most_us: u64,
    /// The longest that was seen, in microseconds.
    pub worst_us: u64,
    versions: BTreeMap<Value, BTreeMap<u64, (usize, Time)>>,
}

impl StaleTime {
    /// What a read may be behind at most, in milliseconds.
    pub fn new(most_ms: u64) -> StaleTime {
        StaleTime { most_us: most_ms.saturating_mul(1000), ..StaleTime::default() }
    }
}

impl Invariant for StaleTime {
    type Record = Record;

    fn observe(&mut self, record: &Record) {
        let place = self.notes.next();
        match record {
            Record::Acknowledged { key, version, at } => {
                _ = self.versions.entry(key.clone()).or_default().entry(*version).or_insert((place, *at));
            }
            Record::Saw { key, version, at } => {
                self.notes.checked = true;
                let newer =
                    self.versions.get(key).into_iter().flat_map(|it| it.range(version.saturating_add(1)..));
                let Some((&next, &(write, since))) = newer.min_by_key(|(_, (_, since))| *since) else {
                    return;
                };
                let stale_us = at.0.saturating_sub(since.0);
                self.worst_us = self.worst_us.max(stale_us);
                if stale_us > self.most_us {
                    let (key, most) = (named(key), self.most_us / 1_000);
                    let [late, bound] = [stale_us, self.most_us].map(|us| units::text(Quantity::Millis(us)));
                    let (saw, next) = (Version(*version).words(), Version(next).words());
                    let (promised, promised_zh) = match most {
                        0 => (String::new(), "。".to_owned()),
                        _ => (
                            format!(" (promised: at most {})", bound.en),
                            format!("（承诺最多落后 {}）。", bound.zh),
                        ),
                    };
                    let because = TextBuf {
                        en: format!(
                            "A read returned version {saw} of {key} {} after version {next} was acknowledged{promised}.",
                            late.en
                        ),
                        zh: format!(
                            "一次读取返回 {key} 的版本 {saw}，而版本 {next} 在 {}前就已确认{promised_zh}",
                            late.zh
                        ),
                    };
                    self.notes.violate("stale-time", vec![write, place], "older than", because);
                }
            }
        }
    }

    fn verdict(&self) -> Verdict {
        self.notes.verdict(text("Nothing was read.", "没有任何读取。"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_read_may_be_as_old_as_was_promised() {
        let acknowledged = |version, at| Record::Acknowledged { key: Value::Int(1), version, at: Time(at) };
        let saw = |version, at| Record::Saw { key: Value::Int(1), version, at: Time(at) };
        let records = [acknowledged(1, 0), acknowledged(2, 1_000), saw(1, 6_000)];
        assert_eq!(StaleTime::new(5).judge(&records), Verdict::Holds);
        let Verdict::Violated(witness) = StaleTime::new(4).judge(&records) else { panic!("too old") };
        assert_eq!(witness.operations, [1, 2]);
        assert_eq!(StaleTime::new(0).judge(&[acknowledged(1, 0), saw(1, 9)]), Verdict::Holds);
        assert_eq!(StaleTime::new(0).judge(&[acknowledged(1, 0)]).word(), "vacuous");
    }
}
