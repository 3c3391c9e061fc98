//! Facts of a protocol's own: what each is called, how it is told and how it is drawn. The trace
//! keeps the number of a fact and two figures, `a` and `b`; everything else stands once, in the
//! protocol's table, so that narration and pictures name no fact of any protocol.

use crate::base::text::Text;
use core::convert::Infallible;
use core::fmt::Debug;

/// One kind of fact, as a row of its protocol's table. Its place in the table is its number in the
/// trace.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FactRow {
    /// Its name in files.
    pub name: &'static str,
    /// A sentence in which `{node}` stands for who tells it, `{a}` and `{b}` for the figures.
    /// `{a:count}` groups the digits of a large number, `{a:nth}` writes "2nd", `{a:node}` and
    /// `{a:account}` name the node or the account with that number.
    pub sentence: Text,
    /// How it is drawn where it happened.
    pub drawn: Drawn,
    /// What is written at its mark on the ribbon; nothing where it gets no mark.
    pub mark: Option<Text>,
    /// Whether something begins or ends with it that lasts.
    pub lasts: Lasts,
    /// Whether an event undid another one: a compensation.
    pub compensates: bool,
    /// What it tells of an event between services. Then `a` is the version that the event made, and
    /// `b` the account: its key.
    pub of_event: OfEvent,
    /// Whether the operation with the number `a` begins or ceases to wait for others here.
    pub waits: Waits,
    /// What it says about the chain of steps `a`.
    pub chain: ChainStep,
}

impl FactRow {
    /// A fact that is told and drawn, without a mark, and with which nothing begins or ends.
    pub const fn new(name: &'static str, sentence: Text, drawn: Drawn) -> FactRow {
        FactRow {
            name,
            sentence,
            drawn,
            mark: None,
            lasts: Lasts::No,
            compensates: false,
            of_event: OfEvent::No,
            waits: Waits::No,
            chain: ChainStep::No,
        }
    }

    /// Whether it tells what is done, as the disk of its node has it: a step of a chain, or what
    /// became of an event.
    pub fn is_of_the_disk(&self) -> bool {
        self.chain != ChainStep::No || self.of_event != OfEvent::No
    }
}

/// How a fact is drawn where it happened, and so how much it matters to somebody who hears only a
/// few.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Drawn {
    /// As a reason to look.
    Remarkable,
    /// Not at all: bookkeeping.
    Not,
}

/// What a fact is to something that lasts, which is drawn along the node's lane from the fact that
/// begins it to the one that ends it. A crash ends it, too.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lasts {
    /// Nothing begins or ends.
    No,
    /// A period with this name begins; it lasts until a fact that ends it.
    Begins(Text),
    /// The period with this name ends.
    Ends(Text),
}

/// What a fact tells of an event that one service publishes and others process.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OfEvent {
    /// Nothing.
    No,
    /// It reached those who deliver it, perhaps not for the first time.
    Published,
    /// The node that tells it has processed it.
    Processed,
    /// It was set aside for one of those who should process it: a dead letter.
    SetAside,
}

/// What a fact is to an operation, number `a`, that has to wait because others are in its way: the
/// receipt adds up the time from the fact that begins a wait to the one that ends it. A crash of the
/// node ends it, too.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Waits {
    /// Nothing.
    No,
    /// It waits from here on.
    Begins,
    /// It got what it waited for, or gave it up.
    Ends,
}

/// What a fact says about a chain of steps, which is known by the operation that its figure `a`
/// names: all of them are done in the end, or none because each was undone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ChainStep {
    /// Nothing.
    No,
    /// A step was done.
    Did {
        /// Which kind of step; a chain has at most one of each.
        step: u8,
        /// Whether nothing can undo it.
        for_good: bool,
    },
    /// A step of this kind was undone.
    Undid {
        /// Which kind of step.
        step: u8,
    },
    /// All of its steps are done.
    Whole,
    /// It cannot go on without an operator, and says so.
    Parked,
}

/// A protocol's own facts: an enum, and one row for each of its variants in their order.
pub trait FactTable: Copy + PartialEq + Debug + 'static {
    /// A row for each fact; its place is the number of the fact.
    const ROWS: &'static [FactRow];
    /// The place of this fact's row.
    fn number(self) -> u8;
}

/// A protocol that tells nothing of its own.
impl FactTable for Infallible {
    const ROWS: &'static [FactRow] = &[];

    fn number(self) -> u8 {
        match self {}
    }
}
