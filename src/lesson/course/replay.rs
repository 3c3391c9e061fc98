//! Lesson 18: events are folded again, and what must not happen again.

use crate::base::text::text;
use crate::lab::script::{ALICE, BOB, Script, deposit, withdraw};
use crate::lesson::{
    Asked, Budget, Challenge, Lesson, Misconception, Other, Question, Says, Step, right, wrong,
};
use crate::protocol::manifest::To;

fn stage(s: Script) -> Script {
    s.lasts(3_000).latency(100).disk(10).set("apply_us", 20_000_u64).set("resend_us", 400_000_u64)
}

fn mailed_again(s: Script) -> Script {
    let s = stage(s).set("effects_once", false).at(200).ask(0, withdraw(ALICE, 20));
    s.at(1_000).order_about(0, "rebuild", ALICE)
}

fn not_rebuilt(s: Script) -> Script {
    stage(s).set("effects_once", false).at(200).ask(0, withdraw(ALICE, 20))
}

fn mailed_once(s: Script) -> Script {
    mailed_again(s).set("effects_once", true)
}

/// Version 1 keeps whole units in its snapshots, version 2 hundredths.
fn old_snapshot(s: Script) -> Script {
    let s = stage(s).at(200).ask(1, deposit(BOB, 50)).at(500).ask(1, withdraw(BOB, 40));
    s.set("snapshot_version_check", false).at(900).order_about(1, "snapshot", BOB).at(1_200).upgrade(1, 2)
}

fn from_the_events(s: Script) -> Script {
    old_snapshot(s).set("snapshot_version_check", true)
}

fn taken_back(s: Script) -> Script {
    let s = stage(s).set("correct", "keep_facts").at(200).ask(0, deposit(ALICE, 100));
    s.at(500).ask(0, withdraw(ALICE, 550)).at(1_000).order_about(0, "retract", ALICE)
}

fn decided_again(s: Script) -> Script {
    taken_back(s).set("correct", "decide_again")
}

/// The lesson.
pub(super) const LESSON: Lesson = Lesson {
    id: "replay",
    number: 18,
    title: text("Replay", "重放"),
    protocol: "event-sourcing",
    watch: text("What a replay changes, and what it must leave alone.", "重放会改变什么，又绝不能碰什么。"),
    know: text(
        "What a replay does once more, what a snapshot is worth after an upgrade, and how history is corrected.",
        "重放会把哪些事再做一遍，升级之后快照还靠不靠得住，历史又该怎样更正。",
    ),
    minutes: 10,
    steps: &[MAILS, SNAPSHOT, CORRECTED],
    practice: text(
        "Axon marks handlers that must not run on replay; Kafka Streams rebuilds its local state from a changelog. Accountants have corrected by reversing entries for five centuries.",
        "Axon 可以标记重放时不得执行的处理函数；Kafka Streams 从变更日志重建本地状态。会计用冲销分录更正错账，已有五百年。",
    ),
    sources: &[
        "Fowler: Event Sourcing (2005), external updates",
        "Young: Versioning in an Event Sourced System (2017)",
    ],
};

const MAILS: Step = Step {
    id: "mails",
    title: text("The mail, once more", "邮件又发一遍"),
    prose: text(
        "Alice withdraws 20 at Hangzhou, and the customer gets a mail. At 1 s an operator has Hangzhou fold all its events again, to rebuild what it shows.",
        "alice 在杭州取 20，客户收到一封邮件。1 秒时，运维人员让杭州把全部事件重新归约一遍，重建它展示的内容。",
    ),
    run: mailed_again,
    others: &[
        Other {
            name: "once", title: text("Sent mails are recorded", "发过的邮件有记录"), run: mailed_once
        },
        Other {
            name: "nobody rebuilds", title: text("Nobody rebuilds", "没人要求重建"), run: not_rebuilt
        },
    ],
    asks_at_ms: 990,
    question: Question {
        asks: text("How many mails has the customer got at the end?", "最后，客户收到了几封邮件？"),
        kind: Asked::Number(text("", "")),
        answers: &[
            right(
                Says::Number(2),
                text(
                    "The handler sends a mail whenever it meets a withdrawal, and the replay met it again.",
                    "处理函数每遇到一次取款就发一封邮件，重放又遇到了它。",
                ),
                &["count(left) = 2", "verdict(effects) = violated"],
            ),
            wrong(
                Says::Number(1),
                text(
                    "That takes a record of what has been sent, which a replay leaves alone.",
                    "要给发过的邮件留下记录，而且重放不去碰它，才会只有这么多。",
                ),
                &["once: count(left) = 1", "count(left) = 2"],
            ),
        ],
    },
    stops: &[],
    explain: text(
        "A replay repeats the fold, not the world. State may be computed as often as you like; whatever leaves for the outside needs a mark of its own that survives the replay.",
        "重放重做的是归约，不是让世界重来。状态算多少遍都行；凡是对外的动作，都要有自己的记录，而且能挺过重放。",
    ),
    claims: &["count(left) = 1 at 0.9 s", "balance(hangzhou, alice) = 480", "once: verdict(effects) = holds"],
    meets: &[Misconception::ReplayRepeatsTheWorld],
    challenge: Some(Challenge {
        on: "nobody rebuilds",
        goal: text(
            "Nobody has anything folded again here. Have the customer get two mails all the same.",
            "这里没有人要求重建。让客户照样收到两封邮件。",
        ),
        reached: &["count(left) = 2"],
        budget: Budget { drops: 0, crashes: 1, pauses: 0 },
        hints: [
            text(
                "An operator is not the only one who has a service fold again.",
                "让服务重新归约的，不只有运维人员。",
            ),
            text("What does a service do first when it starts?", "服务启动时，先做什么？"),
            text("Crash Hangzhou at 0.5 s, after the mail.", "邮件发出之后，0.5 秒让杭州崩溃。"),
        ],
        solution: |s| not_rebuilt(s).at(500).crash(0).at(1_000).restart(0),
        protection: &[("effects_once", To::Switch(true))],
        protected: text(
            "If sent mails are recorded, no single crash sends one twice, of whatever node, at whatever moment.",
            "若发过的邮件有记录，哪个节点在何时崩溃一次，都不会发两遍。",
        ),
    }),
};

