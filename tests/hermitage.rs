//! The table of transactions held to the rows of Hermitage: the script of each anomaly is played at
//! each level, step by step, and what is seen says whether the level prevents it. A step that has
//! to wait is taken when its transaction is woken, and the steps of that transaction behind it
//! wait, too, as those of a client would.
#![cfg(not(target_arch = "wasm32"))]

use eventual::base::ids::AccountId;
use eventual::base::time::Time;
use eventual::data::rows::Versioned;
use eventual::data::transactions::{Level, Rules, Step, Transactions, TxnId};
use std::collections::{BTreeMap, VecDeque};

const SEEN: &str = include_str!("data/hermitage.json");

/// One step of a transaction. Rows are 1 and 2, with 10 and 20 in them; a third and a fourth can be
/// added.
#[derive(Clone, Copy, Debug)]
enum Do {
    Read(u32),
    Write(u32, i64),
    Commit,
    Abort,
}
use Do::{Abort, Commit, Read, Write};

/// A search through all rows that there are or may be: who finds that a row is not there has read
/// that.
const SCAN: [Do; 4] = [Read(1), Read(2), Read(3), Read(4)];

/// What came of a script.
#[derive(Default)]
struct Played {
    /// What each transaction read, in its order; a row that is not there is nothing.
    reads: Vec<(u64, u32, Option<i64>)>,
    committed: Vec<u64>,
    turned_away: Vec<u64>,
    end: BTreeMap<u32, i64>,
}

impl Played {
    fn has_committed(&self, all: &[u64]) -> bool {
        all.iter().all(|txn| self.committed.contains(txn))
    }

    fn read(&self, txn: u64, row: u32, value: i64) -> bool {
        self.reads.contains(&(txn, row, Some(value)))
    }
}

fn play(rules: Rules, script: &[(u64, &[Do])]) -> Played {
    let mut table = Transactions::under(rules);
    for (row, value) in [(1, 10), (2, 20)] {
        table.load(AccountId(row), Versioned { version: 0, value });
    }
    let mut played = Played::default();
    let mut queues: BTreeMap<u64, VecDeque<Do>> = BTreeMap::new();
    for (txn, steps) in script {
        if played.turned_away.contains(txn) {
            continue;
        }
        if !queues.contains_key(txn) {
            table.begin(TxnId(*txn));
        }
        let queue = queues.entry(*txn).or_default();
        let waits = !queue.is_empty();
        queue.extend(steps.iter().copied());
        let mut runnable = if waits { Vec::new() } else { vec![*txn] };
        while let Some(txn) = runnable.pop() {
            let queue = queues.get_mut(&txn).expect("it has begun");
            go_on(&mut table, txn, queue, &mut played);
            while let Some(TxnId(woken)) = table.next_woken() {
                runnable.insert(0, woken);
            }
        }
    }
    assert!(queues.values().all(VecDeque::is_empty), "{rules:?}: somebody waits for ever: {queues:?}");
    let last = TxnId(99);
    table.begin(last);
    for row in 1..=4 {
        if let Some(it) = table.seen(last, AccountId(row)) {
            played.end.insert(row, it.value);
        }
    }
    played
}

/// Takes the steps of a transaction until it waits or has none left.
fn go_on(table: &mut Transactions<i64>, txn: u64, queue: &mut VecDeque<Do>, played: &mut Played) {
    let (id, now) = (TxnId(txn), Time(0));
    while let Some(&step) = queue.front() {
        let aborted = match step {
            Read(row) => match table.read(id, AccountId(row), now) {
                Step::Done(seen) => {
                    played.reads.push((txn, row, seen.map(|it| it.value)));
                    false
                }
                Step::Waits => return,
                Step::Aborted(_) => true,
            },
            Write(row, value) => match table.write(id, AccountId(row), now, |_| value) {
                Step::Done(_) => false,
                Step::Waits => return,
                Step::Aborted(_) => true,
            },
            Commit => match table.commit(id, now) {
                Step::Done(changed) => {
                    table.applied(id, &changed, now);
                    played.committed.push(txn);
                    false
                }
                Step::Waits => unreachable!("nobody waits to commit"),
                Step::Aborted(_) => true,
            },
            Abort => {
                table.abort(id, now);
                false
            }
        };
        queue.pop_front();
        if aborted {
            played.turned_away.push(txn);
            queue.clear();
        }
    }
}

