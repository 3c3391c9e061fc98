//! Log shipping as a person meets it: its name, what can be set about it, what an operator can order.

use crate::base::text::{Text, text};
use crate::protocol::catalog::{Entry, NO_PARTS};
use crate::protocol::knob::{About, Kind, Knob, Order, Unit};
use crate::sim::cast::Copies;

/// Log shipping in the catalogue.
pub const ENTRY: Entry = Entry {
    name: "log-shipping",
    title: text("Transaction log shipping", "事务日志复制"),
    summary: text(
        "One node, the primary, writes every change into an ordered log and ships the log to the others. A node that replays the log reaches the \
         primary's state, as a passbook whose lines add up to the balance.",
        "由一个主节点把每次变更按顺序写入日志，再把日志发给其他节点。任何节点重放这份日志，都会到达主节点的状态，正如存折上逐笔流水相加就是余额。",
    ),
    knobs: KNOBS,
    parts: NO_PARTS,
    copies: |_| Copies::Everywhere,
    orders: ORDERS,
    timers: TIMERS,
    demos: super::demos::DEMOS,
};

/// In the order of the numbers of timers.
const TIMERS: &[Text] = &[
    text("its lines are on the disk", "日志行已写入磁盘"),
    text("time to replay the next transaction", "该重放下一个事务了"),
    text("time to say that the primary is there", "该发送主节点心跳了"),
    text("the secondaries have taken too long", "等待从节点确认超时"),
    text("time to ask whether the primary is still heard", "该检查主节点是否失联了"),
    text("time to ask again for promises", "该再次征求承诺了"),
    text("its promise to another primary has run out", "对另一个主节点的承诺到期"),
];

/// The number of the order to take over.
pub(super) const PROMOTE: u32 = 0;
/// The number of the order to step down.
pub(super) const DEMOTE: u32 = 1;

const ORDERS: &[Order] = &[
    Order {
        name: "promote",
        title: text("Make primary", "升为主节点"),
        help: text("This node takes over, as the guard allows.", "由该节点接管；能否立即接管取决于所选的防护方式。"),
        about: About::Node,
    },
    Order {
        name: "demote",
        title: text("Step down", "降为从节点"),
        help: text("This node stops being primary and follows whoever ships to it.", "该节点不再担任主节点，转而跟随向它发送日志的节点。"),
        about: About::Node,
    },
];

