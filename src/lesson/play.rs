//! How a step becomes a run.

use super::{Challenge, Lesson, Step};
use crate::base::time::Time;
use crate::lab::claim::Claim;
use crate::lab::experiment::{Experiment, Pace};
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

/// The moment at which what a step tells begins: the first that is planned in its run, or that it
/// speaks of. It may lie long before the question.
pub fn begins(step: &Step, experiment: &Experiment) -> Time {
    let said = step.claims.iter().chain(step.question.answers.iter().flat_map(|answer| answer.claims));
    let own = said.map(|claim| about(claim)).filter(|(run, _)| run.is_empty());
    let told = own.filter_map(|(_, claim)| Claim::parse(claim).ok()?.at);
    let stops = step.stops.iter().map(|stop| Time(stop.at_ms * 1_000));
    let asked = match &experiment.workload.pace {
        Pace::List { operations } => operations.as_slice(),
        Pace::Open { .. } | Pace::Closed { .. } => &[],
    };
    let asked = asked.iter().map(|planned| planned.at);
    let planned = experiment.faults.iter().map(|input| input.at);
    told.chain(stops).chain(asked).chain(planned).fold(Time(step.asks_at_ms * 1_000), Time::min)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::course::COURSE;

    /// In these two lessons what is told happens before the question is asked.
    #[test]
    fn a_step_begins_with_what_it_tells_and_not_with_its_question() {
        let begins = |lesson: &str, step: &str| {
            let lesson = COURSE.iter().find(|it| it.id == lesson).expect("a lesson");
            let step = lesson.steps.iter().find(|it| it.id == step).expect("a step");
            begins(step, &run(lesson, step, ""))
        };
        assert_eq!(begins("acknowledged-and-lost", "failover"), Time(400_000));
        assert_eq!(begins("acknowledged-and-lost", "back-again"), Time(400_000));
        assert_eq!(begins("all-or-nothing", "silent"), Time(200_000));
        for lesson in COURSE {
            for step in lesson.steps {
                let experiment = run(lesson, step, "");
                let begins = super::begins(step, &experiment);
                assert!(begins <= Time(step.asks_at_ms * 1_000), "{}", step.id);
                assert!(begins.0 < experiment.duration_us, "{}", step.id);
            }
        }
    }
}
