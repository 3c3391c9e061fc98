//! Lesson 7: a spike of one second, and a storm of retries that outlives it.

use crate::base::text::text;
use crate::lab::script::{BOB, Script, deposit};
use crate::lesson::{
    Asked, Budget, Challenge, Lesson, Misconception, Other, Question, Says, Step, Stop, right, wrong,
};
use crate::protocol::manifest::To;

/// Beijing owns bob and needs 50 ms for a call: 20 a second. Hangzhou and Shanghai call it, wait
/// 250 ms, and call again three times at once.
fn stage(s: Script) -> Script {
    let s = s.lasts(9_000).latency(5).disk(1).patience(2_000, 0).set("work_us", 50_000_u64);
    let s = s.set("call_timeout_us", 250_000_u64).set("retries", 3_u64).set("deadline_us", 1_200_000_u64);
    let off = ["backoff", "retry_budget", "breaker", "propagate_deadline"];
    off.into_iter().fold(s.set("in_flight", 1_000_u64), |s, name| s.set(name, false))
}

/// Clients who click so often, at the two callers in turn.
fn clicks(s: Script, from_ms: u64, every_ms: u64, count: u64) -> Script {
    (0..count).fold(s, |s, nth| {
        s.at(from_ms + nth * every_ms).ask(if nth % 2 == 0 { 0 } else { 2 }, deposit(BOB, 1))
    })
}

/// Eleven clicks a second.
fn calm(s: Script) -> Script {
    clicks(stage(s), 100, 90, 94)
}

/// The same, and twenty clicks more between 2 s and 3 s.
fn spike(s: Script) -> Script {
    clicks(calm(s), 2_000, 50, 20)
}

fn with_backoff(s: Script) -> Script {
    spike(s).set("backoff", true)
}

fn with_budget(s: Script) -> Script {
    spike(s).set("retry_budget", true)
}

fn with_both(s: Script) -> Script {
    with_backoff(s).set("retry_budget", true)
}

fn with_deadlines(s: Script) -> Script {
    spike(s).set("propagate_deadline", true)
}

fn with_breaker(s: Script) -> Script {
    spike(s).set("breaker", true)
}

/// The lesson.
pub(super) const LESSON: Lesson = Lesson {
    id: "the-storm",
    number: 7,
    title: text("The storm", "重试风暴"),
    protocol: "rpc",
    watch: text("How much is done, beside how much Beijing works.", "完成了多少，再看看北京忙了多少。"),
    know: text(
        "How long an overload lasts once its cause is gone, and which remedies change that.",
        "诱因消失之后过载还会持续多久，哪些办法能改变它。",
    ),
    minutes: 12,
    steps: &[SPIKE, FOUR_FOR_ONE, REMEDIES, BREAKER],
    practice: text(
        "gRPC and Envoy have retry budgets, the AWS SDKs a retry quota with jittered backoff; gRPC passes deadlines on. Resilience4j and Envoy open breakers per upstream.",
        "gRPC 和 Envoy 有重试预算，AWS SDK 有重试配额和带抖动的退避；gRPC 会把截止时间传下去。Resilience4j 和 Envoy 按上游熔断。",
    ),
    sources: &[
        "Bronson et al.: Metastable Failures in Distributed Systems (HotOS 2021)",
        "Beyer et al.: Site Reliability Engineering (2016), chapters 21 and 22",
        "Brooker: Exponential Backoff And Jitter (2015)",
    ],
};

