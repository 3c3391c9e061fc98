//! How sure a rate is that was counted.

use serde::{Deserialize, Serialize};

/// A rate and where it may lie, in parts per million.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Interval {
    /// What was counted.
    pub rate_ppm: u32,
    /// The least that the true rate may be, at 95 %.
    pub low_ppm: u32,
    /// The most.
    pub high_ppm: u32,
}

/// The 97.5th percentile of the normal distribution.
pub(super) const Z: f64 = 1.959_963_984_540_054;

/// The score interval of a rate at 95 % (E. B. Wilson, "Probable Inference, the Law of Succession,
/// and Statistical Inference", 1927). Unlike the textbook's, it is right for rare events: where
/// nothing happened in 1,000 runs, the rate may still be 0.38 %. Nothing where nothing was counted.
///
/// ```
/// use eventual::lab::sweep::wilson;
/// let found = wilson(0, 1_000).unwrap();
/// assert_eq!((found.rate_ppm, found.low_ppm, found.high_ppm), (0, 0, 3_827));
/// ```
pub fn wilson(count: u64, of: u64) -> Option<Interval> {
    if of == 0 {
        return None;
    }
    Some(score(count as f64 / of as f64, of as f64))
}

/// The sums over runs from which one sees how much the operations of a run have their luck in
/// common.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Squares {
    /// Of `count` times `count`, where a run had so many operations of which something was true,
    pub count_count: u64,
    /// of `count` times `of`, of so many operations,
    pub count_of: u64,
    /// and of `of` times `of`.
    pub of_of: u64,
}

impl Squares {
    /// A run comes to these.
    pub fn add(&mut self, count: u64, of: u64) {
        self.merge(Squares {
            count_count: count.saturating_mul(count),
            count_of: count.saturating_mul(of),
            of_of: of.saturating_mul(of),
        });
    }

    /// Others come to these.
    pub fn merge(&mut self, other: Squares) {
        self.count_count = self.count_count.saturating_add(other.count_count);
        self.count_of = self.count_of.saturating_add(other.count_of);
        self.of_of = self.of_of.saturating_add(other.of_of);
    }
}

/// The interval of a share of the operations of many runs. If one read of a run is stale, so are
/// its neighbours: so many operations tell less than as many runs would. How much less (the design
/// effect of clusters; L. Kish, "Survey Sampling", 1965, chapter 5) is measured, and the interval of
/// Wilson is taken for as many operations as would tell as much by themselves.
pub fn clustered(count: u64, of: u64, squares: Squares, runs: u64) -> Option<Interval> {
    if of == 0 {
        return None;
    }
    let (n, r) = (of as f64, runs as f64);
    let p = count as f64 / n;
    let off = squares.count_count as f64 - 2.0 * p * squares.count_of as f64 + p * p * squares.of_of as f64;
    let alone = p * (1.0 - p) * n;
    // Where all operations end alike, or there is one run, nothing can be seen of it: runs count.
    let effect =
        if alone > 0.0 && runs > 1 { (off / alone * r / (r - 1.0)).max(1.0) } else { n / r.max(1.0) };
    Some(score(p, n / effect))
}

/// The score interval of a share of so many.
fn score(p: f64, n: f64) -> Interval {
    // Only sums, products, quotients and roots, which every machine rounds alike.
    let z2 = Z * Z;
    let middle = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt() / (1.0 + z2 / n);
    let ppm = |share: f64| (share.clamp(0.0, 1.0) * 1e6).round() as u32;
    let low_ppm = if p <= 0.0 { 0 } else { ppm(middle - half) };
    let high_ppm = if p >= 1.0 { 1_000_000 } else { ppm(middle + half) };
    Interval { rate_ppm: ppm(p), low_ppm, high_ppm }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Newcombe, "Two-sided confidence intervals for the single proportion" (1998), Table I, row 3.
    #[test]
    fn the_intervals_are_those_of_the_literature() {
        let of =
            |count, of| wilson(count, of).map(|it| [it.low_ppm, it.high_ppm].map(|ppm| (ppm + 50) / 100));
        assert_eq!(of(81, 263), Some([2_553, 3_662]));
        assert_eq!(of(15, 148), Some([624, 1_605]));
        assert_eq!(of(0, 20), Some([0, 1_611]));
        assert_eq!(of(1, 29), Some([61, 1_718]));
        assert_eq!(of(29, 29), Some([8_830, 10_000]));
        assert_eq!(wilson(0, 0), None);
    }

    #[test]
    fn operations_that_share_their_luck_tell_as_much_as_their_runs() {
        let of = |runs: &[(u64, u64)]| {
            let (mut squares, mut count, mut all) = (Squares::default(), 0, 0);
            for &(some, of) in runs {
                squares.add(some, of);
                (count, all) = (count + some, all + of);
            }
            clustered(count, all, squares, runs.len() as u64)
        };
        let wide = |it: Option<Interval>| it.map(|it| it.high_ppm - it.low_ppm).expect("it was counted");
        // In each run all ten operations fail, or none does: 100 runs tell as much as 100 operations.
        let alike: Vec<(u64, u64)> = (0..100).map(|n| (if n < 20 { 10 } else { 0 }, 10)).collect();
        let by_runs = wide(wilson(20, 100));
        assert!(wide(of(&alike)).abs_diff(by_runs) < by_runs / 50);
        // In each run two of ten fail: nothing is shared, and all operations count.
        assert_eq!(of(&[(2, 10); 100]), wilson(200, 1_000));
        assert_eq!(of(&[(0, 10); 100]).map(|it| it.high_ppm), wilson(0, 100).map(|it| it.high_ppm));
        assert_eq!(clustered(0, 0, Squares::default(), 0), None);
    }
}
