//! Whether chance finds, with one protection off, the anomaly that a demo shows by a script; and
//! with the protection on, not.
//!
//! A search plays with what a demo is about: its services, its settings, what its clients and its
//! operators ask for. *When* they ask is drawn, and what breaks is drawn by the matrix: which of
//! the kinds of faults that the demo tells of (and others, where it tells of none), at which
//! moment, at which node, to which message. Nothing of the demo's schedule is left. The same run is
//! played once with the protection and once without, so what is found is found because of it alone.
//!
//! Where the faults that a demo tells of bring its anomaly about in other ways as well, whatever is
//! drawn is full of those, with the protection on and off. Then the demo's own events are taken, in
//! their order, and only when each happens is drawn: at first whenever it may be, and where that is
//! hardly ever the moment that matters, around the time at which the demo has it.

use super::experiments::deal;
use super::faults::{Dealt, Draws, Fault, Faults};
use super::folded;
use crate::base::chance::Lane;
use crate::base::digest::Digest;
use crate::base::time::{Span, Time};
use crate::lab::demo::Demo;
use crate::lab::experiment::{Experiment, Pace, Planned};
use crate::lab::verdicts::Verdict;
use crate::sim::fault::Treatment;
use crate::sim::input::{Action, DiskFault, Input};
use std::collections::BTreeSet;

/// What a search found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Found {
    /// The first seed whose run shows the anomaly with the protection off and not with it on.
    pub seed: u64,
    /// How many runs with the same kinds of faults there were up to that one.
    pub of: u64,
    /// How many of them show it with the protection on, too: these faults bring it about in some
    /// other way as well, which nobody promises to prevent. Where there is any, [`PAIRS`] runs were
    /// found that show it only without the protection, and none that shows it only with it.
    pub also: u64,
    /// How many show it only with the protection on, because the run took another course: so few
    /// beside those that show it only without that this is no chance ([`RARE`]).
    pub against: u64,
    /// Whether what breaks was the demo's own, at moments that were drawn.
    pub own: bool,
    /// Whether these moments were drawn around the demo's.
    pub near: bool,
}

/// Nothing was found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Missed {
    /// How many runs showed the anomaly with the protection off.
    pub off: u64,
    /// How many showed it with the protection on, of the same ones.
    pub on: u64,
    /// For each kind of runs how many showed it only with the protection off, and only with it on where
    /// that was counted.
    pub pairs: Vec<(u64, u64)>,
}

/// One kind of run.
#[derive(Default)]
struct Space {
    /// Which faults it may have.
    faults: BTreeSet<Fault>,
    /// How often all that is asked for is asked for, at most.
    rounds: u64,
    /// Whether what breaks is the demo's own.
    own: bool,
    /// Whether its moments are drawn around the demo's.
    near: bool,
    /// The seeds so far.
    seeds: Vec<u64>,
    /// The seeds that show the anomaly only with the protection off.
    only_off: Vec<u64>,
    /// How many show it with it off and on.
    both: u64,
    /// How many show it only with the protection on, once that was asked.
    only_on: Option<u64>,
}

/// How many runs must show the anomaly only without the protection, and none only with it, where
/// faults bring it about in some other way, too: if the protection did nothing, that would be one of
/// 32 outcomes (a sign test).
pub const PAIRS: usize = 5;
/// Where a run without the protection takes another course than with it, the other ways in which these
/// faults bring the anomaly about come and go on both sides. Then the runs that show it on one side
/// alone are counted, over all seeds, and the difference must have less than one chance in so many if
/// the protection did nothing (the exact test of McNemar, 1947). There are about 1,000 kinds of runs.
pub const RARE: u128 = 100_000;
/// Kinds that move messages in time, whatever else breaks.
const TIMING: [Fault; 3] = [Fault::Reorder, Fault::Latency, Fault::Spike];
/// What breaks in a demo that tells of no fault.
const ELSE: [Fault; 4] = [Fault::Crash, Fault::Partition, Fault::Pause, Fault::Loss];
/// How often a run has each kind that it may have, in thousandths.
const OFTEN: u16 = 650;
/// Nobody asks for anything before this, in microseconds.
const BEGINS_US: u64 = 50_000;
/// How far from its moment in the demo something happens that is drawn around it, at most: in thousandths
/// of the time until then, before or after.
const NEAR: u64 = 300;
/// How often all that is asked for is asked for, at most.
const ROUNDS: u64 = 3;
/// How long two questions that follow each other at once, or soon, are apart at most, in microseconds.
const APART_US: [u64; 2] = [10_000, 150_000];

