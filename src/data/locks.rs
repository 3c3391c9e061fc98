//! Locks on keys, with a queue of those who wait for each, and the graph of who waits for whom.
//!
//! ```text
//!   key    held by      queue                 waits-for
//!   alice  T1 (X)       T2 (S), T3 (X)        T2 → T1    T3 → T1, T2
//!   bob    T3 (S)       T1 (X)                T1 → T3    a cycle: T1 → T3 → T1
//! ```
//!
//! Two modes, shared and exclusive, held until they are released; who comes later waits behind who
//! came earlier, but for one who holds a shared lock and wants it exclusive: it goes to the head of
//! the queue, because those before it could not go on without it anyway. A cycle in the waits-for
//! graph is a deadlock (Gray and Reuter, *Transaction Processing*, 1993, sections 7.8 and 8.4;
//! Bernstein, Hadzilacos and Goodman, *Concurrency Control and Recovery in Database Systems*, 1987,
//! sections 3.3 and 3.4).

use crate::base::time::Time;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// How a key is locked.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Mode {
    /// To read: others may read, too.
    Shared,
    /// To write: nobody else may have it.
    Exclusive,
}

impl Mode {
    fn conflicts(self, other: Mode) -> bool {
        self == Mode::Exclusive || other == Mode::Exclusive
    }
}

/// One key that is locked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lock<T> {
    /// Who holds it, and how.
    pub holders: Vec<(T, Mode)>,
    /// Since when nobody else has had it: when the first of its holders of now got it.
    pub since: Time,
    /// Who waits for it and how it is wanted, the first in the queue first.
    pub queue: VecDeque<(T, Mode)>,
}

/// The locks on keys `K` that owners `T` hold and wait for. An owner waits for at most one.
#[derive(Clone, Debug)]
pub struct Locks<K, T> {
    locks: BTreeMap<K, Lock<T>>,
    /// The keys that an owner holds or waits for.
    of: BTreeMap<T, BTreeSet<K>>,
    /// The key that an owner waits for.
    waits: BTreeMap<T, K>,
}

impl<K, T> Default for Locks<K, T> {
    fn default() -> Self {
        Locks { locks: BTreeMap::new(), of: BTreeMap::new(), waits: BTreeMap::new() }
    }
}

impl<K: Copy + Ord, T: Copy + Ord> Locks<K, T> {
    /// Wants a lock; says whether it is there. Where it is not, the owner stands in the queue until
    /// [`Locks::release`] names it.
    pub fn acquire(&mut self, key: K, owner: T, mode: Mode, now: Time) -> bool {
        let lock = self.locks.entry(key).or_insert_with(|| Lock {
            holders: Vec::new(),
            since: now,
            queue: VecDeque::new(),
        });
        self.of.entry(owner).or_default().insert(key);
        let held = lock.holders.iter().position(|(holder, _)| *holder == owner);
        match held {
            Some(place) if lock.holders[place].1 >= mode => true,
            Some(place) if lock.holders.len() == 1 => {
                lock.holders[place].1 = mode;
                true
            }
            None if lock.queue.is_empty() && lock.admits(owner, mode) => {
                lock.holders.push((owner, mode));
                true
            }
            _ => {
                if self.waits.insert(owner, key).is_none() {
                    if held.is_some() {
                        lock.queue.push_front((owner, mode))
                    } else {
                        lock.queue.push_back((owner, mode))
                    }
                }
                false
            }
        }
    }

    /// An owner holds nothing and waits for nothing any more. Says who got what it waited for by
    /// that, in order.
    pub fn release(&mut self, owner: T, now: Time) -> Vec<T> {
        let keys = self.of.remove(&owner).unwrap_or_default();
        keys.into_iter().flat_map(|key| self.release_one(key, owner, now)).collect()
    }

    /// The same for one key.
    pub fn release_one(&mut self, key: K, owner: T, now: Time) -> Vec<T> {
        let Some(lock) = self.locks.get_mut(&key) else { return Vec::new() };
        lock.holders.retain(|(holder, _)| *holder != owner);
        if self.waits.get(&owner) == Some(&key) {
            self.waits.remove(&owner);
            lock.queue.retain(|(waiter, _)| *waiter != owner);
        }
        if let Some(keys) = self.of.get_mut(&owner) {
            keys.remove(&key);
        }
        let mut granted = Vec::new();
        while let Some(&(waiter, mode)) =
            lock.queue.front().filter(|(waiter, mode)| lock.admits(*waiter, *mode))
        {
            lock.queue.pop_front();
            self.waits.remove(&waiter);
            if lock.holders.is_empty() {
                lock.since = now;
            }
            lock.holders.retain(|(holder, _)| *holder != waiter);
            lock.holders.push((waiter, mode));
            granted.push(waiter);
        }
        if lock.holders.is_empty() {
            self.locks.remove(&key);
        }
        granted
    }

