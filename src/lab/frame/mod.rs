//! A frame: all that a person sees at one moment of a run, as plain values. The page draws it and
//! decides nothing.

mod beats;
mod build;
mod clients;
mod eyes;
mod gist;
mod space_time;

use crate::base::digest::Sum;
use crate::base::ids::{AccountId, FactId, FlightId, NodeId};
use crate::base::text::TextBuf;
use crate::base::time::Time;
use crate::domain::Amount;
use crate::lab::breaches::Breach;
use crate::lab::stale::StaleRead;
use crate::lab::standing::Stands;
use crate::sim::cast::Shape;
use crate::sim::fault::Cut;
use crate::sim::show::{self, Balances, Counter, Log, Section};
use crate::sim::trace::{Fact, Loss, Outcome};
pub(crate) use beats::is_beat;
pub use build::{build, fact, facts};
pub use clients::operation;
pub use eyes::Eyes;
use serde::{Deserialize, Serialize};

/// What part of the run a person looks at. The cursor is asked for apart.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Camera {
    /// How many rows of each log are shown around its replay position.
    pub rows: u32,
    /// Accounts by number: those whose balances the frame carries.
    pub accounts: core::ops::Range<u32>,
    /// Only rows of this account.
    pub only: Option<AccountId>,
    /// How many microseconds of space-time lie before the cursor.
    pub before_us: u64,
    /// And how many after it.
    pub after_us: u64,
    /// Whether heartbeats are shown one by one, instead of being counted.
    #[serde(default)]
    pub beats: bool,
    /// Through whose eyes, where not through everybody's.
    #[serde(default)]
    pub eyes: Option<Eyes>,
}

impl Default for Camera {
    fn default() -> Self {
        Camera {
            rows: 40,
            accounts: 0..12,
            only: None,
            before_us: 1_500_000,
            after_us: 500_000,
            beats: false,
            eyes: None,
        }
    }
}

/// All that a person sees at one moment.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Frame {
    /// The id of the branch that is shown.
    pub branch: u32,
    /// The cursor's time; what happened up to and including it is past.
    pub at: Time,
    /// How many steps lie before the cursor.
    pub step: u64,
    /// How many steps the branch has.
    pub steps: u64,
    /// How many facts lie before the cursor.
    pub facts: u32,
    /// The nodes, in order.
    pub nodes: Vec<NodeFrame>,
    /// The messages on their way or held back; at most [`MOST_FLIGHTS`].
    pub flights: Vec<FlightFrame>,
    /// How many messages are on their way, shown or not; heartbeats are not counted where they are
    /// folded.
    pub flying: u32,
    /// How many heartbeats are on their way and are not shown.
    pub beats: u32,
    /// The cuts that hold.
    pub cuts: Vec<CutFrame>,
    /// The last facts before the cursor, the latest last; at most [`RECENT_FACTS`].
    pub recent: Vec<FactFrame>,
    /// How many heartbeats were sent or arrived among them and are not told.
    pub recent_beats: u32,
    /// What happened around the cursor, lane by lane.
    pub space_time: SpaceTime,
    /// In how many different states the copies are at the cursor, in the group in which there are
    /// most; 0 where there are no copies to compare.
    pub states: u16,
    /// For how many microseconds copies differed up to the cursor.
    pub apart_us: u64,
    /// What clients have got so far.
    pub clients: ClientsFrame,
    /// How many reads were stale so far.
    pub stale_count: u32,
    /// The last stale reads before the cursor, the latest last; at most [`MOST_STALE`].
    pub stale: Vec<StaleRead>,
    /// What one node knows of the others, where it is seen through its eyes.
    pub eyes: Option<EyesFrame>,
}

/// What one node knows of the others.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct EyesFrame {
    /// The node.
    pub node: NodeId,
    /// Whether the veil is lifted.
    pub lifted: bool,
    /// Every other node, in order.
    pub others: Vec<OtherFrame>,
}

