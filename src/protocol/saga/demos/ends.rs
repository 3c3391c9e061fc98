//! What a crash forgets, what cannot be undone, whose timer goes off.

use super::stage;
use crate::base::text::text;
use crate::protocol::manifest::script::{ALICE, BOB, CAROL, transfer};
use crate::protocol::manifest::{Demo, To};

/// The orchestrator dies between a step and its log.
pub(super) const BEFORE_THE_LOG: Demo = Demo {
    id: "saga-before-the-log",
    title: text("A crash between step and log", "崩溃在步骤与记录之间"),
    story: text(
        "The orchestrator calls the first step and means to log it once it is answered. Hangzhou \
         debits alice 40, the orchestrator crashes, and after its restart it knows of no saga: \
         alice has paid, bob gets nothing. An orchestrator that logs a saga before it calls the \
         first step continues it.",
        "编排器先调用第一个步骤，打算等答复之后再记录。杭州从 alice 扣款 40，编排器崩溃，\
         重启之后它不知道有过这个 Saga：alice 付了钱，bob 什么也没收到。\
         在调用第一个步骤之前就记录 Saga 的编排器，则会继续推进它。",
    ),
    protection: &[("saga_log", To::Choice("before"))],
    checker: "conservation",
    script: |s| {
        let s = stage(s).lasts(7_000).set("saga_log", "after").at(200).ask(0, transfer(ALICE, BOB, 40));
        s.at(330).crash(3).at(3_000).restart(3)
    },
};

/// The orchestrator keeps nothing on disk.
pub(super) const IN_MEMORY: Demo = Demo {
    id: "saga-in-memory",
    title: text("Sagas that were only in memory", "只在内存里的 Saga"),
    story: text(
        "Alice has paid and bob is credited when the orchestrator crashes. It kept its sagas in \
         memory: after the restart nobody sends the parcel, and nobody takes the credit back. \
         The saga is half done for ever. With a log on disk it is continued from where it was.",
        "alice 已付款，bob 已入账，这时编排器崩溃。它只把 Saga 放在内存里：重启之后，\
         没有人发包裹，也没有人收回入账，Saga 永远停在一半。有落盘的记录，就能从原处继续。",
    ),
    protection: &[("saga_log", To::Choice("before"))],
    checker: "all-or-nothing",
    script: |s| {
        let s = stage(s).lasts(7_000).set("saga_log", "memory").at(200).ask(0, transfer(ALICE, BOB, 40));
        s.at(450).crash(3).at(3_000).restart(3)
    },
};

/// The irreversible step comes first.
pub(super) const PIVOT_FIRST: Demo = Demo {
    id: "saga-pivot-first",
    title: text("The parcel that was sent too early", "发得太早的包裹"),
    story: text(
        "Carol sends bob 20, and then alice sends carol 600, which she does not have. The parcel \
         leaves before anybody has paid. Then Hangzhou refuses to debit alice, and the saga goes \
         backwards, but the carrier takes nothing back. The step that cannot be undone belongs \
         behind every step that may be refused.",
        "carol 转给 bob 20；接着 alice 转给 carol 600，而她没有这么多。包裹在付款之前就发了出去。\
         随后杭州拒绝从 alice 扣款，Saga 回退，可是承运方什么也不退。\
         不可撤销的步骤，必须放在所有可能被拒绝的步骤之后。",
    ),
    protection: &[("pivot", To::Choice("last"))],
    checker: "all-or-nothing",
    script: |s| {
        let s = stage(s).set("pivot", "first").set("carrier_limit", 1_000_u64);
        s.at(200).ask(2, transfer(CAROL, BOB, 20)).at(1_500).ask(0, transfer(ALICE, CAROL, 600))
    },
};

/// A saga is cancelled when its parcel has left.
pub(super) const TIMER_AFTER_PIVOT: Demo = Demo {
    id: "saga-timer-after-pivot",
    title: text("Cancelled when the parcel had left", "包裹已发出，Saga 才取消"),
    story: text(
        "The parcel of alice's transfer to bob leaves, but the answer that says so is lost, again \
         and again. The saga's timer goes off, and both steps are compensated: the money is \
         back, the parcel is gone. Whoever has asked for the pivot does not know whether it \
         happened, and may only go forward.",
        "alice 给 bob 的转账，包裹已经发出，而说明此事的答复一再丢失。Saga 定时器到点，\
         两个步骤都被补偿：钱退回了，包裹却已不在。已经请求过关键步骤（pivot）的一方，\
         不知道它有没有发生，只能前进。",
    ),
    protection: &[("only_forward", To::Switch(true))],
    checker: "all-or-nothing",
    script: |s| {
        let s = stage(s).set("only_forward", false).at(200).ask(2, transfer(ALICE, BOB, 40));
        s.at(500).cut_from(0, 3, 2_500)
    },
};

/// A cancellation comes after the service's own timer.
pub(super) const EXPIRED: Demo = Demo {
    id: "saga-expired",
    title: text("The cancellation after the timer", "定时器之后才到的取消"),
    story: text(
        "Hangzhou debits alice 100 and undoes that by itself when it hears nothing more for \
         0.3 s. The saga, which is only slow, is refused by the carrier and cancels the debit, \
         too: alice is refunded twice. A timer and a cancellation race, and one of them must \
         lose everywhere. A step that waits until the saga ends leaves that to the saga.",
        "杭州从 alice 扣款 100，0.3 秒没有下文就自行撤销。而 Saga 只是慢：承运方拒收之后，\
         它也来取消这次扣款，alice 得到两次退款。定时器与取消在赛跑，必须有一个在各处都认输。\
         让步骤一直等到 Saga 结束，就只由 Saga 来决定。",
    ),
    protection: &[("holds", To::Choice("until_told"))],
    checker: "conservation",
    script: |s| {
        let s = stage(s).set("holds", "expire").set("hold_us", 300_000_u64);
        s.at(200).ask(2, transfer(ALICE, BOB, 100))
    },
};
