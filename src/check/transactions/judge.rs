//! The verdict on transactions, with the smallest set of them that proves it.

use super::append;
use super::examine::{Decision, Promise, decide, examine, is_vacuous};
use super::found::Found;
use super::graph::{Graph, Order, kind, orders};
use super::txn::{Data, Micro, Txns};
use super::words::Words;
use crate::base::text::text;
use crate::check::history::{Complaint, History, Outcome};
use crate::check::model_map::{self, Name};
use crate::check::shrink::shrink;
use crate::check::value::Value;
use crate::check::verdict::{Relation, Verdict, Witness};
use std::collections::{BTreeMap, BTreeSet};

/// Judges a history of transactions. `initial` is what a register holds before its first write; the
/// budget is in steps.
///
/// # Errors
/// A value that is no transaction over these data.
pub fn judge(
    history: &History,
    data: Data,
    promise: Promise,
    initial: &Value,
    budget: u64,
) -> Result<Verdict, Complaint> {
    Ok(verdict(&Txns::read(history, data, initial)?, promise, budget))
}

/// Judges transactions that were read before.
pub fn verdict(txns: &Txns, promise: Promise, budget: u64) -> Verdict {
    if is_vacuous(txns) {
        return Verdict::Vacuous(NOTHING.into());
    }
    let before = txns.taken();
    match decide(txns, promise, budget) {
        Decision::Holds => Verdict::Holds,
        Decision::Unknown(unknown) => Verdict::Unknown(unknown),
        Decision::Violated(anomaly, found) => {
            let left = budget.saturating_sub(txns.taken() - before);
            Verdict::Violated(Box::new(witness(txns, promise, anomaly, found, left)))
        }
    }
}

const NOTHING: crate::base::text::Text = text(
    "No committed transaction read anything, so nothing can contradict a promise.",
    "没有已提交的事务读取过数据，因此没有什么会与承诺矛盾。",
);

/// All that a history shows, whatever was promised.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Summary {
    /// The anomalies that were seen, by their names on the map.
    pub anomalies: BTreeSet<Name>,
    /// The weakest models that they violate.
    pub weakest_violated: BTreeSet<Name>,
    /// The strongest models that nothing speaks against.
    pub strongest: BTreeSet<Name>,
}

/// What a history shows with all orders up to this one, and where on the map that leaves it.
/// Nothing where there was nothing to check.
pub fn summary(txns: &Txns, up_to: Order) -> Option<Summary> {
    if is_vacuous(txns) {
        return None;
    }
    let anomalies: BTreeSet<Name> = examine(txns, up_to).found.iter().map(|found| found.anomaly).collect();
    let weakest_violated = model_map::weakest_violated(anomalies.iter().copied());
    Some(Summary { weakest_violated, strongest: model_map::strongest(anomalies.iter().copied()), anomalies })
}

/// A kind of anomaly in a history: its name on the map, how often it was found, and one that shows
/// it, as places in the history.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kind {
    /// Its name on the map.
    pub anomaly: Name,
    /// How often it was found. Of cycles one is looked for in each part of the graph that has any.
    pub count: usize,
    /// The transactions of the first one.
    pub witness: Vec<usize>,
}

/// Every kind of anomaly that a history shows, whatever was promised, in the order of their names.
pub fn kinds(txns: &Txns) -> Vec<Kind> {
    let mut kinds: BTreeMap<Name, Kind> = BTreeMap::new();
    for found in examine(txns, Order::Realtime).found {
        let witness = || found.txns.iter().map(|&at| txns.all[at].place).collect();
        kinds
            .entry(found.anomaly)
            .or_insert_with(|| Kind { anomaly: found.anomaly, count: 0, witness: witness() })
            .count += 1;
    }
    kinds.into_values().collect()
}

/// The model that contains all others of the map.
const STRONGEST: Name = "PL-SS";

/// Up to so many transactions the strongest models are asked one by one.
const ASKED_UP_TO: usize = 2_000;