/// What one node knows of another one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OtherFrame {
    /// The other node.
    pub node: NodeId,
    /// The last message that came from it; nothing where none ever did.
    pub heard: Option<HeardFrame>,
    /// How many messages went to it since then.
    pub sent: u32,
    /// When the first of those was sent.
    pub first: Option<Time>,
    /// What could not be known; nothing before the veil is lifted.
    pub truth: Option<TruthFrame>,
}

/// The last message that came from another node.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct HeardFrame {
    /// When it came.
    pub at: Time,
    /// What it is called.
    pub name: TextBuf,
    /// What it says, in a few characters.
    pub gist: String,
}

/// What a silence was about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TruthFrame {
    /// How the other node is.
    pub status: Status,
    /// Of what was sent to it since it was heard last: how many messages arrived.
    pub arrived: u32,
    /// How many were lost.
    pub lost: u32,
    /// How many are on their way.
    pub under_way: u32,
    /// How many messages from it are on their way.
    pub coming: u32,
    /// How many from it were lost since it was heard last.
    pub coming_lost: u32,
}

/// No frame carries more stale reads than this.
pub const MOST_STALE: usize = 16;

/// No frame carries more messages than this.
pub const MOST_FLIGHTS: usize = 600;
/// No frame carries more recent facts than this.
pub const RECENT_FACTS: usize = 24;

/// Whether a node takes part.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It takes part.
    Up,
    /// It handles nothing; what comes for it waits.
    Paused,
    /// It has crashed; what comes for it is lost.
    Down,
}

/// A node at the cursor.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct NodeFrame {
    /// Its number: services first, then the protocol's parts.
    pub id: NodeId,
    /// What it is beside the services; nothing for a service.
    pub part: Option<PartFrame>,
    /// The group of copies in which it is compared with others; nothing where nobody is meant to
    /// hold the same.
    pub group: Option<u16>,
    /// What it is in the protocol.
    pub role: TextBuf,
    /// Whether it takes writes from others.
    pub leads: bool,
    /// Whether it is up.
    pub status: Status,
    /// The version of its code.
    pub version: u32,
    /// How far its clock is ahead, in microseconds.
    pub ahead_us: i64,
    /// How slow its messages are, in thousandths of the ordinary time.
    pub slow_milli: u32,
    /// Epoch, term or 0.
    pub epoch: u64,
    /// How its copy stands to the newest one of its group; nothing where it is down or in no group.
    pub stands: Option<Stands>,
    /// The seal: equal for equal state. Sixteen hexadecimal digits.
    pub seal: String,
    /// What it shows, in the order in which a person should meet it.
    pub sections: Vec<Section<TextBuf>>,
}

impl NodeFrame {
    /// Its first log, if it has one.
    pub fn log(&self) -> Option<&Log<TextBuf>> {
        show::logs(&self.sections).next()
    }

    /// The balances that it holds, if it holds any.
    pub fn balances(&self) -> Option<&Balances<TextBuf>> {
        show::balances(&self.sections)
    }

    /// Everything that it counts.
    pub fn counters(&self) -> impl Iterator<Item = &Counter<TextBuf>> {
        show::counters(&self.sections)
    }
}

/// A node beside the services.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PartFrame {
    /// What it is called.
    pub name: TextBuf,
    /// How it is drawn.
    pub shape: Shape,
}

/// A message at the cursor.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FlightFrame {
    /// The id of the message in the trace; a repeated message has one for each copy.
    pub id: FlightId,
    /// The node that sent it.
    pub from: NodeId,
    /// The node that it goes to.
    pub to: NodeId,
    /// When it was sent.
    pub sent: Time,
    /// When it arrives; not known where it is held back.
    pub arrives: Option<Time>,
    /// What it is called.
    pub name: TextBuf,
    /// What it says, in a few characters.
    pub gist: String,
    /// Whether it carries state.
    pub carries_state: bool,
}

/// A cut that holds.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CutFrame {
    /// The number of the cut in its run, from 0; people see one more.
    pub rule: u32,
    /// The links that it cuts.
    #[serde(flatten)]
    pub cut: Cut,
}

