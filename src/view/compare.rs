//! The replicas' balances side by side, with every difference marked.

use super::names;
use super::numbers::money;
use super::standing::{Light, balance, reference};
use crate::base::ids::{AccountId, NodeId};
use crate::base::text::TextBuf;
use crate::domain::Amount;
use crate::lab::experiment::Experiment;
use crate::lab::frame::{Frame, NodeFrame, Status};
use crate::lab::standing::Stands;
use crate::sim::cast::Copies;
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
    /// How it differs from the balance that counts, where it does.
    pub off: Option<Light>,
    /// Whether the node is down, so that nobody can ask it.
    pub down: bool,
}

/// Compares what the nodes of a frame say.
pub fn compare(frame: &Frame, experiment: &Experiment) -> Comparison {
    // A node that holds no balances is no column of a table of balances.
    let holders: Vec<(&NodeFrame, &Balances<TextBuf>)> =
        frame.nodes.iter().filter_map(|node| Some((node, node.balances()?))).collect();
    let cast = experiment.cast();
    let mut ids: Vec<AccountId> =
        holders.iter().flat_map(|(_, held)| held.rows.iter().map(|balance| balance.account)).collect();
    ids.sort_unstable();
    ids.dedup();
    let accounts = ids.into_iter().map(|account| {
        let counts = reference(frame, &cast, account).and_then(|node| balance(node, account));
        let cells: Vec<Cell> = holders
            .iter()
            .map(|(node, _)| cell(node, balance(node, account), counts, experiment.decimals))
            .collect();
        AccountRow {
            account,
            name: names::account(account, experiment),
            differs: cells.iter().any(|cell| cell.off.is_some()),
            cells,
        }
    });
    // Where each account counts at another node, there is no one sum that counts.
    let whole = match cast.copies {
        Copies::Owned { .. } => None,
        _ => reference(frame, &cast, AccountId(0)).and_then(|node| Some(node.balances()?.total)),
    };
    let total = holders
        .iter()
        .map(|(node, held)| cell(node, Some(held.total), whole.or(Some(held.total)), experiment.decimals));
    Comparison {
        accounts: accounts.collect(),
        total: total.collect(),
        count: holders.iter().map(|(_, held)| held.accounts).max().unwrap_or(0),
        nodes: holders.iter().map(|(node, _)| node.id).collect(),
    }
}

/// A balance, held against the one that counts. Only those who are meant to hold the same can
/// differ from it.
fn cell(node: &NodeFrame, said: Option<Amount>, counts: Option<Amount>, decimals: u8) -> Cell {
    let down = node.status == Status::Down;
    let differs = !down && node.group.is_some() && counts.is_some() && said != counts;
    let off = differs.then_some(match node.stands {
        Some(Stands::Behind { .. }) => Light::Behind,
        _ => Light::Elsewhere,
    });
    Cell { text: said.map(|said| money(said, decimals)), off, down }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::passbook::tests::node;

    fn off(stands: Stands, said: Amount, counts: Option<Amount>) -> Option<Light> {
        let node = NodeFrame { stands: Some(stands), ..node(1) };
        cell(&node, Some(said), counts, 0).off
    }

    #[test]
    fn a_copy_that_is_behind_is_marked_calmly_and_the_newest_not_at_all() {
        assert_eq!(off(Stands::Newest, 120, Some(120)), None);
        assert_eq!(off(Stands::Behind { versions: 1 }, 70, Some(120)), Some(Light::Behind));
        assert_eq!(off(Stands::Elsewhere, 70, Some(120)), Some(Light::Elsewhere));
        assert_eq!(off(Stands::Behind { versions: 1 }, 120, Some(120)), None, "it lacks another account");
    }

    #[test]
    fn where_nobody_knows_what_counts_nothing_is_marked() {
        assert_eq!(off(Stands::Behind { versions: 1 }, 70, None), None);
    }

    #[test]
    fn the_dead_have_no_say_and_neither_has_who_holds_no_copy() {
        let down = NodeFrame { status: Status::Down, ..node(1) };
        assert_eq!(cell(&down, Some(5), Some(9), 0), Cell { text: Some("5".into()), off: None, down: true });
        let alone = NodeFrame { group: None, stands: None, ..node(1) };
        assert_eq!(cell(&alone, Some(5), Some(9), 0).off, None);
    }
}
