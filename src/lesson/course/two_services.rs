//! Lesson 2: two services read, add and write at the same moment.

use crate::base::text::text;
use crate::lab::script::{ALICE, Script, deposit};
use crate::lesson::{
    Asked, Budget, Challenge, Lesson, Misconception, Other, Question, Says, Step, right, wrong,
};
use crate::protocol::manifest::To;

/// Hangzhou and Beijing share a database. Each deposit is a transaction: read the row, add, write
/// it.
fn both(s: Script, isolation: &str) -> Script {
    let s = s.lasts(3_000).set("isolation", isolation);
    s.at(500).ask(0, deposit(ALICE, 100)).after(10).ask(1, deposit(ALICE, 50))
}

fn read_committed(s: Script) -> Script {
    both(s, "read_committed")
}

fn snapshot(s: Script) -> Script {
    both(s, "snapshot")
}

fn serializable(s: Script) -> Script {
    both(s, "serializable")
}

fn one_after_the_other(s: Script) -> Script {
    let s = s.lasts(3_000).set("isolation", "read_committed");
    s.at(500).ask(0, deposit(ALICE, 100)).at(1_500).ask(1, deposit(ALICE, 50))
}

/// The lesson.
pub(super) const LESSON: Lesson = Lesson {
    id: "two-services",
    number: 2,
    title: text("Two services, one balance", "两个服务，一个余额"),
    protocol: "shared-database",
    watch: text("What each service has read when it writes.", "每个服务写入时，依据的是哪次读到的值。"),
    know: text(
        "What two services that read, add and write can do to each other, and what an isolation level changes.",
        "两个服务同时“读、加、写”会怎样互相影响，隔离级别又能改变什么。",
    ),
    minutes: 10,
    steps: &[SAME_MOMENT, FIRST_COMMITTER, IT_PASSED],
    practice: text(
        "PostgreSQL's default is read committed; its repeatable read is snapshot isolation and refuses the second committer. MySQL's repeatable read does not refuse it.",
        "PostgreSQL 默认是读已提交；它的可重复读就是快照隔离，会拒绝后提交者。MySQL 的可重复读则不会拒绝。",
    ),
    sources: &[
        "Berenson et al.: A Critique of ANSI SQL Isolation Levels (1995)",
        "Adya: Weak Consistency (1999), chapter 3",
    ],
};

const SAME_MOMENT: Step = Step {
    id: "same-moment",
    title: text("Read, add, write, twice", "读、加、写，同时两次"),
    prose: text(
        "Alice has 500. At the same moment one client pays in 100 at Hangzhou and another 50 at Beijing. Each service reads the row, adds, and writes it. The database is at read committed.",
        "alice 有 500。几乎同时，一个客户端在杭州存入 100，另一个在北京存入 50。两个服务各自读行、相加、写回。数据库的隔离级别是读已提交。",
    ),
    run: read_committed,
    others: &[Other {
        name: "snapshot", title: text("At snapshot isolation", "快照隔离"), run: snapshot
    }],
    asks_at_ms: 520,
    question: Question {
        asks: text("What is alice's balance at the end?", "最后，alice 的余额是多少？"),
        kind: Asked::Number(text("", "")),
        answers: &[
            right(
                Says::Number(550),
                text(
                    "Beijing had read 500 before Hangzhou wrote 600, and wrote 550 over it. Both clients were told that all is well.",
                    "北京在杭州写入 600 之前就读到了 500，于是用 550 盖了过去。两个客户端得到的都是成功。",
                ),
                &["balance(database, alice) = 550", "answer(1) = 600", "answer(2) = 550"],
            ),
            wrong(
                Says::Number(650),
                text(
                    "You trusted that databases are atomic: each statement is. The pair of read and write is not, and 100 are gone.",
                    "你相信数据库是原子的：每条语句确实是，但读和写合起来不是，于是 100 不见了。",
                ),
                &[
                    "balance(database, alice) = 550",
                    "receipt(money_made) = -100",
                    "snapshot: balance(database, alice) = 650",
                ],
            ),
            wrong(
                Says::Number(600),
                text(
                    "600 was there, for a moment. Beijing wrote last, and what it wrote did not know of it.",
                    "600 确实出现过片刻。最后写入的是北京，而它并不知道那次写入。",
                ),
                &["answer(1) = 600", "balance(database, alice) = 550"],
            ),
        ],
    },
    stops: &[],
    explain: text(
        "This is the lost update. Nobody did anything forbidden, nothing was lost on the network, and no client can tell. At read committed a transaction may write what it worked out from a value that is no longer there.",
        "这就是丢失更新。谁也没做禁止的事，网络没丢消息，客户端也看不出来。在读已提交下，事务可以依据一个早已不在的值写回结果。",
    ),
    claims: &[
        "count(lost) = 0",
        "receipt(operations.ok) = 2",
        "verdict(conservation) = violated",
        "verdict(lost-update) = violated",
    ],
    meets: &[Misconception::OneNow],
    challenge: None,
};

