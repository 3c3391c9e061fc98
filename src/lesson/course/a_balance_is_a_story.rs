//! Lesson 1: a balance is what lines add up to, at every moment.

use crate::base::text::text;
use crate::lab::script::{ALICE, Script, deposit, message, read, withdraw};
use crate::lesson::{
    Asked, Budget, Challenge, Lesson, Misconception, Other, Question, Says, Step, Stop, right, wrong,
};
use crate::protocol::manifest::To;

/// Hangzhou owns alice's stream; Beijing gets its lines. No lab has fewer services than two.
fn stage(s: Script) -> Script {
    s.nodes(2).lasts(2_000).latency(40).disk(2).set("resend_us", 400_000_u64)
}

fn seven_lines(s: Script) -> Script {
    let s = stage(s).at(200).ask(0, deposit(ALICE, 120)).at(400).ask(0, withdraw(ALICE, 80));
    let s = s.at(600).ask(0, deposit(ALICE, 60)).at(800).ask(0, withdraw(ALICE, 200));
    let s = s.at(1_000).ask(0, deposit(ALICE, 40)).at(1_200).ask(0, withdraw(ALICE, 150));
    s.at(1_400).ask(0, deposit(ALICE, 10))
}

/// Somebody who wrote nothing: whoever looks back breaks nobody's promise to read their own writes.
const READER: u32 = 1;

/// Two events open the account, so line 4 is version 6 of its stream.
fn looks_back(s: Script, version: u64) -> Script {
    let s = seven_lines(s).lasts(4_000).set("as_of", "version").set("as_of_number", version);
    let s = s.at(2_000).order(0, "look_back");
    s.at(2_300).ask_as(READER, 0, read(ALICE)).at(3_500).ask_as(READER, 0, read(ALICE))
}

fn after_line_four(s: Script) -> Script {
    looks_back(s, 6)
}

fn at_the_opening(s: Script) -> Script {
    looks_back(s, 2)
}

fn one_slow_line(s: Script) -> Script {
    let s = stage(s).latency(100).disk(50).set("apply_us", 100_000_u64);
    s.set("projection_checkpoint", false).at(200).ask(0, deposit(ALICE, 120))
}

fn taken_back(s: Script) -> Script {
    seven_lines(s).lasts(2_500).at(2_000).order_about(0, "compensate", ALICE)
}

/// The lesson.
pub(super) const LESSON: Lesson = Lesson {
    id: "a-balance-is-a-story",
    number: 1,
    title: text("A balance is a story", "余额是流水加出来的"),
    protocol: "event-sourcing",
    watch: text(
        "What is written down, and what is worked out from it.",
        "哪些是记下来的，哪些是由它算出来的。",
    ),
    know: text(
        "What a balance is made of, how to tell what it was at any moment, and how a mistake in it is corrected.",
        "余额是由什么得出来的，怎样知道它在任一时刻是多少，记错了又怎样更正。",
    ),
    minutes: 8,
    steps: &[SEVEN_LINES, AFTER_LINE_FOUR, LINE_FIRST, WRONG_LINE],
    practice: text(
        "Every bank books entries and derives balances. EventStoreDB and Axon keep such streams; a KTable of Kafka Streams is the fold of a topic.",
        "银行记的都是分录，余额由分录得出。EventStoreDB 和 Axon 保存的就是这种流；Kafka Streams 的 KTable 就是对主题的归约。",
    ),
    sources: &[
        "Fowler: Event Sourcing (2005)",
        "Helland: Immutability Changes Everything (CIDR 2015), section 2",
    ],
};

