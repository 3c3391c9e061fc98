//! The world: every node, every link, every client, and what is due. One call of [`World::step`]
//! handles one agenda item.
//!
//! | question | file |
//! | --- | --- |
//! | what a run is made of | here |
//! | one step | `step` |
//! | what becomes of the effects that handlers ask for | `effects` |
//! | what becomes of what the person does | `inputs` |
//! | how a client asks and is answered | `clients` |
//! | what a node lives through: its clock, its crashes, its pauses | `node` |
//! | which timers are set | `alarms` |
//! | what waits for a node that stands still | `doors` |
//! | what of the nodes worlds share | `nodes` |
//! | one step back | `back` |

mod alarms;
mod back;
mod clients;
mod doors;
mod effects;
mod inputs;
mod node;
mod nodes;
mod step;

use crate::base::chance::Chance;
use crate::base::distribution::Distribution;
use crate::base::ids::{FactId, FlightId, NodeId};
use crate::base::time::Time;
use crate::base::undo::{Rarely, Undo};
use crate::domain::Amount;
use crate::sim::agenda::{Agenda, Due};
use crate::sim::cast::Cast;
use crate::sim::client::{Clients, Workload};
use crate::sim::disk::{Disk, Write};
use crate::sim::fault::Exception;
use crate::sim::input::Input;
use crate::sim::network::{Link, Network};
use crate::sim::outside::Outside;
use crate::sim::protocol::{Effect, Protocol, StateOf};
use crate::sim::trace::{Trace, TraceLength};
use doors::{Doors, Waiting};
use node::Node;
pub use node::{Clock, Status};
use nodes::Nodes;
use std::collections::BTreeMap;
use std::rc::Rc;
pub use step::{MOST_BYTES, MOST_FACTS, Stepped};

/// What is known before a run begins and is the same for every protocol.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The chance of the run.
    pub chance: Chance,
    /// The services, the parts beside them, and who holds copies of what.
    pub cast: Rc<Cast>,
    /// The accounts that are open when it begins.
    pub genesis: Rc<[Amount]>,
    /// How long a write takes to reach a disk.
    pub disk: Distribution,
    /// Who asks what, how often and until when.
    pub workload: Workload,
    /// The clock of each node; true time where there is none.
    pub clocks: Vec<Clock>,
    /// The links, row by row: `links[from * nodes + to]`.
    pub links: Vec<Rc<Link>>,
    /// Messages that are treated in a way of their own.
    pub exceptions: Rc<[Exception]>,
    /// The deliberate bug that the protocol has in this run; empty for none.
    #[cfg(feature = "mutants")]
    pub mutant: &'static str,
}

/// Everything about a run that is known before it begins: the experiment, as the kernel needs it.
pub struct Plan<P: Protocol> {
    /// What is the same for every protocol.
    pub setup: Setup,
    /// What the protocol was set to.
    pub config: P::Config,
}

/// The state of a run at one moment. Cloning it is a snapshot.
pub struct World<P: Protocol> {
    plan: Rc<Plan<P>>,
    now: Time,
    steps: u64,
    agenda: Agenda,
    network: Network,
    nodes: Nodes<P>,
    clients: Clients,
    held: Rarely<BTreeMap<FlightId, ()>>,
    waiting: Doors,
    told: TraceLength,
    outside: Rarely<Outside>,
    /// The bytes that messages keep beside themselves.
    heap: u64,
    cuts: u32,
    next_input: usize,
    effects: Vec<Effect<P>>,
    undo: Undo<back::Mark>,
}

impl<P: Protocol> Clone for World<P> {
    fn clone(&self) -> Self {
        World {
            plan: Rc::clone(&self.plan),
            now: self.now,
            steps: self.steps,
            agenda: self.agenda.clone(),
            network: self.network.clone(),
            nodes: self.nodes.clone(),
            clients: self.clients.clone(),
            held: self.held.clone(),
            waiting: self.waiting.clone(),
            told: self.told,
            outside: self.outside.clone(),
            heap: self.heap,
            cuts: self.cuts,
            next_input: self.next_input,
            // The list of effects is empty between two steps; its room is not worth copying.
            effects: Vec::new(),
            undo: Undo::default(),
        }
    }

