//! The input of a search: the calls of one object with their intervals.

use super::machine::Call;
use crate::check::history::{Complaint, History, Outcome};
use crate::check::spec::Spec;
use crate::check::value::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The moment after all others.
pub(super) const NEVER: u64 = u64::MAX;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Entry {
    /// Its place in the history's list.
    pub name: usize,
    pub process: u64,
    pub invoked: u64,
    /// [`NEVER`] where it may take effect for ever, or never.
    pub returned: u64,
    pub call: Call,
    /// Which object, counted from 0.
    pub object: u32,
}

impl Entry {
    /// Whether it surely happened.
    pub(super) fn is_sure(&self) -> bool {
        self.returned != NEVER
    }
}

/// A history as a specification reads it.
pub(super) struct Parsed<S: Spec> {
    pub calls: Vec<S::Call>,
    numbers: BTreeMap<S::Call, Call>,
    /// What each call is without its answer, once that was asked for.
    pub forgotten: Vec<Option<Call>>,
    /// The operations that did not fail and say or do something, in the order in which they were
    /// invoked.
    pub entries: Vec<Entry>,
    /// How many objects there are.
    pub objects: u32,
}

impl<S: Spec> Parsed<S> {
    /// Reads every operation that did not fail.
    pub(super) fn new(spec: &S, history: &History) -> Result<Parsed<S>, Complaint> {
        let (mut calls, mut numbers): (Vec<S::Call>, BTreeMap<S::Call, Call>) = (Vec::new(), BTreeMap::new());
        // Most operations are one of few calls, and those are found without being made.
        let mut usual = [(0, 0); 256];
        let mut objects: BTreeMap<Option<&Value>, u32> = BTreeMap::new();
        let mut last: Option<(Option<&Value>, u32)> = None;
        let mut entries = Vec::with_capacity(history.operations.len());
        for (name, operation) in history.operations.iter().enumerate() {
            if operation.outcome == Outcome::Fail {
                continue;
            }
            let short = spec.short(operation).unwrap_or(0);
            let known = &mut usual[short as usize % 256];
            if short == 0 || known.0 != short {
                let Some(call) = spec.call(operation)? else {
                    continue;
                };
                let number = *numbers.entry(call).or_insert_with_key(|call| {
                    calls.push(call.clone());
                    calls.len() as Call - 1
                });
                *known = (short, number);
            }
            let call = known.1;
            let next = objects.len() as u32;
            let object = match (S::BY_KEY, last) {
                (false, _) => 0,
                (true, Some((key, object))) if key == operation.key.as_ref() => object,
                _ => *objects.entry(operation.key.as_ref()).or_insert(next),
            };
            last = Some((operation.key.as_ref(), object));
            let returned = if operation.outcome == Outcome::Ok {
                operation.returned.unwrap_or(NEVER - 1)
            } else {
                NEVER
            };
            entries.push(Entry {
                name,
                process: operation.process,
                invoked: operation.invoked,
                returned,
                call,
                object,
            });
        }
        entries.sort_by_key(|entry: &Entry| entry.invoked);
        Ok(Parsed {
            calls,
            numbers,
            forgotten: Vec::new(),
            entries,
            objects: objects.len().max(usize::from(!S::BY_KEY)) as u32,
        })
    }

    /// Finds out what each call is without its answer. Only who looks for a witness needs it.
    pub(super) fn forget(mut self, spec: &S) -> Parsed<S> {
        // Forgetting may make calls that were not there; those are forgotten already.
        let mut at = 0;
        while at < self.calls.len() {
            let bare = spec.forget(&self.calls[at]).map(|bare| match self.numbers.get(&bare) {
                Some(&number) => number,
                None => {
                    let number = self.calls.len() as Call;
                    self.numbers.insert(bare.clone(), number);
                    self.calls.push(bare);
                    number
                }
            });
            self.forgotten.push(bare);
            at += 1;
        }
        self
    }

    /// Whether anything was told that says something about a state.
    pub(super) fn observes(&self, spec: &S) -> bool {
        self.entries.iter().any(|entry| entry.is_sure() && spec.observes(&self.calls[entry.call as usize]))
    }

    /// The first answer in a scope that shows what nobody can have put there. It cannot be,
    /// whatever the order.
    pub(super) fn told_by_nobody(&self, spec: &S, scope: &[Entry]) -> Option<usize> {
        let put: BTreeSet<(u32, Value)> = scope
            .iter()
            .filter_map(|it| Some((it.object, spec.puts(&self.calls[it.call as usize])?)))
            .collect();
        scope.iter().position(|it| {
            let shows = if it.is_sure() { spec.shows(&self.calls[it.call as usize]) } else { Vec::new() };
            shows.into_iter().any(|value| !spec.begins_with(&value) && !put.contains(&(it.object, value)))
        })
    }

    /// The answer that takes a value out once more than anybody may have put it in, the first that
    /// returned. A search would try every order before it.
    pub(super) fn taken_too_often(&self, spec: &S, scope: &[Entry]) -> Option<usize> {
        let mut put: BTreeMap<(u32, Value), u64> = BTreeMap::new();
        for entry in scope {
            if let Some(value) = spec.puts(&self.calls[entry.call as usize]) {
                *put.entry((entry.object, value)).or_default() += 1;
            }
        }
        let mut taken: Vec<usize> = (0..scope.len()).filter(|at| scope[*at].is_sure()).collect();
        taken.sort_by_key(|at| scope[*at].returned);
        taken.into_iter().find(|at| {
            let shows = spec.shows(&self.calls[scope[*at].call as usize]);
            shows.into_iter().filter(|value| !spec.begins_with(value)).any(|value| {
                let left = put.entry((scope[*at].object, value)).or_default();
                let none = *left == 0;
                *left = left.saturating_sub(1);
                none
            })
        })
    }

    /// The operations of each object, in order.
    pub(super) fn by_object(&self) -> Vec<Vec<Entry>> {
        if self.objects == 1 {
            return vec![self.entries.clone()];
        }
        let mut split = vec![Vec::new(); self.objects as usize];
        self.entries.iter().for_each(|entry| split[entry.object as usize].push(*entry));
        split
    }
}

/// The calls of one object.
#[derive(Clone, Default)]
pub(super) struct Task {
    /// In the order in which they were invoked.
    pub entries: Vec<Entry>,
    /// Calls that may happen at any moment, any number of times: what is forgotten.
    pub free: Vec<Call>,
}

impl Task {
    /// Every call that it names, some of them more than once.
    pub(super) fn calls(&self) -> impl Iterator<Item = Call> + '_ {
        self.entries.iter().map(|entry| entry.call).chain(self.free.iter().copied())
    }
}
