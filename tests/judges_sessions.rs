//! Causality and the guarantees of sessions, held to published answers, to their definitions tried
//! in every order, and to what replicas really had.
#![cfg(not(target_arch = "wasm32"))]

#[path = "common/facts.rs"]
mod facts;
#[path = "judges/txns.rs"]
#[allow(dead_code, reason = "only the draws are needed here")]
mod txns;

use eventual::check::accesses::{Accesses, From};
use eventual::check::causal::{self, Level, patterns};
use eventual::check::history::{History, Operation, Outcome, Place};
use eventual::check::sessions::reached::{Replicas, first_break};
use eventual::check::sessions::{self, Guarantee};
use eventual::check::value::Value;
use eventual::check::verdict::Verdict;
use facts::{names, rows, steps, table, text};
use std::collections::{BTreeMap, BTreeSet};
use txns::Draws;

const BUDGET: u64 = 1_000_000;

fn access(process: u64, key: &str, write: Option<i64>, read: Option<i64>, at: u64) -> Operation {
    Operation {
        process,
        f: if write.is_some() { "write" } else { "read" }.into(),
        key: Some(key.into()),
        asked: write.map_or(Value::Nil, Value::Int),
        told: read.map_or(Value::Nil, Value::Int),
        invoked: at * 10,
        returned: Some(at * 10 + 5),
        outcome: Outcome::Ok,
        place: Place::default(),
    }
}

fn read(history: &History) -> Accesses {
    Accesses::read(history, Some(&Value::Int(0))).expect("reads and writes")
}

#[test]
fn published_histories() {
    for case in rows(&table("causal.json")["cases"]) {
        let mut operations = Vec::new();
        for (process, session) in rows(&case["sessions"]).iter().enumerate() {
            for (nth, step) in steps(text(session)).into_iter().enumerate() {
                let value = Some(step[2].parse().expect("a number"));
                let (write, told) = if step[0] == "w" { (value, None) } else { (None, value) };
                operations.push(access(process as u64, step[1], write, told, nth as u64));
            }
        }
        operations.sort_by_key(|it| it.invoked);
        let accesses = read(&History::new(operations));
        let (name, holds) = (text(&case["name"]), names(&case["holds"]));
        let mut found = BTreeSet::new();
        for (level, word) in [(Level::Cc, "CC"), (Level::Cm, "CM"), (Level::Ccv, "CCv")] {
            let verdict = causal::verdict(&accesses, level, BUDGET);
            assert_eq!(verdict == Verdict::Holds, holds.contains(word), "{name}: {word}");
            found.extend(
                patterns(&accesses, level, &mut BUDGET.clone())
                    .expect("budget")
                    .into_iter()
                    .map(|it| it.name),
            );
            if let Verdict::Violated(witness) = verdict {
                minimal(&accesses, &witness.operations, |part| causal::verdict(part, level, BUDGET));
            }
        }
        assert_eq!(found, names(&case["patterns"]), "{name}");
        let session = name
            .strip_suffix("-broken")
            .and_then(|name| Guarantee::ALL.into_iter().find(|it| it.word() == name));
        if let Some(guarantee) = session {
            let Verdict::Violated(witness) = sessions::verdict(&accesses, Some(guarantee), BUDGET) else {
                panic!("{name}")
            };
            assert_eq!(witness.anomaly, guarantee.word());
            minimal(&accesses, &witness.operations, |part| sessions::verdict(part, Some(guarantee), BUDGET));
        }
        assert_eq!(
            sessions::verdict(&accesses, None, BUDGET) == Verdict::Holds,
            holds.contains("CC"),
            "{name}: all four"
        );
    }
}

fn minimal(accesses: &Accesses, witness: &[usize], judge: impl Fn(&Accesses) -> Verdict) {
    assert_eq!(judge(&accesses.only(witness)).word(), "violated");
    for gone in witness {
        let rest: Vec<usize> = witness.iter().copied().filter(|it| it != gone).collect();
        assert!(
            matches!(judge(&accesses.only(&rest)).word(), "holds" | "vacuous"),
            "{witness:?} without {gone}"
        );
    }
}

