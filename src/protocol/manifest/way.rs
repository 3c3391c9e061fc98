//! The question of the lab: several services need the same state, so how do they share it? Each
//! protocol gives one of these answers, in the order in which a person meets them.

use crate::base::text::{Text, text};

/// An answer to the question how services share state. Several protocols may give the same one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Way {
    /// All services use one copy, in one place.
    ShareOne,
    /// Each service keeps its own state, and whoever needs that state calls the service.
    AskTheOwner,
    /// Each service keeps its own state and sends messages when it has changed.
    TellTheOthers,
    /// Nobody commits before everybody has voted for it.
    AgreeFirst,
    /// Everybody commits at once; what has to go is undone by another operation.
    UndoLater,
    /// One node decides the order of all changes; the others replay its log.
    ShipTheLog,
    /// Several hold a copy; enough of them are asked, and enough are told.
    AskEnough,
    /// What is kept are the events; state is what they add up to.
    KeepTheEvents,
}

impl Way {
    /// Every answer, in the order of a picker.
    pub const ALL: [Way; 8] = [
        Way::ShareOne,
        Way::AskTheOwner,
        Way::TellTheOthers,
        Way::AgreeFirst,
        Way::UndoLater,
        Way::ShipTheLog,
        Way::AskEnough,
        Way::KeepTheEvents,
    ];

    /// What it is called, as one would answer the question.
    pub const fn title(self) -> Text {
        match self {
            Way::ShareOne => text("Share one database", "共用一个数据库"),
            Way::AskTheOwner => text("Ask the owner", "调用数据所属的服务"),
            Way::TellTheOthers => text("Tell the others", "用消息通知其他服务"),
            Way::AgreeFirst => text("Agree first", "先一致同意，再提交"),
            Way::UndoLater => text("Undo later", "先各自提交，失败再补偿"),
            Way::ShipTheLog => text("Ship the log", "复制日志"),
            Way::AskEnough => text("Ask enough copies", "问够多的副本"),
            Way::KeepTheEvents => text("Keep the events", "保存每个事件"),
        }
    }
}
