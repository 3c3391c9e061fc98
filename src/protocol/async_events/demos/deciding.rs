//! Who decides, and on what: stale copies, optimistic answers, timers.

use super::stage;
use crate::base::text::text;
use crate::protocol::manifest::script::{ALICE, BOB, deposit, transfer, withdraw};
use crate::protocol::manifest::{Demo, To};

/// Lost update through stale event-carried state.
pub const LOST_UPDATE: Demo = Demo {
    id: "ae-lost-update",
    title: text("An update lost to a stale copy", "旧副本导致的丢失更新"),
    story: text(
        "Beijing and Shanghai both see 500 in their copies of alice. Each adds its client's deposit \
         and sends the new balance to Hangzhou, alice's owner: the second one writes over the \
         first, and a deposit that was answered is gone. An owner that is sent the intent adds both.",
        "北京和上海的副本里 alice 都是 500。两边各自加上客户端的存款，把新余额发给 alice 的所属服务杭州：\
         后到的覆盖先到的，一笔已答复的存款就没了。若发给所属服务的是意图，两笔都会加上。",
    ),
    protection: &[("commands", To::Choice("intent"))],
    checker: "conservation",
    script: |s| {
        let s = stage(s).set("commands", "write_back");
        s.at(200).ask(1, deposit(ALICE, 50)).at(202).ask(2, deposit(ALICE, 30))
    },
};

/// An optimistic answer that does not come true.
pub const OPTIMISTIC: Demo = Demo {
    id: "ae-optimistic",
    title: text("An optimistic answer", "乐观答复"),
    story: text(
        "Hangzhou sees 300 in its copy of bob and answers a withdrawal of 250 as done, at once. \
         But a withdrawal of 200 has just been committed at Beijing, bob's owner, which refuses \
         the second one: the client was told what did not happen. An answer after the owner's \
         commit is later, and true.",
        "杭州的副本里 bob 有 300，于是立刻答复取出 250 成功。可是 bob 的所属服务北京刚提交了 200 的取款，\
         拒绝了这一笔：客户端得到的答复并没有发生。等所属服务提交之后再答复，会晚一些，但是真的。",
    ),
    protection: &[("confirm_first", To::Switch(true))],
    checker: "conservation",
    script: |s| {
        let s = stage(s).set("confirm_first", false);
        s.at(200).ask(1, withdraw(BOB, 200)).at(202).ask(0, withdraw(BOB, 250))
    },
};

/// A timer and a command race.
pub const HOLD: Demo = Demo {
    id: "ae-expired-hold",
    title: text("A hold that expires alone", "自行到期的冻结"),
    story: text(
        "Alice sends bob 40, and Beijing, bob's owner, pauses. After 400 ms the hold at Hangzhou \
         expires, and alice gets her 40 back. Then Beijing resumes and credits bob: the timer and \
         the transfer have both won. If Beijing decides which came first, one of the two loses in \
         both services.",
        "alice 转给 bob 40，而 bob 的所属服务北京停顿了。400 毫秒后，杭州的冻结到期，40 退给 alice。\
         随后北京恢复，又给 bob 入账：定时器和转账都赢了。若由北京裁决谁先谁后，\
         输的一方在两个服务里就都是输。",
    ),
    protection: &[("expiry", To::Choice("agreed"))],
    checker: "conservation",
    script: |s| {
        let s = stage(s).lasts(6_000).set("hold_us", 400_000_u64).set("expiry", "alone");
        s.at(200).ask(0, transfer(ALICE, BOB, 40)).at(230).pause(1).at(1_000).resume(1)
    },
};
