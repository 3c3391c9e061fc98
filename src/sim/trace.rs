//! The trace: one append-only list of facts in the past tense, each with an id and a cause.
//! Everything a person sees is a fold over it.
//!
//! A fact takes 24 bytes. What it names by id (flights, operations, replies) is kept beside it,
//! append-only too. The trace holds the whole run of a branch: the world behind the cursor may be
//! anywhere in it, and a world that is folded again over a part that is known must tell the very
//! same facts.
//!
//! # What follows from the facts about transactions
//!
//! A copy may be written by transactions of several steps. The transaction of an operation at a
//! node is what [`FactKind::Wrote`] and [`FactKind::Observed`] tell of that operation at that node
//! since the last [`FactKind::Aborted`] of it there, or since the node's last crash, whichever is
//! later. A node has at most one open at a time for each operation.
//!
//! | what is told | what follows |
//! | --- | --- |
//! | `Installed` in [`Layer::State`] for the operation's command | the transaction committed |
//! | `Returned` as ok, and the operation only reads | the transaction committed |
//! | `Aborted`, or the node crashed before any of that | it did not happen: nothing rests on what it observed, and what it wrote will never be installed |
//! | none of these before the run ends | it is open, and nobody can say |
//! | two versions of one key | the higher one was written later, whenever each was installed: what is written in place has its version from the write, not from the commit. So dirty writes show: where two transactions committed, and of one key the first and of another the second has the higher version, each wrote over the other (G0) |
//! | `Observed` of a version that is 0, or `Installed` in [`Layer::State`] and not `Removed` before | a read of what was committed |
//! | `Observed` of a version that was only `Wrote` so far | a dirty read. If the writer's transaction did not happen it read what was aborted (G1a); if that committed with a higher version of the same key, it read what was half done (G1b); if it installed this very version later, it is a read like any other, and part of cycles (G1c) |
//! | `Observed` of a version by the command that made it | the answer to a write, or a look at its own write: no edge |

use crate::base::digest::{Digest, Stable, Sum};
use crate::base::ids::{AccountId, CommandId, FactId, FlightId, NodeId, OpId};
use crate::base::longvec::LongVec;
use crate::base::time::Time;
use crate::domain::{Refusal, Reply, Request};
use serde::{Deserialize, Serialize};

/// Facts in one shared page of a trace.
pub const FACT_PAGE: usize = 1024;

/// One fact: when, where, because of what, and what.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Fact {
    /// The moment, in true time.
    pub at: Time,
    /// The fact that led to it.
    pub cause: FactId,
    /// The node at which it happened.
    pub node: NodeId,
    /// Which fact it is, with its details.
    pub what: FactKind,
}

/// Why a message did not arrive.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[repr(u8)]
#[serde(rename_all = "snake_case")]
pub enum Loss {
    /// The network lost it.
    Chance,
    /// The link is cut.
    Cut,
    /// The receiver is down.
    Down,
    /// The link's queue is full.
    Full,
    /// The person dropped it, or the experiment said so.
    Chosen,
}

/// What happened to a node's disk or timers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[repr(u8)]
#[serde(rename_all = "snake_case")]
pub enum Harm {
    /// The disk is full.
    DiskFull,
    /// There is room on the disk again.
    DiskFreed,
    /// A copy was taken of what is on the disk.
    DiskCopied,
    /// An old copy of the disk was put back.
    DiskPutBack,
    /// A bit on the disk flipped.
    BitFlipped,
    /// The node did not start, because what is on its disk is damaged.
    NotStarted,
    /// Timers go off only at whole multiples of a span, or exactly again.
    TimersSet,
}

/// How an operation ended for its client.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[repr(u8)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It surely took effect.
    Ok,
    /// It surely did not happen.
    Fail,
    /// Nobody knows: the client stopped waiting, or was refused after an earlier attempt of which
    /// it does not know the end.
    Info,
}

/// A layer of a copy.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[repr(u8)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    /// What the copy has stored, whether readers may see it or not: its log, or the streams that it
    /// owns.
    Log,
    /// What the copy shows to readers.
    State,
}

/// A version of an account: higher for a later write, the epoch in the upper half, 0 where there
/// are none, and a position in the lower half. 0 is the version with which the run began. No two
/// writes of a key have the same one, though one of them be undone or lost.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Version(pub u64);

