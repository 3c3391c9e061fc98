//! What the worker runs: questions in, reports out. Tested without a worker.

pub mod wire;

use wire::{Ask, Report};

/// The engine behind the page.
pub struct Engine {
    build: String,
}

impl Engine {
    /// An engine that has no run yet.
    pub fn new(build: &str) -> Engine {
        Engine { build: build.to_owned() }
    }

    /// What it says when it is there.
    pub fn hello(&self) -> Report {
        Report { generation: 0, what: wire::ReportWhat::Ready { wire: wire::WIRE_VERSION, build: self.build.clone() } }
    }

    /// Answers a question.
    pub fn ask(&mut self, _ask: Ask) -> Vec<Report> {
        Vec::new()
    }

    /// Does a slice of what is under way.
    pub fn work(&mut self) -> Vec<Report> {
        Vec::new()
    }

    /// Whether anything is under way.
    pub fn is_busy(&self) -> bool {
        false
    }
}
