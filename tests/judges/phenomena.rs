//! The definitions of the models that are told apart by the order of versions, tried on every order
//! of versions or of commits. Slow and short on purpose: nothing here is shared with the judges.

use eventual::check::history::{History, Operation, Outcome};
use eventual::check::transactions::txn::Data;
use eventual::check::value::Value;
use std::collections::BTreeMap;

pub type Key = Value;
/// For each key, its writers in the order of their versions.
pub type Order = BTreeMap<Key, Vec<usize>>;
type Depends = Vec<(usize, usize)>;
/// Reader, the place of the read in it, and the writer of the next version.
type Anti = Vec<(usize, usize, usize)>;

#[derive(Clone, Debug)]
enum Step {
    /// Key, elements that were read (a register has one or none), whose write was the last of them,
    /// whether it was before an own write of the key.
    Read(Key, Vec<i64>, Option<usize>, bool),
    /// Key, and whether it is the last write of it.
    Write(Key, bool),
}

/// The transactions that happened.
pub struct Small {
    data: Data,
    txns: Vec<Vec<Step>>,
    /// For each key, who writes it, with all values in order.
    pub writers: BTreeMap<Key, BTreeMap<usize, Vec<i64>>>,
    /// The order of versions, where it is given.
    given: Option<Order>,
    /// Of each transaction, its process, when it was invoked, and when it returned if it did.
    times: Vec<(u64, u64, Option<u64>)>,
    /// Of each transaction, its place in the history.
    pub places: Vec<usize>,
    /// Reads that are wrong whatever the order is, or that contradict the reader's own writes.
    pub odd: bool,
}

fn steps(op: &Operation) -> Vec<(bool, Key, Value)> {
    let all = if op.outcome == Outcome::Ok { &op.told } else { &op.asked };
    let steps = all.list().expect("steps").iter().map(|step| step.list().expect("a step"));
    steps.map(|step| (step[0].word() == Some("r"), step[1].clone(), step[2].clone())).collect()
}

fn elements(value: &Value) -> Vec<i64> {
    match value {
        Value::Nil => Vec::new(),
        Value::List(list) => list.iter().map(|it| it.int().expect("a number")).collect(),
        other => vec![other.int().expect("a number")],
    }
}

impl Small {
    pub fn new(history: &History, data: Data) -> Small {
        let read: Vec<i64> = history
            .operations
            .iter()
            .filter(|op| op.outcome == Outcome::Ok)
            .flat_map(|op| steps(op).into_iter().filter(|step| step.0).flat_map(|step| elements(&step.2)))
            .collect();
        let happened = |op: &&Operation| match op.outcome {
            Outcome::Ok => true,
            Outcome::Fail => false,
            Outcome::Info => {
                steps(op).iter().any(|(is_read, _, value)| !is_read && read.contains(&elements(value)[0]))
            }
        };
        let (places, all): (Vec<usize>, Vec<&Operation>) =
            history.operations.iter().enumerate().filter(|(_, op)| happened(op)).unzip();
        let times = all
            .iter()
            .map(|op| (op.process, op.invoked, op.returned.filter(|_| op.outcome == Outcome::Ok)))
            .collect();
        let mut small = Small {
            data,
            txns: Vec::new(),
            writers: BTreeMap::new(),
            given: None,
            times,
            places,
            odd: false,
        };
        let mut owner: BTreeMap<i64, usize> = BTreeMap::new();
        for (at, op) in all.iter().enumerate() {
            for (_, key, value) in steps(op).into_iter().filter(|step| !step.0) {
                owner.insert(elements(&value)[0], at);
                small.writers.entry(key).or_default().entry(at).or_default().push(elements(&value)[0]);
            }
        }
        for (at, op) in all.iter().enumerate() {
            let (mut txn, mut own): (Vec<Step>, BTreeMap<Key, Vec<i64>>) = (Vec::new(), BTreeMap::new());
            let list = steps(op);
            for (nth, (is_read, key, value)) in list.iter().enumerate() {
                let seen = elements(value);
                if !is_read {
                    own.entry(key.clone()).or_default().extend(&seen);
                    let last = !list[nth + 1..].iter().any(|step| !step.0 && step.1 == *key);
                    txn.push(Step::Write(key.clone(), last));
                    continue;
                }
                if op.outcome != Outcome::Ok {
                    continue;
                }
                let mine = own.get(key).cloned().unwrap_or_default();
                match data {
                    Data::Append => small.odd |= !seen.ends_with(&mine),
                    Data::Register => small.odd |= !mine.is_empty() && seen.last() != mine.last(),
                }
                let others: Vec<i64> = match data {
                    Data::Append => seen[..seen.len().saturating_sub(mine.len())].to_vec(),
                    Data::Register if mine.is_empty() => seen.clone(),
                    Data::Register => continue,
                };
                small.odd |= others.iter().any(|it| owner.get(it).is_none_or(|by| *by == at));
                let from = others.last().and_then(|it| owner.get(it)).copied();
                if let Some(from) = from {
                    // What is read last of a transaction is what it leaves behind.
                    small.odd |=
                        small.writers[key].get(&from).is_none_or(|values| values.last() != others.last());
                }
                txn.push(Step::Read(key.clone(), seen, from, mine.is_empty()));
            }
            small.txns.push(txn);
        }
        small
    }

