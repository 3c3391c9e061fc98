//! Rows that transactions write: of each the version that is committed, older ones as long as
//! somebody may look at them, and those that nobody has committed yet.
//!
//! ```text
//!            older        committed     written, not committed
//!   alice    #1, #3       #6            #8 by T2, #9 by T4
//!            └ for readers of an older snapshot    └ for dirty readers, and for undoing without a trace
//! ```
//!
//! A row is not changed, it gets a version; so a write is undone by forgetting it, and what another
//! transaction wrote over it meanwhile stays. Versions are positions in one order of all writes of
//! the table, given by whoever owns it (Bernstein and Goodman, *Multiversion Concurrency Control*,
//! 1983).

use crate::base::forkvec::ForkVec;
use crate::base::ids::AccountId;
use std::collections::BTreeMap;

/// A version of a row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Versioned<T> {
    /// Which.
    pub version: u64,
    /// What the row is in it.
    pub value: T,
}

/// A version that is not committed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Written<T, O> {
    /// Whose.
    pub by: O,
    /// Which, and what the row is in it.
    pub row: Versioned<T>,
}

/// Rows are written at random, and the page of one that is written is copied where a snapshot of
/// the world shares it: a small one.
const PAGE: usize = 16;

/// The rows `T` that transactions `O` write. Clones share what neither side writes.
#[derive(Clone, Debug)]
pub struct Rows<T, O> {
    committed: ForkVec<Option<Versioned<T>>, PAGE>,
    older: BTreeMap<(AccountId, u64), T>,
    written: BTreeMap<AccountId, Vec<Written<T, O>>>,
}

impl<T, O> Default for Rows<T, O> {
    fn default() -> Self {
        Rows { committed: ForkVec::default(), older: BTreeMap::new(), written: BTreeMap::new() }
    }
}

impl<T: Clone + PartialEq, O: Copy + Ord> Rows<T, O> {
    /// How many bytes a write copies where a clone shares the row.
    pub const PAGE_BYTES: usize = PAGE * size_of::<Option<Versioned<T>>>();

    /// The newest committed version.
    pub fn committed(&self, key: AccountId) -> Option<&Versioned<T>> {
        self.committed.get(key.index())?.as_ref()
    }

    /// What a row was committed as when `snapshot` was the last version of the table.
    pub fn as_of(&self, key: AccountId, snapshot: u64) -> Option<Versioned<T>> {
        let newest = self.committed(key).filter(|row| row.version <= snapshot).cloned();
        let older = || self.older.range((key, 0)..=(key, snapshot)).next_back();
        newest.or_else(|| older().map(|(&(_, version), value)| Versioned { version, value: value.clone() }))
    }

    /// The newest version, committed or not.
    pub fn latest(&self, key: AccountId) -> Option<&Versioned<T>> {
        let written = self.written.get(&key).and_then(|all| all.last()).map(|it| &it.row);
        written.into_iter().chain(self.committed(key)).max_by_key(|row| row.version)
    }

    /// The last version that a transaction wrote and has not committed.
    pub fn own(&self, key: AccountId, by: O) -> Option<&Versioned<T>> {
        self.written.get(&key)?.iter().rev().find(|it| it.by == by).map(|it| &it.row)
    }

    /// A transaction writes. Versions of one key must come in their order.
    pub fn write(&mut self, key: AccountId, by: O, version: u64, value: T) {
        self.written.entry(key).or_default().push(Written { by, row: Versioned { version, value } });
    }

    /// Takes out what a transaction wrote to a key, and returns the last of it.
    pub fn take(&mut self, key: AccountId, by: O) -> Option<Versioned<T>> {
        let own = self.own(key, by).cloned();
        if let Some(written) = self.written.get_mut(&key) {
            written.retain(|it| it.by != by);
            if written.is_empty() {
                self.written.remove(&key);
            }
        }
        own
    }

