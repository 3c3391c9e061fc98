//! Lesson 8: five services that are called in turn, and what is left of their availability.

use crate::base::ids::AccountId;
use crate::base::text::text;
use crate::lab::script::{ALICE, BOB, CAROL, Script, audit, message, open, read};
use crate::lesson::{
    Asked, Budget, Challenge, Lesson, Misconception, Other, Question, Says, Step, Stop, right, wrong,
};
use crate::protocol::manifest::To;

const DAVE: AccountId = AccountId(3);
const ERIN: AccountId = AccountId(4);

/// Five services own an account each; Singapore owns none and asks. A message takes 20 ms, the work
/// on a call 2 ms.
fn stage(s: Script) -> Script {
    let s = s.nodes(6).lasts(2_500).latency(20).set("call_timeout_us", 300_000_u64);
    let s = s.set("work_us", 2_000_u64).set("retries", 0_u64).at(100);
    s.ask(3, open(DAVE)).ask(4, open(ERIN)).at(500)
}

fn five_calls(s: Script) -> Script {
    stage(s).ask(5, audit(&[ALICE, BOB, CAROL, DAVE, ERIN]))
}

/// Of 200 messages one does not arrive, so that of 100 calls one is not answered.
fn by_chance(s: Script) -> Script {
    five_calls(s).loses(5_013)
}

fn one_call_by_chance(s: Script) -> Script {
    stage(s).ask(5, read(ALICE)).loses(5_013)
}

fn slow_owner(s: Script) -> Script {
    five_calls(s).at(450).slow(3, 5_000)
}

fn one_down(s: Script) -> Script {
    five_calls(s).at(450).crash(3)
}

fn again(s: Script) -> Script {
    five_calls(s).set("retries", 1_u64).lose(message(3, 5))
}

fn again_by_chance(s: Script) -> Script {
    by_chance(s).set("retries", 1_u64)
}

fn again_one_down(s: Script) -> Script {
    one_down(s).set("retries", 1_u64)
}

/// The lesson.
pub(super) const LESSON: Lesson = Lesson {
    id: "five-in-a-row",
    number: 8,
    title: text("Five nines in a row", "串起来的可用性"),
    protocol: "rpc",
    watch: text("How many have to be well for one answer.", "一个答复，需要几个服务都正常。"),
    know: text(
        "What becomes of availability and of time when services are called one after the other.",
        "服务一个接一个地调用时，可用性和耗时会变成什么样。",
    ),
    minutes: 8,
    steps: &[CHAIN, TIME, ONE_DOWN, AGAIN],
    practice: text(
        "A page of a shop asks a hundred services or more. What is not needed now is left out, cached or called in parallel; AWS counts the hard dependencies of each service.",
        "电商的一个页面往往要问上百个服务。此刻不必要的，就省去、缓存或并行调用；AWS 会清点各项服务的硬依赖。",
    ),
    sources: &[
        "Dean, Barroso: The Tail at Scale (2013)",
        "Treynor, Dahlin, Rau, Beyer: The Calculus of Service Availability (2017)",
        "Nygard: Release It! (2nd edition, 2018), chapter 4",
    ],
};

