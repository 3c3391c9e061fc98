//! Lesson 5: a call that timed out, and what nobody at this end can know.

use crate::base::text::text;
use crate::lab::script::{ALICE, Script, deposit, message};
use crate::lesson::{
    Asked, Budget, Challenge, Lesson, Misconception, Other, Question, Says, Step, Stop, right, wrong,
};
use crate::protocol::manifest::To;

/// Alice's client lives at Beijing; Hangzhou owns her account. A message takes 40 ms, a write 2 ms,
/// and Beijing waits 300 ms for the owner, once.
fn stage(s: Script) -> Script {
    s.lasts(1_500).set("call_timeout_us", 300_000_u64).set("retries", 0_u64).set("work_us", 0_u64)
}

fn pays_in(s: Script) -> Script {
    stage(s).at(400).ask(1, deposit(ALICE, 50))
}

fn answer_lost(s: Script) -> Script {
    pays_in(s).lose(message(0, 1))
}

fn request_lost(s: Script) -> Script {
    pays_in(s).lose(message(1, 0))
}

fn owner_paused(s: Script) -> Script {
    pays_in(s).at(420).pause(0).at(1_000).resume(0)
}

fn owner_crashed(s: Script) -> Script {
    pays_in(s).at(420).crash(0).at(1_000).restart(0)
}

/// The lesson.
pub(super) const LESSON: Lesson = Lesson {
    id: "ask-the-owner",
    number: 5,
    title: text("Ask the owner", "调用所属服务"),
    protocol: "rpc",
    watch: text("Who holds the deposit, and who knows of it.", "谁存下了这笔钱，谁知道这件事。"),
    know: text(
        "What a timeout tells a caller, and what the caller may honestly say to its client.",
        "超时能告诉调用方什么，调用方又该怎样如实答复客户端。",
    ),
    minutes: 10,
    steps: &[SILENCE, THE_OTHER_RUN, SLOW_OR_DEAD],
    practice: text(
        "gRPC: DEADLINE_EXCEEDED may be returned even if the operation has completed. A database client whose connection breaks during COMMIT does not know the outcome either.",
        "gRPC：即使操作已经完成，也可能返回 DEADLINE_EXCEEDED。数据库客户端若在 COMMIT 途中断开连接，同样不知道结果。",
    ),
    sources: &[
        "Waldo, Wyant, Wollrath, Kendall: A Note on Distributed Computing (1994)",
        "Kleppmann: Designing Data-Intensive Applications (2017), chapter 8",
    ],
};

