//! What reaches a node: a service looks after its clients and takes part for its accounts, the
//! coordinator decides.

use super::coordinator::{late, on_ack, on_logged, on_vote};
use super::participant::{on_decide, on_prepare};
use super::state::{Deal, Work};
use super::words::{Deadlock, Heuristic, Order};
use super::{
    Config, Durable, Message, Out, OwnFact, State, Timer, TwoPhaseCommit, Volatile, doubt, request, service,
    window, work,
};
use crate::base::ids::NodeId;
use crate::base::time::Span;
use crate::data::commit::Decision;
use crate::domain::Request;
use crate::sim::protocol::{Label, Protocol};
use crate::sim::show::{Lens, VisibleState};

impl Protocol for TwoPhaseCommit {
    type Config = Config;
    type Volatile = Volatile;
    type Durable = Durable;
    type Message = Message;
    type Timer = Timer;
    type OwnFact = OwnFact;

    fn start(state: &mut State, out: &mut Out<'_>) {
        if out.is_service(out.me()) {
            doubt::start_participant(state, out);
        } else {
            doubt::start_coordinator(state, out);
        }
    }

    fn on_request(state: &mut State, request: Request, out: &mut Out<'_>) {
        service::on_request(state, request, out);
        waiting(state, out);
    }

    fn on_message(state: &mut State, from: NodeId, message: &Message, out: &mut Out<'_>) {
        match message {
            &Message::Submit { txn, epoch, task } => request::on_submit(state, from, txn, epoch, task, out),
            Message::Answer { txn, looks, refused } => service::on_answer(state, *txn, looks, *refused, out),
            &Message::Again { txn, epoch, why } => {
                state.volatile.epoch = epoch;
                service::on_again(state, txn, why, out);
            }
            &Message::Work { txn, task } => work::join(state, from, txn, task, out),
            Message::Found { txn, session, looks, known } => {
                request::on_found(state, from, (*txn, *session), looks.as_deref(), *known, out);
            }
            Message::Prepare { txn, seats } => on_prepare(state, from, *txn, seats, out),
            Message::Vote { txn, vote, looks } => on_vote(state, from, *txn, *vote, looks, out),
            &Message::OnePhase { txn, session } => work::on_one_phase(state, from, txn, session, out),
            Message::Finished { txn, looks, refused } => {
                request::on_finished(state, *txn, looks, *refused, out)
            }
            &Message::Decide { txn, commits, ack } => {
                let decision = if commits { Decision::Commit } else { Decision::Abort };
                on_decide(state, from, txn, decision, ack, out);
            }
            &Message::Ack { txn } => on_ack(state, from, txn, out),
            &Message::Inquire { txn } => doubt::on_inquire(state, from, txn, out),
            &Message::AskPeer { txn, session } => doubt::on_ask_peer(state, from, txn, session, out),
        }
        waiting(state, out);
    }

    fn on_timer(state: &mut State, timer: Timer, out: &mut Out<'_>) {
        match timer {
            Timer::Resubmit(op) => service::submit(state, op, out),
            Timer::Again(op) => service::begin(state, op, out),
            Timer::GiveUp(op) => service::give_up(state, op, out),
            Timer::Late(txn) | Timer::Remind(txn) => late(state, txn, out),
            Timer::Idle(txn) => doubt::idle(state, txn, out),
            Timer::Lock(txn) => {
                if state.volatile.works.get(&txn).is_some_and(|work| !work.wants.is_empty()) {
                    work::die(state, txn, OwnFact::TimedOut, out);
                }
            }
            Timer::Inquire(txn) => doubt::ask(state, txn, out),
            Timer::Heuristic(txn) => doubt::guess(state, txn, out),
            Timer::Saved(nth) => work::saved(state, nth, out),
            Timer::Logged(txn) => on_logged(state, txn, out),
            Timer::Open => state.volatile.open = true,
        }
        waiting(state, out);
    }

    fn on_order(state: &mut State, order: u32, _about: u32, out: &mut Out<'_>) {
        if Order::of(order) == Some(Order::Replace) && !out.is_service(out.me()) {
            doubt::replace(state, out);
        }
    }

    fn fingerprint(state: &State) -> u64 {
        state.durable.bank.fingerprint()
    }

    fn inspect(config: &Config, me: NodeId, state: &State, lens: &Lens) -> VisibleState {
        window::inspect(config, me, state, lens)
    }

    fn describe(message: &Message) -> Label {
        message.label()
    }

    fn heap(message: &Message) -> u64 {
        const LOOK: u64 = 40;
        const SEAT: u64 = 16;
        match message {
            Message::Answer { looks, .. } | Message::Vote { looks, .. } | Message::Finished { looks, .. } => {
                looks.len() as u64 * LOOK
            }
            Message::Found { looks, .. } => looks.as_ref().map_or(0, |looks| looks.len() as u64) * LOOK,
            Message::Prepare { seats, .. } => seats.len() as u64 * SEAT,
            _ => 0,
        }
    }

    fn unshared(durable: &Durable) -> u64 {
        const RECORD: u64 = 160;
        (durable.prepared.len() + durable.committed.len() + durable.log.len()) as u64 * RECORD
    }

    fn timer_number(timer: &Timer) -> u32 {
        timer.number()
    }

    fn settles(config: &Config) -> Span {
        let waits = [
            config.vote_timeout,
            config.idle_timeout,
            config.inquire,
            config.resend,
            config.retry_after,
            if config.deadlock == Deadlock::Timeout { config.lock_timeout } else { Span::ZERO },
            if config.heuristic == Heuristic::Never { Span::ZERO } else { config.heuristic_after },
        ];
        waits.into_iter().max().unwrap_or_default()
    }

    /// What a clone does not share: its short lists, and the pages that are written next.
    fn weight(state: &State) -> usize {
        let Volatile { jobs, works, deals, locks, .. } = &state.volatile;
        let lists = jobs.len() * size_of::<service::Job>() + works.len() * size_of::<Work>();
        let lists = lists + deals.len() * (size_of::<Deal>() + 64) + locks.len() * 96;
        size_of::<State>() + lists + crate::domain::bank::Bank::PAGE_BYTES
    }
}

/// Whether somebody waits for a lock here, for those who look at the node.
fn waiting(state: &mut State, out: &mut Out<'_>) {
    let blocked = state.volatile.locks.waiting() > 0;
    if blocked != core::mem::replace(&mut state.volatile.blocked, blocked) {
        out.note(if blocked { OwnFact::Blocked } else { OwnFact::Unblocked }, 0, 0);
    }
}
