//! The stage of the stories: three nodes, three accounts, a message takes 10 ms, a write 2 ms,
//! nothing is left to chance; and what is looked at when the run is over.

use crate::base::ids::{AccountId, NodeId};
use crate::domain::Amount;
use crate::lab::experiment::Experiment;
use crate::lab::script;
use crate::lab::script::told::Told as _;
use crate::protocol::log_shipping::LogShipping;
use crate::sim::input::Input;
use crate::sim::run::Run;
use crate::sim::show::{Log, VisibleState};
use crate::sim::trace::Outcome;

pub use crate::protocol::log_shipping::OwnFact;

pub use crate::lab::script::{ALICE, BOB, Script, deposit, message, read, transfer, withdraw};

/// A story of three seconds.
pub fn story() -> Script {
    Script::default().lasts(3_000).latency(10).patience(1_000, 0)
}

pub fn node(id: u16) -> NodeId {
    NodeId(id)
}

/// What is played: a script, or an experiment that was made of one.
pub trait Play {
    fn experiment(&self) -> Experiment;

    /// Its run with more inputs, folded to its end.
    fn run_with(&self, inputs: &[Input]) -> Played {
        Played(script::run(&self.experiment(), inputs))
    }

    /// Its run, folded to its end.
    fn run(&self) -> Played {
        self.run_with(&[])
    }
}

impl Play for Script {
    fn experiment(&self) -> Experiment {
        script::experiment("log-shipping", self)
    }
}

impl Play for Experiment {
    fn experiment(&self) -> Experiment {
        self.clone()
    }
}

/// A run at its end.
pub struct Played(pub Run<LogShipping>);

impl Played {
    /// How the operation with this number ended: its outcome, and the balance it was told.
    pub fn ended(&self, op: u32) -> (Outcome, Option<Amount>) {
        self.0.ended(op)
    }

    /// When the operation ended, in microseconds.
    pub fn ended_at(&self, op: u32) -> Option<u64> {
        self.0.ended_at(op)
    }

    /// What nodes told about themselves with this fact.
    pub fn notes(&self, fact: OwnFact) -> Vec<(u16, u32, u32)> {
        self.0.notes(fact).into_iter().map(|it| (it.node, it.a, it.b)).collect()
    }

    /// How a node looks at the end.
    pub fn look(&self, id: u16) -> VisibleState {
        self.0.shows(id)
    }

    /// The log of a node at the end.
    pub fn log(&self, id: u16) -> Log {
        self.look(id).log().cloned().expect("every node has a log")
    }

    /// The sum of all balances as a node sees it at the end.
    pub fn total(&self, id: u16) -> Amount {
        self.look(id).balances().expect("every node has balances").total
    }

    /// A balance as a node sees it at the end.
    pub fn balance(&self, id: u16, account: AccountId) -> Amount {
        self.look(id).balances().expect("every node has balances").rows[account.index()].balance
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
