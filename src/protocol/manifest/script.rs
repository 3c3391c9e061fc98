//! How a story is written down: who asks what, what breaks, and what happens to which message, in
//! the order of its telling. Demos, stories of the tests and transcripts are scripts. A script is
//! plain data; `lab::script` carries it out.
//!
//! ```
//! use eventual::protocol::manifest::script::{ALICE, Script, deposit, message, read};
//! let lost = Script::default().lasts(3_000).set("mode", "sync");
//! let lost = lost.at(500).ask(0, deposit(ALICE, 50)).lose(message(0, 1)).at(900).crash(0).at(1_000).order(1, "promote").after(500).ask(1, read(ALICE));
//! assert!(lost.is_pinned(), "nothing in it has to be looked for in a run");
//! ```
//!
//! Times are in milliseconds. They count from the beginning of the run, or from the last
//! [`Script::when_quiet`].

use crate::base::distribution::Distribution;
use crate::base::ids::{AccountId, ClientId, CommandId, NodeId};
use crate::base::time::Time;
use crate::domain::{Accounts, Amount, Call};
use crate::protocol::knob::Setting;
use crate::sim::fault::{Cut, Treatment};
use crate::sim::input::Action;
use crate::sim::network::Link;

/// The first account. It opens with 500.
pub const ALICE: AccountId = AccountId(0);
/// The second account. It opens with 300.
pub const BOB: AccountId = AccountId(1);
/// The third account. It opens with 200.
pub const CAROL: AccountId = AccountId(2);

/// A story: the stage on which it plays, and its acts in the order of their telling.
#[derive(Clone, Debug)]
pub struct Script {
    /// What is known before anything happens.
    pub stage: Stage,
    /// What happens, in the order of its telling, each with its moment.
    pub acts: Vec<(Moment, Act)>,
    now: Moment,
}

/// What a story needs to be known before it begins. Nothing on it is left to chance unless its link
/// or its disk is.
#[derive(Clone, Debug)]
pub struct Stage {
    /// The protocol that plays it, by its name in files, where the script says so itself; else
    /// whoever carries it out says.
    pub way: Option<&'static str>,
    /// What is set about the protocol; the rest has its default.
    pub settings: Vec<(String, Setting)>,
    /// All chance follows from this.
    pub seed: u64,
    /// The number of services, 2 to 7; the protocol's parts come on top.
    pub nodes: u16,
    /// How long the run is, in milliseconds.
    pub lasts_ms: u64,
    /// What messages meet on every link.
    pub link: Link,
    /// How long a write takes to reach a disk.
    pub disk: Distribution,
    /// How long a client waits for an answer, in milliseconds.
    pub patience_ms: u64,
    /// How often a client asks again.
    pub retries: u8,
}

/// A time in a story.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Moment {
    /// How many waits lie before it: it counts from the end of the last one.
    pub waits: u32,
    /// How long after that, in microseconds.
    pub us: u64,
}

/// One thing that happens in a story.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Act {
    /// A client asks, and its session remembers what it is told.
    Ask {
        /// The client who asks; its session remembers what it is told.
        client: ClientId,
        /// The service that is asked.
        node: NodeId,
        /// The operation, with its accounts and amounts.
        call: Call,
        /// What makes two calls the same command; without one, every call is a command of its own.
        command: Option<CommandId>,
    },
    /// Something that a person at the page can do, too.
    Do(Action),
    /// An operator gives an order, by its name in the catalogue.
    Order {
        /// The service that is to carry it out.
        node: NodeId,
        /// The name of the order.
        order: &'static str,
        /// The account that it is about, if it is about one.
        about: AccountId,
    },
    /// One message is treated in a way of its own.
    Treat {
        /// The message, by what a reader of the trace can see of it.
        message: Message,
        /// What happens to it instead of what the network decides.
        treatment: Fate,
    },
    /// Nothing happens until every operation has ended and no disk has anything left to write.
    Wait,
}

/// One message of a story, by what a reader of the trace can see of it. One without a kind is
/// counted from the beginning of the run; one with a kind from the moment at which the script
/// speaks of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Message {
    /// The node that sends it.
    pub from: NodeId,
    /// The node that it goes to.
    pub to: NodeId,
    /// What kind of message, by its English name in the trace; any if left out.
    pub kind: Option<&'static str>,
    /// Which of those, counted from 0.
    pub nth: u32,
}

