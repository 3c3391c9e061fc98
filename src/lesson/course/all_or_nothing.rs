//! Lesson 19: a participant that has said yes, and a coordinator that is silent.

use crate::base::text::text;
use crate::lab::script::{ALICE, BOB, Message, Script, message, transfer, withdraw};
use crate::lesson::{
    Asked, Budget, Challenge, Lesson, Misconception, Other, Question, Says, Step, Stop, right, wrong,
};
use crate::protocol::manifest::To;

/// The coordinator, behind three services.
const COORDINATOR: u16 = 3;

/// Hangzhou holds alice's account, Beijing bob's. Alice sends bob 40, and nobody asks anybody but
/// the coordinator.
fn transferred(s: Script) -> Script {
    let s = s.lasts(7_000).latency(50).disk(5).patience(3_000, 0);
    s.set("cooperative", false).at(200).ask(2, transfer(ALICE, BOB, 40))
}

/// First the work, then the request to prepare, then the decision.
const fn decision_to(service: u16) -> Message {
    message(COORDINATOR, service).behind(2)
}

fn silent(s: Script) -> Script {
    let s = transferred(s).lose(decision_to(1)).at(470).crash(COORDINATOR);
    s.at(900).ask(1, withdraw(BOB, 50)).at(5_000).restart(COORDINATOR)
}

fn asks_the_others(s: Script) -> Script {
    silent(s).set("cooperative", true)
}

fn nobody_heard(s: Script) -> Script {
    let s = transferred(s).lose(decision_to(0)).lose(decision_to(1)).at(470).crash(COORDINATOR);
    s.set("cooperative", true).at(900).ask(1, withdraw(BOB, 50)).at(5_000).restart(COORDINATOR)
}

/// The decision reaches both before the coordinator crashes, and whoever is in doubt asks it alone.
fn both_heard(s: Script) -> Script {
    transferred(s).at(470).crash(COORDINATOR).at(900).ask(1, withdraw(BOB, 50)).at(5_000).restart(COORDINATOR)
}

fn cut(s: Script) -> Script {
    transferred(s).at(457).cut_between(COORDINATOR, 1, 2_500)
}

fn gives_up(s: Script) -> Script {
    cut(s).set("yes_binds", false)
}

/// The lesson.
pub(super) const LESSON: Lesson = Lesson {
    id: "all-or-nothing",
    number: 19,
    title: text("All or nothing", "两阶段提交"),
    protocol: "two-phase-commit",
    watch: text("Who holds a lock, since when, and who waits for it.", "谁持有锁，从何时起，谁在等它。"),
    know: text(
        "What a participant may do between its yes and the decision, what a timeout there costs, and who can help.",
        "投了赞成票、还没等到决定时，参与者能做什么，在这里设超时要付出什么，谁又帮得上忙。",
    ),
    minutes: 10,
    steps: &[SILENT, GIVES_UP, ASKS],
    practice: text(
        "XA transactions in MySQL and PostgreSQL's PREPARE TRANSACTION stay in doubt until somebody says commit or rollback, across restarts, locks held. Spanner makes the coordinator itself a replicated group.",
        "MySQL 的 XA 和 PostgreSQL 的 PREPARE TRANSACTION 会一直未决，直到有人下令提交或回滚，重启也一样，锁始终不放。Spanner 则把协调者做成一个复制组。",
    ),
    sources: &[
        "Gray: Notes on Data Base Operating Systems (1978)",
        "Bernstein, Hadzilacos, Goodman: Concurrency Control and Recovery (1987), chapter 7",
    ],
};

