//! A table under concurrent transactions: who may read which version, who has to wait, and who is
//! turned away.
//!
//! ```text
//!   begin ──▶ read, write ... ──▶ commit ──▶ applied      what is committed is shown when whoever owns the table has it on disk
//!                │    │             │
//!                │    └─ waits ─▶ woken, and the same step again
//!                └───── aborted ◀───┘
//! ```
//!
//! | level | reads | writes | turned away |
//! | --- | --- | --- | --- |
//! | read uncommitted | the newest version, whoever wrote it | in place, locked to the end | on a deadlock |
//! | read committed | the newest committed version | in place, locked to the end | on a deadlock |
//! | snapshot | what was committed at the beginning | apart, shown at the commit | if another committed a version of a written row meanwhile: the first committer wins |
//! | serializable, by locks | the newest version, locked to the end | in place, locked to the end | on a deadlock |
//! | serializable, by snapshots | as snapshot | as snapshot | also as the middle of two [rw-conflicts](crate::data::rw_conflicts) |
//!
//! Without long write locks a lock lasts as long as the write, and anybody writes over what is not
//! committed (degree 0 of Gray, Lorie, Putzolu and Traiger, *Granularity of Locks and Degrees of
//! Consistency in a Shared Data Base*, 1976, who define the levels by locks; Berenson and others,
//! *A Critique of ANSI SQL Isolation Levels*, SIGMOD 1995, for snapshot isolation and for what the
//! levels let happen). A row that is not there is read, locked and marked like any other, so a
//! search that reads the keys where there is nothing meets whoever adds a row: there are no
//! phantoms where there is nothing else.

use crate::base::digest::{Digest, Stable};
use crate::base::ids::AccountId;
use crate::base::time::Time;
use crate::data::locks::{Lock, Locks, Mode};
use crate::data::rows::{Rows, Versioned};
use crate::data::rw_conflicts::RwConflicts;
use std::collections::{BTreeMap, BTreeSet};

/// A transaction, by the name that whoever began it gave to it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct TxnId(pub u64);

impl Stable for TxnId {
    fn feed(&self, digest: &mut Digest) {
        digest.word(self.0);
    }
}

/// How transactions are kept apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Level {
    /// Reads take what is there.
    ReadUncommitted,
    /// Reads take what is committed.
    ReadCommitted,
    /// Reads take what was committed at the beginning; the first committer wins.
    Snapshot,
    /// Two-phase locking: what is read is locked, too.
    Locking,
    /// Serializable snapshot isolation.
    SerializableSnapshot,
}

/// The rules of a table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rules {
    /// How transactions are kept apart.
    pub level: Level,
    /// Whether what is written stays locked to the end.
    pub long_write_locks: bool,
    /// Whether who closes a cycle of waiting is turned away.
    pub detects_deadlocks: bool,
}

/// Why a transaction was turned away. It was undone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Why {
    /// It would have waited for somebody who waits for it.
    Deadlock,
    /// Another one that it did not see was the first to commit a version of the same row.
    Overtaken,
    /// It would have been the middle of two rw-conflicts, or made one of another.
    Pivot,
}

/// What came of a step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step<A> {
    /// It is done.
    Done(A),
    /// The transaction waits for a lock. When [`Transactions::next_woken`] names it the step is to
    /// be taken again.
    Waits,
    /// The transaction was undone.
    Aborted(Why),
}

/// A row that a transaction changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Changed<T> {
    /// Which row.
    pub key: AccountId,
    /// What it was when the transaction committed, if there was such a row.
    pub before: Option<T>,
    /// What it is.
    pub row: Versioned<T>,
}

#[derive(Clone, Debug)]
struct Open {
    snapshot: u64,
    wrote: BTreeSet<AccountId>,
    committing: bool,
}

/// A table of rows `T` and the transactions that are open on it.
#[derive(Clone, Debug)]
pub struct Transactions<T> {
    rules: Rules,
    rows: Rows<T, TxnId>,
    locks: Locks<AccountId, TxnId>,
    conflicts: RwConflicts<AccountId, TxnId>,
    open: BTreeMap<TxnId, Open>,
    woken: Vec<TxnId>,
    /// The last version that was given to a write.
    given: u64,
    /// The last version that a new snapshot sees.
    shown: u64,
}

