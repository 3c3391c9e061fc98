//! Logs: nothing is ever removed or changed, there are no gaps, and of any two logs the shorter is the beginning of the longer.

use super::{Invariant, Notes};
use crate::base::text::{Said, text};
use crate::check::verdict::Verdict;
use std::collections::BTreeMap;

/// What happened to a log.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Record {
    /// An entry was put into a log.
    Put {
        /// Whose log.
        replica: u32,
        /// Where, from 0.
        index: u64,
        /// Which entry.
        entry: u64,
    },
    /// A log was cut back to a length.
    Cut {
        /// Whose log.
        replica: u32,
        /// How many entries are left.
        length: u64,
    },
}

/// What is asked of logs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Promise {
    /// Each log by itself only grows, without gaps.
    AppendOnly,
    /// Any two logs agree as far as both go.
    Prefix,
}

/// Hears what happened to logs.
#[derive(Clone, Debug)]
pub struct Logs {
    promise: Promise,
    notes: Notes,
    logs: BTreeMap<u32, BTreeMap<u64, (usize, u64)>>,
}

impl Logs {
    /// Logs that are still empty.
    pub fn new(promise: Promise) -> Logs {
        Logs { promise, notes: Notes::default(), logs: BTreeMap::new() }
    }

    fn append_only(&mut self, place: usize, record: Record) {
        match record {
            Record::Put { replica, index, entry } => {
                let log = self.logs.entry(replica).or_default();
                if let Some(&(before, old)) = log.get(&index).filter(|(_, old)| *old != entry) {
                    let because = Said {
                        en: format!("Replica {replica} replaced entry {index} of its log: {old} became {entry}."),
                        zh: format!("副本 {replica} 改写了日志的第 {index} 项：{old} 变成了 {entry}。"),
                    };
                    self.notes.violate("overwritten", vec![before, place], "overwrites", because);
                } else if index > 0 && !log.contains_key(&(index - 1)) {
                    let because = Said {
                        en: format!("Replica {replica} put entry {index} into its log and has no entry {}: there is a gap.", index - 1),
                        zh: format!("副本 {replica} 写入了日志的第 {index} 项，却没有第 {} 项：日志有空洞。", index - 1),
                    };
                    self.notes.violate("gap", vec![place], "", because);
                }
            }
            Record::Cut { replica, length } => {
                let lost = self.logs.get(&replica).and_then(|log| log.range(length..).next());
                if let Some((index, &(before, entry))) = lost {
                    let because = Said {
                        en: format!("Replica {replica} cut its log back to {length} entries and lost entry {index}, {entry}."),
                        zh: format!("副本 {replica} 把日志截断到 {length} 项，丢失了第 {index} 项 {entry}。"),
                    };
                    self.notes.violate("truncated", vec![before, place], "removes", because);
                }
            }
        }
    }

    fn prefix(&mut self, place: usize, record: Record) {
        let Record::Put { replica, index, entry } = record else { return };
        let other = self.logs.iter().filter(|(it, _)| **it != replica).find_map(|(it, log)| Some((*it, *log.get(&index)?)));
        let differs = self.logs.iter().filter(|(it, _)| **it != replica).find_map(|(it, log)| {
            let found = log.get(&index).filter(|(_, other)| *other != entry)?;
            Some((*it, *found))
        });
        self.notes.checked |= other.is_some();
        if let Some((it, (before, theirs))) = differs {
            let because = Said {
                en: format!(
                    "The logs of replicas {it} and {replica} differ at entry {index}: {theirs} and {entry}. Neither is the beginning of the other."
                ),
                zh: format!("副本 {it} 和 {replica} 的日志在第 {index} 项不同：{theirs} 和 {entry}。谁也不是谁的前缀。"),
            };
            self.notes.violate("not-a-prefix", vec![before, place], "contradicts", because);
        }
    }
}

impl Invariant for Logs {
    type Record = Record;

    fn hear(&mut self, record: &Record) {
        let place = self.notes.next();
        match self.promise {
            Promise::AppendOnly => {
                self.notes.checked = true;
                self.append_only(place, *record);
            }
            Promise::Prefix => self.prefix(place, *record),
        }
        match *record {
            Record::Put { replica, index, entry } => _ = self.logs.entry(replica).or_default().insert(index, (place, entry)),
            Record::Cut { replica, length } => {
                if let Some(log) = self.logs.get_mut(&replica) {
                    log.split_off(&length);
                }
            }
        }
    }

    fn verdict(&self) -> Verdict {
        self.notes.verdict(text("No two logs had an entry in the same place.", "没有两份日志在同一位置有内容。"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(replica: u32, index: u64, entry: u64) -> Record {
        Record::Put { replica, index, entry }
    }

    #[test]
    fn a_tail_that_is_cut_off_breaks_one_promise_and_keeps_the_other() {
        let records = [put(1, 0, 5), put(1, 1, 6), Record::Cut { replica: 1, length: 1 }, put(1, 1, 7), put(2, 0, 5), put(2, 1, 7)];
        assert_eq!(Logs::new(Promise::Prefix).judge(&records), Verdict::Holds);
        let Verdict::Violated(witness) = Logs::new(Promise::AppendOnly).judge(&records) else { panic!("it was cut") };
        assert_eq!((witness.anomaly, witness.operations.as_slice()), ("truncated", &[1, 2][..]));
    }

    #[test]
    fn logs_that_part_never_meet_again() {
        let Verdict::Violated(witness) = Logs::new(Promise::Prefix).judge(&[put(1, 0, 5), put(2, 0, 6)]) else { panic!("they differ") };
        assert_eq!(witness.operations, [0, 1]);
        assert_eq!(Logs::new(Promise::AppendOnly).judge(&[put(1, 1, 5)]).word(), "violated");
        assert_eq!(Logs::new(Promise::Prefix).judge(&[put(1, 0, 5)]).word(), "vacuous");
    }
}
