//! Lesson 12: how often an event arrives, where a consumer remembers it, and what becomes of one
//! that nobody can process.

use crate::base::text::text;
use crate::lab::script::{ALICE, BOB, CAROL, Script, deposit, message, read, transfer};
use crate::lesson::{
    Asked, Budget, Challenge, Lesson, Misconception, Other, Question, Says, Step, Stop, right, wrong,
};
use crate::protocol::manifest::To;

/// Hangzhou owns alice (500), Beijing bob (300), Shanghai carol (200); the broker is node 3. What is
/// asked at 200 ms is committed at 220, at the broker at 250, delivered at 280, in effect at 300.
fn stage(s: Script) -> Script {
    s.lasts(4_000).latency(10).disk(20).patience(1_800, 0).set("work_us", 0_u64)
}

fn lost_acknowledgement(s: Script) -> Script {
    let s = stage(s).set("consume", "at_least_once").at(200).ask(0, transfer(ALICE, BOB, 40));
    s.lose(message(1, 3))
}

fn with_an_inbox(s: Script) -> Script {
    lost_acknowledgement(s).set("consume", "inbox")
}

/// Beijing stops after its first write of two.
fn between(s: Script) -> Script {
    let s = stage(s).set("consume", "inbox_after").at(200).ask(0, transfer(ALICE, BOB, 40));
    s.at(310).crash(1).at(500).restart(1).at(1_800).ask(0, transfer(ALICE, CAROL, 30))
}

fn id_first(s: Script) -> Script {
    between(s).set("consume", "inbox_before")
}

fn id_with_it(s: Script) -> Script {
    between(s).set("consume", "inbox")
}

fn carol_twice(s: Script) -> Script {
    between(s).at(1_910).crash(2).at(2_400).restart(2)
}

/// The second event of alice is malformed; all events go through one partition.
fn tries_for_ever(s: Script) -> Script {
    let s = stage(s).lasts(3_000).set("attempts", 0_u64).set("malformed", 2_u64);
    let s = s.set("partitions", 1_u64).set("batch", 1_u64);
    let s = s.at(200).ask(0, deposit(ALICE, 50)).at(300).ask(0, deposit(ALICE, 30));
    s.at(400).ask(2, deposit(CAROL, 20)).at(2_500).ask(1, read(CAROL))
}

fn sets_aside(s: Script) -> Script {
    tries_for_ever(s).set("attempts", 3_u64)
}

/// From version 2 on the services can process it.
fn redriven(s: Script) -> Script {
    let s = stage(s).lasts(5_000).set("attempts", 2_u64).set("malformed", 2_u64);
    let s = s.set("hold_key", false).set("copies", "by_arrival");
    let s = s.at(200).ask(0, deposit(ALICE, 50)).at(300).ask(0, deposit(ALICE, 30));
    let s = s.at(1_000).ask(0, deposit(ALICE, 20));
    s.at(2_000).upgrade(0, 2).at(2_200).upgrade(1, 2).at(2_400).upgrade(2, 2).at(3_000).order(3, "redrive")
}

fn holds_its_key(s: Script) -> Script {
    redriven(s).set("hold_key", true)
}

/// The lesson.
pub(super) const LESSON: Lesson = Lesson {
    id: "at-least-once",
    number: 12,
    title: text("At least once", "至少一次"),
    protocol: "async-events",
    watch: text("How often the same event has an effect.", "同一个事件生效了几次。"),
    know: text(
        "How often an event arrives, what a consumer has to do about that, and what to do with an event that nobody can process.",
        "一个事件会来几次，消费者该怎样应对，谁都处理不了的事件又该怎么办。",
    ),
    minutes: 10,
    steps: &[HOW_OFTEN, WHERE, POISON, REDRIVEN],
    practice: text(
        "Kafka, RabbitMQ and SQS deliver at least once. Kafka's \"exactly once\" holds between its own topics, not for your database: the id of the message belongs into the transaction of its effect.",
        "Kafka、RabbitMQ、SQS 都是至少投递一次。Kafka 的“恰好一次”只在它自己的主题之间成立，管不到你的数据库：消息 ID 要和效果写进同一个事务。",
    ),
    sources: &[
        "Helland: Life beyond Distributed Transactions (2007)",
        "Hohpe, Woolf: Enterprise Integration Patterns (2003), Idempotent Receiver and Dead Letter Channel",
        "Richardson: Microservices Patterns (2018), chapter 3",
    ],
};

