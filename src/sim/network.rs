//! How long a message takes and whether it arrives, per link and per direction.

use crate::base::chance::{Chance, Lane, Purpose, exponential};
use crate::base::distribution::Distribution;
use crate::base::ids::{FlightId, NodeId};
use crate::base::time::{Span, Time};
use crate::base::undo::{TakenBack, Undo};
use crate::sim::fault::{Cut, Exception, Outgoing, Rule, Ruling, Treatment};
use crate::sim::trace::Loss;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::rc::Rc;

/// One direction between two nodes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Link {
    /// How long a message takes.
    pub latency: Distribution,
    /// How many messages of a million are lost.
    pub loss_ppm: u32,
    /// How many messages of a million arrive twice.
    pub duplicate_ppm: u32,
    /// How much after the first one the second one arrives: perhaps very much.
    pub duplicate_after: Distribution,
    /// Whether messages keep their order.
    pub ordered: bool,
    /// How many messages of a million meet a spike.
    pub spike_ppm: u32,
    /// How much longer such a message takes, in microseconds.
    pub spike_us: u64,
    /// How many messages a second the link carries; 0 for any number.
    pub per_second: u32,
    /// Whether messages differ in size: each takes such a link for a time without memory, as long on
    /// average as `per_second` says. Otherwise each takes it equally long.
    #[serde(default, skip_serializing_if = "is_even")]
    pub varied: bool,
    /// How many messages, of the average size, may wait for a link with such a limit; the next one
    /// is lost.
    pub queue: u32,
}

fn is_even(varied: &bool) -> bool {
    !*varied
}

impl Link {
    /// A link that only takes time.
    pub fn with_latency(latency: Distribution) -> Link {
        Link {
            latency,
            loss_ppm: 0,
            duplicate_ppm: 0,
            duplicate_after: Distribution::Constant { us: 0 },
            ordered: false,
            spike_ppm: 0,
            spike_us: 0,
            per_second: 0,
            varied: false,
            queue: 0,
        }
    }

    /// Whether the link only takes time: nothing is lost, repeated, delayed for others or kept in
    /// order.
    fn is_plain(&self) -> bool {
        self.loss_ppm == 0
            && self.duplicate_ppm == 0
            && self.spike_ppm == 0
            && self.per_second == 0
            && !self.ordered
    }
}

/// What does not change while a run goes on, unless the person changes the link.
#[derive(Clone, Debug)]
struct Wire {
    link: Rc<Link>,
    /// Whether it only takes time.
    plain: bool,
    latency: Lane,
    loss: Lane,
    duplicate: Lane,
    duplicate_after: Lane,
    spike: Lane,
    size: Lane,
}

impl Wire {
    fn new(link: Rc<Link>, chance: Chance, from: NodeId, to: NodeId) -> Wire {
        let lane = |purpose| chance.lane(purpose, (u64::from(from.0) << 16) | u64::from(to.0));
        Wire {
            plain: link.is_plain(),
            link,
            latency: lane(Purpose::Latency),
            loss: lane(Purpose::Loss),
            duplicate: lane(Purpose::Duplicate),
            duplicate_after: lane(Purpose::DuplicateLatency),
            spike: lane(Purpose::Spike),
            size: lane(Purpose::Size),
        }
    }

    /// How long the message with this number takes, if nothing is wrong.
    #[inline]
    fn takes(&self, nth: u32) -> Span {
        self.link.latency.sample(self.latency, u64::from(nth))
    }

    /// What the link remembers before its message with this number.
    #[inline]
    fn before(&self, nth: u32) -> Memory {
        Memory { nth, takes: u32::try_from(self.takes(nth).0).unwrap_or(LONG) }
    }
}

/// What a link remembers: the number of its next message, and how long that one will take. Since
/// draws are looked up, the next one can be drawn while nobody waits for it: a handler that sends
/// does not stand still for a logarithm.
#[derive(Clone, Copy, Debug)]
struct Memory {
    nth: u32,
    /// In microseconds. What takes as long as [`LONG`] or longer is drawn again when it leaves.
    takes: u32,
}

