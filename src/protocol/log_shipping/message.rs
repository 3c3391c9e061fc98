//! Messages: forwarded requests, log lines, heartbeats, acknowledgements, and those of an election.

use crate::base::ids::OpId;
use crate::base::time::Time;
use crate::data::ledger::Lines;
use crate::domain::bank::Bank;
use crate::domain::{Reply, Request};
use crate::protocol::tables::{beat, echo, fields, messages, state, talk};

messages! {
    /// What the nodes tell each other.
    pub enum Message {
        /// Secondary to primary: a client asked me this.
        Forward {
            /// The epoch of the primary that is meant.
            epoch: u32,
            /// The request, with the client's context.
            request: Request,
        } => match request.call.is_read() {
            true => talk("forwarded read", "转发读取", request.call.sign()),
            false => state("forwarded write", "转发写入", request.call.sign()),
        };
        /// Primary to secondary: tell your client this.
        Answer {
            /// The operation, at the secondary that handed it on.
            op: OpId,
            /// The reply, which the client is told.
            reply: Reply,
        } => match reply {
            Reply::Done { answer, .. } => {
                let balances: Vec<String> = answer.balances().iter().map(|balance| format!("={balance}")).collect();
                talk("answer", "答复", balances.join(" "))
            }
            Reply::Refused(_) => talk("refusal", "拒绝", "\u{d7}"),
            Reply::Unknown => talk("outcome unknown", "结果未知", "?"),
        };
        /// Lines of the log, in order.
        Ship {
            /// The epoch in which they are shipped.
            epoch: u32,
            /// The epoch of the line before the first one: where the two logs must agree.
            before: u32,
            /// Lines that follow each other in the sender's log.
            lines: Lines,
            /// What the sender's log looks like.
            tail: Tail,
        } => state("log lines", "日志", lines_gist(lines));
        /// Primary to all: I am here.
        Heartbeat {
            /// The epoch in which the sender leads.
            epoch: u32,
            /// The epoch of its last line.
            before: u32,
            /// When this was sent, by the sender's clock.
            sent: Time,
            /// What its log looks like.
            tail: Tail,
        } => beat("heartbeat", "心跳", format!("\u{2264}{}", tail.last));
        /// Secondary to primary: everything up to here is on my disk and as in your log.
        Ack {
            /// The epoch of the primary that is meant.
            epoch: u32,
            /// Up to this index.
            upto: u32,
            /// The checksum of the line at that index: it says which line is meant, should the
            /// index ever be given twice.
            line: u32,
            /// The `sent` of the heartbeat that is answered with a promise to listen to nobody else
            /// for the length of a lease.
            granted: Option<Time>,
        } => match granted {
            None => echo("acknowledgement", "确认", format!("\u{2264}{upto}")),
            Some(_) => echo("acknowledgement and lease", "确认并授予租约", format!("\u{2264}{upto}")),
        };
        /// Send me your log from here.
        FetchFrom {
            /// The epoch of the primary that is meant, or the one that the asking candidate claims.
            epoch: u32,
            /// The first line that is wanted.
            index: u32,
        } => talk("catch-up request", "补发请求", format!("#{index}\u{2026}"));
        /// You are of an epoch that is over.
        Refused {
            /// The epoch that is now.
            epoch: u32,
        } => talk("refused: old epoch", "拒绝：任期已过", format!("e{epoch}"));
        /// Candidate to all: let us end the epochs before this one.
        Claim {
            /// The epoch to begin.
            epoch: u32,
        } => talk("epoch claim", "申领任期", format!("e{epoch}"));
        /// To a candidate: I refuse everything before your epoch from now on, and this is my log.
        Promise {
            /// The epoch to begin.
            epoch: u32,
            /// The last epoch whose beginning is in my log.
            last_log_epoch: u32,
            /// How long my log is.
            len: u32,
        } => talk("promise", "承诺", format!("e{epoch} \u{2264}{len}"));
        /// To all: I am new, send me a snapshot.
        Join => talk("snapshot request", "索取快照", "\u{2026}");
        /// Primary to a new secondary: what is on my disk, and the state that was made of it.
        Snapshot(snapshot: Box<Snapshot>) => state("snapshot", "快照", format!("\u{2264}{}", snapshot.upto));
    }
}

fields! {
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
}

fields! {
    /// A copy of a primary's log and of the state that it shows.
    #[derive(Clone, PartialEq, Debug)]
    pub struct Snapshot {
        /// The epoch in which the sender leads.
        pub epoch: u32,
        /// Up to this line the state is made of the log.
        pub upto: u32,
        /// The log up to there, for others who may ask for it later.
        pub lines: Lines,
        /// The state.
        pub bank: Bank,
        /// What the sender's log looks like.
        pub tail: Tail,
    }
}

fn lines_gist(lines: &Lines) -> String {
    match (lines.first(), lines.last()) {
        (Some(first), Some(last)) if first.index < last.index => {
            format!("#{}\u{2013}{}", first.index, last.index)
        }
        (Some(one), _) => format!("#{}", one.index),
        _ => "\u{2205}".to_owned(),
    }
}
