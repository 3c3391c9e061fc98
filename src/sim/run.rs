//! A run: folded once to its end, then read at any moment.
//!
//! Seeking takes the nearest snapshot before the wanted moment and folds the rest again. What is
//! folded again is not told again: the trace knows it, and in debug builds every fact is compared
//! with the one that was recorded first. [`AnyRun`] is a run whose protocol is not named.

#[cfg(test)]
mod tests;
mod walk;

use crate::base::digest::Sum;
use crate::base::ids::{FactId, FlightId, NodeId, OpId};
use crate::base::time::{Span, Time};
use crate::domain::Amount;
use crate::sim::cast::Cast;
use crate::sim::fact::{FactRow, FactTable};
use crate::sim::fault::Cut;
use crate::sim::index::Index;
use crate::sim::input::Input;
use crate::sim::network::Network;
use crate::sim::protocol::{Label, Protocol};
use crate::sim::show::{Lens, VisibleState};
use crate::sim::trace::{Answer, Fact, Observation, Operation, Trace, TraceLength, Write};
use crate::sim::world::{Plan, Status, World};
use std::rc::Rc;
use walk::Walk;

pub use crate::sim::world::{Clock, MOST_BYTES, MOST_FACTS, Setup, Stepped};

/// A moment of a run to go to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Target {
    /// After everything that happens up to and including this time.
    Time(Time),
    /// After this many steps.
    Step(u64),
    /// Right after the step that told this fact.
    Fact(FactId),
}

/// How far a fold has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Progress {
    /// There is more to do.
    More,
    /// The run has reached its end.
    Done,
    /// The run has become as long as a run can be.
    Full,
}

/// A message as anyone may see it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FlightView {
    /// Its id in the trace.
    pub id: FlightId,
    /// The node that sent it.
    pub from: NodeId,
    /// The node that it goes to.
    pub to: NodeId,
    /// The fact of its sending.
    pub sent: FactId,
    /// What it is called and what it says, in a few characters.
    pub label: Label,
}

/// A node as anyone may see it, whatever its protocol.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NodeView {
    /// Whether it is up.
    pub status: Status,
    /// The version of its code.
    pub version: u32,
    /// How far its clock is ahead, in microseconds.
    pub ahead_us: i64,
    /// The fingerprint of its visible state.
    pub fingerprint: u64,
    /// How many writes wait for its disk.
    pub unsaved: usize,
    /// How slow its messages are, in thousandths of the ordinary time.
    pub slow_milli: u32,
}

/// A run, whatever its protocol.
pub trait AnyRun {
    /// The protocol's own facts, by their numbers.
    fn own_facts(&self) -> &'static [FactRow];
    /// The longest that a node waits by itself: see [`Protocol::settles`].
    fn settles(&self) -> Span;
    /// Folds on towards the end, at most `steps` steps.
    fn advance(&mut self, steps: u64) -> Progress;
    /// The moment at which the run ends.
    fn until(&self) -> Time;
    /// How far it is folded: the time and the number of steps.
    fn folded(&self) -> (Time, u64);
    /// What became of the fold.
    fn progress(&self) -> Progress;
    /// The inputs of this run, in order.
    fn inputs(&self) -> &[Input];

    /// Moves the cursor. A moment after the end is the end.
    fn seek(&mut self, target: Target);
    /// Where the cursor is: the time of its last step, and how many steps lie before it.
    fn cursor(&self) -> (Time, u64);
    /// How much of the trace lies before the cursor.
    fn told(&self) -> TraceLength;
    /// How many inputs lie before the cursor.
    fn inputs_done(&self) -> usize;
    /// Another run that shares everything before the cursor with this one, and goes on with these
    /// inputs.
    fn fork(&self, inputs: Vec<Input>) -> Box<dyn AnyRun>;
    /// The same run with a later (or earlier) end, folded from what is known.
    fn with_end(&self, until: Time) -> Box<dyn AnyRun>;

