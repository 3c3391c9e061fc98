//! Registers that promise less (Lamport, On interprocess communication, 1986; with many writers as
//! in Shao, Pierce & Welch, Multi-writer consistency conditions for shared memory registers, 2003,
//! condition MWR1).
//!
//! * **Regular**: a read tells a value that some write wrote which began before the read returned,
//!   unless that write and then another one had ended before the read began. Two reads may see two
//!   overlapping writes in different orders.
//! * **Safe**: the same for reads that overlap no write. A read that overlaps one may tell
//!   anything.

use super::because;
use super::task::NEVER;
use crate::base::text::TextBuf;
use crate::check::history::{Complaint, History, Operation, Outcome};
use crate::check::judge::Question;
use crate::check::spec::{Register, RegisterCall, Spec};
use crate::check::value::Value;
use crate::check::verdict::{Relation, Verdict, Witness};
use std::collections::BTreeMap;

#[derive(Clone, Copy)]
struct Written {
    name: usize,
    invoked: u64,
    returned: u64,
}

#[derive(Default)]
struct Object<'a> {
    /// The writes of each value, in the order of their invocations.
    values: BTreeMap<Value, Vec<Written>>,
    writes: Vec<Written>,
    reads: Vec<(usize, &'a Operation)>,
}

/// Judges a history of reads and writes.
pub(super) fn judge(question: &Question, regular: bool) -> Result<Verdict, Complaint> {
    let spec = Register::new(question.initial.as_ref(), false);
    let mut objects: BTreeMap<Option<&Value>, Object> = BTreeMap::new();
    for (name, operation) in question.history.operations.iter().enumerate() {
        if operation.outcome == Outcome::Fail {
            continue;
        }
        let object = objects.entry(operation.key.as_ref()).or_default();
        match spec.call(operation)? {
            Some(RegisterCall::Write(value)) => {
                let returned = if operation.outcome == Outcome::Ok {
                    operation.returned.unwrap_or(NEVER)
                } else {
                    NEVER
                };
                let written = Written { name, invoked: operation.invoked, returned };
                object.values.entry(value).or_default().push(written);
                object.writes.push(written);
            }
            Some(RegisterCall::Read(_)) => object.reads.push((name, operation)),
            _ => {}
        }
    }
    let mut checked = false;
    for object in objects.values() {
        let (violated, any) = object.look(&spec.initial, regular);
        checked |= any;
        if let Some(names) = violated {
            return Ok(Verdict::Violated(Box::new(object.witness(&names, question, regular))));
        }
    }
    Ok(if checked { Verdict::Holds } else { Verdict::Vacuous(because::nothing_to_check()) })
}

/// Whether a read that just returned tells what it must not. Whatever is heard later, that stays
/// so.
pub(super) fn is_wrong(history: &History, name: usize, initial: Option<&Value>, regular: bool) -> bool {
    let spec = Register::new(initial, false);
    let read = &history.operations[name];
    if !matches!(spec.call(read), Ok(Some(RegisterCall::Read(_)))) {
        return false;
    }
    let other = |it: &&Operation| {
        it.key == read.key
            && it.outcome != Outcome::Fail
            && matches!(spec.call(it), Ok(Some(RegisterCall::Write(_))))
    };
    let writes: Vec<&Operation> = history.operations.iter().filter(other).collect();
    if !regular && writes.iter().any(|write| !write.precedes(read) && !read.precedes(write)) {
        return false;
    }
    let newest = writes.iter().filter(|write| write.precedes(read)).map(|write| write.invoked).max();
    let fresh = |write: &Operation| {
        newest.is_none_or(|newest| write.returned.is_none_or(|returned| returned >= newest))
    };
    let at_first = read.told == spec.initial && newest.is_none();
    !at_first && !writes.iter().any(|write| write.asked == read.told && !read.precedes(write) && fresh(write))
}

impl Object<'_> {
    /// The first read that tells what it must not, with what proves it; and whether there was any
    /// read to check.
    fn look(&self, initial: &Value, regular: bool) -> (Option<Vec<usize>>, bool) {
        let mut ends: Vec<Written> =
            self.writes.iter().filter(|write| write.returned != NEVER).copied().collect();
        ends.sort_by_key(|write| write.returned);
        // For each count of writes that have ended, the one of them that began last.
        let mut latest: Vec<Written> = Vec::with_capacity(ends.len());
        for write in ends.iter() {
            let best = latest.last().filter(|best| best.invoked >= write.invoked).copied();
            latest.push(best.unwrap_or(*write));
        }
        let began: Vec<u64> = {
            let mut began: Vec<u64> = self.writes.iter().map(|write| write.invoked).collect();
            began.sort_unstable();
            began
        };
        let mut any = false;
        for (name, read) in &self.reads {
            let returned = read.returned.unwrap_or(NEVER - 1);
            let ended = ends.partition_point(|write| write.returned < read.invoked);
            // Writes that began in time and had not all ended.
            let overlaps = began.partition_point(|&began| began <= returned) > ended;
            if overlaps && !regular {
                continue;
            }
            any = true;
            let newest = ended.checked_sub(1).map(|at| latest[at]);
            let fresh = |write: &Written| newest.is_none_or(|newest| write.returned >= newest.invoked);
            let of_value = self.values.get(&read.told).map_or(&[][..], Vec::as_slice);
            let at_first = read.told == *initial && newest.is_none();
            if at_first || of_value.iter().any(|write| write.invoked <= returned && fresh(write)) {
                continue;
            }
            let mut names: Vec<usize> = of_value.iter().map(|write| write.name).collect();
            // Where the value was there before, what came after it proves that it is gone.
            let was_there = read.told == *initial || of_value.iter().any(|write| write.invoked <= returned);
            names.extend(newest.filter(|_| was_there).map(|newest| newest.name));
            names.push(*name);
            names.sort_unstable();
            names.dedup();
            return (Some(names), true);
        }
        (None, any)
    }

    fn witness(&self, names: &[usize], question: &Question, regular: bool) -> Witness {
        let operations = &question.history.operations;
        let mut relations = Vec::new();
        for (at, &from) in names.iter().enumerate() {
            for &to in &names[at + 1..] {
                let kind = if operations[from].precedes(&operations[to]) { "realtime" } else { "concurrent" };
                relations.push(Relation { from, to, kind, about: None });
            }
        }
        let read = names
            .iter()
            .map(|&name| &operations[name])
            .find(|operation| self.reads.iter().any(|(_, read)| std::ptr::eq(*read, *operation)));
        let (value, process) = read.map_or((Value::Nil, 0), |read| (read.told.clone(), read.process));
        let because = if names.len() == 1 {
            TextBuf {
                en: format!(
                    "Process {process} read {value}, which nobody ever wrote and which is not the initial value."
                ),
                zh: format!("进程 {process} 读到 {value}，但从来没有人写过它，它也不是初始值。"),
            }
        } else {
            TextBuf {
                en: format!(
                    "Process {process} read {value}. Each write of {value} began too late, or was followed by another write that returned before the read began."
                ),
                zh: format!(
                    "进程 {process} 读到 {value}。但写入 {value} 的操作要么开始得太晚，要么在读开始之前已被另一个已完成的写入覆盖。"
                ),
            }
        };
        Witness {
            anomaly: if regular { "not-regular" } else { "not-safe" },
            operations: names.to_vec(),
            relations,
            because,
        }
    }
}
