//! The price on a day on which nothing breaks, and a case of one's own.

use super::{
    ANY_COPY, CALLS, DATABASE, LOG, PHASES, SOURCING, any_copy, calm_calls, calm_database, calm_log,
    calm_log_safe, calm_phases, calm_sourcing, database, event_sourcing, other, two_phases,
};
use crate::base::text::text;
use crate::lab::script::message;
use crate::lesson::{Asked, Budget, Challenge, Misconception, Question, Says, Step, right, wrong};
use crate::protocol::manifest::To;

pub(super) const CALM: Step = Step {
    id: "a-calm-day",
    title: text("The price on a calm day", "没有故障时的代价"),
    prose: text(
        "The same 12 requests and no cut; a message takes 0.04 s. Everything is done, everywhere. Still the ways differ, every day, in how long a client waits.",
        "同样的 12 个请求，没有断网；一条消息要 0.04 秒。处处都成功。可即便如此，各种方式每天仍有差别：客户端要等多久。",
    ),
    run: calm_phases,
    others: &[
        other("log", LOG, calm_log),
        other(
            "log, safe",
            text("Log shipping, done when safe, read at the primary", "日志复制：同步确认，读主节点"),
            calm_log_safe,
        ),
        other("sourcing", SOURCING, calm_sourcing),
        other("calls", CALLS, calm_calls),
        other("database", DATABASE, calm_database),
    ],
    asks_at_ms: 1_490,
    question: Question {
        asks: text(
            "Order them by how long a read takes, the quickest first.",
            "按一次查询要多久排序，最快的在前。",
        ),
        kind: Asked::Order(&[DATABASE, CALLS, PHASES, LOG]),
        answers: &[
            right(
                Says::Order(&[3, 1, 2, 0]),
                text(
                    "A copy at hand; then there and back to the owner; then locks as well; then a transaction with steps and locks in one place.",
                    "手边的副本最快；其次到所属服务一个来回；再次还要加锁；最慢的是到一处去做分几步的加锁事务。",
                ),
                &[
                    "log: receipt(read_latency.p50_us) = 0",
                    "calls: receipt(read_latency.p50_us) = 82000",
                    "receipt(read_latency.p50_us) = 240000",
                    "database: receipt(read_latency.p50_us) = 260000",
                ],
            ),
            wrong(
                Says::Order(&[0, 1, 2, 3]),
                text(
                    "One database is simple, not near: each step of a transaction is a journey.",
                    "唯一的数据库简单，却不近：事务的每一步都是一趟来回。",
                ),
                &["database: receipt(read_latency.p50_us) = 260000", "log: receipt(read_latency.p50_us) = 0"],
            ),
            wrong(
                Says::Order(&[3, 2, 1, 0]),
                text(
                    "Two-phase commit asks the coordinator, who asks the owner and locks; a call asks the owner.",
                    "两阶段提交先问协调者，协调者再去所属服务加锁；同步调用直接问所属服务。",
                ),
                &["receipt(read_latency.p50_us) = 240000", "calls: receipt(read_latency.p50_us) = 82000"],
            ),
        ],
    },
    stops: &[],
    explain: text(
        "Cuts are rare, round trips are not. Whoever wants every read to be the newest pays for it in every read, also on days on which nothing breaks: the same log shipping waits when it is set to be safe. The other half of CAP: else, latency or consistency.",
        "断网少见，往返天天有。想让每次查询都最新，就每次查询都付钱，哪怕那天什么也没坏：同样是日志复制，设成安全就要等。CAP 之外还有一半：平时要延迟，还是要一致。",
    ),
    claims: &[
        "receipt(operations.ok) = 12",
        "log: receipt(operations.ok) = 12",
        "log, safe: receipt(operations.ok) = 12",
        "sourcing: receipt(operations.ok) = 12",
        "calls: receipt(operations.ok) = 12",
        "database: receipt(operations.ok) = 12",
        "log, safe: receipt(read_latency.p50_us) = 80000",
        "sourcing: receipt(read_latency.p50_us) = 0",
        "receipt(write_latency.max_us) = 244000",
        "log: receipt(write_latency.max_us) = 82000",
        "log, safe: receipt(write_latency.max_us) = 164000",
        "sourcing: receipt(write_latency.max_us) = 82000",
        "calls: receipt(write_latency.max_us) = 88000",
        "database: receipt(write_latency.max_us) = 925435",
    ],
    meets: &[Misconception::PickTwo],
    challenge: Some(Challenge {
        on: "log",
        goal: text(
            "Show a client an old balance on this calm day with log shipping, with one dropped message.",
            "就在这没有故障的一天，只丢一条消息，让日志复制给客户端看到旧余额。",
        ),
        reached: &["receipt(stale.reads) > 0"],
        budget: Budget { drops: 1, crashes: 0, pauses: 0 },
        hints: [
            text(
                "Reads go to the copy at hand. Which copy is read, and of which account?",
                "读的是手边的副本。哪个副本被读？读的是哪个账户？",
            ),
            text(
                "At 1.5 s a client reads alice at Beijing. The last change to alice before that is asked for at 1.3 s.",
                "1.5 秒，有客户端在北京查 alice。在那之前，alice 的最后一次变动是 1.3 秒请求的。",
            ),
            text(
                "Drop the line that Hangzhou ships to Beijing right after 1.3 s.",
                "1.3 秒刚过，丢掉杭州发给北京的那条日志。",
            ),
        ],
        solution: |s| calm_log(s).lose(message(0, 1).behind(22)),
        protection: &[("mode", To::Choice("sync")), ("read_from", To::Choice("primary"))],
        protected: text(
            "Set to be safe, log shipping shows nothing old, whichever message is lost: its reads are answered by the primary, and cost 0.08 s.",
            "安全设置下，丢哪一条都看不到旧余额：查询由主节点答复，代价是 0.08 秒。",
        ),
    }),
};

