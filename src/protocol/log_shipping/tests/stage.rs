//! A small stage: three nodes, three accounts, a network without chance, and a script of what happens when.

use crate::base::chance::Chance;
use crate::base::distribution::Distribution;
use crate::base::ids::{AccountId, ClientId, CommandId, NodeId, OpId};
use crate::base::time::Time;
use crate::domain::{Amount, Call};
use crate::protocol::knob::{Setting, Settings};
use crate::protocol::log_shipping::{Config, LogShipping};
use crate::sim::client::{Pace, Planned, Workload};
use crate::sim::fault::{Cut, Exception, Then};
use crate::sim::input::{Action, Input};
use crate::sim::network::Link;
use crate::sim::protocol::{Inspection, Lens};
use crate::sim::session::{Progress, Session, Setup, Tape, Target};
use crate::sim::trace::{Outcome, What, Word};
use crate::sim::world::Plan;
use std::rc::Rc;

pub const ALICE: AccountId = AccountId(0);
pub const BOB: AccountId = AccountId(1);
pub const GENESIS: [Amount; 3] = [500, 300, 200];

pub struct Script {
    pub settings: Settings,
    pub nodes: u16,
    pub seed: u64,
    pub inputs: Vec<Input>,
    pub exceptions: Vec<Exception>,
    pub listed: Vec<Planned>,
    pub workload: Option<Workload>,
    pub link: Link,
    pub disk: Distribution,
    pub until_ms: u64,
}

pub fn node(id: u16) -> NodeId {
    NodeId(id)
}

pub fn name(name: &str) -> Setting {
    Setting::Choice(name.to_owned())
}

impl Script {
    pub fn new() -> Script {
        Script {
            settings: Settings::default(),
            nodes: 3,
            seed: 1,
            inputs: Vec::new(),
            exceptions: Vec::new(),
            listed: Vec::new(),
            workload: None,
            link: Link::with_latency(Distribution::Constant { us: 10_000 }),
            disk: Distribution::Constant { us: 2_000 },
            until_ms: 3_000,
        }
    }

    pub fn set(mut self, knob: &str, setting: Setting) -> Script {
        self.settings.0.insert(knob.to_owned(), setting);
        self
    }

    pub fn number(self, knob: &str, number: u64) -> Script {
        self.set(knob, Setting::Number(number))
    }

    pub fn at(mut self, ms: u64, action: Action) -> Script {
        self.inputs.push(Input { at: Time(ms * 1000), step: 0, action });
        self
    }

    pub fn ask(self, ms: u64, id: u16, call: Call) -> Script {
        self.at(ms, Action::Submit { node: node(id), call, command: None })
    }

    pub fn deposit(self, ms: u64, id: u16, account: AccountId, amount: Amount) -> Script {
        self.ask(ms, id, Call::Deposit { account, amount })
    }

    pub fn read(self, ms: u64, id: u16, account: AccountId) -> Script {
        self.ask(ms, id, Call::Read { account })
    }

    pub fn isolate(self, from_ms: u64, to_ms: u64, id: u16) -> Script {
        self.at(from_ms, Action::Cut { cut: Cut::Isolate { node: node(id) }, heal_at: Some(Time(to_ms * 1000)) })
    }

    pub fn crash(self, ms: u64, id: u16) -> Script {
        self.at(ms, Action::Crash { node: node(id), torn: false })
    }

    pub fn restart(self, ms: u64, id: u16) -> Script {
        self.at(ms, Action::Restart { node: node(id), version: None })
    }

    pub fn promote(self, ms: u64, id: u16) -> Script {
        self.at(ms, Action::Order { node: node(id), order: 0, about: 0 })
    }

    pub fn demote(self, ms: u64, id: u16) -> Script {
        self.at(ms, Action::Order { node: node(id), order: 1, about: 0 })
    }

    /// What a session does: it remembers what it has seen.
    pub fn session(mut self, ms: u64, id: u16, call: Call) -> Script {
        self.listed.push(Planned { at: Time(ms * 1000), client: ClientId(0), node: Some(node(id)), call, command: None });
        self
    }

