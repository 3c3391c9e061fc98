//! Stories through one door: scripts. Three services and the database, which is node 3; alice has
//! 500, bob 300, carol 200. A message takes 10 ms, a write 1 ms, and nobody thinks: a deposit that
//! is asked at 0 begins at the database at 10 ms, reads at 30, writes at 50, commits at 70 and is
//! answered at 81.

mod anomalies;
mod crashes;
mod storms;
mod waiting;

use super::{OwnFact, SharedDatabase};
use crate::base::ids::{AccountId, NodeId, OpId};
use crate::base::time::Time;
use crate::domain::{Amount, Refusal, Reply};
use crate::lab::experiment::Experiment;
use crate::lab::script::told::Told as _;
use crate::lab::script::{self, ALICE, BOB, Script, deposit, read, transfer};
use crate::sim::run::{AnyRun, Run};
use crate::sim::show::{Balances, Holder, Lens, Lock, OpenTransaction, Section, VisibleState};
use crate::sim::trace::FactKind;

const DATABASE: NodeId = NodeId(3);

/// A story of three seconds.
fn story() -> Script {
    Script::default()
        .lasts(3_000)
        .latency(10)
        .disk(1)
        .patience(2_000, 0)
        .set("think_us", 0_u64)
        .set("resend_us", 50_000_u64)
}

/// A run that is over, or stands at a moment.
struct Played(Run<SharedDatabase>);

trait Play {
    fn run(&self) -> Played;
}

impl Play for Script {
    fn run(&self) -> Played {
        script::experiment("shared-database", self).run()
    }
}

impl Play for Experiment {
    fn run(&self) -> Played {
        Played(script::run(self, &[]))
    }
}

impl Played {
    fn at(mut self, ms: u64) -> Played {
        self.0.stand_at(ms);
        self
    }

    fn inspect(&self) -> VisibleState {
        self.0.shows(DATABASE.0)
    }

    fn balances(&self) -> Balances {
        self.inspect().balances().cloned().expect("the database has balances")
    }

    fn balance(&self, account: AccountId) -> Amount {
        self.balances().rows[account.index()].balance
    }

    fn locks(&self) -> Vec<Lock> {
        self.inspect()
            .sections
            .into_iter()
            .find_map(|it| if let Section::Locks(locks) = it { Some(locks) } else { None })
            .expect("locks")
    }

    fn open(&self) -> Vec<OpenTransaction> {
        let find = |it| if let Section::Transactions(open) = it { Some(open) } else { None };
        self.inspect().sections.into_iter().find_map(find).expect("transactions")
    }

    /// What clients were told, operation by operation; nothing where nobody was.
    fn replies(&self) -> Vec<Option<Reply>> {
        self.0.replies()
    }

    /// The balances that clients were told, operation by operation.
    fn told(&self) -> Vec<Option<Amount>> {
        self.replies().iter().map(|reply| reply.as_ref().and_then(Reply::balance)).collect()
    }

    /// The `a` and `b` of every such fact.
    fn notes(&self, wanted: OwnFact) -> Vec<(u32, u32)> {
        self.0.notes(wanted).into_iter().map(|it| (it.a, it.b)).collect()
    }

    fn count(&self, fact: OwnFact) -> usize {
        self.notes(fact).len()
    }
}

fn operation(op: u32) -> Holder {
    Holder::Operation(OpId(op))
}

#[test]
fn a_deposit_takes_four_steps_and_one_write_to_the_disk() {
    let run = story().at(100).ask(0, deposit(ALICE, 50)).run();
    assert_eq!(run.told(), [Some(550)]);
    let returned = run
        .0
        .trace()
        .facts_from(0)
        .find(|(_, fact)| matches!(fact.what, FactKind::Returned { .. }))
        .expect("an answer");
    assert_eq!(returned.1.at, Time(181_000));
    // The database wrote once when it began.
    assert_eq!(
        run.0
            .trace()
            .facts_from(0)
            .filter(|(_, fact)| matches!(fact.what, FactKind::Persisted { .. }))
            .count(),
        2
    );
    assert_eq!(
        (run.balances().total, run.inspect().log().map(|log| (log.len, log.saved))),
        (1_050, Some((1, 1)))
    );
}

#[test]
fn what_the_rules_of_the_bank_refuse_is_rolled_back() {
    let run = story().at(100).ask(0, transfer(BOB, ALICE, 301)).ask(1, read(AccountId(9))).run();
    assert_eq!(
        run.replies(),
        [Some(Reply::Refused(Refusal::NotEnough)), Some(Reply::Refused(Refusal::NoAccount))]
    );
    assert_eq!((run.count(OwnFact::RolledBack), run.balances().total, run.open()), (2, 1_000, vec![]));
}

#[test]
fn a_service_shows_what_is_under_way() {
    let run = story().at(100).ask(0, deposit(ALICE, 50)).run().at(120);
    let seen = run.0.inspect(NodeId(0), &Lens::outline());
    assert_eq!(seen.counters().map(|it| it.value).collect::<Vec<_>>(), [1, 0]);
    assert!(seen.log().is_none() && seen.balances().is_none());
}
