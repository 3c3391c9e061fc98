//! Chance that is looked up, not drawn from a stream.
//!
//! A draw is a function of the seed, of what it is for, of who asks and of how often they asked
//! before. So a branch that drops one message leaves every unrelated draw alone, and "what if"
//! compares like with like.
//!
//! The mixer is SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators,
//! OOPSLA 2014, figure 14).

/// The odd constant by which SplitMix64 advances: 2^64 divided by the golden ratio.
const GOLDEN_GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;

/// SplitMix64's finalizer: every bit of the input moves about half of the bits of the output.
#[inline]
pub fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// What a draw is for. Two purposes never share a draw.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u64)]
pub enum Purpose {
    /// How long a message takes.
    Latency = 1,
    /// Whether a message is lost.
    Loss,
    /// Whether a message is repeated.
    Duplicate,
    /// How much later the repeated one arrives.
    DuplicateLatency,
    /// Whether a message meets a spike.
    Spike,
    /// How long a write takes to reach the disk.
    Disk,
    /// What a node asked for.
    Node,
    /// When a client's next operation comes.
    Arrival,
    /// What that operation is.
    Operation,
    /// Where a roaming client goes.
    Roam,
    /// Where a torn write was cut.
    Torn,
    /// How large a message is.
    Size,
}

/// The keyed generator of one run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Chance {
    seed: u64,
}

impl Chance {
    /// The chance of a run with this seed.
    pub fn new(seed: u64) -> Chance {
        Chance { seed }
    }

    /// The numbered draws of one asker for one purpose.
    #[inline]
    pub fn lane(&self, purpose: Purpose, who: u64) -> Lane {
        Lane(mix(mix(self.seed.wrapping_add((purpose as u64).wrapping_mul(GOLDEN_GAMMA))).wrapping_add(who)))
    }
}

/// The draws of one asker for one purpose, each found by its number.
///
/// ```
/// use eventual::base::chance::Lane;
/// // The published sequence of SplitMix64 for the seed 1234567.
/// assert_eq!(Lane(1234567).draw(0), 6457827717110365317);
/// assert_eq!(Lane(1234567).draw(1), 3203168211198807973);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Lane(pub u64);

impl Lane {
    /// The draw with the number `n`, counted from 0: all 64 bits of it.
    #[inline]
    pub fn draw(self, n: u64) -> u64 {
        mix(self.0.wrapping_add(n.wrapping_add(1).wrapping_mul(GOLDEN_GAMMA)))
    }

    /// Whether draw `n` falls under a chance given in parts per million.
    #[inline]
    pub fn happens(self, n: u64, ppm: u32) -> bool {
        below(self.draw(n), 1_000_000) < u64::from(ppm)
    }
}

/// Maps 64 random bits to `0..bound`, by multiplication instead of division (Lemire 2019, section
/// 3, without the rejection step: the bias is below `bound / 2^64`).
#[inline]
pub fn below(bits: u64, bound: u64) -> u64 {
    ((u128::from(bits) * u128::from(bound)) >> 64) as u64
}

/// Maps 64 random bits to a fraction in `[0, 1)`, exact in binary.
#[inline]
pub fn fraction(bits: u64) -> f64 {
    // 53 bits are no fewer as a signed number, which every processor converts in one instruction.
    (bits >> 11).cast_signed() as f64 * (1.0 / (1u64 << 53) as f64)
}

/// Maps 64 random bits to a wait without memory, by inversion: to the whole number nearest to
/// `-ln(1 - fraction(bits)) * mean`.
///
/// The logarithm is `libm`'s, bit for bit as far as the whole number shows. But it takes as long as
/// everything else about a message, so a shorter one comes first, whose error is far below one part
/// in 2^45; only where that much could change the whole number, `libm` is asked.
#[inline]
pub fn exponential(bits: u64, mean: u64) -> u64 {
    const WHOLE: f64 = (1u64 << 52) as f64;
    let left = (1 << 53) - (bits >> 11);
    let wait = minus_ln(left) * mean as f64;
    // From 2^52 on a float has no room for a fraction: the sum is rounded to a whole number, which
    // stands in its low bits.
    let rounded = wait + WHOLE;
    let off = (wait - (rounded - WHOLE)).abs();
    let doubt = (wait + mean as f64) * (1.0 / (1u64 << 45) as f64);
    if off + doubt < 0.5 { rounded.to_bits() & ((1 << 52) - 1) } else { exponential_by_libm(bits, mean) }
}

