//! What may be broken: so many faults of each kind, and how long each of them lasts.

use crate::base::text::{Text, TextBuf, named, text};
use crate::lab::experiment::Experiment;
use crate::sim::fault::Treatment;
use crate::sim::input::{Action, DiskFault, Input};
use serde::{Deserialize, Serialize};

/// A kind of fault that a budget counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A message does not arrive.
    Drop,
    /// A message arrives twice.
    Repeat,
    /// A message is held back and arrives late.
    Delay,
    /// A node stops, and starts again from its disk.
    Crash,
    /// A node stands still, and goes on.
    Pause,
    /// A node or a link is cut off, and the cut heals.
    Cut,
}

impl Kind {
    /// All kinds, in the order of budgets.
    pub const ALL: [Kind; 6] = [Kind::Drop, Kind::Repeat, Kind::Delay, Kind::Crash, Kind::Pause, Kind::Cut];

    /// What a budget calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Drop => "drops",
            Kind::Repeat => "repeats",
            Kind::Delay => "delays",
            Kind::Crash => "crashes",
            Kind::Pause => "pauses",
            Kind::Cut => "cuts",
        }
    }

    /// What people call it.
    pub const fn title(self) -> Text {
        match self {
            Kind::Drop => text("dropped messages", "丢失消息"),
            Kind::Repeat => text("repeated messages", "重复消息"),
            Kind::Delay => text("late messages", "迟到消息"),
            Kind::Crash => text("crashes", "崩溃"),
            Kind::Pause => text("pauses", "暂停"),
            Kind::Cut => text("cuts", "断连"),
        }
    }

    /// How long one lasts where nothing is said, in microseconds; 0 for what has no length.
    pub const fn lasts_us(self) -> u64 {
        match self {
            Kind::Drop => 0,
            Kind::Repeat => 50_000,
            Kind::Delay | Kind::Crash => 500_000,
            Kind::Pause | Kind::Cut => 1_000_000,
        }
    }

    const fn place(self) -> usize {
        self as usize
    }
}

/// So many faults of a kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Allowed {
    /// How many, at most [`MOST`].
    pub many: u8,
    /// How long each lasts, in microseconds: how late the message is, how long the node is down.
    pub us: u64,
}

/// No budget has more faults of one kind than this: a search has to end.
pub const MOST: u8 = 9;

/// How many faults of each kind there may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Budget {
    each: [Allowed; 6],
}

impl Default for Budget {
    /// Nothing may break.
    fn default() -> Budget {
        Budget { each: Kind::ALL.map(|kind| Allowed { many: 0, us: kind.lasts_us() }) }
    }
}

impl Budget {
    /// The same, with so many faults of a kind.
    #[must_use]
    pub fn with(mut self, kind: Kind, many: u8) -> Budget {
        self.each[kind.place()].many = many;
        self
    }

    /// The same, where each fault of a kind lasts so long, in microseconds.
    #[must_use]
    pub fn lasting(mut self, kind: Kind, us: u64) -> Budget {
        self.each[kind.place()].us = us;
        self
    }

    /// How many of a kind, and for how long.
    pub fn of(&self, kind: Kind) -> Allowed {
        self.each[kind.place()]
    }

    /// How many faults there may be in all.
    pub fn total(&self) -> u32 {
        self.each.iter().map(|allowed| u32::from(allowed.many)).sum()
    }

    /// The kinds of which there may be any.
    pub fn kinds(&self) -> impl Iterator<Item = Kind> + '_ {
        Kind::ALL.into_iter().filter(|kind| self.of(*kind).many > 0)
    }

    /// What is left after one of a kind; nothing where none may be any more.
    pub(super) fn less(mut self, kind: Kind) -> Option<Budget> {
        let many = &mut self.each[kind.place()].many;
        *many = many.checked_sub(1)?;
        Some(self)
    }

    /// Whether this much is within it.
    pub fn covers(&self, spent: &Spent) -> bool {
        spent.other == 0 && Kind::ALL.iter().all(|&kind| spent.of(kind) <= u32::from(self.of(kind).many))
    }

    /// Reads a budget: `drops=1,crashes=2`, each perhaps with a length, `delays=1:300ms`.
    ///
    /// # Errors
    /// What is wrong with it, in a sentence.
    pub fn parse(written: &str) -> Result<Budget, TextBuf> {
        let mut budget = Budget::default();
        for part in written.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (name, rest) = part.split_once('=').ok_or_else(|| wrong(part))?;
            let kind = Kind::ALL.into_iter().find(|kind| kind.name() == name.trim());
            let kind = kind.ok_or_else(|| unknown(name))?;
            let (many, lasts) = rest.split_once(':').map_or((rest, None), |(many, us)| (many, Some(us)));
            let many: u8 =
                many.trim().parse().ok().filter(|many| *many <= MOST).ok_or_else(|| wrong(part))?;
            budget = budget.with(kind, many);
            if let Some(lasts) = lasts {
                let us = span_us(lasts.trim()).filter(|_| kind != Kind::Drop).ok_or_else(|| wrong(part))?;
                budget = budget.lasting(kind, us);
            }
        }
        if budget.total() == 0 {
            return Err(TextBuf {
                en: "a budget allows at least one fault, such as drops=1".to_owned(),
                zh: "故障预算至少允许一个故障，例如 drops=1".to_owned(),
            });
        }
        Ok(budget)
    }

    /// As [`Budget::parse`] reads it.
    pub fn written(&self) -> String {
        let part = |kind: Kind| {
            let Allowed { many, us } = self.of(kind);
            let lasts =
                if us == kind.lasts_us() { String::new() } else { [":", &us.to_string(), "us"].concat() };
            format!("{}={many}{lasts}", kind.name())
        };
        self.kinds().map(part).collect::<Vec<_>>().join(",")
    }
}

