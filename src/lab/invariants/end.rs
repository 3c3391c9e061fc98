//! What nodes hold where the cursor stands, as records of the invariants: balances, sums, and the lines of logs.

use super::answers::Answers;
use super::booked::Booked;
use crate::base::ids::{FactId, NodeId};
use crate::check::invariant::conservation::{self, Conservation};
use crate::check::invariant::logs::{Logs, Promise, Record};
use crate::check::invariant::non_negative::{self, NonNegative};
use crate::check::value::Value;
use crate::domain::{Amount, EventKind};
use crate::lab::shown::Telling;
use crate::sim::fact::Meaning;
use crate::sim::session::Session;
use crate::sim::show::{Lens, Row, VisibleState, logs};
use crate::sim::world::Life;
use std::collections::BTreeMap;

/// What all nodes that are up hold.
pub struct Held {
    nodes: Vec<(NodeId, VisibleState)>,
    at: FactId,
}

impl Held {
    /// Looks at all nodes that are up.
    pub fn look(session: &dyn Session) -> Held {
        let all = Lens { rows: 0..u64::from(u32::MAX), accounts: 0..u32::MAX, only: None };
        let up = (0..session.node_count()).map(NodeId).filter(|node| session.node(*node).life != Life::Down);
        let at = FactId(session.told().facts.saturating_sub(1));
        Held { nodes: up.map(|node| (node, session.inspect(node, &all))).collect(), at }
    }

    /// Every balance that a node shows.
    pub fn balances(&self, answers: &Answers, balances: &mut Booked<NonNegative>) {
        for it in self.nodes.iter().filter_map(|(_, seen)| seen.balances()).flat_map(|held| &held.rows) {
            balances.hear(self.at, &non_negative::Record { account: answers.name(it.account), balance: it.balance });
        }
    }

    /// The money as each node counts it. What an operator undid went out again, or came back.
    pub fn counts(&self, session: &dyn Session, mut money: Booked<Conservation>) -> Vec<(NodeId, Booked<Conservation>)> {
        for amount in self.undone(session) {
            let record = if amount < 0 { conservation::Record::Out(-amount) } else { conservation::Record::In(amount) };
            money.hear(self.at, &record);
        }
        let counted = |(node, seen): &(NodeId, VisibleState)| {
            let mut money = money.clone();
            money.hear(self.at, &conservation::Record::Counted(vec![seen.balances()?.total]));
            Some((*node, money))
        };
        self.nodes.iter().filter_map(counted).collect()
    }

    /// The lines of the logs, by what they say: the same place of the same log must say the same everywhere.
    pub fn lines(&self, telling: Telling, answers: &Answers) -> Booked<Logs> {
        let mut logs = Booked::new(Logs::new(Promise::Prefix));
        if telling == Telling::Log {
            for (node, row) in self.rows() {
                let sign = if row.amount < 0 { "−" } else { "+" };
                let account = answers.name(row.account);
                let name = account.word().unwrap_or_default();
                let words = format!("{name} {sign}{} (e{}, {})", row.amount.unsigned_abs(), row.term, row.origin);
                let (replica, index) = (u32::from(node.0), row.index.saturating_sub(1));
                logs.hear(self.at, &Record::Put { replica, index, entry: Value::text(words) });
            }
        }
        logs
    }

    /// The lines of all logs, and where each lies.
    fn rows(&self) -> impl Iterator<Item = (NodeId, &Row)> {
        self.nodes.iter().flat_map(|(node, seen)| logs(&seen.sections).flat_map(|log| &log.rows).map(|row| (*node, row)))
    }

    /// The amounts of the events by which an operator undid deposits and withdrawals, each once. Transfers that came back leave the sum as it was.
    fn undone(&self, session: &dyn Session) -> Vec<Amount> {
        let mut rows: BTreeMap<(u32, u64), &Row> = BTreeMap::new();
        for (_, row) in self.rows() {
            rows.entry((row.account.0, row.term)).or_insert(row);
        }
        let mut undid: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
        for id in (0..=self.at.0).map(FactId).filter(|id| id.0 < session.fact_count()) {
            if let Some((Meaning::Compensated, a, b)) = session.meaning(&session.fact(id).what) {
                undid.entry(u64::from(b)).or_default().push(u64::from(a));
            }
        }
        let undoes = |row: &&&Row| {
            let candidates = undid.get(&row.term).into_iter().flatten().filter_map(|version| rows.get(&(row.account.0, *version)));
            row.kind == EventKind::Compensated
                && candidates.filter(|it| it.amount == -row.amount).any(|it| matches!(it.kind, EventKind::Deposited | EventKind::Withdrawn))
        };
        rows.values().filter(undoes).map(|row| row.amount).collect()
    }
}
