//! The verdict on sessions, with the smallest set of operations that proves it.

use super::Guarantee;
use super::seen::{Break, first_break};
use crate::base::text::{TextBuf, text};
use crate::check::accesses::{Accesses, From};
use crate::check::causal::{self, Level, patterns};
use crate::check::history::Complaint;
use crate::check::judge::{Answer, Checker, Question};
use crate::check::shrink::shrink;
use crate::check::spec::Kind;
use crate::check::verdict::{Relation, Unknown, Verdict, Why, Witness};
use crate::check::watch::Watcher;

/// What is promised to sessions.
type Promise = Option<Guarantee>;

/// What was found against a promise.
enum Found {
    Nothing,
    Break(Break),
    /// A read of a value that nobody ever wrote: its place in the accesses.
    Nowhere(usize),
    /// No single guarantee is broken, but all four together are.
    Together,
    Spent,
}

/// Judges one guarantee, or all four together: together they promise weak causal consistency, since
/// each replica may have an order of its own for writes that know nothing of each other. Unknown
/// where a value was written twice to one key. The budget is in steps, for the verdict and its
/// witness together; a witness that is not small when it is spent stays as it is.
pub fn verdict(accesses: &Accesses, guarantee: Option<Guarantee>, budget: u64) -> Verdict {
    if let Some(verdict) = accesses.beyond_judging(budget) {
        return verdict;
    }
    let mut left = budget;
    match look(accesses, guarantee, &mut left) {
        Found::Nothing => Verdict::Holds,
        Found::Spent => Verdict::Unknown(Unknown::because_of(Why::Spent, budget)),
        Found::Together => causal::verdict(accesses, Level::Cc, budget),
        Found::Break(_) | Found::Nowhere(_) => {
            Verdict::Violated(Box::new(witness(accesses, guarantee, budget, left)))
        }
    }
}

fn look(accesses: &Accesses, promise: Promise, left: &mut u64) -> Found {
    if let Some(at) = accesses.all.iter().position(|it| it.read == Some(From::Nowhere)) {
        return Found::Nowhere(at);
    }
    for guarantee in Guarantee::ALL.into_iter().filter(|it| promise.is_none_or(|promise| promise == *it)) {
        match first_break(accesses, guarantee, left) {
            None => return Found::Spent,
            Some(Some(found)) => return Found::Break(found),
            Some(None) => {}
        }
    }
    if promise.is_some() {
        return Found::Nothing;
    }
    match patterns(accesses, Level::Cc, left) {
        None => Found::Spent,
        Some(found) if found.is_empty() => Found::Nothing,
        Some(_) => Found::Together,
    }
}

fn witness(accesses: &Accesses, promise: Promise, budget: u64, mut left: u64) -> Witness {
    let all: Vec<usize> = accesses.all.iter().map(|it| it.place).collect();
    let broken = |places: &[usize]| {
        // To prepare an attempt takes time too.
        left = left.saturating_sub(places.len() as u64);
        left > 0 && !matches!(look(&accesses.only(places), promise, &mut left), Found::Nothing | Found::Spent)
    };
    let kept = shrink(all, broken);
    let part = accesses.only(&kept);
    let mut relations = causal::relations(&part);
    let (anomaly, because) = match look(&part, promise, &mut budget.clone()) {
        Found::Break(found) => {
            relations.push(Relation {
                from: part.all[found.missed].place,
                to: part.all[found.read].place,
                kind: "missed",
                about: Some(part.named(found.missed)),
            });
            (found.guarantee.word(), because(&part, &found))
        }
        Found::Nowhere(at) => {
            let (process, read) = (part.all[at].process, part.named(at));
            let en = format!("Process {process} read {read}, which nobody ever wrote.");
            (
                "ThinAirRead",
                TextBuf {
                    en, zh: format!("进程 {process} 读到了 {read}，而从来没有人写过它。")
                },
            )
        }
        _ => {
            let found = patterns(&part, Level::Cc, &mut budget.clone()).into_iter().flatten().next();
            found.map_or(("causal", TextBuf::default()), |it| (it.name, causal::because(&part, &it)))
        }
    };
    Witness { anomaly, operations: kept, relations, because }
}

