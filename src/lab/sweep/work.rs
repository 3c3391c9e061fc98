//! Some shards of a sweep, a run at a time: what one thread does between two looks at its letter
//! box.

use super::plan::{Plan, Point, Shard};
use super::sample::sample;
use super::tally::Tally;

/// Some shards of a plan, under way.
#[derive(Clone, Debug)]
pub struct Work {
    seeds: Vec<u64>,
    done: u64,
    tallies: Vec<Tally>,
}

impl Work {
    /// Begins with shards of a plan. None is taken twice, and none that the plan does not have.
    pub fn new(plan: &Plan, shards: &[u32], of: u32) -> Work {
        let of = of.max(1);
        let mut mine: Vec<u32> = shards.iter().copied().filter(|index| (1..=of).contains(index)).collect();
        mine.sort_unstable();
        mine.dedup();
        let seeds = mine.into_iter().flat_map(|index| Shard { index, of }.seeds(plan.seeds)).collect();
        Work { seeds, done: 0, tallies: vec![Tally::default(); plan.points.len()] }
    }

    /// How many runs there are, of all points.
    pub fn runs(&self) -> u64 {
        (self.seeds.len() * self.tallies.len()) as u64
    }

    /// How many of them are done.
    pub fn done(&self) -> u64 {
        self.done
    }

    /// Does the next run; whether there was one. Each seed meets all points before the next does.
    pub fn step(&mut self, plan: &Plan) -> bool {
        let Some((point, seed)) = run_of(plan, &self.seeds, self.done) else { return false };
        let place = (self.done % self.tallies.len() as u64) as usize;
        self.tallies[place].add(&sample(&point.experiment, seed));
        self.done += 1;
        true
    }

    /// What they came to: a tally for each point, in order.
    pub fn tallies(self) -> Vec<Tally> {
        self.tallies
    }
}

/// The run with this number among those of some seeds, counted from 0: its point, and its seed.
pub fn run_of<'a>(plan: &'a Plan, seeds: &[u64], nth: u64) -> Option<(&'a Point, u64)> {
    let points = plan.points.len() as u64;
    let seed = seeds.get(usize::try_from(nth.checked_div(points)?).ok()?)?;
    Some((&plan.points[(nth % points) as usize], *seed))
}
