//! What can be set about log shipping.

use crate::protocol::tables::settings;

settings! {
    /// What a person can set, as the protocol reads it.
    #[derive(Clone, Copy, PartialEq, Eq, Debug)]
    pub struct Config, KNOBS {
        mode: protects choice(enum Mode {
                /// When it is on the primary's own disk.
                Async "async" ["asynchronous", "异步"],
                /// When secondaries have it too, unless that takes too long.
                SemiSync "semi_sync" ["semi-synchronous", "半同步"],
                /// When secondaries have it too, however long that takes.
                Sync "sync" ["synchronous", "同步"],
            } = Async)
            ["Acknowledge", "确认时机"]
            ["When a client is told that its write is done: at once, when secondaries have it unless that takes too long, or only when they have it.",
             "何时告诉客户端写入完成：本机落盘即可；等从节点收到，但超时就不等；或者一定等到从节点收到。"];
        wait_for: tunes number(u16, 1..=6, 1)
            ["Secondaries to wait for", "等待的从节点数"]
            ["How many secondaries must have a write on disk before it is acknowledged; no more than there are. Ignored when asynchronous.",
             "确认之前，需要多少个从节点已将写入落盘（不超过实际数量）。异步模式下不起作用。"];
        ack_timeout: tunes span(1_000..=600_000_000, 1_000_000)
            ["Patience of semi-synchronous", "半同步等待上限"]
            ["After this time without an acknowledgement a semi-synchronous primary goes on alone, and says so.",
             "半同步主节点在这段时间内等不到确认，就会退化为独自确认，并明确显示出来。"];
        commit_point: protects choice(enum CommitPoint {
                /// When it may be acknowledged (MySQL: AFTER_SYNC).
                AfterSync "after_sync" ["when it is safe", "安全之后"],
                /// As soon as it is on the primary's own disk (MySQL: AFTER_COMMIT).
                AfterCommit "after_commit" ["at once", "立即"],
            } = AfterSync)
            ["Show a write", "写入何时可见"]
            ["Whether others can read a write only once it may be acknowledged, or already when it is on the primary's disk and could still be lost.",
             "其他客户端何时能读到一次写入：可以确认之后，还是刚写到主节点磁盘、仍可能丢失的时候。"];
        read_from: protects choice(enum ReadFrom {
                /// The node that is asked, as it is.
                Local "local" ["the node asked", "所问的节点"],
                Primary "primary" ["the primary", "主节点"],
                /// The node that is asked, once it has replayed all that the session has seen.
                AtLeastSeen "at_least_seen" ["no older than seen", "不早于已见"],
            } = Local)
            ["Read from", "从哪里读"]
            ["Who answers a read: the node that is asked, as it is; the primary; or the node that is asked, once it has replayed all that the session has seen.",
             "由谁回答读请求：所问的节点按现状回答；主节点；或所问的节点先重放到该会话已见过的位置再回答。"];
        failover: tunes choice(enum Failover {
                Manual "manual" ["by an operator", "人工"],
                Automatic "automatic" ["automatic", "自动"],
            } = Manual)
            ["Failover", "故障切换"]
            ["Whether an operator makes a secondary primary, or secondaries do it by themselves.",
             "由运维人员提升从节点，还是从节点自行接管。"];
        failover_after: tunes span(10_000..=600_000_000, 1_000_000)
            ["Silence before failover", "切换前的静默时间"]
            ["How long a secondary hears nothing before it takes over; the nodes with higher numbers wait a quarter longer each.",
             "从节点多久听不到主节点的消息就自行接管；编号每大一位，多等四分之一。"];
        guard: protects choice(enum Guard {
                None "none" ["none", "无"],
                /// It writes only while a majority has promised not to listen to another one.
                Lease "lease" ["lease", "租约"],
                /// Every node refuses what comes from an epoch that is over.
                Fence "fence" ["fencing", "纪元隔离"],
            } = Fence)
            ["Guard against old primaries", "对旧主节点的防护"]
            ["Nothing; a lease, which a paused primary outlives without knowing; or fencing: every node refuses what comes from an epoch that is over.",
             "无；租约（停顿的主节点可能浑然不知租约已过期）；或隔离（fencing）：每个节点都拒绝来自旧纪元的一切。"];
        lease: tunes span(10_000..=600_000_000, 500_000)
            ["Length of a lease", "租约时长"]
            ["How long a lease lasts, by the clock of whoever holds or grants it.",
             "租约持续多久；持有者和授予者各按自己的时钟计算。"];
        heartbeat: tunes span(1_000..=60_000_000, 100_000)
            ["Heartbeat", "心跳间隔"]
            ["How often the primary says that it is there and how long its log is.",
             "主节点隔多久报告一次自己还在、日志有多长。"];
        apply: tunes span(0..=60_000_000, 5_000)
            ["Replay time", "重放耗时"]
            ["How long a secondary takes to replay one transaction; 0 for no time.",
             "从节点重放一笔事务需要多久；0 表示不耗时。"];
        truncate_divergent: protects switch(true)
            ["Cut back divergent tails", "截断分叉的尾部"]
            ["A log that went another way than the primary's is cut back to where the two agree. Without it, it keeps its tail and differs for ever.",
             "日志若与主节点走了不同的路，就截回到一致的位置；否则它会保留自己的尾部，永远不一致。"];
        checksums: protects switch(true)
            ["Checksums", "校验和"]
            ["Replay stops at the first damaged line and asks for the rest again. Without it, garbage is applied.",
             "重放遇到第一条损坏的记录就停下，并重新索取其余部分；否则垃圾数据也会被应用。"];
        command_ids: protects switch(true)
            ["Know repeated commands", "识别重复命令"]
            ["A command that is in the log already is answered, not carried out again: the log remembers, so the next primary does too.",
             "已在日志里的命令只作答，不再执行；记忆在日志中，所以下一任主节点也记得。"];
    }
}

impl Config {
    /// How many secondaries must have a write before it is acknowledged.
    pub(super) fn wanted(&self, nodes: u16) -> usize {
        if self.mode == Mode::Async { 0 } else { usize::from(self.wait_for.min(nodes - 1)) }
    }
}