const HOW_OFTEN: Step = Step {
    id: "how-often",
    title: text("Nobody said that it arrived", "没人说收到了"),
    prose: text(
        "Alice sends bob 40; he has 300. Hangzhou debits her, and the event goes through the broker to Beijing. Beijing credits bob and acknowledges at 0.3 s. That acknowledgement is lost.",
        "alice 转给 bob 40，bob 有 300。杭州扣了款，事件经消息代理发往北京。北京给 bob 入账，0.3 秒发出确认。丢的正是这条确认。",
    ),
    run: lost_acknowledgement,
    others: &[Other {
        name: "inbox",
        title: text("Beijing has an inbox", "北京有收件箱"),
        run: with_an_inbox,
    }],
    asks_at_ms: 305,
    question: Question {
        asks: text("What does bob have at the end?", "最后，bob 有多少？"),
        kind: Asked::Number(text("", "")),
        answers: &[
            right(
                Says::Number(380),
                text(
                    "To the broker a lost acknowledgement looks like a lost event. It delivers again, and Beijing adds 40 again.",
                    "在代理看来，丢了确认和丢了事件没有两样。它再次投递，北京又加了 40。",
                ),
                &[
                    "balance(beijing, bob) = 340 at 0.31 s",
                    "balance(beijing, bob) = 380",
                    "count(handled@beijing) = 2",
                ],
            ),
            wrong(
                Says::Number(340),
                text(
                    "You expected exactly once. It takes a consumer that recognises the event: with an inbox it is 340.",
                    "你期待的是恰好一次。那需要消费者认得出这个事件：有收件箱才是 340。",
                ),
                &["inbox: balance(beijing, bob) = 340", "inbox: count(repeated@beijing) = 1"],
            ),
            wrong(
                Says::Number(300),
                text(
                    "No answer does not mean that nothing happened: bob was credited at 0.3 s.",
                    "没有回音不等于没有发生：0.3 秒时 bob 已经到账。",
                ),
                &["balance(beijing, bob) = 340 at 0.3 s", "count(lost) = 1"],
            ),
        ],
    },
    stops: &[Stop {
        at_ms: 871,
        says: text(
            "The broker has waited for the acknowledgement in vain, and sends the event again.",
            "代理没有等到确认，于是再次发出事件。",
        ),
    }],
    explain: text(
        "Whoever sends until it is acknowledged sends at least once; whoever sends once delivers at most once. There is no third way for messages alone. Beijing's copy of alice came to no harm: \"the balance is 460, version 1\" may come twice, \"add 40\" may not.",
        "收到确认才停，就是至少一次；只发一次，就是至多一次。单靠消息没有第三种。北京的 alice 副本却没出错：“余额是 460，版本 1”来两次也无妨，“加 40”不行。",
    ),
    claims: &[
        "nth(handled@beijing, 2) = 0.9 s",
        "balance(beijing, alice) = 460",
        "answer(1) = 460",
        "verdict(conservation) = violated",
        "receipt(money_made) = 40",
        "inbox: verdict(conservation) = holds",
        "verdict(effects) = violated",
        "inbox: verdict(effects) = holds",
    ],
    meets: &[Misconception::TimeoutMeansDead],
    challenge: None,
};

