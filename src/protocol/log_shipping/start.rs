//! How a node begins: with the log that every node begins with, or with what its disk holds.

use super::OwnFact;
use super::config::Guard;
use super::state::{Durable, Following, Node, Out, Role};
use crate::base::ids::NodeId;
use crate::data::ledger::Ledger;
use crate::sim::protocol::Layer;

/// The epoch of the first primary.
pub(super) const FIRST_EPOCH: u32 = 1;
const FIRST_PRIMARY: NodeId = NodeId(0);

impl Node {
    /// The node begins. A disk that nothing was written to is that of a new node: every new node
    /// has the same log on it.
    pub(super) fn begin(&mut self, out: &mut Out<'_>) {
        let new = self.durable.is_blank();
        let mut loses_its_epoch = false;
        if new {
            let ledger = Ledger::genesis(out.genesis(), FIRST_EPOCH);
            let len = ledger.len();
            let leader_epoch = if out.me() == FIRST_PRIMARY { FIRST_EPOCH } else { 0 };
            self.durable = Durable {
                epoch: FIRST_EPOCH,
                leader_epoch,
                last_log_epoch: FIRST_EPOCH,
                began: len,
                applied: len,
                joined: !Node::joins_later(out),
                ledger,
                ..Durable::default()
            };
        } else {
            let checks = out.config().checksums && !out.mutant("checksum-is-not-compared");
            let damaged = checks && self.drop_damaged_tail(out);
            self.believe_the_log();
            loses_its_epoch = damaged && self.durable.leader_epoch != 0;
        }
        self.rebuild();
        if !new && out.mutant("commands-are-forgotten-on-restart") {
            self.volatile.commands = Default::default();
        }
        if !new && out.mutant("replay-begins-one-line-too-early") {
            self.volatile.applied = self.volatile.applied.saturating_sub(1);
        }
        if !new {
            out.removed(Layer::Log, Node::written(self.len(), out));
            out.rewound(Node::written(self.volatile.applied, out));
            out.note(OwnFact::Rebuilt, self.volatile.applied, 0);
        }
        if self.is_absent() {
            return self.wait_to_join(out);
        }
        let granted_to = new.then_some(FIRST_PRIMARY);
        if out.config().guard == Guard::Lease {
            // A node that forgot what it promised promises nothing new until the old promise has
            // run out.
            self.volatile.grant = (granted_to, out.clock() + out.config().lease);
        }
        if loses_its_epoch {
            self.lose_the_epoch(out);
        }
        if self.durable.leader_epoch != 0 {
            return self.lead(self.durable.leader_epoch, new.then_some(out.clock()), out);
        }
        self.volatile.role = Role::Secondary;
        self.volatile.following =
            Following { heard: out.clock(), returns: loses_its_epoch, ..Following::default() };
        if new {
            self.volatile.following = Following {
                primary: Some(FIRST_PRIMARY),
                epoch: FIRST_EPOCH,
                matched: self.len(),
                ..self.volatile.following
            };
        }
        self.listen_for_silence(out);
        self.flush(out);
    }

    /// Cuts the log back to what can be trusted. Returns whether anything was cut. The lines that
    /// every node begins with are not the disk's to lose: every other node counts on them, so a log
    /// that is damaged there is begun anew.
    fn drop_damaged_tail(&mut self, out: &mut Out<'_>) -> bool {
        let (sound, len) = (self.durable.ledger.sound_len(), self.len());
        if sound == len {
            return false;
        }
        out.note(OwnFact::Damaged, sound + 1, len - sound);
        self.durable.ledger.truncate(sound);
        let genesis = Ledger::genesis(out.genesis(), FIRST_EPOCH);
        if sound < genesis.len() {
            self.durable.ledger = genesis;
        }
        self.volatile.dirty = true;
        true
    }

    /// A primary whose log was damaged may have shipped what it lost. In the same epoch it would
    /// give the index of a lost line a second time, and an acknowledgement of the first line would
    /// count for the second. So it follows, and leads again only in an epoch that it begins anew.
    fn lose_the_epoch(&mut self, out: &mut Out<'_>) {
        out.note(OwnFact::Demoted, self.durable.epoch, self.durable.leader_epoch);
        self.durable.leader_epoch = 0;
        self.volatile.dirty = true;
    }

    /// Lines reach the disk before what is written about them. So a write that was cut may leave
    /// lines of an epoch that nothing else on the disk knows of: then this node had heard of that
    /// epoch, and was no longer primary in an earlier one.
    fn believe_the_log(&mut self) {
        let last = self.durable.ledger.epoch_at(self.len());
        self.durable.epoch = self.durable.epoch.max(last);
        if self.durable.leader_epoch < last {
            self.volatile.dirty |= self.durable.leader_epoch != 0;
            self.durable.leader_epoch = 0;
        }
    }

    /// Makes everything volatile from the log.
    fn rebuild(&mut self) {
        let ledger = self.durable.ledger.clone();
        let applied = self.durable.applied.min(ledger.len());
        for line in ledger.iter() {
            self.remember(line);
            if line.index == applied {
                self.volatile.bank = self.volatile.whole.clone();
            }
        }
        let volatile = &mut self.volatile;
        (volatile.applied, volatile.commit, volatile.saved) = (applied, applied, ledger.len());
    }
}

/// What is on the disk when a write was cut in the middle: the new lines are there, the last of
/// them is not what it should be, and nothing that is written about them is there yet.
pub(super) fn torn(before: &Durable, after: &Durable) -> Durable {
    let (old, new) = (before.ledger.len(), after.ledger.len());
    if new <= old || before.ledger.epoch_at(old) != after.ledger.epoch_at(old) {
        return before.clone();
    }
    let mut ledger = after.ledger.clone();
    ledger.tear(new);
    let base = if before.is_blank() { beginning(after) } else { before.clone() };
    Durable { ledger, ..base }
}

/// What a new node knows beside its log. No node but the first primary ever leads the first epoch.
fn beginning(now: &Durable) -> Durable {
    let leader_epoch = if now.leader_epoch == FIRST_EPOCH { FIRST_EPOCH } else { 0 };
    Durable { epoch: FIRST_EPOCH, leader_epoch, last_log_epoch: FIRST_EPOCH, ..now.clone() }
}