/// Looks for the anomaly of a demo under this many seeds.
///
/// # Errors
/// Says how near it came, where nothing was found.
pub fn search(demo: &Demo, most: u64) -> Result<Found, Missed> {
    let script = demo.scripted();
    let own = |near: bool| vec![Space { rounds: 1, own: true, near, ..Space::default() }];
    let mut missed = Missed::default();
    for spaces in [spaces(&script), own(false), own(true)] {
        match search_in(spaces, demo, &script, most) {
            Ok(found) => return Ok(found),
            Err(more) => {
                missed.off += more.off;
                missed.on += more.on;
                missed.pairs.extend(more.pairs);
            }
        }
    }
    Err(missed)
}

/// Looks for it in runs of some kinds in turn.
fn search_in(mut spaces: Vec<Space>, demo: &Demo, script: &Experiment, most: u64) -> Result<Found, Missed> {
    let many = spaces.len() as u64;
    for seed in 0..most {
        let space = &mut spaces[(seed % many) as usize];
        let faults = space.faults.clone();
        let kind = Kind { faults: &faults, ..space.kind() };
        let shows = |seed: u64, protected: bool| shows(demo, script, kind, seed, protected);
        match shows(seed, false) {
            true if shows(seed, true) => space.both += 1,
            true => space.only_off.push(seed),
            false => {}
        }
        space.seeds.push(seed);
        // The protection is on in all seeds up to this one, too, as soon as there is anything to say.
        if space.only_off.last() == Some(&seed)
            && (space.only_off.len() >= PAIRS || space.both == 0 && space.only_off.len() == 1)
            && space.only_on.is_none_or(|many| many == 0)
        {
            space.only_on = Some(space.only_on(shows));
            if space.only_on == Some(0) {
                return Ok(space.found());
            }
        }
    }
    for space in spaces.iter_mut().filter(|space| space.only_off.len() >= PAIRS) {
        let kind = space.kind();
        let only_on = space.only_on(|seed, protected| shows(demo, script, kind, seed, protected));
        space.only_on = Some(only_on);
        if is_no_chance(space.only_off.len() as u64, only_on) {
            return Ok(space.found());
        }
    }
    let off = spaces.iter().map(|space| space.both + space.only_off.len() as u64).sum();
    let pairs =
        spaces.iter().map(|space| (space.only_off.len() as u64, space.only_on.unwrap_or(0))).collect();
    Err(Missed { off, on: spaces.iter().map(|space| space.both).sum(), pairs })
}

impl Space {
    fn kind(&self) -> Kind<'_> {
        Kind { faults: &self.faults, rounds: self.rounds, own: self.own, near: self.near }
    }

    /// How many of its seeds show the anomaly only with the protection on.
    fn only_on(&self, shows: impl Fn(u64, bool) -> bool) -> u64 {
        self.seeds.iter().filter(|&&seed| !shows(seed, false) && shows(seed, true)).count() as u64
    }

    fn found(&self) -> Found {
        let (of, against) = (self.seeds.len() as u64, self.only_on.unwrap_or(0));
        Found { seed: self.only_off[0], of, also: self.both, against, own: self.own, near: self.near }
    }
}

/// Whether so many runs on one side and so few on the other are no chance: how often a fair coin falls
/// as unevenly, or more so.
fn is_no_chance(many: u64, few: u64) -> bool {
    // Beyond this the sum does not fit; nothing here has as many runs.
    let throws = u32::try_from(many + few).unwrap_or(u32::MAX).min(120);
    let few = u32::try_from(few).unwrap_or(u32::MAX).min(throws);
    let (mut ways, mut sum) = (1u128, 1u128);
    for nth in 1..=few {
        ways = ways * u128::from(throws - nth + 1) / u128::from(nth);
        sum = sum.saturating_add(ways);
    }
    sum.checked_mul(RARE).is_some_and(|sum| sum < 1 << throws)
}