impl<T> Default for Transactions<T> {
    fn default() -> Self {
        Transactions::under(Rules { level: Level::Locking, long_write_locks: true, detects_deadlocks: true })
    }
}

impl<T> Transactions<T> {
    /// An empty table with these rules.
    pub fn under(rules: Rules) -> Self {
        Transactions {
            rules,
            rows: Rows::default(),
            locks: Locks::default(),
            conflicts: RwConflicts::default(),
            open: BTreeMap::new(),
            woken: Vec::new(),
            given: 0,
            shown: 0,
        }
    }
}

impl<T: Clone + PartialEq> Transactions<T> {
    /// A row is there before any transaction begins.
    pub fn load(&mut self, key: AccountId, row: Versioned<T>) {
        self.shown = self.shown.max(row.version);
        self.given = self.given.max(row.version);
        self.rows.install(key, row, false);
    }

    /// Versions that are given from here on are later than this one.
    pub fn give_after(&mut self, version: u64) {
        self.given = self.given.max(version);
    }

    /// A transaction begins.
    pub fn begin(&mut self, txn: TxnId) {
        self.open.insert(txn, Open { snapshot: self.shown, wrote: BTreeSet::new(), committing: false });
        if self.rules.level == Level::SerializableSnapshot {
            self.conflicts.begin(txn);
        }
    }

    /// A transaction reads a row: what it wrote itself, or what its level shows.
    pub fn read(&mut self, txn: TxnId, key: AccountId, now: Time) -> Step<Option<Versioned<T>>> {
        if self.rules.level == Level::Locking
            && let Some(held_up) = self.lock(txn, key, Mode::Shared, now)
        {
            return held_up;
        }
        if self.rules.level == Level::SerializableSnapshot && self.conflicts.reads(txn, key).is_err() {
            return self.turn_away(txn, Why::Pivot, now);
        }
        Step::Done(self.seen(txn, key))
    }

    /// What a transaction sees of a row, without the marks and the locks of a read.
    pub fn seen(&self, txn: TxnId, key: AccountId) -> Option<Versioned<T>> {
        let own = self.rows.own(key, txn).cloned();
        own.or_else(|| match self.rules.level {
            Level::ReadUncommitted => self.rows.latest(key).cloned(),
            Level::ReadCommitted | Level::Locking => self.rows.committed(key).cloned(),
            Level::Snapshot | Level::SerializableSnapshot => self.rows.as_of(key, self.open[&txn].snapshot),
        })
    }

    /// A transaction writes a row, made of what it sees of it. Says which version that made; at the
    /// levels of snapshots it is given another one at the commit.
    pub fn write(
        &mut self,
        txn: TxnId,
        key: AccountId,
        now: Time,
        change: impl FnOnce(Option<Versioned<T>>) -> T,
    ) -> Step<u64> {
        let in_place = self.writes_in_place();
        if in_place && let Some(held_up) = self.lock(txn, key, Mode::Exclusive, now) {
            return held_up;
        }
        if self.rules.level == Level::SerializableSnapshot && self.conflicts.writes(txn, key).is_err() {
            return self.turn_away(txn, Why::Pivot, now);
        }
        let before = if in_place { self.rows.latest(key).cloned() } else { self.seen(txn, key) };
        self.given += 1;
        self.rows.write(key, txn, self.given, change(before));
        self.open.get_mut(&txn).expect("only who began writes").wrote.insert(key);
        if in_place && !self.rules.long_write_locks {
            let granted = self.locks.release_one(key, txn, now);
            self.woken.extend(granted);
        }
        Step::Done(self.given)
    }

