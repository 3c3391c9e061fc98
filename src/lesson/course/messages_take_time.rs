//! Lesson 9: a message is on its way, and there is no one "now" meanwhile.

use crate::base::text::text;
use crate::lab::script::{ALICE, BOB, Script, deposit, message, read, transfer};
use crate::lesson::{
    Asked, Budget, Challenge, Lesson, Misconception, Other, Question, Says, Step, Stop, right, wrong,
};
use crate::protocol::manifest::To;

/// Hangzhou owns alice, Beijing bob. What happens is told to the others through a broker.
fn stage(s: Script) -> Script {
    s.lasts(3_000).latency(40).disk(2)
}

fn two_reads(s: Script) -> Script {
    let s = stage(s).at(500).ask(0, deposit(ALICE, 100)).at(530).ask(0, read(ALICE)).ask(1, read(ALICE));
    s.at(1_000).ask(1, read(ALICE))
}

fn half_way(s: Script) -> Script {
    stage(s).at(500).ask(0, transfer(ALICE, BOB, 100)).at(650).ask(2, read(BOB)).ask(2, read(ALICE))
}

/// The broker's first message to Beijing is slow, and the second overtakes it.
fn overtaken(s: Script) -> Script {
    let s = stage(s).set("key_order", false).set("copies", "by_arrival").delay(message(3, 1), 600);
    let s = s.at(500).ask(0, deposit(ALICE, 100)).at(700).ask(0, deposit(ALICE, 10));
    s.at(1_000).ask(1, read(ALICE)).at(2_000).ask(1, read(ALICE))
}

fn by_version(s: Script) -> Script {
    overtaken(s).set("copies", "by_version")
}

fn in_order(s: Script) -> Script {
    overtaken(s).set("key_order", true)
}

/// The lesson.
pub(super) const LESSON: Lesson = Lesson {
    id: "messages-take-time",
    number: 9,
    title: text("Messages take their time", "消息在路上"),
    protocol: "async-events",
    watch: text("What is on its way at the moment of each read.", "每次读取的那一刻，路上还有什么消息。"),
    know: text(
        "What two clients read at two services at the same moment, what that depends on, and what a reader can do about it.",
        "同一时刻在两个服务上读同一个账户，各会读到什么，取决于什么，读者又能怎么办。",
    ),
    minutes: 10,
    steps: &[SAME_MOMENT, WHO_KNOWS, HALF_WAY, OVERTAKEN],
    practice: text(
        "Kafka keeps order within a partition and nowhere else; a standard queue of SQS keeps none. DynamoDB's reads are eventually consistent unless you ask and pay for more.",
        "Kafka 只在分区内保序；SQS 的标准队列完全不保序。DynamoDB 的读取默认是最终一致，要更强的得另外要求、另外付费。",
    ),
    sources: &[
        "Lamport: Time, Clocks, and the Ordering of Events in a Distributed System (1978)",
        "Helland: Data on the Outside versus Data on the Inside (CIDR 2005)",
    ],
};

