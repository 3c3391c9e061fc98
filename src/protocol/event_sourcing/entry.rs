//! Event sourcing as a person meets it: its name, what an operator can order, what its timers are
//! for.

use super::EventSourcing;
use super::config::KNOBS;
use super::state::owner_of;
use crate::base::text::text;
use crate::protocol::manifest::goal::{Goal, Step};
use crate::protocol::manifest::mutant::Mutant;
use crate::protocol::manifest::progress::{Need, Progress, Whom};
use crate::protocol::manifest::way::Way;
use crate::protocol::manifest::{Described, First, Manifest, NO_PARTS, Promise, Rollout, To, Trouble};
use crate::protocol::tables::{orders, timers};
use crate::sim::cast::Copies;

impl Described for EventSourcing {
    const GOALS: &'static [Goal] = GOALS;
    const PROGRESS: &'static [Progress] = PROGRESS;
    const MUTANTS: &'static [Mutant] = MUTANTS;
    const FIRST: First = First { seed: 31_046, trouble: Trouble::StaleReads };
    const MANIFEST: Manifest = Manifest {
        name: "event-sourcing",
        title: text("Event sourcing", "事件溯源"),
        summary: text(
            "Each service owns the event streams of its accounts (its aggregates) and only ever appends to them. Events reach the other services asynchronously, and each service projects them into a read model of its own, which is eventually consistent. State is what the events add up to.",
            "每个账户是一个聚合，由一个服务拥有它的事件流，只追加、不修改。事件异步送达其他服务，各自投影成自己的读模型（最终一致）。状态就是对事件归约（fold）的结果。",
        ),
        way: Way::KeepTheEvents,
        cost: text(
            "Read models lag behind, every old event must stay readable for ever, and a mistake can only be compensated, never edited.",
            "读模型会滞后，旧事件必须永远可读，错误只能补偿、不能修改。",
        ),
        invitation: text(
            "Each service appends events to its own streams and publishes them to the others. Replay any stream.",
            "保存每个事件：每个服务只向自己的事件流追加，再发布给其他服务。任何一条流都可以重放。",
        ),
        knobs: KNOBS,
        orders: ORDERS,
        timers: TIMERS,
        parts: NO_PARTS,
        copies: |_| Copies::Owned { owner: owner_of, read_models: true },
        promises: PROMISES,
        demos: super::demos::DEMOS,
    };
}

const PROTECTED: &[(&str, To)] = &[
    ("expected_version", To::Switch(true)),
    ("command_ids", To::Switch(true)),
    ("publish", To::Choice("outbox")),
    ("projection_checkpoint", To::Switch(true)),
    ("poison", To::Choice("park")),
    ("process_manager", To::Switch(true)),
    ("snapshot_version_check", To::Switch(true)),
    ("upcaster", To::Choice("in_order")),
    ("type_alias", To::Switch(true)),
    ("pure_fold", To::Switch(true)),
    ("effects_once", To::Switch(true)),
    ("survive_erasure", To::Switch(true)),
    ("mute", To::Switch(true)),
    ("clean_build", To::Switch(true)),
    ("start_at", To::Number(0)),
    ("past_refuses", To::Switch(true)),
    ("correct", To::Choice("decide_again")),
];

const PROMISES: &[Promise] = &[
    Promise {
        holds: &["non-negative", "prefix", "effects"],
        under: PROTECTED,
        rollout: Rollout::Any,
        because: text(
            "An owner appends the event of each command once, at the version that the decision was based on. No code decides on a stream that it cannot read. Every event is applied once and in order.",
            "所属服务按决策时的版本追加每条命令的事件，且只追加一次；无法解析某条流的代码不会对它作决策；事件按顺序应用，各一次。",
        ),
    },
    Promise {
        holds: &["append-only"],
        under: PROTECTED,
        rollout: Rollout::Partial,
        because: text(
            "A read model only grows: newer code adds the events that older code had to park. If a service goes back to older code, it parks again what the newer code had shown.",
            "读模型只增不减：新代码会补上旧代码只能搁置的事件。若退回旧代码，新代码展示过的事件会再次被搁置。",
        ),
    },
    Promise {
        holds: &["conservation", "convergence"],
        under: PROTECTED,
        rollout: Rollout::Whole,
        because: text(
            "Events are sent again until every service has them (eventual consistency). Events that older code cannot read are parked, and are missing from its read model until every service runs the newer code.",
            "事件会反复发送，直到每个服务都收到（最终一致）。旧代码无法解析的事件会被搁置，在每个服务都换上新代码之前，它的读模型缺少这些事件。",
        ),
    },
];

