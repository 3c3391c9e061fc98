//! Lesson 15: a primary that was only paused, what its late writes do, and what keeps them out.

use crate::base::text::text;
use crate::lab::script::{ALICE, BOB, Script, deposit, withdraw};
use crate::lesson::{
    Asked, Budget, Challenge, Lesson, Misconception, Other, Question, Says, Step, Stop, right, wrong,
};
use crate::protocol::manifest::To;

/// Hangzhou stands still in the middle of a write, Beijing is promoted, and Hangzhou goes on. Both
/// wait for one other node before they say done.
fn paused(s: Script) -> Script {
    let s = s.lasts(4_000).patience(1_500, 0).set("mode", "sync").set("guard", "none");
    let s = s.at(500).ask(0, deposit(ALICE, 100)).at(501).pause(0).at(1_000).order(1, "promote");
    s.at(1_500).ask(1, deposit(BOB, 70)).at(2_000).resume(0)
}

fn fenced(s: Script) -> Script {
    paused(s).set("guard", "fence")
}

/// Hangzhou has checked its lease when it stands still; the lease of 0.5 s runs out meanwhile.
fn checked(s: Script) -> Script {
    let s = s.lasts(4_000).patience(1_500, 0).set("mode", "sync").set("guard", "lease");
    let s = s.set("failover", "automatic").set("failover_after_us", 600_000_u64);
    let s = s.at(1_000).ask(0, deposit(ALICE, 100)).at(1_001).pause(0);
    s.at(2_500).ask(1, deposit(BOB, 70)).at(3_000).resume(0)
}

fn checked_and_fenced(s: Script) -> Script {
    checked(s).set("guard", "fence")
}

/// Both primaries crash right after that, and Shanghai takes over with what it has.
fn and_lost(s: Script) -> Script {
    let s = checked(s).lasts(6_000).at(3_010).crash(0).at(3_020).crash(1);
    s.at(4_500).restart(1).at(5_000).restart(0)
}

fn cut_off(s: Script) -> Script {
    let s = s.lasts(5_000).patience(1_500, 0).set("mode", "async").set("guard", "fence");
    let s = s.at(1_000).isolate(0, 3_000).at(1_300).order(1, "promote");
    s.at(2_000).ask(0, withdraw(ALICE, 400)).ask(1, withdraw(ALICE, 300))
}

fn cut_off_and_waits(s: Script) -> Script {
    cut_off(s).set("mode", "sync")
}

fn calm(s: Script) -> Script {
    let s = s.lasts(2_600).patience(1_200, 0).set("mode", "sync").set("guard", "none");
    let s = s.set("failover", "automatic").set("failover_after_us", 300_000_u64);
    s.at(1_400).ask(0, withdraw(ALICE, 400)).ask(1, withdraw(ALICE, 300))
}

fn comes_back(s: Script) -> Script {
    calm(s).at(600).crash(0).at(1_100).restart(0)
}

/// The lesson.
pub(super) const LESSON: Lesson = Lesson {
    id: "two-primaries",
    number: 15,
    title: text("Two primaries", "两个主节点"),
    protocol: "log-shipping",
    watch: text("Who believes to be the primary, and who obeys whom.", "谁自认为是主节点，谁又听谁的。"),
    know: text(
        "What becomes of a primary that was taken for dead and of its late writes, what a fence keeps out, and what it does not.",
        "被误判为宕机的主节点和它迟到的写入会怎样，任期隔离挡得住什么，又挡不住什么。",
    ),
    minutes: 12,
    steps: &[PAUSED, FENCED, LEASE, CUT_OFF, BREAK],
    practice: text(
        "Kafka numbers its controllers and HDFS its active NameNodes; brokers and journals refuse an older number. Patroni asks for a watchdog that resets a PostgreSQL primary which lost its lease.",
        "Kafka 给控制器编号，HDFS 给活动 NameNode 编号，旧编号的请求会被拒绝。Patroni 建议配看门狗：失去租约的 PostgreSQL 主库会被强制重启。",
    ),
    sources: &[
        "Kleppmann: How to do distributed locking (2016)",
        "Kleppmann: Designing Data-Intensive Applications (2017), chapter 8",
        "Gray, Cheriton: Leases (1989)",
        "Ongaro, Ousterhout: In Search of an Understandable Consensus Algorithm (2014), section 5",
    ],
};