const CHAIN: Step = Step {
    id: "chain",
    title: text("All five, or nothing", "五个都要成功"),
    prose: text(
        "Singapore adds up five accounts. Each lives at a service of its own, so it calls five services in turn. In this network 99 of 100 calls are answered; nobody calls twice. Think of 1000 such audits, each with its own luck.",
        "新加坡要合计五个账户。它们分属五个服务，于是依次调用五次。在这个网络里，100 次调用有 99 次得到答复，谁也不重试。设想 1000 次这样的查询，每次运气不同。",
    ),
    run: by_chance,
    others: &[Other {
        name: "one",
        title: text("One call instead of five", "只调用一次"),
        run: one_call_by_chance,
    }],
    asks_at_ms: 490,
    question: Question {
        asks: text("How many of them get their sum?", "其中有多少次能得到合计？"),
        kind: Asked::Choice,
        answers: &[
            right(
                Says::Text(text(
                    "About 950: 0.99 five times over is 0.951.",
                    "大约 950 次：0.99 连乘五次是 0.951。",
                )),
                text(
                    "All five must succeed, so the chances multiply. Tried with 1000 seeds, it is between 95 and 96 of 100.",
                    "五次都得成功，所以概率要相乘。用 1000 个随机种子试过，每 100 次在 95 到 96 次之间。",
                ),
                &["answer(3) = 500 on 95..96 % of seeds 1..1000"],
            ),
            wrong(
                Says::Text(text(
                    "About 990: a chain is as strong as its weakest link.",
                    "大约 990 次：链条的强度取决于最弱的一环。",
                )),
                text(
                    "One call alone is: 98 to 99 of 100, with the same 1000 seeds. A chain of chances is weaker than any of its links, because each of them may break.",
                    "单独一次调用才是：同样 1000 个种子，每 100 次有 98 到 99 次。概率的链条比任何一环都弱，因为每一环都可能断。",
                ),
                &["one: answer(3) = 500 on 98..99 % of seeds 1..1000"],
            ),
            wrong(
                Says::Text(text(
                    "Practically all: four can make up for the fifth.",
                    "几乎全部：一个失败，另外四个能补上。",
                )),
                text(
                    "The others have other accounts: nobody has a second copy to ask. In 4 to 5 of 100 audits one answer is missing, and with it the sum.",
                    "别人手里是别的账户，没有第二份可问。每 100 次里有 4 到 5 次缺了一个答复，合计也就没了。",
                ),
                &["answer(3) = refused on 4..5 % of seeds 1..1000"],
            ),
        ],
    },
    stops: &[Stop {
        at_ms: 600,
        says: text(
            "Two of five have answered. Were the third silent, these two would have worked for nothing.",
            "五个已答复了两个。若第三个没有回音，这两个就白做了。",
        ),
    }],
    explain: text(
        "Whoever calls others takes over their failures. To be available 99 times of 100 itself, a service with five such calls needs each of them to be five times better. So count what you call before you promise anything.",
        "调用别人，就要承担别人的故障。若自己也想 100 次成功 99 次，这五次调用每次都得可靠五倍。作承诺之前，先数数自己依赖了谁。",
    ),
    claims: &["count(arrived@singapore) = 2 at 0.6 s", "answer(3) = 500", "count(sent@singapore) = 5"],
    meets: &[Misconception::PassedSoCorrect],
    challenge: Some(Challenge {
        on: "",
        goal: text(
            "Let four owners answer for nothing: one dropped message, and no sum.",
            "让四个服务白答复一场：只丢一条消息，合计就没了。",
        ),
        reached: &["answer(3) = refused", "count(arrived@singapore) = 4"],
        budget: Budget { drops: 1, crashes: 0, pauses: 0 },
        hints: [
            text("The fifth call comes last.", "第五次调用在最后。"),
            text("Chengdu is the fifth owner.", "成都是第五个所属服务。"),
            text("Drop Chengdu's answer, or the call to it.", "丢掉成都的答复，或发给它的调用。"),
        ],
        solution: |s| by_chance(s).lose(message(4, 5)),
        protection: &[("retries", To::Number(2))],
        protected: text(
            "If each call may be tried three times, no one dropped message costs the sum.",
            "若每次调用最多试三次，丢哪一条消息都不会丢掉合计。",
        ),
    }),
};

