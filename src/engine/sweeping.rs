//! Shards of a sweep, a run a slice. It stands beside the run that is open and touches nothing of
//! it: a page that sweeps has engines of their own for it.

use super::refused;
use super::wire::{Report, ReportWhat};
use crate::lab::sweep::{Order, Plan, Work};

/// A plan, and the shards of it that are under way.
#[derive(Default)]
pub(super) struct Sweeping {
    plan: Option<Plan>,
    begun: Option<Begun>,
}

struct Begun {
    /// The question that they answer.
    generation: u64,
    shards: Vec<u32>,
    work: Work,
}

impl Sweeping {
    /// Makes a plan. What was under way of the one before is left.
    pub fn plan(&mut self, order: Order) -> ReportWhat {
        *self = Sweeping::default();
        match order.plan() {
            Ok(plan) => {
                self.plan = Some(plan.clone());
                ReportWhat::Planned { plan: Box::new(plan) }
            }
            Err(problems) => ReportWhat::Refused { count: problems.len() as u64, problems },
        }
    }

    /// Begins with some shards of the plan; they are answered by [`Sweeping::work`].
    pub fn begin(&mut self, generation: u64, shards: Vec<u32>, of: u32) -> Option<ReportWhat> {
        let Some(plan) = &self.plan else {
            return Some(refused("plan", "there is no plan yet".to_owned(), "还没有计划".to_owned()));
        };
        if self.begun.is_some() {
            let zh = "上一批还没有跑完".to_owned();
            return Some(refused("shards", "others are under way".to_owned(), zh));
        }
        let work = Work::new(plan, &shards, of);
        self.begun = Some(Begun { generation, shards, work });
        None
    }

    /// Whether any are under way.
    pub fn is_busy(&self) -> bool {
        self.begun.is_some()
    }

    /// Does one run, and says so: whoever waits knows at which run an engine fell silent.
    pub fn work(&mut self) -> Vec<Report> {
        let (Some(plan), Some(mut begun)) = (&self.plan, self.begun.take()) else { return Vec::new() };
        let generation = begun.generation;
        let what = if begun.work.step(plan) && begun.work.done() < begun.work.runs() {
            let what = ReportWhat::Progress { done: begun.work.done(), of: begun.work.runs() };
            self.begun = Some(begun);
            what
        } else {
            ReportWhat::Tallied { shards: begun.shards, tallies: begun.work.tallies() }
        };
        vec![Report { generation, what }]
    }
}
