//! The first bad moment of a run: where a person who was told that a seed is bad wants to look.

use crate::base::arrange::Arrange;
use crate::base::text::TextBuf;
use crate::base::time::Time;
use crate::lab::breaches::breaches;
use crate::lab::experiment::Experiment;
use crate::lab::promised::promised;
use crate::lab::receipt::{self, Receipt};
use crate::lab::setup;
use crate::lab::stale::StaleReads;
use crate::lab::verdicts::{Verdict, title};
use crate::protocol::catalog;
use crate::sim::run::{AnyRun, Progress, Target};
use serde::{Deserialize, Serialize};

/// A moment at which something broke, and what.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Bad {
    /// The moment.
    pub at: Time,
    /// What broke, by its name in a tally.
    pub name: String,
    /// What that is, in a few words.
    pub said: TextBuf,
    /// What happened, in a sentence or two, where there is something to say.
    pub because: Option<TextBuf>,
}

/// The first moment at which a run breaks what is named. If nothing is, the first at which it breaks
/// what its protocol promises with its settings, or loses or makes something; or else anything that
/// a person might have hoped for. What is
/// only known of the whole run (an order of all answers, copies that never agree) is bad at the
/// last fact that proves it, or at the end.
pub fn first_bad(experiment: &Experiment, what: Option<&str>) -> Option<Bad> {
    let mut run = setup::open(experiment, &[]);
    while run.advance(1_000_000) == Progress::More {}
    let run = run.as_mut();
    let receipt = receipt::receipt(experiment, run);
    let mut all = moments(experiment, run, &receipt);
    all.arrange_by_key(|bad| bad.at);
    if let Some(what) = what {
        return all.into_iter().find(|bad| bad.name == what);
    }
    // What nobody promised is bad only where nothing else is.
    let entry = catalog::find(&experiment.protocol.name);
    let all_promised = entry.map_or(Vec::new(), |entry| promised(entry, &experiment.protocol.settings));
    let is_given = |name: &str| all_promised.iter().any(|it| it.is_given() && it.model == name);
    let worse = all.iter().position(|bad| ALWAYS_BAD.contains(&bad.name.as_str()) || is_given(&bad.name));
    all.into_iter().nth(worse.unwrap_or(0))
}

/// What is bad whatever was promised.
const ALWAYS_BAD: [&str; 4] = ["writes-lost", "effects-doubled", "money-made", "conservation"];

/// Everything that is bad in a run.
fn moments(experiment: &Experiment, run: &mut dyn AnyRun, receipt: &Receipt) -> Vec<Bad> {
    let end = run.until();
    run.seek(Target::Time(end));
    let broken = breaches(experiment, run).unwrap_or_default();
    let mut all = Vec::new();
    for breach in &broken {
        let name = if breach.model == "lost" { "writes-lost" } else { breach.model.as_str() };
        all.push(Bad {
            at: breach.at,
            name: name.to_owned(),
            said: broken_promise(&breach.title, name == "writes-lost"),
            because: breach.because.clone(),
        });
    }
    for finding in receipt.verdicts.iter().filter(|it| it.verdict == Verdict::Violated) {
        if broken.iter().any(|breach| breach.model == finding.model) {
            continue;
        }
        let at = finding.proof.iter().map(|&fact| run.fact(fact).at).max().unwrap_or(end);
        let said = broken_promise(&title(&finding.model).into(), false);
        all.push(Bad { at, name: finding.model.clone(), said, because: finding.because.clone() });
    }
    for anomaly in receipt.isolation.iter().flat_map(|it| &it.anomalies) {
        let at = anomaly.proof.iter().map(|&fact| run.fact(fact).at).max().unwrap_or(end);
        let (said, because) = (anomaly.title.clone(), Some(anomaly.because.clone()));
        all.push(Bad { at, name: anomaly.name.clone(), said, because });
    }
    let mut stale = StaleReads::new(run.node_count());
    stale.catch_up(run);
    all.extend(stale.found().first().map(|read| named("stale-reads", read.at)));
    let conserved = all.iter().find(|bad| bad.name == "conservation").map(|bad| bad.at);
    let of_all = [
        ("writes-lost", receipt.acknowledged_writes_lost > 0),
        ("effects-doubled", receipt.effects_doubled > 0),
        ("apart-at-end", !receipt.apart.agree_at_end),
        ("ended-early", receipt::ended_early(run).is_some()),
        ("money-made", receipt.money_made.is_some_and(|made| made != 0)),
    ];
    for (name, happened) in of_all {
        if happened && !all.iter().any(|bad| bad.name == name) {
            let at = if name == "money-made" { conserved.unwrap_or(end) } else { end };
            all.push(named(name, at));
        }
    }
    all
}

fn named(name: &str, at: Time) -> Bad {
    Bad { at, name: name.to_owned(), said: super::words::happened(name).into(), because: None }
}

/// That a promise is broken; an acknowledged write that is gone is said as it is.
fn broken_promise(title: &TextBuf, is_lost: bool) -> TextBuf {
    if is_lost {
        return super::words::happened("writes-lost").into();
    }
    TextBuf { en: format!("“{}” is violated", title.en), zh: format!("“{}”被违反", title.zh) }
}