/// The scripts of Hermitage, in its order of steps, and whether the anomaly was seen.
fn occurs(anomaly: &str, rules: Rules) -> bool {
    let play = |script: &[(u64, &[Do])]| play(rules, script);
    match anomaly {
        "G0" => {
            let script: &[(u64, &[Do])] = &[
                (1, &[Write(1, 11)]),
                (2, &[Write(1, 12)]),
                (1, &[Write(2, 21), Commit]),
                (2, &[Write(2, 22), Commit]),
            ];
            // Without locks the second transaction is not held up, so that the first one writes its
            // second row last.
            let overtaking: &[(u64, &[Do])] = &[
                (1, &[Write(1, 11)]),
                (2, &[Write(1, 12)]),
                (2, &[Write(2, 22)]),
                (1, &[Write(2, 21), Commit]),
                (2, &[Commit]),
            ];
            [script, overtaking].iter().any(|script| {
                let end = play(script).end;
                [(11, 22), (12, 21)].contains(&(end[&1], end[&2]))
            })
        }
        "G1a" => {
            let it = play(&[(1, &[Write(1, 101)]), (2, &SCAN), (1, &[Abort]), (2, &SCAN), (2, &[Commit])]);
            it.read(2, 1, 101)
        }
        "G1b" => {
            let it = play(&[
                (1, &[Write(1, 101)]),
                (2, &SCAN),
                (1, &[Write(1, 11), Commit]),
                (2, &SCAN),
                (2, &[Commit]),
            ]);
            it.read(2, 1, 101)
        }
        "G1c" => {
            let it = play(&[
                (1, &[Write(1, 11)]),
                (2, &[Write(2, 22)]),
                (1, &[Read(2)]),
                (2, &[Read(1)]),
                (1, &[Commit]),
                (2, &[Commit]),
            ]);
            it.has_committed(&[1, 2]) && it.read(1, 2, 22) && it.read(2, 1, 11)
        }
        "OTV" => {
            let it = play(&[
                (1, &[Write(1, 11), Write(2, 19)]),
                (2, &[Write(1, 12)]),
                (1, &[Commit]),
                (3, &[Read(1)]),
                (2, &[Write(2, 18)]),
                (3, &[Read(2)]),
                (2, &[Commit]),
                (3, &[Read(2), Read(1), Commit]),
            ]);
            // The third transaction saw the second one's first row, and looks at a second row from
            // before it, or at either the other way round.
            let first = play(&[
                (1, &[Write(1, 11), Write(2, 19)]),
                (2, &[Write(1, 12)]),
                (1, &[Commit]),
                (3, &[Read(1), Read(2)]),
                (2, &[Write(2, 18), Commit]),
                (3, &[Commit]),
            ]);
            let saw =
                |it: &Played, row, value| it.reads.iter().position(|read| *read == (3, row, Some(value)));
            let vanished = |it: &Played| {
                let (new, old) = ((saw(it, 1, 12), saw(it, 2, 18)), (saw(it, 1, 11), saw(it, 2, 19)));
                let after =
                    |new: Option<usize>, old: Option<usize>| new.zip(old).is_some_and(|(new, old)| new < old);
                after(new.0, old.1) || after(new.1, old.0)
            };
            it.has_committed(&[3]) && vanished(&it) || first.has_committed(&[3]) && vanished(&first)
        }
        "PMP" => {
            let it = play(&[(1, &SCAN), (2, &[Write(3, 30), Commit]), (1, &SCAN), (1, &[Commit])]);
            it.has_committed(&[1]) && it.read(1, 3, 30) && it.reads.contains(&(1, 3, None))
        }
        "P4" => {
            let it = play(&[
                (1, &[Read(1)]),
                (2, &[Read(1)]),
                (1, &[Write(1, 11)]),
                (2, &[Write(1, 12)]),
                (1, &[Commit]),
                (2, &[Commit]),
            ]);
            it.has_committed(&[1, 2]) && it.read(1, 1, 10) && it.read(2, 1, 10)
        }
        "G-single" => {
            let it = play(&[
                (1, &[Read(1)]),
                (2, &[Read(1), Read(2)]),
                (2, &[Write(1, 12), Write(2, 18), Commit]),
                (1, &[Read(2), Commit]),
            ]);
            it.has_committed(&[1, 2]) && it.read(1, 1, 10) && it.read(1, 2, 18)
        }
        "G2-item" => {
            let both = [Read(1), Read(2)];
            let it = play(&[
                (1, &both),
                (2, &both),
                (1, &[Write(1, 11)]),
                (2, &[Write(2, 21)]),
                (1, &[Commit]),
                (2, &[Commit]),
            ]);
            it.has_committed(&[1, 2]) && it.read(1, 2, 20) && it.read(2, 1, 10)
        }
        "G2" => {
            let it = play(&[
                (1, &SCAN),
                (2, &SCAN),
                (1, &[Write(3, 30)]),
                (2, &[Write(4, 42)]),
                (1, &[Commit]),
                (2, &[Commit]),
            ]);
            let unseen = it.reads.contains(&(1, 4, None)) && it.reads.contains(&(2, 3, None));
            // The example of Fekete and others, where one of three only reads.
            let three = play(&[
                (1, &SCAN),
                (2, &[Write(2, 25), Commit]),
                (3, &SCAN),
                (3, &[Commit]),
                (1, &[Write(1, 0), Commit]),
            ]);
            let cycle = three.has_committed(&[1, 2, 3])
                && three.read(1, 2, 20)
                && three.read(3, 2, 25)
                && three.read(3, 1, 10);
            it.has_committed(&[1, 2]) && unseen || cycle
        }
        other => unreachable!("Hermitage has no {other}"),
    }
}