/// More than an hour.
const LONG: u32 = u32::MAX;

/// What a link remembers if it keeps order or carries only so much.
#[derive(Clone, Copy, Debug, Default)]
struct Queue {
    last_arrival: Time,
    free_at: Time,
}

/// When the copies of a message arrive, or why none does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// It does not arrive.
    Lost(Loss),
    /// One copy arrives, at this moment.
    Once(Time),
    /// Two copies arrive, at these moments.
    Twice(Time, Time),
}

/// All links of a cluster.
#[derive(Debug)]
pub struct Network {
    nodes: u16,
    wires: Rc<Vec<Wire>>,
    memory: Vec<Memory>,
    /// Empty until a link needs one.
    queues: Vec<Queue>,
    exceptions: Rc<[Exception]>,
    /// What was decided of messages before they are sent; empty in most runs.
    treated: BTreeMap<FlightId, Treatment>,
    cuts: Vec<(u32, Rc<Cut>)>,
    slow_milli: Vec<u32>,
    undo: Undo<Change>,
}

/// What changed in a network, to be undone: what was there before.
#[derive(Debug)]
enum Change {
    /// What the link at this place remembered.
    Memory(u32, Memory),
    /// Its queue.
    Queue(u32, Queue),
    /// All, where a cut, a link or a slow node was set. It is what a person does, one at a time.
    All(Box<Network>),
}

impl Clone for Network {
    fn clone(&self) -> Self {
        Network {
            nodes: self.nodes,
            wires: Rc::clone(&self.wires),
            memory: self.memory.clone(),
            queues: self.queues.clone(),
            exceptions: Rc::clone(&self.exceptions),
            treated: self.treated.clone(),
            cuts: self.cuts.clone(),
            slow_milli: self.slow_milli.clone(),
            undo: Undo::default(),
        }
    }

    /// What takes room keeps the room it has, and what most networks have none of is only looked
    /// at.
    fn clone_from(&mut self, other: &Self) {
        let Network { nodes, wires, memory, queues, exceptions, treated, cuts, slow_milli, undo: _ } = other;
        self.undo.keep(false);
        self.nodes = *nodes;
        if !Rc::ptr_eq(&self.wires, wires) {
            self.wires.clone_from(wires);
        }
        if !Rc::ptr_eq(&self.exceptions, exceptions) {
            self.exceptions.clone_from(exceptions);
        }
        self.memory.clone_from(memory);
        self.queues.clone_from(queues);
        if !(self.treated.is_empty() && treated.is_empty()) {
            self.treated.clone_from(treated);
        }
        if !(self.cuts.is_empty() && cuts.is_empty()) {
            self.cuts.clone_from(cuts);
        }
        self.slow_milli.clone_from(slow_milli);
    }
}

impl Network {
    /// A network of `nodes` nodes, whose link from a node to another is what `link` says.
    pub fn new(
        chance: Chance,
        nodes: u16,
        exceptions: Rc<[Exception]>,
        link: impl Fn(NodeId, NodeId) -> Rc<Link>,
    ) -> Network {
        let pairs = (0..nodes).flat_map(|from| (0..nodes).map(move |to| (NodeId(from), NodeId(to))));
        let wires: Vec<Wire> = pairs.map(|(from, to)| Wire::new(link(from, to), chance, from, to)).collect();
        Network {
            nodes,
            memory: wires.iter().map(|wire| wire.before(0)).collect(),
            wires: Rc::new(wires),
            queues: Vec::new(),
            exceptions,
            treated: BTreeMap::new(),
            cuts: Vec::new(),
            slow_milli: Vec::new(),
            undo: Undo::default(),
        }
    }

    #[inline]
    fn place(&self, from: NodeId, to: NodeId) -> usize {
        usize::from(from.0) * usize::from(self.nodes) + usize::from(to.0)
    }

