//! Demos of reads from secondaries, of logs that are torn or diverge, and of commands that come
//! twice.

use crate::base::text::text;
use crate::protocol::manifest::script::{ALICE, BOB, deposit, read, transfer};
use crate::protocol::manifest::{Demo, To};

/// One session reads the new balance, then the old one.
pub(super) const BACKWARDS: Demo = Demo {
    id: "reads-go-backwards",
    title: text("Reads that go back in time", "越读越旧"),
    story: text(
        "Client 0 deposits 50 at Hangzhou, the primary, and reads its new balance there.\nThen \
         it asks Beijing, which has not replayed the line yet, and the money is not there. A \
         node that first replays everything that the session has seen never answers with an \
         older balance (session guarantees).",
        "客户端 0 在主节点杭州存入 50，并在那里读到了新余额。\n接着访问北京，\
         北京还没有重放这条日志，钱又不见了。如果节点先重放到本会话已读的版本再回答，\
         就不会答出旧余额（会话保证）。",
    ),
    protection: &[("read_from", To::Choice("at_least_seen"))],
    checker: "monotonic-reads",
    script: |s| {
        let s = s.lasts(3_000).set("read_from", "local").at(1_000).ask(0, deposit(ALICE, 50));
        s.at(1_020).ask(0, read(ALICE)).at(1_030).ask_as(0, 1, read(ALICE))
    },
};

/// An old primary comes back with lines that nobody else has.
pub(super) const DIVERGENT_TAIL: Demo = Demo {
    id: "divergent-tail",
    title: text("A log tail that no other node has", "独有的日志尾部"),
    story: text(
        "While Hangzhou, the primary, is cut off, it writes two more lines and crashes. \
         Beijing takes over and writes other lines in their place.\nWhen Hangzhou comes back it \
         keeps its own tail, and its log and its balances differ for ever. If it truncates its \
         log to where both logs agree, it becomes a good secondary.",
        "主节点杭州在断网期间又写了两条日志，然后宕机。北京接管，在同样的位置写下了别的日志。\n\
         杭州恢复后保留了独有的日志尾部，从此日志和余额永远不一致。\
         如果把分叉日志截断到双方一致的位置，杭州就能成为合格的从节点。",
    ),
    protection: &[("truncate_divergent", To::Switch(true))],
    checker: "convergence",
    script: |s| {
        let s = s
            .lasts(6_000)
            .patience(1_500, 0)
            .set("truncate_divergent", false)
            .at(500)
            .ask(0, deposit(ALICE, 50));
        let s = s
            .at(1_000)
            .isolate(0, 3_000)
            .at(1_100)
            .ask(0, deposit(ALICE, 100))
            .at(1_200)
            .ask(0, deposit(ALICE, 10));
        let s = s.at(1_500).crash(0).at(1_800).order(1, "promote").at(2_500).ask(1, deposit(BOB, 70));
        s.at(3_200).restart(0).at(4_000).ask(1, deposit(BOB, 10))
    },
};

/// A write is cut in the middle.
pub(super) const TORN_RECORD: Demo = Demo {
    id: "torn-record",
    title: text("Half a record on the disk", "只落盘一半的记录"),
    story: text(
        "Beijing loses power while the two lines of a transfer are being written to its disk, \
         and the last line is damaged.\nWithout checksums Beijing replays it as it is, and \
         money comes from nowhere. With checksums the replay stops before the transfer and \
         requests it again.",
        "一笔转账的两条日志正在写入北京的磁盘时断电，最后一条只落盘一半。\n没有校验和，\
         北京就照样重放，凭空变出了钱。有校验和，重放会停在这笔转账之前，并重新请求它。",
    ),
    protection: &[("checksums", To::Switch(true))],
    checker: "convergence",
    script: |s| {
        let s = s.lasts(4_000).disk(20).set("checksums", false).at(500).ask(0, deposit(ALICE, 50));
        // The lines reach node 1 at 1.06 s and its disk at 1.08 s.
        s.at(1_000).ask(0, transfer(ALICE, BOB, 70)).at(1_070).tear(1).at(2_000).restart(1)
    },
};

/// An impatient person clicks twice.
pub(super) const DOUBLE_CLICK: Demo = Demo {
    id: "double-click",
    title: text("Clicked twice", "重复点击"),
    story: text(
        "Client 1 clicks on the same deposit again before the answer arrives.\nWithout \
         deduplication the primary writes it twice. With it the log carries the command id, so \
         every node can tell that both clicks are one command, and the next primary can too \
         (idempotence).",
        "客户端 1 没等到答复，又点了一次同一笔存款。\n没有命令去重，主节点会写两遍。\
         命令 ID 写在日志里，每个节点都能看出两次点击是同一个命令，下一任主节点也一样（幂等）。",
    ),
    protection: &[("command_ids", To::Switch(true))],
    checker: "effects",
    script: |s| {
        let s = s.lasts(3_000).set("command_ids", false);
        s.at(1_000).click(1, deposit(ALICE, 50), 1).after(60).click(1, deposit(ALICE, 50), 1)
    },
};

/// The answer gets lost, and the client asks again.
pub(super) const LOST_ANSWER: Demo = Demo {
    id: "lost-answer",
    title: text("The answer got lost", "答复丢失"),
    story: text(
        "Client 1 asks Beijing for a deposit. Beijing forwards it to Hangzhou, the primary, \
         which writes it, but the answer is lost.\nThe client waits, asks again, and the \
         primary writes the deposit once more.",
        "客户端 1 请北京存款。北京把请求转发给主节点杭州，杭州已写入，但答复丢失。\n\
         客户端等不到答复，又请求一次，主节点便把这笔存款又写了一遍。",
    ),
    protection: &[("command_ids", To::Switch(true))],
    checker: "conservation",
    script: |s| {
        let s = s.lasts(4_000).patience(800, 2).set("command_ids", false);
        s.at(1_000).ask(1, deposit(ALICE, 50)).after(30).cut_from(0, 1, 1_500)
    },
};
