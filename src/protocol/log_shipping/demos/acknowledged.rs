//! Demos of acknowledgements: what each mode guarantees about a write that its client was told is
//! done.

use crate::base::text::text;
use crate::protocol::manifest::script::{ALICE, deposit, read};
use crate::protocol::manifest::{Demo, To};

/// The primary acknowledges a write that only it has, and dies.
pub(super) const LOST: Demo = Demo {
    id: "acknowledged-and-lost",
    title: text("Acknowledged, and lost", "已确认，却丢失"),
    story: text(
        "Hangzhou, the primary, is cut off. It acknowledges a deposit of client 0 and crashes \
         before any other node has the log line.\nBeijing takes over, and the acknowledged \
         money is gone. A synchronous primary would not have acknowledged the deposit.",
        "主节点杭州与其他节点断开，向客户端 0 确认了一笔存款，\
         却在其他节点收到这条日志之前宕机。\n北京接管后，已确认的钱不见了。同步模式下，\
         主节点根本不会确认这笔存款。",
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
    title: text("Semi-synchronous, until it degrades", "半同步悄悄退化为异步"),
    story: text(
        "The secondaries become slow. After 0.3 s Hangzhou, the primary, stops waiting for \
         them, marks itself as degraded and acknowledges alone.\nThen it crashes, and the \
         acknowledged write is lost. The mark on the primary is the only warning.",
        "从节点变慢。0.3 秒后，主节点杭州不再等待，把自己标记为“已退化”并独自确认。\n\
         随后它宕机，已确认的写入也随之丢失。主节点上的那个标记是唯一的预警。",
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
        "Hangzhou, the primary, waits for secondaries before it acknowledges a deposit, but \
         makes it visible at once. Client 2 reads it.\nThen Hangzhou crashes, and after the \
         failover to Beijing the deposit never happened. If writes are visible only once \
         replicated, client 2 cannot read it.",
        "主节点杭州在确认存款之前会等从节点，却立刻让这笔存款可见。客户端 2 读到了它。\n\
         随后杭州宕机，切换到北京之后，这笔存款从未发生。如果写入在复制安全后才可见，\
         客户端 2 就读不到它。",
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