    /// What takes room keeps the room it has.
    fn clone_from(&mut self, other: &Self) {
        let World {
            plan,
            now,
            steps,
            agenda,
            network,
            nodes,
            clients,
            held,
            waiting,
            told,
            outside,
            heap,
            cuts,
            next_input,
            effects: _,
            undo: _,
        } = other;
        self.note_steps(false);
        if !Rc::ptr_eq(&self.plan, plan) {
            self.plan.clone_from(plan);
        }
        self.agenda.clone_from(agenda);
        self.outside.clone_from(outside);
        self.network.clone_from(network);
        self.nodes.clone_from(nodes);
        self.clients.clone_from(clients);
        // Nothing is held back most of the time, and looking is quicker than copying nothing.
        if !(self.held.is_empty() && held.is_empty()) {
            self.held.clone_from(held);
        }
        if !(self.waiting.is_empty() && waiting.is_empty()) {
            self.waiting.clone_from(waiting);
        }
        (self.now, self.steps, self.told, self.cuts, self.next_input) =
            (*now, *steps, *told, *cuts, *next_input);
        self.heap = *heap;
    }
}

impl<P: Protocol> World<P> {
    /// A world in which every node has started and nothing else has happened.
    pub fn new(plan: Rc<Plan<P>>, trace: &mut Trace<P::Message>) -> World<P> {
        let setup = &plan.setup;
        let nodes = setup.cast.nodes();
        let network = Network::new(setup.chance, nodes, Rc::clone(&setup.exceptions), |from, to| {
            Rc::clone(&setup.links[from.index() * usize::from(nodes) + to.index()])
        });
        let lives = (0..nodes).map(|id| {
            let clock = setup.clocks.get(usize::from(id)).copied().unwrap_or_default();
            Node::new(clock)
        });
        let clients = Clients::new(&setup.workload);
        let mut world = World {
            now: Time::ZERO,
            steps: 0,
            agenda: Agenda::default(),
            network,
            nodes: lives.collect(),
            held: Rarely::default(),
            waiting: Doors::default(),
            told: TraceLength::default(),
            outside: Rarely::default(),
            heap: 0,
            cuts: 0,
            next_input: 0,
            effects: Vec::new(),
            undo: Undo::default(),
            clients,
            plan,
        };
        for (at, client) in world.clients.beginnings(&world.plan.setup.workload, world.plan.setup.chance) {
            world.agenda.plan(at, Due::Arrive(client));
        }
        for id in (0..nodes).map(NodeId) {
            world.begin(trace, id, FactId::NONE);
        }
        world
    }

    /// The moment up to which everything has happened.
    pub fn now(&self) -> Time {
        self.now
    }

    /// How many steps were taken.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// How far the trace is recorded.
    pub fn told(&self) -> TraceLength {
        self.told
    }

    /// How many inputs were carried out.
    pub fn inputs_done(&self) -> usize {
        self.next_input
    }

    /// How many nodes there are, services and parts.
    pub fn node_count(&self) -> u16 {
        self.nodes.len() as u16
    }

    /// The services and parts, and who holds copies of what.
    pub fn cast(&self) -> &Rc<Cast> {
        &self.plan.setup.cast
    }

    /// What the protocol was set to.
    pub fn config(&self) -> &P::Config {
        &self.plan.config
    }

    /// The state of a node.
    pub fn state(&self, node: NodeId) -> &StateOf<P> {
        &self.nodes[node].state
    }

    /// Whether a node is up, paused or down.
    pub fn status(&self, node: NodeId) -> Status {
        self.nodes[node].status
    }

    /// What a node's own clock says now.
    pub fn clock(&self, node: NodeId) -> Time {
        self.nodes[node].clock.at(self.now)
    }

