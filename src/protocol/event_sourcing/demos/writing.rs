//! Demos of concurrent writes, of a command that is carried out twice, and of a transfer that loses
//! money on its way.

use super::stage;
use crate::base::text::text;
use crate::protocol::manifest::script::{ALICE, BOB, deposit, message, transfer, withdraw};
use crate::protocol::manifest::{Demo, To};

pub(super) const BLIND_APPEND: Demo = Demo {
    id: "es-blind-append",
    title: text("The same money twice", "同一笔钱花两次"),
    story: text(
        "Bob has 300. Hangzhou and Shanghai decide at the same moment, each on its own read \
         model, that a withdrawal of 200 is allowed.\nAppends without a version check let both \
         through, and bob's balance falls to −100. With an expected version the second append \
         is refused: that service catches up, decides again and answers that there is not \
         enough money.",
        "bob 有 300。杭州和上海同时各自依据本地读模型判断可以取 200。\n\
         不带版本校验的追加让两笔都通过，bob 的余额变成 −100。若注明期望版本，\
         第二次追加会被拒绝：该服务补上新事件、重新决策，然后回答余额不足。",
    ),
    protection: &[("expected_version", To::Switch(true))],
    checker: "non-negative",
    script: |s| {
        stage(s).set("expected_version", false).at(200).ask(0, withdraw(BOB, 200)).ask(2, withdraw(BOB, 200))
    },
};

pub(super) const GIVES_UP: Demo = Demo {
    id: "es-conflict",
    title: text("Rejected by a version check", "因版本冲突被拒绝"),
    story: text(
        "Hangzhou and Shanghai each withdraw 100 from bob's 300 at the same moment.\nBoth \
         decided on version 2, so Beijing, bob's owner, refuses the second append. There is \
         money enough for both, but a service that may not decide again can only reject its \
         client. If it catches up and decides again, both withdrawals succeed.",
        "杭州和上海同时从 bob 的 300 中各取 100。\n两者都依据版本 2 作出决策，\
         bob 的所属服务北京于是拒绝第二次追加。钱其实足够，\
         但不允许重新决策的服务只能拒绝客户端。让它补上新事件再决策一次，两笔取款都能成功。",
    ),
    protection: &[("retries", To::Number(3))],
    checker: "no-conflicts",
    script: |s| stage(s).set("retries", 0_u64).at(200).ask(0, withdraw(BOB, 100)).ask(2, withdraw(BOB, 100)),
};

pub(super) const DOUBLE_CLICK: Demo = Demo {
    id: "es-double-click",
    title: text("A double click", "双击按钮"),
    story: text(
        "Client 0 clicks twice on “deposit 50” for bob. Both requests carry the same command \
         id.\nAn owner that remembers command ids (idempotency keys) answers the second request \
         like the first; one that does not deposits 50 twice.",
        "客户端 0 在给 bob“存入 50”上点了两下，两个请求带着同一个命令 ID。\n\
         记住命令 ID（幂等键）的所属服务对第二个请求给出同样的答复；不记的，则存入两次。",
    ),
    protection: &[("command_ids", To::Switch(true))],
    checker: "effects",
    script: |s| {
        stage(s).set("command_ids", false).at(200).click(0, deposit(BOB, 50), 1).after(50).click(
            0,
            deposit(BOB, 50),
            1,
        )
    },
};

pub(super) const RETRY: Demo = Demo {
    id: "es-retry",
    title: text("The answer was lost", "答复丢失"),
    story: text(
        "Beijing, bob's owner, appends a deposit of 50, but its answer is lost. Client 0 waits \
         half a second and asks again.\nNobody outside can tell whether the first attempt \
         happened, so only the command id (the idempotency key) prevents a second deposit.",
        "bob 的所属服务北京追加了 50 的存款，但答复丢失。客户端 0 等了半秒，再请求一次。\n\
         从外面看不出第一次是否成功，只有命令 ID（幂等键）能防止重复存款。",
    ),
    protection: &[("command_ids", To::Switch(true))],
    checker: "conservation",
    script: |s| {
        let s = stage(s).patience(500, 1).set("command_ids", false).at(200).ask(0, deposit(BOB, 50));
        // The owner's answer is its second message to the first service, after the event itself.
        s.lose(message(1, 0).behind(1))
    },
};

pub(super) const TRANSFER_LOST: Demo = Demo {
    id: "es-transfer",
    title: text("Money lost in transit", "钱在途中丢失"),
    story: text(
        "Alice sends bob 40. Their streams have two owners, Hangzhou and Beijing, and no \
         transaction spans both: first 40 leave alice, then a message brings them to bob. That \
         message is lost.\nA process manager (saga) remembers the transfer and delivers the \
         money again until it has arrived; without one, 40 are gone for ever.",
        "alice 转给 bob 40。两条事件流分属杭州和北京，没有跨越两者的事务：先从 alice 扣 40，\
         再由一条消息带给 bob，而这条消息丢失。\n流程管理器（Saga 协调者）记着这笔转账，\
         会一再投递直到到账；没有它，40 就永远消失。",
    ),
    protection: &[("process_manager", To::Switch(true))],
    checker: "conservation",
    script: |s| {
        let s = stage(s).set("process_manager", false).at(200).ask(0, transfer(ALICE, BOB, 40));
        // The first message to bob's service tells of the event; the second brings the money.
        s.lose(message(0, 1).behind(1))
    },
};