/// Everything that can be set.
pub(super) const KNOBS: &[Knob] = &[
    Knob {
        name: "mode",
        title: text("Acknowledge", "确认时机"),
        help: text(
            "When a client is told that its write is done: at once, when secondaries have it unless that takes too long, or only when they have it.",
            "何时告诉客户端写入完成：本机落盘即可；等从节点收到，但超时就不等；或者一定等到从节点收到。",
        ),
        protects: true,
        kind: Kind::Choice {
            options: &[
                ("async", text("asynchronous", "异步")),
                ("semi_sync", text("semi-synchronous", "半同步")),
                ("sync", text("synchronous", "同步")),
            ],
            default: 0,
        },
    },
    Knob {
        name: "wait_for",
        title: text("Secondaries to wait for", "等待的从节点数"),
        help: text(
            "How many secondaries must have a write on disk before it is acknowledged; no more than there are. Ignored when asynchronous.",
            "确认之前，需要多少个从节点已将写入落盘（不超过实际数量）。异步模式下不起作用。",
        ),
        protects: false,
        kind: Kind::Number { min: 1, max: 6, default: 1, unit: Unit::Count },
    },
    Knob {
        name: "ack_timeout_us",
        title: text("Patience of semi-synchronous", "半同步等待上限"),
        help: text(
            "After this time without an acknowledgement a semi-synchronous primary goes on alone, and says so.",
            "半同步主节点在这段时间内等不到确认，就会退化为独自确认，并明确显示出来。",
        ),
        protects: false,
        kind: Kind::Number { min: 1_000, max: 600_000_000, default: 1_000_000, unit: Unit::Microseconds },
    },
    Knob {
        name: "commit_point",
        title: text("Show a write", "写入何时可见"),
        help: text(
            "Whether others can read a write only once it may be acknowledged, or already when it is on the primary's disk and could still be lost.",
            "其他客户端何时能读到一次写入：可以确认之后，还是刚写到主节点磁盘、仍可能丢失的时候。",
        ),
        protects: true,
        kind: Kind::Choice {
            options: &[("after_sync", text("when it is safe", "安全之后")), ("after_commit", text("at once", "立即"))],
            default: 0,
        },
    },
    Knob {
        name: "read_from",
        title: text("Read from", "从哪里读"),
        help: text(
            "Who answers a read: the node that is asked, as it is; the primary; or the node that is asked, once it has replayed all that the session has seen.",
            "由谁回答读请求：所问的节点按现状回答；主节点；或所问的节点先重放到该会话已见过的位置再回答。",
        ),
        protects: true,
        kind: Kind::Choice {
            options: &[
                ("local", text("the node asked", "所问的节点")),
                ("primary", text("the primary", "主节点")),
                ("at_least_seen", text("no older than seen", "不早于已见")),
            ],
            default: 0,
        },
    },
    Knob {
        name: "failover",
        title: text("Failover", "故障切换"),
        help: text(
            "Whether an operator makes a secondary primary, or secondaries do it by themselves.",
            "由运维人员提升从节点，还是从节点自行接管。",
        ),
        protects: false,
        kind: Kind::Choice {
            options: &[("manual", text("by an operator", "人工")), ("automatic", text("automatic", "自动"))], default: 0
        },
    },
    Knob {
        name: "failover_after_us",
        title: text("Silence before failover", "切换前的静默时间"),
        help: text(
            "How long a secondary hears nothing before it takes over; the nodes with higher numbers wait a quarter longer each.",
            "从节点多久听不到主节点的消息就自行接管；编号每大一位，多等四分之一。",
        ),
        protects: false,
        kind: Kind::Number { min: 10_000, max: 600_000_000, default: 1_000_000, unit: Unit::Microseconds },
    },
    Knob {
        name: "guard",
        title: text("Guard against old primaries", "对旧主节点的防护"),
        help: text(
            "Nothing; a lease, which a paused primary outlives without knowing; or fencing: every node refuses what comes from an epoch that is over.",
            "无；租约（停顿的主节点可能浑然不知租约已过期）；或隔离（fencing）：每个节点都拒绝来自旧纪元的一切。",
        ),
        protects: true,
        kind: Kind::Choice {
            options: &[("none", text("none", "无")), ("lease", text("lease", "租约")), ("fence", text("fencing", "纪元隔离"))],
            default: 2,
        },
    },
    Knob {
        name: "lease_us",
        title: text("Length of a lease", "租约时长"),
        help: text(
            "How long a lease lasts, by the clock of whoever holds or grants it.",
            "租约持续多久；持有者和授予者各按自己的时钟计算。",
        ),
        protects: false,
        kind: Kind::Number { min: 10_000, max: 600_000_000, default: 500_000, unit: Unit::Microseconds },
    },
    Knob {
        name: "heartbeat_us",
        title: text("Heartbeat", "心跳间隔"),
        help: text("How often the primary says that it is there and how long its log is.", "主节点隔多久报告一次自己还在、日志有多长。"),
        protects: false,
        kind: Kind::Number { min: 1_000, max: 60_000_000, default: 100_000, unit: Unit::Microseconds },
    },
    Knob {
        name: "apply_us",
        title: text("Replay time", "重放耗时"),
        help: text("How long a secondary takes to replay one transaction; 0 for no time.", "从节点重放一笔事务需要多久；0 表示不耗时。"),
        protects: false,
        kind: Kind::Number { min: 0, max: 60_000_000, default: 5_000, unit: Unit::Microseconds },
    },
    Knob {
        name: "truncate_divergent",
        title: text("Cut back divergent tails", "截断分叉的尾部"),
        help: text(
            "A log that went another way than the primary's is cut back to where the two agree. Without it, it keeps its tail and differs for ever.",
            "日志若与主节点走了不同的路，就截回到一致的位置；否则它会保留自己的尾部，永远不一致。",
        ),
        protects: true,
        kind: Kind::Switch { default: true },
    },
    Knob {
        name: "checksums",
        title: text("Checksums", "校验和"),
        help: text(
            "Replay stops at the first damaged line and asks for the rest again. Without it, garbage is applied.",
            "重放遇到第一条损坏的记录就停下，并重新索取其余部分；否则垃圾数据也会被应用。",
        ),
        protects: true,
        kind: Kind::Switch { default: true },
    },
    Knob {
        name: "command_ids",
        title: text("Know repeated commands", "识别重复命令"),
        help: text(
            "A command that is in the log already is answered, not carried out again: the log remembers, so the next primary does too.",
            "已在日志里的命令只作答，不再执行；记忆在日志中，所以下一任主节点也记得。",
        ),
        protects: true,
        kind: Kind::Switch { default: true },
    },
];