const GOALS: &[Goal] = &[
    Goal {
        name: "a-conflict-was-decided-again-and-done",
        steps: &[Step::Asks, Step::Own("conflict"), Step::OwnHere("retried"), Step::Done],
    },
    Goal {
        name: "a-redelivery-after-a-checkpoint",
        steps: &[Step::Shows, Step::RestartsHere, Step::OwnHere("ignored")],
    },
    Goal {
        name: "an-event-came-too-early-and-waited-for-those-before-it",
        steps: &[Step::Own("gap"), Step::ShowsHere],
    },
    Goal {
        name: "a-crash-between-the-two-halves-of-a-transfer",
        steps: &[Step::Own("reserved"), Step::CrashesHere, Step::RestartsHere],
    },
    Goal {
        name: "money-that-could-not-arrive-went-back",
        steps: &[Step::Own("reserved"), Step::Own("compensated")],
    },
    Goal {
        name: "a-replay-from-a-snapshot",
        steps: &[Step::Own("snapshot"), Step::CrashesHere, Step::OwnHere("rebuilt")],
    },
    Goal {
        name: "a-torn-event-was-found",
        steps: &[Step::CrashesHere, Step::OwnHere("damaged"), Step::LogsHere],
    },
    Goal {
        name: "newer-code-read-what-older-code-had-parked",
        steps: &[Step::Own("parked"), Step::RestartsHere, Step::OwnHere("upcast")],
    },
    Goal {
        name: "a-new-version-took-over-at-its-mark",
        steps: &[Step::Shows, Step::Own("building"), Step::OwnHere("switched"), Step::ShowsHere],
    },
    Goal { name: "a-report-was-folded-from-the-log", steps: &[Step::Logs, Step::Own("reported")] },
    Goal {
        name: "a-service-looked-back-and-came-back",
        steps: &[Step::Own("looked-back"), Step::OwnHere("present")],
    },
];

const PROGRESS: &[Progress] = &[
    Progress {
        under: PROTECTED,
        needs: &[Need {
            name: "a-service-whose-events-are-missing-is-gone",
            whom: Whom::EveryService,
            waits_for: text(
                "The read models wait for the events of a service that is down or cut off.",
                "读模型在等待一个宕机或失联的服务的事件。",
            ),
        }],
        converges: true,
    },
    Progress {
        under: PROTECTED,
        needs: &[Need {
            name: "the-owner-of-the-stream-is-gone",
            whom: Whom::Owner,
            waits_for: text("The command waits for the owner of its account.", "命令在等待账户所属的服务。"),
        }],
        converges: false,
    },
];

const MUTANTS: &[Mutant] = &[
    Mutant::new("version-check-is-off-by-one"),
    Mutant::new("acknowledges-before-saved"),
    Mutant::new("mails-again-on-replay"),
    Mutant::under("snapshot-skips-an-event", &[("snapshot_every", To::Number(3))]),
    Mutant::new("checkpoint-passes-a-gap"),
    Mutant::new("outbox-sends-only-once"),
    Mutant::new("transfers-are-not-remembered"),
    Mutant::under("new-version-is-not-muted", &[("rebuild", To::Choice("blue_green"))]),
    Mutant::under("new-version-skips-an-event", &[("rebuild", To::Choice("blue_green"))]),
];