const SILENCE: Step = Step {
    id: "silence",
    title: text("A call, and no answer", "调用之后，没有答复"),
    prose: text(
        "At Beijing, alice pays in 50. Hangzhou owns her account, so Beijing calls Hangzhou and waits 300 ms. No answer comes.",
        "alice 在北京存入 50。她的账户归杭州管，北京便调用杭州，最多等 300 毫秒，却一直没有等到答复。",
    ),
    run: answer_lost,
    others: &[Other {
        name: "request lost",
        title: text("The request is lost instead", "丢的是请求"),
        run: request_lost,
    }],
    asks_at_ms: 430,
    question: Question {
        asks: text(
            "After 300 ms Beijing stops waiting. What does Beijing know about the deposit then?",
            "等满 300 毫秒，北京不再等了。此时北京对这笔存款知道些什么？",
        ),
        kind: Asked::Choice,
        answers: &[
            wrong(
                Says::Text(text(
                    "It was not made: a timeout means that it failed.",
                    "钱没有存进去：超时就是失败。",
                )),
                text(
                    "You took silence for a no: Hangzhou had the 50 on its books long before Beijing gave up.",
                    "你把沉默当成了否定：北京放弃之前，杭州早已记下这 50。",
                ),
                &["balance(hangzhou, alice) = 550 at 0.5 s", "answered(1) >= 0.7 s"],
            ),
            wrong(
                Says::Text(text("It was made: what was sent arrives.", "钱存进去了：发出去就会送到。")),
                text(
                    "It did arrive today. Lose the request instead, and Beijing waits just as long for a deposit that never was.",
                    "这次确实送到了。若丢的是请求，北京等得一样久，钱却根本没有存进去。",
                ),
                &[
                    "balance(hangzhou, alice) = 550",
                    "request lost: balance(hangzhou, alice) = 500",
                    "request lost: answer(1) = unknown",
                ],
            ),
            right(
                Says::Text(text("Neither: Beijing cannot know.", "存没存进去都有可能，北京无从知道。")),
                text(
                    "Whether the request or the answer was lost, Beijing hears the same: nothing.",
                    "丢的是请求也好，答复也好，北京这边都一样：什么也没收到。",
                ),
                &[
                    "answer(1) = unknown",
                    "request lost: answer(1) = unknown",
                    "count(arrived@beijing) = 0",
                    "request lost: count(arrived@beijing) = 0",
                ],
            ),
            wrong(
                Says::Text(text(
                    "It is not made yet: it counts once the answer has arrived.",
                    "还没存进去：收到答复才算数。",
                )),
                text(
                    "The 50 were there before the answer left Hangzhou. Losing the answer took nothing back.",
                    "答复还没离开杭州，这 50 就已入账。答复丢了，钱并没有退回。",
                ),
                &["balance(hangzhou, alice) = 550 at 0.45 s", "balance(hangzhou, alice) = 550"],
            ),
        ],
    },
    stops: &[Stop {
        at_ms: 442,
        says: text(
            "Hangzhou has the deposit on its disk. Nobody else knows of it yet.",
            "杭州已把存款落盘。此刻别处都还不知道。",
        ),
    }],
    explain: text(
        "A timeout is not a no. It says that Beijing stopped waiting, and nothing about Hangzhou. Beijing answers \"unknown\", and that is the truth. Had it said \"failed\", alice would have paid in again.",
        "超时不等于失败。它只说明北京不再等了，与杭州做没做无关。北京答复“结果未知”，这才是实话。若答复“失败”，alice 就会再存一次。",
    ),
    claims: &[
        "asked(1) = 0.4 s",
        "count(lost) = 1",
        "balance(hangzhou, alice) = 500 at 0.43 s",
        "balance(hangzhou, alice) = 550 at 442 ms",
        "answer(1) = unknown",
    ],
    meets: &[Misconception::TimeoutMeansDead],
    challenge: Some(Challenge {
        on: "",
        goal: text(
            "Leave alice with an unknown outcome, and Hangzhou without the deposit.",
            "让 alice 得到“结果未知”，而杭州根本没有这笔存款。",
        ),
        reached: &["answer(1) = unknown", "balance(hangzhou, alice) = 500"],
        budget: Budget { drops: 1, crashes: 0, pauses: 0 },
        hints: [
            text("Only one of the two messages matters to Hangzhou.", "两条消息里，只有一条决定杭州做不做。"),
            text("Hangzhou can only do what it is asked to do.", "没人要求，杭州就什么也不会做。"),
            text("Drop the call on its way to Hangzhou.", "丢掉发往杭州的调用。"),
        ],
        solution: request_lost,
        protection: &[("retries", To::Number(2))],
        protected: text(
            "With two more calls, one dropped message leaves no outcome unknown.",
            "若可以再调用两次，丢一条消息就不会落得结果未知。",
        ),
    }),
};

