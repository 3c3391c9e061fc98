//! Demos of concurrent writes, of a command that is carried out twice, and of a transfer that loses
//! money on its way.

use super::stage;
use crate::base::text::text;
use crate::protocol::manifest::{Demo, To};
use crate::protocol::script::{ALICE, BOB, deposit, message, transfer, withdraw};

pub(super) const BLIND_APPEND: Demo = Demo {
    id: "es-blind-append",
    title: text("The same money twice", "同一笔钱花两次"),
    story: text(
        "Bob has 300. Two services decide at the same moment, each on its own read model, that he can withdraw 200. Blind appends let both through, and bob's balance falls to −100. With an expected version the second append is refused: that service catches up, decides again and says that there is not enough.",
        "鲍勃有 300。两个服务同时各自依据本地读模型判断他可以取 200。盲目追加让两笔都通过，余额变成 −100。若注明期望版本，第二次追加会被拒绝：该服务补上新事件、重新决定，然后回答余额不足。",
    ),
    protection: &[("expected_version", To::Switch(true))],
    checker: "non-negative",
    script: |s| {
        stage(s).set("expected_version", false).at(200).ask(0, withdraw(BOB, 200)).ask(2, withdraw(BOB, 200))
    },
};

pub(super) const GIVES_UP: Demo = Demo {
    id: "es-conflict",
    title: text("Second, and turned away", "晚一步就被拒"),
    story: text(
        "Two services withdraw 100 from bob's 300 at the same moment. Both decided on version 0, so the owner refuses the second append. There is money enough for both, but a service that may not decide again can only turn its client away. Let it catch up and decide again, and both are done.",
        "两个服务同时从鲍勃的 300 中各取 100。两者都依据版本 0 决定，所属服务于是拒绝第二次追加。钱其实足够，但若不允许重新决定，服务只能回绝客户。让它补上新事件再决定一次，两笔都能完成。",
    ),
    protection: &[("retries", To::Number(3))],
    checker: "no-conflicts",
    script: |s| stage(s).set("retries", 0_u64).at(200).ask(0, withdraw(BOB, 100)).ask(2, withdraw(BOB, 100)),
};

pub(super) const DOUBLE_CLICK: Demo = Demo {
    id: "es-double-click",
    title: text("A double click", "双击按钮"),
    story: text(
        "A customer clicks twice on \"deposit 50\". The two requests carry the same command. An owner that remembers commands answers the second like the first; one that does not puts 50 in twice.",
        "客户在“存入 50”上点了两下，两个请求带着同一个命令编号。记得命令的所属服务会给第二个请求同样的答复；不记得的，则存入两次。",
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
        "The owner appends a deposit of 50, but its answer is lost. The client waits half a second and asks again. Nobody can tell from outside whether the first attempt happened, so only the command's id keeps it from happening twice.",
        "所属服务追加了 50 的存款，但答复丢失。客户端等了半秒，再问一次。从外面看不出第一次是否成功，只有命令编号能防止它再发生一遍。",
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
    title: text("Money lost on its way", "钱在路上丢了"),
    story: text(
        "Alice sends bob 40. Their streams have two owners, and no transaction spans both: first 40 leave alice, then a message brings them to bob. It is lost. A process manager remembers the transfer and brings the money again until it has arrived; without one, 40 are gone for ever.",
        "爱丽丝转给鲍勃 40。两条事件流分属两个服务，没有跨越两者的事务：先从爱丽丝扣 40，再由一条消息带给鲍勃，而这条消息丢了。流程管理器记着这笔转账，会一再投递直到到账；没有它，40 就永远消失。",
    ),
    protection: &[("process_manager", To::Switch(true))],
    checker: "conservation",
    script: |s| {
        let s = stage(s).set("process_manager", false).at(200).ask(0, transfer(ALICE, BOB, 40));
        // The first message to bob's service tells of the event; the second brings the money.
        s.lose(message(0, 1).behind(1))
    },
};
