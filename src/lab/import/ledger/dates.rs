//! One date, taken apart: its three numbers, the time of the day, and the zone. Which number is
//! the day is decided for the whole column, in `moments`.

use super::money::narrow;
use crate::lab::import::options::{Dates, zone_min};
use crate::lab::import::table::digits;

const DAY_US: i64 = 86_400_000_000;

/// A date, taken apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Parts {
    /// The three numbers as they stand.
    numbers: [u32; 3],
    /// In which order they stand, where the date itself says it.
    pub order: Option<Dates>,
    /// Microseconds of the day.
    pub clock_us: i64,
    /// Minutes east of Greenwich.
    pub zone_min: Option<i32>,
}

/// The beginnings of the months' names, small and without accents: English, German, French,
/// Spanish. A longer beginning is tried first.
#[rustfmt::skip]
const MONTHS: [&[&str]; 12] = [
    &["jan", "ene"], &["feb", "fev", "fév"], &["mar", "mär", "mrz"], &["apr", "avr", "abr"],
    &["may", "mai"], &["jun", "juin"], &["jul", "juil"], &["aug", "ago", "aou", "aoû"],
    &["sep"], &["oct", "okt"], &["nov"], &["dec", "dez", "dic", "déc"],
];

/// Takes a date apart; nothing where it is none. A date has a day, a month and a year.
pub(super) fn parts(text: &str) -> Option<Parts> {
    let text = narrow(text).replace(['年', '月'], "-").replace(['日', '号'], " ");
    let text = text.trim();
    if let Some(parts) = compact(text) {
        return Some(parts);
    }
    let mut rest = text;
    let mut fields: Vec<(u32, usize)> = Vec::new();
    let (mut month_at, mut dotted) = (None, false);
    while fields.len() < 3 {
        if !fields.is_empty() {
            let next = rest.trim_start_matches(['-', '/', '.', ' ', ',']);
            dotted |= rest.starts_with('.') && month_at.is_none();
            rest = next;
        }
        let end = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
        if end > 0 {
            if !matches!(end, 1 | 2 | 4) {
                return None;
            }
            fields.push((rest[..end].parse().ok()?, end));
            rest = &rest[end..];
        } else {
            let end = rest.find(|letter: char| !letter.is_alphabetic()).unwrap_or(rest.len());
            let name = rest[..end].to_lowercase();
            let month = MONTHS.iter().position(|names| names.iter().any(|start| name.starts_with(start)))?;
            if month_at.replace(fields.len()).is_some() {
                return None;
            }
            fields.push((month as u32 + 1, 0));
            rest = rest[end..].trim_start_matches('.');
        }
    }
    let numbers = [fields[0].0, fields[1].0, fields[2].0];
    let year_first = fields[0].1 == 4;
    if fields.iter().filter(|field| field.1 == 4).count() > 1 || fields[1].1 == 4 {
        return None;
    }
    let order = match month_at {
        _ if year_first => Some(Dates::Ymd),
        Some(0) => Some(Dates::Mdy),
        Some(1) => Some(Dates::Dmy),
        Some(_) => return None,
        // Points stand between the numbers only where the day comes first.
        None if dotted => Some(Dates::Dmy),
        None => None,
    };
    let (clock_us, zone_min) = clock(rest)?;
    Some(Parts { numbers, order, clock_us, zone_min })
}

/// `20261231` or `20261231235959`, between 1900 and 2100.
fn compact(text: &str) -> Option<Parts> {
    if !matches!(text.len(), 8 | 14) || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number = |from: usize, to: usize| text[from..to].parse::<u32>().ok();
    let numbers = [number(0, 4)?, number(4, 6)?, number(6, 8)?];
    let parts = Parts {
        numbers,
        order: Some(Dates::Ymd),
        clock_us: if text.len() == 14 { clock(&text[8..])?.0 } else { 0 },
        zone_min: None,
    };
    ((1900..2100).contains(&numbers[0]) && parts.day_us(Dates::Ymd).is_some()).then_some(parts)
}