/// What happens to a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// What the network can do by itself.
    Network(Treatment),
    /// It is held back as soon as it is sent, until it is delivered.
    Hold,
    /// It arrives at once, held back or not.
    Deliver,
}

/// The first message from one service to another.
pub const fn message(from: u16, to: u16) -> Message {
    Message { from: NodeId(from), to: NodeId(to), kind: None, nth: 0 }
}

impl Message {
    /// The same among messages of one kind, by its English name in the trace.
    #[must_use]
    pub const fn of(self, kind: &'static str) -> Message {
        Message { kind: Some(kind), ..self }
    }

    /// The one behind `nth` others.
    #[must_use]
    pub const fn behind(self, nth: u32) -> Message {
        Message { nth, ..self }
    }
}

impl Default for Script {
    /// Three services, a message takes 40 ms, a write 2 ms, and nobody does anything for four
    /// seconds.
    fn default() -> Script {
        let stage = Stage {
            way: None,
            settings: Vec::new(),
            seed: 31_810,
            nodes: 3,
            lasts_ms: 4_000,
            link: Link::with_latency(Distribution::Constant { us: 40_000 }),
            disk: Distribution::Constant { us: 2_000 },
            patience_ms: 2_000,
            retries: 0,
        };
        Script { stage, acts: Vec::new(), now: Moment::default() }
    }
}

impl Script {
    /// Which protocol plays it, by its name in files: so one story is told of several.
    #[must_use]
    pub fn way(mut self, protocol: &'static str) -> Script {
        self.stage.way = Some(protocol);
        self
    }

    /// How long the run is.
    #[must_use]
    pub fn lasts(mut self, ms: u64) -> Script {
        self.stage.lasts_ms = ms;
        self
    }

    /// How many services there are.
    #[must_use]
    pub fn nodes(mut self, nodes: u16) -> Script {
        self.stage.nodes = nodes;
        self
    }

    /// Sets something about the protocol: a switch, a number, or a choice by its name in files.
    #[must_use]
    pub fn set(mut self, name: &str, to: impl Into<Setting>) -> Script {
        self.stage.settings.push((name.to_owned(), to.into()));
        self
    }

    /// How long every message takes.
    #[must_use]
    pub fn latency(mut self, ms: u64) -> Script {
        self.stage.link = Link::with_latency(Distribution::Constant { us: ms * 1_000 });
        self
    }

    /// How long most messages take, and how far the others are off: the median, and the standard
    /// deviation of the logarithm in thousandths.
    #[must_use]
    pub fn wavering(mut self, median_ms: u64, sigma_milli: u32) -> Script {
        let latency = Distribution::LogNormal { median_us: median_ms * 1_000, sigma_milli };
        self.stage.link = Link { latency, ..self.stage.link };
        self
    }

    /// How many messages of a million do not arrive.
    #[must_use]
    pub fn loses(mut self, ppm: u32) -> Script {
        self.stage.link = Link { loss_ppm: ppm, ..self.stage.link };
        self
    }

    /// What all chance follows from.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Script {
        self.stage.seed = seed;
        self
    }

    /// How long every write takes to reach a disk.
    #[must_use]
    pub fn disk(mut self, ms: u64) -> Script {
        self.stage.disk = Distribution::Constant { us: ms * 1_000 };
        self
    }

    /// How long clients wait for an answer, and how often they ask again.
    #[must_use]
    pub fn patience(mut self, ms: u64, retries: u8) -> Script {
        (self.stage.patience_ms, self.stage.retries) = (ms, retries);
        self
    }
}

impl Script {
    /// What follows happens at this time.
    #[must_use]
    pub fn at(self, ms: u64) -> Script {
        self.at_us(ms * 1_000)
    }

    /// The same, to the microsecond.
    #[must_use]
    pub fn at_us(mut self, us: u64) -> Script {
        self.now.us = us;
        self
    }

    /// What follows happens this much later.
    #[must_use]
    pub fn after(mut self, ms: u64) -> Script {
        self.now.us += ms * 1_000;
        self
    }

    /// What follows happens when every operation so far has ended and no disk has anything left to
    /// write. Times begin again at 0.
    #[must_use]
    pub fn when_quiet(mut self) -> Script {
        self = self.then(Act::Wait);
        self.now = Moment { waits: self.now.waits + 1, us: 0 };
        self
    }