const PAUSED: Step = Step {
    id: "paused",
    title: text("Paused, not dead", "停顿，不是宕机"),
    prose: text(
        "Hangzhou, the primary, has just begun a write for alice when it pauses, for garbage collection. Nobody hears it, and at 1 s Beijing is promoted. Bob had 300; at 1.584 s Beijing acknowledges his deposit of 70, and Shanghai has it, too. At 2 s Hangzhou goes on as if nothing had been.",
        "主节点杭州刚开始为 alice 写入，就停住了：垃圾回收。大家听不到它，1 秒时北京被提升。bob 有 300，1.584 秒北京确认他存入 70，上海也有了。2 秒时杭州若无其事地接着干。",
    ),
    run: paused,
    others: &[],
    asks_at_ms: 1_990,
    question: Question {
        asks: text("What becomes of bob's deposit at Shanghai?", "上海的那笔 bob 的存款会怎样？"),
        kind: Asked::Choice,
        answers: &[
            right(
                Says::Text(text("It comes and goes, again and again.", "时有时无，反反复复。")),
                text(
                    "Both ship a line 7, and Shanghai believes whoever spoke last: at 2.1 s bob has 300, at 2.2 s 370, at 2.25 s 300.",
                    "两边都在发第 7 条，谁最后说话上海就信谁：2.1 秒 bob 有 300，2.2 秒 370，2.25 秒又是 300。",
                ),
                &[
                    "balance(shanghai, bob) = 300 at 2.1 s",
                    "balance(shanghai, bob) = 370 at 2.2 s",
                    "balance(shanghai, bob) = 300 at 2.25 s",
                    "entries(shanghai) = 7",
                ],
            ),
            wrong(
                Says::Text(text(
                    "It stays: Hangzhou is not the primary any more.",
                    "还在，杭州已经不是主节点了。",
                )),
                text(
                    "Nobody told Hangzhou. It finishes its write, and counts alice at 600.",
                    "没有人告诉杭州。它把写入做完，alice 在它那里是 600。",
                ),
                &["balance(hangzhou, alice) = 600", "balance(shanghai, bob) = 300 at 2.1 s"],
            ),
            wrong(
                Says::Text(text("It is overwritten: the last to arrive wins.", "被覆盖，后到的为准。")),
                text(
                    "There is no last one: at 3.9 s they still take turns.",
                    "没有哪一个是最后：到 3.9 秒，两边还在轮流覆盖。",
                ),
                &["balance(shanghai, bob) = 300 at 3.9 s", "balance(shanghai, bob) = 370 at 3.95 s"],
            ),
        ],
    },
    stops: &[Stop {
        at_ms: 2_041,
        says: text(
            "Shanghai takes Hangzhou's line 7 for its own log, and cuts off the one that it has acknowledged.",
            "上海收下杭州的第 7 条，截掉了自己已经确认过的那一条。",
        ),
    }],
    explain: text(
        "No message from somebody means: dead, or paused, or cut off. From outside these look the same, and from inside a pause is not felt at all. So every failover may leave an old primary behind that still writes. The question is who takes what it writes.",
        "听不到一个节点，它可能宕机、可能停顿、可能断网。从外面看没有区别，而停顿的节点自己毫无感觉。所以每次故障转移都可能留下一个仍在写入的旧主节点。问题是：它写的东西谁会收。",
    ),
    claims: &[
        "answered(2) = 1.584 s",
        "answer(2) = 370",
        "balance(shanghai, bob) = 370 at 1.9 s",
        "status(hangzhou) = paused at 1.9 s",
        "count(took_back@shanghai) >= 10",
        "agree() = no",
        "verdict(append-only) = violated",
    ],
    meets: &[Misconception::TimeoutMeansDead],
    challenge: None,
};

