//! Lesson 11: two systems to write to, and a crash between them, whichever comes first; the outbox,
//! and what it does not do.

use crate::base::text::text;
use crate::lab::script::{ALICE, BOB, Script, deposit, transfer};
use crate::lesson::{
    Asked, Budget, Challenge, Lesson, Misconception, Other, Question, Says, Step, Stop, right, wrong,
};
use crate::protocol::manifest::To;

/// Hangzhou owns alice (500), Beijing bob (300), Shanghai carol (200). What is asked at 200 ms is
/// committed at 220, sent to the broker at 240, in effect at the others at 300.
fn stage(s: Script) -> Script {
    s.lasts(4_000).latency(10).disk(20).patience(1_800, 0).set("work_us", 0_u64)
}

fn database_first(s: Script) -> Script {
    let s = stage(s).set("publish", "database_first").at(200).ask(0, deposit(ALICE, 50));
    s.at(222).crash(0).at(600).restart(0).at(1_500).ask(1, deposit(BOB, 30))
}

fn with_an_outbox(s: Script) -> Script {
    database_first(s).set("publish", "outbox")
}

fn bob_too(s: Script) -> Script {
    database_first(s).at(1_522).crash(1).at(2_000).restart(1)
}

fn broker_first(s: Script) -> Script {
    let s = stage(s).set("publish", "broker_first").at(200).ask(0, deposit(ALICE, 50));
    s.at(210).crash(0).at(600).restart(0)
}

/// The broker has the event, and its confirmation finds Hangzhou down.
fn not_confirmed(s: Script) -> Script {
    stage(s).at(200).ask(0, deposit(ALICE, 50)).at(260).crash(0).at(600).restart(0)
}

/// A transaction that began first and commits last.
fn overtaken(s: Script) -> Script {
    let s = stage(s).set("checkpoint", "highest").set("transfer_time_us", 200_000_u64);
    s.at(200).ask(0, transfer(ALICE, BOB, 40)).at(210).ask_as(2, 0, deposit(ALICE, 50))
}

fn by_commits(s: Script) -> Script {
    overtaken(s).set("checkpoint", "gap_safe")
}

/// The lesson.
pub(super) const LESSON: Lesson = Lesson {
    id: "stored-not-told",
    number: 11,
    title: text("Stored, not told", "存了没发，发了没存"),
    protocol: "async-events",
    watch: text("What is on whose disk at the moment of the crash.", "宕机那一刻，谁的磁盘上有什么。"),
    know: text(
        "Whether to store first or to publish first, what an outbox changes, and what it does not.",
        "该先存还是先发，发件箱改变了什么，又改变不了什么。",
    ),
    minutes: 10,
    steps: &[STORED, TOLD, TWICE, PASSED_OVER],
    practice: text(
        "Debezium reads outbox rows from the log of MySQL or PostgreSQL, in the order of commits. RocketMQ keeps a half message hidden until the producer has committed, and asks when it hears nothing.",
        "Debezium 从 MySQL、PostgreSQL 的日志里按提交顺序读取发件箱。RocketMQ 的事务消息先发半消息，本地提交后才可见；迟迟没有结果就回查。",
    ),
    sources: &[
        "Richardson: Microservices Patterns (2018), chapter 3: transactional outbox, transaction log tailing",
        "Kleppmann: Designing Data-Intensive Applications (2017), chapter 11: keeping systems in sync",
        "Helland: Life beyond Distributed Transactions (2007)",
    ],
};

