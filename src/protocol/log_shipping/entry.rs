//! Log shipping as a person meets it: its name, what an operator can order, what its timers are
//! for.

use super::LogShipping;
use super::config::KNOBS;
use crate::base::text::text;
use crate::protocol::manifest::{Described, First, Manifest, NO_PARTS, Promise, Rollout, To, Trouble};
use crate::protocol::tables::{orders, timers};
use crate::sim::cast::Copies;

impl Described for LogShipping {
    const FIRST: First = First { seed: 31_022, trouble: Trouble::StaleReads };
    const MANIFEST: Manifest = Manifest {
        name: "log-shipping",
        title: text("Transaction log shipping", "事务日志复制"),
        summary: text(
            "One node, the primary, writes every change into an ordered log and ships the log to the others. A node that replays the log reaches the \
             primary's state, as a passbook whose lines add up to the balance.",
            "由一个主节点把每次变更按顺序写入日志，再把日志发给其他节点。任何节点重放这份日志，都会到达主节点的状态，正如存折上逐笔流水相加就是余额。",
        ),
        invitation: text(
            "One service writes, the others replay. Cut one off and see what its clients read.",
            "一个服务写入，其余的重放。切断其中一个，看看它的客户端会读到什么。",
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

const PROTECTED: &[(&str, To)] = &[
    ("failover", To::Choice("automatic")),
    ("mode", To::Choice("sync")),
    ("wait_for", To::Number(6)),
    ("commit_point", To::Choice("after_sync")),
    ("read_from", To::Choice("primary")),
    ("guard", To::Choice("fence")),
    ("truncate_divergent", To::Switch(true)),
    ("checksums", To::Switch(true)),
    ("command_ids", To::Switch(true)),
];
/// The same settings, whether nodes or an operator fail over.
const EITHER_FAILOVER: &[(&str, To)] = PROTECTED.split_at(1).1;

const PROMISES: &[Promise] = &[
    Promise {
        holds: &["non-negative", "append-only", "prefix", "effects"],
        under: EITHER_FAILOVER,
        rollout: Rollout::Any,
        because: text(
            "Whatever anybody was shown is on every secondary's disk, so whoever leads next has it; what is damaged, divergent, repeated or of an old epoch is found.",
            "任何人看到过的内容都已在每个从节点落盘，所以下一任主节点必然拥有它；损坏、分叉、重复或来自旧纪元的内容都会被发现。",
        ),
    },
    Promise {
        holds: &["conservation", "convergence"],
        under: PROTECTED,
        rollout: Rollout::Any,
        because: text(
            "Somebody always leads again, and brings everybody up to the end of the log. By hand, replicas stay as they are until an operator makes one of them primary.",
            "总会有节点再次接管，把所有节点带到日志末尾。若靠人工切换，在运维人员提升某个节点之前，各副本就停在原处。",
        ),
    },
];

timers! {
    /// What a node sets timers for.
    pub enum Timer, TIMERS {
        Saved ["its lines are on the disk", "日志行已写入磁盘"];
        Apply ["time to replay the next transaction", "该重放下一个事务了"];
        Heartbeat ["time to say that the primary is there", "该发送主节点心跳了"];
        AckTimeout ["the secondaries have taken too long", "等待从节点确认超时"];
        ElectionTimeout ["time to ask whether the primary is still heard", "该检查主节点是否失联了"];
        Claim ["time to ask again for promises", "该再次征求承诺了"];
        Promote ["its promise to another primary has run out", "对另一个主节点的承诺到期"];
    }
}

orders! {
    /// What an operator can order.
    pub enum Order, ORDERS {
        Promote "promote" Node ["Make primary", "升为主节点"]
            ["This node takes over, as the guard allows.", "由该节点接管；能否立即接管取决于所选的防护方式。"];
        Demote "demote" Node ["Step down", "降为从节点"]
            ["This node stops being primary and follows whoever ships to it.", "该节点不再担任主节点，转而跟随向它发送日志的节点。"];
    }
}
