//! Challenges: that the run that is given away wins, within its budget, and that nothing within the
//! budget wins with the protection on.

use super::{Budget, Challenge, Lesson, Step, play};
use crate::lab::claim::{Claim, Fails};
use crate::lab::experiment::Experiment;
use crate::lab::search::{self, Found};
use crate::sim::fault::Treatment;
use crate::sim::input::Action;

/// How many runs a search may fold. Runs of lessons are short: all that can be broken in one twice
/// is below it.
const TRIES: u32 = 20_000;

/// What a challenge is held to.
#[derive(Clone, Debug)]
pub struct Held {
    /// The fewest faults that reach the goal without the protection, where they were looked for.
    pub smallest: Found,
    /// What the search says with it.
    pub protected: Found,
}

/// What is to be true of a run that reaches the goal.
///
/// # Errors
/// Where one is no claim, or is about more than the run of whoever breaks it.
pub fn goal(challenge: &Challenge) -> Result<Vec<Claim>, String> {
    let read = |said: &&str| {
        let claim = Claim::parse(said).map_err(|misread| format!("{said}: {misread:?}"))?;
        if claim.share.is_some() {
            return Err(format!("{said}: a challenge is won in one run, and this is about many seeds"));
        }
        Ok(claim)
    };
    challenge.reached.iter().map(read).collect()
}

/// The experiment of a step with the protection of its challenge.
pub fn protected(lesson: &Lesson, step: &Step, challenge: &Challenge) -> Experiment {
    let (mut experiment, _) = play::run(lesson, step, "");
    challenge.protection.iter().for_each(|&(name, to)| experiment.set(name, to.into()));
    experiment
}

/// What stands for a budget in a search.
pub fn budget(given: Budget) -> search::Budget {
    search::Budget { drops: given.drops, crashes: given.crashes, tries: TRIES }
}

/// Looks a challenge through, without its protection and with it.
///
/// # Errors
/// Where its goal is no claim, or names what is not there.
pub fn held(lesson: &Lesson, step: &Step, challenge: &Challenge) -> Result<Held, String> {
    let goal = goal(challenge)?;
    let look = |experiment: &Experiment| {
        search::search(experiment, &goal, budget(challenge.budget))
            .map_err(|fails: Fails| format!("{fails:?}"))
    };
    let (bare, _) = play::run(lesson, step, "");
    Ok(Held { smallest: look(&bare)?, protected: look(&protected(lesson, step, challenge))? })
}

/// What a solution spends: faults that the step's own run does not have.
pub fn spent(lesson: &Lesson, step: &Step, challenge: &Challenge) -> Budget {
    let count = |(experiment, inputs): (Experiment, Vec<crate::sim::input::Input>)| {
        let all = experiment.faults.iter().chain(&inputs).map(|input| &input.action);
        let exceptions = &experiment.network.exceptions;
        let lost = exceptions.iter().filter(|it| it.then == Treatment::Drop).count();
        let (mut drops, mut crashes) = (lost, 0);
        all.for_each(|action| match action {
            Action::Drop { .. } => drops += 1,
            Action::Crash { .. } => crashes += 1,
            _ => {}
        });
        (drops, crashes)
    };
    let (own, with) = (count(play::run(lesson, step, "")), count(play::solution(lesson, challenge)));
    let more = |with: usize, own: usize| with.saturating_sub(own) as u8;
    Budget { drops: more(with.0, own.0), crashes: more(with.1, own.1) }
}
