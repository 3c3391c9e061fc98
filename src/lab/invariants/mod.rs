//! What must be true of a run of the bank at every moment, or whenever it is quiet: the records of
//! the [invariants](crate::check::invariant), folded from the trace as the run plays, and
//! from what nodes hold where the cursor stands.
//!
//! | invariant | records come from | file |
//! | --- | --- | --- |
//! | conservation of money | answers; the sums that nodes hold when it is quiet | `answers`, `end` |
//! | no balance below nothing | balances in answers; balances that nodes hold | `answers`, `end` |
//! | joint withdrawals are covered | commands asked for and answered; balances that nodes hold when it is quiet | `answers`, `end` |
//! | convergence when quiet | fingerprints that nodes tell; when nothing is under way | `quiet` |
//! | append-only | what copies show and take back | `entries` |
//! | prefix | what copies show; what their logs hold when it is quiet | `entries`, `judged` |
//! | effects per event | writes taken by copies, effects outside, commands answered, events carried out | `entries`, `answers`, `delivery` |
//! | all or nothing, of chains of steps | steps that nodes tell, by the rows of their own facts; when it is quiet | `steps` |
//! | staleness in ms, in versions | versions that answers rest on | `answers` |
//! | changes and events are the same; a key keeps its order; every event is accounted for | what owners commit, and facts that tell of events | `delivery` |
//! | atomic commitment | votes, decisions and what took effect | here |
//!
//! `judged` says what follows from them, in the words of `promises`.
//!
//! A run that is watched and a run that is judged when it is over are heard by the same machines in
//! the same order, so they are judged alike.

mod answers;
mod delivery;
pub mod end;
mod entries;
mod judged;
mod promises;
pub mod quiet;
mod steps;
mod with_facts;

use self::answers::Answers;
use self::delivery::Delivery;
use self::entries::Entries;
use self::quiet::Quiet;
use self::steps::Steps;
use self::with_facts::WithFacts;
use super::copies::Copies;
use super::experiment::Experiment;
use super::guarantees::Guarantees;
use crate::base::ids::{FactId, NodeId};
use crate::check::invariant::atomic::{self, Atomic};
use crate::check::invariant::convergence::{self, Convergence};
use crate::check::invariant::{Invariant, Names};
use crate::check::sessions::Guarantee;
use crate::sim::cast::Group;
use crate::sim::run::AnyRun;
use crate::sim::trace::{Fact, FactKind};

/// Folds a run fact by fact, and can give its findings at any moment.
#[derive(Clone, Debug)]
pub struct RunMonitor {
    next: u32,
    quiet: Quiet,
    /// Whether the quiet that holds now was noticed already.
    noticed: bool,
    copies: Copies,
    answers: Answers,
    convergence: WithFacts<Convergence>,
    states: Vec<u64>,
    /// Which nodes are in a group of copies that can be compared; not known before the first fact.
    compared: Vec<bool>,
    entries: Entries,
    delivery: Delivery,
    steps: Steps,
    guarantees: Guarantees,
    atomic: WithFacts<Atomic>,
}

impl RunMonitor {
    /// Nothing was heard yet.
    pub fn new(experiment: &Experiment) -> RunMonitor {
        let mut convergence = WithFacts::<Convergence>::default();
        for replica in 0..u32::from(experiment.nodes) {
            convergence.observe(FactId(0), &convergence::Record::Became { replica, state: 0 });
        }
        RunMonitor {
            next: 0,
            quiet: Quiet::new(experiment),
            noticed: false,
            copies: Copies::new(0),
            answers: Answers::new(experiment),
            convergence,
            states: Vec::new(),
            compared: Vec::new(),
            entries: Entries::new(experiment),
            delivery: Delivery::new(experiment),
            steps: Steps::default(),
            guarantees: Guarantees::new(experiment),
            atomic: WithFacts::default(),
        }
    }

    /// Folds the facts that are new, up to this one.
    pub fn catch_up(&mut self, run: &dyn AnyRun, before: u32) {
        for id in (self.next..before).map(FactId) {
            let event = run.fact(id);
            self.observe(id, &event, run);
        }
        self.next = self.next.max(before);
    }

    fn observe(&mut self, id: FactId, event: &Fact, run: &dyn AnyRun) {
        if !self.quiet.is(event.at, run) {
            self.noticed = false;
        } else if !self.noticed {
            self.noticed = true;
            self.convergence.observe(id, &convergence::Record::Quiet);
            self.delivery.quiet(id, run);
        }
        self.quiet.observe(event, run);
        let (replica, node) = (u32::from(event.node.0), event.node.index());
        if self.compared.is_empty() {
            self.meet(run);
        }
        match event.what {
            _ if !self.compared[node] => {}
            FactKind::Became { state } => {
                self.states[node] = state;
                self.convergence.observe(id, &convergence::Record::Became { replica, state });
            }
            FactKind::Crashed { .. } => self.convergence.observe(id, &convergence::Record::Gone { replica }),
            FactKind::Restarted { .. } => self
                .convergence
                .observe(id, &convergence::Record::Became { replica, state: self.states[node] }),
            _ => {}
        }
        match event.what {
            FactKind::Commitment { step, txn } => {
                self.atomic.observe(id, &atomic::Record { node: event.node.0, txn, step });
            }
            FactKind::Crashed { .. } => self.atomic.machine.crashed(event.node.0),
            _ => {}
        }
        self.steps.observe(id, event, run);
        let change = self.copies.observe(id, event, run);
        self.answers.observe(id, event, &self.copies, run);
        self.entries.observe(id, event, &self.copies, change.as_ref(), run);
        self.delivery.observe(id, event, change.as_ref(), run);
        self.guarantees.observe(id, event, &self.copies, change.as_ref(), run);
    }

    /// Learns who holds copies of what: a node that nobody is compared with takes no part in
    /// convergence.
    fn meet(&mut self, run: &dyn AnyRun) {
        let groups: Vec<Group> = run.cast().groups().into_iter().filter(Group::is_compared).collect();
        let is_compared = |node| groups.iter().any(|group| group.members.contains(&node));
        self.compared = (0..run.node_count()).map(|node| is_compared(NodeId(node))).collect();
        self.states = vec![0; self.compared.len()];
        self.copies = Copies::new(run.node_count());
        let names = Names::new(&run.cast().names());
        self.atomic.machine.call(names.clone());
        self.convergence.machine.call(names);
        for replica in
            (0..).zip(&self.compared).filter(|(_, compared)| !**compared).map(|(replica, _)| replica)
        {
            self.convergence.observe(FactId(0), &convergence::Record::Gone { replica });
        }
    }

    /// Whether something is known to be violated already, whatever comes next.
    pub fn is_violated(&self) -> bool {
        [&self.entries.append_only, &self.entries.prefix]
            .into_iter()
            .flat_map(|logs| logs.values())
            .any(|logs| logs.machine.is_violated())
            || self.entries.folded.machine.is_violated()
            || self.entries.outside.machine.is_violated()
            || Guarantee::ALL.into_iter().any(|it| self.guarantees.is_broken(it))
            || self.convergence.machine.is_violated()
            || self.delivery.is_violated()
            || self.atomic.machine.is_violated()
            || self.steps.is_violated()
            || self.answers.balances.machine.is_violated()
            || self.answers.commands_done.machine.is_violated()
    }
}