/// A fact with its id.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FactFrame {
    /// The id of the fact in the trace.
    pub id: FactId,
    /// The fact as the trace holds it: when, where, what and because of what.
    pub event: Fact,
    /// The other node where a message is concerned.
    pub other: Option<NodeId>,
    /// What the message is called, where one is concerned.
    pub name: Option<TextBuf>,
    /// What the message, the operation or the answer says, in a few characters (`#5`, `alice +40`).
    pub gist: String,
    /// What the figures `a` and `b` of a fact of the protocol's own are called if they are accounts;
    /// empty for other facts.
    pub accounts: Vec<String>,
}

/// What happened around the cursor.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct SpaceTime {
    /// The window's first moment.
    pub from: Time,
    /// The window's last moment.
    pub to: Time,
    /// Messages that were sent or arrived in the window, before or after the cursor.
    pub arrows: Vec<Arrow>,
    /// What happened at one node, without messages.
    pub dots: Vec<Dot>,
    /// Times in which a node was down, paused or leading.
    pub bands: Vec<Band>,
    /// The stale reads that were answered in the window; at most [`MOST_STALE`].
    pub stale: Vec<StaleRead>,
    /// How many heartbeats were on their way in the window and are not among the arrows.
    pub folded: u32,
    /// Whether there was more in the window than a picture can show.
    pub crowded: bool,
    /// Where something was left out for want of room, and how much.
    pub left_out: Vec<Dense>,
}

/// No picture of space-time has more arrows or dots than this.
pub const MOST_ARROWS: usize = 400;

/// A stretch of a lane in which there was more than is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Dense {
    /// The node whose lane it is.
    pub node: NodeId,
    /// Where the stretch begins.
    pub from: Time,
    /// Where it ends.
    pub to: Time,
    /// How many facts and messages of the node are not drawn there.
    pub count: u32,
}

/// A message in space-time.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Arrow {
    /// The id of the message in the trace.
    pub flight: FlightId,
    /// The node that sent it, on whose lane the arrow begins.
    pub from: NodeId,
    /// The node that it goes to, on whose lane the arrow ends.
    pub to: NodeId,
    /// When it was sent.
    pub sent: Time,
    /// When it arrived or was lost; unknown if neither has happened in the run.
    pub ended: Option<Time>,
    /// Why it did not arrive, where it did not.
    pub lost: Option<Loss>,
    /// Whether it is a repeated one.
    pub copy: bool,
    /// Whether it carries state.
    pub carries_state: bool,
    /// What it says, in a few characters.
    pub gist: String,
}

/// Something that happened at one node.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Dot {
    /// The id of the fact in the trace.
    pub fact: FactId,
    /// The moment of the fact.
    pub at: Time,
    /// The node on whose lane the dot is.
    pub node: NodeId,
    /// What happened there.
    pub kind: DotKind,
    /// What it says, in a few characters.
    pub gist: String,
}

/// What kind of thing happened at a node.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DotKind {
    /// An entry was appended to its log.
    Appended,
    /// An entry was applied to its state.
    Applied,
    /// A client asked something of this node.
    Asked,
    /// A client was answered.
    Answered {
        /// What the client knows about the effect.
        outcome: Outcome,
    },
    /// Something that is a reason to look: a truncation, a conflict, a promotion.
    Remarkable,
}

/// A time in which something held at a node.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Band {
    /// The node on whose lane the band is.
    pub node: NodeId,
    /// The moment at which it begins, or the beginning of the window.
    pub from: Time,
    /// The moment at which it ends, or the end of the window.
    pub to: Time,
    /// The status that lasted.
    pub kind: BandKind,
}

/// What held at a node.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BandKind {
    /// The node had crashed and was not started yet.
    Down,
    /// The node handled nothing.
    Paused,
    /// It was cut off from at least one other node.
    Cut,
    /// What a fact of the protocol's own began.
    Own {
        /// The number of the fact.
        fact: u8,
    },
}

