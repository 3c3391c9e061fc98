//! Transaction log shipping: one node, the primary, writes an ordered log; the others receive it,
//! save it and replay it.
//!
//! ```text
//!  client      primary           secondary          another secondary   client
//!    |--write-->|  decide, append    |                     |<---write-----|
//!    |          |  ==disk==          |                     |              |
//!    |          |------ lines #7 --->|                     |              |
//!    |          |------ lines #7 ----+-------------------->|              |
//!    |          |               ==disk==              ==disk==            |
//!    |<--ok-----|<----- up to 7 -----|                     |              |
//!    |          |<----- up to 7 -----+---------------------|              |
//!    |          |                 replay                replay            |
//!    |          |------ heartbeat: I have 7 lines, 7 may be shown ------->|
//!    |          |<----- forwarded write -------------------|              |
//!    |          |------ answer --------------------------->|------ok----->|
//! ```
//!
//! What each setting promises, and what it does not:
//!
//! | setting | a write that was acknowledged ... | but |
//! | --- | --- | --- |
//! | asynchronous | is on the primary's disk | is lost when the primary dies before a secondary has it |
//! | semi-synchronous | is on `wait_for` other disks | only while they are fast enough; after `ack_timeout_us` it is as above, and the node says so |
//! | synchronous | is on `wait_for` other disks | nobody is answered while they are away |
//! | synchronous by majority | is on most of all disks | nobody is answered while most are away; with fewer, a majority may be elected that never saw it |
//! | shown at once | can be read before it is acknowledged | what was read may turn out never to have been |
//! | no guard | | every node that believes to be the primary acts as one; logs diverge |
//! | lease | was written while a majority had promised to listen to nobody else | it is checked before the write: who stands still in between wakes up and writes |
//! | fencing | was saved by nodes that knew of no later epoch | guards storage, not readers: an old primary may still answer reads from what it has |
//!
//! With fencing, a node becomes primary only when a majority has promised to refuse all earlier
//! epochs, and then takes the best log among theirs. So an acknowledged write survives whenever
//! `wait_for + 1` nodes and a majority must have one in common: one of two secondaries, two of
//! four. Logs are compared by the last epoch whose beginning they contain, then by length, and what
//! an epoch inherits counts as shared only by those that have all of it; the reason is figure 8 of
//! Ongaro and Ousterhout 2014. An epoch belongs to one node for ever: node `n` of `N` may begin
//! `n + 1`, `n + 1 + N`, `n + 1 + 2N` and so on.
//!
//! Sources: Gray and Reuter, *Transaction Processing* (1993), chapters 9 and 12, for logs, torn
//! records and hot standbys; the MySQL manual on semi-synchronous replication for its timeout and
//! for `AFTER_SYNC` and `AFTER_COMMIT`; Kleppmann, *How to do distributed locking* (2016), for
//! leases and fencing tokens; the PostgreSQL manual on continuous archiving for base backups with
//! the log that follows them, recovery targets, and `recovery_min_apply_delay`; Oki and Liskov, *Viewstamped Replication* (1988), for choosing the
//! log of a new primary.
//!
//! | question | file |
//! | --- | --- |
//! | what can be set | `config` |
//! | what it is called, what can be ordered, what timers are for | `entry` |
//! | what nodes tell each other, and about themselves | `message`, `facts` |
//! | what a node knows, and how log, folds and disk move together | `state` |
//! | how it begins, and what a torn write leaves | `start` |
//! | how a write is decided, shipped, acknowledged | `primary` |
//! | how lines are taken, saved, replayed | `secondary` |
//! | who is primary | `failover` |
//! | copies that are late on purpose, or restored to a point in time | `copies` |
//! | how a replica is added while the others work | `join` |
//! | what can be seen of it | `window` |

mod config;
mod copies;
mod demos;
mod entry;
mod facts;
mod failover;
mod join;
mod message;
mod primary;
mod secondary;
mod start;
mod state;
mod window;

