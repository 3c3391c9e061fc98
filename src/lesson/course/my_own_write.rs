//! Lesson 16: what a session may expect of a replica that is behind, and what keeps it.

use crate::base::text::text;
use crate::lab::script::{ALICE, Script, deposit, message, read};
use crate::lesson::{
    Asked, Budget, Challenge, Lesson, Misconception, Other, Question, Says, Step, Stop, right, wrong,
};
use crate::protocol::manifest::To;

/// Hangzhou is the primary. Messages from and to Shanghai take five times as long: 0.2 s.
fn slow(s: Script) -> Script {
    s.lasts(1_500).patience(1_000, 0).at(100).slow(2, 5_000).at(500).ask(0, deposit(ALICE, 50))
}

/// Client 0 wrote; client 1 did not. Both read at Shanghai.
fn reload(s: Script) -> Script {
    slow(s).at(530).ask_as(0, 2, read(ALICE)).at(540).ask_as(1, 2, read(ALICE))
}

fn only_the_writer(s: Script) -> Script {
    slow(s).at(530).ask_as(0, 2, read(ALICE))
}

fn only_the_other(s: Script) -> Script {
    slow(s).at(540).ask_as(1, 2, read(ALICE))
}

fn with_tokens(s: Script) -> Script {
    reload(s).set("read_from", "at_least_seen")
}

fn at_the_primary(s: Script) -> Script {
    reload(s).set("read_from", "primary")
}

/// Client 2 only reads: at Beijing, which is up to date, and then at Shanghai.
fn backwards(s: Script) -> Script {
    slow(s).at(600).ask_as(2, 1, read(ALICE)).at(650).ask_as(2, 2, read(ALICE))
}

fn forwards(s: Script) -> Script {
    backwards(s).set("read_from", "at_least_seen")
}

/// Client 1 always asks Beijing.
fn stays(s: Script) -> Script {
    let s = s.lasts(2_000).patience(1_000, 0);
    s.at(500).ask(1, deposit(ALICE, 50)).at(620).ask(1, read(ALICE))
}

fn stays_and_misses_it(s: Script) -> Script {
    stays(s).lose(message(0, 1).behind(6))
}

/// The lesson.
pub(super) const LESSON: Lesson = Lesson {
    id: "my-own-write",
    number: 16,
    title: text("My own write", "读到自己的写入"),
    protocol: "log-shipping",
    watch: text(
        "Who asks which node, and what that client has seen before.",
        "谁在访问哪个节点，这个客户端之前见过什么。",
    ),
    know: text(
        "What a session may expect of copies that lag, how a small token keeps it, and what it costs.",
        "面对落后的副本，会话可以要求什么，一个小小的令牌怎样做到，代价是什么。",
    ),
    minutes: 10,
    steps: &[RELOAD, TOKEN, BACKWARDS, STICKY],
    practice: text(
        "Cosmos DB hands out session tokens by default; MongoDB's causal sessions carry a time. With MySQL a client can wait at a replica for a GTID, with PostgreSQL for a place in the log.",
        "Cosmos DB 默认使用会话令牌，MongoDB 的因果会话携带逻辑时间。MySQL 可以在从库上等待某个 GTID，PostgreSQL 可以等待某个日志位置（LSN）。",
    ),
    sources: &[
        "Terry et al.: Session Guarantees for Weakly Consistent Replicated Data (1994)",
        "Kleppmann: Designing Data-Intensive Applications (2017), chapter 5",
        "Vogels: Eventually Consistent (2009)",
    ],
};

