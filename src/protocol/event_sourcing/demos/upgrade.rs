//! Demos of schema evolution: new code reads events and snapshots that older code wrote.

use super::stage;
use crate::base::text::text;
use crate::protocol::manifest::{Demo, To};
use crate::protocol::script::{BOB, Script, deposit, withdraw};

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
        "Version 1 stored a withdrawal of 40 as the change −40; version 2 stores the amount 40. Bob's service is restarted with version 2 and replays its past. Without an upcaster it takes −40 for the amount, and money that left comes back.",
        "第 1 版把取款 40 存成变动 −40；第 2 版存成数额 40。鲍勃所在的服务以第 2 版重启并重放过去。没有升级器，它把 −40 当作数额，取走的钱又回来了。",
    ),
    protection: &[("upcaster", To::Choice("in_order"))],
    checker: "convergence",
    script: |s| upgraded(s, 2).set("upcaster", "none"),
};

pub(super) const WRONG_ORDER: Demo = Demo {
    id: "es-upcaster-order",
    title: text("Upcasters in the wrong order", "升级器顺序颠倒"),
    story: text(
        "Version 3 stores hundredths, so an event of version 1 has to pass two upcasters. Run newest first, the second one passes it over, as it is too old, and the first one leaves it half-way: version 3 reads 50 as 0.50.",
        "第 3 版以百分之一为单位，第 1 版的事件因此要经过两个升级器。若从新到旧运行，较新的那个嫌它太旧而跳过，较旧的那个又只升一半：第 3 版把 50 读成了 0.50。",
    ),
    protection: &[("upcaster", To::Choice("in_order"))],
    checker: "convergence",
    script: |s| upgraded(s, 3).set("upcaster", "wrong_order"),
};

pub(super) const RENAMED: Demo = Demo {
    id: "es-renamed",
    title: text("An event got a better name", "事件改了个好名字"),
    story: text(
        "Version 2 calls deposited what version 1 called paid_in. Code without an alias for the old name cannot read its own past: every deposit is put aside, and bob's balance is too low.",
        "第 1 版的 paid_in 在第 2 版改名为 deposited。没有旧名的别名，代码就读不懂自己的过去：每笔存款都被搁置，鲍勃的余额偏低。",
    ),
    protection: &[("type_alias", To::Switch(true))],
    checker: "convergence",
    script: |s| upgraded(s, 2).set("type_alias", false),
};

pub(super) const SNAPSHOT: Demo = Demo {
    id: "es-snapshot",
    title: text("A snapshot of other code", "别的版本留下的快照"),
    story: text(
        "Version 1 keeps whole units in its snapshots, version 2 hundredths. Bob's service takes a snapshot, is upgraded, and starts from it: 310 is read as 3.10. A snapshot that carries its version is thrown away instead, and the events, which are the truth, are folded again.",
        "第 1 版的快照以整数为单位，第 2 版以百分之一为单位。鲍勃所在的服务做了快照，升级后从快照启动：310 被读成 3.10。带版本号的快照则会被丢弃，重新折叠事件——事件才是真相。",
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
