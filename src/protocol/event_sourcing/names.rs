//! A name that only one account of the whole bank may bear. Accounts are aggregates with streams of
//! their own, and no transaction spans two: who only looks whether anybody bears the name cannot
//! know what is being decided elsewhere. So the name is an aggregate as well, with an owner, where it
//! is reserved first.
//!
//! ```text
//!   owner of alice                owner of the name              owner of bob
//!     ├──── reserve for alice ─────▶│◀──── reserve for bob ─────────┤
//!     │                             │ alice was first                │
//!     │◀──── reserved ──────────────┤──── refused ──────────────────▶│
//!     alice bears it                │                                bob does not
//! ```
//!
//! Source: Helland, "Life beyond Distributed Transactions" (CIDR 2007): what is unique has one owner,
//! and others reserve it by messages that may come twice.

use super::OwnFact;
use super::message::Message;
use super::publish;
use super::state::{Out, State};
use crate::base::ids::{AccountId, NodeId};
use std::collections::BTreeSet;
use std::rc::Rc;

/// Who owns the name.
const REGISTRY: NodeId = NodeId(0);

/// What a service knows about the name.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Names {
    /// At the owner of the name: for whom it is reserved.
    pub reserved: Option<AccountId>,
    /// Accounts of this service that bear it.
    pub borne: BTreeSet<AccountId>,
    /// Accounts of this service for which it was asked for.
    pub asked: BTreeSet<AccountId>,
    /// Accounts of others that bear it, as far as this service has heard.
    pub heard: BTreeSet<AccountId>,
}

/// An operator wants an account to bear the name.
pub fn claim(state: &mut State, account: AccountId, out: &mut Out<'_>) {
    let owner = state.volatile.owner(account);
    if owner != out.me() {
        return out.send(owner, Message::Claim(account));
    }
    let names = Rc::make_mut(&mut state.durable.names);
    if names.borne.contains(&account) || names.asked.contains(&account) {
        return;
    }
    if out.config().reserve_names {
        names.asked.insert(account);
        out.persist();
        ask(state, account, out);
        publish::watch(state, out);
    } else if let Some(&other) = names.heard.iter().chain(&names.borne).next() {
        out.note(OwnFact::NameTaken, account.0, other.0);
    } else {
        bear(state, account, out);
        out.broadcast(&Message::Named(account));
    }
}

/// Asks for what is still wanted, again if need be.
pub fn ask_again(state: &mut State, out: &mut Out<'_>) {
    let asked: Vec<AccountId> = state.durable.names.asked.iter().copied().collect();
    asked.into_iter().for_each(|account| ask(state, account, out));
}

fn ask(state: &mut State, account: AccountId, out: &mut Out<'_>) {
    if out.me() == REGISTRY {
        let first = reserve(state, account, out);
        on_reserved(state, account, first, out);
    } else {
        out.send(REGISTRY, Message::Reserve(account));
    }
}

/// Another service wants the name for an account, perhaps not for the first time.
pub fn on_reserve(state: &mut State, from: NodeId, account: AccountId, out: &mut Out<'_>) {
    let first = reserve(state, account, out);
    out.send(from, Message::Reserved { account, first });
}

/// Reserves the name for the first who asks; says for whom it is reserved.
fn reserve(state: &mut State, account: AccountId, out: &mut Out<'_>) -> AccountId {
    let names = Rc::make_mut(&mut state.durable.names);
    let first = *names.reserved.get_or_insert(account);
    // What a peer is told is on disk, whoever asks again.
    out.persist();
    first
}

/// The owner of the name has decided.
pub fn on_reserved(state: &mut State, account: AccountId, first: AccountId, out: &mut Out<'_>) {
    if !Rc::make_mut(&mut state.durable.names).asked.remove(&account) {
        return;
    }
    if first == account {
        bear(state, account, out);
    } else {
        out.persist();
        out.note(OwnFact::NameTaken, account.0, first.0);
    }
}

/// Another service has given the name to an account.
pub fn on_named(state: &mut State, account: AccountId, out: &mut Out<'_>) {
    Rc::make_mut(&mut state.durable.names).heard.insert(account);
    out.persist();
}

fn bear(state: &mut State, account: AccountId, out: &mut Out<'_>) {
    Rc::make_mut(&mut state.durable.names).borne.insert(account);
    out.persist();
    out.note(OwnFact::Named, account.0, 0);
}
