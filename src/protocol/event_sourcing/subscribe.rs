//! Events of other services arrive: once, twice, late, early, or not at all.

use super::OwnFact;
use super::message::Message;
use super::state::{Line, Out, State, short};
use super::{owner, publish};
use crate::base::ids::NodeId;
use crate::data::inbox::Standing;

/// Events of another service arrive. What is taken is acknowledged when it is on disk.
pub fn on_events(state: &mut State, from: NodeId, lines: &[Line], out: &mut Out<'_>) {
    let before = state.durable.feed.len();
    let mut taken: Vec<u64> = Vec::with_capacity(lines.len());
    for line in lines {
        if let Some(heard) = state.volatile.heard.get_mut(from.index()) {
            *heard = (*heard).max(line.position + 1);
        }
        if out.config().projection_checkpoint {
            take_checked(state, line, &mut taken, out);
        } else {
            take(state, line, &mut taken);
        }
    }
    if state.durable.feed.len() > before {
        out.persist();
        owner::saved(state, out);
    } else {
        owner::settle(state, out);
    }
    if !taken.is_empty() {
        out.send(from, Message::Ack(taken.into()));
    }
    publish::watch(state, out);
}

fn take(state: &mut State, line: &Line, taken: &mut Vec<u64>) {
    state.durable.feed.push(*line);
    taken.push(line.position);
}

/// The version that the feed has of a stream is the checkpoint: each event is taken once, and after
/// those before it.
fn take_checked(state: &mut State, line: &Line, taken: &mut Vec<u64>, out: &mut Out<'_>) {
    let stream = line.stream;
    let has = state.durable.feed.len_of(stream);
    let is_new_gap = state.volatile.inbox.gaps().all(|gap| gap != stream);
    match state.volatile.inbox.offer(stream, line.version(), has, *line) {
        Standing::Next => {
            take(state, line, taken);
            while let Some(next) = state.volatile.inbox.next(stream, state.durable.feed.len_of(stream)) {
                take(state, &next, taken);
            }
        }
        Standing::Seen => {
            out.note(OwnFact::Ignored, short(line.version()), stream.0);
            taken.push(line.position);
        }
        Standing::Early if out.mutant("checkpoint-passes-a-gap") => take(state, line, taken),
        Standing::Early => {
            out.note(OwnFact::Gap, short(has + 1), short(line.version()));
            if is_new_gap {
                out.send(state.volatile.owner(stream), Message::CatchUp { stream, has });
            }
        }
    }
}
