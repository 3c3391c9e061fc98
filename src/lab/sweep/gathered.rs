//! What several workers have found so far: shards come in any order, each once.

use super::plan::Plan;
use super::report::{Report, Shards};
use super::tally::Tally;
use std::collections::BTreeSet;

/// The shards of a sweep that have come in.
#[derive(Clone, PartialEq, Debug)]
pub struct Gathered {
    shards: Shards,
    tallies: Vec<Tally>,
}

impl Gathered {
    /// Nothing yet, of so many shards of so many points.
    pub fn new(of: u32, points: usize) -> Gathered {
        Gathered { shards: Shards { of, done: BTreeSet::new() }, tallies: vec![Tally::default(); points] }
    }

    /// What some shards came to. Shards that are here already, or that the sweep does not have, are
    /// not taken, nor is what came with them: they would count twice.
    pub fn add(&mut self, shards: &[u32], tallies: &[Tally]) -> bool {
        let fits = |index: &u32| (1..=self.shards.of).contains(index) && !self.shards.done.contains(index);
        if tallies.len() != self.tallies.len() || !shards.iter().all(fits) {
            return false;
        }
        self.shards.done.extend(shards);
        self.tallies.iter_mut().zip(tallies).for_each(|(sum, part)| sum.merge(part));
        true
    }

    /// What the points have come to so far, in order.
    pub fn tallies(&self) -> &[Tally] {
        &self.tallies
    }

    /// How many shards have come in.
    pub fn count(&self) -> u32 {
        self.shards.done.len() as u32
    }

    /// Whether a shard has come in.
    pub fn has(&self, shard: u32) -> bool {
        self.shards.done.contains(&shard)
    }

    /// Whether nothing is missing.
    pub fn is_whole(&self) -> bool {
        self.count() == self.shards.of
    }

    /// All of it as the file that the command line leaves: byte for byte, once nothing is missing.
    pub fn report(&self, plan: &Plan) -> Report {
        Report::of(plan, self.shards.clone(), self.tallies.clone())
    }
}
