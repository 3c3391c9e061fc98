//! Demos of copies that missed a write, and of the three ways in which they learn of it.

use super::quiet;
use crate::base::text::text;
use crate::protocol::manifest::script::{ALICE, Script, deposit, message, read};
use crate::protocol::manifest::{Demo, To};

/// Who took a write for another keeps it for ever.
pub(super) const NO_HANDOFF: Demo = Demo {
    id: "nobody-hands-over",
    title: text("A hint that nobody passes on", "代收了，却没有移交"),
    story: text(
        "Shanghai is cut off while Hangzhou takes a deposit. Shenzhen, the next on the ring, \
         keeps it for Shanghai.\nShanghai is back, and a client asks it for the balance: the \
         deposit is not there, because nobody passed it on. With hinted handoff it came home as \
         soon as Shanghai answered again.",
        "上海被隔离期间，杭州收到一笔存款，环上的下一个服务替上海代收了它。\n\
         上海恢复后，客户端向它查询余额：存款不在，因为没有人移交。\
         启用提示移交，上海一恢复应答，写入就会送到。",
    ),
    protection: &[("handoff", To::Switch(true))],
    checker: "linearizable",
    script: |s| {
        let s = quiet(s).nodes(5).lasts(4_500).set("r", 1_u64).set("w", 2_u64).set("sloppy", true);
        let s = s.at(900).isolate(2, 2_000).at(1_000).ask(0, deposit(ALICE, 50));
        s.at(3_500).ask(2, read(ALICE))
    },
};

/// A write that reached two of three copies.
fn missed(script: Script) -> Script {
    let script = quiet(script).lasts(6_000).set("r", 2_u64).set("w", 2_u64);
    script.at(1_000).lose(message(0, 2).behind(1)).ask(0, deposit(ALICE, 50))
}

/// A read sees that a copy is behind, and leaves it so.
pub(super) const NO_REPAIR: Demo = Demo {
    id: "seen-and-not-repaired",
    title: text("A read that sees an old copy and leaves it", "读到了旧副本，却不管它"),
    story: text(
        "The message that brings a deposit to Shanghai is lost. Later a read gets answers from all \
         three copies and can see that one of them is behind.\nWithout read repair it stays \
         behind for ever. With it, the coordinator sends Shanghai what the others have.",
        "把存款带给上海的消息丢了。之后一次读取得到三个副本的应答，看得出其中一个落后。\n\
         没有读修复，它就永远落后。有了读修复，协调者会把其他副本的版本发给上海。",
    ),
    protection: &[("read_repair", To::Switch(true))],
    checker: "convergence",
    script: |s| missed(s).at(2_000).ask(1, read(ALICE)),
};

/// Nobody asks, so nobody notices.
pub(super) const NO_ANTI_ENTROPY: Demo = Demo {
    id: "nobody-asks-nobody-notices",
    title: text("Nobody asks, nobody notices", "没人读，就没人发现"),
    story: text(
        "The message that brings a deposit to Shanghai is lost, and nobody reads this account \
         again.\nRead repair repairs only what is read. With anti-entropy the services compare \
         their hash trees: a few numbers lead to the one account that differs.",
        "把存款带给上海的消息丢了，而之后再没有人读这个账户。\n\
         读修复只修复被读到的数据。有了反熵，各服务会比较哈希树：比几个数，就找到不同的那个账户。",
    ),
    protection: &[("anti_entropy", To::Switch(true))],
    checker: "convergence",
    script: |s| missed(s).set("read_repair", true),
};
