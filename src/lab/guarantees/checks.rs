//! What happens to sessions, held against what they did and saw before.

use super::{Guarantees, Known, words};
use crate::base::ids::{AccountId, FactId, NodeId, OpId};
use crate::check::sessions::Guarantee;
use crate::lab::shown::{Entry, Replica, Shown, Telling};
use crate::sim::session::Session;
use std::collections::BTreeSet;

impl Guarantees {
    /// A write was acknowledged: its session knows what it led to.
    pub(super) fn wrote(&mut self, id: FactId, op: OpId, version: u64, shown: &Shown, session: &dyn Session) {
        let request = session.operation(op).request;
        let of_command = shown.origins.of_command(request.command);
        let entries: Vec<Entry> = match shown.telling() {
            // An answer to a transfer is about the account that pays. The money arrives by an event of another stream, which has a version of its own.
            Telling::Feed => {
                let paid = |entry: &&Entry| shown.origins.of(**entry).is_some_and(|origin| origin.account == request.call.account());
                of_command.iter().filter(paid).copied().collect()
            }
            // What was carried out before and got lost is not what this answer is about: that is the last line of it, and perhaps the one before.
            Telling::Log => {
                let (_, replica) = shown.answered(id, session);
                let places = [version.checked_sub(2), version.checked_sub(1)].into_iter().flatten();
                places.filter_map(|place| replica.at(place as usize)).filter(|entry| of_command.contains(entry)).collect()
            }
        };
        self.unsure |= entries.is_empty();
        let past = self.pasts.entry(request.client).or_default();
        let known = entries.iter().filter_map(|&entry| Some(Known { entry, account: shown.origins.of(entry)?.account, from: id }));
        past.wrote.extend(known);
    }

    /// A read was answered: what its session wrote and saw of this account must have been there, and what was there is seen from now on.
    pub(super) fn read(&mut self, id: FactId, op: OpId, version: u64, shown: &Shown, session: &dyn Session) {
        let request = session.operation(op).request;
        let (account, client) = (request.call.account(), request.client);
        let (node, replica) = shown.answered(id, session);
        let Some(there) = self.there(account, version, node, &replica, shown) else {
            self.unsure = true;
            return;
        };
        let behind = self.behind.get(&op).copied().unwrap_or_default();
        let past = self.pasts.entry(client).or_default();
        let of_account = |known: &&Known| known.account == account;
        let missing = |known: &&Known| !there.contains(&known.entry);
        let wrote = past.wrote[..behind.wrote].iter().filter(of_account);
        let saw = past.saw[..behind.saw].iter().filter(of_account);
        let (any_wrote, any_saw) = (wrote.clone().next().is_some(), saw.clone().next().is_some());
        let (unwritten, unseen) = (wrote.clone().find(missing).copied(), saw.clone().find(missing).copied());
        for &entry in &there {
            if past.seen.insert(entry) {
                past.saw.push(Known { entry, account, from: id });
            }
        }
        self.standings[Guarantee::ReadYourWrites as usize].checked |= any_wrote;
        self.standings[Guarantee::MonotonicReads as usize].checked |= any_saw;
        let name = self.name(account).to_owned();
        if let Some(known) = unwritten {
            let because = words::own_write(client, &name, known.entry, node);
            self.breaks(Guarantee::ReadYourWrites, because, vec![known.from, id]);
        }
        if let Some(known) = unseen {
            let because = words::went_back(client, &name, known.entry, node);
            self.breaks(Guarantee::MonotonicReads, because, vec![known.from, id]);
        }
    }

    /// What was there of an account when a read was answered; nothing where that is not known.
    fn there(&self, account: AccountId, version: u64, node: NodeId, replica: &Replica, shown: &Shown) -> Option<BTreeSet<Entry>> {
        let mine = |entry: &&Entry| shown.origins.of(**entry).is_some_and(|origin| origin.account == account);
        let all = |entries: &[Entry]| entries.iter().filter(mine).copied().collect::<Vec<Entry>>();
        let folded = all(replica.shown());
        match shown.telling() {
            Telling::Log => (replica.shown().len() as u64 == version).then(|| folded.into_iter().collect()),
            Telling::Feed if folded.len() as u64 == version && replica.sure => Some(folded.into_iter().collect()),
            // The owner answered from its own streams, which are never behind; more may have been put there since.
            Telling::Feed => {
                let owned = all(replica.streams());
                let owns = account.0 % (self.nodes(shown)) == u32::from(node.0);
                (owns && owned.len() as u64 >= version).then(|| owned.into_iter().take(version as usize).collect())
            }
        }
    }

    fn nodes(&self, shown: &Shown) -> u32 {
        (shown.count() as u32).max(1)
    }

    /// A node shows one more entry: what its session did and saw before must be shown before it.
    pub(super) fn put(&mut self, node: NodeId, place: usize, entry: Entry, id: FactId, shown: &Shown, session: &dyn Session) {
        let Some(op) = shown.origins.of(entry).and_then(|origin| origin.op) else { return };
        let client = session.operation(op).request.client;
        let (Some(behind), Some(past)) = (self.behind.get(&op).copied(), self.pasts.get(&client)) else { return };
        let replica = shown.at(node);
        let before = |known: &Known| known.entry == entry || replica.place(known.entry).is_some_and(|it| it < place);
        let last = past.wrote[..behind.wrote].last().copied();
        let settled = self.settled.get(&(node, client)).copied().unwrap_or(0).min(behind.saw);
        let unseen = past.saw[settled..behind.saw].iter().find(|known| !before(known)).copied();
        let unwritten = last.filter(|known| !before(known));
        self.standings[Guarantee::MonotonicWrites as usize].checked |= last.is_some();
        self.standings[Guarantee::WritesFollowReads as usize].checked |= behind.saw > 0;
        if unseen.is_none() {
            self.settled.insert((node, client), behind.saw);
        }
        let this = (entry, self.name(shown.origins.of(entry).map_or(AccountId(u32::MAX), |it| it.account)).to_owned());
        if let Some(known) = unwritten {
            let because = words::out_of_order(client, node, (known.entry, self.name(known.account)), (this.0, &this.1));
            self.breaks(Guarantee::MonotonicWrites, because, vec![known.from, id]);
        }
        if let Some(known) = unseen {
            let because = words::without_cause(client, node, (known.entry, self.name(known.account)), (this.0, &this.1));
            self.breaks(Guarantee::WritesFollowReads, because, vec![known.from, id]);
        }
    }
}
