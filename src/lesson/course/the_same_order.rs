//! Lesson 13: a log is applied in its order, whatever order it arrives in; and what becomes of
//! copies that have none.

use crate::base::text::text;
use crate::lab::script::{ALICE, CAROL, Script, deposit, message, withdraw};
use crate::lesson::{
    Asked, Budget, Challenge, Lesson, Misconception, Other, Question, Says, Step, Stop, right, wrong,
};
use crate::protocol::manifest::To;

/// Hangzhou is the primary. Of what it ships to Beijing one message is half a second late, the one
/// with line 7; line 8 is not. Alice's 500 cover the withdrawal only together with the deposit.
fn overtaken(s: Script) -> Script {
    let s = s.lasts(2_000).patience(1_500, 0);
    let s = s.at(500).ask(0, deposit(ALICE, 50)).at(560).ask(0, withdraw(ALICE, 530));
    s.delay(message(0, 1).behind(5), 500)
}

/// Nothing of what follows is given away.
fn until_eight(s: Script) -> Script {
    overtaken(s).lasts(640)
}

/// Messages from and to Beijing take three times as long.
fn both_withdraw(s: Script) -> Script {
    let s = s.lasts(1_200).patience(1_000, 0).at(100).slow(1, 3_000);
    s.at(500).ask(1, withdraw(ALICE, 400)).at(520).ask(2, withdraw(ALICE, 300))
}

/// Events go through a broker; those of one account are dealt to several partitions in turn, and a
/// copy believes whatever arrives last.
fn dealt(s: Script) -> Script {
    let s = s.way("async-events").lasts(4_000).latency(10).disk(20).patience(1_000, 0);
    let s = s.set("work_us", 0_u64).set("key_order", false).set("copies", "by_arrival");
    let s = s.at(500).ask(0, deposit(ALICE, 50)).at(600).ask(0, deposit(ALICE, 30));
    let s = s.lose(message(3, 1));
    s.at(1_300).ask(2, deposit(CAROL, 20)).at(1_400).ask(2, deposit(CAROL, 10))
}

fn in_order(s: Script) -> Script {
    dealt(s).set("key_order", true)
}

fn carol_too(s: Script) -> Script {
    dealt(s).lose(message(3, 1).behind(3))
}

/// The lesson.
pub(super) const LESSON: Lesson = Lesson {
    id: "the-same-order",
    number: 13,
    title: text("The same order everywhere", "同一个次序"),
    protocol: "log-shipping",
    watch: text(
        "In which order lines arrive, and in which they are applied.",
        "日志按什么次序到达，又按什么次序生效。",
    ),
    know: text(
        "What a secondary shows while a line is missing, who decides what came first, and what happens to copies without a log.",
        "缺了一行时从节点显示什么，谁先谁后由谁说了算，没有日志的副本又会怎样。",
    ),
    minutes: 10,
    steps: &[GAP, FILLED, FIRST, DEALT],
    practice: text(
        "Kafka keeps order within one partition only. A MySQL replica with parallel workers commits in another order than its source unless replica_preserve_commit_order is on.",
        "Kafka 只保证单个分区内有序。MySQL 从库并行回放时，要打开 replica_preserve_commit_order，提交次序才与主库一致。",
    ),
    sources: &[
        "Schneider: Implementing Fault-Tolerant Services Using the State Machine Approach (1990)",
        "Kleppmann: Designing Data-Intensive Applications (2017), chapters 5, 9 and 11",
        "Gray, Reuter: Transaction Processing (1993), chapter 12",
    ],
};

