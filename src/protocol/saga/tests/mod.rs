//! Stories through one door: scripts. Three services and the part that leads, which is node 3;
//! alice (500) lives at service 0, bob (300) at 1, carol (200) at 2. A message takes 10 ms, a write
//! 1 ms: a transfer that is asked at 0 is begun at 10 ms, debited at 22, credited at 44, its parcel
//! leaves at 66, and its client is told at 88.

mod ends;
mod found;
mod isolation;
mod laws;
mod ways;

use super::{OwnFact, Sagas};
use crate::base::ids::{AccountId, NodeId, OpId};
use crate::domain::{Amount, Refusal, Reply};
use crate::lab::experiment::Experiment;
use crate::lab::script::told::Told as _;
use crate::lab::script::{self, ALICE, BOB, CAROL, Script, deposit, read, transfer, withdraw};
use crate::sim::run::Run;
use crate::sim::show::{Chain, Holder, Lock, Section, VisibleState};
use crate::sim::trace::FactKind;

/// The part that leads.
const HUB: u16 = 3;

/// A story of four seconds in which nothing is locked.
fn story() -> Script {
    Script::default().lasts(4_000).latency(10).disk(1).patience(3_000, 0).set("carrier_limit", 60_u64)
}

/// The same with semantic locks.
fn locked() -> Script {
    story().set("semantic_lock", true)
}

/// A run that is over, or stands at a moment.
struct Played(Run<Sagas>);

trait Play {
    fn run(&self) -> Played;
}

impl Play for Script {
    fn run(&self) -> Played {
        script::experiment("saga", self).run()
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

    fn inspect(&self, node: u16) -> VisibleState {
        self.0.shows(node)
    }

    /// What the owner of an account says that it holds.
    fn balance(&self, account: AccountId) -> Amount {
        self.0.shows_balance((account.0 % 3) as u16, account)
    }

    fn balances(&self) -> [Amount; 3] {
        [ALICE, BOB, CAROL].map(|account| self.balance(account))
    }

    fn locks(&self, node: u16) -> Vec<Lock> {
        let find = |it| if let Section::Locks(locks) = it { Some(locks) } else { None };
        self.inspect(node).sections.into_iter().find_map(find).expect("a service shows its locks")
    }

    fn sagas(&self) -> Vec<Chain> {
        let find = |it| if let Section::Chains(all) = it { Some(all) } else { None };
        self.inspect(HUB).sections.into_iter().find_map(find).expect("who leads shows its sagas")
    }

    /// What clients were told, operation by operation; nothing where nobody was.
    fn replies(&self) -> Vec<Option<Reply>> {
        self.0.replies()
    }

    /// The balances that clients were told, operation by operation.
    fn told(&self) -> Vec<Option<Amount>> {
        self.replies().iter().map(|reply| reply.as_ref().and_then(Reply::balance)).collect()
    }

    /// Who told such a fact, and with what figures.
    fn notes(&self, wanted: OwnFact) -> Vec<(u16, u32, u32)> {
        self.0.notes(wanted).into_iter().map(|it| (it.node, it.a, it.b)).collect()
    }

    fn count(&self, fact: OwnFact) -> usize {
        self.notes(fact).len()
    }

    /// How many parcels have left.
    fn parcels(&self) -> usize {
        let facts = self.0.trace().facts_from(0);
        facts.filter(|(_, fact)| matches!(fact.what, FactKind::Outside { .. })).count()
    }
}

fn refused(why: Refusal) -> Option<Reply> {
    Some(Reply::Refused(why))
}

#[test]
fn a_transfer_is_three_local_transactions() {
    let run = story().at(100).ask(0, transfer(ALICE, BOB, 40)).run();
    assert_eq!((run.told(), run.balances(), run.parcels()), (vec![Some(460)], [460, 340, 200], 1));
    assert_eq!(
        (run.notes(OwnFact::Debited), run.notes(OwnFact::Credited)),
        (vec![(0, 0, 0)], vec![(1, 0, 1)])
    );
    assert_eq!((run.notes(OwnFact::Began), run.count(OwnFact::Completed)), (vec![(HUB, 0, 3)], 1));
    let half = story().at(100).ask(0, transfer(ALICE, BOB, 40)).run().at(130);
    assert_eq!(half.balances(), [460, 300, 200], "each is visible at once");
    let saga = &half.sagas()[0];
    assert_eq!((saga.holder, saga.step, saga.of, saga.state.en), (Holder::Operation(OpId(0)), 1, 3, "debit"));
}

#[test]
fn what_is_refused_later_is_undone_backwards() {
    let run = story().at(100).ask(2, transfer(ALICE, BOB, 100)).run();
    assert_eq!((run.replies(), run.balances()), (vec![refused(Refusal::OutOfRange)], [500, 300, 200]));
    assert_eq!(
        (run.notes(OwnFact::TakenBack), run.notes(OwnFact::Refunded)),
        (vec![(1, 0, 1)], vec![(0, 0, 0)])
    );
    assert_eq!((run.count(OwnFact::Undone), run.parcels()), (1, 0));
    // Nothing was taken, so nothing is given back; and an account that is not there gains nothing.
    let run = story().at(100).ask(0, transfer(ALICE, BOB, 501)).ask(1, transfer(BOB, AccountId(9), 20)).run();
    assert_eq!(run.replies(), [refused(Refusal::NotEnough), refused(Refusal::NoAccount)]);
    assert_eq!((run.count(OwnFact::Refunded), run.balances()), (1, [500, 300, 200]));
}

#[test]
fn what_concerns_one_account_needs_no_saga() {
    let run = story()
        .at(100)
        .ask(0, deposit(BOB, 50))
        .at(200)
        .ask(2, withdraw(ALICE, 501))
        .at(300)
        .ask(1, read(BOB))
        .run();
    assert_eq!((run.told(), run.count(OwnFact::Began)), (vec![Some(350), None, Some(350)], 0));
    assert_eq!(run.replies()[1], refused(Refusal::NotEnough));
}

#[test]
fn a_command_that_was_clicked_twice_is_one_saga() {
    let run = story()
        .at(100)
        .click(0, transfer(ALICE, BOB, 40), 7)
        .after(20)
        .click(1, transfer(ALICE, BOB, 40), 7)
        .at(1_000)
        .click(2, transfer(ALICE, BOB, 40), 7)
        .run();
    assert_eq!((run.told(), run.balances(), run.parcels()), (vec![Some(460); 3], [460, 340, 200], 1));
    assert_eq!(run.count(OwnFact::Began), 1);
}
