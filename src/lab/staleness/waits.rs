//! How long a message takes, in milliseconds: a mixture of shapes, drawn by inversion from one
//! random number, which first chooses the shape and then is the quantile within it.
//!
//! Logarithms and powers would take most of the time of a trial, and a branch for each shape the
//! rest. So the quantiles of two parts are one table: for each power of two down to the longest
//! wait, and each 64th of it, a polynomial of the third degree, and whatever part and shape it is,
//! it is drawn by the same few instructions. It is within 10⁻⁸ of the value, which a test holds
//! against `libm`. Where that would not be so, at samples and very heavy tails, and with more parts,
//! the quantile is computed instead.

use crate::base::chance::{Lane, fraction};
use std::sync::Arc;

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

/// A mixture of shapes, made ready to be drawn from. Copies of it share its table.
#[derive(Clone, Debug)]
pub struct Waits {
    /// Nothing where the quantiles are no polynomials.
    ready: Option<Ready>,
    /// All parts, for what is drawn otherwise.
    parts: Vec<Part>,
}

/// The quantiles of two parts.
#[derive(Clone, Debug)]
pub(super) struct Ready {
    /// What is taken off a random number to have its place.
    border: f64,
    table: Arc<Table>,
}

#[derive(Clone, PartialEq, Debug)]
struct Part {
    /// The random numbers that are the part's, of 2^32.
    from: u64,
    until: u64,
    shape: Shape,
}

/// A piece of a quantile function: a polynomial of the place, from the constant on.
type Cubic = [f64; 4];
type Table = [Cubic; 2 * SIDE];

/// How many random numbers there are.
const ALL: u64 = 1 << 32;
/// How many powers of two lie between half a random number and all of them.
const POWERS: usize = 33;
/// Into how many pieces each is cut.
const PIECES: usize = 64;

/// A random number has a place: how far it is from the border between the two parts, at which both
/// have their longest waits; a half more, so that none is 0. The first part is above 0 and the second
/// below. So the first bits of this float are its part, its power and its piece: its row. Of the
/// power, six bits are enough to tell 33 apart.
const REST: u32 = 52 - PIECES.ilog2();
const SIDE: usize = 64 * PIECES;
/// The first bits of the least place, a half.
const FIRST: usize = 1022 * PIECES;

fn row(place: f64) -> usize {
    let bits = place.to_bits();
    ((bits >> REST) as usize & (SIDE - 1)) | ((bits >> 63) as usize * SIDE)
}

/// The last bit of this float counts halves, and it has room for a random number.
const HALVES: f64 = (1u64 << 51) as f64;

impl Ready {
    /// The wait that belongs to 32 random bits.
    #[inline(always)]
    pub(super) fn draw(&self, bits: u32) -> f64 {
        // The bits as a float, and a half: cheaper than to have the processor convert them.
        let place = f64::from_bits(HALVES.to_bits() | (u64::from(bits) << 1) | 1) - self.border;
        let [a, b, c, d] = self.table[row(place)];
        a + place * (b + place * (c + place * d))
    }
}

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
                ready.push(Part { from, until, shape: shape.clone() });
                from = until;
            }
        }
        let is_smooth = ready.len() <= 2 && ready.iter().all(|part| part.shape.is_smooth());
        // The random numbers of the second part come first.
        let border = HALVES + ready.get(1).map_or(0, Part::count) as f64;
        Waits { ready: is_smooth.then(|| Ready { border, table: table(&ready) }), parts: ready }
    }

    /// One shape alone.
    pub fn of(shape: Shape) -> Waits {
        Waits::new(&[(1.0, shape)])
    }

    /// The same waits with the table of others, where they are alike: what is drawn out of one table
    /// stays near the processor.
    pub fn sharing(self, others: &[&Waits]) -> Waits {
        others.iter().find(|other| other.parts == self.parts).map_or(self, |&other| other.clone())
    }

    /// The wait that belongs to 32 random bits, in milliseconds; never negative, never endless.
    #[inline(always)]
    pub fn draw(&self, bits: u32) -> f64 {
        match &self.ready {
            Some(ready) => ready.draw(bits),
            None => self.draw_rarer(u64::from(bits)),
        }
    }

    /// How to draw without asking each time whether there is a table.
    pub(super) fn ready(&self) -> Option<&Ready> {
        self.ready.as_ref()
    }

    #[inline(never)]
    fn draw_rarer(&self, number: u64) -> f64 {
        let Some(part) = self.parts.iter().find(|part| number < part.until) else { return 0.0 };
        let left = ((number - part.from) as f64 + 0.5) / part.count() as f64;
        part.shape.quantile(left, number).clamp(0.0, LONGEST)
    }
}

impl Part {
    fn count(&self) -> u64 {
        self.until - self.from
    }
}

/// No wait is longer, in milliseconds: thirty years. What is heavier than that is cut there, so that
/// sums stay finite.
pub const LONGEST: f64 = 1e12;

/// The quantiles of one or two parts.
fn table(parts: &[Part]) -> Arc<Table> {
    let mut table = Box::new([[0.0; 4]; 2 * SIDE]);
    for (part, sign) in parts.iter().zip([1.0, -1.0]) {
        for piece in 0..POWERS * PIECES {
            let [low, high] = [piece, piece + 1].map(|it| f64::from_bits(((FIRST + it) as u64) << REST));
            table[row(sign * low)] = cubic(part, sign, low, high);
        }
    }
    Arc::from(table)
}

/// The quantiles between two places of a part: a cubic through the zeros of Chebyshev's polynomial.
fn cubic(part: &Part, sign: f64, low: f64, high: f64) -> Cubic {
    const ZEROS: [f64; 4] = [
        -0.923_879_532_511_286_7,
        -0.382_683_432_365_089_8,
        0.382_683_432_365_089_8,
        0.923_879_532_511_286_7,
    ];
    let half = (high - low) / 2.0;
    let nodes = ZEROS.map(|zero| low + half + zero * half);
    // Newton's divided differences, and from these the powers.
    let quantile = |place: f64| part.shape.quantile((place / part.count() as f64).min(1.0), 0);
    let mut newton = nodes.map(|place| quantile(place).clamp(0.0, LONGEST));
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
    let lowest = [low, high].map(|place| a + place * (b + place * (c + place * d)));
    [a - lowest[0].min(lowest[1]).min(0.0), b * sign, c, d * sign]
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
