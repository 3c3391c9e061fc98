//! Lesson 14: a deposit that was confirmed, and is gone after a failover.

use crate::base::text::text;
use crate::lab::script::{ALICE, Script, deposit, read};
use crate::lesson::{
    Asked, Budget, Challenge, Lesson, Misconception, Other, Question, Says, Step, Stop, right, wrong,
};
use crate::protocol::manifest::To;

/// Hangzhou is the primary; Beijing and Shanghai copy its log. From 0.4 s on nothing passes between
/// Hangzhou and the others.
fn cut_off(s: Script, mode: &str) -> Script {
    let s = s.lasts(3_000).patience(1_200, 0).set("mode", mode).set("failover", "manual");
    s.at(400).isolate(0, 2_600).at(500).ask(0, deposit(ALICE, 50))
}

fn fails_over(s: Script) -> Script {
    s.at(900).crash(0).at(1_200).order(1, "promote").at(2_000).ask(1, read(ALICE))
}

fn does_not_wait(s: Script) -> Script {
    fails_over(cut_off(s, "async"))
}

fn waits_for_all(s: Script) -> Script {
    fails_over(cut_off(s, "sync"))
}

fn waits_and_stays(s: Script) -> Script {
    cut_off(s, "sync")
}

/// The link heals before the primary is changed, and nothing crashes.
fn planned(s: Script) -> Script {
    let s = s.lasts(3_000).patience(1_200, 0).set("mode", "async").set("failover", "manual");
    let s = s.at(400).isolate(0, 900).at(500).ask(0, deposit(ALICE, 50));
    s.at(1_200).order(1, "promote").at(2_000).ask(1, read(ALICE))
}

fn comes_back(s: Script) -> Script {
    does_not_wait(s).at(2_300).restart(0).lasts(5_000)
}

/// The lesson.
pub(super) const LESSON: Lesson = Lesson {
    id: "acknowledged-and-lost",
    number: 14,
    title: text("Acknowledged, and lost", "确认了，却丢了"),
    protocol: "log-shipping",
    watch: text("Whom the primary waits for before it says done.", "主节点答复“成功”之前，等了谁。"),
    know: text(
        "What \"done\" is worth after a failover, and what a better \"done\" costs.",
        "故障转移之后，“成功”还算不算数；要让它更可靠，又得付出什么。",
    ),
    minutes: 10,
    steps: &[FAILOVER, THE_PRICE, BACK_AGAIN],
    practice: text(
        "MySQL replicates asynchronously unless semi-sync is on. PostgreSQL's synchronous_commit says whom a commit waits for: nobody, a standby's memory, or its disk.",
        "MySQL 默认异步复制，除非打开半同步。PostgreSQL 用 synchronous_commit 规定提交等谁：不等、等备库内存，或等备库落盘。",
    ),
    sources: &[
        "Kleppmann: Designing Data-Intensive Applications (2017), chapter 5",
        "Gray, Reuter: Transaction Processing (1993), chapter 12",
    ],
};

