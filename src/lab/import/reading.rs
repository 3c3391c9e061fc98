//! How a file was read: plain values that the command line prints and the page draws.

use super::options::{Dates, Decimal, Role, Unit};
use crate::base::text::TextBuf;
use crate::lab::import::latency::Regions;
use crate::lab::problem::Problem;
use crate::lab::read::{MOST_PROBLEMS, Problems};
use serde::{Deserialize, Serialize};

/// How many rows are shown as they will be taken.
pub const FIRST_ROWS: usize = 8;
/// How many of the rows that are left out are listed; all are counted.
pub const MOST_LEFT_OUT: usize = 1_000;

/// What would be taken out of a file, how it was read, and what only a person can say. Something
/// can be taken only where there is neither a question nor a problem.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Reading {
    /// What it was taken for: `ledger`, `table`, or the name of the tool that printed it.
    pub format: String,
    /// What it was taken for, and by what evidence, in one sentence.
    pub how: Option<TextBuf>,
    /// In which encoding it stood; whoever decoded it says it.
    pub encoding: String,
    /// What stands between two cells; nothing where there is no table.
    pub divider: Option<char>,
    /// The line that names the columns.
    pub header_line: Option<u64>,
    /// Every column of the table, in its order.
    pub columns: Vec<Column>,
    /// What stands before the decimals; nothing where no number told or needs it.
    pub decimal: Option<Decimal>,
    /// In which order day, month and year stand; nothing where that is not known.
    pub dates: Option<Dates>,
    /// The currency, where the file says one.
    pub currency: Option<String>,
    /// The unit of the round trips.
    pub unit: Option<Unit>,
    /// How many rows, or round trips, would be taken.
    pub count: u64,
    /// What the columns of `first` are called.
    pub heads: Vec<TextBuf>,
    /// The first rows as they will be taken, at most [`FIRST_ROWS`].
    pub first: Vec<Taken>,
    /// What is left out and why, at most [`MOST_LEFT_OUT`], in the order of the lines.
    pub left_out: Vec<LeftOut>,
    /// How many rows are left out.
    pub left_out_count: u64,
    /// The figures of round trips, where it is those that were read.
    pub round_trips: Option<RoundTrips>,
    /// The regions, where round trips between some were read.
    pub regions: Option<Regions>,
    /// What a person must decide first.
    pub question: Option<Question>,
    /// What is wrong with the file, at most [`MOST_PROBLEMS`].
    pub problems: Vec<Problem>,
    /// How many problems there are.
    pub problem_count: u64,
}

/// A column of the table.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Column {
    /// What the header calls it; empty where nothing does.
    pub name: String,
    /// What it was taken for; nothing where it is not used.
    pub role: Option<Role>,
}

/// A row as it will be taken.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Taken {
    /// Its line in the file, from 1.
    pub line: u64,
    /// What was made of it, a cell for each of [`Reading::heads`].
    pub cells: Vec<TextBuf>,
}

/// A row that will not be taken.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LeftOut {
    /// Its line in the file, from 1.
    pub line: u64,
    /// Why not: what it is instead.
    pub why: TextBuf,
}

/// The figures of round trips.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct RoundTrips {
    /// Half of them took at most this; in microseconds.
    pub median_us: u64,
    /// Ninety-nine of a hundred took at most this; in microseconds.
    pub p99_us: u64,
    /// How many answers never came.
    pub timeouts: u64,
    /// Some of them in ascending order, evenly chosen, with the longest among them: what a picture
    /// of them needs. In microseconds.
    pub drawn_us: Vec<u64>,
}

/// Something that the file does not say.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Question {
    /// Where it shows: `line 2`.
    pub place: String,
    /// What is not known, without a full stop.
    pub asks: TextBuf,
    /// The option of the command line that says it; see [`Options::set`](super::options::Options).
    pub option: String,
    /// What may be said.
    pub answers: Vec<Answer>,
}

/// One thing that may be said.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Answer {
    /// The value of the option.
    pub value: String,
    /// What it means.
    pub label: TextBuf,
}

impl Reading {
    /// Whether nothing stands against taking it.
    pub fn can_be_used(&self) -> bool {
        self.question.is_none() && self.problem_count == 0 && self.count > 0
    }

    /// Notes that something is wrong.
    pub fn problem(&mut self, problem: Problem) {
        self.problem_count += 1;
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(problem);
        }
    }

    /// Notes that a row is left out.
    pub fn leave_out(&mut self, line: u64, why: TextBuf) {
        self.left_out_count += 1;
        if self.left_out.len() < MOST_LEFT_OUT {
            self.left_out.push(LeftOut { line, why });
        }
    }

    /// Why nothing can be taken: what is wrong, or what must be said first.
    pub fn why_not(self) -> Problems {
        let asked = self.question.map(|question| Problem { place: question.place, reason: question.asks });
        match asked {
            Some(problem) if self.problem_count == 0 => Problems { list: vec![problem], count: 1 },
            _ => Problems { list: self.problems, count: self.problem_count },
        }
    }

    /// Why nothing can be taken, in one line for the command line; nothing where it can.
    pub fn objection(&self) -> Option<String> {
        if let Some(problem) = self.problems.first() {
            let more = self.problem_count.saturating_sub(1);
            let more = if more > 0 { format!(" (and {more} more)") } else { String::new() };
            return Some(format!("{problem}{more}"));
        }
        let question = self.question.as_ref()?;
        let option = &question.option;
        let how = match question.answers.as_slice() {
            [] => format!("{option} says it"),
            answers if answers.len() <= 4 => {
                let each: Vec<String> =
                    answers.iter().map(|answer| format!("{option} {}", quoted(&answer.value))).collect();
                format!("{} says it", each.join(" or "))
            }
            [first, ..] => format!("{option} says it, such as {option} {}", quoted(&first.value)),
        };
        Some(format!("{}: {}; {how}", question.place, question.asks.en))
    }
}

/// A value as a shell takes it.
fn quoted(value: &str) -> String {
    let value = crate::base::text::named(value, 60);
    if value.chars().all(|letter| letter.is_alphanumeric() || "=+-_:.".contains(letter)) {
        value
    } else {
        format!("\"{value}\"")
    }
}
