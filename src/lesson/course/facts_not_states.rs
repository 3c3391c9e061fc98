//! Lesson 17: two commands that decide on the same version, and what a read model is good for.

use crate::base::text::text;
use crate::lab::script::{BOB, Script, deposit, message, read, withdraw};
use crate::lesson::{
    Asked, Budget, Challenge, Lesson, Misconception, Other, Question, Says, Step, right, wrong,
};
use crate::protocol::manifest::To;

/// Beijing owns bob's stream; the others keep read models of it. A message takes 100 ms.
fn stage(s: Script) -> Script {
    s.lasts(3_000).latency(100).disk(10).set("apply_us", 20_000_u64).set("resend_us", 400_000_u64)
}

fn two_withdrawals(s: Script, amount: i64) -> Script {
    stage(s).at(200).ask(0, withdraw(BOB, amount)).ask(2, withdraw(BOB, amount))
}

fn blind(s: Script) -> Script {
    two_withdrawals(s, 200).set("expected_version", false)
}

fn checked(s: Script) -> Script {
    two_withdrawals(s, 200)
}

fn both_fit(s: Script) -> Script {
    two_withdrawals(s, 100).set("retries", 3_u64)
}

fn gives_up(s: Script) -> Script {
    two_withdrawals(s, 100).set("retries", 0_u64)
}

fn own_write(s: Script) -> Script {
    let s = stage(s).set("read_from", "local").delay(message(1, 0), 1_500);
    s.at(200).ask(0, deposit(BOB, 50)).at(700).ask(0, read(BOB))
}

fn prompt(s: Script) -> Script {
    stage(s).set("read_from", "local").at(200).ask(0, deposit(BOB, 50)).at(700).ask(0, read(BOB))
}

fn from_the_owner(s: Script) -> Script {
    own_write(s).set("read_from", "at_least_seen")
}

/// The lesson.
pub(super) const LESSON: Lesson = Lesson {
    id: "facts-not-states",
    number: 17,
    title: text("Facts, not states", "事件溯源不是发消息"),
    protocol: "event-sourcing",
    watch: text("On which version of the stream each decision rests.", "每个决策依据的是流的哪个版本。"),
    know: text(
        "What becomes of two decisions on one version, what a read model is good for, and where the consistency of event sourcing lies.",
        "依据同一版本作出的两个决策会怎样，读模型适合做什么，事件溯源的一致性又在哪里。",
    ),
    minutes: 10,
    steps: &[SAME_MONEY, SECOND_COMMAND, OWN_WRITE],
    practice: text(
        "EventStoreDB refuses an append whose expected revision is not the stream's. Publishing \"AccountChanged\" to a topic beside a table is messaging: the table is still the truth.",
        "EventStoreDB 会拒绝期望版本与流不符的追加。一边写表、一边往主题里发“账户已变更”，只是消息通知：真相仍是那张表。",
    ),
    sources: &[
        "Young: CQRS Documents (2010)",
        "Vernon: Implementing Domain-Driven Design (2013), appendix A",
    ],
};

