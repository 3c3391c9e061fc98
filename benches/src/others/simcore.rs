//! PHOLD on `simcore` 0.1 (callbacks, no tracing of its own): a component for each node, an event
//! for each message.

use crate::phold::{Hearer, LATENCY, NODES, beginnings, link_lane, next, total};
use eventual::base::chance::Lane;
use serde::Serialize;
use simcore::{Event, EventHandler, Simulation, SimulationContext, cast};
use std::cell::RefCell;
use std::rc::Rc;

#[derive(Clone, Serialize)]
struct Message {
    payload: u32,
}

struct Node {
    me: u16,
    context: SimulationContext,
    hearer: Hearer,
    /// The draws of the links from here, and how many were used.
    links: Vec<(Lane, u64)>,
}

impl Node {
    fn send(&mut self, to: u16, payload: u32) {
        let (lane, nth) = &mut self.links[usize::from(to)];
        let takes = LATENCY.sample(*lane, *nth);
        *nth += 1;
        // Whole microseconds are exact in a float for longer than any run here.
        self.context.emit(Message { payload }, u32::from(to), takes.0 as f64);
    }
}

impl EventHandler for Node {
    fn on(&mut self, event: Event) {
        let now = event.time as u64;
        cast!(match event.data {
            Message { payload } => {
                let (to, payload) = self.hearer.enter(self.me, payload, now);
                self.send(to, payload);
            }
        })
    }
}

/// A run on simcore.
pub struct Simcore {
    simulation: Simulation,
    nodes: Vec<Rc<RefCell<Node>>>,
}

impl Simcore {
    /// A run that has not begun.
    pub fn new(pending: u32) -> Simcore {
        let mut simulation = Simulation::new(0);
        let nodes: Vec<Rc<RefCell<Node>>> = (0..NODES)
            .map(|me| {
                let name = me.to_string();
                let links = (0..NODES).map(|to| (link_lane(me, to), 0)).collect();
                let node = Rc::new(RefCell::new(Node {
                    me,
                    context: simulation.create_context(&name),
                    hearer: Hearer::default(),
                    links,
                }));
                assert_eq!(simulation.add_handler(&name, node.clone()), u32::from(me));
                node
            })
            .collect();
        for node in &nodes {
            let mut node = node.borrow_mut();
            for payload in beginnings(node.me, pending) {
                let (to, payload) = next(node.me, payload);
                node.send(to, payload);
            }
        }
        Simcore { simulation, nodes }
    }

    /// Goes on up to and including a moment.
    pub fn run_to(&mut self, until_us: u64) {
        self.simulation.step_until_time(until_us as f64);
    }

    /// What it came to.
    pub fn total(&self) -> (u64, u64) {
        let hearers: Vec<Hearer> = self.nodes.iter().map(|node| node.borrow().hearer).collect();
        total(&hearers)
    }
}