pub use config::{CommitPoint, Config, Failover, Guard, KNOBS, Mode, ReadFrom, Restore};
pub use copies::Late;
pub use entry::{Order, Timer};
pub use facts::OwnFact;
pub use message::{Message, Snapshot, Tail};
pub use state::{Durable, Role, Volatile};

use crate::base::ids::NodeId;
use crate::base::time::Span;
use crate::domain::bank::Bank;
use crate::domain::{Refusal, Reply, Request};
use crate::sim::protocol::{Label, Protocol};
use crate::sim::show::{Lens, VisibleState};
use state::{LOG, Node, Out, Parked};

/// One primary writes a log and ships it; see the module.
#[derive(Clone, PartialEq, Debug)]
pub struct LogShipping;

impl Protocol for LogShipping {
    type Config = Config;
    type Volatile = Volatile;
    type Durable = Durable;
    type Message = Message;
    type Timer = Timer;
    type OwnFact = OwnFact;

    fn start(node: &mut Node, out: &mut Out<'_>) {
        node.begin(out);
    }

    fn on_request(node: &mut Node, request: Request, out: &mut Out<'_>) {
        let me = out.me();
        if node.is_absent() {
            return out.reply(request.op, Reply::Refused(Refusal::NotPrimary));
        }
        let at_primary = node.volatile.role == Role::Primary;
        match request.call {
            call if call.is_read() && (at_primary || out.config().read_from != ReadFrom::Primary) => {
                node.serve(&request, me, out)
            }
            _ if at_primary => node.serve(&request, me, out),
            _ => node.forward(request, out),
        }
    }

    fn on_message(node: &mut Node, from: NodeId, message: &Message, out: &mut Out<'_>) {
        if node.is_absent() {
            return node.hear_while_absent(from, message, out);
        }
        match *message {
            Message::Forward { epoch, ref request } => node.on_forward(from, epoch, request, out),
            Message::Answer { op, ref reply } => out.reply(op, reply.clone()),
            Message::Ship { epoch, before, ref lines, tail } => {
                node.on_ship(from, epoch, before, lines, tail, out)
            }
            Message::Heartbeat { epoch, before, tail, sent } => {
                node.on_heartbeat(from, epoch, before, tail, sent, out)
            }
            Message::Ack { epoch, upto, line, granted } => {
                node.on_ack(from, epoch, (upto, line), granted, out)
            }
            Message::FetchFrom { epoch, index } => node.on_fetch_from(from, epoch, index, out),
            Message::Refused { epoch } => node.on_refused(epoch, out),
            Message::Claim { epoch } => node.on_claim(from, epoch, out),
            Message::Promise { epoch, last_log_epoch, len } => {
                node.on_promise(from, epoch, (last_log_epoch, len), out)
            }
            Message::Join => node.on_join(from, out),
            // It has joined with another copy of it.
            Message::Snapshot(_) => {}
        }
    }

    fn on_timer(node: &mut Node, timer: Timer, out: &mut Out<'_>) {
        match timer {
            Timer::Saved if node.is_absent() => {}
            Timer::Saved => node.on_saved(out),
            Timer::Apply => node.on_apply(out),
            Timer::Heartbeat if node.volatile.role == Role::Primary => node.beat(out),
            Timer::Heartbeat => {}
            Timer::AckTimeout => node.on_ack_timeout(out),
            Timer::ElectionTimeout => node.on_election_timeout(out),
            Timer::Claim => node.ask_for_promises(out),
            Timer::Promote => node.promote(out),
            Timer::Ripe => node.replay(out),
            Timer::Aside => node.catch_up(out),
            Timer::Join if node.is_absent() => node.ask_for_a_snapshot(out),
            Timer::Join => {}
            Timer::Load => node.join(out),
        }
    }

    fn on_order(node: &mut Node, order: u32, _about: u32, out: &mut Out<'_>) {
        match Order::of(order) {
            _ if node.is_absent() => {}
            Some(Order::Promote) => node.promote(out),
            Some(Order::Demote) => node.demote(out),
            Some(Order::Restore) => node.restore_to_a_point(out),
            None => {}
        }
    }