timers! {
    /// What a service sets timers for.
    pub enum Timer, TIMERS {
        Saved(u64) ["its events are on the disk", "事件已落盘"];
        Apply ["the projection is ready for the next event", "投影可以处理下一个事件了"];
        Tick ["time to resend unacknowledged events", "重发未确认的事件"];
        Publish(u64) ["time to publish a stored event", "发布已存储的事件"];
        Report(u64) ["a report is ready for the next event", "一份报表可以处理下一个事件了"];
        Present ["it has looked back long enough", "回看的时间到了"];
        Watch(u64) ["time to look whether the projection stalls", "检查投影是否停滞"];
        Build ["the new version of the projection is ready for the next event", "投影的新版本可以处理下一个事件了"];
    }
}

orders! {
    /// What an operator can order.
    pub enum Order, ORDERS {
        Snapshot "snapshot" Node ["Take a snapshot", "立即生成快照"]
            ["Stores the current state, so that a restart replays only the later events.",
             "保存当前状态，重启时只需重放其后的事件。"];
        Rebuild "rebuild" Node ["Rebuild the projection", "重建投影"]
            ["Discards the read model and replays all events from the first one. A pure fold gives the same result.",
             "丢弃读模型，从头重放全部事件。只要归约函数（fold）是纯函数，结果必然相同。"];
        Compensate "compensate" Account ["Compensate the last entry", "补偿最后一笔"]
            ["Appends a compensating event for the last deposit or withdrawal of an account. History is never edited.",
             "追加一个补偿事件，冲正该账户最后一笔存款或取款。历史从不修改。"];
        Erase "erase" Account ["Erase the customer", "抹除客户信息"]
            ["Destroys the account's key. Its events stay in the stream, but the personal data in them can never be read again.",
             "销毁该账户的密钥。事件仍在原处，但其中的个人信息再也无法读取。"];
        Poison "poison" Node ["Store an unreadable event", "写入无法解析的事件（毒消息）"]
            ["Appends an event to a stream of this service that no projection can read (a poison message).",
             "向本服务的一条事件流追加一个任何投影都无法解析的事件（毒消息）。"];
        RebuildDaily "rebuild_daily" Node ["Rebuild the daily totals", "重建每日合计"]
            ["Folds all events into a new version of the daily totals, if the service keeps reports.",
             "若该服务维护报表，就把全部事件归约成每日合计的新版本。"];
        RebuildMovers "rebuild_movers" Node ["Rebuild the largest movers", "重建变动最大的账户"]
            ["Folds all events into a new version of the report on the accounts that moved most, if the service keeps reports.",
             "若该服务维护报表，就把全部事件归约成“变动最大的账户”的新版本。"];
        RebuildWatch "rebuild_watch" Node ["Rebuild the fraud rule", "重建反欺诈规则"]
            ["Folds all events into a new version of the fraud rule, if the service keeps reports.",
             "若该服务维护报表，就把全部事件归约成反欺诈规则的新版本。"];
        Ask "ask_lowest" Node ["Ask how low each balance has been", "提问：余额最低到过多少"]
            ["Asks a question that nobody thought of when the events were stored, if the service keeps reports.",
             "若该服务维护报表，就提出一个存储事件时谁也没想到的问题。"];
        LookBack "look_back" Node ["Look back", "回看过去"]
            ["For a while the service shows the state as of an earlier point, and takes no commands.",
             "在一段时间内，该服务显示先前某一点的状态，并且不接受命令。"];
        Retract "retract" Account ["Take back the first deposit", "撤回第一笔存款"]
            ["The first deposit of the account was a mistake: its owner takes it back by a new event, and shows what would have become of everything that came later.",
             "账户的第一笔存款是错账：所属服务用新事件撤回它，并显示其后的一切会怎样。"];
        Claim "claim_name" Account ["Claim the lucky name", "申请吉祥名"]
            ["The account wants to bear the name that only one account of the whole bank may bear.",
             "该账户申请使用全行只允许一个账户使用的名称。"];
    }
}