    /// A version is committed; one that was written over by a committed one changes nothing. What
    /// it takes the place of is kept if it is asked for by a snapshot.
    pub fn install(&mut self, key: AccountId, row: Versioned<T>, is_looked_at: bool) {
        while self.committed.len() <= key.index() {
            self.committed.push(None);
        }
        let place = self.committed.get_mut(key.index()).expect("the row was made a moment ago");
        if place.as_ref().is_some_and(|now| now.version >= row.version) {
            return;
        }
        if let Some(before) = place.replace(row).filter(|_| is_looked_at) {
            self.older.insert((key, before.version), before.value);
        }
    }

    /// Forgets older versions that no snapshot from `oldest` on looks at; all of them where there
    /// is no snapshot.
    pub fn vacuum(&mut self, oldest: Option<u64>) {
        let Some(oldest) = oldest else { return self.older.clear() };
        let mut next: Option<(AccountId, u64)> = None;
        let mut gone = Vec::new();
        for &(key, version) in self.older.keys().rev() {
            let follows = next.filter(|(of, _)| *of == key).map(|(_, version)| version);
            let follows = follows.or_else(|| self.committed(key).map(|row| row.version));
            if follows.is_some_and(|follows| follows <= oldest) {
                gone.push((key, version));
            }
            next = Some((key, version));
        }
        gone.iter().for_each(|it| _ = self.older.remove(it));
    }

    /// How many versions it keeps beside the committed ones.
    pub fn kept(&self) -> usize {
        self.older.len() + self.written.values().map(Vec::len).sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: AccountId = AccountId(0);
    const B: AccountId = AccountId(9);

    fn rows(versions: &[(AccountId, u64)], is_looked_at: bool) -> Rows<u64, u8> {
        let mut rows = Rows::default();
        versions.iter().for_each(|&(key, version)| {
            rows.install(key, Versioned { version, value: version * 10 }, is_looked_at)
        });
        rows
    }

    #[test]
    fn a_snapshot_sees_what_was_committed_then_whatever_comes_later() {
        let rows = rows(&[(A, 1), (A, 3), (B, 4), (A, 6)], true);
        let seen = |snapshot| {
            (rows.as_of(A, snapshot).map(|row| row.version), rows.as_of(B, snapshot).map(|row| row.value))
        };
        assert_eq!(
            [0, 1, 3, 5, 6].map(seen),
            [(None, None), (Some(1), None), (Some(3), None), (Some(3), Some(40)), (Some(6), Some(40))]
        );
    }

    #[test]
    fn nothing_old_is_kept_that_nobody_looks_at() {
        assert_eq!(rows(&[(A, 1), (A, 3), (A, 6)], false).kept(), 0);
        let mut rows = rows(&[(A, 1), (A, 3), (A, 6), (B, 7)], true);
        rows.vacuum(Some(3));
        assert_eq!((rows.kept(), rows.as_of(A, 3).map(|row| row.version)), (1, Some(3)));
        rows.vacuum(Some(6));
        assert_eq!((rows.kept(), rows.as_of(A, 6).map(|row| row.version)), (0, Some(6)));
        rows.vacuum(None);
        assert_eq!(rows.committed(A).map(|row| row.version), Some(6));
    }

    #[test]
    fn undoing_a_write_leaves_what_another_wrote_over_it() {
        let mut rows = rows(&[(A, 1)], false);
        rows.write(A, 7, 2, 20);
        rows.write(A, 8, 3, 30);
        assert_eq!(
            (rows.latest(A).map(|row| row.version), rows.own(A, 7).map(|row| row.version)),
            (Some(3), Some(2))
        );
        rows.take(A, 7);
        assert_eq!(
            (rows.latest(A).map(|row| row.value), rows.committed(A).map(|row| row.value)),
            (Some(30), Some(10))
        );
        rows.take(A, 8);
        assert_eq!((rows.latest(A).map(|row| row.value), rows.kept()), (Some(10), 0));
    }

    #[test]
    fn a_commit_of_what_was_written_over_by_a_committed_version_changes_nothing() {
        let mut rows = rows(&[(A, 5)], false);
        rows.install(A, Versioned { version: 4, value: 40 }, true);
        assert_eq!((rows.committed(A).map(|row| row.version), rows.kept()), (Some(5), 0));
    }
}