const RELOAD: Step = Step {
    id: "reload",
    title: text("Post, reload, gone", "存完一刷新，没了"),
    prose: text(
        "Alice has 500. Client 0 pays in 50 at Hangzhou and is told \"done\" at 0.502 s. It reloads and lands at Shanghai, which the log line has not reached: 500. Client 1 has written nothing; it reads at Shanghai, too, and sees 500.",
        "alice 有 500。客户端 0 在杭州存入 50，0.502 秒得到“完成”。它一刷新，被分到上海，日志还没到那里：500。客户端 1 什么也没写，也在上海查询，同样看到 500。",
    ),
    run: reload,
    others: &[
        Other {
            name: "0 alone",
            title: text("Only client 0 reads", "只有客户端 0 查询"),
            run: only_the_writer,
        },
        Other {
            name: "1 alone",
            title: text("Only client 1 reads", "只有客户端 1 查询"),
            run: only_the_other,
        },
    ],
    asks_at_ms: 520,
    question: Question {
        asks: text("For whom is \"read your own writes\" broken?", "对谁来说，“读己之写”被破坏了？"),
        kind: Asked::Choice,
        answers: &[
            right(
                Says::Text(text("For client 0 only.", "只有客户端 0。")),
                text(
                    "It was told of 550 and then shown 500. Its reads alone are enough to break it.",
                    "它先得知 550，又被显示 500。单凭它的读取就已经违反。",
                ),
                &["answer(1) = 550", "answer(2) = 500", "0 alone: verdict(read-your-writes) = violated"],
            ),
            wrong(
                Says::Text(text("For both.", "两个都是。")),
                text(
                    "Client 1's read is just as stale. But it wrote nothing, so nothing of its own is missing: 500 is an old answer, not a broken one.",
                    "客户端 1 读到的同样过期。但它什么也没写，也就没有什么“自己的”不见了：500 是旧的，却不算违约。",
                ),
                &[
                    "answer(3) = 500",
                    "1 alone: verdict(read-your-writes) = vacuous",
                    "1 alone: verdict(stale-time) = violated",
                ],
            ),
            wrong(
                Says::Text(text(
                    "For nobody: eventual consistency allows it.",
                    "谁也不算，最终一致本来就允许。",
                )),
                text(
                    "It allows it indeed, which is why a session needs a promise of its own: client 0 has seen its money go.",
                    "它确实允许，所以会话才需要另一个承诺：客户端 0 眼看着自己的钱没了。",
                ),
                &["verdict(read-your-writes) = violated", "answer(2) = 500"],
            ),
        ],
    },
    stops: &[
        Stop {
            at_ms: 531,
            says: text(
                "Client 0 reads at Shanghai: its 50 are not there.",
                "客户端 0 在上海查询：那 50 不在。",
            ),
        },
        Stop {
            at_ms: 710,
            says: text("Line 7 is here at last, and Shanghai shows 550.", "第 7 条终于到了，上海显示 550。"),
        },
    ],
    explain: text(
        "Nobody needs the newest balance of the world at every moment. Everybody needs the own screen to make sense: what I did, I see. That is a promise to a session, much cheaper than one to all, and it is broken by the load balancer, not by the database.",
        "没有人时时刻刻需要全世界最新的余额，但每个人都需要自己的屏幕说得通：我做过的，我看得到。这是对一个会话的承诺，比对所有人的承诺便宜得多；而打破它的是负载均衡，不是数据库。",
    ),
    claims: &[
        "answered(1) = 0.502 s",
        "entries(shanghai) = 7",
        "balance(shanghai, alice) = 500 at 0.7 s",
        "balance(shanghai, alice) = 550 at 0.71 s",
        "receipt(stale.reads) = 2",
        "agree() = yes",
    ],
    meets: &[Misconception::OneNow, Misconception::EventuallyMeansSoon],
    challenge: None,
};

