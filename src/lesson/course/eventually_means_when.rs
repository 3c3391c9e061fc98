//! Lesson 10: how long "eventually" is, over many seeds, in the worst of them, and while a cut lasts.

use crate::base::text::text;
use crate::lab::script::{ALICE, Script, deposit, message, read};
use crate::lesson::{
    Asked, Budget, Challenge, Lesson, Misconception, Other, Question, Says, Step, Stop, right, wrong,
};
use crate::protocol::manifest::To;

/// Hangzhou, the primary, ships one line to Beijing and Shanghai.
fn one_line(s: Script, at_ms: u64) -> Script {
    s.at(at_ms).ask(0, deposit(ALICE, 50))
}

/// Half of all messages take 40 ms or less, some much longer, and 2 of 100 are lost.
fn by_chance(s: Script) -> Script {
    one_line(s.lasts(1_600).wavering(40, 500).loses(20_000), 500)
}

fn worst(s: Script) -> Script {
    by_chance(s).seed(129)
}

fn nothing_lost(s: Script) -> Script {
    by_chance(s).loses(0)
}

fn many_heartbeats(s: Script) -> Script {
    by_chance(s).set("heartbeat_us", 20_000_u64)
}

fn fast_worst(s: Script) -> Script {
    worst(s).wavering(20, 500)
}

fn calm(s: Script) -> Script {
    one_line(s.lasts(700), 200)
}

fn cut_off(s: Script) -> Script {
    one_line(s.lasts(5_000).at(400).isolate(2, 4_000), 500).at(3_500).ask(2, read(ALICE))
}

/// The lesson.
pub(super) const LESSON: Lesson = Lesson {
    id: "eventually-means-when",
    number: 10,
    title: text("Eventually means when?", "最终是多久"),
    protocol: "log-shipping",
    watch: text(
        "For how long the copies differ, and in which run.",
        "副本之间相差了多久，又是在哪次运行里。",
    ),
    know: text(
        "What \"eventually\" says about time, and how to find a figure that you may promise.",
        "“最终”对时间说了些什么，怎样得到一个敢承诺的数字。",
    ),
    minutes: 10,
    steps: &[TAIL, WORST, REPAIR, CUT_OFF],
    practice: text(
        "Amazon's Dynamo was held to the 99.9th percentile, not to the mean. MySQL and PostgreSQL show how far a replica lags, and whoever reads from it should look.",
        "亚马逊的 Dynamo 考核的是 99.9 分位，而不是平均值。MySQL 和 PostgreSQL 都能查看副本落后多少，从副本读取之前应该看一眼。",
    ),
    sources: &[
        "Bailis et al.: Probabilistically Bounded Staleness (2012)",
        "DeCandia et al.: Dynamo (2007), section 2.2",
        "Vogels: Eventually Consistent (2009)",
    ],
};

const TAIL: Step = Step {
    id: "tail",
    title: text("Two hundred runs", "两百次运行"),
    prose: text(
        "Alice pays in 50 at Hangzhou, the primary, which ships the line to Beijing and Shanghai. Half of all messages take up to 40 ms, some much longer; 2 of 100 are lost, and asked for again. Think of 200 such runs, each with a seed of its own.",
        "alice 在主节点杭州存入 50，杭州把日志发给北京和上海。一半的消息不超过 40 毫秒，有些久得多；每 100 条丢 2 条，丢了会再要。设想 200 次这样的运行，各有各的随机种子。",
    ),
    run: by_chance,
    others: &[],
    asks_at_ms: 490,
    question: Question {
        asks: text(
            "After how long do all copies agree in 99 of 100 runs?",
            "100 次里有 99 次，所有副本在多久之内一致？",
        ),
        kind: Asked::Choice,
        answers: &[
            right(
                Says::Text(text("About 270 ms.", "大约 270 毫秒。")),
                text(
                    "Within 270 ms they agree in 99 of 100 runs, and in 3 to 4 it takes more than 200 ms. That is the tail, and it is several times the middle.",
                    "100 次里有 99 次在 270 毫秒内一致，有 3 到 4 次超过 200 毫秒。这就是尾部，是中间值的好几倍。",
                ),
                &["apart() < 270 ms on 99 % of seeds 1..200", "apart() > 200 ms on 3..4 % of seeds 1..200"],
            ),
            wrong(
                Says::Text(text("About 40 ms: one message.", "大约 40 毫秒：一条消息。")),
                text(
                    "Both copies must have it, so the slower of two messages counts: in 91 of 100 runs it is later than 40 ms.",
                    "两个副本都要收到，看的是两条消息里较慢的那条：100 次里有 91 次超过 40 毫秒。",
                ),
                &["apart() > 40 ms on 91..92 % of seeds 1..200"],
            ),
            wrong(
                Says::Text(text("About 80 ms: one round trip.", "大约 80 毫秒：一个往返。")),
                text(
                    "That is what the middle looks like. In 24 of 100 runs the copies still differ after 80 ms.",
                    "那是中间的样子。100 次里有 24 次，80 毫秒之后副本仍不一致。",
                ),
                &["apart() > 80 ms on 24..25 % of seeds 1..200"],
            ),
        ],
    },
    stops: &[],
    explain: text(
        "One of these runs is on the stage, a good one: it took 43 ms. Half of them take longer than 58 ms, one in a hundred some 270 ms. Ask for the 99th percentile: with a hundred reads a page, most pages meet it.",
        "台上是其中一次，运气不错：43 毫秒。一半的运行超过 58 毫秒，百里挑一的约 270 毫秒。要问就问 99 分位：一个页面若读一百次，多数页面都会碰上它。",
    ),
    claims: &[
        "apart() < 43 ms",
        "apart() > 58 ms on 48..52 % of seeds 1..200",
        "agree() = yes on 100 % of seeds 1..200",
    ],
    meets: &[],
    challenge: None,
};