const STORED: Step = Step {
    id: "stored",
    title: text("Stored, and not told", "存了，没发"),
    prose: text(
        "Alice has 500. Hangzhou commits her deposit of 50 and answers at 0.22 s. It would publish the event at 0.24 s, from memory, but crashes in between. At 0.6 s it starts again from its disk.",
        "alice 有 500。杭州提交了她存入的 50，0.22 秒答复。事件在内存里，本要在 0.24 秒发布，杭州却在这之间宕机了。0.6 秒它从磁盘重启。",
    ),
    run: database_first,
    others: &[Other {
        name: "outbox",
        title: text("The event is a row of the same transaction", "事件是同一事务里的一行"),
        run: with_an_outbox,
    }],
    asks_at_ms: 230,
    question: Question {
        asks: text("What does Beijing's copy of alice show at the end?", "最后，北京的 alice 副本显示多少？"),
        kind: Asked::Number(text("", "")),
        answers: &[
            right(
                Says::Number(500),
                text(
                    "Hangzhou's disk has the balance, but nothing that says \"this is yet to be told\".",
                    "杭州的磁盘上有余额，却没有任何东西写着“这条还没发”。",
                ),
                &["balance(beijing, alice) = 500", "balance(hangzhou, alice) = 550", "queued(broker) = 0"],
            ),
            wrong(
                Says::Number(550),
                text(
                    "After the restart nobody remembers that there was anything to publish. With an outbox it is a row on the disk.",
                    "重启之后，没有人记得还有事件要发。有发件箱，它就是磁盘上的一行。",
                ),
                &[
                    "balance(beijing, alice) = 500 at 1.4 s",
                    "queued(hangzhou) = 0",
                    "outbox: balance(beijing, alice) = 550",
                ],
            ),
        ],
    },
    stops: &[Stop {
        at_ms: 610,
        says: text(
            "Hangzhou is back: alice has 550 here, and the client was told so.",
            "杭州回来了：这里 alice 有 550，客户端也得到了答复。",
        ),
    }],
    explain: text(
        "The database and the broker are two systems, and no transaction holds both. Whatever lies between the two writes can be lost, and nothing is wrong with either of them: no error, no retry, no queue that is too long. The copies just stay wrong.",
        "数据库和消息代理是两个系统，没有事务能同时罩住它们。两次写入之间的东西可能丢掉，而两边都没有毛病：没有报错，没有重试，没有积压。副本就这样一直错下去。",
    ),
    claims: &[
        "answer(1) = 550",
        "answered(1) = 0.22 s",
        "balance(shanghai, alice) = 500",
        "balance(hangzhou, alice) = 550 at 0.61 s",
        "verdict(published) = violated",
        "agree() = no",
        "outbox: verdict(published) = holds",
    ],
    meets: &[Misconception::ConvergenceIsRight],
    challenge: Some(Challenge {
        on: "",
        goal: text(
            "At 1.5 s bob gets 30 at Beijing, is told so, and everybody hears of it. See to it that Hangzhou shows 300 for ever, with one crash.",
            "1.5 秒 bob 在北京存入 30，得到答复，大家也都知道了。用一次宕机，让杭州永远显示 300。",
        ),
        reached: &["balance(hangzhou, bob) = 300", "balance(beijing, bob) = 330", "answer(2) = 330"],
        budget: Budget { drops: 0, crashes: 1, pauses: 0 },
        hints: [
            text("Who has to tell of bob's deposit?", "bob 的存款该由谁来通知？"),
            text(
                "It is committed at 1.52 s, and published right after that.",
                "它在 1.52 秒提交，紧接着就发布。",
            ),
            text("Crash Beijing at 1.522 s.", "1.522 秒让北京宕机。"),
        ],
        solution: bob_too,
        protection: &[("publish", To::Choice("outbox"))],
        protected: text(
            "With an outbox, what is committed is published sooner or later, whoever crashes once, and whenever.",
            "有发件箱，凡是提交了的早晚都会发布，谁在何时宕机一次都一样。",
        ),
    }),
};