    pub fn except(mut self, from: u16, to: u16, nth: u32, then: Then) -> Script {
        self.exceptions.push(Exception { from: node(from), to: node(to), nth, then });
        self
    }

    pub fn tape(&self) -> Tape<LogShipping> {
        let link = Rc::new(self.link.clone());
        let listed = Workload {
            homes: vec![NodeId(0)],
            pace: Pace::Listed(self.listed.clone().into()),
            account_weights: [1, 2, 3].into(),
            ..Workload::none()
        };
        let setup = Setup {
            chance: Chance::new(self.seed),
            nodes: self.nodes,
            genesis: GENESIS.into(),
            disk: self.disk.clone(),
            workload: self.workload.clone().unwrap_or(listed),
            clocks: Vec::new(),
            links: vec![link; usize::from(self.nodes) * usize::from(self.nodes)],
            exceptions: self.exceptions.clone().into(),
        };
        let config = Config::from(&self.settings);
        Tape::new(Rc::new(Plan { setup, config }), self.inputs.clone(), Time(self.until_ms * 1000))
    }

    pub fn until(mut self, ms: u64) -> Script {
        self.until_ms = ms;
        self
    }

    pub fn run(&self) -> Run {
        let mut tape = self.tape();
        while tape.advance(10_000) == Progress::More {}
        tape.seek(Target::Time(Time(self.until_ms * 1000)));
        Run(tape)
    }
}

/// A run at its end.
pub struct Run(pub Tape<LogShipping>);

impl Run {
    /// How the operation with this number ended: its outcome, and the balance it was told.
    pub fn ended(&self, op: u32) -> (Outcome, Option<Amount>) {
        let returned = self.0.trace().facts_from(0).find_map(|(_, fact)| match fact.what {
            What::Returned { op: of, outcome, reply } if of == OpId(op) => Some((outcome, reply)),
            _ => None,
        });
        let Some((outcome, reply)) = returned else { return (Outcome::Info, None) };
        let balance = self.0.trace().answer(reply).and_then(|answer| answer.reply.balance());
        (outcome, balance)
    }

    /// When the operation ended, in microseconds.
    pub fn ended_at(&self, op: u32) -> Option<u64> {
        let mut facts = self.0.trace().facts_from(0);
        facts.find_map(|(_, fact)| matches!(fact.what, What::Returned { op: of, .. } if of == OpId(op)).then_some(fact.at.0))
    }

    /// What nodes told about themselves with one word.
    pub fn notes(&self, word: Word) -> Vec<(u16, u32, u32)> {
        let noted = self.0.trace().facts_from(0).filter_map(|(_, fact)| match fact.what {
            What::Noted { word: said, a, b } if said == word => Some((fact.node.0, a, b)),
            _ => None,
        });
        noted.collect()
    }

    /// How a node looks at the end.
    pub fn look(&self, id: u16) -> Inspection {
        self.0.inspect(node(id), &Lens { rows: 0..1000, accounts: 0..10, only: None })
    }

    /// A balance as a node sees it at the end.
    pub fn balance(&self, id: u16, account: AccountId) -> Amount {
        self.look(id).balances[account.index()].balance
    }

    /// Whether all nodes are in the same state with the same log at the end.
    pub fn agree(&self) -> bool {
        let world = self.0.world();
        let mut nodes = (0..world.node_count()).map(|id| world.state(NodeId(id)));
        let Some(first) = nodes.next() else { return true };
        let same = |it: &crate::sim::protocol::StateOf<LogShipping>| {
            it.durable.ledger == first.durable.ledger
                && it.volatile.applied == first.volatile.applied
                && it.volatile.bank.fingerprint() == first.volatile.bank.fingerprint()
        };
        nodes.all(same)
    }
}

/// A command with a name, for double clicks.
pub fn named(command: u32) -> Option<CommandId> {
    Some(CommandId(command))
}
