//! Round-trip samples: one number a line, or a CSV whose first line names a column `rtt` (or
//! `latency`, `ms`, `us`). Milliseconds unless the column's name ends in `us`. A message takes half
//! a round trip.

use crate::base::distribution::{Distribution, LONGEST_US};
use crate::base::text::named;
use crate::lab::import::options::{Options, Unit};
use crate::lab::import::reading::{Reading, RoundTrips};
use crate::lab::problem::Problem;
use crate::lab::read::{MOST_PROBLEMS, Problems};

/// No more samples are taken than this.
pub const MOST_SAMPLES: usize = 100_000;

/// Reads round trips and gives the latency one way.
///
/// # Errors
/// Every line that is no number, by its line.
///
/// ```
/// use eventual::lab::import::samples::read;
/// let one_way = read("rtt_ms\n80.5\n79\n\n120\n").unwrap();
/// assert_eq!(one_way.quantile_us(500), 40_250);
/// ```
pub fn read(text: &str) -> Result<Distribution, Problems> {
    let mut problems = Problems { list: Vec::new(), count: 0 };
    let mut samples = Vec::new();
    let (mut column, mut micros) = (0, false);
    for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let fields: Vec<&str> =
            line.split([',', ';', '\t']).map(|field| field.trim().trim_matches('"')).collect();
        if samples.is_empty()
            && problems.count == 0
            && fields.iter().all(|field| field.parse::<f64>().is_err())
        {
            let named = |word: &str| fields.iter().position(|name| name.to_ascii_lowercase().contains(word));
            column = ["rtt", "latency", "ms", "us", "time"].into_iter().find_map(named).unwrap_or(0);
            micros = fields[column].to_ascii_lowercase().ends_with("us");
            continue;
        }
        match fields.get(column).and_then(|field| round_trip_us(field, micros)) {
            Some(us) if samples.len() < MOST_SAMPLES => samples.push(us / 2),
            Some(_) => {
                return Err(one(
                    number,
                    format!("is one more than the {MOST_SAMPLES} samples that are taken"),
                    format!("样本超过 {MOST_SAMPLES} 个"),
                ));
            }
            None => {
                problems.count += 1;
                if problems.list.len() < MOST_PROBLEMS {
                    let found = named(fields.get(column).unwrap_or(&""), 40);
                    let en = format!(
                        "\"{found}\" is not a round trip; it must be a number from 0 to {} milliseconds",
                        LONGEST_US / 1000
                    );
                    problems.list.push(Problem::new(
                        format!("line {number}"),
                        en,
                        format!("“{found}”不是往返时间；应为 0 到 {} 毫秒的数字", LONGEST_US / 1000),
                    ));
                }
            }
        }
    }
    if problems.count > 0 {
        return Err(problems);
    }
    if samples.is_empty() {
        return Err(one(1, "there is no sample in this file".to_owned(), "文件里没有样本".to_owned()));
    }
    samples.sort_unstable();
    Ok(Distribution::Empirical { samples_us: samples.into() })
}

/// Reads round trips, and says how.
pub fn reading(text: &str, options: &Options) -> (Reading, Option<Distribution>) {
    let encoding = options.encoding.clone().unwrap_or_default();
    let mut reading = Reading { format: "table".to_owned(), encoding, ..Reading::default() };
    match read(text) {
        Ok(latency) => {
            let Distribution::Empirical { samples_us } = &latency else { return (reading, None) };
            let round_trip = |share| latency.quantile_us(share) * 2;
            let every = samples_us.len().div_ceil(400).max(1);
            reading.count = samples_us.len() as u64;
            reading.unit = Some(Unit::Ms);
            reading.round_trips = Some(RoundTrips {
                median_us: round_trip(500),
                p99_us: round_trip(990),
                timeouts: 0,
                drawn_us: samples_us.iter().step_by(every).map(|us| us * 2).collect(),
            });
            (reading, Some(latency))
        }
        Err(problems) => {
            problems.list.into_iter().for_each(|problem| reading.problem(problem));
            reading.problem_count = problems.count;
            (reading, None)
        }
    }
}

fn one(line: u64, en: String, zh: String) -> Problems {
    Problems { list: vec![Problem::new(format!("line {line}"), en, zh)], count: 1 }
}

/// Microseconds, out of a decimal number that is never a float here: what is read must not depend
/// on rounding.
fn round_trip_us(field: &str, micros: bool) -> Option<u64> {
    let (whole, part) = field.split_once('.').unwrap_or((field, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && part.is_empty()) || !digits(whole) || !digits(part) || whole.len() > 12 {
        return None;
    }
    let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let us = if micros {
        whole
    } else {
        let thousandths: String = part.chars().chain("000".chars()).take(3).collect();
        whole.checked_mul(1000)?.checked_add(thousandths.parse::<u64>().ok()?)?
    };
    (us <= LONGEST_US).then_some(us)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_numbers_tables_and_microseconds_are_read() {
        let medians = [
            ("10\n20\n30\n", 10_000),
            ("time,rtt_us\n1,500\n2,700\n3,900\n", 350),
            ("host;latency\na;4.5\nb;4.5\n", 2_250),
        ];
        for (text, median) in medians {
            assert_eq!(read(text).unwrap().quantile_us(500), median, "{text}");
        }
    }

    #[test]
    fn every_bad_line_is_named() {
        let problems = read("10\nten\n-3\n1e9\n20\n").unwrap_err();
        assert_eq!(problems.count, 3);
        let lines: Vec<&str> = problems.list.iter().map(|problem| problem.place.as_str()).collect();
        assert_eq!(lines, ["line 2", "line 3", "line 4"]);
        assert!(read("").is_err());
        assert!(read("99999999999999999999").is_err());
    }
}