const GAP: Step = Step {
    id: "gap",
    title: text("Lines 1 to 6, and 8", "第 1 到 6 条，还有第 8 条"),
    prose: text(
        "Every node has log lines 1 to 6; alice has 500. Hangzhou, the primary, writes line 7, a deposit of 50, and then line 8, a withdrawal of 530. On the way to Beijing line 7 is delayed, and line 8 arrives at 0.602 s.",
        "每个节点都有日志第 1 到 6 条，alice 有 500。主节点杭州写下第 7 条（存入 50），又写下第 8 条（取出 530）。发往北京的第 7 条耽搁在路上，第 8 条在 0.602 秒到达。",
    ),
    run: until_eight,
    others: &[],
    asks_at_ms: 590,
    question: Question {
        asks: text(
            "What does Beijing show for alice once line 8 is there?",
            "第 8 条到达后，北京显示 alice 有多少？",
        ),
        kind: Asked::Number(text("", "")),
        answers: &[
            right(
                Says::Number(500),
                text(
                    "Line 8 is not applied before line 7: Beijing still shows the state after line 6.",
                    "没有第 7 条，就不应用第 8 条：北京仍显示第 6 条之后的状态。",
                ),
                &["balance(beijing, alice) = 500 at 0.62 s", "applied(beijing) = 6 at 0.62 s"],
            ),
            wrong(
                Says::Number(-30),
                text(
                    "That is everything but line 7. Hangzhou went from 500 to 550 to 20: nobody ever had 30 below nought.",
                    "这是“除第 7 条之外全都应用”。杭州的余额是 500、550、20：没有谁有过负 30。",
                ),
                &[
                    "balance(beijing, alice) != -30 at 0.62 s",
                    "balance(hangzhou, alice) = 550 at 0.55 s",
                    "balance(hangzhou, alice) = 20 at 0.62 s",
                ],
            ),
            wrong(
                Says::Number(20),
                text(
                    "Shanghai shows it, for it has line 7. From line 8 alone nobody can tell that there was a deposit.",
                    "上海显示的是它，因为上海有第 7 条。只凭第 8 条，看不出有过一笔存款。",
                ),
                &["balance(shanghai, alice) = 20 at 0.62 s", "entries(beijing) = 6 at 0.62 s"],
            ),
        ],
    },
    stops: &[Stop {
        at_ms: 603,
        says: text(
            "Line 8 has overtaken line 7. Beijing sees the gap by the number.",
            "第 8 条超过了第 7 条。北京凭编号看出中间有缺口。",
        ),
    }],
    explain: text(
        "A network does not keep order: another connection, a resend, a slow route, and the later message is there first. A log does: each line has a number and means something only after all before it. So a secondary is a prefix of the log: perhaps late, never something that did not happen.",
        "网络不保证次序：换个连接、重发一次、绕条慢路，后发的就先到了。日志保证次序：每条都有编号，只在前面全部到齐之后才有意义。从节点是日志的一个前缀：可能落后，但不会显示没发生过的状态。",
    ),
    claims: &[
        "entries(beijing) = 6 at 0.4 s",
        "first(gap@beijing) = 0.602 s",
        "entries(shanghai) = 8 at 0.61 s",
        "entries(hangzhou) = 7 at 0.55 s",
    ],
    meets: &[Misconception::NetworkKeepsOrder],
    challenge: None,
};

const FILLED: Step = Step {
    id: "filled",
    title: text("How the gap is filled", "缺口怎样补上"),
    prose: text(
        "The same run, and it goes on. Beijing has lines 1 to 6; line 8 is about to arrive, line 7 is still on its way.",
        "同一次运行，继续往下看。北京有第 1 到 6 条；第 8 条马上就到，第 7 条还在路上。",
    ),
    run: overtaken,
    others: &[],
    asks_at_ms: 595,
    question: Question {
        asks: text("Put what follows at Beijing into its order.", "接下来北京会依次发生什么？"),
        kind: Asked::Order(&[
            text("The delayed line 7 arrives.", "耽搁的第 7 条到达。"),
            text("Line 8 arrives.", "第 8 条到达。"),
            text("Beijing asks for everything from line 7 on.", "北京索取从第 7 条起的全部日志。"),
            text("Lines 7 and 8 arrive together.", "第 7、8 条一起到达。"),
        ]),
        answers: &[
            right(
                Says::Order(&[1, 2, 3, 0]),
                text(
                    "The gap at 0.602 s makes Beijing ask. At 0.682 s it has both lines; the late one is ignored at 1.002 s.",
                    "0.602 秒发现缺口，北京随即索取；0.682 秒两条都到了；迟到的那条在 1.002 秒被忽略。",
                ),
                &[
                    "entries(beijing) = 8 at 0.682 s",
                    "first(gap@beijing) = 0.602 s",
                    "first(ignored@beijing) = 1.002 s",
                ],
            ),
            wrong(
                Says::Order(&[0, 1, 2, 3]),
                text(
                    "You took the network for a queue. Line 7 was sent first and arrives last, at 1.002 s.",
                    "你把网络当成了队列。第 7 条先发出，却最后到达：1.002 秒。",
                ),
                &["first(ignored@beijing) = 1.002 s", "entries(beijing) = 6 at 0.64 s"],
            ),
            wrong(
                Says::Order(&[1, 0, 2, 3]),
                text(
                    "Beijing does not wait for what may never come: it asks as soon as it sees the gap.",
                    "北京不会干等一条也许永远不来的日志：一看到缺口就去索取。",
                ),
                &["first(gap@beijing) = 0.602 s", "entries(beijing) = 8 at 0.7 s"],
            ),
        ],
    },
    stops: &[
        Stop {
            at_ms: 690,
            says: text(
                "Line 7 is replayed, 550; then line 8. Beijing passes through every state that Hangzhou was in.",
                "先重放第 7 条，550；再重放第 8 条。杭州经过的每个状态，北京都会经过。",
            ),
        },
        Stop {
            at_ms: 1_003,
            says: text(
                "The delayed line 7 is here at last. By its number Beijing knows that it has it.",
                "耽搁的第 7 条终于到了。北京凭编号知道自己早已有它。",
            ),
        },
    ],
    explain: text(
        "The numbers do three things: they show what is missing, they say what to ask for, and they make a repetition harmless. With them a network that loses, repeats and reorders is good enough.",
        "编号有三个用处：看得出缺什么，说得出要什么，重复到达也无妨。有了编号，网络会丢、会重复、会乱序，都不要紧。",
    ),
    claims: &[
        "balance(beijing, alice) = 550 at 0.69 s",
        "balance(beijing, alice) = 20 at 0.7 s",
        "balance(beijing, alice) = 20",
        "entries(beijing) = 8",
        "agree() = yes",
    ],
    meets: &[Misconception::NetworkKeepsOrder],
    challenge: None,
};