    /// Whether everything in it is said by the script alone. What is not is looked for in the run:
    /// messages by their kind, held or delivered, and what waits.
    pub fn is_pinned(&self) -> bool {
        let is_pinned = |act: &Act| match act {
            Act::Treat { message, treatment } => {
                message.kind.is_none() && matches!(treatment, Fate::Network(_))
            }
            Act::Wait => false,
            _ => true,
        };
        self.acts.iter().all(|(_, act)| is_pinned(act))
    }
}

impl Script {
    /// Adds what happens now.
    #[must_use]
    pub fn then(mut self, act: Act) -> Script {
        self.acts.push((self.now, act));
        self
    }

    /// The client that lives at a service asks it something: client 0 at service 0, and so on.
    #[must_use]
    pub fn ask(self, node: u16, call: Call) -> Script {
        self.ask_as(u32::from(node), node, call)
    }

    /// A client asks a service something.
    #[must_use]
    pub fn ask_as(self, client: u32, node: u16, call: Call) -> Script {
        self.then(Act::Ask { client: ClientId(client), node: NodeId(node), call, command: None })
    }

    /// The client that lives at a service clicks on something: what has the same command is the
    /// same click again.
    #[must_use]
    pub fn click(self, node: u16, call: Call, command: u32) -> Script {
        self.then(Act::Ask {
            client: ClientId(u32::from(node)),
            node: NodeId(node),
            call,
            command: Some(CommandId(command)),
        })
    }

    /// A person asks a service something, as the page does: each time in a session of its own.
    #[must_use]
    pub fn submit(self, node: u16, call: Call) -> Script {
        self.act(Action::Submit { node: NodeId(node), call, command: None })
    }

    /// A person clicks on something.
    #[must_use]
    pub fn submit_click(self, node: u16, call: Call, command: u32) -> Script {
        self.act(Action::Submit { node: NodeId(node), call, command: Some(CommandId(command)) })
    }

    /// Anything that a person at the page can do.
    #[must_use]
    pub fn act(self, action: Action) -> Script {
        self.then(Act::Do(action))
    }

    /// A service stops. What is not on its disk is gone.
    #[must_use]
    pub fn crash(self, node: u16) -> Script {
        self.act(Action::Crash { node: NodeId(node), torn: false })
    }

    /// A service stops in the middle of a write.
    #[must_use]
    pub fn tear(self, node: u16) -> Script {
        self.act(Action::Crash { node: NodeId(node), torn: true })
    }

    /// A service starts again from its disk.
    #[must_use]
    pub fn restart(self, node: u16) -> Script {
        self.act(Action::Restart { node: NodeId(node), version: None })
    }

    /// A service starts again from its disk, with other code.
    #[must_use]
    pub fn upgrade(self, node: u16, version: u32) -> Script {
        self.act(Action::Restart { node: NodeId(node), version: Some(version) })
    }

    /// A service stands still, as a garbage collector makes it do.
    #[must_use]
    pub fn pause(self, node: u16) -> Script {
        self.act(Action::Pause { node: NodeId(node) })
    }

    /// A paused service goes on and handles what came meanwhile.
    #[must_use]
    pub fn resume(self, node: u16) -> Script {
        self.act(Action::Resume { node: NodeId(node) })
    }

    /// A service is cut off from all others until a time.
    #[must_use]
    pub fn isolate(self, node: u16, until_ms: u64) -> Script {
        self.cut(Cut::Isolate { node: NodeId(node) }, until_ms)
    }

    /// Nothing passes from one service to another until a time; the other direction is open.
    #[must_use]
    pub fn cut_from(self, from: u16, to: u16, until_ms: u64) -> Script {
        self.cut(Cut::OneWay { from: NodeId(from), to: NodeId(to) }, until_ms)
    }

    /// Nothing passes between two services until a time.
    #[must_use]
    pub fn cut_between(self, a: u16, b: u16, until_ms: u64) -> Script {
        self.cut(Cut::Link { a: NodeId(a), b: NodeId(b) }, until_ms)
    }

    /// Nothing passes between two groups of services until a time.
    #[must_use]
    pub fn apart(self, one: &[u16], other: &[u16], until_ms: u64) -> Script {
        let groups = [one, other].map(|side| side.iter().copied().map(NodeId).collect());
        self.cut(Cut::Groups { groups: groups.into() }, until_ms)
    }

