//! Tells why a read is stale, a write lost, a request refused: the story, as the page tells it.

use super::catalogue::pretty;
use super::run::{fold, load};
use super::{Stop, quoted, write};
use crate::base::ids::{FactId, OpId};
use crate::base::text::{Language, Text};
use crate::lab::experiment::Experiment;
use crate::lab::why::{self, Why};
use crate::protocol::catalog;
use crate::sim::run::AnyRun;
use crate::view::narrate::Narrator;
use crate::view::why::{story, title};
use serde_json::{Value, json};

#[derive(Default)]
struct Options<'a> {
    read: Option<u32>,
    fact: Option<u32>,
    model: Option<&'a str>,
    json: bool,
    language: Option<Language>,
}

/// Prints why something of a run is as it is.
pub(super) fn why(arguments: &[&str]) -> Result<(), Stop> {
    let [file, rest @ ..] = arguments else {
        return Err(given("eventual why: needs a run; see eventual --help"));
    };
    let options = options(rest)?;
    let file = load(file)?;
    let mut run = fold(&file);
    let about = about(&options, &file.experiment, run.as_mut())?;
    let answer = why::why(&file.experiment, run.as_mut(), about, options.model);
    let Some(answer) = answer else {
        let facts = run.fact_count();
        return Err(given(&format!("eventual why: there is no fact {about}; the run has {facts}")));
    };
    if options.json {
        return write::out(&pretty(&as_json(&answer, &file.experiment)));
    }
    let language = options.language.unwrap_or(Language::En);
    let mut text = format!("{}\n", title(&answer, language));
    for (n, sentence) in told(&answer, &file.experiment, language).iter().enumerate() {
        text += &format!("{}. {sentence}\n", n + 1);
    }
    write::out(&text)
}

/// The fact that is asked about: the one that is named, or else the first that is strange.
fn about(
    options: &Options<'_>,
    experiment: &Experiment,
    run: &mut (dyn AnyRun + 'static),
) -> Result<FactId, Stop> {
    if let Some(fact) = options.fact {
        return Ok(FactId(fact));
    }
    if let Some(op) = options.read {
        let answer = why::answer_of(run, OpId(op));
        return answer
            .ok_or_else(|| given(&format!("eventual why: operation {op} was not answered in this run")));
    }
    let first = why::strange(experiment, run).first().copied();
    first.ok_or_else(|| {
        Stop::No(
            "nothing strange happened: no read was stale, no promise broken, no request refused or unanswered"
                .to_owned(),
        )
    })
}

fn told(answer: &Why, experiment: &Experiment, language: Language) -> Vec<String> {
    let entry = catalog::find(&experiment.protocol.name);
    let orders: Vec<Text> =
        entry.iter().flat_map(|entry| entry.orders.iter().map(|order| order.title)).collect();
    let (timers, facts) = entry.map(|entry| (entry.timers, entry.facts)).unwrap_or_default();
    let cast = experiment.cast();
    let narrator = Narrator { language, cast: &cast, orders: &orders, timers, facts, cuts: &[] };
    story(answer, experiment, &narrator).into_iter().map(|sentence| sentence.said).collect()
}

fn as_json(answer: &Why, experiment: &Experiment) -> Value {
    let both = |tell: &dyn Fn(Language) -> Value| json!({"en": tell(Language::En), "zh": tell(Language::Zh)});
    json!({
        "about": answer.about,
        "kind": answer.kind,
        "question": both(&|language| json!(title(answer, language))),
        "story": both(&|language| json!(told(answer, experiment, language))),
        "slice": answer.slice.iter().map(|fact| fact.id).collect::<Vec<_>>(),
        "turn": answer.turn,
        "tried": answer.tried,
    })
}

fn options<'a>(arguments: &[&'a str]) -> Result<Options<'a>, Stop> {
    let mut options = Options::default();
    let mut rest = arguments.iter();
    while let Some(&name) = rest.next() {
        if name == "--json" {
            options.json = true;
            continue;
        }
        if !["--read", "--fact", "--model", "--language"].contains(&name) {
            return Err(given(&format!(
                "eventual why: there is no option {}; known are --read, --fact, --model, --language, --json",
                quoted(name)
            )));
        }
        let Some(&value) = rest.next() else {
            return Err(given(&format!("eventual why: {} needs a value", quoted(name))));
        };
        let number = || {
            value
                .parse()
                .map_err(|_| given(&format!("eventual why: {name}: {} is no whole number", quoted(value))))
        };
        match name {
            "--read" => options.read = Some(number()?),
            "--fact" => options.fact = Some(number()?),
            "--model" => options.model = Some(value),
            _ => {
                options.language = Some(match value {
                    "en" => Language::En,
                    "zh" => Language::Zh,
                    _ => {
                        return Err(given(&format!(
                            "eventual why: --language: {} is neither en nor zh",
                            quoted(value)
                        )));
                    }
                });
            }
        }
    }
    Ok(options)
}

fn given(line: &str) -> Stop {
    Stop::Given(vec![line.to_owned()])
}
