//! What is needed to change a link by hand: what it is in the experiment, and the same link made
//! slow or lossy.

use crate::base::distribution::{Distribution, Part};
use crate::base::ids::NodeId;
use crate::lab::experiment::Experiment;
use crate::sim::network::Link;
use std::rc::Rc;

/// What one direction of a link is in the experiment.
pub fn planned(experiment: &Experiment, from: NodeId, to: NodeId) -> &Link {
    let own = experiment.network.links.iter().rev().find(|one| (one.from, one.to) == (from, to));
    own.map_or(&experiment.network.link, |one| &one.link)
}

/// The same link, so many times as slow.
pub fn slower(link: &Link, times: u64) -> Link {
    Link { latency: stretched(&link.latency, times), ..link.clone() }
}

/// The same link, losing so many messages of a million.
pub fn lossy(link: &Link, loss_ppm: u32) -> Link {
    Link { loss_ppm, ..link.clone() }
}

fn stretched(latency: &Distribution, times: u64) -> Distribution {
    let long = |us: u64| us.saturating_mul(times);
    match latency {
        Distribution::Constant { us } => Distribution::Constant { us: long(*us) },
        Distribution::Uniform { min_us, max_us } => {
            Distribution::Uniform { min_us: long(*min_us), max_us: long(*max_us) }
        }
        Distribution::Exponential { min_us, mean_us } => {
            Distribution::Exponential { min_us: long(*min_us), mean_us: long(*mean_us) }
        }
        Distribution::LogNormal { median_us, sigma_milli } => {
            Distribution::LogNormal { median_us: long(*median_us), sigma_milli: *sigma_milli }
        }
        Distribution::Pareto { min_us, alpha_milli } => {
            Distribution::Pareto { min_us: long(*min_us), alpha_milli: *alpha_milli }
        }
        Distribution::Mixture { parts } => Distribution::Mixture {
            parts: parts
                .iter()
                .map(|part| Part { weight: part.weight, of: stretched(&part.of, times) })
                .collect(),
        },
        Distribution::Empirical { samples_us } => Distribution::Empirical {
            samples_us: samples_us.iter().map(|&us| long(us)).collect::<Rc<[u64]>>(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_link_is_slow_in_every_distribution() {
        let all = [
            Distribution::Constant { us: 1 },
            Distribution::Uniform { min_us: 2, max_us: 3 },
            Distribution::Exponential { min_us: 0, mean_us: 7 },
            Distribution::LogNormal { median_us: 40_000, sigma_milli: 500 },
            Distribution::Pareto { min_us: 5, alpha_milli: 1_500 },
            Distribution::Empirical { samples_us: [1, 2, 9].into() },
        ];
        let mixed = Distribution::Mixture {
            parts: all.iter().map(|of| Part { weight: 1, of: of.clone() }).collect(),
        };
        let Distribution::Mixture { parts } = slower(&Link::with_latency(mixed), 10).latency else {
            panic!("still a mixture")
        };
        let slow: Vec<Distribution> = parts.into_iter().map(|part| part.of).collect();
        assert_eq!(slow[0], Distribution::Constant { us: 10 });
        assert_eq!(slow[1], Distribution::Uniform { min_us: 20, max_us: 30 });
        assert_eq!(slow[2], Distribution::Exponential { min_us: 0, mean_us: 70 });
        assert_eq!(slow[3], Distribution::LogNormal { median_us: 400_000, sigma_milli: 500 });
        assert_eq!(slow[4], Distribution::Pareto { min_us: 50, alpha_milli: 1_500 });
        assert_eq!(slow[5], Distribution::Empirical { samples_us: [10, 20, 90].into() });
    }

    #[test]
    fn only_what_is_named_changes() {
        let link = Link { ordered: true, ..Link::with_latency(Distribution::Constant { us: 4 }) };
        assert_eq!(lossy(&link, 200_000), Link { loss_ppm: 200_000, ..link });
    }
}