    /// Links are cut until a time.
    #[must_use]
    pub fn cut(self, cut: Cut, until_ms: u64) -> Script {
        self.act(Action::Cut { cut, heal_at: Some(Time(until_ms * 1_000)) })
    }

    /// All cuts end now, whenever they were to end.
    #[must_use]
    pub fn heal(self) -> Script {
        self.act(Action::Heal { rule: None })
    }

    /// The messages of a service take so many thousandths of their ordinary time.
    #[must_use]
    pub fn slow(self, node: u16, factor_milli: u32) -> Script {
        self.act(Action::SetSlow { node: NodeId(node), factor_milli })
    }

    /// The clock of a service runs too fast by so many parts in a million; negative for too slow.
    #[must_use]
    pub fn drift(self, node: u16, drift_ppm: i32) -> Script {
        self.act(Action::SetClock { node: NodeId(node), skew_us: 0, drift_ppm })
    }

    /// The clock of a service jumps: from now on it is so many milliseconds ahead of the true time,
    /// or behind it where that is negative.
    #[must_use]
    pub fn jump(self, node: u16, ahead_ms: i64) -> Script {
        self.act(Action::SetClock { node: NodeId(node), skew_us: ahead_ms * 1_000, drift_ppm: 0 })
    }

    /// An operator gives an order that is about a service alone, by its name in the catalogue.
    #[must_use]
    pub fn order(self, node: u16, order: &'static str) -> Script {
        self.order_about(node, order, AccountId(0))
    }

    /// An operator gives an order that is about an account, by its name in the catalogue.
    #[must_use]
    pub fn order_about(self, node: u16, order: &'static str, about: AccountId) -> Script {
        self.then(Act::Order { node: NodeId(node), order, about })
    }

    /// A message does not arrive.
    #[must_use]
    pub fn lose(self, message: Message) -> Script {
        self.treat(message, Fate::Network(Treatment::Drop))
    }

    /// A message takes exactly this long.
    #[must_use]
    pub fn delay(self, message: Message, ms: u64) -> Script {
        self.treat(message, Fate::Network(Treatment::Deliver { after_us: ms * 1_000 }))
    }

    /// A message arrives, and once more this much later.
    #[must_use]
    pub fn repeat(self, message: Message, after_ms: u64) -> Script {
        self.treat(message, Fate::Network(Treatment::Duplicate { after_us: after_ms * 1_000 }))
    }

    /// A message is held back as soon as it is sent.
    #[must_use]
    pub fn hold(self, message: Message) -> Script {
        self.treat(message, Fate::Hold)
    }

    /// A message arrives now, held back or not. It must have been sent: of those that were, counted
    /// from the beginning of the run.
    #[must_use]
    pub fn deliver(self, message: Message) -> Script {
        self.treat(message, Fate::Deliver)
    }

    fn treat(self, message: Message, treatment: Fate) -> Script {
        self.then(Act::Treat { message, treatment })
    }
}

/// Money is put in.
pub const fn deposit(account: AccountId, amount: Amount) -> Call {
    Call::Deposit { account, amount }
}

/// Money is taken out.
pub const fn withdraw(account: AccountId, amount: Amount) -> Call {
    Call::Withdraw { account, amount }
}

/// One account pays, another one gains.
pub const fn transfer(from: AccountId, to: AccountId, amount: Amount) -> Call {
    Call::Transfer { from, to, amount }
}

/// A balance is looked at.
pub const fn read(account: AccountId) -> Call {
    Call::Read { account }
}

/// An account is opened, with nothing in it.
pub const fn open(account: AccountId) -> Call {
    Call::Open { account }
}

/// Money is taken out of one account, and another one covers it, too.
pub const fn withdraw_jointly(account: AccountId, with: AccountId, amount: Amount) -> Call {
    Call::WithdrawJointly { account, with, amount }
}

/// Several accounts are looked at.
///
/// # Panics
/// Where there are none, or more than an audit can read.
pub fn audit(accounts: &[AccountId]) -> Call {
    let Some(accounts) = Accounts::new(accounts) else { unreachable!("nobody audits {accounts:?}") };
    Call::Audit { accounts }
}
