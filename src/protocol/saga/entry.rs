//! Sagas as a person meets them: the name, what an operator can order, what is promised.

use super::Sagas;
use super::config::KNOBS;
use super::message::TIMERS;
use super::state::owner_of;
use crate::base::text::text;
use crate::protocol::manifest::goal::{Goal, Step};
use crate::protocol::manifest::mutant::Mutant;
use crate::protocol::manifest::progress::Progress;
use crate::protocol::manifest::way::Way;
use crate::protocol::manifest::{Described, First, Manifest, Promise, Rollout, To, Trouble};
use crate::protocol::tables::orders;
use crate::sim::cast::{Copies, Part, Shape};

orders! {
    /// What an operator can order.
    pub enum Order, ORDERS {
        RetryParked "retry_parked" Node ["Retry parked compensations", "重试挂起的补偿"]
            ["The part that leads tries again to carry out compensations that were parked. Services ignore it.",
             "由推进 Saga 的部件重新执行被挂起的补偿；服务忽略此指令。"];
    }
}

impl Described for Sagas {
    const GOALS: &'static [Goal] = GOALS;
    const PROGRESS: &'static [Progress] = PROGRESS;
    const MUTANTS: &'static [Mutant] = MUTANTS;
    const FIRST: First = First { seed: 31_000, trouble: Trouble::DirtyReads };
    const MANIFEST: Manifest = Manifest {
        name: "saga",
        title: text("Saga", "Saga（长事务）"),
        summary: text(
            "Each service owns its accounts. What concerns several services is a saga: a chain of local transactions, each visible at once, and undone by a compensation if a later one fails. Nobody holds locks across services unless you ask for it, so others see what may still be undone.",
            "每个服务拥有自己的账户。跨服务的操作是一个 Saga：一串本地事务，每一步立刻可见；后面的步骤失败，就用补偿撤销前面的。除非你要求，谁也不跨服务持锁，所以别人会看到可能被撤销的数据。",
        ),
        way: Way::UndoLater,
        cost: text(
            "Between a step and its compensation everybody sees what may be undone, and somebody must write a compensation for every step.",
            "在步骤与补偿之间，谁都会看到可能被撤销的数据；而且每个步骤都得有人写出对应的补偿。",
        ),
        invitation: text(
            "Transfer more than the carrier accepts, and read the account that gains before the compensation comes.",
            "转一笔超过承运方限额的钱，并在补偿到来之前查询收款账户。",
        ),
        knobs: KNOBS,
        orders: ORDERS,
        timers: TIMERS,
        parts: |_, settings| {
            let part = match super::Config::from(settings).way {
                super::Way::Orchestrated => (text("Orchestrator", "编排器"), Shape::Coordinator),
                super::Way::Choreographed => (text("Broker", "消息代理"), Shape::Broker),
                super::Way::Tcc => (text("Coordinator", "协调器"), Shape::Coordinator),
            };
            vec![Part { name: part.0, shape: part.1 }]
        },
        copies: |_| Copies::Owned { owner: owner_of, read_models: false },
        promises: PROMISES,
        demos: super::demos::DEMOS,
    };
}

const GOALS: &[Goal] = &[
    Goal {
        name: "a-step-was-undone-after-its-service-had-crashed",
        steps: &[Step::Own("debited"), Step::RestartsHere, Step::OwnHere("refunded")],
    },
    Goal {
        name: "a-tombstone-refused-a-late-step",
        steps: &[Step::Own("tombstone"), Step::OwnHere("repeated")],
    },
    Goal {
        name: "a-saga-went-on-after-its-leader-had-crashed",
        steps: &[
            Step::Own("began"),
            Step::CrashesHere,
            Step::RestartsHere,
            Step::OwnHere("recovered"),
            Step::OwnHere("completed"),
        ],
    },
    Goal {
        name: "a-saga-was-undone-by-its-timer",
        steps: &[Step::Own("began"), Step::OwnHere("timed_out"), Step::OwnHere("undone")],
    },
    Goal { name: "a-lock-was-waited-for", steps: &[Step::Own("waits"), Step::OwnHere("unblocked")] },
    Goal {
        name: "a-wait-for-a-lock-was-too-long",
        steps: &[Step::Own("waits"), Step::OwnHere("lock_timeout")],
    },
    Goal {
        name: "a-saga-was-done-though-the-answer-about-its-parcel-was-lost",
        steps: &[Step::Own("shipped"), Step::Loses, Step::Own("repeated"), Step::Own("completed")],
    },
    Goal { name: "a-reservation-was-cancelled", steps: &[Step::Own("reserved"), Step::OwnHere("cancelled")] },
];