fn rules(level: Level) -> Rules {
    Rules { level, long_write_locks: true, detects_deadlocks: true }
}

#[test]
fn each_level_prevents_what_hermitage_saw_a_database_prevent_at_it() {
    let seen: serde_json::Value = serde_json::from_str(SEEN).expect("a table");
    let words = |value: &serde_json::Value| {
        value.as_str().expect("words").split(' ').map(str::to_owned).collect::<Vec<_>>()
    };
    let of = |model: &str| {
        let row =
            seen["levels"].as_array().expect("rows").iter().find(|row| row["model"] == model).expect("a row");
        words(&row["prevented"])
    };
    let levels = [
        (Level::ReadUncommitted, "PL-1"),
        (Level::ReadCommitted, "monotonic-atomic-view"),
        (Level::Snapshot, "PL-SI"),
        (Level::Locking, "PL-3"),
        (Level::SerializableSnapshot, "PL-3"),
    ];
    for (level, model) in levels {
        let anomalies = words(&seen["anomalies"]);
        let prevented: Vec<String> =
            anomalies.into_iter().filter(|anomaly| !occurs(anomaly, rules(level))).collect();
        assert_eq!(prevented, of(model), "{level:?}");
    }
}

#[test]
fn without_long_write_locks_not_even_dirty_writes_are_prevented() {
    for level in [Level::ReadUncommitted, Level::ReadCommitted] {
        assert!(occurs("G0", Rules { long_write_locks: false, ..rules(level) }), "{level:?}");
    }
}
