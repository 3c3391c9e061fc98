//! Event sourcing as a person meets it: its name, what an operator can order, what its timers are
//! for.

use super::EventSourcing;
use super::config::KNOBS;
use super::state::owner_of;
use crate::base::text::text;
use crate::protocol::manifest::{Described, First, Manifest, NO_PARTS, Promise, Rollout, To, Trouble};
use crate::protocol::tables::{orders, timers};
use crate::sim::cast::Copies;

impl Described for EventSourcing {
    const FIRST: First = First { seed: 31_046, trouble: Trouble::StaleReads };
    const MANIFEST: Manifest = Manifest {
        name: "event-sourcing",
        title: text("Event sourcing", "事件溯源"),
        summary: text(
            "Each service owns the streams of its accounts and appends immutable events to them. Events reach the others asynchronously; every service folds them into a read model of its own. State is what the events add up to.",
            "每个服务拥有自己账户的事件流，只追加、不修改。事件异步地送达其他服务，各自折叠成自己的读模型。状态，就是事件累加的结果。",
        ),
        invitation: text(
            "Each service appends to its own stream and tells the others. Replay any of them.",
            "每个服务只往自己的事件流里追加，再告诉其他服务。任何一条流都可以重播。",
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
];

const PROMISES: &[Promise] = &[
    Promise {
        holds: &["non-negative", "prefix", "effects"],
        under: PROTECTED,
        rollout: Rollout::Any,
        because: text(
            "An owner appends each command once, on the version that it was decided on, and no code decides on a stream that it cannot read; events are folded in order, each once.",
            "所属服务依据决策时的版本追加每条命令，且只追加一次；读不懂某条流的代码不会对它作任何决定；事件按顺序折叠，各一次。",
        ),
    },
    Promise {
        holds: &["append-only"],
        under: PROTECTED,
        rollout: Rollout::Partial,
        because: text(
            "A read model only grows: newer code adds what older code had to put aside. Code that goes back puts aside again what newer code had shown.",
            "读模型只增不减：新代码会补上旧代码不得不搁置的事件。若退回旧代码，新代码展示过的内容会再次被搁置。",
        ),
    },
    Promise {
        holds: &["conservation", "convergence"],
        under: PROTECTED,
        rollout: Rollout::Whole,
        because: text(
            "Events are sent until everybody has them. What older code cannot read is put aside, and missing from its read model, until every service runs the newer code.",
            "事件会反复发送直到人人收到。旧代码读不懂的事件会被搁置，其读模型里就缺这些，直到每个服务都换上新代码。",
        ),
    },
];

timers! {
    /// What a service sets timers for.
    pub enum Timer, TIMERS {
        Saved(u64) ["its entries are on the disk", "条目已写入磁盘"];
        Apply ["the projection is ready for the next event", "投影可以处理下一个事件了"];
        Tick ["time to send again what nobody acknowledged", "该重发无人确认的事件了"];
        Publish(u64) ["time to publish a stored event", "该发布已存储的事件了"];
    }
}

orders! {
    /// What an operator can order.
    pub enum Order, ORDERS {
        Snapshot "snapshot" Node ["Snapshot now", "立即快照"]
            ["Keeps the state of this moment, so that a restart replays only what comes after it.",
             "保存此刻的状态，重启时只需重放其后的事件。"];
        Rebuild "rebuild" Node ["Rebuild the projection", "重建投影"]
            ["Throws the read model away and folds all events again from zero. If the fold is pure, the same comes out.",
             "丢弃读模型，从零开始重新折叠全部事件。只要折叠是纯函数，结果必然相同。"];
        Compensate "compensate" Account ["Undo the last entry", "补偿最后一笔"]
            ["Appends an event that undoes the last deposit or withdrawal of an account. Nothing is ever edited.",
             "追加一个事件，冲正该账户最后一笔存款或取款。历史从不修改。"];
        Erase "erase" Account ["Erase the customer", "抹除客户信息"]
            ["Destroys the account's key. Its events stay where they are, but what is personal in them can never be read again.",
             "销毁该账户的密钥。事件仍在原处，但其中的个人信息再也无法读取。"];
        Poison "poison" Node ["Store an unreadable event", "写入一个毒事件"]
            ["Appends an event that no projection can read to a stream of this service.",
             "向本服务的一条事件流追加一个任何投影都读不懂的事件。"];
    }
}
