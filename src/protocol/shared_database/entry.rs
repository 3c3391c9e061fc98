//! The shared database as a person meets it: its name, what it promises, what its timers are for.

use super::SharedDatabase;
use super::config::KNOBS;
use crate::base::ids::OpId;
use crate::base::text::text;
use crate::data::transactions::TxnId;
use crate::protocol::manifest::goal::{Goal, Step};
use crate::protocol::manifest::law::Law;
use crate::protocol::manifest::mutant::Mutant;
use crate::protocol::manifest::progress::{Need, Progress, Whom};
use crate::protocol::manifest::way::Way;
use crate::protocol::manifest::{Described, First, Manifest, Promise, Rollout, To, Trouble};
use crate::protocol::tables::timers;
use crate::sim::cast::{Copies, Part, Shape};

impl Described for SharedDatabase {
    const GOALS: &'static [Goal] = GOALS;
    const PROGRESS: &'static [Progress] = PROGRESS;
    const MUTANTS: &'static [Mutant] = MUTANTS;
    const LAWS: &'static [Law] = LAWS;
    const FIRST: First = First { seed: 31_000, trouble: Trouble::WrongMoney };
    const MANIFEST: Manifest = Manifest {
        name: "shared-database",
        title: text("Shared database", "共享数据库"),
        summary: text(
            "All services keep their state in one database and access it in transactions of several steps. There is one copy of the truth, and every service can block the others.",
            "所有服务把状态放在同一个数据库里，通过多步事务访问它。数据只有一份，而每个服务都可能阻塞其他服务。",
        ),
        way: Way::ShareOne,
        cost: text(
            "Services are no longer independent: they wait for each other's locks, and when the database is down, all of them are.",
            "服务不再彼此独立：它们互相等锁，数据库一停，全部停摆。",
        ),
        invitation: text(
            "One database, and every service writes to it. Choose an isolation level and see which anomalies it allows.",
            "一个数据库，所有服务都往里写。选一个隔离级别，看看它会放过哪些异常。",
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

/// Services think for 20 ms between the steps of a transaction, give up nothing and try nothing
/// again.
const LAWS: &[Law] = &[
    Law { topic: "optimistic", under: &patient("snapshot"), counts: Some("overtaken") },
    Law { topic: "deadlocks", under: &patient("read_committed"), counts: Some("deadlock") },
];

const fn patient(isolation: &'static str) -> [(&'static str, To); 7] {
    [
        ("isolation", To::Choice(isolation)),
        ("think_us", To::Number(20_000)),
        ("retries", To::Number(0)),
        ("lock_timeout_us", To::Number(600_000_000)),
        ("session_timeout_us", To::Number(600_000_000)),
        ("socket_timeout_us", To::Number(600_000_000)),
        ("resend_us", To::Number(60_000_000)),
    ]
}

/// What makes transactions whole, at every level.
const WHOLE: &[(&str, To)] = &[
    ("write_locks", To::Switch(true)),
    ("commit_records", To::Switch(true)),
    ("flush", To::Switch(true)),
    ("command_ids", To::Switch(true)),
];

const PROMISES: &[Promise] = &[
    Promise {
        holds: &["read-uncommitted"],
        under: WHOLE,
        rollout: Rollout::Any,
        because: text(
            "What a transaction wrote stays locked to its end, or goes to a version of its own; and what is recovered is whole.",
            "事务写过的行锁到它结束，或写到自己的版本上；恢复的也都是完整的事务。",
        ),
    },
    Promise {
        holds: &["read-committed"],
        under: &[
            ("isolation", To::Choice("read_committed")),
            ("write_locks", To::Switch(true)),
            ("commit_records", To::Switch(true)),
            ("flush", To::Switch(true)),
            ("command_ids", To::Switch(true)),
        ],
        rollout: Rollout::Any,
        because: text(
            "A read takes the newest version that is committed and on the disk.",
            "读取取的是已提交且已落盘的最新版本。",
        ),
    },
    Promise {
        holds: &["conservation", "append-only", "effects", "read-committed", "snapshot-isolation"],
        under: &[
            ("isolation", To::Choice("snapshot")),
            ("commit_records", To::Switch(true)),
            ("flush", To::Switch(true)),
            ("command_ids", To::Switch(true)),
            ("both_columns", To::Switch(true)),
        ],
        rollout: Rollout::Any,
        because: text(
            "A transaction writes over exactly what it read, or aborts. All of its writes are on the disk before anybody is told. A command id is stored with the change that it made (idempotence).",
            "事务覆盖的必然是它读到的版本，否则中止；全部写入落盘之后才答复；命令 ID 与它的变更保存在一起（幂等）。",
        ),
    },
    Promise {
        holds: &[
            "conservation",
            "non-negative",
            "covered",
            "append-only",
            "effects",
            "read-committed",
            "snapshot-isolation",
            "strict-serializable",
        ],
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
            "The result is the same as if the transactions ran one after another, and each of them alone keeps the rules of the bank.",
            "所有事务的结果等同于逐个执行，而每个事务单独看都遵守银行的规则。",
        ),
    },
];

const GOALS: &[Goal] = &[
    Goal {
        name: "a-lock-was-granted-after-a-deadlock-victim",
        steps: &[Step::Own("waits"), Step::Own("deadlock"), Step::Own("granted")],
    },
    Goal {
        name: "a-retry-was-answered-from-the-table-of-commands",
        steps: &[Step::Asks, Step::Own("committed"), Step::Own("repeated")],
    },
    Goal {
        name: "a-command-was-recognized-after-a-restart",
        steps: &[Step::Own("committed"), Step::RestartsHere, Step::OwnHere("repeated")],
    },
    Goal {
        name: "the-database-recovered-from-its-log",
        steps: &[Step::Logs, Step::CrashesHere, Step::OwnHere("recovered")],
    },
    Goal {
        name: "a-dead-service-was-timed-out-and-another-one-went-on",
        steps: &[Step::Crashes, Step::Own("session_timeout"), Step::OwnHere("committed")],
    },
    Goal {
        name: "first-committer-won",
        steps: &[Step::Own("overtaken"), Step::Own("retried"), Step::Own("committed")],
    },
    Goal { name: "a-dangerous-structure-was-broken", steps: &[Step::Own("pivot"), Step::Own("committed")] },
    Goal { name: "a-commit-stayed-in-doubt", steps: &[Step::Asks, Step::Own("unknown"), Step::Unknown] },
];

const PROGRESS: &[Progress] = &[Progress {
    under: WHOLE,
    needs: &[Need {
        name: "the-database-is-gone",
        whom: Whom::Part(0),
        waits_for: text(
            "Every service waits for the database, which is down or cut off.",
            "所有服务都在等待宕机或失联的数据库。",
        ),
    }],
    converges: false,
}];

const MUTANTS: &[Mutant] = &[
    Mutant::new("acknowledges-before-flushed"),
    Mutant::new("commands-are-not-looked-up"),
    Mutant::new("commands-are-forgotten-on-restart"),
    Mutant::new("versions-are-given-again-after-a-restart"),
    Mutant::new("write-locks-are-released-early"),
    Mutant::new("reads-take-no-locks"),
    Mutant::new("sessions-never-time-out"),
];

timers! {
    /// What a node sets timers for.
    pub enum Timer, TIMERS {
        Think(OpId) ["the service is ready for its next step", "服务准备好执行下一步"];
        Again(OpId) ["time to retry an aborted transaction", "重试被中止的事务"];
        Resend(OpId) ["the database did not answer a step in time", "数据库没有及时应答某一步"];
        Flushed ["its log records are on the disk", "日志记录已写入磁盘"];
        Lock(TxnId) ["a transaction has waited too long for a lock", "事务等锁超时"];
        Session(TxnId) ["a session has been silent for too long", "会话超时"];
        Recovered ["the database is ready to serve", "数据库可以提供服务了"];
    }
}
