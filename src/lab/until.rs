//! Run until: the next moment of a branch at which a promise is broken, a fact of a kind happens, or
//! a condition becomes true.

use super::breaches::Breach;
use super::claim::{Claim, Compare, Fails, Kind, Misread};
use super::experiment::Experiment;
use super::problem::Problem;
use crate::base::ids::FactId;
use crate::base::text::TextBuf;
use crate::base::time::Time;
use crate::sim::run::{AnyRun, Target};
use serde::{Deserialize, Serialize};

/// What a person looks for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "sought", rename_all = "snake_case")]
pub enum Sought {
    /// A verdict changes: a promise is broken that held before.
    Verdict,
    /// A fact happens of this kind, as a claim names it: `crashed`, or `lost@beijing`.
    Fact {
        /// Its name.
        kind: String,
    },
    /// A condition becomes true that was not: `balance(beijing, alice) < 0`.
    Condition {
        /// The condition, as a claim is written.
        text: String,
    },
}

/// A condition has no more characters than this.
pub const LONGEST_CONDITION: usize = 200;

/// So many steps of a run are looked at in one slice: some milliseconds' worth.
const SLICE: u64 = 400;

/// A search under way. It begins behind the cursor and ends, at the latest, where the run does.
#[derive(Debug)]
pub struct Hunt {
    wanted: Wanted,
    /// The step at which the cursor was when it began.
    from: u64,
    /// The step up to which has been looked.
    at: u64,
    /// Whether the condition was true there already.
    held: bool,
}

#[derive(Debug)]
enum Wanted {
    /// One of these facts, in order.
    Fact(Vec<FactId>),
    /// The condition, and whether it was true at the last step.
    Condition(Claim, bool),
}

/// What a slice of a search came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hunted {
    /// It goes on: so many steps of so many have been looked at.
    More {
        /// Steps so far.
        done: u64,
        /// Steps in all.
        of: u64,
    },
    /// It is there, at this moment; the cursor stands right behind it.
    Found(Time),
    /// It does not happen any more; the cursor is where it was.
    Never {
        /// Whether the condition was true at the cursor already: it does not become true another time.
        held: bool,
    },
}

impl Hunt {
    /// Begins to look behind the cursor of a run that is folded to its end. `broken` are the promises
    /// that it broke, where it was judged.
    ///
    /// # Errors
    /// What is wrong with what is looked for: its place, and what would be right.
    pub fn begin(
        sought: &Sought,
        experiment: &Experiment,
        run: &mut dyn AnyRun,
        broken: Option<&[Breach]>,
    ) -> Result<Hunt, Problem> {
        let (_, from) = run.cursor();
        let wanted = match sought {
            Sought::Verdict => {
                let broken = broken.ok_or_else(too_long)?;
                Wanted::Fact(broken.iter().map(|breach| breach.fact).collect())
            }
            Sought::Fact { kind } => {
                Wanted::Fact(Kind::named(kind).all(run).map_err(|why| not_there("kind", why))?)
            }
            Sought::Condition { text } => {
                let claim = read(text)?;
                let holds = claim.holds_now(experiment, run).map_err(|why| not_there("condition", why))?;
                Wanted::Condition(claim, holds)
            }
        };
        let held = matches!(wanted, Wanted::Condition(_, true));
        Ok(Hunt { wanted, from, at: from, held })
    }

    /// Looks on.
    pub fn slice(&mut self, experiment: &Experiment, run: &mut dyn AnyRun) -> Hunted {
        let (_, of) = run.folded();
        match &mut self.wanted {
            Wanted::Fact(facts) => {
                let (now, _) = (run.cursor().0, ());
                // Facts of the cursor's own moment may lie before it or behind it.
                let mut later =
                    facts.iter().filter(|&&id| run.fact(id).at >= now).copied().collect::<Vec<_>>();
                later.sort();
                for id in later {
                    run.seek(Target::Fact(id));
                    if run.cursor().1 > self.from {
                        return Hunted::Found(run.cursor().0);
                    }
                }
            }
            Wanted::Condition(claim, was) => {
                let end = self.at.saturating_add(SLICE).min(of);
                while self.at < end {
                    self.at += 1;
                    run.seek(Target::Step(self.at));
                    let holds = claim.holds_now(experiment, run).unwrap_or(false);
                    if holds && !core::mem::replace(was, holds) {
                        return Hunted::Found(run.cursor().0);
                    }
                    *was = holds;
                }
                if self.at < of {
                    return Hunted::More { done: self.at - self.from, of: of - self.from };
                }
            }
        }
        run.seek(Target::Step(self.from));
        Hunted::Never { held: self.held }
    }

