//! A history: operations by clients, each with the interval in which it may have taken effect.
//!
//! Moments are whole numbers that only say what was before what: the number of an event in a file,
//! the id of a fact in a run. An operation surely comes before another one when it returned at an
//! earlier moment than the other one was invoked; at the same moment they overlap. Stretching time
//! changes no verdict.
//!
//! Where a history comes from: [`read`] takes it from a file, [`trace`] from a run, and both enter
//! it into a [`builder::HistoryBuilder`], which pairs every invocation with its return and refuses
//! what no client can have done.

pub mod builder;
mod edn;
mod heard;
mod json;
mod plain;
pub mod read;
mod repeats;
pub mod shape;
mod spans;
mod table;
pub mod trace;

use super::value::Value;
use crate::base::text::{Text, TextBuf, text};
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;

/// How an operation ended for its client.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Outcome {
    /// It surely took effect.
    Ok,
    /// It surely did not happen.
    Fail,
    /// Nobody knows: it may take effect at any moment after it was invoked, or never.
    Info,
}

/// What an operation is called. The usual names are kept as a number: a history has millions of
/// operations and a dozen names.
///
/// The number stands by itself instead of sharing its place with letters: then one look at one byte
/// tells what is asked for.
#[derive(Clone, PartialEq, Eq)]
pub struct Name {
    usual: Option<Usual>,
    /// Its letters, where it is none of the usual ones.
    #[expect(
        clippy::box_collection,
        reason = "hardly any operation has letters, and all of them keep the place"
    )]
    letters: Option<Box<String>>,
}

macro_rules! usual {
    ($($name:ident $text:literal $zh:literal),*) => {
        /// The names that operations usually have.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[allow(missing_docs, reason = "each is what it is called")]
        pub enum Usual { $($name),* }

        const USUAL: &[(Usual, Text)] = &[$((Usual::$name, text($text, $zh))),*];
    };
}

usual! {
    Read "read" "读取", R "r" "读取", Get "get" "读取", Write "write" "写入", W "w" "写入", Put "put" "写入", Set "set" "写入", Cas "cas" "比较并设置", Txn "txn" "事务",
    Append "append" "追加", Add "add" "添加", Enqueue "enqueue" "入队", Dequeue "dequeue" "出队", Transfer "transfer" "转账", WithdrawJointly "withdraw_jointly" "联合取款", Deposit "deposit" "存入",
    Withdraw "withdraw" "取出", Acquire "acquire" "加锁", Release "release" "解锁"
}

impl Usual {
    /// Whether it asks a register what it holds. The numbers of those names are next to each other,
    /// so that one comparison tells.
    #[inline]
    pub fn reads(self) -> bool {
        const { assert!(Usual::Read as u8 == 0 && Usual::R as u8 == 1 && Usual::Get as u8 == 2) }
        self as u8 <= Usual::Get as u8
    }

    /// Whether it tells a register what to hold.
    #[inline]
    pub fn writes(self) -> bool {
        const {
            assert!(
                Usual::Write as u8 == 3
                    && Usual::W as u8 == 4
                    && Usual::Put as u8 == 5
                    && Usual::Set as u8 == 6
            )
        }
        !self.reads() && self as u8 <= Usual::Set as u8
    }
}

impl Name {
    /// Which of the usual names it is, if it is one.
    #[inline]
    pub fn usual(&self) -> Option<Usual> {
        self.usual
    }

    /// What a Chinese sentence calls it. What is not usual keeps its name.
    pub fn zh(&self) -> &str {
        self.usual.map_or(&**self, |usual| USUAL[usual as usize].1.zh)
    }
}

impl From<&str> for Name {
    fn from(text: &str) -> Name {
        let usual = USUAL.iter().find(|(_, usual)| usual.en == text).map(|(usual, _)| *usual);
        Name { usual, letters: usual.is_none().then(|| Box::new(text.to_owned())) }
    }
}

impl Deref for Name {
    type Target = str;

    fn deref(&self) -> &str {
        match (self.usual, &self.letters) {
            (Some(usual), _) => USUAL[usual as usize].1.en,
            (None, letters) => letters.as_deref().map_or("", String::as_str),
        }
    }
}

impl PartialEq<&str> for Name {
    fn eq(&self, other: &&str) -> bool {
        **self == **other
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, out)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self)
    }
}

/// An operation: what a process asked, when, and what it was told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Operation {
    /// Who asked. A process asks one thing at a time; after an operation that ended as
    /// [`Outcome::Info`] its session goes on under another number.
    pub process: u64,
    /// What was asked for: `read`, `write`, `cas`, `append`, `txn`, ...
    pub f: Name,
    /// The object it is about, where the history has several.
    pub key: Option<Value>,
    /// What went in, as invoked.
    pub asked: Value,
    /// What came out, as returned; [`Value::Nil`] where nothing did. A compare-and-set that did not
    /// match has been told `false`.
    pub told: Value,
    /// When it was invoked.
    pub invoked: u64,
    /// When it returned; nothing while it is open, which an operation of unknown outcome is for
    /// ever.
    pub returned: Option<u64>,
    /// What the process knows about its effect.
    pub outcome: Outcome,
    /// Where it is written down: the line (from 1) of a file or the id of a fact, of the invocation
    /// and of the return. Zero and nothing where there is none.
    pub place: Place,
}

/// Where an operation is written down.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Place {
    /// Line or fact of the invocation.
    pub invoked: u32,
    /// Line or fact of the return.
    pub returned: Option<u32>,
}

impl Operation {
    /// Whether this one surely came before the other.
    pub fn precedes(&self, other: &Operation) -> bool {
        self.returned.is_some_and(|returned| returned < other.invoked)
    }
}

/// Operations in the order in which they were invoked.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct History {
    /// The operations. Checkers name one by its place in this list.
    pub operations: Vec<Operation>,
    /// What sentences call a process, where they do not call it by its number: a run of the lab
    /// knows the client.
    pub callers: BTreeMap<u64, TextBuf>,
}

impl History {
    /// Operations by processes that are called by their numbers.
    pub fn new(operations: Vec<Operation>) -> History {
        History { operations, callers: BTreeMap::new() }
    }

    /// Some of its operations, by their places in the list.
    pub fn of(&self, names: &[usize]) -> History {
        let operations = names.iter().map(|&name| self.operations[name].clone());
        History { operations: operations.collect(), callers: self.callers.clone() }
    }

    /// What a process is called in the middle of a sentence. In Chinese a number is followed by a
    /// space, so that any word can come next.
    pub fn caller(&self, process: u64) -> TextBuf {
        let named = self.callers.get(&process).cloned();
        named
            .unwrap_or_else(|| TextBuf { en: format!("process {process}"), zh: format!("进程 {process} ") })
    }
}

/// Something about an operation of a history that a checker cannot read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Complaint {
    /// The line of the file or the fact, from [`Place`].
    pub place: u32,
    /// Which field: `value`, `f`, `key`, ...
    pub field: &'static str,
    /// What is wrong and what is allowed.
    pub reason: String,
}
