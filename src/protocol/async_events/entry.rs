//! Asynchronous events as a person meets them: the name, what is promised, timers and orders.

use super::AsyncEvents;
use super::config::KNOBS;
use super::state::owner_of;
use crate::base::text::text;
use crate::protocol::manifest::goal::{Goal, Step};
use crate::protocol::manifest::mutant::Mutant;
use crate::protocol::manifest::progress::{Need, Progress, Whom};
use crate::protocol::manifest::way::Way;
use crate::protocol::manifest::{Described, First, Manifest, Promise, Rollout, To, Trouble};
use crate::protocol::tables::{orders, timers};
use crate::sim::cast::{Copies, Part, Shape};

impl Described for AsyncEvents {
    const GOALS: &'static [Goal] = GOALS;
    const PROGRESS: &'static [Progress] = PROGRESS;
    const MUTANTS: &'static [Mutant] = MUTANTS;
    const FIRST: First = First { seed: 31_004, trouble: Trouble::StaleReads };
    const MANIFEST: Manifest = Manifest {
        name: "async-events",
        title: text("Asynchronous events", "异步事件"),
        summary: text(
            "Each service owns its accounts and its database, and tells the others through a broker what happened. Everyone answers from its own data, so nobody waits for anybody; copies lag, and events can be lost, repeated or reordered unless outbox, inbox and keys prevent it.",
            "每个服务拥有自己的账户和数据库，通过消息代理告诉其他服务发生了什么。各自用自己的数据答复，谁也不等谁；副本会滞后，事件可能丢失、重复、乱序，除非有发件箱、收件箱和按键保序。",
        ),
        way: Way::TellTheOthers,
        cost: text(
            "The others learn of a change later; unless outbox, inbox and order per key prevent it, events are lost, doubled or reordered.",
            "其他服务稍后才知道变更；没有发件箱、收件箱和按键保序，事件会丢失、重复或乱序。",
        ),
        invitation: text(
            "Cut a service off and watch its lag grow at the broker. Then heal the network and watch the backlog drain.",
            "把一个服务隔离，看它在消息代理处的积压增长；再恢复网络，看积压排空。",
        ),
        knobs: KNOBS,
        orders: ORDERS,
        timers: TIMERS,
        parts: |_, _| vec![Part { name: text("Broker", "消息代理"), shape: Shape::Broker }],
        copies: |_| Copies::Owned { owner: owner_of, read_models: true },
        promises: PROMISES,
        demos: super::demos::DEMOS,
    };
}

const PROMISES: &[Promise] = &[
    Promise {
        holds: &[
            "conservation",
            "non-negative",
            "convergence",
            "append-only",
            "prefix",
            "effects",
            "published",
            "key-order",
            "accounted",
        ],
        under: &[
            ("publish", To::Choice("outbox")),
            ("checkpoint", To::Choice("gap_safe")),
            ("consume", To::Choice("inbox")),
            ("key_order", To::Switch(true)),
            ("copies", To::Choice("by_version")),
            ("commands", To::Choice("intent")),
            ("confirm_first", To::Switch(true)),
            ("expiry", To::Choice("agreed")),
            ("compatible_schema", To::Switch(true)),
            ("malformed", To::Number(0)),
            ("retention_us", To::Number(0)),
        ],
        rollout: Rollout::Any,
        because: text(
            "A change and its event are one transaction, and the event is published until the broker confirms. The broker delivers until the consumer acknowledges, in the order of each key, and an effect and the id of its event are one transaction.",
            "变更与事件在同一事务里，事件反复发布直到代理确认；代理按键保序、反复投递，直到消费者确认；效果与事件 ID 又在同一事务里。",
        ),
    },
    Promise {
        holds: &["read-your-writes", "monotonic-reads"],
        under: &[("answer", To::Choice("poll")), ("confirm_first", To::Switch(true))],
        rollout: Rollout::Any,
        because: text(
            "A read waits until the copy is as new as everything that the session was told.",
            "读取会等到副本不旧于会话已知的一切。",
        ),
    },
];

