//! Stories through one door: scripts. Three services; alice (500) lives at service 0, bob (300) at
//! 1, carol (200) at 2. A message takes 10 ms, a write 1 ms.

mod beside;
mod convergence;
mod delivery;
mod names;
mod past;
mod replay;
mod reports;
mod upgrade;
mod writing;

use super::{EventSourcing, OwnFact};
use crate::base::ids::{AccountId, NodeId, OpId};
use crate::base::time::Time;
use crate::domain::{Amount, Call, Refusal, Reply};
use crate::lab::experiment::Experiment;
use crate::lab::script::told::Told as _;
use crate::lab::script::{self, ALICE, BOB, CAROL, Script, deposit, message, read, transfer, withdraw};
use crate::lab::verdicts::Verdict;
use crate::sim::run::{AnyRun, Run, Target};
use crate::sim::show::{Lens, Log, VisibleState};
use crate::sim::trace::FactKind;

const MS: u64 = 1_000;

/// A run that is over, or stands at a moment.
pub(super) struct Played(Run<EventSourcing>, Experiment);

/// A story of two seconds.
pub(super) fn story() -> Script {
    Script::default().lasts(2_000).latency(10).disk(1).patience(1_000, 0)
}

/// What is played: a script, or an experiment that was made of one.
pub(super) trait Play {
    fn experiment(&self) -> Experiment;

    /// Its run, folded to its end.
    fn run(&self) -> Played {
        let experiment = self.experiment();
        Played(script::run(&experiment, &[]), experiment)
    }
}

impl Play for Script {
    fn experiment(&self) -> Experiment {
        script::experiment("event-sourcing", self)
    }
}

impl Play for Experiment {
    fn experiment(&self) -> Experiment {
        self.clone()
    }
}

impl Played {
    pub(super) fn at(mut self, ms: u64) -> Played {
        self.0.stand_at(ms);
        self
    }

    fn inspect(&self, node: u16) -> VisibleState {
        self.0.shows(node)
    }

    pub(super) fn log(&self, node: u16) -> Log {
        self.inspect(node).log().cloned().expect("a service has a log")
    }

    /// What is said of an invariant.
    fn verdict(&self, model: &str) -> Verdict {
        let mut run: Run<EventSourcing> = script::run(&self.1, &[]);
        let receipt = crate::lab::receipt::receipt(&self.1, &mut run);
        receipt.verdicts.iter().find(|it| it.model == model).map(|it| it.verdict).expect("judged")
    }

    /// What each service takes the balance of an account to be.
    fn balances(&self, account: AccountId) -> Vec<Amount> {
        (0..self.0.node_count()).map(|node| self.0.shows_balance(node, account)).collect()
    }

    pub(super) fn totals(&self) -> Vec<Amount> {
        (0..self.0.node_count())
            .map(|node| self.inspect(node).balances().map_or(0, |held| held.total))
            .collect()
    }

    /// Whether all services have the same seal.
    fn agree(&self) -> bool {
        let seal = |node| self.0.node(NodeId(node)).fingerprint;
        (1..self.0.node_count()).all(|node| seal(node) == seal(0))
    }

    /// What clients were told, operation by operation; nothing where nobody was.
    fn replies(&self) -> Vec<Option<Told>> {
        self.0.replies().iter().map(|reply| reply.as_ref().map(told)).collect()
    }

    /// The `a` and `b` of every such fact, with the node.
    fn notes(&self, wanted: OwnFact) -> Vec<(u16, u32, u32)> {
        self.0.notes(wanted).into_iter().map(|it| (it.node, it.a, it.b)).collect()
    }

    /// What left for the outside world: from which service, what, and for how many times.
    pub(super) fn outside(&self) -> Vec<(u16, u32, u32)> {
        let facts = self.0.trace().facts_from(0).map(|(_, fact)| fact);
        facts
            .filter_map(|fact| {
                if let FactKind::Outside { effect, times } = fact.what {
                    Some((fact.node.0, effect, times))
                } else {
                    None
                }
            })
            .collect()
    }

    fn count(&self, fact: OwnFact) -> usize {
        self.notes(fact).len()
    }
}

/// What a client was told.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Told {
    /// The version of the account in the answer, and its balance.
    Done(u64, Amount),
    Refused(Refusal),
    Unknown,
}

fn done(version: u64, balance: Amount) -> Option<Told> {
    Some(Told::Done(version, balance))
}

fn refused(why: Refusal) -> Option<Told> {
    Some(Told::Refused(why))
}

fn told(reply: &Reply) -> Told {
    match reply {
        Reply::Done { context, .. } => Told::Done(context.newest(), reply.balance().unwrap_or_default()),
        Reply::Refused(why) => Told::Refused(*why),
        Reply::Unknown => Told::Unknown,
    }
}
