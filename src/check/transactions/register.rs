//! What registers tell: each read names the one write it saw, and the initial state comes before
//! all of them.
//!
//! The order of the writes is not told. It follows where a chain of reads leads from one write of a
//! key to another: the other way round would be a cycle of reads and writes, which every level from
//! read committed on forbids. Where no chain leads, the order stays unknown and nothing is guessed.
//!
//! Where somebody watched from inside, the order of versions is known. Then nothing is inferred:
//! there are all edges `ww`, `wr` and `rw` of Adya's direct serialization graph (*Weak
//! Consistency*, 1999, section 4.1), each to the next version only.

use super::append::Inferred;
use super::found::Found;
use super::graph::{Edge, Fan, Graph, Order, kind, orders};
use super::reach::Reach;
use super::txn::{Micro, Orders, Txns, Writer};
use crate::check::history::Outcome;
use std::collections::{BTreeMap, BTreeSet};

/// From here on chains of reads are followed for one step only, so that memory stays bounded: what
/// is found is still true, but some of it is missed.
pub const CHAINS_UP_TO: usize = 16_384;

/// Reads of a transaction before it wrote the key: key and value, in order.
pub fn external(txns: &Txns, at: usize) -> Vec<(u32, Option<u32>)> {
    let mut own = BTreeMap::new();
    let mut reads = Vec::new();
    for micro in &txns.all[at].micros {
        match micro {
            Micro::Write(key, _) => _ = own.insert(*key, ()),
            Micro::Register(key, seen) if !own.contains_key(key) => reads.push((*key, *seen)),
            _ => {}
        }
    }
    reads
}

/// Infers what the reads of registers tell when this order counts too.
pub fn infer(txns: &Txns, order: Order) -> Inferred {
    let mut inferred = Inferred {
        happened: txns.all.iter().map(|txn| txn.outcome == Outcome::Ok).collect(),
        ..Inferred::default()
    };
    for at in 0..txns.all.len() {
        values(txns, at, &mut inferred);
        inside(txns, at, &mut inferred.found);
    }
    overwritten(txns, &mut inferred.found);
    if let Some(orders) = &txns.orders {
        inferred.graph = known(txns, &inferred.happened, orders);
        return inferred;
    }
    let mut chains = reads(txns, &inferred.happened);
    let data = chains.clone();
    orders(txns, &inferred.happened, order, &mut chains);
    let later = overwrites(txns, &inferred.happened, &chains.sorted());
    let mut graph = data;
    inferred.loose = antidependencies(txns, &inferred.happened, &later, &mut graph);
    inferred.graph = graph;
    inferred
}

/// Every edge, where the order of versions is known. What was read of a transaction that did not
/// happen is in no order and leads nowhere.
fn known(txns: &Txns, happened: &[bool], orders: &Orders) -> Graph {
    let mut graph = reads(txns, happened);
    let wrote = |key: u32, value: u32| match txns.writer(key, value) {
        Writer::Here(by) if happened[by] => Some((by as u32, value)),
        _ => None,
    };
    // For each key the next version from each place on whose writer is here.
    let mut next: Vec<Vec<Option<(u32, u32)>>> = Vec::new();
    for (key, order) in orders.each() {
        let mut nexts = vec![None; order.len() + 1];
        for (place, &value) in order.iter().enumerate().rev() {
            nexts[place] = wrote(key, value).or(nexts[place + 1]);
        }
        let versions: Vec<(u32, u32)> = order.iter().filter_map(|&value| wrote(key, value)).collect();
        for pair in versions.windows(2) {
            let [(from, before), (to, after)] = [pair[0], pair[1]];
            graph.add(Edge { from, to, kind: kind::WW, key, before: Some(before), after: Some(after) });
        }
        next.push(nexts);
    }
    for at in (0..txns.all.len()).filter(|&at| happened[at]) {
        for micro in &txns.all[at].micros {
            let Micro::Register(key, seen) = *micro else { continue };
            let place =
                seen.map_or(Some(0), |value| orders.place(key, value).map(|place| place as usize + 1));
            let overwritten = place.and_then(|place| next.get(key as usize)?.get(place).copied().flatten());
            if let Some((to, after)) = overwritten {
                graph.add(Edge {
                    from: at as u32,
                    to,
                    kind: kind::RW,
                    key,
                    before: seen,
                    after: Some(after),
                });
            }
        }
    }
    graph
}

