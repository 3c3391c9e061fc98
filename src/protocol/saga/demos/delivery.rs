//! Messages that come twice or in the wrong order, and compensations that do not commute.

use super::stage;
use crate::base::text::text;
use crate::protocol::manifest::script::{ALICE, BOB, deposit, message, transfer};
use crate::protocol::manifest::{Demo, To};

/// A compensation restores what was.
pub(super) const OLD_VALUE: Demo = Demo {
    id: "saga-old-value",
    title: text("The old balance, restored (non-commuting compensation)", "恢复旧余额（不可交换的补偿）"),
    story: text(
        "A saga debits alice 100. Then 50 are deposited to her account. The carrier refuses, and \
         the compensation sets alice's balance back to the 500 that it was before the debit: \
         the deposit is gone. A compensation that adds the 100 back undoes its own step only.",
        "Saga 从 alice 扣款 100。随后有 50 存入她的账户。承运方拒收，\
         补偿把 alice 的余额改回扣款前的 500：那笔存款不见了。只把 100 加回去的补偿，\
         撤销的就只是自己的那一步。",
    ),
    protection: &[("compensation", To::Choice("add_back"))],
    checker: "conservation",
    script: |s| {
        let s = stage(s).set("compensation", "old_value").at(200).ask(2, transfer(ALICE, BOB, 100));
        s.at(450).ask(0, deposit(ALICE, 50))
    },
};

/// A step is asked for again.
pub(super) const TWICE: Demo = Demo {
    id: "saga-step-twice",
    title: text("A step carried out twice", "执行了两次的步骤"),
    story: text(
        "Hangzhou, alice's owner, debits 40, but its answer is lost, and the orchestrator asks \
         again: it cannot tell a lost answer from a lost step. A service that does not remember \
         steps debits another 40. One that stores saga and step with the data repeats its \
         answer.",
        "alice 的所属服务杭州扣款 40，但答复丢失，编排器又问一次：它分不清丢的是答复还是步骤。\
         不记步骤的服务会再扣 40；把“Saga＋步骤”与数据存在一起的，则重复原来的答复。",
    ),
    protection: &[("idempotent", To::Switch(true))],
    checker: "conservation",
    script: |s| {
        stage(s).set("idempotent", false).at(200).ask(2, transfer(ALICE, BOB, 40)).lose(message(0, 3))
    },
};

/// A compensation is asked for again.
pub(super) const DOUBLE_REFUND: Demo = Demo {
    id: "saga-double-refund",
    title: text("Refunded twice (duplicate compensation)", "退了两次款（重复补偿）"),
    story: text(
        "The carrier refuses a parcel, and Hangzhou gives alice her 100 back. Its answer is \
         lost, and the orchestrator asks for the compensation again: alice gets 100 more than \
         she had. A compensation is a message like any other and must be idempotent, too.",
        "承运方拒收包裹，杭州把 100 退给 alice。答复丢失，编排器再次要求补偿：\
         alice 又多得 100。补偿和其他消息一样，也必须幂等。",
    ),
    protection: &[("idempotent", To::Switch(true))],
    checker: "all-or-nothing",
    script: |s| {
        // The third answer of Hangzhou is that of its compensation.
        let s = stage(s).set("idempotent", false).at(200).ask(2, transfer(ALICE, BOB, 100));
        s.lose(message(0, 3).behind(2))
    },
};

/// A compensation comes before its step.
pub(super) const OVERTAKEN: Demo = Demo {
    id: "saga-overtaken",
    title: text("The compensation that came first", "先到的补偿"),
    story: text(
        "The order to credit bob 40 is slow, the saga's timer goes off, and the compensation \
         overtakes it: at Beijing there is nothing to undo yet. Alice gets her money back. Then \
         the order arrives, and bob is credited: 40 came from nowhere. A tombstone remembers \
         what was undone before it was done, so the late step is refused.",
        "给 bob 入账 40 的指令在路上耽搁，Saga 定时器到点，补偿先到了北京：那里还没有什么可撤销的。\
         alice 拿回了钱。然后指令到达，bob 入账：凭空多出 40。墓碑标记会记住“还没做就已撤销”的步骤，\
         迟到的步骤于是被拒绝。",
    ),
    protection: &[("tombstone", To::Switch(true))],
    checker: "all-or-nothing",
    script: |s| {
        let s = stage(s).lasts(9_000).set("tombstone", false);
        let s = s.set("resend_us", 900_000_u64).set("saga_timeout_us", 700_000_u64);
        s.at(200).ask(2, transfer(ALICE, BOB, 40)).delay(message(3, 1), 1_500)
    },
};

/// A broker delivers an event again.
pub(super) const REDELIVERED: Demo = Demo {
    id: "saga-redelivered",
    title: text("The event that came again (choreography)", "再次送达的事件（协同）"),
    story: text(
        "Nobody leads: Hangzhou debits alice and publishes an event, Beijing reacts and credits \
         bob. Beijing's own event is lost on its way to the broker, so the broker does not know \
         that its event was handled and delivers it again. Beijing credits bob twice, unless it \
         recognizes the step.",
        "没有谁来指挥：杭州从 alice 扣款并发布事件，北京收到后给 bob 入账。\
         北京自己的事件在去消息代理的路上丢失，代理不知道原来的事件已处理，于是再次投递。\
         除非北京能识别出这一步，否则 bob 会入账两次。",
    ),
    protection: &[("idempotent", To::Switch(true))],
    checker: "conservation",
    script: |s| {
        let s = stage(s).set("way", "choreographed").set("idempotent", false);
        s.at(200).ask(2, transfer(ALICE, BOB, 40)).lose(message(1, 3))
    },
};
