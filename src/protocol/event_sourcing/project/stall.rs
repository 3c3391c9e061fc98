//! A projection that has events to apply and applies none is silent by nature: readers are answered
//! from what it has. So somebody has to look, and to raise an alarm.

use super::super::state::{Out, State, short};
use super::super::{OwnFact, Timer};
use crate::base::time::Span;

/// Whether somebody looks, and what was found.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Stall {
    is_watched: bool,
    /// Whether the alarm is raised.
    pub alarm: bool,
}

/// Looks later whether the projection has come on, if there is something to apply and an alarm is
/// wanted.
pub fn watch(state: &mut State, out: &mut Out<'_>) {
    let position = state.volatile.projection.position;
    let stall = &mut state.volatile.stall;
    if out.config().stall_after > Span::ZERO
        && position < state.volatile.saved
        && !stall.is_watched
        && !stall.alarm
    {
        stall.is_watched = true;
        out.set_timer(Timer::Watch(position), out.config().stall_after);
    }
}

/// It was time to look.
pub fn on_watch(state: &mut State, was: u64, out: &mut Out<'_>) {
    let position = state.volatile.projection.position;
    state.volatile.stall.is_watched = false;
    if position == was && position < state.volatile.saved {
        state.volatile.stall.alarm = true;
        out.note(OwnFact::Stalled, short(position + 1), short(state.volatile.saved - position));
    }
    watch(state, out);
}

/// The projection has come on.
pub fn moved(state: &mut State, out: &mut Out<'_>) {
    if state.volatile.stall.alarm {
        state.volatile.stall.alarm = false;
        out.note(OwnFact::Moves, short(state.volatile.projection.position), 0);
    }
}