const FIRST: Step = Step {
    id: "who-was-first",
    title: text("Who was first?", "谁先谁后？"),
    prose: text(
        "Alice has 500. At 0.5 s somebody withdraws 400 at Beijing; at 0.52 s somebody else withdraws 300 at Shanghai. Both nodes pass it on to Hangzhou, the primary. Messages from and to Beijing take three times as long today.",
        "alice 有 500。0.5 秒有人在北京取 400；0.52 秒另一个人在上海取 300。两边都转给主节点杭州，而北京收发的消息今天要花三倍的时间。",
    ),
    run: both_withdraw,
    others: &[],
    asks_at_ms: 530,
    question: Question {
        asks: text("At which node does the client get the money?", "哪个节点的客户端取到了钱？"),
        kind: Asked::Node,
        answers: &[
            right(
                Says::Node("shanghai"),
                text(
                    "Its withdrawal is line 7 of the log. Beijing's comes after it, and 200 do not cover 400.",
                    "它的取款是日志第 7 条。北京的排在它后面，而 200 不够取 400。",
                ),
                &["balance(hangzhou, alice) = 200 at 0.61 s", "answer(2) = 200", "entries(hangzhou) = 7"],
            ),
            wrong(
                Says::Node("beijing"),
                text(
                    "It asked first. But its request reached the log at 0.62 s, and what was there by then counts.",
                    "它先开口，但请求 0.62 秒才到日志那里，算数的是那时日志里已有的内容。",
                ),
                &[
                    "answer(1) = refused",
                    "asked(1) = 0.5 s",
                    "asked(2) = 0.52 s",
                    "nth(arrived@hangzhou, 12) = 0.62 s",
                    "first(installed@hangzhou) < 0.62 s",
                ],
            ),
            wrong(
                Says::Node("hangzhou"),
                text(
                    "Hangzhou decides the order, but nobody asked for money there.",
                    "次序由杭州决定，但没有人在那里取钱。",
                ),
                &["count(asked@hangzhou) = 0", "count(asked) = 2"],
            ),
        ],
    },
    stops: &[Stop {
        at_ms: 621,
        says: text(
            "Beijing's request is decided on what line 7 has left: 200.",
            "北京的请求，依据第 7 条之后剩下的 200 来决定。",
        ),
    }],
    explain: text(
        "Two people at two places have no common \"first\". The log makes one: whatever gets the lower number came first, for everybody and for ever. All nodes decide alike because they replay the same lines in the same order (a replicated state machine).",
        "身处两地的两个人，没有共同的“先”。日志造出一个：编号小的就是先，对谁都一样，永远如此。所有节点按同样的次序重放同样的日志，所以结论也一样（复制状态机）。",
    ),
    claims: &[
        "balance(beijing, alice) = 200",
        "balance(shanghai, alice) = 200",
        "receipt(operations.refused) = 1",
        "agree() = yes",
        "verdict(linearizable) = holds",
    ],
    meets: &[Misconception::NetworkKeepsOrder, Misconception::OneNow],
    challenge: None,
};

