//! The course: lessons that ask before they show. A lesson is prose in both languages beside runs
//! of the engine and claims about them. Whatever a sentence says of a run is a [claim] that
//! [`check`] executes, so the sentence and the run cannot drift apart.
//!
//! | question | file |
//! | --- | --- |
//! | what a lesson is made of | here |
//! | which lessons there are, in their order | `course` |
//! | the run of the first page, and what is said of it | `opening` |
//! | how a step becomes a run | `play` |
//! | what somebody predicted, and how it is kept | `predicted` |
//! | how far somebody has come, and where to go on | `progress` |
//! | what is claimed of several ways, beside each other | `beside` |
//! | whether all that is claimed is true | `check` |
//! | how a challenge is won, and that it cannot be with the protection on | `challenge` |
//!
//! The form is predict, run, compare, explain, break it: predicting before the outcome is seen is
//! what makes people learn from a demonstration (Crouch, Fagen, Callan and Mazur 2004).
//!
//! [claim]: crate::lab::claim

pub mod beside;
pub mod challenge;
pub mod check;
pub mod course;
pub mod opening;
pub mod play;
pub mod predicted;
pub mod progress;

use crate::base::text::{Text, text};
use crate::lab::script::Script;
use crate::protocol::manifest::To;

/// About ten minutes on one question.
#[derive(Clone, Copy, Debug)]
pub struct Lesson {
    /// Its name in links.
    pub id: &'static str,
    /// Its place in the course, from 1.
    pub number: u32,
    /// What it is called.
    pub title: Text,
    /// The protocol of its runs, by its name in files.
    pub protocol: &'static str,
    /// What to watch for.
    pub watch: Text,
    /// What a learner knows afterwards.
    pub know: Text,
    /// How long it takes, in minutes.
    pub minutes: u32,
    /// Three to six steps; each stands alone.
    pub steps: &'static [Step],
    /// Where real systems do this, in two lines.
    pub practice: Text,
    /// Papers and books, with their chapters.
    pub sources: &'static [&'static str],
}

/// One question, and the run that answers it.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// Its name in links.
    pub id: &'static str,
    /// What it is about, in a few words.
    pub title: Text,
    /// What is on the stage, and what is about to happen: at most 70 words, or 120 characters of
    /// Chinese.
    pub prose: Text,
    /// The run. Its script may name another protocol than that of the lesson.
    pub run: fn(Script) -> Script,
    /// Other runs that claims and explanations speak of, by name.
    pub others: &'static [Other],
    /// Where time stands while the question is asked, in milliseconds.
    pub asks_at_ms: u64,
    /// What is asked.
    pub question: Question,
    /// Where the run stands still on its way to the end, each with a sentence.
    pub stops: &'static [Stop],
    /// What the run showed, and why.
    pub explain: Text,
    /// What the prose, the stops and the explanation say of the run.
    pub claims: &'static [&'static str],
    /// The beliefs that it meets.
    pub meets: &'static [Misconception],
    /// What to break then.
    pub challenge: Option<Challenge>,
}

/// Another run beside that of a step. A claim about it begins with its name and a colon.
#[derive(Clone, Copy, Debug)]
pub struct Other {
    /// Its name in claims.
    pub name: &'static str,
    /// What is different, in a few words.
    pub title: Text,
    /// The run.
    pub run: fn(Script) -> Script,
}

/// A moment at which a run stands still, with room to read.
#[derive(Clone, Copy, Debug)]
pub struct Stop {
    /// When, in milliseconds.
    pub at_ms: u64,
    /// What is seen there.
    pub says: Text,
}

/// A question, asked before time goes on.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// The question itself.
    pub asks: Text,
    /// How it is answered.
    pub kind: Asked,
    /// The answers that are explained; exactly one is right.
    pub answers: &'static [Answer],
}

/// How a question is answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Asked {
    /// By one of several answers.
    Choice,
    /// By a number of this unit; answers that nobody foresaw are explained by the right one.
    Number(Text),
    /// By a click on a node of the stage.
    Node,
    /// By putting these into their order; an answer lists their places, from 0.
    Order(&'static [Text]),
}

/// What somebody may answer.
#[derive(Clone, Copy, Debug)]
pub struct Answer {
    /// The answer.
    pub says: Says,
    /// Whether it is right.
    pub right: bool,
    /// One sentence: what somebody who chose it believed, and what in this run contradicts it; of
    /// the right one, what speaks for it.
    pub why: Text,
    /// What the sentence says of the run. The first that is of a moment is where the page leads.
    pub claims: &'static [&'static str],
}

