//! What a judge says, and how it proves it.

use crate::base::text::{TextBuf, text};
use crate::base::units::{self, Quantity};

/// What a judge says about a history.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// Everything that was promised was kept.
    Holds,
    /// It was not, and here is why.
    Violated(Box<Witness>),
    /// The budget is spent. Neither yes nor no.
    Unknown(Unknown),
    /// There was nothing to check; the text says what was looked for.
    Vacuous(TextBuf),
}

impl Verdict {
    /// The word for files and exit codes: `holds`, `violated`, `unknown`, `vacuous`.
    pub fn word(&self) -> &'static str {
        match self {
            Verdict::Holds => "holds",
            Verdict::Violated(_) => "violated",
            Verdict::Unknown(_) => "unknown",
            Verdict::Vacuous(_) => "vacuous",
        }
    }
}

/// The operations that prove a violation: take any one away, and what is left holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Witness {
    /// What went wrong, by its name in the literature: `nonlinearizable`, `G1c`, `monotonic-reads`,
    /// ...
    pub anomaly: &'static str,
    /// The operations, as places in the history's list, in the order in which they were invoked.
    pub operations: Vec<usize>,
    /// How they hang together.
    pub relations: Vec<Relation>,
    /// Why, in a sentence or a few that a student understands.
    pub because: TextBuf,
}

/// Why one operation of a witness comes before another, or what joins them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Relation {
    /// A place in the history's list.
    pub from: usize,
    /// A place in the history's list.
    pub to: usize,
    /// `realtime`, `process`, `ww`, `wr`, `rw`, `reads-from`, ...
    pub kind: &'static str,
    /// Between which values, where that says more: a key, a value.
    pub about: Option<String>,
}

/// Why a judge does not know, and how far it came.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unknown {
    /// What was spent before there was an answer.
    pub why: Why,
    /// The budget, in steps.
    pub budget: u64,
    /// The longest order that was found to be possible: places in the history's list.
    pub longest: Vec<usize>,
}

/// Why a judge does not know.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Why {
    /// Its budget was spent.
    Spent,
    /// Its search would have kept more than so many bytes.
    Memory(u64),
    /// A value was written twice to one key, so that a read does not tell which write it saw.
    WrittenTwice,
    /// What was seen does not decide this model: nothing forbids it, and nothing stronger was found
    /// to hold.
    Undecided,
}

impl Unknown {
    /// Not known for a reason that has nothing to do with how far the judge came.
    pub fn because_of(why: Why, budget: u64) -> Unknown {
        Unknown { why, budget, longest: Vec::new() }
    }

    /// The reason, about a history of so many operations.
    pub fn because(&self, operations: usize) -> TextBuf {
        match self.why {
            Why::Spent => TextBuf {
                en: format!(
                    "The budget of {} steps is spent: neither an order of all operations was found, nor that there is none. The longest order that was possible has {} of {operations} operations.",
                    self.budget,
                    self.longest.len()
                ),
                zh: format!(
                    "{} 步的预算已用完：既没有找到全部操作的一个顺序，也没有证明不存在。找到的最长顺序包含 {} 个操作（共 {operations} 个）。",
                    self.budget,
                    self.longest.len()
                ),
            },
            Why::Memory(bytes) => TextBuf {
                en: format!(
                    "The search would keep more than {} of memory: neither an order of all operations was found, nor that there is none. The longest order that was possible has {} of {operations} operations.",
                    units::english(Quantity::Mebibytes(bytes)),
                    self.longest.len()
                ),
                zh: format!(
                    "搜索所需的内存超过 {}：既没有找到全部操作的一个顺序，也没有证明不存在。找到的最长顺序包含 {} 个操作（共 {operations} 个）。",
                    units::chinese(Quantity::Mebibytes(bytes)),
                    self.longest.len()
                ),
            },
            Why::WrittenTwice => text(
                "The same value was written twice to one key, so a read of it does not say which write it saw. Only histories with distinct values can be judged.",
                "同一个键被写入过两次相同的值，读到它时无法判断来自哪一次写入。各次写入的值互不相同的历史才能判定。",
            )
            .into(),
            Why::Undecided => text(
                "No violation of this model was found, but that does not prove the model, and no stronger model was found to hold.",
                "没有发现违反这个模型的现象，但这不足以证明它成立，也没有发现更强的模型成立。",
            )
            .into(),
        }
    }
}
