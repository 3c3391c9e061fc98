//! The shared database as a person meets it: its name, what it promises, what its timers are for.

use super::SharedDatabase;
use super::config::KNOBS;
use crate::base::ids::OpId;
use crate::base::text::text;
use crate::data::transactions::TxnId;
use crate::protocol::manifest::{Described, First, Manifest, Promise, Rollout, To, Trouble};
use crate::protocol::tables::timers;
use crate::sim::cast::{Copies, Part, Shape};

impl Described for SharedDatabase {
    const FIRST: First = First { seed: 31_000, trouble: Trouble::WrongMoney };
    const MANIFEST: Manifest = Manifest {
        name: "shared-database",
        title: text("Shared database", "共享数据库"),
        summary: text(
            "All services keep their state in one database and talk to it in transactions of several steps. There is one truth, and everybody is in everybody's way.",
            "所有服务把状态放在同一个数据库里，通过多步事务与它交互。真相只有一份，而每个服务都可能妨碍其他服务。",
        ),
        invitation: text(
            "One database, and everybody writes to it. Choose an isolation level and see what it lets happen.",
            "一个数据库，大家都往里写。选一个隔离级别，看看它会放过什么。",
        ),
        knobs: KNOBS,
        orders: &[],
        timers: TIMERS,
        parts: |_, _| vec![Part { name: text("Database", "数据库"), shape: Shape::Database }],
        copies: |_| Copies::At(0),
        promises: PROMISES,
        demos: super::demos::DEMOS,
    };
}

const PROMISES: &[Promise] = &[
    Promise {
        holds: &["conservation", "append-only", "effects"],
        under: &[
            ("isolation", To::Choice("snapshot")),
            ("commit_records", To::Switch(true)),
            ("flush", To::Switch(true)),
            ("command_ids", To::Switch(true)),
            ("both_columns", To::Switch(true)),
        ],
        rollout: Rollout::Any,
        because: text(
            "A transaction changes what it read or nothing, and all of it is on the disk before anybody is told; a command is kept with what it changed.",
            "事务要么改动的正是它读到的内容，要么什么都不改；全部落盘之后才告诉任何人；命令与它的变更保存在一起。",
        ),
    },
    Promise {
        holds: &["conservation", "non-negative", "append-only", "effects"],
        under: &[
            ("isolation", To::Choice("serializable")),
            ("write_locks", To::Switch(true)),
            ("commit_records", To::Switch(true)),
            ("flush", To::Switch(true)),
            ("command_ids", To::Switch(true)),
            ("both_columns", To::Switch(true)),
        ],
        rollout: Rollout::Any,
        because: text(
            "Transactions come to the same as one after the other, and each alone keeps the rules of the bank.",
            "所有事务的结果等同于逐个执行，而每个事务单独看都遵守银行的规则。",
        ),
    },
];

timers! {
    /// What a node sets timers for.
    pub enum Timer, TIMERS {
        Think(OpId) ["the service has thought about its next step", "服务想好了下一步"];
        Again(OpId) ["time to begin an aborted transaction anew", "该重新开始被中止的事务了"];
        Resend(OpId) ["the database has not answered a step in time", "数据库没有及时应答某一步"];
        Flushed ["its log records are on the disk", "日志记录已写入磁盘"];
        Lock(TxnId) ["a transaction has waited too long for a lock", "事务等锁超时"];
        Session(TxnId) ["a service has been silent for too long", "服务沉默太久"];
        Recovered ["the database is ready to serve", "数据库可以提供服务了"];
    }
}