const FENCED: Step = Step {
    id: "fenced",
    title: text("A number against the past", "用编号挡住过去"),
    prose: text(
        "The same run with fencing. Each primary has an epoch, Hangzhou 1 and Beijing 2. Before Beijing leads, a majority must promise to take nothing of an earlier epoch. At 2 s Hangzhou goes on, and its write of 100 for alice, who has 500, reaches its own disk.",
        "同一次运行，打开任期隔离。每个主节点有一个任期：杭州 1，北京 2。北京上任前，多数节点要承诺不再接受更早任期的东西。2 秒杭州恢复，给 alice（有 500）的 100 写到了自己的磁盘上。",
    ),
    run: fenced,
    others: &[Other { name: "no guard", title: text("Without a guard", "没有防护"), run: paused }],
    asks_at_ms: 1_990,
    question: Question {
        asks: text("What does Hangzhou show for alice at the end?", "最后，杭州显示 alice 有多少？"),
        kind: Asked::Number(text("", "")),
        answers: &[
            right(
                Says::Number(500),
                text(
                    "It hears of epoch 2, steps down, and cuts its own line off. Nobody had been told that it was done.",
                    "它得知有任期 2，随即退位，截掉了自己的那条日志。这笔写入没有对任何人说过“完成”。",
                ),
                &[
                    "balance(hangzhou, alice) = 500",
                    "first(demoted@hangzhou) = 2 s",
                    "answer(1) = unknown",
                    "count(truncated@hangzhou) = 1",
                ],
            ),
            wrong(
                Says::Number(600),
                text(
                    "Without a guard it is 600 there, and nowhere else. Here Shanghai refuses the line at 2.04 s, so it never counts.",
                    "没有防护时那里是 600，别处都不是。这里上海在 2.04 秒拒收，所以它从未生效。",
                ),
                &[
                    "balance(hangzhou, alice) = 500 at 2.1 s",
                    "no guard: balance(hangzhou, alice) = 600",
                    "no guard: balance(beijing, alice) = 500",
                    "first(fenced@shanghai) = 2.04 s",
                ],
            ),
        ],
    },
    stops: &[Stop {
        at_ms: 2_041,
        says: text(
            "Shanghai is in epoch 2 and refuses what comes from epoch 1.",
            "上海处于任期 2，拒绝了来自任期 1 的日志。",
        ),
    }],
    explain: text(
        "The old primary need not know that it is old: those who store its writes know. A number that only grows, checked where the data is, is all it takes (a fencing token). Bob keeps his 370 everywhere.",
        "旧主节点不必知道自己过时，存数据的节点知道就行。一个只增不减的编号，在存数据的地方核对，就够了（fencing token）。bob 的 370 处处都在。",
    ),
    claims: &[
        "balance(hangzhou, bob) = 370",
        "balance(shanghai, bob) = 370",
        "balance(shanghai, bob) = 370 at 2.1 s",
        "count(fenced) >= 2",
        "agree() = yes",
        "verdict(append-only) = holds",
    ],
    meets: &[Misconception::TimeoutMeansDead],
    challenge: None,
};

const LEASE: Step = Step {
    id: "lease",
    title: text("The lease that was checked", "查过的租约"),
    prose: text(
        "Instead of a fence, a lease: Hangzhou writes only while it holds one, for 0.5 s at a time. At 1 s it checks it, all is well, it begins a write, and pauses. The lease runs out, Beijing takes over. Bob, who had 300, gets 70, and Shanghai has it. At 3 s Hangzhou wakes.",
        "不用任期隔离，改用租约：杭州持有租约才写，每次 0.5 秒。1 秒它查过租约，没问题，开始写入，随即停顿。租约过期，北京接管；bob 有 300，又存入 70，上海也有了。3 秒杭州醒来。",
    ),
    run: checked,
    others: &[
        Other {
            name: "fence", title: text("A fence instead", "改用任期隔离"), run: checked_and_fenced
        },
        Other {
            name: "crash", title: text("Both crash right after that", "随后两者都宕机"), run: and_lost
        },
    ],
    asks_at_ms: 2_990,
    question: Question {
        asks: text("What does Shanghai show for bob at 3.06 s?", "3.06 秒，上海显示 bob 有多少？"),
        kind: Asked::Number(text("", "")),
        answers: &[
            right(
                Says::Number(300),
                text(
                    "Hangzhou's line was on its way already, and Shanghai put it in place of bob's.",
                    "杭州的那条日志已经发出，上海用它替换了 bob 的那条。",
                ),
                &["balance(shanghai, bob) = 300 at 3.06 s", "balance(shanghai, bob) = 370 at 2.99 s"],
            ),
            wrong(
                Says::Number(370),
                text(
                    "The lease had run out, but nobody looks at it between the check and the write. With a fence Shanghai looks: 370.",
                    "租约是过期了，但检查之后、写入之前没有人再看它。有任期隔离，上海会看：370。",
                ),
                &["fence: balance(shanghai, bob) = 370 at 3.06 s", "balance(shanghai, bob) = 300 at 3.06 s"],
            ),
        ],
    },
    stops: &[Stop {
        at_ms: 3_001,
        says: text(
            "Hangzhou hears of epoch 2 and steps down. Its write has left a moment before.",
            "杭州得知任期 2，退位了。可它的写入一瞬间前已经发出。",
        ),
    }],
    explain: text(
        "A check and an act are two moments, and a pause fits between any two. This time Beijing sends its line again, and bob is back at 370. Had both crashed right then, Shanghai would have led with what it had, and a deposit that was acknowledged would be gone.",
        "检查和动作是两个时刻，任何两个时刻之间都容得下一次停顿。这一次北京重发了日志，bob 又回到 370。假如两个主节点当时都宕机，上海就会带着手头的日志上任，一笔已确认的存款就没了。",
    ),
    claims: &[
        "nth(promoted, 2) > 1.5 s",
        "answer(2) = 370",
        "first(demoted@hangzhou) = 3 s",
        "balance(shanghai, bob) = 370",
        "verdict(append-only) = violated",
        "fence: verdict(append-only) = holds",
        "crash: receipt(acknowledged_writes_lost) = 1",
        "crash: balance(shanghai, bob) = 300",
    ],
    meets: &[Misconception::PassedSoCorrect],
    challenge: None,
};