    fn fingerprint(node: &Node) -> u64 {
        node.volatile.bank.fingerprint()
    }

    fn inspect(config: &Config, me: NodeId, node: &Node, lens: &Lens) -> VisibleState {
        window::inspect(config, me, node, lens)
    }

    fn describe(message: &Message) -> Label {
        message.label()
    }

    fn timer_number(timer: &Timer) -> u32 {
        timer.number()
    }

    fn settles(config: &Config) -> Span {
        // A secondary asks again for lines that it lacks after some heartbeats.
        let mut waits = vec![
            Span(config.heartbeat.0.saturating_mul(secondary::HEARTBEATS_BEFORE_ASKING_AGAIN)),
            config.apply,
        ];
        waits.extend((config.failover == Failover::Automatic).then_some(config.failover_after));
        waits.extend((config.guard == Guard::Lease).then_some(config.lease));
        waits.extend(config.late.then_some(config.late_by));
        waits.extend(config.joins.then_some(config.joins_after.max(config.loads)));
        waits.extend((config.restore == Restore::Aside).then_some(config.restore_for));
        waits.into_iter().max().unwrap_or_default()
    }

    fn torn(before: &Durable, after: &Durable) -> Durable {
        start::torn(before, after)
    }

    fn weight(node: &Node) -> usize {
        node.weight()
    }
}

impl Node {
    /// Does what was asked, here.
    fn serve(&mut self, request: &Request, via: NodeId, out: &mut Out<'_>) {
        if !request.call.is_read() {
            return self.write(request, via, out);
        }
        // Who asks for the primary's word gets it only from one that may write; a local read is
        // answered by any node as it is.
        if out.config().read_from == ReadFrom::Primary && !self.holds_lease(out) {
            return self.tell(request.op, via, Reply::Refused(Refusal::NotPrimary), out);
        }
        let (op, call, seen) = (request.op, request.call, request.context.of(LOG));
        if out.config().read_from == ReadFrom::AtLeastSeen && seen > self.reached() {
            self.volatile.parked.push(Parked { op, via, call, seen });
        } else {
            self.read(op, via, &call, out);
        }
    }

    /// Passes a request on to the primary, if there is one.
    fn forward(&self, request: Request, out: &mut Out<'_>) {
        match self.volatile.following.primary {
            Some(primary) => {
                out.send(primary, Message::Forward { epoch: self.volatile.following.epoch, request })
            }
            None => out.reply(request.op, Reply::Refused(Refusal::NotPrimary)),
        }
    }

    /// A request that was asked elsewhere.
    fn on_forward(&mut self, from: NodeId, epoch: u32, request: &Request, out: &mut Out<'_>) {
        let fenced = out.config().guard == Guard::Fence;
        if fenced {
            self.hear_of(epoch, out);
        }
        // A write that was meant for another epoch is refused for good: whoever sent it may have
        // been told so already.
        if self.volatile.role == Role::Primary
            && (!fenced || epoch == self.durable.leader_epoch || request.call.is_read())
        {
            self.serve(request, from, out);
        } else if request.call.is_read() {
            self.tell(request.op, from, Reply::Refused(Refusal::NotPrimary), out);
            self.flush(out);
        } else {
            // The network brings a message twice. Where the first one was taken while this node was
            // primary, the write may survive it: what became of it is for others to say.
            if !self.has_taken(request.command) {
                self.refuse(request.op, from, Refusal::NotPrimary, out);
            }
            self.flush(out);
        }
    }

    /// What a clone does not share: its fields, its short lists, and the page of accounts that each
    /// of the two folds writes to next.
    fn weight(&self) -> usize {
        let volatile = &self.volatile;
        let short = volatile.parked.len() + volatile.leading.waiters.len() + volatile.leading.acked.len() * 3;
        size_of::<Node>() + short * size_of::<state::Waiter>() + 2 * Bank::PAGE_BYTES
    }
}

#[cfg(test)]
mod tests;
