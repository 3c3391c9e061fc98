//! From the database to the broker: dual writes, positions, relays, schemas.

use super::stage;
use crate::base::text::text;
use crate::protocol::manifest::script::{ALICE, BOB, deposit, transfer};
use crate::protocol::manifest::{Demo, To};

/// A dual write: the event is lost.
pub const LOST: Demo = Demo {
    id: "ae-dual-write",
    title: text("A dual write loses the event", "双写：事件丢了"),
    story: text(
        "Hangzhou commits a deposit to alice, tells the client, and crashes before it publishes \
         the event. After the restart nobody remembers that there was anything to publish: the \
         copies of alice stay wrong for ever. With an outbox the event is a row of the same \
         transaction, and the relay finds it after the restart.",
        "杭州提交了 alice 的存款，答复了客户端，却在发布事件之前崩溃。重启之后，没有人记得还有事件要发：\
         alice 的副本从此一直是错的。有发件箱时，事件是同一事务里的一行，重启后中继会找到它。",
    ),
    protection: &[("publish", To::Choice("outbox"))],
    checker: "published",
    script: |s| {
        let s = stage(s).set("publish", "database_first").at(200).ask(0, deposit(ALICE, 50));
        s.at(222).crash(0).at(600).restart(0)
    },
};

/// Dual write: an event of something that never happened.
pub const GHOST: Demo = Demo {
    id: "ae-ghost",
    title: text("A ghost event", "幽灵事件"),
    story: text(
        "Hangzhou publishes that alice gained 50 and crashes before its own database has it. The \
         others show a deposit that never happened. What is published only after the commit, and \
         from the same transaction, has happened.",
        "杭州先发布“alice 增加 50”，还没写进自己的数据库就崩溃了。其他服务显示着一笔从未发生的存款。\
         只在提交之后、依据同一事务发布的事件，才是真正发生过的。",
    ),
    protection: &[("publish", To::Choice("outbox"))],
    checker: "convergence",
    script: |s| {
        let s = stage(s).set("publish", "broker_first").at(200).ask(0, deposit(ALICE, 50));
        s.at(210).crash(0).at(600).restart(0)
    },
};

/// The sequence gap.
pub const GAP: Demo = Demo {
    id: "ae-gap",
    title: text("A gap in the positions", "位置的空洞"),
    story: text(
        "A transfer from alice to bob draws position 1 and takes 200 ms. A deposit draws position 2 \
         and commits at once; the relay publishes it and remembers 2. Then position 1 commits, \
         below the checkpoint: it is never read, the lag is 0, and bob never gets the money. A relay \
         that goes by the order of the commits passes over nothing.",
        "alice 转给 bob 的事务领取了位置 1，要 200 毫秒才提交。一笔存款领取位置 2，立即提交；\
         中继发布它并记下 2。随后位置 1 提交，却在检查点之下：永远不会被读到，积压显示为 0，\
         而 bob 永远收不到钱。按提交顺序读取的中继不会漏掉任何一行。",
    ),
    protection: &[("checkpoint", To::Choice("gap_safe"))],
    checker: "published",
    script: |s| {
        let s = stage(s).set("checkpoint", "highest").set("transfer_time_us", 200_000_u64);
        s.at(200).ask(0, transfer(ALICE, BOB, 40)).at(210).submit(0, deposit(ALICE, 50))
    },
};

/// Relay copies.
pub const RELAYS: Demo = Demo {
    id: "ae-relays",
    title: text("Three relays, three copies", "三个中继，三份拷贝"),
    story: text(
        "Hangzhou runs three relays without a lock. Each of them finds the row of alice's transfer \
         before the others have marked it, and publishes it: bob is credited three times. An inbox \
         knows the id of the event: once.",
        "杭州同时运行三个中继，没有加锁。每个都在别的中继标记之前找到 alice 转账的那一行，于是各发一遍：\
         bob 到账三次。收件箱认得事件的 ID：只入账一次。",
    ),
    protection: &[("consume", To::Choice("inbox"))],
    checker: "conservation",
    script: |s| {
        let s = stage(s).set("relays", 3_u64).set("relay_lock", false).set("consume", "at_least_once");
        s.at(200).ask(0, transfer(ALICE, BOB, 40))
    },
};

/// The same, removed where it arises.
pub const LOCK: Demo = Demo {
    id: "ae-relay-lock",
    title: text("Relays that take turns", "轮流发布的中继"),
    story: text(
        "Three relays publish the same row, and consumers that do not know what they have handled \
         credit bob three times. With a lock only one relay publishes at a time, and it marks the \
         row before the next one looks. That removes these copies, and no others: a lost \
         acknowledgement still repeats an event.",
        "三个中继发布同一行，而消费者不记得处理过什么，给 bob 入账三次。加锁之后同一时刻只有一个中继在发布，\
         标记之后才轮到下一个。这样能消除这几份拷贝，但只有这几份：确认丢失时事件仍会重复。",
    ),
    protection: &[("relay_lock", To::Switch(true))],
    checker: "conservation",
    script: RELAYS.script,
};

/// The producer is ahead of its consumers.
pub const SCHEMA: Demo = Demo {
    id: "ae-schema",
    title: text("A new schema before its consumers", "先于消费者的新结构"),
    story: text(
        "Hangzhou is upgraded first and writes events in the new schema only. Consumers of version 1 \
         cannot process them; after three attempts alice's deposit is a dead letter at every other \
         service. A producer that writes both schemas until the last consumer is upgraded breaks \
         nothing (expand, then contract).",
        "杭州先升级，只写新结构的事件。版本 1 的消费者处理不了；尝试三次之后，\
         alice 的存款在其他各服务都成了死信。生产者在最后一个消费者升级之前并写新旧两种结构，\
         就不会出问题（先扩展，再收缩）。",
    ),
    protection: &[("compatible_schema", To::Switch(true))],
    checker: "convergence",
    script: |s| {
        let s = stage(s).lasts(9_000).set("compatible_schema", false).set("attempts", 3_u64);
        s.at(100).upgrade(0, 2).at(300).ask(0, deposit(ALICE, 50))
    },
};
