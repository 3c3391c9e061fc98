//! The same workday on several ways to share state: one table that says what each got its clients,
//! what it broke and what it cost, which is best and worst in each row, and why.
//!
//! | question | file |
//! | --- | --- |
//! | which experiments stand side by side | `columns` |
//! | what is the same in all of them, and what differs | `fairness` |
//! | what each client was told in each column | `told` |
//! | the figures, row by row, with what proves the best and the worst | `rows`, `figures`, `reasons` |
//! | which promises were broken, and which were made | `promises` |
//! | which money only one node held | `risk` |
//! | which nodes an operation needs | `needs` |
//! | the table as text, CSV and JSON | `print` |

mod columns;
mod fairness;
mod figures;
mod needs;
mod print;
mod promises;
mod reasons;
mod risk;
mod rows;
mod told;

use super::experiment::Experiment;
use super::receipt::{Receipt, receipt};
use crate::base::ids::FactId;
use crate::base::text::{Text, TextBuf};
use crate::base::time::Time;
use crate::sim::run::AnyRun;
use crate::sim::trace::FactKind;
use serde::{Deserialize, Serialize};

pub use columns::{MOST_COLUMNS, column, suggested, written};
pub use needs::{needs, needs_of, together};
pub use print::{csv, json, receipt_csv, text};
pub use risk::{Risk, risk};

/// Several runs of one workday, held against each other.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Comparison {
    /// The seed that all of them share.
    pub seed: u64,
    /// What is the same in every column, in sentences; what was counted is counted here.
    pub same: Vec<TextBuf>,
    /// The runs, in the order in which they were named.
    pub columns: Vec<Column>,
    /// The operations about which clients were told different things, in the order of asking; at
    /// most [`MOST_DIFFERENCES`].
    pub differences: Vec<Difference>,
    /// How many such operations there are.
    pub difference_count: u32,
    /// The rows, under their headings.
    pub sections: Vec<Section>,
    /// Which nodes each operation needs, measured; empty where it was not measured.
    pub needs: Vec<Need>,
}

/// No comparison lists more differences than this.
pub const MOST_DIFFERENCES: usize = 100;

/// One run.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Column {
    /// The protocol, by its name in files.
    pub protocol: String,
    /// What tells it from the other columns: the protocol's title, and settings where several
    /// columns have the same protocol.
    pub name: TextBuf,
    /// Its answer to the question of the lab.
    pub way: TextBuf,
    /// What that costs.
    pub price: TextBuf,
    /// The settings that are not as first shown.
    pub settings: Vec<TextBuf>,
    /// What is not as in the other columns, beside the protocol: nodes of its own and where they
    /// stand, planned things that it cannot do.
    pub differs: Vec<TextBuf>,
    /// What its nodes are called, services first.
    pub nodes: Vec<TextBuf>,
    /// What its clients asked and were told, in the order of asking; at most [`MOST_REQUESTS`].
    pub requests: Vec<Shown>,
}

/// No column lists more requests than this: what a person can look at one by one.
pub const MOST_REQUESTS: usize = 400;

/// A request as its client sees it on a screen, and beside it what the client cannot know.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Shown {
    /// Who asked; nothing for the person at the page.
    pub client: Option<u32>,
    /// The service that was asked, by its number.
    pub node: u16,
    /// When it was asked.
    pub at: Time,
    /// When the client was answered or gave up; nothing where it waits until the end.
    pub until: Option<Time>,
    /// The fact of the answer, or of the question where there is none.
    pub fact: FactId,
    /// What it asked for.
    pub asked: TextBuf,
    /// The account that it is about.
    pub account: String,
    /// The balance that it was told; nothing where it was told none.
    pub balance: Option<String>,
    /// What it was told, in words.
    pub told: TextBuf,
    /// How it ended.
    pub fate: Fate,
    /// What it missed, where it was a stale read.
    pub missed: Option<TextBuf>,
    /// Whether it asked for a balance, and changed nothing.
    pub reads: bool,
}

/// How a request ended, as far as it matters to whoever looks at many.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It was done.
    Done,
    /// It was answered, with something that was no longer so.
    Stale,
    /// It was rejected by the bank's own rules: the answer is no.
    No,
    /// It was rejected for technical reasons, and certainly not done.
    Rejected,
    /// Its client does not know.
    Unknown,
}

/// An operation about which clients were told different things.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Difference {
    /// When it was asked.
    pub at: Time,
    /// Who asked whom for what.
    pub asked: TextBuf,
    /// What was told, column by column.
    pub told: Vec<Told>,
}

/// What a client was told.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Told {
    /// In words.
    pub said: TextBuf,
    /// The fact that proves it: the answer, or the question where there is none.
    pub fact: FactId,
    /// The moment of that fact.
    pub at: Time,
}

