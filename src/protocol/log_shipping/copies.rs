//! Copies that show the past on purpose: a secondary that replays late, and one that was restored
//! to a point in time. Both keep the whole log; only what they show is behind.

use super::config::Restore;
use super::state::{Node, Out, Role};
use super::{OwnFact, Timer};
use crate::base::time::{Span, Time};
use crate::data::ledger::Ledger;
use crate::domain::bank::Bank;

/// What came that a delayed secondary may show, and does not yet.
#[derive(Clone, Debug, Default)]
pub struct Late {
    /// Up to which line lines may be shown, and since when by the own clock; in order.
    pub marks: Vec<(Time, u32)>,
    /// Up to this line they have waited long enough.
    pub ripe: u32,
}

impl Late {
    /// No more than so many lines are left.
    pub(super) fn cut_back(&mut self, len: u32) {
        self.ripe = self.ripe.min(len);
        self.marks.iter_mut().for_each(|(_, upto)| *upto = (*upto).min(len));
    }
}

impl Node {
    /// Up to where a secondary may replay now: what may be shown and is on its disk, and on a
    /// delayed one has waited long enough.
    pub(super) fn ripe(&mut self, out: &mut Out<'_>) -> u32 {
        let upto = self.volatile.commit.min(self.volatile.saved);
        if !out.config().late || out.me().0 + 1 != out.nodes() {
            return upto;
        }
        let (now, by, late) = (out.clock(), out.config().late_by, &mut self.volatile.late);
        let known = late.marks.last().map_or(late.ripe, |&(_, upto)| upto).max(self.volatile.applied);
        match late.marks.last_mut() {
            _ if upto <= known => {}
            Some((since, last)) if now.since(*since) < Span(by.0 / 16) => *last = upto,
            _ => late.marks.push((now, upto)),
        }
        let before = late.ripe;
        late.marks.retain(|&(since, upto)| {
            let is_ripe = now.since(since) >= by;
            late.ripe = if is_ripe { late.ripe.max(upto) } else { late.ripe };
            !is_ripe
        });
        if let Some(&(since, _)) = late.marks.first() {
            // A clock that drifts may say a little less than what it was told to wait.
            out.set_timer(Timer::Ripe, (by - now.since(since)).max(Span::from_ms(1)));
        }
        if late.ripe > before {
            out.note(OwnFact::Ripened, late.ripe, upto);
        }
        late.ripe.min(upto)
    }

    /// An operator wants a point in time back.
    pub(super) fn restore_to_a_point(&mut self, out: &mut Out<'_>) {
        match (out.config().restore, self.volatile.role) {
            (Restore::InPlace, Role::Primary | Role::Secondary) => {
                // Whoever orders this puts himself above all guards: nobody is asked.
                self.truncate(self.point(self.len(), out), out);
                self.lead(self.next_epoch(out), None, out);
            }
            (Restore::Aside, Role::Secondary) => self.set_aside(out),
            (Restore::Aside, Role::Primary) => out.note(OwnFact::Leads, 0, 0),
            (_, Role::Candidate) => {}
        }
    }

    /// Shows an earlier state for a while, as a server does that was restored beside the others.
    fn set_aside(&mut self, out: &mut Out<'_>) {
        let point = self.point(self.volatile.applied, out);
        let mut bank = Bank::default();
        for line in self.durable.ledger.range(1, point) {
            bank.evolve_to(&line.event, line.position());
        }
        out.note(OwnFact::SetAside, point, self.len() - point);
        out.rewound(Node::written(point, out));
        (self.volatile.bank, self.volatile.applied, self.volatile.aside) = (bank, point, true);
        out.set_timer(Timer::Aside, out.config().restore_for);
    }

    /// Goes on from the point to which it was restored.
    pub(super) fn catch_up(&mut self, out: &mut Out<'_>) {
        if core::mem::take(&mut self.volatile.aside) {
            out.note(OwnFact::CaughtUp, self.volatile.applied, 0);
            self.replay(out);
        }
    }

    /// The line where a restore ends that begins at another one; what every log begins with stays.
    fn point(&self, from: u32, out: &Out<'_>) -> u32 {
        let least = Ledger::genesis_len(out.genesis());
        (0..out.config().restore_back)
            .fold(from, |at, _| if at > least { self.durable.ledger.transaction_start(at) - 1 } else { at })
    }
}