const SNAPSHOT: Step = Step {
    id: "snapshot",
    title: text("A snapshot of another version", "其他版本留下的快照"),
    prose: text(
        "Bob has 300; 50 come in and 40 go out. Beijing, his owner, takes a snapshot at 0.9 s. At 1.2 s it is upgraded: the new code keeps hundredths where the old one kept whole units. It starts from the snapshot.",
        "bob 有 300，存入 50，取出 40。所属服务北京在 0.9 秒生成快照。1.2 秒升级：新代码以百分之一为单位，旧代码以整数为单位。它从快照启动。",
    ),
    run: old_snapshot,
    others: &[Other {
        name: "checked",
        title: text("Snapshots carry a version", "快照带版本号"),
        run: from_the_events,
    }],
    asks_at_ms: 1_190,
    question: Question {
        asks: text("Is bob's balance right at the end?", "最后，bob 的余额对吗？"),
        kind: Asked::Choice,
        answers: &[
            right(
                Says::Text(text(
                    "No: the old number is read in the new unit.",
                    "不对，旧数字被当成了新单位。",
                )),
                text(
                    "310 whole units became 310 hundredths, and what is shown is 3.",
                    "310 个整数单位被当成 310 个百分之一，于是显示 3。",
                ),
                &["balance(beijing, bob) = 310 at 1.1 s", "balance(beijing, bob) = 3"],
            ),
            wrong(
                Says::Text(text("Yes: a snapshot is the truth of its moment.", "对，快照就是那一刻的真相。")),
                text(
                    "The events are the truth. Fold them again, and 310 comes out whatever the code.",
                    "事件才是真相。重新归约一遍，无论哪个版本的代码，都得到 310。",
                ),
                &["checked: balance(beijing, bob) = 310", "balance(beijing, bob) = 3"],
            ),
        ],
    },
    stops: &[],
    explain: text(
        "A snapshot is a cache of the fold, made by one version of the code. Whoever throws it away loses time, nothing else; whoever trusts it across versions may lose money.",
        "快照是归约结果的缓存，由某一版代码生成。扔掉它只会损失时间；跨版本还信它，可能就会丢钱。",
    ),
    claims: &["checked: verdict(convergence) = holds"],
    meets: &[Misconception::SnapshotIsTruth],
    challenge: None,
};

const CORRECTED: Step = Step {
    id: "corrected",
    title: text("A wrong entry", "一笔错账"),
    prose: text(
        "Alice has 500. A deposit of 100 is booked by mistake, and then she withdraws 550. At 1 s the mistake is noticed.",
        "alice 有 500。一笔 100 的存款是错账，随后她取走了 550。1 秒时发现了这个错误。",
    ),
    run: taken_back,
    others: &[Other {
        name: "decided again",
        title: text("What was decided is decided again", "当时的决策重新决策"),
        run: decided_again,
    }],
    asks_at_ms: 990,
    question: Question {
        asks: text("How is history corrected?", "历史该怎样更正？"),
        kind: Asked::Choice,
        answers: &[
            right(
                Says::Text(text("By a new event that takes the deposit back.", "追加一个撤回存款的新事件。")),
                text(
                    "The old events stay; the new one says what was wrong. What it leaves, −50, shows that somebody has been paid too much.",
                    "旧事件都在，新事件说明哪里错了。留下的 −50 表明有人多拿了钱。",
                ),
                &["balance(hangzhou, alice) = -50", "balance(hangzhou, alice) = 50 at 0.9 s"],
            ),
            wrong(
                Says::Text(text("By deleting the deposit from the log.", "从日志里删掉那笔存款。")),
                text(
                    "Copies and reports have folded it already, and the withdrawal was decided on it: an edited log could not explain why it was allowed.",
                    "副本和报表早已归约过它，取款也是依据它批准的：改过的日志解释不了当时为什么批准。",
                ),
                &["answer(2) = 50", "balance(hangzhou, alice) = 50 at 0.9 s"],
            ),
            wrong(
                Says::Text(text("By setting the balance to what it should be.", "把余额改成应有的值。")),
                text(
                    "Which value? If later facts stand it is −50; if they are decided again it is 500. A number alone does not say which was meant.",
                    "改成多少？后来的事实若都算数，是 −50；若重新决策，是 500。一个数字说不清是哪一种。",
                ),
                &["balance(hangzhou, alice) = -50", "decided again: balance(hangzhou, alice) = 500"],
            ),
        ],
    },
    stops: &[],
    explain: text(
        "History is not edited, it is continued. Whether later events were facts (she has the cash) or decisions (they can be made again) is a question of the business, and both answers can be computed.",
        "历史不能改写，只能续写。后来的事件算事实（钱已经到她手里）还是算决策（可以重来），是业务问题，而两种答案都算得出来。",
    ),
    claims: &["verdict(non-negative) = violated", "decided again: verdict(non-negative) = holds"],
    meets: &[Misconception::HistoryCanBeEdited],
    challenge: None,
};