    /// How many nodes there are, services and parts.
    fn node_count(&self) -> u16;
    /// Who takes part, and who holds copies of what.
    fn cast(&self) -> &Rc<Cast>;
    /// A node at the cursor, as the kernel sees it.
    fn node(&self, node: NodeId) -> NodeView;
    /// A node at the cursor, as its protocol shows it.
    fn inspect(&self, node: NodeId, lens: &Lens) -> VisibleState;
    /// The messages on their way at the cursor, with the moment each would arrive.
    fn flying(&self) -> Vec<(FlightId, Time)>;
    /// The messages held back at the cursor.
    fn held(&self) -> Vec<FlightId>;
    /// The cuts that hold at the cursor.
    fn cuts(&self) -> Vec<(u32, Cut)>;
    /// The network at the cursor.
    fn network(&self) -> &Network;
    /// The balances with which the run began.
    fn genesis(&self) -> &[Amount];

    /// A fact of the whole run, before or after the cursor.
    fn fact(&self, id: FactId) -> Fact;
    /// How many facts the run has so far.
    fn fact_count(&self) -> u32;
    /// The number of the first fact at or after a moment.
    fn first_at(&self, at: Time) -> u32;
    /// A message of the run.
    fn flight(&self, id: FlightId) -> FlightView;
    /// An operation of the run.
    fn operation(&self, id: OpId) -> Operation;
    /// How many operations the run has so far.
    fn operation_count(&self) -> u32;
    /// The answer that a `Returned` fact names.
    fn answer(&self, reply: u32) -> Option<Answer>;
    /// The write that an `Installed` fact names.
    fn write(&self, write: u32) -> Write;
    /// The observation that an `Observed` fact names.
    fn observation(&self, observation: u32) -> Observation;
    /// The facts at which something begins or ends that lasts: crashes, pauses, cuts, promotions.
    /// Few, in order.
    fn turning_points(&self) -> &[FactId];
    /// How many operations had ended before a fact: surely done, surely not, unknown.
    fn returned(&self, before: u32) -> (u32, u32, u32);
    /// The last facts before a fact that are not
    /// [for judges](crate::sim::trace::FactKind::is_for_judges) alone, at most so many, the latest
    /// first.
    fn last_for_people(&self, before: u32, most: usize) -> Vec<FactId>;
    /// The digest of everything that happened in the run so far.
    fn digest(&self) -> Sum;
    /// Bytes that the trace and the snapshots take.
    fn bytes(&self) -> (u64, u64);
    /// Roughly how many bytes this run holds for itself: what happened since it left another run,
    /// and its share of the snapshots that several runs hold.
    fn own_bytes(&self) -> u64;
    /// Roughly how many bytes of what happened lie behind the cursor: what a run that leaves here
    /// may take again.
    fn bytes_ahead(&self) -> u64;
    /// How many snapshots there are.
    fn snapshot_count(&self) -> usize;
}

/// The least number of steps between two snapshots.
const CLOSEST_SNAPSHOTS: u64 = 64;
/// As many steps are folded again in a small part of a frame: up to here snapshots are spared,
/// beyond it they may take more.
const FOLDED_AT_ONCE: u64 = 1_000;

/// How many steps lie between a snapshot of so many bytes and the next one. Small worlds take 3.7
/// bytes a step, which leaves an event and its snapshots within 64 bytes; large ones take up to 12,
/// so that no seek has to fold for long.
fn snapshot_every(weight: u64) -> u64 {
    (weight * 27 / 100).min(FOLDED_AT_ONCE.max(weight / 12)).max(CLOSEST_SNAPSHOTS)
}

/// The snapshots of a run take no more bytes than this together, by what each says that it takes;
/// then every second one is given up.
const MOST_SNAPSHOT_BYTES: u64 = 300_000_000;

