//! A search for faults that break something, a try a slice. It stands beside the run that is open
//! and touches nothing of it.

use super::refused;
use super::wire::{Problem, Report, ReportWhat, SearchOrder, Searched};
use crate::lab::claim::Fails;
use crate::lab::search::{Found, Goal, Search, Wanted};

/// The search that is under way, if one is.
#[derive(Default)]
pub(super) struct Searching {
    begun: Option<Begun>,
}

struct Begun {
    generation: u64,
    search: Search,
}

impl Searching {
    /// Begins a search; it is answered by [`Searching::work`]. The one before is left, and says so.
    pub fn begin(&mut self, generation: u64, order: SearchOrder) -> Vec<Report> {
        let mut reports: Vec<Report> = self.stop().into_iter().collect();
        let SearchOrder { experiment, inputs, goal, budget, seed, tries } = order;
        match Goal::parse(&goal) {
            Ok(goal) => {
                let wanted = Wanted { experiment: *experiment, inputs, goal, budget, seed, tries };
                self.begun = Some(Begun { generation, search: Search::new(wanted) });
            }
            Err(why) => reports.push(Report { generation, what: refused("goal", why.en, why.zh) }),
        }
        reports
    }

    /// Leaves the search that is under way.
    pub fn stop(&mut self) -> Option<Report> {
        let Begun { generation, search } = self.begun.take()?;
        let what = ReportWhat::Searched { tried: search.tried(), came_to: Searched::Stopped };
        Some(Report { generation, what })
    }

    /// Whether one is under way.
    pub fn is_busy(&self) -> bool {
        self.begun.is_some()
    }

    /// One try.
    pub fn work(&mut self) -> Vec<Report> {
        let Some(mut begun) = self.begun.take() else { return Vec::new() };
        let generation = begun.generation;
        let result = begun.search.step();
        let tried = begun.search.tried();
        let came_to = match result {
            Ok(None) => {
                let of = u64::from(begun.search.tries());
                self.begun = Some(begun);
                let what = ReportWhat::Progress { done: u64::from(tried), of };
                return vec![Report { generation, what }];
            }
            Ok(Some(Found::Faults(broken))) => Searched::Found(broken),
            Ok(Some(Found::Nothing)) => Searched::Nothing,
            Ok(Some(Found::Unknown)) => Searched::Unknown,
            Err(fails) => {
                let why = match fails {
                    Fails::NotThere(why) => why,
                    Fails::Found(found) => unreachable!("a search takes {found} as not reached"),
                };
                let problems = vec![Problem::new("goal", why.en, why.zh)];
                return vec![Report { generation, what: ReportWhat::Refused { problems, count: 1 } }];
            }
        };
        vec![Report { generation, what: ReportWhat::Searched { tried, came_to } }]
    }
}