const TOKEN: Step = Step {
    id: "token",
    title: text("\"I have seen line 7\"", "“我见过第 7 条”"),
    prose: text(
        "The same again, with a token: each answer carries the place in the log that it rests on, and the client shows it with its next request. A node that has not come that far waits. Line 7 is alice's deposit. At 0.53 s client 0 reads at Shanghai, at 0.54 s client 1.",
        "同样的过程，加上令牌：每个答复都带着它所依据的日志位置，客户端下次请求时出示。还没到那个位置的节点先等。第 7 条就是 alice 的存款。0.53 秒客户端 0 在上海查询，0.54 秒是客户端 1。",
    ),
    run: with_tokens,
    others: &[Other {
        name: "primary",
        title: text("All reads go to the primary", "全部读主节点"),
        run: at_the_primary,
    }],
    asks_at_ms: 525,
    question: Question {
        asks: text("What happens at Shanghai, in which order?", "上海会依次发生什么？"),
        kind: Asked::Order(&[
            text("Client 0 is answered.", "客户端 0 得到答复。"),
            text("Line 7 arrives.", "第 7 条日志到达。"),
            text("Client 1 is answered.", "客户端 1 得到答复。"),
        ]),
        answers: &[
            right(
                Says::Order(&[2, 1, 0]),
                text(
                    "Client 1 has no token and gets 500 at once. Client 0 waits for line 7, until 0.709 s, and gets 550.",
                    "客户端 1 没有令牌，立刻得到 500。客户端 0 等第 7 条，等到 0.709 秒，得到 550。",
                ),
                &[
                    "balance(shanghai, alice) = 550 at 0.709 s",
                    "answered(2) = 0.709 s",
                    "answer(2) = 550",
                    "answered(3) = 0.54 s",
                    "answer(3) = 500",
                ],
            ),
            wrong(
                Says::Order(&[0, 2, 1]),
                text(
                    "It asked first, but its token says 7 and Shanghai's log ends at 6.",
                    "它先问，但令牌写着 7，而上海的日志到 6 为止。",
                ),
                &["entries(shanghai) = 6 at 0.6 s", "answer(2) = nothing at 0.7 s"],
            ),
            wrong(
                Says::Order(&[1, 0, 2]),
                text(
                    "Only those wait who have seen more. Client 1 has seen nothing, and is not held up.",
                    "只有见过更新的才需要等。客户端 1 什么也没见过，不会被拖住。",
                ),
                &["answered(3) = 0.54 s", "answer(2) = nothing at 0.7 s"],
            ),
            wrong(
                Says::Order(&[1, 2, 0]),
                text(
                    "Client 1 shows no token, so Shanghai answers from what it has, at 0.54 s.",
                    "客户端 1 没有出示令牌，上海 0.54 秒就按现状作答。",
                ),
                &["answered(3) = 0.54 s", "entries(shanghai) = 6 at 0.6 s"],
            ),
        ],
    },
    stops: &[Stop {
        at_ms: 545,
        says: text(
            "Client 1 has its answer. Client 0's read is parked until Shanghai has come far enough.",
            "客户端 1 已得到答复。客户端 0 的读取先挂起，等上海追上来。",
        ),
    }],
    explain: text(
        "Whoever wrote waits, just as long as needed, and nobody else. If all reads went to the primary instead, both would see 550, but at 0.93 s and 0.94 s from here: a round trip for everybody. A promise to a session is the cheap one of the two.",
        "写过的人才等，等到够了为止，别人不等。若改成全部读主节点，两个都看到 550，但从这里要到 0.93 秒和 0.94 秒：每次读取都多一个往返。对会话的承诺，是便宜的那一种。",
    ),
    claims: &[
        "verdict(read-your-writes) = holds",
        "verdict(stale-time) = violated",
        "primary: answered(2) = 0.93 s",
        "primary: answered(3) = 0.94 s",
        "primary: answer(3) = 550",
        "primary: verdict(linearizable) = holds",
        "verdict(linearizable) = violated",
    ],
    meets: &[Misconception::PickTwo],
    challenge: None,
};

const BACKWARDS: Step = Step {
    id: "backwards",
    title: text("Time runs backwards", "时间倒流"),
    prose: text(
        "Client 2 has never written. Alice had 500 and has just got 50. At 0.6 s client 2 reads at Beijing: 550. At 0.65 s it reads at Shanghai, where the line has not arrived: 500.",
        "客户端 2 从没写过。alice 原有 500，刚存入 50。0.6 秒客户端 2 在北京查询：550。0.65 秒它又在上海查询，日志还没到那里：500。",
    ),
    run: backwards,
    others: &[Other { name: "token", title: text("With tokens", "带令牌"), run: forwards }],
    asks_at_ms: 610,
    question: Question {
        asks: text("Which promise to its session is broken?", "对这个会话的哪个承诺被破坏了？"),
        kind: Asked::Choice,
        answers: &[
            right(
                Says::Text(text("That reads do not go backwards.", "读取不会倒退（单调读）。")),
                text(
                    "It had seen 550. After that 500 is no longer just old: the screen contradicts itself.",
                    "它已经看到过 550。此后的 500 就不只是旧了：屏幕自相矛盾。",
                ),
                &["answer(2) = 550", "answer(3) = 500", "verdict(monotonic-reads) = violated"],
            ),
            wrong(
                Says::Text(text("That it sees its own writes.", "读到自己的写入（读己之写）。")),
                text(
                    "It has none. Read-your-writes has nothing to say about somebody who only looks.",
                    "它没写过。对只看不写的人，“读己之写”无话可说。",
                ),
                &["verdict(read-your-writes) = vacuous", "verdict(monotonic-reads) = violated"],
            ),
            wrong(
                Says::Text(text("None: Shanghai is just a bit behind.", "没有，上海只是慢一点。")),
                text(
                    "Shanghai is as it should be, a prefix of the log. The session is not: it went from Beijing's later place back to an earlier one.",
                    "上海没问题，它是日志的一个前缀。有问题的是会话：它从北京较新的位置退回到较旧的位置。",
                ),
                &["verdict(prefix) = holds", "verdict(monotonic-reads) = violated"],
            ),
        ],
    },
    stops: &[Stop { at_ms: 651, says: text("550 a moment ago, 500 now.", "刚才 550，现在 500。") }],
    explain: text(
        "There is no one \"now\" among copies: each is at its own place in the log, and a session that wanders travels in time. The same token helps: Shanghai would wait and answer 550. It is enough that time goes forwards for each session; copies may be as late as they like.",
        "副本之间没有同一个“现在”：各在日志的某一处，四处走动的会话就在时间里穿行。同一个令牌就能解决：上海先等，再答 550。每个会话的时间只往前走就够了，副本晚一点没关系。",
    ),
    claims: &[
        "token: answer(3) = 550",
        "token: verdict(monotonic-reads) = holds",
        "balance(beijing, alice) = 550 at 0.6 s",
        "balance(shanghai, alice) = 500 at 0.65 s",
        "agree() = yes",
    ],
    meets: &[Misconception::OneNow],
    challenge: None,
};