const SILENT: Step = Step {
    id: "silent",
    title: text("Beijing said yes, and hears nothing", "北京投了赞成票，再无音讯"),
    prose: text(
        "Alice sends bob 40. Hangzhou and Beijing have voted yes, and the coordinator decides to commit. Its decision does not reach Beijing, and then it crashes. At 0.9 s bob wants 50 from his account.",
        "alice 转给 bob 40。杭州和北京都投了赞成票，协调者决定提交。决定没有送到北京，随后协调者崩溃。0.9 秒时，bob 想取 50。",
    ),
    run: silent,
    others: &[
        Other { name: "gives up", title: text("A yes that times out", "赞成票会过期"), run: gives_up },
        Other {
            name: "nobody heard",
            title: text("Nobody heard the decision", "谁也没收到决定"),
            run: nobody_heard,
        },
    ],
    asks_at_ms: 1_000,
    question: Question {
        asks: text("The coordinator is silent. What may Beijing do?", "协调者没有音讯。北京可以怎么做？"),
        kind: Asked::Choice,
        answers: &[
            right(
                Says::Text(text("Nothing but wait, and keep the lock.", "只能等，锁也不能放。")),
                text(
                    "Hangzhou may have committed already, or aborted: from Beijing both look alike. So bob waits as well, until he gives up.",
                    "杭州可能已提交，也可能已中止，从北京看毫无差别。于是 bob 也只能等，直到放弃。",
                ),
                &["in_doubt(beijing) = 1 at 3 s", "locks(beijing) = 1 at 3 s", "answer(2) = unknown"],
            ),
            wrong(
                Says::Text(text("Abort after a timeout.", "超时就中止。")),
                text(
                    "Beijing's yes was a promise, and Hangzhou has built on it: where a yes may expire, alice pays 40 that nobody receives.",
                    "赞成票是承诺，杭州已据此行事：赞成票若能过期，alice 付出的 40 就没人收到。",
                ),
                &[
                    "gives up: balance(hangzhou, alice) = 460",
                    "gives up: balance(beijing, bob) = 300",
                    "balance(hangzhou, alice) = 460 at 3 s",
                ],
            ),
            wrong(
                Says::Text(text("Commit: it voted yes, after all.", "提交，反正投了赞成票。")),
                text(
                    "It would be right today. But a yes is not a decision: had another participant voted no, alice would have paid nothing.",
                    "这次碰巧对。但赞成票不是决定：若有别的参与者反对，alice 就根本没付钱。",
                ),
                &["in_doubt(beijing) = 1 at 1 s", "balance(beijing, bob) = 290"],
            ),
        ],
    },
    stops: &[
        Stop {
            at_ms: 3_000,
            says: text(
                "Beijing is still in doubt. The lock on bob's account has been held since it voted.",
                "北京的事务仍然未决。从投票起，bob 的账户一直锁着。",
            ),
        },
        Stop {
            at_ms: 3_950,
            says: text(
                "Bob's client has given up: to it, the outcome is unknown. Its withdrawal still waits at Beijing for the lock.",
                "bob 的客户端放弃了，它得到的是“结果未知”。可它的取款还在北京等着那把锁。",
            ),
        },
        Stop {
            at_ms: 5_300,
            says: text(
                "The coordinator is back. Beijing has committed the transfer, and then the withdrawal that bob's client gave up: 290.",
                "协调者恢复了。北京提交了转账，随后也执行了 bob 的客户端早已放弃的取款：余额 290。",
            ),
        },
    ],
    explain: text(
        "Two-phase commit keeps \"all or nothing\" by making everybody wait who has said yes. A silent coordinator holds up every account that the transaction touched, and whoever needs one. When it is back at 5 s, Beijing commits, and then carries out the withdrawal as well, although bob's client gave up at 3.9 s: 300 + 40 − 50 = 290.",
        "两阶段提交靠让投了赞成票的都等着，来兑现“全做或全不做”：协调者一没音讯，事务涉及的账户和要用它们的人全被拖住。5 秒它恢复后，北京提交转账，也照样执行了 bob 的客户端 3.9 秒就已放弃的取款：300 + 40 − 50 = 290。",
    ),
    claims: &[
        "answered(2) = 3.9 s",
        "answer(2) = unknown",
        "first(restarted) = 5 s",
        "balance(beijing, bob) = 300 at 4.9 s",
        "status(coordinator) = down at 1 s",
        "waiting(beijing) = 1 at 3.95 s",
        "balance(beijing, bob) = 290 at 5.3 s",
        "balance(beijing, bob) = 300 at 3 s",
        "balance(beijing, bob) = 290",
        "in_doubt(beijing) = 0",
        "nobody heard: in_doubt(hangzhou) = 1 at 3 s",
    ],
    meets: &[Misconception::TwoPhaseSolvesIt, Misconception::TimeoutMeansDead],
    challenge: None,
};

const GIVES_UP: Step = Step {
    id: "gives-up",
    title: text("A yes that times out", "会过期的赞成票"),
    prose: text(
        "The same transfer of 40; alice has 500, bob has 300. Beijing has voted yes and loses its link to the coordinator until 2.5 s. Here a participant gives up after a while, even after a yes.",
        "同样转 40；alice 有 500，bob 有 300。北京投了赞成票，随后与协调者断开，到 2.5 秒才恢复。这里的参与者等久了就放弃，投过赞成票也一样。",
    ),
    run: gives_up,
    others: &[Other { name: "binds", title: text("A yes that binds", "有约束力的赞成票"), run: cut }],
    asks_at_ms: 600,
    question: Question {
        asks: text("How much do alice and bob have together at the end?", "最后，alice 和 bob 合计有多少？"),
        kind: Asked::Number(text("", "")),
        answers: &[
            right(
                Says::Number(760),
                text(
                    "Hangzhou committed and took 40 from alice; Beijing aborted and gave bob nothing.",
                    "杭州提交了，从 alice 扣了 40；北京中止了，bob 什么也没收到。",
                ),
                &[
                    "balance(hangzhou, alice) = 460",
                    "balance(beijing, bob) = 300",
                    "receipt(money_made) = -40",
                ],
            ),
            wrong(
                Says::Number(800),
                text(
                    "All or nothing would keep the sum. That is what the binding yes is for.",
                    "全做或全不做，合计才不变。赞成票有约束力，正是为此。",
                ),
                &[
                    "binds: receipt(money_made) = 0",
                    "binds: balance(beijing, bob) = 340",
                    "receipt(money_made) = -40",
                ],
            ),
        ],
    },
    stops: &[],
    explain: text(
        "Between its vote and the decision a participant has no safe move but to wait. A timeout there breaks the one thing that the protocol is for.",
        "从投票到得知决定，参与者除了等待没有安全的选择。在这里设超时，毁掉的正是这个协议唯一要保证的事。",
    ),
    claims: &["verdict(atomic-commit) = violated", "binds: verdict(atomic-commit) = holds"],
    meets: &[Misconception::TwoPhaseSolvesIt],
    challenge: None,
};