impl Version {
    /// As it is written on the page: `#5 e2` with an epoch, `#7` without.
    pub fn words(self) -> String {
        let (epoch, place) = (self.0 >> 32, self.place());
        if epoch == 0 { format!("#{place}") } else { format!("#{place} e{epoch}") }
    }

    /// Its place in the log or the stream, counted from 1, without the epoch.
    pub fn place(self) -> u64 {
        self.0 & u64::from(u32::MAX)
    }
}

/// A write as every judge understands it, whatever the protocol.
///
/// For the judge of transactions (`lab::transactions`) an operation of a client is one transaction,
/// and what its command led to are its writes. The versions of an account lie in the order of their
/// numbers. A write that the copies which are meant to keep it do not have at the end is aborted,
/// unless it was acknowledged; whatever a refused operation wrote is aborted too. So a protocol
/// that lets others see what is not committed yet may say so in either way: it installs the write
/// when it is made (and the operation is refused, or the write removed, where it does not commit),
/// or it installs it when it is committed, under the number that was observed before.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Write {
    /// The account that it changed.
    pub key: AccountId,
    /// Which version of the account it made.
    pub version: Version,
    /// The command that wanted it; [`CommandId::NOBODY`] where an operator ordered it.
    pub command: CommandId,
}

/// What an answer, or the decision about a write, rests on: what the operation has read, as a
/// transaction.
///
/// Recorded where and when somebody looks, at the version that was there: the one that an increment
/// is added to, the one that a balance was taken from, the one that a write made once it is
/// answered. What a decision does not depend on is no observation
/// ([`decided_on`](crate::domain::Call::decided_on)). Where one node looks at an account again for
/// the same attempt of an operation and through the same layer, only the last time counts: it
/// decided again. A version that no copy ever installs is one that was never committed, so that
/// seeing it is a dirty read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Observation {
    /// The operation that was answered or decided.
    pub op: OpId,
    /// The account that was looked at.
    pub key: AccountId,
    /// The version that it had.
    pub version: Version,
}

/// A step of an atomic commitment: some nodes agree whether a transaction takes effect at all of
/// them or at none. Recorded where it happens, whatever the protocol is called, so that
/// [`atomic`](crate::check::invariant::atomic) can hold it to what Gray and Lamport call
/// `TPConsistent`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[repr(u8)]
#[serde(rename_all = "snake_case")]
pub enum CommitStep {
    /// This node takes part.
    Joined,
    /// What this node needs to keep its yes has reached its disk.
    Prepared,
    /// This node says yes, and is bound by it until it is told.
    Yes,
    /// This node says that it has nothing to commit, and takes no part in the rest.
    ReadOnly,
    /// This node says no.
    No,
    /// That it commits is on the disk of whoever decides.
    DecidedCommit,
    /// It is decided that it aborts.
    DecidedAbort,
    /// This node tells another one to commit.
    ToldCommit,
    /// This node tells another one to abort.
    ToldAbort,
    /// The transaction took effect at this node.
    Committed,
    /// The transaction ended without effect at this node.
    Aborted,
}

impl CommitStep {
    /// Whether it is where a node stands, and not what it says to others.
    pub const fn is_of_the_disk(self) -> bool {
        use CommitStep::{No, ReadOnly, ToldAbort, ToldCommit, Yes};
        !matches!(self, Yes | ReadOnly | No | ToldCommit | ToldAbort)
    }
}

/// Every step, by its number.
const COMMIT_STEPS: [CommitStep; 11] = [
    CommitStep::Joined,
    CommitStep::Prepared,
    CommitStep::Yes,
    CommitStep::ReadOnly,
    CommitStep::No,
    CommitStep::DecidedCommit,
    CommitStep::DecidedAbort,
    CommitStep::ToldCommit,
    CommitStep::ToldAbort,
    CommitStep::Committed,
    CommitStep::Aborted,
];