/// The time of a day in microseconds, and the zone behind it. Nothing at all is midnight.
pub(super) fn clock(text: &str) -> Option<(i64, Option<i32>)> {
    let text = narrow(text);
    let mut text = text.trim_start_matches(['T', 't', ',', ' ']).trim();
    if text.is_empty() {
        return Some((0, None));
    }
    let mut half = None;
    for (word, afternoon) in [("上午", false), ("下午", true)] {
        if let Some(rest) = text.strip_prefix(word) {
            (text, half) = (rest.trim(), Some(afternoon));
        }
    }
    let end = text.find(|letter: char| !(letter.is_ascii_digit() || ":.,".contains(letter)));
    let (time, mut behind) = text.split_at(end.unwrap_or(text.len()));
    behind = behind.trim();
    let small = behind.to_lowercase();
    for (word, afternoon) in [("am", false), ("pm", true), ("a.m.", false), ("p.m.", true)] {
        if small.starts_with(word) {
            (behind, half) = (behind[word.len()..].trim(), Some(afternoon));
        }
    }
    let zone = if behind.is_empty() { None } else { Some(zone_min(behind)?) };
    let fields: Vec<&str> = if time.len() == 6 && time.bytes().all(|byte| byte.is_ascii_digit()) {
        vec![&time[..2], &time[2..4], &time[4..]]
    } else {
        time.split(':').collect()
    };
    let two = |text: &str, below: i64| {
        let number: i64 = (matches!(text.len(), 1 | 2)).then(|| text.parse().ok()).flatten()?;
        (number < below).then_some(number)
    };
    let (hours, minutes, seconds) = match fields.as_slice() {
        [hours, minutes] => (hours, minutes, "0"),
        [hours, minutes, seconds] => (hours, minutes, *seconds),
        _ => return None,
    };
    let (whole, part) = seconds.split_once(['.', ',']).unwrap_or((seconds, ""));
    if part.len() > 9 || !part.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let fraction: i64 = format!("{part:0<6}")[..6].parse().ok()?;
    let hours = match (two(hours, 24)?, half) {
        (12, Some(false)) => 0,
        (hours @ 1..12, Some(true)) => hours + 12,
        (hours, None) => hours,
        (hours @ 0..=12, Some(_)) => hours,
        _ => return None,
    };
    let us = ((hours * 60 + two(minutes, 60)?) * 60 + two(whole, 61)?) * 1_000_000 + fraction;
    Some((us.min(DAY_US - 1), zone))
}

/// A plain number, as what stands before its point and behind it.
pub(super) fn number(text: &str) -> Option<(String, usize)> {
    digits(&narrow(text), '.').filter(|(_, places)| *places <= 6)
}

impl Parts {
    /// The first and the second number, which may be the day or the month.
    pub fn open(&self) -> [u32; 2] {
        [self.numbers[0], self.numbers[1]]
    }

    /// Microseconds from 1970 to the beginning of the day; nothing where there is no such day.
    pub fn day_us(&self, order: Dates) -> Option<i64> {
        let [one, two, three] = self.numbers;
        let (year, month, day) = match self.order.unwrap_or(order) {
            Dates::Dmy => (three, two, one),
            Dates::Mdy => (three, one, two),
            Dates::Ymd => (one, two, three),
        };
        let year = match year {
            0..70 => year + 2000,
            70..100 => year + 1900,
            _ => year,
        };
        let date =
            jiff::civil::Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?)
                .ok()?;
        let zero = jiff::civil::date(1970, 1, 1);
        Some(i64::from(date.duration_since(zero).as_hours() as i32) / 24 * DAY_US)
    }
}

/// A moment as a person reads it, out of microseconds from 1970 without a zone.
pub(super) fn written(us: i128) -> String {
    let zero = jiff::civil::DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
    let span = i64::try_from(us).ok().map(jiff::SignedDuration::from_micros);
    match span.and_then(|span| zero.checked_add(span).ok()) {
        Some(at) => at.to_string().replace('T', " "),
        None => us.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_every_usual_form_are_the_same_day() {
        let day = parts("2026-01-05").and_then(|parts| parts.day_us(Dates::Ymd));
        assert_eq!(day, Some(20_458 * DAY_US));
        for text in [
            "2026-01-05",
            "2026/1/5",
            "2026.01.05",
            "20260105",
            "2026年1月5日",
            "05.01.2026",
            "05.01.26",
            "5 Jan 2026",
            "05-Jan-2026",
            "Jan 5, 2026",
            "5. Januar 2026",
            "5 janv. 2026",
            "5 ene 2026",
            "２０２６－０１－０５",
            "05Jan2026",
        ] {
            let read = parts(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((read.day_us(Dates::Ymd), read.clock_us), (day, 0), "{text}");
        }
        for (text, order) in [("05/01/2026", Dates::Dmy), ("01/05/26", Dates::Mdy), ("26/01/05", Dates::Ymd)]
        {
            let read = parts(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((read.order, read.day_us(order)), (None, day), "{text}");
        }
    }

    #[test]
    fn times_of_the_day_and_zones_are_read() {
        let second = 1_000_000;
        for (text, us, zone) in [
            ("2026-01-05T12:30:11", 45_011 * second, None),
            ("2026-01-05 12:30", 45_000 * second, None),
            ("2026-01-05T12:30:11.25Z", 45_011 * second + 250_000, Some(0)),
            ("2026-01-05T12:30:11+08:00", 45_011 * second, Some(480)),
            ("2026-01-05 12:30:11 UTC", 45_011 * second, Some(0)),
            ("05.01.2026 12:30", 45_000 * second, None),
            ("1/5/2026 12:30:11 PM", 45_011 * second, None),
            ("2026年1月5日 下午12:30:11", 45_011 * second, None),
            ("20260105123011", 45_011 * second, None),
            ("2026-01-05 00:00:00 -0330", 0, Some(-210)),
        ] {
            let read = parts(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((read.clock_us, read.zone_min), (us, zone), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "12.5",
            "12:30:11",
            "soon",
            "1.234.567",
            "99999999",
            "2026-01-05 25:00",
            "5 foo 2026",
            "2026-01-05 12",
        ] {
            assert!(parts(text).is_none(), "{text}");
        }
        assert_eq!(parts("2026-02-30").and_then(|parts| parts.day_us(Dates::Ymd)), None);
    }
}
