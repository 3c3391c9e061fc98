//! Executes everything that a lesson claims.

use super::{Asked, Challenge, Lesson, Says, Step, challenge, play};
use crate::lab::claim::{Claim, Fails, folded};
use crate::lab::experiment::Experiment;
use crate::lab::search::Found;
use crate::sim::input::Input;
use crate::sim::run::AnyRun;
use std::collections::BTreeMap;

/// A claim that does not stand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wrong {
    /// Where it stands: lesson, step, and what in it.
    pub place: String,
    /// The claim.
    pub claim: String,
    /// What is wrong with it.
    pub why: String,
}

/// What came of checking.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Checked {
    /// How many claims were executed.
    pub claims: u32,
    /// Those that do not stand.
    pub wrong: Vec<Wrong>,
}

/// Executes every claim of a lesson: of its steps, of every answer, and of its challenges.
pub fn lesson(lesson: &Lesson) -> Checked {
    let mut checked = Checked::default();
    lesson.steps.iter().for_each(|step| checked.step(lesson, step));
    checked
}

/// A run of a step, folded once for all claims about it.
struct Ran {
    experiment: Experiment,
    inputs: Vec<Input>,
    run: Box<dyn AnyRun>,
}

impl Checked {
    fn step(&mut self, lesson: &Lesson, step: &Step) {
        let place = |what: &str| format!("{}/{}: {what}", lesson.id, step.id);
        let mut runs: BTreeMap<&str, Ran> = BTreeMap::new();
        for name in core::iter::once("").chain(step.others.iter().map(|other| other.name)) {
            let (experiment, inputs) = play::run(lesson, step, name);
            let run = folded(&experiment, &inputs);
            runs.insert(name, Ran { experiment, inputs, run });
        }
        for claim in step.claims {
            self.claim(&mut runs, place("claims"), claim);
        }
        for answer in step.question.answers {
            for claim in answer.claims {
                self.claim(&mut runs, place(&format!("answer {:?}", answer.says)), claim);
            }
        }
        self.answers(step, &place("question"));
        if let Some(challenge) = &step.challenge {
            self.challenge(lesson, step, challenge, &place("challenge"));
        }
    }

    fn claim(&mut self, runs: &mut BTreeMap<&str, Ran>, place: String, claim: &'static str) {
        self.claims += 1;
        let (name, said) = play::about(claim);
        let why = match (runs.get_mut(name), Claim::parse(said)) {
            (None, _) => Some(format!("there is no run {name}")),
            (_, Err(misread)) => Some(format!("expected {} at \"{}\"", misread.expected, misread.at)),
            (Some(ran), Ok(claim)) => {
                let stands = match claim.share {
                    None => claim.check_run(&ran.experiment, ran.run.as_mut()),
                    Some(_) => claim.check(&ran.experiment, &ran.inputs),
                };
                stands.err().map(|fails| match fails {
                    Fails::Found(found) => format!("it is {found}"),
                    Fails::NotThere(why) => why.en,
                })
            }
        };
        if let Some(why) = why {
            self.wrong.push(Wrong { place, claim: claim.to_owned(), why });
        }
    }

    fn wrong(&mut self, place: &str, claim: &str, why: String) {
        self.wrong.push(Wrong { place: place.to_owned(), claim: claim.to_owned(), why });
    }

    /// Exactly one answer is right, each is answered as its question is, each is explained by a
    /// claim.
    fn answers(&mut self, step: &Step, place: &str) {
        let question = &step.question;
        let rights = question.answers.iter().filter(|answer| answer.right).count();
        if rights != 1 || question.answers.len() < 2 {
            self.wrong(place, "", format!("{rights} of {} answers are right", question.answers.len()));
        }
        for answer in question.answers {
            let fits = match (question.kind, answer.says) {
                (Asked::Choice, Says::Text(_))
                | (Asked::Number(_), Says::Number(_))
                | (Asked::Node, Says::Node(_)) => true,
                (Asked::Order(items), Says::Order(places)) => {
                    let mut sorted = places.to_vec();
                    sorted.sort_unstable();
                    sorted == (0..items.len()).collect::<Vec<_>>()
                }
                _ => false,
            };
            if !fits {
                self.wrong(place, "", format!("{:?} does not answer the question", answer.says));
            }
            if answer.claims.is_empty() {
                self.wrong(place, "", format!("nothing speaks for what is said of {:?}", answer.says));
            }
        }
    }

    fn challenge(&mut self, lesson: &Lesson, step: &Step, challenge: &Challenge, place: &str) {
        let goal = match challenge::goal(challenge) {
            Ok(goal) => goal,
            Err(why) => return self.wrong(place, "", why),
        };
        self.claims += goal.len() as u32 * 2;
        let (experiment, inputs) = play::solution(lesson, challenge);
        let mut run = folded(&experiment, &inputs);
        for (claim, said) in goal.iter().zip(challenge.reached) {
            if let Err(fails) = claim.check_run(&experiment, run.as_mut()) {
                self.wrong(place, said, format!("the run that is given away does not reach it: {fails:?}"));
            }
        }
        let spent = challenge::spent(lesson, step, challenge);
        if spent.drops > challenge.budget.drops || spent.crashes > challenge.budget.crashes {
            self.wrong(place, "", format!("the run that is given away spends {spent:?}"));
        }
        match challenge::held(lesson, step, challenge) {
            Ok(held) => {
                let Found::Faults(smallest) = held.smallest else {
                    return self.wrong(place, "", format!("the search finds {:?}", held.smallest));
                };
                if smallest.is_empty() {
                    self.wrong(place, "", "it is reached before anything is broken".to_owned());
                }
                if !matches!(held.protected, Found::Nothing(_)) {
                    self.wrong(place, "", format!("with its protection: {:?}", held.protected));
                }
            }
            Err(why) => self.wrong(place, "", why),
        }
    }
}
