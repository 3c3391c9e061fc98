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
const Z: f64 = 1.959_963_984_540_054;

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
    // Only sums, products, quotients and roots, which every machine rounds alike.
    let (n, z2) = (of as f64, Z * Z);
    let p = count as f64 / n;
    let middle = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt() / (1.0 + z2 / n);
    let ppm = |share: f64| (share.clamp(0.0, 1.0) * 1e6).round() as u32;
    let low_ppm = if count == 0 { 0 } else { ppm(middle - half) };
    let high_ppm = if count >= of { 1_000_000 } else { ppm(middle + half) };
    Some(Interval { rate_ppm: ppm(p), low_ppm, high_ppm })
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
}
