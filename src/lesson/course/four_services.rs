//! Lesson 4: four services share a database, its locks and its columns.

use crate::base::text::text;
use crate::lab::script::{ALICE, BOB, Script, deposit, read};
use crate::lesson::{
    Asked, Budget, Challenge, Lesson, Misconception, Other, Question, Says, Step, Stop, right, wrong,
};
use crate::protocol::manifest::To;

/// Serializable by locks, and nobody is in a hurry to break them. A message takes 40 ms, and a
/// service thinks for 20 ms between two steps.
fn stage(s: Script) -> Script {
    let s = s.nodes(4).lasts(4_000).patience(3_000, 0).set("isolation", "serializable");
    s.set("lock_timeout_us", 10_000_000_u64).set("session_timeout_us", 60_000_000_u64)
}

fn one_at_a_time(s: Script) -> Script {
    stage(s).at(400).ask(0, deposit(ALICE, 100)).at(550).ask(1, deposit(ALICE, 50))
}

/// Hangzhou has written alice's row at 0.62 s, and stands still for two seconds.
fn stands_still(s: Script) -> Script {
    let s = stage(s).at(400).ask(0, deposit(ALICE, 100)).at(630).pause(0).at(700);
    let s = s.ask(1, deposit(ALICE, 50)).ask(2, deposit(BOB, 10)).ask(3, read(ALICE));
    s.at(2_630).resume(0)
}

fn by_snapshots(s: Script) -> Script {
    stands_still(s).set("isolation", "snapshot")
}

fn is_given_up(s: Script) -> Script {
    stands_still(s).set("session_timeout_us", 300_000_u64)
}

fn new_column(s: Script) -> Script {
    let s = s.nodes(4).lasts(3_000).set("both_columns", false).at(200).upgrade(0, 2);
    s.at(500).ask(0, deposit(ALICE, 100)).at(1_500).ask(1, read(ALICE)).at(2_000).ask(0, read(ALICE))
}

fn both_columns(s: Script) -> Script {
    new_column(s).set("both_columns", true)
}

/// The lesson.
pub(super) const LESSON: Lesson = Lesson {
    id: "four-services",
    number: 4,
    title: text("One database, four services", "共享数据库的代价"),
    protocol: "shared-database",
    watch: text("Who waits for whom, although they never talk.", "谁在等谁，尽管它们从不通信。"),
    know: text(
        "What services that share nothing but a database have to do with each other.",
        "几个服务除了共享一个数据库别无往来，彼此之间还有什么牵连。",
    ),
    minutes: 10,
    steps: &[ONE_AT_A_TIME, WHO_WAITS, WHO_FREES, NEW_COLUMN],
    practice: text(
        "PostgreSQL has idle_in_transaction_session_timeout for services that fall silent, MySQL innodb_lock_wait_timeout for those who wait. Columns change in parallel: write both, move readers, then drop the old.",
        "PostgreSQL 用 idle_in_transaction_session_timeout 对付沉默的服务，MySQL 用 innodb_lock_wait_timeout 限制等待。改列要并行：先双写，再迁移读者，最后删旧列。",
    ),
    sources: &[
        "Fowler: IntegrationDatabase (2004)",
        "Sato: ParallelChange (2014)",
        "Gray, Reuter: Transaction Processing (1993), chapter 7",
    ],
};