const SAME_MONEY: Step = Step {
    id: "same-money",
    title: text("Deciding from a read model", "依据读模型做决策"),
    prose: text(
        "Bob has 300, and Beijing owns his stream of events. At the same moment Hangzhou and Shanghai each allow a withdrawal of 200: in both read models there is money enough. Here the owner appends whatever comes.",
        "bob 有 300，他的事件流归北京管。杭州和上海同时各批准取款 200：两个读模型里钱都够。这里的北京来什么就追加什么。",
    ),
    run: blind,
    others: &[Other {
        name: "checked", title: text("With an expected version", "带期望版本"), run: checked
    }],
    asks_at_ms: 240,
    question: Question {
        asks: text("What is bob's balance at the end?", "最后，bob 的余额是多少？"),
        kind: Asked::Number(text("", "")),
        answers: &[
            right(
                Says::Number(-100),
                text(
                    "Each decision was right about a past that both had read: 300. Together they spend the same money twice.",
                    "两个决策对各自读到的过去（300）来说都没错，合起来却把同一笔钱花了两次。",
                ),
                &[
                    "balance(beijing, bob) = -100",
                    "balance(hangzhou, bob) = 300 at 0.2 s",
                    "balance(shanghai, bob) = 300 at 0.2 s",
                ],
            ),
            wrong(
                Says::Number(100),
                text(
                    "Somebody would have to refuse the second one. The services could not: their read models had not heard of the first.",
                    "得有谁拒绝第二笔才行。两个服务做不到：它们的读模型还不知道第一笔。",
                ),
                &["checked: balance(beijing, bob) = 100", "balance(beijing, bob) = -100"],
            ),
            wrong(
                Says::Number(300),
                text(
                    "Neither was refused: both withdrawals were acknowledged.",
                    "谁也没被拒绝：两个客户端都得到了成功。",
                ),
                &["receipt(operations.ok) = 2"],
            ),
        ],
    },
    stops: &[],
    explain: text(
        "A read model is a picture of the past. It is good for showing and bad for deciding, unless whoever appends checks that the past is still the same.",
        "读模型是过去的一张照片，用来展示很好，用来决策很糟，除非追加时核对过去没有变。",
    ),
    claims: &["verdict(non-negative) = violated", "checked: verdict(non-negative) = holds"],
    meets: &[Misconception::DecideFromReadModel],
    challenge: None,
};

const SECOND_COMMAND: Step = Step {
    id: "second-command",
    title: text("Two commands at version 2", "两个命令都依据版本 2"),
    prose: text(
        "Now each append says on which version it was decided, and the owner checks. Hangzhou and Shanghai each withdraw 100 from bob's 300 at the same moment, both on version 2.",
        "现在每次追加都注明依据的版本，由所属服务北京核对。杭州和上海同时从 bob 的 300 中各取 100，都依据版本 2。",
    ),
    run: both_fit,
    others: &[Other {
        name: "gives up", title: text("Without deciding again", "不重新决策"), run: gives_up
    }],
    asks_at_ms: 240,
    question: Question {
        asks: text("What becomes of the second append?", "第二次追加会怎样？"),
        kind: Asked::Choice,
        answers: &[
            right(
                Says::Text(text(
                    "It is refused, and decided again on what is true now.",
                    "被拒绝，再依据新的事实重新决策。",
                )),
                text(
                    "The service catches up, sees 200, decides that 100 are still allowed, and appends on the new version.",
                    "服务补上新事件，看到 200，判断还可以取 100，再依据新版本追加。",
                ),
                &["balance(beijing, bob) = 100", "receipt(operations.ok) = 2", "answer(2) = 100"],
            ),
            wrong(
                Says::Text(text("Both are kept, and order decides.", "都保留，由次序决定。")),
                text(
                    "Order cannot decide whether there is money enough; a rule must look at the balance again. Without that the second client is refused.",
                    "次序判断不了钱够不够，必须再看一次余额。若不重新决策，第二个客户端就被拒绝。",
                ),
                &["gives up: receipt(operations.refused) = 1", "balance(beijing, bob) = 100"],
            ),
            wrong(
                Says::Text(text(
                    "The later one wins, and the earlier one is gone.",
                    "后来的生效，先来的作废。",
                )),
                text(
                    "An event that was appended stays. Nothing overwrites it: that is what makes it a fact.",
                    "已追加的事件不会消失，也不会被覆盖：这才叫事实。",
                ),
                &["count(took_back@beijing) = 0", "balance(beijing, bob) = 100"],
            ),
        ],
    },
    stops: &[],
    explain: text(
        "The append to one stream is strongly consistent: one after the other, each on the version before. That is where event sourcing decides. What is published afterwards is only the news of it.",
        "对一个流的追加是强一致的：一个接一个，各自依据前一个版本。事件溯源就在这里裁决，之后发布出去的只是消息。",
    ),
    claims: &["verdict(non-negative) = holds", "answer(1) = 200"],
    meets: &[Misconception::PublishingIsSourcing],
    challenge: None,
};

