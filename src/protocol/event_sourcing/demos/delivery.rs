//! Demos of delivery: events that are repeated, reordered, lost, never sent, sent too early or
//! unreadable; and a session that moves to a service which lags.

use super::stage;
use crate::base::text::text;
use crate::protocol::manifest::{Demo, To};
use crate::protocol::script::{ALICE, BOB, CAROL, deposit, message, read, withdraw};

pub(super) const DUPLICATE: Demo = Demo {
    id: "es-duplicate",
    title: text("The same event twice", "同一事件来两次"),
    story: text(
        "The network repeats an event. A projection that applies whatever arrives counts the deposit twice and never agrees with the others again. One that checks versions sees that it has this one.",
        "网络把一个事件送了两次。来什么就应用什么的投影会把这笔存款算两遍，从此与别人不再一致。核对版本的投影知道这一条已经有了。",
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
        "Carol has 200, puts in 100 and takes out 250. The deposit is slow on its way to the first service, and the withdrawal overtakes it: whoever reads there sees −50, a state that never was. A projection that checks versions finds the gap, asks for what is missing, and applies both in order.",
        "卡罗尔有 200，存入 100，再取出 250。存款事件在去第一个服务的路上慢了，被取款超过：在那里读到的是 −50，一个从未存在过的状态。核对版本的投影会发现缺口，索取缺失的事件，再按顺序应用。",
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
        "Events are sent only once, and one of them is lost. The next one arrives and is applied as if nothing were missing: the projection is wrong for ever, and says it is up to date. One that checks versions notices that a number is missing and asks for it.",
        "事件只发一次，其中一个丢了。下一个到达后照常应用，好像什么也没缺：投影从此一直是错的，还自称已是最新。核对版本的投影会注意到少了一个号，并去索取。",
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
    title: text("Stored, never told", "存了却没发"),
    story: text(
        "Storing an event and sending it are two writes. The second service stores a deposit and crashes before it gets round to telling anybody. When it is back it has no idea that something was left undone. With an outbox, what is to be sent is part of what is stored.",
        "存储事件与发送事件是两次写入。第二个服务存下存款后，还没来得及通知别人就崩溃了；恢复后也不知道有事没做完。有了发件箱，“待发送”本身就是所存内容的一部分。",
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
    title: text("Told, never stored", "发了却没存"),
    story: text(
        "The second service tells everybody of a deposit before it is on disk, and crashes in between. Now the others believe in an event that never happened, and the owner knows nothing of it. With an outbox nothing is sent that is not stored.",
        "第二个服务在落盘之前就把存款告诉了所有人，随即崩溃。于是别人都相信一个从未发生的事件，而所属服务对此一无所知。有了发件箱，没存下的就不会发。",
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
    title: text("One bad event stops all", "一个坏事件堵住一切"),
    story: text(
        "An event that nobody can read gets into bob's stream. Every projection that stands still at it also keeps everybody waiting who has nothing to do with bob: deposits are accepted, and no read model ever shows them. Parked, it waits for a person, and the rest goes on.",
        "一个谁也读不懂的事件进了鲍勃的流。停在它面前的投影，让与鲍勃毫无关系的人也一起等待：存款照样被接受，读模型却再也不更新。把它搁置起来等人处理，其余的就能继续。",
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
        "A customer at the first service puts 50 into bob's account and is told that it is done. Then she looks, and it is not there: the read model has not heard of it. If a read asks for at least what the session has seen, the owner answers instead.",
        "第一个服务的客户往鲍勃账户存了 50，得到“完成”的答复；随后一看，却没有：读模型还没收到这个事件。若读取要求不早于本会话已见的版本，就会改由所属服务来答。",
    ),
    protection: &[("read_from", To::Choice("at_least_seen"))],
    checker: "read-your-writes",
    script: |s| {
        let s = stage(s).set("read_from", "local").delay(message(1, 0), 1_500);
        s.at(200).ask(0, deposit(BOB, 50)).at(700).ask(0, read(BOB))
    },
};
