//! A number that others published, measured a slice at a time. It stands beside the run that is open
//! and touches nothing of it.

use super::refused;
use super::wire::{Report, ReportWhat};
use crate::lab::numbers::{Job, Work};

/// What is being measured, if anything is.
#[derive(Default)]
pub(super) struct Measuring {
    /// The question that it answers, and how far it is.
    begun: Option<(u64, Work)>,
}

impl Measuring {
    /// Begins to measure; it is answered by [`Measuring::work`]. What was measured before is left.
    pub fn begin(&mut self, generation: u64, job: Job, seed: u64) -> Option<ReportWhat> {
        self.begun = job.is_there().then(|| (generation, Work::new(job, seed)));
        let zh = "没有这样一组数字".to_owned();
        self.begun.is_none().then(|| refused("job", "there is no such number".to_owned(), zh))
    }

    /// Whether anything is under way.
    pub fn is_busy(&self) -> bool {
        self.begun.is_some()
    }

    /// One slice.
    pub fn work(&mut self) -> Vec<Report> {
        let Some((generation, mut work)) = self.begun.take() else { return Vec::new() };
        let what = if work.step() {
            let what = ReportWhat::Progress { done: work.per_mille().min(999), of: 1_000 };
            self.begun = Some((generation, work));
            what
        } else {
            ReportWhat::Measured { found: work.found(), curve: work.curve() }
        };
        vec![Report { generation, what }]
    }
}
