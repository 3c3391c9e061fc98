//! A ledger: rows that say when, whose, what and how much. The whole of a column is the evidence
//! for what it means; where it says nothing, a person is asked.
//!
//! | question | file |
//! | --- | --- |
//! | what do exports call their columns | `names` |
//! | which column is what | `columns` |
//! | which rows count, and how are they read | `plan` |
//! | what is an amount, a date, a moment, a kind | `money`, `dates`, `moments`, `kinds` |
//! | what does a row do | `rows` |
//! | what workload is it | `workload` |

mod columns;
mod dates;
mod kinds;
mod moments;
mod money;
mod names;
mod plan;
mod rows;
mod workload;

pub use workload::{Entry, Ledger};

use super::options::Options;
use super::reading::Reading;
use super::table::{Row, Rows};
use crate::lab::problem::Problem;
use rows::Taking;

/// No ledger has more rows than this.
pub const MOST_ROWS: usize = 200_000;
/// No ledger has more accounts than this.
pub const MOST_ACCOUNTS: usize = 20_000;

/// A ledger being read.
pub struct LedgerReader {
    text: Rows,
    size: u64,
    options: Options,
    all: Vec<Row>,
    reading: Reading,
    taking: Option<Taking>,
}

/// How far a file is read.
pub enum Progress {
    /// There is more.
    More {
        /// How much is done, in the unit of `of`.
        done: u64,
        /// How much there is in all.
        of: u64,
    },
    /// The whole file was read.
    Done,
}

impl LedgerReader {
    /// A reader at the beginning of a file; nothing is read before its first slice.
    pub fn new(text: String, options: Options) -> LedgerReader {
        let size = text.len() as u64;
        let text = Rows::new(text);
        let encoding = options.encoding.clone().unwrap_or_default();
        let divider = Some(text.divider());
        let reading = Reading { format: "ledger".to_owned(), encoding, divider, ..Reading::default() };
        LedgerReader { text, size, options, all: Vec::new(), reading, taking: None }
    }

    /// Does so many rows on: at first they are read, and when all are known they are taken.
    pub fn work(&mut self, rows: u32) -> Progress {
        let of = self.size + self.all.len() as u64;
        if let Some(taking) = &mut self.taking {
            let done = taking.work(&self.all, rows, &mut self.reading);
            return done.map_or(Progress::Done, |done| Progress::More { done: self.size + done as u64, of });
        }
        for _ in 0..rows {
            match self.text.read() {
                Ok(Some(row)) if self.all.len() == MOST_ROWS => {
                    self.reading.problem(Problem::new(
                        format!("line {}", row.line),
                        format!("is one more than the {MOST_ROWS} rows that are taken"),
                        format!("行数超过 {MOST_ROWS} 行"),
                    ));
                    return Progress::Done;
                }
                Ok(Some(row)) => self.all.push(row),
                Ok(None) => {
                    let plan = plan::decide(&self.all, &self.options, &mut self.reading);
                    self.taking = plan.map(Taking::new);
                    let (done, of) = (self.size, self.size + self.all.len() as u64);
                    if self.taking.is_none() {
                        rows::as_they_stand(&self.all, &mut self.reading);
                        return Progress::Done;
                    }
                    return Progress::More { done, of };
                }
                Err(problem) => {
                    self.reading.problem(problem);
                    return Progress::Done;
                }
            }
        }
        Progress::More { done: self.text.position(), of }
    }

    /// What was read, and the ledger where nothing stands against taking it.
    pub fn finish(self) -> (Reading, Option<Ledger>) {
        let ledger = self.taking.map(Taking::finish).filter(|_| self.reading.can_be_used());
        (self.reading, ledger)
    }
}

/// Reads a whole ledger at once.
///
/// ```
/// use eventual::lab::import::{ledger::read, options::Options};
/// let text = "Datum;Empfänger;Betrag (€)\n05.01.2026;Bäcker;-4,50\n";
/// let (reading, ledger) = read(text, &Options::default());
/// assert_eq!(ledger.unwrap().entries[0].amount(), Some(450));
/// assert_eq!(reading.currency.as_deref(), Some("EUR"));
/// ```
pub fn read(text: &str, options: &Options) -> (Reading, Option<Ledger>) {
    let mut reader = LedgerReader::new(text.to_owned(), options.clone());
    while let Progress::More { .. } = reader.work(u32::MAX) {}
    reader.finish()
}

/// Whether the beginning of a text has a header of a ledger: a time and an amount.
pub fn looks_like_one(text: &str) -> bool {
    let mut rows = Rows::new(text.to_owned());
    let head: Vec<Row> = std::iter::from_fn(|| rows.read().ok().flatten()).take(200).collect();
    columns::find(&head, &Options::default(), &mut columns::Columns::default()).is_ok()
}

#[cfg(test)]
mod tests;