/// A world of some moment, shared with the runs that left this one later. How many steps lie before
/// it stands beside it, so that a search looks into no world.
struct Snapshot<P: Protocol> {
    steps: u64,
    world: Rc<World<P>>,
}

impl<P: Protocol> Clone for Snapshot<P> {
    fn clone(&self) -> Self {
        Snapshot { steps: self.steps, world: Rc::clone(&self.world) }
    }
}

impl<P: Protocol> Snapshot<P> {
    fn of(world: &World<P>) -> Snapshot<P> {
        Snapshot { steps: world.steps(), world: Rc::new(world.clone()) }
    }

    /// Whether it lies at or before a target.
    fn before(&self, target: Target) -> bool {
        match target {
            Target::Step(step) => self.steps <= step,
            other => before(&self.world, other),
        }
    }
}

/// Gives up every second snapshot, never the first and the last one.
fn thin<P: Protocol>(snapshots: &mut Vec<Snapshot<P>>) {
    let last = snapshots.len() - 1;
    let mut place = 0;
    snapshots.retain(|_| {
        place += 1;
        (place - 1) % 2 == 0 || place - 1 == last
    });
}

/// How many bytes snapshots take together.
fn total<P: Protocol>(snapshots: &[Snapshot<P>]) -> u64 {
    snapshots.iter().map(|snapshot| snapshot.world.weight() as u64).sum()
}

/// Whether a world lies at or before a target.
fn before<P: Protocol>(world: &World<P>, target: Target) -> bool {
    match target {
        Target::Time(at) => world.now() <= at,
        Target::Step(step) => world.steps() <= step,
        Target::Fact(fact) => world.told().facts <= fact.0,
    }
}

/// Whether one more step would not take a world past a target.
#[inline]
fn wants_more<P: Protocol>(world: &mut World<P>, inputs: &[Input], target: Target) -> bool {
    match target {
        Target::Time(at) => world.next_at(inputs).is_some_and(|next| next <= at),
        Target::Step(step) => world.steps() < step,
        Target::Fact(fact) => world.told().facts <= fact.0,
    }
}

/// A run of the protocol `P`.
pub struct Run<P: Protocol> {
    inputs: Vec<Input>,
    until: Time,
    trace: Trace<P::Message>,
    snapshots: Vec<Snapshot<P>>,
    /// What they take, in bytes.
    snapshot_bytes: u64,
    /// The step after which the next snapshot is taken.
    next_snapshot: u64,
    front: World<P>,
    progress: Progress,
    cursor: Walk<P>,
    index: Index,
    /// The room that the run took which it left, at that moment.
    shared: u64,
}

impl<P: Protocol> Run<P> {
    /// A run that has not begun. Inputs are put in order; those of the same moment keep theirs.
    pub fn new(plan: Rc<Plan<P>>, mut inputs: Vec<Input>, until: Time) -> Run<P> {
        inputs.sort_by_key(|input| (input.at, input.step));
        let mut trace = Trace::default();
        let front = World::new(plan, &mut trace);
        Run {
            inputs,
            until,
            trace,
            snapshots: vec![Snapshot::of(&front)],
            snapshot_bytes: front.weight() as u64,
            next_snapshot: snapshot_every(front.weight() as u64),
            cursor: Walk::new(front.clone()),
            front,
            progress: Progress::More,
            index: Index::default(),
            shared: 0,
        }
    }

    /// The trace of the whole run.
    pub fn trace(&self) -> &Trace<P::Message> {
        &self.trace
    }

    /// The world at the cursor.
    pub fn world(&self) -> &World<P> {
        self.cursor.here()
    }

