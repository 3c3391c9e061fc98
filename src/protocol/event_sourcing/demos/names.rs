//! Demos of what nobody sees by itself: two who bear one name, and a projection that stands still in
//! silence.

use super::stage;
use crate::base::text::text;
use crate::protocol::manifest::script::{ALICE, BOB, CAROL, deposit, read};
use crate::protocol::manifest::{Demo, To};

pub(super) const TWICE: Demo = Demo {
    id: "es-unique-name",
    title: text("One name, two accounts", "一个名称，两个账户"),
    story: text(
        "Only one account of the bank may be called Lucky. Bob and carol want the name at the same \
         moment. Beijing and Shanghai each look whether they have heard of anybody who bears it.\n\
         Nobody has it yet, so both get it: a rule across two streams is not kept by looking. If the \
         name is an aggregate of its own and is reserved at its owner first, only one of them does.",
        "全行只允许一个账户叫“吉祥”。bob 和 carol 同时申请这个名称。\
         北京和上海各自查看是否听说有人在用。\n谁都还没用，于是两个都得到了：\
         跨两条流的规则，光靠查看是守不住的。若名称自成一个聚合、先在其所属服务预留，\
         就只有一个能得到。",
    ),
    protection: &[("reserve_names", To::Switch(true))],
    checker: "unique-names",
    script: |s| {
        let s = stage(s).set("reserve_names", false).at(200).order_about(1, "claim_name", BOB);
        s.order_about(2, "claim_name", CAROL).at(1_000).order_about(0, "claim_name", ALICE)
    },
};

pub(super) const IN_SILENCE: Demo = Demo {
    id: "es-silent-stall",
    title: text("A projection is stuck in silence", "投影悄悄停住"),
    story: text(
        "An event that no projection can read gets into bob's stream, and every projection stops at \
         it. Reads are still answered.\nNobody notices that alice's deposit will never be seen: a \
         read model that is stuck looks like one to which nothing happens. An alarm compares \
         what there is to apply with what is applied.",
        "一个任何投影都无法解析的事件进入了 bob 的流，所有投影都停在它面前，读取却照样得到应答。\n\
         没有人发现 alice 的存款永远不会出现：停住的读模型，看上去就像什么事也没发生。\
         告警会比较该应用的与已应用的。",
    ),
    protection: &[("stall_after_us", To::Number(300_000))],
    checker: "stalls-are-told",
    script: |s| {
        let s = stage(s).set("poison", "stop").at(200).order_about(1, "poison", BOB);
        s.at(600).ask(0, deposit(ALICE, 50)).at(1_200).ask(2, read(ALICE))
    },
};
