//! The file of a run: its experiment, its inputs, and the digest that a replay must come to.

use super::experiment::{format, from_value};
use super::{Problems, Reader, action, parse};
use crate::base::digest::Sum;
use crate::lab::experiment::{Experiment, VERSION};
use crate::protocol::catalog::{CATALOG, Catalog};
use crate::sim::input::Input;
use serde::Serialize;

/// What `format` says in a file that holds a run.
pub const FORMAT: &str = "eventual/run";

/// A run as a file holds it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RunFile {
    /// What is folded to get the run.
    pub experiment: Experiment,
    /// What the person did.
    pub inputs: Vec<Input>,
    /// The digest of the whole trace, if the file claims one.
    pub digest: Option<Sum>,
}

#[derive(Serialize)]
struct Written<'a> {
    format: &'static str,
    version: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    digest: Option<Sum>,
    facts: u32,
    experiment: &'a Experiment,
    inputs: &'a [Input],
}

/// Writes the file of a run: JSON, to be read by people too.
pub fn write_run(experiment: &Experiment, inputs: &[Input], digest: Option<Sum>, facts: u32) -> String {
    let written = Written { format: FORMAT, version: VERSION, digest, facts, experiment, inputs };
    // An import of 100,000 rows is not for reading; a line break for each of its fields would only
    // make it long.
    let text = if experiment.is_long() {
        serde_json::to_string(&written)
    } else {
        serde_json::to_string_pretty(&written)
    };
    text.expect("plain values are always JSON") + "\n"
}

/// Reads the file of a run, or of an experiment alone.
///
/// # Errors
/// Every bad field, by its path, with what is allowed.
pub fn run(text: &str) -> Result<RunFile, Problems> {
    run_in(CATALOG, text)
}

/// The same, with the protocols of some catalogue.
///
/// # Errors
/// As [`run`].
pub fn run_in(catalog: Catalog, text: &str) -> Result<RunFile, Problems> {
    let value = parse(text)?;
    let mut reader = Reader::new(catalog);
    if value.get("experiment").is_none()
        && value.get("format").and_then(|format| format.as_str()) != Some(FORMAT)
    {
        let experiment = from_value(&mut reader, &value, "");
        return reader.finish(RunFile { experiment, inputs: Vec::new(), digest: None });
    }
    let mut fields = reader.object(&value, "");
    format(&mut reader, &mut fields, FORMAT);
    let digest = fields.get("digest").and_then(|value| {
        let sum = value.as_str().and_then(Sum::parse);
        if sum.is_none() {
            reader.not_allowed("digest", value, "32 hexadecimal digits", " 32 位十六进制数字");
        }
        sum
    });
    fields.whole(&mut reader, "facts", 0..=i128::from(u32::MAX), 0u32);
    let experiment = match fields.need(&mut reader, "experiment") {
        Some(value) => from_value(&mut reader, value, "experiment"),
        None => from_value(&mut Reader::new(catalog), &serde_json::Value::Null, ""),
    };
    let inputs = match fields.get("inputs") {
        Some(value) => {
            let nodes = (experiment.nodes, experiment.cast_in(catalog).nodes());
            action::inputs(&mut reader, value, "inputs", nodes, experiment.accounts.len() as u32)
        }
        None => Vec::new(),
    };
    fields.done(&mut reader);
    reader.finish(RunFile { experiment, inputs, digest })
}

/// Reads a list of inputs alone, for an experiment that is known.
///
/// # Errors
/// Every bad field, by its path, with what is allowed.
pub fn inputs(text: &str, experiment: &Experiment) -> Result<Vec<Input>, Problems> {
    let value = parse(text)?;
    let mut reader = Reader::new(CATALOG);
    let read = action::inputs(
        &mut reader,
        &value,
        "inputs",
        (experiment.nodes, experiment.cast().nodes()),
        experiment.accounts.len() as u32,
    );
    reader.finish(read)
}
