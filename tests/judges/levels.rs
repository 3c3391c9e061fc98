//! The axioms of the levels, as they are written down, tried on every order of commits. Slow and
//! short on purpose: nothing here is shared with the judges.

use eventual::check::history::{History, Outcome};
use eventual::check::transactions::axioms::Level;
use eventual::check::transactions::txn::Data;
use eventual::check::value::Value;
use std::collections::BTreeMap;

#[derive(Clone, Copy, PartialEq)]
pub enum Sessions {
    None,
    Process,
    Realtime,
}

type Set = u32;

#[derive(Clone)]
enum Seen {
    /// What others appended, and how many of its own it saw after that.
    List(Vec<i64>, Vec<i64>),
    One(Option<i64>),
}

struct Read {
    key: usize,
    seen: Seen,
    /// Nothing for the initial state.
    from: Option<usize>,
}

struct Txn {
    reads: Vec<Read>,
    /// Values by key.
    writes: BTreeMap<usize, Vec<i64>>,
}

/// A history with the transactions of unknown outcome that are taken to have happened.
pub struct World {
    txns: Vec<Txn>,
    sessions: Vec<Set>,
    wr: Vec<Set>,
    /// Reads that no order of commits can explain.
    pub broken: bool,
    /// Transactions that do not see their own writes. Read committed says nothing about them.
    pub inside: bool,
    /// Reads of one key that differ inside a transaction.
    fuzzy: bool,
}

fn number(value: &Value) -> i64 {
    value.int().expect("whole numbers")
}

impl World {
    pub fn new(history: &History, data: Data, sessions: Sessions) -> World {
        let mut world = World {
            txns: Vec::new(),
            sessions: Vec::new(),
            wr: Vec::new(),
            broken: false,
            inside: false,
            fuzzy: false,
        };
        let read_by_ok = |value: i64| {
            history.operations.iter().filter(|it| it.outcome == Outcome::Ok).any(|it| {
                let steps = it.told.list().expect("steps").iter().map(|step| step.list().expect("a step"));
                steps.filter(|step| step[0].word() == Some("r")).any(|step| match &step[2] {
                    Value::List(list) => list.iter().any(|it| number(it) == value),
                    Value::Int(it) => *it == value,
                    _ => false,
                })
            })
        };
        let happened: Vec<_> = history
            .operations
            .iter()
            .filter(|it| match it.outcome {
                Outcome::Ok => true,
                Outcome::Fail => false,
                Outcome::Info => {
                    let steps =
                        it.asked.list().expect("steps").iter().map(|step| step.list().expect("a step"));
                    steps.filter(|step| step[0].word() != Some("r")).any(|step| read_by_ok(number(&step[2])))
                }
            })
            .collect();
        let keys = ["x", "y", "z"];
        let mut owner: BTreeMap<i64, usize> = BTreeMap::new();
        let steps = |op: &eventual::check::history::Operation| -> Vec<(String, usize, Value)> {
            let key =
                |step: &[Value]| keys.iter().position(|key| step[1] == Value::from(*key)).expect("a key");
            let steps = op.asked.list().expect("steps").iter().map(|step| step.list().expect("a step"));
            steps
                .map(|step| (step[0].word().expect("a name").to_owned(), key(step), step[2].clone()))
                .collect()
        };
        for (at, op) in happened.iter().enumerate() {
            for (f, _, value) in steps(op) {
                if f != "r" {
                    owner.insert(number(&value), at);
                }
            }
        }
        for (at, op) in happened.iter().enumerate() {
            let mut txn = Txn { reads: Vec::new(), writes: BTreeMap::new() };
            let mut last: BTreeMap<usize, Vec<i64>> = BTreeMap::new();
            let mut wr = 0;
            for (f, key, value) in steps(op) {
                if f != "r" {
                    txn.writes.entry(key).or_default().push(number(&value));
                    if data == Data::Append {
                        last.entry(key).or_default().push(number(&value));
                    } else {
                        last.insert(key, vec![number(&value)]);
                    }
                    continue;
                }
                if op.outcome != Outcome::Ok {
                    continue;
                }
                let all: Vec<i64> = match &value {
                    Value::Nil => Vec::new(),
                    Value::List(list) => list.iter().map(number).collect(),
                    other => vec![number(other)],
                };
                let wrote = txn.writes.get(&key).cloned().unwrap_or_default();
                // Its own writes are at the end, all of them so far; the rest is from others.
                let others: Vec<i64> = match data {
                    Data::Append => {
                        world.inside |= !all.ends_with(&wrote);
                        all[..all.len().saturating_sub(wrote.len())].to_vec()
                    }
                    Data::Register if wrote.is_empty() => all.clone(),
                    Data::Register => {
                        world.inside |= all.last() != wrote.last();
                        continue;
                    }
                };
                if others.iter().any(|it| owner.get(it).is_none_or(|by| *by == at)) {
                    world.broken = true;
                    continue;
                }
                if let Some(known) = txn.reads.iter().find(|read| read.key == key) {
                    let same = match &known.seen {
                        Seen::List(list, _) => *list == others,
                        Seen::One(one) => one.as_ref() == others.last(),
                    };
                    world.fuzzy |= !same;
                }
                let from = others.last().map(|it| owner[it]);
                wr |= from.map_or(0, |from| 1 << from);
                let seen = if data == Data::Append {
                    Seen::List(others, wrote)
                } else {
                    Seen::One(others.last().copied())
                };
                txn.reads.push(Read { key, seen, from });
            }
            world.txns.push(txn);
            world.wr.push(wr);
        }
        for (at, op) in happened.iter().enumerate() {
            let before = |other: usize| {
                let it = happened[other];
                let session = it.process == op.process && other < at;
                let time =
                    it.outcome == Outcome::Ok && it.returned.is_some_and(|returned| returned < op.invoked);
                (sessions != Sessions::None && session) || (sessions == Sessions::Realtime && time)
            };
            let set = (0..happened.len()).filter(|it| before(*it)).fold(0, |set, it| set | 1 << it);
            world.sessions.push(set);
        }
        // A list shows all that each transaction did to it, and a register the last thing.
        for read in world.txns.iter().flat_map(|txn| &txn.reads) {
            let Some(from) = read.from else { continue };
            let wrote = &world.txns[from].writes.get(&read.key).cloned().unwrap_or_default();
            let whole = match &read.seen {
                Seen::List(list, _) => list.ends_with(wrote),
                Seen::One(one) => one.as_ref() == wrote.last(),
            };
            world.broken |= !whole;
        }
        world
    }

