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
use super::{Order, program};
use std::collections::BTreeSet;

/// One part of the budget of all attempts is what one attempt to forget something may take.
const ATTEMPT: u64 = 25;

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
        for (entry, _) in self.scope.iter().zip(kept).filter(|(_, kept)| !**kept) {
            if let Some(call) = self.parsed.forgotten[entry.call as usize] {
                free.push((entry.object, call));
            }
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
        self.scope.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(entry, _)| *entry).collect()
    }
}
