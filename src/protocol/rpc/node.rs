//! What reaches a service: a client's request and the answers of owners go to the caller in it,
//! calls to the owner.

use super::protections::{MOST_BUDGET, finish, longest_pause, look_again};
use super::state::{Breaker, Incoming, Peer, owner_of};
use super::{
    Config, Durable, Message, Out, OwnFact, Rpc, State, Timer, Volatile, answered, arrived, attempt, begin,
    give_up, late, window, worked,
};
use crate::base::ids::NodeId;
use crate::base::time::Span;
use crate::domain::Request;
use crate::domain::bank::Bank;
use crate::sim::protocol::{Label, Protocol};
use crate::sim::show::{Lens, VisibleState};

impl Protocol for Rpc {
    type Config = Config;
    type Volatile = Volatile;
    type Durable = Durable;
    type Message = Message;
    type Timer = Timer;
    type OwnFact = OwnFact;

    fn start(state: &mut State, out: &mut Out<'_>) {
        if state.durable.bank.is_empty() {
            let owns = |account| owner_of(account, out.services()) == out.me();
            state.durable.bank = Bank::with_some(out.genesis(), owns);
        }
        if out.mutant("keys-are-forgotten-on-restart") {
            state.durable.keys = Default::default();
        }
        let peers = vec![Peer::default(); usize::from(out.nodes())];
        state.volatile =
            Volatile { next: out.draw_bits(), peers, budget: MOST_BUDGET, ..Volatile::default() };
        look_again(state, out);
    }

    fn on_request(state: &mut State, request: Request, out: &mut Out<'_>) {
        begin(state, request, out);
    }

    fn on_message(state: &mut State, from: NodeId, message: &Message, out: &mut Out<'_>) {
        match *message {
            Message::Call(call) => {
                let expires = call.left_us.map(|us| out.clock() + Span(us));
                arrived(state, Incoming { from, call, expires }, out);
            }
            Message::Answer { job, step, found, .. } => answered(state, job, step, found, out),
        }
    }

    fn on_timer(state: &mut State, timer: Timer, out: &mut Out<'_>) {
        match timer {
            Timer::Late(job) => late(state, job, out),
            Timer::Again(job) => attempt(state, job, out),
            Timer::GiveUp(job) => give_up(state, job, out),
            Timer::Worked => worked(state, out),
            Timer::Saved(written) => state.volatile.saved = state.volatile.saved.max(written),
            Timer::Trial(peer) => {
                state.volatile.peers[usize::from(peer)].breaker = Breaker::HalfOpen { trying: false };
                out.note(OwnFact::HalfOpened, u32::from(peer), 0);
            }
            Timer::Finish => finish(state, out),
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

    fn unshared(durable: &Durable) -> u64 {
        const TRANSFER: u64 = 64;
        durable.journal.len() as u64 * TRANSFER
    }

    fn timer_number(timer: &Timer) -> u32 {
        timer.number()
    }

    fn settles(config: &Config) -> Span {
        config
            .call_timeout
            .max(longest_pause(config, config.retries))
            .max(config.finish_every)
            .max(config.work)
    }

    fn weight(state: &State) -> usize {
        window::weight(state)
    }
}