const STICKY: Step = Step {
    id: "sticky",
    title: text("Always the same node", "总是同一个节点"),
    prose: text(
        "No tokens; instead client 1 is always sent to Beijing. Alice has 500. It pays in 50 there; Beijing passes it on to Hangzhou, the primary, and at 0.582 s the client is told \"done\". At 0.62 s it reads at Beijing.",
        "不用令牌，改成总把客户端 1 分到北京。alice 有 500。它在北京存入 50，北京转给主节点杭州，0.582 秒客户端得到“完成”。0.62 秒它在北京查询。",
    ),
    run: stays,
    others: &[Other {
        name: "lost line",
        title: text("The log line to Beijing is lost", "发往北京的日志丢了"),
        run: stays_and_misses_it,
    }],
    asks_at_ms: 590,
    question: Question {
        asks: text("What does it read?", "查到的余额是多少？"),
        kind: Asked::Number(text("", "")),
        answers: &[
            right(
                Says::Number(550),
                text(
                    "The log line came with the answer, and Beijing replayed it at 0.589 s. So far, so good.",
                    "日志和答复一起到了，北京 0.589 秒重放。到此为止一切都好。",
                ),
                &["balance(beijing, alice) = 550 at 0.589 s", "answer(2) = 550", "answered(1) = 0.582 s"],
            ),
            wrong(
                Says::Number(500),
                text(
                    "Not today: the line and the answer travel side by side. But nothing ties them together; without the line, 500 it is.",
                    "今天不会：日志和答复一同赶路。但没有什么把两者绑在一起；日志一丢，就是 500。",
                ),
                &["answer(2) = 550", "lost line: answer(2) = 500"],
            ),
        ],
    },
    stops: &[],
    explain: text(
        "A sticky session works as long as nothing goes wrong: it hopes that the node which said \"done\" knows it, too. A lost message, or a node that is replaced, and the promise is gone, with nobody noticing. A token is checked; a habit is not.",
        "粘性会话只在一切正常时有效：它指望说“完成”的节点自己也知道。丢一条消息，或换一个节点，承诺就没了，还没有人察觉。令牌会被核对，习惯不会。",
    ),
    claims: &[
        "verdict(read-your-writes) = holds",
        "lost line: answer(1) = 550",
        "lost line: verdict(read-your-writes) = violated",
        "lost line: agree() = yes",
    ],
    meets: &[Misconception::PassedSoCorrect],
    challenge: Some(Challenge {
        on: "",
        goal: text(
            "Client 1 is told 550, and then reads 500 at the very same node. Lose one message.",
            "让客户端 1 先得知 550，又在同一个节点读到 500。只许丢一条消息。",
        ),
        reached: &["answer(1) = 550", "answer(2) = 500"],
        budget: Budget { drops: 1, crashes: 0, pauses: 0 },
        hints: [
            text(
                "Two messages leave Hangzhou for Beijing at 0.542 s.",
                "0.542 秒，杭州向北京发出了两条消息。",
            ),
            text("One is the answer. It must arrive.", "一条是答复，它必须到达。"),
            text("Lose the log line from Hangzhou to Beijing.", "丢掉杭州发往北京的那条日志。"),
        ],
        solution: stays_and_misses_it,
        protection: &[("read_from", To::Choice("at_least_seen"))],
        protected: text(
            "With tokens the read waits until Beijing has asked for the line again: no lost message does it.",
            "带令牌时，读取会等北京把日志补上：丢哪条消息都办不到。",
        ),
    }),
};
