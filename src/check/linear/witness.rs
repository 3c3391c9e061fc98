//! The smallest set of operations that already violates the model.
//!
//! To take an operation out of a history as if it had never been would prove nothing: without the
//! write, every read of its value is impossible. So what is not in a witness is **forgotten**: it
//! may have happened at any moment, or never, with any answer. What is violated even then is proved
//! by the witness alone, whatever the others did. To forget more can only make more possible, so
//! one pass that tries to forget each operation leaves none that could be forgotten: the witness is
//! minimal.
//!
//! Where only finitely many states can be reached, what is forgotten may even have happened any
//! number of times; that says more still and is quicker to refute.

use super::machine::Build;
use super::search::{self, Found};
use super::task::{Entry, NEVER, Parsed, Task};
use super::{Order, program, window};
use crate::check::value::Value;
use std::collections::BTreeSet;

/// One part of the budget of all attempts is what one attempt to forget something may take.
const ATTEMPT: u64 = 25;

/// So many others, values or operations, are tried beside the operation that cannot be, and each
/// attempt may take so many steps.
const OTHERS: usize = 256;
const FEW_STEPS: u64 = 4_000;
/// So many pairs are tried where one takes a few steps.
const MOST_PAIRS: u64 = 100_000;

/// Whether a history stays violated when everything is forgotten but some operations.
pub(super) struct Forgetting<'a, S: Build> {
    spec: &'a S,
    parsed: &'a Parsed<S>,
    /// The entries that it is about.
    scope: Vec<Entry>,
    order: Order,
    budget: u64,
    attempt: u64,
    memory: u64,
}

impl<'a, S: Build> Forgetting<'a, S> {
    /// How much of the budget is left.
    pub(super) fn left(&self) -> u64 {
        self.budget
    }

    /// All attempts together may take so many steps, each may keep so many bytes.
    pub(super) fn new(
        spec: &'a S,
        parsed: &'a Parsed<S>,
        scope: Vec<Entry>,
        order: Order,
        (budget, memory): (u64, u64),
    ) -> Self {
        Forgetting { spec, parsed, scope, order, budget, attempt: budget / ATTEMPT, memory }
    }

    /// Looks for an order of the kept ones. What an attempt may take is bounded; nothing where that
    /// was not enough.
    pub(super) fn is_violated(&mut self, kept: &[bool]) -> Option<bool> {
        // To prepare an attempt takes time too, in a long history more than the attempt.
        self.budget = self.budget.saturating_sub(self.scope.len() as u64);
        if self.budget == 0 {
            return None;
        }
        let mut task = Task::default();
        let mut free = Vec::new();
        let (mut puts, mut shown) = (self.spec.size(&self.spec.initial()), BTreeSet::new());
        let mut only_values = S::TAKES_OUT;
        if S::TAKES_OUT {
            for (entry, _) in self.scope.iter().zip(kept).filter(|(_, kept)| **kept) {
                let call = &self.parsed.calls[entry.call as usize];
                let (put, shows) = (self.spec.puts(call), self.spec.shows(call));
                // What tells how many there are is explained by anything that was put in.
                only_values &= put.is_some() || !shows.is_empty();
                puts += usize::from(put.is_some());
                shown.extend(shows);
            }
        }
        for (entry, _) in self.scope.iter().zip(kept).filter(|(_, kept)| !**kept) {
            if let Some(call) = self.parsed.forgotten[entry.call as usize] {
                free.push((entry.object, call));
            }
        }
        if only_values {
            self.only_useful(&mut free, &shown, puts);
        }
        if S::FINITE {
            free.sort_unstable();
            free.dedup();
        } else {
            let nobody = self.scope.iter().map(|entry| entry.process).max().unwrap_or(0);
            for (&(object, call), process) in free.iter().zip(nobody + 1..) {
                task.entries.push(Entry {
                    name: usize::MAX,
                    process,
                    invoked: 0,
                    returned: NEVER,
                    call,
                    object,
                });
            }
            free.clear();
        }
        task.entries.extend(self.scope.iter().zip(kept).filter(|(_, kept)| **kept).map(|(entry, _)| *entry));
        task.free = free.iter().map(|&(_, call)| call).collect();
        let mut machine = self.spec.machine(&self.parsed.calls, &task);
        let mut budget = self.attempt.min(self.budget);
        let given = budget;
        let found = match self.order {
            Order::Time => search::search(&task, &mut machine, &mut budget, self.memory),
            Order::Program => {
                let objects = self.scope.iter().map(|entry| entry.object + 1).max().unwrap_or(0);
                program::search(&task, &free, objects, &mut machine, &mut budget, self.memory)
            }
        };
        self.budget -= given - budget;
        match found {
            Found::Order => Some(false),
            Found::Nothing { .. } => Some(true),
            Found::Spent(_) => None,
        }
    }

    /// What is put in and shown by no answer explains nothing, and what takes out more than was put
    /// in does nothing.
    fn only_useful(&self, free: &mut Vec<(u32, u32)>, shown: &BTreeSet<Value>, mut puts: usize) {
        let put = |call: u32| self.spec.puts(&self.parsed.calls[call as usize]);
        free.retain(|(_, call)| put(*call).is_none_or(|value| shown.contains(&value)));
        puts += free.iter().filter(|(_, call)| put(*call).is_some()).count();
        let mut takes = 0;
        free.retain(|(_, call)| {
            put(*call).is_some() || {
                takes += 1;
                takes <= puts
            }
        });
    }

