//! White-box: the four guarantees from what replicas had, by the letter of their definitions.
//!
//! DB(S, t) is what had reached replica S by moment t, in the order in which it did.

use super::Guarantee;
use crate::check::accesses::Accesses;
use std::collections::BTreeMap;

/// When writes reached replicas, and who served what. Operations are named by their places in the
/// history.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Replicas {
    /// For each replica the writes that reached it, in the order in which they did, each with its
    /// moment.
    pub reached: Vec<Vec<(usize, u64)>>,
    /// The replica that served an operation, and when.
    pub served: BTreeMap<usize, (usize, u64)>,
}

impl Replicas {
    /// The writes that a replica had at a moment, in their order.
    fn at(&self, replica: usize, moment: u64) -> impl Iterator<Item = usize> + '_ {
        self.reached
            .get(replica)
            .into_iter()
            .flatten()
            .filter(move |(_, at)| *at <= moment)
            .map(|(write, _)| *write)
    }
}

/// A guarantee that was broken: the earlier and the later operation, as places in the history, and
/// the replica that broke it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Break {
    /// The guarantee that is broken.
    pub guarantee: Guarantee,
    /// The write that is missing or in the wrong place.
    pub missed: usize,
    /// The operation that should have had it before.
    pub by: usize,
    /// The replica that shows the writes, by its number.
    pub replica: usize,
}

/// The first break of a guarantee. What served no operation that is known, says nothing about it.
pub fn first_break(accesses: &Accesses, replicas: &Replicas, guarantee: Guarantee) -> Option<Break> {
    // The write that a read was about: the last one of its key that the replica had.
    let relevant = |at: usize| {
        let access = &accesses.all[at];
        let &(replica, moment) = replicas.served.get(&access.place)?;
        let of_key = |place: &usize| accesses.all.iter().any(|it| it.place == *place && it.key == access.key);
        replicas.at(replica, moment).filter(of_key).last()
    };
    for session in &accesses.sessions {
        // What the session wrote, and what its reads were about, so far.
        let (mut wrote, mut read): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
        for &at in session {
            let access = &accesses.all[at];
            let place = access.place;
            if access.read.is_some() {
                let must = match guarantee {
                    Guarantee::ReadYourWrites => &wrote,
                    Guarantee::MonotonicReads => &read,
                    _ => &Vec::new(),
                };
                if let Some(&(replica, moment)) = replicas.served.get(&place) {
                    let has = |write: &usize| replicas.at(replica, moment).any(|it| it == *write);
                    if let Some(&missed) = must.iter().find(|write| !has(write)) {
                        return Some(Break { guarantee, missed, by: place, replica });
                    }
                }
                read.extend(relevant(at));
                continue;
            }
            let must = match guarantee {
                Guarantee::MonotonicWrites => &wrote,
                Guarantee::WritesFollowReads => &read,
                _ => &Vec::new(),
            };
            for (replica, order) in replicas.reached.iter().enumerate() {
                let Some(here) = order.iter().position(|(write, _)| *write == place) else { continue };
                let before = |write: &usize| order[..here].iter().any(|(it, _)| it == write);
                if let Some(&missed) = must.iter().find(|write| !before(write)) {
                    return Some(Break { guarantee, missed, by: place, replica });
                }
            }
            wrote.push(place);
        }
    }
    None
}
