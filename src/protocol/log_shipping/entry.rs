//! Log shipping as a person meets it: its name, what an operator can order, what its timers are
//! for.

use super::LogShipping;
use super::config::KNOBS;
use crate::base::text::text;
use crate::protocol::manifest::condition::{Condition, Conditional};
use crate::protocol::manifest::goal::{Goal, Step};
use crate::protocol::manifest::mutant::Mutant;
use crate::protocol::manifest::progress::{Need, Progress, Whom};
use crate::protocol::manifest::way::Way;
use crate::protocol::manifest::{Described, First, Manifest, NO_PARTS, Promise, Rollout, To, Trouble};
use crate::protocol::tables::{orders, timers};
use crate::sim::cast::Copies;

impl Described for LogShipping {
    const CONDITIONAL: &'static [Conditional] = CONDITIONAL;
    const GOALS: &'static [Goal] = GOALS;
    const PROGRESS: &'static [Progress] = PROGRESS;
    const MUTANTS: &'static [Mutant] = MUTANTS;
    const FIRST: First = First { seed: 31_022, trouble: Trouble::StaleReads };
    const MANIFEST: Manifest = Manifest {
        name: "log-shipping",
        title: text("Transaction log shipping", "事务日志复制"),
        summary: text(
            "One node, the primary, writes every change to an ordered log and ships the log to the \
             secondaries. A node that replays the log reaches the primary's state, just as the lines \
             of a passbook add up to the balance. With asynchronous replication the secondaries are \
             eventually consistent.",
            "主节点把每次变更按顺序写入日志，再把日志复制给从节点。任何节点重放这份日志，\
             都会得到主节点的状态，正如存折上逐笔流水相加就是余额。采用异步复制时，从节点是最终一致的。",
        ),
        way: Way::ShipTheLog,
        cost: text(
            "All writes queue at one node; replicas lag behind it, and a failover may lose what they had not yet received.",
            "所有写入都集中在一个节点；从节点总会落后一些，主从切换可能丢掉尚未复制的数据。",
        ),
        invitation: text(
            "One service writes, the others replay. Cut one off and see what its clients read.",
            "一个服务写入，其他服务重放。隔离其中一个，看看它的客户端会读到什么。",
        ),
        knobs: KNOBS,
        orders: ORDERS,
        timers: TIMERS,
        parts: NO_PARTS,
        copies: |_| Copies::Everywhere,
        promises: PROMISES,
        demos: super::demos::DEMOS,
    };
}

/// The same, where every node has a log from the beginning: one that has not joined yet elects nobody,
/// and while nobody is primary nobody can join.
const ALL_HERE: &[(&str, To)] = &[
    ("joins", To::Switch(false)),
    ("failover", To::Choice("automatic")),
    ("mode", To::Choice("sync")),
    ("wait_for", To::Number(6)),
    ("commit_point", To::Choice("after_sync")),
    ("read_from", To::Choice("primary")),
    ("guard", To::Choice("fence")),
    ("truncate_divergent", To::Switch(true)),
    ("checksums", To::Switch(true)),
    ("command_ids", To::Switch(true)),
    ("restore", To::Choice("aside")),
    ("tail_from_snapshot", To::Switch(true)),
];
const PROTECTED: &[(&str, To)] = ALL_HERE.split_at(1).1;
/// The same with a majority instead of all.
const WITH_A_MAJORITY: &[(&str, To)] = &[
    ("failover", To::Choice("automatic")),
    ("mode", To::Choice("quorum")),
    ("commit_point", To::Choice("after_sync")),
    ("read_from", To::Choice("primary")),
    ("guard", To::Choice("fence")),
    ("truncate_divergent", To::Switch(true)),
    ("checksums", To::Switch(true)),
    ("command_ids", To::Switch(true)),
    ("restore", To::Choice("aside")),
    ("tail_from_snapshot", To::Switch(true)),
];
/// The same settings, whether nodes or an operator fail over.
const EITHER_FAILOVER: &[(&str, To)] = PROTECTED.split_at(1).1;

