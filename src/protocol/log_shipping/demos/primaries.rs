//! Demos of failover: two primaries, and what leases and fencing do about them.

use crate::base::text::text;
use crate::protocol::manifest::{Demo, To};
use crate::protocol::script::{ALICE, BOB, deposit, read, withdraw};

/// Both sides of a partition have a primary.
pub(super) const SPLIT_BRAIN: Demo = Demo {
    id: "split-brain",
    title: text("Two primaries", "两个主节点（脑裂）"),
    story: text(
        "The primary is cut off and an operator makes node 1 primary. Both take a withdrawal from the same account, 400 and 300 out of 550. When the partition \
         heals, both believe to lead, both acknowledge, and the third node follows whoever spoke last. With fencing it refuses the old epoch, and the old \
         primary steps down.",
        "主节点被隔离，运维人员把节点 1 升为主节点。两边各从同一账户取款：余额 550，一边取 400，一边取 300。网络恢复后，两边都自认为是主节点，都作了确认，\
         第三个节点则谁最后说话就跟谁。有了纪元隔离，它会拒绝旧纪元，旧主节点随即退位。",
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
    title: text("The zombie that checked its lease", "查过租约的僵尸主节点"),
    story: text(
        "The primary checks its lease, begins a write and stands still, as a garbage collector makes it do. Its lease runs out, node 1 takes over and \
         acknowledges a deposit that node 2 has on disk. Then the zombie wakes up and finishes its write over node 2's. Node 1 dies, node 2 takes over, and \
         the acknowledged deposit is gone. With fencing, node 2 refuses an epoch that is over.",
        "主节点查过租约，开始写入，随即停顿（比如垃圾回收）。租约过期，节点 1 接管，并确认了一笔存款，节点 2 已将它落盘。这时僵尸醒来，把没写完的内容盖到了节点 2 上。\
         节点 1 宕机，节点 2 接管，已确认的存款不见了。有了纪元隔离，节点 2 会拒绝来自已结束纪元的写入。",
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
    title: text("A lease is only as good as the clocks", "租约好不好，要看钟准不准"),
    story: text(
        "A lease of 2 s holds for 2 s on the primary's clock, but the clocks of nodes 1 and 2 run twice as fast: to them it is over after one. The primary is cut \
         off for a moment, node 1 takes over, and both hold a lease. Both write, and the third node takes both. Epochs need no clock.",
        "2 秒的租约，主节点按自己的钟算是 2 秒；可节点 1 和 2 的钟快了一倍，在它们看来 1 秒就到期了。主节点被隔离片刻，节点 1 接管，于是两边都握有租约、都在写，第三个节点来者不拒。\
         纪元则不需要时钟。",
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