/// The strongest models that the history keeps, where this was said of a promise: those that no
/// anomaly speaks against. Where the history is short each of them is judged too, and only what
/// surely holds is named.
pub fn strongest(txns: &Txns, promise: Promise, said: &Verdict, budget: u64) -> BTreeSet<Name> {
    if promise == Promise::Model(STRONGEST) && *said == Verdict::Holds {
        return BTreeSet::from([model_map::friendly(STRONGEST)]);
    }
    let Some(summary) = summary(txns, Order::Realtime) else { return BTreeSet::new() };
    let mut anomalies = summary.anomalies;
    if let Verdict::Violated(witness) = said {
        anomalies.insert(witness.anomaly);
    }
    let mut refuted: BTreeSet<Name> = BTreeSet::new();
    // All models together may take ten times what one of them may.
    let began = txns.taken();
    loop {
        let mut left = model_map::strongest_but(anomalies.iter().copied(), &refuted);
        if txns.all.len() > ASKED_UP_TO {
            return left.into_iter().map(model_map::friendly).collect();
        }
        let before = refuted.len();
        for &model in &left {
            let left = (10 * budget).saturating_sub(txns.taken() - began).min(budget);
            if decide(txns, Promise::Model(model), left) != Decision::Holds {
                refuted.insert(model);
            }
        }
        if refuted.len() == before {
            left.retain(|model| !refuted.contains(model));
            return left.into_iter().map(model_map::friendly).collect();
        }
    }
}

/// One part of what is left of the budget is what one attempt to leave something out of a witness
/// may take.
const ATTEMPT: u64 = 25;

/// The smallest witness that can be found with what is left of the budget.
fn witness(txns: &Txns, promise: Promise, anomaly: Name, found: Option<Found>, left: u64) -> Witness {
    let all: Vec<usize> = txns.all.iter().map(|txn| txn.place).collect();
    let before = txns.taken();
    // Whether these transactions, as a part of the history, break the promise. What the others
    // wrote is known to be written.
    let broken = |places: &[usize]| {
        // To look at them takes time too.
        txns.take(places.len() as u64);
        let left = left.saturating_sub(txns.taken() - before).min(left / ATTEMPT);
        left > 0 && matches!(decide(&txns.only(places), promise, left), Decision::Violated(..))
    };
    let likely = found.as_ref().map(|found| likely(txns, found, promise.order()));
    let start = likely.filter(|likely| broken(likely)).unwrap_or_else(|| all.clone());
    let kept = shrink(start, broken);
    let part = txns.only(&kept);
    let (anomaly, found) = match decide(&part, promise, left / ATTEMPT) {
        Decision::Violated(anomaly, found) => (anomaly, found),
        _ if kept == all => (anomaly, found),
        _ => (anomaly, None),
    };
    let words = Words { txns: &part };
    Witness {
        anomaly,
        operations: kept,
        relations: relations(&part, found.as_ref(), promise.order(), &words),
        because: words.because(promise.word(), anomaly, found.as_ref()),
    }
}

/// What probably proves an anomaly by itself: its transactions, the readers that tell the order of
/// what they wrote, and the chains of reads between them.
fn likely(txns: &Txns, found: &Found, order: Order) -> Vec<usize> {
    let mut wanted: BTreeSet<usize> = found.txns.iter().copied().collect();
    if txns.data == Data::Append {
        let keys: BTreeSet<u32> = found.edges.iter().map(|edge| edge.key).collect();
        let mut longest: BTreeMap<u32, (u32, usize)> = BTreeMap::new();
        for (at, txn) in txns.all.iter().enumerate() {
            for micro in &txn.micros {
                if let Micro::List(key, seen) = micro
                    && keys.contains(key)
                    && longest.get(key).is_none_or(|(length, _)| *length < seen.length)
                {
                    longest.insert(*key, (seen.length, at));
                }
            }
        }
        wanted.extend(longest.values().map(|(_, at)| *at));
    } else if found.edges.iter().any(|edge| edge.kind == kind::RW) {
        let chains = chains(txns, order);
        for edge in found.edges.iter().filter(|edge| edge.kind == kind::RW) {
            if let Some(super::txn::Writer::Here(writer)) =
                edge.before.map(|value| txns.writer(edge.key, value))
            {
                wanted.extend(way(&chains, writer, edge.to as usize));
            }
        }
    }
    // Somebody who saw that a transaction of unknown outcome happened.
    let unsure: BTreeSet<usize> =
        wanted.iter().copied().filter(|&at| txns.all[at].outcome == Outcome::Info).collect();
    if !unsure.is_empty() {
        let mut seen = BTreeSet::new();
        for (at, txn) in txns.all.iter().enumerate() {
            for micro in &txn.micros {
                let (key, values) = match micro {
                    Micro::List(key, seen) => (*key, txns.list(*seen)),
                    Micro::Register(key, value) => (*key, value.as_slice()),
                    Micro::Write(..) => continue,
                };
                for value in values {
                    if let super::txn::Writer::Here(by) = txns.writer(key, *value)
                        && unsure.contains(&by)
                        && seen.insert(by)
                    {
                        wanted.insert(at);
                    }
                }
            }
        }
    }
    wanted.into_iter().map(|at| txns.all[at].place).collect()
}

