//! Who is in whose way.

use crate::base::text::text;
use crate::protocol::manifest::script::{ALICE, BOB, deposit, read, transfer};
use crate::protocol::manifest::{Demo, To};

/// Two transfers wait for each other.
pub(super) const DEADLOCK: Demo = Demo {
    id: "sd-deadlock",
    title: text("Each waits for the other (deadlock)", "互相等待（死锁）"),
    story: text(
        "Hangzhou's transfer has locked alice's row and needs bob's. Beijing's transfer has \
         locked bob's row and needs alice's.\nBoth wait, and both clients time out. With \
         deadlock detection the database aborts the transaction that closed the cycle of \
         waiting, and its service retries a moment later.",
        "杭州的转账锁住了 alice 的行，需要 bob 的行；北京的转账锁住了 bob 的行，\
         需要 alice 的行。\n两边都在等，两个客户端都超时。有了死锁检测，\
         数据库会中止形成等待环的那个事务，其服务稍后重试。",
    ),
    protection: &[("deadlock_detection", To::Switch(true))],
    checker: "answered",
    script: |s| {
        let s = s.lasts(4_000).set("deadlock_detection", false).set("lock_timeout_us", 60_000_000_u64);
        s.at(500).ask(0, transfer(ALICE, BOB, 100)).after(10).ask(1, transfer(BOB, ALICE, 50))
    },
};

/// A service stands still with a lock in its hands.
pub(super) const SLOW_SERVICE: Demo = Demo {
    id: "sd-slow-service",
    title: text("One pauses, all wait", "一个停顿，全体等待"),
    story: text(
        "Hangzhou has written alice's row and pauses, as for garbage collection, while it \
         holds the lock. Beijing and Shanghai share only a database with it, and cannot even \
         read that row.\nThey wait until the lock times out, retry, and reject their clients. \
         With a short session timeout the database aborts the silent transaction and frees the \
         row. Hangzhou finds out when it wakes up, and retries.",
        "杭州写了 alice 的行，随即停顿（比如垃圾回收），锁仍由它持有。\
         北京和上海与它只共享一个数据库，却连读这一行都做不到。\n等锁超时，重试，最后拒绝客户端。\
         如果会话超时较短，数据库会中止没有消息的事务，放开这一行；杭州醒来后才发现，然后重试。",
    ),
    protection: &[("session_timeout_us", To::Number(300_000))],
    checker: "no-conflicts",
    script: |s| {
        let s = s.lasts(8_000).patience(6_000, 0).set("isolation", "serializable").set("retries", 1_u64);
        let s =
            s.set("session_timeout_us", 60_000_000_u64).at(500).ask(0, deposit(ALICE, 100)).at(730).pause(0);
        s.at(800).ask(1, deposit(ALICE, 50)).ask(2, read(ALICE)).at(4_000).resume(0)
    },
};