fn because(part: &Accesses, found: &Break) -> TextBuf {
    let (read, missed) = (&part.all[found.read], &part.all[found.missed]);
    let (process, writer, wrote) = (read.process, missed.process, part.named(found.missed));
    let (saw, saw_zh) = match read.read {
        Some(From::Initial) => ("the initial state".to_owned(), "初始状态".to_owned()),
        _ => (format!("the older {}", part.named(found.read)), format!("更旧的 {}", part.named(found.read))),
    };
    match found.guarantee {
        Guarantee::ReadYourWrites => TextBuf {
            en: format!("Session {process} wrote {wrote} and then read {saw}: it missed its own write."),
            zh: format!("会话 {process} 写入了 {wrote}，之后却读到{saw_zh}：看不到自己的写入。"),
        },
        Guarantee::MonotonicReads => TextBuf {
            en: format!("Session {process} had read {wrote} and then read {saw}: it went back in time."),
            zh: format!("会话 {process} 已经读到 {wrote}，之后却读到{saw_zh}：读到的数据倒退了。"),
        },
        Guarantee::MonotonicWrites => TextBuf {
            en: format!(
                "Session {process} saw a later write of session {writer}, but of {wrote}, which session {writer} wrote before it, it sees {saw}."
            ),
            zh: format!(
                "会话 {process} 看到了会话 {writer} 较晚的写入，却没有看到它更早写入的 {wrote}，读到的是{saw_zh}。"
            ),
        },
        Guarantee::WritesFollowReads => TextBuf {
            en: format!(
                "Session {process} saw what was written by somebody who had read {wrote}, but itself reads {saw}: the reply without the post."
            ),
            zh: format!(
                "会话 {process} 看到了读过 {wrote} 的会话写入的内容，自己却读到{saw_zh}：看到了回复，却看不到原帖。"
            ),
        },
    }
}

fn check(question: &Question, promise: Promise) -> Result<Answer, Complaint> {
    let accesses = Accesses::read(question.history, question.initial.as_ref())?;
    Ok(verdict(&accesses, promise, question.budget).into())
}

/// Whether what ended breaks the promise whatever comes next: what was read from nobody may still
/// be written.
fn broken(question: &Question, promise: Promise) -> bool {
    let Ok(accesses) = Accesses::read(question.history, question.initial.as_ref()) else { return false };
    !accesses.ambiguous
        && !matches!(
            look(&accesses.ended(question.history), promise, &mut question.budget.clone()),
            Found::Nothing | Found::Spent
        )
}

macro_rules! judges {
    ($(($name:literal, $promise:expr, $en:literal, $zh:literal),)*) => {
        /// The judges of sessions.
        pub const JUDGES: &[Checker] = &[$(Checker {
            name: $name,
            title: text($en, $zh),
            kinds: &[Kind::Register],
            judge: |question| check(question, $promise),
            watch: |kind, initial, budget| {
                Box::new(Watcher::new(kind, initial, budget, |question| check(question, $promise), |question| broken(question, $promise)))
            },
        }),*];
    };
}

judges! {
    ("sessions", None, "All four guarantees of a session", "会话的全部四项保证"),
    ("read-your-writes", Some(Guarantee::ReadYourWrites), "A session sees what it wrote", "会话能看到自己的写入"),
    ("monotonic-reads", Some(Guarantee::MonotonicReads), "What a session sees never goes back", "会话读到的数据不会倒退"),
    ("monotonic-writes", Some(Guarantee::MonotonicWrites), "The writes of a session are seen in their order", "会话的写入按顺序可见"),
    ("writes-follow-reads", Some(Guarantee::WritesFollowReads), "A write is seen after what its session had read", "写入排在其会话所读内容之后"),
}