    #[cold]
    fn snapshot(&mut self) {
        let weight = self.front.weight() as u64;
        self.snapshots.push(Snapshot::of(&self.front));
        self.snapshot_bytes += weight;
        if self.snapshot_bytes > MOST_SNAPSHOT_BYTES {
            thin(&mut self.snapshots);
            self.snapshot_bytes = total(&self.snapshots);
        }
        // Where some were given up, the next ones are as far from each other as those that are
        // left.
        let apart = self.front.steps() / self.snapshots.len() as u64;
        self.next_snapshot = self.front.steps()
            + snapshot_every(weight).max(if self.snapshots.len() > 16 { apart / 2 } else { 0 });
    }

    /// Folds up to a target again.
    fn replay(&mut self, target: Target) {
        let (until, last) = (self.front.now(), self.front.steps());
        let world = self.cursor.here_mut();
        while world.steps() < last
            && wants_more(world, &self.inputs, target)
            && world.step(&mut self.trace, &self.inputs, until) == Stepped::Yes
        {}
    }

    /// Takes one step back, if that is what is wanted.
    fn walk_back(&mut self, step: u64) -> bool {
        if step + 1 != self.world().steps() {
            return false;
        }
        if !self.cursor.back() {
            let from = self.snapshots.partition_point(|snapshot| snapshot.steps <= step) - 1;
            self.cursor.restart(step, &self.snapshots[from].world);
            let (until, inputs) = (self.front.now(), &self.inputs);
            self.cursor
                .fold_to(step, |world| world.step_noted(&mut self.trace, inputs, until) == Stepped::Yes);
        }
        true
    }

    fn forked(&self, inputs: Vec<Input>, until: Time) -> Run<P> {
        let mut inputs = inputs;
        inputs.sort_by_key(|input| (input.at, input.step));
        let mut trace = self.trace.clone();
        trace.cut_to(self.world().told());
        let known = self.snapshots.partition_point(|snapshot| snapshot.steps <= self.world().steps());
        let last = &self.snapshots[known - 1].world;
        Run {
            inputs,
            until,
            trace,
            snapshots: self.snapshots[..known].to_vec(),
            snapshot_bytes: total(&self.snapshots[..known]),
            next_snapshot: last.steps() + snapshot_every(last.weight() as u64),
            front: self.world().clone(),
            progress: Progress::More,
            cursor: Walk::new(self.world().clone()),
            index: self.index.cut_to(self.world().told().facts),
            shared: self.world().room(),
        }
    }
}

