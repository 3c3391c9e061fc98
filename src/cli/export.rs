//! Writes a run as a file for other tools.

use super::run::{fold, load};
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
    let (mut form, mut out) = (None, None);
    let mut rest = rest.iter();
    while let Some(&option) = rest.next() {
        if !["--as", "--out"].contains(&option) {
            return Err(given(&format!("there is no option {}; known are --as, --out", quoted(option))));
        }
        let Some(&value) = rest.next() else {
            return Err(given(&format!("{option} needs a value")));
        };
        if option == "--out" {
            out = Some(value);
            continue;
        }
        form = Some(match Form::named(value) {
            Some(form) => As::Form(form),
            None if value == SPACE_TIME => As::SpaceTime,
            None => {
                return Err(given(&format!(
                    "--as: there is no form {}; known are {}",
                    quoted(value),
                    known()
                )));
            }
        });
    }
    let Some(form) = form else { return Err(given(&format!("needs --as, one of {}", known()))) };
    let run = load(file)?;
    let text = match form {
        As::Form(form) => {
            let mut folded = fold(&run);
            export::text(form, &run.experiment, &run.shown(), folded.as_mut())
        }
        As::SpaceTime => space_time(&run),
    };
    match out {
        Some(name) => write::file(name, &text),
        None => write::out(&text),
    }
}

/// What a run is written as: a form that the engine knows, or a picture.
#[derive(Clone, Copy)]
enum As {
    Form(Form),
    SpaceTime,
}

/// The name of the picture.
const SPACE_TIME: &str = "space-time-svg";

fn known() -> String {
    Form::ALL.map(Form::name).join(", ") + ", " + SPACE_TIME
}

/// The whole run as one picture.
fn space_time(run: &RunFile) -> String {
    let experiment = &run.experiment;
    let mut timeline = Timeline::open(experiment.clone(), run.shown());
    while timeline.advance(1_000_000) {}
    let branch = timeline.look(0);
    let end = Time(experiment.duration_us);
    branch.seek_time(end);
    let camera = Camera { before_us: end.0, after_us: 0, ..Camera::default() };
    let frame = build(experiment, 0, branch, &camera);
    let way = catalog::find(&experiment.protocol.name).map_or("", |entry| entry.title.en);
    let height = 90.0 + 78.0 * frame.nodes.len() as f64;
    svg::space_time(&frame, experiment, way, (1_280.0, height), Language::En)
}

fn given(line: &str) -> Stop {
    Stop::Given(vec![format!("eventual export: {line}")])
}
