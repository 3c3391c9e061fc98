//! What a node lives through: its clock, its crashes, its pauses, and what waits for it meanwhile.

use super::World;
use super::alarms::Alarms;
use super::doors::Waiting;
use crate::base::chance::Purpose;
use crate::base::ids::{FactId, NodeId};
use crate::base::time::{Span, Time};
use crate::sim::agenda::{Due, Ticket};
use crate::sim::disk::{Disk, Write};
use crate::sim::fact::FactTable;
use crate::sim::input::DiskFault;
use crate::sim::protocol::{Effect, Out, Protocol, State, StateOf};
use crate::sim::trace::{Fact, FactKind, Harm, Trace};
use std::rc::Rc;

/// Whether a node takes part.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
    /// It handles what comes for it.
    Up,
    /// It stands still; what comes for it waits.
    Paused,
    /// It is down; what comes for it is lost.
    Down,
}

/// A node's own clock: what it says is `base_local` at `base_true` and moves with the drift from
/// there.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Clock {
    base_true: Time,
    base_local: Time,
    drift_ppm: i32,
}

impl Clock {
    /// A clock that is this far ahead at `now` and runs this much too fast.
    pub fn set(now: Time, skew_us: i64, drift_ppm: i32) -> Clock {
        Clock {
            base_true: now,
            base_local: Time(now.0.saturating_add_signed(skew_us)),
            drift_ppm: drift_ppm.max(-999_999),
        }
    }

    /// What it says at a true moment.
    #[inline]
    pub fn at(&self, now: Time) -> Time {
        let passed = now.since(self.base_true);
        if self.drift_ppm == 0 {
            return self.base_local + passed;
        }
        let local = u128::from(passed.0) * u128::from((1_000_000 + i64::from(self.drift_ppm)).unsigned_abs())
            / 1_000_000;
        self.base_local + Span(local.min(u128::from(u64::MAX)) as u64)
    }

    /// The first true moment from `now` on at which a span has passed by this clock. Not a
    /// microsecond less: a handler that wakes too early would find nothing to do, wait for the
    /// rest, and wake again at once.
    #[inline]
    pub fn after(&self, now: Time, span: Span) -> Time {
        if self.drift_ppm == 0 {
            return now + span;
        }
        let rate = u128::from((1_000_000 + i64::from(self.drift_ppm)).unsigned_abs());
        let local = (self.at(now) + span).since(self.base_local);
        let passed = (u128::from(local.0) * 1_000_000).div_ceil(rate);
        now.max(self.base_true + Span(passed.min(u128::from(u64::MAX)) as u64))
    }

    /// How far it is ahead of true time now, in microseconds.
    pub fn ahead_us(&self, now: Time) -> i64 {
        (i128::from(self.at(now).0) - i128::from(now.0)).clamp(i128::from(i64::MIN), i128::from(i64::MAX))
            as i64
    }
}

/// Whether a node is spared a crash.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Spared {
    /// It crashes as everybody does.
    #[default]
    No,
    /// Its next crash will not happen.
    Next,
    /// Its last crash did not happen, so what was to start it again has nothing to start.
    Was,
}

/// To whom a handler sends before its other effects, and what.
pub(super) type First<P> = Option<(NodeId, <P as Protocol>::Message)>;

/// One node as the world keeps it.
pub(super) struct Node<P: Protocol> {
    pub state: StateOf<P>,
    /// Shared with worlds of other moments until it is written to: few steps do.
    pub disk: Rc<Disk<P>>,
    pub status: Status,
    pub clock: Clock,
    pub version: u32,
    pub fingerprint: u64,
    pub draws: u64,
    /// Timers go off at whole multiples of so many microseconds; 0 for exactly.
    pub grain_us: u32,
    pub spared: Spared,
    pub timers: Alarms<P::Timer>,
}

