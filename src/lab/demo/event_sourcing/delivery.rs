//! Events on their way: repeated, reordered, lost, never sent, sent too early, unreadable; and a reader who is ahead of them.

use super::stage::{ALICE, BOB, CAROL, PROTOCOL, ask, crash, deposit, message, order, play, restart, some_replay_stands, withdraw};
use crate::base::ids::FactId;
use crate::base::text::text;
use crate::domain::Call;
use crate::lab::demo::{Demo, To};
use crate::sim::fault::Then;
use crate::sim::session::Session;
use crate::sim::trace::What;

pub(super) const DUPLICATE: Demo = Demo {
    name: "es-duplicate",
    protocol: PROTOCOL,
    title: text("The same event twice", "同一事件来两次"),
    story: text(
        "The network repeats an event. A projection that applies whatever arrives counts the deposit twice and never agrees with the others again. One that checks versions sees that it has this one.",
        "网络把一个事件送了两次。来什么就应用什么的投影会把这笔存款算两遍，从此与别人不再一致。核对版本的投影知道这一条已经有了。",
    ),
    protection: &[("projection_checkpoint", To::Switch(true))],
    experiment: || {
        let twice = [message(1, 0, 0, Then::Duplicate { after_us: 400_000 })];
        play(&[("projection_checkpoint", To::Switch(false))], &[ask(200, 1, deposit(BOB, 50))], &[], &twice)
    },
    shows: |receipt, _| !receipt.apart.agree_at_end,
};

pub(super) const OVERTAKEN: Demo = Demo {
    name: "es-overtaken",
    protocol: PROTOCOL,
    title: text("A withdrawal before its deposit", "先见取款，后见存款"),
    story: text(
        "Carol has 200, puts in 100 and takes out 250. The deposit is slow on its way to the first service, and the withdrawal overtakes it: whoever reads there sees −50, a state that never was. A projection that checks versions finds the gap, asks for what is missing, and applies both in order.",
        "卡罗尔有 200，存入 100，再取出 250。存款事件在去第一个服务的路上慢了，被取款超过：在那里读到的是 −50，一个从未存在过的状态。核对版本的投影会发现缺口，索取缺失的事件，再按顺序应用。",
    ),
    protection: &[("projection_checkpoint", To::Switch(true))],
    experiment: || {
        let slow = [message(2, 0, 0, Then::Deliver { after_us: 1_500_000 })];
        let asked = [ask(200, 2, deposit(CAROL, 100)), ask(400, 2, withdraw(CAROL, 250)), ask(900, 0, Call::Read { account: CAROL })];
        play(&[("projection_checkpoint", To::Switch(false))], &asked, &[], &slow)
    },
    shows: |_, session| somebody_read_less_than_nothing(session),
};

pub(super) const GAP: Demo = Demo {
    name: "es-gap",
    protocol: PROTOCOL,
    title: text("The missing event", "缺失的事件"),
    story: text(
        "Events are sent only once, and one of them is lost. The next one arrives and is applied as if nothing were missing: the projection is wrong for ever, and says it is up to date. One that checks versions notices that a number is missing and asks for it.",
        "事件只发一次，其中一个丢了。下一个到达后照常应用，好像什么也没缺：投影从此一直是错的，还自称已是最新。核对版本的投影会注意到少了一个号，并去索取。",
    ),
    protection: &[("projection_checkpoint", To::Switch(true))],
    experiment: || {
        let set = [("projection_checkpoint", To::Switch(false)), ("publish", To::Choice("after_commit"))];
        let asked = [ask(200, 2, deposit(CAROL, 100)), ask(700, 2, deposit(CAROL, 7))];
        play(&set, &asked, &[], &[message(2, 0, 0, Then::Drop)])
    },
    shows: |receipt, _| !receipt.apart.agree_at_end,
};