const PROMISES: &[Promise] = &[
    Promise {
        holds: &["non-negative", "covered", "append-only", "prefix", "effects"],
        under: EITHER_FAILOVER,
        rollout: Rollout::Any,
        because: text(
            "Whatever was visible is on the disk of every secondary, so the next primary has it. Lines that are damaged, divergent, repeated or from an old epoch are detected.",
            "凡是可见的写入都已在每个从节点落盘，所以下一任主节点必然拥有它；损坏、分叉、重复或来自旧任期的日志都会被发现。",
        ),
    },
    Promise {
        holds: &["non-negative", "covered", "append-only", "prefix", "effects"],
        under: WITH_A_MAJORITY,
        rollout: Rollout::Any,
        because: text(
            "Whatever was visible is on the disks of a majority, and whoever leads next has the best log of a majority: the two share a node (Ongaro and Ousterhout 2014, section 5.4).",
            "凡是可见的写入都已在多数节点落盘，而下一任主节点的日志是某个多数派中最完整的：两个多数派必有交集（Ongaro 和 Ousterhout，2014，5.4 节）。",
        ),
    },
    Promise {
        holds: &["conservation", "convergence"],
        under: PROTECTED,
        rollout: Rollout::Any,
        because: text(
            "Some node always takes over as primary and brings all replicas up to the end of the log (eventual consistency). With manual failover, replicas stay as they are until an operator promotes one of them.",
            "总会有节点接管成为主节点，让所有副本追上日志末尾（最终一致）。若采用人工切换，在运维人员提升某个节点之前，各副本停在原处。",
        ),
    },
];

const CONDITIONAL: &[Conditional] = &[Conditional {
    promise: Promise {
        holds: &["conservation", "convergence"],
        under: EITHER_FAILOVER,
        rollout: Rollout::Any,
        because: text(
            "The primary brings all replicas up to the end of its log (eventual consistency).",
            "主节点会让所有副本追上日志末尾（最终一致）。",
        ),
    },
    condition: Condition::InCharge {
        begins: "promoted",
        nobody: text("no node is primary, and nobody was promoted", "没有主节点，也没有谁被升为主节点"),
    },
}];

const GOALS: &[Goal] = &[
    Goal {
        name: "failover-while-a-write-was-in-flight",
        steps: &[Step::Asks, Step::Logs, Step::Own("promoted"), Step::Done],
    },
    Goal {
        name: "a-write-survived-the-crash-of-its-primary",
        steps: &[Step::Logs, Step::CrashesHere, Step::Own("promoted"), Step::Logs],
    },
    Goal {
        name: "an-old-primary-was-refused",
        steps: &[Step::Own("promoted"), Step::Own("promoted"), Step::Own("fenced")],
    },
    Goal {
        name: "a-log-that-went-another-way-was-cut-back",
        steps: &[Step::Logs, Step::Own("promoted"), Step::Own("truncated")],
    },
    Goal {
        name: "a-torn-line-was-found-and-fetched-again",
        steps: &[Step::CrashesHere, Step::OwnHere("damaged"), Step::LogsHere],
    },
    Goal { name: "a-gap-was-filled", steps: &[Step::Own("gap"), Step::LogsHere] },
    Goal {
        name: "a-replica-joined-while-others-wrote",
        steps: &[Step::Logs, Step::Own("joined"), Step::LogsHere],
    },
    Goal {
        name: "a-copy-was-set-aside-and-caught-up",
        steps: &[Step::Logs, Step::Own("set-aside"), Step::OwnHere("caught-up")],
    },
    Goal { name: "a-delayed-copy-showed-a-line-late", steps: &[Step::Logs, Step::Own("ripened")] },
    Goal { name: "a-retry-was-done-once", steps: &[Step::Asks, Step::Logs, Step::AsksAgain, Step::Done] },
];

