//! What a search is to reach: claims about a run, or a judge by its name, which is to find a
//! violation.

use crate::base::ids::FactId;
use crate::base::text::{Text, TextBuf, text};
use crate::base::time::Time;
use crate::lab::breaches::breaches;
use crate::lab::claim::{Claim, Fails, Measure, Misread};
use crate::lab::demo::PREDICATES;
use crate::lab::experiment::Experiment;
use crate::lab::stale::StaleReads;
use crate::lab::verdicts::{self, OF_EVENTS};
use crate::protocol::catalog::Entry;
use crate::sim::fact::OfEvent;
use crate::sim::run::{AnyRun, Target};
use crate::sim::trace::FactKind;
use serde::{Deserialize, Serialize};

/// What is to become true: all of these.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Goal {
    claims: Vec<(String, Claim)>,
}

/// How a run stands to one part of a goal.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Stands {
    /// The part, as a claim.
    pub claim: String,
    /// Whether it is true of the run.
    pub holds: bool,
    /// What was found instead, where it is not.
    pub found: String,
    /// What the judge says, where a judge was asked and has something to say.
    pub because: Option<TextBuf>,
}

/// Names that are no judge's: a figure of the receipt, and what people call it.
const FIGURES: [(&str, &str, Text); 2] = [
    ("stale", "receipt(stale.reads) > 0", text("A read is stale", "出现过期读")),
    (
        "lost",
        "receipt(acknowledged_writes_lost) > 0",
        text("An acknowledged write is lost", "已确认的写入丢失"),
    ),
];

/// The goals that have a name, with what people call what is to break. Those about events are only
/// for protocols that tell of any.
pub fn named(entry: &Entry) -> Vec<(&'static str, TextBuf)> {
    let tells_of_events = entry.facts.iter().any(|row| row.of_event != OfEvent::No);
    let figures = FIGURES.iter().map(|(name, _, title)| (*name, TextBuf::from(*title)));
    let judged = verdicts::invariants_and_guarantees()
        .filter(|(name, _)| tells_of_events || !OF_EVENTS.contains(name))
        .map(|(name, title)| (name, broken(&title.into())));
    let predicates = PREDICATES.iter().map(|it| (it.name, broken(&it.sentence.into())));
    figures.chain(judged).chain(predicates).collect()
}

fn broken(promise: &TextBuf) -> TextBuf {
    TextBuf { en: format!("Broken: {}", promise.en), zh: format!("被违背：{}", promise.zh) }
}

impl Goal {
    /// A goal of claims.
    ///
    /// # Errors
    /// Where one is no claim, or is about many seeds: a goal is reached in one run.
    pub fn of<'a>(claims: impl IntoIterator<Item = &'a str>) -> Result<Goal, TextBuf> {
        let claims: Vec<(String, Claim)> = claims.into_iter().map(one).collect::<Result<_, TextBuf>>()?;
        if claims.is_empty() {
            return Err(TextBuf {
                en: "a goal says something".to_owned(), zh: "目标不能为空".to_owned()
            });
        }
        Ok(Goal { claims })
    }

    /// Reads a goal: claims with `and` between them, or names of judges, such as
    /// `conservation`, `read-your-writes and balance(beijing, bob) = 400`.
    ///
    /// # Errors
    /// As [`Goal::of`].
    pub fn parse(written: &str) -> Result<Goal, TextBuf> {
        Goal::of(written.split(" and ").map(str::trim))
    }

    /// The claims as they are written.
    pub fn written(&self) -> impl Iterator<Item = &str> {
        self.claims.iter().map(|(written, _)| written.as_str())
    }

    /// Whether all of it is true of a run that is folded to its end. Moves the cursor.
    ///
    /// # Errors
    /// Where it names what is not there.
    pub fn is_reached(&self, experiment: &Experiment, run: &mut dyn AnyRun) -> Result<bool, Fails> {
        for (_, claim) in &self.claims {
            match claim.check_run(experiment, run) {
                Ok(()) => {}
                Err(Fails::Found(_)) => return Ok(false),
                Err(other) => return Err(other),
            }
        }
        Ok(true)
    }

    /// How a run that is folded to its end stands to each part. Moves the cursor.
    ///
    /// # Errors
    /// Where it names what is not there.
    pub fn stands(&self, experiment: &Experiment, run: &mut dyn AnyRun) -> Result<Vec<Stands>, Fails> {
        let mut all = Vec::new();
        for (written, claim) in &self.claims {
            let (holds, found) = match claim.check_run(experiment, run) {
                Ok(()) => (true, String::new()),
                Err(Fails::Found(found)) => (false, found),
                Err(other) => return Err(other),
            };
            let because = match &claim.measure {
                Measure::Verdict { model } => {
                    run.seek(Target::Time(run.until()));
                    verdicts::one(experiment, run, model).ok().flatten().and_then(|it| it.because)
                }
                _ => None,
            };
            all.push(Stands { claim: written.clone(), holds, found, because });
        }
        Ok(all)
    }

    /// The moment at which the last part of it came to be true in a run that reaches it; the end of
    /// the run where no earlier one can be told. Moves the cursor.
    pub fn moment(&self, experiment: &Experiment, run: &mut dyn AnyRun) -> Time {
        let all: Vec<Time> = self.claims.iter().map(|(_, claim)| moment(claim, experiment, run)).collect();
        all.into_iter().max().unwrap_or(run.until()).min(run.until())
    }
}