impl<P: Protocol> Clone for Node<P> {
    fn clone(&self) -> Self {
        Node { state: self.state.clone(), disk: Rc::clone(&self.disk), timers: self.timers.clone(), ..*self }
    }
}

impl<P: Protocol> Node<P> {
    pub fn new(clock: Clock) -> Node<P> {
        Node {
            state: State { volatile: P::Volatile::default(), durable: P::Durable::default() },
            disk: Rc::default(),
            status: Status::Up,
            clock,
            version: 1,
            fingerprint: 0,
            draws: 0,
            grain_us: 0,
            spared: Spared::No,
            timers: Alarms::default(),
        }
    }
}

impl<P: Protocol> World<P> {
    /// Dispatches something to a node: calls its handler and carries the effects out.
    #[inline]
    pub(super) fn dispatch(
        &mut self,
        trace: &mut Trace<P::Message>,
        id: NodeId,
        cause: FactId,
        handle: impl FnOnce(&mut StateOf<P>, &mut Out<'_, P>),
    ) {
        let (first, became) = self.listen(id, handle);
        self.follow(trace, id, cause, first, became);
    }

    /// Calls a handler of a node and returns what it sends first, and the fingerprint of its
    /// visible state if that changed. Its other effects are kept until [`World::follow`].
    #[inline(always)]
    pub(super) fn listen(
        &mut self,
        id: NodeId,
        handle: impl FnOnce(&mut StateOf<P>, &mut Out<'_, P>),
    ) -> (First<P>, Option<u64>) {
        let node = &mut self.nodes[id];
        let mut out = Out {
            first: None,
            effects: &mut self.effects,
            config: &self.plan.config,
            genesis: &self.plan.setup.genesis,
            me: id,
            cast: &self.plan.setup.cast,
            clock: node.clock.at(self.now),
            version: node.version,
            chance: self.plan.setup.chance,
            draws: &mut node.draws,
            #[cfg(feature = "mutants")]
            mutant: self.plan.setup.mutant,
        };
        handle(&mut node.state, &mut out);
        let first = out.first;
        let before = core::mem::replace(&mut node.fingerprint, P::fingerprint(&node.state));
        (first, Some(node.fingerprint).filter(|&now| now != before))
    }

    /// What follows from what a handler did: its effects are carried out, and then the trace
    /// records what the visible state became.
    #[inline(always)]
    pub(super) fn follow(
        &mut self,
        trace: &mut Trace<P::Message>,
        id: NodeId,
        cause: FactId,
        first: First<P>,
        became: Option<u64>,
    ) {
        if let Some((to, message)) = first {
            self.send(trace, id, to, message, cause);
        }
        if !self.effects.is_empty() {
            self.carry(trace, id, cause);
        }
        if let Some(state) = became {
            self.record(trace, id, cause, FactKind::Became { state });
        }
    }

    /// Tells a fact of a node.
    #[inline(always)]
    pub(super) fn record(
        &mut self,
        trace: &mut Trace<P::Message>,
        node: NodeId,
        cause: FactId,
        what: FactKind,
    ) -> FactId {
        trace.record(&mut self.told, Fact { at: self.now, cause, node, what })
    }

    /// A node starts, for the first time or again.
    pub(super) fn begin(&mut self, trace: &mut Trace<P::Message>, id: NodeId, cause: FactId) {
        self.dispatch(trace, id, cause, |state, out| P::start(state, out));
    }

    /// A node stops; only what its disk holds is left.
    pub(super) fn crash(&mut self, trace: &mut Trace<P::Message>, id: NodeId, torn: bool) {
        if self.nodes[id].status == Status::Down {
            return;
        }
        let node = &mut self.nodes[id];
        let torn = torn && !node.disk.writes.is_empty();
        Rc::make_mut(&mut node.disk).fail(torn);
        node.state = State { volatile: P::Volatile::default(), durable: node.disk.safe.clone() };
        node.status = Status::Down;
        node.spared = Spared::No;
        node.timers.clear();
        let fact = self.record(trace, id, FactId::NONE, FactKind::Crashed { torn });
        self.agenda.remove(|due| due == Due::Disk(id) || due == Due::Fire(id));
        for came in self.waiting.leave(id) {
            if let Waiting::Message(flight) = came {
                self.record(trace, id, fact, FactKind::Lost { flight, why: crate::sim::trace::Loss::Down });
            }
        }
    }

    /// Whether a node that is to crash does not, because it is spared.
    pub(super) fn is_spared(&mut self, id: NodeId) -> bool {
        let spared = self.nodes[id].spared == Spared::Next && self.status(id) != Status::Down;
        if spared {
            self.nodes[id].spared = Spared::Was;
        }
        spared
    }

    /// Whether a node that is to start again goes on instead, because it was spared its crash. Another
    /// version of its code it gets all the same.
    pub(super) fn goes_on(&mut self, id: NodeId, version: Option<u32>) -> bool {
        let goes_on = self.nodes[id].spared == Spared::Was
            && self.status(id) != Status::Down
            && version.is_none_or(|version| version == self.nodes[id].version);
        if goes_on {
            self.nodes[id].spared = Spared::No;
        }
        goes_on
    }

    /// A node starts again from its disk.
    pub(super) fn restart(&mut self, trace: &mut Trace<P::Message>, id: NodeId, version: Option<u32>) {
        if self.nodes[id].status != Status::Down {
            self.crash(trace, id, false);
        }
        if !self.is_readable(trace, id) {
            return;
        }
        let node = &mut self.nodes[id];
        node.status = Status::Up;
        node.version = version.unwrap_or(node.version);
        let version = node.version;
        let fact = self.record(trace, id, FactId::NONE, FactKind::Restarted { version });
        self.begin(trace, id, fact);
    }

    /// Whether a node that is to start can read its disk. Where a bit flipped on it, most protocols
    /// notice and do not start.
    fn is_readable(&mut self, trace: &mut Trace<P::Message>, id: NodeId) -> bool {
        let node = &mut self.nodes[id];
        if !node.disk.flipped {
            return true;
        }
        let Some(read) = P::flipped(&node.disk.safe) else {
            self.record(trace, id, FactId::NONE, FactKind::Harmed { harm: Harm::NotStarted, grain_us: 0 });
            return false;
        };
        let disk = Rc::make_mut(&mut node.disk);
        disk.flipped = false;
        (disk.safe, node.state.durable) = (read.clone(), read);
        true
    }

    /// Something happens to a node's disk.
    pub(super) fn harm_disk(&mut self, trace: &mut Trace<P::Message>, id: NodeId, what: DiskFault) {
        let disk = Rc::make_mut(&mut self.nodes[id].disk);
        let harm = match what {
            DiskFault::Full => {
                disk.full = true;
                Harm::DiskFull
            }
            DiskFault::Free => {
                disk.full = false;
                if !disk.writes.is_empty() && !disk.under_way {
                    self.plan_disk(id);
                }
                Harm::DiskFreed
            }
            DiskFault::Copy => {
                disk.copy = Some(Rc::new(disk.safe.clone()));
                Harm::DiskCopied
            }
            DiskFault::PutBack => {
                let Some(copy) = disk.copy.clone() else { return };
                self.crash(trace, id, false);
                let node = &mut self.nodes[id];
                let disk = Rc::make_mut(&mut node.disk);
                (disk.flipped, disk.safe) = (false, (*copy).clone());
                node.state.durable = (*copy).clone();
                Harm::DiskPutBack
            }
            DiskFault::Flip => {
                disk.flipped = true;
                Harm::BitFlipped
            }
        };
        self.record(trace, id, FactId::NONE, FactKind::Harmed { harm, grain_us: 0 });
    }

    /// Sets how coarse a node's timers are from now on.
    pub(super) fn set_timers(&mut self, trace: &mut Trace<P::Message>, id: NodeId, grain_us: u64) {
        let grain_us = u32::try_from(grain_us).unwrap_or(u32::MAX);
        self.nodes[id].grain_us = grain_us;
        self.record(trace, id, FactId::NONE, FactKind::Harmed { harm: Harm::TimersSet, grain_us });
    }

    /// A node stands still.
    pub(super) fn pause(&mut self, trace: &mut Trace<P::Message>, id: NodeId) {
        if self.nodes[id].status == Status::Up {
            self.nodes[id].status = Status::Paused;
            self.record(trace, id, FactId::NONE, FactKind::Paused);
        }
    }

    /// A node goes on, first with what came meanwhile, in the order in which it came.
    pub(super) fn resume(&mut self, trace: &mut Trace<P::Message>, id: NodeId) {
        if self.nodes[id].status != Status::Paused {
            return;
        }
        self.nodes[id].status = Status::Up;
        let fact = self.record(trace, id, FactId::NONE, FactKind::Resumed);
        for came in self.waiting.leave(id) {
            match came {
                Waiting::Message(flight) => self.receive(trace, flight),
                // It crashed over what came before this: nobody is there any more.
                _ if self.nodes[id].status != Status::Up => {}
                Waiting::Request(op) => self.accept(trace, op, id, fact),
                Waiting::Timer(ticket) => self.fire(trace, id, ticket),
                Waiting::Disk => self.go_on(trace, id),
            }
        }
    }

    /// A write reached the disk: it is safe whether the node stands still or not, but what waited
    /// for it waits for the node too.
    pub(super) fn reach_disk(&mut self, trace: &mut Trace<P::Message>, id: NodeId) {
        if self.nodes[id].status == Status::Paused {
            self.waiting.push(id, Waiting::Disk);
            return;
        }
        self.go_on(trace, id);
    }

    fn go_on(&mut self, trace: &mut Trace<P::Message>, id: NodeId) {
        let node = &mut self.nodes[id];
        let disk = Rc::make_mut(&mut node.disk);
        let burns = disk.burns_down();
        let burns = burns.filter(|_| !self.is_spared(id));
        if burns == Some(true) {
            return self.crash(trace, id, true);
        }
        let disk = Rc::make_mut(&mut self.nodes[id].disk);
        disk.under_way = false;
        let Some(Write { mut then, cause, also, .. }) = disk.complete() else { return };
        let nth = disk.count - 1;
        let fact = self.record(trace, id, cause, FactKind::Persisted { nth });
        if burns.is_some() {
            // What the disk holds is held, though the node does not live to do anything about it. The
            // write holds all that its handler did, whatever the handler asked to wait for still.
            let asked = |effect: &Effect<P>| matches!(effect, Effect::Persist | Effect::WaitForDisk);
            let also = also.into_iter().map(|(cause, effects)| {
                (cause, effects.into_iter().take_while(|effect| !asked(effect)).collect())
            });
            for (cause, effects) in core::iter::once((fact, then)).chain(also.collect::<Vec<_>>()) {
                effects.into_iter().for_each(|effect| self.record_of_the_disk(trace, id, cause, effect));
            }
            return self.crash(trace, id, false);
        }
        if !self.nodes[id].disk.writes.is_empty() {
            self.plan_disk(id);
        }
        self.effects.append(&mut then);
        self.carry(trace, id, fact);
        for (cause, mut effects) in also {
            self.effects.append(&mut effects);
            self.carry(trace, id, cause);
        }
    }

    /// Records an effect of a node that did not live to see to it, if it is about what its disk holds.
    fn record_of_the_disk(
        &mut self,
        trace: &mut Trace<P::Message>,
        id: NodeId,
        cause: FactId,
        effect: Effect<P>,
    ) {
        match effect {
            Effect::Record(held) if held.is_of_the_disk() => {
                self.record_for_judges(trace, id, cause, held);
            }
            Effect::Note(fact, a, b) if P::OwnFact::ROWS[usize::from(fact)].is_of_the_disk() => {
                self.record(trace, id, cause, FactKind::Noted { fact, a, b });
            }
            _ => {}
        }
    }

    /// The first write that waits for a node's disk is on its way to it now.
    pub(super) fn plan_disk(&mut self, id: NodeId) {
        let lane = self.plan.setup.chance.lane(Purpose::Disk, u64::from(id.0));
        let disk = Rc::make_mut(&mut self.nodes[id].disk);
        if disk.full {
            return;
        }
        disk.under_way = true;
        let takes = self.plan.setup.disk.sample(lane, u64::from(disk.set_out));
        disk.set_out += 1;
        self.agenda.plan(self.now + takes, Due::Disk(id));
    }

    /// A timer goes off, if it is still set.
    pub(super) fn fire(&mut self, trace: &mut Trace<P::Message>, id: NodeId, ticket: Ticket) {
        // Most tickets are of timers that were set again meanwhile.
        if !self.nodes[id].timers.has(ticket) {
            return;
        }
        if self.nodes[id].status == Status::Paused {
            self.waiting.push(id, Waiting::Timer(ticket));
            return;
        }
        let Some((timer, cause)) = self.nodes[id].timers.take(ticket) else { return };
        let fact = self.record(trace, id, cause, FactKind::Fired { timer: P::timer_number(&timer) });
        self.dispatch(trace, id, fact, |state, out| P::on_timer(state, timer, out));
    }
}

impl<P: Protocol> World<P> {
    /// Sets or cancels a timer. A timer that is set again replaces the one that was.
    pub(super) fn sets(&mut self, id: NodeId, effect: Effect<P>, cause: FactId) {
        match effect {
            Effect::SetTimer(timer, after) => {
                let node = &self.nodes[id];
                let mut at = node.clock.after(self.now, after);
                if node.grain_us > 0 && after > Span::ZERO {
                    at = Time(at.0.checked_next_multiple_of(u64::from(node.grain_us)).unwrap_or(at.0));
                }
                let ticket = self.agenda.plan(at, Due::Fire(id));
                self.nodes[id].timers.set(timer, ticket, cause);
            }
            Effect::CancelTimer(timer) => self.nodes[id].timers.cancel(&timer),
            _ => unreachable!("only timers are set and cancelled here"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::chance::{Lane, below};

    #[test]
    fn a_clock_is_ahead_and_drifts() {
        let clock = Clock::set(Time(1_000_000), 250_000, 1_000);
        assert_eq!(clock.at(Time(1_000_000)), Time(1_250_000));
        assert_eq!(clock.at(Time(2_000_000)), Time(2_251_000));
        assert_eq!(clock.ahead_us(Time(2_000_000)), 251_000);
        assert_eq!(clock.after(Time(1_500_000), Span(1_001_000)), Time(2_500_000));
        assert_eq!(Clock::set(Time(5), -10, 0).at(Time(5)), Time(0));
    }

    #[test]
    fn a_timer_waits_until_its_own_clock_says_so_and_no_longer() {
        for n in 0..20_000 {
            let draw = |k: u64, most: u64| below(Lane(11).draw(n * 8 + k), most);
            let set_at = Time(draw(0, 5_000_000));
            let clock =
                Clock::set(set_at, draw(1, 2_000_000) as i64 - 1_000_000, draw(2, 100_000) as i32 - 50_000);
            let now = set_at + Span(draw(3, 3_000_000));
            let span = Span(draw(4, if n % 2 == 0 { 5 } else { 2_000_000 }));
            let (wakes, due) = (clock.after(now, span), clock.at(now) + span);
            assert!(clock.at(wakes) >= due, "{clock:?} at {now:?} for {span:?} woke early");
            assert!(
                wakes == now || clock.at(Time(wakes.0 - 1)) < due,
                "{clock:?} at {now:?} for {span:?} woke late"
            );
        }
    }
}