const ONE_AT_A_TIME: Step = Step {
    id: "one-at-a-time",
    title: text("How long is a row locked?", "一行要锁多久？"),
    prose: text(
        "Hangzhou pays 100 into alice's account: begin, read, write, commit, each a message of 40 ms to the database and 40 ms back, with 20 ms of thinking in between. Reading and writing lock the row. 150 ms later Beijing wants the same row.",
        "杭州给 alice 存入 100：开始、读、写、提交，每一步到数据库 40 毫秒、回来 40 毫秒，中间思考 20 毫秒。读写都会锁住这一行。150 毫秒后，北京也要这一行。",
    ),
    run: one_at_a_time,
    others: &[],
    asks_at_ms: 490,
    question: Question {
        asks: text(
            "How long is the row locked for Hangzhou's deposit?",
            "为了杭州这笔存款，这一行锁了多久？",
        ),
        kind: Asked::Choice,
        answers: &[
            right(
                Says::Text(text("About 200 ms: from the read to the commit.", "约 200 毫秒：从读到提交。")),
                text(
                    "From 0.52 s to 0.72 s, while the service and its messages are on their way. The database itself did next to nothing in that time.",
                    "从 0.52 秒到 0.72 秒，期间是服务和消息在路上，数据库自己几乎什么也没做。",
                ),
                &[
                    "locks(database) = 0 at 0.519 s",
                    "locks(database) = 1 at 0.52 s",
                    "first(committed) > 0.72 s",
                    "first(committed) < 0.725 s",
                ],
            ),
            wrong(
                Says::Text(text("2 ms: while the row is written to the disk.", "2 毫秒：只在落盘时。")),
                text(
                    "A lock that is let go before the commit protects nothing. At 0.6 s nothing is written, and the row is locked.",
                    "提交之前就放开的锁什么也保护不了。0.6 秒时还什么都没写，行已经锁住。",
                ),
                &["locks(database) = 1 at 0.6 s", "balance(database, alice) = 500 at 0.6 s"],
            ),
            wrong(
                Says::Text(text(
                    "362 ms: from the client's click to its answer.",
                    "362 毫秒：从点击到答复。",
                )),
                text(
                    "The beginning locks nothing, and the answer is sent when all is over: by 0.762 s the row is Beijing's.",
                    "开始时什么也不锁；答复发出时一切已结束：到 0.762 秒，这一行已归北京。",
                ),
                &["locks(database) = 0 at 0.5 s", "answered(1) = 0.762 s", "first(granted) < 0.762 s"],
            ),
        ],
    },
    stops: &[Stop {
        at_ms: 700,
        says: text(
            "Beijing waits at the database for a service of which it knows nothing.",
            "北京在数据库那里等着一个它一无所知的服务。",
        ),
    }],
    explain: text(
        "A lock lives as long as the slowest thing that happens under it, and that is seldom the database: it is the network, and the service. Whoever shares rows shares the speed of everybody else who uses them.",
        "锁的寿命取决于持锁期间最慢的那件事，而那很少是数据库，多半是网络和服务。共享同一行，就要分担其他使用者的快慢。",
    ),
    claims: &["waiting(database) = 1 at 0.7 s", "answer(2) = 650", "count(waits) = 1"],
    meets: &[],
    challenge: Some(Challenge {
        on: "",
        goal: text("Have Beijing still wait at 3 s, with one crash.", "只用一次崩溃，让北京到 3 秒还在等。"),
        reached: &["waiting(database) = 1 at 3 s"],
        budget: Budget { drops: 0, crashes: 1, pauses: 0 },
        hints: [
            text("A service that is gone does not let go of anything.", "服务没了，锁并不会自己放开。"),
            text("The row is locked from 0.52 s on.", "从 0.52 秒起，这一行就锁住了。"),
            text("Crash Hangzhou at 0.6 s.", "在 0.6 秒让杭州崩溃。"),
        ],
        solution: |s| one_at_a_time(s).at(600).crash(0).at(1_100).restart(0),
        protection: &[("session_timeout_us", To::Number(300_000))],
        protected: text(
            "If the database gives up sessions that are silent for 300 ms, no crash of any node does it.",
            "如果数据库放弃沉默了 300 毫秒的会话，哪个节点崩溃都做不到。",
        ),
    }),
};

