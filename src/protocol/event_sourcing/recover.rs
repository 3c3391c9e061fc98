//! A service starts, or starts again: it looks for damage, takes its snapshot if it may, folds its
//! streams, and replays its feed before everybody's eyes.

use super::OwnFact;
use super::config::Poison;
use super::state::{Durable, Folded, Line, Out, State, short};
use super::{beside, opening, project, publish};
use crate::data::projection::Projection;
use crate::data::snapshot::Snapshot;
use crate::data::upcast::{NEWEST, Reader, Unreadable, truth};
use crate::domain::Amount;
use crate::domain::bank::Bank;
use crate::sim::protocol::Layer;
use std::collections::BTreeMap;

/// The service begins with what is on its disk.
pub fn start(state: &mut State, out: &mut Out<'_>) {
    let nodes = usize::from(out.nodes());
    state.volatile.nodes = out.nodes();
    state.volatile.code = out.version().clamp(1, NEWEST);
    state.volatile.heard = vec![0; nodes];
    repair(state, out);
    let restarted = !state.durable.is_blank();
    if !restarted {
        opening::write(&mut state.durable, out);
    }
    let Folded { projection, passed_over, shown, aggregates, stored } = snapshot(state, out);
    state.volatile.shown = shown;
    if restarted {
        let written = state.durable.store.range(state.durable.began.0..u64::MAX);
        let written = written.filter(|line| truth(&line.event).is_some());
        out.removed(Layer::Log, short(written.count() as u64));
        tell_what_is_shown(state, shown, out);
    }
    let position = state.durable.snapshot.as_ref().map_or(0, |snapshot| snapshot.at);
    state.volatile.projection = Projection { bank: projection, position, passed_over };
    remember_passed_over(state, position, out);
    state.volatile.aggregates = aggregates;
    fold_streams(state, stored, out);
    for (_, entry) in state.durable.feed.range(0..u64::MAX) {
        let from = state.volatile.owner(entry.record.stream);
        if let Some(heard) = state.volatile.heard.get_mut(from.index()) {
            *heard = (*heard).max(entry.record.position + 1);
        }
    }
    state.volatile.saved = state.durable.feed.len();
    state.volatile.marked = state.durable.store.len();
    project::begin(state, out);
    let position = state.volatile.projection.position;
    state.volatile.replay_until = if position < state.volatile.saved { state.volatile.saved } else { 0 };
    beside::resume(state, out);
    beside::reports::start(state, out);
    project::go_on(state, out);
    publish::watch(state, out);
}

/// What the service shows when it starts again: what its snapshot holds, and nothing where it has
/// none. Code shows events in the order in which it can read them. So where each version of the code
/// reads all that is in the snapshot, it is the beginning of whatever was shown before; where one
/// does not, and the service ran it meanwhile, it need not be, and is told event by event.
fn tell_what_is_shown(state: &State, shown: u32, out: &mut Out<'_>) {
    let at = state.durable.snapshot.as_ref().map_or(0, |snapshot| snapshot.at);
    let reader = beside::reader(state, out);
    let lines = || state.durable.feed.range(state.durable.began.1..at).map(|(_, entry)| &entry.record);
    let reads = |code: u32, line: &Line| Reader { code, ..reader }.read(&line.event).is_ok();
    let differ = |line: &Line| (1..=NEWEST).any(|code| reads(code, line) != reads(reader.code, line));
    if !lines().any(differ) {
        return out.rewound(shown);
    }
    out.rewound(0);
    let own = lines().filter(|line| reads(reader.code, line));
    own.for_each(|line| out.installed(Layer::State, line.event.command, line.stream, line.version()));
}

/// Takes away what a write left that was cut in the middle. Nobody was ever told of it.
fn repair(state: &mut State, out: &mut Out<'_>) {
    let damaged = [state.durable.store.repair(), state.durable.feed.repair()];
    for place in damaged.into_iter().flatten() {
        out.note(OwnFact::Damaged, short(place + 1), 0);
    }
}

/// The state to begin with: the snapshot's if this code may use it, that before all events
/// otherwise.
fn snapshot(state: &mut State, out: &Out<'_>) -> Folded {
    let code = state.volatile.code;
    if out.config().snapshot_version_check {
        let len = state.durable.feed.len();
        state.durable.snapshot = state.durable.snapshot.take().filter(|snapshot| snapshot.fits(code, len));
    }
    match state.durable.snapshot.as_mut() {
        None => Folded {
            projection: Bank::default(),
            passed_over: BTreeMap::new(),
            shown: 0,
            aggregates: Bank::default(),
            stored: 0,
        },
        Some(snapshot) => {
            misread(snapshot, code);
            snapshot.state.clone()
        }
    }
}

/// Version 1 keeps whole units in its snapshots, later versions hundredths. Code that does not
/// check takes the number for its own.
fn misread(snapshot: &mut Snapshot<Folded>, code: u32) {
    let change: fn(Amount) -> Amount = match (snapshot.fold, code) {
        (1, 2..) => |balance| balance / 100,
        (2.., 1) => |balance| balance.saturating_mul(100),
        _ => return,
    };
    for bank in [&mut snapshot.state.projection, &mut snapshot.state.aggregates] {
        let accounts: Vec<_> = bank.iter().map(|(id, _)| id).collect();
        accounts
            .into_iter()
            .for_each(|id| bank.change(id, |account| account.balance = change(account.balance)));
    }
    snapshot.fold = code;
}

/// The projection that a snapshot holds has passed over what was put aside before the snapshot was
/// taken.
fn remember_passed_over(state: &mut State, position: u64, out: &Out<'_>) {
    let reader = state.volatile.reader(out.config());
    let aside = state.durable.parked.range(..position).filter_map(|&place| state.durable.feed.at(place));
    let unread =
        aside.filter(|entry| reader.read(&entry.record.event).is_err_and(|why| why != Unreadable::Malformed));
    state.volatile.passed_over = unread.map(|entry| entry.record.stream).collect();
}

/// Folds the streams of this service from an event of its store on: the write side must be whole
/// before anything is decided. What this code cannot read locks an account, in front of that event
/// too.
fn fold_streams(state: &mut State, from: u64, out: &mut Out<'_>) {
    let reader = state.volatile.reader(out.config());
    let poison = out.config().poison;
    for line in state.durable.store.range(0..u64::MAX) {
        let is_new = line.position >= from;
        match reader.read(&line.event) {
            Ok(event) if is_new => state.volatile.aggregates.evolve(&event),
            Ok(_) => {}
            Err(why) => {
                if is_new {
                    state.volatile.aggregates.change(line.stream, |account| account.version += 1);
                }
                let passed_over = why == Unreadable::Malformed || poison == Poison::Skip;
                if !passed_over && state.volatile.locked.insert(line.stream) {
                    out.note(OwnFact::Stuck, short(line.version()), line.stream.0);
                }
            }
        }
    }
}

/// What is on disk when a write was cut in the middle: everything from before, and the first new
/// record with half of its bytes. It goes over what an earlier cut left there: the service had taken
/// that away when it started, and only this write would have told the disk.
pub fn torn(before: &Durable, after: &Durable) -> Durable {
    let was = if before.is_blank() { opening::of(after) } else { before.clone() };
    let mut left = was.clone();
    [left.store.repair(), left.feed.repair()].into_iter().for_each(drop);
    if let Some(&record) = after.store.at(left.store.len()) {
        left.store = left.store.with_torn(record);
    } else if let Some(&entry) = after.feed.at(left.feed.len()) {
        left.feed = left.feed.with_torn(entry);
    } else {
        return was;
    }
    left
}