const TOLD: Step = Step {
    id: "told",
    title: text("Told, and not stored", "发了，没存"),
    prose: text(
        "Then the other way round: Hangzhou first publishes that alice has got 50, and commits after that. It crashes at 0.21 s, when the message has arrived and its own write is not on the disk.",
        "那就反过来：杭州先发布“alice 存入 50”，再提交。0.21 秒它宕机：消息已经到了，自己的写入还没落盘。",
    ),
    run: broker_first,
    others: &[],
    asks_at_ms: 215,
    question: Question {
        asks: text(
            "At the end one node does not know of the deposit. Which one?",
            "最后，有一个节点不知道这笔存款。是哪个？",
        ),
        kind: Asked::Node,
        answers: &[
            right(
                Says::Node("hangzhou"),
                text(
                    "The owner itself: its disk still says 500. Everybody else believes what it told them.",
                    "正是主人自己：它的磁盘上还是 500。别人都信了它说的话。",
                ),
                &["balance(hangzhou, alice) = 500", "balance(beijing, alice) = 550"],
            ),
            wrong(
                Says::Node("beijing"),
                text(
                    "The event arrived, although what it tells of never happened: Beijing shows 550.",
                    "事件到了，尽管它说的事从未发生：北京显示 550。",
                ),
                &["balance(beijing, alice) = 550 at 0.3 s", "first(handled@beijing) = 0.26 s"],
            ),
            wrong(
                Says::Node("shanghai"),
                text(
                    "The broker serves all alike: Shanghai shows 550 as well.",
                    "代理对谁都一样：上海也显示 550。",
                ),
                &["balance(shanghai, alice) = 550"],
            ),
            wrong(
                Says::Node("broker"),
                text(
                    "It has stored the event, and hands it out to whoever comes.",
                    "它存下了这个事件，谁来都给。",
                ),
                &["first(published@broker) = 0.23 s"],
            ),
        ],
    },
    stops: &[Stop {
        at_ms: 265,
        says: text(
            "Beijing shows 550 while the owner of the account is down.",
            "北京显示 550，而账户的主人还宕着。",
        ),
    }],
    explain: text(
        "Swapping the two writes swaps the damage: now the others know of what never was. The client was told nothing, so it may well ask again. There is no right order of two writes; there must be one.",
        "两次写入换个次序，只是换了一种损失：别人知道了一件从未发生的事。客户端什么答复也没得到，多半会再来一次。两次写入没有正确的次序，只能合成一次。",
    ),
    claims: &[
        "answer(1) = unknown",
        "count(published) = 1",
        "verdict(published) = violated",
        "agree() = no",
        "balance(hangzhou, alice) = 500 at 1 s",
    ],
    meets: &[Misconception::ConvergenceIsRight],
    challenge: None,
};

const TWICE: Step = Step {
    id: "outbox",
    title: text("An outbox, and a crash", "有了发件箱，再宕机"),
    prose: text(
        "Now the event is a row of the same transaction, and a relay publishes rows until the broker confirms. The broker receives alice's event at 0.25 s. At 0.26 s Hangzhou crashes, and the confirmation finds nobody. At 0.6 s Hangzhou starts again.",
        "现在事件是同一事务里的一行，由中继反复发布，直到代理确认。代理 0.25 秒收到 alice 的事件。0.26 秒杭州宕机，确认没人接。0.6 秒杭州重启。",
    ),
    run: not_confirmed,
    others: &[],
    asks_at_ms: 265,
    question: Question {
        asks: text("How often does the broker store the event?", "代理把这个事件存了几次？"),
        kind: Asked::Number(text("times", "次")),
        answers: &[
            right(
                Says::Number(2),
                text(
                    "The row is not marked, so the relay sends it again after the restart. It cannot know better.",
                    "那一行没有标记，重启后中继只能再发一次。它无从知道更多。",
                ),
                &["count(published@broker) = 2", "nth(published@broker, 2) = 0.65 s"],
            ),
            wrong(
                Says::Number(1),
                text(
                    "An outbox loses nothing; that is all it promises. The mark was as far away as the confirmation.",
                    "发件箱保证不丢，仅此而已。确认没到，标记也就没打上。",
                ),
                &["count(published@broker) = 2", "count(lost) >= 1"],
            ),
            wrong(
                Says::Number(0),
                text(
                    "The event was on the broker's disk at 0.27 s: that Hangzhou is down does not matter to it.",
                    "0.27 秒事件已在代理的磁盘上，杭州宕不宕机与它无关。",
                ),
                &["count(published@broker) = 1 at 0.27 s", "status(hangzhou) = down at 0.27 s"],
            ),
        ],
    },
    stops: &[Stop {
        at_ms: 621,
        says: text(
            "Back from its disk, Hangzhou finds a row that is not marked, and publishes it.",
            "杭州从磁盘恢复，看到一行没有标记，于是发布它。",
        ),
    }],
    explain: text(
        "One write instead of two: whatever is committed is told, perhaps more than once. Beijing finds the second one in its inbox and ignores it. Outbox and inbox belong together: one against losing, one against doubling.",
        "两次写入变成一次：凡是提交了的都会发出，也许不止一次。北京在收件箱里查到第二个，不再处理。发件箱和收件箱是一对：一个防丢，一个防重。",
    ),
    claims: &[
        "balance(beijing, alice) = 550",
        "count(handled@beijing) = 1",
        "count(repeated@beijing) = 1",
        "verdict(published) = holds",
        "agree() = yes",
    ],
    meets: &[Misconception::TimeoutMeansDead],
    challenge: None,
};

