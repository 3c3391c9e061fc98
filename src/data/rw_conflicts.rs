//! Who read what a concurrent transaction wrote over, and who stands in the middle of two such
//! conflicts.
//!
//! ```text
//!   T1 ──rw──▶ T2 ──rw──▶ T3       T1 read a key of which T2, concurrent with it, wrote the next version; so did T2 and T3.
//!              pivot               Every cycle of transactions under snapshot isolation has two such edges in a row.
//! ```
//!
//! Whoever aborts each transaction that is about to commit as the middle of two conflicts makes
//! snapshot isolation serializable, and sometimes aborts one that would have done no harm (Cahill,
//! Röhm and Fekete, *Serializable Isolation for Snapshot Databases*, SIGMOD 2008; Ports and
//! Grittner, *Serializable Snapshot Isolation in PostgreSQL*, VLDB 2012). What a transaction read
//! is remembered until nobody is left who was concurrent with it.

use std::collections::{BTreeMap, BTreeSet};

/// A transaction and what is remembered of it.
#[derive(Clone, Debug)]
struct Tracked<K, T> {
    began: u64,
    /// Whether it can no longer be aborted.
    committed: bool,
    /// When it had committed and everybody could see so.
    ended: Option<u64>,
    read: BTreeSet<K>,
    wrote: BTreeSet<K>,
    /// Those who read what it wrote over.
    from: BTreeSet<T>,
    /// Those who wrote over what it read.
    to: BTreeSet<T>,
}

/// What a transaction must not do: it would make a pivot of one that has committed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Dangerous;

/// The conflicts between transactions `T` that read and write keys `K`.
#[derive(Clone, Debug)]
pub struct RwConflicts<K, T> {
    transactions: BTreeMap<T, Tracked<K, T>>,
    clock: u64,
}

impl<K, T> Default for RwConflicts<K, T> {
    fn default() -> Self {
        RwConflicts { transactions: BTreeMap::new(), clock: 0 }
    }
}

impl<K: Copy + Ord, T: Copy + Ord> RwConflicts<K, T> {
    /// A transaction begins: it sees what has [ended](RwConflicts::ended) so far.
    pub fn begin(&mut self, txn: T) {
        self.clock += 1;
        let (read, wrote, from, to) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        self.transactions
            .insert(txn, Tracked { began: self.clock, committed: false, ended: None, read, wrote, from, to });
    }

    /// A transaction reads a key from its snapshot.
    ///
    /// # Errors
    /// Where it has to be aborted.
    pub fn reads(&mut self, txn: T, key: K) -> Result<(), Dangerous> {
        self.tracked(txn).read.insert(key);
        let writers = self.concurrent(txn, |it| it.wrote.contains(&key));
        writers.into_iter().try_for_each(|writer| self.edge(txn, writer))
    }

    /// A transaction writes a key, which others see when it has committed.
    ///
    /// # Errors
    /// Where it has to be aborted.
    pub fn writes(&mut self, txn: T, key: K) -> Result<(), Dangerous> {
        self.tracked(txn).wrote.insert(key);
        let readers = self.concurrent(txn, |it| it.read.contains(&key));
        readers.into_iter().try_for_each(|reader| self.edge(reader, txn))
    }

    /// A transaction wants to commit.
    ///
    /// # Errors
    /// Where it has to be aborted: it is a pivot.
    pub fn commit(&mut self, txn: T) -> Result<(), Dangerous> {
        let tracked = self.tracked(txn);
        if !tracked.from.is_empty() && !tracked.to.is_empty() {
            return Err(Dangerous);
        }
        tracked.committed = true;
        Ok(())
    }

    /// What a transaction committed is seen from here on.
    pub fn ended(&mut self, txn: T) {
        self.clock += 1;
        let now = self.clock;
        self.tracked(txn).ended = Some(now);
        self.forget();
    }

    /// A transaction did not happen.
    pub fn abort(&mut self, txn: T) {
        self.transactions.remove(&txn);
        for other in self.transactions.values_mut() {
            other.from.remove(&txn);
            other.to.remove(&txn);
        }
        self.forget();
    }

    /// How many transactions it remembers.
    pub fn len(&self) -> usize {
        self.transactions.len()
    }

    /// Whether it remembers none.
    pub fn is_empty(&self) -> bool {
        self.transactions.is_empty()
    }

    fn tracked(&mut self, txn: T) -> &mut Tracked<K, T> {
        self.transactions.get_mut(&txn).expect("only who began reads, writes and ends")
    }

