//! Whose word counts: what a way loses that answers everything, and why "pick two" misleads.

use super::{
    CALLS, DATABASE, EVENTS, LOG, PHASES, SAGA, SOURCING, any_copy, calls, database, event_sourcing, events,
    log_shipping, other, saga, two_copies, two_phases,
};
use crate::base::text::text;
use crate::lesson::{Asked, Misconception, Question, Says, Step, Stop, right, wrong};

pub(super) const LOST: Step = Step {
    id: "who-loses",
    title: text("Who loses money?", "谁弄丢了钱？"),
    prose: text(
        "The way that answers everything: three copies, any of them takes a write, the later one wins. Bob has 330. At 1.1 s Beijing, cut off, hands out 100 and says done. At 1.3 s alice sends bob 60 on the other side, done as well. At 2.6 s the cut heals.",
        "样样都能答的方式：三个副本，哪个都能写，后写为准。bob 有 330。1.1 秒，断网的北京付出 100，答复成功。1.3 秒，另一侧 alice 转给 bob 60，也成功。2.6 秒网络恢复。",
    ),
    run: any_copy,
    others: &[
        other(
            "two copies",
            text("Two copies of three, to read and to write", "读写都要三个副本中的两个"),
            two_copies,
        ),
        other("log", LOG, log_shipping),
        other("sourcing", SOURCING, event_sourcing),
        other("calls", CALLS, calls),
        other("database", DATABASE, database),
        other("events", EVENTS, events),
        other("phases", PHASES, two_phases),
        other("saga", SAGA, saga),
    ],
    asks_at_ms: 1_400,
    question: Question {
        asks: text("What does bob have at the end?", "最后，bob 有多少？"),
        kind: Asked::Number(text("", "")),
        answers: &[
            right(
                Says::Number(390),
                text(
                    "Each side wrote a whole balance: 230 here, 390 there. The later one stays, and the 100 that were handed out were never taken from anybody.",
                    "两边写的都是整个余额：这边 230，那边 390。后写的留下，付出去的 100 没从任何人账上扣。",
                ),
                &[
                    "balance(beijing, bob) = 230 at 2.5 s",
                    "balance(shanghai, bob) = 390 at 2.5 s",
                    "balance(beijing, bob) = 390",
                    "receipt(acknowledged_writes_lost) = 2",
                ],
            ),
            wrong(
                Says::Number(290),
                text(
                    "That takes somebody who adds both up: an owner, or a log. There bob has 290. Here two copies are merged by their time.",
                    "那要有人把两笔都算上：所属服务，或日志。那样 bob 才是 290。这里只按时间合并两个副本。",
                ),
                &["sourcing: balance(beijing, bob) = 290", "balance(hangzhou, bob) = 390"],
            ),
            wrong(
                Says::Number(230),
                text(
                    "Beijing's was written first. Both were told done; one of the two is thrown away.",
                    "北京的写在前。两边都得到了“成功”，总有一个被丢弃。",
                ),
                &["answer(5) = 230", "balance(beijing, bob) = 390"],
            ),
        ],
    },
    stops: &[Stop {
        at_ms: 2_500,
        says: text(
            "230 at Beijing, 390 elsewhere, and all clients are content.",
            "北京 230，别处 390，客户端人人满意。",
        ),
    }],
    explain: text(
        "The copies converge, nothing was refused, no error was seen: it is the only way of these that loses what it had acknowledged. With two copies of three nothing is lost, and Beijing refuses. Answering everything is not a property of a way, it is a decision about whose word counts.",
        "副本收敛了，没有拒绝，没有报错：可在这些方式里，只有它丢了已确认的写入。改成三取二就不丢，北京则会拒绝。样样都能答不是什么优点，它是一个决定：谁的话可以不算数。",
    ),
    claims: &[
        "answer(5) = 230",
        "answer(7) = 500",
        "agree() = yes",
        "two copies: receipt(acknowledged_writes_lost) = 0",
        "log: receipt(acknowledged_writes_lost) = 0",
        "sourcing: receipt(acknowledged_writes_lost) = 0",
        "calls: receipt(acknowledged_writes_lost) = 0",
        "database: receipt(acknowledged_writes_lost) = 0",
        "events: receipt(acknowledged_writes_lost) = 0",
        "phases: receipt(acknowledged_writes_lost) = 0",
        "saga: receipt(acknowledged_writes_lost) = 0",
        "receipt(operations.ok) = 12",
        "two copies: receipt(operations.ok) = 9",
        "log: receipt(operations.ok) = 10",
        "sourcing: receipt(operations.ok) = 11",
        "calls: receipt(operations.ok) = 8",
        "database: receipt(operations.ok) = 9",
        "events: receipt(operations.ok) = 11",
        "phases: receipt(operations.ok) = 8",
        "saga: receipt(operations.ok) = 8",
        "two copies: answer(5) = refused",
    ],
    meets: &[Misconception::ConvergenceIsRight, Misconception::PassedSoCorrect],
    challenge: None,
};

