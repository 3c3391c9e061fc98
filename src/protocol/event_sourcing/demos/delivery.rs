//! Demos of delivery: events that are repeated, reordered, lost, never sent, sent too early or
//! unreadable; and a session that moves to a service which lags.

use super::stage;
use crate::base::text::text;
use crate::protocol::manifest::script::{ALICE, BOB, CAROL, deposit, message, read, withdraw};
use crate::protocol::manifest::{Demo, To};

pub(super) const DUPLICATE: Demo = Demo {
    id: "es-duplicate",
    title: text("The same event twice", "同一事件送达两次"),
    story: text(
        "The network delivers an event to Hangzhou twice.\nA projection that applies whatever \
         arrives counts the deposit twice and never agrees with the others again. A projection \
         that checks versions ignores the repetition (idempotence).",
        "网络把一个事件向杭州送达两次。\n收到什么就应用什么的投影会把这笔存款算两遍，\
         从此与其他服务不再一致。核对版本的投影会忽略重复的事件（幂等）。",
    ),
    protection: &[("projection_checkpoint", To::Switch(true))],
    checker: "effects",
    script: |s| {
        stage(s)
            .set("projection_checkpoint", false)
            .at(200)
            .ask(1, deposit(BOB, 50))
            .repeat(message(1, 0), 400)
    },
};

pub(super) const OVERTAKEN: Demo = Demo {
    id: "es-overtaken",
    title: text("A withdrawal before its deposit", "先见取款，后见存款"),
    story: text(
        "Carol has 200, deposits 100 and withdraws 250.\nThe deposit is slow on its way to \
         Hangzhou, and the withdrawal overtakes it: a read at Hangzhou returns −50, a balance \
         that never was. A projection that checks versions finds the gap, requests the missing \
         event, and applies both in order.",
        "carol 有 200，存入 100，再取出 250。\n存款事件在去往杭州的路上变慢，被取款超过：\
         在杭州读到的是 −50，一个从未存在过的余额。核对版本的投影会发现缺口，\
         请求补发缺失的事件，再按顺序应用。",
    ),
    protection: &[("projection_checkpoint", To::Switch(true))],
    checker: "non-negative",
    script: |s| {
        let s = stage(s)
            .set("projection_checkpoint", false)
            .at(200)
            .ask(2, deposit(CAROL, 100))
            .delay(message(2, 0), 1_500);
        s.at(400).ask(2, withdraw(CAROL, 250)).at(900).ask(0, read(CAROL))
    },
};

pub(super) const GAP: Demo = Demo {
    id: "es-gap",
    title: text("The missing event", "缺失的事件"),
    story: text(
        "Events are sent only once, and one of them is lost.\nThe next event arrives and is \
         applied as if nothing were missing: the projection is wrong for ever and claims to be \
         up to date. A projection that checks versions notices the missing number and requests \
         that event.",
        "事件只发一次，其中一个丢失。\n下一个事件到达后照常应用，好像什么也没缺：\
         投影从此一直是错的，还自称已是最新。核对版本的投影会注意到少了一个版本号，并请求补发。",
    ),
    protection: &[("projection_checkpoint", To::Switch(true))],
    checker: "convergence",
    script: |s| {
        let s = stage(s).set("projection_checkpoint", false).set("publish", "after_commit");
        s.at(200).ask(2, deposit(CAROL, 100)).lose(message(2, 0)).at(700).ask(2, deposit(CAROL, 7))
    },
};

pub(super) const LOST_EVENT: Demo = Demo {
    id: "es-dual-write",
    title: text("Stored, never published", "存了却没发布"),
    story: text(
        "Storing an event and publishing it are two writes. Beijing stores a deposit and \
         crashes before it publishes the event.\nAfter the restart nothing tells Beijing that \
         the event was never published. With an outbox, the list of events to publish is \
         stored together with the events.",
        "存储事件与发布事件是两次写入（双写）。北京存下存款后，还没来得及发布就崩溃了。\n\
         恢复后也不知道这个事件从未发布。有了发件箱，“待发布”的记录与事件一起存储。",
    ),
    protection: &[("publish", To::Choice("outbox"))],
    checker: "convergence",
    script: |s| {
        // On disk at 210 ms; without an outbox, peers are told 5 ms later.
        stage(s)
            .set("publish", "after_commit")
            .at(200)
            .ask(1, deposit(BOB, 50))
            .at(212)
            .crash(1)
            .at(1_000)
            .restart(1)
    },
};

pub(super) const GHOST_EVENT: Demo = Demo {
    id: "es-ghost",
    title: text("Published, never stored", "发布了却没存"),
    story: text(
        "Beijing publishes a deposit before it is on disk, and crashes in between.\nNow the \
         other services believe in an event that never happened, and Beijing, the owner, knows \
         nothing of it. With an outbox, only stored events are published.",
        "北京在存款落盘之前就发布了事件，随即崩溃。\n于是其他服务都相信一个从未发生的事件，\
         而所属服务北京对此一无所知。有了发件箱，只有已存储的事件才会发布。",
    ),
    protection: &[("publish", To::Choice("outbox"))],
    checker: "convergence",
    script: |s| {
        stage(s)
            .set("publish", "before_commit")
            .at(200)
            .ask(1, deposit(BOB, 50))
            .at(205)
            .crash(1)
            .at(1_000)
            .restart(1)
    },
};

pub(super) const POISON: Demo = Demo {
    id: "es-poison",
    title: text("One bad event blocks everything", "一个坏事件堵住一切"),
    story: text(
        "An event that no projection can read (a poison message) gets into bob's stream.\nEvery \
         projection that stops at it also blocks accounts that have nothing to do with bob: \
         deposits are accepted, and no read model ever shows them. If the event is parked as a \
         dead letter, a person can look at it later and everything else continues.",
        "一个任何投影都无法解析的事件（毒消息）进入了 bob 的流。\n停在它面前的投影，\
         也堵住了与 bob 毫无关系的账户：存款照样被接受，读模型却不再更新。把它作为死信搁置、\
         等待人工处理，其余事件就能继续。",
    ),
    protection: &[("poison", To::Choice("park"))],
    checker: "conservation",
    script: |s| {
        let s = stage(s).set("poison", "stop").at(200).order_about(1, "poison", BOB);
        s.at(600).ask(0, deposit(ALICE, 50)).at(900).ask(1, deposit(BOB, 5))
    },
};

pub(super) const STALE_SESSION: Demo = Demo {
    id: "es-stale-session",
    title: text("Where is my deposit?", "我的存款呢？"),
    story: text(
        "Client 0 at Hangzhou deposits 50 into bob's account and gets an acknowledgement.\nIts \
         next read does not show the deposit, because Hangzhou's read model has not received \
         the event yet. If reads must be no older than the session has seen, the owner answers \
         instead (session guarantees).",
        "客户端 0 在杭州给 bob 存入 50，得到了确认。\n随后一读却没有：\
         杭州的读模型还没收到这个事件。若要求读取不旧于本会话已读版本，\
         就会改由所属服务回答（会话保证）。",
    ),
    protection: &[("read_from", To::Choice("at_least_seen"))],
    checker: "read-your-writes",
    script: |s| {
        let s = stage(s).set("read_from", "local").delay(message(1, 0), 1_500);
        s.at(200).ask(0, deposit(BOB, 50)).at(700).ask(0, read(BOB))
    },
};
