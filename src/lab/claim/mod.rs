//! Claims: sentences about a run that a machine can check, small enough to be read by anybody.
//!
//! ```
//! use eventual::lab::{claim::Claim, script::{self, ALICE, Script, deposit}};
//! let (experiment, inputs) = script::play("log-shipping", &Script::default().at(500).ask(0, deposit(ALICE, 50)));
//! for line in [
//!     "balance(hangzhou, alice) = 550 at 0.6 s",
//!     "balance(beijing, alice) = 500 at 0.51 s",
//!     "answer(1) = 550",
//!     "first(answered) < 700 ms",
//!     "count(lost) = 0",
//!     "verdict(conservation) = holds",
//! ] {
//!     let claim = Claim::parse(line).expect("a claim");
//!     assert_eq!(claim.check(&experiment, &inputs), Ok(()), "{line}");
//! }
//! ```
//!
//! A claim is a measure, a comparison, a value, and, where the measure is of a moment, the moment;
//! without one it is the end of the run. With `on 95 % of seeds 1..200` behind it, it is about so
//! many runs: it holds in at least so many per cent of them, or with `90..95` in no more either. So
//! a quantile is two claims: what holds on 99 % of the seeds, and what on 2 % does not.
//!
//! | measure | what it is |
//! | --- | --- |
//! | `balance(NODE, ACCOUNT)` | the balance that a node shows |
//! | `total(NODE)` | the sum of the balances that a node shows |
//! | `entries(NODE)`, `applied(NODE)` | how many entries its log has, and how many of them are in its state |
//! | `locks(NODE)`, `waiting(NODE)`, `in_doubt(NODE)` | locks that are held there, those who wait for one, transactions in doubt |
//! | `queued(NODE)`, `dead(NODE)` | messages in its queues and events that its consumers have not settled; dead letters, one for each consumer |
//! | `status(NODE)` | `up`, `down` or `paused` |
//! | `agree()` | `yes` or `no`: whether copies that are meant to be the same are |
//! | `apart()` | the longest time in the whole run for which they were not, without a break |
//! | `answer(N)` | what the N-th operation was told: a balance, `refused`, `unknown`, or `nothing` so far |
//! | `asked(N)`, `answered(N)` | when it was asked, when it ended |
//! | `count(KIND)` | how many facts of a kind there are up to the moment |
//! | `first(KIND)`, `nth(KIND, N)` | when the first, or the N-th, happened |
//! | `verdict(MODEL)` | `holds`, `violated`, `unknown` or `vacuous` |
//! | `receipt(PATH)` | a number of the receipt, such as `receipt(costs.messages)` |
//!
//! A node is named by its city or as the part that it is, in small letters with `-` for a space; an
//! account by its name. A kind of fact is `asked`, `answered`, `done` (answered, and it surely
//! happened), `sent`, `arrived`, `lost`, `duplicated` (by the network), `saved` (on a disk),
//! `installed`, `took_back`, `left` (for the outside world), `crashed`, `restarted`, `paused`,
//! `resumed`, `cut`, `healed`, or the name of one of the protocol's own facts; with `@NODE` behind
//! it, only of that node. Operations are counted from 1, in the order in which they were asked.
//! Times are `2.1 s` or `300 ms`.

mod measure;
mod parse;
mod value;

pub use measure::{Kind, Measure, kinds};
pub use parse::Misread;
pub use value::Value;

use super::experiment::Experiment;
use super::setup;
use crate::base::text::{Text, TextBuf, text};
use crate::base::time::Time;
use crate::sim::input::Input;
use crate::sim::run::{AnyRun, Progress};

/// A sentence about a run that can be checked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Claim {
    /// What is measured.
    pub measure: Measure,
    /// How it stands to the value.
    pub compare: Compare,
    /// What it is compared with.
    pub value: Value,
    /// When; nothing for the end of the run.
    pub at: Option<Time>,
    /// Of how many of which seeds it is true; nothing where it is about one run.
    pub share: Option<Share>,
}

/// How a measure stands to a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Compare {
    /// `=`
    Equal,
    /// `!=`
    Differs,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

/// A claim is about no more seeds than this: each is a run, and a claim is checked while somebody
/// waits.
pub const MOST_SEEDS: u64 = 1_000;

