//! Registers to which every value is written once: near-linear (Gibbons & Korach, Testing shared
//! memories, SIAM J. Comput. 1997, section 4).
//!
//! All operations of one value stand together in any order: its write, then its reads. Let `f` be
//! the first return among them and `s` the last invocation. The values `a` and `b` exclude each
//! other exactly when `a` must come before `b`, because something of `a` returned before something
//! of `b` was invoked (`f(a) < s(b)`), and `b` before `a`. Longer cycles contain such a pair.
//! [`values`] gathers the operations of each value, and [`overlap`](overlap::overlap) looks for a
//! pair.
//!
//! A write of unknown outcome took effect if it was read, and need not have otherwise.

mod clusters;
mod overlap;
mod part;
mod values;

use super::task::NEVER;
use crate::check::history::{History, Operation, Outcome, Usual};
use crate::check::spec::Register;
use crate::check::value::Value;
use clusters::{Clusters, Far, Near, Put};
use overlap::overlap;
use part::Part;
use std::collections::BTreeMap;
use values::{Cluster, Given, NOBODY, Numbers, Own};

/// What the short way found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Seen {
    /// There is an order, and something was read.
    Holds,
    /// There is none. A few operations that prove it, by their places in the history's list, in
    /// order.
    Violated(Vec<usize>),
    /// The short way does not lead there: a value was written twice, or there is more than reads
    /// and writes, or nothing was read, or something cannot be read.
    NotUnique,
}

/// A read of which the write is not known yet.
struct Read {
    value: i64,
    invoked: u64,
    returned: u64,
    name: u32,
}

/// Looks at a history of reads and writes.
pub(super) fn look(history: &History, register: &Register) -> Seen {
    let operations = &history.operations;
    if operations.len() >= NOBODY as usize - 1 {
        return Seen::NotUnique;
    }
    if operations.iter().take(1).all(|operation| operation.key.is_none()) {
        if let Some(seen) = any(&operations[..], register, true) {
            return seen;
        }
        if operations.iter().all(|operation| operation.key.is_none()) {
            return Seen::NotUnique;
        }
    }
    let mut keys: BTreeMap<Option<&Value>, Vec<u32>> = BTreeMap::new();
    for (name, operation) in operations.iter().enumerate() {
        keys.entry(operation.key.as_ref()).or_default().push(name as u32);
    }
    let mut holds = false;
    for names in keys.values() {
        match any((&operations[..], &names[..]), register, false) {
            Some(Seen::Holds) => holds = true,
            // A key that was never read is no reason to leave the short way.
            Some(Seen::NotUnique) => {}
            Some(violated) => return violated,
            None => return Seen::NotUnique,
        }
    }
    if holds { Seen::Holds } else { Seen::NotUnique }
}

/// Looks at one register. Nothing where the short way does not lead there; not unique where there
/// is only nothing to read.
fn any<'a>(some: impl Part<'a>, register: &'a Register, no_keys: bool) -> Option<Seen> {
    let near = one::<Own, Near>(some, register, no_keys);
    let seen = match near {
        Err(Leaves::TooFar) => one::<Own, Far>(some, register, no_keys),
        other => other,
    };
    match seen {
        Err(Leaves::NoNumber) => one::<Given, Near>(some, register, no_keys).ok(),
        other => other.ok(),
    }
}

/// Why a way through a history ends before the history does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Leaves {
    /// A value was written twice, or there is more than reads and writes.
    NotUnique,
    /// A value has no number on this way.
    NoNumber,
    /// The values lie too far from each other for this index.
    TooFar,
}

/// When an operation surely had happened.
#[inline(always)]
fn returned(operation: &Operation) -> u64 {
    operation.returned.unwrap_or(NEVER - 1)
}

