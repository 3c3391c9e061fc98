//! What a node tells about itself.

use crate::base::text::text;
use crate::protocol::tables::facts;
use crate::sim::fact::{Lasts, Waits};

facts! {
    /// What a node tells about itself. Transactions are known by the operation that they carry out.
    pub enum OwnFact {
        Began "began" Not ["{node} began a transaction for operation #{a}", "{node}为操作 #{a} 开始了一个事务"];
        /// The account is `b`.
        Waits "waits" Remarkable ["{node}: operation #{a} waits for the lock on {b:account}", "{node}：操作 #{a} 等待 {b:account} 的锁"] { waits: Waits::Begins };
        Granted "granted" Not ["{node}: operation #{a} got the lock that it waited for", "{node}：操作 #{a} 得到了它等待的锁"] { waits: Waits::Ends };
        Blocked "blocked" Not ["{node}: a transaction waits for a lock", "{node}：有事务在等待锁"]
            { lasts: Lasts::Begins(text("lock wait", "锁等待")) };
        Unblocked "unblocked" Not ["{node}: no transaction waits for a lock any more", "{node}：不再有事务等待锁"]
            { lasts: Lasts::Ends(text("lock wait", "锁等待")) };
        Committed "committed" Not ["{node} committed the transaction of operation #{a}", "{node}提交了操作 #{a} 的事务"];
        RolledBack "rolled_back" Not ["{node} rolled back the transaction of operation #{a}, at the request of its service", "{node}应服务的请求回滚了操作 #{a} 的事务"];
        Deadlock "deadlock" Remarkable
            ["{node} found a deadlock and aborted the transaction of operation #{a}", "{node}发现死锁，中止了操作 #{a} 的事务"]
            { mark: Some(text("deadlock", "死锁")), waits: Waits::Ends };
        Overtaken "overtaken" Remarkable
            ["{node} aborted the transaction of operation #{a}: another transaction committed the same row first", "{node}中止了操作 #{a} 的事务：另一个事务先提交了同一行"];
        Pivot "pivot" Remarkable
            ["{node} aborted the transaction of operation #{a}: it stood between two read-write conflicts", "{node}中止了操作 #{a} 的事务：它夹在两个读写冲突之间"];
        LockTimeout "lock_timeout" Remarkable
            ["{node} aborted the transaction of operation #{a}: it waited too long for a lock", "{node}中止了操作 #{a} 的事务：等锁超时"] { waits: Waits::Ends };
        SessionTimeout "session_timeout" Remarkable
            ["{node} aborted the transaction of operation #{a}: its session timed out", "{node}中止了操作 #{a} 的事务：会话超时"] { waits: Waits::Ends };
        Superseded "superseded" Not
            ["{node} aborted an older transaction of operation #{a}: another attempt has taken over", "{node}中止了操作 #{a} 较早的事务：已由另一次尝试接手"] { waits: Waits::Ends };
        Repeated "repeated" Remarkable ["{node} recognized the command of operation #{a} as already carried out", "{node}识别出操作 #{a} 的命令早已执行过（幂等）"];
        Recovered "recovered" Remarkable
            ["{node} recovered {a:count} records from its write-ahead log and left out {b}", "{node}从预写日志恢复了 {a:count} 条记录，舍弃了 {b} 条"];
        /// Which try is `b`.
        Retried "retried" Remarkable ["{node} retries operation #{a} for the {b:nth} time", "{node}{b:nth}重试操作 #{a}"];
        Unknown "unknown" Remarkable
            ["{node} gave up operation #{a} and does not know whether it was committed (in doubt)", "{node}放弃了操作 #{a}，不知道它是否已提交（未决）"];
    }
}
