//! The file of a run: its experiment, its inputs, and the digest that a replay must come to; where
//! it was saved whole, every branch besides, and what was looked at.

use super::experiment::{format, from_value};
use super::{Problems, Reader, action, parse};
use crate::base::arrange::Arrange;
use crate::base::digest::Sum;
use crate::base::time::Time;
use crate::lab::experiment::{Experiment, VERSION};
use crate::lab::timeline::MOST_BRANCHES;
use crate::lab::whole::{
    Act, Bookmark, BranchName, LONGEST_NAME, LONGEST_NOTE, MOST_BOOKMARKS, MOST_TABS, View, inputs_of,
};
use crate::protocol::catalog::{CATALOG, Catalog};
use crate::sim::input::Input;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What `format` says in a file that holds a run.
pub const FORMAT: &str = "eventual/run";

/// A run as a file holds it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RunFile {
    /// What is folded to get the run.
    pub experiment: Experiment,
    /// What the person did in the first branch.
    pub inputs: Vec<Input>,
    /// What made the other branches, in order.
    pub acts: Vec<Act>,
    /// What was looked at.
    pub view: View,
    /// The moments that were marked, in order.
    pub bookmarks: Vec<Bookmark>,
    /// What branches were called, in order.
    pub names: Vec<BranchName>,
    /// The digest of the whole trace of the branch that was shown, if the file claims one.
    pub digest: Option<Sum>,
}

impl RunFile {
    /// A run of one branch, at its beginning.
    pub fn new(experiment: Experiment, inputs: Vec<Input>) -> RunFile {
        let (acts, bookmarks, names) = (Vec::new(), Vec::new(), Vec::new());
        RunFile { experiment, inputs, acts, view: View::default(), bookmarks, names, digest: None }
    }

    /// What was done in the branch that was shown, its parents' past included.
    pub fn shown(&self) -> Vec<Input> {
        inputs_of(&self.inputs, &self.acts, self.view.branch)
    }
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

#[derive(Serialize)]
struct Whole<'a> {
    format: &'static str,
    version: u32,
    experiment: &'a Experiment,
    inputs: &'a [Input],
    acts: &'a [Act],
    view: &'a View,
    bookmarks: &'a [Bookmark],
    #[serde(skip_serializing_if = "<[BranchName]>::is_empty")]
    names: &'a [BranchName],
    #[serde(skip_serializing_if = "Option::is_none")]
    digest: Option<Sum>,
}

/// Writes a run with all its branches, on one line.
pub fn write_whole(run: &RunFile) -> String {
    let RunFile { experiment, inputs, acts, view, bookmarks, names, digest } = run;
    let (format, version, digest) = (FORMAT, VERSION, *digest);
    let whole = Whole { format, version, experiment, inputs, acts, view, bookmarks, names, digest };
    serde_json::to_string(&whole).expect("plain values are always JSON")
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
        return reader.finish(RunFile::new(experiment, Vec::new()));
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
    let nodes = (experiment.nodes, experiment.cast_in(catalog).nodes());
    let accounts = experiment.accounts.len() as u32;
    let inputs = match fields.get("inputs") {
        Some(value) => action::inputs(&mut reader, value, "inputs", nodes, accounts),
        None => Vec::new(),
    };
    let acts = match fields.get("acts") {
        Some(value) => acts(&mut reader, value, nodes, accounts),
        None => Vec::new(),
    };
    let branches = acts.len() as u32 + 1;
    let view = match fields.get("view") {
        Some(value) => view(&mut reader, value, branches),
        None => View::default(),
    };
    let bookmarks = match fields.get("bookmarks") {
        Some(value) => bookmarks(&mut reader, value, branches),
        None => Vec::new(),
    };
    let names = match fields.get("names") {
        Some(value) => names(&mut reader, value, branches),
        None => Vec::new(),
    };
    fields.done(&mut reader);
    reader.finish(RunFile { experiment, inputs, acts, view, bookmarks, names, digest })
}

/// Each act is in a branch that an earlier one made.
fn acts(reader: &mut Reader, value: &Value, nodes: (u16, u16), accounts: u32) -> Vec<Act> {
    let list = reader.list(value, "acts", MOST_BRANCHES - 1);
    let read = list.iter().enumerate().map(|(n, value)| {
        let mut fields = reader.object(value, &format!("acts[{n}]"));
        let branch = fields.need_whole(reader, "branch", 0..=n as i128);
        Act { branch, input: action::input_of(reader, fields, nodes, accounts) }
    });
    read.collect()
}

fn view(reader: &mut Reader, value: &Value, branches: u32) -> View {
    let mut fields = reader.object(value, "view");
    let first = View::default();
    let read = View {
        branch: fields.whole(reader, "branch", 0..=i128::from(branches) - 1, first.branch),
        at: Time(fields.whole(reader, "at_us", action::TIME, first.at.0)),
        tab: fields.whole(reader, "tab", 0..=i128::from(MOST_TABS) - 1, first.tab),
        speed_milli: fields.whole(reader, "speed_milli", 10..=1_000_000, first.speed_milli),
        before_us: fields.whole(reader, "before_us", action::TIME, first.before_us),
        after_us: fields.whole(reader, "after_us", action::TIME, first.after_us),
    };
    fields.done(reader);
    read
}

fn bookmarks(reader: &mut Reader, value: &Value, branches: u32) -> Vec<Bookmark> {
    let list = reader.list(value, "bookmarks", MOST_BOOKMARKS);
    let read = list.iter().enumerate().map(|(n, value)| {
        let mut fields = reader.object(value, &format!("bookmarks[{n}]"));
        let branch = fields.need_whole(reader, "branch", 0..=i128::from(branches) - 1);
        let at = Time(fields.need_whole(reader, "at_us", action::TIME));
        let path = fields.path_of("note");
        let note = fields.get("note").map(|value| reader.text(value, &path, LONGEST_NOTE));
        fields.done(reader);
        Bookmark { branch, at, note: note.unwrap_or_default() }
    });
    let mut read: Vec<Bookmark> = read.collect();
    // A moment is marked once; what was written to it first stands.
    read.arrange_by_key(Bookmark::place);
    read.dedup_by_key(|mark| mark.place());
    read
}

fn names(reader: &mut Reader, value: &Value, branches: u32) -> Vec<BranchName> {
    let list = reader.list(value, "names", MOST_BRANCHES);
    let read = list.iter().enumerate().map(|(n, value)| {
        let mut fields = reader.object(value, &format!("names[{n}]"));
        let branch = fields.need_whole(reader, "branch", 0..=i128::from(branches) - 1);
        let path = fields.path_of("name");
        let name = fields.need(reader, "name").map(|value| reader.text(value, &path, LONGEST_NAME));
        fields.done(reader);
        BranchName { branch, name: name.unwrap_or_default() }
    });
    let mut read: Vec<BranchName> = read.collect();
    read.arrange_by_key(|it| it.branch);
    read.dedup_by_key(|it| it.branch);
    read
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
