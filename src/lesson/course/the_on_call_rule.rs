//! Lesson 3: two transactions read both rows, and each writes one of them.

use crate::base::text::text;
use crate::lab::script::{ALICE, BOB, Script, message, withdraw_jointly};
use crate::lesson::{
    Asked, Budget, Challenge, Lesson, Misconception, Other, Question, Says, Step, Stop, right, wrong,
};
use crate::protocol::manifest::To;

/// Hangzhou pays out, and Beijing so much later. Each transaction reads both rows and writes one.
fn two(s: Script, isolation: &str, gap_ms: u64) -> Script {
    let s = s.nodes(2).lasts(3_000).set("isolation", isolation).at(500);
    s.ask(0, withdraw_jointly(ALICE, BOB, 500)).after(gap_ms).ask(1, withdraw_jointly(BOB, ALICE, 301))
}

/// The same, and both write alice's row.
fn two_of_one_row(s: Script, isolation: &str) -> Script {
    let s = s.nodes(2).lasts(3_000).set("isolation", isolation).at(500);
    s.ask(0, withdraw_jointly(ALICE, BOB, 500)).after(10).ask(1, withdraw_jointly(ALICE, BOB, 301))
}

fn snapshot(s: Script) -> Script {
    two(s, "snapshot", 10)
}

fn by_locks(s: Script) -> Script {
    two(s, "serializable", 10)
}

fn by_snapshots(s: Script) -> Script {
    by_locks(s).set("serializable_by", "snapshots")
}

fn one_row(s: Script) -> Script {
    two_of_one_row(s, "snapshot")
}

fn one_row_read_committed(s: Script) -> Script {
    two_of_one_row(s, "read_committed")
}

fn later(s: Script) -> Script {
    two(s, "snapshot", 550)
}

/// The lesson.
pub(super) const LESSON: Lesson = Lesson {
    id: "the-on-call-rule",
    number: 3,
    title: text("The on-call rule", "联名账户"),
    protocol: "shared-database",
    watch: text(
        "Which rows each transaction reads, and which it writes.",
        "每个事务读了哪些行，又写了哪些行。",
    ),
    know: text(
        "Whether a rule that every transaction checks is kept by all of them together, and what that has to do with isolation levels.",
        "每个事务都检查过的规则，合在一起是否还守得住，这与隔离级别有什么关系。",
    ),
    minutes: 10,
    steps: &[BOTH_LOOK, ONE_ROW, LOCKS, LATER],
    practice: text(
        "PostgreSQL's repeatable read lets this through; its serializable does not. Oracle calls snapshot isolation \"serializable\". FOR UPDATE behind a SELECT locks a row that you only read.",
        "PostgreSQL 的可重复读挡不住它，可串行化才行。Oracle 所说的“可串行化”其实是快照隔离。给 SELECT 加上 FOR UPDATE，能锁住只读不写的行。",
    ),
    sources: &[
        "Berenson et al.: A Critique of ANSI SQL Isolation Levels (1995), A5B",
        "Fekete et al.: Making Snapshot Isolation Serializable (2005)",
        "Kleppmann: Designing Data-Intensive Applications (2017), chapter 7: doctors on call",
    ],
};