    /// Sends a message now and says what becomes of it.
    #[inline(always)]
    pub fn send(&mut self, flight: FlightId, from: NodeId, to: NodeId, now: Time) -> Fate {
        let place = self.place(from, to);
        let (wire, memory) = (&self.wires[place], &mut self.memory[place]);
        let Memory { nth, takes } = *memory;
        self.undo.note(|| Change::Memory(place as u32, *memory));
        *memory = wire.before(nth + 1);
        let takes = if takes == LONG { wire.takes(nth) } else { Span(u64::from(takes)) };
        if !self.treated.is_empty()
            && let Some(&then) = self.treated.get(&flight)
        {
            return self.as_decided(then, place, takes, now);
        }
        if wire.plain && self.cuts.is_empty() && self.exceptions.is_empty() && self.slow_milli.is_empty() {
            return Fate::Once(now + takes);
        }
        self.send_with_care(Outgoing { from, to, nth }, takes, now)
    }

    /// Sends a message about which somebody decided. Not even it overtakes others where none does.
    #[inline(never)]
    fn as_decided(&mut self, then: Treatment, place: usize, takes: Span, now: Time) -> Fate {
        let takes = match then {
            Treatment::Drop => return Fate::Lost(Loss::Chosen),
            Treatment::Deliver { after_us } => Span(after_us),
            Treatment::Duplicate { .. } => takes,
        };
        let mut arrival = now + takes;
        if self.wires[place].link.ordered {
            let queue = self.queue(place);
            arrival = arrival.max(queue.last_arrival);
            queue.last_arrival = arrival;
        }
        match then {
            Treatment::Duplicate { after_us } => Fate::Twice(arrival, arrival + Span(after_us)),
            Treatment::Drop | Treatment::Deliver { .. } => Fate::Once(arrival),
        }
    }

    /// Decides what becomes of a message that is not sent yet.
    pub fn treat(&mut self, flight: FlightId, then: Treatment) {
        self.note_all();
        self.treated.insert(flight, then);
    }

    /// Whether it was decided that a message arrives, whatever is cut by then.
    pub fn passes_cuts(&self, flight: FlightId) -> bool {
        matches!(self.treated.get(&flight), Some(Treatment::Deliver { .. }))
    }

    /// Sends a message over a network that has something wrong with it.
    #[inline(never)]
    fn send_with_care(&mut self, going: Outgoing, takes: Span, now: Time) -> Fate {
        let Outgoing { from, to, nth } = going;
        let place = self.place(from, to);
        let pass = self.judge(&going);
        let n = u64::from(nth);
        let wires = Rc::clone(&self.wires);
        let wire = &wires[place];
        match pass {
            Ruling::Drop(why) => return Fate::Lost(why),
            Ruling::Abstain if wire.link.loss_ppm > 0 && wire.loss.happens(n, wire.link.loss_ppm) => {
                return Fate::Lost(Loss::Chance);
            }
            _ => {}
        }
        let Some(departure) = self.departure(place, wire, n, now) else { return Fate::Lost(Loss::Full) };
        let mut takes = if let Ruling::Deliver(span) = pass { span } else { takes };
        if wire.link.spike_ppm > 0 && wire.spike.happens(n, wire.link.spike_ppm) {
            takes = takes + Span(wire.link.spike_us);
        }
        if !self.slow_milli.is_empty() {
            takes = self.slowed(from, to, takes);
        }
        let mut arrival = departure + takes;
        if wire.link.ordered {
            let queue = self.queue(place);
            arrival = arrival.max(queue.last_arrival);
            queue.last_arrival = arrival;
        }
        match pass {
            Ruling::Duplicate(after) => Fate::Twice(arrival, arrival + after),
            Ruling::Abstain
                if wire.link.duplicate_ppm > 0 && wire.duplicate.happens(n, wire.link.duplicate_ppm) =>
            {
                Fate::Twice(arrival, arrival + wire.link.duplicate_after.sample(wire.duplicate_after, n))
            }
            _ => Fate::Once(arrival),
        }
    }

    /// Whether a link is cut now.
    pub fn is_cut(&self, from: NodeId, to: NodeId) -> bool {
        self.cuts.iter().any(|(_, cut)| cut.blocks(from, to))
    }

    /// Whether anything is cut now.
    #[inline]
    pub fn has_cuts(&self) -> bool {
        !self.cuts.is_empty()
    }

