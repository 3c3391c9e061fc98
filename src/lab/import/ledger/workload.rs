//! A ledger as a workload. Its first row is at time zero. A ledger of months is drawn together
//! evenly: what counts is the order and the crowding of its rows, and no lesson lasts months.

use super::kinds::Kind;
use crate::base::arrange::Arrange;
use crate::base::ids::{AccountId, ClientId};
use crate::base::time::Time;
use crate::domain::{Amount, Call};
use crate::lab::experiment::{Experiment, Opening, Pace, Planned};

/// A ledger that lasts longer than this is drawn together; in microseconds.
const LONGEST_AS_IS_US: i128 = 600_000_000;
/// How far apart its rows are then, on average; in microseconds.
const DRAWN_TOGETHER_US: i128 = 20_000;

/// A row of a ledger.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Its line in the file, from 1.
    pub line: u64,
    /// When, in microseconds from some fixed moment.
    pub at: i128,
    /// What it does.
    pub call: Call,
}

impl Entry {
    /// What it does, in one word.
    pub fn kind(&self) -> &'static str {
        match self.call {
            Call::Open { .. } => "open",
            Call::Deposit { .. } => "deposit",
            Call::Withdraw { .. } => "withdraw",
            Call::Transfer { .. } => "transfer",
            _ => "read",
        }
    }

    /// In the smallest unit; nothing where no money moves.
    pub fn amount(&self) -> Option<Amount> {
        match self.call {
            Call::Deposit { amount, .. } | Call::Withdraw { amount, .. } | Call::Transfer { amount, .. } => {
                Some(amount)
            }
            _ => None,
        }
    }
}

/// A ledger that was read.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Ledger {
    /// The names of its accounts in the order of their first rows; an [`AccountId`] is a place in it.
    pub accounts: Vec<String>,
    /// Its rows in the order of the file.
    pub entries: Vec<Entry>,
}

impl Ledger {
    /// The experiment with this ledger as its workload.
    pub fn into_experiment(self, experiment: &Experiment) -> Experiment {
        let mut entries = self.entries;
        // Exports often begin with the newest row. What happened on one day then stands the other
        // way round too.
        let falls = entries.windows(2).all(|pair| pair[0].at >= pair[1].at);
        if falls && entries.first().map(|entry| entry.at) > entries.last().map(|entry| entry.at) {
            entries.reverse();
        }
        entries.arrange_by_key(|entry| entry.at);
        let first = entries.first().map_or(0, |entry| entry.at);
        let span = entries.last().map_or(0, |entry| entry.at) - first;
        let wanted = if span > LONGEST_AS_IS_US { entries.len() as i128 * DRAWN_TOGETHER_US } else { span };
        let scaled = |at: i128| if span == 0 { 0 } else { (at - first) * wanted / span };
        let mut experiment = experiment.clone();
        let clients = experiment.workload.clients.max(u32::from(experiment.nodes)).max(1);
        let operations = entries
            .iter()
            .map(|entry| {
                // An account's owner goes to the same service every time.
                let client = ClientId(entry.call.account().0 % clients);
                let at = Time(scaled(entry.at) as u64);
                Planned { at, client, node: None, call: entry.call, command: None }
            })
            .collect();
        let end = wanted as u64 + 1;
        experiment.workload.clients = clients;
        experiment.workload.until_us = end;
        experiment.workload.pace = Pace::List { operations };
        // Amounts were read in cents.
        experiment.decimals = 2;
        experiment.accounts = self.accounts.into_iter().map(|name| Opening { name, opening: 0 }).collect();
        experiment.duration_us = end + 3_000_000;
        experiment
    }
}

/// What a row does with its accounts; `amount` counts where money moves, `other` for a transfer.
pub(super) fn call(kind: Kind, account: AccountId, other: AccountId, amount: Amount) -> Call {
    match kind {
        Kind::Open => Call::Open { account },
        Kind::Read => Call::Read { account },
        Kind::Deposit => Call::Deposit { account, amount },
        Kind::Withdraw => Call::Withdraw { account, amount },
        Kind::Transfer => Call::Transfer { from: account, to: other, amount },
    }
}
