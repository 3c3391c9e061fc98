//! Try, confirm, cancel.

use super::stage;
use crate::base::text::text;
use crate::protocol::manifest::script::{ALICE, BOB, CAROL, message, transfer, withdraw};
use crate::protocol::manifest::{Demo, To};

/// A cancellation of what was never tried.
pub(super) const EMPTY_CANCEL: Demo = Demo {
    id: "saga-empty-cancel",
    title: text("Cancelled, but never tried (empty cancel)", "从未 Try 过的 Cancel（空回滚）"),
    story: text(
        "The try that would reserve 300 of alice's money is lost, and the coordinator cancels. \
         Hangzhou releases 300 that were never reserved, so 800 of her 500 seem to be \
         available, and she withdraws 700. A service that looks up the try by saga and step \
         finds none and does nothing.",
        "本该为 alice 预留 300 的 Try 丢失了，协调器发出 Cancel。杭州释放了从未预留的 300，\
         于是她的 500 看起来有 800 可用，她取走了 700。按“Saga＋步骤”查找 Try 的服务，\
         什么也没找到，也就什么都不做。",
    ),
    protection: &[("idempotent", To::Switch(true))],
    checker: "non-negative",
    script: |s| {
        let s = stage(s).set("way", "tcc").set("idempotent", false).set("carrier_limit", 1_000_u64);
        let s = s.set("resend_us", 1_500_000_u64).set("saga_timeout_us", 500_000_u64);
        let s = s.at(200).ask(2, transfer(ALICE, BOB, 300)).lose(message(3, 0));
        s.at(1_500).ask(0, withdraw(ALICE, 700))
    },
};

/// A try that comes after its cancellation.
pub(super) const HANGING_TRY: Demo = Demo {
    id: "saga-hanging-try",
    title: text("The try that came too late (hanging try)", "迟到的 Try（悬挂）"),
    story: text(
        "The try that reserves 40 of alice's money is slow; the coordinator cancels, and the \
         cancellation arrives first. Then the try arrives and reserves the money for a saga \
         that is over: nobody will ever confirm or cancel it. A tombstone of the cancellation \
         makes Hangzhou refuse the try.",
        "为 alice 预留 40 的 Try 在路上耽搁；协调器发出 Cancel，而且先到。随后 Try 到达，\
         为一个已经结束的 Saga 预留了资金：再没有人来确认或取消（悬挂）。\
         取消时留下墓碑标记，杭州就会拒绝这次 Try。",
    ),
    protection: &[("tombstone", To::Switch(true))],
    checker: "all-or-nothing",
    script: |s| {
        let s = stage(s).lasts(12_000).set("way", "tcc").set("tombstone", false);
        let s = s.set("resend_us", 900_000_u64).set("saga_timeout_us", 700_000_u64);
        s.at(200)
            .ask(2, transfer(ALICE, BOB, 40))
            .delay(message(3, 0), 1_500)
            .at(4_000)
            .ask(1, transfer(CAROL, BOB, 20))
    },
};

/// A confirmation comes again.
pub(super) const CONFIRMED_TWICE: Demo = Demo {
    id: "saga-confirmed-twice",
    title: text("Confirmed twice", "重复的 Confirm"),
    story: text(
        "Both services have reserved, the parcel has left, and Hangzhou makes alice's debit true. \
         Its answer is lost, so the coordinator confirms again, and another 40 leave alice's \
         account. A confirmation is repeated until it is answered, so it must be idempotent.",
        "两个服务都已预留，包裹已发出，杭州把 alice 的扣款变成事实。答复丢失，协调器再次 Confirm，\
         alice 的账户又少了 40。Confirm 会一直重试到有答复为止，所以必须幂等。",
    ),
    protection: &[("idempotent", To::Switch(true))],
    checker: "conservation",
    script: |s| {
        // The third answer of Hangzhou is that of its confirmation.
        let s = stage(s).set("way", "tcc").set("idempotent", false);
        s.at(200).ask(2, transfer(ALICE, BOB, 40)).lose(message(0, 3).behind(2))
    },
};