const WORST: Step = Step {
    id: "worst",
    title: text("Run 129", "第 129 次"),
    prose: text(
        "This is run 129 of the 200: the same settings, the same line, another seed. Hangzhou says done at 0.502 s. A secondary that finds a line missing asks for it.",
        "这是 200 次中的第 129 次：设置相同，日志相同，只是种子不同。杭州在 0.502 秒答复成功。从节点发现缺了一条日志，就会向主节点要。",
    ),
    run: worst,
    others: &[Other { name: "any seed", title: text("Any seed", "任意种子"), run: by_chance }],
    asks_at_ms: 600,
    question: Question {
        asks: text("When do all three show the deposit?", "什么时候，三个节点都显示这笔存款？"),
        kind: Asked::Choice,
        answers: &[
            right(
                Says::Text(text("After 1.3 s.", "1.3 秒之后。")),
                text(
                    "The line to Shanghai is lost, and Shanghai's request for it is lost as well. It shows 550 at 1.4 s: fifteen times later than usual.",
                    "发给上海的日志丢了，上海来要的请求也丢了。1.4 秒它才显示 550：比平常晚了十五倍。",
                ),
                &[
                    "balance(shanghai, alice) = 500 at 1.39 s",
                    "balance(shanghai, alice) = 550 at 1.4 s",
                    "count(lost@shanghai) = 1",
                    "apart() > 0.88 s",
                ],
            ),
            wrong(
                Says::Text(text("By 0.56 s, as in most runs.", "0.56 秒之前，和多数运行一样。")),
                text(
                    "Beijing does show it by then. Shanghai does not, and nobody at Hangzhou was told to wait for it.",
                    "北京那时已显示。上海没有，而杭州也没有等它。",
                ),
                &["balance(beijing, alice) = 550 at 0.56 s", "balance(shanghai, alice) = 500 at 0.56 s"],
            ),
            wrong(
                Says::Text(text(
                    "By 0.75 s: a lost line is asked for at once.",
                    "0.75 秒之前：丢了马上会再要。",
                )),
                text(
                    "It was asked for, at 0.678 s. The request had no better luck than the line, and Shanghai waits before it asks again.",
                    "确实要了，在 0.678 秒。可请求的运气也不好，而上海要等一阵才会再要。",
                ),
                &[
                    "count(lost) = 1 at 0.67 s",
                    "count(lost) = 2 at 0.68 s",
                    "nth(lost, 2) > 0.678 s",
                    "balance(shanghai, alice) = 500 at 0.75 s",
                ],
            ),
        ],
    },
    stops: &[Stop {
        at_ms: 700,
        says: text(
            "Two messages are lost: the line, and the request for it. Nobody knows that yet.",
            "丢了两条消息：日志，和来要它的请求。此刻还没人知道。",
        ),
    }],
    explain: text(
        "Whoever tried twenty runs has not seen this: in the first 20 it never takes 220 ms. So \"I have never seen it\" speaks of how often one looked. This run is no other kind of system; it is the same, with 2 messages lost that belong together.",
        "试二十次的人见不到它：前 20 次从没超过 220 毫秒。所以“从没见过”说明的是看了多少次。这次运行并不是另一种系统，只是恰好丢了 2 条有关联的消息。",
    ),
    claims: &[
        "count(lost) = 2 at 0.7 s",
        "any seed: apart() < 220 ms on 100 % of seeds 1..20",
        "answered(1) = 0.502 s",
        "agree() = yes",
    ],
    meets: &[Misconception::PassedSoCorrect],
    challenge: None,
};

