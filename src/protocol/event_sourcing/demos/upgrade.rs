//! Demos of schema evolution: new code reads events and snapshots that older code wrote.

use super::stage;
use crate::base::text::text;
use crate::protocol::manifest::script::{BOB, Script, deposit, withdraw};
use crate::protocol::manifest::{Demo, To};

/// Bob puts 50 in and takes 40 out; all of it is written by version 1 of the code.
fn history(s: Script) -> Script {
    s.at(200).ask(1, deposit(BOB, 50)).at(500).ask(1, withdraw(BOB, 40))
}

/// Then bob's service is restarted with new code and replays what the old code wrote.
fn upgraded(s: Script, version: u32) -> Script {
    history(stage(s)).at(1_200).upgrade(1, version)
}

pub(super) const NO_UPCASTER: Demo = Demo {
    id: "es-no-upcaster",
    title: text("New code misreads old events", "新代码误读旧事件"),
    story: text(
        "Version 1 stored a withdrawal of 40 as the change −40; version 2 stores the amount \
         40. Beijing, bob's owner, restarts with version 2 and replays its history.\nWithout an \
         upcaster it takes −40 for the amount, and the withdrawn money comes back.",
        "第 1 版把取款 40 存成变动 −40；第 2 版存成数额 40。\
         bob 的所属服务北京以第 2 版重启并重放历史。\n没有事件版本升级（Upcaster），\
         它把 −40 当作数额，取走的钱又回来了。",
    ),
    protection: &[("upcaster", To::Choice("in_order"))],
    checker: "convergence",
    script: |s| upgraded(s, 2).set("upcaster", "none"),
};

pub(super) const WRONG_ORDER: Demo = Demo {
    id: "es-upcaster-order",
    title: text("Upcasters in reverse order", "事件版本升级逆序"),
    story: text(
        "Version 3 stores hundredths, so an event of version 1 has to pass two upcasters.\nIn \
         reverse order, the newer upcaster skips the event because it is too old, and the \
         older one brings it only half-way: version 3 reads 300 as 3.",
        "第 3 版以百分之一为单位，第 1 版的事件因此要经过两个 Upcaster。\n若逆序运行，\
         较新的那个因事件太旧而跳过，较旧的那个又只升了一半：第 3 版把 300 读成了 3。",
    ),
    protection: &[("upcaster", To::Choice("in_order"))],
    checker: "convergence",
    script: |s| upgraded(s, 3).set("upcaster", "wrong_order"),
};

pub(super) const RENAMED: Demo = Demo {
    id: "es-renamed",
    title: text("A renamed event", "事件改名"),
    story: text(
        "Version 2 calls deposited what version 1 called paid_in.\nCode without an alias for \
         the old name cannot read its own history: every deposit is parked, the opening \
         ones too, and every balance is too low.",
        "第 1 版的 paid_in 在第 2 版改名为 deposited。\n没有旧名称的别名，\
         代码就无法解析自己的历史：每笔存款（包括开户时的存款）都被搁置，所有余额都偏低。",
    ),
    protection: &[("type_alias", To::Switch(true))],
    checker: "convergence",
    script: |s| upgraded(s, 2).set("type_alias", false),
};

pub(super) const SNAPSHOT: Demo = Demo {
    id: "es-snapshot",
    title: text("A snapshot of another version", "其他版本留下的快照"),
    story: text(
        "Version 1 keeps whole units in its snapshots, version 2 hundredths. Beijing, bob's \
         owner, takes a snapshot, is upgraded, and starts from the snapshot:\n310 is read as \
         3.10. A snapshot that carries the version of its code is discarded instead, and the \
         events, which are the truth, are replayed.",
        "第 1 版的快照以整数为单位，第 2 版以百分之一为单位。bob 的所属服务北京生成快照，\
         升级后从快照启动。\n310 被读成 3.10。带版本号的快照则会被丢弃，\
         改为重放事件——事件才是真相。",
    ),
    protection: &[("snapshot_version_check", To::Switch(true))],
    checker: "convergence",
    script: |s| {
        history(stage(s))
            .set("snapshot_version_check", false)
            .at(900)
            .order_about(1, "snapshot", BOB)
            .at(1_200)
            .upgrade(1, 2)
    },
};
