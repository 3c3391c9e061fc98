//! What must be true of a run of the bank at every moment, or whenever it is quiet: the records of the seven [invariants](crate::check::invariant), folded from the trace
//! as the run plays, and from what nodes hold where the cursor stands.
//!
//! | invariant | records come from | file |
//! | --- | --- | --- |
//! | conservation of money | answers; the sums that nodes hold when it is quiet | `answers`, `end` |
//! | no balance below nothing | balances in answers; balances that nodes hold | `answers`, `end` |
//! | convergence when quiet | fingerprints that nodes tell; when nothing is under way | `quiet` |
//! | append-only | what replicas show and take back | `entries` |
//! | prefix | what replicas show; the lines that they hold when it is quiet | `entries`, `end` |
//! | effects per event | events folded, effects outside, commands answered | `entries`, `answers` |
//! | staleness in ms, in versions | versions in answers | `answers` |
//!
//! `judged` says what follows from them, in the words of `promises`.
//!
//! A run that is watched and a run that is judged when it is over are heard by the same machines in the same order, so they are judged alike.

mod answers;
mod booked;
mod end;
mod entries;
mod judged;
mod promises;
mod quiet;

use self::answers::Answers;
use self::booked::Booked;
use self::entries::Entries;
use self::quiet::Quiet;
use super::experiment::Experiment;
use super::guarantees::Guarantees;
use super::shown::{Shown, Telling};
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
    answers: Answers,
    convergence: Booked<Convergence>,
    states: Vec<u64>,
    /// Which nodes are in a group of copies that can be compared; not known before the first fact.
    compared: Vec<bool>,
    /// What replicas show, where the protocol tells it.
    shown: Option<(Shown, Entries, Guarantees)>,
}

impl Watching {
    /// Nothing was heard yet.
    pub fn new(experiment: &Experiment) -> Watching {
        let mut convergence = Booked::<Convergence>::default();
        for replica in 0..u32::from(experiment.nodes) {
            convergence.hear(FactId(0), &convergence::Record::Became { replica, state: 0 });
        }
        let told = |telling| (Shown::new(telling, experiment), Entries::new(telling, experiment), Guarantees::new(experiment));
        Watching {
            next: 0,
            quiet: Quiet::new(experiment),
            noticed: false,
            answers: Answers::new(experiment),
            convergence,
            states: Vec::new(),
            compared: Vec::new(),
            shown: Telling::of(experiment).map(told),
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
        self.answers.hear(id, event, session);
        if let Some((shown, entries, guarantees)) = &mut self.shown {
            let change = shown.hear(event, session);
            entries.hear(id, event, shown, change, session);
            guarantees.hear(id, event, shown, change, session);
        }
    }

    /// Learns who holds copies of what: a node that nobody is compared with takes no part in convergence.
    fn meet(&mut self, session: &dyn Session) {
        let groups: Vec<Group> = session.cast().groups().into_iter().filter(Group::is_compared).collect();
        let is_compared = |node| groups.iter().any(|group| group.members.contains(&node));
        self.compared = (0..session.node_count()).map(|node| is_compared(NodeId(node))).collect();
        self.states = vec![0; self.compared.len()];
        for replica in (0..).zip(&self.compared).filter(|(_, compared)| !**compared).map(|(replica, _)| replica) {
            self.convergence.hear(FactId(0), &convergence::Record::Gone { replica });
        }
    }

    /// Whether something is known to be violated already, whatever comes next.
    pub fn is_violated(&self) -> bool {
        let entries = self.shown.as_ref().is_some_and(|(_, entries, guarantees)| {
            entries.append_only.machine.is_violated()
                || entries.prefix.values().any(|logs| logs.machine.is_violated())
                || entries.folded.machine.is_violated()
                || entries.outside.machine.is_violated()
                || Guarantee::ALL.into_iter().any(|it| guarantees.is_broken(it))
        });
        entries
            || self.convergence.machine.is_violated()
            || self.answers.balances.machine.is_violated()
            || self.answers.wishes.machine.is_violated()
    }
}
