//! During the cut: who still answers, and who shows what is old.

use super::{
    ANY_COPY, CALLS, DATABASE, EVENTS, LOG, PHASES, SAGA, SOURCING, any_copy, calls, database,
    event_sourcing, events, log_shipping, other, saga, two_phases,
};
use crate::base::text::text;
use crate::lesson::{Asked, Misconception, Question, Says, Step, Stop, right, wrong};

pub(super) const DONE: Step = Step {
    id: "who-answers",
    title: text("Who still answers?", "谁还能作答？"),
    prose: text(
        "Eight ways, one workday: 12 requests at three services. From 0.9 to 2.6 s Beijing is cut off. Meanwhile its clients withdraw from bob, whose account is Beijing's where services own accounts, and from alice, and look at alice; others send bob money and look at him.",
        "八种方式，同一个工作日：三个服务上共 12 个请求。0.9 到 2.6 秒北京断网。这期间有人在北京从 bob 取款（账户若分属各服务，bob 归北京），从 alice 取款，查 alice；别处有人给 bob 转账，查 bob。",
    ),
    run: log_shipping,
    others: &[
        other("sourcing", SOURCING, event_sourcing),
        other("calls", CALLS, calls),
        other("database", DATABASE, database),
        other("events", EVENTS, events),
        other("phases", PHASES, two_phases),
        other("saga", SAGA, saga),
        other("any copy", ANY_COPY, any_copy),
    ],
    asks_at_ms: 890,
    question: Question {
        asks: text(
            "Order these four by how many requests get done, the most first.",
            "按成功的请求数排序，最多的在前。",
        ),
        kind: Asked::Order(&[PHASES, LOG, ANY_COPY, SOURCING]),
        answers: &[
            right(
                Says::Order(&[2, 3, 1, 0]),
                text(
                    "12, 11, 10, 8: the fewer others a request needs, the more are done.",
                    "12、11、10、8：一个请求需要的别人越少，做成的越多。",
                ),
                &[
                    "any copy: receipt(operations.ok) = 12",
                    "sourcing: receipt(operations.ok) = 11",
                    "receipt(operations.ok) = 10",
                    "phases: receipt(operations.ok) = 8",
                ],
            ),
            wrong(
                Says::Order(&[0, 1, 3, 2]),
                text(
                    "You ordered by how safe they are, and it is the other way round. To be safe here means not to answer: 8 of 12.",
                    "你按可靠程度排，正好排反了。在这里，可靠意味着不作答：12 个里成了 8 个。",
                ),
                &["phases: receipt(operations.unknown) = 4", "any copy: receipt(operations.unknown) = 0"],
            ),
            wrong(
                Says::Order(&[2, 1, 3, 0]),
                text(
                    "With one primary Beijing cannot even write to bob. Where Beijing owns bob it can, and he has 230.",
                    "只有一个主节点时，北京连 bob 也写不了。bob 归北京时就可以，余额 230。",
                ),
                &["answer(5) = unknown", "sourcing: answer(5) = 230"],
            ),
            wrong(
                Says::Order(&[3, 2, 1, 0]),
                text(
                    "To withdraw from alice the owner is needed, and she is out of reach. A copy that asks nobody says 510, and done.",
                    "从 alice 取款要找所属服务，而它联系不上。谁也不问的副本答：510，成功。",
                ),
                &["sourcing: answer(6) = unknown", "any copy: answer(6) = 510"],
            ),
        ],
    },
    stops: &[Stop {
        at_ms: 2_250,
        says: text(
            "Log shipping: both withdrawals at Beijing have ended without an answer. Reads it does answer, from its copy.",
            "日志复制：北京的两笔取款都没等到答复。查询倒能答，用自己的副本。",
        ),
    }],
    explain: text(
        "The cut is the same for all. Two-phase commit, a saga and calls need the owner for everything, even to look. One database or one primary is out of reach for a whole city. Events leave each city its own accounts. Only whoever asks nobody says done to everything.",
        "断网对谁都一样。两阶段提交、Saga、同步调用样样要找所属服务，连查询也要。唯一的数据库或主节点，会让整座城市够不着。事件让每座城市保有自己的账户。只有谁也不问的，才样样都说成功。",
    ),
    claims: &[
        "receipt(operations.refused) = 0",
        "receipt(operations.unknown) = 2",
        "sourcing: receipt(operations.refused) = 0",
        "sourcing: receipt(operations.unknown) = 1",
        "calls: receipt(operations.ok) = 8",
        "calls: receipt(operations.refused) = 0",
        "calls: receipt(operations.unknown) = 4",
        "database: receipt(operations.ok) = 9",
        "database: receipt(operations.refused) = 3",
        "database: receipt(operations.unknown) = 0",
        "events: receipt(operations.ok) = 11",
        "events: receipt(operations.refused) = 0",
        "events: receipt(operations.unknown) = 1",
        "phases: receipt(operations.refused) = 0",
        "saga: receipt(operations.ok) = 8",
        "saga: receipt(operations.refused) = 0",
        "saga: receipt(operations.unknown) = 4",
        "any copy: receipt(operations.refused) = 0",
        "answered(6) = 2.2 s",
        "answer(8) = 550",
    ],
    meets: &[Misconception::TwoPhaseSolvesIt],
    challenge: None,
};

