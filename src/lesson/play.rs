//! How a step becomes a run.

use super::{Challenge, Lesson, Step};
use crate::lab::experiment::Experiment;
use crate::lab::script::{self, Script};

/// The experiment of a step; of one of its other runs, where one is named. Nothing in it has to be
/// looked for in the run, so the page knows it without an engine.
///
/// # Panics
/// Where the step has no other run of that name: see [`has`].
pub fn run(lesson: &Lesson, step: &Step, name: &str) -> Experiment {
    let script = if name.is_empty() {
        Some(step.run)
    } else {
        step.others.iter().find(|other| other.name == name).map(|other| other.run)
    };
    let Some(script) = script else { unreachable!("{} has no run {name}", step.id) };
    script::experiment(lesson.protocol, &script(Script::default()))
}

/// Whether a step has a run of that name.
pub fn has(step: &Step, name: &str) -> bool {
    name.is_empty() || step.others.iter().any(|other| other.name == name)
}

/// The run with which a challenge is won.
pub fn solution(lesson: &Lesson, challenge: &Challenge) -> Experiment {
    script::experiment(lesson.protocol, &(challenge.solution)(Script::default()))
}

/// A claim of a lesson: the name of the run that it is about, and what it says.
pub fn about(claim: &'static str) -> (&'static str, &'static str) {
    match claim.split_once(": ") {
        Some((name, said)) => (name, said),
        None => ("", claim),
    }
}
