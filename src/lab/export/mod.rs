//! A run as a file for other tools, each in the form that they read.
//!
//! | question | file |
//! | --- | --- |
//! | which files there are | here |
//! | what clients asked and got, as Jepsen has it | `edn` |
//! | what nodes did, with vector clocks, for ShiViz | `shiviz` |

mod edn;
mod shiviz;

use super::compare::receipt_csv;
use super::experiment::Experiment;
use super::receipt::receipt;
use super::{history, read};
use crate::sim::input::Input;
use crate::sim::run::AnyRun;
use serde::{Deserialize, Serialize};

pub use shiviz::REGEX;

/// What a run can be written as.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// The experiment, what the person did and the digest: what the page opens and `replay` replays.
    Run,
    /// Every fact, one JSON object a line.
    Trace,
    /// What clients asked and got, one JSON object a line.
    History,
    /// The same as Jepsen writes it: one EDN map a line.
    Edn,
    /// What nodes did, with vector clocks, as ShiViz reads it by [`REGEX`].
    Shiviz,
    /// What the run cost and what went wrong, as JSON.
    Receipt,
    /// The same as a table.
    ReceiptCsv,
}

impl Form {
    /// Every form.
    pub const ALL: [Form; 7] =
        [Form::Run, Form::Trace, Form::History, Form::Edn, Form::Shiviz, Form::Receipt, Form::ReceiptCsv];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Form::Run => "run",
            Form::Trace => "trace",
            Form::History => "history",
            Form::Edn => "edn",
            Form::Shiviz => "shiviz",
            Form::Receipt => "receipt",
            Form::ReceiptCsv => "receipt-csv",
        }
    }

    /// The form with a name.
    ///
    /// ```
    /// use eventual::lab::export::Form;
    /// assert!(Form::ALL.iter().all(|form| Form::named(form.name()) == Some(*form)));
    /// assert_eq!(Form::named("pdf"), None);
    /// ```
    pub fn named(name: &str) -> Option<Form> {
        Form::ALL.into_iter().find(|form| form.name() == name)
    }

    /// What the name of such a file ends in.
    pub fn ending(self) -> &'static str {
        match self {
            Form::Run => ".json",
            Form::Trace => "-trace.jsonl",
            Form::History => "-history.jsonl",
            Form::Edn => "-history.edn",
            Form::Shiviz => "-shiviz.log",
            Form::Receipt => "-receipt.json",
            Form::ReceiptCsv => "-receipt.csv",
        }
    }
}

/// The text of such a file, of a run that is folded to its end, with what was done in it beyond what
/// its experiment plans. Moves the cursor of the run.
pub fn text(form: Form, experiment: &Experiment, inputs: &[Input], run: &mut dyn AnyRun) -> String {
    match form {
        Form::Receipt => {
            let receipt = receipt(experiment, run);
            serde_json::to_string_pretty(&receipt).unwrap_or_else(|why| unreachable!("plain values: {why}"))
                + "\n"
        }
        Form::ReceiptCsv => receipt_csv(&receipt(experiment, run)),
        _ => lines(form, experiment, run)
            .unwrap_or_else(|| read::write_run(experiment, inputs, Some(run.digest()), run.fact_count())),
    }
}

/// What happened in a run, line by line; nothing where the form is no list of lines.
pub fn lines(form: Form, experiment: &Experiment, run: &dyn AnyRun) -> Option<String> {
    match form {
        Form::Trace => Some(history::facts(run)),
        Form::History => Some(history::operations(experiment, run)),
        Form::Edn => Some(edn::operations(&history::operations(experiment, run))),
        Form::Shiviz => Some(shiviz::log(run)),
        Form::Run | Form::Receipt | Form::ReceiptCsv => None,
    }
}