const GOALS: &[Goal] = &[
    Goal {
        name: "a-redelivery-was-found-in-the-inbox",
        steps: &[Step::Own("handled"), Step::OwnHere("repeated")],
    },
    Goal {
        name: "a-consumer-that-crashed-found-what-it-had-processed",
        steps: &[Step::Own("handled"), Step::CrashesHere, Step::RestartsHere, Step::OwnHere("repeated")],
    },
    Goal {
        name: "a-broker-that-crashed-went-on-to-store-events",
        steps: &[Step::Own("published"), Step::CrashesHere, Step::RestartsHere, Step::OwnHere("published")],
    },
    Goal {
        name: "a-command-was-sent-again-known-and-answered",
        steps: &[Step::Asks, Step::Own("asked_again"), Step::Own("known"), Step::Done],
    },
    Goal {
        name: "a-service-gave-up-and-its-client-does-not-know",
        steps: &[Step::Asks, Step::Own("gave_up"), Step::Unknown],
    },
];

const A_SERVICE: Need = Need {
    name: "a-service-is-gone",
    whom: Whom::EveryService,
    waits_for: text("It waits for a service that is down or cut off.", "在等待一个宕机或失联的服务。"),
};

/// What is asked is answered by services; the broker may be away, and its events come later. Where an
/// owner refuses what was decided on an old copy, copies must come up to date: no event may be lost,
/// and the broker is needed.
const PROGRESS: &[Progress] = &[
    Progress { under: &[("commands", To::Choice("intent"))], needs: &[A_SERVICE], converges: false },
    Progress {
        under: &[
            ("publish", To::Choice("outbox")),
            ("checkpoint", To::Choice("gap_safe")),
            ("consume", To::Choice("inbox")),
            ("key_order", To::Switch(true)),
            ("copies", To::Choice("by_version")),
            ("compatible_schema", To::Switch(true)),
            ("malformed", To::Number(0)),
            ("retention_us", To::Number(0)),
        ],
        needs: &[
            A_SERVICE,
            Need {
                name: "the-broker-is-gone",
                whom: Whom::Part(0),
                waits_for: text(
                    "It waits for the broker: copies are behind.",
                    "在等待消息代理：副本还没有跟上。",
                ),
            },
        ],
        converges: true,
    },
];

const MUTANTS: &[Mutant] = &[
    Mutant::new("inbox-row-outside-the-transaction"),
    Mutant::new("acknowledges-before-the-effect"),
    Mutant::new("answers-before-saved"),
    Mutant::under(
        "relay-passes-a-gap",
        &[("transfer_time_us", To::Number(200_000)), ("reader", To::Choice("poll"))],
    ),
    Mutant::new("marks-rows-before-the-broker-confirms"),
    Mutant::new("broker-confirms-before-saved"),
    Mutant::new("position-moves-when-handed-out"),
    Mutant::new("delivers-out-of-order"),
    Mutant::under("an-expired-hold-is-credited", &[("hold_us", To::Number(150_000))]),
    Mutant::new("inbox-is-lost-in-a-restart"),
];

timers! {
    /// What a node sets timers for.
    pub enum Timer, TIMERS {
        Saved((u64, u32)) ["its write is on the disk", "写入已落盘"];
        Poll(u16) ["a relay polls the outbox", "中继轮询发件箱"];
        Resend(u16) ["the broker did not confirm in time", "消息代理没有按时确认"];
        Commit(u32) ["a transaction is about to commit", "一个事务即将提交"];
        Again(u16) ["events become visible again", "事件重新可见"];
        Worked(u16) ["an event is processed", "一个事件处理完毕"];
        Second(u16) ["the first of two transactions is on the disk", "两个事务中的第一个已落盘"];
        AskAgain(u64) ["the owner did not answer in time", "所属服务没有按时答复"];
        GiveUp(u64) ["the deadline of an operation has passed", "操作的截止时间已过"];
        Look(u64) ["a read looks at the copy again", "读取再次查看副本"];
        Expire(u64) ["a hold expires", "冻结到期"];
    }
}

orders! {
    /// What an operator can order.
    pub enum Order, ORDERS {
        Redrive "redrive" Node ["Redrive dead letters", "重新投递死信"]
            ["The broker delivers all dead letters again, in the order of their keys. Services ignore it.", "消息代理按键的顺序再次投递所有死信；服务会忽略此命令。"];
    }
}