const MUTANTS: &[Mutant] = &[
    Mutant::new("steps-are-forgotten-on-restart"),
    Mutant::new("answers-before-saved"),
    Mutant::new("compensates-twice"),
    Mutant::new("the-first-step-is-not-undone"),
    Mutant::new("tombstones-are-not-written"),
    Mutant::new("locks-end-with-their-step"),
    Mutant::new("readers-do-not-wait"),
    Mutant::new("a-refused-wait-is-not-remembered"),
    Mutant::new("cancels-behind-the-pivot"),
    Mutant::new("the-parcel-leaves-before-the-disk"),
    Mutant::new("ends-are-not-remembered"),
    Mutant::under("events-leave-before-the-disk", &[("way", To::Choice("choreographed"))]),
];

/// Every saga comes to its end where its log outlives a crash (Garcia-Molina and Salem, 1987, section
/// 5) and a step that comes twice, or after it was undone, is not done again: nobody would free what
/// it locks then.
///
/// And two sagas must not wait for each other where neither can be undone any more: behind the pivot
/// a step waits for a semantic lock as long as it takes. So locks are taken in one order, or all of
/// them before the pivot, or nothing locks (Coffman, Elphick and Shoshani, "System Deadlocks", 1971:
/// without a cycle of waiting there is no deadlock).
const PROGRESS: &[Progress] = &[
    goes_on(&[LOGGED[0], LOGGED[1], LOGGED[2], ("lock_order", To::Switch(true))]),
    goes_on(&[LOGGED[0], LOGGED[1], LOGGED[2], ("pivot", To::Choice("before_credit"))]),
    goes_on(&[LOGGED[0], LOGGED[1], LOGGED[2], ("pivot", To::Choice("last"))]),
    goes_on(&[LOGGED[0], LOGGED[1], LOGGED[2], ("semantic_lock", To::Switch(false))]),
];

const LOGGED: [(&str, To); 3] =
    [("idempotent", To::Switch(true)), ("tombstone", To::Switch(true)), ("saga_log", To::Choice("before"))];

const fn goes_on(under: &'static [(&'static str, To)]) -> Progress {
    Progress { under, needs: Progress::WITH_EVERYBODY[0].needs, converges: false }
}

/// What makes every saga whole.
const WHOLE: &[(&str, To)] = &[
    ("idempotent", To::Switch(true)),
    ("tombstone", To::Switch(true)),
    ("saga_log", To::Choice("before")),
    ("pivot", To::Choice("last")),
    ("only_forward", To::Switch(true)),
    ("updates", To::Choice("delta")),
    ("compensation", To::Choice("add_back")),
    ("holds", To::Choice("until_told")),
];

/// The same, and nobody sees a saga before it is whole.
const ISOLATED: &[(&str, To)] = &[
    ("semantic_lock", To::Switch(true)),
    ("lock_from", To::Number(0)),
    ("idempotent", To::Switch(true)),
    ("tombstone", To::Switch(true)),
    ("saga_log", To::Choice("before")),
    ("pivot", To::Choice("last")),
    ("only_forward", To::Switch(true)),
    ("updates", To::Choice("delta")),
    ("compensation", To::Choice("add_back")),
    ("holds", To::Choice("until_told")),
];

const PROMISES: &[Promise] = &[
    Promise {
        holds: &["conservation", "append-only", "effects", "all-or-nothing"],
        under: WHOLE,
        rollout: Rollout::Any,
        because: text(
            "Every step and every compensation is carried out once, in order; the log lets each saga continue after a crash; nothing before the pivot is final, and everything after it is retried.",
            "每个步骤和每次补偿都恰好执行一次、次序正确；日志让 Saga 在崩溃后继续；关键点之前都可撤销，之后都会重试到成功。",
        ),
    },
    Promise {
        holds: &["non-negative", "covered", "read-committed", "serializable"],
        under: ISOLATED,
        rollout: Rollout::Any,
        because: text(
            "An account is pending from a saga's first look at it until the saga has ended, and everybody else waits: two-phase locking over services.",
            "从 Saga 第一次动某账户起，直到 Saga 结束，该账户都处于“处理中”，其他操作一律等待：相当于跨服务的两阶段锁。",
        ),
    },
    Promise {
        holds: &["stale-time", "stale-versions"],
        under: &[],
        rollout: Rollout::Any,
        because: text(
            "Only the owner answers, and only with what is on its disk.",
            "只有所属服务答复，而且只用已落盘的数据答复。",
        ),
    },
];