const TIME: Step = Step {
    id: "time",
    title: text("Time adds up, too", "时间也会累加"),
    prose: text(
        "The same five calls; nothing is lost this time. A message takes 20 ms, an owner works 2 ms on a call. The client asks at 0.5 s.",
        "还是那五次调用，这次什么也没丢。一条消息走 20 毫秒，所属服务处理一次调用要 2 毫秒。客户端在 0.5 秒提问。",
    ),
    run: five_calls,
    others: &[Other {
        name: "slow",
        title: text("Shenzhen's messages take five times as long", "深圳的消息慢五倍"),
        run: slow_owner,
    }],
    asks_at_ms: 490,
    question: Question {
        asks: text("After how many milliseconds has the client its sum?", "多少毫秒之后，客户端得到合计？"),
        kind: Asked::Number(text("ms", "毫秒")),
        answers: &[
            right(
                Says::Number(210),
                text(
                    "There, work and back, 42 ms, and that five times: each call waits for the answer to the one before. Its answer comes at 0.71 s.",
                    "去、处理、回，共 42 毫秒，一共五遍：每次调用都要等上一次的答复。0.71 秒得到答复。",
                ),
                &["asked(3) = 0.5 s", "answered(3) = 0.71 s", "first(arrived@singapore) = 542 ms"],
            ),
            wrong(
                Says::Number(42),
                text(
                    "For that all five would have to be called at once. At 0.6 s only two have answered, and the fourth has not even been called.",
                    "那得五个同时调用。0.6 秒时只有两个答复了，第四个连调用都还没收到。",
                ),
                &["count(arrived@singapore) = 2 at 0.6 s", "count(arrived@shenzhen) = 0 at 0.6 s"],
            ),
            wrong(
                Says::Number(100),
                text(
                    "You counted five messages. Each call is two, and work between them: 10 messages are sent in all.",
                    "你只数了五条消息。一次调用有一去一回，中间还要处理：总共发出 10 条消息。",
                ),
                &["count(sent) = 10", "answered(3) = 0.71 s"],
            ),
        ],
    },
    stops: &[],
    explain: text(
        "In a row, times add up and the slowest decides: let Shenzhen's messages take five times as long, and it is 0.87 s. Side by side they would not add up, but the slowest still decides; and of five, one is slow far oftener than of one.",
        "串行时，时间相加，最慢的说了算：若深圳的消息慢五倍，就要到 0.87 秒。并行时不相加，但仍由最慢的说了算；而五个里有一个慢，比单独一个慢，要常见得多。",
    ),
    claims: &["slow: answered(3) = 0.87 s", "count(lost) = 0"],
    meets: &[],
    challenge: None,
};

const ONE_DOWN: Step = Step {
    id: "one-down",
    title: text("One of five is down", "五个里宕了一个"),
    prose: text(
        "At 0.45 s Shenzhen crashes. At 0.5 s a client asks Singapore for the sum of five accounts: those of Hangzhou, Beijing, Shanghai, Shenzhen and Chengdu, called in this order. Each call may take 300 ms.",
        "0.45 秒，深圳崩溃。0.5 秒，一个客户端向新加坡要五个账户的合计，依次调用杭州、北京、上海、深圳、成都。每次调用最多等 300 毫秒。",
    ),
    run: one_down,
    others: &[],
    asks_at_ms: 495,
    question: Question {
        asks: text("Which of these owners is never called?", "哪个所属服务自始至终没有被调用？"),
        kind: Asked::Node,
        answers: &[
            right(
                Says::Node("chengdu"),
                text(
                    "The chain ends at the fourth link. What comes behind it does not happen, however well it is.",
                    "链条断在第四环。后面的再正常，也轮不到。",
                ),
                &["count(arrived@chengdu) = 0", "status(chengdu) = up", "answer(3) = refused at 1 s"],
            ),
            wrong(
                Says::Node("shenzhen"),
                text(
                    "Singapore cannot see that it is down. It calls, and learns after 300 ms of silence, at 0.926 s, that it has learned nothing.",
                    "新加坡看不出它宕了。它照样调用，沉默 300 毫秒之后，到 0.926 秒，才知道什么也没等到。",
                ),
                &["count(lost) = 1", "first(timed_out@singapore) = 0.926 s"],
            ),
            wrong(
                Says::Node("hangzhou"),
                text(
                    "Hangzhou was called first, and answered. Its answer is thrown away with two others.",
                    "杭州最先被调用，也答复了。它的答复和另外两个一起作废。",
                ),
                &["count(arrived@hangzhou) = 1", "count(arrived@singapore) = 3"],
            ),
        ],
    },
    stops: &[Stop {
        at_ms: 700,
        says: text(
            "Three answers are here. The fourth call went to a node that is down.",
            "三个答复已到，第四次调用发给了宕机的节点。",
        ),
    }],
    explain: text(
        "Four of five are up, and the audit is not available at all while Shenzhen is down. The client also waits longer for its \"no\" than it would for a sum. If an old number for Shenzhen is better than none, keep a copy: then it is no longer a chain, and no longer fresh.",
        "五个里四个在线，可只要深圳宕着，合计就完全不可用；等一个“不行”，比等合计还久。若深圳的旧数字也比没有强，就留一份副本：那就不再是链条，也不再新鲜。",
    ),
    claims: &[
        "count(arrived@singapore) = 3 at 0.7 s",
        "count(lost) = 1 at 0.7 s",
        "status(shenzhen) = down",
        "answered(3) = 0.926 s",
    ],
    meets: &[],
    challenge: None,
};

