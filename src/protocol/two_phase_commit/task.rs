//! What a transaction is to do: which accounts it locks where, and what happens to them if it commits.

use super::state::{Look, Owner};
use super::words::letter;
use crate::base::ids::{AccountId, CommandId, NodeId, OpId};
use crate::data::locks::Mode;
use crate::data::transactions::TxnId;
use crate::domain::bank::{Bank, decide};
use crate::domain::{Amount, Call, Event, Refusal};
use crate::protocol::tables::fields;
use std::rc::Rc;

fields! {
    /// What a transaction is to do, and for whom.
    #[derive(Clone, Copy, PartialEq, Eq, Debug)]
    pub struct Task {
        /// The operation.
        pub op: OpId,
        /// Its command: what was done for it once is not done again.
        pub command: CommandId,
        /// When its service took it up, by that service's clock, in microseconds: the older, the
        /// more right of way it has. It keeps its age when it begins anew.
        pub age: u64,
        /// The call.
        pub call: Call,
    }
}

/// The service that owns an account, of so many.
pub fn owner_of(account: AccountId, services: u16) -> NodeId {
    NodeId((account.0 % u32::from(services.max(1))) as u16)
}

impl Task {
    /// Who it is for, in the queues for locks.
    pub fn owner(&self, txn: TxnId) -> Owner {
        (self.age, txn)
    }

    /// What it is about, in a few characters that need no translation.
    pub fn gist(&self) -> String {
        self.call.gist(letter)
    }

    /// The locks that a node needs for it, in the order of accounts.
    pub fn locks(&self, node: NodeId, services: u16) -> Vec<(AccountId, Mode)> {
        let own = self.call.accounts().filter(|&account| owner_of(account, services) == node);
        let mode = |account| match self.call {
            Call::Read { .. } | Call::Audit { .. } => Mode::Shared,
            Call::WithdrawJointly { with, .. } if account == with => Mode::Shared,
            _ => Mode::Exclusive,
        };
        let mut locks: Vec<(AccountId, Mode)> = own.map(|account| (account, mode(account))).collect();
        locks.sort_unstable();
        locks
    }

    /// What happens at a node if it commits.
    ///
    /// # Errors
    /// Says which rule of the bank is against it, as far as this node can judge.
    pub fn events(&self, node: NodeId, services: u16, bank: &Bank) -> Result<Vec<Event>, Refusal> {
        let is_own = |account: AccountId| owner_of(account, services) == node;
        let open = |account| bank.balance(account).ok_or(Refusal::NoAccount);
        match self.call {
            Call::Transfer { from, to, amount } => {
                let mut events = Vec::new();
                if is_own(from) {
                    if open(from)? < amount {
                        return Err(Refusal::NotEnough);
                    }
                    events.push(Event::TransferSent { account: from, to, amount });
                }
                if is_own(to) {
                    open(to)?;
                    events.push(Event::TransferReceived { account: to, from, amount });
                }
                Ok(events)
            }
            // Whether both together cover it was judged where both were seen.
            Call::WithdrawJointly { account, with, amount } => {
                self.call.accounts().filter(|&it| is_own(it)).try_for_each(|it| open(it).map(|_| ()))?;
                if is_own(account) && is_own(with) && open(account)?.saturating_add(open(with)?) < amount {
                    return Err(Refusal::NotEnough);
                }
                Ok(if is_own(account) { vec![Event::Withdrawn { account, amount }] } else { Vec::new() })
            }
            Call::Audit { accounts } => {
                accounts.iter().filter(|&it| is_own(it)).try_for_each(|it| open(it).map(|_| ()))?;
                Ok(Vec::new())
            }
            call => decide(bank, &call).map(|events| events.as_slice().to_vec()),
        }
    }

    /// The accounts of it that a node owns, as they are and as they will be.
    pub fn looks(&self, node: NodeId, services: u16, bank: &Bank, events: &[Event]) -> Rc<[Look]> {
        let own = self.call.accounts().filter(|&account| owner_of(account, services) == node);
        own.map(|key| {
            let it = bank.account(key).unwrap_or_default();
            let of_key = events.iter().filter(|event| event.account() == key);
            let (count, change) =
                of_key.fold((0, 0), |(count, sum): (u64, Amount), event| (count + 1, sum + event.change()));
            Look {
                key,
                open: it.open,
                before: it.version,
                version: it.version + count,
                balance: it.balance.saturating_add(change),
            }
        })
        .collect()
    }
}