const FIRST_COMMITTER: Step = Step {
    id: "first-committer",
    title: text("The first committer wins", "先提交者胜"),
    prose: text(
        "The same two deposits, now at snapshot isolation: whoever writes a row that somebody else has changed since its snapshot is refused by the database.",
        "同样的两笔存款，现在用快照隔离：若某行在快照之后被别人改过，再写它的事务就会被数据库拒绝。",
    ),
    run: snapshot,
    others: &[Other {
        name: "read committed",
        title: text("At read committed", "读已提交"),
        run: read_committed,
    }],
    asks_at_ms: 520,
    question: Question {
        asks: text("What becomes of the second deposit?", "第二笔存款会怎样？"),
        kind: Asked::Choice,
        answers: &[
            right(
                Says::Text(text("Its service reads again and repeats it.", "它的服务重新读取，再做一次。")),
                text(
                    "The database aborts it, the service begins again with 600, and its client is told 650.",
                    "数据库中止了它，服务从 600 重新开始，客户端得到 650。",
                ),
                &["answer(2) = 650", "answer(1) = 600", "balance(database, alice) = 650"],
            ),
            wrong(
                Says::Text(text(
                    "Its client gets an error and has to ask again.",
                    "客户端得到错误，只能自己重试。",
                )),
                text(
                    "It could be so. Here the service repeats the transaction itself, and its client notices only the time it took.",
                    "也可以那样做。这里由服务自己重做事务，客户端只会觉得慢了一些。",
                ),
                &["answer(2) = 650", "receipt(operations.refused) = 0"],
            ),
            wrong(
                Says::Text(text("It overwrites the first one, as before.", "像刚才一样，盖掉第一笔。")),
                text(
                    "That was read committed. A snapshot remembers what it was taken from.",
                    "那是读已提交。快照记得自己取自哪个版本。",
                ),
                &["read committed: balance(database, alice) = 550", "balance(database, alice) = 650"],
            ),
        ],
    },
    stops: &[],
    explain: text(
        "Nothing is lost any more, and it was paid for with time: the second deposit was done twice. The more services write the same row, the more work is thrown away.",
        "什么也没丢，代价是时间：第二笔存款做了两遍。写同一行的服务越多，白做的工作就越多。",
    ),
    claims: &["verdict(conservation) = holds", "verdict(lost-update) = holds"],
    meets: &[],
    challenge: None,
};

const IT_PASSED: Step = Step {
    id: "it-passed",
    title: text("It passed, so it is correct?", "跑通了，就对了吗？"),
    prose: text(
        "Read committed again, and the very same code. This time the second deposit comes a second after the first.",
        "又是读已提交，代码一字未改。这次，第二笔存款晚了一秒。",
    ),
    run: one_after_the_other,
    others: &[
        Other { name: "at once", title: text("Both at once", "同时存入"), run: read_committed },
        Other {
            name: "serializable",
            title: text("At once, at serializable", "同时存入，可串行化"),
            run: serializable,
        },
    ],
    asks_at_ms: 1_520,
    question: Question {
        asks: text("What is alice's balance at the end?", "最后，alice 的余额是多少？"),
        kind: Asked::Number(text("", "")),
        answers: &[
            right(
                Says::Number(650),
                text(
                    "The second deposit read what the first had written. A test that asks one after the other never sees the fault.",
                    "第二笔读到了第一笔写入的结果。一个接一个的测试，永远看不到这个错误。",
                ),
                &["balance(database, alice) = 650", "at once: balance(database, alice) = 550"],
            ),
            wrong(
                Says::Number(550),
                text(
                    "For that, both must have read before either wrote. Here the first was done long before.",
                    "那要双方都在对方写入之前读取。这里第一笔早已完成。",
                ),
                &["answered(1) < 1.5 s", "balance(database, alice) = 650"],
            ),
        ],
    },
    stops: &[],
    explain: text(
        "The code is as wrong as it was. Whether money is lost depends on timing that no test of one client meets, so that it passed says little. Ask what the isolation level allows, not what happened to happen.",
        "代码还是错的。会不会丢钱取决于时机，而单个客户端的测试碰不上，所以“跑通了”说明不了什么。要问隔离级别允许什么，而不是这次碰巧发生了什么。",
    ),
    claims: &[
        "answer(2) = 650",
        "at once: verdict(conservation) = violated",
        "serializable: verdict(conservation) = holds",
    ],
    meets: &[Misconception::PassedSoCorrect],
    challenge: Some(Challenge {
        on: "",
        goal: text(
            "The same code, a second apart: have both deposits acknowledged, and alice end with less than 650.",
            "还是同样的代码，两笔相隔一秒：让两个客户端都得到“成功”，alice 最后却不到 650。",
        ),
        reached: &["receipt(operations.ok) = 2", "balance(database, alice) < 650"],
        budget: Budget { drops: 0, crashes: 0, pauses: 1 },
        hints: [
            text("Both must have read before either has written.", "要让双方都在对方写入之前读完。"),
            text(
                "A service that is paused between its read and its write goes on a second later, with what it read.",
                "服务若停在读与写之间，一秒后会接着用它读到的值。",
            ),
            text("Pause Hangzhou at 0.56 s.", "在 0.56 秒让杭州停顿。"),
        ],
        solution: |s| one_after_the_other(s).at(560).pause(0).at(1_560).resume(0),
        protection: &[("isolation", To::Choice("serializable"))],
        protected: text(
            "At serializable no single pause does it, whichever node is paused and whenever.",
            "在可串行化级别，无论哪个节点、何时停顿，一次都办不到。",
        ),
    }),
};