pub(super) const CHOOSE: Step = Step {
    id: "your-case",
    title: text("Your case", "你的场景"),
    prose: text(
        "A bank in three cities. People mostly move their own money, where they live. No account may be overdrawn, nothing acknowledged may be lost. A home screen may be some seconds old. A city that is cut off must go on. The stage shows event sourcing.",
        "一家银行，三座城市。人们多半在所在城市动用自己的钱。任何账户不得透支，凡是确认过的不得丢失。首页上的余额可以旧几秒。断网的城市必须照常营业。舞台上是事件溯源。",
    ),
    run: event_sourcing,
    others: &[
        other("database", DATABASE, database),
        other("phases", PHASES, two_phases),
        other("any copy", ANY_COPY, any_copy),
    ],
    asks_at_ms: 890,
    question: Question {
        asks: text("Which way do you choose?", "你选哪一种？"),
        kind: Asked::Choice,
        answers: &[
            right(
                Says::Text(text(
                    "Each city decides about its own accounts; the others learn it from events.",
                    "各城市裁决自己的账户，别处从事件得知。",
                )),
                text(
                    "Cut off, Beijing still pays out to bob; home screens show a balance; nothing is lost or overdrawn.",
                    "断网时北京照样给 bob 付款，首页也都有余额，没有丢失，没有透支。",
                ),
                &[
                    "answer(5) = 230",
                    "answer(8) = 550",
                    "receipt(acknowledged_writes_lost) = 0",
                    "verdict(non-negative) = holds",
                ],
            ),
            wrong(
                Says::Text(text("One database for all.", "所有城市共用一个数据库。")),
                text(
                    "Never wrong, and for Beijing it was closed: its people could not even get at bob.",
                    "从不出错，可对北京来说它关门了：当地人连 bob 的钱都取不到。",
                ),
                &["database: answer(5) = refused", "database: receipt(acknowledged_writes_lost) = 0"],
            ),
            wrong(
                Says::Text(text("Two-phase commit, for safety.", "两阶段提交，为了稳妥。")),
                text(
                    "You may not want a home screen to wait for another city: there was no balance on it at all. Keep it for what must happen together.",
                    "你多半不想让首页等另一座城市：上面根本没有余额。它该留给必须同时发生的事。",
                ),
                &["phases: answer(8) = unknown", "phases: answer(5) = 230"],
            ),
            wrong(
                Says::Text(text(
                    "Every copy takes everything; the last write wins.",
                    "每个副本都能写，后写为准。",
                )),
                text(
                    "It never closed, and 2 writes that were acknowledged are gone.",
                    "它从不关门，而 2 笔已确认的写入没了。",
                ),
                &["any copy: receipt(acknowledged_writes_lost) = 2"],
            ),
        ],
    },
    stops: &[],
    explain: text(
        "There is no best way; there are requirements, and each request has its own. Who may decide? What may be old, and for how long? What may be refused? What must happen together, and what can be undone? Answer these for your case, then run your own workday in Compare.",
        "没有最好的方式，只有需求，而且每种请求各有各的需求。谁能裁决？什么可以旧，旧多久？什么可以拒绝？什么必须一起发生，什么撤得回来？先替你的场景答完，再到“对比”里跑你自己的工作日。",
    ),
    claims: &[
        "answer(6) = unknown",
        "receipt(operations.ok) = 11",
        "database: receipt(operations.ok) = 9",
        "phases: receipt(operations.ok) = 8",
        "any copy: receipt(operations.ok) = 12",
        "receipt(stale.reads) = 2",
        "database: receipt(stale.reads) = 0",
        "phases: receipt(stale.reads) = 0",
        "any copy: receipt(stale.reads) = 1",
        "phases: receipt(acknowledged_writes_lost) = 0",
        "agree() = yes",
    ],
    meets: &[Misconception::PickTwo, Misconception::TwoPhaseSolvesIt],
    challenge: None,
};
