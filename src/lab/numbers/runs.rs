//! Laws that take runs of a whole protocol: the experiments, and what is counted of each run.
//!
//! Every experiment is one of many short ones, so that a page keeps little and can stop between any
//! two moments of a run. Which protocol it is and how that is set, its own entry in the catalogue
//! says ([`Law`]).

use crate::base::chance::{Lane, below, exponential};
use crate::base::distribution::Distribution;
use crate::base::ids::{AccountId, ClientId, FactId, NodeId};
use crate::base::time::Time;
use crate::domain::{Accounts, Call};
use crate::lab::experiment::{Experiment, Opening, Pace, Planned};
use crate::lab::setup;
use crate::protocol::catalog::{ENTRIES, Entry};
use crate::protocol::manifest::law::Law;
use crate::sim::input::{Action, Input};
use crate::sim::network::Link;
use crate::sim::run::{AnyRun, Progress};
use crate::sim::trace::{FactKind, Outcome};

/// The protocol that is held to a law, and how.
///
/// # Panics
/// Where no protocol is.
pub fn law(topic: &str) -> (&'static Entry, &'static Law) {
    let all = ENTRIES.iter().flat_map(|entry| entry.laws.iter().map(move |law| (entry, law)));
    let mut all = all.filter(|(_, law)| law.topic == topic);
    all.next().unwrap_or_else(|| unreachable!("no protocol is held to {topic}"))
}

/// A protocol with so many services and accounts, each with 100,000, whose messages take so many
/// microseconds; nobody asks for anything, writes are safe at once, and clients wait for an hour.
pub fn still(entry: &Entry, nodes: u16, accounts: u32, latency_us: u64) -> Experiment {
    let mut experiment = Experiment::first(entry);
    experiment.nodes = nodes;
    experiment.accounts =
        (0..accounts).map(|n| Opening { name: format!("account {n}"), opening: 100_000 }).collect();
    experiment.network.link = Link::with_latency(Distribution::Constant { us: latency_us });
    experiment.disk = Distribution::Constant { us: 0 };
    let workload = &mut experiment.workload;
    workload.clients = 1;
    workload.pace = Pace::List { operations: Vec::new() };
    (workload.timeout_us, workload.retries) = (3_600_000_000, 0);
    experiment
}

fn held_to(topic: &str, nodes: u16, accounts: u32) -> Experiment {
    let (entry, law) = law(topic);
    let mut experiment = still(entry, nodes, accounts, 1_000);
    law.under.iter().for_each(|&(name, to)| experiment.set(name, to.into()));
    experiment
}

/// Somebody asks without memory, on average every so many microseconds, so many times: each time
/// what and where the function says. Returns when the last one asked.
pub fn poisson(
    experiment: &mut Experiment,
    every_us: u64,
    many: u64,
    seed: u64,
    mut what: impl FnMut(u64) -> (u16, Call),
) -> u64 {
    let (lane, mut at) = (Lane(seed.wrapping_mul(0x9e37_79b9) ^ 0x5eed), 1_000_000);
    let operations = (0..many).map(|n| {
        at += exponential(lane.draw(n), every_us);
        let (node, call) = what(n);
        Planned { at: Time(at), client: ClientId(0), node: Some(NodeId(node)), call, command: None }
    });
    experiment.workload.pace = Pace::List { operations: operations.collect() };
    experiment.workload.until_us = at + 1;
    at
}

/// Every second one client asks for the balances of five accounts, which five services own; around
/// that moment each service is down with a chance of one in a hundred.
pub fn series(requests: u64, seed: u64) -> Experiment {
    let accounts: Vec<AccountId> = (0..5).map(AccountId).collect();
    let Some(accounts) = Accounts::new(&accounts) else { unreachable!("five are few enough") };
    let mut experiment = held_to("series", 5, 5);
    experiment.duration_us = (requests + 2) * 1_000_000;
    let mut plan = |at_us, action| experiment.faults.push(Input { at: Time(at_us), step: 0, action });
    for n in 1..=requests {
        for node in (0..5).map(NodeId) {
            if Lane(seed << 32 | u64::from(node.0) << 24).happens(n, 10_000) {
                plan(n * 1_000_000 - 300_000, Action::Crash { node, torn: false });
                plan(n * 1_000_000 + 500_000, Action::Restart { node, version: None });
            }
        }
        let call = Call::Audit { accounts };
        plan(n * 1_000_000, Action::Submit { node: NodeId(0), call, command: None });
    }
    experiment
}

