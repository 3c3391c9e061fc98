//! Lesson 20: a saga that has to go back, in which order it does, and what others saw meanwhile.

use crate::base::text::text;
use crate::lab::script::{ALICE, BOB, CAROL, Script, deposit, message, read, transfer};
use crate::lesson::{
    Asked, Budget, Challenge, Lesson, Misconception, Other, Question, Says, Step, Stop, right, wrong,
};
use crate::protocol::manifest::To;

/// The orchestrator, behind three services.
const ORCHESTRATOR: u16 = 3;

/// Hangzhou holds alice (500), Beijing bob (300), Shanghai carol (200). A transfer debits, credits,
/// and sends a parcel; the carrier takes no parcel for 100.
fn stage(s: Script) -> Script {
    s.lasts(3_000).latency(50).disk(5).patience(3_000, 0)
}

fn seen(s: Script) -> Script {
    let s = stage(s).set("semantic_lock", false).at(200).ask(0, transfer(ALICE, BOB, 100));
    s.at(500).ask(1, read(BOB)).at(2_000).ask(1, read(BOB))
}

fn locked(s: Script) -> Script {
    seen(s).set("semantic_lock", true)
}

fn goes_back(s: Script) -> Script {
    stage(s).set("semantic_lock", false).at(200).ask(0, transfer(ALICE, BOB, 100))
}

/// The deposit comes when all is undone.
fn in_time(s: Script) -> Script {
    let s = stage(s).set("semantic_lock", false).set("compensation", "old_value");
    s.at(200).ask(2, transfer(ALICE, BOB, 100)).at(850).ask(0, deposit(ALICE, 50))
}

fn old_value(s: Script) -> Script {
    let s = stage(s).set("semantic_lock", false).set("compensation", "old_value");
    s.at(200).ask(2, transfer(ALICE, BOB, 100)).at(450).ask(0, deposit(ALICE, 50))
}

fn adds_back(s: Script) -> Script {
    old_value(s).set("compensation", "add_back")
}

fn too_early(s: Script) -> Script {
    let s = stage(s).set("pivot", "first").set("carrier_limit", 1_000_u64);
    s.at(200).ask(0, transfer(ALICE, CAROL, 600))
}

fn sent_last(s: Script) -> Script {
    too_early(s).set("pivot", "last")
}

/// The lesson.
pub(super) const LESSON: Lesson = Lesson {
    id: "undo-is-a-fact",
    number: 20,
    title: text("Undo is a new fact", "补偿"),
    protocol: "saga",
    watch: text("What is there between a step and its compensation.", "一步与它的补偿之间，别人看到了什么。"),
    know: text(
        "What a saga does when a step fails and in which order, what others see meanwhile, and where to put each step.",
        "某一步失败之后 Saga 会做什么、按什么次序做，期间别人会看到什么，各步又该怎样排先后。",
    ),
    minutes: 10,
    steps: &[SEEN, ORDER, OLD_VALUE, TOO_EARLY],
    practice: text(
        "Seata's AT mode writes an undo log for each local transaction and takes a global lock for want of isolation. A refund on a card statement is a compensation: the charge stays on it.",
        "Seata 的 AT 模式为每个本地事务写回滚日志，并用全局锁弥补隔离。信用卡流水上的退款就是补偿：原来的扣款仍在上面。",
    ),
    sources: &["Garcia-Molina, Salem: Sagas (1987)", "Richardson: Microservices Patterns (2018), chapter 4"],
};

const SEEN: Step = Step {
    id: "seen",
    title: text("Between the step and its undoing", "做完与撤销之间"),
    prose: text(
        "Alice sends bob 100; bob has 300. She is debited, bob is credited, and then the carrier refuses the parcel. At 0.5 s, before that refusal is known, somebody reads bob's balance.",
        "alice 转给 bob 100；bob 有 300。先扣款，再入账，随后承运方拒收包裹。0.5 秒，在得知拒收之前，有人查询 bob 的余额。",
    ),
    run: seen,
    others: &[Other { name: "locked", title: text("With a semantic lock", "有语义锁"), run: locked }],
    asks_at_ms: 490,
    question: Question {
        asks: text("What does the reader see?", "查到的余额是多少？"),
        kind: Asked::Number(text("", "")),
        answers: &[
            right(
                Says::Number(400),
                text(
                    "The credit was a transaction of its own, committed and visible. Only later it is taken back.",
                    "入账是一个独立的本地事务，已经提交，谁都看得到。过后才被收回。",
                ),
                &["answer(2) = 400", "balance(beijing, bob) = 400 at 0.5 s", "answer(3) = 300"],
            ),
            wrong(
                Says::Number(300),
                text(
                    "You expected a transaction, which hides what is not final. A saga has no isolation; a semantic lock makes the reader wait for 300.",
                    "你期待的是事务，未定的结果不会外露。Saga 没有隔离；要有语义锁，读取才会等到 300。",
                ),
                &["answer(2) = 400", "locked: answer(2) = 300"],
            ),
        ],
    },
    stops: &[Stop {
        at_ms: 640,
        says: text(
            "Bob's credit is taken back. Whoever read before has read what never counted.",
            "bob 的入账被收回。在此之前的读取，读到的是从未作数的余额。",
        ),
    }],
    explain: text(
        "A saga is a chain of transactions that commit one by one. Its undoing is a new transaction, and the world between the two was real: read, shown, perhaps spent.",
        "Saga 是一串逐个提交的事务。撤销是一笔新的事务，两者之间的那段时间是真实的：余额被读过、展示过，也许还花掉了。",
    ),
    claims: &[
        "balance(beijing, bob) = 300 at 0.64 s",
        "verdict(G1a) = violated",
        "locked: verdict(G1a) = holds",
    ],
    meets: &[Misconception::SagaRollsBack],
    challenge: None,
};

