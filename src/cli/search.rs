//! Looks for a schedule of faults that breaks something, and writes the run.

use super::catalogue::pretty;
use super::run::{fold, load};
use super::{Stop, quoted, write};
use crate::base::text::TextBuf;
use crate::lab::claim::Fails;
use crate::lab::read::{self, RunFile};
use crate::lab::search::{self, Broken, Budget, Found, Goal, Spent, Wanted};
use serde_json::{Value, json};

/// So many runs are folded unless something else is said.
const TRIES: u32 = 20_000;
/// No search folds more: each run that is to be broken further is remembered.
const MOST_TRIES: u32 = 1_000_000;

struct Options<'a> {
    goal: Option<Goal>,
    budget: Option<Budget>,
    seed: u64,
    tries: u32,
    out: Option<&'a str>,
}

/// Searches, prints what was found as JSON, and writes the run where that is asked for.
pub(super) fn search(arguments: &[&str]) -> Result<(), Stop> {
    let [file, rest @ ..] = arguments else {
        return Err(given("needs a run or an experiment; see eventual --help"));
    };
    let Options { goal, budget, seed, tries, out } = options(rest)?;
    let goal = goal.ok_or_else(|| given("needs --goal, such as --goal conservation"))?;
    let budget = budget.ok_or_else(|| given("needs --budget, such as --budget drops=1,crashes=1"))?;
    let file = load(file)?;
    let (experiment, inputs) = (file.experiment.clone(), file.shown());
    let wanted = Wanted { experiment, inputs, goal: goal.clone(), budget, seed, tries };
    let (found, tried) = search::search(wanted).map_err(|fails| match fails {
        Fails::NotThere(why) => given(&format!("--goal: {}", why.en)),
        Fails::Found(found) => unreachable!("a search takes {found} as not reached"),
    })?;
    let mut said = json!({
        "goal": goal.written().collect::<Vec<_>>(), "budget": budget.written(), "seed": seed, "tried": tried,
        "found": matches!(found, Found::Faults(_)),
    });
    let (more, code) = match &found {
        Found::Faults(broken) => (written(&file, broken, out)?, 0),
        Found::Nothing => (json!({"because": NOTHING, "everything_tried": true}), 1),
        Found::Unknown => (json!({"because": UNKNOWN, "everything_tried": false}), 3),
    };
    merge(&mut said, more);
    write::out(&pretty(&said))?;
    if code == 0 { Ok(()) } else { Err(Stop::TextBuf(code)) }
}

const NOTHING: &str = "nothing within the budget reaches the goal: every schedule was tried";
const UNKNOWN: &str = "the tries were spent before everything was tried; --tries N allows more";

/// The run that was found, as JSON and as a file.
fn written(file: &RunFile, broken: &Broken, out: Option<&str>) -> Result<Value, Stop> {
    let run = RunFile::new(file.experiment.clone(), broken.inputs.clone());
    let folded = fold(&run);
    if let Some(name) = out {
        let text = read::write_run(&run.experiment, &run.inputs, Some(folded.digest()), folded.fact_count());
        write::file(name, &text)?;
    }
    let already = file.shown();
    let new = broken.inputs.iter().filter(|input| !already.contains(input));
    Ok(json!({
        "faults": broken.faults, "inputs": broken.inputs, "at_us": broken.at, "smallest": broken.is_smallest,
        "spent": Spent::by(new.clone()).total(), "digest": folded.digest(), "file": out,
    }))
}

fn merge(into: &mut Value, more: Value) {
    if let (Some(into), Value::Object(more)) = (into.as_object_mut(), more) {
        into.extend(more);
    }
}

fn options<'a>(arguments: &[&'a str]) -> Result<Options<'a>, Stop> {
    let mut options = Options { goal: None, budget: None, seed: 1, tries: TRIES, out: None };
    let mut rest = arguments.iter();
    while let Some(&name) = rest.next() {
        let Some(&value) = rest.next() else { return Err(given(&format!("{} needs a value", quoted(name)))) };
        let wrong = |why: TextBuf| given(&format!("{name}: {}", why.en));
        let number = |least: u64, most: u64| {
            let read = value.parse().ok().filter(|number| (least..=most).contains(number));
            read.ok_or_else(|| {
                given(&format!("{name}: {} is no whole number from {least} to {most}", quoted(value)))
            })
        };
        match name {
            "--goal" => options.goal = Some(Goal::parse(value).map_err(wrong)?),
            "--budget" => options.budget = Some(Budget::parse(value).map_err(wrong)?),
            "--seed" => options.seed = number(0, u64::MAX)?,
            "--tries" => options.tries = number(1, u64::from(MOST_TRIES))? as u32,
            "--out" => options.out = Some(value),
            other => {
                return Err(given(&format!(
                    "there is no option {}; known are --goal, --budget, --seed, --tries, --out",
                    quoted(other)
                )));
            }
        }
    }
    Ok(options)
}

fn given(line: &str) -> Stop {
    Stop::Given(vec![format!("eventual search: {line}")])
}
