//! What is said about the guarantees of a session.

use crate::base::ids::{ClientId, NodeId};
use crate::base::text::{Text, TextBuf, text};
use crate::check::sessions::Guarantee;
use crate::sim::client::PERSON;
use crate::sim::trace::Write;

/// What a session is promised.
pub fn promise(guarantee: Guarantee) -> Text {
    match guarantee {
        Guarantee::ReadYourWrites => text(
            "A client that wrote to an account and was told that it is done sees that write whenever it reads the account, whichever node it asks.",
            "客户端写入账户并得到“完成”的答复后，无论问哪个节点，读这个账户时都能看到那次写入。",
        ),
        Guarantee::MonotonicReads => text(
            "A client that has seen a write to an account sees it whenever it reads the account again, whichever node it asks.",
            "客户端在某个账户上看到过的内容，以后无论问哪个节点，再读时都还在。",
        ),
        Guarantee::MonotonicWrites => text(
            "A client's writes are shown in the order in which it made them, on every node.",
            "同一客户端的写入，在每个节点上都按先后顺序可见。",
        ),
        Guarantee::WritesFollowReads => text(
            "A node that shows a write also shows everything that the write's client had seen before it.",
            "一次写入可见的地方，其客户端写入之前看到过的内容也都可见。",
        ),
    }
}

/// There was nothing to check.
pub const NOTHING: Text =
    text("No session did anything that this is about.", "没有哪个会话做过与此相关的事。");

/// It cannot be told from the trace.
pub const UNSURE: Text = text(
    "Nothing seen breaks it, but of some answers or entries the trace does not tell what the node showed or who wrote them, so that it was kept is not known.",
    "没有发现违反的情况；但有些答复或条目，从记录中看不出当时节点展示了什么、或由谁写入，因此不能断定它做到了。",
);

fn who(client: ClientId) -> (String, String) {
    if client == PERSON {
        ("You".to_owned(), "您".to_owned())
    } else {
        (format!("Client {client}"), format!("客户端 {client}"))
    }
}

/// A session does not see its own write.
pub fn own_write(client: ClientId, account: &str, entry: Write, node: NodeId) -> TextBuf {
    let ((en, zh), entry) = (who(client), entry.version.words());
    TextBuf {
        en: format!(
            "{en} wrote {entry} to {account}, was told that it is done, and then read {account} at node {node}, which did not show it."
        ),
        zh: format!(
            "{zh} 向 {account} 写入了 {entry} 并得到确认，之后在节点 {node} 读 {account}，那里却看不到这次写入。"
        ),
    }
}

/// A session saw something and then the world without it.
pub fn went_back(client: ClientId, account: &str, entry: Write, node: NodeId) -> TextBuf {
    let ((en, zh), entry) = (who(client), entry.version.words());
    TextBuf {
        en: format!(
            "{en} had seen {entry} of {account} and then read {account} at node {node}, which did not show it: time went backwards."
        ),
        zh: format!(
            "{zh} 看到过 {account} 的 {entry}，之后在节点 {node} 读 {account}，那里却没有：时间倒流了。"
        ),
    }
}

/// Two writes of a session are shown in the wrong order, or the first one is not.
pub fn out_of_order(client: ClientId, node: NodeId, first: (Write, &str), second: (Write, &str)) -> TextBuf {
    let ((en, zh), (one, other)) = (who(client), (first.0.version.words(), second.0.version.words()));
    TextBuf {
        en: format!(
            "{en} wrote {one} to {} and then {other} to {}; node {node} shows the second write without the first before it.",
            first.1, second.1
        ),
        zh: format!(
            "{zh} 先向 {} 写入 {one}，再向 {} 写入 {other}；节点 {node} 展示第二次写入时，第一次还不在它之前。",
            first.1, second.1
        ),
    }
}

/// A write is shown without what its session had seen before.
pub fn without_cause(client: ClientId, node: NodeId, cause: (Write, &str), effect: (Write, &str)) -> TextBuf {
    let ((en, zh), (one, other)) = (who(client), (cause.0.version.words(), effect.0.version.words()));
    TextBuf {
        en: format!(
            "{en} had seen {one} of {} when it wrote {other} to {}; node {node} shows that write without what came before it.",
            cause.1, effect.1
        ),
        zh: format!(
            "{zh} 看到 {} 的 {one} 之后才向 {} 写入 {other}；节点 {node} 却在没有前者时就展示了后者。",
            cause.1, effect.1
        ),
    }
}
