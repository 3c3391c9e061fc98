//! What must be true of a run of the bank at every moment, or whenever it is quiet: the records of the seven [invariants](crate::check::invariant), folded from the trace
//! as the run plays, and from what nodes hold where the cursor stands.
//!
//! | invariant | records come from | file |
//! | --- | --- | --- |
//! | conservation of money | answers; the sums that nodes hold when it is quiet | `answers`, `end` |
//! | no balance below nothing | balances in answers; balances that nodes hold | `answers`, `end` |
//! | convergence when quiet | fingerprints that nodes tell; when nothing is under way | `quiet` |
//! | append-only | what copies show and take back | `entries` |
//! | prefix | what copies show; what their logs hold when it is quiet | `entries`, `judged` |
//! | effects per event | writes taken by copies, effects outside, commands answered | `entries`, `answers` |
//! | staleness in ms, in versions | versions that answers rest on | `answers` |
//!
//! `judged` says what follows from them, in the words of `promises`.
//!
//! A run that is watched and a run that is judged when it is over are heard by the same machines in the same order, so they are judged alike.

mod answers;
mod booked;
pub mod end;
mod entries;
mod judged;
mod promises;
pub mod quiet;

use self::answers::Answers;
use self::booked::Booked;
use self::entries::Entries;
use self::quiet::Quiet;
use super::copies::Copies;
use super::experiment::Experiment;
use super::guarantees::Guarantees;
use crate::base::ids::{FactId, NodeId};
use crate::check::invariant::Invariant;
use crate::check::invariant::convergence::{self, Convergence};
use crate::check::sessions::Guarantee;
use crate::sim::cast::Group;
use crate::sim::session::Session;
use crate::sim::trace::{TraceEvent, What};

/// Watches a run: hears every fact once, and can say at any moment what is to be said of what it heard.
#[derive(Clone, Debug)]
pub struct Watching {
    next: u32,
    quiet: Quiet,
    /// Whether the quiet that holds now was noticed already.
    noticed: bool,
    copies: Copies,
    answers: Answers,
    convergence: Booked<Convergence>,
    states: Vec<u64>,
    /// Which nodes are in a group of copies that can be compared; not known before the first fact.
    compared: Vec<bool>,
    entries: Entries,
    guarantees: Guarantees,
}

impl Watching {
    /// Nothing was heard yet.
    pub fn new(experiment: &Experiment) -> Watching {
        let mut convergence = Booked::<Convergence>::default();
        for replica in 0..u32::from(experiment.nodes) {
            convergence.hear(FactId(0), &convergence::Record::Became { replica, state: 0 });
        }
        Watching {
            next: 0,
            quiet: Quiet::new(experiment),
            noticed: false,
            copies: Copies::new(0),
            answers: Answers::new(experiment),
            convergence,
            states: Vec::new(),
            compared: Vec::new(),
            entries: Entries::new(experiment),
            guarantees: Guarantees::new(experiment),
        }
    }

    /// Hears the facts that are new, up to this one.
    pub fn catch_up(&mut self, session: &dyn Session, before: u32) {
        for id in (self.next..before).map(FactId) {
            let event = session.fact(id);
            self.hear(id, &event, session);
        }
        self.next = self.next.max(before);
    }

    fn hear(&mut self, id: FactId, event: &TraceEvent, session: &dyn Session) {
        if !self.quiet.is(event.at, session) {
            self.noticed = false;
        } else if !self.noticed {
            self.noticed = true;
            self.convergence.hear(id, &convergence::Record::Quiet);
        }
        self.quiet.hear(event, session);
        let (replica, node) = (u32::from(event.node.0), event.node.index());
        if self.compared.is_empty() {
            self.meet(session);
        }
        match event.what {
            _ if !self.compared[node] => {}
            What::Became { state } => {
                self.states[node] = state;
                self.convergence.hear(id, &convergence::Record::Became { replica, state });
            }
            What::Crashed { .. } => self.convergence.hear(id, &convergence::Record::Gone { replica }),
            What::Restarted { .. } => self.convergence.hear(id, &convergence::Record::Became { replica, state: self.states[node] }),
            _ => {}
        }
        let change = self.copies.observe(id, event, session);
        self.answers.hear(id, event, &self.copies, session);
        self.entries.observe(id, event, &self.copies, change.as_ref(), session);
        self.guarantees.observe(id, event, &self.copies, change.as_ref(), session);
    }

    /// Learns who holds copies of what: a node that nobody is compared with takes no part in convergence.
    fn meet(&mut self, session: &dyn Session) {
        let groups: Vec<Group> = session.cast().groups().into_iter().filter(Group::is_compared).collect();
        let is_compared = |node| groups.iter().any(|group| group.members.contains(&node));
        self.compared = (0..session.node_count()).map(|node| is_compared(NodeId(node))).collect();
        self.states = vec![0; self.compared.len()];
        self.copies = Copies::new(session.node_count());
        for replica in (0..).zip(&self.compared).filter(|(_, compared)| !**compared).map(|(replica, _)| replica) {
            self.convergence.hear(FactId(0), &convergence::Record::Gone { replica });
        }
    }

    /// Whether something is known to be violated already, whatever comes next.
    pub fn is_violated(&self) -> bool {
        self.entries.append_only.machine.is_violated()
            || self.entries.prefix.values().any(|logs| logs.machine.is_violated())
            || self.entries.folded.machine.is_violated()
            || self.entries.outside.machine.is_violated()
            || Guarantee::ALL.into_iter().any(|it| self.guarantees.is_broken(it))
            || self.convergence.machine.is_violated()
            || self.answers.balances.machine.is_violated()
            || self.answers.wishes.machine.is_violated()
    }
}