/// Reads and the given order: what the order of writes to a register follows from.
fn chains(txns: &Txns, order: Order) -> Graph {
    let happened: Vec<bool> = super::register::infer(txns, Order::Data).happened;
    let mut graph = super::register::reads(txns, &happened);
    orders(txns, &happened, order, &mut graph);
    graph.sorted()
}

/// The nodes of a shortest way.
fn way(graph: &Graph, from: usize, to: usize) -> Vec<usize> {
    let mut came: Vec<Option<usize>> = vec![None; graph.nodes];
    let mut open = std::collections::VecDeque::from([from]);
    while let Some(node) = open.pop_front() {
        for at in graph.out(node) {
            let next = graph.edges[at].to as usize;
            if came[next].is_none() && next != from {
                came[next] = Some(node);
                open.push_back(next);
            }
        }
    }
    let (mut path, mut node) = (vec![to], to);
    while let Some(before) = came[node] {
        path.push(before);
        node = before;
    }
    path
}

fn kind_word(kind: u8) -> &'static str {
    match kind {
        kind::WW => "ww",
        kind::WR => "wr",
        kind::RW => "rw",
        kind::PROCESS => "process",
        _ => "realtime",
    }
}

/// The edges of the cycle; for what else is in the witness, the edges that lead to it and from it.
fn relations(part: &Txns, found: Option<&Found>, order: Order, words: &Words) -> Vec<Relation> {
    let place = |at: u32| part.all[at as usize].place;
    let mut out: Vec<Relation> = Vec::new();
    let mut add = |edge: &super::graph::Edge| {
        let relation = Relation {
            from: place(edge.from),
            to: place(edge.to),
            kind: kind_word(edge.kind),
            about: words.about(edge),
        };
        if !out.contains(&relation) {
            out.push(relation);
        }
    };
    let edges = found.map_or(&[][..], |found| &found.edges);
    edges.iter().for_each(&mut add);
    let inside: BTreeSet<u32> = edges.iter().map(|edge| edge.from).collect();
    let mut graph = if part.data == Data::Append {
        append::infer(part).graph
    } else {
        super::register::infer(part, order).graph
    };
    if found.is_none_or(|found| found.edges.is_empty()) {
        let happened = who_happened(part);
        orders(part, &happened, order, &mut graph);
    }
    let count = part.all.len() as u32;
    let more = graph.edges.iter().filter(|edge| edge.from < count && edge.to < count);
    more.filter(|edge| edges.is_empty() || !inside.contains(&edge.from) || !inside.contains(&edge.to))
        .for_each(&mut add);
    if let Some(found) = found.filter(|found| found.edges.is_empty()) {
        let kind = match found.anomaly {
            "G1a" | "G1b" => "wr",
            "dirty-update" => "ww",
            "lost-update" | "incompatible-order" => "conflict",
            _ => return out,
        };
        let (from, to) = if kind == "conflict" { (0, 1) } else { (1, 0) };
        if let (Some(&from), Some(&to)) = (found.txns.get(from), found.txns.get(to)) {
            let key = found.about.and_then(|(key, _)| part.keys.get(key as usize)).map(ToString::to_string);
            let relation = Relation { from: part.all[from].place, to: part.all[to].place, kind, about: key };
            if !out.iter().any(|it| (it.from, it.to, it.kind) == (relation.from, relation.to, relation.kind))
            {
                out.push(relation);
            }
        }
    }
    out
}

fn who_happened(part: &Txns) -> Vec<bool> {
    if part.data == Data::Append {
        append::infer(part).happened
    } else {
        super::register::infer(part, Order::Data).happened
    }
}