/// An answer as it is given.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Says {
    /// One of several.
    Text(Text),
    /// A number.
    Number(i64),
    /// A node, by its name in claims.
    Node(&'static str),
    /// Places, from 0, in their order.
    Order(&'static [usize]),
}

/// Something to break, with a budget of faults and a goal that the engine checks.
#[derive(Clone, Copy, Debug)]
pub struct Challenge {
    /// The run that is to be broken, by the name of one of the step's other runs; the step's own
    /// where nothing is named.
    pub on: &'static str,
    /// What is to be reached.
    pub goal: Text,
    /// When it is reached: all of these are true of the run.
    pub reached: &'static [&'static str],
    /// What may be broken.
    pub budget: Budget,
    /// Three hints; the last one is followed by a run that works.
    pub hints: [Text; 3],
    /// A run that works: the step's own, with faults within the budget.
    pub solution: fn(Script) -> Script,
    /// With these settings nothing within the budget reaches it.
    pub protection: &'static [(&'static str, To)],
    /// What they change, in a sentence.
    pub protected: Text,
}

/// How many faults of each kind somebody may cause.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Budget {
    /// Messages that do not arrive.
    pub drops: u8,
    /// Nodes that stop, and stay down for half a second.
    pub crashes: u8,
    /// Nodes that stand still for a second.
    pub pauses: u8,
}

/// A belief that keeps people from understanding, and that at least one step must meet.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Misconception {
    /// "Eventually" means soon.
    EventuallyMeansSoon,
    /// Convergence is automatic, and right.
    ConvergenceIsRight,
    /// The network keeps order.
    NetworkKeepsOrder,
    /// There is one "now".
    OneNow,
    /// CAP is pick two.
    PickTwo,
    /// It passed, so it is correct.
    PassedSoCorrect,
    /// Publishing events is event sourcing.
    PublishingIsSourcing,
    /// Event sourcing implies eventual consistency.
    SourcingIsEventual,
    /// A saga rolls back like a transaction.
    SagaRollsBack,
    /// Deciding from a read model is fine.
    DecideFromReadModel,
    /// Replay repeats the world.
    ReplayRepeatsTheWorld,
    /// A snapshot is the truth.
    SnapshotIsTruth,
    /// A timeout means dead, or failed.
    TimeoutMeansDead,
    /// Two-phase commit solves it.
    TwoPhaseSolvesIt,
    /// History can be edited.
    HistoryCanBeEdited,
}

impl Misconception {
    /// All of them.
    pub const ALL: [Misconception; 15] = [
        Misconception::EventuallyMeansSoon,
        Misconception::ConvergenceIsRight,
        Misconception::NetworkKeepsOrder,
        Misconception::OneNow,
        Misconception::PickTwo,
        Misconception::PassedSoCorrect,
        Misconception::PublishingIsSourcing,
        Misconception::SourcingIsEventual,
        Misconception::SagaRollsBack,
        Misconception::DecideFromReadModel,
        Misconception::ReplayRepeatsTheWorld,
        Misconception::SnapshotIsTruth,
        Misconception::TimeoutMeansDead,
        Misconception::TwoPhaseSolvesIt,
        Misconception::HistoryCanBeEdited,
    ];
}

impl Misconception {
    /// The belief, as somebody who has it would say it.
    pub const fn says(self) -> Text {
        match self {
            Misconception::EventuallyMeansSoon => text("\"Eventually\" means soon.", "“最终”就是马上。"),
            Misconception::ConvergenceIsRight => text(
                "Copies converge by themselves, and to what is right.",
                "副本会自动收敛，而且收敛到正确的结果。",
            ),
            Misconception::NetworkKeepsOrder => text("What is sent first arrives first.", "先发出的先到。"),
            Misconception::OneNow => text("There is one \"now\" for everybody.", "所有人共有同一个“此刻”。"),
            Misconception::PickTwo => text("CAP means: pick two of three.", "CAP 就是三选二。"),
            Misconception::PassedSoCorrect => text("It went well, so it is correct.", "跑通了，所以是对的。"),
            Misconception::PublishingIsSourcing => {
                text("Publishing events is event sourcing.", "发布事件就是事件溯源。")
            }
            Misconception::SourcingIsEventual => {
                text("Event sourcing means eventual consistency.", "事件溯源意味着最终一致。")
            }
            Misconception::SagaRollsBack => {
                text("A saga rolls back like a transaction.", "Saga 会像事务一样回滚。")
            }
            Misconception::DecideFromReadModel => {
                text("It is fine to decide from a read model.", "依据读模型做决策没有问题。")
            }
            Misconception::ReplayRepeatsTheWorld => {
                text("A replay repeats the world.", "重放会让世界重来一遍。")
            }
            Misconception::SnapshotIsTruth => text("A snapshot is the truth.", "快照就是真相。"),
            Misconception::TimeoutMeansDead => text(
                "A timeout means that it failed, or that the other is dead.",
                "超时就是失败，或者对方宕机了。",
            ),
            Misconception::TwoPhaseSolvesIt => {
                text("Two-phase commit solves it.", "两阶段提交能解决这个问题。")
            }
            Misconception::HistoryCanBeEdited => text("History can be edited.", "历史可以修改。"),
        }
    }
}

/// Writes an answer that is wrong.
const fn wrong(says: Says, why: Text, claims: &'static [&'static str]) -> Answer {
    Answer { says, right: false, why, claims }
}

/// Writes the answer that is right.
const fn right(says: Says, why: Text, claims: &'static [&'static str]) -> Answer {
    Answer { says, right: true, why, claims }
}
