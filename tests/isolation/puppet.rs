//! A protocol that does nothing but what a test tells it: which copy holds which write, who looks
//! at what, who is answered what. So a trace is made by hand.

use eventual::base::digest::{Digest, Stable};
use eventual::base::ids::{AccountId, CommandId, NodeId, OpId};
use eventual::base::text::text;
use eventual::base::time::{Span, Time};
use eventual::domain::{Call, Context, Refusal, Reply, Request};
use eventual::lab::experiment::{Experiment, Pace, Planned};
use eventual::lab::setup;
use eventual::lab::transactions::{Isolation, of_run};
use eventual::protocol::catalog::{Catalog, Entry};
use eventual::protocol::knob::Settings;
use eventual::protocol::manifest::way::Way;
use eventual::protocol::manifest::{Described, Manifest};
use eventual::sim::cast::{Copies, Part, Shape};
use eventual::sim::protocol::{Beat, Label, Layer, Out, Protocol, StateOf};
use eventual::sim::run::{AnyRun, Progress, Target};
use eventual::sim::show::{Lens, VisibleState};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::convert::Infallible;

/// What happens, one thing after the other. Operations are numbered in the order in which they are
/// asked.
#[derive(Clone, Copy, Debug)]
pub enum Do {
    /// A client asks.
    Ask(u32, Call),
    /// The database looks at a version of an account for an operation.
    See(u32, u32, u64),
    /// The database holds a version of an account that an operation made, from here on.
    Put(u32, u32, u64),
    /// A transaction at the database writes a version of an account for an operation, which is not
    /// committed yet.
    Write(u32, u32, u64),
    /// The transaction of an operation ends without effect.
    Abort(u32),
    /// The database holds only so many writes any more.
    Keep(u32),
    /// An operation is answered that it is done.
    Done(u32),
    /// An operation is refused.
    Refuse(u32, Refusal),
}

thread_local! {
    static STORY: RefCell<Vec<Do>> = const { RefCell::new(Vec::new()) };
    /// The command of each operation, as the world gave it.
    static COMMANDS: RefCell<BTreeMap<OpId, CommandId>> = const { RefCell::new(BTreeMap::new()) };
}

const STEP: u64 = 10_000;
const DATABASE: NodeId = NodeId(3);

#[derive(Clone, PartialEq, Debug)]
struct Puppet;

#[derive(Clone, Debug)]
struct Config;

impl From<&Settings> for Config {
    fn from(_: &Settings) -> Config {
        Config
    }
}

impl Described for Puppet {
    const MANIFEST: Manifest = Manifest {
        name: "puppet",
        title: text("Puppet", "木偶"),
        summary: text("It does as it is told.", "让它做什么就做什么。"),
        way: Way::ShareOne,
        cost: text("A hand.", "一只手。"),
        invitation: text("Tell it.", "告诉它。"),
        knobs: &[],
        orders: &[],
        timers: &[],
        parts: |_, _| vec![Part { name: text("Database", "数据库"), shape: Shape::Database }],
        copies: |_| Copies::At(0),
        promises: &[],
        demos: &[],
    };
}

#[derive(Clone, PartialEq, Debug)]
struct Message;

impl Stable for Message {
    fn feed(&self, _: &mut Digest) {}
}

impl Protocol for Puppet {
    type Config = Config;
    type Volatile = ();
    type Durable = ();
    type Message = Message;
    type Timer = u32;
    type OwnFact = Infallible;

    fn start(_: &mut StateOf<Self>, out: &mut Out<'_, Self>) {
        let count = STORY.with_borrow(|story| story.len() as u32);
        (0..count).for_each(|nth| out.set_timer(nth, Span(u64::from(nth + 1) * STEP)));
    }

    fn on_request(_: &mut StateOf<Self>, request: Request, _: &mut Out<'_, Self>) {
        COMMANDS.with_borrow_mut(|commands| commands.insert(request.op, request.command));
    }

    fn on_message(_: &mut StateOf<Self>, _: NodeId, _: &Message, _: &mut Out<'_, Self>) {}

    fn on_timer(_: &mut StateOf<Self>, nth: u32, out: &mut Out<'_, Self>) {
        let (told, at_database) = (STORY.with_borrow(|story| story[nth as usize]), out.me() == DATABASE);
        match told {
            Do::See(op, key, version) if at_database => {
                out.observed(Layer::State, OpId(op), AccountId(key), version)
            }
            Do::Put(op, key, version) if at_database => {
                let command = COMMANDS.with_borrow(|commands| commands[&OpId(op)]);
                out.installed(Layer::State, command, AccountId(key), version);
            }
            Do::Write(op, key, version) if at_database => {
                let command = COMMANDS.with_borrow(|commands| commands[&OpId(op)]);
                out.wrote(OpId(op), command, AccountId(key), version);
            }
            Do::Abort(op) if at_database => out.aborted(OpId(op)),
            Do::Keep(keep) if at_database => out.removed(Layer::State, keep),
            Do::Done(op) if out.me() == home(op) => out.reply(OpId(op), Reply::done(0, Context::default())),
            Do::Refuse(op, why) if out.me() == home(op) => out.reply(OpId(op), Reply::Refused(why)),
            _ => {}
        }
    }

    fn fingerprint(_: &StateOf<Self>) -> u64 {
        0
    }

    fn settles(_: &Config) -> Span {
        Span::ZERO
    }

    fn inspect(_: &Config, _: NodeId, _: &StateOf<Self>, _: &Lens) -> VisibleState {
        VisibleState { role: text("puppet", "木偶"), leads: false, epoch: 0, sections: Vec::new() }
    }

    fn describe(_: &Message) -> Label {
        Label { name: text("nothing", "无"), gist: String::new(), carries_state: false, beat: Beat::No }
    }

    fn timer_number(timer: &u32) -> u32 {
        *timer
    }
}

const CATALOG: Catalog = Catalog(&[Entry::of::<Puppet>()]);

/// The service at which an operation is asked.
fn home(op: u32) -> NodeId {
    NodeId((op % 3) as u16)
}

/// A run in which this happens, folded to its end, and what its transactions show.
pub fn told(story: &[Do]) -> (Box<dyn AnyRun>, Isolation) {
    STORY.set(story.to_vec());
    let mut experiment = Experiment::first(CATALOG.find("puppet").expect("its own catalogue has it"));
    let asked = (1..).zip(story).filter_map(|(at, it)| {
        if let Do::Ask(client, call) = it { Some((at, *client, *call)) } else { None }
    });
    let planned = |(op, (at, client, call)): (u32, (u64, u32, Call))| Planned {
        at: Time(at * STEP),
        client: eventual::base::ids::ClientId(client),
        node: Some(home(op)),
        call,
        command: None,
    };
    experiment.workload.clients = 4;
    experiment.workload.pace = Pace::List { operations: (0..).zip(asked).map(planned).collect() };
    experiment.workload.retries = 0;
    experiment.workload.timeout_us = 1_000_000;
    experiment.duration_us = 2_000_000;
    let mut run = setup::open_in(CATALOG, &experiment, &[]);
    while run.advance(100_000) == Progress::More {}
    run.seek(Target::Time(run.until()));
    let isolation = of_run(&experiment, run.as_ref()).expect("a short run");
    (run, isolation)
}