    /// From now on nothing passes on these links; `rule` is the number by which the cut heals.
    pub fn cut(&mut self, rule: u32, cut: Rc<Cut>) {
        self.note_all();
        self.cuts.push((rule, cut));
    }

    /// Ends a cut, or all of them; returns those that ended.
    pub fn heal(&mut self, rule: Option<u32>) -> Vec<u32> {
        self.note_all();
        let (ended, stay) = core::mem::take(&mut self.cuts)
            .into_iter()
            .partition(|&(id, _)| rule.is_none_or(|rule| rule == id));
        self.cuts = stay;
        let ended: Vec<(u32, Rc<Cut>)> = ended;
        ended.into_iter().map(|(id, _)| id).collect()
    }

    /// The cuts that hold now.
    pub fn cuts(&self) -> impl Iterator<Item = (u32, &Cut)> {
        self.cuts.iter().map(|(id, cut)| (*id, cut.as_ref()))
    }

    /// Replaces a link. Its draws go on where they were.
    pub fn set_link(&mut self, from: NodeId, to: NodeId, link: Rc<Link>) {
        self.note_all();
        let place = self.place(from, to);
        let wire = &mut Rc::make_mut(&mut self.wires)[place];
        wire.plain = link.is_plain();
        wire.link = link;
        self.memory[place] = wire.before(self.memory[place].nth);
    }

    /// The link as it is now.
    pub fn link(&self, from: NodeId, to: NodeId) -> &Link {
        &self.wires[self.place(from, to)].link
    }

    /// Makes everything that a node sends or gets take `factor_milli` thousandths of its time.
    pub fn set_slow(&mut self, node: NodeId, factor_milli: u32) {
        self.note_all();
        self.slow_milli.resize(usize::from(self.nodes), 1000);
        self.slow_milli[node.index()] = factor_milli;
    }

    /// How slow a node is, in thousandths of its ordinary time.
    pub fn slow(&self, node: NodeId) -> u32 {
        self.slow_milli.get(node.index()).copied().unwrap_or(1000)
    }

    /// Bytes that a clone does not share.
    pub fn weight(&self) -> usize {
        self.memory.len() * size_of::<Memory>()
            + self.queues.len() * size_of::<Queue>()
            + self.treated.len() * size_of::<(FlightId, Treatment)>()
    }

    fn queue(&mut self, place: usize) -> &mut Queue {
        self.queues.resize(self.memory.len(), Queue::default());
        let queue = &mut self.queues[place];
        self.undo.note(|| Change::Queue(place as u32, *queue));
        queue
    }

    fn note_all(&mut self) {
        if self.undo.is_kept() {
            let all = Box::new(self.clone());
            self.undo.note_large(size_of::<Network>() + all.weight(), || Change::All(all));
        }
    }

    fn judge(&self, going: &Outgoing) -> Ruling {
        let exceptions = self.exceptions.iter().map(|rule| rule as &dyn Rule);
        let cuts = self.cuts.iter().map(|(_, cut)| cut.as_ref() as &dyn Rule);
        cuts.chain(exceptions)
            .map(|rule| rule.judge(going))
            .find(|pass| *pass != Ruling::Abstain)
            .unwrap_or(Ruling::Abstain)
    }

    /// When the `n`-th message is through a link that carries only so many; nothing if its queue is
    /// full.
    fn departure(&mut self, place: usize, wire: &Wire, n: u64, now: Time) -> Option<Time> {
        let link = &wire.link;
        if link.per_second == 0 {
            return Some(now);
        }
        let each = 1_000_000 / u64::from(link.per_second).min(1_000_000);
        let queue = self.queue(place);
        let start = queue.free_at.max(now);
        if start.since(now).0 / each > u64::from(link.queue) {
            return None;
        }
        let takes = if link.varied { exponential(wire.size.draw(n), each) } else { each };
        queue.free_at = start + Span(takes);
        Some(queue.free_at)
    }

    fn slowed(&self, from: NodeId, to: NodeId, takes: Span) -> Span {
        let factor = self.slow_milli[from.index()].max(self.slow_milli[to.index()]);
        Span(
            (u128::from(takes.0) * u128::from(factor) / 1000)
                .min(u128::from(crate::base::distribution::LONGEST_US)) as u64,
        )
    }
}