const REPAIR: Step = Step {
    id: "repair",
    title: text("What makes the tail", "尾部从何而来"),
    prose: text(
        "On the stage is a calm run: every message takes 40 ms and none is lost. Compare four versions of the 200 runs: as before; messages twice as fast; heartbeats, which tell a secondary what it is missing, five times as often; and nothing lost.",
        "台上这次运行没有意外：每条消息 40 毫秒，一条不丢。比较那 200 次运行的四种版本：原样；消息快一倍；心跳频繁五倍（从节点靠心跳得知缺了什么）；一条也不丢。",
    ),
    run: calm,
    others: &[
        Other {
            name: "before", title: text("As before, the worst run", "原样，最坏的一次"), run: worst
        },
        Other {
            name: "fast",
            title: text("Twice as fast, the worst run", "快一倍，最坏的一次"),
            run: fast_worst,
        },
        Other {
            name: "beats",
            title: text("Heartbeats five times as often", "心跳频繁五倍"),
            run: many_heartbeats,
        },
        Other { name: "no loss", title: text("Nothing is lost", "一条也不丢"), run: nothing_lost },
        Other { name: "chance", title: text("As before", "原样"), run: by_chance },
    ],
    asks_at_ms: 195,
    question: Question {
        asks: text(
            "Put in order by the longest of the 200 runs, shortest first.",
            "按 200 次中最久的一次排序，短的在前。",
        ),
        kind: Asked::Order(&[
            text("Messages twice as fast", "消息快一倍"),
            text("As before", "原样"),
            text("Nothing is lost", "一条也不丢"),
            text("Heartbeats five times as often", "心跳频繁五倍"),
        ]),
        answers: &[
            right(
                Says::Order(&[2, 3, 0, 1]),
                text(
                    "Within 160 ms, within 260 ms, more than 0.75 s, more than 0.88 s. How fast a message is matters least: the tail is made of what has to be noticed and repaired.",
                    "160 毫秒以内，260 毫秒以内，超过 0.75 秒，超过 0.88 秒。消息多快最不要紧：尾部来自需要被发现、被补救的东西。",
                ),
                &[
                    "no loss: apart() < 160 ms on 100 % of seeds 1..200",
                    "beats: apart() < 260 ms on 100 % of seeds 1..200",
                    "fast: apart() > 0.75 s",
                    "before: apart() > 0.88 s",
                ],
            ),
            wrong(
                Says::Order(&[0, 2, 3, 1]),
                text(
                    "Fast messages make the middle better. The worst run still takes more than 0.75 s: what is lost is lost as fast, and the wait for it is the same.",
                    "消息快，改善的是中间。最坏的一次仍超过 0.75 秒：丢了就是丢了，等待补救的时间一点没少。",
                ),
                &["fast: apart() > 0.75 s", "fast: count(lost) = 2"],
            ),
            wrong(
                Says::Order(&[2, 0, 3, 1]),
                text(
                    "Halving every message saves little where waiting is what takes long: heartbeats bring the longest run to less than 260 ms.",
                    "时间都花在等待上，消息快一倍省不了多少：心跳勤一些，最久的一次就不到 260 毫秒。",
                ),
                &["beats: apart() < 260 ms", "fast: apart() > 260 ms"],
            ),
        ],
    },
    stops: &[],
    explain: text(
        "A tail is bought off with messages: here 320 instead of 66 in the same time. That can be worth it or not; but a faster network alone does not do it. Look for what waits: a timer, a retry, a poll, somebody on call.",
        "缩短尾部要用消息来换：同样的时间里 320 条，而不是 66 条。值不值得，要看情形；但光靠更快的网络做不到。要找的是在哪里等：定时器、重试、轮询，或者值班的人。",
    ),
    claims: &["chance: count(sent) = 66", "beats: count(sent) = 320", "apart() = 47 ms", "count(lost) = 0"],
    meets: &[],
    challenge: Some(Challenge {
        on: "",
        goal: text(
            "Keep the copies of this run apart for more than 200 ms, with one dropped message.",
            "只丢一条消息，让这次运行的副本相差 200 毫秒以上。",
        ),
        reached: &["apart() > 200 ms", "agree() = yes"],
        budget: Budget { drops: 1, crashes: 0, pauses: 0 },
        hints: [
            text(
                "A heartbeat that is lost does no harm: another one follows.",
                "丢一条心跳没有影响：后面还有。",
            ),
            text("The line itself goes once to each secondary.", "日志本身只给每个从节点发一次。"),
            text("Drop the line that Hangzhou ships to Shanghai.", "丢掉杭州发给上海的那条日志。"),
        ],
        solution: |s| calm(s).lose(message(0, 2).behind(2)),
        protection: &[("heartbeat_us", To::Number(50_000))],
        protected: text(
            "With a heartbeat every 50 ms no one dropped message keeps them apart for that long.",
            "若每 50 毫秒一次心跳，丢哪一条消息都差不了这么久。",
        ),
    }),
};

