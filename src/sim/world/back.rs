//! One step back. A world whose steps are noted can be taken back, one after the other, to where the
//! noting began.
//!
//! Every part of a world that grows notes its own changes; what is left is a few numbers, which
//! stand in the mark of each step.

use super::World;
use super::step::Stepped;
use crate::base::time::Time;
use crate::base::undo::TakenBack;
use crate::sim::agenda::Agenda;
use crate::sim::client::Clients;
use crate::sim::input::Input;
use crate::sim::protocol::Protocol;
use crate::sim::trace::{Trace, TraceLength};

/// What a world was before a step.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    now: Time,
    told: TraceLength,
    heap: u64,
    next_input: usize,
    cuts: u32,
    agenda: <Agenda as TakenBack>::Mark,
    clients: <Clients as TakenBack>::Mark,
    network: u32,
    nodes: u32,
    held: u32,
    waiting: u32,
    outside: u32,
}

impl<P: Protocol> World<P> {
    /// From now on [steps that are noted](World::step_noted) can be taken back, or no longer.
    /// Forgets those that were.
    pub fn note_steps(&mut self, noted: bool) {
        if noted || self.undo.is_kept() {
            self.undo.keep(noted);
            self.agenda.keep(noted);
            self.clients.keep(noted);
            self.network.keep(noted);
            self.nodes.keep(noted);
            self.held.keep(noted);
            self.waiting.keep(noted);
            self.outside.keep(noted);
        }
    }

    /// The same as [`World::step`], of a world whose steps are noted.
    pub fn step_noted(&mut self, trace: &mut Trace<P::Message>, inputs: &[Input], until: Time) -> Stepped {
        let mark = Mark {
            now: self.now,
            told: self.told,
            heap: self.heap,
            next_input: self.next_input,
            cuts: self.cuts,
            agenda: self.agenda.mark(),
            clients: self.clients.mark(),
            network: self.network.mark(),
            nodes: self.nodes.mark(),
            held: self.held.mark(),
            waiting: self.waiting.mark(),
            outside: self.outside.mark(),
        };
        let stepped = self.step(trace, inputs, until);
        if stepped == Stepped::Yes {
            self.undo.note(|| mark);
        }
        stepped
    }

    /// Takes the last step back, if it was noted, and says whether it was.
    pub fn step_back(&mut self) -> bool {
        let Some(before) = self.undo.pop_after(0) else { return false };
        let Mark { now, told, heap, next_input, cuts, .. } = before;
        (self.now, self.told, self.heap) = (now, told, heap);
        (self.next_input, self.cuts) = (next_input, cuts);
        self.steps -= 1;
        self.agenda.back_to(before.agenda);
        self.clients.back_to(before.clients);
        self.network.back_to(before.network);
        self.nodes.back_to(before.nodes);
        self.held.back_to(before.held);
        self.waiting.back_to(before.waiting);
        self.outside.back_to(before.outside);
        true
    }

    /// Roughly how many bytes the noted steps take, at most.
    pub fn noted_bytes(&self) -> usize {
        self.undo.bytes()
            + self.agenda.noted_bytes()
            + self.clients.noted_bytes()
            + self.network.noted_bytes()
            + self.nodes.noted_bytes()
            + self.held.noted_bytes()
            + self.waiting.noted_bytes()
            + self.outside.noted_bytes()
    }
}