const BOTH_LOOK: Step = Step {
    id: "both-look",
    title: text("Both looked, and there was enough", "两边都查过，钱是够的"),
    prose: text(
        "Alice (500) and bob (300) cover each other: only their sum, now 800, must not fall below nought. At the same moment Hangzhou pays out 500 from alice, Beijing 301 from bob. Each reads both rows first. The database is at snapshot isolation.",
        "alice（500）和 bob（300）互相担保：只要合计（现在是 800）不低于零就行。同一时刻，杭州从 alice 付出 500，北京从 bob 付出 301，各自先读两行再决定。数据库采用快照隔离。",
    ),
    run: snapshot,
    others: &[Other { name: "serializable", title: text("At serializable", "可串行化"), run: by_locks }],
    asks_at_ms: 540,
    question: Question {
        asks: text("What do the two hold together at the end?", "最后，两人合计有多少？"),
        kind: Asked::Number(text("", "")),
        answers: &[
            right(
                Says::Number(-1),
                text(
                    "Both saw 800, which was true. Alice ends with 0, bob with −1, and both clients were told that all is well.",
                    "两边看到的都是 800，这没错。最后 alice 是 0，bob 是 −1，两个客户端得到的都是成功。",
                ),
                &[
                    "balance(database, alice) = 0",
                    "balance(database, bob) = -1",
                    "receipt(operations.ok) = 2",
                    "total(database) >= 199",
                ],
            ),
            wrong(
                Says::Number(300),
                text(
                    "You expected the snapshot to stop the second. It showed a true picture of one moment to both, and both had looked before either wrote.",
                    "你指望快照拦住第二笔。快照给双方看的是同一时刻的真实数据，而双方都在对方写入之前就看过了。",
                ),
                &[
                    "answer(2) = -1",
                    "serializable: balance(database, bob) = 300",
                    "serializable: answer(2) = refused",
                ],
            ),
            wrong(
                Says::Number(499),
                text(
                    "Somebody would have to refuse the first. Nobody was refused: the two wrote different rows.",
                    "那得拒绝第一笔才行。可谁也没被拒绝：两边写的是不同的行。",
                ),
                &["answer(1) = 0", "receipt(operations.refused) = 0"],
            ),
        ],
    },
    stops: &[Stop {
        at_ms: 775,
        says: text(
            "Each service has read 500 and 300. Neither has written anything.",
            "两个服务都读到了 500 和 300，谁也还没写。",
        ),
    }],
    explain: text(
        "This is write skew. Nothing was overwritten, no money was made, each transaction alone keeps the rule. Yet no order of the two explains what happened: whoever came second would have seen 300 or 499, and refused.",
        "这就是写偏斜。什么也没被覆盖，钱没有多也没有少，每个事务单独看都守规则。可是怎么排先后都解释不通：后来的那个本该看到 300 或 499，然后拒绝。",
    ),
    claims: &[
        "balance(database, alice) = 500 at 0.775 s",
        "balance(database, bob) = 300 at 0.775 s",
        "verdict(write-skew) = violated",
        "verdict(lost-update) = holds",
        "verdict(conservation) = holds",
        "verdict(covered) = violated",
        "verdict(linearizable) = violated",
    ],
    meets: &[Misconception::PassedSoCorrect],
    challenge: None,
};

const ONE_ROW: Step = Step {
    id: "one-row",
    title: text("The same row", "同一行"),
    prose: text(
        "Snapshot isolation again, and again both read both rows. This time both pay out from alice: Hangzhou 500, Beijing 301, with bob as cover. So they write the same row.",
        "还是快照隔离，两边还是先读两行。但这次都从 alice 付出：杭州 500，北京 301，由 bob 担保。于是两边写的是同一行。",
    ),
    run: one_row,
    others: &[
        Other { name: "two rows", title: text("Each its own row", "各写各的行"), run: snapshot },
        Other {
            name: "read committed",
            title: text("At read committed", "读已提交"),
            run: one_row_read_committed,
        },
    ],
    asks_at_ms: 540,
    question: Question {
        asks: text("What becomes of the second withdrawal?", "第二笔取款会怎样？"),
        kind: Asked::Choice,
        answers: &[
            right(
                Says::Text(text(
                    "It is aborted, looks again, and is refused.",
                    "被中止，重新查看，然后拒绝。",
                )),
                text(
                    "The database sees that somebody committed alice's row first. On its second look Beijing finds 300 in all, and says no.",
                    "数据库发现 alice 的行已有人先提交。北京第二次查看时，合计只有 300，于是拒绝。",
                ),
                &["answer(2) = refused", "count(overtaken) = 1", "balance(database, bob) = 300"],
            ),
            wrong(
                Says::Text(text("It goes through, as in the first step.", "和第一步一样通过。")),
                text(
                    "There the rows were different, and there was nothing to compare. The first committer wins per row.",
                    "那里写的是不同的行，没有可比的。先提交者胜，是对同一行而言。",
                ),
                &["two rows: answer(2) = -1", "answer(2) = refused"],
            ),
            wrong(
                Says::Text(text("It overwrites the first one.", "把第一笔覆盖掉。")),
                text(
                    "That is read committed: alice ends with 199 there, and 500 that were paid out are still on the books.",
                    "那是读已提交：最后 alice 还有 199，而已经付出去的 500 仍在账上。",
                ),
                &[
                    "read committed: balance(database, alice) = 199",
                    "read committed: receipt(money_made) = 500",
                    "balance(database, alice) = 0",
                ],
            ),
        ],
    },
    stops: &[],
    explain: text(
        "Snapshot isolation compares what was written, not what was read. So there is an old remedy: have both write something in common, a row that stands for the pair. Then the rule has a place where two who break it meet.",
        "快照隔离比较的是写，不是读。于是有个老办法：让双方都写一样共同的东西，比如代表这对账户的一行。这样，破坏规则的两个事务就会在那里相遇。",
    ),
    claims: &["receipt(operations.ok) = 1", "count(retried@beijing) = 1", "verdict(covered) = holds"],
    meets: &[],
    challenge: None,
};