const FAILOVER: Step = Step {
    id: "failover",
    title: text("Done, said the primary, and died", "刚答复“成功”，主节点就宕机了"),
    prose: text(
        "Hangzhou, the primary, can no longer reach the others. Alice has 500 and pays in 50 there; Hangzhou says done at once. Then it crashes, and Beijing is promoted.",
        "主节点杭州已联系不上其他节点。alice 有 500，在杭州存入 50，杭州立即答复“成功”。随后杭州宕机，北京被提升为主节点。",
    ),
    run: does_not_wait,
    others: &[
        Other {
            name: "waits",
            title: text("The primary waits for its copies", "主节点等待副本"),
            run: waits_for_all,
        },
        Other {
            name: "planned",
            title: text("No crash, and Beijing takes over as planned", "没有宕机，北京按计划接任"),
            run: planned,
        },
    ],
    asks_at_ms: 1_250,
    question: Question {
        asks: text("What will alice read at Beijing?", "alice 在北京会读到多少？"),
        kind: Asked::Number(text("", "")),
        answers: &[
            right(
                Says::Number(500),
                text(
                    "The only copy of the deposit is on a disk that is down. Beijing never heard of it.",
                    "这笔存款只在杭州的磁盘上，而杭州已经宕机；北京从没收到过它。",
                ),
                &["balance(beijing, alice) = 500", "answer(2) = 500", "status(hangzhou) = down"],
            ),
            wrong(
                Says::Number(550),
                text(
                    "Done meant: on Hangzhou's disk. It did not mean that anybody else has it.",
                    "“成功”只表示杭州已落盘，不表示别处也有。",
                ),
                &["answer(1) = 550", "balance(beijing, alice) = 500 at 0.6 s", "answer(2) = 500"],
            ),
            wrong(
                Says::Number(0),
                text(
                    "Beijing has everything that was shipped before the cut: the 500 are there.",
                    "断开之前发来的，北京都有：那 500 还在。",
                ),
                &["balance(beijing, alice) = 500"],
            ),
        ],
    },
    stops: &[Stop {
        at_ms: 1_400,
        says: text(
            "Beijing leads. The lab counts the deposit as lost from 0.9 s on: only Hangzhou had it, and Hangzhou went down then.",
            "北京成了主节点。实验台从 0.9 秒起就把这笔存款算作丢失：只有杭州有它，而杭州那时宕机了。",
        ),
    }],
    explain: text(
        "\"Done\" is a promise about whoever was waited for, and here that was one disk. After the failover the others agree with each other perfectly, on a state in which the deposit never happened. The lab counts it as lost from 0.9 s on, when the only service that had it went down.",
        "主节点等过谁，“成功”才在谁那里算数；这里它只等了自己的磁盘。故障转移之后，其余节点完全一致：一致认为这笔存款没发生过。实验台从 0.9 秒起算它丢失：唯一有它的节点那时宕机了。",
    ),
    claims: &[
        "answer(1) = 550",
        "answered(1) < 0.52 s",
        "balance(hangzhou, alice) = 550 at 0.52 s",
        "first(crashed@hangzhou) = 0.9 s",
        "balance(shanghai, alice) = 500",
        "receipt(acknowledged_writes_lost) = 1",
        "waits: receipt(acknowledged_writes_lost) = 0",
    ],
    meets: &[Misconception::ConvergenceIsRight, Misconception::PassedSoCorrect],
    challenge: Some(Challenge {
        on: "planned",
        goal: text(
            "Nothing crashes here: the link heals at 0.9 s, and at 1.2 s Beijing takes over as planned. Lose alice's acknowledged deposit.",
            "这里没有宕机：0.9 秒网络恢复，1.2 秒北京按计划接任主节点。让 alice 那笔已答复“成功”的存款丢掉。",
        ),
        reached: &["answer(1) = 550", "receipt(acknowledged_writes_lost) = 1"],
        budget: Budget { drops: 0, crashes: 1, pauses: 0 },
        hints: [
            text("Until 0.9 s the deposit is on one disk alone.", "0.9 秒之前，这笔存款只在一块磁盘上。"),
            text("Who must be down when Beijing takes over?", "北京接任的那一刻，谁必须不在？"),
            text(
                "Crash Hangzhou at 0.75 s: it is back at 1.25 s, and that is too late.",
                "0.75 秒让杭州宕机：它 1.25 秒才恢复，已经晚了。",
            ),
        ],
        solution: |s| planned(s).at(750).crash(0).at(1_250).restart(0),
        protection: &[("mode", To::Choice("sync"))],
        protected: text(
            "If the primary waits for both copies before it says done, no single crash does it, of whatever node, at whatever moment.",
            "主节点等两个副本都写下才答复“成功”，哪个节点在何时宕机一次，都办不到。",
        ),
    }),
};

const THE_PRICE: Step = Step {
    id: "the-price",
    title: text("What waiting costs", "等待的代价"),
    prose: text(
        "Now Hangzhou says done only when both copies have the entry. It does not crash this time, but it is still cut off, until 2.6 s.",
        "现在要等两个副本都有这条日志，杭州才答复“成功”。这次它没有宕机，但直到 2.6 秒都与其他节点断开。",
    ),
    run: waits_and_stays,
    others: &[Other {
        name: "does not wait",
        title: text("The primary does not wait", "主节点不等待"),
        run: does_not_wait,
    }],
    asks_at_ms: 600,
    question: Question {
        asks: text("What is alice's client told by 2 s?", "到 2 秒时，alice 的客户端得到了什么答复？"),
        kind: Asked::Choice,
        answers: &[
            right(
                Says::Text(text("That the outcome is unknown.", "结果未知。")),
                text(
                    "Hangzhou wrote the entry and cannot say that it is safe. At 1.7 s the client stops waiting and knows nothing.",
                    "杭州写下了日志，却不敢说它安全。1.7 秒时客户端放弃等待，什么也不知道。",
                ),
                &["answer(1) = unknown at 2 s", "balance(hangzhou, alice) = 550"],
            ),
            wrong(
                Says::Text(text("Done: the primary is up.", "成功，主节点还在运行。")),
                text(
                    "That is the primary that does not wait, and what it said was worth nothing later.",
                    "那是不等副本的主节点，而它的答复后来并不算数。",
                ),
                &[
                    "does not wait: answer(1) = 550",
                    "does not wait: receipt(acknowledged_writes_lost) = 1",
                    "answer(1) = unknown",
                ],
            ),
            wrong(
                Says::Text(text("Refused: it cannot be done safely.", "拒绝，因为无法安全完成。")),
                text(
                    "The entry is on Hangzhou's disk and will be shipped when the link heals: \"refused\" would be a lie.",
                    "日志已在杭州落盘，链路恢复后就会发出：答复“拒绝”就是说谎。",
                ),
                &["balance(beijing, alice) = 550", "receipt(operations.refused) = 0"],
            ),
        ],
    },
    stops: &[],
    explain: text(
        "A promise that survives the primary costs a round trip for every write, and while a copy that it waits for is away there is no promise at all. That is the trade that consistency makes with availability: per operation, not once and for all.",
        "要让承诺经得起主节点宕机，每次写入都多一个往返；要等的副本不在时，连承诺都给不出。一致性与可用性要逐个操作取舍，不是选一次就一劳永逸。",
    ),
    claims: &[
        "answered(1) >= 1.7 s",
        "does not wait: answered(1) < 0.52 s",
        "balance(beijing, alice) = 500 at 2.5 s",
        "balance(beijing, alice) = 550",
    ],
    meets: &[Misconception::PickTwo],
    challenge: None,
};