const DEALT: Step = Step {
    id: "without-a-log",
    title: text("Without a common order", "没有共同的次序"),
    prose: text(
        "Another way: Hangzhou owns alice and sends events with her new balance through a broker, dealt to partitions in turn. She has 500 and gets 50, then 30. Beijing's copy believes whatever arrives last. The first event is lost on its way to Beijing; the broker sends it again later.",
        "换一种方式：alice 归杭州，每次变更把新余额作为事件经代理发出，轮流放进各分区。她有 500，先存 50，再存 30。北京的副本以后到的为准。第一个事件在去北京的路上丢了，代理稍后重发。",
    ),
    run: dealt,
    others: &[Other {
        name: "in order",
        title: text("Events of one account in one partition", "同一账户的事件进同一分区"),
        run: in_order,
    }],
    asks_at_ms: 560,
    question: Question {
        asks: text("What does Beijing show for alice at the end?", "最后，北京显示 alice 有多少？"),
        kind: Asked::Number(text("", "")),
        answers: &[
            right(
                Says::Number(550),
                text(
                    "The lost event came again behind the newer one, and Beijing went back to it, for good.",
                    "丢失的事件重发时，已落在更新的事件之后；北京于是退了回去，再也不改。",
                ),
                &["balance(beijing, alice) = 550 at 1.25 s", "balance(beijing, alice) = 550"],
            ),
            wrong(
                Says::Number(580),
                text(
                    "Beijing was there at 0.7 s. A network that resends what it lost delivers everything, but not in order.",
                    "0.7 秒时北京是这个数。丢了会重发的网络，什么都送得到，只是不按次序。",
                ),
                &[
                    "balance(beijing, alice) = 580 at 0.7 s",
                    "in order: balance(beijing, alice) = 580",
                    "balance(hangzhou, alice) = 580",
                ],
            ),
            wrong(
                Says::Number(530),
                text(
                    "Nothing is missing: both events were processed. They came in the wrong order.",
                    "什么也没缺：两个事件都处理了，只是次序反了。",
                ),
                &["count(handled@beijing) = 4", "balance(beijing, alice) = 550"],
            ),
        ],
    },
    stops: &[
        Stop {
            at_ms: 710,
            says: text(
                "Only the second event is here: 580. So far Beijing is right by luck.",
                "只有第二个事件到了：580。到此为止，北京对了，靠的是运气。",
            ),
        },
        Stop {
            at_ms: 1_210,
            says: text("The first event, once more, and believed: 550.", "第一个事件又来了，也被采信：550。"),
        },
    ],
    explain: text(
        "Lost and sent again means reordered. Copies that take what arrives last agree only if it arrives in the same order everywhere: here Shanghai shows 580 and Beijing 550, with nothing under way. One partition for each account, or versions that are compared, would be order enough.",
        "丢失再重发，就等于乱序。“后到的为准”要处处都按同样的次序到达才会一致：这里再没有在途消息，上海显示 580，北京显示 550。同一账户进同一分区，或者比较版本号，次序就够用了。",
    ),
    claims: &[
        "balance(shanghai, alice) = 580",
        "count(lost) = 1",
        "agree() = no",
        "verdict(key-order) = violated",
        "verdict(convergence) = violated",
        "in order: verdict(key-order) = holds",
        "in order: agree() = yes",
    ],
    meets: &[Misconception::NetworkKeepsOrder, Misconception::ConvergenceIsRight],
    challenge: Some(Challenge {
        on: "",
        goal: text(
            "Carol, at Shanghai, gets 20 and then 10. Make Beijing's copy of carol go back to 220, for good.",
            "上海的 carol 先存 20，再存 10。让北京的 carol 副本退回到 220，而且不再改正。",
        ),
        reached: &["balance(beijing, carol) = 220", "balance(shanghai, carol) = 230"],
        budget: Budget { drops: 1, crashes: 0, pauses: 0 },
        hints: [
            text("What was done to alice's first event?", "alice 的第一个事件遭遇了什么？"),
            text(
                "The broker sends an event again when nobody acknowledges it.",
                "没有收到确认，代理就会重发事件。",
            ),
            text(
                "Lose the event of carol's first deposit between the broker and Beijing.",
                "让 carol 第一笔存款的事件丢在代理和北京之间。",
            ),
        ],
        solution: carol_too,
        protection: &[("key_order", To::Switch(true))],
        protected: text(
            "With order per key the second event is not delivered before the first is acknowledged, and no lost message does it.",
            "打开“按键保序”，第一个事件得到确认之后才会投递第二个，丢哪条消息都无济于事。",
        ),
    }),
};