const LOCKS: Step = Step {
    id: "locks",
    title: text("Serializable, by locks", "可串行化：用锁"),
    prose: text(
        "The two withdrawals of the first step, 500 from alice and 301 from bob, at serializable. Whoever reads a row locks it for all who want to write it, until the transaction ends.",
        "第一步的两笔取款（alice 500，bob 301），这次是可串行化。谁读了一行，谁就锁住它，不让别人写，直到事务结束。",
    ),
    run: by_locks,
    others: &[Other {
        name: "snapshots",
        title: text("Serializable by snapshots", "可串行化快照"),
        run: by_snapshots,
    }],
    asks_at_ms: 775,
    question: Question {
        asks: text(
            "Both have read both rows. What happens then, in order?",
            "两边都已读了两行。接下来依次发生什么？",
        ),
        kind: Asked::Order(&[
            text("Hangzhou commits", "杭州提交"),
            text("Hangzhou waits for a lock", "杭州等锁"),
            text("Beijing's client is refused", "北京的客户端被拒绝"),
            text("Beijing's transaction is aborted", "北京的事务被中止"),
        ]),
        answers: &[
            right(
                Says::Order(&[1, 3, 0, 2]),
                text(
                    "Each holds what the other wants to write: a deadlock, at 0.83 s. One of them has to begin again, and then it sees what the other did.",
                    "各自握着对方要写的行：0.83 秒死锁。总有一个得重来，重来时就看到了对方做的事。",
                ),
                &[
                    "first(waits) = 0.82 s",
                    "first(deadlock) = 0.83 s",
                    "first(committed) > 0.83 s",
                    "answer(2) = refused at 1.3 s",
                ],
            ),
            wrong(
                Says::Order(&[0, 1, 3, 2]),
                text(
                    "Hangzhou cannot write at once: Beijing has read alice's row and holds its lock. It waits from 0.82 s on.",
                    "杭州不能马上写：北京读过 alice 的行，握着那把锁。杭州从 0.82 秒起等待。",
                ),
                &["waiting(database) = 1 at 0.825 s", "first(waits) = 0.82 s", "answered(1) > 0.83 s"],
            ),
            wrong(
                Says::Order(&[1, 0, 3, 2]),
                text(
                    "Then Beijing would have to let go first, and it waits for Hangzhou itself. Without an abort both wait for ever: the database ends it at 0.83 s.",
                    "那要北京先放手，可它自己也在等杭州。不中止一个，两边会一直等下去：0.83 秒，数据库出手了。",
                ),
                &["first(deadlock) = 0.83 s", "first(committed) > 0.83 s"],
            ),
            wrong(
                Says::Order(&[1, 3, 2, 0]),
                text(
                    "Being aborted is no answer. Beijing tries again, and is told only at 1.2 s or later what to say.",
                    "中止还不是答复。北京会再试一次，1.2 秒之后才知道该怎么答复。",
                ),
                &["answer(2) = nothing at 1.2 s", "count(retried@beijing) = 1", "answered(1) < 1.2 s"],
            ),
        ],
    },
    stops: &[Stop {
        at_ms: 825,
        says: text(
            "Hangzhou waits for the lock that Beijing has on alice's row.",
            "杭州在等北京握着的 alice 那一行的锁。",
        ),
    }],
    explain: text(
        "The rule is kept, and who reads is now in the way of who writes. Serializable snapshots do without waiting: they let both run and abort one whose reads and writes could close a circle. There it is Hangzhou's client who is refused.",
        "规则守住了，但读的人从此会挡住写的人。可串行化快照不用等待：让两边都跑，再中止那个读写可能绕成环的。在那里，被拒绝的是杭州的客户端。",
    ),
    claims: &[
        "verdict(covered) = holds",
        "verdict(write-skew) = holds",
        "snapshots: count(waits) = 0",
        "snapshots: count(pivot) = 1",
        "snapshots: answer(1) = refused",
        "snapshots: verdict(covered) = holds",
    ],
    meets: &[],
    challenge: None,
};