    /// Stops looking: the cursor is where it was.
    pub fn stop(&self, run: &mut dyn AnyRun) {
        run.seek(Target::Step(self.from));
    }
}

/// Reads a condition.
fn read(text: &str) -> Result<Claim, Problem> {
    let length = text.chars().count();
    if length > LONGEST_CONDITION {
        return Err(Problem::new(
            "condition",
            format!("has {length} characters; the most is {LONGEST_CONDITION}"),
            format!("有 {length} 个字符，最多 {LONGEST_CONDITION} 个"),
        ));
    }
    Claim::condition(text).map_err(|misread: Misread| {
        let place = misread.place(text);
        let said = TextBuf::from(misread);
        Problem::new(
            "condition",
            format!("character {place}: {}", said.en),
            format!("第 {place} 个字符：{}", said.zh),
        )
    })
}

fn not_there(place: &str, why: Fails) -> Problem {
    let said = match why {
        Fails::NotThere(said) => said,
        Fails::Found(found) => TextBuf {
            en: format!("the two cannot be compared: it is {found}"),
            zh: format!("两边无法比较：当前值是 {found}"),
        },
    };
    Problem::new(place, said.en, said.zh)
}

fn too_long() -> Problem {
    Problem::new(
        "verdict",
        "the run is too long to be judged while you wait; the command line judges it".to_owned(),
        "这次运行太长，无法即时判定；可以用命令行判定".to_owned(),
    )
}