fn one<'a, N: Numbers<'a>, C: Clusters>(
    some: impl Part<'a>,
    register: &'a Register,
    no_keys: bool,
) -> Result<Seen, Leaves> {
    let mut numbers = N::default();
    let nil = register.initial.is_nil();
    let number = numbers.of(&register.initial);
    if number.is_none() && !nil {
        return Err(Leaves::NoNumber);
    }
    let mut clusters = C::new(number, some.count());
    // What was there at first, where that has no number.
    let mut initial = Cluster::INITIAL;
    // Who read nil where something was there at first. Who writes nil leads away from here, so that
    // nobody did.
    let mut missing = None;
    let mut late = Vec::new();
    let mut next = 0;
    loop {
        if N::OWN {
            next = clusters.plain(some, next, no_keys);
        }
        if next == some.count() {
            break;
        }
        let (operation, name) = some.at(next);
        next += 1;
        if no_keys && operation.key.is_some() {
            return Err(Leaves::NotUnique);
        }
        let usual = operation.f.usual().ok_or(Leaves::NotUnique)?;
        if usual.reads() {
            if operation.outcome != Outcome::Ok {
                continue;
            }
            let (invoked, returned) = (operation.invoked, returned(operation));
            let Some(value) = numbers.of(&operation.told) else {
                if !operation.told.is_nil() {
                    return Err(Leaves::NoNumber);
                }
                initial.take(invoked, returned);
                missing = missing.or(Some(name).filter(|_| !nil));
                continue;
            };
            match clusters.of(value) {
                Some(cluster) if returned >= cluster.invoked => cluster.take(invoked, returned),
                Some(cluster) if cluster.is_written() => return Ok(violated([name, cluster.write])),
                // It may have been invoked before its write was.
                _ => late.push(Read { value, invoked, returned, name }),
            }
        } else if usual.writes() {
            if operation.outcome == Outcome::Fail {
                continue;
            }
            let Some(value) = numbers.of(&operation.asked) else {
                return Err(if operation.asked.is_nil() { Leaves::NotUnique } else { Leaves::NoNumber });
            };
            let (invoked, sure) = (operation.invoked, operation.outcome == Outcome::Ok);
            let first = if sure { returned(operation) } else { NEVER };
            match clusters.put(value, name, invoked, first) {
                Put::New => {}
                Put::Twice => return Err(Leaves::NotUnique),
                Put::Far => return Err(Leaves::TooFar),
            }
        } else {
            return Err(Leaves::NotUnique);
        }
    }
    if let Some(name) = missing {
        return Ok(violated([name]));
    }
    for read in &late {
        match clusters.of(read.value) {
            Some(cluster) if read.returned >= cluster.invoked => cluster.take(read.invoked, read.returned),
            Some(cluster) if cluster.is_written() => return Ok(violated([read.name, cluster.write])),
            _ => return Ok(violated([read.name])),
        }
    }
    // There is mostly one among the first operations.
    if !some.all().any(|(it, _)| tells(it)) {
        return Ok(Seen::NotUnique);
    }
    let (initial, written) =
        if nil { (&initial, clusters.all()) } else { (&clusters.all()[0], &clusters.all()[1..]) };
    Ok(overlap(initial, written).map_or(Seen::Holds, |pair| who(some, register, pair)))
}

/// Whether an operation is a read that told something.
fn tells(operation: &Operation) -> bool {
    operation.f.usual().is_some_and(Usual::reads) && operation.outcome == Outcome::Ok
}

/// The operations of two values that exclude each other: of each the write, who returned first and
/// who was invoked last.
#[cold]
fn who<'a>(some: impl Part<'a>, register: &Register, pair: [Cluster; 2]) -> Seen {
    let mut names = Vec::new();
    for cluster in pair {
        let write = some.all().find(|(_, name)| *name == cluster.write).map(|(operation, _)| operation);
        let value = write.map_or(&register.initial, |write| &write.asked);
        let reads = || some.all().filter(|(it, _)| tells(it) && it.told == *value);
        let first = if write.is_some_and(|it| it.outcome == Outcome::Ok && returned(it) == cluster.first) {
            None
        } else {
            reads().find(|(it, _)| returned(it) == cluster.first)
        };
        let last = if write.is_some_and(|it| it.invoked == cluster.last) {
            None
        } else {
            reads().find(|(it, _)| it.invoked == cluster.last)
        };
        names.extend([first, last].into_iter().flatten().map(|(_, name)| name));
        names.push(cluster.write);
    }
    violated(names)
}

