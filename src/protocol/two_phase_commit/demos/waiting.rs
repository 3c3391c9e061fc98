//! Doubt, and what somebody who is tired of it may do: each guess is wrong in one of two stories
//! that nobody in doubt can tell apart.

use super::{COORDINATOR, decision_to, stage, transferred};
use crate::base::text::text;
use crate::domain::{Accounts, Call};
use crate::protocol::manifest::script::{ALICE, BOB, deposit, message, transfer, withdraw};
use crate::protocol::manifest::{Demo, To};

pub const BLOCKING: Demo = Demo {
    id: "2pc-blocking",
    title: text("Blocked while in doubt", "事务未决，其他人都得等"),
    story: text(
        "Alice sends bob 40, all have voted yes, and the coordinator commits. Its decision does not \
         reach Beijing, bob's owner, and then it crashes. Beijing has said yes: it may neither commit \
         nor abort, and bob stays locked. A client who wants to withdraw from bob waits for the \
         coordinator in vain. With cooperative termination Beijing asks Hangzhou, which knows.",
        "alice 转给 bob 40，各方都投了赞成票，协调者决定提交。决定没有送到 bob 的所属服务北京，\
         随后协调者崩溃。北京投了赞成票，既不能提交也不能中止，bob 一直锁着。\
         想从 bob 取款的客户端白白等待协调者。有了协作终止，北京去问杭州，而杭州知道结果。",
    ),
    protection: &[("cooperative", To::Switch(true))],
    checker: "answered",
    script: |s| {
        let s = transferred(s).lose(decision_to(1)).at(470).crash(COORDINATOR);
        s.at(900).ask(1, withdraw(BOB, 50)).at(5_000).restart(COORDINATOR)
    },
};

pub const HEURISTIC_ABORT: Demo = Demo {
    id: "2pc-heuristic-abort",
    title: text("No safe choice: it had decided to commit", "没有安全的选择：其实已决定提交"),
    story: text(
        "All have voted yes, the coordinator writes its commit to disk and tells the client, and \
         crashes; its messages to Hangzhou and Beijing are lost. Both are in doubt. After a second \
         they abort heuristically, to free their locks: the transfer that a client was told is done \
         has never happened. Compare the demo in which the coordinator had not decided: until it \
         recovers, Hangzhou and Beijing see exactly the same. Who waits is right in both.",
        "各方都投了赞成票，协调者把提交决定落盘，告知了客户端，随后崩溃；发给杭州和北京的消息丢失。\
         两边的事务都未决。一秒后它们为了释放锁，启发式地中止：客户端被告知完成的转账从未发生。\
         对照另一个演示（协调者还没作决定）：在它恢复之前，杭州和北京看到的一模一样。\
         只有等待，在两种情形下都对。",
    ),
    protection: &[("heuristic", To::Choice("never"))],
    checker: "atomic-commit",
    script: |s| {
        let s = transferred(s).set("heuristic", "abort").lose(decision_to(0)).lose(decision_to(1));
        s.at(461).crash(COORDINATOR).at(3_000).restart(COORDINATOR)
    },
};

pub const HEURISTIC_COMMIT: Demo = Demo {
    id: "2pc-heuristic-commit",
    title: text("No safe choice: it had not decided", "没有安全的选择：其实还没决定"),
    story: text(
        "All have voted yes, and the coordinator crashes before its decision is on disk. Hangzhou \
         and Beijing are in doubt. After a second they commit heuristically. Then the coordinator \
         recovers, knows nothing of a commit, and says abort: the damage is reported, and it is too \
         late. Compare the demo in which it had decided to commit: until it recovers, Hangzhou and \
         Beijing see exactly the same.",
        "各方都投了赞成票，协调者在决定落盘之前崩溃。杭州和北京的事务都未决。一秒后它们启发式地提交。\
         随后协调者恢复，不记得有提交，于是说中止：损害被报告出来，但为时已晚。\
         对照另一个演示（协调者已决定提交）：在它恢复之前，杭州和北京看到的一模一样。",
    ),
    protection: &[("heuristic", To::Choice("never"))],
    checker: "atomic-commit",
    script: |s| {
        let s = transferred(s).set("heuristic", "commit").at(457).crash(COORDINATOR);
        s.at(3_000).restart(COORDINATOR)
    },
};

