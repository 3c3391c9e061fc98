//! Staleness in versions: how many newer versions had been acknowledged when a read was asked
//! (k-staleness, Bailis et al. 2012).

use super::{Invariant, Notes, named};
use crate::base::text::{TextBuf, text};
use crate::check::value::Value;
use crate::check::verdict::Verdict;
use crate::sim::trace::Version;
use std::collections::BTreeMap;

pub use super::stale_time::Record;

/// Hears of writes and reads, in the order in which writes were acknowledged and reads were
/// answered.
#[derive(Clone, Debug, Default)]
pub struct StaleVersions {
    notes: Notes,
    most: usize,
    /// The most that was seen.
    pub worst: usize,
    versions: BTreeMap<Value, BTreeMap<u64, (usize, u64)>>,
}

impl StaleVersions {
    /// How many versions a read may be behind at most.
    pub fn new(most: usize) -> StaleVersions {
        StaleVersions { most, ..StaleVersions::default() }
    }
}

impl Invariant for StaleVersions {
    type Record = Record;

    fn observe(&mut self, record: &Record) {
        let place = self.notes.next();
        match record {
            Record::Acknowledged { key, version, at } => {
                _ = self.versions.entry(key.clone()).or_default().entry(*version).or_insert((place, at.0));
            }
            Record::Saw { key, version, at } => {
                self.notes.checked = true;
                let newer =
                    self.versions.get(key).into_iter().flat_map(|it| it.range(version.saturating_add(1)..));
                let mut missed: Vec<usize> =
                    newer.filter(|(_, (_, since))| *since < at.0).map(|(_, (write, _))| *write).collect();
                self.worst = self.worst.max(missed.len());
                if missed.len() > self.most {
                    let (saw, key, behind, most) =
                        (Version(*version).words(), named(key), missed.len(), self.most);
                    let s = if behind == 1 { "" } else { "s" };
                    // One more than was promised is enough of a proof.
                    missed.truncate(most + 1);
                    missed.push(place);
                    missed.sort_unstable();
                    let (promised, promised_zh) = match most {
                        0 => (String::new(), "。".to_owned()),
                        most => {
                            (format!(" (promised: at most {most})"), format!("（承诺最多落后 {most} 个）。"))
                        }
                    };
                    let because = TextBuf {
                        en: format!(
                            "A read returned version {saw} of {key} when {behind} newer version{s} had been acknowledged{promised}."
                        ),
                        zh: format!(
                            "一次读取返回 {key} 的版本 {saw}，而当时已有 {behind} 个更新的版本得到确认{promised_zh}"
                        ),
                    };
                    self.notes.violate("stale-versions", missed, "older than", because);
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
    use crate::base::time::Time;

    #[test]
    fn versions_are_counted_when_the_read_is_asked() {
        let acknowledged = |version, at| Record::Acknowledged { key: Value::Int(1), version, at: Time(at) };
        let saw = |version, at| Record::Saw { key: Value::Int(1), version, at: Time(at) };
        let records = [acknowledged(1, 1), acknowledged(2, 2), acknowledged(3, 3), saw(1, 4)];
        assert_eq!(StaleVersions::new(2).judge(&records), Verdict::Holds);
        let Verdict::Violated(witness) = StaleVersions::new(0).judge(&records) else { panic!("two behind") };
        assert_eq!(witness.operations, [1, 3]);
        assert_eq!(StaleVersions::new(0).judge(&[acknowledged(1, 5), saw(0, 5)]), Verdict::Holds);
    }
}
