//! Black-box: the four guarantees from what clients read, where every value is written once to a
//! key.
//!
//! A read of x that saw b breaks a guarantee when there is a write a of x that the session had to
//! see and b is older than a, or b is the initial state. Why it had to see a is what tells the
//! guarantees apart:
//!
//! ```text
//! read your writes       it wrote a
//! monotonic reads        it had read a
//! monotonic writes       it had read c, and the writer of c had written a before
//! writes follow reads    it had read c, and the writer of c had read a before
//! ```
//!
//! Older is what nobody can deny: the same session wrote b before a; or this session had read b, or
//! what the writer of b wrote after it, before it wrote a. For writes that follow reads it is any
//! chain of sessions and reads. The last two guarantees speak about every replica; a client only
//! sees them broken when it reads, so what it read first must still count: they are judged for
//! sessions whose reads do not go back.

use super::Guarantee;
use crate::check::accesses::{Accesses, From};
use crate::check::transactions::graph::{Edge, Graph, kind};
use crate::check::transactions::reach::Reach;
use std::collections::BTreeMap;

/// A guarantee that was broken, and by what: places in [`Accesses::all`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Break {
    /// The guarantee that is broken.
    pub guarantee: Guarantee,
    /// The write that should have been seen.
    pub missed: usize,
    /// The read that did not see it.
    pub read: usize,
}

/// What a session knows at one of its steps.
#[derive(Default)]
struct Knows {
    /// Its last write of each key.
    wrote: BTreeMap<usize, usize>,
    /// Writes that it read, by key, each once.
    read: BTreeMap<usize, Vec<usize>>,
    /// Of each session, the last seat of which it read a write.
    up_to: BTreeMap<usize, usize>,
}

/// What happened to keys in a session, by seat.
struct Past {
    /// Seats and writes by key.
    writes: BTreeMap<usize, Vec<(usize, usize)>>,
    /// Seats and what was read there by key.
    reads: BTreeMap<usize, Vec<(usize, usize)>>,
    /// For each seat with a write: of each session, the last seat read before it.
    known: BTreeMap<usize, BTreeMap<usize, usize>>,
}

/// The first break of a guarantee. An outer nothing where the budget, in steps, is spent.
pub fn first_break(accesses: &Accesses, guarantee: Guarantee, budget: &mut u64) -> Option<Option<Break>> {
    let pasts: Vec<Past> = accesses.sessions.iter().map(|session| past(accesses, session)).collect();
    let causes = match guarantee {
        Guarantee::WritesFollowReads => {
            pay(budget, accesses.all.len() * accesses.all.len() / 64)?;
            Some(Reach::of(&causes(accesses)))
        }
        _ => None,
    };
    // Where causes lead in a cycle nothing is older than anything; that is for the judges of
    // causality.
    let reach = match &causes {
        Some(None) => return Some(None),
        Some(Some(reach)) => Some(reach),
        None => None,
    };
    for (number, session) in accesses.sessions.iter().enumerate() {
        let mut knows = Knows::default();
        for &at in session {
            let access = &accesses.all[at];
            let saw = match access.read {
                None => {
                    knows.wrote.insert(access.key, at);
                    continue;
                }
                Some(From::Initial) => None,
                Some(From::Write(by)) => Some(by),
                Some(_) => continue,
            };
            let older = |missed: usize| {
                saw.is_none_or(|saw| match reach {
                    Some(reach) => reach.leads(saw, missed),
                    None => is_older(accesses, &pasts, number, saw, missed),
                })
            };
            let mut candidates: Vec<usize> = Vec::new();
            match guarantee {
                Guarantee::ReadYourWrites => candidates.extend(knows.wrote.get(&access.key)),
                Guarantee::MonotonicReads => {
                    candidates.extend(knows.read.get(&access.key).into_iter().flatten())
                }
                Guarantee::MonotonicWrites | Guarantee::WritesFollowReads => {
                    for (&other, &seat) in knows.up_to.iter().filter(|(other, _)| **other != number) {
                        let happened = if guarantee == Guarantee::MonotonicWrites {
                            &pasts[other].writes
                        } else {
                            &pasts[other].reads
                        };
                        let Some(list) = happened.get(&access.key) else { continue };
                        let before = list.partition_point(|(it, _)| *it < seat);
                        let from = if guarantee == Guarantee::MonotonicWrites {
                            before.saturating_sub(1)
                        } else {
                            0
                        };
                        candidates.extend(list[from..before].iter().map(|(_, write)| *write));
                    }
                }
            }
            pay(budget, candidates.len())?;
            if let Some(missed) = candidates.into_iter().find(|&missed| Some(missed) != saw && older(missed))
            {
                return Some(Some(Break { guarantee, missed, read: at }));
            }
            if let Some(saw) = saw {
                let list = knows.read.entry(access.key).or_default();
                if !list.contains(&saw) {
                    pay(budget, list.len())?;
                    list.push(saw);
                }
                let (other, seat) = accesses.seats[saw];
                let up_to = knows.up_to.entry(other).or_insert(seat);
                *up_to = (*up_to).max(seat);
            }
        }
    }
    Some(None)
}

fn pay(budget: &mut u64, steps: usize) -> Option<()> {
    *budget = budget.checked_sub(steps as u64 + 1)?;
    Some(())
}

fn past(accesses: &Accesses, session: &[usize]) -> Past {
    let mut past = Past { writes: BTreeMap::new(), reads: BTreeMap::new(), known: BTreeMap::new() };
    let mut up_to: BTreeMap<usize, usize> = BTreeMap::new();
    for (seat, &at) in session.iter().enumerate() {
        let access = &accesses.all[at];
        match access.read {
            None => {
                past.writes.entry(access.key).or_default().push((seat, at));
                past.known.insert(seat, up_to.clone());
            }
            Some(From::Write(by)) => {
                past.reads.entry(access.key).or_default().push((seat, by));
                let (other, theirs) = accesses.seats[by];
                let last = up_to.entry(other).or_insert(theirs);
                *last = (*last).max(theirs);
            }
            Some(_) => {}
        }
    }
    past
}

/// Whether a session cannot deny that the one write is older than the other.
fn is_older(accesses: &Accesses, pasts: &[Past], session: usize, one: usize, other: usize) -> bool {
    let ((theirs, seat), (owner, later)) = (accesses.seats[one], accesses.seats[other]);
    if theirs == owner {
        return seat < later;
    }
    owner == session
        && pasts[owner]
            .known
            .get(&later)
            .and_then(|known| known.get(&theirs))
            .is_some_and(|&read| read >= seat)
}

/// What comes before what by sessions and reads.
fn causes(accesses: &Accesses) -> Graph {
    let mut graph = Graph::new(accesses.all.len());
    for session in &accesses.sessions {
        session.windows(2).for_each(|pair| graph.add(Edge::order(pair[0], pair[1], kind::PROCESS)));
    }
    for (at, access) in accesses.all.iter().enumerate() {
        if let Some(From::Write(by)) = access.read {
            graph.add(Edge::order(by, at, kind::WR));
        }
    }
    graph.sorted()
}