/// Everything that can happen in a run, in the past tense.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactKind {
    /// A client asked something of this node, for the `attempt`-th time (0 is the first).
    Invoked {
        /// The operation that is asked, by its number.
        op: OpId,
        /// 0, or how many times it was asked before.
        attempt: u8,
    },
    /// A client's operation ended; `reply` indexes the trace's replies.
    Returned {
        /// The operation that ended, by its number.
        op: OpId,
        /// What the client knows about the effect.
        outcome: Outcome,
        /// Where the reply is kept; `u32::MAX` where there was none.
        reply: u32,
    },
    /// This node sent a message.
    Sent {
        /// The message on its way.
        flight: FlightId,
    },
    /// A message did not arrive.
    Lost {
        /// The message that did not arrive.
        flight: FlightId,
        /// The cause of the loss.
        why: Loss,
    },
    /// The network repeated a message.
    Duplicated {
        /// The message that the network repeats.
        flight: FlightId,
        /// The copy, a message with an id of its own.
        copy: FlightId,
    },
    /// A message arrived at this node.
    Delivered {
        /// The message that arrived.
        flight: FlightId,
    },
    /// The person holds a message back.
    Held {
        /// The message that does not go on until it is released.
        flight: FlightId,
    },
    /// The person lets a message go on.
    Released {
        /// The message that goes on.
        flight: FlightId,
    },
    /// A timer of this node went off.
    Fired {
        /// The protocol's number for that kind of timer.
        timer: u32,
    },
    /// A write reached this node's disk.
    Persisted {
        /// Which write of this node it was.
        nth: u32,
    },
    /// The protocol tells something about itself.
    Noted {
        /// The number of the fact in the protocol's own table.
        fact: u8,
        /// What the table's sentence calls `a`.
        a: u32,
        /// What the table's sentence calls `b`.
        b: u32,
    },
    /// This node, which holds a copy, holds a write from here on. Pictures draw it as an entry that
    /// is new in a log or in a state.
    Installed {
        /// Where the [`Write`] is kept.
        write: u32,
        /// In which layer of the copy.
        layer: Layer,
    },
    /// This node has taken writes back: only the first `keep` of what it held are left.
    Removed {
        /// How many writes are left, without the opening balances.
        keep: u32,
        /// In which layer of the copy.
        layer: Layer,
    },
    /// This node begins to replay: it shows the first `keep` writes of its log now, and the others
    /// again as it comes to them.
    Rewound {
        /// How many writes it shows, without the opening balances.
        keep: u32,
    },
    /// An answer, or the decision about a write, rests on this version.
    Observed {
        /// Where the [`Observation`] is kept.
        observation: u32,
        /// Which layer of the copy was looked at.
        layer: Layer,
    },
    /// A transaction of this node has written a version that its copy does not hold, and may never
    /// hold: it is installed when the transaction commits, if it is still the last that the
    /// transaction wrote of its key.
    Wrote {
        /// Where the [`Write`] is kept.
        write: u32,
        /// The operation that the transaction carries out.
        op: OpId,
    },
    /// The transaction that carried out an operation at this node ended without effect. Another one
    /// may carry it out later.
    Aborted {
        /// The operation.
        op: OpId,
    },
    /// A step of the atomic commitment of a transaction that several nodes carry out together.
    Commitment {
        /// Which step.
        step: CommitStep,
        /// The transaction, by the number that the protocol gives it.
        txn: u64,
    },
    /// Something left for the outside world and cannot be taken back, for the `times`-th time. The
    /// world counts, never the protocol.
    Outside {
        /// The protocol's name for the effect.
        effect: u32,
        /// 1 for the first time.
        times: u32,
    },
    /// This node's visible state became another one.
    Became {
        /// The fingerprint of the state.
        state: u64,
    },
    /// This node stopped, and what was not on its disk is gone.
    Crashed {
        /// Whether the write that was under way was cut in the middle.
        torn: bool,
    },
    /// This node started from its disk.
    Restarted {
        /// The version of the code it runs from now on.
        version: u32,
    },
    /// This node stands still; its timers and messages wait.
    Paused,
    /// This node goes on.
    Resumed,
    /// This node's clock was set or its rate changed.
    ClockSet,
    /// Something happened to this node's disk or timers.
    Harmed {
        /// What happened.
        harm: Harm,
        /// The span at whose multiples timers go off, in microseconds; 0 for exact timers and for
        /// whatever is not about timers.
        grain_us: u32,
    },
    /// Nothing passes on some links from here on.
    Cut {
        /// The number of the cut in this run, from 0.
        rule: u32,
    },
    /// Messages pass again where a cut was.
    Healed {
        /// The number of the cut in this run, from 0.
        rule: u32,
    },
    /// From here on messages from this node to another one meet something else.
    LinkChanged {
        /// The node that receives on the link.
        to: NodeId,
    },
    /// An operator gave this node an order.
    Ordered {
        /// The protocol's number for the order.
        order: u32,
        /// What it is about.
        about: u32,
    },
}