impl TakenBack for Network {
    type Mark = u32;

    fn keep(&mut self, noted: bool) {
        self.undo.keep(noted);
    }

    #[inline]
    fn mark(&mut self) -> u32 {
        self.undo.mark()
    }

    fn back_to(&mut self, mark: u32) {
        while let Some(change) = self.undo.pop_after(mark) {
            match change {
                Change::Memory(place, before) => self.memory[place as usize] = before,
                Change::Queue(place, before) => self.queues[place as usize] = before,
                Change::All(mut before) => {
                    core::mem::swap(&mut self.undo, &mut before.undo);
                    *self = *before;
                }
            }
        }
    }

    fn noted_bytes(&self) -> usize {
        self.undo.bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: NodeId = NodeId(0);
    const B: NodeId = NodeId(1);

    fn network(link: Link, exceptions: &[Exception]) -> Network {
        let link = Rc::new(link);
        Network::new(Chance::new(9), 3, exceptions.into(), |_, _| Rc::clone(&link))
    }

    fn constant(us: u64) -> Link {
        Link::with_latency(Distribution::Constant { us })
    }

    #[test]
    fn a_link_with_a_limit_queues_and_then_drops() {
        let mut narrow = network(Link { per_second: 1_000, queue: 2, ..constant(10) }, &[]);
        let fates: Vec<Fate> = (0..5).map(|_| narrow.send(FlightId(0), A, B, Time(0))).collect();
        let on_time = |ms: u64| Fate::Once(Time(ms * 1000 + 10));
        assert_eq!(
            fates,
            [on_time(1), on_time(2), on_time(3), Fate::Lost(Loss::Full), Fate::Lost(Loss::Full)]
        );
        assert_eq!(narrow.send(FlightId(0), A, B, Time(10_000)), on_time(11));
    }

    #[test]
    fn an_ordered_link_never_overtakes_and_another_does() {
        let wild = Distribution::Uniform { min_us: 0, max_us: 1_000_000 };
        let arrivals = |ordered| {
            let mut net = network(Link { ordered, ..Link::with_latency(wild.clone()) }, &[]);
            (0..100)
                .map(|n| net.send(FlightId(0), A, B, Time(n)))
                .map(|fate| if let Fate::Once(at) = fate { at } else { panic!("{fate:?}") })
                .collect::<Vec<_>>()
        };
        assert!(arrivals(true).is_sorted());
        assert!(!arrivals(false).is_sorted());
    }

    #[test]
    fn the_first_rule_with_an_answer_counts() {
        let drop_second = Exception { from: A, to: B, nth: 1, then: Treatment::Drop };
        let twice_third = Exception { from: A, to: B, nth: 2, then: Treatment::Duplicate { after_us: 500 } };
        let mut net = network(constant(10), &[drop_second, twice_third]);
        let fates = [(); 4].map(|()| net.send(FlightId(0), A, B, Time(0)));
        assert_eq!(
            fates,
            [
                Fate::Once(Time(10)),
                Fate::Lost(Loss::Chosen),
                Fate::Twice(Time(10), Time(510)),
                Fate::Once(Time(10))
            ]
        );
        net.cut(0, Rc::new(Cut::Isolate { node: B }));
        assert_eq!(net.send(FlightId(0), A, B, Time(0)), Fate::Lost(Loss::Cut));
        assert_eq!(net.heal(None), [0]);
        assert_eq!(net.send(FlightId(0), A, B, Time(0)), Fate::Once(Time(10)));
    }

    #[test]
    fn a_slow_node_is_slow_both_ways() {
        let mut net = network(constant(10), &[]);
        net.set_slow(B, 3_000);
        assert_eq!(
            [
                net.send(FlightId(0), A, B, Time(0)),
                net.send(FlightId(0), B, A, Time(0)),
                net.send(FlightId(0), A, NodeId(2), Time(0))
            ],
            [30, 30, 10].map(|us| Fate::Once(Time(us)))
        );
    }
}
