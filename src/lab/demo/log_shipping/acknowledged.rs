//! What an acknowledgement is worth.

use super::script::{ALICE, deposit, money_vanished_between_reads, read, script};
use crate::base::ids::NodeId;
use crate::base::text::text;
use crate::lab::demo::{Demo, To};
use crate::sim::input::Action;

/// The primary acknowledges a write that only it has, and dies.
pub(super) const LOST: Demo = Demo {
    name: "acknowledged-and-lost",
    protocol: "log-shipping",
    title: text("Acknowledged, and lost", "确认了，却丢了"),
    story: text(
        "The primary is cut off, tells a client that its deposit is done, and dies before anybody else has the line. Node 1 takes over: the money that was \
         promised is gone. A synchronous primary would have promised nothing.",
        "主节点与其他节点断开，告诉客户端存款已完成，随后在别人拿到这一行之前就宕机了。节点 1 接管后，承诺过的钱不见了。同步模式下，主节点根本不会作出这个承诺。",
    ),
    protection: &[("mode", To::Choice("sync"))],
    experiment: || {
        let normal = script(5_000).clients(1_500, 0).set("mode", To::Choice("async")).ask(500, 0, 0, deposit(ALICE, 50));
        let cut_off = normal.isolate(1_000, 3_000, 0).ask(1_100, 0, 0, deposit(ALICE, 100)).crash(1_500, 0);
        cut_off.promote(2_000, 1).ask(3_000, 1, 1, read(ALICE)).restart(3_500, 0).done()
    },
    shows: |receipt, _| receipt.acknowledged_writes_lost > 0,
};

/// The secondaries are slower than the primary's patience.
pub(super) const DEGRADED: Demo = Demo {
    name: "semi-sync-degrades",
    protocol: "log-shipping",
    title: text("Semi-synchronous, until it is not", "半同步，悄悄变回异步"),
    story: text(
        "The secondaries become slow. After 0.3 s the primary stops waiting for them, marks itself as degraded and acknowledges alone; then it dies, and the \
         write with it. Whoever looked at the mark would have known.",
        "从节点变慢了。0.3 秒后主节点不再等待，标记自己“已退化”并独自确认；随后它宕机，这次写入也随之消失。看到那个标记的人本可以早知道。",
    ),
    protection: &[("mode", To::Choice("sync"))],
    experiment: || {
        let slow = |factor_milli| [1, 2].map(|node| Action::SetSlow { node: NodeId(node), factor_milli });
        let [one, two] = slow(50_000);
        let [one_again, two_again] = slow(1_000);
        let script = script(5_000).clients(1_500, 0).set("mode", To::Choice("semi_sync")).set("ack_timeout_us", To::Number(300_000));
        let script =
            script.ask(500, 0, 0, deposit(ALICE, 50)).at(1_000, one).at(1_000, two).ask(1_100, 0, 0, deposit(ALICE, 100)).crash(1_600, 0);
        script.at(1_700, one_again).at(1_700, two_again).promote(2_000, 1).ask(3_500, 1, 1, read(ALICE)).restart(4_000, 0).done()
    },
    shows: |receipt, _| receipt.acknowledged_writes_lost > 0,
};

/// A write is shown before it is safe, read by another client, and lost.
pub(super) const PHANTOM: Demo = Demo {
    name: "phantom-read",
    protocol: "log-shipping",
    title: text("A balance that never was", "从未存在过的余额"),
    story: text(
        "The primary waits for secondaries before it acknowledges, but shows the deposit to others at once. Another client reads it and acts on it; the primary \
         dies, and after the failover the deposit never happened. Shown only when it is safe, nobody would have seen it.",
        "主节点在确认之前会等从节点，却立刻让别人看到这笔存款。另一个客户端读到了它并据此行事；主节点宕机、切换之后，这笔存款从未发生。若等到安全之后才可见，就没人会看到它。",
    ),
    protection: &[("commit_point", To::Choice("after_sync"))],
    experiment: || {
        let script = script(5_000).clients(1_500, 0).set("mode", To::Choice("sync")).set("commit_point", To::Choice("after_commit"));
        let script = script.ask(500, 0, 0, deposit(ALICE, 50)).isolate(1_000, 2_500, 0).ask(1_100, 0, 0, deposit(ALICE, 100)).ask(
            1_300,
            2,
            0,
            read(ALICE),
        );
        script.crash(1_600, 0).promote(2_000, 1).ask(3_000, 2, 1, read(ALICE)).restart(3_500, 0).done()
    },
    shows: |_, session| money_vanished_between_reads(session),
};