pub const TIMEOUT_AFTER_YES: Demo = Demo {
    id: "2pc-timeout-after-yes",
    title: text("A yes that times out", "会过期的赞成票"),
    story: text(
        "Beijing, bob's owner, votes yes and is then cut off from the coordinator for two seconds. \
         The timeout with which a participant may give up before its vote applies to its yes, too: \
         it aborts. The coordinator has committed, and Hangzhou with it: alice has paid 40, and bob \
         has received nothing. A yes that binds keeps Beijing waiting.",
        "bob 的所属服务北京投了赞成票，随后与协调者断开两秒。参与者投票前可以放弃的那个超时，\
         对赞成票也生效：北京中止了。协调者已经提交，杭州也随之提交：alice 付了 40，bob 什么也没收到。\
         有约束力的赞成票会让北京继续等。",
    ),
    protection: &[("yes_binds", To::Switch(true))],
    checker: "atomic-commit",
    script: |s| transferred(s).set("yes_binds", false).at(457).cut_between(COORDINATOR, 1, 2_500),
};

pub const DEADLOCK: Demo = Demo {
    id: "2pc-deadlock",
    title: text("A deadlock that no node sees", "没有节点看得见的死锁"),
    story: text(
        "One transfer goes from alice to bob, another one from bob to alice. The first locks alice at \
         Hangzhou and waits for bob at Beijing; the second locks bob and waits for alice. Each node \
         sees one wait and no cycle, and both clients wait in vain. With wait-die the younger \
         transaction aborts instead of waiting for the older, and is retried.",
        "一笔从 alice 转给 bob，另一笔从 bob 转给 alice。前者在杭州锁了 alice，在北京等 bob；\
         后者锁了 bob，等 alice。每个节点都只看到一处等待，看不到环，两个客户端都白等。\
         按 wait-die，年轻的事务不等年老的，直接中止再重试。",
    ),
    protection: &[("deadlock", To::Choice("wait_die"))],
    checker: "answered",
    script: |s| {
        let s = stage(s).patience(2_000, 0).set("deadlock", "wait");
        let s = s.set("vote_timeout_us", 5_000_000_u64).set("idle_timeout_us", 6_000_000_u64);
        let s = s.delay(message(COORDINATOR, 1), 120).delay(message(COORDINATOR, 0).behind(1), 120);
        s.at(200).ask(2, transfer(ALICE, BOB, 40)).at(201).submit(2, transfer(BOB, ALICE, 10))
    },
};

pub const READ_ONLY: Demo = Demo {
    id: "2pc-read-only",
    title: text("In doubt about nothing", "什么都没写，却也未决"),
    story: text(
        "An audit reads alice and bob. Without the read-only optimization both owners vote, and wait \
         for a decision about nothing: it does not reach Beijing, the coordinator crashes, and a \
         deposit to bob waits for the read lock. A participant that has written nothing can say so \
         with its vote and release its locks at once; it saves messages and forced writes besides.",
        "一次汇总查询读取 alice 和 bob。没有只读优化时，两个所属服务照样投票，等待一个毫无内容的决定：\
         决定没送到北京，协调者崩溃，存入 bob 的存款等着那把读锁。\
         什么都没写的参与者可以在投票时说明，立刻释放锁；还省了消息和刷盘。",
    ),
    protection: &[("read_only", To::Switch(true))],
    checker: "answered",
    script: |s| {
        let both = Accounts::new(&[ALICE, BOB]).map(|accounts| Call::Audit { accounts });
        let s = stage(s).set("cooperative", false).set("read_only", false).at(200);
        let s = both.into_iter().fold(s, |s, audit| s.ask(2, audit)).lose(decision_to(1));
        let s = s.at(470).crash(COORDINATOR).at(900).ask(1, deposit(BOB, 50));
        s.at(5_000).restart(COORDINATOR)
    },
};

pub const ONE_PHASE: Demo = Demo {
    id: "2pc-one-phase",
    title: text("A vote of one", "一个人的投票"),
    story: text(
        "A client at Hangzhou deposits to alice, whom Hangzhou owns. Without the one-phase \
         optimization even that is put to the coordinator, which is down: the client waits in vain. \
         Where there is a single participant, there is nothing to agree on: Hangzhou commits alone.",
        "杭州的客户端存钱给 alice，而 alice 就归杭州所有。没有一阶段优化时，连这也要经过协调者，\
         而协调者宕机了：客户端白等。只有一个参与者时，没有什么需要商量：杭州自己提交。",
    ),
    protection: &[("one_phase", To::Switch(true))],
    checker: "answered",
    script: |s| {
        let s = stage(s).set("one_phase", false).at(100).crash(COORDINATOR);
        s.at(200).ask(0, deposit(ALICE, 50)).at(5_000).restart(COORDINATOR)
    },
};
