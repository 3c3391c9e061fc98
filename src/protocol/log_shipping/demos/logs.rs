//! Demos of reads from secondaries, of logs that are torn or diverge, and of commands that come
//! twice.

use crate::base::text::text;
use crate::protocol::manifest::{Demo, To};
use crate::protocol::script::{ALICE, BOB, deposit, read, transfer};

/// One session reads the new balance, then the old one.
pub(super) const BACKWARDS: Demo = Demo {
    id: "reads-go-backwards",
    title: text("Reads that go back in time", "越读越旧"),
    story: text(
        "One client deposits at the primary and reads its new balance there; then it asks node 1, which has not replayed the line yet, and the money is not there. \
         A node that waits until it has replayed what the session has seen never answers with the past.",
        "同一个客户端在主节点存款，并在那里读到了新余额；接着去问还没重放到这一行的节点 1，钱又不见了。如果节点先重放到该会话见过的位置再回答，就不会答出过去的样子。",
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
    title: text("The tail that nobody else has", "别人都没有的尾巴"),
    story: text(
        "Cut off, the primary writes two more lines and dies. Node 1 takes over and writes others in their place. When the old primary comes back it keeps its \
         tail, and from there on its log and its balances differ for ever. Cut back to where the logs agree, it becomes a good secondary.",
        "主节点在断网期间又写了两行，然后宕机。节点 1 接管，在同样的位置写下了别的内容。旧主节点回来后保留了自己的尾巴，从此日志和余额永远对不上。若截回到双方一致的位置，它就能成为合格的从节点。",
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
    title: text("Half a line on the disk", "只写了一半的记录"),
    story: text(
        "Node 1 loses power while the two lines of a transfer are on their way to its disk: the last of them is not what it should be. Without checksums it is \
         replayed as it is, and money is made out of nothing. With them, replay stops before the transfer and asks for it again.",
        "一笔转账的两行正往节点 1 的磁盘上写时断了电，最后一行写坏了。没有校验和，它就照样被重放，凭空变出了钱。有校验和，重放会停在这笔转账之前，并重新索取。",
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
    title: text("Clicked twice", "多点了一下"),
    story: text(
        "A client clicks on the same deposit again before it is answered. Without knowing that the two are one command, the primary writes it twice. The log carries \
         the command, so every node can tell, and the next primary too.",
        "客户端没等到答复，又点了一次同一笔存款。主节点若不知道这是同一个命令，就会写两遍。命令编号就写在日志里，所以每个节点都能识别，下一任主节点也一样。",
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
    title: text("The answer got lost", "答复丢了"),
    story: text(
        "A deposit is forwarded to the primary and written, but the answer is lost. The client waits, asks again, and the primary writes the deposit once more.",
        "一笔存款被转发到主节点并已写入，但答复丢了。客户端等不到，又问了一次，主节点便把这笔存款又写了一遍。",
    ),
    protection: &[("command_ids", To::Switch(true))],
    checker: "conservation",
    script: |s| {
        let s = s.lasts(4_000).patience(800, 2).set("command_ids", false);
        s.at(1_000).ask(1, deposit(ALICE, 50)).after(30).cut_from(0, 1, 1_500)
    },
};