const SEVEN_LINES: Step = Step {
    id: "seven-lines",
    title: text("Seven lines of a passbook", "存折上的七行"),
    prose: text(
        "Alice's account at Hangzhou was opened with 500. Then come seven requests: +120, −80, +60, −200, +40, −150, +10. For each one Hangzhou writes down a line that says what changed, and sends it to Beijing.",
        "alice 的账户开在杭州，开户时有 500。随后来了七个请求：+120、−80、+60、−200、+40、−150、+10。每个请求，杭州都记一行，只写变动了多少，并发给北京。",
    ),
    run: seven_lines,
    others: &[],
    asks_at_ms: 190,
    question: Question {
        asks: text("What is alice's balance at the end?", "最后，alice 的余额是多少？"),
        kind: Asked::Number(text("", "")),
        answers: &[
            right(
                Says::Number(300),
                text(
                    "Begin with 500 and take each line in turn. Every service that does so gets the same.",
                    "从 500 开始，一行一行加下来。谁这样加，得到的都是同一个数。",
                ),
                &["balance(hangzhou, alice) = 300", "balance(beijing, alice) = 300", "answer(7) = 300"],
            ),
            wrong(
                Says::Number(10),
                text(
                    "You took the last line for the balance. A line says only what changed: before it there were 290, after it 300.",
                    "你把最后一行当成了余额。一行只写变动了多少：在它之前是 290，在它之后是 300。",
                ),
                &["balance(hangzhou, alice) = 290 at 1.39 s", "balance(hangzhou, alice) = 300 at 1.42 s"],
            ),
            wrong(
                Says::Number(-200),
                text(
                    "You added up the seven alone. That the account was opened with 500 is written down too, before the first of them.",
                    "你只加了这七行。开户时的 500 也记了一笔，就在第一行前面。",
                ),
                &["balance(hangzhou, alice) = 500 at 0.19 s", "entries(hangzhou) = 6 at 0.19 s"],
            ),
            wrong(
                Says::Number(730),
                text(
                    "You added what came in and left out what went out. No request was refused: all seven have their line.",
                    "你只加了存入的，漏了取出的。没有一个请求被拒绝：七个请求各有一行。",
                ),
                &["receipt(operations.refused) = 0", "entries(hangzhou) = 13"],
            ),
        ],
    },
    stops: &[Stop {
        at_ms: 300,
        says: text(
            "One line was sent to Beijing, not a balance. Both add it up for themselves: 620.",
            "发给北京的是一行流水，不是余额。两边各自相加，都是 620。",
        ),
    }],
    explain: text(
        "Hangzhou's log grew from 6 lines, with which three accounts were opened, to 13. Nobody sent Beijing a balance: it was sent the lines, and adds up to the same 300. Whoever has the lines in their order has the balance. To add them up from the front is called a fold.",
        "三个账户开户时共有 6 行，最后杭州的日志有 13 行。没人把余额发给北京：它收到一行行流水，自己也加出了 300。谁有完整有序的流水，谁就有余额。从头累加，叫做归约（fold）。",
    ),
    claims: &[
        "entries(hangzhou) = 6 at 0 s",
        "entries(hangzhou) = 13",
        "entries(beijing) = 13",
        "balance(hangzhou, alice) = 620 at 0.3 s",
        "balance(beijing, alice) = 620 at 0.3 s",
        "agree() = yes",
    ],
    meets: &[],
    challenge: None,
};

const AFTER_LINE_FOUR: Step = Step {
    id: "after-line-four",
    title: text("And what was it after line 4?", "第 4 行之后是多少？"),
    prose: text(
        "The same passbook: 500 at the opening, then +120, −80, +60, −200, and three lines more. At 2 s an operator has Hangzhou look back to the end of line 4 for a second. At 2.3 s another client reads alice's balance there.",
        "还是那本存折：开户 500，然后 +120、−80、+60、−200，后面还有三行。2 秒时，运维人员让杭州回看第 4 行刚记完时的状态，持续一秒。2.3 秒时，另一个客户端在杭州读取 alice 的余额。",
    ),
    run: after_line_four,
    others: &[Other {
        name: "opening",
        title: text("Looking back to the opening", "回看到开户时"),
        run: at_the_opening,
    }],
    asks_at_ms: 1_990,
    question: Question {
        asks: text("What is it told?", "它会读到多少？"),
        kind: Asked::Number(text("", "")),
        answers: &[
            right(
                Says::Number(400),
                text(
                    "Hangzhou adds up the same lines and stops behind the fourth. That is what alice was told at the time.",
                    "杭州加的还是同样的流水，只是加到第四行为止。当时 alice 得到的也是这个数。",
                ),
                &["answer(8) = 400 at 2.4 s", "answer(4) = 400"],
            ),
            wrong(
                Says::Number(300),
                text(
                    "You thought that only the newest number is kept. It is what Hangzhou shows at 3.5 s again, when it no longer looks back.",
                    "你以为只留着最新的数。3.5 秒时杭州不再回看，读到的才是它。",
                ),
                &["answer(8) = 400 at 2.4 s", "answer(9) = 300", "asked(9) = 3.5 s"],
            ),
            wrong(
                Says::Number(-200),
                text(
                    "That is what line 4 says. What it left is another number: 600 before it, 400 after it.",
                    "那是第 4 行写的变动。变动之后剩多少是另一个数：之前 600，之后 400。",
                ),
                &["balance(hangzhou, alice) = 600 at 0.79 s", "balance(hangzhou, alice) = 400 at 0.9 s"],
            ),
            wrong(
                Says::Number(500),
                text(
                    "You stopped four lines too early: that is how the account was opened.",
                    "你早停了四行：那是刚开户时的余额。",
                ),
                &["opening: answer(8) = 500", "answer(8) = 400"],
            ),
        ],
    },
    stops: &[],
    explain: text(
        "A table of balances can answer one question: how much is it now? The log answers it for every line. Stop adding earlier, and you stand in the past; go on, and you are back in the present. Only the lines are kept. (The lab calls the 400 a stale read: it measures every answer by the present.)",
        "余额表只答得出一个问题：现在是多少。流水却能答出每一行之后是多少：早一点停下，就站在过去；接着加下去，又回到现在。要存的只有流水。（实验台把 400 标为过期读：它一律用此刻的余额来比。）",
    ),
    claims: &[
        "count(looked-back@hangzhou) = 1",
        "first(present@hangzhou) = 3 s",
        "entries(hangzhou) = 13",
        "receipt(stale.reads) = 1",
        "verdict(read-your-writes) != violated",
    ],
    meets: &[],
    challenge: None,
};