#[cold]
#[inline(never)]
fn exponential_by_libm(bits: u64, mean: u64) -> u64 {
    (-libm::log(1.0 - fraction(bits)) * mean as f64 + 0.5) as u64
}

/// `-ln(left / 2^53)` for `left` in `1..=2^53`, to better than 2^-48: the power of two is read off,
/// 128 middles of `1..2` are known, and a short series does the rest.
#[inline]
fn minus_ln(left: u64) -> f64 {
    let bits = (left.cast_signed() as f64).to_bits();
    let (inverse, ln) = MIDDLES[(bits >> 45) as usize % MIDDLES.len()];
    let r = f64::from_bits(bits << 12 >> 12 | 1f64.to_bits()) * inverse - 1.0;
    let rr = r * r;
    let rest = r - rr * (0.5 - r * (1.0 / 3.0)) - rr * rr * (0.25 - r * 0.2);
    let halvings = (1023 + 53 - (bits >> 52).cast_signed()) as f64;
    halvings * core::f64::consts::LN_2 - ln - rest
}

/// For the middle of each 128th of `1..2`: one divided by it, and the logarithm of what that is the
/// inverse of.
static MIDDLES: [(f64, f64); 128] = {
    let mut middles = [(0.0, 0.0); 128];
    let mut n = 0;
    while n < middles.len() {
        let inverse = 1.0 / (1.0 + (n as f64 + 0.5) / 128.0);
        // ln(x) = 2 artanh((x - 1) / (x + 1)), by its series.
        let t = (1.0 - inverse) / (1.0 + inverse);
        let (mut power, mut sum, mut k) = (t, 0.0, 1);
        while k < 64 {
            sum += power / k as f64;
            power *= t * t;
            k += 2;
        }
        middles[n] = (inverse, 2.0 * sum);
        n += 1;
    }
    middles
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_logarithm_never_shows() {
        let lane = Chance::new(5).lane(Purpose::Latency, 0);
        let ends = [0, 1 << 11, 2 << 11, u64::MAX, u64::MAX - (1 << 11), 1 << 63, (1 << 63) - 1];
        let middles = (0..=128u64).map(|n| u64::MAX - (n << 56) / 128);
        let drawn = (0..300_000).map(|n| lane.draw(n) >> (lane.draw(n + 1_000_000) % 64));
        for bits in ends.into_iter().chain(middles).chain(drawn) {
            for mean in [0, 1, 3, 999, 20_000, 357_143, 1_000_000, 86_400_000_000, u64::MAX] {
                assert_eq!(
                    exponential(bits, mean),
                    exponential_by_libm(bits, mean),
                    "{bits:#x}, mean {mean}"
                );
            }
        }
    }

    #[test]
    fn the_short_logarithm_is_as_near_as_it_says() {
        let lane = Chance::new(6).lane(Purpose::Latency, 0);
        for n in 0..1_000_000 {
            let left = (lane.draw(n) >> 11 >> (n % 53)) + 1;
            let (near, libm) = (minus_ln(left), -libm::log(left as f64 / (1u64 << 53) as f64));
            assert!((near - libm).abs() <= (1.0 + libm) / (1u64 << 48) as f64, "{left}: {near} and {libm}");
        }
    }

    #[test]
    fn lanes_are_the_published_generator() {
        let published = [
            6457827717110365317u64,
            3203168211198807973,
            9817491932198370423,
            4593380528125082431,
            16408922859458223821,
        ];
        assert_eq!(core::array::from_fn(|n| Lane(1234567).draw(n as u64)), published);
    }

    #[test]
    fn purposes_and_askers_do_not_share_draws() {
        let chance = Chance::new(7);
        let mut seen = std::collections::BTreeSet::new();
        for who in 0..100 {
            for purpose in [Purpose::Latency, Purpose::Loss, Purpose::Node] {
                for n in 0..100 {
                    assert!(seen.insert(chance.lane(purpose, who).draw(n)));
                }
            }
        }
    }

    #[test]
    fn a_chance_in_parts_per_million_is_that_chance() {
        let lane = Chance::new(1).lane(Purpose::Loss, 0);
        let hits = (0..1_000_000).filter(|&n| lane.happens(n, 20_000)).count();
        assert!((19_500..20_500).contains(&hits), "{hits} of a million at 2 percent");
        assert!((0..1000).all(|n| !lane.happens(n, 0) && lane.happens(n, 1_000_000)));
    }
}