const AGAIN: Step = Step {
    id: "again",
    title: text("One more try", "再试一次"),
    prose: text(
        "Shenzhen is up, but its first answer is lost. Now each call may be tried once more. Think of the 1000 audits of the first step again, with 99 of 100 calls answered at the first try.",
        "深圳在线，但它的第一个答复丢了。这次，每次调用可以再试一次。再想想第一步的 1000 次查询：100 次调用里 99 次头一次就得到答复。",
    ),
    run: again,
    others: &[
        Other {
            name: "chance", title: text("Answers are lost by chance", "随机丢失"), run: again_by_chance
        },
        Other { name: "down", title: text("Shenzhen is down", "深圳宕机"), run: again_one_down },
    ],
    asks_at_ms: 690,
    question: Question {
        asks: text("How many of them get their sum now?", "现在有多少次能得到合计？"),
        kind: Asked::Choice,
        answers: &[
            right(
                Says::Text(text("More than 990.", "超过 990 次。")),
                text(
                    "A call now fails only if both tries do, once in some ten thousand. More than 99 of 100 audits get their answer, over the same seeds.",
                    "现在要两次都失败，一次调用才算失败，约一万次才有一次。同样的种子，100 次查询有 99 次以上得到答复。",
                ),
                &[
                    "chance: answer(3) = 500 on 99 % of seeds 1..1000",
                    "count(retried) = 1",
                    "answer(3) = 500 at 1.1 s",
                ],
            ),
            wrong(
                Says::Text(text(
                    "About 960: a fifth of the failures is mended.",
                    "大约 960 次：只补回五分之一。",
                )),
                text(
                    "Each of the five calls has its second try, not one of them alone. At most 1 of 100 audits is refused now.",
                    "五次调用各有第二次机会，不是只有其中一次有。现在被拒的查询，100 次里最多 1 次。",
                ),
                &["chance: answer(3) = refused on 0..1 % of seeds 1..1000"],
            ),
            wrong(
                Says::Text(text("About 950, as before.", "和之前一样，大约 950 次。")),
                text(
                    "What failed was a message, not a service, and the next message has its own luck: here the second call is answered.",
                    "坏的是一条消息，不是服务；下一条消息有它自己的运气：这里第二次调用就得到了答复。",
                ),
                &["count(timed_out) = 1", "answer(3) = 500 at 1.1 s"],
            ),
        ],
    },
    stops: &[],
    explain: text(
        "Retries mend bad luck, where failures have nothing to do with each other. They do not mend a service that is down: with Shenzhen gone the audit is still refused, only later. And under load they feed the storm. So a budget, and as few links as you can.",
        "故障互不相干时，重试能补救坏运气，却救不了宕机的服务：深圳不在，合计照样被拒，只是更晚。负载高时，它还会助长风暴。所以要有预算，环节也越少越好。",
    ),
    claims: &["down: answer(3) = refused", "down: answered(3) > 1.1 s", "count(lost) = 1"],
    meets: &[],
    challenge: None,
};
