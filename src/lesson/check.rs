//! Executes everything that a lesson claims.

use super::{Asked, Challenge, Lesson, Says, Step, challenge, play};
use crate::lab::claim::{Claim, Fails, check_seeds, folded};
use crate::lab::experiment::Experiment;
use crate::lab::search::Found;
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

/// Executes claims about one run that is no lesson's: the name of the place where each stands, and
/// the claim.
pub fn of_run<'a>(
    what: &str,
    experiment: &Experiment,
    claims: impl Iterator<Item = (&'a str, &'static str)>,
) -> Checked {
    let ran = Ran { experiment: experiment.clone(), run: folded(experiment, &[]) };
    let (mut checked, mut runs) = (Checked::default(), BTreeMap::from([("", ran)]));
    for (place, said) in claims {
        let place = format!("{what}: {place}");
        if matches!(Claim::parse(said), Ok(Claim { share: Some(_), .. })) {
            checked.wrong(&place, said, "a claim about one run is none about seeds".to_owned());
        } else {
            checked.claim(&mut runs, &mut OverSeeds::new(), place, said);
        }
    }
    checked
}

/// A run of a step, folded once for all claims about it.
struct Ran {
    experiment: Experiment,
    run: Box<dyn AnyRun>,
}

/// A claim over seeds.
struct OverSeed {
    place: String,
    said: &'static str,
    claim: Claim,
}

/// Claims over seeds, by the name of the run and the seeds.
type OverSeeds = BTreeMap<(&'static str, (u64, u64)), Vec<OverSeed>>;

impl Checked {
    fn step(&mut self, lesson: &Lesson, step: &Step) {
        let place = |what: &str| format!("{}/{}: {what}", lesson.id, step.id);
        let mut runs: BTreeMap<&'static str, Ran> = BTreeMap::new();
        for name in core::iter::once("").chain(step.others.iter().map(|other| other.name)) {
            let experiment = play::run(lesson, step, name);
            let run = folded(&experiment, &[]);
            runs.insert(name, Ran { experiment, run });
        }
        let answers = step.question.answers.iter().flat_map(|answer| {
            answer.claims.iter().map(|&claim| (place(&format!("answer {:?}", answer.says)), claim))
        });
        let own = step.claims.iter().map(|&claim| (place("claims"), claim));
        let mut over_seeds = OverSeeds::new();
        own.chain(answers).for_each(|(place, claim)| self.claim(&mut runs, &mut over_seeds, place, claim));
        for ((name, seeds), together) in over_seeds {
            let Some(ran) = runs.get(name) else { continue };
            let claims: Vec<&Claim> = together.iter().map(|it| &it.claim).collect();
            let stand = check_seeds(&claims, seeds, &ran.experiment, &[]);
            for (it, stands) in together.iter().zip(stand) {
                self.found(it.place.clone(), it.said, stands);
            }
        }
        self.answers(step, &place("question"));
        if let Some(challenge) = &step.challenge {
            self.challenge(lesson, step, challenge, &place("challenge"));
        }
    }

    /// A claim about one run is executed at once; one over seeds together with all that are over the
    /// same ones.
    fn claim(
        &mut self,
        runs: &mut BTreeMap<&'static str, Ran>,
        over_seeds: &mut OverSeeds,
        place: String,
        said: &'static str,
    ) {
        self.claims += 1;
        let (name, about) = play::about(said);
        match (runs.get_mut(name), Claim::parse(about)) {
            (None, _) => self.wrong(&place, said, format!("there is no run {name}")),
            (_, Err(misread)) => {
                self.wrong(&place, said, format!("expected {} at \"{}\"", misread.expected, misread.at));
            }
            (Some(ran), Ok(claim)) => match claim.share {
                None => self.found(place, said, claim.check_run(&ran.experiment, ran.run.as_mut())),
                Some(share) => {
                    over_seeds.entry((name, share.seeds)).or_default().push(OverSeed { place, said, claim });
                }
            },
        }
    }

    /// What came of a claim.
    fn found(&mut self, place: String, said: &str, stands: Result<(), Fails>) {
        let why = match stands {
            Ok(()) => return,
            Err(Fails::Found(found)) => format!("it is {found}"),
            Err(Fails::NotThere(why)) => why.en,
        };
        self.wrong(&place, said, why);
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
        self.claims += challenge.reached.len() as u32 * 2;
        if !play::has(step, challenge.on) {
            return self.wrong(place, "", format!("there is no run {}", challenge.on));
        }
        let experiment = play::solution(lesson, challenge);
        let mut run = folded(&experiment, &[]);
        match goal.stands(&experiment, run.as_mut()) {
            Ok(parts) => parts.into_iter().filter(|part| !part.holds).for_each(|part| {
                let why = format!("the run that is given away does not reach it: it is {}", part.found);
                self.wrong(place, &part.claim, why);
            }),
            Err(fails) => self.wrong(place, "", format!("{fails:?}")),
        }
        let spent = challenge::spent(lesson, step, challenge);
        if !challenge::budget(challenge).covers(&spent) {
            self.wrong(place, "", format!("the run that is given away spends {spent:?}"));
        }
        match challenge::held(lesson, step, challenge) {
            Ok(held) => {
                let Found::Faults(smallest) = held.smallest else {
                    return self.wrong(place, "", format!("the search finds {:?}", held.smallest));
                };
                if smallest.faults.is_empty() {
                    self.wrong(place, "", "it is reached before anything is broken".to_owned());
                }
                if held.protected != Found::Nothing {
                    self.wrong(place, "", format!("with its protection: {:?}", held.protected));
                }
            }
            Err(why) => self.wrong(place, "", why),
        }
    }
}
