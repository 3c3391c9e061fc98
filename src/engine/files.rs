//! Files in and out: what a person brings and takes away.

use super::wire::{ImportKind, ReportWhat};
use crate::base::text::Language;
use crate::lab::compare::{self, Comparison};
use crate::lab::experiment::Experiment;
use crate::lab::export::{self, Form};
use crate::lab::import::latency;
use crate::lab::import::ledger::{Ledger, LedgerReader, Progress};
use crate::lab::import::options::{Options, Placed};
use crate::lab::import::samples;
use crate::lab::link;
use crate::lab::read::{self, Problems, RunFile};
use crate::lab::receipt::Receipt;
use crate::lab::timeline::Timeline;

/// Rows in one slice of an import.
const ROWS: u32 = 4_000;

/// A ledger that is being read.
pub(super) struct Importing {
    reader: LedgerReader,
}

/// What was read and waits to be taken.
pub(super) enum Brought {
    /// A ledger, which becomes the workload.
    Ledger(Ledger),
    /// Round trips, which become the latency of every link, or of one.
    Samples {
        /// The one link, if only one.
        link: Option<(u16, u16)>,
        /// Where the person says that nodes stand.
        regions: Vec<Placed>,
        /// What was read.
        trips: Box<latency::Taken>,
    },
}

/// How the reading of a file begins.
pub(super) enum Begun {
    /// It goes on in slices.
    Reading(Box<Importing>),
    /// It is done at once.
    Done(Option<Brought>, ReportWhat),
}

/// Begins to read a file.
pub(super) fn begin(kind: ImportKind, text: String, options: Options) -> Begun {
    if text.len() > read::LARGEST_FILE {
        return Begun::Done(
            None,
            match read::run(&text) {
                Err(problems) => refused(problems),
                Ok(_) => unreachable!("a file of this size is refused"),
            },
        );
    }
    match kind {
        ImportKind::Ledger => {
            Begun::Reading(Box::new(Importing { reader: LedgerReader::new(text, options) }))
        }
        ImportKind::Samples { link } => {
            let (reading, trips) = samples::read(&text, &options);
            let brought = trips.map(|trips| Brought::Samples {
                link,
                regions: options.regions,
                trips: Box::new(trips),
            });
            Begun::Done(brought, ReportWhat::Reading(Box::new(reading)))
        }
        ImportKind::Run => Begun::Done(
            None,
            match read::run(&text) {
                Ok(run) => ReportWhat::RunRead { run: Box::new(run) },
                Err(problems) => refused(problems),
            },
        ),
        ImportKind::Link => Begun::Done(
            None,
            match link::read(&text) {
                Ok(run) => ReportWhat::RunRead { run: Box::new(run) },
                Err(problems) => refused(problems),
            },
        ),
    }
}

impl Importing {
    /// Reads a slice; what is left of it, what came of it, and what to report.
    pub fn work(mut self: Box<Self>) -> (Option<Box<Importing>>, Option<Brought>, ReportWhat) {
        match self.reader.work(ROWS) {
            Progress::More { done, of } => (Some(self), None, ReportWhat::Progress { done, of }),
            Progress::Done => {
                let (reading, ledger) = self.reader.finish();
                (None, ledger.map(Brought::Ledger), ReportWhat::Reading(Box::new(reading)))
            }
        }
    }
}

impl Brought {
    /// The experiment that took it.
    pub fn into_experiment(self, experiment: Experiment) -> ReportWhat {
        match self {
            Brought::Ledger(ledger) => ReportWhat::Imported {
                count: ledger.entries.len() as u64,
                experiment: Box::new(ledger.into_experiment(&experiment)),
            },
            Brought::Samples { link, regions, trips } => {
                let onto = samples::onto(&trips, &experiment, link, &regions);
                match latency::change(&experiment, &trips, &onto) {
                    Ok(change) => ReportWhat::Imported {
                        experiment: Box::new(change.experiment),
                        count: if trips.measured > 0 { trips.measured } else { change.samples },
                    },
                    Err(problem) => refused(Problems { list: vec![problem], count: 1 }),
                }
            }
        }
    }
}

fn refused(problems: Problems) -> ReportWhat {
    ReportWhat::Refused { problems: problems.list, count: problems.count }
}

/// The file of a branch.
pub(super) fn export(timeline: &mut Timeline, id: u32, form: Form) -> Option<ReportWhat> {
    let csv = form == Form::ReceiptCsv;
    if csv || form == Form::Receipt {
        let paper = timeline.receipt(id)?;
        return Some(receipt(timeline.experiment(), &paper, csv));
    }
    let branch = timeline.branch(id)?;
    let experiment = timeline.experiment();
    let Some(text) = export::lines(form, experiment, branch.run.as_ref()) else {
        let text = read::write_run(experiment, &branch.inputs, branch.digest(), branch.run.fact_count());
        return Some(ReportWhat::Exported { name: name_of(experiment), text });
    };
    let name = format!("eventual-{}-{}{}", experiment.protocol.name, experiment.seed, form.ending());
    Some(ReportWhat::Exported { name, text })
}

fn name_of(experiment: &Experiment) -> String {
    format!("eventual-{}-{}.json", experiment.protocol.name, experiment.seed)
}

/// A run as a link, or as a file.
pub(super) fn share(run: &RunFile) -> ReportWhat {
    match link::write(run) {
        Ok(link) => ReportWhat::Shared { link },
        Err(length) => ReportWhat::TooLong {
            length: length as u64,
            name: name_of(&run.experiment),
            text: read::write_whole(run) + "\n",
        },
    }
}

/// The table of columns as a file.
pub(super) fn columns(comparison: &Comparison, csv: bool, language: Language) -> ReportWhat {
    let names: Vec<&str> = comparison.columns.iter().map(|column| column.protocol.as_str()).collect();
    let name = format!("eventual-compare-{}-{}", names.join("-"), comparison.seed);
    if csv {
        // Without this mark spreadsheets take the file for one of their country's encoding.
        let text = format!("\u{feff}{}", compare::csv(comparison, language));
        return ReportWhat::Exported { name: format!("{name}.csv"), text };
    }
    ReportWhat::Exported { name: format!("{name}.json"), text: compare::json(comparison) }
}

/// The receipt of a run as a file.
pub(super) fn receipt(experiment: &Experiment, receipt: &Receipt, csv: bool) -> ReportWhat {
    let name = format!("eventual-receipt-{}-{}", experiment.protocol.name, experiment.seed);
    if csv {
        let text = format!("\u{feff}{}", compare::receipt_csv(receipt));
        return ReportWhat::Exported { name: format!("{name}.csv"), text };
    }
    ReportWhat::Exported { name: format!("{name}.json"), text: compare::json(receipt) }
}