const LINE_FIRST: Step = Step {
    id: "line-first",
    title: text("First the line", "先有流水"),
    prose: text(
        "Alice has 500 and pays in 120 at Hangzhou. Here the disk is slow, adding up takes its time, and a message to Beijing takes 100 ms, so that one can see what comes first.",
        "alice 有 500，在杭州存入 120。这里磁盘很慢，累加也要时间，消息到北京要 100 毫秒，好让你看清先后。",
    ),
    run: one_slow_line,
    others: &[],
    asks_at_ms: 210,
    question: Question {
        asks: text("Put in order what happens.", "把发生的事排出先后。"),
        kind: Asked::Order(&[
            text("Hangzhou shows the new balance", "杭州显示新余额"),
            text("The line is on Hangzhou's disk", "流水已在杭州落盘"),
            text("The client is told: done", "客户端得知：成功"),
            text("Beijing shows the new balance", "北京显示新余额"),
        ]),
        answers: &[
            right(
                Says::Order(&[1, 2, 0, 3]),
                text(
                    "First the line is safe, then it is promised, and then everybody who shows a balance adds it: Hangzhou by 0.36 s, Beijing by 0.51 s.",
                    "先让流水落盘，再答复客户端，之后各服务才把它加进余额：杭州在 0.36 秒前，北京在 0.51 秒前。",
                ),
                &[
                    "first(saved@hangzhou) = 0.25 s",
                    "answered(1) = 0.25 s",
                    "balance(hangzhou, alice) = 620 at 0.36 s",
                    "balance(beijing, alice) = 620 at 0.51 s",
                ],
            ),
            wrong(
                Says::Order(&[0, 1, 2, 3]),
                text(
                    "You think of a balance that is changed, and of lines that are notes about it. At 0.3 s the line is on the disk, and the balance still says 500.",
                    "在你看来，改的是余额，流水只是事后的记录。可是 0.3 秒时流水已落盘，余额还是 500。",
                ),
                &["balance(hangzhou, alice) = 500 at 0.3 s", "first(saved@hangzhou) < 0.3 s"],
            ),
            wrong(
                Says::Order(&[1, 0, 2, 3]),
                text(
                    "You had the client wait for a picture. At 0.3 s it has its answer, and Hangzhou does not show it yet: the line is what counts.",
                    "你让客户端多等了一步。0.3 秒时它已得到答复，杭州显示的余额却还没变：算数的是流水。",
                ),
                &["answer(1) = 620 at 0.3 s", "balance(hangzhou, alice) = 500 at 0.3 s"],
            ),
            wrong(
                Says::Order(&[2, 1, 0, 3]),
                text(
                    "A crash in between would break the promise. Hangzhou says nothing before the line is on its disk, at 0.25 s.",
                    "若在两者之间崩溃，承诺就落空了。0.25 秒流水落盘之前，杭州什么也没答复。",
                ),
                &[
                    "answer(1) = nothing at 0.24 s",
                    "answered(1) >= 0.25 s",
                    "first(saved@hangzhou) <= 0.25 s",
                ],
            ),
        ],
    },
    stops: &[Stop {
        at_ms: 300,
        says: text(
            "The line is on the disk, the client has its answer, and both services still show 500.",
            "流水已落盘，客户端已得到答复，两个服务却都还显示 500。",
        ),
    }],
    explain: text(
        "The line is the deposit. Balances are pictures of the lines, and each is drawn when its service gets to it: Hangzhou's by 0.36 s, Beijing's by 0.51 s. You can throw any picture away and draw it again.",
        "流水本身就是那笔存款。余额只是由流水算出来的，哪个服务加到了那一行，才显示新余额：杭州在 0.36 秒前，北京在 0.51 秒前。显示的余额随时可以扔掉重算。",
    ),
    claims: &[
        "balance(hangzhou, alice) = 500 at 0.3 s",
        "balance(beijing, alice) = 500 at 0.3 s",
        "balance(hangzhou, alice) = 500 at 0.34 s",
        "balance(beijing, alice) = 500 at 0.49 s",
    ],
    meets: &[Misconception::OneNow],
    challenge: Some(Challenge {
        on: "",
        goal: text(
            "Beijing adds whatever arrives. Have it count the line twice: 740 there, 620 at Hangzhou.",
            "北京收到什么就加什么。让它把这一行加两次：北京 740，杭州 620。",
        ),
        reached: &["balance(beijing, alice) = 740", "balance(hangzhou, alice) = 620"],
        budget: Budget { drops: 1, crashes: 0, pauses: 0 },
        hints: [
            text(
                "Hangzhou sends a line again until Beijing has confirmed it.",
                "杭州会反复发送一行流水，直到北京确认。",
            ),
            text(
                "The line must arrive, and Hangzhou must not learn of that.",
                "流水要送到，却不能让杭州知道它送到了。",
            ),
            text("Drop Beijing's acknowledgement.", "丢掉北京的确认。"),
        ],
        solution: |s| one_slow_line(s).lose(message(1, 0)),
        protection: &[("projection_checkpoint", To::Switch(true))],
        protected: text(
            "With a checkpoint Beijing knows each line by its number, and no dropped message makes it count one twice.",
            "有了检查点，北京按编号认得每一行，丢哪条消息都不会让它重复计算。",
        ),
    }),
};

