//! How numbers and amounts are written. Tabular and without surprises: a real minus sign, thousands
//! in groups of three. What has a unit is written by [`units`](crate::base::units).

use crate::base::text::Language;
use crate::base::time::{Span, Time};
use crate::base::units::{self, Quantity};
use crate::domain::Amount;

/// A whole number, in groups of three: `12,345`. Both languages group alike.
pub fn whole(number: u64) -> String {
    units::grouped(number)
}

/// An amount of money, with so many digits behind the decimal point: `1,234`, `−80`, `−0.80`.
pub fn money(amount: Amount, decimals: u8) -> String {
    units::money(amount, decimals)
}

/// What is added to a balance: `+100`, `−30`, `0`.
pub fn change(amount: Amount, decimals: u8) -> String {
    if amount > 0 { format!("+{}", money(amount, decimals)) } else { money(amount, decimals) }
}

/// A moment of the run, to the millisecond: `2.512 s`.
pub fn moment(at: Time, language: Language) -> String {
    units::write(Quantity::Moment(at), language)
}

/// A span, in the unit a person would choose: `850 µs`, `12.5 ms`, `3.20 s`.
pub fn span(span: Span, language: Language) -> String {
    units::write(Quantity::Span(span), language)
}

/// How far a clock is off: `+250 ms`, `−1.00 s`.
pub fn skew(ahead_us: i64, language: Language) -> String {
    let sign = if ahead_us < 0 { "−" } else { "+" };
    format!("{sign}{}", span(Span(ahead_us.unsigned_abs()), language))
}

/// Which time it is: `1st`, `22nd`; `第 3 次`.
pub fn nth(n: u64, language: Language) -> String {
    let number = whole(n);
    match (language, n % 100, n % 10) {
        (Language::Zh, ..) => format!("第 {number} 次"),
        (Language::En, 11..=13, _) => format!("{number}th"),
        (Language::En, _, 1) => format!("{number}st"),
        (Language::En, _, 2) => format!("{number}nd"),
        (Language::En, _, 3) => format!("{number}rd"),
        (Language::En, ..) => format!("{number}th"),
    }
}

/// How many times as fast: `0.1×`, `20×`.
pub fn speed(milli: u32) -> String {
    match milli {
        whole_times if whole_times.is_multiple_of(1_000) => {
            format!("{}×", whole(u64::from(whole_times / 1_000)))
        }
        part => format!("{}.{}×", part / 1_000, format!("{:03}", part % 1_000).trim_end_matches('0')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_minus_is_a_minus() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(whole), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(
            [money(-80, 0), change(100, 0), change(-30, 0), change(0, 0)],
            ["−80", "+100", "−30", "0"]
        );
        assert_eq!(
            [1, 2, 3, 4, 11, 12, 13, 21, 112].map(|n| nth(n, Language::En)),
            ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "112th"]
        );
        assert_eq!(money(i64::MIN, 0), "−9,223,372,036,854,775,808");
    }

    #[test]
    fn cents_stand_behind_a_point() {
        assert_eq!(
            [money(154_425, 2), money(-5, 2), change(250_000, 2), money(0, 2), money(7, 3)],
            ["1,544.25", "−0.05", "+2,500.00", "0.00", "0.007"]
        );
    }

    #[test]
    fn times_have_the_unit_a_person_would_choose() {
        assert_eq!(moment(Time(2_512_034), Language::En), "2.512 s");
        assert_eq!(moment(Time(2_512_034), Language::Zh), "2.512 秒");
        assert_eq!(
            [850, 12_500, 40_000, 310_400, 3_200_000].map(|us| span(Span(us), Language::En)),
            ["850 µs", "12.5 ms", "40 ms", "310 ms", "3.20 s"]
        );
        assert_eq!([skew(-1_000_000, Language::Zh), skew(250_000, Language::En)], ["−1.00 秒", "+250 ms"]);
        assert_eq!([10, 100, 1_500, 1_000, 1_000_000].map(speed), ["0.01×", "0.1×", "1.5×", "1×", "1,000×"]);
    }
}