impl FactKind {
    /// Whether it is told for judges alone: on what an answer rests, what a replay begins with, what
    /// is not committed yet. Answers, messages and the protocol's own facts say the same to people.
    /// That a copy holds a write, that what was shown is taken back, and that something leaves for
    /// the outside world, is told by nothing else.
    #[inline]
    pub fn is_for_judges(&self) -> bool {
        matches!(
            self,
            FactKind::Observed { .. }
                | FactKind::Rewound { .. }
                | FactKind::Wrote { .. }
                | FactKind::Aborted { .. }
                | FactKind::Commitment { .. }
                | FactKind::Removed { layer: Layer::Log, .. }
        )
    }
}

/// A fact as it is stored.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Packed {
    at: u64,
    cause: u32,
    a: u32,
    b: u32,
    node: u16,
    kind: u8,
    c: u8,
}

const LOSSES: [Loss; 5] = [Loss::Chance, Loss::Cut, Loss::Down, Loss::Full, Loss::Chosen];
const LAYERS: [Layer; 2] = [Layer::Log, Layer::State];
const HARMS: [Harm; 7] = [
    Harm::DiskFull,
    Harm::DiskFreed,
    Harm::DiskCopied,
    Harm::DiskPutBack,
    Harm::BitFlipped,
    Harm::NotStarted,
    Harm::TimersSet,
];
const OUTCOMES: [Outcome; 3] = [Outcome::Ok, Outcome::Fail, Outcome::Info];
impl Fact {
    /// The 24 bytes of this fact. Where the kind is known, which is everywhere in the kernel, the
    /// choice costs nothing once it is inlined.
    #[inline(always)]
    pub fn pack(&self) -> Packed {
        let (kind, c, a, b) = match self.what {
            FactKind::Invoked { op, attempt } => (0, attempt, op.0, 0),
            FactKind::Returned { op, outcome, reply } => (1, outcome as u8, op.0, reply),
            FactKind::Sent { flight } => (2, 0, flight.0, 0),
            FactKind::Lost { flight, why } => (3, why as u8, flight.0, 0),
            FactKind::Duplicated { flight, copy } => (4, 0, flight.0, copy.0),
            FactKind::Delivered { flight } => (5, 0, flight.0, 0),
            FactKind::Held { flight } => (6, 0, flight.0, 0),
            FactKind::Released { flight } => (7, 0, flight.0, 0),
            FactKind::Fired { timer } => (8, 0, timer, 0),
            FactKind::Persisted { nth } => (9, 0, nth, 0),
            FactKind::Noted { fact, a, b } => (10, fact, a, b),
            FactKind::Became { state } => (11, 0, state as u32, (state >> 32) as u32),
            FactKind::Crashed { torn } => (12, u8::from(torn), 0, 0),
            FactKind::Restarted { version } => (13, 0, version, 0),
            FactKind::Paused => (14, 0, 0, 0),
            FactKind::Resumed => (15, 0, 0, 0),
            FactKind::ClockSet => (16, 0, 0, 0),
            FactKind::Cut { rule } => (17, 0, rule, 0),
            FactKind::Healed { rule } => (18, 0, rule, 0),
            FactKind::LinkChanged { to } => (19, 0, u32::from(to.0), 0),
            FactKind::Ordered { order, about } => (20, 0, order, about),
            FactKind::Installed { write, layer } => (21, layer as u8, write, 0),
            FactKind::Removed { keep, layer } => (22, layer as u8, keep, 0),
            FactKind::Rewound { keep } => (23, 0, keep, 0),
            FactKind::Observed { observation, layer } => (24, layer as u8, observation, 0),
            FactKind::Outside { effect, times } => (25, 0, effect, times),
            FactKind::Wrote { write, op } => (26, 0, write, op.0),
            FactKind::Aborted { op } => (27, 0, op.0, 0),
            FactKind::Harmed { harm, grain_us } => (28, harm as u8, grain_us, 0),
            FactKind::Commitment { step, txn } => (29, step as u8, txn as u32, (txn >> 32) as u32),
        };
        Packed { at: self.at.0, cause: self.cause.0, a, b, node: self.node.0, kind, c }
    }
}

