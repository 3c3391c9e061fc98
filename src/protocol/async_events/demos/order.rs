//! The order of events, and events that cannot be processed.

use super::stage;
use crate::base::text::text;
use crate::protocol::manifest::script::{ALICE, CAROL, deposit, message, read};
use crate::protocol::manifest::{Demo, To};

/// Reordered across partitions.
pub const REORDERED: Demo = Demo {
    id: "ae-reordered",
    title: text("Reordered across partitions", "跨分区乱序"),
    story: text(
        "Two deposits to alice lie in two partitions, dealt in turn. The first one reaches Beijing \
         late, and Beijing's copy, which takes whatever arrives last, goes back to it for good. \
         Events of one account belong into one partition.",
        "alice 的两笔存款被轮流分到两个分区。第一笔很晚才到北京，而北京的副本以后到的为准，\
         于是退回到第一笔，再也不会改正。同一账户的事件应进入同一分区。",
    ),
    protection: &[("key_order", To::Switch(true))],
    checker: "key-order",
    script: |s| {
        let s = stage(s).set("key_order", false).set("copies", "by_arrival");
        let s = s.at(200).submit(0, deposit(ALICE, 50)).at(205).submit(0, deposit(ALICE, 30));
        s.delay(message(3, 1), 300)
    },
};

/// Stale event-carried state.
pub const LAST_ARRIVAL: Demo = Demo {
    id: "ae-last-arrival",
    title: text("Stale event-carried state", "事件携带的旧状态"),
    story: text(
        "An event carries the balance that its account had. The network repeats the event of \
         alice's first deposit after her second one, and Beijing's copy believes whatever arrives \
         last: there the second deposit is gone. A copy that compares versions ignores the older \
         one.",
        "事件携带账户当时的余额。网络在 alice 第二笔存款之后，又把第一笔的事件送来一次，\
         而北京的副本以后到的为准：第二笔存款在那里不见了。比较版本的副本会忽略旧的。",
    ),
    protection: &[("copies", To::Choice("by_version"))],
    checker: "convergence",
    script: |s| {
        let s = stage(s).set("consume", "at_least_once").set("copies", "by_arrival");
        let s = s.at(200).submit(0, deposit(ALICE, 50)).at(400).submit(0, deposit(ALICE, 30));
        s.repeat(message(3, 1), 300)
    },
};

/// A poison event blocks its partition.
pub const POISON: Demo = Demo {
    id: "ae-poison",
    title: text("A poison event blocks its partition", "毒消息阻塞分区"),
    story: text(
        "Alice's second event is malformed, and no consumer of version 1 can process it. Beijing \
         tries for ever, and carol's deposit waits behind it: a read two seconds later misses it. \
         With dead letters the event is set aside after three attempts, and the others go on. At \
         3 s everybody runs version 2; at 3.6 s the dead letters are redriven, in order.",
        "alice 的第二个事件是畸形的，版本 1 的消费者都处理不了。北京一直重试，carol 的存款排在它后面：\
         两秒之后还读不到。有死信时，尝试三次就搁置，后面的照常处理。3 秒时所有服务升级到版本 2，\
         3.6 秒按顺序重新投递死信。",
    ),
    protection: &[("attempts", To::Number(3))],
    checker: "stale-time",
    script: |s| {
        let s = stage(s).lasts(9_000).set("attempts", 0_u64).set("malformed", 2_u64);
        let s = s.set("partitions", 1_u64).set("batch", 1_u64);
        let s = s.at(200).submit(0, deposit(ALICE, 50)).at(300).submit(0, deposit(ALICE, 30));
        let s = s.at(400).ask(2, deposit(CAROL, 20)).at(2_500).ask(1, read(CAROL));
        let s = s.at(3_000).upgrade(0, 2).at(3_200).upgrade(1, 2).at(3_400).upgrade(2, 2);
        s.at(3_600).order(3, "redrive")
    },
};

/// Dead letters are redriven out of order.
pub const REDRIVE: Demo = Demo {
    id: "ae-redrive",
    title: text("Redriven too late", "重新投递得太晚"),
    story: text(
        "Alice's second event is malformed and becomes a dead letter; her third one is processed. \
         After the fix the dead letter is redriven and processed behind the third. Each copy takes \
         what arrives last, so alice's last deposit is gone there. If a dead letter holds its key, \
         the third event waits beside it and both come back in order.",
        "alice 的第二个事件是畸形的，成了死信；第三个照常处理。修复之后死信重新投递，排到了第三个之后。\
         副本以后到的为准，alice 最后那笔存款便不见了。若死信保持键的顺序，第三个事件就和它一起搁置，\
         再按顺序回来。",
    ),
    protection: &[("hold_key", To::Switch(true))],
    checker: "key-order",
    script: |s| {
        let s = stage(s).lasts(9_000).set("hold_key", false).set("malformed", 2_u64);
        let s = s.set("attempts", 2_u64).set("copies", "by_arrival");
        let s = s.at(200).submit(0, deposit(ALICE, 50)).at(300).submit(0, deposit(ALICE, 30));
        let s = s.at(1_000).submit(0, deposit(ALICE, 20));
        let s = s.at(2_000).upgrade(0, 2).at(2_200).upgrade(1, 2).at(2_400).upgrade(2, 2);
        s.at(3_000).order(3, "redrive")
    },
};
