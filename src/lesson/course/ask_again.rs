//! Lesson 6: a request that is sent again, and what keeps it from happening twice.

use crate::base::text::text;
use crate::lab::script::{ALICE, Script, deposit, message};
use crate::lesson::{
    Asked, Budget, Challenge, Lesson, Misconception, Other, Question, Says, Step, Stop, right, wrong,
};
use crate::protocol::manifest::To;

/// Alice's client lives at Beijing; Hangzhou owns her account. Beijing waits 300 ms for the owner
/// and calls again, up to twice.
fn stage(s: Script) -> Script {
    let s = s.lasts(3_000).set("call_timeout_us", 300_000_u64).set("retries", 2_u64);
    s.set("work_us", 0_u64).set("backoff", false)
}

fn pays_in(s: Script, keys: &str) -> Script {
    stage(s).set("keys", keys).at(400).ask(1, deposit(ALICE, 50))
}

fn without_keys(s: Script) -> Script {
    pays_in(s, "none").lose(message(0, 1))
}

fn nothing_lost(s: Script) -> Script {
    pays_in(s, "none")
}

fn with_keys(s: Script) -> Script {
    pays_in(s, "with_data").lose(message(0, 1))
}

fn keys_in_memory(s: Script) -> Script {
    pays_in(s, "memory").lose(message(0, 1)).at(600).crash(0).at(650).restart(0)
}

fn keys_on_disk(s: Script) -> Script {
    with_keys(s).at(600).crash(0).at(650).restart(0)
}

/// The lesson.
pub(super) const LESSON: Lesson = Lesson {
    id: "ask-again",
    number: 6,
    title: text("Ask again", "再试一次"),
    protocol: "rpc",
    watch: text("How often the owner carries out one click.", "一次点击，所属服务执行了几次。"),
    know: text(
        "What a retry does to a deposit, what makes asking again safe, and where that has to be kept.",
        "重试会给一笔存款带来什么，怎样重试才安全，为此要把什么存在哪里。",
    ),
    minutes: 10,
    steps: &[TWICE, WITH_A_KEY, FORGOTTEN],
    practice: text(
        "Stripe takes an Idempotency-Key with each request and keeps the result beside it. Kafka producers number their messages, so a broker can drop what it has already.",
        "Stripe 的每个请求可带 Idempotency-Key，结果与键一同保存。Kafka 生产者给消息编号，broker 据此丢弃重复消息。",
    ),
    sources: &[
        "Helland: Idempotence Is Not a Medical Condition (2012)",
        "Saltzer, Reed, Clark: End-to-End Arguments in System Design (1984)",
    ],
};

const TWICE: Step = Step {
    id: "twice",
    title: text("The answer was lost, so we ask again", "答复丢了，那就再问一次"),
    prose: text(
        "At Beijing, alice pays in 50; she has 500. Hangzhou, her owner, carries it out. Its answer is lost. After 300 ms Beijing calls again.",
        "alice 有 500，在北京存入 50。所属服务杭州执行了，但答复丢失。300 毫秒后，北京再次调用。",
    ),
    run: without_keys,
    others: &[
        Other { name: "nothing lost", title: text("Nothing is lost", "什么也没丢"), run: nothing_lost },
        Other {
            name: "with keys", title: text("Calls carry a key", "调用带有幂等键"), run: with_keys
        },
    ],
    asks_at_ms: 430,
    question: Question {
        asks: text("What is alice's balance at the end?", "最后，alice 的余额是多少？"),
        kind: Asked::Number(text("", "")),
        answers: &[
            right(
                Says::Number(600),
                text(
                    "Hangzhou cannot see that the second call is the first one again: to it these are two deposits.",
                    "杭州看不出第二次调用就是第一次：对它来说，这是两笔存款。",
                ),
                &["balance(hangzhou, alice) = 600", "count(installed@hangzhou) = 2"],
            ),
            wrong(
                Says::Number(550),
                text(
                    "It is the same request to you. Nothing in the message says so, and Hangzhou carried out both.",
                    "对你来说是同一个请求，但消息里没有说明，于是杭州两次都执行了。",
                ),
                &["balance(hangzhou, alice) = 550 at 0.5 s", "balance(hangzhou, alice) = 600"],
            ),
            wrong(
                Says::Number(500),
                text(
                    "The lost answer took nothing back: the 50 were on the books before it left.",
                    "答复丢失并没有退回什么：答复发出之前，这 50 已经入账。",
                ),
                &["balance(hangzhou, alice) = 550 at 0.5 s"],
            ),
        ],
    },
    stops: &[Stop {
        at_ms: 500,
        says: text(
            "550 is on Hangzhou's books. Its answer never arrives.",
            "杭州账上已是 550，答复却没有送到。",
        ),
    }],
    explain: text(
        "Alice clicked once and has 600, and her client was told so without a hint that anything went wrong. Retrying turns a lost answer into a doubled effect, unless both calls can be recognised as one.",
        "alice 只点了一次，余额却是 600，客户端得到的答复里看不出任何异常。除非能认出两次调用是同一个请求，否则重试会把丢失的答复变成重复的效果。",
    ),
    claims: &[
        "answer(1) = 600",
        "nothing lost: answer(1) = 550",
        "count(lost) = 1",
        "verdict(conservation) = violated",
        "balance(hangzhou, alice) = 550 at 0.5 s",
    ],
    meets: &[Misconception::TimeoutMeansDead, Misconception::PassedSoCorrect],
    challenge: Some(Challenge {
        on: "",
        goal: text(
            "Make it three: alice pays in 50 and ends with 650.",
            "弄成三次：alice 存入 50，最后却有 650。",
        ),
        reached: &["balance(hangzhou, alice) = 650"],
        budget: Budget { drops: 2, crashes: 0, pauses: 0 },
        hints: [
            text("Every lost answer costs one more call.", "每丢一次答复，就会多调用一次。"),
            text("The calls must arrive; their answers must not.", "调用要送到，答复不能送到。"),
            text("Drop the second answer as well.", "把第二个答复也丢掉。"),
        ],
        solution: |s| without_keys(s).lose(message(0, 1).behind(1)),
        protection: &[("keys", To::Choice("with_data"))],
        protected: text(
            "With a key beside the data, no two dropped messages make it more than 550.",
            "若键与数据存在一起，丢哪两条消息都不会超过 550。",
        ),
    }),
};

