//! Writes a run as a file for other tools.

use super::run::{fold, load, time};
use super::{Stop, quoted, write};
use crate::base::text::Language;
use crate::base::time::Time;
use crate::lab::export::{self, Form};
use crate::lab::frame::{Camera, build};
use crate::lab::read::RunFile;
use crate::lab::timeline::Timeline;
use crate::protocol::catalog;
use crate::view::svg;

/// Runs an experiment or an exported run, and prints or writes it in one form.
pub(super) fn export(arguments: &[&str]) -> Result<(), Stop> {
    let [file, rest @ ..] = arguments else {
        return Err(given("needs a run or an experiment; see eventual --help"));
    };
    let (mut form, mut out, mut at, mut language) = (None, None, None, Language::En);
    let mut rest = rest.iter();
    while let Some(&option) = rest.next() {
        if !OPTIONS.contains(&option) {
            let (option, known) = (quoted(option), OPTIONS.join(", "));
            return Err(given(&format!("there is no option {option}; known are {known}")));
        }
        let Some(&value) = rest.next() else {
            return Err(given(&format!("{option} needs a value")));
        };
        match option {
            "--as" => {
                form = Some(As::named(value).ok_or_else(|| {
                    given(&format!("--as: there is no form {}; known are {}", quoted(value), known()))
                })?)
            }
            "--at" => {
                at = Some(time(value).ok_or_else(|| {
                    let value = quoted(value);
                    given(&format!("--at: {value} is no time; it must be such as 2.5s, 800ms or 120us"))
                })?)
            }
            "--language" => language = super::language("export", value)?,
            _ => out = Some(value),
        }
    }
    let Some(form) = form else { return Err(given(&format!("needs --as, one of {}", known()))) };
    if at.is_some() && !matches!(form, As::Stage) {
        return Err(given(&format!("--at: only {STAGE} is of one moment")));
    }
    let run = load(file)?;
    let text = match form {
        As::Form(form) => {
            let mut folded = fold(&run);
            export::text(form, &run.experiment, &run.shown(), folded.as_mut())
        }
        As::SpaceTime => picture(&run, None, language),
        As::Stage => picture(&run, Some(at.unwrap_or(Time(run.experiment.duration_us))), language),
    };
    match out {
        Some(name) => write::file(name, &text),
        None => write::out(&text),
    }
}

const OPTIONS: [&str; 4] = ["--as", "--out", "--at", "--language"];

/// What a run is written as: a form that the engine knows, or a picture.
#[derive(Clone, Copy)]
enum As {
    Form(Form),
    SpaceTime,
    Stage,
}

/// The names of the pictures.
const SPACE_TIME: &str = "space-time-svg";
const STAGE: &str = "stage-svg";

impl As {
    fn named(name: &str) -> Option<As> {
        match name {
            SPACE_TIME => Some(As::SpaceTime),
            STAGE => Some(As::Stage),
            other => Form::named(other).map(As::Form),
        }
    }
}

fn known() -> String {
    Form::ALL.map(Form::name).join(", ") + ", " + SPACE_TIME + ", " + STAGE
}

/// The stage at a moment, or where none is given the whole run as space-time.
fn picture(run: &RunFile, moment: Option<Time>, language: Language) -> String {
    let experiment = &run.experiment;
    let mut timeline = Timeline::open(experiment.clone(), run.shown());
    while timeline.advance(1_000_000) {}
    timeline.judge();
    let branch = timeline.look(0);
    let end = Time(experiment.duration_us);
    branch.seek_time(moment.unwrap_or(end));
    let camera = Camera { before_us: end.0, after_us: 0, ..Camera::default() };
    let frame = &build(experiment, 0, branch, &camera);
    let way = catalog::find(&experiment.protocol.name).map_or("", |entry| entry.title.in_language(language));
    if moment.is_none() {
        return svg::space_time(frame, experiment, way, language).text;
    }
    let shown = svg::Moment { frame, experiment, way, broken: branch.broken(), within: None };
    svg::stage(&shown, language).text
}

fn given(line: &str) -> Stop {
    Stop::Given(vec![format!("eventual export: {line}")])
}