const ASKS: Step = Step {
    id: "asks-the-others",
    title: text("Asking the others", "去问其他参与者"),
    prose: text(
        "The run of the first step, with one change: whoever is in doubt may ask the other participants. The decision reached Hangzhou, not Beijing; the coordinator is down.",
        "与第一步相同，只改一处：事务未决的参与者可以去问其他参与者。决定送到了杭州，没送到北京；协调者宕机。",
    ),
    run: asks_the_others,
    others: &[
        Other {
            name: "nobody heard",
            title: text("Nobody heard the decision", "谁也没收到决定"),
            run: nobody_heard,
        },
        Other {
            name: "both heard",
            title: text("Both heard it, and nobody asks the others", "双方都收到了决定，互不询问"),
            run: both_heard,
        },
    ],
    asks_at_ms: 600,
    question: Question {
        asks: text(
            "Can the participants finish without the coordinator?",
            "没有协调者，参与者自己能结束吗？",
        ),
        kind: Asked::Choice,
        answers: &[
            right(
                Says::Text(text("Yes, if one of them knows the decision.", "能，只要其中有一个知道决定。")),
                text(
                    "Beijing asks, Hangzhou has heard \"commit\", and bob's lock is free long before the coordinator is back.",
                    "北京一问，杭州收到过“提交”，于是远在协调者恢复之前，bob 的账户就解锁了。",
                ),
                &[
                    "balance(beijing, bob) = 290 at 2 s",
                    "in_doubt(beijing) = 0 at 2 s",
                    "status(coordinator) = down at 2 s",
                ],
            ),
            wrong(
                Says::Text(text("Yes, always: they can vote again.", "总是能，重新投票就行。")),
                text(
                    "Where nobody heard the decision, all of them together know no more than one: the coordinator may have told its client already.",
                    "若谁都没收到决定，大家凑在一起也不会知道得更多：协调者也许早已答复了客户端。",
                ),
                &[
                    "nobody heard: in_doubt(beijing) = 1 at 4 s",
                    "nobody heard: in_doubt(hangzhou) = 1 at 4 s",
                ],
            ),
            wrong(
                Says::Text(text("Never: only the coordinator may decide.", "不能，只有协调者能决定。")),
                text(
                    "Beijing does not decide, it learns what was decided. Whoever knows may pass it on.",
                    "北京不是在做决定，而是得知决定。知道的人都可以转告。",
                ),
                &["balance(beijing, bob) = 290 at 2 s"],
            ),
        ],
    },
    stops: &[],
    explain: text(
        "Asking helps exactly where somebody knows. It shortens the wait and does not remove it: there is always a crash that leaves all survivors in doubt together.",
        "有人知道决定，去问才有用。它能缩短等待，却消除不了等待：总有一种崩溃，让剩下的参与者全都悬而未决。",
    ),
    claims: &[
        "verdict(atomic-commit) = holds",
        "nobody heard: verdict(atomic-commit) = holds",
        "nobody heard: in_doubt(beijing) = 0",
    ],
    meets: &[Misconception::TwoPhaseSolvesIt],
    challenge: Some(Challenge {
        on: "both heard",
        goal: text(
            "The decision reaches both before the coordinator crashes, and participants do not ask each other. See to it that alice has paid, and bob's account is still locked at 3 s.",
            "协调者崩溃之前，决定送到了双方；参与者之间互不询问。让 alice 已经付钱，bob 的账户到 3 秒却还锁着。",
        ),
        reached: &["balance(hangzhou, alice) = 460 at 3 s", "in_doubt(beijing) = 1 at 3 s"],
        budget: Budget { drops: 1, crashes: 0, pauses: 0 },
        hints: [
            text(
                "Hangzhou must hear the decision, and Beijing must not.",
                "决定要送到杭州，却不能送到北京。",
            ),
            text(
                "The coordinator sends Beijing three messages: the work, the request to prepare, the decision.",
                "协调者发给北京的消息有三条：操作、准备请求、决定。",
            ),
            text(
                "Drop the third message from the coordinator to Beijing.",
                "丢掉协调者发给北京的第三条消息。",
            ),
        ],
        solution: |s| both_heard(s).lose(decision_to(1)),
        protection: &[("cooperative", To::Switch(true))],
        protected: text(
            "If whoever is in doubt asks the other participants too, no one dropped message does it: Hangzhou knows the decision.",
            "事务未决时也去问其他参与者，丢哪一条消息都办不到：杭州知道决定。",
        ),
    }),
};