    /// The same where versions had this order and no other.
    pub fn under(self, order: Order) -> Small {
        Small { given: Some(order), ..self }
    }

    /// Calls for every order of versions that lists allow, until one is enough: for each key its
    /// writers in order.
    fn orders(&self, each: &mut dyn FnMut(&Order) -> bool) -> bool {
        let keys: Vec<&Key> = self.writers.keys().collect();
        self.choose(&keys, &mut BTreeMap::new(), each)
    }

    fn choose(&self, keys: &[&Key], chosen: &mut Order, each: &mut dyn FnMut(&Order) -> bool) -> bool {
        let Some((key, rest)) = keys.split_first() else { return each(chosen) };
        let writers: Vec<usize> = self.writers[*key].keys().copied().collect();
        permutations(&writers, &mut |order| {
            let values: Vec<i64> = order.iter().flat_map(|by| self.writers[*key][by].clone()).collect();
            let shown = self.txns.iter().flatten().all(|step| match step {
                Step::Read(of, seen, ..) if of == *key && self.data == Data::Append => {
                    values.starts_with(seen)
                }
                _ => true,
            });
            let wanted = self.given.as_ref().is_none_or(|given| given[*key] == order);
            if !shown || !wanted {
                return false;
            }
            chosen.insert((*key).clone(), order.to_vec());
            self.choose(rest, chosen, each)
        })
    }

    /// Dependencies `ww` and `wr`, and anti-dependencies, to the next version only, as Adya has
    /// them.
    fn serialization(&self, order: &Order) -> (Depends, Anti) {
        let (mut depends, mut anti) = (Vec::new(), Vec::new());
        for versions in order.values() {
            versions.windows(2).for_each(|pair| depends.push((pair[0], pair[1])));
        }
        for (at, txn) in self.txns.iter().enumerate() {
            for (nth, step) in txn.iter().enumerate() {
                let Step::Read(key, _, from, _) = step else { continue };
                from.iter().for_each(|from| depends.push((*from, at)));
                anti.extend(self.next(order, key, *from).map(|next| (at, nth, next)));
            }
        }
        depends.retain(|(from, to)| from != to);
        anti.retain(|(from, _, to)| from != to);
        (depends, anti)
    }

    fn next(&self, order: &Order, key: &Key, from: Option<usize>) -> Option<usize> {
        let versions = order.get(key)?;
        let place = from.map_or(0, |from| versions.iter().position(|it| *it == from).expect("a writer") + 1);
        versions.get(place).copied()
    }