const PROGRESS: &[Progress] = &[
    Progress {
        under: ALL_HERE,
        needs: &[Need {
            name: "a-secondary-that-must-confirm-is-gone",
            whom: Whom::EveryService,
            waits_for: text(
                "The primary waits for the acknowledgement of a secondary that is down or cut off.",
                "主节点在等待一个宕机或失联的从节点确认。",
            ),
        }],
        converges: true,
    },
    Progress {
        under: &[
            ("failover", To::Choice("automatic")),
            ("mode", To::Choice("async")),
            ("guard", To::Choice("fence")),
            ("truncate_divergent", To::Switch(true)),
            ("checksums", To::Switch(true)),
            ("command_ids", To::Switch(true)),
            ("restore", To::Choice("aside")),
            // Majorities count a replica from the beginning; until it has joined it elects nobody.
            ("joins", To::Switch(false)),
        ],
        needs: &[Need {
            name: "no-majority-to-elect-a-primary",
            whom: Whom::MostServices,
            waits_for: text(
                "No node becomes primary, because a majority is down or cut off.",
                "多数节点宕机或失联，选不出主节点。",
            ),
        }],
        converges: true,
    },
    Progress {
        under: &[
            ("failover", To::Choice("automatic")),
            ("mode", To::Choice("quorum")),
            ("guard", To::Choice("fence")),
            ("truncate_divergent", To::Switch(true)),
            ("checksums", To::Switch(true)),
            ("command_ids", To::Switch(true)),
            ("restore", To::Choice("aside")),
            ("joins", To::Switch(false)),
        ],
        needs: &[Need {
            name: "no-majority-to-write-with",
            whom: Whom::MostServices,
            waits_for: text(
                "Nothing is acknowledged and no node becomes primary, because a majority is down or cut off.",
                "多数节点宕机或失联：写入得不到确认，也选不出主节点。",
            ),
        }],
        converges: true,
    },
];

const MUTANTS: &[Mutant] = &[
    Mutant::new("acknowledges-before-others-have-it"),
    Mutant::new("acknowledges-before-saved"),
    Mutant::under("leads-without-the-best-log", &[("mode", To::Choice("quorum"))]),
    Mutant::new("prefix-is-not-checked"),
    Mutant::new("old-epochs-are-obeyed"),
    Mutant::new("commands-are-forgotten-on-restart"),
    Mutant::new("replay-begins-one-line-too-early"),
    Mutant::new("checksum-is-not-compared"),
    Mutant::new("tail-begins-behind-the-snapshot"),
];

timers! {
    /// What a node sets timers for.
    pub enum Timer, TIMERS {
        Saved ["its log lines are on the disk", "日志已落盘"];
        Apply ["time to replay the next transaction", "重放下一个事务"];
        Heartbeat ["time to send a heartbeat", "发送主节点心跳"];
        AckTimeout ["the secondaries did not acknowledge in time", "等待从节点确认超时"];
        ElectionTimeout ["time to check whether the primary is still heard", "检查主节点是否失联"];
        Claim ["time to ask for promises again", "再次征求承诺"];
        Promote ["its promise to another primary has run out", "对另一个主节点的承诺到期"];
        Ripe ["time to replay what it holds back", "到了重放延迟日志的时候"];
        Aside ["time to catch up from a restored point", "从恢复点追上后续日志"];
        Join ["time to ask for a snapshot", "索取快照"];
        Load ["the snapshot is loaded", "快照装载完毕"];
    }
}

orders! {
    /// What an operator can order.
    pub enum Order, ORDERS {
        Promote "promote" Node ["Make primary", "升为主节点"]
            ["This node takes over as primary, as soon as the guard allows it.", "由该节点接管成为主节点；能否立即接管取决于所选的防护方式。"];
        Demote "demote" Node ["Step down", "降为从节点"]
            ["This node stops being primary and follows the primary whose log it receives.", "该节点不再担任主节点，转而跟随向它复制日志的主节点。"];
        Restore "restore" Node ["Restore to a point in time", "恢复到某个时间点"]
            ["Goes back some transactions: in place, for everybody; or on this secondary alone, which shows the earlier state for a while.", "回退若干笔事务：就地恢复影响所有节点；在副本上恢复只让这个从节点在一段时间内显示更早的状态。"];
    }
}
