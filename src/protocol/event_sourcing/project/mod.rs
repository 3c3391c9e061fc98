//! The projection: it folds the feed, one event at a time, and is the only place where an event has
//! effects outside.
//!
//! | question | file |
//! | --- | --- |
//! | what depends on the clock, and what leaves for the outside world | `effects` |
//! | what an event did, and which line of the handler did it | `step` |
//! | it stands still, and says so | `stall` |

mod effects;
pub mod stall;
pub mod step;

pub use effects::{is_mailed, with_bonus};

use super::beside::{self, Errors};
use super::config::{Poison, Rebuild};
use super::state::{Folded, Line, Out, State, short};
use super::{OwnFact, Timer, opening};
use crate::base::time::Span;
use crate::data::projection::Projection;
use crate::data::snapshot::Snapshot;
use crate::data::upcast::{Reader, Unreadable};
use crate::domain::Event;
use crate::sim::protocol::Layer;
use std::rc::Rc;

/// More of the feed is on disk. Only what is on disk is folded: a reader must never see what a
/// crash could take back.
pub fn on_saved(state: &mut State, entries: u64, out: &mut Out<'_>) {
    state.volatile.saved = state.volatile.saved.max(entries);
    go_on(state, out);
}

/// The projection has had its time for one event.
pub fn on_apply(state: &mut State, out: &mut Out<'_>) {
    state.volatile.applying = false;
    apply_next(state, out);
    go_on(state, out);
}

/// Folds on, if there is something to fold: at once if that takes no time.
pub fn go_on(state: &mut State, out: &mut Out<'_>) {
    beside::go_on(state, out);
    beside::reports::go_on(state, out);
    stall::watch(state, out);
    if out.config().apply == Span::ZERO {
        while apply_next(state, out) {}
    } else if !state.volatile.applying
        && !state.volatile.stuck
        && state.volatile.projection.position < state.volatile.saved
    {
        state.volatile.applying = true;
        out.set_timer(Timer::Apply, out.config().apply);
    }
}

/// Throws the read model away and folds everything again, or builds another one beside it.
pub fn rebuild(state: &mut State, out: &mut Out<'_>) {
    if out.config().rebuild == Rebuild::Beside {
        return beside::begin(state, out);
    }
    state.durable.snapshot = None;
    state.volatile.projection = Projection::default();
    state.volatile.stuck = false;
    state.volatile.passed_over.clear();
    state.volatile.errors = Errors::default();
    state.volatile.shown = 0;
    out.rewound(0);
    begin(state, out);
    state.volatile.replay_until = state.durable.feed.len();
    go_on(state, out);
}

/// Folds what streams begin with, which takes no time: who asks meanwhile must not be told that
/// there is no such account.
pub fn begin(state: &mut State, out: &mut Out<'_>) {
    while state.volatile.projection.position < state.durable.began.1 && apply_next(state, out) {}
}

/// Folds the next event; says whether it could.
fn apply_next(state: &mut State, out: &mut Out<'_>) -> bool {
    let place = state.volatile.projection.position;
    if state.volatile.stuck || place >= state.volatile.saved {
        return false;
    }
    let Some(&entry) = state.durable.feed.at(place) else { return false };
    let line = entry.record;
    let reader = beside::reader(state, out);
    let readable = readable(state, reader, &line, out);
    match &readable {
        None => state.volatile.errors.count(place, None),
        Some(Err(why)) => state.volatile.errors.count(place, Some(*why)),
        Some(Ok(_)) => {}
    }
    match readable {
        Some(Ok(event)) => {
            if reader.is_older(&line.event) && !state.volatile.upcast {
                state.volatile.upcast = true;
                out.note(OwnFact::Upcast, state.volatile.number(&line), u32::from(line.event.shape));
            }
            if state.durable.parked.contains(&place) {
                Rc::make_mut(&mut state.durable.parked).remove(&place);
            }
            let event =
                if out.config().pure_fold { event } else { with_bonus(state, place, &line, event, out) };
            step::apply(state, place, &event, out);
            if !opening::is_of(&line, out) {
                out.installed(Layer::State, line.event.command, line.stream, line.version());
                state.volatile.shown += 1;
                effects::mail(state, &line, &event, out);
            }
        }
        // The key is gone: no policy for bad events helps, as there is nothing bad about this one.
        None => return stand_still(state, &line, out),
        Some(Err(why)) => match out.config().poison {
            Poison::Stop => return stand_still(state, &line, out),
            Poison::Skip => {
                out.note(OwnFact::Skipped, short(line.version()), line.stream.0);
                state.volatile.projection.pass_over(line.stream);
            }
            Poison::Park => {
                out.note(OwnFact::Parked, short(line.version()), line.stream.0);
                Rc::make_mut(&mut state.durable.parked).insert(place);
                state.volatile.projection.pass_over(line.stream);
                if why != Unreadable::Malformed {
                    state.volatile.passed_over.insert(line.stream);
                }
            }
        },
    }
    stall::moved(state, out);
    if place >= state.durable.began.1 {
        caught_up(state, out);
    }
    true
}

/// What code makes of an event: nothing where it stands still at events whose key is gone.
pub fn readable(
    state: &State,
    reader: Reader,
    line: &Line,
    out: &Out<'_>,
) -> Option<Result<Event, Unreadable>> {
    let is_gone = state.durable.is_erased(line.stream) && !out.config().survive_erasure;
    (!is_gone).then(|| reader.read(&line.event))
}

fn stand_still(state: &mut State, line: &Line, out: &mut Out<'_>) -> bool {
    out.note(OwnFact::Stuck, short(line.version()), line.stream.0);
    state.volatile.stuck = true;
    false
}

/// What is due when the projection has folded one more event.
fn caught_up(state: &mut State, out: &mut Out<'_>) {
    let position = state.volatile.projection.position;
    if position == state.volatile.replay_until {
        out.note(OwnFact::Rebuilt, short(position), 0);
        state.volatile.replay_until = 0;
    }
    let every = out.config().snapshot_every;
    if every > 0
        && position.is_multiple_of(every)
        && state.durable.snapshot.as_ref().is_none_or(|snapshot| snapshot.at < position)
    {
        snapshot(state, out);
    }
}

/// Keeps the state as it is. It reaches the disk with the next write; a snapshot that is lost costs
/// only time.
pub fn snapshot(state: &mut State, out: &mut Out<'_>) {
    let Projection { bank, position, passed_over } = state.volatile.projection.clone();
    let aggregates = state.volatile.aggregates.clone();
    let position = position + u64::from(out.mutant("snapshot-skips-an-event"));
    let folded = Folded {
        projection: bank,
        passed_over,
        shown: state.volatile.shown,
        aggregates,
        stored: state.durable.store.len(),
    };
    state.durable.snapshot = Some(Snapshot { at: position, fold: state.volatile.code, state: folded });
    out.note(OwnFact::Snapshot, short(position), state.volatile.code);
}
