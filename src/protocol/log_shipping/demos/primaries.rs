//! Demos of failover: two primaries, and what leases and fencing do about them.

use crate::base::text::text;
use crate::protocol::manifest::script::{ALICE, BOB, deposit, read, withdraw};
use crate::protocol::manifest::{Demo, To};

/// Both sides of a partition have a primary.
pub(super) const SPLIT_BRAIN: Demo = Demo {
    id: "split-brain",
    title: text("Two primaries (split brain)", "两个主节点（脑裂）"),
    story: text(
        "Hangzhou, the primary, is cut off, and an operator promotes Beijing. Both take a \
         withdrawal from alice, 400 and 300 of 550.\nWhen the partition heals, both act as \
         primary and acknowledge, and Shanghai follows whichever spoke last. With fencing, \
         Shanghai refuses the old epoch, and Hangzhou steps down.",
        "主节点杭州被隔离，运维人员把北京升为主节点。两边各从 alice 取款：余额 550，\
         一边取 400，一边取 300。\n网络恢复后，两边都以主节点自居，都作了确认，\
         上海则跟随最后发来消息的一方。有了任期隔离，上海会拒绝旧任期，杭州随即退位。",
    ),
    protection: &[("guard", To::Choice("fence"))],
    checker: "append-only",
    script: |s| {
        let s = s
            .lasts(6_000)
            .patience(2_000, 0)
            .set("mode", "sync")
            .set("guard", "none")
            .at(500)
            .ask(0, deposit(ALICE, 50));
        let s = s.at(1_000).isolate(0, 3_000).at(1_300).order(1, "promote");
        s.at(2_000).ask(0, withdraw(ALICE, 400)).ask(1, withdraw(ALICE, 300))
    },
};

/// A primary stands still between the check of its lease and its write.
pub(super) const ZOMBIE: Demo = Demo {
    id: "zombie-primary",
    title: text("The zombie primary that checked its lease", "查过租约的僵尸主节点"),
    story: text(
        "Hangzhou, the primary, checks its lease, begins a write and pauses, as for garbage \
         collection. The lease expires, Beijing takes over and acknowledges a deposit that \
         Shanghai has on disk.\nThen Hangzhou wakes up and finishes its write, which overwrites \
         the deposit at Shanghai. Beijing crashes, Shanghai takes over, and the acknowledged \
         deposit is gone. With fencing, Shanghai refuses the old epoch.",
        "主节点杭州查过租约，开始写入，随即停顿（比如垃圾回收）。租约过期，北京接管，\
         并确认了一笔存款，上海已将它落盘。\n这时杭州醒来，把没写完的日志覆盖到上海的存款上。\
         北京宕机，上海接管，已确认的存款不见了。有了任期隔离，上海会拒绝旧任期的写入。",
    ),
    protection: &[("guard", To::Choice("fence"))],
    checker: "linearizable",
    script: |s| {
        let s = s.lasts(6_500).patience(1_500, 0).set("mode", "sync").set("guard", "lease");
        let s = s
            .set("failover", "automatic")
            .set("failover_after_us", 600_000_u64)
            .at(500)
            .ask(0, deposit(ALICE, 50));
        let s = s.at(1_000).ask(0, deposit(ALICE, 100)).after(1).pause(0).at(2_500).ask(1, deposit(BOB, 70));
        let s = s.at(3_000).resume(0).after(10).crash(0).after(10).crash(1);
        s.at(4_500).restart(1).at(5_000).restart(0).at(5_500).ask(2, read(BOB))
    },
};

/// The clocks of those who grant a lease run faster than the clock of its holder.
pub(super) const FAST_CLOCKS: Demo = Demo {
    id: "fast-clocks-break-a-lease",
    title: text("A lease is only as good as the clocks", "租约好不好，要看时钟准不准"),
    story: text(
        "A lease of 2 s lasts 2 s by the clock of Hangzhou, the primary, but the clocks of \
         Beijing and Shanghai run twice as fast: for them it expires after 1 s.\nHangzhou is \
         cut off for a moment, Beijing takes over, and both hold a lease. Both write, and \
         Shanghai accepts both. Fencing by epochs needs no clock.",
        "2 秒的租约，按主节点杭州的时钟是 2 秒；可北京和上海的时钟快了一倍，\
         在它们看来 1 秒就到期了。\n杭州被隔离片刻，北京接管，于是两边都持有租约、都在写入，\
         上海则两边都接受。任期隔离不需要时钟。",
    ),
    protection: &[("guard", To::Choice("fence"))],
    checker: "append-only",
    script: |s| {
        let s = s
            .lasts(6_000)
            .patience(1_500, 0)
            .set("mode", "sync")
            .set("guard", "lease")
            .set("lease_us", 2_000_000_u64);
        let s = s.at(10).drift(1, 1_000_000).drift(2, 1_000_000).at(500).ask(0, deposit(ALICE, 50));
        let s = s.at(1_000).isolate(0, 2_300).at(1_900).order(1, "promote");
        s.at(2_250).ask(1, withdraw(ALICE, 300)).at(2_320).ask(0, withdraw(ALICE, 400))
    },
};