/// The edges from writers to those who read from them.
pub fn reads(txns: &Txns, happened: &[bool]) -> Graph {
    let mut chains = Graph::new(txns.all.len());
    for (at, txn) in txns.all.iter().enumerate().filter(|(at, _)| happened[*at]) {
        for micro in &txn.micros {
            if let Micro::Register(key, Some(value)) = micro
                && let Writer::Here(by) = txns.writer(*key, *value)
                && happened[by]
            {
                let (from, to) = (by as u32, at as u32);
                chains.add(Edge { from, to, kind: kind::WR, key: *key, before: Some(*value), after: None });
            }
        }
    }
    chains
}

/// Values from nowhere, from transactions that never happened, and from the middle of one.
fn values(txns: &Txns, at: usize, inferred: &mut Inferred) {
    let mut seen = BTreeSet::new();
    for micro in &txns.all[at].micros {
        let Micro::Register(key, Some(value)) = micro else { continue };
        if !seen.insert((*key, *value)) {
            continue;
        }
        match txns.writer(*key, *value) {
            Writer::Nobody => inferred.found.push(Found::direct("garbage-read", &[at], *key, Some(*value))),
            Writer::Here(by) => {
                match txns.all[by].outcome {
                    Outcome::Fail => inferred.found.push(Found::direct("G1a", &[at, by], *key, Some(*value))),
                    Outcome::Info => inferred.happened[by] = true,
                    Outcome::Ok => {}
                }
                if by != at
                    && txns.all[by].outcome != Outcome::Fail
                    && txns.all[by].installs.get(*key) != Some(*value)
                {
                    inferred.found.push(Found::direct("G1b", &[at, by], *key, Some(*value)));
                }
            }
            Writer::Elsewhere | Writer::Several => {}
        }
    }
}

/// Transactions that do not see what they themselves did, or see it too early.
fn inside(txns: &Txns, at: usize, found: &mut Vec<Found>) {
    let txn = &txns.all[at];
    let writes = txn.writes();
    let mut known: BTreeMap<u32, Option<u32>> = BTreeMap::new();
    for (nth, micro) in txn.micros.iter().enumerate() {
        match micro {
            Micro::Write(key, value) => _ = known.insert(*key, Some(*value)),
            Micro::Register(key, seen) => {
                let later =
                    seen.is_some_and(|value| writes.get(&(*key, value)).is_some_and(|&write| write > nth));
                let by_another = seen.is_some_and(|value| {
                    matches!(txns.writer(*key, value), Writer::Several | Writer::Elsewhere)
                });
                if later && !by_another && known.get(key) != Some(seen) {
                    found.push(Found::direct("future-read", &[at], *key, *seen));
                } else if known.get(key).is_some_and(|known| known != seen) {
                    found.push(Found::direct("internal", &[at], *key, *seen));
                }
                known.insert(*key, *seen);
            }
            Micro::List(..) => {}
        }
    }
}

/// Lost updates, and writes of one key that overwrote each other in a cycle.
fn overwritten(txns: &Txns, found: &mut Vec<Found>) {
    let mut states: BTreeMap<(u32, Option<u32>), Vec<usize>> = BTreeMap::new();
    for (at, txn) in txns.all.iter().enumerate().filter(|(_, txn)| txn.outcome == Outcome::Ok) {
        let installs = &txn.installs;
        let mut first = BTreeMap::new();
        external(txns, at).into_iter().for_each(|(key, seen)| _ = first.entry(key).or_insert(seen));
        for (key, seen) in first {
            let told = seen.is_none_or(|value| {
                !matches!(txns.writer(key, value), Writer::Several | Writer::Nobody)
                    && installs.get(key) != Some(value)
            });
            if installs.has(key) && told {
                states.entry((key, seen)).or_default().push(at);
            }
        }
    }
    for ((key, seen), txns) in states.iter().filter(|(_, txns)| txns.len() > 1) {
        found.push(Found::direct("lost-update", &txns[..2], *key, *seen));
    }
    // A cycle of such reads contradicts every order of versions, unless the order is known: then
    // it is one of reads and writes.
    if txns.orders.is_none() {
        cycles(txns, &states, found);
    }
}