const WHO_WAITS: Step = Step {
    id: "who-waits",
    title: text("One pauses", "一个停顿"),
    prose: text(
        "Hangzhou has written alice's row and then pauses for 2 s, as for garbage collection. At 0.7 s three others come: Beijing pays 50 in to alice, Shanghai 10 to bob, and Shenzhen only reads alice.",
        "杭州写了 alice 的行，随即停顿 2 秒（比如垃圾回收）。0.7 秒时又来了三个客户端：北京给 alice 存 50，上海给 bob 存 10，深圳只读一下 alice。",
    ),
    run: stands_still,
    others: &[Other {
        name: "snapshot",
        title: text("At snapshot isolation", "快照隔离"),
        run: by_snapshots,
    }],
    asks_at_ms: 695,
    question: Question {
        asks: text(
            "How many of the three wait until Hangzhou goes on?",
            "三个客户端里，有几个要等到杭州恢复？",
        ),
        kind: Asked::Number(text("of 3", "个（共 3 个）")),
        answers: &[
            right(
                Says::Number(2),
                text(
                    "All who need the row, whatever their service and whatever for: Beijing and Shenzhen. Shanghai needs another row, and is done by 1.07 s.",
                    "凡是要这一行的都得等，不管是哪个服务、要做什么：北京和深圳。上海要的是另一行，1.07 秒前就完成了。",
                ),
                &[
                    "waiting(database) = 2 at 2.6 s",
                    "answered(3) < 1.07 s",
                    "answered(2) > 2.63 s",
                    "answered(4) > 2.63 s",
                ],
            ),
            wrong(
                Says::Number(0),
                text(
                    "You thought that Hangzhou's trouble is Hangzhou's. Its lock is in the database, and there everybody meets it.",
                    "你以为杭州的麻烦只是杭州的。它的锁在数据库里，谁都会碰上。",
                ),
                &["waiting(database) = 2 at 1 s", "status(hangzhou) = paused at 1 s"],
            ),
            wrong(
                Says::Number(1),
                text(
                    "You thought that reading waits for nobody. So it is with snapshots: Shenzhen is told 500 at once there. With locks it waits.",
                    "你以为读不用等。用快照确实如此：深圳立刻得到 500。用锁，它就得等。",
                ),
                &["snapshot: answer(4) = 500 at 1 s", "answer(4) = nothing at 2.6 s"],
            ),
            wrong(
                Says::Number(3),
                text(
                    "The database is well and serves whoever needs no locked row: Shanghai's 310 are committed by 1.1 s.",
                    "数据库好好的，不碰这一行的照样服务：1.1 秒前，上海的 310 已提交。",
                ),
                &["balance(database, bob) = 310 at 1.1 s", "answer(3) = 310"],
            ),
        ],
    },
    stops: &[],
    explain: text(
        "None of the four calls another, so no breaker and no timeout between services sees anything. Yet one service's pause is two others' outage. The dependency is real; it is only drawn nowhere.",
        "四个服务互不调用，所以服务之间的熔断和超时什么也察觉不到。可一个服务停顿，就成了另外两个的故障。依赖确实存在，只是哪张图上都没画。",
    ),
    claims: &["count(lost) = 0", "count(lock_timeout) = 0", "answer(2) = 650", "answer(4) = 600"],
    meets: &[],
    challenge: None,
};

const WHO_FREES: Step = Step {
    id: "who-frees",
    title: text("Somebody has to give up", "总得有谁放弃"),
    prose: text(
        "The same pause, from 0.63 s to 2.63 s. But now the row is free again at 0.92 s, and Beijing and Shenzhen go on while Hangzhou is still paused.",
        "同样的停顿，从 0.63 秒到 2.63 秒。但这次 0.92 秒时行就放开了，北京和深圳继续，而杭州还停着。",
    ),
    run: is_given_up,
    others: &[Other {
        name: "patient", title: text("Nobody gives up", "谁也不放弃"), run: stands_still
    }],
    asks_at_ms: 900,
    question: Question {
        asks: text("Which node lets the row go?", "是哪个节点放开了这一行？"),
        kind: Asked::Node,
        answers: &[
            right(
                Says::Node("database"),
                text(
                    "Its session timeout is over: it has heard nothing of Hangzhou's transaction, and aborts it at 0.92 s. Only who keeps a lock can let it go.",
                    "会话超时到了：它一直没收到杭州这个事务的消息，就在 0.92 秒中止了它。锁由谁保管，就只有谁能放开。",
                ),
                &["first(session_timeout@database) = 0.92 s", "first(granted@database) = 0.92 s"],
            ),
            wrong(
                Says::Node("hangzhou"),
                text(
                    "A process that is paused cannot clean up after itself. At 1 s it is still paused, and knows nothing of all this.",
                    "停顿中的进程没法替自己善后。1 秒时它还停着，对此一无所知。",
                ),
                &["status(hangzhou) = paused at 1 s", "waiting(database) = 0 at 1 s"],
            ),
            wrong(
                Says::Node("beijing"),
                text(
                    "Beijing waits and cannot even see for whom. Without a limit at the database it waits until 2.63 s and longer.",
                    "北京只能等，连在等谁都看不到。数据库若不设限，它要等到 2.63 秒以后。",
                ),
                &["patient: answered(2) > 2.63 s", "answered(2) < 1.2 s"],
            ),
        ],
    },
    stops: &[Stop {
        at_ms: 1_500,
        says: text(
            "Alice's row holds Beijing's 550. Hangzhou believes that it has written 600.",
            "alice 的行里是北京写的 550。杭州还以为自己写了 600。",
        ),
    }],
    explain: text(
        "Silence was taken for death, and that was wrong: Hangzhou wakes up, hears that its transaction is gone, begins again and ends at 650. It could be wrong because nothing was promised yet. A limit that is too short repeats work; one that is too long stops everybody.",
        "沉默被当成了宕机，其实不是：杭州醒来，得知事务已中止，重做一遍，最后是 650。误判无妨，因为还没作出承诺。时限太短会白做工，太长则全体停摆。",
    ),
    claims: &[
        "balance(database, alice) = 550 at 1.5 s",
        "count(retried@hangzhou) = 1",
        "answer(1) = 650",
        "balance(database, alice) = 650",
        "patient: answer(1) = 600",
    ],
    meets: &[Misconception::TimeoutMeansDead],
    challenge: None,
};

