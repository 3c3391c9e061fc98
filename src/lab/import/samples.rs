//! Round trips through the one door: what [`latency`](super::latency) takes, as the reading that
//! the page draws.

use super::latency::{self, Ask, Asked, Onto, Refused, Taken as Trips};
use super::options::{Decimal, Options, Placed, Role, Unit, Which};
use super::reading::{Answer, Column, FIRST_ROWS, Question, Reading, RoundTrips, Taken};
use super::table::{Row, Rows};
use crate::base::ids::NodeId;
use crate::base::text::{TextBuf, named};
use crate::lab::experiment::Experiment;

/// So many round trips are drawn.
const DRAWN: usize = 400;
/// So many rows at the beginning of a file are looked at for the names of columns.
const HEAD: usize = 60;

/// Reads round trips, and says how.
///
/// ```
/// use eventual::lab::import::{options::Options, samples::read};
/// let (reading, trips) = read("rtt_ms\n80.5\n79\n\n120\n", &Options::default());
/// assert_eq!((reading.count, trips.is_some()), (3, true));
/// assert_eq!(reading.round_trips.unwrap().median_us, 80_500);
/// ```
pub fn read(text: &str, options: &Options) -> (Reading, Option<Trips>) {
    let mut rows = Rows::new(text.to_owned());
    let head: Vec<Row> = std::iter::from_fn(|| rows.read().ok().flatten()).take(HEAD).collect();
    let encoding = options.encoding.clone().unwrap_or_default();
    let mut reading = Reading { encoding, ..Reading::default() };
    let trips = latency::read(text, &asked(options, &head));
    let column = match &trips {
        Ok(trips) => trips.column.clone(),
        Err(Refused { ask: Some(Ask::Column { names }), .. }) => names.first().cloned(),
        Err(_) => None,
    };
    // The row that names the column names the others too. Further down, it is the name of a metric.
    let top = head.iter().position(|row| !row.cell(0).starts_with('#'));
    let names = |at: &usize, name: &String| head[*at].width() > 1 && head[*at].cells().any(|it| it == name);
    let header = top.filter(|at| column.as_ref().is_some_and(|name| names(at, name)));
    if let Some(at) = header {
        let taken = trips.is_ok();
        let role = |name: &str| (taken && Some(name) == column.as_deref()).then_some(Role::RoundTrip);
        reading.divider = Some(rows.divider());
        reading.header_line = Some(head[at].line);
        reading.columns =
            head[at].cells().map(|name| Column { name: named(name, 60), role: role(name) }).collect();
    }
    first(text, &head, header, &mut reading);
    match trips {
        Ok(trips) => {
            figures(&trips, &mut reading);
            (reading, Some(trips))
        }
        Err(refused) => {
            refuse(refused, &mut reading);
            (reading, None)
        }
    }
}

/// What a person said, as the reader of round trips asks for it.
fn asked(options: &Options, head: &[Row]) -> Asked {
    let of_main = |role: Option<Role>| matches!(role, Some(Role::Main | Role::RoundTrip | Role::Amount));
    let column = options.columns.iter().rev().find(|choice| of_main(choice.role));
    let name = column.and_then(|choice| match &choice.column {
        Which::Named(name) => Some(name.clone()),
        Which::At(at) => {
            let names = head.iter().find(|row| row.width() > *at as usize && !row.cell(0).starts_with('#'));
            names.map(|row| row.cell(*at as usize).to_owned())
        }
    });
    let unit = options.unit.map(|unit| match unit {
        Unit::Us => latency::Unit::Us,
        Unit::Ms => latency::Unit::Ms,
        Unit::S => latency::Unit::S,
    });
    let decimal = options.decimal.map(|mark| if mark == Decimal::Comma { ',' } else { '.' });
    Asked { column: name, unit, decimal }
}

/// The first lines as they stand in the file, in cells where it is a table.
fn first(text: &str, head: &[Row], header: Option<usize>, reading: &mut Reading) {
    let same = |text: &str| {
        let text = named(text, 80);
        TextBuf { en: text.clone(), zh: text }
    };
    match header {
        Some(at) => {
            reading.heads = head[at].cells().map(same).collect();
            let rows = head[at + 1..].iter().take(FIRST_ROWS);
            reading.first =
                rows.map(|row| Taken { line: row.line, cells: row.cells().map(same).collect() }).collect();
        }
        None => {
            reading.heads = vec![TextBuf { en: "As it stands in the file".into(), zh: "原文".into() }];
            let lines = (1..).zip(text.trim_start_matches('\u{feff}').lines());
            reading.first = lines
                .filter(|(_, line)| !line.trim().is_empty())
                .take(FIRST_ROWS)
                .map(|(line, text)| Taken { line, cells: vec![same(text)] })
                .collect();
        }
    }
}