    /// The transactions beside this one that had not ended when it began, and of which something is
    /// true.
    fn concurrent(&self, txn: T, is: impl Fn(&Tracked<K, T>) -> bool) -> Vec<T> {
        let began = self.transactions[&txn].began;
        let others = self
            .transactions
            .iter()
            .filter(|(other, it)| **other != txn && it.ended.is_none_or(|ended| ended > began));
        others.filter(|(_, it)| is(it)).map(|(&other, _)| other).collect()
    }

    /// One read what the other wrote over. One of the two is at work just now and can be aborted.
    fn edge(&mut self, reader: T, writer: T) -> Result<(), Dangerous> {
        let (from, to) = (self.tracked(reader), writer);
        from.to.insert(to);
        let pivot = from.committed && !from.from.is_empty();
        let to = self.tracked(writer);
        to.from.insert(reader);
        let pivot = pivot || to.committed && !to.to.is_empty();
        if pivot { Err(Dangerous) } else { Ok(()) }
    }

    fn forget(&mut self) {
        let oldest = self.transactions.values().filter(|it| it.ended.is_none()).map(|it| it.began).min();
        self.transactions
            .retain(|_, it| it.ended.is_none_or(|ended| oldest.is_some_and(|began| ended > began)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begun(all: &[u8]) -> RwConflicts<char, u8> {
        let mut conflicts = RwConflicts::default();
        all.iter().for_each(|&txn| conflicts.begin(txn));
        conflicts
    }

    #[test]
    fn of_two_that_read_both_and_write_one_each_one_commits() {
        let mut conflicts = begun(&[1, 2]);
        for (txn, key) in [(1, 'x'), (1, 'y'), (2, 'x'), (2, 'y')] {
            assert_eq!(conflicts.reads(txn, key), Ok(()));
        }
        assert_eq!((conflicts.writes(1, 'x'), conflicts.writes(2, 'y')), (Ok(()), Ok(())));
        assert_eq!(conflicts.commit(1), Err(Dangerous));
        conflicts.abort(1);
        assert_eq!(conflicts.commit(2), Ok(()));
        conflicts.ended(2);
        assert!(conflicts.is_empty(), "nobody is left who was concurrent");
    }

    /// Fekete, O'Neil and O'Neil, *A Read-Only Transaction Anomaly Under Snapshot Isolation*, 2004:
    /// the third transaction only reads, and what it reads decides.
    #[test]
    fn who_only_reads_may_make_a_pivot_of_another() {
        let mut conflicts = begun(&[1]);
        assert_eq!((conflicts.reads(1, 'x'), conflicts.reads(1, 'y')), (Ok(()), Ok(())));
        conflicts.begin(2);
        assert_eq!((conflicts.writes(2, 'y'), conflicts.commit(2)), (Ok(()), Ok(())));
        conflicts.ended(2);
        conflicts.begin(3);
        assert_eq!(
            (conflicts.reads(3, 'x'), conflicts.reads(3, 'y'), conflicts.commit(3)),
            (Ok(()), Ok(()), Ok(()))
        );
        conflicts.ended(3);
        assert_eq!((conflicts.writes(1, 'x'), conflicts.commit(1)), (Ok(()), Err(Dangerous)));
    }

    #[test]
    fn one_conflict_alone_is_no_danger_and_one_after_another_is_no_conflict() {
        let mut conflicts = begun(&[1, 2]);
        assert_eq!((conflicts.reads(1, 'x'), conflicts.writes(2, 'x')), (Ok(()), Ok(())));
        assert_eq!((conflicts.commit(2), conflicts.commit(1)), (Ok(()), Ok(())));
        conflicts.ended(2);
        conflicts.ended(1);
        conflicts.begin(3);
        assert_eq!((conflicts.writes(3, 'x'), conflicts.commit(3)), (Ok(()), Ok(())));
    }

    #[test]
    fn what_would_make_a_pivot_of_a_committed_transaction_is_not_done() {
        let mut conflicts = begun(&[1, 2, 3]);
        assert_eq!((conflicts.reads(2, 'x'), conflicts.writes(3, 'x')), (Ok(()), Ok(())), "2 → 3");
        assert_eq!((conflicts.writes(2, 'y'), conflicts.commit(2)), (Ok(()), Ok(())));
        assert_eq!(conflicts.reads(1, 'y'), Err(Dangerous), "1 → 2 → 3, and 2 has committed");
    }
}