pub(super) const OLD: Step = Step {
    id: "who-is-old",
    title: text("Who shows an old balance?", "谁给出了旧余额？"),
    prose: text(
        "The same day, the same cut; the stage shows asynchronous events. On the connected side alice gets 10 and sends bob 60. At 1.5 s somebody at Beijing, which is cut off, looks at alice; at 1.6 s somebody at Shanghai looks at bob, from whom Beijing has just handed out 100.",
        "同一天，同一次断网；舞台上是异步事件。连通的一侧，alice 存入 10，又转给 bob 60。1.5 秒有人在断网的北京查 alice；1.6 秒有人在上海查 bob，而北京刚从 bob 付出 100。",
    ),
    run: events,
    others: &[
        other("log", LOG, log_shipping),
        other("sourcing", SOURCING, event_sourcing),
        other("calls", CALLS, calls),
        other("database", DATABASE, database),
        other("phases", PHASES, two_phases),
        other("saga", SAGA, saga),
        other("any copy", ANY_COPY, any_copy),
    ],
    asks_at_ms: 1_490,
    question: Question {
        asks: text(
            "In how many of the eight ways is nobody shown an old balance?",
            "八种方式里，有几种没有让任何人看到旧余额？",
        ),
        kind: Asked::Number(text("ways", "种")),
        answers: &[
            right(
                Says::Number(4),
                text(
                    "Those that ask the owner or the one database. They show nothing old because they show nothing: three or four requests of the day are not done.",
                    "是那些要问所属服务或唯一数据库的。它们没给旧的，是因为什么也没给：这一天有三四个请求没做成。",
                ),
                &[
                    "calls: answer(8) = unknown",
                    "database: answer(8) = refused",
                    "phases: answer(8) = unknown",
                    "saga: answer(8) = unknown",
                ],
            ),
            wrong(
                Says::Number(8),
                text(
                    "Here Beijing still shows alice with 550 when she has 500 everywhere else.",
                    "这里北京还显示 alice 有 550，而别处早已是 500。",
                ),
                &["balance(beijing, alice) = 550 at 1.5 s", "balance(shanghai, alice) = 500 at 1.5 s"],
            ),
            wrong(
                Says::Number(1),
                text(
                    "Not the one database alone: whoever asks the owner each time has no copy that could be old.",
                    "不只是唯一数据库：每次都问所属服务的，根本没有会变旧的副本。",
                ),
                &["calls: receipt(stale.reads) = 0", "saga: receipt(stale.reads) = 0"],
            ),
            wrong(
                Says::Number(0),
                text(
                    "It can be had, and 4 have it. They pay in requests that are not done.",
                    "可以，有 4 种就是这样，代价是有些请求没做成。",
                ),
                &["phases: receipt(stale.reads) = 0", "phases: receipt(operations.unknown) = 4"],
            ),
        ],
    },
    stops: &[Stop {
        at_ms: 1_610,
        says: text(
            "Shanghai shows bob with 330. Beijing has handed out 100 and cannot tell anybody.",
            "上海显示 bob 有 330。北京付出了 100，却没法告诉任何人。",
        ),
    }],
    explain: text(
        "Old is not wrong: these balances were right, and each copy gets there once the cut has healed. The question is what somebody does with them. To look at is fine; to decide on is not, and none of these ways lets a copy decide but the one that asks nobody.",
        "旧不等于错：这些余额曾经是对的，网络恢复后副本都会跟上。要问的是拿它做什么。看一眼没问题，拿来做决定就不行；这些方式里，只有谁也不问的那种让副本做了决定。",
    ),
    claims: &[
        "receipt(stale.reads) = 2",
        "log: receipt(stale.reads) = 1",
        "sourcing: receipt(stale.reads) = 2",
        "database: receipt(stale.reads) = 0",
        "any copy: receipt(stale.reads) = 1",
        "receipt(operations.ok) = 11",
        "log: receipt(operations.ok) = 10",
        "sourcing: receipt(operations.ok) = 11",
        "calls: receipt(operations.ok) = 8",
        "database: receipt(operations.ok) = 9",
        "phases: receipt(operations.ok) = 8",
        "saga: receipt(operations.ok) = 8",
        "any copy: receipt(operations.ok) = 12",
        "answer(8) = 550",
        "answer(9) = 330",
        "balance(beijing, alice) = 500",
        "balance(shanghai, bob) = 290",
        "agree() = yes",
    ],
    meets: &[Misconception::OneNow, Misconception::DecideFromReadModel],
    challenge: None,
};
