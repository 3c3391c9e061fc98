//! What is taken out of a file of round trips, or why nothing is: plain values that the command
//! line prints and the page draws.

use super::number::Unit;
use super::quantiles::{lost_ppm, quantile};
use crate::base::text::{TextBuf, named};
use crate::lab::problem::Problem;
use serde::{Deserialize, Serialize};

/// What a person says that a file does not.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Asked {
    /// The column, the metric or the host whose round trips are taken.
    pub column: Option<String>,
    /// The unit of its numbers.
    pub unit: Option<Unit>,
    /// The mark before the decimals, `,` or `.`.
    pub decimal: Option<char>,
}

/// Who wrote a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// `ping` of Linux, macOS, BusyBox or Windows.
    Ping,
    /// `fping`.
    Fping,
    /// `mtr`.
    Mtr,
    /// `curl -w`.
    Curl,
    /// A table of percentiles of HdrHistogram, as wrk2 prints it.
    HdrHistogram,
    /// The percentiles of `wrk --latency`.
    Wrk,
    /// A JTL file of Apache JMeter.
    Jmeter,
    /// k6.
    K6,
    /// Results of RIPE Atlas.
    RipeAtlas,
    /// `rrdtool fetch`, of SmokePing or others.
    Rrdtool,
    /// Round trips between regions.
    Matrix,
    /// A list of numbers, or a table with a column of them.
    Table,
}

/// How the unit became known.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnitBy {
    /// A person said it.
    Option,
    /// The name of the column says it.
    Header,
    /// It stands beside each number.
    Cells,
    /// The tool always writes this unit.
    Format,
    /// Nothing says it; the numbers are what round trips in milliseconds are.
    Usual,
}

/// What the samples are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Made {
    /// Each sample is a round trip that was measured.
    Samples,
    /// The file tells percentiles alone; the samples are drawn from them, by quantile.
    Quantiles,
}

/// The round trips from one region to another.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Pair {
    /// Where they begin and end.
    pub from: String,
    /// Where they turn.
    pub to: String,
    /// The round trips in microseconds, in ascending order.
    pub samples_us: Vec<u64>,
    /// How many were never answered.
    pub timeouts: u64,
}

/// Lines that are not taken for one reason.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LeftOut {
    /// Why.
    pub reason: TextBuf,
    /// The first of them, from 1; in a file of one JSON value, the entry.
    pub line: u64,
    /// How many.
    pub count: u64,
}

/// What is taken out of a file, and how it was read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Taken {
    /// Who wrote the file.
    pub format: Format,
    /// What it was taken for, and by what evidence, in one sentence.
    pub how: TextBuf,
    /// The column (or metric, or form) that holds the round trips, where there is more than one.
    pub column: Option<String>,
    /// The unit in which the file writes them.
    pub unit: Unit,
    /// How the unit became known.
    pub unit_by: UnitBy,
    /// Whether each sample was measured.
    pub made: Made,
    /// How many round trips were measured; 0 where the file does not tell.
    pub measured: u64,
    /// The round trips in microseconds, in ascending order; at least one.
    pub samples_us: Vec<u64>,
    /// How many were never answered.
    pub timeouts: u64,
    /// Round trips by pairs of regions; none where the file is of one link.
    pub pairs: Vec<Pair>,
    /// The hosts that answered, in the order of the file, as far as the file names them.
    pub targets: Vec<String>,
    /// What is not taken, and why.
    pub left_out: Vec<LeftOut>,
}

impl Taken {
    /// The round trip that `of` in `out_of` do not exceed, in microseconds; `of` is from 1 to
    /// `out_of`. The lower median is 1 in 2, p99 is 99 in 100.
    pub fn quantile_us(&self, of: u64, out_of: u64) -> u64 {
        quantile(&self.samples_us, of, out_of)
    }

    /// How many of a million round trips were never answered.
    pub fn lost_ppm(&self) -> u32 {
        lost_ppm(self.measured.max(u64::from(self.measured == 0)), self.timeouts)
    }

    /// How many lines or entries are not taken, for whatever reason.
    pub fn left_out_count(&self) -> u64 {
        self.left_out.iter().map(|left| left.count).sum()
    }
}

/// What a person must decide before a file can be taken.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
pub enum Ask {
    /// Which column, metric or host.
    Column {
        /// Those that may be it.
        names: Vec<String>,
    },
    /// The unit.
    Unit,
    /// The mark before the decimals.
    Decimal,
}

/// Why nothing is taken.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Refused {
    /// Where and why; the first of `count`.
    pub problem: Problem,
    /// How many lines are as bad.
    pub count: u64,
    /// What a person may say so that the file can be taken.
    pub ask: Option<Ask>,
}

impl Refused {
    /// One line of a file is bad.
    pub(super) fn at(line: u64, en: impl Into<String>, zh: impl Into<String>) -> Refused {
        Refused { problem: Problem::new(format!("line {line}"), en, zh), count: 1, ask: None }
    }

    /// The whole file is bad.
    pub(super) fn file(en: impl Into<String>, zh: impl Into<String>) -> Refused {
        Refused { problem: Problem::new("file", en, zh), count: 1, ask: None }
    }

    /// The same, where what is counted are the entries of a list.
    pub(super) fn of_entries(mut self) -> Refused {
        if let Some(number) = self.problem.place.strip_prefix("line ") {
            self.problem.place = format!("entry {number}");
        }
        self
    }

    /// The same, where a person may decide.
    pub(super) fn asking(self, ask: Ask) -> Refused {
        Refused { ask: Some(ask), ..self }
    }

    /// A cell that is no round trip.
    pub(super) fn no_round_trip(line: u64, cell: &str) -> Refused {
        let cell = named(cell, 40);
        Refused::at(
            line,
            format!("\"{cell}\" is no round trip; it must be a number from 0 to one hour"),
            format!("“{cell}”不是往返时间；应为 0 到一小时之间的数字"),
        )
    }
}
