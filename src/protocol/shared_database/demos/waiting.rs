//! Who is in whose way.

use crate::base::text::text;
use crate::protocol::manifest::{Demo, To};
use crate::protocol::script::{ALICE, BOB, deposit, read, transfer};

/// Two transfers wait for each other.
pub(super) const DEADLOCK: Demo = Demo {
    id: "sd-deadlock",
    title: text("After you", "您先请（死锁）"),
    story: text(
        "One transfer has locked alice's row and wants bob's, the other has locked bob's and wants alice's. Both wait, and both clients give up. A database that looks for cycles \
         of waiting aborts the one that closed the cycle, whose service begins anew a moment later.",
        "一笔转账锁住了爱丽丝的行，想要鲍勃的；另一笔锁住了鲍勃的，想要爱丽丝的。两边都在等，两个客户端都放弃了。会检测等待环的数据库中止闭合环的那一个，其服务稍后重新开始。",
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
    title: text("One stands still, all wait", "一个停下，全体等待"),
    story: text(
        "A service has written alice's row and stands still, as a garbage collector makes it do, with the lock in its hands. The other services share nothing with it but a \
         database, and they cannot even read that row: each waits until its lock times out, tries again, and turns its client away. A database that ends transactions of \
         which it hears nothing frees the row; the slow service finds out when it wakes up, and begins anew.",
        "一个服务写了爱丽丝的行，随即停顿（比如垃圾回收），锁还攥在手里。其他服务与它只共享一个数据库，却连读这一行都做不到：等锁超时，重试，最后拒绝客户端。\
         如果数据库终止迟迟没有消息的事务，这一行就会放开；慢的服务醒来才发现，并重新开始。",
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
