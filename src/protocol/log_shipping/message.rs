//! What the nodes tell each other.

use crate::base::digest::{Digest, Stable};
use crate::base::ids::OpId;
use crate::base::text::text;
use crate::base::time::Time;
use crate::data::ledger::Lines;
use crate::domain::{Reply, Request};
use crate::sim::protocol::Label;

/// What the nodes tell each other.
#[derive(Clone, PartialEq, Debug)]
pub enum Message {
    /// Secondary to primary: a client asked me this.
    Forward {
        /// The epoch of the primary that is meant.
        epoch: u32,
        /// What was asked.
        request: Request,
    },
    /// Primary to secondary: tell your client this.
    Answer {
        /// The operation.
        op: OpId,
        /// What to tell.
        reply: Reply,
    },
    /// Lines of the log, in order.
    Ship {
        /// The epoch in which they are shipped.
        epoch: u32,
        /// The epoch of the line before the first one: where the two logs must agree.
        before: u32,
        /// The lines.
        lines: Lines,
        /// What the sender's log looks like.
        tail: Tail,
    },
    /// Primary to all: I am here.
    Beat {
        /// The primary's epoch.
        epoch: u32,
        /// The epoch of its last line.
        before: u32,
        /// What its log looks like.
        tail: Tail,
        /// When this was sent, by the sender's clock.
        sent: Time,
    },
    /// Secondary to primary: everything up to here is on my disk and as in your log.
    Ack {
        /// The epoch of the primary that is meant.
        epoch: u32,
        /// Up to this index.
        upto: u32,
        /// The checksum of the line at that index: it says which line is meant, should the index ever be given twice.
        line: u32,
        /// The `sent` of the heartbeat that is answered with a promise to listen to nobody else for the length of a lease.
        granted: Option<Time>,
    },
    /// Send me your log from here.
    NeedFrom {
        /// The epoch of whoever is meant, or of whoever asks as a candidate.
        epoch: u32,
        /// The first line that is wanted.
        index: u32,
    },
    /// You are of an epoch that is over.
    Refused {
        /// The epoch that is now.
        epoch: u32,
    },
    /// Candidate to all: let us end the epochs before this one.
    Claim {
        /// The epoch to begin.
        epoch: u32,
    },
    /// To a candidate: I refuse everything before your epoch from now on, and this is my log.
    Promise {
        /// The epoch to begin.
        epoch: u32,
        /// The last epoch whose beginning is in my log.
        settled: u32,
        /// How long my log is.
        len: u32,
    },
}

/// What a sender's log looks like.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tail {
    /// How many lines are on its disk.
    pub last: u32,
    /// Up to where they may be shown to clients.
    pub commit: u32,
    /// How long it was when the sender's epoch began.
    pub began: u32,
}

impl Message {
    /// What it is called and what it says.
    pub(super) fn label(&self) -> Label {
        let (name, gist, carries_state) = match self {
            Message::Forward { request, .. } if request.call.is_read() => (text("forwarded read", "转发读取"), request.call.sign(), false),
            Message::Forward { request, .. } => (text("forwarded write", "转发写入"), request.call.sign(), true),
            Message::Answer { reply: Reply::Done { answer, .. }, .. } => {
                let balances: Vec<String> = answer.balances().iter().map(|balance| format!("={balance}")).collect();
                (text("answer", "答复"), balances.join(" "), false)
            }
            Message::Answer { reply: Reply::Refused(_), .. } => (text("refusal", "拒绝"), "\u{d7}".to_owned(), false),
            Message::Answer { reply: Reply::Unknown, .. } => (text("nobody knows", "结果未知"), "?".to_owned(), false),
            Message::Ship { lines, .. } => (text("log lines", "日志"), lines_gist(lines), true),
            Message::Beat { tail, .. } => (text("heartbeat", "心跳"), format!("\u{2264}{}", tail.last), false),
            Message::Ack { upto, granted: None, .. } => (text("acknowledgement", "确认"), format!("\u{2264}{upto}"), false),
            Message::Ack { upto, granted: Some(_), .. } => {
                (text("acknowledgement and lease", "确认并授予租约"), format!("\u{2264}{upto}"), false)
            }
            Message::NeedFrom { index, .. } => (text("please send from", "请求补发"), format!("#{index}\u{2026}"), false),
            Message::Refused { epoch } => (text("refused: your epoch is over", "拒绝：纪元已过"), format!("e{epoch}"), false),
            Message::Claim { epoch } => (text("claim of an epoch", "申领纪元"), format!("e{epoch}"), false),
            Message::Promise { epoch, len, .. } => (text("promise", "承诺"), format!("e{epoch} \u{2264}{len}"), false),
        };
        Label { name, gist, carries_state }
    }
}

fn lines_gist(lines: &Lines) -> String {
    match (lines.first(), lines.last()) {
        (Some(first), Some(last)) if first.index < last.index => format!("#{}\u{2013}{}", first.index, last.index),
        (Some(one), _) => format!("#{}", one.index),
        _ => "\u{2205}".to_owned(),
    }
}

impl Stable for Tail {
    fn feed(&self, digest: &mut Digest) {
        [self.last, self.commit, self.began].iter().for_each(|field| field.feed(digest));
    }
}

impl Stable for Message {
    fn feed(&self, digest: &mut Digest) {
        let mut words = |kind: u64, words: &[u64]| {
            digest.word(kind);
            words.iter().for_each(|&word| digest.word(word));
        };
        match self {
            Message::Forward { epoch, request } => {
                words(0, &[u64::from(*epoch)]);
                request.feed(digest);
            }
            Message::Answer { op, reply } => {
                words(1, &[u64::from(op.0)]);
                reply.feed(digest);
            }
            Message::Ship { epoch, before, lines, tail } => {
                words(2, &[u64::from(*epoch), u64::from(*before), lines.len() as u64]);
                lines.iter().for_each(|line| line.feed(digest));
                tail.feed(digest);
            }
            Message::Beat { epoch, before, tail, sent } => {
                words(3, &[u64::from(*epoch), u64::from(*before), sent.0]);
                tail.feed(digest);
            }
            Message::Ack { epoch, upto, line, granted } => {
                words(4, &[u64::from(*epoch), u64::from(*upto), u64::from(*line), granted.map_or(u64::MAX, |sent| sent.0)])
            }
            Message::NeedFrom { epoch, index } => words(5, &[u64::from(*epoch), u64::from(*index)]),
            Message::Refused { epoch } => words(6, &[u64::from(*epoch)]),
            Message::Claim { epoch } => words(7, &[u64::from(*epoch)]),
            Message::Promise { epoch, settled, len } => words(8, &[u64::from(*epoch), u64::from(*settled), u64::from(*len)]),
        }
    }
}
