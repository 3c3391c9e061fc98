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
            ["What transactions see of each other: what is not committed; what is committed by now; what was committed when they began, and the first committer wins; nothing, as if one came after the other.",
             "事务之间能看到彼此的什么：未提交的内容；此刻已提交的内容；自己开始时已提交的内容，且先提交者胜；或者什么也看不到，如同逐个执行。"];
        serializable_by: tunes choice(enum SerializableBy {
                /// Two-phase locking.
                Locks "locks" ["two-phase locking", "两阶段锁"],
                /// Serializable snapshot isolation.
                Snapshots "snapshots" ["serializable snapshots", "可串行化快照"],
            } = Locks)
            ["Serializable by", "可串行化的实现"]
            ["Whether who reads locks what it reads, so that others wait, or reads a snapshot and is turned away where a cycle of conflicts could come of it.",
             "读取时加锁、让别人等待；还是读取快照，一旦可能形成冲突环就中止事务。"];
        write_locks: protects switch(true)
            ["Write locks to the end", "写锁持有到结束"]
            ["A row that was written stays locked until its transaction ends. Without it, others write over what is not committed. Snapshots do not need it.",
             "写过的行一直锁到事务结束；否则别人会覆盖尚未提交的内容。快照级别不需要它。"];
        deadlock_detection: protects switch(true)
            ["Deadlock detection", "死锁检测"]
            ["Who would close a cycle of waiting is aborted at once and its service tries again. Without it, all of them wait until a lock times out.",
             "谁要形成等待环，就立刻中止谁，由其服务重试；否则大家一直等到锁超时。"];
        lock_timeout: tunes span(10_000..=600_000_000, 400_000)
            ["Lock timeout", "锁等待超时"]
            ["How long a transaction waits for a lock before it is aborted.",
             "事务等待一把锁多久之后被中止。"];
        session_timeout: tunes span(10_000..=600_000_000, 500_000)
            ["Session timeout", "会话超时"]
            ["How long the database hears nothing of a transaction's service before it aborts the transaction: that service may be dead, and its locks are in the way.",
             "数据库多久没有听到事务所属服务的消息，就中止该事务：那个服务也许已经死了，而它的锁挡着别人。"];
        think: tunes span(0..=60_000_000, 20_000)
            ["Thinking time", "思考时间"]
            ["How long a service thinks between two steps of a transaction.",
             "服务在事务的两步之间思考多久。"];
        saves: tunes number(u16, 1..=3, 1)
            ["Writes for a change", "每次变更的写入次数"]
            ["In how many writes a service makes one change of a row; all but the last leave it half done, as where a library saves an object each time it is touched.",
             "服务分几次写入来完成对一行的一次变更；除最后一次外都只写了一部分，就像某些框架每碰一下对象就保存一次。"];
        retries: tunes number(u16, 0..=20, 5)
            ["Tries after an abort", "中止后的重试次数"]
            ["How often a service begins anew after the database aborted its transaction, before it refuses.",
             "数据库中止事务之后，服务最多重新开始几次，再失败就拒绝请求。"];
        retry_after: tunes span(1_000..=60_000_000, 50_000)
            ["Pause before a try", "重试前的停顿"]
            ["A service waits up to this long, by chance, before it begins anew, so that those who were in each other's way do not meet again.",
             "服务重新开始之前随机等待，最长这么久，避免刚才互相妨碍的事务再次相遇。"];
        resend: tunes span(10_000..=60_000_000, 200_000)
            ["Ask again after", "重发间隔"]
            ["How long a service waits for the database's answer to a step before it sends the step once more.",
             "服务多久等不到数据库对某一步的应答，就把这一步再发一遍。"];
        socket_timeout: tunes span(10_000..=600_000_000, 1_000_000)
            ["Socket timeout", "套接字超时"]
            ["How long a service hears nothing of the database before it gives up. If it had asked to commit, nobody knows what became of that.",
             "服务多久没有听到数据库的消息就放弃。如果已经请求提交，就没人知道结果如何。"];
        commit_records: protects switch(true)
            ["Recover whole transactions", "只恢复完整的事务"]
            ["After a crash only transactions whose last log record is on the disk are there again. Without it, every row that was written is.",
             "崩溃之后，只恢复最后一条日志记录已落盘的事务；否则，凡是写到磁盘上的行都会被恢复。"];
        flush: protects switch(true)
            ["Wait for the disk", "等待落盘"]
            ["A commit is shown and answered when its log records are on the disk. Without it at once, and a crash takes the last ones back.",
             "提交的日志落盘之后才可见、才答复；否则立即答复，而一次崩溃会收回最后几次提交。"];
        command_ids: protects switch(true)
            ["Know repeated commands", "识别重复命令"]
            ["The database keeps each command with what it changed, in one transaction. One that comes again is answered, not carried out again.",
             "数据库把每条命令和它的变更在同一事务中保存；重复的命令只作答，不再执行。"];
        both_columns: protects switch(true)
            ["Write both columns", "新旧列都写"]
            ["Version 2 of a service keeps the balance in a column of its own, and goes on writing and reading the old one while others still use it. Without that, it has moved on and they have not.",
             "服务的第 2 版把余额存到新列；只要别的服务还在用旧列，就继续读写旧列。否则它已经搬走，别人却还在原地。"];
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
