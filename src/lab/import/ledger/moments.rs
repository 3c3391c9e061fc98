//! When each row was, by what the whole column of times says.

use super::dates::{clock, number, parts};
use crate::base::text::{TextBuf, named};
use crate::lab::import::options::{Dates, Options};
use crate::lab::import::reading::{Answer, Question};

/// How the times of a column are read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Times {
    /// Plain numbers, each so many microseconds.
    Numbers {
        /// Microseconds of one.
        unit_us: i128,
    },
    /// Dates in an order; those that name no zone are in this one, in minutes.
    Dates {
        /// For those that do not say it themselves.
        order: Dates,
        /// 0 where no date names a zone: then only differences matter.
        zone_min: i32,
    },
}

/// What was found about a column of times.
pub(super) struct Found {
    /// How to read it.
    pub times: Times,
    /// The order of day, month and year, where one is known.
    pub order: Option<Dates>,
}

/// How the times of a column are read. `is_dates` is whether its name promises dates: then a number
/// is never taken for seconds.
///
/// # Errors
/// What a person must say.
pub(super) fn find(cells: &[(u64, &str)], is_dates: bool, options: &Options) -> Result<Found, Question> {
    let filled = || cells.iter().filter(|(_, cell)| !cell.is_empty());
    let all_dates = filled().all(|(_, cell)| parts(cell).is_some());
    let some = |is: &dyn Fn(&str) -> bool| filled().any(|(_, cell)| is(cell));
    let no_date = !some(&|cell| parts(cell).is_some() && number(cell).is_none());
    if !is_dates && !all_dates && no_date && some(&|cell| number(cell).is_some()) {
        // Moments since 1970 in milliseconds or microseconds are as long as no number of seconds.
        let long = |digits: usize| filled().all(|(_, cell)| cell.len() == digits && !cell.contains('.'));
        let unit_us = if long(13) { 1_000 } else { 1_000_000 };
        return Ok(Found {
            times: Times::Numbers { unit_us: if long(16) { 1 } else { unit_us } },
            order: None,
        });
    }
    let (mut first, mut second, mut open) = (None, None, None);
    let (mut with_zone, mut without, mut own) = (false, None, None);
    for (line, cell) in filled() {
        let Some(read) = parts(cell) else { continue };
        match read.zone_min {
            Some(_) => with_zone = true,
            None => without = without.or(Some((*line, *cell))),
        }
        own = own.or(read.order);
        if read.order.is_none() {
            let [one, two] = read.open();
            first = first.or((one > 12).then_some(*line));
            second = second.or((two > 12).then_some(*line));
            open = open.or(Some((*line, *cell)));
        }
    }
    let order = match (options.dates, first, second, open) {
        (Some(asked), ..) => Some(asked),
        (None, Some(first), Some(second), _) => {
            return Err(which_order(
                first.max(second),
                format!(
                    "the first number is no month in line {first}, and the second is none in line {second}"
                ),
                format!("第 {first} 行的第一个数不是月份，第 {second} 行的第二个数不是月份"),
            ));
        }
        (None, Some(_), None, _) => Some(Dates::Dmy),
        (None, None, Some(_), _) => Some(Dates::Mdy),
        (None, None, None, Some((line, cell))) => {
            let cell = named(cell, 40);
            return Err(which_order(
                line,
                format!(
                    "time: \"{cell}\" may begin with the day or with the month, and no other row says which"
                ),
                format!("日期“{cell}”可能以日开头，也可能以月开头，其他行也无法说明"),
            ));
        }
        (None, None, None, None) => None,
    };
    let zone_min = match (with_zone, without, options.zone_min) {
        (true, Some((line, cell)), None) => return Err(which_zone(line, &named(cell, 40))),
        (_, _, asked) => asked.unwrap_or(0),
    };
    Ok(Found { times: Times::Dates { order: order.unwrap_or(Dates::Ymd), zone_min }, order: order.or(own) })
}

fn answer(value: &str, en: &str, zh: &str) -> Answer {
    Answer { value: value.to_owned(), label: TextBuf { en: en.to_owned(), zh: zh.to_owned() } }
}

