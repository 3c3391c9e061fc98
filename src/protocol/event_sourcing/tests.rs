//! Stories through one door: a tape with a scripted network. Three services; alice (500) lives at service 0, bob (300) at 1, carol (200) at 2. A message
//! takes 10 ms, a write 1 ms.

mod convergence;
mod delivery;
mod replay;
mod upgrade;
mod writing;

use super::{Config, EventSourcing};
use crate::base::chance::Chance;
use crate::base::distribution::Distribution;
use crate::base::ids::{AccountId, CommandId, NodeId, OpId};
use crate::base::time::Time;
use crate::domain::{Amount, Call, Refusal, Reply};
use crate::sim::client::Workload;
use crate::sim::fault::{Exception, Then};
use crate::sim::input::{Action, Input};
use crate::sim::network::Link;
use crate::sim::session::{Progress, Session, Setup, Tape, Target};
use crate::sim::show::{Lens, Log, VisibleState};
use crate::sim::trace::{What, Word};
use crate::sim::world::Plan;
use std::rc::Rc;

const ALICE: AccountId = AccountId(0);
const BOB: AccountId = AccountId(1);
const CAROL: AccountId = AccountId(2);
const MS: u64 = 1_000;

/// A run that is over, or stands at a moment.
struct Run(Tape<EventSourcing>);

fn setup() -> Setup {
    let link = Rc::new(Link::with_latency(Distribution::Constant { us: 10 * MS }));
    Setup {
        chance: Chance::new(1),
        cast: Rc::new(crate::sim::cast::Cast::of_services(3)),
        genesis: [500, 300, 200].into(),
        disk: Distribution::Constant { us: MS },
        workload: Workload { timeout: crate::base::time::Span::from_s(1), ..Workload::none() },
        clocks: Vec::new(),
        links: vec![link; 9],
        exceptions: [].into(),
    }
}

fn play(setup: Setup, config: &Config, inputs: &[Input], until_ms: u64) -> Run {
    let plan = Plan { setup, config: config.clone() };
    let mut tape = Tape::new(Rc::new(plan), inputs.to_vec(), Time(until_ms * MS));
    assert_eq!(tape.advance(10_000_000), Progress::Done);
    tape.seek(Target::Time(Time(until_ms * MS)));
    Run(tape)
}

/// Two seconds of a story.
fn tell(config: &Config, inputs: &[Input]) -> Run {
    play(setup(), config, inputs, 2_000)
}

/// A story with messages that are treated in a way of their own.
fn tell_with(config: &Config, exceptions: &[Exception], inputs: &[Input]) -> Run {
    play(Setup { exceptions: exceptions.into(), ..setup() }, config, inputs, 2_000)
}

fn at(ms: u64, action: Action) -> Input {
    Input { at: Time(ms * MS), step: 0, action }
}

fn submit(ms: u64, node: u16, call: Call) -> Input {
    at(ms, Action::Submit { node: NodeId(node), call, command: None })
}

fn click(ms: u64, node: u16, call: Call, command: u32) -> Input {
    at(ms, Action::Submit { node: NodeId(node), call, command: Some(CommandId(command)) })
}

fn deposit(account: AccountId, amount: Amount) -> Call {
    Call::Deposit { account, amount }
}

fn withdraw(account: AccountId, amount: Amount) -> Call {
    Call::Withdraw { account, amount }
}

fn transfer(from: AccountId, to: AccountId, amount: Amount) -> Call {
    Call::Transfer { from, to, amount }
}

fn order(ms: u64, node: u16, order: u32, about: AccountId) -> Input {
    at(ms, Action::Order { node: NodeId(node), order, about: about.0 })
}

fn crash(ms: u64, node: u16) -> Input {
    at(ms, Action::Crash { node: NodeId(node), torn: false })
}

fn restart(ms: u64, node: u16) -> Input {
    at(ms, Action::Restart { node: NodeId(node), version: None })
}

fn upgrade(ms: u64, node: u16, version: u32) -> Input {
    at(ms, Action::Restart { node: NodeId(node), version: Some(version) })
}

/// The `nth` message from one service to another.
fn message(from: u16, to: u16, nth: u32, then: Then) -> Exception {
    Exception { from: NodeId(from), to: NodeId(to), nth, then }
}

impl Run {
    fn at(mut self, ms: u64) -> Run {
        self.0.seek(Target::Time(Time(ms * MS)));
        self
    }

    fn inspect(&self, node: u16) -> VisibleState {
        self.0.inspect(NodeId(node), &Lens { rows: 0..1_000, accounts: 0..100, only: None })
    }

    fn log(&self, node: u16) -> Log {
        self.inspect(node).log().cloned().expect("a service has a log")
    }

    /// What each service takes the balance of an account to be.
    fn balances(&self, account: AccountId) -> Vec<Amount> {
        let of = |node| {
            let seen = self.inspect(node);
            let mut rows = seen.balances().into_iter().flat_map(|held| &held.rows);
            rows.find(|it| it.account == account).map_or(0, |it| it.balance)
        };
        (0..self.0.node_count()).map(of).collect()
    }

    fn totals(&self) -> Vec<Amount> {
        (0..self.0.node_count()).map(|node| self.inspect(node).balances().map_or(0, |held| held.total)).collect()
    }

    /// Whether all services have the same seal.
    fn agree(&self) -> bool {
        let seal = |node| self.0.node(NodeId(node)).fingerprint;
        (1..self.0.node_count()).all(|node| seal(node) == seal(0))
    }

    /// What clients were told, operation by operation; nothing where nobody was.
    fn replies(&self) -> Vec<Option<Told>> {
        let mut replies = vec![None; self.0.operation_count() as usize];
        for (_, fact) in self.0.trace().facts_from(0) {
            if let What::Returned { op: OpId(op), reply, .. } = fact.what {
                replies[op as usize] = self.0.answer(reply).map(|answer| told(&answer.reply));
            }
        }
        replies
    }

    /// The `a` and `b` of every note with a word, with the node.
    fn notes(&self, wanted: Word) -> Vec<(u16, u32, u32)> {
        let facts = self.0.trace().facts_from(0).map(|(_, fact)| fact);
        let note = facts.filter_map(|fact| if let What::Noted { word, a, b } = fact.what { Some((fact.node.0, word, a, b)) } else { None });
        note.filter(|(_, word, ..)| *word == wanted).map(|(node, _, a, b)| (node, a, b)).collect()
    }

    /// What left for the outside world: from which service, what, and for how many times.
    fn outside(&self) -> Vec<(u16, u32, u32)> {
        let facts = self.0.trace().facts_from(0).map(|(_, fact)| fact);
        facts
            .filter_map(|fact| if let What::Outside { effect, times } = fact.what { Some((fact.node.0, effect, times)) } else { None })
            .collect()
    }

    fn count(&self, word: Word) -> usize {
        self.notes(word).len()
    }
}

/// What a client was told.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Told {
    /// The version of the account in the answer, and its balance.
    Done(u64, Amount),
    Refused(Refusal),
    Unknown,
}

fn done(version: u64, balance: Amount) -> Option<Told> {
    Some(Told::Done(version, balance))
}

fn refused(why: Refusal) -> Option<Told> {
    Some(Told::Refused(why))
}

fn told(reply: &Reply) -> Told {
    match reply {
        Reply::Done { context, .. } => Told::Done(context.newest(), reply.balance().unwrap_or_default()),
        Reply::Refused(why) => Told::Refused(*why),
        Reply::Unknown => Told::Unknown,
    }
}