/// Up to three processes with reads and writes of two keys; reads see something that is there,
/// rarely something that is not.
fn random(draws: &mut Draws) -> History {
    let count = 2 + draws.below(5);
    let mut operations: Vec<Operation> = Vec::new();
    let plan: Vec<(u64, usize, bool)> =
        (0..count).map(|_| (draws.below(3), draws.below(2) as usize, draws.one_in(2))).collect();
    for (at, &(process, key, write)) in plan.iter().enumerate() {
        let value = (at + 1) as i64;
        let told = if write {
            None
        } else {
            let choices: Vec<i64> = plan
                .iter()
                .enumerate()
                .filter(|(_, it)| it.2 && it.1 == key)
                .map(|(at, _)| (at + 1) as i64)
                .chain([0])
                .collect();
            Some(if draws.one_in(60) { 99 } else { choices[draws.below(choices.len() as u64) as usize] })
        };
        operations.push(access(process, ["x", "y"][key], write.then_some(value), told, at as u64));
    }
    History::new(operations)
}

/// Sets of accesses as bits.
type Set = u32;

/// The definitions of the levels, tried on every order.
struct Brute<'a> {
    accesses: &'a Accesses,
    /// What comes before each by sessions and reads.
    co: Vec<Set>,
    po: Vec<Set>,
}

impl Brute<'_> {
    fn new(accesses: &Accesses) -> Option<Brute<'_>> {
        let count = accesses.all.len();
        let mut po = vec![0; count];
        for session in &accesses.sessions {
            for (nth, &at) in session.iter().enumerate() {
                po[at] = session[..nth].iter().fold(0, |set, it| set | 1 << it);
            }
        }
        let mut co = po.clone();
        for (at, access) in accesses.all.iter().enumerate() {
            match access.read {
                Some(From::Write(by)) => co[at] |= 1 << by,
                Some(From::Nowhere) => return None,
                _ => {}
            }
        }
        for _ in 0..count {
            for at in 0..count {
                co[at] = (0..count).filter(|it| co[at] >> it & 1 == 1).fold(co[at], |set, it| set | co[it]);
            }
        }
        (0..count).all(|at| co[at] >> at & 1 == 0).then_some(Brute { accesses, co, po })
    }

    /// Whether some order of these that follows `before` gives these reads what they saw.
    fn explained(
        &self,
        members: Set,
        before: &[Set],
        reads: Set,
        done: Set,
        last: [Option<usize>; 2],
    ) -> bool {
        if members & !done == 0 {
            return true;
        }
        (0..self.accesses.all.len()).any(|at| {
            if (members & !done) >> at & 1 == 0 || before[at] & members & !done != 0 {
                return false;
            }
            let access = &self.accesses.all[at];
            let mut last = last;
            match access.read {
                None => last[access.key] = Some(at),
                Some(From::Write(by)) if reads >> at & 1 == 1 && last[access.key] != Some(by) => {
                    return false;
                }
                Some(From::Initial) if reads >> at & 1 == 1 && last[access.key].is_some() => return false,
                _ => {}
            }
            self.explained(members, before, reads, done | 1 << at, last)
        })
    }

    fn holds(&self, level: Level) -> bool {
        match level {
            Level::Cc => self.cc(),
            Level::Cm => self.cm(),
            Level::Ccv => self.ccv(),
            Level::Pram => self.pram(),
        }
    }

    fn cc(&self) -> bool {
        (0..self.co.len()).all(|at| self.explained(self.co[at] | 1 << at, &self.co, 1 << at, 0, [None; 2]))
    }

    fn cm(&self) -> bool {
        (0..self.co.len())
            .all(|at| self.explained(self.co[at] | 1 << at, &self.co, self.po[at] | 1 << at, 0, [None; 2]))
    }

    fn pram(&self) -> bool {
        let writes = (0..self.co.len())
            .filter(|at| self.accesses.all[*at].read.is_none())
            .fold(0, |set, at| set | 1 << at);
        self.accesses.sessions.iter().all(|session| {
            let own = session.iter().fold(0, |set, at| set | 1 << at);
            // The order of the sessions, and from writes to what this one read.
            self.explained(own | writes, &self.po, own, 0, [None; 2])
        })
    }

    /// One order of all writes, extending causality: each read sees the last write that it knows
    /// of.
    fn ccv(&self) -> bool {
        let count = self.co.len();
        let mut order: Vec<usize> = (0..count).collect();
        self.arbitrated(&mut order, 0, 0)
    }

    fn arbitrated(&self, order: &mut Vec<usize>, at: usize, done: Set) -> bool {
        if at == order.len() {
            return (0..order.len()).all(|read| {
                let access = &self.accesses.all[read];
                let known = |write: &&usize| {
                    self.co[read] >> **write & 1 == 1
                        && self.accesses.all[**write].read.is_none()
                        && self.accesses.all[**write].key == access.key
                };
                let last = order.iter().rev().find(known).copied();
                match access.read {
                    None => true,
                    Some(From::Write(by)) => last == Some(by),
                    _ => last.is_none(),
                }
            });
        }
        for next in at..order.len() {
            order.swap(at, next);
            let access = order[at];
            if self.co[access] & !done == 0 && self.arbitrated(order, at + 1, done | 1 << access) {
                return true;
            }
            order.swap(at, next);
        }
        false
    }
}

