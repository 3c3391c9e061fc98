//! What the invariants promise, for people.

use crate::base::text::{Text, text};

pub const CONSERVATION: Text = text(
    "When it is quiet, every node holds all the money: what was there at first, plus what came in, minus what went out. What nobody knows of may be there or not.",
    "平静时，每个节点的总额都等于最初的钱加上存入、减去取出。结果不明的操作，可能计入，也可能没有。",
);
/// No balance below nothing.
pub const NON_NEGATIVE: Text = text(
    "No account ever holds less than nothing, but for what was taken out of it because another one answered for that.",
    "任何账户的余额都不会小于零；由另一个账户担保而取出的部分除外。",
);
pub const COVERED: Text = text(
    "When something is taken out of one account because two together have it, the two hold no less than nothing together; only what is taken out of either of them later may change that.",
    "两个账户共同担保的取款之后，两者合计不小于零；此后只有再从其中取款才会改变这一点。",
);
pub const CONVERGENCE: Text = text(
    "Whenever nothing is under way any more and everybody is up and connected, all replicas are in the same state.",
    "只要一切平静、所有节点都在线且互相连通，各副本的状态就相同。",
);
pub const APPEND_ONLY: Text = text(
    "What a replica has shown is never taken back or changed.",
    "副本展示过的内容绝不收回，也绝不改写。",
);
pub const PREFIX: Text = text(
    "Of any two logs the shorter is the beginning of the longer, as far as it is shown.",
    "任意两份日志，就已展示的部分而言，短的是长的前缀。",
);
pub const EFFECTS: Text = text(
    "Each event has its effect once: no command is carried out twice, no event is folded twice, no mail is sent twice or without its event.",
    "每个事件只生效一次：命令不会执行两次，事件不会折叠两次，邮件不会重发，也不会无事件而发。",
);
/// There was nothing to check.
pub const NOTHING: Text = text("No replica showed anything.", "没有副本展示过任何内容。");