pub(super) const PICK_TWO: Step = Step {
    id: "pick-two",
    title: text("Pick two?", "三选二？"),
    prose: text(
        "Event sourcing, the same day. While Beijing is cut off, three people come there: one withdraws 100 from bob, who is Beijing's own; one withdraws 40 from alice, who is Hangzhou's; one looks at alice, who has 500 by then.",
        "事件溯源，同一天。北京断网时来了三个人：一个从 bob 取 100，bob 归北京；一个从 alice 取 40，alice 归杭州；一个查 alice，她此时有 500。",
    ),
    run: event_sourcing,
    others: &[],
    asks_at_ms: 1_090,
    question: Question {
        asks: text(
            "Of consistency, availability and partition tolerance, which two does it have?",
            "一致性、可用性、分区容错，它占了哪两个？",
        ),
        kind: Asked::Choice,
        answers: &[
            right(
                Says::Text(text("It decides anew for each of the three.", "三个人三种取舍，逐次决定。")),
                text(
                    "Bob's withdrawal is right, and done at once: 230. Alice's waits in vain. The look at her is answered, 550, and old.",
                    "bob 的取款正确，而且立刻完成：230。alice 的取款白等一场。查 alice 有答复，550，是旧的。",
                ),
                &["answer(5) = 230", "answer(6) = unknown", "answer(8) = 550", "receipt(stale.reads) = 2"],
            ),
            wrong(
                Says::Text(text("Availability and partition tolerance.", "可用性和分区容错。")),
                text(
                    "Not for the withdrawal from alice: it needs her owner, and there was no answer within its second.",
                    "对 alice 的取款不是：它需要所属服务，等了一秒也没有答复。",
                ),
                &["answer(6) = unknown", "answered(6) = 2.2 s"],
            ),
            wrong(
                Says::Text(text("Consistency and partition tolerance.", "一致性和分区容错。")),
                text(
                    "Not for the look at alice: 550 was over when it was told.",
                    "对查询 alice 不是：答出 550 时，它已是过去。",
                ),
                &["answer(8) = 550", "balance(hangzhou, alice) = 500 at 1.5 s"],
            ),
            wrong(
                Says::Text(text("Consistency and availability.", "一致性和可用性。")),
                text(
                    "That is to choose that the network does not fail. It fails at 0.9 s, without asking.",
                    "那等于选择“网络不出故障”。0.9 秒它就出了，没征求谁的意见。",
                ),
                &["first(cut) = 0.9 s", "answer(6) = unknown"],
            ),
        ],
    },
    stops: &[
        Stop {
            at_ms: 1_110,
            says: text("Bob is Beijing's: nobody has to be asked.", "bob 归北京：不必问任何人。"),
        },
        Stop {
            at_ms: 1_510,
            says: text(
                "Beijing answers from its copy: 550. Alice's owner has 500.",
                "北京用自己的副本作答：550。alice 的所属服务那里是 500。",
            ),
        },
    ],
    explain: text(
        "Partitions are not chosen, they happen. What is chosen is what each request does then: be right and wait, or answer and perhaps be old. Who owns what decides how often that choice comes up at all: for bob at Beijing it does not.",
        "分区不由人选，它会自己来。能选的是那时每个请求怎么办：要正确就等，要作答就可能旧。谁拥有什么，决定了这道选择题多久才出现一次：对北京的 bob，它根本不出现。",
    ),
    claims: &["verdict(non-negative) = holds", "receipt(acknowledged_writes_lost) = 0", "agree() = yes"],
    meets: &[Misconception::PickTwo, Misconception::SourcingIsEventual],
    challenge: None,
};