    /// A transaction wants to commit. If it may, this is what it changed; nobody sees it, and it
    /// keeps its locks, until it is [applied](Transactions::applied).
    pub fn commit(&mut self, txn: TxnId, now: Time) -> Step<Vec<Changed<T>>> {
        let Open { snapshot, wrote, .. } = self.open[&txn].clone();
        if !self.writes_in_place() && wrote.iter().any(|&key| self.was_overtaken(key, snapshot)) {
            return self.turn_away(txn, Why::Overtaken, now);
        }
        if self.rules.level == Level::SerializableSnapshot && self.conflicts.commit(txn).is_err() {
            return self.turn_away(txn, Why::Pivot, now);
        }
        self.open.get_mut(&txn).expect("it is open").committing = true;
        let mut changed = Vec::new();
        for key in wrote {
            let Some(mut row) = self.rows.own(key, txn).cloned() else { continue };
            if !self.writes_in_place() {
                self.given += 1;
                row.version = self.given;
            }
            changed.push(Changed { key, before: self.rows.committed(key).map(|row| row.value.clone()), row });
        }
        Step::Done(changed)
    }

    /// What a transaction committed is shown from here on.
    pub fn applied(&mut self, txn: TxnId, changed: &[Changed<T>], now: Time) {
        self.open.remove(&txn);
        if self.rules.level == Level::SerializableSnapshot {
            self.conflicts.ended(txn);
        }
        let oldest = self.oldest();
        for Changed { key, row, .. } in changed {
            self.rows.take(*key, txn);
            self.rows.install(*key, row.clone(), oldest.is_some());
            self.shown = self.shown.max(row.version);
        }
        self.end(txn, now);
    }

    /// A transaction did not happen.
    pub fn abort(&mut self, txn: TxnId, now: Time) {
        let Some(open) = self.open.remove(&txn) else { return };
        open.wrote.iter().for_each(|&key| _ = self.rows.take(key, txn));
        self.conflicts.abort(txn);
        self.end(txn, now);
    }

    /// The next transaction that has got the lock for which it waited.
    pub fn next_woken(&mut self) -> Option<TxnId> {
        (!self.woken.is_empty()).then(|| self.woken.remove(0))
    }

    /// The newest committed version of a row.
    pub fn committed(&self, key: AccountId) -> Option<&Versioned<T>> {
        self.rows.committed(key)
    }

    /// Whether writes go to the rows themselves, under locks, so that others may see them before
    /// they are committed.
    pub fn writes_in_place(&self) -> bool {
        matches!(self.rules.level, Level::ReadUncommitted | Level::ReadCommitted | Level::Locking)
    }

    /// For whom a transaction waits.
    pub fn waits_for(&self, txn: TxnId) -> BTreeSet<TxnId> {
        self.locks.waits_for(txn)
    }

    /// All keys that are locked.
    pub fn locks(&self) -> impl Iterator<Item = (AccountId, &Lock<TxnId>)> {
        self.locks.iter()
    }

    /// How many stand in queues for locks.
    pub fn waiting(&self) -> usize {
        self.locks.waiting()
    }

    /// How many versions of rows, locks and transactions it keeps beside the rows themselves.
    pub fn kept(&self) -> usize {
        self.rows.kept() + self.locks.len() + self.conflicts.len() + self.open.len()
    }

    /// Wants a lock; says what holds the step up, if something does.
    fn lock<A>(&mut self, txn: TxnId, key: AccountId, mode: Mode, now: Time) -> Option<Step<A>> {
        if self.locks.acquire(key, txn, mode, now) {
            None
        } else if self.rules.detects_deadlocks && self.locks.cycle(txn).is_some() {
            Some(self.turn_away(txn, Why::Deadlock, now))
        } else {
            Some(Step::Waits)
        }
    }

    /// Whether another version of a row was committed that a snapshot does not show, or is about to
    /// be.
    fn was_overtaken(&self, key: AccountId, snapshot: u64) -> bool {
        self.rows.committed(key).is_some_and(|row| row.version > snapshot)
            || self.open.values().any(|other| other.committing && other.wrote.contains(&key))
    }

    fn turn_away<A>(&mut self, txn: TxnId, why: Why, now: Time) -> Step<A> {
        self.abort(txn, now);
        Step::Aborted(why)
    }

    fn end(&mut self, txn: TxnId, now: Time) {
        let granted = self.locks.release(txn, now);
        self.woken.retain(|woken| *woken != txn);
        self.woken.extend(granted);
        let oldest = self.oldest();
        self.rows.vacuum(oldest);
    }

    /// The oldest snapshot that somebody looks at.
    fn oldest(&self) -> Option<u64> {
        if self.writes_in_place() { None } else { self.open.values().map(|it| it.snapshot).min() }
    }
}
