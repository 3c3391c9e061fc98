//! Several ways beside each other: what a step claims of a run of each stands in a table. Every
//! cell is a claim, so the table cannot drift from the runs.

use super::{Lesson, Step, play};
use crate::base::text::{Text, TextBuf, text};
use crate::base::time::Span;
use crate::base::units::{self, Quantity};
use crate::lab::claim::{Claim, Compare, Measure, Value};
use crate::protocol::catalog;
use std::collections::BTreeSet;

/// A table: a row for each run of a step, a column for each figure that is claimed of all of them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Beside {
    /// What the columns are called.
    pub columns: Vec<Text>,
    /// The runs, the step's own first.
    pub rows: Vec<Row>,
}

/// One run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// The way that it went.
    pub title: Text,
    /// Its figures, column by column.
    pub cells: Vec<TextBuf>,
}

/// What figures of the receipt are called here, and whether they are microseconds.
const COLUMNS: &[(&str, Text, bool)] = &[
    ("operations.ok", text("Done", "成功"), false),
    ("operations.refused", text("Refused", "被拒绝"), false),
    ("operations.unknown", text("Outcome unknown", "结果未知"), false),
    ("stale.reads", text("Old balances shown", "过期读"), false),
    ("acknowledged_writes_lost", text("Acknowledged and lost", "已确认却丢失"), false),
    ("read_latency.p50_us", text("A read (median)", "读（中位）"), true),
    ("write_latency.max_us", text("The slowest write", "最慢的写"), true),
    ("costs.messages", text("Messages", "消息"), false),
];

/// The figure that a claim is about, where it stands for a cell: of which run, which figure, what.
fn figure(claim: &'static str) -> Option<(&'static str, String, i64)> {
    let (name, said) = play::about(claim);
    match Claim::parse(said).ok()? {
        Claim {
            measure: Measure::Receipt { path },
            compare: Compare::Equal,
            value: Value::Number(number),
            at: None,
            share: None,
        } => Some((name, path, number)),
        _ => None,
    }
}

/// The table of a step; nothing where all its runs go the same way, or nothing is claimed of all.
///
/// # Panics
/// As [`play::run`] where a run's script names a protocol that the catalogue does not have.
pub fn of(lesson: &Lesson, step: &Step) -> Option<Beside> {
    let names: Vec<&str> = core::iter::once("").chain(step.others.iter().map(|other| other.name)).collect();
    let way = |name: &str| play::run(lesson, step, name).protocol.name;
    if names.iter().map(|name| way(name)).collect::<BTreeSet<_>>().len() < 2 {
        return None;
    }
    let said = step.claims.iter().chain(step.question.answers.iter().flat_map(|answer| answer.claims));
    let figures: Vec<(&str, String, i64)> = said.filter_map(|claim| figure(claim)).collect();
    let of_run = |name: &str, path: &str| {
        figures.iter().find(|(run, known, _)| *run == name && known == path).map(|(_, _, number)| *number)
    };
    let is_full = |path: &str| names.iter().all(|name| of_run(name, path).is_some());
    let columns: Vec<_> = COLUMNS.iter().filter(|(path, ..)| is_full(path)).collect();
    let cell = |name: &str, path: &str, is_time: bool| {
        let number = of_run(name, path).unwrap_or_default();
        match u64::try_from(number) {
            Ok(us) if is_time => units::text(Quantity::Span(Span(us))),
            _ => TextBuf { en: number.to_string(), zh: number.to_string() },
        }
    };
    let row = |name: &&str| Row {
        title: match step.others.iter().find(|other| other.name == *name) {
            Some(other) => other.title,
            None => catalog::find(&way(name)).map_or(step.title, |entry| entry.title),
        },
        cells: columns.iter().map(|(path, _, is_time)| cell(name, path, *is_time)).collect(),
    };
    let rows = names.iter().map(row).collect();
    let columns: Vec<Text> = columns.iter().map(|(_, title, _)| *title).collect();
    (!columns.is_empty()).then_some(Beside { columns, rows })
}
