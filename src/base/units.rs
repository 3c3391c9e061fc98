//! How a quantity with a unit is written: one function a language, and no other place of the lab
//! writes a unit behind a number (`tests/words.rs` holds it to that).

use super::text::{Language, TextBuf};
use super::time::{Span, Time};

/// Something that is measured, as it is kept: whole numbers of a small unit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Quantity {
    /// A span, in the unit a person would choose: `850 µs`, `12.5 ms`, `3.20 s`.
    Span(Span),
    /// A moment of the run, to the millisecond: `2.512 s`.
    Moment(Time),
    /// A moment of an axis, in seconds with so many decimals: `2.5 s`.
    Tick(Time, usize),
    /// A span to the millisecond, rounded down, however long it is: `1,898 ms`.
    Millis(u64),
    /// A span in milliseconds to three digits, rounded, as papers print it: `0.66 ms`, `32.6 ms`,
    /// `1,462 ms`.
    Digits(Span),
    /// Thousandths as per cent, with one decimal: `12.5%`.
    PerMille(u64),
    /// Millionths as per cent, without zeros that say nothing: `0.0125%`.
    PerMillion(u64),
    /// Whole per cent: `40%`.
    Percent(u64),
    /// So many bytes: `1,200 bytes`.
    Bytes(u64),
    /// So many bytes in units of 2 to the 20th, rounded down, as memory is given: `64 MiB`.
    Mebibytes(u64),
    /// So many bytes in millions of them, rounded down: `24 MB`.
    Megabytes(u64),
}

use Quantity::{Bytes, Mebibytes, Megabytes, Millis, Moment, PerMille, PerMillion, Percent, Tick};

/// A quantity in a language.
pub fn write(quantity: Quantity, language: Language) -> String {
    match language {
        Language::En => english(quantity),
        Language::Zh => chinese(quantity),
    }
}

/// A quantity in every language.
pub fn text(quantity: Quantity) -> TextBuf {
    TextBuf { en: english(quantity), zh: chinese(quantity) }
}

/// A quantity in English.
pub fn english(quantity: Quantity) -> String {
    let (number, unit) = split(quantity);
    match unit {
        Unit::Micros => format!("{number} µs"),
        Unit::Millis => format!("{number} ms"),
        Unit::Seconds => format!("{number} s"),
        Unit::Percent => format!("{number}%"),
        Unit::Bytes if number == "1" => format!("{number} byte"),
        Unit::Bytes => format!("{number} bytes"),
        Unit::Megabytes => format!("{number} MB"),
        Unit::Mebibytes => format!("{number} MiB"),
    }
}

/// 中文的数量：数字和单位之间空一格，百分号紧跟数字。
pub fn chinese(quantity: Quantity) -> String {
    let (number, unit) = split(quantity);
    match unit {
        Unit::Micros => format!("{number} 微秒"),
        Unit::Millis => format!("{number} 毫秒"),
        Unit::Seconds => format!("{number} 秒"),
        Unit::Percent => format!("{number}%"),
        Unit::Bytes => format!("{number} 字节"),
        Unit::Megabytes => format!("{number} MB"),
        Unit::Mebibytes => format!("{number} MiB"),
    }
}

enum Unit {
    Micros,
    Millis,
    Seconds,
    Percent,
    Bytes,
    Megabytes,
    Mebibytes,
}

/// The number as it is written, and what it counts.
fn split(quantity: Quantity) -> (String, Unit) {
    match quantity {
        Quantity::Span(Span(us @ 0..1_000)) => (us.to_string(), Unit::Micros),
        Quantity::Span(Span(us @ 1_000..1_000_000)) if us.is_multiple_of(1_000) || us >= 100_000 => {
            ((us / 1_000).to_string(), Unit::Millis)
        }
        Quantity::Span(Span(us @ 1_000..1_000_000)) => {
            (format!("{}.{}", us / 1_000, us % 1_000 / 100), Unit::Millis)
        }
        Quantity::Span(Span(us)) => {
            (format!("{}.{:02}", grouped(us / 1_000_000), us % 1_000_000 / 10_000), Unit::Seconds)
        }
        Quantity::Digits(Span(us)) => {
            let number = match us {
                0 => "0".to_owned(),
                1..100 => format!("0.{us:03}"),
                100..9_995 => format!("{}.{:02}", (us + 5) / 1_000, (us + 5) % 1_000 / 10),
                9_995..99_950 => format!("{}.{}", (us + 50) / 1_000, (us + 50) % 1_000 / 100),
                _ => grouped(us.saturating_add(500) / 1_000),
            };
            (number, Unit::Millis)
        }
        Moment(at) => (seconds(at, 3), Unit::Seconds),
        Tick(at, decimals) => (seconds(at, decimals), Unit::Seconds),
        Millis(us) => (grouped(us / 1_000), Unit::Millis),
        PerMille(share) => (format!("{}.{}", grouped(share / 10), share % 10), Unit::Percent),
        PerMillion(share) => {
            let part = format!("{:04}", share % 10_000);
            let number = format!("{}.{}", grouped(share / 10_000), part.trim_end_matches('0'));
            (number.trim_end_matches('.').to_owned(), Unit::Percent)
        }
        Percent(share) => (grouped(share), Unit::Percent),
        Bytes(count) => (grouped(count), Unit::Bytes),
        Mebibytes(count) => (grouped(count >> 20), Unit::Mebibytes),
        Megabytes(count) => (grouped(count / 1_000_000), Unit::Megabytes),
    }
}

