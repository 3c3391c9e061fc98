//! The past: what streams said at some point, and what would be if something had not happened. The
//! log itself is never changed.
//!
//! | question | file |
//! | --- | --- |
//! | what was the state at a version, at an event, at a time | here |
//! | an earlier event is taken back: which later ones stay | `retract` |

pub mod retract;

use super::config::AsOf;
use super::project::readable;
use super::state::{Out, State, short};
use super::{OwnFact, Timer};
use crate::domain::bank::Bank;

/// An operator wants to see the past at this service, for a while.
pub fn look_back(state: &mut State, out: &mut Out<'_>) {
    let (bank, folded) = as_of(state, out);
    state.volatile.past = Some(bank);
    out.note(OwnFact::LookedBack, short(folded), short(state.volatile.saved));
    out.set_timer(Timer::Present, out.config().as_of_for);
}

/// The while is over.
pub fn on_present(state: &mut State, out: &mut Out<'_>) {
    if state.volatile.past.take().is_some() {
        out.note(OwnFact::Present, 0, 0);
    }
}

/// What the events up to a point come to, and how many those are: a fold like any other, that ends
/// earlier.
fn as_of(state: &State, out: &Out<'_>) -> (Bank, u64) {
    let config = out.config();
    let (mut bank, mut folded) = (Bank::default(), 0);
    for (place, entry) in state.durable.feed.range(0..state.volatile.saved) {
        let line = entry.record;
        let is_before = match config.as_of {
            AsOf::Event => place < config.as_of_number,
            AsOf::Version => line.version() <= config.as_of_number,
            AsOf::Time => u64::from(line.event.at_ms) * 1_000 <= config.as_of_time.0,
        };
        if is_before {
            folded += 1;
            match readable(state, state.volatile.reader(config), &line, out) {
                Some(Ok(event)) => bank.evolve(&event),
                _ => bank.change(line.stream, |account| account.version += 1),
            }
        }
    }
    (bank, folded)
}

/// The past on which this service decides, where nothing keeps it from that.
pub fn decided_on(state: &State, out: &Out<'_>) -> Option<Bank> {
    state.volatile.past.clone().filter(|_| !out.config().past_refuses)
}