const SPIKE: Step = Step {
    id: "spike",
    title: text("One second too many", "多出来的一秒"),
    prose: text(
        "Beijing needs 50 ms for a call, so it can do 20 a second. 11 clicks a second come, and it keeps up. Between 2 s and 3 s come 20 more. A caller who hears nothing for 250 ms calls again at once, three times at most.",
        "北京处理一次调用要 50 毫秒，每秒能做 20 次。平时每秒来 11 次点击，应付自如。2 秒到 3 秒之间多来了 20 次。调用方等 250 毫秒没有答复就立刻重试，最多三次。",
    ),
    run: spike,
    others: &[Other { name: "calm", title: text("Without the spike", "没有突发流量"), run: calm }],
    asks_at_ms: 1_990,
    question: Question {
        asks: text(
            "When are clicks served as they were before the spike?",
            "什么时候，点击又能像突发流量之前那样得到处理？",
        ),
        kind: Asked::Choice,
        answers: &[
            right(
                Says::Text(text("Not any more while this runs, until 9 s.", "到 9 秒运行结束都不会。")),
                text(
                    "48 clicks are done by 4 s, and not one after that. Clicks come as before: 75 by 5 s, 114 in all.",
                    "4 秒前完成了 48 次，之后一次也没有。点击照常来：到 5 秒 75 次，总共 114 次。",
                ),
                &[
                    "count(done) = 48 at 4 s",
                    "count(done) = 48",
                    "receipt(operations.asked) = 114",
                    "count(asked) = 75 at 5 s",
                ],
            ),
            wrong(
                Says::Text(text("At 3 s, when the spike ends.", "3 秒，突发流量一结束。")),
                text(
                    "The clicks stop, their calls do not: at 3 s 27 calls wait at Beijing, more than a second of work.",
                    "点击停了，调用没停：3 秒时北京有 27 次调用在排队，要干一秒多。",
                ),
                &["queued(beijing) = 27 at 3 s", "queued(beijing) = 1 at 2 s"],
            ),
            wrong(
                Says::Text(text("At about 4 s, when the queue is worked off.", "4 秒左右，队列处理完之后。")),
                text(
                    "It would be, were it not for the retries. At 5 s the queue is 87 calls long, at 8 s 160.",
                    "要不是有重试，确实如此。5 秒时队列有 87 次调用，8 秒时有 160 次。",
                ),
                &["queued(beijing) = 87 at 5 s", "queued(beijing) = 160 at 8 s"],
            ),
        ],
    },
    stops: &[Stop {
        at_ms: 3_000,
        says: text(
            "The spike is over. From now on as many clicks come as at the beginning.",
            "突发流量过去了。从现在起，点击又和开头一样多。",
        ),
    }],
    explain: text(
        "The cause lasted a second, its effect lasts. Without the spike the same clients are all served, 94 of 94. This is a metastable failure: the system has a good state and a bad one under the same load, and a push is enough to change over.",
        "诱因只有一秒，后果却一直在。没有突发流量时，同样的客户端全部得到处理：94 次中的 94 次。这叫亚稳态故障：同样的负载下，系统有好、坏两种状态，推一把就会翻过去。",
    ),
    claims: &[
        "calm: receipt(operations.asked) = 94",
        "calm: count(done) = 94",
        "count(lost) = 0",
        "count(crashed) = 0",
    ],
    meets: &[Misconception::PassedSoCorrect],
    challenge: Some(Challenge {
        on: "calm",
        goal: text(
            "No spike at all: bring the storm about with one pause, so that of 94 clicks fewer than 40 are done.",
            "没有突发流量：只停顿一次，就引发风暴，让 94 次点击中完成的不到 40 次。",
        ),
        reached: &["count(done) < 40"],
        budget: Budget { drops: 0, crashes: 0, pauses: 1 },
        hints: [
            text(
                "A storm needs a queue. Where do calls queue, and what makes them wait there?",
                "风暴要有队列。调用在哪里排队？怎样让它们等在那里？",
            ),
            text(
                "A node that crashes forgets its queue. One that is paused does not, and the calls keep coming.",
                "崩溃的节点会忘掉队列；停顿的不会，而调用还在不断到来。",
            ),
            text("Pause Beijing early, at 0.2 s.", "早一点，0.2 秒时让北京停顿。"),
        ],
        solution: |s| calm(s).at(200).pause(1).at(1_200).resume(1),
        protection: &[("retry_budget", To::Switch(true)), ("backoff", To::Switch(true))],
        protected: text(
            "With retry budget and backoff no single pause does it, whichever node is paused and whenever.",
            "有重试预算和退避，无论哪个节点、何时停顿，一次都办不到。",
        ),
    }),
};

