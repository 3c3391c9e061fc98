//! The smallest strands of a trace: fewest facts, each led to by another of them.

use crate::base::ids::FactId;
use crate::sim::run::AnyRun;
use crate::sim::trace::{Fact, FactKind};

/// A part of a slice: what begins it and what it must lead to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Strand {
    /// Where it begins: somebody asked, something broke.
    pub root: FactId,
    /// What it leads to; at most [`MOST_ENDS`].
    pub ends: Vec<FactId>,
}

/// A strand leads to so many facts at most: the work doubles with each.
pub const MOST_ENDS: usize = 4;

/// So many facts from root to ends are searched; in a longer stretch a strand has its root and its
/// ends alone.
const MOST_FACTS: u32 = 200_000;

/// Whether what happens to a message follows from its sending alone, and not from what its node has
/// been through.
pub fn is_of_message(what: &FactKind) -> bool {
    matches!(
        what,
        FactKind::Delivered { .. }
            | FactKind::Lost { .. }
            | FactKind::Duplicated { .. }
            | FactKind::Held { .. }
            | FactKind::Released { .. }
    )
}

/// Whether one fact leads directly to another: it is the cause that this one names, or it happened
/// earlier at the same node, which knew of it. A message comes from its sending only.
pub fn leads((before, earlier): (FactId, &Fact), (after, later): (FactId, &Fact)) -> bool {
    before < after && (later.cause == before || (earlier.node == later.node && !is_of_message(&later.what)))
}

/// How a fact goes on in the best strand that covers some ends.
#[derive(Clone, Copy, Debug)]
enum Choice {
    /// It does not.
    None,
    /// To this fact.
    Next(u32),
    /// It is an end itself.
    Own,
    /// Two ways, of which one covers these ends.
    Split(u8),
}

/// A number of facts, and how it comes about.
#[derive(Clone, Copy, Debug)]
struct Best {
    facts: u32,
    choice: Choice,
}

const NEVER: Best = Best { facts: u32::MAX, choice: Choice::None };

impl Best {
    fn improve(&mut self, facts: u32, choice: Choice) {
        if facts < self.facts {
            *self = Best { facts, choice };
        }
    }
}

/// The fewest facts with the root and all ends of a strand among them, each but the root led to by
/// another one, in their order. Nothing where some end does not follow from the root.
///
/// Found backwards in time, for each fact and each set of ends the best way on (Dreyfus and Wagner
/// 1971, on a graph without cycles): each step goes on to one fact, or parts into two ways.
pub fn smallest(run: &dyn AnyRun, strand: &Strand) -> Option<Vec<FactId>> {
    let Strand { root, ends } = strand;
    debug_assert!(ends.len() <= MOST_ENDS, "{ends:?}");
    let last = ends.iter().max().copied().unwrap_or(*root).max(*root);
    if last.0 - root.0 > MOST_FACTS {
        let mut all: Vec<FactId> = core::iter::once(*root).chain(ends.iter().copied()).collect();
        all.sort_unstable();
        all.dedup();
        return Some(all);
    }
    let sets = 1usize << ends.len();
    let place = |fact: u32, set: usize| (fact - root.0) as usize * sets + set;
    let mut best = vec![NEVER; place(last.0, sets - 1) + 1];
    let mut later = vec![vec![NEVER; sets]; usize::from(run.node_count())];
    for id in (root.0..=last.0).rev() {
        let fact = run.fact(FactId(id));
        let own = ends.iter().position(|end| end.0 == id).map_or(0, |n| 1usize << n);
        best[place(id, 0)] = Best { facts: 1, choice: Choice::None };
        for set in 1..sets {
            let mut here = best[place(id, set)];
            let on = later[fact.node.index()][set];
            here.improve(on.facts.saturating_add(1), on.choice);
            if set & own != 0 {
                here.improve(best[place(id, set & !own)].facts, Choice::Own);
            }
            let mut part = (set - 1) & set;
            while part > set / 2 {
                let (one, other) = (best[place(id, part)].facts, best[place(id, set ^ part)].facts);
                if one.max(other) < u32::MAX {
                    here.improve(one + other - 1, Choice::Split(part as u8));
                }
                part = (part - 1) & set;
            }
            best[place(id, set)] = here;
        }
        for set in 1..sets {
            let Best { facts, .. } = best[place(id, set)];
            if let Some(cause) = fact.cause.known().filter(|cause| cause.0 >= root.0) {
                best[place(cause.0, set)].improve(facts.saturating_add(1), Choice::Next(id));
            }
            if !is_of_message(&fact.what) {
                later[fact.node.index()][set].improve(facts, Choice::Next(id));
            }
        }
    }
    let mut found = Vec::new();
    let mut open = vec![(root.0, sets - 1)];
    while let Some((id, set)) = open.pop() {
        found.push(FactId(id));
        match best[place(id, set)] {
            Best { facts: u32::MAX, .. } => return None,
            Best { choice: Choice::None, .. } => {}
            Best { choice: Choice::Next(next), .. } => open.push((next, set)),
            Best { choice: Choice::Own, .. } => {
                let own = ends.iter().position(|end| end.0 == id).map_or(0, |n| 1usize << n);
                open.push((id, set & !own));
            }
            Best { choice: Choice::Split(part), .. } => {
                open.push((id, usize::from(part)));
                open.push((id, set ^ usize::from(part)));
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    Some(found)
}

/// The first of the causes that led to a fact: what came from outside.
pub fn root(run: &dyn AnyRun, mut fact: FactId) -> FactId {
    while let Some(cause) = run.fact(fact).cause.known() {
        fact = cause;
    }
    fact
}