fn which_order(line: u64, en: String, zh: String) -> Question {
    Question {
        place: format!("line {line}"),
        asks: TextBuf { en, zh },
        option: "--dates".to_owned(),
        answers: vec![
            answer("dmy", "The day comes first: 31/12/2026", "日在前：31/12/2026"),
            answer("mdy", "The month comes first: 12/31/2026", "月在前：12/31/2026"),
        ],
    }
}

fn which_zone(line: u64, cell: &str) -> Question {
    Question {
        place: format!("line {line}"),
        asks: TextBuf {
            en: format!("time: \"{cell}\" names no zone, and other rows do"),
            zh: format!("时间“{cell}”没有写时区，而其他行写了"),
        },
        option: "--zone".to_owned(),
        answers: vec![
            answer("Z", "It is universal time, UTC", "世界时 UTC"),
            answer("+08:00", "It is China's time, +08:00", "北京时间 +08:00"),
            answer("+01:00", "It is Central Europe's winter time, +01:00", "中欧冬令时 +01:00"),
            answer("-05:00", "It is New York's winter time, -05:00", "纽约冬令时 -05:00"),
        ],
    }
}

impl Times {
    /// Microseconds from some fixed moment; nothing where a cell is not of this kind. `of_day` is
    /// the cell of a column of clock times beside it, or empty.
    pub fn us(self, cell: &str, of_day: &str) -> Option<i128> {
        match self {
            Times::Numbers { unit_us } => {
                let (digits, places) = number(cell)?;
                let number: i128 = digits.parse().ok()?;
                let per = 10i128.pow(u32::try_from(places).ok()?);
                Some(number * unit_us / per)
            }
            Times::Dates { order, zone_min } => {
                let read = parts(cell)?;
                let (clock_us, zone) = if of_day.is_empty() {
                    (read.clock_us, read.zone_min)
                } else {
                    let (of_day, zone) = clock(of_day)?;
                    (read.clock_us + of_day, zone.or(read.zone_min))
                };
                let minutes = i128::from(zone.unwrap_or(zone_min));
                Some(i128::from(read.day_us(order)? + clock_us) - minutes * 60_000_000)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(cells: &[&str], is_dates: bool) -> Result<(Times, Option<Dates>), String> {
        let cells: Vec<(u64, &str)> = (2..).zip(cells.iter().copied()).collect();
        let found = find(&cells, is_dates, &Options::default());
        found.map(|found| (found.times, found.order)).map_err(|question| question.option)
    }

    #[test]
    fn the_whole_column_says_how_its_times_are_read() {
        let dates = |order| Times::Dates { order, zone_min: 0 };
        let numbers = |unit_us| Times::Numbers { unit_us };
        for (cells, is_dates, want) in [
            (&["0", "12.5"][..], false, Ok((numbers(1_000_000), None))),
            (&["1767225600", "1767225601"], false, Ok((numbers(1_000_000), None))),
            (&["1767225600000", "1767225601000"], false, Ok((numbers(1_000), None))),
            (&["20230531", "20230601"], false, Ok((dates(Dates::Ymd), Some(Dates::Ymd)))),
            // A serial number of a spreadsheet is no second.
            (&["45292", "45293"], true, Ok((dates(Dates::Ymd), None))),
            (&["03/04/2026", "13/04/2026"], true, Ok((dates(Dates::Dmy), Some(Dates::Dmy)))),
            (&["03/04/2026", "03/14/2026"], true, Ok((dates(Dates::Mdy), Some(Dates::Mdy)))),
            (&["03/04/2026", "05/06/2026"], true, Err("--dates")),
            (&["13/04/2026", "03/14/2026"], true, Err("--dates")),
            (&["03.04.2026"], true, Ok((dates(Dates::Ymd), Some(Dates::Dmy)))),
            (&["2026-01-05T12:00Z", "2026-01-05 12:00"], true, Err("--zone")),
        ] {
            assert_eq!(found(cells, is_dates), want.map_err(str::to_owned), "{cells:?}");
        }
    }
}
