//! Writes a run as a file for other tools.

use super::run::{fold, load};
use super::{Stop, quoted, write};
use crate::lab::export::{self, Form};

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
        let Some(named) = Form::named(value) else {
            let known = Form::ALL.map(Form::name).join(", ");
            return Err(given(&format!("--as: there is no form {}; known are {known}", quoted(value))));
        };
        form = Some(named);
    }
    let Some(form) = form else {
        let known = Form::ALL.map(Form::name).join(", ");
        return Err(given(&format!("needs --as, one of {known}")));
    };
    let run = load(file)?;
    let mut folded = fold(&run);
    let text = export::text(form, &run.experiment, &run.shown(), folded.as_mut());
    match out {
        Some(name) => write::file(name, &text),
        None => write::out(&text),
    }
}

fn given(line: &str) -> Stop {
    Stop::Given(vec![format!("eventual export: {line}")])
}
