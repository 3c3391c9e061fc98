//! How copies come to agree, beside the writes themselves: a read repairs what it finds older, who
//! took a write in place of another passes it on, and copies compare hash trees.

use super::state::{Job, Phase};
use super::versions::{Version, meet};
use super::words::{Message, OwnFact};
use super::{Out, State, Timer, homes, merged, settle_disk, take};
use crate::base::ids::{AccountId, NodeId};
use crate::data::merkle::{ROOT, Tree};
use std::rc::Rc;

/// So many hints for one service are on their way at once: one that is away for long is not flooded
/// when it is back.
const HINTS_AT_ONCE: usize = 8;

/// Sends what a read found to those who answered with less. A write needs none of it: its own
/// versions are on their way to everybody.
pub(super) fn repair(job: &mut Job, out: &mut Out<'_>) {
    if !out.config().read_repair || job.phase != Phase::Over || !job.call.is_read() {
        return;
    }
    for part in &mut job.parts {
        let all = merged(part, out);
        let homes: Vec<NodeId> = homes(part.key, out).collect();
        for (node, row) in part.found.iter_mut().filter(|(node, _)| homes.contains(node)) {
            let knows = all.iter().all(|version| row.contains(version));
            if knows || *node == out.me() {
                continue;
            }
            *row = all.as_slice().into();
            out.note(OwnFact::Repaired, part.key.0, u32::from(node.0));
            out.send(*node, Message::Put { job: 0, key: part.key, row: row.clone(), hint: None });
        }
    }
}

/// Keeps a version for a service that is silent.
pub(super) fn keep_for(state: &mut State, home: NodeId, key: AccountId, version: Version, out: &mut Out<'_>) {
    let hint = (home, key, version);
    if !state.durable.hints.contains(&hint) {
        Rc::make_mut(&mut state.durable.hints).push(hint);
        out.note(OwnFact::Hinted, key.0, u32::from(home.0));
        state.volatile.changes += 1;
    }
}

/// Time to pass on what is kept for others, and to compare.
pub(super) fn tick(state: &mut State, out: &mut Out<'_>) {
    settle_disk(state, out);
    if out.config().handoff {
        for home in out.services_but_me() {
            let its = state.durable.hints.iter().filter(|(of, _, _)| *of == home);
            for &(_, key, version) in its.take(HINTS_AT_ONCE) {
                out.send(home, Message::Handoff { key, version: Rc::new(version) });
            }
        }
    }
    if out.config().anti_entropy {
        for peer in out.services_but_me() {
            let root = tree(state, peer, out).at(ROOT);
            out.send(peer, Message::Compare { places: [(ROOT, root)].into() });
        }
    }
    out.set_timer(Timer::Tick, out.config().every);
}

/// Somebody kept a version for this service.
pub(super) fn on_handoff(
    state: &mut State,
    from: NodeId,
    key: AccountId,
    version: Version,
    out: &mut Out<'_>,
) {
    take(state, key, version, out);
    settle_disk(state, out);
    out.send(from, Message::Received { key, stamp: version.stamp });
}

/// Its home has it: it need not be kept here any more.
pub(super) fn on_received(state: &mut State, from: NodeId, key: AccountId, stamp: u64, out: &mut Out<'_>) {
    let is_it =
        |hint: &(NodeId, AccountId, Version)| hint.0 == from && hint.1 == key && hint.2.stamp == stamp;
    if state.durable.hints.iter().any(is_it) {
        Rc::make_mut(&mut state.durable.hints).retain(|hint| !is_it(hint));
        out.note(OwnFact::HandedOver, key.0, u32::from(from.0));
        state.volatile.changes += 1;
        settle_disk(state, out);
    }
}

/// The accounts that both hold, each with its versions.
fn shared<'a>(state: &'a State, peer: NodeId, out: &Out<'a>) -> impl Iterator<Item = (u32, &'a [Version])> {
    let (me, services) = (out.me(), out.services());
    let copies = usize::from(out.config().copies(services));
    let is_home =
        move |key: u32, node| super::ring(AccountId(key), services).take(copies).any(|it| it == node);
    let rows = (0..).zip(state.durable.rows.iter().map(Vec::as_slice));
    rows.filter(move |&(key, _)| is_home(key, me) && is_home(key, peer))
}

fn tree(state: &State, peer: NodeId, out: &Out<'_>) -> Tree {
    let print = |row: &[Version]| row.iter().fold(0, |sum, version| sum ^ version.print());
    let written = shared(state, peer, out).filter(|(_, row)| !row.is_empty());
    let skips = out.mutant("a-leaf-is-left-out");
    Tree::of(written.map(|(key, row)| (key, print(row))).filter(|(key, _)| !skips || key % 2 == 0))
}

/// Compares places of the other's hash tree with its own; answers with the children of those that
/// differ, or with the versions below a leaf.
pub(super) fn on_compare(state: &mut State, from: NodeId, places: &Rc<[(u32, u64)]>, out: &mut Out<'_>) {
    settle_disk(state, out);
    let own = tree(state, from, out);
    let differ = places.iter().filter(|&&(place, hash)| own.at(place) != hash);
    let mut children = Vec::new();
    for &(place, _) in differ {
        if Tree::is_leaf(place) {
            let rows = below(state, from, place, out);
            out.send(from, Message::Rows { leaf: place, rows: rows.into(), wants: true });
        } else if place < ROOT * 16 {
            children.extend(own.children(place));
        }
    }
    if !children.is_empty() {
        out.send(from, Message::Compare { places: children.into() });
    }
}

/// The versions below a leaf of the tree of what both hold.
fn below(state: &State, peer: NodeId, leaf: u32, out: &Out<'_>) -> Vec<(u32, Version)> {
    let rows = shared(state, peer, out).filter(|&(key, _)| Tree::leaf_of(key) == leaf);
    rows.flat_map(|(key, row)| row.iter().map(move |version| (key, *version))).collect()
}

/// The other's versions below a leaf: takes what is new, and sends what the other lacks.
pub(super) fn on_rows(
    state: &mut State,
    from: NodeId,
    leaf: u32,
    rows: &Rc<[(u32, Version)]>,
    wants: bool,
    out: &mut Out<'_>,
) {
    for &(key, version) in rows.iter() {
        if homes(AccountId(key), out).any(|it| it == out.me()) && take(state, AccountId(key), version, out) {
            out.note(OwnFact::Synced, key, u32::from(from.0));
        }
    }
    settle_disk(state, out);
    if wants {
        let lacks = |&(key, version): &(u32, Version)| {
            let mut theirs: Vec<Version> =
                rows.iter().filter(|(of, _)| *of == key).map(|(_, version)| *version).collect();
            meet(&mut theirs, version, out.config().wins) != super::Met::Known
        };
        let lacking: Vec<(u32, Version)> = below(state, from, leaf, out).into_iter().filter(lacks).collect();
        if !lacking.is_empty() {
            out.send(from, Message::Rows { leaf, rows: lacking.into(), wants: false });
        }
    }
}