    /// How far a node's clock is ahead of true time now, in microseconds.
    pub fn clock_ahead_us(&self, node: NodeId) -> i64 {
        self.nodes[node].clock.ahead_us(self.now)
    }

    /// The accounts that were open when the run began.
    pub fn genesis(&self) -> &[Amount] {
        &self.plan.setup.genesis
    }

    /// The fingerprint of a node's visible state.
    pub fn fingerprint(&self, node: NodeId) -> u64 {
        self.nodes[node].fingerprint
    }

    /// The code version a node runs.
    pub fn version(&self, node: NodeId) -> u32 {
        self.nodes[node].version
    }

    /// How many writes wait for a node's disk.
    pub fn unsaved(&self, node: NodeId) -> usize {
        self.nodes[node].disk.writes.len()
    }

    /// The network as it is now.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The messages on their way, with the moment each arrives.
    pub fn flying(&self) -> impl Iterator<Item = (FlightId, Time)> + '_ {
        self.agenda
            .iter()
            .filter_map(|(at, _, due)| if let Due::Deliver(flight) = due { Some((flight, at)) } else { None })
    }

    /// The messages that the person holds back.
    pub fn held(&self) -> impl Iterator<Item = FlightId> + '_ {
        self.held.keys().copied()
    }

    /// How many bytes the run takes at least: what was told, and what is due or waits. The same on
    /// every machine, because a run ends where this becomes too much: each thing counts for what it
    /// takes where a word has eight bytes.
    pub(in crate::sim) fn room(&self) -> u64 {
        const FACT: u64 = 24;
        const FLIGHT: u64 = 64;
        const OPERATION: u64 = 80;
        const ANSWER: u64 = 48;
        const HELD: u64 = 16;
        // Worlds at the front, at the cursor and in the last snapshots have lists of their own of
        // what is due.
        const DUE: u64 = 96;
        const WAITING: u64 = 256;
        let TraceLength { facts, flights, operations, answers, writes, observations } = self.told;
        let told = u64::from(facts) * FACT
            + u64::from(flights) * FLIGHT
            + u64::from(operations) * OPERATION
            + u64::from(answers) * ANSWER;
        let told = told + (u64::from(writes) + u64::from(observations)) * HELD;
        // A state that waits for the disk, and what waits for it in turn.
        const UNSAVED: u64 = 2_048;
        let writes = self.nodes.iter().flat_map(|node| &node.disk.writes);
        let unsaved: u64 = writes.map(|write| UNSAVED + P::unshared(&write.what)).sum();
        let waiting = self.clients.waiting() + self.waiting.len() + self.held.len();
        told + unsaved + self.heap + self.agenda.len() as u64 * DUE + waiting as u64 * WAITING
    }

    /// Roughly how many bytes a snapshot of this world takes.
    pub fn weight(&self) -> usize {
        // A protocol's weight counts the state itself, which is a part of the node.
        let around = size_of::<Node<P>>() + size_of::<Disk<P>>() - size_of::<StateOf<P>>();
        let nodes: usize = self.nodes.iter().map(|node| around + P::weight(&node.state)).sum();
        let waiting =
            self.waiting.len() * size_of::<(NodeId, Waiting)>() + self.held.len() * 2 * size_of::<FlightId>();
        let write = size_of::<Write<P>>() + 2 * size_of::<Effect<P>>();
        let unsaved = self.nodes.iter().map(|node| node.disk.writes.len() * write).sum::<usize>();
        size_of::<Self>()
            + waiting
            + unsaved
            + self.agenda.len() * 16
            + self.network.weight()
            + self.clients.weight()
            + nodes
    }

    /// When the next thing happens, whatever it is.
    pub fn next_at(&mut self, inputs: &[Input]) -> Option<Time> {
        let due = self.agenda.peek();
        let input = inputs.get(self.next_input).map(|input| input.at.max(self.now));
        match (due, input) {
            (Some(due), Some(input)) => Some(due.min(input)),
            (due, input) => due.or(input),
        }
    }
}