impl Packed {
    /// The fact in these 24 bytes.
    #[inline]
    pub fn unpack(&self) -> Fact {
        let Packed { a, b, c, .. } = *self;
        let flight = FlightId(a);
        let what = match self.kind {
            0 => FactKind::Invoked { op: OpId(a), attempt: c },
            1 => FactKind::Returned { op: OpId(a), outcome: OUTCOMES[usize::from(c)], reply: b },
            2 => FactKind::Sent { flight },
            3 => FactKind::Lost { flight, why: LOSSES[usize::from(c)] },
            4 => FactKind::Duplicated { flight, copy: FlightId(b) },
            5 => FactKind::Delivered { flight },
            6 => FactKind::Held { flight },
            7 => FactKind::Released { flight },
            8 => FactKind::Fired { timer: a },
            9 => FactKind::Persisted { nth: a },
            10 => FactKind::Noted { fact: c, a, b },
            11 => FactKind::Became { state: u64::from(a) | (u64::from(b) << 32) },
            12 => FactKind::Crashed { torn: c != 0 },
            13 => FactKind::Restarted { version: a },
            14 => FactKind::Paused,
            15 => FactKind::Resumed,
            16 => FactKind::ClockSet,
            17 => FactKind::Cut { rule: a },
            18 => FactKind::Healed { rule: a },
            19 => FactKind::LinkChanged { to: NodeId(a as u16) },
            20 => FactKind::Ordered { order: a, about: b },
            21 => FactKind::Installed { write: a, layer: LAYERS[usize::from(c)] },
            22 => FactKind::Removed { keep: a, layer: LAYERS[usize::from(c)] },
            23 => FactKind::Rewound { keep: a },
            24 => FactKind::Observed { observation: a, layer: LAYERS[usize::from(c)] },
            25 => FactKind::Outside { effect: a, times: b },
            26 => FactKind::Wrote { write: a, op: OpId(b) },
            27 => FactKind::Aborted { op: OpId(a) },
            28 => FactKind::Harmed { harm: HARMS[usize::from(c)], grain_us: a },
            29 => FactKind::Commitment {
                step: COMMIT_STEPS[usize::from(c)],
                txn: u64::from(a) | (u64::from(b) << 32),
            },
            kind => unreachable!("no fact has the kind {kind}"),
        };
        Fact { at: Time(self.at), cause: FactId(self.cause), node: NodeId(self.node), what }
    }
}

impl Stable for Packed {
    #[inline]
    fn feed(&self, digest: &mut Digest) {
        digest.word(self.at);
        digest.word(u64::from(self.cause) | (u64::from(self.a) << 32));
        digest.word(
            u64::from(self.b)
                | (u64::from(self.node) << 32)
                | (u64::from(self.kind) << 48)
                | (u64::from(self.c) << 56),
        );
    }
}

/// A message on its way, once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Flight<M> {
    /// The node that sent it.
    pub from: NodeId,
    /// The node that it goes to.
    pub to: NodeId,
    /// The fact of its sending.
    pub sent: FactId,
    /// The payload, as the protocol sent it.
    pub message: M,
}

/// An answer, and to which operation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    /// The operation that is answered.
    pub op: OpId,
    /// What the client was told.
    pub reply: Reply,
}

/// An operation as its client asked it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Operation {
    /// The call, its client and its command.
    pub request: Request,
    /// Where the client asked.
    pub node: NodeId,
    /// When, and the fact of it.
    pub invoked: FactId,
}

/// Everything that happened in a run.
#[derive(Clone, Debug)]
pub struct Trace<M: Clone> {
    facts: LongVec<Packed, FACT_PAGE>,
    flights: LongVec<Flight<M>, FACT_PAGE>,
    operations: LongVec<Operation, 256>,
    answers: LongVec<Answer, 256>,
    writes: LongVec<Write, 256>,
    observations: LongVec<Observation, 256>,
}

impl<M: Clone> Default for Trace<M> {
    fn default() -> Self {
        Trace {
            facts: LongVec::default(),
            flights: LongVec::default(),
            operations: LongVec::default(),
            answers: LongVec::default(),
            writes: LongVec::default(),
            observations: LongVec::default(),
        }
    }
}

/// How far a world has recorded its trace: the length of each list.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct TraceLength {
    /// The number of facts.
    pub facts: u32,
    /// The number of messages, each copy counted.
    pub flights: u32,
    /// The number of operations.
    pub operations: u32,
    /// The number of answers.
    pub answers: u32,
    /// Writes that copies hold, or may come to hold.
    pub writes: u32,
    /// The number of observations.
    pub observations: u32,
}