/// What clients have got so far.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct ClientsFrame {
    /// Operations that surely happened.
    pub ok: u32,
    /// Operations that surely did not.
    pub refused: u32,
    /// Operations of which nobody knows.
    pub unknown: u32,
    /// Operations that wait for an answer.
    pub waiting: u32,
    /// The last operations, the latest last; at most 12.
    pub last: Vec<OperationFrame>,
}

/// An operation as its client saw it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OperationFrame {
    /// The fact of asking.
    pub fact: FactId,
    /// Who; `None` for the person at the page.
    pub client: Option<u32>,
    /// The service that was asked.
    pub node: NodeId,
    /// When it was asked.
    pub at: Time,
    /// When it was answered.
    pub returned: Option<Time>,
    /// The fact of the answer.
    pub answered: Option<FactId>,
    /// What the client knows about the effect; nothing while it waits.
    pub outcome: Option<Outcome>,
    /// The operation, with its accounts and amounts.
    pub call: crate::domain::Call,
    /// What was answered, where it was done: the balance, or those of all accounts that were asked
    /// for, in their order.
    pub balances: Vec<Amount>,
    /// Why it was refused, where it was.
    pub refusal: Option<crate::domain::Refusal>,
    /// What it missed, where it was a stale read.
    pub stale: Option<StaleRead>,
}

/// A branch of the timeline: a run that shares its past with its parent.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct BranchFrame {
    /// Which; 0 is the one the experiment began with.
    pub id: u32,
    /// The branch it left.
    pub parent: Option<u32>,
    /// The moment at which it left; the beginning of the run for branch 0.
    pub forked: Time,
    /// The moment at which the run ends.
    pub until: Time,
    /// How far it is folded.
    pub folded: Time,
    /// Whether nothing more is folded.
    pub done: bool,
    /// That it ended before its end, and why.
    pub ended_early: Option<TextBuf>,
    /// Its steps so far.
    pub steps: u64,
    /// Its facts so far.
    pub facts: u32,
    /// Its digest, when it is folded to its end.
    pub digest: Option<Sum>,
    /// When replicas agreed and when not, one stretch after the other.
    pub ribbon: Vec<Interval>,
    /// What is worth a mark on the scrubber.
    pub marks: Vec<Mark>,
    /// How many reads were stale so far.
    pub stale_count: u32,
    /// The moments of stale reads; at most 200, thinned evenly.
    pub stale: Vec<Time>,
    /// The promises that the run broke, the first one first; nothing before it is judged, and where
    /// it is too long for that.
    pub broken: Option<Vec<Breach>>,
}

/// A time in which replicas agreed or not.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Interval {
    /// Its first moment.
    pub from: Time,
    /// The first moment that is no longer in it.
    pub to: Time,
    /// How many different states the copies at nodes that are not down were in: 1 is agreement, 0
    /// means that there are no copies to compare. The most in it, where several intervals are drawn
    /// as one.
    pub states: u16,
    /// For how many microseconds of it they differed.
    pub apart_us: u64,
    /// And for how many of those one of them had gone another way, instead of being behind.
    pub forked_us: u64,
}

impl Interval {
    /// Goes on with an interval that begins where this one ends.
    pub fn add(&mut self, next: &Interval) {
        self.to = next.to;
        self.states = self.states.max(next.states);
        self.apart_us += next.apart_us;
        self.forked_us += next.forked_us;
    }
}

/// Something worth a mark on the scrubber.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Mark {
    /// The moment of the fact that it stands for.
    pub at: Time,
    /// What happened.
    pub kind: MarkKind,
    /// The node at which it happened.
    pub node: NodeId,
}

/// What a mark is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MarkKind {
    /// A cut began.
    Cut,
    /// A cut ended, and messages pass again.
    Heal,
    /// A node crashed.
    Crash,
    /// A node started again.
    Restart,
    /// A node stood still.
    Pause,
    /// A node that was paused goes on.
    Resume,
    /// A fact of the protocol's own.
    Own {
        /// The number of the fact.
        fact: u8,
    },
    /// A clock or a link was changed.
    Changed,
    /// The person or an operator did something else.
    Acted {
        /// The number of the order in the protocol's own table.
        order: u32,
    },
}
