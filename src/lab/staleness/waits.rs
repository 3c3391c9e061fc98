//! How long a message takes, in milliseconds: a mixture of shapes, drawn by inversion from one
//! random number, which first chooses the shape and then is the quantile within it.
//!
//! The logarithm and the power take most of the time of a trial. Both split a number into a power
//! of two, the middle of a 128th and a rest, for which a short series is as good as exact: within
//! 10⁻¹¹ of the value, which a test holds against `libm`.

use crate::base::chance::{Lane, fraction, minus_ln_of};

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
    parts: Vec<Part>,
}

#[derive(Clone, Debug)]
struct Part {
    /// The first random number that is another part's, of 2^53.
    until: u64,
    /// The first that is this part's.
    from: u64,
    /// One divided by how many are this part's.
    inverse: f64,
    drawn: Drawn,
}

/// How a shape is drawn.
#[derive(Clone, Debug)]
enum Drawn {
    Constant(f64),
    Uniform(f64, f64),
    Exponential(f64),
    Pareto(Box<Powers>),
    LogNormal(f64, f64),
    Weibull(f64, f64),
    Samples(Box<[f64]>),
}

/// How many random numbers there are: a float has no more bits.
const ALL: u64 = 1 << 53;

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
                ready.push(Part {
                    until,
                    from,
                    inverse: 1.0 / (until - from) as f64,
                    drawn: Drawn::of(shape),
                });
                from = until;
            }
        }
        Waits { parts: ready }
    }

    /// One shape alone.
    pub fn of(shape: Shape) -> Waits {
        Waits::new(&[(1.0, shape)])
    }

    /// The wait that belongs to 64 random bits, in milliseconds; never negative, never endless.
    #[inline]
    pub fn draw(&self, bits: u64) -> f64 {
        let number = bits >> 11;
        for part in &self.parts {
            if number < part.until {
                // From just above 0 to 1: a small one is a long wait.
                let left = number.wrapping_sub(part.from).wrapping_add(1).cast_signed() as f64 * part.inverse;
                return part.drawn.at(left.min(1.0), bits).min(LONGEST);
            }
        }
        0.0
    }
}

/// No wait is longer, in milliseconds: thirty years. What is heavier than that is cut there, so that
/// sums stay finite.
pub const LONGEST: f64 = 1e12;

impl Drawn {
    fn of(shape: &Shape) -> Drawn {
        match *shape {
            Shape::Constant { value } => Drawn::Constant(value),
            Shape::Uniform { min, max } => Drawn::Uniform(min, max - min),
            Shape::Exponential { rate } => Drawn::Exponential(1.0 / rate),
            Shape::Pareto { xm, alpha } => Drawn::Pareto(Box::new(Powers::new(xm, alpha))),
            Shape::LogNormal { median, sigma } => Drawn::LogNormal(median, sigma),
            Shape::Weibull { scale, shape } => Drawn::Weibull(scale, 1.0 / shape),
            Shape::Samples { ref ms } => Drawn::Samples(ms.as_slice().into()),
        }
    }

    /// The wait that a share of `left` are longer than.
    #[inline]
    fn at(&self, left: f64, bits: u64) -> f64 {
        match self {
            Drawn::Pareto(powers) => powers.at(left),
            Drawn::Exponential(mean) => minus_ln_of(left) * mean,
            other => other.at_rarer(left, bits),
        }
    }

    #[inline(never)]
    fn at_rarer(&self, left: f64, bits: u64) -> f64 {
        match self {
            Drawn::Constant(value) => *value,
            Drawn::Uniform(min, span) => min + span * (1.0 - left),
            Drawn::LogNormal(median, sigma) => {
                // A normal value takes two random numbers (Box and Muller 1958).
                let turn = 2.0 * core::f64::consts::PI * fraction(Lane(bits).draw(0));
                let normal = libm::sqrt(2.0 * minus_ln_of(left)) * libm::cos(turn);
                median * libm::exp(sigma * normal)
            }
            Drawn::Weibull(scale, power) => scale * libm::pow(minus_ln_of(left), *power),
            Drawn::Samples(ms) => {
                ms[((left * ms.len() as f64).ceil() as usize).clamp(1, ms.len()).wrapping_sub(1)]
            }
            Drawn::Exponential(_) | Drawn::Pareto(_) => self.at(left, bits),
        }
    }
}

/// xm · left^(−1/alpha), by tables.
#[derive(Clone, Debug)]
struct Powers {
    /// xm · 2^(k / alpha) for a number that was halved k times.
    halved: [f64; 64],
    /// For the middle of each 128th of 1..2: one divided by it, and its power.
    middles: [(f64, f64); 128],
    /// The series of (1 + r)^(−1/alpha), from r on.
    series: [f64; 4],
    /// Where the tail is so heavy that the series would be too short: xm and −1/alpha.
    slow: Option<(f64, f64)>,
}

impl Powers {
    fn new(xm: f64, alpha: f64) -> Powers {
        let a = 1.0 / alpha;
        let middle = |n: usize| 1.0 + (n as f64 + 0.5) / 128.0;
        Powers {
            halved: core::array::from_fn(|k| xm * libm::pow(2.0, a * k as f64)),
            middles: core::array::from_fn(|n| (1.0 / middle(n), libm::pow(middle(n), -a))),
            series: [
                -a,
                a * (a + 1.0) / 2.0,
                -a * (a + 1.0) * (a + 2.0) / 6.0,
                a * (a + 1.0) * (a + 2.0) * (a + 3.0) / 24.0,
            ],
            slow: (a > 1.0).then_some((xm, -a)),
        }
    }

    #[inline]
    fn at(&self, left: f64) -> f64 {
        if let Some((xm, power)) = self.slow {
            return xm * libm::pow(left, power);
        }
        let bits = left.to_bits();
        let (inverse, power) = self.middles[(bits >> 45) as usize % 128];
        let r = f64::from_bits(bits << 12 >> 12 | 1f64.to_bits()) * inverse - 1.0;
        let [a, b, c, d] = self.series;
        let rest = 1.0 + r * (a + r * (b + r * (c + r * d)));
        self.halved[1023u64.wrapping_sub(bits >> 52) as usize % 64] * power * rest
    }
}
