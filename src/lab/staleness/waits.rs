//! How long a message takes, in milliseconds: a mixture of shapes, drawn by inversion from one
//! random number, which first chooses the shape and then is the quantile within it.
//!
//! Logarithms and powers would take most of the time of a trial, and a branch for each shape the
//! rest. So the quantiles of a shape are a table: for each power of two down to the longest wait,
//! and each 64th of it, a polynomial of the third degree, and every shape is drawn by the same few
//! instructions. It is within 10⁻⁸ of the value, which a test holds against `libm`. Where that
//! would not be so, at samples and very heavy tails, the quantile is computed instead.

use crate::base::chance::{Lane, fraction};

/// One shape of waits; times in milliseconds.
#[derive(Clone, PartialEq, Debug)]
pub enum Shape {
    /// Always the same.
    Constant {
        /// How long, in milliseconds.
        value: f64,
    },
    /// Anything between two ends, equally likely.
    Uniform {
        /// The least, in milliseconds.
        min: f64,
        /// The most, in milliseconds.
        max: f64,
    },
    /// Without memory.
    Exponential {
        /// One divided by the mean, in 1/ms.
        rate: f64,
    },
    /// With a heavy tail: longer than x with chance (xm / x)^alpha.
    Pareto {
        /// The least, in milliseconds.
        xm: f64,
        /// The smaller, the heavier the tail.
        alpha: f64,
    },
    /// The logarithm is normal.
    LogNormal {
        /// The median, in milliseconds.
        median: f64,
        /// The standard deviation of the logarithm.
        sigma: f64,
    },
    /// Longer than x with chance exp(−(x / scale)^shape).
    Weibull {
        /// What 63 % do not exceed, in milliseconds.
        scale: f64,
        /// Below 1 for a tail heavier than the exponential's.
        shape: f64,
    },
    /// One of some that were measured; at least one.
    Samples {
        /// In milliseconds.
        ms: Vec<f64>,
    },
}

/// A mixture of shapes, made ready to be drawn from.
#[derive(Clone, Debug)]
pub struct Waits {
    /// The first random number that is not the first part's.
    split: u64,
    /// How the first part is drawn, and the second.
    hot: [Hot; 2],
    /// The quantiles of these two, one after the other; empty where one part has none.
    table: Vec<Cubic>,
    /// All parts, for what is drawn otherwise.
    parts: Vec<Part>,
}

/// What it takes to draw a part out of the table.
#[derive(Clone, Copy, Debug, Default)]
struct Hot {
    /// One less the first random number of the part.
    add: u64,
    /// One divided by how many are the part's.
    inverse: f64,
    /// Where its quantiles begin, less the place of the smallest share.
    base: usize,
}

#[derive(Clone, Debug)]
struct Part {
    /// The first random number that is another part's, of 2^32.
    until: u64,
    hot: Hot,
    shape: Shape,
}

/// A piece of a quantile function: a polynomial of the share, from the constant on.
type Cubic = [f64; 4];

/// How many random numbers there are.
const ALL: u64 = 1 << 32;
/// How many powers of two a share takes, from one of the random numbers to 1.
const POWERS: usize = 33;
/// Into how many pieces each is cut. A float has its power and its piece in its first bits, so these
/// are the place.
const PIECES: usize = 64;
const REST: u32 = 52 - PIECES.ilog2();
const FIRST: usize = (1023 - (POWERS - 1)) * PIECES;

impl Waits {
    /// A mixture; each share is at least 0, and they add up to 1 but for rounding.
    pub fn new(parts: &[(f64, Shape)]) -> Waits {
        let whole: f64 = parts.iter().map(|(share, _)| share).sum();
        let last = parts.iter().rposition(|(share, _)| *share > 0.0);
        let (mut sum, mut from, mut ready) = (0.0, 0, Vec::new());
        for (n, (share, shape)) in parts.iter().enumerate() {
            sum += share;
            // The last one ends at the very end, however the shares were rounded.
            let until = if Some(n) == last { ALL } else { ((sum / whole * ALL as f64) as u64).min(ALL) };
            if until > from {
                let base = (ready.len() * POWERS * PIECES).wrapping_sub(FIRST);
                let hot = Hot { add: 1u64.wrapping_sub(from), inverse: 1.0 / (until - from) as f64, base };
                ready.push(Part { until, hot, shape: shape.clone() });
                from = until;
            }
        }
        let is_fast = ready.len() <= 2 && ready.iter().all(|part| part.shape.is_smooth());
        let tables = ready.iter().filter(|_| is_fast).flat_map(|part| table(&part.shape));
        let hot = [0, 1].map(|n| ready.get(n).map(|part| part.hot).unwrap_or_default());
        let split = ready.first().map_or(ALL, |part| part.until);
        Waits { split, hot, table: tables.collect(), parts: ready }
    }