/// Rows with a heading.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Section {
    /// Its name in files.
    pub id: String,
    /// What it is called.
    pub title: TextBuf,
    /// What has to be known about all of its rows.
    pub note: TextBuf,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// One thing that was measured in each column.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Row {
    /// Its name in files.
    pub id: String,
    /// What it is called.
    pub title: TextBuf,
    /// How it is counted, in a few words.
    pub note: Option<TextBuf>,
    /// One cell a column.
    pub cells: Vec<Cell>,
    /// Why the best is best and the worst is worst; nothing where none is.
    pub why: Option<Why>,
}

/// One figure.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Cell {
    /// The figure as people read it.
    pub said: TextBuf,
    /// The figure as programs read it, in the unit that the row's name ends in; nothing where there
    /// is none.
    pub figure: Option<i64>,
    /// What qualifies it.
    pub more: Option<TextBuf>,
    /// How it stands among the columns.
    pub rank: Rank,
    /// How much got done in each window of time, where the row is about that.
    pub series: Vec<u32>,
}

/// How a figure stands among the columns.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rank {
    /// None of the others is better, and some are worse.
    Best,
    /// None of the others is worse, and some are better.
    Worst,
    /// Between them, or all are alike, or no figure is better than another.
    #[default]
    Neither,
    /// This way cannot come to it; the cell says why.
    Cannot,
}

/// A sentence with the facts that it rests on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Why {
    /// The sentence.
    pub said: TextBuf,
    /// Where it can be seen.
    pub proof: Vec<Proof>,
}

/// A fact of one of the runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Proof {
    /// The column, counted from 0.
    pub column: u16,
    /// The fact in the trace of its run.
    pub fact: FactId,
    /// The moment of the fact.
    pub at: Time,
}

/// Which nodes an operation needs, in each column.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Need {
    /// The operation and the service at which it is asked.
    pub what: TextBuf,
    /// For each column, whether each node is needed; nothing where the operation does not succeed
    /// with all of them up.
    pub needed: Vec<Option<Vec<bool>>>,
}

/// One column, folded to its end and looked at.
struct Side<'a> {
    experiment: &'a Experiment,
    run: &'a dyn AnyRun,
    receipt: Receipt,
    asked: Vec<told::Asked>,
    name: TextBuf,
}

impl Side<'_> {
    /// Whether anybody voted on a transaction.
    fn votes(&self) -> bool {
        let facts = (0..self.run.fact_count()).map(FactId);
        facts.map(|id| self.run.fact(id).what).any(|what| matches!(what, FactKind::Commitment { .. }))
    }
}

/// Holds runs against each other that are folded to their ends. `needs` stands beside the table as
/// it was measured. Moves the cursors of the runs.
pub fn compare(
    base: &Experiment,
    runs: Vec<(&Experiment, &mut (dyn AnyRun + 'static))>,
    needs: Vec<Need>,
) -> Comparison {
    let experiments: Vec<&Experiment> = runs.iter().map(|(experiment, _)| *experiment).collect();
    let mut columns = columns::columns(base, &experiments);
    let sides: Vec<Side> = runs
        .into_iter()
        .zip(&columns)
        .map(|((experiment, run), column)| {
            let receipt = receipt(experiment, run);
            let asked = told::asked(run);
            Side { experiment, run, receipt, asked, name: column.name.clone() }
        })
        .collect();
    for (column, side) in columns.iter_mut().zip(&sides) {
        column.requests = told::shown(side);
    }
    let (differences, difference_count) = told::differences(&sides);
    let mut sections = rows::sections(&sides);
    sections.push(promises::promises(&sides));
    let same = fairness::same(base, &sides);
    Comparison { seed: base.seed, same, columns, differences, difference_count, sections, needs }
}

/// A text in both languages, of values that need none.
fn plain(text: impl Into<String>) -> TextBuf {
    let text = text.into();
    TextBuf { en: text.clone(), zh: text }
}

fn both(en: String, zh: String) -> TextBuf {
    TextBuf { en, zh }
}

/// Several texts, as a sentence lists them.
fn list(all: &[TextBuf]) -> TextBuf {
    let of = |pick: fn(&TextBuf) -> &str, comma: &str, and: &str| {
        let words: Vec<&str> = all.iter().map(pick).collect();
        match words.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{}{and}{last}", rest.join(comma)),
            Some((last, _)) => (*last).to_owned(),
            None => String::new(),
        }
    };
    both(of(|it| &it.en, ", ", " and "), of(|it| &it.zh, "、", "和"))
}

fn title(text: Text) -> TextBuf {
    text.into()
}
