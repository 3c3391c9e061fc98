//! Numbers between people and the experiment. The experiment counts whole microseconds, millionths
//! and thousandths; a person reads and writes milliseconds, per cent and decimals. No float on the
//! way, so what is typed is what is run.

use crate::base::text::Language;
use crate::base::time::Time;
use crate::base::units::{self, Quantity};

/// What a person writes a number in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
    /// A whole number, shown as it is.
    Count,
    /// Microseconds in the experiment, milliseconds for people.
    Millis,
    /// Microseconds in the experiment, seconds for people.
    Seconds,
    /// Millionths as per cent.
    Percent,
    /// Thousandths as a decimal.
    Milli,
}

impl Unit {
    /// How many decimals a person may write.
    const fn decimals(self) -> u32 {
        match self {
            Unit::Count => 0,
            Unit::Millis | Unit::Milli => 3,
            Unit::Seconds => 6,
            Unit::Percent => 4,
        }
    }

    /// What stands behind the number; nothing behind a count.
    pub fn sign(self, language: Language) -> String {
        // As the one function for quantities writes it, without the number.
        let unit =
            |quantity| units::write(quantity, language).trim_start_matches(['1', '0', '.']).trim().to_owned();
        match self {
            Unit::Count | Unit::Milli => String::new(),
            Unit::Millis => unit(Quantity::Millis(1_000)),
            Unit::Seconds => unit(Quantity::Tick(Time(1_000_000), 0)),
            Unit::Percent => unit(Quantity::Percent(1)),
        }
    }

    /// The number as a person writes it: no zeros that say nothing.
    pub fn write(self, value: i64) -> String {
        let scale = 10_u64.pow(self.decimals());
        let (whole, part) = (value.unsigned_abs() / scale, value.unsigned_abs() % scale);
        let sign = if value < 0 { "-" } else { "" };
        let decimals = format!("{part:0width$}", width = self.decimals() as usize);
        match decimals.trim_end_matches('0') {
            "" => format!("{sign}{whole}"),
            rest => format!("{sign}{whole}.{rest}"),
        }
    }

    /// The number that a person wrote; nothing if it is none. More decimals than count are dropped.
    pub fn read(self, text: &str) -> Option<i64> {
        let text = text.trim().replace('−', "-");
        let (sign, digits) = text.strip_prefix('-').map_or((1, text.as_str()), |rest| (-1, rest));
        let (whole, part) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
        let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if (whole.is_empty() && part.is_empty()) || !plain(whole) || !plain(part) {
            return None;
        }
        let decimals = self.decimals() as usize;
        let part: String = part.chars().chain(core::iter::repeat_n('0', decimals)).take(decimals).collect();
        let all: i64 = format!("0{whole}{part}").parse().ok()?;
        Some(sign * all)
    }
}

/// How a slider's way is shared out among its values.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scale {
    /// Every step of the slider adds as much.
    Even,
    /// More way for what is small: above this value, doubling takes the same way everywhere.
    Growing(u32),
}

/// A slider as the browser has it: where it begins and ends, and how far one press of an arrow
/// goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Track {
    /// The value at its left end.
    pub min: i64,
    /// The value at its right end.
    pub max: i64,
    /// One press of an arrow.
    pub step: i64,
}

/// How many places a growing slider has.
const PLACES: i64 = 1000;

impl Scale {
    /// The slider for values from the least to the most.
    pub fn track(self, min: i64, max: i64) -> Track {
        match self {
            Scale::Even => Track { min, max, step: power_of_ten((max - min) / 100) },
            Scale::Growing(_) => Track { min: 0, max: PLACES, step: 5 },
        }
    }

    /// Where a value stands.
    pub fn place(self, value: i64, min: i64, max: i64) -> i64 {
        let Scale::Growing(from) = self else { return value };
        let (over, range) = ((value.clamp(min, max) - min) as f64, (max - min).max(1) as f64);
        let share = (over / f64::from(from) + 1.0).ln() / (range / f64::from(from) + 1.0).ln();
        (share * PLACES as f64).round() as i64
    }

    /// The value at a place: two figures, as a person would choose.
    pub fn value(self, place: i64, min: i64, max: i64) -> i64 {
        match self {
            Scale::Even => place.clamp(min, max),
            Scale::Growing(_) if place >= PLACES => max,
            Scale::Growing(from) => {
                let (share, range) = (place.max(0) as f64 / PLACES as f64, (max - min) as f64);
                let over =
                    (f64::from(from) * ((range / f64::from(from) + 1.0).powf(share) - 1.0)).round() as i64;
                let step = power_of_ten(over / 10);
                (min + (over + step / 2) / step * step).min(max)
            }
        }
    }
}

/// The largest power of ten that is not larger; at least 1.
fn power_of_ten(most: i64) -> i64 {
    let mut power = 1;
    while power * 10 <= most {
        power *= 10;
    }
    power
}