/// So many of so many runs, which differ in their seeds alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Share {
    /// The least and the most, in per cent.
    pub percent: (u32, u32),
    /// The first and the last seed.
    pub seeds: (u64, u64),
}

/// Why a claim does not stand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fails {
    /// It is false. What was found instead.
    Found(String),
    /// It names something that is not there.
    NotThere(TextBuf),
}

const ONE_RUN_ALONE: Text = text(
    "a claim over seeds is about an experiment alone, and this run has inputs of its own",
    "对多个随机种子的断言只针对实验本身，而这次运行还有自己的输入",
);

impl Claim {
    /// Whether the claim is true of the run of an experiment.
    ///
    /// # Errors
    /// Why it is not.
    pub fn check(&self, experiment: &Experiment, inputs: &[Input]) -> Result<(), Fails> {
        match self.share {
            None => self.check_run(experiment, folded(experiment, inputs).as_mut()),
            Some(share) => check_seeds(&[self], share.seeds, experiment, inputs).remove(0),
        }
    }

    /// Whether it is true of this run, which is folded to its end. The cursor is moved.
    ///
    /// # Errors
    /// Why it is not.
    pub fn check_run(&self, experiment: &Experiment, run: &mut dyn AnyRun) -> Result<(), Fails> {
        let at = self.at.unwrap_or(run.until());
        let found = self.measure.of(experiment, run, at)?;
        match self.compare.holds(&found, &self.value) {
            Some(true) => Ok(()),
            _ => Err(Fails::Found(found.to_string())),
        }
    }
}

/// Whether claims over the same seeds are true, in their order; each seed is folded once for all of
/// them. A claim over other seeds, or over none, does not belong here, and none of it is true.
pub fn check_seeds(
    claims: &[&Claim],
    seeds: (u64, u64),
    experiment: &Experiment,
    inputs: &[Input],
) -> Vec<Result<(), Fails>> {
    // What was looked for in one run is not there in another one.
    if !inputs.is_empty() {
        return claims.iter().map(|_| Err(Fails::NotThere(ONE_RUN_ALONE.into()))).collect();
    }
    let mut held: Vec<Result<u64, Fails>> = claims.iter().map(|_| Ok(0)).collect();
    let mut all = 0;
    for seed in seeds.0..=seeds.1 {
        let one = Experiment { seed, ..experiment.clone() };
        let mut run = folded(&one, &[]);
        all += 1;
        for (claim, held) in claims.iter().zip(&mut held) {
            let Ok(count) = held else { continue };
            match claim.check_run(&one, run.as_mut()) {
                Ok(()) => *count += 1,
                Err(Fails::Found(_)) => {}
                Err(other) => *held = Err(other),
            }
        }
    }
    let stands = |(claim, held): (&&Claim, Result<u64, Fails>)| {
        let held = held?;
        let within = claim.share.is_some_and(|share| share.seeds == seeds && share.holds(held, all));
        if within { Ok(()) } else { Err(Fails::Found(format!("{held} of {all}"))) }
    };
    claims.iter().zip(held).map(stands).collect()
}

impl Share {
    /// Whether so many of all runs are as many as it says.
    fn holds(self, held: u64, all: u64) -> bool {
        let (least, most) = self.percent;
        u64::from(least) * all <= held * 100 && held * 100 <= u64::from(most) * all
    }
}

impl Compare {
    /// Nothing where the two cannot be compared like that.
    pub(super) fn holds(self, found: &Value, with: &Value) -> Option<bool> {
        let order = found.order(with)?;
        Some(match self {
            Compare::Equal => order.is_eq(),
            Compare::Differs => order.is_ne(),
            _ if !found.is_ordered() => return None,
            Compare::Less => order.is_lt(),
            Compare::AtMost => order.is_le(),
            Compare::More => order.is_gt(),
            Compare::AtLeast => order.is_ge(),
        })
    }
}

/// The run of an experiment, folded to its end.
pub fn folded(experiment: &Experiment, inputs: &[Input]) -> Box<dyn AnyRun> {
    let mut run = setup::open(experiment, inputs);
    while run.advance(100_000) == Progress::More {}
    run
}
