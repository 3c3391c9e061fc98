//! What services and the database tell each other. A service takes one step of a transaction at a
//! time and waits for its answer; both name the step, so that either may be sent again.

use crate::base::digest::{Digest, Stable};
use crate::base::ids::{AccountId, CommandId, OpId};
use crate::data::transactions::TxnId;
use crate::domain::Amount;
use crate::protocol::tables::{fields, messages, state, talk};

messages! {
    /// What services and the database tell each other.
    pub enum Message {
        /// Service to database: a transaction begins. The answer says which step that was.
        Begin {
            /// The transaction.
            txn: TxnId,
            /// The operation that it carries out.
            op: OpId,
            /// The command of that operation.
            command: CommandId,
            /// The account that the answer to it will be about.
            about: AccountId,
        } => talk("begin", "开始事务", format!("#{op}"));
        /// Service to database: read a row.
        Read {
            /// The transaction.
            txn: TxnId,
            /// Which step of it.
            step: u32,
            /// Which row.
            key: AccountId,
            /// The column in which the service looks for the balance.
            column: Column,
        } => talk("read a row", "读取一行", format!("@{key}"));
        /// Service to database: write a row.
        Write {
            /// The transaction.
            txn: TxnId,
            /// Which step of it.
            step: u32,
            /// Which row.
            key: AccountId,
            /// What to write.
            put: Put,
        } => state("write a row", "写入一行", format!("@{key} ={}", put.balance));
        /// Service to database: commit what was written.
        Commit {
            /// The transaction.
            txn: TxnId,
            /// Which step of it.
            step: u32,
        } => state("commit", "提交", "");
        /// Service to database: undo what was written.
        Abort {
            /// The transaction.
            txn: TxnId,
            /// Which step of it.
            step: u32,
        } => talk("abort", "回滚", "");
        /// Database to service: the step is done.
        Done {
            /// The transaction.
            txn: TxnId,
            /// Which step of it.
            step: u32,
        } => talk("done", "完成", "\u{2713}");
        /// Database to service: this is what the row holds, if there is one.
        Found {
            /// The transaction.
            txn: TxnId,
            /// Which step of it.
            step: u32,
            /// The balance.
            balance: Option<Amount>,
        } => state("row", "行内容", balance.map_or_else(|| "\u{2205}".to_owned(), |balance| format!("={balance}")));
        /// Database to service: the step waits for a lock.
        Waits {
            /// The transaction.
            txn: TxnId,
            /// Which step of it.
            step: u32,
        } => talk("waits for a lock", "等待锁", "\u{2026}");
        /// Database to service: the transaction is committed, or another one that carried out the
        /// same command is.
        Committed {
            /// The transaction.
            txn: TxnId,
            /// The balance of the account that the command is about, right after it; 0 where
            /// nothing was written.
            balance: Amount,
        } => state("committed", "已提交", "\u{2713}");
        /// Database to service: the transaction did not happen.
        Aborted {
            /// The transaction.
            txn: TxnId,
            /// Whether another attempt has begun to carry out the same operation.
            superseded: bool,
        } => talk("aborted", "已中止", "\u{d7}");
    }
}

fields! {
    /// What is written to a row.
    #[derive(Clone, Copy, PartialEq, Eq, Debug)]
    pub struct Put {
        /// The balance.
        pub balance: Amount,
        /// Into the column that services of version 1 know.
        pub old: bool,
        /// Into the column that only those of version 2 know.
        pub new: bool,
    }
}

/// A column in which a balance is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Column {
    /// The one that services of version 1 know.
    Old,
    /// The one that only those of version 2 know. Where it is empty, the old one counts.
    New,
}

impl Stable for Column {
    fn feed(&self, digest: &mut Digest) {
        digest.word(*self as u64);
    }
}
