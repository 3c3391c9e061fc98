//! What a projection could not read: counted, and the first few kept for a person to look at.

use crate::base::text::{Text, text};
use crate::data::upcast::Unreadable;

/// How many are kept; the others are only counted.
const KEPT: usize = 12;

/// An event that a projection could not read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Error {
    /// Its place in the feed, from 0.
    pub place: u64,
    /// Why not; nothing where the key of its customer is gone.
    pub why: Option<Unreadable>,
}

/// The events that a projection could not read.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Errors {
    /// How many there were.
    pub number: u64,
    /// The first of them.
    pub first: Vec<Error>,
}

impl Errors {
    /// Another one.
    pub fn count(&mut self, place: u64, why: Option<Unreadable>) {
        self.number += 1;
        if self.first.len() < KEPT {
            self.first.push(Error { place, why });
        }
    }
}

impl Error {
    /// Why it could not be read, in a few words.
    pub fn because(&self) -> Text {
        match self.why {
            None => text("the customer's key is gone", "客户的密钥已销毁"),
            Some(Unreadable::UnknownName) => text("unknown name", "不认得这个事件名"),
            Some(Unreadable::FromTheFuture) => text("written by newer code", "由更新的代码写入"),
            Some(Unreadable::Malformed) => text("unreadable bytes", "无法解析的字节"),
        }
    }
}
