//! Sequential consistency (Lamport 1979): is there an order in which each process does its own
//! operations as it asked them, whatever the clock said?
//!
//! The same search as for linearizability, over the next operation of each process instead of a
//! list in time. Objects cannot be judged one by one: two histories that are each in order need not
//! be in order together.

use super::machine::{Call, Machine, State};
use super::memo::Memo;
use super::search::Found;
use super::task::{Entry, Task};
use crate::base::chance::mix;
use std::collections::BTreeMap;

/// The entries of one process that surely happened, in its order, and those that may have happened
/// and when they may.
struct Plan {
    chains: Vec<Vec<usize>>,
    /// An entry of unknown outcome, its process, and the number of sure operations of that process
    /// that come before it.
    open: Vec<(usize, usize, usize)>,
    /// The open entry that is the same call, no later bound, and must go first.
    twin: Vec<Option<usize>>,
}

impl Plan {
    fn new(task: &Task) -> Plan {
        let mut numbers: BTreeMap<u64, usize> = BTreeMap::new();
        let mut plan = Plan { chains: Vec::new(), open: Vec::new(), twin: Vec::new() };
        let mut last: BTreeMap<(Call, u32), usize> = BTreeMap::new();
        for (at, entry) in task.entries.iter().enumerate() {
            let chain = *numbers.entry(entry.process).or_insert_with(|| {
                plan.chains.push(Vec::new());
                plan.chains.len() - 1
            });
            let before = plan.chains[chain].len();
            if entry.is_sure() {
                plan.chains[chain].push(at);
                continue;
            }
            plan.open.push((at, chain, before));
            plan.twin.push(if before == 0 {
                last.insert((entry.call, entry.object), plan.open.len() - 1)
            } else {
                None
            });
        }
        plan
    }
}

/// What may go next.
#[derive(Clone, Copy)]
enum Next {
    Chain(usize),
    Open(usize),
    Free(u32, Call),
}

struct Frame {
    what: Next,
    object: u32,
    before: State,
    /// The candidate to go on with if it does not work out; none where nothing else need be tried.
    resume: Option<usize>,
}

struct Place<'a> {
    task: &'a Task,
    plan: &'a Plan,
    done: Vec<usize>,
    /// One bit for each.
    open_done: Vec<u64>,
    states: Vec<State>,
    words: Vec<u64>,
    memo: Memo,
}

impl Place<'_> {
    fn set(&mut self, what: Next, object: u32, state: State, done: bool) {
        match what {
            Next::Chain(chain) if done => self.done[chain] += 1,
            Next::Chain(chain) => self.done[chain] -= 1,
            Next::Open(at) if done => self.open_done[at / 64] |= 1 << (at % 64),
            Next::Open(at) => self.open_done[at / 64] &= !(1 << (at % 64)),
            Next::Free(..) => {}
        }
        self.states[object as usize] = state;
    }

    fn remember(&mut self) -> bool {
        self.words.clear();
        self.words.extend(self.states.iter().map(|&state| u64::from(state)));
        self.words.extend(self.done.iter().map(|&done| done as u64));
        self.words.extend(&self.open_done);
        let hash = self.words.iter().fold(0, |hash, &word| mix(hash ^ mix(word.wrapping_add(1))));
        self.memo.insert(hash, [], &self.words)
    }

    fn is_open_done(&self, at: usize) -> bool {
        self.open_done[at / 64] >> (at % 64) & 1 == 1
    }

    /// How many steps' worth of work it is to remember a place: the words that are compared and
    /// kept.
    fn weight(&self) -> u64 {
        1 + self.words.len() as u64 / 4
    }

    fn entry(&self, what: Next) -> Option<&Entry> {
        let at = match what {
            Next::Chain(chain) => *self.plan.chains[chain].get(self.done[chain])?,
            Next::Open(at) => {
                let (entry, chain, before) = self.plan.open[at];
                let waits = self.plan.twin[at].is_some_and(|twin| !self.is_open_done(twin));
                if self.is_open_done(at) || self.done[chain] < before || waits {
                    return None;
                }
                entry
            }
            Next::Free(..) => return None,
        };
        Some(&self.task.entries[at])
    }
}