#[test]
fn random_histories_are_judged_as_the_definitions_say() {
    let mut draws = Draws::new(3);
    let mut seen: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    for nth in 0..20_000 {
        let history = random(&mut draws);
        let accesses = read(&history);
        if accesses.is_vacuous() {
            continue;
        }
        let brute = Brute::new(&accesses);
        for (level, word) in
            [(Level::Cc, "CC"), (Level::Cm, "CM"), (Level::Ccv, "CCv"), (Level::Pram, "PRAM")]
        {
            let thin_air = accesses.all.iter().any(|it| it.read == Some(From::Nowhere));
            let want = match &brute {
                Some(brute) => brute.holds(level),
                // Causes in a cycle: pipelined memory may still be explained, and is left to the
                // others.
                None if level == Level::Pram && !thin_air => continue,
                None => false,
            };
            let verdict = causal::verdict(&accesses, level, BUDGET);
            assert_eq!(verdict == Verdict::Holds, want, "{word} at {nth}: {:?}", history.operations);
            *seen.entry((word, verdict.word())).or_default() += 1;
            if let (Verdict::Violated(witness), 0) = (&verdict, nth % 50) {
                minimal(&accesses, &witness.operations, |part| causal::verdict(part, level, BUDGET));
            }
        }
        closed(&accesses);
        if nth % 50 == 0 {
            for promise in [None].into_iter().chain(Guarantee::ALL.map(Some)) {
                if let Verdict::Violated(witness) = sessions::verdict(&accesses, promise, BUDGET) {
                    minimal(&accesses, &witness.operations, |part| sessions::verdict(part, promise, BUDGET));
                }
            }
        }
    }
    assert!(seen.len() == 8 && seen.values().all(|count| *count > 1000), "{seen:?}");
}

/// CM contains CC, pipelined memory and writes that follow reads; CCv contains CC; pipelined memory
/// contains the other three guarantees.
fn closed(accesses: &Accesses) {
    let level = |level| causal::verdict(accesses, level, BUDGET) == Verdict::Holds;
    let guarantee = |guarantee| sessions::verdict(accesses, Some(guarantee), BUDGET) == Verdict::Holds;
    assert!(
        !level(Level::Cm)
            || (level(Level::Cc) && level(Level::Pram) && guarantee(Guarantee::WritesFollowReads)),
        "{accesses:?}"
    );
    assert!(!level(Level::Ccv) || level(Level::Cc));
    for it in [Guarantee::ReadYourWrites, Guarantee::MonotonicReads, Guarantee::MonotonicWrites] {
        assert!(!level(Level::Pram) || guarantee(it), "{it:?}: {accesses:?}");
    }
    assert_eq!(sessions::verdict(accesses, None, BUDGET) == Verdict::Holds, level(Level::Cc));
    assert!(!level(Level::Cc) || Guarantee::ALL.into_iter().all(guarantee));
}

