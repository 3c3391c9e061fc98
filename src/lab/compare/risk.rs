//! Money at risk: acknowledged changes that only one node held, so that they would be gone if that
//! node's disk were.

use crate::base::ids::{CommandId, FactId, NodeId};
use crate::base::time::Time;
use crate::domain::{Amount, Call};
use crate::lab::copies::{Change, Copies};
use crate::sim::run::AnyRun;
use crate::sim::trace::{FactKind, Layer, Outcome};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// What of the money that clients were promised lay on one node only.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Risk {
    /// The most at one moment: the amounts of all acknowledged changes that fewer than two nodes
    /// held.
    pub most: Amount,
    /// The first moment at which it was that much, and the fact.
    pub at: Option<(Time, FactId)>,
    /// The longest that one change was held by one node only after it had been acknowledged, in
    /// microseconds.
    pub longest_us: u64,
    /// How much still is when the run ends.
    pub at_end: Amount,
}

/// The money at risk in a run that is folded to its end.
pub fn risk(run: &dyn AnyRun) -> Risk {
    let mut copies = Copies::new(run.node_count());
    let mut acknowledged: BTreeMap<CommandId, Amount> = BTreeMap::new();
    let mut alone: BTreeMap<CommandId, (Amount, Time)> = BTreeMap::new();
    let (mut risk, mut now) = (Risk::default(), 0);
    for id in (0..run.fact_count()).map(FactId) {
        let event = run.fact(id);
        let changed: Vec<CommandId> = match copies.observe(id, &event, run) {
            Some(Change::Put { write, .. }) => vec![write.command],
            Some(Change::Cut { gone, .. }) => gone.iter().map(|write| write.command).collect(),
            None => match event.what {
                FactKind::Returned { op, outcome, .. } => {
                    let request = run.operation(op).request;
                    copies.forget(op);
                    let Some(amount) = amount(&request.call).filter(|_| outcome == Outcome::Ok) else {
                        continue;
                    };
                    acknowledged.insert(request.command, amount);
                    vec![request.command]
                }
                _ => continue,
            },
        };
        for command in changed {
            let Some(&amount) = acknowledged.get(&command) else { continue };
            if is_alone(command, &copies, run) {
                if let Entry::Vacant(place) = alone.entry(command) {
                    place.insert((amount, event.at));
                    now += amount;
                    if now > risk.most {
                        (risk.most, risk.at) = (now, Some((event.at, id)));
                    }
                }
            } else if let Some((amount, since)) = alone.remove(&command) {
                now -= amount;
                risk.longest_us = risk.longest_us.max(event.at.since(since).0);
            }
        }
    }
    let end = run.folded().0;
    for (_, since) in alone.values() {
        risk.longest_us = risk.longest_us.max(end.since(*since).0);
    }
    Risk { at_end: now, ..risk }
}

/// What a change moves; nothing for what changes no balance.
fn amount(call: &Call) -> Option<Amount> {
    match *call {
        Call::Deposit { amount, .. }
        | Call::Withdraw { amount, .. }
        | Call::Transfer { amount, .. }
        | Call::WithdrawJointly { amount, .. } => Some(amount),
        Call::Open { .. } | Call::Read { .. } | Call::Audit { .. } => None,
    }
}

/// Whether some write of a command is held by fewer than two nodes.
fn is_alone(command: CommandId, copies: &Copies, run: &dyn AnyRun) -> bool {
    let nodes = || (0..run.node_count()).map(NodeId);
    copies.of_command(command).iter().any(|write| {
        let holds =
            |node| [Layer::Log, Layer::State].iter().any(|&it| copies.of(node, it).place(write).is_some());
        nodes().filter(|&node| holds(node)).count() < 2
    })
}