/// Writes of one key in a cycle, each by a transaction that had read the one before.
fn cycles(txns: &Txns, states: &BTreeMap<(u32, Option<u32>), Vec<usize>>, found: &mut Vec<Found>) {
    let mut read: BTreeMap<(u32, usize), usize> = BTreeMap::new();
    for (&(key, seen), readers) in states {
        if let Some(Writer::Here(by)) = seen.map(|value| txns.writer(key, value))
            && txns.all[by].installs.get(key) == seen
        {
            readers.iter().for_each(|&reader| _ = read.insert((key, reader), by));
        }
    }
    let mut walked: BTreeSet<(u32, usize)> = BTreeSet::new();
    for &(key, start) in read.keys() {
        let (mut path, mut at) = (Vec::new(), start);
        while !walked.contains(&(key, at))
            && let Some(&before) = read.get(&(key, at))
        {
            walked.insert((key, at));
            path.push(at);
            at = before;
        }
        if let Some(from) = path.iter().position(|&it| it == at) {
            let mut cycle = path.split_off(from);
            cycle.reverse();
            found.push(Found::direct("cyclic-versions", &cycle, key, None));
        }
    }
}

/// For each key and writer, the next writers to which a chain of reads leads.
fn overwrites(txns: &Txns, happened: &[bool], chains: &Graph) -> BTreeMap<(u32, usize), Vec<usize>> {
    let mut writers: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for at in (0..txns.all.len()).filter(|&at| happened[at]) {
        txns.all[at].installs.keys().for_each(|key| writers.entry(key).or_default().push(at));
    }
    let mut later: BTreeMap<(u32, usize), Vec<usize>> = BTreeMap::new();
    let Some(reach) = (txns.all.len() <= CHAINS_UP_TO).then(|| Reach::of(chains)) else {
        for edge in &chains.edges {
            let (from, to) = (edge.from as usize, edge.to as usize);
            let both = txns.all[from]
                .installs
                .keys()
                .filter(|key| writers.get(key).is_some_and(|all| all.binary_search(&to).is_ok()));
            both.for_each(|key| later.entry((key, from)).or_default().push(to));
        }
        return later;
    };
    // A cycle of reads is an anomaly of its own; nothing follows from it.
    let Some(reach) = reach else { return later };
    for (key, mut all) in writers {
        all.sort_by_key(|&at| reach.rank(at));
        for (nth, &to) in all.iter().enumerate() {
            let mut direct: Vec<usize> = Vec::new();
            for &from in all[..nth].iter().rev() {
                if reach.leads(from, to) && !direct.iter().any(|&between| reach.leads(from, between)) {
                    direct.push(from);
                    later.entry((key, from)).or_default().push(to);
                }
            }
        }
    }
    later
}

/// Adds the edges from readers to those who wrote later. Says whether the order of some writes
/// stays unknown.
fn antidependencies(
    txns: &Txns,
    happened: &[bool],
    later: &BTreeMap<(u32, usize), Vec<usize>>,
    graph: &mut Graph,
) -> bool {
    let mut first: BTreeMap<u32, Vec<(u32, Option<u32>)>> = BTreeMap::new();
    for at in (0..txns.all.len()).filter(|&at| happened[at]) {
        for (key, value) in txns.all[at].installs.iter() {
            first.entry(key).or_default().push((at as u32, Some(value)));
        }
    }
    let mut fans: BTreeMap<u32, Fan> =
        first.into_iter().map(|(key, targets)| (key, Fan::new(targets))).collect();
    let loose = fans.values().any(|fan| fan.width() > 1) || txns.ambiguous();
    for at in (0..txns.all.len()).filter(|&at| happened[at]) {
        let mut reads = external(txns, at);
        reads.sort_unstable();
        reads.dedup();
        for (key, seen) in reads {
            let edge = Edge { from: at as u32, to: 0, kind: kind::RW, key, before: seen, after: None };
            match seen.map(|value| txns.writer(key, value)) {
                None => {
                    if let Some(fan) = fans.get_mut(&key) {
                        graph.fan(fan, edge);
                    }
                }
                Some(Writer::Here(by)) => {
                    for &to in later.get(&(key, by)).into_iter().flatten() {
                        let after = txns.all[to].installs.get(key);
                        graph.add(Edge { to: to as u32, after, ..edge });
                    }
                }
                Some(_) => {}
            }
        }
    }
    loose
}
