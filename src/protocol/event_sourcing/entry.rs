//! How the catalogue shows this protocol.

use super::knobs::KNOBS;
use super::state::owner_of;
use crate::base::text::text;
use crate::protocol::catalog::{Entry, NO_PARTS};
use crate::protocol::knob::{About, Order};
use crate::sim::cast::Copies;

/// The numbers of the orders.
pub mod orders {
    /// Keeps a snapshot now.
    pub const SNAPSHOT: u32 = 0;
    /// Folds the projection again from zero.
    pub const REBUILD: u32 = 1;
    /// Undoes the last event of an account by a new one.
    pub const COMPENSATE: u32 = 2;
    /// Erases the key of an account.
    pub const ERASE: u32 = 3;
    /// Stores an event that nobody can read.
    pub const POISON: u32 = 4;
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "event-sourcing",
    title: text("Event sourcing", "事件溯源"),
    summary: text(
        "Each service owns the streams of its accounts and appends immutable events to them. Events reach the others asynchronously; every service folds them into a read model of its own. State is what the events add up to.",
        "每个服务拥有自己账户的事件流，只追加、不修改。事件异步地送达其他服务，各自折叠成自己的读模型。状态，就是事件累加的结果。",
    ),
    knobs: KNOBS,
    parts: NO_PARTS,
    copies: |_| Copies::Owned { owner: owner_of, read_models: true },
    timers: &[
        text("its entries are on the disk", "条目已写入磁盘"),
        text("the projection is ready for the next event", "投影可以处理下一个事件了"),
        text("time to send again what nobody acknowledged", "该重发无人确认的事件了"),
        text("time to publish a stored event", "该发布已存储的事件了"),
    ],
    orders: &[
        Order {
            name: "snapshot",
            title: text("Snapshot now", "立即快照"),
            help: text(
                "Keeps the state of this moment, so that a restart replays only what comes after it.",
                "保存此刻的状态，重启时只需重放其后的事件。",
            ),
            about: About::Node,
        },
        Order {
            name: "rebuild",
            title: text("Rebuild the projection", "重建投影"),
            help: text(
                "Throws the read model away and folds all events again from zero. If the fold is pure, the same comes out.",
                "丢弃读模型，从零开始重新折叠全部事件。只要折叠是纯函数，结果必然相同。",
            ),
            about: About::Node,
        },
        Order {
            name: "compensate",
            title: text("Undo the last entry", "补偿最后一笔"),
            help: text(
                "Appends an event that undoes the last deposit or withdrawal of an account. Nothing is ever edited.",
                "追加一个事件，冲正该账户最后一笔存款或取款。历史从不修改。",
            ),
            about: About::Account,
        },
        Order {
            name: "erase",
            title: text("Erase the customer", "抹除客户信息"),
            help: text(
                "Destroys the account's key. Its events stay where they are, but what is personal in them can never be read again.",
                "销毁该账户的密钥。事件仍在原处，但其中的个人信息再也无法读取。",
            ),
            about: About::Account,
        },
        Order {
            name: "poison",
            title: text("Store an unreadable event", "写入一个毒事件"),
            help: text(
                "Appends an event that no projection can read to a stream of this service.",
                "向本服务的一条事件流追加一个任何投影都读不懂的事件。",
            ),
            about: About::Node,
        },
    ],
    demos: super::demos::DEMOS,
};