const WRONG_LINE: Step = Step {
    id: "wrong-line",
    title: text("A line that should not be there", "记错的一行"),
    prose: text(
        "The last of the seven lines, +10, was a mistake of the bank. By then the balance is 300, and alice has been told so. At 2 s an operator has it corrected.",
        "七行中的最后一行 +10 是银行记错的。此时余额是 300，也已这样答复了 alice。2 秒时，运维人员要求更正。",
    ),
    run: taken_back,
    others: &[],
    asks_at_ms: 1_990,
    question: Question {
        asks: text("What does the passbook look like afterwards?", "更正之后，存折是什么样子？"),
        kind: Asked::Choice,
        answers: &[
            right(
                Says::Text(text("It has one line more, which takes 10 back.", "多了一行，把 10 冲回来。")),
                text(
                    "The log goes from 13 lines to 14, and the fold comes to 290. The mistake stays where it was, and so does its correction.",
                    "日志从 13 行变成 14 行，归约的结果是 290。错账还在原处，更正也记在后面。",
                ),
                &[
                    "entries(hangzhou) = 13 at 1.99 s",
                    "entries(hangzhou) = 14",
                    "balance(hangzhou, alice) = 290",
                ],
            ),
            wrong(
                Says::Text(text("Its last line now says 0.", "最后一行改成了 0。")),
                text(
                    "Then nothing in it would explain why alice was told 300. No line was written over.",
                    "那样就说不清当时为什么答复 alice 300。没有哪一行被改写。",
                ),
                &["answer(7) = 300", "verdict(append-only) = holds"],
            ),
            wrong(
                Says::Text(text("It has one line fewer.", "少了一行。")),
                text(
                    "Beijing has had that line for long: a line that was told cannot be untold. Nothing was taken out.",
                    "北京早就有那一行了：说出去的收不回来。没有哪一行被删掉。",
                ),
                &["entries(beijing) = 13 at 1.99 s", "count(took_back) = 0", "entries(hangzhou) = 14"],
            ),
            wrong(
                Says::Text(text(
                    "The same lines, and the balance is set to 290.",
                    "流水不变，余额改成 290。",
                )),
                text(
                    "A balance that was set would follow from nothing. Beijing shows 290 too, and all that it was sent is a line.",
                    "改出来的余额没有来历。北京也显示 290，而它收到的只是一行流水。",
                ),
                &["entries(beijing) = 14", "balance(beijing, alice) = 290"],
            ),
        ],
    },
    stops: &[],
    explain: text(
        "Accountants do not use erasers. A line is a fact: it was booked, and people acted on it. The correction is a fact of its own, with a moment of its own, and whoever folds both gets what is right and sees what was wrong.",
        "会计不用橡皮擦。流水是事实：账已经记了，也有人据此办过事。更正是另一个事实，发生在另一个时刻。两者一起归约，余额是对的，错在哪里也看得见。",
    ),
    claims: &["count(compensated@hangzhou) = 1", "agree() = yes", "balance(hangzhou, alice) = 300 at 1.99 s"],
    meets: &[Misconception::HistoryCanBeEdited],
    challenge: None,
};
