//! The same simulation for everybody: PHOLD (Fujimoto 1990), in which a fixed number of messages
//! hop from node to node for ever.
//!
//! Each delivery leads to one message, its payload says where to, and its latency is the next draw
//! of that link. So every simulator that orders by time and then by sending computes the same run,
//! and must come to the same checksum.

use eventual::base::chance::{Chance, Lane, Purpose};
use eventual::base::distribution::Distribution;
use eventual::base::ids::NodeId;
use eventual::base::time::{Span, Time};
use eventual::sim::cast::Cast;
use eventual::sim::client::Workload;
use eventual::sim::network::Link;
use eventual::sim::protocol::{Label, Out, Protocol, StateOf};
use eventual::sim::run::{Setup, Stepped};
use eventual::sim::show::{Lens, VisibleState};
use eventual::sim::trace::Trace;
use eventual::sim::world::{Plan, World};
use std::rc::Rc;

/// How many nodes.
pub const NODES: u16 = 8;
/// The mean latency, in microseconds.
pub const MEAN_US: u64 = 1_000_000;
/// The beginning is not measured: at first all messages leave at the same moment.
pub const WARM: Time = Time(4 * MEAN_US);
/// The latency of every link. No message takes no time, which not every simulator allows.
pub const LATENCY: Distribution = Distribution::Exponential { min_us: 1, mean_us: MEAN_US };

/// The chance of the run.
pub fn chance() -> Chance {
    Chance::new(42)
}

/// The draws that a link's latencies are made of, as the kernel names them.
pub fn link_lane(from: u16, to: u16) -> Lane {
    chance().lane(Purpose::Latency, (u64::from(from) << 16) | u64::from(to))
}

/// How long `pending` messages take, on average, to make `events` deliveries.
pub fn long_enough(events: u64, pending: u32) -> Span {
    Span(events * MEAN_US / u64::from(pending))
}

/// What one node does, in every simulator: it counts what it hears and answers with one message.
#[derive(Clone, Copy, PartialEq, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Hearer {
    /// How many messages it heard.
    pub heard: u64,
    /// What it heard and when, in order.
    pub sum: u64,
}

impl Hearer {
    /// Hears a message and says what to send on, and to whom.
    #[inline]
    pub fn enter(&mut self, me: u16, payload: u32, now_us: u64) -> (u16, u32) {
        self.heard += 1;
        self.sum = self.sum.rotate_left(7) ^ now_us ^ u64::from(payload);
        next(me, payload)
    }
}

/// The payload that follows another, and the node it goes to: any but the sender.
#[inline]
pub fn next(me: u16, payload: u32) -> (u16, u32) {
    let payload = payload.wrapping_mul(0x9e37_79b1).wrapping_add(0x7f4a_7c15);
    let step = 1 + (((payload >> 16) * u32::from(NODES - 1)) >> 16) as u16;
    let to = me + step;
    (if to < NODES { to } else { to - NODES }, payload)
}

/// The payloads with which a node begins.
pub fn beginnings(me: u16, pending: u32) -> impl Iterator<Item = u32> {
    let each = pending / u32::from(NODES);
    (0..each).map(move |n| u32::from(me) * each + n)
}

/// How many messages were heard, and the sum over all nodes.
pub fn total<'a>(nodes: impl IntoIterator<Item = &'a Hearer>) -> (u64, u64) {
    nodes.into_iter().fold((0, 0), |(heard, sum), node| (heard + node.heard, sum.rotate_left(9) ^ node.sum))
}

/// PHOLD as a protocol of the lab.
#[derive(Clone, PartialEq, Debug)]
pub struct Phold;

impl Protocol for Phold {
    type Config = u32;
    type Volatile = Hearer;
    type Durable = ();
    type Message = u32;
    type Timer = ();
    type OwnFact = core::convert::Infallible;

    fn start(_state: &mut StateOf<Self>, out: &mut Out<'_, Self>) {
        for payload in beginnings(out.me().0, *out.config()) {
            let (to, payload) = next(out.me().0, payload);
            out.send(NodeId(to), payload);
        }
    }

    #[inline]
    fn on_message(state: &mut StateOf<Self>, _from: NodeId, message: &u32, out: &mut Out<'_, Self>) {
        let (to, payload) = state.volatile.enter(out.me().0, *message, out.clock().0);
        out.send(NodeId(to), payload);
    }

    fn on_request(_: &mut StateOf<Self>, _: eventual::domain::Request, _: &mut Out<'_, Self>) {}
    fn on_timer(_: &mut StateOf<Self>, _: (), _: &mut Out<'_, Self>) {}

    fn fingerprint(_: &StateOf<Self>) -> u64 {
        0
    }
    fn inspect(_: &u32, _: NodeId, _: &StateOf<Self>, _: &Lens) -> VisibleState {
        unreachable!("a bench looks into no node")
    }
    fn describe(_: &u32) -> Label {
        unreachable!("a bench looks at no message")
    }
    fn timer_number((): &()) -> u32 {
        0
    }
    fn settles(_: &u32) -> Span {
        Span::ZERO
    }
}

/// The experiment with so many messages on their way.
pub fn plan(pending: u32) -> Rc<Plan<Phold>> {
    let link = Rc::new(Link::with_latency(LATENCY));
    let setup = Setup {
        chance: chance(),
        cast: Rc::new(Cast::of_services(NODES)),
        genesis: [].into(),
        disk: Distribution::Constant { us: 0 },
        workload: Workload::none(),
        clocks: Vec::new(),
        links: vec![link; usize::from(NODES) * usize::from(NODES)],
        exceptions: [].into(),
    };
    Rc::new(Plan { setup, config: pending })
}

/// The kernel by itself: a world and its trace.
pub struct Kernel {
    world: World<Phold>,
    trace: Trace<u32>,
}

impl Kernel {
    /// A run that has not begun.
    pub fn new(pending: u32) -> Kernel {
        let mut trace = Trace::default();
        Kernel { world: World::new(plan(pending), &mut trace), trace }
    }

    /// Folds on up to and including a moment.
    #[inline]
    pub fn run_to(&mut self, until: Time) {
        while self.world.step(&mut self.trace, &[], until) == Stepped::Yes {}
    }

    /// Folds one step.
    #[inline]
    pub fn step(&mut self) -> Stepped {
        self.world.step(&mut self.trace, &[], Time::NEVER)
    }

    /// What it came to.
    pub fn total(&self) -> (u64, u64) {
        let nodes: Vec<Hearer> = (0..NODES).map(|id| self.world.state(NodeId(id)).volatile).collect();
        total(&nodes)
    }

    /// Everything that happened.
    pub fn trace(&self) -> &Trace<u32> {
        &self.trace
    }
}
