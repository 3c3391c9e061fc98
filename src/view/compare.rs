//! The replicas' balances side by side, with every difference marked.

use super::names;
use super::numbers::money;
use crate::base::ids::{AccountId, NodeId};
use crate::base::text::TextBuf;
use crate::domain::Amount;
use crate::lab::experiment::Experiment;
use crate::lab::frame::{Frame, NodeFrame, Status};
use crate::sim::show::Balances;

/// A table of accounts and nodes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Comparison {
    /// The nodes that hold balances, as columns.
    pub nodes: Vec<NodeId>,
    /// One row an account.
    pub accounts: Vec<AccountRow>,
    /// The sum of all accounts, whether shown or not.
    pub total: Vec<Cell>,
    /// How many accounts there are.
    pub count: u32,
}

/// One account at every node.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccountRow {
    /// The account that the row compares.
    pub account: AccountId,
    /// What it is called.
    pub name: String,
    /// Its balance, node by node.
    pub cells: Vec<Cell>,
    /// Whether the nodes that are up disagree about it.
    pub differs: bool,
}

/// One balance at one node.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cell {
    /// The balance, written; nothing where the node does not know the account.
    pub text: Option<String>,
    /// Whether it is unlike what most say.
    pub odd: bool,
    /// Whether the node is down, so that nobody can ask it.
    pub down: bool,
}

/// Compares what the nodes of a frame say.
pub fn compare(frame: &Frame, experiment: &Experiment) -> Comparison {
    // A node that holds no balances is no column of a table of balances.
    let holders: Vec<(&NodeFrame, &Balances<TextBuf>)> =
        frame.nodes.iter().filter_map(|node| Some((node, node.balances()?))).collect();
    // Only those who are meant to hold the same can differ.
    let counted: Vec<bool> =
        holders.iter().map(|(node, _)| node.group.is_some() && node.status != Status::Down).collect();
    let down: Vec<bool> = holders.iter().map(|(node, _)| node.status == Status::Down).collect();
    let mut ids: Vec<AccountId> =
        holders.iter().flat_map(|(_, held)| held.rows.iter().map(|balance| balance.account)).collect();
    ids.sort_unstable();
    ids.dedup();
    let accounts = ids.into_iter().map(|account| {
        let said: Vec<Option<Amount>> = holders
            .iter()
            .map(|(_, held)| {
                held.rows.iter().find(|balance| balance.account == account).map(|balance| balance.balance)
            })
            .collect();
        let cells = cells(&said, &counted, &down);
        AccountRow {
            account,
            name: names::account(account, experiment),
            differs: cells.iter().any(|cell| cell.odd),
            cells,
        }
    });
    let totals: Vec<Option<Amount>> = holders.iter().map(|(_, held)| Some(held.total)).collect();
    Comparison {
        accounts: accounts.collect(),
        total: cells(&totals, &counted, &down),
        count: holders.iter().map(|(_, held)| held.accounts).max().unwrap_or(0),
        nodes: holders.iter().map(|(node, _)| node.id).collect(),
    }
}

/// What most of those that count say is ordinary; where two are equally many, nobody is, and all
/// are odd.
fn cells(said: &[Option<Amount>], counted: &[bool], down: &[bool]) -> Vec<Cell> {
    let mut counts: Vec<(Option<Amount>, usize)> = Vec::new();
    for (value, _) in said.iter().zip(counted).filter(|(_, counts)| **counts) {
        match counts.iter_mut().find(|(known, _)| known == value) {
            Some((_, count)) => *count += 1,
            None => counts.push((*value, 1)),
        }
    }
    counts.sort_by_key(|(_, count)| core::cmp::Reverse(*count));
    let ordinary = match counts[..] {
        [(_, first), (_, second), ..] if first == second => None,
        [(value, _), ..] => Some(value),
        [] => None,
    };
    let odd = |value: &Option<Amount>| ordinary.is_none_or(|ordinary| ordinary != *value);
    let all = said.iter().zip(counted).zip(down);
    all.map(|((value, &counts), &down)| Cell { text: value.map(money), odd: counts && odd(value), down })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn odd(said: &[Option<Amount>], down: &[bool]) -> Vec<bool> {
        let up: Vec<bool> = down.iter().map(|down| !down).collect();
        cells(said, &up, down).iter().map(|cell| cell.odd).collect()
    }

    #[test]
    fn the_odd_one_out_is_marked() {
        assert_eq!(odd(&[Some(120), Some(120), Some(70)], &[false; 3]), [false, false, true]);
        assert_eq!(
            odd(&[Some(120), Some(70)], &[false; 2]),
            [true, true],
            "where nobody is in the majority, all are odd"
        );
        assert_eq!(odd(&[Some(1), Some(1), None], &[false; 3]), [false, false, true]);
        assert_eq!(odd(&[Some(5), Some(5), Some(5)], &[false; 3]), [false; 3]);
    }

    #[test]
    fn those_who_own_parts_do_not_differ() {
        let cells = cells(&[Some(120), None, None], &[false; 3], &[false; 3]);
        assert!(cells.iter().all(|cell| !cell.odd && !cell.down));
    }

    #[test]
    fn the_dead_have_no_say() {
        assert_eq!(odd(&[Some(120), Some(70), Some(120)], &[true, false, false]), [false, true, true]);
        assert_eq!(odd(&[Some(9), Some(5)], &[true, false]), [false, false]);
    }
}