    /// One shape alone.
    pub fn of(shape: Shape) -> Waits {
        Waits::new(&[(1.0, shape)])
    }

    /// The wait that belongs to 32 random bits, in milliseconds; never negative, never endless.
    #[inline(always)]
    pub fn draw(&self, bits: u32) -> f64 {
        let number = u64::from(bits);
        let hot = self.hot[usize::from(number >= self.split)];
        let left = hot.left(number);
        let place = hot.base.wrapping_add((left.to_bits() >> REST) as usize);
        let Some([a, b, c, d]) = self.table.get(place) else { return self.draw_rarer(number) };
        a + left * (b + left * (c + left * d))
    }

    #[inline(never)]
    fn draw_rarer(&self, number: u64) -> f64 {
        let Some(part) = self.parts.iter().find(|part| number < part.until) else { return 0.0 };
        part.shape.quantile(part.hot.left(number).min(1.0), number).clamp(0.0, LONGEST)
    }
}

impl Hot {
    /// The share of the part's waits that are longer: from just above 0 to 1.
    #[inline(always)]
    fn left(&self, number: u64) -> f64 {
        number.wrapping_add(self.add).cast_signed() as f64 * self.inverse
    }
}

/// No wait is longer, in milliseconds: thirty years. What is heavier than that is cut there, so that
/// sums stay finite.
pub const LONGEST: f64 = 1e12;

/// The quantiles of a shape: cubics through the zeros of Chebyshev's polynomial in every piece.
fn table(shape: &Shape) -> Vec<Cubic> {
    const ZEROS: [f64; 4] = [
        -0.923_879_532_511_286_7,
        -0.382_683_432_365_089_8,
        0.382_683_432_365_089_8,
        0.923_879_532_511_286_7,
    ];
    let piece = |place: usize| {
        let first = f64::from_bits(((FIRST + place) as u64) << REST);
        let half = (f64::from_bits(((FIRST + place + 1) as u64) << REST) - first) / 2.0;
        let nodes = ZEROS.map(|zero| first + half + zero * half);
        // Newton's divided differences, and from these the powers.
        let mut newton = nodes.map(|left| shape.quantile(left.min(1.0), 0).clamp(0.0, LONGEST));
        for step in 1..4 {
            for n in (step..4).rev() {
                newton[n] = (newton[n] - newton[n - 1]) / (nodes[n] - nodes[n - step]);
            }
        }
        let mut cubic = [newton[3], 0.0, 0.0, 0.0];
        for n in (0..3).rev() {
            let [a, b, c, _] = cubic;
            cubic = [newton[n] - nodes[n] * a, a - nodes[n] * b, b - nodes[n] * c, c];
        }
        // The shortest wait of all may come out below nothing by as little as the error: lifted.
        let [a, b, c, d] = cubic;
        let lowest = [first, first + 2.0 * half].map(|left| a + left * (b + left * (c + left * d)));
        [a - lowest[0].min(lowest[1]).min(0.0), b, c, d]
    };
    (0..POWERS * PIECES).map(piece).collect()
}

impl Shape {
    /// Whether cubics come near enough to its quantiles.
    fn is_smooth(&self) -> bool {
        match self {
            Shape::Constant { .. } | Shape::Uniform { .. } | Shape::Exponential { .. } => true,
            Shape::Pareto { xm, alpha } => *alpha >= 0.75 && *xm <= 1e-3 * LONGEST.powf(0.5),
            Shape::LogNormal { .. } | Shape::Weibull { .. } | Shape::Samples { .. } => false,
        }
    }

    /// The wait that a share of `left` are longer than; `number` where that takes more chance.
    fn quantile(&self, left: f64, number: u64) -> f64 {
        match self {
            Shape::Constant { value } => *value,
            Shape::Uniform { min, max } => min + (max - min) * (1.0 - left),
            Shape::Exponential { rate } => -libm::log(left) / rate,
            Shape::Pareto { xm, alpha } => xm * libm::pow(left, -1.0 / alpha),
            Shape::LogNormal { median, sigma } => {
                // A normal value takes two random numbers (Box and Muller 1958).
                let turn = 2.0 * core::f64::consts::PI * fraction(Lane(number).draw(0));
                median * libm::exp(sigma * libm::sqrt(-2.0 * libm::log(left)) * libm::cos(turn))
            }
            Shape::Weibull { scale, shape } => scale * libm::pow(-libm::log(left), 1.0 / shape),
            Shape::Samples { ms } => {
                ms[((left * ms.len() as f64).ceil() as usize).clamp(1, ms.len()).wrapping_sub(1)]
            }
        }
    }
}