    /// Whether some order of versions is without a phenomenon.
    fn without(&self, shows: impl Fn(&Order, &[(usize, usize)], &[(usize, usize, usize)]) -> bool) -> bool {
        self.orders(&mut |order| {
            let (depends, anti) = self.serialization(order);
            !cyclic(self.txns.len(), &depends) && !shows(order, &depends, &anti)
        })
    }

    /// PL-2+: no cycle with exactly one anti-dependency.
    pub fn consistent_view(&self) -> bool {
        let count = self.txns.len();
        self.without(|_, depends, anti| {
            let reach = closure(count, depends);
            anti.iter().any(|&(from, _, to)| reach[to][from])
        })
    }

    /// PL-2L: no such cycle in the graph in which one transaction is unfolded into its steps.
    pub fn monotonic_view(&self) -> bool {
        let count = self.txns.len();
        self.without(|order, depends, anti| {
            (0..count).any(|unfolded| {
                let node = |step: usize| count + step;
                let mut edges: Vec<(usize, usize)> =
                    depends.iter().copied().filter(|(from, to)| *from != unfolded && *to != unfolded).collect();
                for (nth, step) in self.txns[unfolded].iter().enumerate() {
                    if nth > 0 {
                        edges.push((node(nth - 1), node(nth)));
                    }
                    match step {
                        Step::Read(_, _, from, _) => edges.extend(from.map(|from| (from, node(nth)))),
                        Step::Write(key, true) => {
                            let versions = &order[key];
                            let place = versions.iter().position(|it| *it == unfolded).expect("a writer");
                            edges.extend(place.checked_sub(1).map(|before| (versions[before], node(nth))));
                            edges.extend(versions.get(place + 1).map(|next| (node(nth), *next)));
                            let readers = self.txns.iter().enumerate().filter(|(at, _)| *at != unfolded);
                            let reads = |txn: &[Step]| {
                                txn.iter().any(|it| matches!(it, Step::Read(of, _, Some(by), _) if of == key && *by == unfolded))
                            };
                            edges.extend(readers.filter(|(_, txn)| reads(txn)).map(|(at, _)| (node(nth), at)));
                        }
                        Step::Write(_, false) => {}
                    }
                }
                let reach = closure(count + self.txns[unfolded].len(), &edges);
                anti.iter().any(|&(from, nth, to)| from == unfolded && reach[to][node(nth)])
            })
        })
    }

    /// PL-2.99 without predicates: no cycle.
    pub fn repeatable_read(&self) -> bool {
        self.without(|_, depends, anti| self.all_cyclic(depends, anti, &|_| true))
    }

    fn all_cyclic(
        &self,
        depends: &[(usize, usize)],
        anti: &[(usize, usize, usize)],
        in_it: &dyn Fn(usize) -> bool,
    ) -> bool {
        let all = depends.iter().copied().chain(anti.iter().map(|it| (it.0, it.2)));
        cyclic(self.txns.len(), &all.filter(|(from, to)| in_it(*from) && in_it(*to)).collect::<Vec<_>>())
    }

    /// PL-3U: no cycle among the transactions that write and any one other.
    pub fn update_serializable(&self) -> bool {
        let writes = |at: usize| self.txns[at].iter().any(|step| matches!(step, Step::Write(..)));
        self.without(|_, depends, anti| {
            (0..self.txns.len()).any(|one| self.all_cyclic(depends, anti, &|at| at == one || writes(at)))
        })
    }

    /// MAV: whoever has read from a transaction does not read, later on, a version older than one
    /// that it wrote.
    pub fn atomic_view(&self) -> bool {
        self.without(|order, _, _| {
            self.txns.iter().any(|txn| {
                (0..txn.len()).any(|later| {
                    let Step::Read(key, _, from, true) = &txn[later] else { return false };
                    let Some(versions) = order.get(key) else { return false };
                    let place = |by: usize| versions.iter().position(|it| *it == by);
                    txn[..later].iter().any(|step| {
                        let Step::Read(_, _, Some(seen), _) = step else { return false };
                        place(*seen).is_some_and(|wrote| from.is_none_or(|from| place(from) < Some(wrote)))
                    })
                })
            })
        })
    }

