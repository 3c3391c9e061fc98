//! Quantiles of samples, and samples drawn from what a tool tells of a distribution: percentiles, or
//! the least, the mean and the most.

/// The sample that `of` in `out_of` do not exceed, out of samples in ascending order.
pub fn quantile(sorted: &[u64], of: u64, out_of: u64) -> u64 {
    let at = (sorted.len() as u64 * of).div_ceil(out_of);
    at.checked_sub(1).and_then(|at| sorted.get(at as usize)).copied().unwrap_or(0)
}

/// How many of a million were never answered.
pub fn lost_ppm(answered: u64, timeouts: u64) -> u32 {
    let all = u128::from(answered) + u128::from(timeouts);
    (u128::from(timeouts) * 1_000_000).checked_div(all).unwrap_or(0) as u32
}

/// How many samples stand for a distribution. The lower median and p99 of them are exactly those of
/// the knots, and the last is the most.
pub const DRAWN: u64 = 10_000;

/// A span that a share of round trips do not exceed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Knot {
    /// The share, in millionths, from 0 to 1,000,000.
    pub share: u64,
    /// The span, in microseconds.
    pub us: u64,
}

/// [`DRAWN`] samples in ascending order whose shares are those of the knots, straight between them.
/// The knots stand in ascending order of both; there is at least one.
pub fn drawn(knots: &[Knot]) -> Vec<u64> {
    (1..=DRAWN).map(|n| at(knots, n * 1_000_000 / DRAWN)).collect()
}

fn at(knots: &[Knot], share: u64) -> u64 {
    let next = knots.partition_point(|knot| knot.share < share);
    match (next.checked_sub(1).and_then(|before| knots.get(before)), knots.get(next)) {
        (Some(low), Some(high)) => {
            let (over, width) = (share - low.share, high.share - low.share);
            low.us + ((high.us - low.us) as u128 * u128::from(over) / u128::from(width)) as u64
        }
        (None, Some(only)) | (Some(only), None) => only.us,
        (None, None) => 0,
    }
}

/// Whether both shares and spans only go up.
pub fn ascend(knots: &[Knot]) -> bool {
    knots.windows(2).all(|pair| pair[0].share <= pair[1].share && pair[0].us <= pair[1].us)
}

/// The same knots, with a tail between the last percentile and the most, where the last knot is the
/// most of `count` round trips (0 if untold): of those above, half lie in each equal step, as waits
/// without memory do. A straight line would make what happened once happen often.
pub fn with_tail(mut knots: Vec<Knot>, count: u64) -> Vec<Knot> {
    let (Some(most), Some(last)) = (knots.pop(), knots.last().copied()) else { return knots };
    let above = 1_000_000 - last.share.min(1_000_000);
    let count = if count == 0 { DRAWN } else { count.min(DRAWN) };
    let steps = u64::from((above * count / 1_000_000).max(1).ilog2());
    for step in 1..=steps {
        let us = last.us + (most.us - last.us) * step / (steps + 1);
        knots.push(Knot { share: 1_000_000 - (above >> step), us });
    }
    knots.push(most);
    knots
}

/// The knots of `count` round trips of which only least, mean, most and standard deviation are
/// told, in microseconds: half lie up to the mean, the usual share up to one deviation above it,
/// and the most happened once. Without a deviation the distance from the least to the mean stands
/// for it.
pub fn of_summary(count: u64, least: u64, mean: u64, most: u64, deviation: Option<u64>) -> Vec<Knot> {
    let spread = deviation.unwrap_or(mean.saturating_sub(least));
    let above = |times: u64| mean.saturating_add(spread.saturating_mul(times)).min(most);
    let mut knots = vec![Knot { share: 0, us: least }, Knot { share: 500_000, us: mean }];
    let rarest = 1_000_000 - 1_000_000 / count.max(2);
    if rarest > 841_000 {
        knots.push(Knot { share: 841_000, us: above(1) });
    }
    if rarest > 500_000 {
        knots.push(Knot { share: rarest, us: above(2) });
    }
    knots.push(Knot { share: 1_000_000, us: most });
    knots
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_drawn_has_the_percentiles_that_were_told() {
        let knots = [(0, 10), (500_000, 40), (900_000, 80), (990_000, 200), (1_000_000, 900)]
            .map(|(share, us)| Knot { share, us });
        let samples = drawn(&knots);
        assert_eq!(samples.len() as u64, DRAWN);
        assert!(samples.is_sorted());
        assert_eq!([samples[4_999], samples[8_999], samples[9_899], samples[9_999]], [40, 80, 200, 900]);
    }

    #[test]
    fn the_most_is_rare_where_there_were_many() {
        let told = [(0, 100), (500_000, 110), (950_000, 216), (1_000_000, 1_140)]
            .map(|(share, us)| Knot { share, us });
        for (count, p99) in [(180, 770), (60_000, 453), (10, 955)] {
            let knots = with_tail(told.to_vec(), count);
            assert!(ascend(&knots), "{knots:?}");
            let samples = drawn(&knots);
            assert!(samples[9_899].abs_diff(p99) < 10, "{}", samples[9_899]);
            assert_eq!((samples[4_999], samples[9_499], samples[9_999]), (110, 216, 1_140));
        }
    }

    #[test]
    fn a_summary_keeps_its_mean_as_the_median_and_its_most_as_the_last() {
        for count in [1, 2, 3, 10, 1_000] {
            let knots = of_summary(count, 20_000, 25_000, 90_000, Some(3_000));
            assert!(ascend(&knots), "{knots:?}");
            let samples = drawn(&knots);
            assert_eq!((samples[4_999], samples[9_999]), (25_000, 90_000));
        }
    }
}
