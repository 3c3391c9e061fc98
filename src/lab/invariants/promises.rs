//! What the invariants promise, for people.

use crate::base::text::{Text, text};

pub const CONSERVATION: Text = text(
    "While no message and no operation is under way, the total at each node equals the opening balances plus deposits minus withdrawals. Operations whose outcome is unknown may or may not count.",
    "无在途消息且无未完成操作时，每个节点的总额都等于期初余额加存入、减取出。结果未知的操作可能计入，也可能不计入。",
);
/// No balance below nothing.
pub const NON_NEGATIVE: Text = text(
    "No balance is ever below zero, except by what was withdrawn because another account covers it.",
    "任何账户的余额都不会小于零；由另一个账户担保而取出的部分除外。",
);
/// Two accounts that cover a joint withdrawal.
pub const COVERED: Text = text(
    "After a joint withdrawal the two accounts that cover it hold no less than zero together, until a later withdrawal from either of them.",
    "联合取款之后，两个账户合计不小于零；此后只有再从其中取款才会改变这一点。",
);
pub const CONVERGENCE: Text = text(
    "Whenever all nodes are up and connected and no message and no operation is under way, all replicas are in the same state.",
    "所有节点在线且互相连通、无在途消息且无未完成操作时，各副本的状态相同（最终一致）。",
);
pub const APPEND_ONLY: Text = text(
    "What a replica has made visible is never taken back or changed.",
    "副本中已可见的数据绝不回退，也绝不改写。",
);
pub const PREFIX: Text = text(
    "Of any two logs, as far as they are visible, the shorter one is a prefix of the longer one.",
    "任意两份日志的可见部分，短的总是长的前缀。",
);
pub const ALL_OR_NOTHING: Text = text(
    "While no message and no operation is under way, each operation of several steps is done, or each of its steps that was done has been undone once, the last one first; what cannot be undone belongs to one that is done; one that needs an operator says so.",
    "无在途消息且无未完成操作时，每个多步操作要么全部完成，要么已执行的步骤都按逆序恰好撤销一次；无法撤销的步骤只属于已完成的操作；需要人工处理的会明确报告。",
);
pub const EFFECTS: Text = text(
    "Each event takes effect once: no command is carried out twice, no event is applied twice, and no mail is sent twice or without its event.",
    "每个事件只生效一次（幂等）：命令不会执行两次，事件不会应用两次，邮件不会重发，也不会没有对应的事件就发出。",
);
pub const PUBLISHED: Text = text(
    "Whenever no message and no operation is under way, every committed change has been published as an event, and every published event is a committed change.",
    "无在途消息且无未完成操作时，每一次已提交的变更都已作为事件发布，每一个已发布的事件都对应已提交的变更。",
);
pub const KEY_ORDER: Text = text(
    "Each consumer processes the events of one account in the order of its versions.",
    "每个消费者都按版本顺序处理同一账户的事件。",
);
pub const ACCOUNTED: Text = text(
    "Whenever no message and no operation is under way, each published event has been processed by every other service, or set aside as a dead letter.",
    "无在途消息且无未完成操作时，每个已发布的事件都已由其他各服务处理，或转为死信搁置。",
);
pub const ATOMIC: Text = text(
    "A transaction commits at all nodes that take part or at none, and only if all of them voted for it. A vote or a commit is on disk before it is sent, a decision never changes, and who voted yes does nothing alone.",
    "跨节点事务要么在所有参与节点提交，要么都不提交，且只有全部投赞成票才提交；投票和提交决定先落盘再发出，决定不再改变，投了赞成票的节点不会自行其是。",
);
/// There was nothing to check.
pub const NOTHING: Text = text("No replica showed anything.", "没有副本展示过任何数据。");
