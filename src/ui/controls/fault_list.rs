//! Planned faults as a person thinks of them: something bad from a moment to a moment. In an
//! experiment these are two inputs, one that begins it and one that ends it.

use crate::base::arrange::Arrange;
use crate::base::ids::NodeId;
use crate::base::time::Time;
use crate::sim::fault::Cut;
use crate::sim::input::{Action, Input};

/// A planned fault, from its beginning to its end.
#[derive(Clone, PartialEq, Debug)]
pub struct Fault {
    /// What goes wrong while it lasts.
    pub what: What,
    /// The moment at which it begins.
    pub from: Time,
    /// When it ends; nothing if it stays so.
    pub until: Option<Time>,
}

/// What happens in a planned fault.
#[derive(Clone, PartialEq, Debug)]
pub enum What {
    /// Nothing passes on some links.
    Cut(Cut),
    /// A service is down.
    Crash {
        /// The service that crashes.
        node: NodeId,
        /// Whether the write under way is torn.
        torn: bool,
        /// The version it runs after that.
        version: Option<u32>,
    },
    /// A service stands still.
    Pause(NodeId),
    /// A clock is wrong.
    Clock {
        /// The service whose clock it is.
        node: NodeId,
        /// How far ahead, in microseconds.
        skew_us: i64,
        /// How much too fast, in parts per million.
        drift_ppm: i32,
    },
    /// A service's messages are slow.
    Slow {
        /// The service whose messages are slow.
        node: NodeId,
        /// Thousandths of the ordinary time.
        factor_milli: u32,
    },
    /// Anything else that can be planned: it has no end.
    Other(Input),
}

/// What can be added, in the order in which it is offered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// One service and all others.
    Isolate,
    /// Both directions of a link.
    Link,
    /// A cut of one direction of one link.
    OneWay,
    /// A service that crashes and starts again.
    Crash,
    /// A service that handles nothing for a while.
    Pause,
    /// A clock that is off or drifts.
    Clock,
    /// A service whose messages take longer.
    Slow,
}

/// Every kind, in the order in which the page offers them.
pub const KINDS: [Kind; 7] =
    [Kind::Isolate, Kind::Link, Kind::OneWay, Kind::Crash, Kind::Pause, Kind::Clock, Kind::Slow];

impl What {
    /// Its kind; nothing where it cannot be had by hand.
    pub fn kind(&self) -> Option<Kind> {
        Some(match self {
            What::Cut(Cut::Isolate { .. }) => Kind::Isolate,
            What::Cut(Cut::Link { .. }) => Kind::Link,
            What::Cut(Cut::OneWay { .. }) => Kind::OneWay,
            What::Cut(Cut::Groups { .. }) | What::Other(_) => return None,
            What::Crash { .. } => Kind::Crash,
            What::Pause(_) => Kind::Pause,
            What::Clock { .. } => Kind::Clock,
            What::Slow { .. } => Kind::Slow,
        })
    }

    /// A fault of a kind, at a service and, where it needs one, another.
    pub fn of(kind: Kind, node: NodeId, other: NodeId) -> What {
        match kind {
            Kind::Isolate => What::Cut(Cut::Isolate { node }),
            Kind::Link => What::Cut(Cut::Link { a: node, b: other }),
            Kind::OneWay => What::Cut(Cut::OneWay { from: node, to: other }),
            Kind::Crash => What::Crash { node, torn: false, version: None },
            Kind::Pause => What::Pause(node),
            Kind::Clock => What::Clock { node, skew_us: 250_000, drift_ppm: 0 },
            Kind::Slow => What::Slow { node, factor_milli: 10_000 },
        }
    }

    /// Where it happens; and the other end, where it has one.
    pub fn nodes(&self) -> (NodeId, Option<NodeId>) {
        match self {
            What::Cut(Cut::Isolate { node })
            | What::Crash { node, .. }
            | What::Pause(node)
            | What::Clock { node, .. }
            | What::Slow { node, .. } => (*node, None),
            What::Cut(Cut::Link { a, b } | Cut::OneWay { from: a, to: b }) => (*a, Some(*b)),
            What::Cut(Cut::Groups { groups }) => {
                (groups.iter().flatten().next().copied().unwrap_or_default(), None)
            }
            What::Other(input) => (input.action.nodes().next().unwrap_or_default(), None),
        }
    }