fn violated(names: impl IntoIterator<Item = u32>) -> Seen {
    let mut names: Vec<usize> =
        names.into_iter().filter(|name| *name != NOBODY).map(|name| name as usize).collect();
    names.sort_unstable();
    names.dedup();
    Seen::Violated(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::chance::{Lane, below};
    use crate::check::history::Place;
    use crate::check::judge::{BUDGET, MEMORY, Question};
    use crate::check::linear::{Order, decide};
    use crate::check::spec::Kind;

    /// The n-th value as one of four kinds: close together, far from each other, below zero at
    /// first, texts.
    fn value(like: u64, n: u64) -> Value {
        match like {
            0 => Value::Int(n as i64),
            1 => Value::Int((n as i64).wrapping_mul(1 << 60)),
            2 => Value::Int(n as i64 - 3),
            _ => Value::text(n.to_string()),
        }
    }

    /// Up to a dozen operations; every value is written once and read by operations that can have
    /// seen it, and now and then by one that cannot.
    fn drawn(seed: u64) -> (History, Option<Value>) {
        let draw = |k: u64, most: u64| below(Lane(seed).draw(k), most);
        let (like, count, keys) = (draw(0, 4), 1 + draw(1, 12), 1 + draw(2, 2));
        let initial = [None, Some(Value::Nil), Some(value(like, 0))][draw(3, 3) as usize].clone();
        let operation = |n: u64| {
            let draw = |k: u64, most: u64| draw(8 * n + 8 + k, most);
            let (invoked, writes) = (n + draw(0, 3), draw(1, 5) < 2);
            let seen = (n + 3).saturating_sub(draw(2, 6));
            let told = if seen == 0 { initial.clone().unwrap_or_default() } else { value(like, seen) };
            let outcome = [Outcome::Ok, Outcome::Ok, Outcome::Ok, Outcome::Ok, Outcome::Info, Outcome::Fail]
                [draw(3, 6) as usize];
            Operation {
                process: n,
                f: if writes { "write" } else { "read" }.into(),
                key: (keys > 1).then(|| Value::Int(draw(5, keys) as i64)),
                asked: if writes { value(like, n + 1) } else { Value::Nil },
                told: if writes || draw(6, 9) == 0 { Value::Nil } else { told },
                invoked,
                returned: (outcome != Outcome::Info).then(|| invoked + 1 + draw(4, 5)),
                outcome,
                place: Place::default(),
            }
        };
        (History::new((0..count).map(operation).collect()), initial)
    }

    #[test]
    fn the_short_way_says_what_the_search_says() {
        let (mut held, mut broken) = (0, 0);
        for seed in 0..30_000 {
            let (history, initial) = drawn(seed);
            let holds = |history: &History| {
                let question = Question {
                    history,
                    kind: Kind::Register,
                    initial: initial.clone(),
                    budget: BUDGET,
                    memory: MEMORY,
                };
                decide(&question, Order::Time).expect("readable").expect("no budget is so small")
            };
            match look(&history, &Register::new(initial.as_ref(), false)) {
                Seen::Holds => {
                    assert!(holds(&history), "{seed}: {history:?}");
                    held += 1;
                }
                Seen::Violated(names) => {
                    assert!(
                        !holds(&history) && !holds(&history.of(&names)),
                        "{seed}: {names:?} of {history:?}"
                    );
                    broken += 1;
                }
                Seen::NotUnique => {}
            }
        }
        assert!(held > 3_000 && broken > 5_000, "{held} {broken}");
    }
}
