//! What can be set about the shared database.

use crate::data::transactions::{Level, Rules};
use crate::protocol::tables::settings;

settings! {
    /// What a person can set, as the protocol reads it.
    #[derive(Clone, Copy, PartialEq, Eq, Debug)]
    pub struct Config, KNOBS {
        isolation: protects choice(enum Isolation {
                /// Reads take what is there.
                ReadUncommitted "read_uncommitted" ["read uncommitted", "读未提交"],
                /// Reads take what is committed.
                ReadCommitted "read_committed" ["read committed", "读已提交"],
                /// Reads take what was committed at the beginning, and the first committer wins.
                Snapshot "snapshot" ["snapshot", "快照隔离"],
                /// As if one came after the other.
                Serializable "serializable" ["serializable", "可串行化"],
            } = ReadCommitted)
            ["Isolation", "隔离级别"]
            ["What transactions see of each other. Read uncommitted: even uncommitted writes. Read committed: what is committed by now. Snapshot: what was committed when they began, and the first committer wins. Serializable: as if one ran after another.",
             "事务之间能看到彼此的什么。读未提交：包括未提交的写入；读已提交：此刻已提交的数据；快照隔离：自己开始时已提交的数据，且先提交者胜；可串行化：如同逐个执行。"];
        serializable_by: tunes choice(enum SerializableBy {
                /// Two-phase locking.
                Locks "locks" ["two-phase locking", "两阶段锁"],
                /// Serializable snapshot isolation.
                Snapshots "snapshots" ["serializable snapshots", "可串行化快照"],
            } = Locks)
            ["Serializable by", "可串行化的实现"]
            ["Two-phase locking: readers lock what they read, and others wait. Serializable snapshots: readers use a snapshot, and a transaction is aborted where a cycle of conflicts could arise.",
             "两阶段锁：读取时加锁，其他事务等待；可串行化快照：读取快照，一旦可能形成冲突环就中止事务。"];
        write_locks: protects switch(true)
            ["Write locks until the end", "写锁持有到事务结束"]
            ["A written row stays locked until its transaction ends. When off, other transactions overwrite uncommitted data (dirty write). Snapshot isolation does not need it.",
             "写过的行一直锁到事务结束。关闭后，其他事务会覆盖未提交的数据（脏写）。快照隔离不需要它。"];
        deadlock_detection: protects switch(true)
            ["Deadlock detection", "死锁检测"]
            ["The transaction that would close a cycle of waiting is aborted at once, and its service retries. When off, all of them wait until a lock times out.",
             "哪个事务会形成等待环，就立刻中止它，由其服务重试。关闭后，环中的事务一直等到锁超时。"];
        lock_timeout: tunes span(10_000..=600_000_000, 400_000)
            ["Lock timeout", "锁等待超时"]
            ["How long a transaction waits for a lock before it is aborted.",
             "事务等待一把锁多久之后被中止。"];
        session_timeout: tunes span(10_000..=600_000_000, 500_000)
            ["Session timeout", "会话超时"]
            ["How long the database hears nothing from a transaction's service before it aborts the transaction: the service may be dead, and its locks block others.",
             "数据库多久没有收到事务所属服务的消息，就中止该事务：那个服务也许已经宕机，而它的锁阻塞着其他事务。"];
        think: tunes span(0..=60_000_000, 20_000)
            ["Thinking time", "思考时间"]
            ["How long a service takes between two steps of a transaction.",
             "服务在事务的两步之间处理多久。"];
        saves: tunes number(u16, 1..=3, 1)
            ["Writes for a change", "每次变更的写入次数"]
            ["In how many writes a service makes one change of a row. All but the last leave the row half changed, as when a library saves an object after every assignment.",
             "服务分几次写入来完成对一行的一次变更。除最后一次外都只写了一部分，就像某些框架每次赋值都保存一次对象。"];
        retries: tunes number(u16, 0..=20, 5)
            ["Retries after an abort", "中止后的重试次数"]
            ["How often a service retries after the database aborted its transaction. Then it rejects the request.",
             "数据库中止事务之后，服务最多重试几次，再失败就拒绝请求。"];
        retry_after: tunes span(1_000..=60_000_000, 50_000)
            ["Pause before a retry", "重试前的等待"]
            ["A service waits a random time, at most this long, before it retries, so that transactions that conflicted do not conflict again.",
             "服务重试之前随机等待，最长这么久，避免刚才冲突的事务再次冲突。"];
        resend: tunes span(10_000..=60_000_000, 200_000)
            ["Resend interval", "重发间隔"]
            ["How long a service waits for the database's answer to a step before it sends the step again.",
             "服务多久等不到数据库对某一步的应答，就把这一步再发一遍。"];
        socket_timeout: tunes span(10_000..=600_000_000, 1_000_000)
            ["Socket timeout", "套接字超时"]
            ["How long a service hears nothing from the database before it gives up. If it had asked for a commit, the outcome is unknown (in doubt).",
             "服务多久没有收到数据库的消息就放弃。如果已经请求提交，结果未知（未决）。"];
        commit_records: protects switch(true)
            ["Recover whole transactions", "只恢复完整的事务"]
            ["After a crash only transactions whose last log record is on the disk are recovered. When off, every row that reached the disk is recovered.",
             "崩溃之后，只恢复最后一条日志记录已落盘的事务。关闭后，凡是写到磁盘上的行都会被恢复。"];
        flush: protects switch(true)
            ["Wait for the disk", "等待落盘"]
            ["A commit becomes visible and is acknowledged when its log records are on the disk. When off, it is acknowledged at once, and a crash loses the last commits.",
             "提交的日志落盘之后才可见、才答复。关闭后立即答复，而崩溃会丢失最后几次提交。"];
        command_ids: protects switch(true)
            ["Command deduplication (idempotence)", "命令去重（幂等）"]
            ["The database stores each command id with the change that it made, in one transaction. A repeated command is answered but not carried out again.",
             "数据库在同一事务中保存命令 ID 和它的变更；重复的命令只答复，不再执行。"];
        both_columns: protects switch(true)
            ["Write both columns", "新旧列都写"]
            ["Version 2 of a service keeps the balance in a new column, and continues to read and write the old one while other services use it. When off, it uses the new column only.",
             "服务的第 2 版把余额存到新列；只要其他服务还在用旧列，就继续读写旧列。关闭后，它只用新列。"];
    }
}

impl Config {
    /// The rules of the table.
    pub(super) fn rules(&self) -> Rules {
        let level = match (self.isolation, self.serializable_by) {
            (Isolation::ReadUncommitted, _) => Level::ReadUncommitted,
            (Isolation::ReadCommitted, _) => Level::ReadCommitted,
            (Isolation::Snapshot, _) => Level::Snapshot,
            (Isolation::Serializable, SerializableBy::Locks) => Level::Locking,
            (Isolation::Serializable, SerializableBy::Snapshots) => Level::SerializableSnapshot,
        };
        Rules { level, long_write_locks: self.write_locks, detects_deadlocks: self.deadlock_detection }
    }
}
