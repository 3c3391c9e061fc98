//! From the broker to the effect: acknowledgements, inboxes, checkpoints.

use super::stage;
use crate::base::text::text;
use crate::protocol::manifest::script::{ALICE, BOB, deposit, message, transfer};
use crate::protocol::manifest::{Demo, To};

/// A lost acknowledgement, not a lost message.
pub const LOST_ACK: Demo = Demo {
    id: "ae-lost-ack",
    title: text("A lost acknowledgement", "丢失的确认"),
    story: text(
        "Beijing credits bob and acknowledges, and the acknowledgement is lost: the event was not. \
         After its visibility timeout the broker delivers it again, as it must, and Beijing credits \
         bob again. With an inbox Beijing finds the id of the event and only acknowledges.",
        "北京给 bob 入账并发出确认，丢的是确认，不是事件。可见性超时之后，代理照规矩再次投递，\
         北京又入账一次。有收件箱时，北京查到事件 ID，只补发确认。",
    ),
    protection: &[("consume", To::Choice("inbox"))],
    checker: "conservation",
    script: |s| {
        let s = stage(s).set("consume", "at_least_once").at(200).ask(0, transfer(ALICE, BOB, 40));
        s.lose(message(1, 3))
    },
};

/// The checkpoint is behind its effect.
pub const BEHIND: Demo = Demo {
    id: "ae-checkpoint-behind",
    title: text("The position is behind the effect", "位置落后于效果"),
    story: text(
        "Beijing has credited bob when the broker crashes, before the acknowledgement arrives. After \
         its restart the broker begins behind the last position that it knows, and delivers the \
         transfer again: bob is credited twice. At least once means just that; an inbox makes the \
         second time harmless.",
        "北京已给 bob 入账，确认还没到，代理就崩溃了。重启后代理从它所知的最后位置继续，再次投递这笔转账：\
         bob 到账两次。“至少一次”就是这个意思；有收件箱，第二次就无害。",
    ),
    protection: &[("consume", To::Choice("inbox"))],
    checker: "conservation",
    script: |s| {
        let s = stage(s).set("consume", "at_least_once").at(200).ask(0, transfer(ALICE, BOB, 40));
        s.at(305).crash(3).at(500).restart(3)
    },
};

/// The checkpoint is ahead of its effect.
pub const AHEAD: Demo = Demo {
    id: "ae-checkpoint-ahead",
    title: text("The position is ahead of the effect", "位置先于效果"),
    story: text(
        "Beijing acknowledges the transfer as soon as it arrives and crashes before bob's credit is \
         on its disk. The broker has moved on: alice has paid, and bob never gets the money. \
         Whoever acknowledges after the effect gets the event again.",
        "转账一到，北京就先确认，bob 的入账还没落盘就崩溃了。代理已经前进：alice 付了钱，bob 却永远收不到。\
         生效之后才确认，事件就会再来一次。",
    ),
    protection: &[("consume", To::Choice("inbox"))],
    checker: "accounted",
    script: |s| {
        let s = stage(s).set("consume", "at_most_once").at(200).ask(0, transfer(ALICE, BOB, 40));
        s.at(290).crash(1).at(500).restart(1)
    },
};

/// Dedup not atomic with the effect: twice.
pub const INBOX_AFTER: Demo = Demo {
    id: "ae-inbox-after",
    title: text("The inbox comes after the effect", "先生效，后记收件箱"),
    story: text(
        "Beijing commits bob's credit and crashes before it has written the id of the event into its \
         inbox. The transfer comes again, the inbox does not know it, and bob is credited twice. \
         The id belongs into the transaction of the effect.",
        "北京提交了 bob 的入账，还没把事件 ID 写进收件箱就崩溃了。转账再次到来，收件箱不认得它，\
         bob 到账两次。事件 ID 应与效果写入同一事务。",
    ),
    protection: &[("consume", To::Choice("inbox"))],
    checker: "conservation",
    script: |s| {
        let s = stage(s).set("consume", "inbox_after").at(200).ask(0, transfer(ALICE, BOB, 40));
        s.at(310).crash(1).at(500).restart(1)
    },
};

/// Dedup not atomic with the effect: never.
pub const INBOX_BEFORE: Demo = Demo {
    id: "ae-inbox-before",
    title: text("The inbox comes before the effect", "先记收件箱，后生效"),
    story: text(
        "Beijing writes the id of the transfer into its inbox and crashes before bob is credited. \
         The transfer comes again, and the inbox says that it was handled: bob never gets the \
         money. The id belongs into the transaction of the effect.",
        "北京先把转账的 ID 写进收件箱，还没给 bob 入账就崩溃了。转账再次到来，收件箱说已经处理过：\
         bob 永远收不到钱。事件 ID 应与效果写入同一事务。",
    ),
    protection: &[("consume", To::Choice("inbox"))],
    checker: "accounted",
    script: |s| {
        let s = stage(s).set("consume", "inbox_before").at(200).ask(0, transfer(ALICE, BOB, 40));
        s.at(310).crash(1).at(500).restart(1)
    },
};

/// Retention is shorter than an outage.
pub const RETENTION: Demo = Demo {
    id: "ae-retention",
    title: text("Retention shorter than an outage", "保留时间短于停机时间"),
    story: text(
        "Shanghai is down for two seconds, and the broker keeps events for half a second. When \
         Shanghai comes back, bob's deposit is gone from the topic, consumed or not, and \
         Shanghai's copy of bob never learns of it. A broker that keeps events until they are \
         consumed has everything that Shanghai lacks.",
        "上海停机两秒，而代理只保留半秒。上海恢复时，早先的事件已从主题中删除，不管有没有被消费；\
         它的 bob 副本再也得不到那笔存款。代理若把事件保留到被消费为止，上海缺的就都还在。",
    ),
    protection: &[("retention_us", To::Number(0))],
    checker: "convergence",
    script: |s| {
        let s = stage(s).lasts(6_000).set("retention_us", 500_000_u64).at(100).crash(2);
        let s = s.at(200).ask(1, deposit(BOB, 30)).at(1_500).ask(0, deposit(ALICE, 50));
        s.at(2_000).restart(2)
    },
};
