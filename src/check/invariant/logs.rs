//! Logs: nothing is ever removed or changed, there are no gaps, and of any two logs the shorter is
//! the beginning of the longer.

use super::{Invariant, Names, Notes, capital, named};
use crate::base::text::{TextBuf, text};
use crate::check::value::Value;
use crate::check::verdict::Verdict;
use std::collections::BTreeMap;

/// What happened to a log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Record {
    /// An entry was put into a log.
    Put {
        /// The replica whose log it is, by its number from 0.
        replica: u32,
        /// The place in the log, from 0.
        index: u64,
        /// Which entry: whatever tells it from others that could stand there.
        entry: Value,
    },
    /// A log was cut back to a length.
    Cut {
        /// The replica whose log it is, by its number from 0.
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
    names: Names,
    logs: BTreeMap<u32, BTreeMap<u64, (usize, Value)>>,
}

impl Logs {
    /// Logs that are still empty.
    pub fn new(promise: Promise) -> Logs {
        Logs { promise, notes: Notes::default(), names: Names::default(), logs: BTreeMap::new() }
    }

    /// The same logs, of replicas that are called so in sentences.
    pub fn called(self, names: Names) -> Logs {
        Logs { names, ..self }
    }

    fn append_only(&mut self, place: usize, record: &Record) {
        match record {
            Record::Put { replica, index, entry } => {
                let log = self.logs.entry(*replica).or_default();
                let number = index + 1;
                if let Some((before, old)) = log.get(index).filter(|(_, old)| old != entry) {
                    let (old, entry, it) = (named(old), named(entry), self.names.of(*replica));
                    let because = TextBuf {
                        en: capital(format!(
                            "{} replaced entry {number} of its log: {old} became {entry}.",
                            it.en
                        )),
                        zh: format!("{}改写了日志的第 {number} 条：{old} 变成了 {entry}。", it.zh),
                    };
                    let operations = vec![*before, place];
                    self.notes.violate("overwritten", operations, "overwrites", because);
                } else if *index > 0 && !log.contains_key(&(index - 1)) {
                    let it = self.names.of(*replica);
                    let because = TextBuf {
                        en: capital(format!(
                            "{} has entry {number} in its log but no entry {index}: there is a gap.",
                            it.en
                        )),
                        zh: format!("{}的日志有第 {number} 条，却没有第 {index} 条：日志有空洞。", it.zh),
                    };
                    self.notes.violate("gap", vec![place], "", because);
                }
            }
            Record::Cut { replica, length } => {
                let lost = self.logs.get(replica).and_then(|log| log.range(length..).next());
                if let Some((index, (before, entry))) = lost {
                    let (number, entry, it) = (index + 1, named(entry), self.names.of(*replica));
                    let because = TextBuf {
                        en: capital(format!(
                            "{} truncated its log to {length} {} and lost entry {number}, {entry}.",
                            it.en,
                            if *length == 1 { "entry" } else { "entries" }
                        )),
                        zh: format!("{}把日志截断到 {length} 条，丢失了第 {number} 条：{entry}。", it.zh),
                    };
                    self.notes.violate("truncated", vec![*before, place], "removes", because);
                }
            }
        }
    }

    fn prefix(&mut self, place: usize, record: &Record) {
        let Record::Put { replica, index, entry } = record else { return };
        let mut others = self
            .logs
            .iter()
            .filter(|(it, _)| *it != replica)
            .filter_map(|(it, log)| Some((it, log.get(index)?)))
            .peekable();
        self.notes.checked |= others.peek().is_some();
        if let Some((it, (before, theirs))) = others.find(|(_, (_, theirs))| theirs != entry) {
            let (number, theirs, ours) = (index + 1, named(theirs), named(entry));
            let (one, other) = (self.names.of(*it), self.names.of(*replica));
            let because = TextBuf {
                en: format!(
                    "The logs of {} and {} differ at entry {number}: {theirs} and {ours}. Neither log is a prefix of the other.",
                    one.en, other.en
                ),
                zh: format!(
                    "{}和{}的日志在第 {number} 条不同：{theirs} 和 {ours}。两份日志互不为前缀。",
                    one.zh, other.zh
                ),
            };
            let operations = vec![*before, place];
            self.notes.violate("not-a-prefix", operations, "contradicts", because);
        }
    }
}

impl Invariant for Logs {
    type Record = Record;

    fn observe(&mut self, record: &Record) {
        let place = self.notes.next();
        match self.promise {
            Promise::AppendOnly => {
                self.notes.checked = true;
                self.append_only(place, record);
            }
            Promise::Prefix => self.prefix(place, record),
        }
        match record {
            Record::Put { replica, index, entry } => {
                _ = self.logs.entry(*replica).or_default().insert(*index, (place, entry.clone()));
            }
            Record::Cut { replica, length } => {
                if let Some(log) = self.logs.get_mut(replica) {
                    log.split_off(length);
                }
            }
        }
    }

    fn verdict(&self) -> Verdict {
        self.notes.verdict(text(
            "No two logs had an entry at the same position.",
            "没有两份日志在同一位置都有条目。",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(replica: u32, index: u64, entry: i64) -> Record {
        Record::Put { replica, index, entry: Value::Int(entry) }
    }

    #[test]
    fn a_tail_that_is_cut_off_breaks_one_promise_and_keeps_the_other() {
        let records = [
            put(1, 0, 5),
            put(1, 1, 6),
            Record::Cut { replica: 1, length: 1 },
            put(1, 1, 7),
            put(2, 0, 5),
            put(2, 1, 7),
        ];
        assert_eq!(Logs::new(Promise::Prefix).judge(&records), Verdict::Holds);
        let Verdict::Violated(witness) = Logs::new(Promise::AppendOnly).judge(&records) else {
            panic!("it was cut")
        };
        assert_eq!((witness.anomaly, witness.operations.as_slice()), ("truncated", &[1, 2][..]));
    }

    #[test]
    fn logs_that_part_never_meet_again() {
        let Verdict::Violated(witness) = Logs::new(Promise::Prefix).judge(&[put(1, 0, 5), put(2, 0, 6)])
        else {
            panic!("they differ")
        };
        assert_eq!(witness.operations, [0, 1]);
        assert_eq!(Logs::new(Promise::AppendOnly).judge(&[put(1, 1, 5)]).word(), "violated");
        assert_eq!(Logs::new(Promise::Prefix).judge(&[put(1, 0, 5)]).word(), "vacuous");
    }
}
