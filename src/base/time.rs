//! Simulated time: whole microseconds since the run began. Nothing below the page ever looks at a
//! real clock.

use super::digest::{Digest, Stable};
use core::fmt;
use core::ops::{Add, AddAssign, Sub};
use serde::{Deserialize, Serialize};

/// A moment of the run, in microseconds since its beginning.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Time(pub u64);

/// A length of time, in microseconds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Span(pub u64);

impl Stable for Time {
    #[inline]
    fn feed(&self, digest: &mut Digest) {
        digest.word(self.0);
    }
}

impl Time {
    /// The beginning of every run.
    pub const ZERO: Time = Time(0);
    /// Later than every moment that a run reaches.
    pub const NEVER: Time = Time(u64::MAX);

    /// How long after `earlier` this is; zero when it is not after it.
    #[inline]
    pub fn since(self, earlier: Time) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

impl Span {
    /// No time at all.
    pub const ZERO: Span = Span(0);

    /// A span of whole milliseconds.
    pub const fn from_ms(ms: u64) -> Span {
        Span(ms.saturating_mul(1_000))
    }

    /// A span of whole seconds.
    pub const fn from_s(s: u64) -> Span {
        Span(s.saturating_mul(1_000_000))
    }
}

impl Add<Span> for Time {
    type Output = Time;
    /// Saturates: a wait that never ends ends never.
    #[inline]
    fn add(self, span: Span) -> Time {
        Time(self.0.saturating_add(span.0))
    }
}

impl AddAssign<Span> for Time {
    #[inline]
    fn add_assign(&mut self, span: Span) {
        *self = *self + span;
    }
}

impl Add for Span {
    type Output = Span;
    #[inline]
    fn add(self, other: Span) -> Span {
        Span(self.0.saturating_add(other.0))
    }
}

impl Sub for Span {
    type Output = Span;
    #[inline]
    fn sub(self, other: Span) -> Span {
        Span(self.0.saturating_sub(other.0))
    }
}

impl fmt::Display for Time {
    /// Seconds with three decimals and the microseconds only where there are any: `2.512 s`,
    /// `2.512034 s`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seconds, micros) = (self.0 / 1_000_000, self.0 % 1_000_000);
        if micros.is_multiple_of(1_000) {
            write!(f, "{seconds}.{:03} s", micros / 1_000)
        } else {
            write!(f, "{seconds}.{micros:06} s")
        }
    }
}

impl fmt::Display for Span {
    /// In the unit a person would choose: `850 us`, `12.5 ms`, `3.20 s`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            us @ 0..1_000 => write!(f, "{us} us"),
            us @ 1_000..1_000_000 if us.is_multiple_of(1_000) => write!(f, "{} ms", us / 1_000),
            us @ 1_000..1_000_000 => write!(f, "{}.{} ms", us / 1_000, us % 1_000 / 100),
            us => write!(f, "{}.{:02} s", us / 1_000_000, us % 1_000_000 / 10_000),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_reads_as_a_person_writes_it() {
        assert_eq!(Time(2_512_000).to_string(), "2.512 s");
        assert_eq!(Time(2_512_034).to_string(), "2.512034 s");
        assert_eq!(
            [Span(850), Span(12_500), Span::from_ms(40), Span(3_200_000)].map(|s| s.to_string()),
            ["850 us", "12.5 ms", "40 ms", "3.20 s"]
        );
    }

    #[test]
    fn never_stays_never() {
        assert_eq!(Time::NEVER + Span(1), Time::NEVER);
        assert_eq!(Time(3).since(Time(5)), Span::ZERO);
    }
}