/// A length as people write it: `300ms`, `2s`, `50us`; whole numbers, at least 1 us, at most an hour.
fn span_us(written: &str) -> Option<u64> {
    let (number, unit) = written.split_at(written.find(|letter: char| letter.is_alphabetic())?);
    let scale = match unit {
        "s" => 1_000_000,
        "ms" => 1_000,
        "us" => 1,
        _ => return None,
    };
    let us = number.trim().parse::<u64>().ok()?.checked_mul(scale)?;
    (1..=3_600_000_000).contains(&us).then_some(us)
}

fn wrong(part: &str) -> TextBuf {
    let part = named(part, 40);
    TextBuf {
        en: format!(
            "\"{part}\" is no part of a budget; it must be such as drops=1 or delays=2:300ms, with at most {MOST} of a kind"
        ),
        zh: format!("“{part}”不是故障预算；应形如 drops=1 或 delays=2:300ms，每种最多 {MOST} 个"),
    }
}

fn unknown(name: &str) -> TextBuf {
    let (name, known) = (named(name, 40), Kind::ALL.map(Kind::name).join(", "));
    TextBuf {
        en: format!("there is no fault \"{name}\"; known are {known}"),
        zh: format!("没有名为“{name}”的故障；可用：{known}"),
    }
}

/// How many faults of each kind were caused.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Spent {
    each: [u32; 6],
    /// What no budget allows: other links, clocks and disks, and code of another version.
    pub other: u32,
}

impl Spent {
    /// What inputs spend.
    pub fn by<'a>(inputs: impl IntoIterator<Item = &'a Input>) -> Spent {
        let mut spent = Spent::default();
        inputs.into_iter().for_each(|input| spent.add(&input.action));
        spent
    }

    /// What a whole run spends: what was planned, the exceptions of its network, and what was done.
    pub fn of_run(experiment: &Experiment, inputs: &[Input]) -> Spent {
        let mut spent = Spent::by(experiment.faults.iter().chain(inputs));
        experiment.network.exceptions.iter().for_each(|it| spent.count(treated(&it.then)));
        spent
    }

    /// How many of a kind.
    pub fn of(&self, kind: Kind) -> u32 {
        self.each[kind.place()]
    }

    /// How many in all.
    pub fn total(&self) -> u32 {
        self.each.iter().sum::<u32>() + self.other
    }

    /// What was spent besides what another run spends.
    #[must_use]
    pub fn beyond(&self, own: &Spent) -> Spent {
        let mut more = *self;
        more.each.iter_mut().zip(own.each).for_each(|(more, own)| *more = more.saturating_sub(own));
        more.other = more.other.saturating_sub(own.other);
        more
    }

    /// What was spent in two parts of a run together.
    #[must_use]
    pub fn and(&self, other: &Spent) -> Spent {
        let mut all = *self;
        all.each.iter_mut().zip(other.each).for_each(|(all, more)| *all += more);
        all.other += other.other;
        all
    }

    fn count(&mut self, kind: Kind) {
        self.each[kind.place()] += 1;
    }

    fn add(&mut self, action: &Action) {
        match action {
            Action::Drop { .. } => self.count(Kind::Drop),
            Action::Duplicate { .. } => self.count(Kind::Repeat),
            Action::Hold { .. } => self.count(Kind::Delay),
            Action::Treat { then, .. } => self.count(treated(then)),
            Action::Crash { .. } | Action::CrashAtWrite { .. } => self.count(Kind::Crash),
            Action::Pause { .. } => self.count(Kind::Pause),
            Action::Cut { .. } => self.count(Kind::Cut),
            // What ends a fault, asks for something, or only begins a branch, costs nothing.
            Action::Submit { .. }
            | Action::Restart { version: None, .. }
            | Action::Resume { .. }
            | Action::Heal { .. }
            | Action::Release { .. }
            | Action::Spare { .. }
            | Action::Fork
            | Action::Order { .. }
            | Action::Disk { what: DiskFault::Free | DiskFault::Copy, .. } => {}
            Action::Restart { .. }
            | Action::SetLink { .. }
            | Action::SetClock { .. }
            | Action::SetSlow { .. }
            | Action::Disk { .. }
            | Action::SetTimers { .. } => self.other += 1,
        }
    }
}

fn treated(then: &Treatment) -> Kind {
    match then {
        Treatment::Drop => Kind::Drop,
        Treatment::Deliver { .. } => Kind::Delay,
        Treatment::Duplicate { .. } => Kind::Repeat,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_read_as_it_is_written() {
        let budget = Budget::parse("drops=1, delays=2:300ms").expect("a budget");
        assert_eq!((budget.of(Kind::Drop).many, budget.of(Kind::Delay).us), (1, 300_000));
        assert_eq!(budget.written(), "drops=1,delays=2:300000us");
        assert_eq!(Budget::parse(&budget.written()), Ok(budget));
    }

    #[test]
    fn what_is_no_budget_is_refused_with_a_sentence() {
        for written in ["", "drops", "drops=", "drops=10", "drops=-1", "drops=1:3s", "floods=1", "cuts=1:0ms"]
        {
            assert!(Budget::parse(written).is_err(), "{written}");
        }
    }
}
