//! What nodes hold at the cursor, as records of the invariants: balances, sums, and the lines of
//! logs.

use super::answers::Answers;
use super::with_facts::WithFacts;
use crate::base::ids::{CommandId, FactId, NodeId};
use crate::base::text::{Language, TextBuf};
use crate::check::invariant::Names;
use crate::check::invariant::conservation::{self, Conservation};
use crate::check::invariant::covered::{self, Covered};
use crate::check::invariant::logs::{Logs, Promise, Record};
use crate::check::invariant::non_negative::NonNegative;
use crate::check::value::Value;
use crate::domain::{Amount, EventKind};
use crate::lab::copies::Copies;
use crate::sim::cast::{Cast, Copies as Who};
use crate::sim::run::AnyRun;
use crate::sim::show::{Lens, Row, VisibleState, logs};
use crate::sim::trace::Write;
use crate::sim::world::Status;

/// What all nodes that are up hold.
pub struct FinalStates {
    nodes: Vec<(NodeId, VisibleState)>,
    at: FactId,
}

/// What an entry is called while entries are compared: whoever wrote it in which epoch is part of
/// what it says.
fn called(account: &str, row: &Row) -> String {
    let sign = if row.amount < 0 { "−" } else { "+" };
    format!("{account} {sign}{} (e{}, {})", row.amount.unsigned_abs(), row.term, row.origin)
}

/// A sentence about [entries](called) for people: epochs and writers by their names.
pub fn spelled(because: &TextBuf, cast: &Cast) -> TextBuf {
    let spell = |text: &str, language: Language| {
        let mut parts = text.split(" (e");
        let mut out = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let entry = part.split_once(')').and_then(|(inside, rest)| {
                let (term, origin) = inside.split_once(", ")?;
                Some((term.parse::<u64>().ok()?, NodeId(origin.parse().ok()?), rest))
            });
            out += &match (entry, language) {
                (Some((term, origin, rest)), Language::En) => {
                    format!(" (written by {} in epoch {term}){rest}", cast.name(origin).en)
                }
                (Some((term, origin, rest)), Language::Zh) => {
                    format!("（{}在任期 {term} 写入）{}", cast.name(origin).zh, rest.trim_start())
                }
                (None, _) => format!(" (e{part}"),
            };
        }
        out
    };
    TextBuf { en: spell(&because.en, Language::En), zh: spell(&because.zh, Language::Zh) }
}

impl FinalStates {
    /// Looks at all nodes that are up.
    pub fn look(run: &dyn AnyRun) -> FinalStates {
        let all = Lens { rows: 0..u64::from(u32::MAX), accounts: 0..u32::MAX, only: None };
        let up = (0..run.node_count()).map(NodeId).filter(|node| run.node(*node).status != Status::Down);
        let at = FactId(run.told().facts.saturating_sub(1));
        FinalStates { nodes: up.map(|node| (node, run.inspect(node, &all))).collect(), at }
    }

    /// Every balance that a node shows.
    pub fn balances(&self, answers: &Answers, balances: &mut WithFacts<NonNegative>) {
        for it in self.nodes.iter().filter_map(|(_, seen)| seen.balances()).flat_map(|held| &held.rows) {
            balances.observe(self.at, &answers.balance(it.account, it.balance));
        }
    }

    /// The money as those count it who are meant to hold all of it: each node by itself, or owners
    /// together. What an operator undid went out again, or came back.
    pub fn counts(
        &self,
        copies: &Copies,
        run: &dyn AnyRun,
        mut money: WithFacts<Conservation>,
    ) -> Vec<(Option<NodeId>, WithFacts<Conservation>)> {
        for amount in self.undone(copies) {
            let record = if amount < 0 {
                conservation::Record::Out(-amount)
            } else {
                conservation::Record::In(amount)
            };
            money.observe(self.at, &record);
        }
        let counted = |totals: Vec<Amount>| {
            let mut money = money.clone();
            money.observe(self.at, &conservation::Record::Counted(totals));
            money
        };
        let held = || self.nodes.iter().filter_map(|(node, seen)| Some((*node, seen.balances()?.total)));
        match run.cast().copies {
            Who::Owned { read_models: false, .. } => {
                vec![(None, counted(held().map(|(_, total)| total).collect()))]
            }
            // A replica of some accounts does not know the others.
            Who::Replicas { of_each } if of_each < run.cast().services => Vec::new(),
            _ => held().map(|(node, total)| (Some(node), counted(vec![total]))).collect(),
        }
    }