fn one(written: &str) -> Result<(String, Claim), TextBuf> {
    let figure = FIGURES.iter().find(|(name, ..)| *name == written).map(|(_, claim, _)| (*claim).to_owned());
    let is_name = !written.is_empty() && !written.contains(['(', '=', '<', '>', ' ']);
    let claim = figure.unwrap_or_else(|| {
        if is_name { format!("verdict({written}) = violated") } else { written.to_owned() }
    });
    let read = Claim::parse(&claim).map_err(|misread: Misread| TextBuf::from(misread))?;
    if read.share.is_some() {
        return Err(TextBuf {
            en: format!("{claim}: a goal is reached in one run, and this is about many seeds"),
            zh: format!("{claim}：目标在一次运行中达成，而这条断言针对多个随机种子"),
        });
    }
    Ok((claim, read))
}

fn moment(claim: &Claim, experiment: &Experiment, run: &mut dyn AnyRun) -> Time {
    if let Some(at) = claim.at {
        return at;
    }
    let end = run.until();
    let of = |run: &dyn AnyRun, fact: Option<FactId>| fact.map_or(end, |fact| run.fact(fact).at);
    let broken = |model: &str, run: &mut dyn AnyRun| {
        let all = breaches(experiment, run).unwrap_or_default();
        all.into_iter().find(|breach| breach.model == model).map(|breach| breach.fact)
    };
    match &claim.measure {
        // They are about a whole run.
        Measure::Apart | Measure::Nth { .. } | Measure::Asked { .. } => end,
        Measure::Receipt { path } if !path.starts_with("stale") && path != "acknowledged_writes_lost" => end,
        Measure::Verdict { model } => {
            let first = broken(model, run).or_else(|| {
                run.seek(Target::Time(end));
                let finding = verdicts::one(experiment, run, model).ok().flatten()?;
                finding.proof.last().copied()
            });
            of(run, first)
        }
        Measure::Receipt { path } if path.starts_with("stale") => {
            let mut stale = StaleReads::new(run.node_count());
            stale.catch_up(run);
            stale.found().first().map_or(end, |read| read.at)
        }
        Measure::Receipt { path } if path == "acknowledged_writes_lost" => {
            let first = broken("lost", run);
            of(run, first)
        }
        Measure::Answer { nth } | Measure::Answered { nth } => {
            let told = (0..run.fact_count())
                .map(FactId)
                .find(|&id| matches!(run.fact(id).what, FactKind::Returned { op, .. } if op.0 + 1 == *nth));
            of(run, told)
        }
        _ => since(claim, experiment, run),
    }
}

/// So many changes are looked at, from the end on.
const LOOKED_AT: usize = 400;

/// The moment from which on a claim about what nodes hold is true until the end.
fn since(claim: &Claim, experiment: &Experiment, run: &mut dyn AnyRun) -> Time {
    let changes = (0..run.fact_count()).rev().map(|id| run.fact(FactId(id)));
    let is_change = |what: &FactKind| {
        matches!(
            what,
            FactKind::Became { .. }
                | FactKind::Installed { .. }
                | FactKind::Returned { .. }
                | FactKind::Crashed { .. }
                | FactKind::Restarted { .. }
        )
    };
    let mut times: Vec<Time> = changes.filter(|fact| is_change(&fact.what)).map(|fact| fact.at).collect();
    times.dedup();
    let mut first = run.until();
    for at in times.into_iter().take(LOOKED_AT) {
        let then = Claim { at: Some(at), ..claim.clone() };
        if then.check_run(experiment, run).is_err() {
            break;
        }
        first = at;
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_for_a_judge_that_finds_a_violation() {
        let goal = Goal::parse("conservation and stale and balance(beijing, bob) = 400").expect("a goal");
        assert_eq!(
            goal.written().collect::<Vec<_>>(),
            ["verdict(conservation) = violated", "receipt(stale.reads) > 0", "balance(beijing, bob) = 400"]
        );
        for written in ["", "balance(", "apart() < 1 s on 95 % of seeds 1..20", "two words"] {
            assert!(Goal::parse(written).is_err(), "{written}");
        }
    }
}