pub(super) const LOST_EVENT: Demo = Demo {
    name: "es-dual-write",
    protocol: PROTOCOL,
    title: text("Stored, never told", "存了却没发"),
    story: text(
        "Storing an event and sending it are two writes. The second service stores a deposit and crashes before it gets round to telling anybody. When it is back it has no idea that something was left undone. With an outbox, what is to be sent is part of what is stored.",
        "存储事件与发送事件是两次写入。第二个服务存下存款后，还没来得及通知别人就崩溃了；恢复后也不知道有事没做完。有了发件箱，“待发送”本身就是所存内容的一部分。",
    ),
    protection: &[("publish", To::Choice("outbox"))],
    experiment: || {
        // On disk at 210 ms; without an outbox, peers are told 5 ms later.
        let faults = [crash(212, 1), restart(1_000, 1, None)];
        play(&[("publish", To::Choice("after_commit"))], &[ask(200, 1, deposit(BOB, 50))], &faults, &[])
    },
    shows: |receipt, _| !receipt.apart.agree_at_end,
};

pub(super) const GHOST_EVENT: Demo = Demo {
    name: "es-ghost",
    protocol: PROTOCOL,
    title: text("Told, never stored", "发了却没存"),
    story: text(
        "The second service tells everybody of a deposit before it is on disk, and crashes in between. Now the others believe in an event that never happened, and the owner knows nothing of it. With an outbox nothing is sent that is not stored.",
        "第二个服务在落盘之前就把存款告诉了所有人，随即崩溃。于是别人都相信一个从未发生的事件，而所属服务对此一无所知。有了发件箱，没存下的就不会发。",
    ),
    protection: &[("publish", To::Choice("outbox"))],
    experiment: || {
        let faults = [crash(205, 1), restart(1_000, 1, None)];
        play(&[("publish", To::Choice("before_commit"))], &[ask(200, 1, deposit(BOB, 50))], &faults, &[])
    },
    shows: |receipt, _| !receipt.apart.agree_at_end,
};

pub(super) const POISON: Demo = Demo {
    name: "es-poison",
    protocol: PROTOCOL,
    title: text("One bad event stops all", "一个坏事件堵住一切"),
    story: text(
        "An event that nobody can read gets into bob's stream. Every projection that stands still at it also keeps everybody waiting who has nothing to do with bob: deposits are accepted, and no read model ever shows them. Parked, it waits for a person, and the rest goes on.",
        "一个谁也读不懂的事件进了鲍勃的流。停在它面前的投影，让与鲍勃毫无关系的人也一起等待：存款照样被接受，读模型却再也不更新。把它搁置起来等人处理，其余的就能继续。",
    ),
    protection: &[("poison", To::Choice("park"))],
    experiment: || {
        let asked = [ask(600, 0, deposit(ALICE, 50)), ask(900, 1, deposit(BOB, 5))];
        play(&[("poison", To::Choice("stop"))], &asked, &[order(200, 1, "poison", BOB)], &[])
    },
    shows: |_, session| some_replay_stands(session),
};

pub(super) const STALE_SESSION: Demo = Demo {
    name: "es-stale-session",
    protocol: PROTOCOL,
    title: text("Where is my deposit?", "我的存款呢？"),
    story: text(
        "A customer at the first service puts 50 into bob's account and is told that it is done. Then she looks, and it is not there: the read model has not heard of it. If a read asks for at least what the session has seen, the owner answers instead.",
        "第一个服务的客户往鲍勃账户存了 50，得到“完成”的答复；随后一看，却没有：读模型还没收到这个事件。若读取要求不早于本会话已见的版本，就会改由所属服务来答。",
    ),
    protection: &[("read_from", To::Choice("at_least_seen"))],
    experiment: || {
        let slow = [message(1, 0, 0, Then::Deliver { after_us: 1_500_000 })];
        play(&[("read_from", To::Choice("local"))], &[ask(200, 0, deposit(BOB, 50)), ask(700, 0, Call::Read { account: BOB })], &[], &slow)
    },
    shows: |receipt, _| receipt.stale.reads > 0,
};

fn somebody_read_less_than_nothing(session: &dyn Session) -> bool {
    let facts = (0..session.fact_count()).map(|id| session.fact(FactId(id)).what);
    let replies = facts.filter_map(|what| if let What::Returned { reply, .. } = what { session.answer(reply) } else { None });
    replies.into_iter().any(|answer| answer.reply.balance().is_some_and(|balance| balance < 0))
}
