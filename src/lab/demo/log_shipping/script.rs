//! How a demo is written down: an experiment without chance, and what happens when.

use crate::base::distribution::Distribution;
use crate::base::ids::{AccountId, ClientId, CommandId, FactId, NodeId};
use crate::base::time::Time;
use crate::domain::{Amount, Call};
use crate::lab::demo::To;
use crate::lab::experiment::{Experiment, Pace, Planned};
use crate::sim::fault::Cut;
use crate::sim::input::{Action, Input};
use crate::sim::network::Link;
use crate::sim::session::Session;
use crate::sim::show::Lens;
use crate::sim::trace::What;

pub(super) const ALICE: AccountId = AccountId(0);
pub(super) const BOB: AccountId = AccountId(1);

/// The orders of the protocol, by their place in its list.
const PROMOTE: u32 = 0;

/// An experiment that is being written down. Times are in milliseconds.
pub(super) struct Script(Experiment);

/// Three nodes, three accounts, every message takes 40 ms, and nobody asks anything but what is written down.
pub(super) fn script(duration_ms: u64) -> Script {
    let Some(mut experiment) = Experiment::of("log-shipping") else { unreachable!("log shipping is in the catalogue") };
    experiment.duration_us = duration_ms * 1000;
    experiment.network.link = Link::with_latency(Distribution::Constant { us: 40_000 });
    experiment.workload.pace = Pace::List { operations: Vec::new() };
    experiment.workload.until_us = duration_ms * 1000;
    Script(experiment)
}

impl Script {
    /// The experiment.
    pub fn done(self) -> Experiment {
        self.0
    }

    /// Sets a knob.
    pub fn set(mut self, knob: &str, to: To) -> Script {
        self.0.set(knob, to.setting());
        self
    }

    /// How long clients wait, and how often they ask again.
    pub fn clients(mut self, timeout_ms: u64, retries: u8) -> Script {
        (self.0.workload.timeout_us, self.0.workload.retries) = (timeout_ms * 1000, retries);
        self
    }

    /// How long a write takes to reach a disk.
    pub fn disk(mut self, ms: u64) -> Script {
        self.0.disk = Distribution::Constant { us: ms * 1000 };
        self
    }

    /// A client asks a node something.
    pub fn ask(self, ms: u64, client: u32, node: u16, call: Call) -> Script {
        self.plan(ms, client, node, call, None)
    }

    /// A client asks something that it may ask again: the same command is the same wish.
    pub fn click(self, ms: u64, client: u32, node: u16, call: Call, command: u32) -> Script {
        self.plan(ms, client, node, call, Some(CommandId(command)))
    }

    fn plan(mut self, ms: u64, client: u32, node: u16, call: Call, command: Option<CommandId>) -> Script {
        if let Pace::List { operations } = &mut self.0.workload.pace {
            operations.push(Planned { at: Time(ms * 1000), client: ClientId(client), node: Some(NodeId(node)), call, command });
        }
        self
    }

    /// Something happens.
    pub fn at(mut self, ms: u64, action: Action) -> Script {
        self.0.faults.push(Input { at: Time(ms * 1000), step: 0, action });
        self
    }

    /// A node is cut off from the others for a time.
    pub fn isolate(self, from_ms: u64, to_ms: u64, node: u16) -> Script {
        self.at(from_ms, Action::Cut { cut: Cut::Isolate { node: NodeId(node) }, heal_at: Some(Time(to_ms * 1000)) })
    }

    /// A node stops.
    pub fn crash(self, ms: u64, node: u16) -> Script {
        self.at(ms, Action::Crash { node: NodeId(node), torn: false })
    }

    /// A node starts again.
    pub fn restart(self, ms: u64, node: u16) -> Script {
        self.at(ms, Action::Restart { node: NodeId(node), version: None })
    }

    /// An operator makes a node primary.
    pub fn promote(self, ms: u64, node: u16) -> Script {
        self.at(ms, Action::Order { node: NodeId(node), order: PROMOTE, about: 0 })
    }
}

pub(super) fn deposit(account: AccountId, amount: Amount) -> Call {
    Call::Deposit { account, amount }
}

pub(super) fn withdraw(account: AccountId, amount: Amount) -> Call {
    Call::Withdraw { account, amount }
}

pub(super) fn read(account: AccountId) -> Call {
    Call::Read { account }
}

/// The balances that reads were answered with, in the order of the answers.
pub(super) fn balances_read(session: &dyn Session) -> Vec<Amount> {
    let facts = (0..session.fact_count()).map(|id| session.fact(FactId(id)).what);
    let answered = facts.filter_map(|what| match what {
        What::Returned { op, reply, .. } if session.operation(op).request.call.is_read() => session.answer(reply),
        _ => None,
    });
    answered.filter_map(|answer| answer.reply.balance()).collect()
}

/// Whether somebody read less than was read before, though nobody took anything out.
pub(super) fn money_vanished_between_reads(session: &dyn Session) -> bool {
    !balances_read(session).is_sorted()
}

/// A balance as a node shows it at the cursor.
pub(super) fn balance(session: &dyn Session, node: u16, account: AccountId) -> Option<Amount> {
    let lens = Lens { rows: 0..0, accounts: account.0..account.0 + 1, only: None };
    session.inspect(NodeId(node), &lens).balances()?.rows.first().map(|it| it.balance)
}
