//! What a protocol is: a pure state machine. Its handlers are told what happened and ask for
//! effects; the world carries the effects out.
//!
//! A protocol cannot name the network, the clock or a checker. It sees its own state, its own
//! (skewed) clock and what it is told.

use crate::base::chance::{Chance, Purpose, below};
use crate::base::digest::Stable;
use crate::base::ids::{AccountId, CommandId, NodeId, OpId};
use crate::base::text::Text;
use crate::base::time::{Span, Time};
use crate::domain::{Amount, Reply, Request};
use crate::sim::cast::Cast;
use crate::sim::fact::FactTable;
use crate::sim::show::{Lens, VisibleState};
use crate::sim::trace::{Observation, Version, Write};

pub use crate::sim::trace::{CommitStep, Layer};
use core::fmt::Debug;

/// The state of one node.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct State<V, D> {
    /// Gone after a crash.
    pub volatile: V,
    /// Kept, as far as it was persisted.
    pub durable: D,
}

/// The state of a node that runs the protocol `P`.
pub type StateOf<P> = State<<P as Protocol>::Volatile, <P as Protocol>::Durable>;

/// One way to share state.
///
/// A protocol is a type without a value; `Clone`, `PartialEq` and `Debug` are there so that what
/// names it can derive them.
pub trait Protocol: Sized + Clone + PartialEq + Debug + 'static {
    /// What a person can set: the mode, the protections.
    type Config: Clone + 'static;
    /// What a crash takes.
    type Volatile: Clone + Default;
    /// What a crash leaves, as far as it was persisted. Clones must be cheap: a persist takes one.
    type Durable: Clone + Default;
    /// What nodes tell each other.
    type Message: Clone + PartialEq + Debug + Stable;
    /// What nodes set timers for. Setting a timer that is set replaces it.
    type Timer: Clone + Ord + Debug;
    /// What nodes tell about themselves.
    type OwnFact: FactTable;

    /// The node begins, with an empty disk or after a restart with what reached it. Volatile state
    /// is its default.
    fn start(state: &mut StateOf<Self>, out: &mut Out<'_, Self>);
    /// A client at this node asks something.
    fn on_request(state: &mut StateOf<Self>, request: Request, out: &mut Out<'_, Self>);
    /// A message of another node arrives. The trace keeps it, so it is only lent.
    fn on_message(state: &mut StateOf<Self>, from: NodeId, message: &Self::Message, out: &mut Out<'_, Self>);
    /// A timer goes off.
    fn on_timer(state: &mut StateOf<Self>, timer: Self::Timer, out: &mut Out<'_, Self>);
    /// An operator gives an order from the list in the catalogue, by its number.
    fn on_order(_state: &mut StateOf<Self>, _order: u32, _about: u32, _out: &mut Out<'_, Self>) {}

    /// A number that changes whenever the visible state does; equal on two nodes that agree. Must
    /// cost nothing that grows.
    fn fingerprint(state: &StateOf<Self>) -> u64;
    /// The only window into a node.
    fn inspect(config: &Self::Config, me: NodeId, state: &StateOf<Self>, lens: &Lens) -> VisibleState;
    /// What a message is called and says.
    fn describe(message: &Self::Message) -> Label;
    /// How many bytes a message keeps beside itself, such as the lines of a log that it carries. A
    /// limit on the length of runs counts them, so they are the same on every machine: a constant
    /// for each part.
    fn heap(_message: &Self::Message) -> u64 {
        0
    }
    /// How many bytes a durable state that waits for the disk keeps for itself, which no later one
    /// shares; a constant for each part, as in [`Protocol::heap`].
    fn unshared(_durable: &Self::Durable) -> u64 {
        0
    }
    /// What a kind of timer is called; the number goes into the trace.
    fn timer_number(timer: &Self::Timer) -> u32;
    /// The longest that a node waits by itself before it does something about what it lacks: a
    /// heartbeat, a retry, a lease. Where nobody has done more than talk for longer than a few of
    /// these, nothing is under way any more.
    fn settles(config: &Self::Config) -> Span;

    /// What is on the disk when the write from `before` to `after` was cut in the middle. Nothing
    /// of it, unless the protocol says otherwise.
    fn torn(before: &Self::Durable, _after: &Self::Durable) -> Self::Durable {
        before.clone()
    }
    /// What a node reads from its disk on which a bit flipped; nothing where a checksum notices it,
    /// as it does unless the protocol says otherwise, so that the node does not start at all.
    fn flipped(_durable: &Self::Durable) -> Option<Self::Durable> {
        None
    }
    /// Roughly how many bytes a clone of the state does not share, so that snapshots are taken as
    /// seldom as they are dear.
    fn weight(_state: &StateOf<Self>) -> usize {
        size_of::<StateOf<Self>>()
    }
}

/// What a handler asks for. The world carries effects out in order; those after a
/// [`Effect::Persist`] or [`Effect::WaitForDisk`] wait for the disk.
#[derive(Clone, PartialEq, Debug)]
pub enum Effect<P: Protocol> {
    /// Send a message to a node; the network decides when it arrives, how often, and whether.
    Send(NodeId, P::Message),
    /// Answer an operation. The first answer counts.
    Reply(OpId, Reply),
    /// Be woken after a time on the node's own clock.
    SetTimer(P::Timer, Span),
    /// Do not be woken after all.
    CancelTimer(P::Timer),
    /// Go on only when the durable state as it is now has reached the disk.
    Persist,
    /// Go on only when all writes that are on their way have reached the disk.
    WaitForDisk,
    /// Tell the trace a fact of the protocol's own, by its number.
    Note(u8, u32, u32),
    /// Tell the judges something.
    Record(Record),
}

/// What every judge understands, whatever the protocol. Protocols record it where it happens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Record {
    /// This copy holds a write from here on.
    Installed(Layer, Write),
    /// Only the first so many of what this copy held are left.
    Removed(Layer, u32),
    /// This copy replays: it shows only the first so many until it comes to the others again.
    Rewound(u32),
    /// An answer, or the decision about a write, rests on this version.
    Observed(Layer, Observation),
    /// A transaction of this operation wrote what its copy may come to hold.
    Wrote(OpId, Write),
    /// The transaction of this operation ended without effect.
    Aborted(OpId),
    /// A step of the atomic commitment of the transaction with this number.
    Commitment(CommitStep, u64),
    /// Something left for the outside world.
    Outside(u32),
}

/// What a handler is handed: who it is, what its clock says, and a list for its effects.
pub struct Out<'a, P: Protocol> {
    /// The first effect, if it is to send. Most handlers ask for nothing else, and then there is no
    /// list to write and to read.
    pub(crate) first: Option<(NodeId, P::Message)>,
    /// All others, in order.
    pub(crate) effects: &'a mut Vec<Effect<P>>,
    pub(crate) config: &'a P::Config,
    pub(crate) genesis: &'a [Amount],
    pub(crate) me: NodeId,
    pub(crate) cast: &'a Cast,
    pub(crate) clock: Time,
    pub(crate) version: u32,
    pub(crate) chance: Chance,
    pub(crate) draws: &'a mut u64,
    #[cfg(feature = "mutants")]
    pub(crate) mutant: &'static str,
}

impl<'a, P: Protocol> Out<'a, P> {
    /// The number of the node that handles this.
    #[inline]
    pub fn me(&self) -> NodeId {
        self.me
    }

    /// How many nodes there are, services and parts.
    pub fn nodes(&self) -> u16 {
        self.cast.nodes()
    }

    /// How many services there are; they have the first numbers.
    pub fn services(&self) -> u16 {
        self.cast.services
    }

    /// The parts beside the services, in order.
    pub fn parts(&self) -> impl Iterator<Item = NodeId> + use<P> {
        (self.cast.services..self.cast.nodes()).map(NodeId)
    }

    /// Whether a node is a service, so that clients talk to it.
    pub fn is_service(&self, node: NodeId) -> bool {
        self.cast.is_service(node)
    }

    /// All other nodes, services and parts, in order.
    pub fn peers(&self) -> impl Iterator<Item = NodeId> + use<P> {
        let me = self.me;
        (0..self.cast.nodes()).map(NodeId).filter(move |&node| node != me)
    }

    /// The services without this node, in order.
    pub fn services_but_me(&self) -> impl Iterator<Item = NodeId> + use<P> {
        let me = self.me;
        (0..self.cast.services).map(NodeId).filter(move |&node| node != me)
    }

    /// The node's own clock, which may be skewed and may drift.
    pub fn clock(&self) -> Time {
        self.clock
    }

    /// The version of the code this node runs: 1, or what it was restarted with.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// What the person set.
    #[inline]
    pub fn config(&self) -> &'a P::Config {
        self.config
    }

    /// The accounts that are open when the run begins, with what is in them.
    pub fn genesis(&self) -> &'a [Amount] {
        self.genesis
    }

    /// Asks that a message be sent.
    #[inline]
    pub fn send(&mut self, to: NodeId, message: P::Message) {
        if self.first.is_none() && self.effects.is_empty() {
            self.first = Some((to, message));
        } else {
            self.effects.push(Effect::Send(to, message));
        }
    }

    /// Asks that a message be sent to every other node, services and parts.
    pub fn broadcast(&mut self, message: &P::Message) {
        for peer in self.peers() {
            self.send(peer, message.clone());
        }
    }

    /// Asks that an operation be answered.
    pub fn reply(&mut self, op: OpId, reply: Reply) {
        self.effects.push(Effect::Reply(op, reply));
    }

    /// Asks to be woken after `after` on the node's own clock.
    pub fn set_timer(&mut self, timer: P::Timer, after: Span) {
        self.effects.push(Effect::SetTimer(timer, after));
    }

    /// Asks not to be woken.
    pub fn cancel_timer(&mut self, timer: P::Timer) {
        self.effects.push(Effect::CancelTimer(timer));
    }

    /// Puts the durable state, as it is now, on disk before any effect that is asked for
    /// afterwards.
    pub fn persist(&mut self) {
        self.effects.push(Effect::Persist);
    }

    /// Lets every effect that is asked for afterwards wait until all that was asked to be written
    /// so far, by any handler of this node, is on the disk. Writes nothing itself: who only answers
    /// from what others wrote must not make the disk slower for them. Where nothing is on its way
    /// to the disk, nothing waits.
    pub fn wait_for_disk(&mut self) {
        self.effects.push(Effect::WaitForDisk);
    }

    /// Tells the trace a fact of the protocol's own. What `a` and `b` are, its row says.
    pub fn note(&mut self, fact: P::OwnFact, a: u32, b: u32) {
        self.effects.push(Effect::Note(fact.number(), a, b));
    }

    /// From here on this node holds a write in a layer of its copy: `command` made this version of
    /// the account `key`.
    pub fn installed(&mut self, layer: Layer, command: CommandId, key: AccountId, version: u64) {
        self.effects.push(Effect::Record(Record::Installed(
            layer,
            Write { key, version: Version(version), command },
        )));
    }

    /// Only the first `keep` writes are left in a layer of this node's copy.
    pub fn removed(&mut self, layer: Layer, keep: u32) {
        self.effects.push(Effect::Record(Record::Removed(layer, keep)));
    }

    /// This node replays its log: it shows the first `keep` writes now and the others again as it
    /// comes to them.
    pub fn rewound(&mut self, keep: u32) {
        self.effects.push(Effect::Record(Record::Rewound(keep)));
    }

    /// What is answered to an operation, or decided for it, rests on this version of the account
    /// `key`; 0 for the one that the run began with.
    pub fn observed(&mut self, layer: Layer, op: OpId, key: AccountId, version: u64) {
        self.effects.push(Effect::Record(Record::Observed(
            layer,
            Observation { op, key, version: Version(version) },
        )));
    }

    /// The transaction that carries out an operation here wrote a version that this node's copy
    /// does not hold: others may see it, and it is installed when the transaction commits, or
    /// never.
    pub fn wrote(&mut self, op: OpId, command: CommandId, key: AccountId, version: u64) {
        self.effects
            .push(Effect::Record(Record::Wrote(op, Write { key, version: Version(version), command })));
    }

    /// The transaction that carried out an operation here ended without effect: nothing rests on
    /// what it observed, and what it wrote will never be installed.
    pub fn aborted(&mut self, op: OpId) {
        self.effects.push(Effect::Record(Record::Aborted(op)));
    }

    /// A step of the atomic commitment of a transaction, by the number that all who take part in it
    /// know it by. What has to be on a disk first is recorded behind [`Out::persist`].
    pub fn commitment(&mut self, step: CommitStep, txn: u64) {
        self.effects.push(Effect::Record(Record::Commitment(step, txn)));
    }

    /// Something leaves for the outside world. The world counts how often.
    pub fn outside(&mut self, effect: u32) {
        self.effects.push(Effect::Record(Record::Outside(effect)));
    }

    /// Whether the protocol has this deliberate bug in this run. Always `false`, and taken out by
    /// the compiler, where the feature `mutants` is off.
    #[inline(always)]
    pub fn mutant(&self, name: &'static str) -> bool {
        #[cfg(feature = "mutants")]
        return self.mutant == name;
        #[cfg(not(feature = "mutants"))]
        {
            let _ = name;
            false
        }
    }

    /// A random number below `bound`, this node's next one.
    pub fn draw(&mut self, bound: u64) -> u64 {
        below(self.draw_bits(), bound.max(1))
    }

    /// 64 random bits, this node's next ones.
    pub fn draw_bits(&mut self) -> u64 {
        let bits = self.chance.lane(Purpose::Node, u64::from(self.me.0)).draw(*self.draws);
        *self.draws += 1;
        bits
    }
}

/// What a message is called and what it says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    /// What kind of message, to read.
    pub name: Text,
    /// What it says in a few characters that need no translation: `#5`, `+100`.
    pub gist: String,
    /// Whether it carries state, or is talk about state (an acknowledgement, a heartbeat).
    pub carries_state: bool,
    /// Whether it is sent again and again whatever happens, so that it drowns what is news.
    pub beat: Beat,
}

/// Whether a message is sent again and again whatever happens.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Beat {
    /// Something led to it.
    #[default]
    No,
    /// It is sent again and again: a heartbeat.
    Yes,
    /// It is an answer, and is no news where it answers a heartbeat.
    Echo,
}
