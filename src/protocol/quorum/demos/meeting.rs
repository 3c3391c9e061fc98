//! Demos of reads and writes that meet, or do not.

use super::{quiet, two_of_three};
use crate::base::text::text;
use crate::protocol::manifest::script::{ALICE, deposit, message, read};
use crate::protocol::manifest::{Demo, To};

/// One copy is read that the write has not reached.
pub(super) const STALE: Demo = Demo {
    id: "quorums-do-not-meet",
    title: text("R + W ≤ N: a read that misses the write", "R + W ≤ N：读不到刚确认的写入"),
    story: text(
        "With R = 1 and W = 1 of three copies, Hangzhou acknowledges a deposit as soon as its own \
         copy has it.\nA moment later a client asks Shanghai, which answers from its own copy: the \
         deposit is not there. Any R and W with R + W > N share at least one copy.",
        "三个副本，R = 1、W = 1：杭州自己的副本一落盘，就确认了这笔存款。\n\
         片刻之后，另一个客户端访问上海，上海用自己的副本回答：存款不在。\
         只要 R + W > N，读和写就至少有一个共同的副本。",
    ),
    protection: &[("r", To::Number(2)), ("w", To::Number(2))],
    checker: "linearizable",
    script: |s| {
        let s = quiet(s).lasts(3_000).set("r", 1_u64).set("w", 1_u64);
        s.at(1_000).ask(0, deposit(ALICE, 50)).at(1_020).ask(2, read(ALICE))
    },
};

/// A write is under way; one read sees it, a later one does not.
pub(super) const NEW_THEN_OLD: Demo = Demo {
    id: "new-then-old",
    title: text("Read, and then unread (new-old inversion)", "先读到新值，后读到旧值"),
    story: text(
        "R = 2 and W = 2 of three. A deposit has reached Hangzhou's copy only; it is still under \
         way. Client 1 reads from Hangzhou and Beijing and sees it.\nAfterwards client 2 reads from \
         Beijing and Shanghai and does not: R + W > N alone is not linearizable. A read that first \
         writes back what it found is.",
        "三个副本，R = 2、W = 2。一笔存款只到了杭州的副本，还在进行中。\
         客户端 1 读杭州和北京，看到了它。\n之后客户端 2 读北京和上海，却看不到：\
         只靠 R + W > N 并不是线性一致的。读取先把读到的值写回再答复，才是。",
    ),
    protection: &[("write_back", To::Switch(true))],
    checker: "linearizable",
    script: |s| {
        let s = two_of_three(s).lasts(4_500).patience(3_000, 0).set("patience_us", 2_500_000_u64);
        let s = s.at(1_000).delay(message(0, 1).behind(1), 3_000).delay(message(0, 2).behind(1), 3_000);
        let s = s.ask(0, deposit(ALICE, 50)).delay(message(0, 1).behind(3), 300);
        s.at(1_200).ask_as(1, 0, read(ALICE)).at(1_500).ask_as(2, 1, read(ALICE))
    },
};

/// A write that was called failed is there.
pub(super) const FAILED_AND_THERE: Demo = Demo {
    id: "failed-and-still-there",
    title: text("A failed write that comes back", "“失败”的写入又出现了"),
    story: text(
        "A deposit reaches Hangzhou's own copy, and the messages to the other two are lost. One \
         copy is fewer than W = 2, so the client is told that it failed.\nThe next read that \
         includes Hangzhou finds the money. A write that too few copies confirmed did not fail: \
         its outcome is unknown, and the client has to be told so.",
        "一笔存款写进了杭州自己的副本，发给另外两个副本的消息丢了。只有一个副本，不到 W = 2，\
         于是客户端被告知失败。\n下一次读到杭州的副本，钱却在那里。\
         确认数不够的写入并不是失败，而是结果未知，也应该这样告诉客户端。",
    ),
    protection: &[("honest", To::Switch(true))],
    checker: "linearizable",
    script: |s| {
        let s = two_of_three(s).lasts(4_000).set("honest", false);
        let s = s.at(1_000).lose(message(0, 1).behind(1)).lose(message(0, 2).behind(1));
        s.ask(0, deposit(ALICE, 50)).at(2_500).ask_as(1, 0, read(ALICE))
    },
};

/// Others take the places of the home copies, and reads meet nobody of them.
pub(super) const SLOPPY: Demo = Demo {
    id: "sloppy-quorum",
    title: text("A sloppy quorum", "宽松法定数（sloppy quorum）"),
    story: text(
        "Five services, three copies, R = 2 and W = 2. The three home copies of alice are cut off \
         from Shenzhen and Chengdu, which take a deposit in their place.\nThe home copies have not \
         heard of it: a read from two of them misses an acknowledged write, although R + W > N. A \
         strict quorum would have taken no deposit on that side.",
        "五个服务，三个副本，R = 2、W = 2。alice 的三个归属副本与另外两个服务断开，\
         后者代收了一笔存款。\n归属副本对此一无所知：从其中两个读取，读不到这笔已确认的写入，\
         尽管 R + W > N。严格的法定数在那一边根本不会接受存款。",
    ),
    protection: &[("sloppy", To::Switch(false))],
    checker: "linearizable",
    script: |s| {
        let s = two_of_three(s).nodes(5).lasts(4_000).set("sloppy", true);
        let s = s.at(900).apart(&[0, 1, 2], &[3, 4], 3_500);
        s.at(1_000).ask_as(1, 3, deposit(ALICE, 50)).at(2_500).ask(0, read(ALICE))
    },
};
