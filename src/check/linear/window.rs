//! A witness that a person can read, where forgetting gives none.
//!
//! What is forgotten may have happened at any moment. Where many operations do the same (a release
//! of a lock, a deposit), one of the forgotten ones explains nearly everything, so that no
//! operation can be forgotten and the witness is all that was ever done. A window in time proves
//! the same with few operations. Whatever had returned before it is in the state at its beginning,
//! of which nothing is taken to be known ([`Build::anywhere`]); what was invoked after it is not in
//! it; and what reaches over its edge may have taken effect in it or not.

use super::machine::Build;
use super::search::{self, Found};
use super::task::{Entry, NEVER, Parsed, Task};

/// A witness of more operations than this is looked for in a window, and a window has no more.
pub(super) const READABLE: usize = 12;

/// So many of the last answers before the violation was sure are looked at, and each search of one
/// window may take so many steps.
const LAST: usize = 96;
const STEPS: u64 = 2_000;

/// The window of fewest operations that no order explains, whatever the state before it; nothing
/// where the budget did not do, or there is none. The first `end` operations of the scope are
/// violated together.
pub(super) fn find<S: Build>(
    spec: &S,
    parsed: &Parsed<S>,
    scope: &[Entry],
    end: usize,
    (budget, memory): (&mut u64, u64),
) -> Option<Vec<Entry>> {
    *budget = budget.checked_sub(scope.len() as u64)?;
    let sure: Vec<&Entry> = scope[..end].iter().filter(|entry| is_told(entry)).collect();
    let sure = &sure[sure.len().saturating_sub(LAST)..];
    let begin = sure.iter().map(|entry| entry.invoked).min()?;
    // What had returned by then touches no window.
    let near: Vec<Entry> = scope.iter().filter(|entry| entry.returned >= begin).copied().collect();
    for width in 2..=READABLE {
        for inside in sure.windows(width).rev() {
            *budget = budget.checked_sub(1 + near.len() as u64 / 8)?;
            let from = inside.iter().map(|entry| entry.invoked).min()?;
            let to = inside.iter().map(|entry| entry.returned).max()?;
            let touches = |entry: &&Entry| entry.invoked <= to && entry.returned >= from;
            let window: Vec<Entry> = near.iter().filter(touches).take(READABLE + 1).copied().collect();
            if window.len() <= READABLE && is_violated(spec, parsed, &window, (from, to), (budget, memory)) {
                return Some(window);
            }
        }
    }
    None
}

/// Whether an operation returned, and when is known.
fn is_told(entry: &Entry) -> bool {
    entry.returned < NEVER - 1
}

fn is_violated<S: Build>(
    spec: &S,
    parsed: &Parsed<S>,
    window: &[Entry],
    (from, to): (u64, u64),
    (budget, memory): (&mut u64, u64),
) -> bool {
    let cut = |entry: &Entry| {
        let inside = entry.invoked >= from && entry.returned <= to;
        if inside {
            return Some(*entry);
        }
        parsed.forgotten[entry.call as usize].map(|call| Entry { call, returned: NEVER, ..*entry })
    };
    let task = Task { entries: window.iter().filter_map(cut).collect(), free: Vec::new() };
    let calls: Vec<S::Call> = task.calls().map(|call| parsed.calls[call as usize].clone()).collect();
    let Some(begins) = spec.anywhere(&calls) else { return false };
    violates_all(&begins, parsed, &task, (budget, memory))
}

/// Whether some operations cannot be explained whatever was there before.
pub(super) fn is_violated_anywhere<S: Build>(
    spec: &S,
    parsed: &Parsed<S>,
    entries: &[Entry],
    memory: u64,
) -> bool {
    let task = Task { entries: entries.to_vec(), free: Vec::new() };
    let calls: Vec<S::Call> = task.calls().map(|call| parsed.calls[call as usize].clone()).collect();
    spec.anywhere(&calls)
        .is_some_and(|begins| violates_all(&begins, parsed, &task, (&mut STEPS.clone(), memory)))
}

fn violates_all<S: Build>(
    begins: &[S],
    parsed: &Parsed<S>,
    task: &Task,
    (budget, memory): (&mut u64, u64),
) -> bool {
    begins.iter().all(|spec| {
        let mut machine = spec.machine(&parsed.calls, task);
        let mut steps = STEPS.min(*budget);
        let given = steps;
        let found = search::search(task, &mut machine, &mut steps, memory);
        *budget -= given - steps;
        matches!(found, Found::Nothing { .. })
    })
}