/// Replicas that lag and pass writes on in any order; every session asks any of them.
fn lagging(draws: &mut Draws) -> (History, Replicas) {
    let (count, replicas) = (4 + draws.below(14), 2 + draws.below(2) as usize);
    let mut reached: Vec<Vec<(usize, u64)>> = vec![Vec::new(); replicas];
    let mut on_the_way: Vec<(usize, usize)> = Vec::new();
    let (mut operations, mut served) = (Vec::new(), BTreeMap::new());
    let mut keys: Vec<usize> = Vec::new();
    for at in 0..count {
        for _ in 0..draws.below(3) {
            if !on_the_way.is_empty() {
                let (write, replica) = on_the_way.swap_remove(draws.below(on_the_way.len() as u64) as usize);
                reached[replica].push((write, at * 10));
            }
        }
        let (process, key, replica) =
            (draws.below(3), draws.below(2) as usize, draws.below(replicas as u64) as usize);
        keys.push(key);
        served.insert(at as usize, (replica, at * 10 + 1));
        if draws.one_in(2) {
            reached[replica].push((at as usize, at * 10 + 1));
            on_the_way.extend((0..replicas).filter(|it| *it != replica).map(|it| (at as usize, it)));
            operations.push(access(process, ["x", "y"][key], Some(at as i64 + 1), None, at));
        } else {
            let last = reached[replica]
                .iter()
                .rev()
                .find(|(write, _)| keys[*write] == key)
                .map_or(0, |(write, _)| *write as i64 + 1);
            operations.push(access(process, ["x", "y"][key], None, Some(last), at));
        }
    }
    (History::new(operations), Replicas { reached, served })
}

#[test]
fn whom_the_black_box_accuses_the_white_box_convicts() {
    let mut draws = Draws::new(4);
    let (mut accused, mut convicted) = ([0; 4], 0);
    for _ in 0..20_000 {
        let (history, replicas) = lagging(&mut draws);
        let accesses = read(&history);
        let guilty: Vec<Guarantee> = Guarantee::ALL
            .into_iter()
            .filter(|it| first_break(&accesses, &replicas, *it).is_some())
            .collect();
        convicted += usize::from(!guilty.is_empty());
        for guarantee in Guarantee::ALL {
            let Verdict::Violated(witness) = sessions::verdict(&accesses, Some(guarantee), BUDGET) else {
                continue;
            };
            accused[guarantee as usize] += 1;
            assert!(!guilty.is_empty(), "{guarantee:?} {witness:?}: {history:?} {replicas:?}");
            // A session that wrote or saw something and then reads the initial state needs no order
            // to be sure.
            let initial = witness.operations.iter().any(|it| {
                history.operations[*it].f == "read" && history.operations[*it].told == Value::Int(0)
            });
            if initial && guarantee <= Guarantee::MonotonicReads {
                assert!(guilty.contains(&guarantee), "{guarantee:?} {witness:?}: {history:?} {replicas:?}");
            }
        }
        if guilty.is_empty() {
            assert_ne!(
                sessions::verdict(&accesses, None, BUDGET).word(),
                "violated",
                "{history:?} {replicas:?}"
            );
        }
    }
    assert!(accused.iter().all(|it| *it > 5) && convicted > 1000, "{accused:?} {convicted}");
}

#[test]
fn values_that_were_written_twice_are_not_guessed_about() {
    let history = History::new(vec![
        access(0, "x", Some(1), None, 0),
        access(1, "x", Some(1), None, 1),
        access(0, "x", None, Some(1), 2),
    ]);
    for level in [Level::Cc, Level::Cm, Level::Ccv, Level::Pram] {
        assert_eq!(causal::verdict(&read(&history), level, BUDGET).word(), "unknown");
    }
    assert_eq!(sessions::verdict(&read(&history), None, BUDGET).word(), "unknown");
}