const ORDER: Step = Step {
    id: "order",
    title: text("In which order?", "按什么次序？"),
    prose: text(
        "The same transfer of 100, refused by the carrier. Two steps are done by then: alice was debited first, bob was credited second.",
        "同样转 100，被承运方拒收。此时已做完两步：先从 alice 扣款，再给 bob 入账。",
    ),
    run: goes_back,
    others: &[],
    asks_at_ms: 520,
    question: Question {
        asks: text("Put what follows into its order.", "接下来会依次发生什么？"),
        kind: Asked::Order(&[
            text("Alice gets her 100 back.", "alice 的 100 退回。"),
            text("Bob's 100 are taken back.", "bob 的 100 收回。"),
            text("The client is told that it was refused.", "客户端得知被拒绝。"),
        ]),
        answers: &[
            right(
                Says::Order(&[1, 0, 2]),
                text(
                    "Compensations run backwards, the last step first; only then is the outcome certain.",
                    "补偿倒着来，最后做的先撤销；全部撤完，结果才算确定。",
                ),
                &["first(taken_back) = 0.64 s", "first(refunded) = 0.75 s", "answered(1) > 0.8 s"],
            ),
            wrong(
                Says::Order(&[0, 1, 2]),
                text(
                    "Then alice could spend the 100 again while bob still has them: for a moment there would be too much money.",
                    "那样 alice 可以再花这 100，而 bob 手里还有：一时间会多出钱来。",
                ),
                &["balance(hangzhou, alice) = 400 at 0.64 s", "balance(beijing, bob) = 300 at 0.64 s"],
            ),
            wrong(
                Says::Order(&[2, 1, 0]),
                text(
                    "The client would hear of an end that is not there yet: a compensation may still have to be tried again.",
                    "客户端会听到一个尚未到来的结局：补偿可能还得重试。",
                ),
                &["answered(1) > 0.8 s", "balance(hangzhou, alice) = 400 at 0.7 s"],
            ),
        ],
    },
    stops: &[],
    explain: text(
        "Each step knows its opposite, and the log of the saga knows which steps are done. Backwards, because a later step may rest on an earlier one.",
        "每一步都知道自己的反操作，Saga 的日志知道进行到哪一步。倒着来，因为后面的步骤可能依赖前面的。",
    ),
    claims: &["answer(1) = refused", "balance(hangzhou, alice) = 500", "balance(beijing, bob) = 300"],
    meets: &[Misconception::SagaRollsBack],
    challenge: None,
};

