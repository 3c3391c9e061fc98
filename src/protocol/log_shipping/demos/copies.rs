//! Demos of copies that an operator makes: a majority that must have a write, a restore to a point
//! in time, a secondary that is late on purpose, a replica that joins while the others work.

use crate::base::text::text;
use crate::protocol::manifest::script::{ALICE, BOB, CAROL, deposit, read, withdraw};
use crate::protocol::manifest::{Demo, To};

/// One secondary is not a majority.
pub(super) const MINORITY: Demo = Demo {
    id: "one-copy-is-no-majority",
    title: text("Saved twice, and still lost", "存了两份，还是丢了"),
    story: text(
        "Hangzhou, the primary of five, waits for one secondary before it acknowledges. It is cut \
         off together with Beijing, which has the deposit of client 0.\nThe other three elect \
         Shanghai: they are a majority, and none of them has ever seen the acknowledged deposit. A \
         primary that waits for a majority leaves none without it.",
        "五个节点，主节点杭州等一个从节点落盘就确认。它和北京一起被隔离，\
         客户端 0 的存款只有它们俩有。\n其余三个节点构成多数派，选出上海，而它们谁都没见过这笔已确认的存款。\
         如果主节点等到多数派落盘，就不会有哪个多数派缺少它。",
    ),
    protection: &[("mode", To::Choice("quorum"))],
    checker: "linearizable",
    script: |s| {
        let s = s.nodes(5).lasts(5_000).patience(1_500, 0).set("mode", "sync");
        let s = s.at(500).ask(0, deposit(ALICE, 50)).at(1_000).apart(&[0, 1], &[2, 3, 4], 4_000);
        let s = s.at(1_100).ask(0, deposit(ALICE, 100)).at(2_000).order(2, "promote");
        s.at(3_000).ask(2, read(ALICE))
    },
};

/// A mistake is taken back, and everything since with it.
pub(super) const RESTORED_OVER_OTHERS: Demo = Demo {
    id: "restored-over-others",
    title: text("Restored, at the cost of everybody else", "恢复了一笔，丢了其他人的"),
    story: text(
        "Client 0 withdraws 400 by mistake. Two deposits of other clients follow. An operator \
         restores Beijing to the point before the mistake.\nIn place, the log ends there, and both \
         acknowledged deposits are gone with the mistake. Restored on a copy, Beijing shows what \
         alice had, the mistake is made good by a new deposit, and nothing is lost.",
        "客户端 0 误取 400，随后别的客户端又有两笔存款。运维人员把北京恢复到误操作之前的时间点。\n\
         就地恢复时，日志到此为止，两笔已确认的存款跟着误操作一起没了。在副本上恢复时，\
         北京只用来查看 alice 原来的余额，再用一笔新的存款补回来，什么也不丢。",
    ),
    protection: &[("restore", To::Choice("aside"))],
    checker: "linearizable",
    script: |s| {
        let s = s.lasts(4_500).set("restore", "in_place").set("read_from", "primary").at(500);
        let s = s.ask(0, withdraw(ALICE, 400)).at(800).ask(1, deposit(BOB, 70)).at(1_100);
        let s = s.ask(2, deposit(CAROL, 30)).at(1_600).order(1, "restore");
        s.at(2_600).ask(2, read(CAROL)).at(3_000).ask(1, read(BOB)).at(3_400).ask(0, deposit(ALICE, 400))
    },
};

/// A copy that is late on purpose is no copy to read from.
pub(super) const LATE_COPY_IS_ASKED: Demo = Demo {
    id: "late-copy-is-asked",
    title: text("A delayed copy is asked", "向延迟副本读取"),
    story: text(
        "Shanghai replays a second late on purpose: after a mistake it still shows what was there \
         before.\nClient 2 deposits 50 through Shanghai and then asks it for the balance. The \
         deposit is in Shanghai's log, and not in what it shows. Who may read from such a copy has \
         to wait, or ask the primary.",
        "上海有意推迟一秒重放：出现误操作之后，那里还看得到原来的状态。\n客户端 2 通过上海存入 50，\
         接着就在上海查余额。这笔存款已在上海的日志里，却还没有显示出来。\
         要从这样的副本读取，就得等它重放，或者改问主节点。",
    ),
    protection: &[("read_from", To::Choice("at_least_seen"))],
    checker: "read-your-writes",
    script: |s| {
        let s = s.lasts(4_000).set("late", true).set("read_from", "local");
        s.at(500).ask(2, deposit(ALICE, 50)).at(900).ask(2, read(ALICE))
    },
};

/// What is written while a new replica loads is in neither the snapshot nor its tail.
pub(super) const GAP_BEHIND_SNAPSHOT: Demo = Demo {
    id: "gap-behind-the-snapshot",
    title: text("A gap between snapshot and tail", "快照与后续日志之间的缺口"),
    story: text(
        "Shanghai joins while the others work. It loads a snapshot of Hangzhou, and during that \
         time client 0 deposits 50.\nThen Shanghai replays from the end of the log on. The deposit \
         is in neither the snapshot nor the tail, and Shanghai's balances are wrong for ever, \
         without a warning. If the tail begins right behind the snapshot, nothing is missed.",
        "上海在其他服务工作期间加入。它正在装载杭州的快照时，客户端 0 存入了 50。\n\
         装载完毕，上海从日志末尾开始重放。这笔存款既不在快照里，也不在后续日志里，\
         上海的余额从此一直是错的，而且没有任何警告。如果紧接着快照那一条开始重放，就什么也不会漏。",
    ),
    protection: &[("tail_from_snapshot", To::Switch(true))],
    checker: "convergence",
    script: |s| {
        let s = s.lasts(5_000).set("joins", true).set("joins_after_us", 400_000_u64);
        let s = s.set("tail_from_snapshot", false).at(200).ask(0, deposit(ALICE, 10));
        s.at(500).ask(0, deposit(ALICE, 50)).at(1_200).ask(1, deposit(BOB, 5))
    },
};
