//! Challenges: that the run that is given away wins, within its budget, and that nothing within the
//! budget wins with the protection on.

use super::{Challenge, Lesson, Step, play};
use crate::lab::experiment::Experiment;
use crate::lab::search::{self, Budget, Found, Goal, Kind, Spent, Wanted};

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
pub fn goal(challenge: &Challenge) -> Result<Goal, String> {
    Goal::of(challenge.reached.iter().copied()).map_err(|why| why.en)
}

/// The run that is to be broken.
pub fn run(lesson: &Lesson, step: &Step, challenge: &Challenge) -> Experiment {
    play::run(lesson, step, challenge.on)
}

/// The same experiment with the protection of the challenge.
pub fn protected(lesson: &Lesson, step: &Step, challenge: &Challenge) -> Experiment {
    let mut experiment = run(lesson, step, challenge);
    challenge.protection.iter().for_each(|&(name, to)| experiment.set(name, to.into()));
    experiment
}

/// What a search may break.
pub fn budget(challenge: &Challenge) -> Budget {
    let super::Budget { drops, crashes, pauses } = challenge.budget;
    Budget::default().with(Kind::Drop, drops).with(Kind::Crash, crashes).with(Kind::Pause, pauses)
}

/// Looks a challenge through, without its protection and with it.
///
/// # Errors
/// Where its goal is no claim, or names what is not there.
pub fn held(lesson: &Lesson, step: &Step, challenge: &Challenge) -> Result<Held, String> {
    let goal = goal(challenge)?;
    let look = |experiment: Experiment| {
        let (inputs, goal, budget) = (Vec::new(), goal.clone(), budget(challenge));
        let wanted = Wanted { experiment, inputs, goal, budget, seed: 1, tries: TRIES };
        search::search(wanted).map(|(found, _)| found).map_err(|fails| format!("{fails:?}"))
    };
    Ok(Held {
        smallest: look(run(lesson, step, challenge))?,
        protected: look(protected(lesson, step, challenge))?,
    })
}

/// What a solution spends: faults that the run to be broken does not have.
pub fn spent(lesson: &Lesson, step: &Step, challenge: &Challenge) -> Spent {
    let count = |experiment: Experiment| Spent::of_run(&experiment, &[]);
    count(play::solution(lesson, challenge)).beyond(&count(run(lesson, step, challenge)))
}