const THE_OTHER_RUN: Step = Step {
    id: "the-other-run",
    title: text("Two runs, one silence", "两次运行，同样的沉默"),
    prose: text(
        "The same deposit, the same 300 ms of silence at Beijing. But now it is the request that gets lost, on its way to Hangzhou.",
        "同样的存款，北京同样等了 300 毫秒。不过这次丢的是发往杭州的请求。",
    ),
    run: request_lost,
    others: &[Other {
        name: "answer lost",
        title: text("The answer is lost", "丢的是答复"),
        run: answer_lost,
    }],
    asks_at_ms: 430,
    question: Question {
        asks: text("What is alice's balance at Hangzhou at the end?", "最后，alice 在杭州的余额是多少？"),
        kind: Asked::Number(text("", "")),
        answers: &[
            right(
                Says::Number(500),
                text("Hangzhou was never asked, so nothing happened.", "杭州从没收到请求，什么也没做。"),
                &["balance(hangzhou, alice) = 500", "count(arrived@hangzhou) = 0"],
            ),
            wrong(
                Says::Number(550),
                text(
                    "550 is what alice has in the other run. Beijing told her the same in both.",
                    "550 是另一次运行的余额。两次运行里，北京给她的答复一模一样。",
                ),
                &[
                    "answer lost: balance(hangzhou, alice) = 550",
                    "answer lost: answer(1) = unknown",
                    "answer(1) = unknown",
                ],
            ),
            wrong(
                Says::Number(600),
                text(
                    "600 would take two deposits. Beijing called once, and that call was lost.",
                    "600 要存两次才有。北京只调用了一次，还丢了。",
                ),
                &["count(sent@beijing) = 1", "count(lost) = 1"],
            ),
        ],
    },
    stops: &[],
    explain: text(
        "Put the two runs one above the other: Beijing's line does not differ. What cannot be told apart here can be looked up there: ask the owner later whether it has this request, or make it safe to ask again.",
        "把两次运行上下对照，北京那条线毫无差别。在这里分不清的，可以到所属服务那里去查：稍后问它有没有收到过这个请求，或者让重试变得安全。",
    ),
    claims: &[
        "count(sent@beijing) = 1",
        "answer lost: count(sent@beijing) = 1",
        "answered(1) < 0.8 s",
        "answer lost: answered(1) < 0.8 s",
    ],
    meets: &[Misconception::TimeoutMeansDead, Misconception::OneNow],
    challenge: None,
};

const SLOW_OR_DEAD: Step = Step {
    id: "slow-or-dead",
    title: text("Slow, or dead?", "是慢了，还是宕机了？"),
    prose: text(
        "Nothing gets lost this time. Hangzhou pauses from 0.42 s to 1 s, as for garbage collection, and then goes on.",
        "这次什么也没丢。杭州从 0.42 秒起停顿，像是在做垃圾回收，到 1 秒才恢复运行。",
    ),
    run: owner_paused,
    others: &[Other {
        name: "crashed",
        title: text("Hangzhou crashes instead", "杭州宕机"),
        run: owner_crashed,
    }],
    asks_at_ms: 750,
    question: Question {
        asks: text(
            "Beijing has given up. Whose books will show the deposit at the end?",
            "北京已经放弃。最后，哪个节点的账上会有这笔存款？",
        ),
        kind: Asked::Node,
        answers: &[
            right(
                Says::Node("hangzhou"),
                text(
                    "The call waited at Hangzhou's door, and Hangzhou carried it out when it went on, after the client had been told \"unknown\".",
                    "调用一直在杭州门口等着。杭州一恢复就执行了它，而客户端早就得到了“结果未知”。",
                ),
                &[
                    "balance(hangzhou, alice) = 550 at 1.01 s",
                    "balance(hangzhou, alice) = 500 at 0.9 s",
                    "answered(1) < 1 s",
                ],
            ),
            wrong(
                Says::Node("beijing"),
                text(
                    "Beijing owns other accounts. It keeps nothing of alice's: only her owner can tell.",
                    "北京管的是别的账户，没有 alice 的账；只有所属服务说得清。",
                ),
                &["balance(beijing, alice) = nothing"],
            ),
            wrong(
                Says::Node("shanghai"),
                text("Shanghai takes no part in this call.", "上海没有参与这次调用。"),
                &["count(arrived@shanghai) = 0"],
            ),
        ],
    },
    stops: &[Stop {
        at_ms: 1_010,
        says: text(
            "Hangzhou has gone on where it stood, and carried out the call that waited there. Its answer is on its way, and nobody waits for it any more.",
            "杭州从停下的地方继续，执行了等在那里的调用。答复已经发出，可是再没有人等它了。",
        ),
    }],
    explain: text(
        "From Beijing a lost request, a lost answer, a slow owner and a dead owner all look alike. A dead owner forgets the call, a slow one does not: what you gave up on may still happen later.",
        "在北京看来，请求丢了、答复丢了、对方慢了、对方宕机了，全都一样。宕机的会忘掉调用，慢的却不会：你已经放弃的事，之后仍可能发生。",
    ),
    claims: &[
        "count(lost) = 0",
        "status(hangzhou) = paused at 0.75 s",
        "crashed: balance(hangzhou, alice) = 500",
        "crashed: answer(1) = unknown",
    ],
    meets: &[Misconception::TimeoutMeansDead],
    challenge: None,
};