    /// PL-MSR: some order of commits in which each read sees a snapshot, and none goes back. The
    /// earliest snapshot that will do is always the best one.
    pub fn snapshot_reads(&self) -> bool {
        self.commits(&mut |place, order| {
            self.txns.iter().enumerate().all(|(at, txn)| {
                let mut snapshot = 0;
                txn.iter().all(|step| {
                    let Step::Read(key, _, from, _) = step else { return true };
                    // So many commits lie before the snapshot: at least up to what was read, and
                    // not what comes next.
                    snapshot = snapshot.max(from.map_or(0, |from| place[from] + 1));
                    let next = self.next(order, key, *from).filter(|next| *next != at);
                    snapshot <= place[at] && next.is_none_or(|next| snapshot <= place[next])
                })
            })
        })
    }

    /// Parallel snapshot isolation, or without `far` update atomicity, by the axioms of Cerone et
    /// al. 2015: an order of arbitration, what is visible in it, no conflicts.
    pub fn arbitrated(&self, far: bool) -> bool {
        let count = self.txns.len();
        self.commits(&mut |place, order| {
            let mut visible: Vec<(usize, usize)> = Vec::new();
            for versions in order.values() {
                for (nth, from) in versions.iter().enumerate() {
                    visible.extend(versions[nth + 1..].iter().map(|to| (*from, *to)));
                }
            }
            for (at, txn) in self.txns.iter().enumerate() {
                visible.extend(txn.iter().filter_map(|step| {
                    if let Step::Read(_, _, from, _) = step { from.map(|from| (from, at)) } else { None }
                }));
            }
            let mut sees = closure(count, if far { &visible } else { &[] });
            visible.iter().for_each(|&(from, to)| sees[from][to] = true);
            let arbitrated =
                (0..count).all(|from| (0..count).all(|to| !sees[from][to] || place[from] < place[to]));
            arbitrated
                && self.txns.iter().enumerate().all(|(at, txn)| {
                    txn.iter().all(|step| {
                        let Step::Read(key, _, from, true) = step else { return true };
                        let seen =
                            order.get(key).into_iter().flatten().filter(|by| **by != at && sees[**by][at]);
                        seen.max_by_key(|by| place[**by]) == from.as_ref()
                    })
                })
        })
    }

    /// Read atomicity, or with `far` causal consistency, without sessions: by the same axioms
    /// without the one on conflicts, so that only reads make visible.
    pub fn causal(&self, far: bool) -> bool {
        let count = self.txns.len();
        let reads = |(at, txn): (usize, &Vec<Step>)| {
            let read = |step: &Step| {
                if let Step::Read(_, _, from, _) = step { from.map(|from| (from, at)) } else { None }
            };
            txn.iter().filter_map(read).collect::<Vec<_>>()
        };
        let visible: Depends = self.txns.iter().enumerate().flat_map(reads).collect();
        let mut sees = closure(count, if far { &visible } else { &[] });
        visible.iter().for_each(|&(from, to)| sees[from][to] = true);
        self.commits(&mut |place, order| {
            self.txns.iter().enumerate().all(|(at, txn)| {
                txn.iter().all(|step| {
                    let Step::Read(key, _, from, true) = step else { return true };
                    let seen = order.get(key).into_iter().flatten().filter(|by| **by != at && sees[**by][at]);
                    seen.max_by_key(|by| place[**by]) == from.as_ref()
                })
            })
        })
    }