    /// The action that begins it.
    fn begins(&self) -> Action {
        match self.clone() {
            What::Cut(cut) => Action::Cut { cut, heal_at: None },
            What::Crash { node, torn, .. } => Action::Crash { node, torn },
            What::Pause(node) => Action::Pause { node },
            What::Clock { node, skew_us, drift_ppm } => Action::SetClock { node, skew_us, drift_ppm },
            What::Slow { node, factor_milli } => Action::SetSlow { node, factor_milli },
            What::Other(input) => input.action,
        }
    }

    /// The action that ends it, where that is one of its own.
    fn ends(&self) -> Option<Action> {
        match *self {
            What::Cut(_) | What::Other(_) => None,
            What::Crash { node, version, .. } => Some(Action::Restart { node, version }),
            What::Pause(node) => Some(Action::Resume { node }),
            What::Clock { node, .. } => Some(Action::SetClock { node, skew_us: 0, drift_ppm: 0 }),
            What::Slow { node, .. } => Some(Action::SetSlow { node, factor_milli: 1000 }),
        }
    }

    /// Whether an action ends this. A restart may bring another version of the code.
    fn is_ended_by(&self, action: &Action) -> bool {
        match (self, action) {
            (What::Crash { node, .. }, Action::Restart { node: other, .. }) => node == other,
            _ => self.ends().as_ref() == Some(action),
        }
    }
}

/// The faults that a plan comes to. Each end belongs to the first fault before it that it can end.
pub fn faults(plan: &[Input]) -> Vec<Fault> {
    let mut faults: Vec<Fault> = Vec::new();
    for input in plan {
        let open = faults.iter_mut().find(|fault| {
            fault.until.is_none() && fault.from <= input.at && fault.what.is_ended_by(&input.action)
        });
        if let Some(fault) = open {
            fault.until = Some(input.at);
            if let (What::Crash { version, .. }, Action::Restart { version: started, .. }) =
                (&mut fault.what, &input.action)
            {
                *version = *started;
            }
            continue;
        }
        if heals(&mut faults, input) {
            continue;
        }
        let (what, until) = match input.action.clone() {
            Action::Cut { cut, heal_at } => (What::Cut(cut), heal_at),
            Action::Crash { node, torn } => (What::Crash { node, torn, version: None }, None),
            Action::Pause { node } => (What::Pause(node), None),
            Action::SetClock { node, skew_us, drift_ppm } => (What::Clock { node, skew_us, drift_ppm }, None),
            Action::SetSlow { node, factor_milli } => (What::Slow { node, factor_milli }, None),
            _ => (What::Other(input.clone()), None),
        };
        faults.push(Fault { what, from: input.at, until });
    }
    faults
}

/// Whether an input ends cuts that would stay otherwise; then they end by themselves at that time,
/// and nobody need heal them.
fn heals(faults: &mut [Fault], input: &Input) -> bool {
    let Action::Heal { rule } = input.action else { return false };
    // Cuts are counted in the order in which they begin.
    let mut cuts: Vec<&mut Fault> = faults
        .iter_mut()
        .filter(|fault| matches!(fault.what, What::Cut(_)) && fault.from <= input.at)
        .collect();
    cuts.arrange_by_key(|fault| fault.from);
    let ended: Vec<&mut Fault> = match rule {
        Some(rule) => cuts.into_iter().nth(rule as usize).into_iter().collect(),
        None => cuts,
    };
    // A cut that ends later by itself would end earlier: that can only be said by healing.
    let lasts_longer = ended.iter().any(|fault| fault.until.is_some_and(|until| until > input.at));
    if lasts_longer || ended.iter().all(|fault| fault.until.is_some()) {
        return false;
    }
    ended.into_iter().filter(|fault| fault.until.is_none()).for_each(|fault| fault.until = Some(input.at));
    true
}

/// The plan that faults come to, in the same order: a fault keeps its place in the list whatever
/// its time becomes.
pub fn plan(faults: &[Fault]) -> Vec<Input> {
    let mut plan = Vec::new();
    for fault in faults {
        let step = if let What::Other(input) = &fault.what { input.step } else { 0 };
        let mut begins = fault.what.begins();
        if let Action::Cut { heal_at, .. } = &mut begins {
            *heal_at = fault.until;
        }
        plan.push(Input { at: fault.from, step, action: begins });
        if let (Some(at), Some(action)) = (fault.until, fault.what.ends()) {
            plan.push(Input { at, step: 0, action });
        }
    }
    plan
}
