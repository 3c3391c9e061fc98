//! The coordinator before the two phases: it has the work of a transaction done, judges what only
//! somebody who has seen all of it can judge, and leaves the rest to a single participant where
//! there is no other.

use super::coordinator::{initiate, over, tell};
use super::state::{Deal, Look, Phase};
use super::task::{Task, owner_of};
use super::words::{Message, Timer};
use super::{Out, State, all_of, one};
use crate::base::ids::{AccountId, NodeId};
use crate::data::commit::{Coordinator, Decision};
use crate::data::transactions::TxnId;
use crate::domain::bank::{Account, decide};
use crate::domain::{Call, Refusal};
use crate::sim::protocol::CommitStep;
use std::rc::Rc;

/// A service asks for a transaction.
pub fn on_submit(state: &mut State, home: NodeId, txn: TxnId, epoch: u64, task: Task, out: &mut Out<'_>) {
    if !state.volatile.open || state.volatile.deals.contains_key(&txn) {
        return;
    }
    // What was asked before a crash may come late, when its client was told something else.
    if epoch != state.durable.starts || state.volatile.over.get(txn.0).is_some() {
        return out.send(home, Message::Again { txn, epoch: state.durable.starts, why: None });
    }
    let members = task.call.accounts().fold(0, |all, it| all | one(owner_of(it, out.services())));
    let deal = Deal {
        task: Some(task),
        op: task.op,
        home,
        core: Coordinator::default(),
        members,
        readers: 0,
        against: 0,
        seats: Vec::new(),
        looks: Vec::new(),
        phase: Phase::Working,
        unacknowledged: 0,
        since: out.clock(),
    };
    state.volatile.deals.insert(txn, deal);
    all_of(members).for_each(|node| out.send(node, Message::Work { txn, task }));
    out.set_timer(Timer::Late(txn), out.config().vote_timeout);
}

/// A participant has its locks, or cannot get them.
pub fn on_found(
    state: &mut State,
    from: NodeId,
    (txn, session): (TxnId, u64),
    looks: Option<&[Look]>,
    known: bool,
    out: &mut Out<'_>,
) {
    let Some(deal) = state.volatile.deals.get_mut(&txn).filter(|deal| deal.phase == Phase::Working) else {
        return;
    };
    let Some(looks) = looks else { return withdraw(state, txn, Some(Refusal::Conflict), out) };
    if known {
        deal.looks = looks.to_vec();
        return refuse(state, txn, None, out);
    }
    if deal.seats.iter().any(|(node, _)| *node == from) {
        return;
    }
    deal.seats.push((from, session));
    deal.looks.extend(looks);
    if deal.seats.len() < deal.members.count_ones() as usize {
        return;
    }
    deal.seats.sort_unstable();
    // What only somebody who has seen all of them can judge. The rest participants judge themselves.
    let accounts: Vec<_> = deal.looks.iter().map(seen).collect();
    let call = deal.task.expect("it has only begun").call;
    if let (Call::WithdrawJointly { .. } | Call::Audit { .. }, Err(why)) =
        (call, decide(accounts.as_slice(), &call))
    {
        return refuse(state, txn, Some(why), out);
    }
    if out.config().one_phase && deal.seats.len() == 1 {
        deal.phase = Phase::Alone;
        out.send(from, Message::OnePhase { txn, session });
        return out.set_timer(Timer::Late(txn), out.config().resend);
    }
    initiate(state, txn, out);
}

/// An account as the rules of the bank see it.
fn seen(look: &Look) -> (AccountId, Account) {
    (look.key, Account { open: look.open, balance: look.balance, version: look.before })
}

/// Nobody has voted: everybody is told to undo what it did, and the service is answered.
fn refuse(state: &mut State, txn: TxnId, why: Option<Refusal>, out: &mut Out<'_>) {
    let Some(deal) = roll_back(state, txn, out) else { return };
    out.send(deal.home, Message::Answer { txn, looks: deal.looks.into(), refused: why });
}

/// The same, and the service may begin it anew.
pub fn withdraw(state: &mut State, txn: TxnId, why: Option<Refusal>, out: &mut Out<'_>) {
    let Some(deal) = roll_back(state, txn, out) else { return };
    out.send(deal.home, Message::Again { txn, epoch: state.durable.starts, why });
}

fn roll_back(state: &mut State, txn: TxnId, out: &mut Out<'_>) -> Option<Deal> {
    let mut deal = over(state, txn, out)?;
    deal.core.abort();
    out.commitment(CommitStep::DecidedAbort, txn.0);
    tell(txn, deal.members, Decision::Abort, false, out);
    Some(deal)
}

/// The only participant has decided.
pub fn on_finished(
    state: &mut State,
    txn: TxnId,
    looks: &Rc<[Look]>,
    refused: Option<Refusal>,
    out: &mut Out<'_>,
) {
    let waits = |deal: &Deal| deal.phase == Phase::Alone;
    if !state.volatile.deals.get(&txn).is_some_and(waits) {
        return;
    }
    let Some(Deal { home, .. }) = over(state, txn, out) else { return };
    out.send(
        home,
        match refused {
            Some(Refusal::Unreachable) => Message::Again { txn, epoch: state.durable.starts, why: refused },
            _ => Message::Answer { txn, looks: looks.clone(), refused },
        },
    );
}