const SAME_MOMENT: Step = Step {
    id: "same-moment",
    title: text("Two reads at the same moment", "同一时刻，两次读取"),
    prose: text(
        "Alice has 500. At 0.5 s she pays in 100 at Hangzhou, which owns her account, and is told done. Then, at the very same 0.53 s, one client reads her balance at Hangzhou and another at Beijing, which keeps a copy.",
        "alice 有 500。0.5 秒，她在账户所属的杭州存入 100，得到了成功。随后，同在 0.53 秒，一个客户端在杭州读她的余额，另一个在北京读，北京存着一份副本。",
    ),
    run: two_reads,
    others: &[],
    asks_at_ms: 525,
    question: Question {
        asks: text("Do the two get the same answer?", "两个客户端读到的一样吗？"),
        kind: Asked::Choice,
        answers: &[
            right(
                Says::Text(text("No: 600 at Hangzhou, 500 at Beijing.", "不一样：杭州 600，北京 500。")),
                text(
                    "The event that tells Beijing is on its way. Both answers are honest; each is about the place where it was given.",
                    "通知北京的事件还在路上。两个答复都是实话，说的都是自己这里的情形。",
                ),
                &[
                    "answer(2) = 600 at 0.6 s",
                    "answer(3) = 500 at 0.6 s",
                    "asked(2) = 0.53 s",
                    "asked(3) = 0.53 s",
                ],
            ),
            wrong(
                Says::Text(text("Yes, 600: done means done.", "一样，都是 600：成功就是成功。")),
                text(
                    "You took \"done\" for \"everywhere\". It was said at 0.502 s, and Beijing shows 500 for a tenth of a second more.",
                    "你把“成功”当成了“处处成功”。0.502 秒就答复了成功，而北京还要再显示十分之一秒的 500。",
                ),
                &["answered(1) = 0.502 s", "balance(beijing, alice) = 500 at 0.6 s"],
            ),
            wrong(
                Says::Text(text("Yes, 500 until all have it.", "一样，所有人都收到之前是 500。")),
                text(
                    "Then Hangzhou would have to wait for all before it shows anything. It shows its 600 at once.",
                    "那杭州就得等所有人都收到才能显示。它马上就显示了 600。",
                ),
                &["balance(hangzhou, alice) = 600 at 0.51 s", "answer(2) = 600"],
            ),
        ],
    },
    stops: &[Stop {
        at_ms: 530,
        says: text(
            "One moment, two clients. The event has only just left Hangzhou.",
            "同一时刻，两个客户端。事件刚刚离开杭州。",
        ),
    }],
    explain: text(
        "There is no \"now\" that both share: there are two places, and news between them. At 1 s Beijing says 600 too. Taken together the answers still fit an order, only not that of the clock: the read at Beijing comes before the deposit.",
        "两地没有共同的“此刻”，只有两个地方，和路上的消息。1 秒时，北京也读到 600。这些答复放在一起仍能排出先后，只是与时钟不符：北京那次读取，排在存款之前。",
    ),
    claims: &[
        "asked(4) = 1 s",
        "answer(4) = 600",
        "verdict(linearizable) = violated",
        "verdict(sequential) = holds",
        "receipt(stale.reads) = 1",
    ],
    meets: &[Misconception::OneNow],
    challenge: None,
};

const WHO_KNOWS: Step = Step {
    id: "who-knows",
    title: text("Where is the news?", "消息到哪了？"),
    prose: text(
        "The same deposit. Hangzhou commits it at 0.502 s, looks into its outbox every 20 ms, and sends the event to the broker, which writes it down and passes it on. Each message takes 40 ms.",
        "还是那笔存款。杭州在 0.502 秒提交，每 20 毫秒看一次发件箱，把事件发给消息代理；代理先落盘，再转发。每条消息走 40 毫秒。",
    ),
    run: two_reads,
    others: &[],
    asks_at_ms: 515,
    question: Question {
        asks: text(
            "Which node has heard of it at 0.58 s, beside Hangzhou?",
            "0.58 秒时，除了杭州，哪个节点知道这笔存款？",
        ),
        kind: Asked::Node,
        answers: &[
            right(
                Says::Node("broker"),
                text(
                    "It has the event on its disk since 0.564 s, and its messages to the others are on their way.",
                    "0.564 秒起，事件已在它的磁盘上，发给其他服务的消息还在路上。",
                ),
                &["first(saved@broker) = 0.564 s", "count(arrived@broker) = 1 at 0.58 s"],
            ),
            wrong(
                Says::Node("beijing"),
                text(
                    "Hangzhou tells nobody but the broker. Until 0.604 s nothing has arrived at Beijing.",
                    "杭州只告诉消息代理。0.604 秒之前，北京什么也没收到。",
                ),
                &["count(arrived@beijing) = 0 at 0.603 s", "first(arrived@beijing) = 0.604 s"],
            ),
            wrong(
                Says::Node("shanghai"),
                text(
                    "Shanghai is as far from the broker as Beijing. It hears at 0.604 s.",
                    "上海离代理和北京一样远，0.604 秒才收到。",
                ),
                &["first(arrived@shanghai) = 0.604 s", "balance(shanghai, alice) = 500 at 0.58 s"],
            ),
        ],
    },
    stops: &[],
    explain: text(
        "Two messages, two disks, a poll and some work: the copies differ for 105 ms. None of these is a fault, and none can be nothing. The sender need not know who listens, and not wait for them: that is what the 105 ms buy.",
        "两条消息、两次落盘、一次轮询，再加一点处理：副本之间相差了 105 毫秒。这里没有一处是故障，也没有一处能变成零。发送方不必知道谁在听，也不必等他们：这 105 毫秒换来的就是这个。",
    ),
    claims: &["apart() = 105 ms", "count(lost) = 0", "agree() = yes"],
    meets: &[],
    challenge: None,
};