const CUT_OFF: Step = Step {
    id: "cut-off",
    title: text("No bound at all", "没有上限"),
    prose: text(
        "Nothing is lost by chance now. At 0.4 s the network cuts Shanghai off. At 0.5 s alice, who has 500, pays in 50 at Hangzhou and is told done. At 3.5 s a client reads at Shanghai, which answers as always.",
        "这次没有随机丢失。0.4 秒，网络把上海隔开。0.5 秒，有 500 的 alice 在杭州存入 50，得到成功。3.5 秒，一个客户端在上海读取，上海照常答复。",
    ),
    run: cut_off,
    others: &[],
    asks_at_ms: 1_000,
    question: Question {
        asks: text("By when does Shanghai show 550?", "上海最晚什么时候显示 550？"),
        kind: Asked::Choice,
        answers: &[
            right(
                Says::Text(text(
                    "That depends on when the cut heals, and nothing bounds it.",
                    "要看网络何时恢复，没有上限。",
                )),
                text(
                    "In this run it is healed at 4 s, and soon after Shanghai shows it. Heal it next week, and it is next week.",
                    "这次 4 秒时恢复，随后上海就显示了。要是下周才恢复，那就是下周。",
                ),
                &[
                    "first(healed) = 4 s",
                    "balance(shanghai, alice) = 500 at 4 s",
                    "balance(shanghai, alice) = 550",
                ],
            ),
            wrong(
                Says::Text(text("By 0.8 s: \"eventually\" means soon.", "0.8 秒之前：“最终”就是马上。")),
                text(
                    "At 3.5 s, 3 s after done, a client still reads 500 at Shanghai. \"Eventually\" says only that it will not be so for ever.",
                    "3.5 秒，也就是答复成功 3 秒之后，客户端在上海读到的还是 500。“最终”只是说不会永远这样。",
                ),
                &["answer(2) = 500 at 3.5 s", "answered(1) < 0.8 s", "apart() > 3 s"],
            ),
            wrong(
                Says::Text(text("It does not answer before it has caught up.", "追上之前，它不会答复。")),
                text(
                    "It cannot know that it is behind: nobody has told it that there is more. It says 500 at once, and looks as healthy as ever.",
                    "它不可能知道自己落后了：没人告诉它还有更新的。它立刻答复 500，看上去一切正常。",
                ),
                &["asked(2) = 3.5 s", "answered(2) = 3.5 s", "answer(2) = 500"],
            ),
        ],
    },
    stops: &[Stop {
        at_ms: 3_500,
        says: text(
            "Shanghai says 500, as it has for 3 s. Nothing about the answer looks old.",
            "上海答复 500，3 秒来一直如此。从答复上看不出它是旧的。",
        ),
    }],
    explain: text(
        "Eventual consistency is a promise about the end of trouble, not about its length: if writes stop and messages get through, copies agree. Who needs a bound must ask for one: refuse to answer when one has heard nothing for too long, or ask the primary, and bear the waiting.",
        "最终一致承诺的是总会结束，不是多久结束：写入停止、消息能到，副本就会一致。要上限就得自己去要：太久没有消息就拒绝答复，或者去问主节点，并忍受等待。",
    ),
    claims: &["agree() = no at 3.9 s", "agree() = yes", "answer(1) = 550", "status(shanghai) = up at 3.5 s"],
    meets: &[Misconception::EventuallyMeansSoon],
    challenge: None,
};