/// The kinds of runs that are searched in turn: nothing but time passes, what the demo tells of
/// breaks, and both.
fn spaces(script: &Experiment) -> Vec<Space> {
    let told: BTreeSet<Fault> = script
        .faults
        .iter()
        .flat_map(|input| of_action(&input.action))
        .chain(script.network.exceptions.iter().flat_map(|it| of_treatment(&it.then)))
        .copied()
        .collect();
    let timing = BTreeSet::from(TIMING);
    let mut all = vec![BTreeSet::new(), timing.clone()];
    if told.is_empty() {
        all.push(BTreeSet::from(ELSE));
    } else {
        all.push(told.clone());
        all.push(told.union(&timing).copied().collect());
        // Several kinds at once may bring about what another protection is for.
        all.extend(told.iter().map(|&fault| BTreeSet::from([fault])).filter(|_| told.len() > 1));
    }
    let of = |rounds: u64| {
        all.iter().map(move |faults| Space { faults: faults.clone(), rounds, ..Space::default() })
    };
    of(1).chain(of(ROUNDS)).collect()
}

/// The kinds that something which happens in a script is an instance of.
fn of_action(action: &Action) -> &'static [Fault] {
    match action {
        Action::Crash { torn: true, .. } => &[Fault::Torn],
        Action::Crash { .. } | Action::CrashAtWrite { .. } => {
            &[Fault::Crash, Fault::CrashAtWrite, Fault::LostTail]
        }
        Action::Restart { version: Some(_), .. } => &[Fault::Upgrade],
        Action::Cut { .. } => &[Fault::Partition],
        Action::Pause { .. } => &[Fault::Pause],
        Action::SetSlow { .. } | Action::SetLink { .. } => &[Fault::Slow],
        Action::SetClock { .. } => &[Fault::Skew, Fault::Drift, Fault::Backward],
        Action::SetTimers { .. } => &[Fault::Coarse],
        Action::Disk { what: DiskFault::Flip, .. } => &[Fault::BitFlip],
        Action::Disk { what: DiskFault::Full | DiskFault::Free, .. } => &[Fault::FullDisk],
        Action::Disk { what: DiskFault::Copy | DiskFault::PutBack, .. } => &[Fault::OldDisk],
        _ => &[],
    }
}

fn of_treatment(treatment: &Treatment) -> &'static [Fault] {
    match treatment {
        Treatment::Drop => &[Fault::Loss],
        Treatment::Duplicate { .. } => &[Fault::Repeat],
        Treatment::Deliver { .. } => &TIMING,
    }
}

/// A kind of runs: what [`Space`] says of it.
#[derive(Clone, Copy)]
struct Kind<'a> {
    faults: &'a BTreeSet<Fault>,
    rounds: u64,
    own: bool,
    near: bool,
}

/// Whether the run of a seed shows the anomaly.
fn shows(demo: &Demo, script: &Experiment, kind: Kind<'_>, seed: u64, protected: bool) -> bool {
    let mut experiment = drawn(demo, script, kind, seed);
    if protected {
        demo.protection.iter().for_each(|(name, to)| experiment.set(name, (*to).into()));
    }
    let mut run = folded(demo.open(&experiment));
    demo.verdict(&experiment, run.as_mut()).is_ok_and(|it| it.verdict == Verdict::Violated)
}

