//! Tells why a read is stale, a write lost, a request refused: the story, as the page tells it.

use super::catalogue::pretty;
use super::run::{fold, load};
use super::{Stop, quoted, write};
use crate::base::ids::{FactId, OpId};
use crate::base::text::{Language, Text};
use crate::lab::breaches::breaches;
use crate::lab::experiment::Experiment;
use crate::lab::lines::{self, Line, Shown};
use crate::lab::why::{self, Question, Why};
use crate::protocol::catalog;
use crate::sim::run::AnyRun;
use crate::view::narrate::Narrator;
use crate::view::why::{place, story, title};
use serde_json::{Value, json};

#[derive(Default)]
struct Options<'a> {
    read: Option<u32>,
    fact: Option<u32>,
    model: Option<&'a str>,
    line: Option<Line>,
    nth: Option<u32>,
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
    let asked = about(&options, &file.experiment, run.as_mut())?;
    let answer = why::why(&file.experiment, run.as_mut(), asked.fact, &asked.question);
    let Some(answer) = answer else {
        let (fact, facts) = (asked.fact, run.fact_count());
        return Err(given(&format!("eventual why: there is no fact {fact}; the run has {facts}")));
    };
    if options.json {
        return write::out(&pretty(&as_json(&answer, &asked, &file.experiment)));
    }
    let language = options.language.unwrap_or(Language::En);
    let mut text = format!("{}\n", title(&answer, language));
    if let Some((nth, shown)) = &asked.of_line {
        text += &format!("({}: {})\n", shown.line.name(), place(shown.line, *nth, shown, language));
    }
    for (n, sentence) in told(&answer, &file.experiment, language).iter().enumerate() {
        text += &format!("{}. {sentence}\n", n + 1);
    }
    write::out(&text)
}

/// What is asked.
struct Asked {
    fact: FactId,
    question: Question,
    /// Of a line of the receipt: which of what it counts, from 1, and all of these.
    of_line: Option<(usize, Shown)>,
}

/// What is asked about: what is named, or else the first fact that is strange.
fn about(
    options: &Options<'_>,
    experiment: &Experiment,
    run: &mut (dyn AnyRun + 'static),
) -> Result<Asked, Stop> {
    if let Some(line) = options.line {
        return about_line(line, options.nth.unwrap_or(1), experiment, run);
    }
    let question = options.model.map_or(Question::Anything, |model| Question::Promise(model.to_owned()));
    fact_of(options, experiment, run).map(|fact| Asked { fact, question, of_line: None })
}

/// One of what a line of the receipt counts.
fn about_line(
    line: Line,
    nth: u32,
    experiment: &Experiment,
    run: &mut (dyn AnyRun + 'static),
) -> Result<Asked, Stop> {
    let broken = breaches(experiment, run);
    let mut all = lines::shown(run, broken.as_deref());
    let Some(shown) = all.iter().position(|it| it.line == line).map(|n| all.swap_remove(n)) else {
        let mut others: Vec<&str> = all.iter().map(|it| it.line.name()).collect();
        others.sort_unstable();
        let others = if others.is_empty() { "none does".to_owned() } else { others.join(", ") };
        return Err(Stop::No(format!(
            "the line {} of the receipt counts nothing in this run; lines that do: {others}",
            line.name()
        )));
    };
    let place = (nth as usize).checked_sub(1).and_then(|n| shown.facts.get(n));
    let Some(&fact) = place else {
        return Err(given(&format!(
            "eventual why: --nth: {nth} is not there; the line {} shows 1 to {}",
            line.name(),
            shown.facts.len()
        )));
    };
    Ok(Asked { fact, question: Question::Line(line), of_line: Some((nth as usize, shown)) })
}

/// The fact that is named, or else the first that is strange.
fn fact_of(
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
    if let Some(model) = options.model {
        let broken = why::broken_at(experiment, run, model);
        return broken.ok_or_else(|| {
            Stop::No(format!(
                "the promise {} was not broken in this run, or nobody judges by that name",
                quoted(model)
            ))
        });
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

fn as_json(answer: &Why, asked: &Asked, experiment: &Experiment) -> Value {
    let both = |tell: &dyn Fn(Language) -> Value| json!({"en": tell(Language::En), "zh": tell(Language::Zh)});
    json!({
        "about": answer.about,
        "line": asked.of_line.as_ref().map(|(nth, shown)| {
            json!({"name": shown.line, "nth": nth, "count": shown.count, "facts": shown.facts})
        }),
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
        if !["--read", "--fact", "--model", "--line", "--nth", "--language"].contains(&name) {
            return Err(given(&format!(
                "eventual why: there is no option {}; known are --read, --fact, --model, --line, --nth, --language, --json",
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
            "--nth" => options.nth = Some(number()?),
            "--line" => {
                options.line = Some(Line::named(value).ok_or_else(|| {
                    let known = Line::ALL.map(|(_, name)| name).join(", ");
                    given(&format!(
                        "eventual why: --line: {} is no line that can be asked why; known are {known}",
                        quoted(value)
                    ))
                })?);
            }
            _ => options.language = Some(super::language("why", value)?),
        }
    }
    let others = options.read.is_some() || options.fact.is_some() || options.model.is_some();
    if options.line.is_some() && others {
        return Err(given("eventual why: --line asks by itself: without --read, --fact and --model"));
    }
    if options.nth.is_some() && options.line.is_none() {
        return Err(given("eventual why: --nth counts what a line has: it needs --line"));
    }
    Ok(options)
}

fn given(line: &str) -> Stop {
    Stop::Given(vec![line.to_owned()])
}
