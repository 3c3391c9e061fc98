//! What every stream begins with: its account was opened, and its first money was paid in. These
//! events are there from the beginning, in the store of the owner and in the feed of every service,
//! so that what a stream adds up to follows from its events alone.

use super::state::{Acked, Durable, Line, Out, owner_of};
use crate::base::chance::mix;
use crate::base::ids::{AccountId, OpId};
use crate::data::event_log::{EventLog, Expected};
use crate::data::feed::Feed;
use crate::data::upcast::{self, Raw};
use crate::domain::{Amount, Event};
use crate::sim::protocol::Layer;
use std::rc::Rc;

/// The events by which an account comes to what it begins with, in their order.
fn events(account: AccountId, balance: Amount) -> impl Iterator<Item = Event> {
    let paid = match balance {
        0 => None,
        1.. => Some(Event::Deposited { account, amount: balance }),
        _ => Some(Event::Withdrawn { account, amount: balance.saturating_neg() }),
    };
    core::iter::once(Event::Opened { account }).chain(paid)
}

/// How many events the stream of an account begins with: none where it was not there from the
/// beginning.
fn len(genesis: &[Amount], account: AccountId) -> u64 {
    genesis.get(account.index()).map_or(0, |&balance| events(account, balance).count() as u64)
}

/// The version of the code with which the bank was opened. Whatever code a service starts with, it
/// finds the events of the first one, as all its peers do.
const CODE: u32 = 1;

/// Writes the beginning on a disk that nothing was written to. All peers have it as well, so there
/// is nothing to tell them.
pub fn write(durable: &mut Durable, out: &Out<'_>) {
    let mut stores = vec![EventLog::<Raw>::default(); usize::from(out.nodes())];
    let mut feed = Feed::default();
    for (account, &balance) in (0..).map(AccountId).zip(out.genesis()) {
        let store = &mut stores[owner_of(account, out.nodes()).index()];
        for (nth, event) in (0..).zip(events(account, balance)) {
            let _ = store.append(account, Expected::Any, &[(id(account, nth), upcast::write(&event, CODE))]);
            store.at(store.len() - 1).into_iter().for_each(|&line| feed.push(line));
        }
    }
    let store = stores.swap_remove(out.me().index());
    let acked = Acked { upto: store.len(), ..Acked::default() };
    durable.acked = Rc::new(vec![acked; usize::from(out.nodes())]);
    (durable.began, durable.store, durable.feed) = ((store.len(), feed.len()), store, feed);
}

/// The id of an event of the beginning. No command and no transfer has it.
fn id(account: AccountId, nth: u64) -> u64 {
    mix((u64::from(account.0) << 1 | nth) ^ 0x6f70_656e_6564_0000)
}

/// What a disk held when nothing but the beginning was on it.
pub fn of(durable: &Durable) -> Durable {
    let (mut store, mut feed) = (EventLog::default(), Feed::default());
    for line in durable.store.range(0..durable.began.0) {
        let _ = store.append(line.stream, Expected::Any, &[(line.id, line.event)]);
    }
    durable.feed.range(0..durable.began.1).for_each(|(_, entry)| feed.push(entry.record));
    let acked = Acked { upto: store.len(), ..Acked::default() };
    let acked = Rc::new(vec![acked; durable.acked.len()]);
    Durable { store, feed, acked, began: durable.began, ..Durable::default() }
}

/// Whether an event is one that its stream begins with. Nobody ordered it, so no customer is mailed
/// about it, and no operator takes it back.
pub fn is_of(line: &Line, out: &Out<'_>) -> bool {
    line.version() <= len(out.genesis(), line.stream)
}

/// Tells what an answer or a decision rests on, as judges count: version 0 where nothing is in it
/// but what the stream began with.
pub fn saw(layer: Layer, op: OpId, account: AccountId, version: u64, out: &mut Out<'_>) {
    let version = if version <= len(out.genesis(), account) { 0 } else { version };
    out.observed(layer, op, account, version);
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Play, story};
    use super::*;
    use crate::domain::EventKind;
    use crate::lab::script::{ALICE, BOB, deposit};

    #[test]
    fn every_stream_begins_with_its_account_opened_and_its_money_paid_in() {
        let run = story().at(100).ask(0, deposit(BOB, 50)).run();
        let log = run.log(2);
        let kinds: Vec<(AccountId, EventKind, Amount, u64)> =
            log.rows.iter().map(|row| (row.account, row.kind, row.balance, row.term)).collect();
        use EventKind::{Deposited, Opened};
        assert_eq!(
            kinds,
            [
                (ALICE, Opened, 0, 1),
                (ALICE, Deposited, 500, 2),
                (BOB, Opened, 0, 1),
                (BOB, Deposited, 300, 2),
                (AccountId(2), Opened, 0, 1),
                (AccountId(2), Deposited, 200, 2),
                (BOB, Deposited, 350, 3),
            ]
        );
        assert_eq!((log.applied, log.saved, log.known), (7, 7, 7));
    }

    #[test]
    fn before_anything_happens_every_service_has_read_all_that_it_begins_with() {
        let run = story().run().at(0);
        let logs: Vec<(u64, u64, u64)> =
            [0, 1, 2].map(|node| run.log(node)).iter().map(|log| (log.len, log.applied, log.saved)).collect();
        assert_eq!(logs, [(6, 6, 6); 3]);
        assert_eq!(run.totals(), [1_000; 3]);
        assert!(run.outside().is_empty(), "no customer is mailed about it");
    }
}