const WHERE: Step = Step {
    id: "where-the-id-is",
    title: text("Where the id is kept", "事件 ID 记在哪里"),
    prose: text(
        "Now Beijing has an inbox: an event whose id is in it is not processed again. Bob's 40 are on disk at 0.3 s; the id is written after that. At 0.31 s, in between, Beijing crashes. At 0.5 s it starts again.",
        "现在北京有收件箱：ID 已在其中的事件不再处理。0.3 秒 bob 的 40 落盘，随后才写 ID。就在两者之间，0.31 秒，北京宕机；0.5 秒重启。",
    ),
    run: between,
    others: &[
        Other {
            name: "id first",
            title: text("The id first, then the effect", "先记 ID，后生效"),
            run: id_first,
        },
        Other {
            name: "together", title: text("Both in one transaction", "两者在同一事务"), run: id_with_it
        },
    ],
    asks_at_ms: 315,
    question: Question {
        asks: text("What becomes of bob's 40?", "bob 的 40 会怎样？"),
        kind: Asked::Choice,
        answers: &[
            right(
                Says::Text(text("He gets them twice.", "到账两次。")),
                text(
                    "The money is on disk, the id is not. The event comes again, and nobody recognises it.",
                    "钱已落盘，ID 没有。事件再来，谁也认不出它。",
                ),
                &["balance(beijing, bob) = 340 at 0.6 s", "balance(beijing, bob) = 380"],
            ),
            wrong(
                Says::Text(text(
                    "He gets them once: that is what the inbox is for.",
                    "到账一次，收件箱就是干这个的。",
                )),
                text(
                    "Only if id and money reach the disk together, in one transaction. Then it is 340.",
                    "只有 ID 和钱在同一事务里一起落盘才行，那样是 340。",
                ),
                &["balance(beijing, bob) = 380", "together: balance(beijing, bob) = 340"],
            ),
            wrong(
                Says::Text(text("He never gets them.", "永远不到账。")),
                text(
                    "That comes of the other order: the id first, a crash, and the inbox says that it was done. Bob stays at 300.",
                    "那是反过来的次序：先记 ID，再宕机，收件箱说处理过了，bob 停在 300。",
                ),
                &["id first: balance(beijing, bob) = 300", "balance(beijing, bob) = 380"],
            ),
        ],
    },
    stops: &[
        Stop {
            at_ms: 510,
            says: text(
                "Beijing is back. Its disk knows of the money, not of the event.",
                "北京回来了。磁盘上有这笔钱，没有这个事件。",
            ),
        },
        Stop {
            at_ms: 905, says: text("The event once more, and 40 once more.", "事件又来一次，又加 40。")
        },
    ],
    explain: text(
        "Between two writes there is always a moment at which a crash finds only the first. Effect first: twice. Id first: never. Only one write, the effect together with the id, makes at least once look like exactly once.",
        "两次写入之间，总有一刻宕机会只留下前一次。先生效：两次。先记 ID：一次也没有。只有效果和 ID 合成一次写入，“至少一次”看起来才像“恰好一次”。",
    ),
    claims: &[
        "nth(handled@beijing, 2) = 0.9 s",
        "verdict(conservation) = violated",
        "together: verdict(conservation) = holds",
        "id first: verdict(conservation) = violated",
        "balance(shanghai, carol) = 230",
    ],
    meets: &[Misconception::PassedSoCorrect],
    challenge: Some(Challenge {
        on: "",
        goal: text(
            "At 1.8 s alice sends carol 30, and all goes well: carol has 230. Make it 260, with one crash.",
            "1.8 秒 alice 转给 carol 30，一切顺利：carol 有 230。用一次宕机让它变成 260。",
        ),
        reached: &["balance(shanghai, carol) = 260"],
        budget: Budget { drops: 0, crashes: 1, pauses: 0 },
        hints: [
            text("Carol is Shanghai's.", "carol 归上海。"),
            text(
                "Her money is on disk at 1.9 s, and the id one write later.",
                "1.9 秒她的钱落盘，再写一次盘才轮到 ID。",
            ),
            text(
                "Crash Shanghai at 1.91 s, and let it start again at 2.4 s.",
                "1.91 秒让上海宕机，2.4 秒重启。",
            ),
        ],
        solution: carol_twice,
        protection: &[("consume", To::Choice("inbox"))],
        protected: text(
            "With the id in the transaction of the effect no single crash does it, of whatever node, at whatever moment.",
            "ID 与效果同一事务时，任何节点在任何时刻宕机一次，都办不到。",
        ),
    }),
};

