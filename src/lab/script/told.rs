//! What the tests of protocols ask of a run, whatever its protocol: what clients were told, what
//! nodes told about themselves, and what a node shows.

use crate::base::ids::{AccountId, NodeId, OpId};
use crate::base::time::Time;
use crate::domain::{Amount, Reply};
use crate::sim::fact::FactTable;
use crate::sim::protocol::Protocol;
use crate::sim::run::{AnyRun, Run, Target};
use crate::sim::show::{Lens, VisibleState};
use crate::sim::trace::{Fact, FactKind, Outcome};

/// A fact of the protocol's own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Note {
    /// When it was told, in microseconds.
    pub at_us: u64,
    /// Who told it.
    pub node: u16,
    /// Its first figure.
    pub a: u32,
    /// Its second figure.
    pub b: u32,
}

/// How an operation ended.
#[derive(Clone, Copy, Debug)]
struct Ending {
    op: OpId,
    outcome: Outcome,
    reply: u32,
    at_us: u64,
}

/// What is asked of a run.
pub trait Told<P: Protocol> {
    /// Moves the cursor to the end of a millisecond.
    fn stand_at(&mut self, ms: u64);
    /// What a node shows at the cursor.
    fn shows(&self, node: u16) -> VisibleState;
    /// The balance that a node shows for an account at the cursor, 0 where it shows none.
    fn shows_balance(&self, node: u16, account: AccountId) -> Amount;
    /// What clients were told, operation by operation; nothing where nobody was.
    fn replies(&self) -> Vec<Option<Reply>>;
    /// How an operation ended, with the balance that its client was told; unknown where it did not.
    fn ended(&self, op: u32) -> (Outcome, Option<Amount>);
    /// When an operation ended, in microseconds.
    fn ended_at(&self, op: u32) -> Option<u64>;
    /// Every such fact, in order.
    fn notes(&self, wanted: P::OwnFact) -> Vec<Note>;
}

fn facts<P: Protocol>(run: &Run<P>) -> impl Iterator<Item = Fact> + '_ {
    run.trace().facts_from(0).map(|(_, fact)| fact)
}

fn endings<P: Protocol>(run: &Run<P>) -> impl Iterator<Item = Ending> + '_ {
    facts(run).filter_map(|fact| match fact.what {
        FactKind::Returned { op, outcome, reply } => Some(Ending { op, outcome, reply, at_us: fact.at.0 }),
        _ => None,
    })
}

impl<P: Protocol> Told<P> for Run<P> {
    fn stand_at(&mut self, ms: u64) {
        self.seek(Target::Time(Time(ms * 1_000)));
    }

    fn shows(&self, node: u16) -> VisibleState {
        self.inspect(NodeId(node), &Lens { rows: 0..1_000, accounts: 0..100, only: None })
    }

    fn shows_balance(&self, node: u16, account: AccountId) -> Amount {
        let seen = self.shows(node);
        let mut rows = seen.balances().into_iter().flat_map(|held| &held.rows);
        rows.find(|it| it.account == account).map_or(0, |it| it.balance)
    }

    fn replies(&self) -> Vec<Option<Reply>> {
        let mut replies = vec![None; self.operation_count() as usize];
        for it in endings(self) {
            replies[it.op.index()] = self.answer(it.reply).map(|answer| answer.reply);
        }
        replies
    }

    fn ended(&self, op: u32) -> (Outcome, Option<Amount>) {
        endings(self).find(|it| it.op == OpId(op)).map_or((Outcome::Info, None), |it| {
            (it.outcome, self.answer(it.reply).and_then(|answer| answer.reply.balance()))
        })
    }

    fn ended_at(&self, op: u32) -> Option<u64> {
        endings(self).find(|it| it.op == OpId(op)).map(|it| it.at_us)
    }

    fn notes(&self, wanted: P::OwnFact) -> Vec<Note> {
        let wanted = wanted.number();
        let note = |fact: Fact| match fact.what {
            FactKind::Noted { fact: told, a, b } if told == wanted => {
                Some(Note { at_us: fact.at.0, node: fact.node.0, a, b })
            }
            _ => None,
        };
        facts(self).filter_map(note).collect()
    }
}