/// Seconds with so many decimals, at most six; what is beyond them is left out.
fn seconds(at: Time, decimals: usize) -> String {
    let (whole, part) = (grouped(at.0 / 1_000_000), format!("{:06}", at.0 % 1_000_000));
    match part.get(..decimals).filter(|part| !part.is_empty()) {
        Some(part) => format!("{whole}.{part}"),
        None => whole,
    }
}

/// An amount of money in the smallest unit, with so many of its digits behind the decimal point:
/// `1,234`, `−80`, `−0.80`.
pub fn money(amount: i64, decimals: u8) -> String {
    let unit = 10_u64.pow(u32::from(decimals.min(18)));
    let (number, part) = (grouped(amount.unsigned_abs() / unit), amount.unsigned_abs() % unit);
    let sign = if amount < 0 { "−" } else { "" };
    match usize::from(decimals) {
        0 => format!("{sign}{number}"),
        digits => format!("{sign}{number}.{part:0digits$}"),
    }
}

/// A whole number, in groups of three: `12,345`. Both languages group alike.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_digits_are_rounded_and_no_more_are_written() {
        let said =
            [0, 1, 99, 660, 1_974, 9_994, 9_995, 32_649, 99_949, 99_950, 1_462_499, 1_462_500, u64::MAX]
                .map(|us| english(Quantity::Digits(Span(us))));
        let known =
            "0 ms|0.001 ms|0.099 ms|0.66 ms|1.97 ms|9.99 ms|10.0 ms|32.6 ms|99.9 ms|100 ms|1,462 ms|1,463 ms";
        assert_eq!(said[..12].join("|"), known);
        assert_eq!(chinese(Quantity::Digits(Span(1_974))), "1.97 毫秒");
    }

    #[test]
    fn every_quantity_is_written_once_in_each_language() {
        let said = |quantity| (english(quantity), chinese(quantity));
        let all = [
            (Quantity::Span(Span(850)), "850 µs", "850 微秒"),
            (Quantity::Span(Span(12_500)), "12.5 ms", "12.5 毫秒"),
            (Quantity::Span(Span(310_400)), "310 ms", "310 毫秒"),
            (Quantity::Span(Span(3_200_000)), "3.20 s", "3.20 秒"),
            (Quantity::Span(Span(3_600_000_000)), "3,600.00 s", "3,600.00 秒"),
            (Moment(Time(2_512_034)), "2.512 s", "2.512 秒"),
            (Tick(Time(2_512_034), 0), "2 s", "2 秒"),
            (Tick(Time(2_512_034), 1), "2.5 s", "2.5 秒"),
            (Tick(Time(2_512_034), 6), "2.512034 s", "2.512034 秒"),
            (Millis(1_898_900), "1,898 ms", "1,898 毫秒"),
            (PerMille(125), "12.5%", "12.5%"),
            (PerMille(1_000), "100.0%", "100.0%"),
            (PerMillion(20_000), "2%", "2%"),
            (PerMillion(125), "0.0125%", "0.0125%"),
            (PerMillion(0), "0%", "0%"),
            (Percent(40), "40%", "40%"),
            (Bytes(1), "1 byte", "1 字节"),
            (Bytes(1_200), "1,200 bytes", "1,200 字节"),
            (Megabytes(24_000_000), "24 MB", "24 MB"),
            (Mebibytes(64 << 20), "64 MiB", "64 MiB"),
        ];
        for (quantity, en, zh) in all {
            assert_eq!(said(quantity), (en.to_owned(), zh.to_owned()), "{quantity:?}");
            assert_eq!(write(quantity, Language::Zh), zh);
        }
        assert_eq!([0, 999, 1_000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }
}
