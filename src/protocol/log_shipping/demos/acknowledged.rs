//! Demos of acknowledgements: what each mode guarantees about a write that its client was told is
//! done.

use crate::base::text::text;
use crate::protocol::manifest::{Demo, To};
use crate::protocol::script::{ALICE, deposit, read};

/// The primary acknowledges a write that only it has, and dies.
pub(super) const LOST: Demo = Demo {
    id: "acknowledged-and-lost",
    title: text("Acknowledged, and lost", "确认了，却丢了"),
    story: text(
        "The primary is cut off, tells a client that its deposit is done, and dies before anybody else has the line. Node 1 takes over: the money that was \
         promised is gone. A synchronous primary would have promised nothing.",
        "主节点与其他节点断开，告诉客户端存款已完成，随后在别人拿到这一行之前就宕机了。节点 1 接管后，承诺过的钱不见了。同步模式下，主节点根本不会作出这个承诺。",
    ),
    protection: &[("mode", To::Choice("sync"))],
    checker: "linearizable",
    script: |s| {
        let s = s.lasts(5_000).patience(1_500, 0).set("mode", "async").at(500).ask(0, deposit(ALICE, 50));
        let s = s.at(1_000).isolate(0, 3_000).at(1_100).ask(0, deposit(ALICE, 100)).at(1_500).crash(0);
        s.at(2_000).order(1, "promote").at(3_000).ask(1, read(ALICE)).at(3_500).restart(0)
    },
};

/// The secondaries are slower than the primary's patience.
pub(super) const DEGRADED: Demo = Demo {
    id: "semi-sync-degrades",
    title: text("Semi-synchronous, until it is not", "半同步，悄悄变回异步"),
    story: text(
        "The secondaries become slow. After 0.3 s the primary stops waiting for them, marks itself as degraded and acknowledges alone; then it dies, and the \
         write with it. Whoever looked at the mark would have known.",
        "从节点变慢了。0.3 秒后主节点不再等待，标记自己“已退化”并独自确认；随后它宕机，这次写入也随之消失。看到那个标记的人本可以早知道。",
    ),
    protection: &[("mode", To::Choice("sync"))],
    checker: "linearizable",
    script: |s| {
        let s = s.lasts(5_000).patience(1_500, 0).set("mode", "semi_sync").set("ack_timeout_us", 300_000_u64);
        let s = s.at(500).ask(0, deposit(ALICE, 50)).at(1_000).slow(1, 50_000).slow(2, 50_000);
        let s = s
            .at(1_100)
            .ask(0, deposit(ALICE, 100))
            .at(1_600)
            .crash(0)
            .at(1_700)
            .slow(1, 1_000)
            .slow(2, 1_000);
        s.at(2_000).order(1, "promote").at(3_500).ask(1, read(ALICE)).at(4_000).restart(0)
    },
};

/// A write is shown before it is safe, read by another client, and lost.
pub(super) const PHANTOM: Demo = Demo {
    id: "phantom-read",
    title: text("A balance that never was", "从未存在过的余额"),
    story: text(
        "The primary waits for secondaries before it acknowledges, but shows the deposit to others at once. Another client reads it and acts on it; the primary \
         dies, and after the failover the deposit never happened. Shown only when it is safe, nobody would have seen it.",
        "主节点在确认之前会等从节点，却立刻让别人看到这笔存款。另一个客户端读到了它并据此行事；主节点宕机、切换之后，这笔存款从未发生。若等到安全之后才可见，就没人会看到它。",
    ),
    protection: &[("commit_point", To::Choice("after_sync"))],
    checker: "monotonic-reads",
    script: |s| {
        let s = s.lasts(5_000).patience(1_500, 0).set("mode", "sync").set("commit_point", "after_commit");
        let s = s
            .at(500)
            .ask(0, deposit(ALICE, 50))
            .at(1_000)
            .isolate(0, 2_500)
            .at(1_100)
            .ask(0, deposit(ALICE, 100));
        let s = s.at(1_300).ask_as(2, 0, read(ALICE)).at(1_600).crash(0).at(2_000).order(1, "promote");
        s.at(3_000).ask_as(2, 1, read(ALICE)).at(3_500).restart(0)
    },
};
