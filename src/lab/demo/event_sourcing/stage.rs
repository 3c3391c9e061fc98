//! The stage on which the demos of event sourcing play, and what their audience looks at.

use crate::base::distribution::Distribution;
use crate::base::ids::{AccountId, ClientId, CommandId, NodeId};
use crate::base::time::Time;
use crate::domain::{Amount, Call};
use crate::lab::demo::To;
use crate::lab::experiment::{Experiment, Network, Pace, Planned};
use crate::protocol::catalog;
use crate::sim::fault::{Exception, Then};
use crate::sim::input::{Action, Input};
use crate::sim::network::Link;
use crate::sim::session::Session;
use crate::sim::show::{Lens, VisibleState};

/// The protocol's name in the catalogue.
pub const PROTOCOL: &str = "event-sourcing";
/// Lives at the first service.
pub const ALICE: AccountId = AccountId(0);
/// Lives at the second.
pub const BOB: AccountId = AccountId(1);
/// Lives at the third.
pub const CAROL: AccountId = AccountId(2);

/// A play: what is set, what clients ask, what happens to the machines, and what happens to messages.
pub fn play(set: &[(&str, To)], asked: &[Planned], faults: &[Input], messages: &[Exception]) -> Experiment {
    let mut experiment = Experiment::of(PROTOCOL).unwrap_or_else(|| unreachable!("the catalogue has {PROTOCOL}"));
    experiment.duration_us = 4_000_000;
    experiment.workload.until_us = 4_000_000;
    experiment.workload.pace = Pace::List { operations: asked.to_vec() };
    let link = Link::with_latency(Distribution::Constant { us: 100_000 });
    experiment.network = Network { link, links: Vec::new(), exceptions: messages.to_vec() };
    experiment.disk = Distribution::Constant { us: 10_000 };
    experiment.faults = faults.to_vec();
    experiment.set("apply_us", To::Number(20_000).setting());
    experiment.set("resend_us", To::Number(400_000).setting());
    set.iter().for_each(|(knob, to)| experiment.set(knob, to.setting()));
    experiment
}

/// A client that lives at a service asks something.
pub fn ask(ms: u64, node: u16, call: Call) -> Planned {
    Planned { at: Time(ms * 1_000), client: ClientId(u32::from(node)), node: Some(NodeId(node)), call, command: None }
}

/// The same, as a wish that may be asked again.
pub fn click(ms: u64, node: u16, call: Call, command: u32) -> Planned {
    Planned { command: Some(CommandId(command)), ..ask(ms, node, call) }
}

/// Money is put in.
pub fn deposit(account: AccountId, amount: Amount) -> Call {
    Call::Deposit { account, amount }
}

/// Money is taken out.
pub fn withdraw(account: AccountId, amount: Amount) -> Call {
    Call::Withdraw { account, amount }
}

/// A machine stops.
pub fn crash(ms: u64, node: u16) -> Input {
    Input { at: Time(ms * 1_000), step: 0, action: Action::Crash { node: NodeId(node), torn: false } }
}

/// It starts again, perhaps with other code.
pub fn restart(ms: u64, node: u16, version: Option<u32>) -> Input {
    Input { at: Time(ms * 1_000), step: 0, action: Action::Restart { node: NodeId(node), version } }
}

/// An operator gives an order, by its name in the catalogue.
pub fn order(ms: u64, node: u16, name: &str, about: AccountId) -> Input {
    let orders = catalog::find(PROTOCOL).map_or(&[][..], |entry| entry.orders);
    let number = orders.iter().position(|order| order.name == name).unwrap_or_else(|| unreachable!("there is no order {name}"));
    Input { at: Time(ms * 1_000), step: 0, action: Action::Order { node: NodeId(node), order: number as u32, about: about.0 } }
}

/// What happens to the `nth` message from one service to another.
pub fn message(from: u16, to: u16, nth: u32, then: Then) -> Exception {
    Exception { from: NodeId(from), to: NodeId(to), nth, then }
}

/// What can be seen of each service.
fn seen(session: &dyn Session) -> impl Iterator<Item = VisibleState> + '_ {
    (0..session.node_count()).map(|node| session.inspect(NodeId(node), &Lens { rows: 0..0, accounts: 0..64, only: None }))
}

/// What each service takes the balance of an account to be.
pub fn balances(session: &dyn Session, account: AccountId) -> Vec<Amount> {
    let of = |it: VisibleState| it.balances()?.rows.iter().find(|it| it.account == account).map(|it| it.balance);
    seen(session).map(|it| of(it).unwrap_or(0)).collect()
}

/// Whether some service takes the sum of all balances to be something else.
pub fn some_total_is_not(session: &dyn Session, total: Amount) -> bool {
    seen(session).any(|it| it.balances().is_some_and(|held| held.total != total))
}

/// Whether some service has not replayed all of its log.
pub fn some_replay_stands(session: &dyn Session) -> bool {
    seen(session).any(|it| it.log().is_some_and(|log| log.applied < log.len))
}
