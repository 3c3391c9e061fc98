//! From an experiment to a run: what a person wrote, as the kernel needs it.

use super::experiment::{Experiment, Mix, Pace};
use crate::base::arrange::Arrange;
use crate::base::chance::Chance;
use crate::base::time::{Span, Time};
use crate::protocol::catalog::{CATALOG, Catalog};
use crate::sim::cast::Cast;
use crate::sim::client;
use crate::sim::input::Input;
use crate::sim::network::Link;
use crate::sim::run::{AnyRun, Clock, Setup};
use std::rc::Rc;

/// Opens the run of an experiment with a protocol of the lab: its planned faults and then what the
/// person did, in order.
pub fn open(experiment: &Experiment, inputs: &[Input]) -> Box<dyn AnyRun> {
    open_in(CATALOG, experiment, inputs)
}

/// Opens the run of an experiment with a protocol of some catalogue.
///
/// # Panics
/// Where the catalogue does not have the protocol.
pub fn open_in(catalog: Catalog, experiment: &Experiment, inputs: &[Input]) -> Box<dyn AnyRun> {
    let all = experiment.faults.iter().chain(inputs).cloned().collect();
    let until = Time(experiment.duration_us);
    let Some(entry) = catalog.find(&experiment.protocol.name) else {
        unreachable!("an experiment names a protocol of the catalogue: {}", experiment.protocol.name)
    };
    let settings = &experiment.protocol.settings;
    let cast = Rc::new(entry.cast(experiment.nodes, settings));
    entry.open(settings, with_cast(experiment, cast), all, until)
}

/// Opens the run of an experiment in which the protocol has a deliberate bug.
#[cfg(feature = "mutants")]
pub fn open_mutated(
    entry: &'static crate::protocol::catalog::Entry,
    experiment: &Experiment,
    mutant: &'static str,
) -> Box<dyn AnyRun> {
    let settings = &experiment.protocol.settings;
    let cast = Rc::new(entry.cast(experiment.nodes, settings));
    let setup = Setup { mutant, ..with_cast(experiment, cast) };
    entry.open(settings, setup, experiment.faults.clone(), Time(experiment.duration_us))
}

/// What of an experiment is the same for every protocol.
pub fn setup(experiment: &Experiment) -> Setup {
    with_cast(experiment, Rc::new(experiment.cast()))
}

/// The same for a cast that is known otherwise: for a protocol that is in no catalogue.
pub fn with_cast(experiment: &Experiment, cast: Rc<Cast>) -> Setup {
    Setup {
        chance: Chance::new(experiment.seed),
        genesis: experiment.accounts.iter().map(|account| account.opening).collect(),
        disk: experiment.disk.clone(),
        workload: workload(experiment),
        clocks: clocks(experiment, cast.nodes()),
        links: links(experiment, cast.nodes()),
        cast,
        exceptions: experiment.network.exceptions.clone().into(),
        #[cfg(feature = "mutants")]
        mutant: "",
    }
}

fn clocks(experiment: &Experiment, nodes: u16) -> Vec<Clock> {
    let mut clocks = vec![Clock::default(); usize::from(nodes)];
    for wrong in &experiment.clocks {
        if let Some(clock) = clocks.get_mut(wrong.node.index()) {
            *clock = Clock::set(Time::ZERO, wrong.skew_us, wrong.drift_ppm);
        }
    }
    clocks
}

fn links(experiment: &Experiment, nodes: u16) -> Vec<Rc<Link>> {
    let nodes = usize::from(nodes);
    let every = Rc::new(experiment.network.link.clone());
    let mut links: Vec<Rc<Link>> = (0..nodes * nodes).map(|_| Rc::clone(&every)).collect();
    for one in &experiment.network.links {
        if one.from.index().max(one.to.index()) < nodes {
            links[one.from.index() * nodes + one.to.index()] = Rc::new(one.link.clone());
        }
    }
    links
}

fn workload(experiment: &Experiment) -> client::Workload {
    let asked = &experiment.workload;
    let homes = (0..asked.clients.max(1))
        .map(|client| crate::base::ids::NodeId((client % u32::from(experiment.nodes)) as u16));
    let pace = match &asked.pace {
        Pace::Open { every_us } => client::Pace::Open { mean: Span(*every_us) },
        Pace::Closed { think_us } => client::Pace::Closed { think: Span(*think_us) },
        Pace::List { operations } => {
            let mut list: Vec<client::Planned> = operations
                .iter()
                .map(|planned| client::Planned {
                    at: planned.at,
                    client: planned.client,
                    node: planned.node,
                    call: planned.call,
                    command: planned.command,
                })
                .collect();
            list.arrange_by_key(|planned| planned.at);
            client::Pace::Listed(list.into())
        }
    };
    let nobody = asked.clients == 0 && !matches!(pace, client::Pace::Listed(_));
    client::Workload {
        homes: if nobody { Vec::new() } else { homes.collect() },
        roaming: asked.roaming,
        pace,
        until: Time(asked.until_us.min(experiment.duration_us)),
        mix: mix(&asked.mix),
        account_weights: zipf(experiment.accounts.len(), asked.skew_milli),
        amounts: (asked.amount_min, asked.amount_max),
        timeout: Span(asked.timeout_us),
        retries: asked.retries,
        double_click_ppm: asked.double_click_ppm,
    }
}

fn mix(asked: &Mix) -> client::Mix {
    let Mix { deposit, withdraw, transfer, read, audit, withdraw_jointly } = *asked;
    client::Mix { deposit, withdraw, transfer, read, audit, withdraw_jointly }
}

/// The running sums of Zipf's weights, `1 / rank ^ s`, as whole numbers.
fn zipf(accounts: usize, skew_milli: u32) -> Rc<[u64]> {
    let exponent = f64::from(skew_milli) / 1000.0;
    let mut sum = 0;
    let weights = (1..=accounts).map(|rank| {
        sum += (1_000_000.0 / libm::pow(rank as f64, exponent)) as u64 + 1;
        sum
    });
    weights.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_skew_all_accounts_weigh_the_same_and_with_it_the_first_weigh_more() {
        assert_eq!(*zipf(3, 0), [1_000_001, 2_000_002, 3_000_003]);
        let skewed = zipf(4, 1_000);
        assert_eq!(*skewed, [1_000_001, 1_500_002, 1_833_336, 2_083_337]);
    }
}
