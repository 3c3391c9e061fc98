//! PHOLD on `nexosim` 1.0 with one thread. One model plays all nodes and schedules every arrival on
//! itself: a model of its own for each node would cost nexosim a mailbox on top for every message.

use crate::phold::{Hearer, LATENCY, NODES, beginnings, link_lane, next, total};
use nexosim::model::{Context, Model, schedulable};
use nexosim::ports::QuerySource;
use nexosim::simulation::{Mailbox, QueryId, SimInit, Simulation};
use nexosim::time::MonotonicTime;
use serde::{Deserialize, Serialize};
use std::time::Duration;

#[derive(Serialize, Deserialize)]
struct Cluster {
    pending: u32,
    hearers: Vec<Hearer>,
    /// How many messages went over each link.
    sent: Vec<u64>,
    lanes: Vec<u64>,
}

#[Model]
impl Cluster {
    #[nexosim(init)]
    async fn init(&mut self, cx: &Context<Self>, _: &mut ()) {
        for me in 0..NODES {
            for payload in beginnings(me, self.pending) {
                let (to, payload) = next(me, payload);
                self.send(me, to, payload, cx);
            }
        }
    }

    #[nexosim(schedulable)]
    fn arrive(&mut self, (me, payload): (u16, u32), cx: &Context<Self>) {
        let now = cx.time().duration_since(MonotonicTime::EPOCH).as_micros() as u64;
        let (to, payload) = self.hearers[usize::from(me)].enter(me, payload, now);
        self.send(me, to, payload, cx);
    }

    async fn total(&mut self) -> (u64, u64) {
        total(&self.hearers)
    }
}

impl Cluster {
    fn send(&mut self, from: u16, to: u16, payload: u32, cx: &Context<Self>) {
        let link = usize::from(from) * usize::from(NODES) + usize::from(to);
        let takes = LATENCY.sample(eventual::base::chance::Lane(self.lanes[link]), self.sent[link]);
        self.sent[link] += 1;
        cx.schedule_event(Duration::from_micros(takes.0), schedulable!(Self::arrive), (to, payload))
            .expect("every message takes some time");
    }
}

/// A run on nexosim.
pub struct Nexosim {
    simulation: Simulation,
    total: QueryId<(), (u64, u64)>,
}

impl Nexosim {
    /// A run that has not begun.
    pub fn new(pending: u32) -> Nexosim {
        let lanes = (0..NODES).flat_map(|from| (0..NODES).map(move |to| link_lane(from, to).0)).collect();
        let links = usize::from(NODES) * usize::from(NODES);
        let cluster = Cluster {
            pending,
            hearers: vec![Hearer::default(); usize::from(NODES)],
            sent: vec![0; links],
            lanes,
        };
        let mailbox = Mailbox::new();
        let mut bench = SimInit::with_num_threads(1);
        let total = QuerySource::new().connect(Cluster::total, &mailbox).register(&mut bench);
        let simulation = bench
            .add_model(cluster, mailbox, "cluster")
            .init(MonotonicTime::EPOCH)
            .expect("a bench of one model");
        Nexosim { simulation, total }
    }

    /// Goes on up to and including a moment.
    pub fn run_to(&mut self, until_us: u64) {
        let until = MonotonicTime::EPOCH + Duration::from_micros(until_us);
        self.simulation.step_until(until).expect("nothing here fails");
    }

    /// What it came to.
    pub fn total(&mut self) -> (u64, u64) {
        self.simulation.process_query(&self.total, ()).expect("the model answers")
    }
}