const CUT_OFF: Step = Step {
    id: "cut-off",
    title: text("What a fence does not do", "任期隔离管不到的"),
    prose: text(
        "With a fence again. Hangzhou is cut off from 1 to 3 s, and Beijing is promoted. A primary here says done once its own disk has it. Alice has 500. At 2 s somebody withdraws 400 at Hangzhou and somebody else 300 at Beijing.",
        "仍有任期隔离。杭州从 1 秒到 3 秒与外界断开，北京被提升。这里的主节点只要自己落盘就说“完成”。alice 有 500。2 秒时，有人在杭州取 400，另一个人在北京取 300。",
    ),
    run: cut_off,
    others: &[Other {
        name: "waits",
        title: text("Done means: another node has it", "另一个节点也有了才算完成"),
        run: cut_off_and_waits,
    }],
    asks_at_ms: 1_990,
    question: Question {
        asks: text("How much money is handed out?", "一共付出去多少钱？"),
        kind: Asked::Number(text("", "")),
        answers: &[
            right(
                Says::Number(700),
                text(
                    "Both say done. A fence is heard of by those one can reach, and Hangzhou reaches nobody.",
                    "两边都说完成。任期隔离要听得到才知道，而杭州谁也联系不上。",
                ),
                &[
                    "answer(1) = 100",
                    "answer(2) = 200",
                    "receipt(operations.ok) = 2",
                    "receipt(money_made) = 400",
                ],
            ),
            wrong(
                Says::Number(300),
                text(
                    "That is so where done means that another node has it, too: then Hangzhou's client is not told anything.",
                    "要等另一个节点也有了才算完成，才是这样：那时杭州的客户端得不到答复。",
                ),
                &["waits: answer(1) = unknown", "waits: answer(2) = 200", "waits: receipt(money_made) = 0"],
            ),
            wrong(
                Says::Number(400),
                text(
                    "Beijing is a primary in its own right, with Shanghai behind it; it knows nothing of the 400.",
                    "北京有上海跟着，是名正言顺的主节点；它对那 400 一无所知。",
                ),
                &["balance(beijing, alice) = 200 at 2.5 s", "answer(2) = 200"],
            ),
        ],
    },
    stops: &[
        Stop {
            at_ms: 2_050,
            says: text(
                "Hangzhou shows 100, and it is sure that it is the primary.",
                "杭州显示 100，并且坚信自己是主节点。",
            ),
        },
        Stop {
            at_ms: 3_100,
            says: text(
                "The cut has healed. Hangzhou is refused, and its withdrawal is taken back; the money is not.",
                "网络恢复。杭州被拒绝，那笔取款从日志里撤掉了；钱可没收回来。",
            ),
        },
    ],
    explain: text(
        "A fence guards the data: at the end all agree on 200. It does not guard what clients were told. For that, done must need somebody who would have refused: another node, a majority. Then the side that is cut off says nothing, and that is the price.",
        "任期隔离保护数据：最后大家一致，都是 200。它不保护给客户端的答复。要保护答复，“完成”就得经过会拒绝旧任期的人：另一个节点，或多数节点。那样断开的一侧就不作答，这是代价。",
    ),
    claims: &[
        "balance(hangzhou, alice) = 100 at 2.05 s",
        "balance(hangzhou, alice) = 200",
        "balance(shanghai, alice) = 200",
        "agree() = yes",
        "receipt(acknowledged_writes_lost) = 1",
        "verdict(linearizable) = violated",
        "waits: verdict(linearizable) = holds",
        "waits: receipt(acknowledged_writes_lost) = 0",
        "first(fenced) > 3 s",
    ],
    meets: &[Misconception::ConvergenceIsRight, Misconception::PickTwo],
    challenge: None,
};

