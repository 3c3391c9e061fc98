//! Is there an order? The search of Wing & Gong (Testing and verifying concurrent objects, JPDC
//! 1993) with the memory of Lowe (Testing for linearizability, Concurrency and Computation 2017).
//!
//! Invocations and returns stand in one doubly linked list, in the order of their moments. An
//! operation may take effect next if its invocation stands before the first return; then both are
//! lifted out of the list. At a return nothing more can be lifted before it, so the search goes
//! back. Three things keep it short, and none of them loses an answer:
//!
//! * where it stood with the same operations done and the same state, it need not stand again;
//! * an operation that only looks, and may go next with its answer, may always go next, so then
//!   nothing else is tried;
//! * among open operations that are the same call, the one that was invoked first goes first.

use super::machine::{Machine, State};
use super::memo::Memo;
use super::task::Task;
use crate::base::chance::mix;
use crate::check::nearly_sorted;
use std::collections::BTreeMap;

/// What a search found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Found {
    /// There is an order.
    Order,
    /// There is none. This entry's return is the first moment at which that was sure.
    Nothing {
        /// A place in the task's list.
        blocked: usize,
    },
    /// The budget is spent. The longest order that was possible: names of operations.
    Spent(Vec<usize>),
}

const NOBODY: u32 = u32::MAX;

/// One step that was taken.
#[derive(Clone, Copy)]
struct Frame {
    /// The entry that took effect, or [`NOBODY`] for a call that is forgotten.
    entry: u32,
    before: State,
    /// Where to go on if it does not work out: a node, or a forgotten call behind all nodes;
    /// [`NOBODY`] where nothing else need be tried.
    resume: u32,
    /// The borders of what is done, before.
    low: u32,
    high: u32,
}

struct Search<'a> {
    task: &'a Task,
    /// The list: entry `e` is invoked in node `2e` and returns in node `2e + 1`; the last node is
    /// the head.
    next: Vec<u32>,
    previous: Vec<u32>,
    /// The node before which the same open call stands, which must go first.
    twin: Vec<u32>,
    done: Vec<u64>,
    low: u32,
    high: u32,
    hash: u64,
    memo: Memo,
}