const POISON: Step = Step {
    id: "poison",
    title: text("An event that nobody can process", "谁都处理不了的事件"),
    prose: text(
        "All events go through one partition, in order. Alice's second event is malformed, and Beijing fails at it again and again. Behind it waits carol's deposit of 20, acknowledged at 0.42 s; she had 200. At 2.5 s somebody reads carol's balance at Beijing.",
        "所有事件按序经过一个分区。alice 的第二个事件是畸形的，北京一再处理失败。排在它后面的是 carol 的存款 20，0.42 秒已确认；她原有 200。2.5 秒有人在北京查询 carol 的余额。",
    ),
    run: tries_for_ever,
    others: &[Other {
        name: "set aside",
        title: text("Set aside after three attempts", "尝试三次后搁置"),
        run: sets_aside,
    }],
    asks_at_ms: 500,
    question: Question {
        asks: text("What does the reader see?", "查到的余额是多少？"),
        kind: Asked::Number(text("", "")),
        answers: &[
            right(
                Says::Number(200),
                text(
                    "Two seconds later the deposit still waits behind an event that has nothing to do with carol.",
                    "两秒之后，这笔存款还排在一个与 carol 毫不相干的事件后面。",
                ),
                &["answer(4) = 200", "balance(beijing, carol) = 200 at 2.5 s", "answered(3) = 0.42 s"],
            ),
            wrong(
                Says::Number(220),
                text(
                    "\"Eventually\" has no limit by itself: while the head of the line is tried again, nobody passes. Set aside after three attempts, it would be 220.",
                    "“最终”本身没有期限：队首一直重试，后面的就过不去。尝试三次就搁置，才会是 220。",
                ),
                &[
                    "answer(4) = 200",
                    "count(failed@beijing) = 5",
                    "set aside: answer(4) = 220",
                    "set aside: count(failed@beijing) = 3",
                ],
            ),
        ],
    },
    stops: &[Stop {
        at_ms: 725,
        says: text(
            "Beijing fails for the third time. Whoever gives up here could go on with the next event.",
            "北京第三次失败。若在此放弃，就可以接着处理下一个事件。",
        ),
    }],
    explain: text(
        "Order and retries together block: nothing behind a poisonous event moves. A dead letter takes it out of the line, kept for a person to look at. The price: whoever set it aside has given up order, and a copy of alice stays at 550.",
        "保序加上不断重试，就会堵死：毒消息后面的都动不了。死信把它移出队列，留待人工处理。代价是放弃了次序，而且 alice 的副本停在 550。",
    ),
    claims: &[
        "queued(broker) = 4",
        "dead(broker) = 0",
        "set aside: dead(broker) = 2",
        "set aside: queued(broker) = 0",
        "set aside: balance(beijing, alice) = 550",
        "verdict(stale-time) = violated",
        "set aside: verdict(stale-time) = holds",
    ],
    meets: &[Misconception::EventuallyMeansSoon],
    challenge: None,
};

const REDRIVEN: Step = Step {
    id: "redriven",
    title: text("The dead letter comes back", "死信回来了"),
    prose: text(
        "Alice gets 50, then 30, then 20. The second event is malformed and becomes a dead letter; the third one is processed. By 2.4 s all services are repaired, and at 3 s the dead letters are delivered again. A copy takes whatever comes last.",
        "alice 先后存入 50、30、20。第二个事件是畸形的，成了死信；第三个照常处理。2.4 秒各服务修复完毕，3 秒重新投递死信。副本以后到的为准。",
    ),
    run: redriven,
    others: &[Other {
        name: "held",
        title: text("Dead letters hold their key", "死信保持键的顺序"),
        run: holds_its_key,
    }],
    asks_at_ms: 1_500,
    question: Question {
        asks: text(
            "In which order does Beijing process alice's events?",
            "北京按什么次序处理 alice 的事件？",
        ),
        kind: Asked::Order(&[
            text("The deposit of 50.", "存入 50。"),
            text("The deposit of 30, repaired.", "存入 30（修复后）。"),
            text("The deposit of 20.", "存入 20。"),
        ]),
        answers: &[
            right(
                Says::Order(&[0, 2, 1]),
                text(
                    "The dead letter is processed last, and Beijing's copy goes from 600 back to 580.",
                    "死信最后处理，北京的副本从 600 退回到 580。",
                ),
                &[
                    "balance(beijing, alice) = 600 at 1.5 s",
                    "balance(beijing, alice) = 580",
                    "verdict(key-order) = violated",
                ],
            ),
            wrong(
                Says::Order(&[0, 1, 2]),
                text(
                    "The third event did not wait: it was processed at 1.1 s. It waits only where a dead letter holds its key.",
                    "第三个事件没有等：1.1 秒就处理了。只有死信保持键的顺序，它才会等。",
                ),
                &[
                    "nth(handled@beijing, 2) = 1.1 s",
                    "held: balance(beijing, alice) = 550 at 1.5 s",
                    "held: balance(beijing, alice) = 600",
                ],
            ),
        ],
    },
    stops: &[Stop {
        at_ms: 3_060,
        says: text(
            "The dead letter is back, and is believed as the newest: 580.",
            "死信回来了，被当成最新的：580。",
        ),
    }],
    explain: text(
        "Hangzhou has 600, the copies 580, and no message is under way: sending again has broken what setting aside had kept running. Later events of the same account must be set aside with it, and come back in their order; or each copy compares versions.",
        "杭州是 600，副本是 580，已没有在途消息：搁置保住了运转，重投却弄坏了数据。同一账户后来的事件要一起搁置，再按次序回来；或者副本比较版本号。",
    ),
    claims: &[
        "balance(hangzhou, alice) = 600",
        "balance(shanghai, alice) = 580",
        "dead(broker) = 2 at 1.5 s",
        "dead(broker) = 0",
        "agree() = no",
        "held: agree() = yes",
        "held: verdict(key-order) = holds",
    ],
    meets: &[Misconception::ConvergenceIsRight],
    challenge: None,
};