const PASSED_OVER: Step = Step {
    id: "passed-over",
    title: text("A row that is never read", "永远读不到的一行"),
    prose: text(
        "The relay remembers the highest position that it has read. A transfer of 40 from alice to bob draws position 1 and is open for 0.2 s. Meanwhile a deposit draws position 2 and commits; the relay publishes it. At 0.42 s the transfer commits, too, and is acknowledged.",
        "中继记住读到的最高位置。alice 转给 bob 40，事务领了位置 1，要 0.2 秒才结束。这期间一笔存款领了位置 2 并提交，中继把它发布了。0.42 秒转账也提交，客户端得知成功。",
    ),
    run: overtaken,
    others: &[Other {
        name: "by commits",
        title: text("The relay goes by the order of commits", "中继按提交顺序读取"),
        run: by_commits,
    }],
    asks_at_ms: 300,
    question: Question {
        asks: text("What becomes of bob's 40?", "bob 的 40 会怎样？"),
        kind: Asked::Choice,
        answers: &[
            right(
                Says::Text(text(
                    "He never gets them, and no queue shows that anything is missing.",
                    "永远不到账，而且没有任何积压看得出来。",
                )),
                text(
                    "Position 1 lies behind the relay. To it there is nothing left to do: bob stays at 300, and every queue is empty.",
                    "位置 1 已在中继身后。在它看来没有事情要做了：bob 停在 300，所有队列都是空的。",
                ),
                &["balance(beijing, bob) = 300", "queued(hangzhou) = 0", "queued(broker) = 0"],
            ),
            wrong(
                Says::Text(text("He gets them as soon as the transfer is committed.", "转账一提交就到账。")),
                text(
                    "It was committed at 0.42 s, in the outbox and all. A relay that goes by commits would have read it: 340.",
                    "0.42 秒就提交了，发件箱里也有。按提交顺序读取的中继才读得到：340。",
                ),
                &[
                    "answered(1) = 0.42 s",
                    "balance(beijing, bob) = 300 at 0.6 s",
                    "by commits: balance(beijing, bob) = 340",
                ],
            ),
            wrong(
                Says::Text(text(
                    "He never gets them, but the backlog gives it away.",
                    "永远不到账，但积压会暴露它。",
                )),
                text(
                    "The backlog counts what lies before the relay, and this row lies behind it: 0.",
                    "积压只数中继前面的行，而这一行在它身后：0。",
                ),
                &["queued(hangzhou) = 0", "queued(broker) = 0"],
            ),
        ],
    },
    stops: &[Stop {
        at_ms: 425,
        says: text(
            "Alice has paid, and her client knows it. Position 1 is below the checkpoint.",
            "alice 付了款，客户端也知道了。位置 1 却在检查点之下。",
        ),
    }],
    explain: text(
        "A number that is drawn when a transaction begins says nothing about when it commits. Every table that is polled by an increasing id has this hole, and small tests never find it: on a quiet day nobody overtakes. Follow the log of the database, or wait for the gaps.",
        "事务开始时领的号，说明不了它何时提交。凡是按自增 ID 轮询的表都有这个漏洞，而小测试永远碰不到：请求稀疏时没有谁超过谁。要么跟随数据库日志，要么等空洞补上。",
    ),
    claims: &[
        "answer(1) = 510",
        "count(published) = 1",
        "receipt(money_made) = -40",
        "verdict(conservation) = violated",
        "by commits: verdict(conservation) = holds",
        "by commits: count(published) = 3",
    ],
    meets: &[Misconception::PassedSoCorrect],
    challenge: None,
};
