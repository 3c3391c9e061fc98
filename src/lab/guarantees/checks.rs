//! The checks of the session guarantees: each read and each write against what its session did and
//! saw before.

use super::{Guarantees, Observed, words};
use crate::base::ids::{FactId, NodeId, OpId};
use crate::check::sessions::Guarantee;
use crate::lab::copies::{Copies, Seen};
use crate::sim::run::AnyRun;
use crate::sim::trace::{Layer, Write};
use std::collections::BTreeSet;

impl Guarantees {
    /// A write was acknowledged: its session knows what it led to in the account that the answer is
    /// about. The other half of a transfer may arrive later, by a write of its own.
    pub(super) fn wrote(&mut self, id: FactId, op: OpId, copies: &Copies, run: &dyn AnyRun) {
        let request = run.operation(op).request;
        let rests_on = copies.rests_on(id, op, run);
        let version =
            rests_on.iter().find(|seen| seen.key == request.call.account()).map(|seen| seen.version);
        let mine =
            copies.of_command(request.command).iter().filter(|write| write.key == request.call.account());
        let Some(&write) =
            mine.clone().find(|write| Some(write.version) == version).or_else(|| mine.clone().next_back())
        else {
            // Whoever decided has answered, and the copy hears of it later.
            self.early.insert(request.command, (request.client, request.call.account(), id));
            return;
        };
        self.pasts.entry(request.client).or_default().wrote.push(Observed { write, from: id });
    }

    /// A read was answered: what its session wrote and saw of these accounts must have been there,
    /// and what was there is seen from now on.
    pub(super) fn read(&mut self, id: FactId, op: OpId, copies: &Copies, run: &dyn AnyRun) {
        let rests_on = copies.rests_on(id, op, run);
        self.unsure |= rests_on.len() < run.operation(op).request.call.accounts().count();
        for seen in rests_on {
            self.looked(id, op, &seen, run);
        }
    }

    /// One account of a read.
    fn looked(&mut self, id: FactId, op: OpId, seen: &Seen, run: &dyn AnyRun) {
        let client = run.operation(op).request.client;
        let looks = self.there.get(&op).map_or(&[][..], Vec::as_slice);
        let Some((_, there)) = looks.iter().find(|(fact, _)| *fact == seen.fact) else { return };
        let there: BTreeSet<Write> = there.clone();
        let behind = self.behind.get(&op).copied().unwrap_or_default();
        let past = self.pasts.entry(client).or_default();
        let of_account = |known: &&Observed| known.write.key == seen.key;
        let wrote = past.wrote[..behind.wrote].iter().filter(of_account);
        let saw = past.saw[..behind.saw].iter().filter(of_account);
        let (any_wrote, any_saw) = (wrote.clone().next().is_some(), saw.clone().next().is_some());
        // What was carried out again after it had got lost is there, too.
        let carried_out = |known: &Observed| there.iter().any(|write| write.command == known.write.command);
        let unwritten =
            wrote.clone().find(|known| !there.contains(&known.write) && !carried_out(known)).copied();
        let unseen = saw.clone().find(|known| !there.contains(&known.write)).copied();
        for &write in &there {
            if past.seen.insert(write) {
                past.saw.push(Observed { write, from: id });
            }
        }
        self.standings[Guarantee::ReadYourWrites as usize].checked |= any_wrote;
        self.standings[Guarantee::MonotonicReads as usize].checked |= any_saw;
        let name = self.name(seen.key).to_owned();
        if let Some(known) = unwritten {
            let because = words::own_write(client, &name, known.write, run.cast().name(seen.node));
            self.breaks(Guarantee::ReadYourWrites, because, vec![known.from, id]);
        }
        if let Some(known) = unseen {
            let because = words::went_back(client, &name, known.write, run.cast().name(seen.node));
            self.breaks(Guarantee::MonotonicReads, because, vec![known.from, id]);
        }
    }

    /// A node shows one more write: what its session did and saw before must be shown before it,
    /// there or, where the node holds no copy of that account, by those who do.
    pub(super) fn put(
        &mut self,
        node: NodeId,
        place: usize,
        write: Write,
        id: FactId,
        copies: &Copies,
        run: &dyn AnyRun,
    ) {
        let Some(&op) = self.asked.get(&write.command) else { return };
        let client = run.operation(op).request.client;
        let (Some(behind), Some(past)) = (self.behind.get(&op).copied(), self.pasts.get(&client)) else {
            return;
        };
        let state = copies.of(node, Layer::State);
        let lies_before = |it: &Write| {
            if run.cast().holds(node, it.key) {
                return state.place(it).is_some_and(|it| it < place);
            }
            let holders = copies.holders_for(node, it.key, run.cast());
            holders.into_iter().any(|holder| copies.of(holder, Layer::State).place(it).is_some())
        };
        let shown = |known: &Observed| known.write == write || lies_before(&known.write);
        let carried_out = |known: &Observed| {
            let mut again =
                copies.of_command(known.write.command).iter().filter(|it| it.key == known.write.key);
            again.any(lies_before)
        };
        let last = past.wrote[..behind.wrote].last().copied();
        let settled = self.settled.get(&(node, client)).copied().unwrap_or(0).min(behind.saw);
        let unseen = past.saw[settled..behind.saw].iter().find(|known| !shown(known)).copied();
        let unwritten = last.filter(|known| !shown(known) && !carried_out(known));
        self.standings[Guarantee::MonotonicWrites as usize].checked |= last.is_some();
        self.standings[Guarantee::WritesFollowReads as usize].checked |= behind.saw > 0;
        if unseen.is_none() {
            self.settled.insert((node, client), behind.saw);
        }
        let this = self.name(write.key).to_owned();
        if let Some(known) = unwritten {
            let first = (known.write, self.name(known.write.key));
            let because = words::out_of_order(client, run.cast().name(node), first, (write, &this));
            self.breaks(Guarantee::MonotonicWrites, because, vec![known.from, id]);
        }
        if let Some(known) = unseen {
            let cause = (known.write, self.name(known.write.key));
            let because = words::without_cause(client, run.cast().name(node), cause, (write, &this));
            self.breaks(Guarantee::WritesFollowReads, because, vec![known.from, id]);
        }
    }
}