const NEW_COLUMN: Step = Step {
    id: "new-column",
    title: text("A column that moved", "搬家的列"),
    prose: text(
        "Hangzhou is upgraded: version 2 keeps balances in a new column and no longer writes the old one. It pays 100 into alice's account, who has 500. At 1.5 s a client reads alice at Beijing, which runs version 1.",
        "杭州升级了：第 2 版把余额存到新列，不再写旧列。alice 有 500，杭州存入 100。1.5 秒时，一个客户端在北京读 alice，北京还是第 1 版。",
    ),
    run: new_column,
    others: &[Other {
        name: "both",
        title: text("Version 2 writes both columns", "第 2 版两列都写"),
        run: both_columns,
    }],
    asks_at_ms: 1_490,
    question: Question {
        asks: text("What is it told?", "它会读到多少？"),
        kind: Asked::Number(text("", "")),
        answers: &[
            right(
                Says::Number(500),
                text(
                    "Beijing reads the column that it knows. Nobody told it that the money is now kept elsewhere.",
                    "北京读的是它认识的那一列。没人告诉它，钱现在记在别处。",
                ),
                &["answer(2) = 500", "answer(3) = 600"],
            ),
            wrong(
                Says::Number(600),
                text(
                    "One database, one truth, you thought. At 2 s Hangzhou is told 600: the truth is where a service looks for it.",
                    "你以为一个数据库就只有一个真相。2 秒时杭州读到 600：真相在哪里，要看服务去哪一列找。",
                ),
                &["asked(3) = 2 s", "answer(3) = 600", "answer(2) = 500", "both: answer(2) = 600"],
            ),
            wrong(
                Says::Number(100),
                text(
                    "The new column did not begin at nothing: Hangzhou took over the 500 and added to them.",
                    "新列不是从零开始的：杭州沿用了那 500，再往上加。",
                ),
                &["answer(1) = 600", "balance(database, alice) = 600"],
            ),
        ],
    },
    stops: &[],
    explain: text(
        "A table that several services read is an interface that none of them owns and none can change alone. There is a way, and it is slow: write both columns until the last old reader is gone. Services that own their data are spared this; the next lessons show what they pay instead.",
        "几个服务都读的表就是接口：谁也不拥有它，谁也不能独自改它。办法有，但慢：新旧两列都写，直到最后一个旧读者消失。各自拥有数据的服务不必如此，它们付的是另一种代价，见后面几课。",
    ),
    claims: &[
        "receipt(operations.ok) = 3",
        "verdict(linearizable) = violated",
        "both: verdict(linearizable) = holds",
    ],
    meets: &[],
    challenge: None,
};