    fn writers(&self, key: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.txns.len()).filter(move |at| self.txns[*at].writes.contains_key(&key))
    }

    /// Whether some order of commits satisfies the axiom of each level. `PL-2` is asked for as
    /// nothing: any order that follows the reads.
    pub fn holds(&self, levels: &[Option<Level>]) -> Vec<bool> {
        let mut out = vec![false; levels.len()];
        if self.broken {
            return out;
        }
        // Visible without an order of commits.
        let count = self.txns.len();
        let direct: Vec<Set> = (0..count).map(|at| self.wr[at] | self.sessions[at]).collect();
        let mut causal = direct.clone();
        for _ in 0..count {
            for at in 0..count {
                causal[at] = (0..count)
                    .filter(|it| causal[at] >> it & 1 == 1)
                    .fold(causal[at], |set, it| set | causal[it]);
            }
        }
        let mut order: Vec<usize> = (0..count).collect();
        self.orders(&mut order, 0, 0, &direct, &mut |order| {
            let mut before = vec![0 as Set; count];
            for pair in 1..count {
                before[order[pair]] = before[order[pair - 1]] | 1 << order[pair - 1];
            }
            if !self.lists(order) {
                return false;
            }
            for (nth, level) in levels.iter().enumerate() {
                out[nth] = out[nth] || self.level(*level, &before, &direct, &causal);
            }
            out.iter().all(|it| *it)
        });
        out
    }

    /// All orders that follow what is directly visible, until one is enough.
    fn orders(
        &self,
        order: &mut Vec<usize>,
        at: usize,
        done: Set,
        direct: &[Set],
        each: &mut dyn FnMut(&[usize]) -> bool,
    ) -> bool {
        if at == order.len() {
            return each(order);
        }
        for next in at..order.len() {
            order.swap(at, next);
            let txn = order[at];
            if direct[txn] & !done == 0 && self.orders(order, at + 1, done | 1 << txn, direct, each) {
                return true;
            }
            order.swap(at, next);
        }
        false
    }

    /// Lists are in the order of commits.
    fn lists(&self, order: &[usize]) -> bool {
        self.txns.iter().flat_map(|txn| &txn.reads).all(|read| {
            let Seen::List(list, own) = &read.seen else { return true };
            let mut all = order.iter().filter_map(|at| self.txns[*at].writes.get(&read.key)).flatten();
            list.iter().chain(own).all(|it| all.next() == Some(it))
        })
    }

    fn level(&self, level: Option<Level>, before: &[Set], direct: &[Set], causal: &[Set]) -> bool {
        let Some(level) = level else { return true };
        if self.inside || self.fuzzy && level != Level::Rc {
            return false;
        }
        (0..self.txns.len()).all(|reader| {
            let mut earlier: Set = 0;
            self.txns[reader].reads.iter().all(|read| {
                let up_to = |set: Set| {
                    (0..self.txns.len()).filter(|it| set >> it & 1 == 1).fold(set, |all, it| all | before[it])
                };
                let same_key = |it: usize| {
                    self.txns[it].writes.keys().any(|key| self.txns[reader].writes.contains_key(key))
                };
                let visible = match level {
                    Level::Rc | Level::Rr => earlier,
                    Level::Ra => direct[reader],
                    Level::Cc => causal[reader],
                    Level::Pc => up_to(direct[reader]),
                    Level::Si => {
                        let conflicts =
                            (0..self.txns.len()).filter(|it| before[reader] >> it & 1 == 1 && same_key(*it));
                        up_to(direct[reader] | conflicts.fold(0, |set, it| set | 1 << it))
                    }
                    Level::Ser => before[reader],
                };
                let kept = self
                    .writers(read.key)
                    .filter(|by| *by != reader && Some(*by) != read.from && visible >> by & 1 == 1)
                    .all(|by| read.from.is_some_and(|from| before[from] >> by & 1 == 1));
                earlier |= read.from.map_or(0, |from| 1 << from);
                kept
            })
        })
    }
}