fn figures(trips: &Trips, reading: &mut Reading) {
    let every = trips.samples_us.len().div_ceil(DRAWN).max(1);
    let mut drawn_us: Vec<u64> = trips.samples_us.iter().copied().step_by(every).collect();
    drawn_us.extend(trips.samples_us.last().filter(|_| every > 1));
    reading.format = serde_json::to_value(trips.format)
        .ok()
        .and_then(|format| format.as_str().map(str::to_owned))
        .unwrap_or_default();
    reading.how = Some(trips.how.clone());
    reading.unit = Some(match trips.unit {
        latency::Unit::Us => Unit::Us,
        latency::Unit::S => Unit::S,
        _ => Unit::Ms,
    });
    reading.count = if trips.measured > 0 { trips.measured } else { trips.samples_us.len() as u64 };
    reading.round_trips = Some(RoundTrips {
        median_us: trips.quantile_us(1, 2),
        p99_us: trips.quantile_us(99, 100),
        timeouts: trips.timeouts,
        drawn_us,
    });
    reading.regions = latency::Regions::of(trips);
    for left in &trips.left_out {
        let (count, why) = (left.count, &left.reason);
        let many = |one: &str, all: String| if count == 1 { one.to_owned() } else { all };
        reading.leave_out(
            left.line,
            TextBuf {
                en: many(&why.en, format!("{} ({count} lines, of which this is the first)", why.en)),
                zh: many(&why.zh, format!("{}（共 {count} 行，这是第一行）", why.zh)),
            },
        );
    }
    reading.left_out_count = trips.left_out_count();
}

fn refuse(refused: Refused, reading: &mut Reading) {
    let answer = |value: &str, en: &str, zh: &str| Answer {
        value: value.to_owned(),
        label: TextBuf { en: en.to_owned(), zh: zh.to_owned() },
    };
    let (option, answers) = match &refused.ask {
        None => {
            reading.problem(refused.problem);
            reading.problem_count = refused.count.max(1);
            return;
        }
        Some(Ask::Column { names }) => {
            ("--column", names.iter().map(|name| answer(name, name, name)).collect())
        }
        Some(Ask::Unit) => (
            "--unit",
            vec![
                answer("us", "They are microseconds", "单位是微秒"),
                answer("ms", "They are milliseconds", "单位是毫秒"),
                answer("s", "They are seconds", "单位是秒"),
            ],
        ),
        Some(Ask::Decimal) => (
            "--decimal",
            vec![
                answer("comma", "A comma stands before the decimals: 1,5", "小数点用逗号：1,5"),
                answer("point", "A point stands before the decimals: 1.5", "小数点用句点：1.5"),
            ],
        ),
    };
    let (place, asks) = (refused.problem.place, refused.problem.reason);
    reading.question = Some(Question { place, asks, option: option.to_owned(), answers });
}

/// Why nothing is taken, in the one line that [`Reading::objection`] makes of it.
pub fn objection(refused: Refused) -> String {
    let mut reading = Reading::default();
    refuse(refused, &mut reading);
    reading.objection().unwrap_or_default()
}

/// Where round trips go: to the link that a person chose, or between the regions where nodes stand.
pub fn onto(trips: &Trips, experiment: &Experiment, link: Option<(u16, u16)>, said: &[Placed]) -> Onto {
    match link {
        Some((from, to)) if trips.pairs.is_empty() => Onto::OneLink { from: NodeId(from), to: NodeId(to) },
        _ => latency::suggested(trips, experiment, said),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_asked_for_and_said_by_its_name_or_its_place() {
        let text = "rtt_min,rtt_max\n1,2\n3,4\n";
        let (reading, trips) = read(text, &Options::default());
        let question = reading.question.clone().expect("which of the two");
        assert!(trips.is_none() && !reading.can_be_used());
        assert_eq!(
            (question.option.as_str(), question.answers.len(), reading.columns.len()),
            ("--column", 2, 2)
        );
        let mut by_name = Options::default();
        by_name.set("--column", &question.answers[1].value).expect("a name");
        let mut by_place = Options::default();
        by_place
            .columns
            .push(super::super::options::Choice { column: Which::At(1), role: Some(Role::RoundTrip) });
        for options in [by_name, by_place] {
            let (reading, trips) = read(text, &options);
            assert!(trips.is_some() && reading.can_be_used());
            assert_eq!(reading.columns[1].role, Some(Role::RoundTrip));
            assert_eq!(reading.round_trips.expect("figures").median_us, 2_000);
        }
    }

    #[test]
    fn what_is_no_round_trip_is_a_problem_with_its_line() {
        let (reading, trips) = read("10\nten\n-3\n1e9\n20\n", &Options::default());
        assert!(trips.is_none());
        assert_eq!((reading.problem_count, reading.problems[0].place.as_str()), (3, "line 2"));
        assert_eq!(reading.first[1].cells[0].en, "ten");
    }
}