    /// Few operations that prove a violation, looked for by what they are about; the operation at
    /// which the violation was sure is among them. Where things are put in and taken out again,
    /// they are those about its values, and about one other value; elsewhere it and one other
    /// operation.
    pub(super) fn few(&mut self, blocked: usize) -> Option<Vec<Entry>> {
        let usual = std::mem::replace(&mut self.attempt, FEW_STEPS);
        let found = if S::TAKES_OUT { self.by_values(blocked) } else { self.by_pairs(blocked) };
        self.attempt = usual;
        // Of two, none can be forgotten that the other does not explain alone.
        found.map(|kept| {
            let count = kept.iter().filter(|kept| **kept).count();
            if count > 2 { self.smallest(kept) } else { self.listed(&kept) }
        })
    }

    /// What was invoked by the time at which the violation was sure, the last first.
    fn before(&self, blocked: usize) -> impl Iterator<Item = usize> + use<S> {
        let end = self.scope.partition_point(|entry| entry.invoked <= self.scope[blocked].returned);
        (0..end).rev()
    }

    fn by_pairs(&mut self, blocked: usize) -> Option<Vec<bool>> {
        let count = self.scope.len();
        let observes = |at: usize| self.spec.observes(&self.parsed.calls[self.scope[at].call as usize]);
        if S::GROWS && observes(blocked) {
            let with = |other: usize| {
                let both = [self.scope[other.min(blocked)], self.scope[other.max(blocked)]];
                !observes(other) && window::is_violated_anywhere(self.spec, self.parsed, &both, self.memory)
            };
            let all = self.before(blocked).filter(|at| *at != blocked && self.scope[*at].is_sure());
            let found = all.take(self.budget.min(MOST_PAIRS) as usize).find(|other| with(*other));
            self.budget = self.budget.saturating_sub(count.min(MOST_PAIRS as usize) as u64);
            if let Some(other) = found {
                return Some((0..count).map(|at| at == blocked || at == other).collect());
            }
        }
        self.before(blocked).filter(|at| *at != blocked).take(OTHERS).find_map(|other| {
            let kept: Vec<bool> = (0..count).map(|at| at == blocked || at == other).collect();
            (self.is_violated(&kept) == Some(true)).then_some(kept)
        })
    }

    fn by_values(&mut self, blocked: usize) -> Option<Vec<bool>> {
        let of = |entry: &Entry| {
            let call = &self.parsed.calls[entry.call as usize];
            let mut values = self.spec.shows(call);
            values.extend(self.spec.puts(call));
            values
        };
        let values: Vec<Vec<Value>> = self.scope.iter().map(of).collect();
        let own: BTreeSet<&Value> = values[blocked].iter().collect();
        let mut seen = own.clone();
        let others = self.before(blocked).flat_map(|at| &values[at]).filter(|value| seen.insert(value));
        let others: Vec<&Value> = others.take(OTHERS).collect();
        std::iter::once(None).chain(others.into_iter().map(Some)).find_map(|other| {
            let about = |at: usize| {
                at == blocked || values[at].iter().any(|value| own.contains(value) || Some(value) == other)
            };
            let kept: Vec<bool> = (0..values.len()).map(about).collect();
            (self.is_violated(&kept) == Some(true)).then_some(kept)
        })
    }

    /// Forgets whole processes first, where each did several things: a witness of few processes is
    /// read more easily than one of few operations by many, and the way to it is shorter.
    fn forget_processes(&mut self, kept: &mut [bool]) {
        let by = |at: usize| self.scope[at].process;
        let all: BTreeSet<u64> = (0..kept.len()).filter(|&at| kept[at]).map(by).collect();
        if 2 * all.len() > kept.iter().filter(|kept| **kept).count() {
            return;
        }
        for process in all {
            let before = kept.to_vec();
            kept.iter_mut().zip(&self.scope).for_each(|(kept, entry)| *kept &= entry.process != process);
            if self.is_violated(kept) != Some(true) {
                kept.copy_from_slice(&before);
            }
        }
    }

    /// Forgets all that can be forgotten: by process, then by windows of time that become shorter,
    /// beginning with what lies behind `end` in the scope.
    pub(super) fn fewest(&mut self, end: usize) -> Vec<Entry> {
        let count = self.scope.len();
        let mut kept: Vec<bool> = (0..count).map(|at| at < end).collect();
        if end < count && self.is_violated(&kept) != Some(true) {
            kept.fill(true);
        }
        self.forget_processes(&mut kept);
        self.smallest(kept)
    }

    /// Forgets what can be forgotten of some operations that prove a violation.
    fn smallest(&mut self, mut kept: Vec<bool>) -> Vec<Entry> {
        let count = self.scope.len();
        let mut size = (kept.iter().filter(|kept| **kept).count() / 2).max(1);
        loop {
            let left: Vec<usize> = (0..count).filter(|&at| kept[at]).collect();
            // From the end: what came last is most often the answer that cannot be, and what came
            // first long overwritten.
            for chunk in left.chunks(size) {
                chunk.iter().for_each(|&at| kept[at] = false);
                if self.is_violated(&kept) != Some(true) {
                    chunk.iter().for_each(|&at| kept[at] = true);
                }
            }
            if size == 1 {
                break;
            }
            size = size.div_ceil(2);
        }
        self.listed(&kept)
    }

    fn listed(&self, kept: &[bool]) -> Vec<Entry> {
        self.scope.iter().zip(kept).filter(|(_, kept)| **kept).map(|(entry, _)| *entry).collect()
    }
}
