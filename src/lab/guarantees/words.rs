//! What is said about the guarantees of a session.

use crate::base::ids::ClientId;
use crate::base::text::{Text, TextBuf, text};
use crate::check::sessions::Guarantee;
use crate::sim::client::PERSON;
use crate::sim::trace::Write;

/// What a session is promised.
pub fn promise(guarantee: Guarantee) -> Text {
    match guarantee {
        Guarantee::ReadYourWrites => text(
            "After a write is acknowledged, the same client's later reads of the account include it, whichever node it asks.",
            "写入得到确认之后，同一客户端再读这个账户时，无论访问哪个节点，都能看到这次写入。",
        ),
        Guarantee::MonotonicReads => text(
            "After a client has seen a write, its later reads of the account include it, whichever node it asks.",
            "客户端看到过的写入，以后再读这个账户时，无论访问哪个节点，都仍能看到。",
        ),
        Guarantee::MonotonicWrites => text(
            "Every node makes the writes of a client visible in the order in which the client made them.",
            "同一客户端的写入，在每个节点上都按发出的先后顺序可见。",
        ),
        Guarantee::WritesFollowReads => text(
            "A node that shows a write also shows everything that the client had seen before it made the write.",
            "节点若展示一次写入，也就展示了该客户端在写入之前看到过的一切。",
        ),
    }
}

/// There was nothing to check.
pub const NOTHING: Text =
    text("No session did anything to which this guarantee applies.", "没有会话涉及这项保证。");

/// It cannot be told from the trace.
pub const UNSURE: Text = text(
    "No violation was found. For some answers or entries, however, the trace does not say what the node showed or who wrote them, so nobody can say that the guarantee held.",
    "没有发现违反的情况；但有些答复或条目，从记录中看不出当时节点展示了什么、由谁写入，因此不能断定满足这项保证。",
);

/// In Chinese a number is followed by a space, so that any word can come next.
fn who(client: ClientId) -> (String, String) {
    if client == PERSON {
        ("You".to_owned(), "你".to_owned())
    } else {
        (format!("Client {client}"), format!("客户端 {client} "))
    }
}

/// A session does not see its own write.
pub fn own_write(client: ClientId, account: &str, entry: Write, node: Text) -> TextBuf {
    let ((en, zh), entry) = (who(client), entry.version.words());
    TextBuf {
        en: format!(
            "{en} wrote {entry} to {account}, got an acknowledgement, and then read {account} at {}, which did not show the write.",
            node.en
        ),
        zh: format!(
            "{zh}向 {account} 写入了 {entry} 并得到确认，之后在{}读 {account}，却看不到这次写入。",
            node.zh
        ),
    }
}

/// A session saw something and then the world without it.
pub fn went_back(client: ClientId, account: &str, entry: Write, node: Text) -> TextBuf {
    let ((en, zh), entry) = (who(client), entry.version.words());
    TextBuf {
        en: format!(
            "{en} had seen {entry} of {account} and then read {account} at {}, which did not show it: the client went back in time.",
            node.en
        ),
        zh: format!(
            "{zh}看到过 {account} 的 {entry}，之后在{}读 {account}，却看不到它：读到的数据倒退了。",
            node.zh
        ),
    }
}

/// Two writes of a session are shown in the wrong order, or the first one is not.
pub fn out_of_order(client: ClientId, node: Text, first: (Write, &str), second: (Write, &str)) -> TextBuf {
    let ((en, zh), (one, other)) = (who(client), (first.0.version.words(), second.0.version.words()));
    TextBuf {
        en: format!(
            "{en} wrote {one} to {} and then {other} to {}; {} shows the second write without the first one before it.",
            first.1, second.1, node.en
        ),
        zh: format!(
            "{zh}先向 {} 写入 {one}，再向 {} 写入 {other}；{}展示第二次写入时，第一次写入还不在它之前。",
            first.1, second.1, node.zh
        ),
    }
}

/// A write is shown without what its session had seen before.
pub fn without_cause(client: ClientId, node: Text, cause: (Write, &str), effect: (Write, &str)) -> TextBuf {
    let ((en, zh), (one, other)) = (who(client), (cause.0.version.words(), effect.0.version.words()));
    TextBuf {
        en: format!(
            "{en} had seen {one} of {} when it wrote {other} to {}; {} shows {other} without {one}.",
            cause.1, effect.1, node.en
        ),
        zh: format!(
            "{zh}看到 {} 的 {one} 之后才向 {} 写入 {other}；{}展示了后者，却没有展示前者。",
            cause.1, effect.1, node.zh
        ),
    }
}