const OWN_WRITE: Step = Step {
    id: "own-write",
    title: text("Done, and not to be seen", "成功了，却看不到"),
    prose: text(
        "Bob has 300. A client at Hangzhou pays in 50; Beijing, the owner, appends it and says done. News from Beijing to Hangzhou is slow today. At 0.7 s the client reads at Hangzhou.",
        "bob 有 300。客户端在杭州存入 50，所属服务北京追加之后答复成功。今天北京到杭州的消息很慢。0.7 秒时，客户端在杭州读取。",
    ),
    run: own_write,
    others: &[
        Other {
            name: "owner",
            title: text("Reads no older than seen", "不读比已见更旧的"),
            run: from_the_owner,
        },
        Other { name: "prompt", title: text("News that is not slow", "消息不慢"), run: prompt },
    ],
    asks_at_ms: 690,
    question: Question {
        asks: text("Event sourcing is eventually consistent. Is it?", "事件溯源就是最终一致。对吗？"),
        kind: Asked::Choice,
        answers: &[
            right(
                Says::Text(text("The read model is; the append is not.", "读模型是，追加不是。")),
                text(
                    "At Beijing the 50 are there as soon as it is done. Only Hangzhou's picture of them is late.",
                    "成功之时，北京已有这 50。迟到的只是杭州的那张照片。",
                ),
                &["balance(beijing, bob) = 350 at 0.7 s", "balance(hangzhou, bob) = 300 at 0.7 s"],
            ),
            wrong(
                Says::Text(text("Yes: everything in it is late.", "对，一切都会迟到。")),
                text(
                    "The stream itself never is: who asks its owner gets 350 at once.",
                    "流本身从不迟到：去问所属服务，立刻就是 350。",
                ),
                &["owner: answer(2) = 350", "balance(beijing, bob) = 350 at 0.7 s"],
            ),
            wrong(
                Says::Text(text(
                    "No: done means that everybody sees it.",
                    "不对，成功就意味着大家都看得到。",
                )),
                text(
                    "The client was told done, read at its own service, and did not see its own deposit.",
                    "客户端得到了成功，在自己的服务上读取，却看不到自己的存款。",
                ),
                &["answer(2) = 300", "verdict(read-your-writes) = violated"],
            ),
        ],
    },
    stops: &[],
    explain: text(
        "Event sourcing says what the truth is: the events. How late a picture of them may be is another choice, and it can be made for each read.",
        "事件溯源规定了真相是什么：是事件。照片可以迟多久是另一个选择，而且每次读取都可以另选。",
    ),
    claims: &["answer(2) = 300", "owner: verdict(read-your-writes) = holds"],
    meets: &[Misconception::SourcingIsEventual],
    challenge: Some(Challenge {
        on: "prompt",
        goal: text(
            "News from Beijing is quick here. Have the client told 350, and then read 300 at its own service.",
            "这里北京的消息很快。让客户端先得知 350，再在自己的服务上读到 300。",
        ),
        reached: &["answer(1) = 350", "answer(2) = 300"],
        budget: Budget { drops: 1, crashes: 0, pauses: 0 },
        hints: [
            text("Two messages go from Beijing to Hangzhou.", "北京发给杭州的消息有两条。"),
            text("The answer must arrive; the event must be late.", "答复要送到，事件要迟到。"),
            text(
                "Drop the event: Beijing sends it again after 0.4 s, and the client has read by then.",
                "丢掉那个事件：0.4 秒后北京会重发，而客户端那时已经读过了。",
            ),
        ],
        solution: |s| prompt(s).lose(message(1, 0)),
        protection: &[("read_from", To::Choice("at_least_seen"))],
        protected: text(
            "If the read may be no older than what its client has seen, no one dropped message does it.",
            "若读取不得旧于客户端已见的版本，丢哪一条消息都办不到。",
        ),
    }),
};