impl<'a> Search<'a> {
    fn new(task: &'a Task) -> Search<'a> {
        debug_assert!(
            task.entries.is_sorted_by_key(|entry| entry.invoked),
            "a task is in the order of its invocations"
        );
        let count = task.entries.len();
        let mut returns: Vec<(u64, u32)> = Vec::with_capacity(count);
        let mut last: BTreeMap<u32, u32> = BTreeMap::new();
        let mut twin = vec![NOBODY; count];
        for (at, entry) in task.entries.iter().enumerate() {
            if entry.is_sure() {
                returns.push((entry.returned, 2 * at as u32 + 1));
            } else if let Some(before) = last.insert(entry.call, at as u32) {
                twin[at] = before;
            }
        }
        nearly_sorted::sort(&mut returns, |it| *it);
        let (mut next, mut previous) = (vec![0; 2 * count + 1], vec![0; 2 * count + 1]);
        link(task, &returns, &mut next, &mut previous);
        let done = vec![0; count.div_ceil(64)];
        Search { task, next, previous, twin, done, low: 0, high: 0, hash: 0, memo: Memo::default() }
    }

    fn head(&self) -> u32 {
        2 * self.task.entries.len() as u32
    }

    fn is_done(&self, entry: u32) -> bool {
        self.done[entry as usize / 64] >> (entry % 64) & 1 == 1
    }

    fn unlink(&mut self, node: u32) {
        let (before, after) = (self.previous[node as usize], self.next[node as usize]);
        self.next[before as usize] = after;
        self.previous[after as usize] = before;
    }

    fn relink(&mut self, node: u32) {
        let (before, after) = (self.previous[node as usize], self.next[node as usize]);
        self.next[before as usize] = node;
        self.previous[after as usize] = node;
    }

    fn flip(&mut self, entry: u32) {
        self.done[entry as usize / 64] ^= 1 << (entry % 64);
        self.hash ^= mix(u64::from(entry) + 1);
    }

    /// Takes an operation out of the list that was marked as done.
    fn lift(&mut self, entry: u32, low: u32, high: u32) {
        self.unlink(2 * entry);
        if self.task.entries[entry as usize].is_sure() {
            self.unlink(2 * entry + 1);
        }
        (self.low, self.high) = (low, high);
    }

    /// Marks an operation as done. Everything before the first entry that is told is done then, and
    /// nothing from the second one on.
    fn mark(&mut self, entry: u32) -> (u32, u32) {
        self.flip(entry);
        let mut low = self.low;
        while (low as usize) < self.task.entries.len() && self.is_done(low) {
            low += 1;
        }
        (low, self.high.max(entry + 1))
    }

    /// An operation takes effect that leaves the state as it is.
    fn look(&mut self, entry: u32) {
        let (low, high) = self.mark(entry);
        self.lift(entry, low, high);
    }

    /// An operation takes effect and leads to a state, unless the search was there.
    fn take(&mut self, entry: u32, state: State) -> bool {
        let (low, high) = self.mark(entry);
        let new = self.remember(low, high, state);
        if new {
            self.lift(entry, low, high);
        } else {
            self.flip(entry);
        }
        new
    }

    fn put_back(&mut self, frame: &Frame) {
        if frame.entry != NOBODY {
            self.flip(frame.entry);
            if self.task.entries[frame.entry as usize].is_sure() {
                self.relink(2 * frame.entry + 1);
            }
            self.relink(2 * frame.entry);
        }
        (self.low, self.high) = (frame.low, frame.high);
    }

    /// How many steps' worth of work it is to remember the place where the search stands: the words
    /// that are compared and kept.
    fn weight(&self) -> u64 {
        1 + u64::from(self.high.saturating_sub(self.low) / 128)
    }

    /// Remembers what is done, in a state: everything before `low`, nothing from `high` on, and so
    /// what is between says it all. Says whether it was new.
    fn remember(&mut self, low: u32, high: u32, state: State) -> bool {
        let between =
            if high > low { &self.done[low as usize / 64..(high as usize).div_ceil(64)] } else { &[] };
        let borders = u64::from(low) | u64::from(high.max(low)) << 32;
        self.memo.insert(self.hash ^ mix(!u64::from(state)), [u64::from(state), borders], between)
    }
}

/// Links invocations and returns in the order of their moments. Nothing is called here, so that in
/// wasm too everything stays in registers.
#[inline(never)]
fn link(task: &Task, returns: &[(u64, u32)], next: &mut [u32], previous: &mut [u32]) {
    let head = next.len() as u32 - 1;
    let (mut before, mut returned) = (head, 0);
    let mut link = |node: u32| {
        (next[before as usize], previous[node as usize]) = (node, before);
        before = node;
    };
    // At one moment invocations come before returns: intervals that touch overlap.
    for (at, entry) in task.entries.iter().enumerate() {
        while returned < returns.len() && returns[returned].0 < entry.invoked {
            link(returns[returned].1);
            returned += 1;
        }
        link(2 * at as u32);
    }
    returns[returned..].iter().for_each(|(_, node)| link(*node));
    link(head);
}

/// Looks for an order in which every sure operation of the task can have taken effect, one after
/// the other. Everything that it does is taken out of the budget: to prepare it, each operation
/// that it tries or looks at, what the object does for it, and each place that it remembers. So the
/// budget bounds time.
///
/// `memory` is how many bytes may be kept for it. Where it is spent and there is budget left, it
/// was the memory.
pub(super) fn search(task: &Task, machine: &mut impl Machine, budget: &mut u64, memory: u64) -> Found {
    // To link an operation into the list takes some hundredth of a step, but the machine too was
    // told of each.
    *budget = budget.saturating_sub(task.entries.len() as u64 / 16 + machine.extra());
    let mut search = Search::new(task);
    let head = search.head();
    let mut left = task.entries.iter().filter(|entry| entry.is_sure()).count();
    let mut stack: Vec<Frame> = Vec::new();
    let (mut best, mut shared) = (Vec::new(), 0);
    let mut state: State = 0;
    let mut blocked = (0, 0);
    search.remember(0, 0, state);
    let mut cursor = search.next[head as usize];
    let mut fresh = true;
    while left > 0 {
        if fresh {
            fresh = false;
            // What only looks and may go next, goes.
            let (mut node, mut looked) = (cursor, 0);
            while node != head && node.is_multiple_of(2) {
                let entry = node / 2;
                let it = &task.entries[entry as usize];
                looked += 1;
                if it.is_sure() && machine.looks(it.call) && machine.step(state, it.call) == Some(state) {
                    stack.push(Frame {
                        entry,
                        before: state,
                        resume: NOBODY,
                        low: search.low,
                        high: search.high,
                    });
                    search.look(entry);
                    left -= 1;
                    fresh = true;
                    break;
                }
                node = search.next[node as usize];
            }
            *budget = budget.saturating_sub(looked / 16 + u64::from(fresh) + machine.extra());
            if fresh {
                cursor = search.next[head as usize];
                continue;
            }
        }
        let kept =
            || search.memo.memory() + machine.memory() + (stack.capacity() * 2 * size_of::<Frame>()) as u64;
        if *budget == 0 || !search.memo.has_room(search.done.len() + 2) || kept() > memory {
            let names = |stack: &[Frame]| {
                stack
                    .iter()
                    .filter(|frame| frame.entry != NOBODY)
                    .map(|frame| task.entries[frame.entry as usize].name)
                    .collect()
            };
            return Found::Spent(if stack.len() >= best.len() { names(&stack) } else { names(&best) });
        }
        if cursor < head && cursor.is_multiple_of(2) {
            let entry = cursor / 2;
            let it = &task.entries[entry as usize];
            let waits = search.twin[entry as usize] != NOBODY && !search.is_done(search.twin[entry as usize]);
            let after = if waits { None } else { machine.step(state, it.call) };
            *budget = budget.saturating_sub(1 + machine.extra());
            // An open operation that changes nothing need not happen.
            if let Some(after) =
                after.filter(|&after| it.is_sure() || (after != state && machine.helps(after, it.call)))
                && let (low, high, resume) = (search.low, search.high, search.next[cursor as usize])
                && search.take(entry, after)
            {
                *budget = budget.saturating_sub(search.weight());
                stack.push(Frame { entry, before: state, resume, low, high });
                left -= usize::from(it.is_sure());
                state = after;
                cursor = search.next[head as usize];
                fresh = true;
            } else {
                cursor = search.next[cursor as usize];
            }
            continue;
        }
        if cursor < head {
            // A return that stands first: whoever it belongs to should have taken effect by now.
            let entry = cursor as usize / 2;
            blocked = blocked.max((task.entries[entry].returned, entry));
            cursor = head;
        }
        let free = (cursor - head) as usize;
        if let Some(&call) = task.free.get(free) {
            let after = machine.step(state, call);
            *budget = budget.saturating_sub(1 + machine.extra());
            cursor += 1;
            if let Some(after) = after.filter(|&after| after != state && machine.helps(after, call))
                && search.remember(search.low, search.high, after)
            {
                *budget = budget.saturating_sub(search.weight());
                stack.push(Frame {
                    entry: NOBODY,
                    before: state,
                    resume: cursor,
                    low: search.low,
                    high: search.high,
                });
                state = after;
                cursor = search.next[head as usize];
                fresh = true;
            }
            continue;
        }
        if stack.len() > best.len() {
            best.truncate(shared);
            best.extend_from_slice(&stack[shared..]);
            shared = stack.len();
        }
        loop {
            let Some(frame) = stack.pop() else {
                return Found::Nothing { blocked: blocked.1 };
            };
            shared = shared.min(stack.len());
            search.put_back(&frame);
            left += usize::from(frame.entry != NOBODY && task.entries[frame.entry as usize].is_sure());
            state = frame.before;
            if frame.resume != NOBODY {
                cursor = frame.resume;
                break;
            }
        }
    }
    Found::Order
}
