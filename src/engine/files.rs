//! Files in and out: what a person brings and takes away.

use super::wire::{ImportKind, ReportWhat};
use crate::base::distribution::Distribution;
use crate::base::ids::NodeId;
use crate::lab::experiment::{Experiment, OneLink};
use crate::lab::import::ledger::{LedgerReader, Progress};
use crate::lab::import::options::Options;
use crate::lab::import::samples;
use crate::lab::read::{self, Problems};
use crate::lab::timeline::Timeline;

/// Rows in one slice of an import.
const ROWS: u32 = 4_000;

/// An import under way.
pub(super) struct Importing {
    reader: LedgerReader,
    experiment: Box<Experiment>,
}

impl Importing {
    /// Begins an import. One that is done at once is an answer, in the place of an error.
    pub fn begin(
        kind: ImportKind,
        _name: &str,
        text: String,
        experiment: Experiment,
    ) -> Result<Importing, ReportWhat> {
        if text.len() > read::LARGEST_FILE {
            return Err(match read::run(&text) {
                Err(problems) => refused(problems),
                Ok(_) => unreachable!("a file of this size is refused"),
            });
        }
        match kind {
            ImportKind::Ledger => Ok(Importing {
                reader: LedgerReader::new(text, Options::default()),
                experiment: Box::new(experiment),
            }),
            ImportKind::Samples { link } => Err(match samples::read(&text) {
                Ok(latency) => with_latency(experiment, link, latency),
                Err(problems) => refused(problems),
            }),
            ImportKind::Run => Err(match read::run(&text) {
                Ok(run) => ReportWhat::Imported {
                    count: run.inputs.len() as u64,
                    experiment: Box::new(run.experiment),
                    inputs: run.inputs,
                    digest: run.digest,
                },
                Err(problems) => refused(problems),
            }),
        }
    }

    /// Reads a slice; what is left, and what to report.
    pub fn work(mut self) -> (Option<Importing>, ReportWhat) {
        match self.reader.work(ROWS) {
            Progress::More { done, of } => (Some(self), ReportWhat::Progress { done, of }),
            Progress::Done => {
                let (reading, ledger) = self.reader.finish();
                let report = match ledger {
                    Some(ledger) => ReportWhat::Imported {
                        experiment: Box::new(ledger.into_experiment(&self.experiment)),
                        inputs: Vec::new(),
                        count: reading.count,
                        digest: None,
                    },
                    None => refused(reading.why_not()),
                };
                (None, report)
            }
        }
    }
}

fn with_latency(mut experiment: Experiment, link: Option<(u16, u16)>, latency: Distribution) -> ReportWhat {
    let count =
        if let Distribution::Empirical { samples_us } = &latency { samples_us.len() as u64 } else { 0 };
    match link {
        None => experiment.network.link.latency = latency,
        Some((from, to)) => {
            let (from, to) = (NodeId(from), NodeId(to));
            let base = experiment
                .network
                .links
                .iter()
                .find(|one| (one.from, one.to) == (from, to))
                .map_or(&experiment.network.link, |one| &one.link)
                .clone();
            experiment.network.links.retain(|one| (one.from, one.to) != (from, to));
            let mut link = base;
            link.latency = latency;
            experiment.network.links.push(OneLink { from, to, link });
        }
    }
    ReportWhat::Imported { experiment: Box::new(experiment), inputs: Vec::new(), count, digest: None }
}

fn refused(problems: Problems) -> ReportWhat {
    ReportWhat::Refused { problems: problems.list, count: problems.count }
}

/// The file of a branch.
pub(super) fn export(timeline: &Timeline, id: u32) -> Option<ReportWhat> {
    let branch = timeline.branch(id)?;
    let experiment = timeline.experiment();
    let text = read::write_run(experiment, &branch.inputs, branch.digest(), branch.run.fact_count());
    Some(ReportWhat::Exported {
        name: format!("eventual-{}-{}.json", experiment.protocol.name, experiment.seed),
        text,
    })
}