/// The experiment of a seed, with the protection off.
fn drawn(demo: &Demo, script: &Experiment, kind: Kind<'_>, seed: u64) -> Experiment {
    let Kind { faults, own, .. } = kind;
    let mut name = Digest::default();
    name.bytes(demo.id.as_bytes());
    let lane = Lane(Lane(name.sum().0 as u64).draw(seed));
    let mut experiment = script.clone();
    experiment.seed = lane.draw(0);
    if !own {
        experiment.network.exceptions.clear();
    }
    experiment.faults.clear();
    let mut draws = Draws::named(lane, 1);
    let ends = ask(script, &mut experiment, kind, &mut draws);
    let left = Span(script.duration_us).0.saturating_sub(last_of(script).0);
    // Some judges speak only when nothing is under way any more.
    let settles = demo.entry().settles(&script.protocol.settings);
    experiment.duration_us = ends.0 + left.max(BEGINS_US) + settles.0;
    experiment.workload.until_us = experiment.duration_us;
    if own {
        return experiment;
    }
    // What breaks is drawn for a run of the matrix, and takes place while something is asked here.
    let asked = core::mem::take(&mut experiment.faults);
    let may = Faults::only(faults.iter().copied(), OFTEN);
    deal(&mut experiment, demo.entry(), Dealt::draw(&may, lane), lane);
    let until = ends.0 + left / 3;
    experiment.faults.iter_mut().for_each(|input| within(input, until));
    experiment.faults.extend(asked);
    experiment.faults.sort_by_key(|input| input.at);
    experiment
}

/// Squeezes a fault of a run of the matrix into the time before `until`, in microseconds.
fn within(input: &mut Input, until: u64) {
    let squeezed = |at: Time| Time(at.0 * until / super::experiments::TROUBLE_US);
    input.at = squeezed(input.at);
    if let Action::Cut { heal_at: Some(heal_at), .. } = &mut input.action {
        *heal_at = squeezed(*heal_at);
    }
}

/// Something that happens at another time, for as long as it did.
fn moved(mut input: Input, to: Time) -> Input {
    if let Action::Cut { heal_at: Some(heal_at), .. } = &mut input.action {
        *heal_at = Time(to.0 + heal_at.0.saturating_sub(input.at.0));
    }
    Input { at: to, ..input }
}

/// When something happens for the last time in a script.
fn last_of(script: &Experiment) -> Time {
    let asked = planned(script).iter().map(|it| it.at);
    asked.chain(script.faults.iter().map(|it| it.at)).max().unwrap_or_default()
}

fn planned(script: &Experiment) -> &[Planned] {
    match &script.workload.pace {
        Pace::List { operations } => operations,
        _ => &[],
    }
}

/// What clients and operators ask for, in the order in which the script has it, perhaps several times
/// over, at moments that are drawn: some at once, some soon after each other, some much later. Says
/// when the last one is.
fn ask(script: &Experiment, experiment: &mut Experiment, kind: Kind<'_>, draws: &mut Draws) -> Time {
    let is_asked = |it: &&Input| matches!(it.action, Action::Submit { .. } | Action::Order { .. });
    let orders = script.faults.iter().filter(|it| kind.own || is_asked(it));
    let mut all: Vec<(Time, Result<Planned, Input>)> =
        planned(script).iter().map(|it| (it.at, Ok(it.clone()))).collect();
    all.extend(orders.map(|it| (it.at, Err(it.clone()))));
    all.sort_by_key(|(at, _)| *at);
    let longest = last_of(script).0.max(APART_US[1]);
    let mut now = Time(BEGINS_US);
    let mut asked = Vec::new();
    let everything = (0..1 + draws.below(kind.rounds)).flat_map(|_| all.iter().cloned());
    for (told, what) in everything {
        now = if kind.near {
            now.max(Time(told.0 * (1_000 - NEAR + draws.below(2 * NEAR + 1)) / 1_000))
        } else {
            let apart = APART_US.get(draws.below(3) as usize).copied().unwrap_or(longest);
            Time(now.0 + draws.below(apart))
        };
        match what {
            Ok(planned) => asked.push(Planned { at: now, ..planned }),
            Err(input) => experiment.faults.push(moved(input, now)),
        }
    }
    experiment.workload.pace = Pace::List { operations: asked };
    now
}

#[cfg(test)]
mod tests {
    use super::is_no_chance;

    #[test]
    fn seventeen_heads_in_a_row_are_no_chance_and_sixteen_may_be() {
        assert!(is_no_chance(17, 0) && !is_no_chance(16, 0));
        assert!(is_no_chance(30, 3) && !is_no_chance(20, 3) && !is_no_chance(3, 30));
        assert!(is_no_chance(300, 2) && !is_no_chance(200, 200) && !is_no_chance(0, 0));
    }
}