    /// For whom an owner waits: holders, and those before it in the queue, whose mode conflicts
    /// with what it wants. It takes time in the length of the queue: this is for people to look at.
    pub fn waits_for(&self, owner: T) -> BTreeSet<T> {
        let Some(lock) = self.waits.get(&owner).and_then(|key| self.locks.get(key)) else {
            return BTreeSet::new();
        };
        let place = lock.place(owner);
        let (_, mode) = lock.queue[place];
        let ahead = lock.holders.iter().chain(lock.queue.iter().take(place));
        let others = ahead.filter(|(other, theirs)| *other != owner && mode.conflicts(*theirs));
        others.map(|(other, _)| *other).collect()
    }

    /// A cycle of the waits-for graph on which an owner stands, itself first; nothing where it is
    /// on none.
    ///
    /// Who stands in a queue waits, by way of those ahead, for every holder of the key but itself:
    /// whoever is at the head is held up by holders, and each behind is held up by the last one
    /// ahead that wants the key for itself, or by the holder who has it for itself. So it is enough
    /// to go from holders to the keys that they wait for, each key once, however long its queue is;
    /// and to look at the queue in which the owner itself stands, for who is behind it.
    pub fn cycle(&self, owner: T) -> Option<Vec<T>> {
        let own = *self.waits.get(&owner)?;
        let place = self.locks[&own].place(owner);
        let holds_it_up = |waiter: T, key: K| {
            let lock = &self.locks[&key];
            // Behind the owner, unless all from the owner on only want to read.
            let is_behind = || {
                let last = lock.place(waiter);
                last > place && lock.queue.range(place..=last).any(|(_, mode)| *mode == Mode::Exclusive)
            };
            lock.holders.iter().any(|(holder, _)| *holder == owner) || key == own && is_behind()
        };
        if let Some(&(ahead, _)) = self.locks[&own].queue.iter().take(place).next()
            && holds_it_up(ahead, own)
        {
            return Some(vec![owner, ahead]);
        }
        let mut seen = BTreeSet::from([own]);
        let others = |waiter: T, key: K| {
            let holders = self.locks[&key].holders.iter().map(|(holder, _)| *holder);
            holders.filter(|holder| *holder != waiter && *holder != owner).collect::<Vec<T>>()
        };
        let mut path = vec![(owner, others(owner, own))];
        while let Some((_, next)) = path.last_mut() {
            let Some(other) = next.pop() else {
                path.pop();
                continue;
            };
            let Some(&key) = self.waits.get(&other) else { continue };
            path.push((other, Vec::new()));
            if holds_it_up(other, key) {
                return Some(path.into_iter().map(|(it, _)| it).collect());
            }
            if seen.insert(key) {
                path.last_mut().expect("it was pushed a moment ago").1 = others(other, key);
            }
        }
        None
    }

    /// All keys that are locked.
    pub fn iter(&self) -> impl Iterator<Item = (K, &Lock<T>)> {
        self.locks.iter().map(|(&key, lock)| (key, lock))
    }

    /// How many stand in queues.
    pub fn waiting(&self) -> usize {
        self.waits.len()
    }

    /// How many keys are locked.
    pub fn len(&self) -> usize {
        self.locks.len()
    }

    /// Whether no key is locked.
    pub fn is_empty(&self) -> bool {
        self.locks.is_empty()
    }
}

impl<T: Copy + Ord> Lock<T> {
    /// Where an owner that waits stands in the queue.
    fn place(&self, owner: T) -> usize {
        let is_owner = |(waiter, _): &(T, Mode)| *waiter == owner;
        self.queue.iter().rposition(is_owner).expect("who waits stands in the queue")
    }

    fn admits(&self, owner: T, mode: Mode) -> bool {
        self.holders.iter().all(|(holder, theirs)| *holder == owner || !mode.conflicts(*theirs))
    }
}

#[cfg(test)]
mod tests {
    use super::Mode::{Exclusive, Shared};
    use super::*;
    use proptest::prelude::*;

    const NOW: Time = Time(7);

    fn locks(steps: &[(char, u8, Mode)]) -> Locks<char, u8> {
        let mut locks = Locks::default();
        steps.iter().for_each(|&(key, owner, mode)| _ = locks.acquire(key, owner, mode, NOW));
        locks
    }