impl Claim {
    /// Whether a condition is true of what nodes show at the cursor. What a node does not show is less
    /// than nothing and more than nothing: the condition is not true of it.
    ///
    /// # Errors
    /// It names what is not there, or compares what cannot be compared.
    fn holds_now(&self, experiment: &Experiment, run: &dyn AnyRun) -> Result<bool, Fails> {
        let found = self.measure.now(experiment, run).unwrap_or_else(|| Err(Fails::Found(String::new())))?;
        if found.is_nothing() && !matches!(self.compare, Compare::Equal | Compare::Differs) {
            return Ok(false);
        }
        self.compare.holds(&found, &self.value).ok_or_else(|| Fails::Found(found.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::breaches::breaches;
    use crate::lab::claim::folded;
    use crate::lab::script::{self, ALICE, Script, deposit};
    use crate::protocol::catalog::ENTRIES;

    fn run() -> (Experiment, Box<dyn AnyRun>) {
        let script = Script::default().at(500).ask(0, deposit(ALICE, 50)).at(900).ask(0, deposit(ALICE, 7));
        let (experiment, inputs) = script::play(ENTRIES[0].name, &script);
        let mut run = folded(&experiment, &inputs);
        run.seek(Target::Time(Time::ZERO));
        (experiment, run)
    }

    fn hunt(sought: &Sought, experiment: &Experiment, run: &mut dyn AnyRun) -> Result<Hunted, Problem> {
        let step = run.cursor().1;
        let broken = breaches(experiment, run);
        run.seek(Target::Step(step));
        let mut hunt = Hunt::begin(sought, experiment, run, broken.as_deref())?;
        loop {
            match hunt.slice(experiment, run) {
                Hunted::More { done, of } => assert!(done < of),
                end => return Ok(end),
            }
        }
    }

    fn condition(text: &str) -> Sought {
        Sought::Condition { text: text.to_owned() }
    }

    #[test]
    fn a_condition_is_found_at_the_step_at_which_it_becomes_true_and_never_again_while_it_holds() {
        let (experiment, mut run) = run();
        let node = run.cast().slug(crate::base::ids::NodeId(0));
        let sought = condition(&format!("balance({node}, alice) >= 550"));
        let Ok(Hunted::Found(at)) = hunt(&sought, &experiment, run.as_mut()) else { panic!("it is there") };
        let step = run.cursor().1;
        // By hand: the first step at which it is true.
        let claim = Claim::condition(&format!("balance({node}, alice) >= 550")).expect("a condition");
        let first = (1..=run.folded().1).find(|&step| {
            run.seek(Target::Step(step));
            claim.holds_now(&experiment, run.as_ref()) == Ok(true)
        });
        assert_eq!(first, Some(step));
        run.seek(Target::Step(step));
        assert_eq!(run.cursor().0, at);
        assert_eq!(hunt(&sought, &experiment, run.as_mut()), Ok(Hunted::Never { held: true }));
        assert_eq!(run.cursor().1, step, "the cursor is where it was");
    }

    #[test]
    fn each_fact_of_a_kind_is_found_one_after_the_other_and_then_none() {
        let (experiment, mut run) = run();
        let sought = Sought::Fact { kind: "answered".to_owned() };
        let all = Kind::named("answered").all(run.as_ref()).expect("a kind");
        assert!(all.len() >= 2);
        for id in all {
            let at = run.fact(id).at;
            assert_eq!(hunt(&sought, &experiment, run.as_mut()), Ok(Hunted::Found(at)));
        }
        assert_eq!(hunt(&sought, &experiment, run.as_mut()), Ok(Hunted::Never { held: false }));
    }

    #[test]
    fn every_demo_of_an_invariant_comes_to_the_moment_at_which_its_verdict_changes() {
        for demo in crate::lab::demo::all().filter(|demo| demo.checker == "append-only") {
            let experiment = demo.experiment();
            let mut run = folded(&experiment, &[]);
            let broken = breaches(&experiment, run.as_mut()).expect("it is short");
            run.seek(Target::Time(Time::ZERO));
            let found = hunt(&Sought::Verdict, &experiment, run.as_mut());
            let first = broken.iter().map(|breach| breach.at).min().expect("it breaks something");
            assert_eq!(found, Ok(Hunted::Found(first)), "{}", demo.id);
        }
    }

    #[test]
    fn what_is_wrong_with_a_condition_is_told_with_its_place_in_both_languages() {
        let (experiment, mut run) = run();
        let mut refused = |text: &str| {
            let why = hunt(&condition(text), &experiment, run.as_mut()).expect_err(text);
            assert!(!why.reason.zh.is_empty());
            (why.reason.en, why.reason.zh)
        };
        let (en, zh) = refused("balance(hangzhou alice) < 0");
        assert_eq!(en, "character 18: expected , at \"alice) < 0\"");
        assert_eq!(zh, "第 18 个字符：“alice) < 0”处应为,");
        let (en, zh) = refused("balance(hangzhou, alice) ~ 0");
        assert!(en.starts_with("character 26: expected =, !=, <, <=, > or >="), "{en}");
        assert!(zh.contains("应为=、!=、<、<=、> 或 >="), "{zh}");
        assert!(refused("").0.starts_with("character 1: expected a measure, such as"));
        assert!(refused("agree() = yes").0.contains("a measure of one moment (balance"));
        assert!(refused("balance(hangzhou, alice) < 0 at 2 s").0.contains("the end of the condition"));
        assert!(refused("balance(atlantis, alice) < 0").0.contains("there is no node \"atlantis\""));
        assert!(refused("balance(hangzhou, zoe) < 0").1.contains("没有名为“zoe”的账户"));
        assert!(refused("balance(hangzhou, alice) < 2 s").0.contains("cannot be compared"));
        assert!(refused(&"x".repeat(300)).0.contains("has 300 characters"));
        let why = hunt(&Sought::Fact { kind: "melted".to_owned() }, &experiment, run.as_mut());
        assert!(why.expect_err("no such kind").reason.en.contains("there is no kind of fact \"melted\""));
    }
}
