//! A time axis that reads well: steps of 1, 2 or 5, and no more decimals than the step needs.

use crate::base::text::Language;
use crate::base::time::Time;
use crate::base::units::{self, Quantity};

/// A mark on a time axis.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tick {
    /// The moment that it stands for.
    pub at: Time,
    /// The moment as text, as short as the distance between two ticks allows.
    pub label: String,
}

/// The marks between two moments, at most so many.
pub fn ticks(from: Time, to: Time, most: u64, language: Language) -> Vec<Tick> {
    let length = to.since(from).0;
    if length == 0 || most == 0 {
        return Vec::new();
    }
    let step = step(length.div_ceil(most));
    let first = from.0.div_ceil(step).saturating_mul(step);
    let count = to.0.saturating_sub(first) / step + u64::from(first <= to.0);
    (0..count)
        .map(|i| Time(first + i * step))
        .map(|at| Tick { at, label: label(at, step, language) })
        .collect()
}

/// The least of 1, 2, 5, 10, 20, … that is not below this.
fn step(least: u64) -> u64 {
    let mut power = 1_u64;
    loop {
        for factor in [1, 2, 5] {
            let step = power.saturating_mul(factor);
            if step >= least || step == u64::MAX {
                return step.max(1);
            }
        }
        power = power.saturating_mul(10);
    }
}

fn label(at: Time, step: u64, language: Language) -> String {
    let decimals = (0..=6).find(|decimals| step.is_multiple_of(10_u64.pow(6 - decimals))).unwrap_or(6);
    units::write(Quantity::Tick(at, decimals as usize), language)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(from: u64, to: u64, most: u64) -> Vec<String> {
        ticks(Time(from), Time(to), most, Language::En).into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn steps_are_round_and_labels_short() {
        assert_eq!(labels(0, 3_000_000, 8), ["0.0 s", "0.5 s", "1.0 s", "1.5 s", "2.0 s", "2.5 s", "3.0 s"]);
        assert_eq!(labels(1_200_000, 9_000_000, 5), ["2 s", "4 s", "6 s", "8 s"]);
        assert_eq!(
            labels(2_499_000, 2_501_000, 4),
            ["2.4990 s", "2.4995 s", "2.5000 s", "2.5005 s", "2.5010 s"]
        );
        assert_eq!(labels(7, 7, 8), [""; 0]);
        assert_eq!(ticks(Time(0), Time(2_000_000), 2, Language::Zh)[1].label, "1 秒");
    }

    #[test]
    fn there_is_never_one_too_many() {
        for length in [1, 3, 999, 12_345, 7_777_777, 86_400_000_000] {
            let count = ticks(Time(0), Time(length), 7, Language::En).len();
            assert!((1..=8).contains(&count), "{length}: {count}");
        }
    }
}