    #[test]
    fn readers_share_a_writer_waits_and_who_comes_after_it_waits_behind_it() {
        let mut locks = locks(&[('a', 1, Shared), ('a', 2, Shared), ('a', 3, Exclusive), ('a', 4, Shared)]);
        assert_eq!((locks.waits_for(3), locks.waits_for(4)), ([1, 2].into(), [3].into()));
        assert_eq!(
            (locks.release(1, NOW), locks.release(2, NOW), locks.release(3, NOW)),
            (vec![], vec![3], vec![4])
        );
        assert_eq!((locks.release(4, NOW), locks.iter().count()), (vec![], 0));
    }

    #[test]
    fn who_reads_and_wants_to_write_goes_before_all_others() {
        let mut locks =
            locks(&[('a', 1, Shared), ('a', 2, Shared), ('a', 3, Exclusive), ('a', 1, Exclusive)]);
        assert_eq!(locks.waits_for(1), [2].into());
        assert_eq!((locks.release(2, NOW), locks.waits_for(3)), (vec![1], [1].into()));
        assert!(locks.acquire('a', 1, Shared, NOW) && locks.acquire('a', 1, Exclusive, NOW));
    }

    #[test]
    fn two_who_read_and_both_want_to_write_wait_for_each_other() {
        let locks = locks(&[('a', 1, Shared), ('a', 2, Shared), ('a', 1, Exclusive), ('a', 2, Exclusive)]);
        assert_eq!((locks.cycle(1), locks.cycle(2)), (Some(vec![1, 2]), Some(vec![2, 1])));
    }

    #[test]
    fn a_cycle_is_found_where_there_is_one_and_nowhere_else() {
        let chain = [
            ('a', 1, Exclusive),
            ('b', 2, Exclusive),
            ('c', 3, Exclusive),
            ('b', 1, Exclusive),
            ('c', 2, Shared),
        ];
        let mut locks = locks(&chain);
        assert!([1, 2, 3].iter().all(|&owner| locks.cycle(owner).is_none()));
        locks.acquire('a', 3, Shared, NOW);
        assert_eq!(locks.cycle(3), Some(vec![3, 1, 2]));
        assert_eq!(locks.release(3, NOW), [2]);
        assert!([1, 2, 3].iter().all(|&owner| locks.cycle(owner).is_none()));
    }

    /// Whether an owner waits, by way of others, for itself: by looking at every edge.
    fn comes_back(locks: &Locks<u8, u8>, owner: u8) -> bool {
        let (mut open, mut seen) = (vec![owner], BTreeSet::new());
        while let Some(next) = open.pop() {
            let new = locks.waits_for(next).into_iter().filter(|other| seen.insert(*other));
            open.extend(new.collect::<Vec<_>>());
        }
        seen.contains(&owner)
    }

    proptest! {
        /// Owners that wait do nothing but give up, as transactions do.
        #[test]
        fn nobody_holds_what_conflicts_nobody_is_forgotten_and_only_cycles_stand_still(
            steps in prop::collection::vec((0..4u8, 0..5u8, 0..5u8), 0..60),
        ) {
            let mut locks = Locks::<u8, u8>::default();
            let mut waiting = BTreeSet::new();
            for (key, owner, what) in steps {
                if what == 0 {
                    waiting.remove(&owner);
                    for woken in locks.release(owner, NOW) {
                        prop_assert!(waiting.remove(&woken), "{woken} was granted what it did not wait for");
                    }
                } else if !waiting.contains(&owner) {
                    let mode = if what < 3 { Shared } else { Exclusive };
                    if !locks.acquire(key, owner, mode, NOW) {
                        waiting.insert(owner);
                    }
                }
                for (_, lock) in locks.iter() {
                    let exclusive = lock.holders.iter().any(|(_, mode)| *mode == Exclusive);
                    prop_assert!(!lock.holders.is_empty() && (!exclusive || lock.holders.len() == 1), "{lock:?}");
                }
                prop_assert_eq!(locks.waiting(), waiting.len());
                // Who waits, waits for somebody; where nobody who waits is on a cycle or behind
                // one, somebody can go on.
                prop_assert!(waiting.iter().all(|&owner| !locks.waits_for(owner).is_empty()));
                for owner in 0..5 {
                    let cycle = locks.cycle(owner);
                    prop_assert_eq!(cycle.is_some(), comes_back(&locks, owner), "{} {:?}", owner, locks);
                    // The owner comes first, and nobody twice.
                    let members = cycle.unwrap_or_default();
                    prop_assert!(members.first().is_none_or(|first| *first == owner));
                    prop_assert_eq!(members.iter().collect::<BTreeSet<_>>().len(), members.len());
                }
                let all_wait = !waiting.is_empty() && locks.iter().all(|(_, lock)| lock.holders.iter().all(|(it, _)| waiting.contains(it)));
                prop_assert!(!all_wait || waiting.iter().any(|&owner| locks.cycle(owner).is_some()));
            }
        }
    }
}