impl<M: Clone + PartialEq + core::fmt::Debug> Trace<M> {
    /// Tells the next fact. Where the trace already knows it, it must be the same one: that is what
    /// determinism means.
    #[inline(always)]
    pub fn record(&mut self, told: &mut TraceLength, event: Fact) -> FactId {
        record_next(&mut self.facts, &mut told.facts, event.pack());
        FactId(told.facts - 1)
    }

    /// Tells the next flight.
    #[inline]
    pub fn record_flight(&mut self, told: &mut TraceLength, flight: Flight<M>) -> FlightId {
        record_next(&mut self.flights, &mut told.flights, flight);
        FlightId(told.flights - 1)
    }

    /// Tells the next operation.
    pub fn record_operation(&mut self, told: &mut TraceLength, operation: Operation) -> OpId {
        record_next(&mut self.operations, &mut told.operations, operation);
        OpId(told.operations - 1)
    }

    /// Tells the next write that a copy holds, or may come to hold, and where it is kept.
    pub fn record_write(&mut self, told: &mut TraceLength, write: Write) -> u32 {
        record_next(&mut self.writes, &mut told.writes, write);
        told.writes - 1
    }

    /// Tells the next observation and where it is kept.
    pub fn record_observation(&mut self, told: &mut TraceLength, observation: Observation) -> u32 {
        record_next(&mut self.observations, &mut told.observations, observation);
        told.observations - 1
    }

    /// Tells the next answer and where it is kept.
    pub fn record_answer(&mut self, told: &mut TraceLength, answer: Answer) -> u32 {
        record_next(&mut self.answers, &mut told.answers, answer);
        told.answers - 1
    }
}

#[inline(always)]
fn record_next<T: Clone + PartialEq + core::fmt::Debug, const PAGE: usize>(
    list: &mut LongVec<T, PAGE>,
    told: &mut u32,
    next: T,
) {
    let at = *told as usize;
    if at == list.len() {
        list.push(next);
    } else {
        debug_assert_eq!(list[at], next, "the fold told something else the second time, at {at}");
    }
    *told += 1;
}

impl<M: Clone> Trace<M> {
    /// The fact with this id.
    #[inline]
    pub fn fact(&self, id: FactId) -> Fact {
        self.facts[id.index()].unpack()
    }

    /// How many facts there are.
    pub fn len(&self) -> u32 {
        self.facts.len() as u32
    }

    /// Whether nothing has happened.
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty()
    }

    /// All facts with their ids, from the one with the number `from` on.
    pub fn facts_from(&self, from: u32) -> impl Iterator<Item = (FactId, Fact)> + '_ {
        let facts = self.facts.range(from as usize..self.facts.len()).enumerate();
        facts.map(move |(n, packed)| (FactId(from + n as u32), packed.unpack()))
    }

    /// The first fact at or after a moment, as a number; the number of facts where there is none.
    pub fn first_at(&self, at: Time) -> u32 {
        let (mut low, mut high) = (0, self.facts.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.facts[middle].at < at.0 { low = middle + 1 } else { high = middle }
        }
        low as u32
    }

    /// The flight with this id.
    #[inline]
    pub fn flight(&self, id: FlightId) -> &Flight<M> {
        &self.flights[id.index()]
    }

    /// How many flights there are.
    pub fn flight_count(&self) -> u32 {
        self.flights.len() as u32
    }

    /// The operation with this id.
    pub fn operation(&self, id: OpId) -> &Operation {
        &self.operations[id.index()]
    }

    /// How many operations there are.
    pub fn operation_count(&self) -> u32 {
        self.operations.len() as u32
    }

    /// The answer that a `Returned` fact names, if there was one.
    pub fn answer(&self, reply: u32) -> Option<&Answer> {
        self.answers.get(reply as usize)
    }

    /// The write that an `Installed` or a `Wrote` fact names.
    pub fn write(&self, write: u32) -> Write {
        self.writes[write as usize]
    }

    /// The observation that an `Observed` fact names.
    pub fn observation(&self, observation: u32) -> Observation {
        self.observations[observation as usize]
    }

    /// Forgets everything after a point, so that another suffix can follow. What clones hold stays
    /// theirs.
    pub fn cut_to(&mut self, told: TraceLength) {
        self.facts.truncate(told.facts as usize);
        self.flights.truncate(told.flights as usize);
        self.operations.truncate(told.operations as usize);
        self.answers.truncate(told.answers as usize);
        self.writes.truncate(told.writes as usize);
        self.observations.truncate(told.observations as usize);
    }

    /// How many bytes the lists take, without what a message holds on the heap.
    pub fn bytes(&self) -> u64 {
        let lists = self.facts.len() * size_of::<Packed>()
            + self.flights.len() * size_of::<Flight<M>>()
            + self.operations.len() * size_of::<Operation>()
            + self.answers.len() * size_of::<Answer>()
            + self.writes.len() * size_of::<Write>()
            + self.observations.len() * size_of::<Observation>();
        lists as u64
    }
}