/// Looks for an order. Everything that it does is taken out of the budget, as in the search for an
/// order in time. `objects` is how many there are; forgotten calls may happen to each of those that
/// they are listed with.
pub(super) fn search(
    task: &Task,
    free: &[(u32, Call)],
    objects: u32,
    machine: &mut impl Machine,
    budget: &mut u64,
    memory: u64,
) -> Found {
    *budget = budget.saturating_sub(task.entries.len() as u64 / 4 + machine.extra());
    let plan = Plan::new(task);
    let mut left: usize = plan.chains.iter().map(Vec::len).sum();
    let candidates: Vec<Next> = (0..plan.chains.len())
        .map(Next::Chain)
        .chain((0..plan.open.len()).map(Next::Open))
        .chain(free.iter().map(|&(object, call)| Next::Free(object, call)))
        .collect();
    let mut place = Place {
        task,
        plan: &plan,
        done: vec![0; plan.chains.len()],
        open_done: vec![0; plan.open.len().div_ceil(64)],
        states: vec![0; objects as usize],
        words: Vec::new(),
        memo: Memo::default(),
    };
    place.remember();
    let mut stack: Vec<Frame> = Vec::new();
    let mut best: Vec<usize> = Vec::new();
    let (mut cursor, mut fresh) = (0, true);
    while left > 0 {
        if std::mem::take(&mut fresh) {
            // What only looks and may go next, goes.
            let mut looked = 0;
            let idle = (0..plan.chains.len()).find_map(|chain| {
                looked += 1;
                let entry = place.entry(Next::Chain(chain))?;
                let state = place.states[entry.object as usize];
                (machine.looks(entry.call) && machine.step(state, entry.call) == Some(state)).then_some((
                    chain,
                    entry.object,
                    state,
                ))
            });
            *budget = budget.saturating_sub(1 + looked / 8 + machine.extra());
            if let Some((chain, object, state)) = idle {
                place.set(Next::Chain(chain), object, state, true);
                stack.push(Frame { what: Next::Chain(chain), object, before: state, resume: None });
                (left, cursor, fresh) = (left - 1, 0, true);
                continue;
            }
        }
        let kept =
            || place.memo.memory() + machine.memory() + (stack.capacity() * 2 * size_of::<Frame>()) as u64;
        if *budget == 0 || !place.memo.has_room(candidates.len() + place.states.len()) || kept() > memory {
            let now = order(&place, &stack);
            return Found::Spent(if now.len() >= best.len() { now } else { best });
        }
        if let Some(&what) = candidates.get(cursor) {
            *budget = budget.saturating_sub(1);
            cursor += 1;
            let sure = matches!(what, Next::Chain(_));
            let found = match what {
                Next::Free(object, call) => Some((object, call)),
                _ => place.entry(what).map(|entry| (entry.object, entry.call)),
            };
            let Some((object, call)) = found else {
                continue;
            };
            let before = place.states[object as usize];
            let after = machine.step(before, call);
            *budget = budget.saturating_sub(machine.extra());
            let Some(after) = after else {
                continue;
            };
            if !sure && (after == before || !machine.helps(after, call)) {
                continue;
            }
            place.set(what, object, after, true);
            let new = place.remember();
            *budget = budget.saturating_sub(place.weight());
            if new {
                stack.push(Frame { what, object, before, resume: Some(cursor) });
                left -= usize::from(sure);
                (cursor, fresh) = (0, true);
            } else {
                place.set(what, object, before, false);
            }
            continue;
        }
        if stack.len() > best.len() {
            *budget = budget.saturating_sub(1 + (stack.len() + plan.chains.len()) as u64 / 16);
            best = order(&place, &stack);
        }
        loop {
            let Some(frame) = stack.pop() else {
                return Found::Nothing { blocked: 0 };
            };
            place.set(frame.what, frame.object, frame.before, false);
            left += usize::from(matches!(frame.what, Next::Chain(_)));
            if let Some(resume) = frame.resume {
                cursor = resume;
                break;
            }
        }
    }
    Found::Order
}

/// The names of the operations on the stack, in order.
fn order(place: &Place, stack: &[Frame]) -> Vec<usize> {
    let mut done = vec![0; place.plan.chains.len()];
    let mut names = Vec::new();
    for frame in stack {
        let at = match frame.what {
            Next::Chain(chain) => {
                done[chain] += 1;
                place.plan.chains[chain][done[chain] - 1]
            }
            Next::Open(at) => place.plan.open[at].0,
            Next::Free(..) => continue,
        };
        names.push(place.task.entries[at].name);
    }
    names
}
