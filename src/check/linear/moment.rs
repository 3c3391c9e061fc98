//! A witness from a moment on, where what came before can be told in one sentence.
//!
//! A queue through which few different values go has no small witness by forgetting: any of the
//! forgotten ones may have put in what came out. But what was heard up to a moment says what the
//! object held then, in every order that explains it. From there on a few operations prove the
//! violation, whatever the others did after it.

use super::machine::Build;
use super::search::{self, Found};
use super::task::{Entry, NEVER, Parsed, Task};
use super::window::READABLE;
use crate::check::spec::Spec;
use std::collections::{BTreeSet, VecDeque};

/// More places than this are not followed, and each search from one of them may take so many steps.
const MOST: usize = 2_000;
const STEPS: u64 = 2_000;
/// From more places than this nothing is proved, as each needs a search.
const MOST_HELD: usize = 100;
/// So many moments before the violation are looked at.
const MOMENTS: usize = 16;

/// Where an object can be: its state, and which operations that have not returned took effect.
type Place<State> = (State, Vec<usize>);

/// The last moments before the violation: which operation returned, and where the object can have
/// been then.
type Moments<State> = VecDeque<(usize, BTreeSet<Place<State>>)>;

/// Operations that cannot be explained after a moment.
pub(super) struct Moment {
    /// The operation whose return is the moment, as its place in the history's list.
    pub after: usize,
    /// What the object can have held then, as sentences tell it.
    pub held: Vec<String>,
    /// The operations, which returned after it.
    pub entries: Vec<Entry>,
}

/// The fewest operations that prove a violation after some moment; nothing where the places were
/// too many or the budget did not do.
pub(super) fn find<S: Build>(
    spec: &S,
    parsed: &Parsed<S>,
    scope: &[Entry],
    (budget, memory): (&mut u64, u64),
) -> Option<Moment> {
    let (sure, moments) = follow(spec, parsed, scope, budget)?;
    let end = scope[sure].returned;
    let mut best: Option<Moment> = None;
    for (at, places) in moments.into_iter().rev() {
        let from = scope[at].returned;
        let near: Vec<usize> =
            (0..scope.len()).filter(|at| scope[*at].invoked <= end && scope[*at].returned > from).collect();
        if near.len() > 3 * READABLE {
            break;
        }
        if places.len() > MOST_HELD {
            continue;
        }
        let begins: Vec<(S, String, &[usize])> = places
            .iter()
            .map(|(state, done)| spec.holding(state).map(|(spec, told)| (spec, told, done.as_slice())))
            .collect::<Option<_>>()?;
        let mut kept: BTreeSet<usize> = near.iter().copied().collect();
        let mut is_violated = |kept: &BTreeSet<usize>| {
            begins.iter().all(|(spec, _, done)| {
                let task = task(parsed, scope, (&near, kept, done));
                let mut steps = STEPS.min(*budget);
                let given = steps;
                let mut machine = spec.machine(&parsed.calls, &task);
                let found = search::search(&task, &mut machine, &mut steps, memory);
                *budget -= given - steps;
                matches!(found, Found::Nothing { .. })
            })
        };
        if !is_violated(&kept) {
            continue;
        }
        for at in near.iter().filter(|at| **at != sure) {
            kept.remove(at);
            if !is_violated(&kept) {
                kept.insert(*at);
            }
        }
        // Fewer operations are read more easily, and of as many those that come after a state that is
        // known.
        let size = |moment: &Moment| moment.entries.len() + moment.held.len() / 4;
        let mut told: Vec<String> = begins.iter().map(|(_, told, _)| told.clone()).collect();
        told.sort_unstable();
        told.dedup();
        let entries = kept.into_iter().map(|at| scope[at]).collect();
        let found = Moment { after: scope[at].name, held: told, entries };
        if best.as_ref().is_none_or(|best| size(&found) < size(best)) {
            best = Some(found);
        }
    }
    best
}

/// Follows the object from return to return, up to the first one after which it can be nowhere:
/// which one that is, and where the object could be at the moments before.
fn follow<S: Build>(
    spec: &S,
    parsed: &Parsed<S>,
    scope: &[Entry],
    budget: &mut u64,
) -> Option<(usize, Moments<S::State>)> {
    let mut returns: Vec<usize> = (0..scope.len()).filter(|at| scope[*at].returned < NEVER - 1).collect();
    returns.sort_by_key(|at| scope[*at].returned);
    let mut places: BTreeSet<Place<S::State>> = BTreeSet::from([(spec.initial(), Vec::new())]);
    let mut moments = VecDeque::new();
    for at in returns {
        let now = scope[at].returned;
        let open: Vec<usize> =
            (0..scope.len()).filter(|at| scope[*at].invoked < now && scope[*at].returned >= now).collect();
        let mut fresh: Vec<Place<S::State>> = places.iter().cloned().collect();
        while let Some((state, done)) = fresh.pop() {
            // What returns now has to have taken effect by now, and the others may.
            if done.contains(&at) {
                continue;
            }
            for other in open.iter().filter(|other| !done.contains(other)) {
                *budget = budget.checked_sub(1 + spec.size(&state) as u64 / 8)?;
                let Some(next) = spec.step(&state, &parsed.calls[scope[*other].call as usize]) else {
                    continue;
                };
                let mut done = done.clone();
                done.push(*other);
                done.sort_unstable();
                let place = (next, done);
                if places.insert(place.clone()) {
                    fresh.push(place);
                }
            }
            if places.len() > MOST {
                return None;
            }
        }
        places = places
            .into_iter()
            .filter(|(_, done)| done.contains(&at))
            .map(|(state, done)| (state, done.into_iter().filter(|it| *it != at).collect()))
            .collect();
        if places.is_empty() {
            return Some((at, moments));
        }
        if moments.len() == MOMENTS {
            moments.pop_front();
        }
        moments.push_back((at, places.clone()));
    }
    None
}

/// What is left to explain from a place: the kept ones, and the others forgotten.
fn task<S: Spec>(
    parsed: &Parsed<S>,
    scope: &[Entry],
    (near, kept, done): (&[usize], &BTreeSet<usize>, &[usize]),
) -> Task {
    let left = near.iter().filter(|at| !done.contains(at)).filter_map(|at| {
        let entry = scope[*at];
        if kept.contains(at) {
            return Some(entry);
        }
        parsed.forgotten[entry.call as usize].map(|call| Entry { call, returned: NEVER, ..entry })
    });
    Task { entries: left.collect(), free: Vec::new() }
}