const LATER: Step = Step {
    id: "later",
    title: text("It went well", "这次没事"),
    prose: text(
        "The first step once more: snapshot isolation, 500 from alice, 301 from bob. But now Beijing's client comes 550 ms after Hangzhou's.",
        "再来一遍第一步：快照隔离，从 alice 取 500，从 bob 取 301。不过这次，北京的客户端比杭州的晚 550 毫秒。",
    ),
    run: later,
    others: &[Other { name: "at once", title: text("Both at once", "同时取款"), run: snapshot }],
    asks_at_ms: 1_040,
    question: Question {
        asks: text("What do the two hold together at the end?", "最后，两人合计有多少？"),
        kind: Asked::Number(text("", "")),
        answers: &[
            right(
                Says::Number(300),
                text(
                    "By 0.97 s the first withdrawal is done, so the second one's snapshot shows it, and Beijing refuses.",
                    "0.97 秒前第一笔已完成，第二笔的快照看得到它，于是北京拒绝。",
                ),
                &["answered(1) < 0.97 s", "answer(2) = refused", "balance(database, bob) = 300"],
            ),
            wrong(
                Says::Number(-1),
                text(
                    "For that both must look before either commits. Here Beijing did not begin before 1 s.",
                    "那要双方都在对方提交之前查看。这里北京到 1 秒之后才开始。",
                ),
                &["asked(2) > 1 s", "at once: balance(database, bob) = -1", "balance(database, bob) = 300"],
            ),
        ],
    },
    stops: &[],
    explain: text(
        "Nothing is mended: the level is the same, and so is the code. Between this run and the first lies only time, and time is what a slow network changes. See whether you can bring the fault back.",
        "什么也没修好：隔离级别没变，代码也没变。与第一步相比，差的只是时间，而网络一慢，时间就变了。看看你能不能让错误重现。",
    ),
    claims: &["receipt(operations.refused) = 1", "verdict(write-skew) = holds"],
    meets: &[Misconception::PassedSoCorrect],
    challenge: Some(Challenge {
        on: "",
        goal: text("Bring bob to −1, with one dropped message.", "只丢一条消息，让 bob 变成 −1。"),
        reached: &["balance(database, bob) = -1", "balance(database, alice) = 0"],
        budget: Budget { drops: 1, crashes: 0, pauses: 0 },
        hints: [
            text("Both must have read before either has committed.", "要让双方都在对方提交之前读完。"),
            text("What is lost is sent again, 200 ms later.", "丢了的消息，200 毫秒后会重发。"),
            text(
                "Drop the first message that Hangzhou sends to the database.",
                "丢掉杭州发给数据库的第一条消息。",
            ),
        ],
        solution: |s| later(s).lose(message(0, 2)),
        protection: &[("isolation", To::Choice("serializable"))],
        protected: text(
            "At serializable no dropped message brings it about, whatever it does to the timing.",
            "在可串行化级别，无论丢哪条消息、把时间打得多乱，都做不到。",
        ),
    }),
};