const FOUR_FOR_ONE: Step = Step {
    id: "four-for-one",
    title: text("What Beijing is busy with", "北京在忙什么"),
    prose: text(
        "The same run. By 5 s there were 75 clicks, by 8 s there are 108: no more than in calm times. Beijing is never idle. Look at how many calls reach it in these three seconds.",
        "同一次运行。到 5 秒有过 75 次点击，到 8 秒是 108 次，不比平时多。北京一刻也没闲着。看看这三秒里有多少次调用到达北京。",
    ),
    run: spike,
    others: &[],
    asks_at_ms: 5_000,
    question: Question {
        asks: text("How many calls arrive for each click?", "每次点击，会有几次调用到达？"),
        kind: Asked::Number(text("calls", "次调用")),
        answers: &[
            right(
                Says::Number(4),
                text(
                    "One call and three retries, since none is answered in time: by 5 s 167 calls have arrived, by 8 s 300.",
                    "一次调用加三次重试，因为没有一次及时得到答复：到 5 秒到达了 167 次，到 8 秒是 300 次。",
                ),
                &[
                    "count(arrived@beijing) = 167 at 5 s",
                    "count(arrived@beijing) = 300 at 8 s",
                    "count(asked) = 75 at 5 s",
                    "count(asked) = 108 at 8 s",
                ],
            ),
            wrong(
                Says::Number(1),
                text(
                    "So it was before the spike. Now every call is late, and late means: again. Nobody can be told in time from a queue of 87 calls.",
                    "突发流量之前是这样。现在每次调用都会超时，而超时就意味着重试。排在 87 次调用后面，谁也等不到及时的答复。",
                ),
                &["queued(beijing) = 87 at 5 s", "count(arrived@beijing) = 300 at 8 s"],
            ),
            wrong(
                Says::Number(2),
                text(
                    "The second call is as late as the first: it waits behind it. So is the third, and the fourth: from 5 s to 8 s nobody is served.",
                    "第二次和第一次一样晚：它排在第一次后面。第三次、第四次也是：5 秒到 8 秒，没有一次点击完成。",
                ),
                &["count(done) = 48 at 5 s", "count(done) = 48 at 8 s"],
            ),
        ],
    },
    stops: &[],
    explain: text(
        "By 5 s Beijing has answered 80 calls, by 8 s 140: it works as fast as ever. But every answer comes too late for its caller. Throughput is full, goodput is nothing: retries turn a queue into the reason why it grows.",
        "到 5 秒北京答复了 80 次调用，到 8 秒 140 次，干得和平时一样快，但每个答复对调用方来说都太晚了。吞吐量是满的，有效吞吐却是零：重试让队列成了队列变长的原因。",
    ),
    claims: &[
        "count(sent@beijing) = 80 at 5 s",
        "count(sent@beijing) = 140 at 8 s",
        "queued(beijing) < 160 at 7 s",
        "balance(beijing, bob) = 373",
    ],
    meets: &[],
    challenge: None,
};

const REMEDIES: Step = Step {
    id: "remedies",
    title: text("Which remedy does most?", "哪个办法最有用？"),
    prose: text(
        "The spike again, with remedies. Backoff with jitter waits a random while before each retry. A retry budget allows few retries for many calls. Deadlines travel with calls, so Beijing drops what nobody waits for.",
        "还是那阵突发流量，加上几种办法。带抖动的退避：每次重试前随机等一会儿。重试预算：很多次调用才换得一次重试。截止时间随调用传递：没人等的，北京直接丢弃。",
    ),
    run: with_both,
    others: &[
        Other { name: "nothing", title: text("No remedy", "什么办法也没有"), run: spike },
        Other { name: "backoff", title: text("Backoff alone", "只有退避"), run: with_backoff },
        Other { name: "budget", title: text("Retry budget alone", "只有重试预算"), run: with_budget },
        Other {
            name: "deadlines", title: text("Deadlines alone", "只有截止时间"), run: with_deadlines
        },
    ],
    asks_at_ms: 1_990,
    question: Question {
        asks: text("Put in order: fewest clicks done first.", "按完成的点击从少到多排序。"),
        kind: Asked::Order(&[
            text("Retry budget alone", "只有重试预算"),
            text("Backoff with jitter alone", "只有带抖动的退避"),
            text("Retry budget and backoff", "重试预算加退避"),
            text("Deadlines that travel alone", "只有截止时间"),
        ]),
        answers: &[
            right(
                Says::Order(&[1, 3, 0, 2]),
                text(
                    "54, 59, 62 and 72 clicks are done; 48 with nothing. Only with a budget does the storm end within the run.",
                    "分别完成 54、59、62、72 次；什么也没有时是 48 次。只有加了预算，风暴才在运行期间结束。",
                ),
                &[
                    "backoff: count(done) = 54",
                    "deadlines: count(done) = 59",
                    "budget: count(done) = 62",
                    "count(done) = 72",
                    "nothing: count(done) = 48",
                ],
            ),
            wrong(
                Says::Order(&[3, 0, 1, 2]),
                text(
                    "You trusted backoff. It spreads retries and takes none away: with as many calls as before, 54 clicks are done, and none after 5 s.",
                    "你相信退避。它把重试分散开，却一次也没减少：调用还是那么多，完成 54 次，5 秒之后一次也没有。",
                ),
                &[
                    "backoff: count(done) = 54 at 5 s",
                    "backoff: count(done) = 54",
                    "budget: count(done) = 62",
                ],
            ),
            wrong(
                Says::Order(&[1, 0, 3, 2]),
                text(
                    "Dropping what is late saves Beijing work, 185 calls of it. Yet every click still brings four calls, and at 5 s 43 of them wait.",
                    "丢弃过期的调用替北京省下了 185 次工作。可每次点击仍带来四次调用，5 秒时还有 43 次在排队。",
                ),
                &[
                    "deadlines: count(expired@beijing) = 185",
                    "deadlines: queued(beijing) = 43 at 5 s",
                    "budget: queued(beijing) = 17 at 5 s",
                ],
            ),
            wrong(
                Says::Order(&[1, 3, 2, 0]),
                text(
                    "The two help each other: the budget takes the load away, and jitter spends the few retries at better times: 72 rather than 62.",
                    "两者相辅相成：预算减负载，抖动让仅有的重试用在更好的时机：72 次，而不是 62 次。",
                ),
                &["count(done) = 72", "budget: count(done) = 62", "count(done) > 62 on 100 % of seeds 1..10"],
            ),
        ],
    },
    stops: &[],
    explain: text(
        "A storm feeds on calls that would not be there without it. So what counts is what takes calls away: a budget, whatever each caller thinks of its own retry. With budget and backoff 54 clicks are done by 7 s and 66 by 8 s: as many as come.",
        "风暴靠本不该有的调用维持，所以要紧的是减少调用：预算不管每个调用方觉得自己的重试有多要紧。有了预算和退避，到 7 秒完成 54 次，到 8 秒 66 次：来多少做多少。",
    ),
    claims: &[
        "count(done) = 54 at 7 s",
        "count(done) = 66 at 8 s",
        "count(no_budget) > 0",
        "backoff: count(done) < 62 on 100 % of seeds 1..10",
        "nothing: count(done) = 48 at 8 s",
    ],
    meets: &[],
    challenge: None,
};

