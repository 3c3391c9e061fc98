//! Stories of two-phase commit. Three services; alice (500) lives at service 0, bob (300) at 1,
//! carol (200) at 2; the coordinator is node 3. A message takes 10 ms, a write 1 ms.

mod forms;
mod found;
mod stories;
mod storms;

use super::{OwnFact, TwoPhaseCommit};
use crate::base::ids::{AccountId, NodeId};
use crate::base::time::Time;
use crate::domain::{Amount, Refusal, Reply};
use crate::lab::receipt::{Receipt, receipt};
use crate::lab::script::told::Told as _;
use crate::lab::script::{self, Script};
use crate::lab::verdicts::Verdict;
use crate::sim::run::{AnyRun, Run};
use crate::sim::show::VisibleState;
use crate::sim::trace::FactKind;

/// The coordinator of three services.
const COORDINATOR: u16 = 3;

/// A run that is over, or stands at a moment.
struct Played {
    run: Run<TwoPhaseCommit>,
    receipt: Receipt,
}

/// A story of three seconds.
fn story() -> Script {
    Script::default().lasts(3_000).latency(10).disk(1).patience(2_000, 0)
}

trait Play {
    fn run(&self) -> Played;
}

impl Play for Script {
    fn run(&self) -> Played {
        let (experiment, inputs) = script::play("two-phase-commit", self);
        let mut run: Run<TwoPhaseCommit> = script::run(&experiment, &inputs);
        let receipt = receipt(&experiment, &mut run);
        Played { run, receipt }
    }
}

/// What a client was told.
#[derive(Clone, PartialEq, Debug)]
enum Told {
    Done(Vec<Amount>),
    Refused(Refusal),
    Unknown,
}

fn done(balance: Amount) -> Option<Told> {
    Some(Told::Done(vec![balance]))
}

fn refused(why: Refusal) -> Option<Told> {
    Some(Told::Refused(why))
}

impl Played {
    fn at(mut self, ms: u64) -> Played {
        self.run.stand_at(ms);
        self
    }

    fn inspect(&self, node: u16) -> VisibleState {
        self.run.shows(node)
    }

    /// What the owner of an account holds for it.
    fn balance(&self, account: AccountId) -> Amount {
        self.run.shows_balance((account.0 % u32::from(self.run.cast().services)) as u16, account)
    }

    fn balances(&self, accounts: &[AccountId]) -> Vec<Amount> {
        accounts.iter().map(|&account| self.balance(account)).collect()
    }

    /// What clients were told, operation by operation; nothing where nobody was.
    fn replies(&self) -> Vec<Option<Told>> {
        let told = |reply: &Reply| match reply {
            Reply::Done { answer, .. } => Told::Done(answer.balances().to_vec()),
            Reply::Refused(why) => Told::Refused(*why),
            Reply::Unknown => Told::Unknown,
        };
        self.run.replies().iter().map(|reply| reply.as_ref().map(told)).collect()
    }

    /// Where and when such facts were told, in milliseconds.
    fn notes(&self, wanted: OwnFact) -> Vec<(u16, u64)> {
        self.run.notes(wanted).into_iter().map(|it| (it.node, it.at_us / 1_000)).collect()
    }

    fn verdict(&self, model: &str) -> Verdict {
        let found = self.receipt.verdicts.iter().find(|it| it.model == model);
        found.map(|it| it.verdict).expect("it is judged")
    }
}