/// Deposits to accounts and at services chosen by chance, which come without memory.
pub fn deposits(keys: u32, every_us: u64, many: u64, seed: u64) -> Experiment {
    let mut experiment = held_to("optimistic", 3, keys);
    let last = poisson(&mut experiment, every_us, many, seed, |n| {
        let draw = |k: u64, bound: u32| below(Lane(seed).draw(2 * n + k), u64::from(bound)) as u32;
        (draw(0, 3) as u16, Call::Deposit { account: AccountId(draw(1, keys)), amount: 1 })
    });
    experiment.duration_us = last + 10_000_000;
    experiment
}

/// How long a transaction lasts that is alone, from its beginning to its commit, in microseconds.
pub fn lone() -> u64 {
    let mut run = setup::open(&deposits(1, 1, 1, 0), &[]);
    while run.advance(100_000) == Progress::More {}
    let [began, ended] = ["began", "committed"].map(|name| moments(run.as_ref(), name).next());
    let (Some(began), Some(ended)) = (began, ended) else { unreachable!("nothing is in its way") };
    ended - began
}

/// Transfers between accounts chosen by chance, which come without memory; each locks the payer and
/// then the other.
pub fn transfers(accounts: u32, every_us: u64, many: u64, seed: u64) -> Experiment {
    let mut experiment = held_to("deadlocks", 3, accounts);
    let last = poisson(&mut experiment, every_us, many, seed, |n| {
        let draw = |k: u64, bound: u32| below(Lane(seed).draw(3 * n + k), u64::from(bound)) as u32;
        let from = draw(0, accounts);
        let to = (from + 1 + draw(1, accounts - 1)) % accounts;
        (draw(2, 3) as u16, Call::Transfer { from: AccountId(from), to: AccountId(to), amount: 1 })
    });
    experiment.duration_us = last + 10_000_000;
    experiment
}

/// How often the fact of a law stands in a run: what the protocol tells itself, or operations that
/// succeed.
pub fn count(topic: &str, run: &dyn AnyRun) -> u64 {
    match law(topic).1.counts {
        Some(name) => moments(run, name).count() as u64,
        None => (0..run.fact_count())
            .filter(|&id| {
                let what = run.fact(FactId(id)).what;
                matches!(what, FactKind::Returned { outcome: Outcome::Ok, .. })
            })
            .count() as u64,
    }
}

/// When nodes told a fact of their own, by its name, in microseconds.
pub fn moments<'a>(run: &'a dyn AnyRun, name: &str) -> impl Iterator<Item = u64> + 'a {
    let number = run.own_facts().iter().position(|row| row.name == name);
    let facts = (0..run.fact_count()).map(|id| run.fact(FactId(id)));
    facts.filter_map(move |it| match it.what {
        FactKind::Noted { fact, .. } if Some(usize::from(fact)) == number => Some(it.at.0),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::numbers::TOPICS;

    #[test]
    fn a_law_sets_what_its_protocol_has_and_counts_what_it_tells() {
        let mut known = Vec::new();
        for entry in ENTRIES {
            for law in entry.laws {
                known.push(law.topic);
                for (name, _) in law.under {
                    assert!(entry.knobs.iter().any(|knob| knob.name == *name), "{}: {name}", entry.name);
                }
                let tells = |name: &str| entry.facts.iter().any(|row| row.name == name);
                assert!(law.counts.is_none_or(tells), "{}: {:?}", entry.name, law.counts);
            }
        }
        known.sort_unstable();
        assert_eq!(known, ["deadlocks", "optimistic", "series"]);
        assert!(known.iter().all(|id| TOPICS.iter().any(|topic| topic.id == *id)));
    }
}