    /// What went out of accounts, and what they came to as those count who hold them: each node by
    /// itself, or owners together.
    pub fn covered(&self, answers: &Answers, copies: &Copies, run: &dyn AnyRun) -> WithFacts<Covered> {
        let mut covered = answers.covered.clone();
        let back: Amount = self.undone(copies).into_iter().map(|amount| (-amount).max(0)).sum();
        covered.observe(self.at, &covered::Record::Undone(back));
        let of = |seen: &VisibleState| {
            let rows = seen.balances().map(|held| held.rows.as_slice()).unwrap_or_default();
            rows.iter().map(|it| (answers.name(it.account), it.balance)).collect::<Vec<_>>()
        };
        let each = self.nodes.iter().map(|(_, seen)| of(seen));
        let counts: Vec<Vec<_>> = match run.cast().copies {
            Who::Owned { read_models: false, .. } => vec![each.flatten().collect()],
            _ => each.collect(),
        };
        counts.into_iter().for_each(|count| covered.observe(self.at, &covered::Record::Counted(count)));
        covered
    }

    /// The lines of the logs by what they say, where every service is meant to hold the same log:
    /// the same place must say the same everywhere.
    pub fn lines(&self, answers: &Answers, run: &dyn AnyRun) -> WithFacts<Logs> {
        let names = Names::new(&run.cast().names());
        let mut lines = WithFacts::new(Logs::new(Promise::Prefix).called(names));
        if matches!(run.cast().copies, Who::Everywhere) {
            for (node, row) in self.rows() {
                let account = answers.name(row.account);
                let words = called(account.word().unwrap_or_default(), row);
                let (replica, index) = (u32::from(node.0), row.index.saturating_sub(1));
                lines.observe(self.at, &Record::Put { replica, index, entry: Value::text(words) });
            }
        }
        lines
    }

    /// The lines of all logs, and where each lies.
    fn rows(&self) -> impl Iterator<Item = (NodeId, &Row)> {
        self.nodes
            .iter()
            .flat_map(|(node, seen)| logs(&seen.sections).flat_map(|log| &log.rows).map(|row| (*node, row)))
    }

    /// The amounts of the events by which an operator undid something, each once: nobody's command
    /// led to them.
    pub fn undone(&self, copies: &Copies) -> Vec<Amount> {
        let of_nobody = copies.of_command(CommandId::NOBODY).iter();
        let row = |write: &Write| {
            let is = |row: &&Row| {
                row.account == write.key && [row.term, row.term << 32 | row.index].contains(&write.version.0)
            };
            self.rows().map(|(_, row)| row).find(|row| row.kind == EventKind::Compensated && is(row))
        };
        of_nobody.filter_map(row).map(|row| row.amount).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_told_with_who_wrote_it_in_which_epoch() {
        let because = TextBuf {
            en: "They differ at entry 3: alice −40 (e1, 0) and bob +7 (e2, 1).".into(),
            zh: "第 3 条不同：alice −40 (e1, 0) 与 bob +7 (e2, 1)。".into(),
        };
        let spelled = spelled(&because, &Cast::of_services(3));
        assert_eq!(
            (spelled.en.as_str(), spelled.zh.as_str()),
            (
                "They differ at entry 3: alice −40 (written by Hangzhou in epoch 1) and bob +7 (written by Beijing in epoch 2).",
                "第 3 条不同：alice −40（杭州在任期 1 写入）与 bob +7（北京在任期 2 写入）。"
            )
        );
    }
}