const BREAK: Step = Step {
    id: "one-crash",
    title: text("Make two of one", "把一个变成两个"),
    prose: text(
        "No guard; a node that hears nothing for a while takes over by itself. Nothing is broken. Alice has 500, and at 1.4 s somebody withdraws 400 at Hangzhou, the primary, and somebody else 300 at Beijing.",
        "没有防护；一段时间听不到主节点，就自行接管。一切正常。alice 有 500，1.4 秒有人在主节点杭州取 400，另一个人在北京取 300。",
    ),
    run: calm,
    others: &[Other {
        name: "crash",
        title: text("Hangzhou crashes at 0.6 s", "杭州 0.6 秒宕机"),
        run: comes_back,
    }],
    asks_at_ms: 1_390,
    question: Question {
        asks: text("At which node is the client refused?", "哪个节点的客户端会被拒绝？"),
        kind: Asked::Node,
        answers: &[
            right(
                Says::Node("beijing"),
                text(
                    "Beijing passes the request on, and by then the primary has decided for the other one.",
                    "北京要把请求转过去，那时主节点已为另一笔做了决定。",
                ),
                &["answer(2) = refused", "answer(1) = 100"],
            ),
            wrong(
                Says::Node("hangzhou"),
                text(
                    "Hangzhou decides its own client's request on the spot: 400 of 500 are there.",
                    "杭州当场就能决定自己客户端的请求：有 500，取 400 够。",
                ),
                &["answer(1) = 100", "balance(hangzhou, alice) = 100"],
            ),
            wrong(
                Says::Node("shanghai"),
                text("Nobody asked for anything there.", "没有人在那里提过请求。"),
                &["count(asked@shanghai) = 0"],
            ),
        ],
    },
    stops: &[],
    explain: text(
        "One primary, one order, one of the two is refused. Everything rests on there being one primary, and nothing here makes sure of it: a node that comes back from its disk reads there that it leads.",
        "一个主节点，一个次序，两人中有一个被拒绝。一切都靠主节点只有一个，而这里没有任何东西保证这一点：重启的节点从磁盘上读到的是“我是主节点”。",
    ),
    claims: &[
        "receipt(operations.refused) = 1",
        "verdict(linearizable) = holds",
        "count(promoted) = 1",
        "crash: count(promoted) = 3",
    ],
    meets: &[Misconception::PassedSoCorrect],
    challenge: Some(Challenge {
        on: "",
        goal: text(
            "Both clients get their money: 400 and 300 of 500. One crash is enough.",
            "让两个客户端都取到钱：500 里取走 400 和 300。一次宕机就够。",
        ),
        reached: &["answer(1) = 100", "answer(2) = 200"],
        budget: Budget { drops: 0, crashes: 1, pauses: 0 },
        hints: [
            text("Who takes over when Hangzhou is silent?", "杭州没了声音，谁会接管？"),
            text("And what does Hangzhou believe when it is back?", "杭州回来之后，又自认为是谁？"),
            text(
                "Crash Hangzhou at 0.6 s; it is back at 1.1 s, before the withdrawals.",
                "0.6 秒让杭州宕机，1.1 秒重启，赶在取款之前。",
            ),
        ],
        solution: comes_back,
        protection: &[("guard", To::Choice("fence"))],
        protected: text(
            "With a fence no single crash does it: a new epoch needs a majority, and an old one gets no acknowledgement.",
            "有任期隔离，一次宕机办不到：新任期要多数节点承诺，旧任期得不到确认。",
        ),
    }),
};