const OLD_VALUE: Step = Step {
    id: "old-value",
    title: text("Putting the old balance back", "恢复旧余额"),
    prose: text(
        "Alice has 500 and sends bob 100, so 400 are left. At 0.45 s somebody pays 50 into her account. The carrier refuses. The compensation writes the balance that was there before the debit.",
        "alice 有 500，转给 bob 100，剩 400。0.45 秒有人给她存入 50。承运方拒收。补偿把余额写回扣款之前的值。",
    ),
    run: old_value,
    others: &[
        Other {
            name: "adds back", title: text("The compensation adds 100", "补偿加回 100"), run: adds_back
        },
        Other {
            name: "in time",
            title: text("The deposit comes after the compensation", "补偿之后才存入"),
            run: in_time,
        },
    ],
    asks_at_ms: 620,
    question: Question {
        asks: text("What is alice's balance at the end?", "最后，alice 的余额是多少？"),
        kind: Asked::Number(text("", "")),
        answers: &[
            right(
                Says::Number(500),
                text(
                    "Writing the old value undid the deposit as well, which nobody wanted undone.",
                    "写回旧值，连那笔存款也一并撤销了，而没人要撤销它。",
                ),
                &["balance(hangzhou, alice) = 500", "balance(hangzhou, alice) = 450 at 0.5 s"],
            ),
            wrong(
                Says::Number(550),
                text(
                    "That is what comes of a compensation that adds what its own step took, and knows nothing of anybody else.",
                    "只把自己那一步扣的加回去，不碰别人的，才会得到这个结果。",
                ),
                &["adds back: balance(hangzhou, alice) = 550", "balance(hangzhou, alice) = 500"],
            ),
            wrong(
                Says::Number(450),
                text("The 100 did come back: the saga was undone.", "那 100 确实回来了：Saga 已被撤销。"),
                &["balance(hangzhou, alice) = 500", "answer(1) = refused"],
            ),
        ],
    },
    stops: &[],
    explain: text(
        "A compensation is not a return to an earlier state: others have written since. It is a new fact that means the opposite, and it must be right whatever happened in between.",
        "补偿不是回到从前的状态：这期间别人已经写过。它是一个意思相反的新事实，无论中间发生了什么都要正确。",
    ),
    claims: &["verdict(conservation) = violated", "adds back: verdict(conservation) = holds"],
    meets: &[Misconception::SagaRollsBack],
    challenge: Some(Challenge {
        on: "in time",
        goal: text(
            "The deposit of 50 comes at 0.85 s, when the compensation is done, and alice ends with 550. Have it undone all the same: done, said the answer, and 500 are left.",
            "50 的存款 0.85 秒才来，补偿已经做完，alice 最后有 550。让它照样被抹掉：答复是“成功”，余额却只剩 500。",
        ),
        reached: &["receipt(operations.ok) = 1", "balance(hangzhou, alice) = 500"],
        budget: Budget { drops: 1, crashes: 0, pauses: 0 },
        hints: [
            text("The compensation must come after the deposit.", "补偿要晚于存款。"),
            text("What is not answered is sent again, and later.", "没有得到答复的会再发一遍，而且更晚。"),
            text(
                "Drop the second message from the orchestrator to Hangzhou: it asks for the compensation.",
                "丢掉编排器发给杭州的第二条消息：它要求补偿。",
            ),
        ],
        solution: |s| in_time(s).lose(message(ORCHESTRATOR, 0).behind(1)),
        protection: &[("compensation", To::Choice("add_back"))],
        protected: text(
            "If the compensation adds back what its step took, no one dropped message does it, however late it comes.",
            "若补偿只加回自己那一步扣的，丢哪一条消息、补偿来得多晚，都办不到。",
        ),
    }),
};

const TOO_EARLY: Step = Step {
    id: "too-early",
    title: text("The step that cannot be undone", "撤销不了的一步"),
    prose: text(
        "Alice sends carol 600, and has 500. In this saga the parcel leaves first, then alice is debited. The carrier takes nothing back.",
        "alice 转给 carol 600，而她只有 500。这个 Saga 先发包裹，再从 alice 扣款。承运方不接受退货。",
    ),
    run: too_early,
    others: &[Other {
        name: "sent last",
        title: text("The parcel goes last", "包裹最后才发"),
        run: sent_last,
    }],
    asks_at_ms: 230,
    question: Question {
        asks: text("What is left when the saga has ended?", "Saga 结束之后，留下了什么？"),
        kind: Asked::Choice,
        answers: &[
            right(
                Says::Text(text("A parcel on its way that nobody pays for.", "一个没人付款的包裹已经上路。")),
                text(
                    "It left before anybody looked at alice's balance, and no compensation reaches it.",
                    "还没看 alice 的余额它就发出了，没有任何补偿够得着它。",
                ),
                &["count(left) >= 1", "balance(hangzhou, alice) = 500", "verdict(all-or-nothing) = violated"],
            ),
            wrong(
                Says::Text(text("Nothing: all steps are undone.", "什么也没有，每一步都撤销了。")),
                text(
                    "Money can be given back. What has left the house cannot.",
                    "钱可以退，发出去的东西收不回来。",
                ),
                &["count(left) >= 1"],
            ),
            wrong(
                Says::Text(text("Alice owes 100.", "alice 欠了 100。")),
                text(
                    "Hangzhou refused to debit her: her balance did not move.",
                    "杭州拒绝扣款，她的余额没有动。",
                ),
                &["balance(hangzhou, alice) = 500"],
            ),
        ],
    },
    stops: &[],
    explain: text(
        "Put every step that may be refused before the one that cannot be undone (the pivot), and behind it only steps that can be repeated until they succeed.",
        "可能被拒绝的步骤，都放在撤销不了的那一步（枢轴）之前；它之后只放可以一直重试到成功的步骤。",
    ),
    claims: &["sent last: count(left) = 0", "sent last: receipt(operations.refused) = 1"],
    meets: &[Misconception::SagaRollsBack],
    challenge: None,
};