impl<P: Protocol> AnyRun for Run<P> {
    fn own_facts(&self) -> &'static [FactRow] {
        P::OwnFact::ROWS
    }

    fn settles(&self) -> Span {
        P::settles(self.front.config())
    }

    fn advance(&mut self, steps: u64) -> Progress {
        for _ in 0..steps {
            if self.progress != Progress::More {
                break;
            }
            match self.front.step(&mut self.trace, &self.inputs, self.until) {
                Stepped::Yes if self.front.steps() >= self.next_snapshot => self.snapshot(),
                Stepped::Yes => {}
                Stepped::Quiet => self.progress = Progress::Done,
                Stepped::Full => self.progress = Progress::Full,
            }
        }
        self.index.catch_up(&self.trace, P::OwnFact::ROWS);
        self.progress
    }

    fn until(&self) -> Time {
        self.until
    }

    fn folded(&self) -> (Time, u64) {
        let at = if self.progress == Progress::Done { self.until } else { self.front.now() };
        (at, self.front.steps())
    }

    fn progress(&self) -> Progress {
        self.progress
    }

    fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    fn seek(&mut self, target: Target) {
        if let Target::Step(step) = target
            && self.walk_back(step)
        {
            return;
        }
        self.cursor.forget();
        // The world before the first step lies before every target, but for a fact of the very
        // beginning.
        let from = self.snapshots.partition_point(|snapshot| snapshot.before(target)).saturating_sub(1);
        let nearest = &self.snapshots[from];
        if !before(self.world(), target) || self.world().steps() < nearest.steps {
            self.cursor.here_mut().clone_from(&nearest.world);
        }
        self.replay(target);
    }

    fn cursor(&self) -> (Time, u64) {
        (self.world().now(), self.world().steps())
    }

    fn told(&self) -> TraceLength {
        self.world().told()
    }

    fn inputs_done(&self) -> usize {
        self.world().inputs_done()
    }

    fn fork(&self, inputs: Vec<Input>) -> Box<dyn AnyRun> {
        Box::new(self.forked(inputs, self.until))
    }

    fn with_end(&self, until: Time) -> Box<dyn AnyRun> {
        Box::new(self.forked(self.inputs.clone(), until))
    }

    fn node_count(&self) -> u16 {
        self.world().node_count()
    }

    fn cast(&self) -> &Rc<Cast> {
        self.world().cast()
    }

    fn node(&self, node: NodeId) -> NodeView {
        let world = self.world();
        NodeView {
            status: world.status(node),
            version: world.version(node),
            ahead_us: world.clock_ahead_us(node),
            fingerprint: world.fingerprint(node),
            unsaved: world.unsaved(node),
            slow_milli: world.network().slow(node),
        }
    }

    fn inspect(&self, node: NodeId, lens: &Lens) -> VisibleState {
        P::inspect(self.world().config(), node, self.world().state(node), lens)
    }

    fn flying(&self) -> Vec<(FlightId, Time)> {
        let mut flying: Vec<_> = self.world().flying().collect();
        flying.sort_unstable();
        flying
    }

    fn held(&self) -> Vec<FlightId> {
        self.world().held().collect()
    }

    fn cuts(&self) -> Vec<(u32, Cut)> {
        self.world().network().cuts().map(|(rule, cut)| (rule, cut.clone())).collect()
    }

    fn network(&self) -> &Network {
        self.world().network()
    }

    fn genesis(&self) -> &[Amount] {
        self.world().genesis()
    }

    fn fact(&self, id: FactId) -> Fact {
        self.trace.fact(id)
    }

    fn fact_count(&self) -> u32 {
        self.trace.len()
    }

    fn first_at(&self, at: Time) -> u32 {
        self.trace.first_at(at)
    }

    fn flight(&self, id: FlightId) -> FlightView {
        let flight = self.trace.flight(id);
        FlightView {
            id,
            from: flight.from,
            to: flight.to,
            sent: flight.sent,
            label: P::describe(&flight.message),
        }
    }

    fn operation(&self, id: OpId) -> Operation {
        self.trace.operation(id).clone()
    }

    fn operation_count(&self) -> u32 {
        self.trace.operation_count()
    }

    fn answer(&self, reply: u32) -> Option<Answer> {
        self.trace.answer(reply).cloned()
    }

    fn write(&self, write: u32) -> Write {
        self.trace.write(write)
    }

    fn observation(&self, observation: u32) -> Observation {
        self.trace.observation(observation)
    }

    fn turning_points(&self) -> &[FactId] {
        self.index.turning_points()
    }

    fn returned(&self, before: u32) -> (u32, u32, u32) {
        self.index.returned(&self.trace, before)
    }

    fn last_for_people(&self, before: u32, most: usize) -> Vec<FactId> {
        self.index.last_for_people(&self.trace, before, most)
    }

    fn digest(&self) -> Sum {
        self.trace.digest()
    }

    fn bytes(&self) -> (u64, u64) {
        (self.trace.bytes(), total(&self.snapshots))
    }

    fn own_bytes(&self) -> u64 {
        let share = |it: &Snapshot<P>| it.world.weight() as u64 / Rc::strong_count(&it.world) as u64;
        let snapshots: u64 = self.snapshots.iter().map(share).sum();
        let happened = self.front.room().saturating_sub(self.shared);
        happened + snapshots + self.front.weight() as u64 + self.cursor.bytes()
    }

    fn bytes_ahead(&self) -> u64 {
        self.front.room().saturating_sub(self.world().room())
    }

    fn snapshot_count(&self) -> usize {
        self.snapshots.len()
    }
}
