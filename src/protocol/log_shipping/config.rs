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
                /// When a majority of all nodes has it, the primary counted.
                Quorum "quorum" ["synchronous by majority", "多数派同步"],
            } = Async)
            ["Acknowledge", "确认时机"]
            ["When a write is acknowledged. Asynchronous: once it is on the primary's disk. Semi-synchronous: once secondaries have it, or after a timeout. Synchronous: only once secondaries have it. By majority: once most of all nodes have it, the primary included.",
             "何时确认写入。异步：主节点落盘即可；半同步：等从节点收到，超时则不再等；同步：一定等到从节点收到；多数派同步：等包括主节点在内的多数节点收到。"];
        wait_for: tunes number(u16, 1..=6, 1)
            ["Secondaries to wait for", "等待的从节点数"]
            ["How many secondaries must have a write on disk before it is acknowledged; at most as many as there are. Ignored in asynchronous mode and by majority.",
             "确认之前，需要多少个从节点已将写入落盘（不超过实际数量）。异步和多数派模式下不起作用。"];
        ack_timeout: tunes span(1_000..=600_000_000, 1_000_000)
            ["Semi-synchronous timeout", "半同步超时"]
            ["After this time without an acknowledgement a semi-synchronous primary acknowledges alone and marks itself as degraded.",
             "半同步主节点在这段时间内等不到确认，就会退化为异步、独自确认，并标记为“已退化”。"];
        commit_point: protects choice(enum CommitPoint {
                /// When it may be acknowledged (MySQL: AFTER_SYNC).
                AfterSync "after_sync" ["once replicated", "复制安全后"],
                /// As soon as it is on the primary's own disk (MySQL: AFTER_COMMIT).
                AfterCommit "after_commit" ["at once", "立即"],
            } = AfterSync)
            ["Write visibility", "写入何时可见"]
            ["When other clients can read a write: once it may be acknowledged, or as soon as it is on the primary's disk, where it can still be lost.",
             "其他客户端何时能读到一次写入：可以确认之后，还是刚写到主节点磁盘、仍可能丢失的时候。"];
        read_from: protects choice(enum ReadFrom {
                /// The node that is asked, as it is.
                Local "local" ["the node asked", "当前访问的节点"],
                Primary "primary" ["the primary", "主节点"],
                /// The node that is asked, once it has replayed all that the session has seen.
                AtLeastSeen "at_least_seen" ["no older than the session has seen", "不旧于本会话已读版本"],
            } = Local)
            ["Read from", "从哪里读"]
            ["Who answers a read: the node asked, from its current state; the primary; or the node asked, once it has replayed everything that the session has seen (session guarantees).",
             "由谁回答读取：当前访问的节点按现状回答；主节点回答；或当前访问的节点先重放到本会话已读的版本再回答（会话保证）。"];
        failover: tunes choice(enum Failover {
                Manual "manual" ["by an operator", "人工"],
                Automatic "automatic" ["automatic", "自动"],
            } = Manual)
            ["Failover", "故障切换"]
            ["Whether an operator promotes a secondary to primary, or a secondary takes over by itself.",
             "由运维人员提升从节点，还是从节点自行接管。"];
        failover_after: tunes span(10_000..=600_000_000, 1_000_000)
            ["Silence before failover", "切换前的静默时间"]
            ["How long a secondary hears nothing from the primary before it takes over. Each node waits a quarter longer than the node before it.",
             "从节点多久听不到主节点的消息就自行接管；每个节点比前一个节点多等四分之一。"];
        guard: protects choice(enum Guard {
                None "none" ["none", "无"],
                /// It writes only while a majority has promised not to listen to another one.
                Lease "lease" ["lease", "租约"],
                /// Every node refuses what comes from an epoch that is over.
                Fence "fence" ["fencing", "任期隔离（fencing）"],
            } = Fence)
            ["Guard against old primaries", "对旧主节点的防护"]
            ["None; a lease, which can expire unnoticed while the primary is paused; or fencing: every node refuses messages from an old epoch.",
             "无；租约（主节点停顿时，租约可能在它不知情时过期）；或任期隔离（fencing）：每个节点都拒绝来自旧任期（epoch）的消息。"];
        lease: tunes span(10_000..=600_000_000, 500_000)
            ["Length of a lease", "租约时长"]
            ["How long a lease lasts. Its holder and the nodes that grant it each measure it by their own clocks.",
             "租约持续多久；持有者和授予者各按自己的时钟计算。"];
        heartbeat: tunes span(1_000..=60_000_000, 100_000)
            ["Heartbeat", "心跳间隔"]
            ["How often the primary reports that it is alive and how long its log is.",
             "主节点隔多久报告一次自己还在、日志有多长。"];
        apply: tunes span(0..=60_000_000, 5_000)
            ["Replay time", "重放耗时"]
            ["How long a secondary takes to replay one transaction; 0 for no time.",
             "从节点重放一笔事务需要多久；0 表示不耗时。"];
        truncate_divergent: protects switch(true)
            ["Truncate divergent logs", "截断分叉日志"]
            ["A log that diverged from the primary's is truncated to the last line on which both agree. When off, the node keeps its own tail and differs for ever.",
             "与主节点分叉的日志会被截断到双方一致的最后一条。关闭后，节点保留独有的日志尾部，永远不一致。"];
        checksums: protects switch(true)
            ["Checksums", "校验和"]
            ["Replay stops at the first damaged line and requests the rest again. When off, damaged lines are applied.",
             "重放遇到第一条损坏的日志就停下，并重新请求其余部分。关闭后，损坏的数据也会被应用。"];
        command_ids: protects switch(true)
            ["Command deduplication (idempotence)", "命令去重（幂等）"]
            ["A command that is already in the log is answered but not carried out again. The log holds the command ids, so the next primary knows them too.",
             "已在日志中的命令只答复，不再执行。命令 ID 记在日志里，所以下一任主节点也能识别。"];
        late: tunes switch(false)
            ["Delayed secondary", "延迟从节点"]
            ["The last service receives every line at once and replays it deliberately late: it still shows what a mistake has changed everywhere else.",
             "最后一个服务照常收到每条日志，但故意推迟重放：别处已被误操作改掉的状态，在它那里还看得到。"];
        late_by: tunes span(10_000..=60_000_000, 1_000_000)
            ["Delay of the secondary", "从节点的延迟"]
            ["How long the delayed secondary keeps a line before it replays it. Lines that come close together are replayed together, up to a sixteenth of this earlier.",
             "延迟从节点收到日志后隔多久才重放。相隔很近的日志会一并重放，最多提前这段时间的十六分之一。"];
        restore: protects choice(enum Restore {
                /// The log ends there, at this node and at all who follow it.
                InPlace "in_place" ["in place", "就地恢复"],
                /// The node shows that point for a while, and its log stays whole.
                Aside "aside" ["on a copy", "在副本上恢复"],
            } = Aside)
            ["Point-in-time restore", "时间点恢复"]
            ["What “restore” does. In place: the log is cut back to that point and this node leads from there; whatever was written since is lost. On a copy: the log stays whole, and this secondary shows its state at that point for a while.",
             "“恢复”做什么。就地恢复：把日志截断到那个时间点，由该节点从那里接着担任主节点，之后的写入全部丢失；在副本上恢复：日志保持完整，只有这个从节点在一段时间内显示那个时间点的状态。"];
        restore_back: tunes number(u16, 1..=1_000, 3)
            ["How far a restore goes back", "恢复回退多少"]
            ["How many transactions a restore goes back; a place in the log is a point in time.",
             "恢复时回退多少笔事务；日志中的位置就是时间点。"];
        restore_for: tunes span(10_000..=60_000_000, 400_000)
            ["How long a copy shows it", "副本停留多久"]
            ["How long a restored copy stays at that point before it replays what came since.",
             "恢复出来的副本在那个时间点停留多久，之后再把后来的日志重放完。"];
        joins: tunes switch(false)
            ["A replica joins later", "中途加入副本"]
            ["The last service takes no part at first. It joins while the others work: it copies the primary's log and state (a snapshot), then follows the log (the tail). Majorities count it from the beginning.",
             "最后一个服务起初不参与，在其他服务工作期间才加入：先复制主节点的日志和状态（快照），再跟随后续日志。计算多数派时一开始就把它算在内。"];
        joins_after: tunes span(10_000..=60_000_000, 1_500_000)
            ["When it joins", "何时加入"]
            ["When the last service asks for a snapshot, by its own clock.",
             "最后一个服务何时索取快照（按它自己的时钟）。"];
        loads: tunes span(0..=60_000_000, 300_000)
            ["Loading a snapshot", "装载快照的时间"]
            ["How long it takes to load a snapshot; 0 for no time. The others keep writing meanwhile.",
             "装载快照需要多久；0 表示不耗时。这期间其他服务照常写入。"];
        tail_from_snapshot: protects switch(true)
            ["Tail begins at the snapshot", "从快照处接续日志"]
            ["Replay goes on with the line after the snapshot. When off, it goes on with the end of the log at the moment when loading is done, and what was written during loading is skipped.",
             "从快照之后的那一条日志开始重放。关闭后，从装载完成那一刻的日志末尾开始，装载期间的写入会被跳过。"];
    }
}

impl Config {
    /// How many secondaries must have a write before it is acknowledged.
    pub(super) fn wanted(&self, nodes: u16) -> usize {
        match self.mode {
            Mode::Async => 0,
            Mode::Quorum => usize::from(nodes / 2),
            Mode::SemiSync | Mode::Sync => usize::from(self.wait_for.min(nodes - 1)),
        }
    }
}
