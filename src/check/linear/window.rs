//! A witness of a lock that a person can read.
//!
//! What is forgotten may have happened at any moment, and a release that may have happened at any
//! moment explains everything: so a witness of a lock would be all that was ever done to it. A
//! window in time proves the same with few operations. Whatever had returned before it is in the
//! state at its beginning, which is one of two; what was invoked after it is not in it; and what
//! reaches over its edge may have taken effect in it or not.

use super::because;
use super::first_violated;
use super::search::Found;
use super::task::Parsed;
use super::{Order, Question};
use crate::check::history::{Complaint, History, Operation, Outcome};
use crate::check::spec::Mutex;
use crate::check::verdict::{Verdict, Witness};

/// A witness of more operations than this is looked for in a window, and a window has no more.
const READABLE: usize = 12;

/// At most so many windows are looked at, and each search of one may take so many steps.
const WINDOWS: usize = 20_000;
const STEPS: u64 = 2_000;

/// The verdict with a witness that can be read, where there is such a one.
pub(super) fn readable(verdict: Verdict, question: &Question, spec: &Mutex) -> Result<Verdict, Complaint> {
    let Verdict::Violated(found) = &verdict else { return Ok(verdict) };
    let all = &question.history.operations;
    let Some(key) =
        found.operations.first().map(|&name| &all[name].key).filter(|_| found.operations.len() > READABLE)
    else {
        return Ok(verdict);
    };
    let names: Vec<usize> =
        (0..all.len()).filter(|&name| all[name].key == *key && all[name].outcome != Outcome::Fail).collect();
    let Some(window) = shrink(all, &names, question.memory)? else { return Ok(verdict) };
    let parsed = Parsed::new(spec, question.history)?;
    let few: Vec<_> = parsed.entries.iter().filter(|entry| window.contains(&entry.name)).copied().collect();
    let witness = because::witness(spec, &parsed, question.history, Order::Time, &few);
    let told: Vec<&Operation> = window.iter().map(|&name| &all[name]).collect();
    Ok(Verdict::Violated(Box::new(Witness { because: because::window(question.history, &told), ..witness })))
}

/// The window of fewest operations that no order explains, whether the lock was held before it or
/// free.
fn shrink(all: &[Operation], names: &[usize], memory: u64) -> Result<Option<Vec<usize>>, Complaint> {
    let sure: Vec<usize> = names
        .iter()
        .copied()
        .filter(|&name| all[name].outcome == Outcome::Ok && all[name].returned.is_some())
        .collect();
    let mut looked = 0;
    for width in 2..=READABLE {
        for inside in sure.windows(width) {
            looked += 1;
            if looked > WINDOWS {
                return Ok(None);
            }
            let from = inside.iter().map(|&name| all[name].invoked).min().unwrap_or(0);
            let to = inside.iter().filter_map(|&name| all[name].returned).max().unwrap_or(0);
            let touches = |name: &usize| {
                all[*name].invoked <= to && all[*name].returned.is_none_or(|returned| returned >= from)
            };
            let window: Vec<usize> = names.iter().copied().filter(touches).collect();
            if window.len() <= READABLE && is_violated(all, &window, (from, to), memory)? {
                return Ok(Some(window));
            }
        }
    }
    Ok(None)
}

fn is_violated(
    all: &[Operation],
    window: &[usize],
    (from, to): (u64, u64),
    memory: u64,
) -> Result<bool, Complaint> {
    let cut = |&name: &usize| {
        let operation = all[name].clone();
        let inside = operation.invoked >= from && operation.returned.is_some_and(|returned| returned <= to);
        if inside { operation } else { Operation { outcome: Outcome::Info, returned: None, ..operation } }
    };
    let part = History::new(window.iter().map(cut).collect());
    for held in [false, true] {
        let spec = Mutex { held };
        let parsed = Parsed::new(&spec, &part)?;
        if !matches!(
            first_violated(&spec, &parsed, Order::Time, &mut { STEPS }, memory),
            Err((_, Found::Nothing { .. }))
        ) {
            return Ok(false);
        }
    }
    Ok(true)
}