    /// Prefix consistency, or with `alone` snapshot isolation: whoever commits has read from some
    /// beginning of the order of commits, and in snapshot isolation nobody wrote a key of his
    /// since.
    pub fn prefixes(&self, alone: bool) -> bool {
        self.commits(&mut |place, order| {
            self.txns.iter().enumerate().all(|(at, txn)| {
                (0..=place[at]).any(|cut| {
                    txn.iter().all(|step| match step {
                        Step::Read(key, _, from, true) => {
                            let seen = order.get(key).into_iter().flatten().rfind(|by| place[**by] < cut);
                            seen == from.as_ref()
                        }
                        Step::Write(key, _) if alone => {
                            order[key].iter().all(|by| !(cut..place[at]).contains(&place[*by]))
                        }
                        _ => true,
                    })
                })
            })
        })
    }

    /// No cycle of `ww` alone, or of `ww` and `wr`.
    pub fn acyclic(&self, reads: bool) -> bool {
        self.orders(&mut |order| {
            let mut edges: Depends =
                order.values().flat_map(|it| it.windows(2).map(|pair| (pair[0], pair[1]))).collect();
            if reads {
                edges = self.serialization(order).0;
            }
            !cyclic(self.txns.len(), &edges)
        })
    }

    /// Serializable, in an order that keeps that of each session, or of real time.
    pub fn serial(&self, real_time: bool) -> bool {
        let before = |from: usize, to: usize| {
            let ((one, asked, returned), (other, invoked, _)) = (self.times[from], self.times[to]);
            (one == other && (asked, from) < (invoked, to))
                || (real_time && returned.is_some_and(|returned| returned < invoked))
        };
        let count = self.txns.len();
        let pairs = (0..count).flat_map(|from| (0..count).map(move |to| (from, to)));
        let time: Depends = pairs.filter(|&(from, to)| from != to && before(from, to)).collect();
        self.without(|_, depends, anti| self.all_cyclic(&[depends, &time].concat(), anti, &|_| true))
    }

    /// Every order of commits, with the order of versions that it is.
    fn commits(&self, each: &mut dyn FnMut(&[usize], &Order) -> bool) -> bool {
        let all: Vec<usize> = (0..self.txns.len()).collect();
        permutations(&all, &mut |commits| {
            let mut place = vec![0; commits.len()];
            commits.iter().enumerate().for_each(|(nth, at)| place[*at] = nth);
            let order: Order = self
                .writers
                .iter()
                .map(|(key, writers)| {
                    (key.clone(), commits.iter().copied().filter(|at| writers.contains_key(at)).collect())
                })
                .collect();
            let shown = self.txns.iter().flatten().all(|step| match step {
                Step::Read(key, seen, ..) if self.data == Data::Append => {
                    let values = order
                        .get(key)
                        .into_iter()
                        .flatten()
                        .flat_map(|by| self.writers[key][by].clone())
                        .collect::<Vec<_>>();
                    values.starts_with(seen)
                }
                _ => true,
            });
            let (depends, _) = self.serialization(&order);
            let wanted = self.given.as_ref().is_none_or(|given| *given == order);
            shown
                && wanted
                && depends.iter().all(|(from, to)| place[*from] < place[*to])
                && each(&place, &order)
        })
    }
}

fn permutations(all: &[usize], each: &mut dyn FnMut(&[usize]) -> bool) -> bool {
    fn go(all: &mut Vec<usize>, at: usize, each: &mut dyn FnMut(&[usize]) -> bool) -> bool {
        if at >= all.len() {
            return each(all);
        }
        for next in at..all.len() {
            all.swap(at, next);
            if go(all, at + 1, each) {
                return true;
            }
            all.swap(at, next);
        }
        false
    }
    go(&mut all.to_vec(), 0, each)
}

fn closure(count: usize, edges: &[(usize, usize)]) -> Vec<Vec<bool>> {
    let mut reach = vec![vec![false; count]; count];
    edges.iter().for_each(|&(from, to)| reach[from][to] = true);
    for middle in 0..count {
        for from in 0..count {
            for to in 0..count {
                reach[from][to] |= reach[from][middle] && reach[middle][to];
            }
        }
    }
    reach
}

fn cyclic(count: usize, edges: &[(usize, usize)]) -> bool {
    closure(count, edges).iter().enumerate().any(|(at, reach)| reach[at])
}
