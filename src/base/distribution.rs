//! How long things take: the samplers, over a pinned `libm`, rounded to whole microseconds at once.
//!
//! The natural logarithm of the standard library differs in its last bit between native and wasm.
//! `libm`'s is the same code everywhere. Parameters are whole numbers (`_us`, `_milli`), so that an
//! experiment holds no float either.

use super::chance::{Lane, below, exponential, fraction};
use super::time::Span;
use serde::{Deserialize, Serialize};
use std::rc::Rc;

/// No message takes longer than this: one simulated day. Heavy tails are cut here, so that time
/// never overflows.
pub const LONGEST_US: u64 = 86_400_000_000;

/// A distribution of spans of time.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Distribution {
    /// Every draw is the same.
    Constant {
        /// The span, in microseconds.
        us: u64,
    },
    /// Anything from the least to the most, equally likely.
    Uniform {
        /// The least, in microseconds.
        min_us: u64,
        /// The most, in microseconds; at least `min_us`.
        max_us: u64,
    },
    /// A least time plus a wait without memory.
    Exponential {
        /// The part that is always there, in microseconds.
        min_us: u64,
        /// The mean of the rest, in microseconds.
        mean_us: u64,
    },
    /// A wait whose logarithm is normal: most are near the median, a few much longer.
    LogNormal {
        /// The median, in microseconds.
        median_us: u64,
        /// The standard deviation of the logarithm, in thousandths.
        sigma_milli: u32,
    },
    /// A wait with a heavy tail.
    Pareto {
        /// The least, in microseconds.
        min_us: u64,
        /// The shape, in thousandths: the smaller, the heavier the tail.
        alpha_milli: u32,
    },
    /// One of several, by weight.
    Mixture {
        /// The parts; at least one has a weight.
        parts: Vec<Part>,
    },
    /// One of the samples that somebody measured.
    Empirical {
        /// The samples in ascending order, in microseconds; at least one.
        samples_us: Rc<[u64]>,
    },
}

/// One part of a mixture.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Part {
    /// How often this part is taken, in parts of the sum of all weights.
    pub weight: u32,
    /// The part itself; not a mixture again.
    pub of: Distribution,
}

impl Distribution {
    /// The sample numbered `n` of a lane. Each sample has four draws of its own, so a distribution
    /// never shifts another's.
    #[inline]
    pub fn sample(&self, lane: Lane, n: u64) -> Span {
        let first = n.wrapping_mul(4);
        Span(match self {
            Distribution::Constant { us } => *us,
            Distribution::Exponential { min_us, mean_us } => {
                min_us.saturating_add(exponential(lane.draw(first), *mean_us).min(LONGEST_US))
            }
            other => other.sample_rarer(lane, first),
        })
    }

    /// The same, with the least and the most of a uniform distribution in that order.
    pub fn ordered(self) -> Distribution {
        match self {
            Distribution::Uniform { min_us, max_us } => {
                Distribution::Uniform { min_us: min_us.min(max_us), max_us: max_us.max(min_us) }
            }
            other => other,
        }
    }

    #[inline(never)]
    fn sample_rarer(&self, lane: Lane, first: u64) -> u64 {
        match self {
            Distribution::Constant { .. } | Distribution::Exponential { .. } => {
                self.sample(lane, first / 4).0
            }
            Distribution::Uniform { min_us, max_us } => min_us + below(lane.draw(first), max_us - min_us + 1),
            Distribution::LogNormal { median_us, sigma_milli } => {
                let spread = libm::exp(
                    normal(lane.draw(first), lane.draw(first + 1)) * f64::from(*sigma_milli) / 1000.0,
                );
                whole(*median_us as f64 * spread)
            }
            Distribution::Pareto { min_us, alpha_milli } => {
                let tail = libm::exp(
                    -libm::log(1.0 - fraction(lane.draw(first))) * 1000.0 / f64::from(*alpha_milli),
                );
                whole(*min_us as f64 * tail)
            }
            Distribution::Mixture { parts } => {
                let total: u64 = parts.iter().map(|part| u64::from(part.weight)).sum();
                let mut left = below(lane.draw(first + 2), total);
                for part in parts {
                    if left < u64::from(part.weight) {
                        return part.of.sample(lane, first / 4).0;
                    }
                    left -= u64::from(part.weight);
                }
                unreachable!("a draw below the sum of all weights falls into one of them")
            }
            Distribution::Empirical { samples_us } => {
                samples_us[below(lane.draw(first), samples_us.len() as u64) as usize]
            }
        }
    }