const WITH_A_KEY: Step = Step {
    id: "with-a-key",
    title: text("A key for each click", "每次点击一个键"),
    prose: text(
        "Now each call carries a key, and Hangzhou writes the key down together with the deposit. The answer is lost again, and Beijing calls again.",
        "现在每次调用都带一个键，杭州把键与存款一同写下。答复再次丢失，北京再次调用。",
    ),
    run: with_keys,
    others: &[Other { name: "without", title: text("Without keys", "不用键"), run: without_keys }],
    asks_at_ms: 720,
    question: Question {
        asks: text("What does Hangzhou do with the second call?", "杭州会怎样处理第二次调用？"),
        kind: Asked::Choice,
        answers: &[
            right(
                Says::Text(text("It repeats its first answer.", "重复第一次的答复。")),
                text(
                    "It knows the key, changes nothing, and says once more what it said: 550.",
                    "它认得这个键，什么也不改，只把上次的答复再说一遍：550。",
                ),
                &["answer(1) = 550", "count(installed@hangzhou) = 1"],
            ),
            wrong(
                Says::Text(text("It refuses it as a duplicate.", "当作重复请求拒绝。")),
                text(
                    "Then alice would be told no about a deposit that happened. The client was told 550.",
                    "那样 alice 会以为没存成，钱却已入账。客户端得到的是 550。",
                ),
                &["answer(1) = 550", "receipt(operations.refused) = 0"],
            ),
            wrong(
                Says::Text(text(
                    "It carries it out: the key only helps in reports.",
                    "照样执行，键只在查账时有用。",
                )),
                text("That is the run without keys, which ends with 600.", "那是不用键的运行，最后是 600。"),
                &["balance(hangzhou, alice) = 550", "without: balance(hangzhou, alice) = 600"],
            ),
        ],
    },
    stops: &[],
    explain: text(
        "A request with a key can be sent as often as you like: at least once on the wire, once in the books. The network did not become better. The owner learned to recognise what it has done.",
        "带键的请求发多少次都行：网络上至少一次，账上只有一次。网络并没有变好，是所属服务学会了辨认做过的事。",
    ),
    claims: &["count(arrived@hangzhou) = 2", "verdict(conservation) = holds"],
    meets: &[],
    challenge: None,
};

const FORGOTTEN: Step = Step {
    id: "forgotten",
    title: text("A key that a crash forgets", "崩溃后丢失的键"),
    prose: text(
        "Hangzhou keeps its keys in memory, the data on disk. The answer is lost. At 0.6 s Hangzhou crashes and is back at once. Then the second call arrives.",
        "杭州把数据落盘，键只记在内存里。答复丢失。0.6 秒杭州崩溃，随即重启。然后第二次调用到达。",
    ),
    run: keys_in_memory,
    others: &[Other {
        name: "on disk",
        title: text("Keys are on disk with the data", "键与数据一同落盘"),
        run: keys_on_disk,
    }],
    asks_at_ms: 590,
    question: Question {
        asks: text("What is alice's balance at the end?", "最后，alice 的余额是多少？"),
        kind: Asked::Number(text("", "")),
        answers: &[
            right(
                Says::Number(600),
                text(
                    "The deposit survived the crash, the key did not: Hangzhou takes the second call for a new one.",
                    "崩溃之后存款还在，键没了：杭州把第二次调用当成了新请求。",
                ),
                &["balance(hangzhou, alice) = 600", "count(crashed) = 1"],
            ),
            wrong(
                Says::Number(550),
                text(
                    "550 is what comes of a key that is on the same disk as the deposit, written in one step.",
                    "要让键和存款在同一步落盘，结果才是 550。",
                ),
                &["on disk: balance(hangzhou, alice) = 550", "balance(hangzhou, alice) = 600"],
            ),
            wrong(
                Says::Number(500),
                text(
                    "The crash lost what was in memory. The deposit was on disk before.",
                    "崩溃丢掉的是内存里的东西，存款早已落盘。",
                ),
                &["balance(hangzhou, alice) = 550 at 0.7 s"],
            ),
        ],
    },
    stops: &[Stop {
        at_ms: 660,
        says: text("Hangzhou is back, with 550 and without the key.", "杭州回来了：有 550，没有键。"),
    }],
    explain: text(
        "A key protects only as long as it lives exactly as long as the data it guards. Beside the data, in the same write, is the one place where neither can be lost without the other.",
        "键要与它所保护的数据同生共死才管用。和数据放在一起、同一步写入，才不会一个丢了，另一个还在。",
    ),
    claims: &[
        "status(hangzhou) = down at 0.62 s",
        "balance(hangzhou, alice) = 550 at 0.66 s",
        "on disk: verdict(conservation) = holds",
    ],
    meets: &[],
    challenge: None,
};
