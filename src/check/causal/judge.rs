//! The verdict on causality, with the smallest set of operations that proves it.

use super::{Level, Pattern, patterns};
use crate::base::text::{TextBuf, text};
use crate::check::accesses::{Accesses, From};
use crate::check::history::Complaint;
use crate::check::judge::{Answer, Checker, Question};
use crate::check::shrink::shrink;
use crate::check::spec::Kind;
use crate::check::verdict::{Relation, Unknown, Verdict, Why, Witness};
use crate::check::watch::Watcher;

/// Judges reads and writes. Unknown where a value was written twice to one key, because then nobody
/// can tell which of the two was read. The budget is in steps, for the verdict and its witness
/// together; a witness that is not small when it is spent stays as it is.
pub fn verdict(accesses: &Accesses, level: Level, budget: u64) -> Verdict {
    if let Some(verdict) = accesses.beyond_judging(budget) {
        return verdict;
    }
    let mut left = budget;
    match patterns(accesses, level, &mut left) {
        None => Verdict::Unknown(Unknown::because_of(Why::Spent, budget)),
        Some(found) if found.is_empty() => Verdict::Holds,
        Some(_) => Verdict::Violated(Box::new(witness(accesses, level, budget, left))),
    }
}

fn found(accesses: &Accesses, level: Level, budget: u64) -> Option<Pattern> {
    patterns(accesses, level, &mut budget.clone())?.into_iter().next()
}

fn witness(accesses: &Accesses, level: Level, budget: u64, mut left: u64) -> Witness {
    let all: Vec<usize> = accesses.all.iter().map(|it| it.place).collect();
    let kept = shrink(all, |places| {
        // To prepare an attempt takes time too.
        left = left.saturating_sub(places.len() as u64);
        patterns(&accesses.only(places), level, &mut left).is_some_and(|found| !found.is_empty())
    });
    let part = accesses.only(&kept);
    let pattern = found(&part, level, budget).unwrap_or(Pattern { name: "CyclicCO", accesses: Vec::new() });
    Witness {
        anomaly: pattern.name,
        operations: kept,
        relations: relations(&part),
        because: because(&part, &pattern),
    }
}

/// What a witness of reads and writes hangs together by: sessions, and who read from whom.
pub fn relations(part: &Accesses) -> Vec<Relation> {
    let place = |at: usize| part.all[at].place;
    let mut out = Vec::new();
    for session in &part.sessions {
        out.extend(session.windows(2).map(|pair| Relation {
            from: place(pair[0]),
            to: place(pair[1]),
            kind: "process",
            about: None,
        }));
    }
    for (at, access) in part.all.iter().enumerate() {
        if let Some(From::Write(by)) = access.read {
            out.push(Relation {
                from: place(by),
                to: place(at),
                kind: "reads-from",
                about: Some(part.named(by)),
            });
        }
    }
    out
}

/// Why a pattern breaks causality.
pub fn because(part: &Accesses, pattern: &Pattern) -> TextBuf {
    let named = |nth: usize| pattern.accesses.get(nth).map_or_else(String::new, |&at| part.named(at));
    let process = |nth: usize| pattern.accesses.get(nth).map_or(0, |&at| part.all[at].process);
    let (first, second, last) = (named(0), named(1), pattern.accesses.len().saturating_sub(1));
    let (reader, read) = (process(last), named(last));
    match pattern.name {
        "ThinAirRead" => TextBuf { en: format!("Process {reader} read {read}, which nobody ever wrote."), zh: format!("进程 {reader} 读到了 {read}，而从来没有人写过它。") },
        "WriteCOInitRead" | "WriteHBInitRead" => TextBuf {
            en: format!("Process {reader} read the initial state although the write of {first} comes before that read: by the order of sessions and by what was read, its effect should have been seen."),
            zh: format!("进程 {reader} 读到的是初始状态，但按会话顺序和读取关系，写入 {first} 在这次读取之前，它的结果本应可见。"),
        },
        "WriteCORead" => TextBuf {
            en: format!("Process {reader} read {read}, but {second} was written after {first}, and process {reader} knew of {second}: it read an overwritten value."),
            zh: format!("进程 {reader} 读到 {read}，但 {second} 是在知道 {first} 之后写入的，而该进程已经知道它：读到的是已被覆盖的值。"),
        },
        "CyclicCO" => TextBuf {
            en: "By the order of sessions and by what was read, these operations form a cycle: each would be a cause of itself.".into(),
            zh: "按会话顺序和读取关系，这些操作构成一个环：每一个都成了自己的原因。".into(),
        },
        "CyclicCF" => TextBuf {
            en: "No single order of the writes explains these reads: each reader of one value knew of the other value, so the replicas do not agree on which came last.".into(),
            zh: "没有一个统一的写入顺序能解释这些读取：读到其中一个值的进程都已知道另一个值，各副本对哪个最后写入没有一致看法。".into(),
        },
        _ => TextBuf {
            en: "One process cannot explain its own reads: each read orders the writes it knew before the write it saw, and together these orders form a cycle.".into(),
            zh: "有一个进程无法解释它自己的读取：每次读取都要求它已知的写入排在它读到的之前，合在一起成了环。".into(),
        },
    }
}

fn check(question: &Question, level: Level) -> Result<Answer, Complaint> {
    let accesses = Accesses::read(question.history, question.initial.as_ref())?;
    Ok(verdict(&accesses, level, question.budget).into())
}

/// Whether what ended shows a pattern that nothing to come can explain: what was read from nobody
/// may still be written.
fn broken(question: &Question, level: Level) -> bool {
    let Ok(accesses) = Accesses::read(question.history, question.initial.as_ref()) else { return false };
    !accesses.ambiguous && found(&accesses.ended(question.history), level, question.budget).is_some()
}

macro_rules! judges {
    ($(($name:literal, $level:expr, $en:literal, $zh:literal),)*) => {
        /// The judges of causality.
        pub const JUDGES: &[Checker] = &[$(Checker {
            name: $name,
            title: text($en, $zh),
            kinds: &[Kind::Register],
            judge: |question| check(question, $level),
            watch: |kind, initial, budget| {
                Box::new(Watcher::new(kind, initial, budget, |question| check(question, $level), |question| broken(question, $level)))
            },
        }),*];
    };
}

judges! {
    ("causal", Level::Cm, "Causal memory: whoever sees an effect sees its causes, and each process can explain its reads", "因果内存：看到结果就能看到原因，且每个进程都能解释自己的读取"),
    ("cm", Level::Cm, "Causal memory: whoever sees an effect sees its causes, and each process can explain its reads", "因果内存：看到结果就能看到原因，且每个进程都能解释自己的读取"),
    ("cc", Level::Cc, "Weak causal consistency: whoever sees an effect sees its causes", "弱因果一致：看到结果就能看到原因"),
    ("ccv", Level::Ccv, "Causal convergence: causal, and all agree on the order of writes", "因果收敛：因果一致，且所有进程对写入顺序看法一致"),
    ("pram", Level::Pram, "Pipelined memory: each process sees the writes of every other one in their order", "流水线内存：每个进程按序看到其他进程的写入"),
    ("PRAM", Level::Pram, "Pipelined memory: each process sees the writes of every other one in their order", "流水线内存：每个进程按序看到其他进程的写入"),
}