    /// The share of waits that last no longer than the given span, from 0 to 1. For drawing a
    /// curve; never a part of a run.
    pub fn share_within(&self, us: u64) -> f64 {
        let t = us as f64;
        match self {
            Distribution::Constant { us: at } => f64::from(u8::from(us >= *at)),
            Distribution::Uniform { min_us, max_us } => {
                ((t - *min_us as f64 + 1.0) / (max_us - min_us + 1) as f64).clamp(0.0, 1.0)
            }
            Distribution::Exponential { min_us, mean_us } => {
                let over = t - *min_us as f64;
                if over < 0.0 { 0.0 } else { 1.0 - libm::exp(-over / (*mean_us).max(1) as f64) }
            }
            Distribution::LogNormal { median_us, sigma_milli } => {
                let z = (libm::log(t.max(1e-9)) - libm::log((*median_us).max(1) as f64))
                    / (f64::from((*sigma_milli).max(1)) / 1000.0);
                0.5 * libm::erfc(-z / core::f64::consts::SQRT_2)
            }
            Distribution::Pareto { min_us, alpha_milli } => {
                if t < *min_us as f64 {
                    0.0
                } else {
                    1.0 - libm::pow(*min_us as f64 / t.max(1.0), f64::from(*alpha_milli) / 1000.0)
                }
            }
            Distribution::Mixture { parts } => {
                let total: f64 = parts.iter().map(|part| f64::from(part.weight)).sum();
                parts.iter().map(|part| f64::from(part.weight) * part.of.share_within(us)).sum::<f64>()
                    / total
            }
            Distribution::Empirical { samples_us } => {
                samples_us.partition_point(|&s| s <= us) as f64 / samples_us.len() as f64
            }
        }
    }

    /// The span that the given share (in thousandths, 1 to 999) of waits do not exceed, in
    /// microseconds: the median is 500, p99 is 990.
    pub fn quantile_us(&self, per_mille: u32) -> u64 {
        let share = f64::from(per_mille.clamp(1, 999)) / 1000.0;
        let (mut low, mut high) = (0, LONGEST_US);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.share_within(middle) >= share { high = middle } else { low = middle + 1 }
        }
        low
    }
}

/// A standard normal value (Box and Muller 1958).
fn normal(first: u64, second: u64) -> f64 {
    libm::sqrt(-2.0 * libm::log(1.0 - fraction(first)))
        * libm::cos(2.0 * core::f64::consts::PI * fraction(second))
}

/// To whole microseconds, at once, so that no float lives on.
#[inline]
fn whole(us: f64) -> u64 {
    // A float-to-integer cast in Rust saturates, and takes a value that is not a number to 0; both
    // are defined and equal everywhere.
    ((us + 0.5) as u64).min(LONGEST_US)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::chance::{Chance, Purpose};

    fn shapes() -> Vec<Distribution> {
        vec![
            Distribution::Constant { us: 40_000 },
            Distribution::Uniform { min_us: 1_000, max_us: 3_000 },
            Distribution::Exponential { min_us: 500, mean_us: 20_000 },
            Distribution::LogNormal { median_us: 30_000, sigma_milli: 700 },
            Distribution::Pareto { min_us: 3_000, alpha_milli: 3_500 },
            Distribution::Mixture {
                parts: vec![
                    Part { weight: 939, of: Distribution::Pareto { min_us: 3_000, alpha_milli: 3_500 } },
                    Part { weight: 61, of: Distribution::Exponential { min_us: 0, mean_us: 357_143 } },
                ],
            },
            Distribution::Empirical { samples_us: [10, 20, 30, 40, 50, 60, 70, 80, 90, 100].into() },
        ]
    }

    #[test]
    fn samples_follow_the_curve_that_is_drawn() {
        let lane = Chance::new(11).lane(Purpose::Latency, 3);
        for shape in shapes() {
            let mut samples: Vec<u64> = (0..100_000).map(|n| shape.sample(lane, n).0).collect();
            samples.sort_unstable();
            for per_mille in [150, 550, 920, 985] {
                let measured = samples[samples.len() * per_mille as usize / 1000 - 1] as f64;
                let drawn = shape.quantile_us(per_mille) as f64;
                assert!(
                    (measured - drawn).abs() <= drawn * 0.05,
                    "{shape:?}: {per_mille} per mille is {measured}, drawn as {drawn}"
                );
            }
        }
    }

    #[test]
    fn samples_are_the_same_for_ever() {
        let lane = Chance::new(42).lane(Purpose::Latency, 1);
        let got: Vec<Vec<u64>> =
            shapes().iter().map(|shape| (0..4).map(|n| shape.sample(lane, n).0).collect()).collect();
        let known = "[[40000, 40000, 40000, 40000], [2079, 1259, 1623, 1778], [16002, 3277, 7967, 10358], [48413, 32453, 51829, 57818], \
            [3744, 3121, 3338, 3454], [3744, 3121, 3338, 3454], [60, 20, 40, 40]]";
        assert_eq!(format!("{got:?}"), known);
    }

    #[test]
    fn a_tail_never_outlasts_the_longest_wait() {
        let heavy = Distribution::Pareto { min_us: LONGEST_US, alpha_milli: 1 };
        assert!((0..1000).all(|n| heavy.sample(Lane(5), n).0 <= LONGEST_US));
    }
}