const HALF_WAY: Step = Step {
    id: "half-way",
    title: text("Where is the money?", "钱在哪里？"),
    prose: text(
        "All accounts together hold 1000. Alice sends bob 100: Hangzhou debits, and tells of it; when Beijing hears that, it credits bob, and tells of it. Shanghai owns neither account and keeps copies of both.",
        "所有账户合计 1000。alice 转给 bob 100：杭州扣款并发出事件；北京收到后给 bob 入账，再发出事件。两个账户都不归上海，它存着两者的副本。",
    ),
    run: half_way,
    others: &[],
    asks_at_ms: 510,
    question: Question {
        asks: text(
            "How much do all accounts hold together at Shanghai at 0.65 s?",
            "0.65 秒时，在上海看，所有账户合计多少？",
        ),
        kind: Asked::Number(text("", "")),
        answers: &[
            right(
                Says::Number(900),
                text(
                    "Shanghai has heard of the debit and not yet of the credit. A client is told 400 for alice there, and 300 for bob.",
                    "上海已知道扣款，还不知道入账。一个客户端在那里读到 alice 是 400，bob 是 300。",
                ),
                &["total(shanghai) = 900 at 0.65 s", "answer(3) = 400", "answer(2) = 300"],
            ),
            wrong(
                Says::Number(1000),
                text(
                    "Money is not lost, you thought, so the sum is always right. It is before, and again at 0.75 s; in between 100 are in messages.",
                    "你想：钱不会丢，所以合计总是对的。之前是对的，0.75 秒又对了；中间那 100 在消息里。",
                ),
                &[
                    "total(shanghai) = 1000 at 0.55 s",
                    "total(shanghai) = 900 at 0.65 s",
                    "total(shanghai) = 1000 at 0.75 s",
                ],
            ),
            wrong(
                Says::Number(1100),
                text(
                    "For that the credit would have to come first. Beijing credits only what it has heard to be debited: at 0.607 s.",
                    "那得先入账才行。北京要先听说已扣款才入账：0.607 秒。",
                ),
                &[
                    "balance(hangzhou, alice) = 400 at 0.51 s",
                    "first(handled@beijing) = 0.607 s",
                    "balance(beijing, bob) = 300 at 0.6 s",
                ],
            ),
        ],
    },
    stops: &[],
    explain: text(
        "No message was lost and no rule broken, and yet a sum over copies is wrong for a moment. Whoever adds up things that move adds what is on its way, or waits until all is quiet. In the end it is 1000 everywhere.",
        "没丢消息，没破规则，副本的合计却有片刻是错的。对流动的东西求和，要么把路上的也算上，要么等一切静下来。最后，各处都是 1000。",
    ),
    claims: &[
        "total(hangzhou) = 1000",
        "total(beijing) = 1000",
        "total(shanghai) = 1000",
        "verdict(conservation) = holds",
        "count(lost) = 0",
    ],
    meets: &[],
    challenge: None,
};