const BREAKER: Step = Step {
    id: "breaker",
    title: text("No, and at once", "马上说“不”"),
    prose: text(
        "The spike once more. This time the one remedy is a circuit breaker at each caller: five calls in a row without an answer, and for 0.8 s it calls Beijing no more. Then one call is let through to see. At 5.41 s a client clicks.",
        "再来一阵突发流量。这次只在每个调用方装熔断器：连续五次调用没有答复，0.8 秒内就不再调用北京，之后放行一次试探。5.41 秒时，一个客户端点击。",
    ),
    run: with_breaker,
    others: &[Other { name: "without", title: text("Without a breaker", "没有熔断器"), run: spike }],
    asks_at_ms: 5_405,
    question: Question {
        asks: text("What is that client told?", "这个客户端得到了什么答复？"),
        kind: Asked::Choice,
        answers: &[
            right(
                Says::Text(text("\"No\", at once.", "立刻被拒绝。")),
                text(
                    "Nothing was called, so nothing can have happened: \"no\" is the truth, and it costs no time.",
                    "根本没有调用，也就什么都不会发生：“拒绝”是实话，而且不花时间。",
                ),
                &["asked(80) = 5.41 s", "answered(80) = 5.41 s", "answer(80) = refused at 5.42 s"],
            ),
            wrong(
                Says::Text(text("\"Unknown\", after a second of retries.", "重试一秒之后，“结果未知”。")),
                text(
                    "That is its fate without the breaker: at 6.41 s it is told that the outcome is unknown.",
                    "没有熔断器时才是这样：到 6.41 秒，得到的是“结果未知”。",
                ),
                &["without: answer(80) = unknown", "without: answered(80) = 6.41 s", "answered(80) = 5.41 s"],
            ),
            wrong(
                Says::Text(text(
                    "\"Done\": its caller waits until Beijing is well.",
                    "“成功”：调用方会等到北京恢复。",
                )),
                text(
                    "A breaker keeps nothing for later. Of 114 clicks 71 are done, and 26 are refused.",
                    "熔断器不会替谁攒着以后再做。114 次点击中，71 次成功，26 次被拒绝。",
                ),
                &[
                    "receipt(operations.asked) = 114",
                    "receipt(operations.ok) = 71",
                    "receipt(operations.refused) = 26",
                ],
            ),
        ],
    },
    stops: &[],
    explain: text(
        "The queue drains while nobody calls, and from 6.5 s on clicks are served again. The breaker does not know whether Beijing is dead or slow, and need not: it refuses some now, so that not all wait for nothing. Without it 66 clicks end as unknown, here 17.",
        "没人调用时，队列就排空了，6.5 秒起点击又得到处理。熔断器分不清北京是宕机还是慢，也不必分清：它现在拒绝一些，免得大家都白等。没有它，66 次点击结果未知；有它，是 17 次。",
    ),
    claims: &[
        "first(breaker_opened) = 3.2 s",
        "count(not_called) = 41",
        "count(done) = 46 at 6 s",
        "count(done) > 46 at 6.5 s",
        "count(done) = 65 at 8 s",
        "without: receipt(operations.unknown) = 66",
        "receipt(operations.unknown) = 17",
        "status(beijing) = up at 5.41 s",
    ],
    meets: &[Misconception::TimeoutMeansDead],
    challenge: None,
};
