//! What has to be on a disk, and for how long.

use super::{COORDINATOR, decision_to, prepare_to, transferred};
use crate::base::text::text;
use crate::protocol::manifest::script::message;
use crate::protocol::manifest::{Demo, To};

pub const UNFORCED_DECISION: Demo = Demo {
    id: "2pc-unforced-decision",
    title: text("Sent before it is on disk", "还没落盘就发出"),
    story: text(
        "The coordinator tells its commit before it is on disk, and crashes in between. Hangzhou has \
         heard of it and commits; the message to Beijing is lost. The coordinator recovers without a \
         record, and when Beijing asks, presumes an abort: alice has paid 40, and bob has received \
         nothing. A decision that is forced before it is sent either survives or was heard by nobody.",
        "协调者在提交决定落盘之前就发了出去，随后在这中间崩溃。杭州收到了，于是提交；\
         发给北京的消息丢失。协调者恢复时没有记录，北京来问，它推定中止：alice 付了 40，\
         bob 什么也没收到。先刷盘再发出的决定，要么留存，要么没人听到过。",
    ),
    protection: &[("force_decision", To::Switch(true))],
    checker: "atomic-commit",
    script: |s| {
        let s = transferred(s).set("force_decision", false).lose(decision_to(1));
        s.at(457).crash(COORDINATOR).at(1_000).restart(COORDINATOR)
    },
};

pub const FORGOTTEN_VOTE: Demo = Demo {
    id: "2pc-forgotten-vote",
    title: text("A promise that a crash forgets", "崩溃后忘掉的承诺"),
    story: text(
        "Beijing, bob's owner, votes yes without putting its prepared record on disk, and crashes. \
         All have voted yes, so the coordinator commits, and alice pays 40. When Beijing is back and \
         is told to commit, it knows of no such transaction: bob never receives the 40. A record \
         that is forced before the vote is there after the crash.",
        "bob 的所属服务北京没有把准备（prepared）记录落盘就投了赞成票，随后崩溃。\
         各方都赞成，协调者于是提交，alice 付了 40。北京恢复后被告知提交，却不认识这个事务：\
         bob 永远收不到这 40。投票前刷盘的记录，崩溃后仍在。",
    ),
    protection: &[("force_prepared", To::Switch(true))],
    checker: "conservation",
    script: |s| transferred(s).set("force_prepared", false).at(420).crash(1).at(700).restart(1),
};

pub const FORGOTTEN_DECISION: Demo = Demo {
    id: "2pc-forgotten-decision",
    title: text("Forgotten before it was acknowledged", "未被确认就忘掉的决定"),
    story: text(
        "The coordinator commits, tells everybody once and forgets. The message to Beijing is lost. \
         Beijing asks, and the coordinator, which does not remember the transaction, presumes an \
         abort: alice has paid 40, and bob has received nothing. A coordinator that waits for every \
         acknowledgement tells Beijing again.",
        "协调者提交，通知各方一次，随即忘掉。发给北京的消息丢失。北京来问，\
         协调者已不记得这个事务，推定中止：alice 付了 40，bob 什么也没收到。\
         等到每个确认才忘掉的协调者，会再通知北京一次。",
    ),
    protection: &[("remember", To::Switch(true))],
    checker: "conservation",
    script: |s| transferred(s).set("remember", false).lose(decision_to(1)),
};

pub const LOST_ACKNOWLEDGEMENT: Demo = Demo {
    id: "2pc-lost-acknowledgement",
    title: text("An acknowledgement is lost", "确认丢失"),
    story: text(
        "Alice sends bob 40, and both owners commit. Beijing's acknowledgement is lost. The \
         coordinator cannot tell that from a decision that was lost, so it keeps its record and tells \
         Beijing again. Beijing does not recognize what it has carried out, and bob receives 40 once \
         more. A participant that knows how the transaction ended only acknowledges again, and then \
         the coordinator may forget.",
        "alice 转给 bob 40，两个所属服务都提交了。北京的确认丢失。协调者分不清这和决定丢失有什么不同，\
         于是保留记录，再次通知北京。北京没有认出已经执行过的决定，bob 又收到 40。\
         记得事务如何结束的参与者只再确认一次，协调者随后就可以忘掉它。",
    ),
    protection: &[("once", To::Switch(true))],
    checker: "conservation",
    script: |s| transferred(s).set("once", false).lose(message(1, COORDINATOR).behind(2)),
};

pub const NO_INITIATION: Demo = Demo {
    id: "2pc-no-initiation",
    title: text("A commit that nobody decided", "没人决定过的提交"),
    story: text(
        "Presumed commit. The coordinator asks for votes, its message to Beijing is lost, and it \
         crashes before any vote is there. It recovers with an empty log. Hangzhou, which has voted \
         yes, asks, and hears what is presumed of a forgotten transaction: commit. Alice pays 40, \
         and bob's owner was never even asked. An initiation record on disk before the first vote \
         makes the recovered coordinator abort.",
        "推定提交。协调者请求投票，发给北京的消息丢失，它在收到任何投票之前崩溃，恢复时日志是空的。\
         投了赞成票的杭州来问，得到对被遗忘事务的推定：提交。alice 付了 40，\
         而 bob 的所属服务从没被问过。投票之前落盘的起始记录，会让恢复后的协调者中止它。",
    ),
    protection: &[("initiation", To::Switch(true))],
    checker: "conservation",
    script: |s| {
        let s = transferred(s).set("presumes", "commit").set("initiation", false).lose(prepare_to(1));
        s.at(430).crash(COORDINATOR).at(1_000).restart(COORDINATOR)
    },
};

pub const NEW_COORDINATOR: Demo = Demo {
    id: "2pc-new-coordinator",
    title: text("A new coordinator that cannot know", "无从得知的新协调者"),
    story: text(
        "The coordinator commits and pauses; its message to Beijing is lost. An operator takes it for \
         dead and puts a new one in its place, with an empty log. Beijing asks, and the new \
         coordinator presumes an abort, though Hangzhou has committed: alice has paid 40, and bob \
         has received nothing. A new coordinator must have the log of the old one.",
        "协调者提交之后停顿了；发给北京的消息丢失。运维人员以为它死了，换上一个新的，日志是空的。\
         北京来问，新协调者推定中止，而杭州早已提交：alice 付了 40，bob 什么也没收到。\
         新协调者必须有旧协调者的日志。",
    ),
    protection: &[("coordinator_log", To::Choice("kept"))],
    checker: "conservation",
    script: |s| {
        let s = transferred(s).set("coordinator_log", "lost").lose(decision_to(1)).at(462).pause(COORDINATOR);
        s.at(560).resume(COORDINATOR).at(561).order(COORDINATOR, "replace")
    },
};
