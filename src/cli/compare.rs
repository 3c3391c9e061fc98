//! Runs an experiment on several protocols and prints their receipts side by side.

use super::{Stop, quoted, write};
use crate::base::text::Language;
use crate::lab::compare::{self, MOST_COLUMNS};
use crate::lab::experiment::Experiment;
use crate::lab::{read, setup};
use crate::sim::run::{AnyRun, Progress};

#[derive(Default)]
struct Options<'a> {
    protocols: Vec<&'a str>,
    csv: Option<&'a str>,
    json: Option<&'a str>,
    language: Language,
}

/// Runs the experiment on each protocol, prints the table, and writes it where that is asked for.
/// On the command line there may be as many columns as there are protocols: only the page has to
/// find room for them.
pub(super) fn compare(arguments: &[&str]) -> Result<(), Stop> {
    let [file, rest @ ..] = arguments else {
        return Err(given("eventual compare: needs an experiment; see eventual --help".to_owned()));
    };
    let options = options(rest)?;
    let text = write::read(file)?;
    let run = read::run(&text).map_err(|problems| {
        Stop::Given(problems.list.iter().map(|problem| format!("{file}: {problem}")).collect())
    })?;
    // What the person did in a saved run is planned for all.
    let mut base = run.experiment.clone();
    base.faults.extend(run.shown());
    let mut experiments = Vec::new();
    let mut problems = Vec::new();
    for text in &options.protocols {
        match compare::column(&base, text) {
            Ok(experiment) => experiments.push(experiment),
            Err(problem) => problems.push(format!("--protocols {}: {problem}", quoted(text))),
        }
    }
    if !problems.is_empty() {
        return Err(Stop::Given(problems));
    }
    let needs = compare::needs(&experiments.iter().collect::<Vec<&Experiment>>());
    let mut folded: Vec<Box<dyn AnyRun>> = experiments.iter().map(fold).collect();
    let runs = experiments.iter().zip(folded.iter_mut().map(Box::as_mut)).collect();
    let comparison = compare::compare(&base, runs, needs);
    if let Some(name) = options.csv {
        write::file(name, &compare::csv(&comparison, options.language))?;
    }
    if let Some(name) = options.json {
        write::file(name, &compare::json(&comparison))?;
    }
    write::out(&compare::text(&comparison, options.language))
}

fn fold(experiment: &Experiment) -> Box<dyn AnyRun> {
    let mut run = setup::open(experiment, &[]);
    while run.advance(1_000_000) == Progress::More {}
    run
}

fn options<'a>(arguments: &[&'a str]) -> Result<Options<'a>, Stop> {
    const KNOWN: &str = "--protocols, --csv, --json, --language";
    let mut options = Options::default();
    let mut rest = arguments.iter();
    while let Some(&name) = rest.next() {
        if !KNOWN.split(", ").any(|known| known == name) {
            let name = quoted(name);
            return Err(given(format!("eventual compare: there is no option {name}; known are {KNOWN}")));
        }
        let Some(&value) = rest.next() else { return Err(given(format!("{name} needs a value"))) };
        match name {
            "--protocols" => options.protocols = value.split(',').collect(),
            "--csv" => options.csv = Some(value),
            "--json" => options.json = Some(value),
            _ => {
                options.language = match value {
                    "en" => Language::En,
                    "zh" => Language::Zh,
                    other => {
                        let other = quoted(other);
                        return Err(given(format!("--language: {other} is neither en nor zh")));
                    }
                }
            }
        }
    }
    if options.protocols.len() < 2 {
        return Err(given(format!(
            "eventual compare: needs --protocols with two or more, such as NAME,NAME:safest; `eventual protocols` lists the names (the page shows up to {MOST_COLUMNS})"
        )));
    }
    Ok(options)
}

fn given(line: String) -> Stop {
    Stop::Given(vec![line])
}