impl<M: Clone + Stable> Trace<M> {
    /// The digest of everything that happened.
    pub fn digest(&self) -> Sum {
        let mut digest = Digest::default();
        self.facts.iter().for_each(|fact| fact.feed(&mut digest));
        for flight in self.flights.iter() {
            digest.word(
                u64::from(flight.from.0) | (u64::from(flight.to.0) << 16) | (u64::from(flight.sent.0) << 32),
            );
            flight.message.feed(&mut digest);
        }
        for operation in self.operations.iter() {
            digest.word(u64::from(operation.node.0));
            operation.request.feed(&mut digest);
        }
        for answer in self.answers.iter() {
            digest.word(u64::from(answer.op.0));
            answer.reply.feed(&mut digest);
        }
        for write in self.writes.iter() {
            digest.word(u64::from(write.key.0) | (u64::from(write.command.0) << 32));
            digest.word(write.version.0);
        }
        for observation in self.observations.iter() {
            digest.word(u64::from(observation.key.0) | (u64::from(observation.op.0) << 32));
            digest.word(observation.version.0);
        }
        digest.sum()
    }
}

/// Why an operation surely did not happen, as an outcome.
impl From<&Reply> for Outcome {
    fn from(reply: &Reply) -> Outcome {
        match reply {
            Reply::Done { .. } => Outcome::Ok,
            Reply::Refused(_) => Outcome::Fail,
            Reply::Unknown => Outcome::Info,
        }
    }
}

/// The refusal a client sees when nobody listens.
pub const CONNECTION_REFUSED: Reply = Reply::Refused(Refusal::Down);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_takes_24_bytes_and_comes_back_whole() {
        assert_eq!(size_of::<Packed>(), 24);
        let all = [
            FactKind::Invoked { op: OpId(7), attempt: 2 },
            FactKind::Returned { op: OpId(7), outcome: Outcome::Info, reply: u32::MAX },
            FactKind::Sent { flight: FlightId(9) },
            FactKind::Lost { flight: FlightId(9), why: Loss::Full },
            FactKind::Duplicated { flight: FlightId(9), copy: FlightId(10) },
            FactKind::Delivered { flight: FlightId(9) },
            FactKind::Held { flight: FlightId(1) },
            FactKind::Released { flight: FlightId(1) },
            FactKind::Fired { timer: 3 },
            FactKind::Persisted { nth: 4 },
            FactKind::Became { state: 0xfedc_ba98_7654_3210 },
            FactKind::Crashed { torn: true },
            FactKind::Restarted { version: 2 },
            FactKind::Paused,
            FactKind::Resumed,
            FactKind::ClockSet,
            FactKind::Cut { rule: 5 },
            FactKind::Healed { rule: 5 },
            FactKind::LinkChanged { to: NodeId(6) },
            FactKind::Ordered { order: 1, about: 2 },
            FactKind::Installed { write: 4, layer: Layer::Log },
            FactKind::Removed { keep: 4, layer: Layer::State },
            FactKind::Rewound { keep: 4 },
            FactKind::Observed { observation: 5, layer: Layer::State },
            FactKind::Outside { effect: 6, times: 2 },
            FactKind::Wrote { write: 7, op: OpId(8) },
            FactKind::Aborted { op: OpId(8) },
            FactKind::Harmed { harm: Harm::TimersSet, grain_us: 9 },
        ];
        let noted = (0..=u8::MAX).map(|fact| FactKind::Noted { fact, a: 1, b: 2 });
        for what in all.into_iter().chain(noted) {
            let event = Fact { at: Time(12), cause: FactId(3), node: NodeId(1), what };
            assert_eq!(event.pack().unpack(), event);
        }
    }
}