const OVERTAKEN: Step = Step {
    id: "overtaken",
    title: text("Sent first, arrived last", "先发出，后到达"),
    prose: text(
        "Alice, who has 500, pays in 100 and then 10 at Hangzhou. Each event says what her balance is now: 600, 610. The first event is held up on its way to Beijing, and the second passes it. Here a copy takes whatever comes.",
        "alice 有 500，在杭州先存 100，再存 10。每个事件都写明此刻的余额：600、610。第一个事件在去北京的路上耽搁了，被第二个超过。这里的副本来什么就收什么。",
    ),
    run: overtaken,
    others: &[
        Other {
            name: "by version",
            title: text("Copies take newer versions only", "副本只接受更新的版本"),
            run: by_version,
        },
        Other {
            name: "in order",
            title: text("The broker keeps each account's order", "代理按账户保序"),
            run: in_order,
        },
    ],
    asks_at_ms: 900,
    question: Question {
        asks: text("What does Beijing show in the end?", "最后，北京显示多少？"),
        kind: Asked::Number(text("", "")),
        answers: &[
            right(
                Says::Number(600),
                text(
                    "The old event comes last, at 1.164 s, and is believed. Until alice's next event nothing puts that right.",
                    "旧事件最后才到，1.164 秒，北京信了它。在 alice 的下一个事件之前，没有什么会来纠正。",
                ),
                &[
                    "balance(beijing, alice) = 610 at 1.16 s",
                    "balance(beijing, alice) = 600 at 1.2 s",
                    "nth(arrived@beijing, 2) = 1.164 s",
                    "balance(beijing, alice) = 600",
                ],
            ),
            wrong(
                Says::Number(610),
                text(
                    "You trusted the network to keep order. It does not: a reader at Beijing is told 610 at 1 s, and 600 at 2 s.",
                    "你以为网络会保持先后。它不会：同一个读者在北京，1 秒时读到 610，2 秒时读到 600。",
                ),
                &["asked(3) = 1 s", "answer(3) = 610", "asked(4) = 2 s", "answer(4) = 600"],
            ),
            wrong(
                Says::Number(500),
                text(
                    "Both events arrive, none is lost. Only their order is gone.",
                    "两个事件都到了，一个没丢，乱的只是次序。",
                ),
                &["count(lost) = 0", "count(arrived@beijing) >= 2", "balance(beijing, alice) = 600"],
            ),
        ],
    },
    stops: &[Stop {
        at_ms: 1_000,
        says: text(
            "Beijing shows 610 and is right, with the older event still to come.",
            "北京显示 610，是对的，但更早的事件还没到。",
        ),
    }],
    explain: text(
        "Order must be made; it is not delivered. A version in the event lets a copy refuse what is older: 610, at once. A broker that keeps an account's order comes to 610 as well, and lets the second wait for the first: at 1 s Beijing still says 500.",
        "次序要自己维护，网络不会送上门。事件带上版本，副本就能拒绝更旧的：立刻是 610。代理按账户保序，最后也是 610，但第二个要等第一个：1 秒时北京还是 500。",
    ),
    claims: &[
        "agree() = no",
        "verdict(monotonic-reads) = violated",
        "by version: balance(beijing, alice) = 610 at 1.2 s",
        "by version: answer(3) = 610",
        "in order: answer(3) = 500",
        "in order: balance(beijing, alice) = 610",
    ],
    meets: &[Misconception::NetworkKeepsOrder, Misconception::ConvergenceIsRight],
    challenge: Some(Challenge {
        on: "",
        goal: text(
            "Bring Shanghai to 600 as well, with one dropped message, while Hangzhou has 610.",
            "只丢一条消息，让上海也停在 600，而杭州是 610。",
        ),
        reached: &["balance(shanghai, alice) = 600", "balance(hangzhou, alice) = 610"],
        budget: Budget { drops: 1, crashes: 0, pauses: 0 },
        hints: [
            text(
                "What is not acknowledged is sent again, and later.",
                "没有得到确认的会再发一遍，而且更晚。",
            ),
            text("The first event must come after the second.", "要让第一个事件晚于第二个到达。"),
            text("Drop the broker's first message to Shanghai.", "丢掉代理发给上海的第一条消息。"),
        ],
        solution: |s| overtaken(s).lose(message(3, 2)),
        protection: &[("copies", To::Choice("by_version"))],
        protected: text(
            "If a copy takes newer versions only, no dropped message sets it back.",
            "若副本只接受更新的版本，丢哪条消息都不会让它倒退。",
        ),
    }),
};