const BACK_AGAIN: Step = Step {
    id: "back-again",
    title: text("The old primary comes back", "旧主节点回来了"),
    prose: text(
        "As in the first step: Hangzhou acknowledged 50 and crashed, Beijing took over. At 2.3 s Hangzhou starts again. Its disk still has the deposit.",
        "和第一步一样：杭州确认了 50 之后宕机，北京接管。2.3 秒时杭州重新启动，磁盘上还有那笔存款。",
    ),
    run: comes_back,
    others: &[],
    asks_at_ms: 2_290,
    question: Question {
        asks: text("What becomes of the deposit?", "这笔存款会怎样？"),
        kind: Asked::Choice,
        answers: &[
            right(
                Says::Text(text("Hangzhou takes it back and follows Beijing.", "杭州把它撤掉，跟随北京。")),
                text(
                    "Hangzhou's log differs from the new primary's, so it cuts its own entry off. Now nobody has it.",
                    "杭州的日志与新主节点不同，于是截掉自己的那一条。从此谁也没有它了。",
                ),
                &[
                    "balance(hangzhou, alice) = 550 at 2.31 s",
                    "balance(hangzhou, alice) = 500",
                    "agree() = yes",
                ],
            ),
            wrong(
                Says::Text(text("It is shipped to the others at last.", "终于发给其他节点。")),
                text(
                    "Hangzhou is no longer primary, and entries flow from the primary alone: the others never get it.",
                    "杭州已不是主节点，日志只从主节点流出：其他节点永远收不到。",
                ),
                &["balance(beijing, alice) = 500", "balance(shanghai, alice) = 500"],
            ),
            wrong(
                Says::Text(text(
                    "Each keeps its own: 550 here, 500 there.",
                    "各留各的：这里 550，那里 500。",
                )),
                text(
                    "They did differ, for a while. Then they converged, and to the state without the deposit.",
                    "它们确实不同了一阵子，随后就收敛了，收敛到没有这笔存款的状态。",
                ),
                &["agree() = no at 0.6 s", "agree() = yes"],
            ),
        ],
    },
    stops: &[
        Stop {
            at_ms: 2_310,
            says: text(
                "Hangzhou is back, with an entry that nobody else has.",
                "杭州回来了，带着一条别处都没有的日志。",
            ),
        },
        Stop {
            at_ms: 2_750,
            says: text(
                "Hangzhou has cut its entry off. That is why the deposit is lost at 2.726 s here, and not with the crash at 0.9 s as in the first step: until now a disk still had it.",
                "杭州截掉了自己的那条日志。所以这里是 2.726 秒才丢，而不像第一步那样在 0.9 秒宕机时就丢：在此之前，还有一块磁盘上有它。",
            ),
        },
        Stop {
            at_ms: 4_000,
            says: text(
                "Nothing is under way any more, so the lab can add the money up: 50 are missing. That is another broken promise, with the same cause.",
                "没有消息在途了，实验台才能把钱加总：少了 50。这是另一个被违背的承诺，原因却是同一个。",
            ),
        },
    ],
    explain: text(
        "Convergence did its work: all copies are equal. It chose without asking who had been promised what. \"Eventually consistent\" says that copies will agree, not that they will agree on what you were told. Promises are broken at two moments: at 2.726 s the last copy of what was acknowledged is cut off; once nothing is under way, the sum turns out wrong.",
        "收敛做完了它该做的：所有副本都相同。但它不管谁得到过什么承诺。“最终一致”只保证副本会相同，不保证与你得到的答复相同。承诺在两个时刻被违背：2.726 秒截掉了已确认写入的最后一份；等到没有消息在途，又查出钱少了。",
    ),
    claims: &[
        "receipt(acknowledged_writes_lost) = 1",
        "first(crashed@hangzhou) = 0.9 s",
        "nth(took_back@hangzhou, 2) = 2.726 s",
        "receipt(money_made) = -50",
        "answer(1) = 550",
        "answer(2) = 500",
    ],
    meets: &[Misconception::ConvergenceIsRight],
    challenge: None,
};
