//! Runs an experiment, and runs an exported run again.

use super::{Stop, quoted, write};
use crate::base::time::Time;
use crate::lab::read::{self, Problems, RunFile};
use crate::lab::{history, link, receipt, setup};
use crate::sim::run::{AnyRun, Progress};
use std::time::Instant;

#[derive(Default)]
struct Options<'a> {
    inputs: Option<&'a str>,
    until: Option<Time>,
    trace: Option<&'a str>,
    history: Option<&'a str>,
    receipt: Option<&'a str>,
}

/// Runs an experiment or an exported run.
pub(super) fn run(arguments: &[&str]) -> Result<(), Stop> {
    let [file, rest @ ..] = arguments else {
        return Err(given("eventual run: needs an experiment; see eventual --help"));
    };
    let options = options(rest)?;
    let mut run = load(file)?;
    if let Some(inputs) = options.inputs {
        let text = write::read(inputs)?;
        let inputs = read::inputs(&text, &run.experiment).map_err(|problems| stop(inputs, problems))?;
        run = RunFile::new(run.experiment, inputs);
    }
    if let Some(until) = options.until {
        run.experiment.duration_us = until.0;
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "the real time that a run took is told beside it and never enters it"
    )]
    let began = Instant::now();
    let mut folded = fold(&run);
    let real = began.elapsed();
    // Everything is computed before anything is written: what fails leaves nothing behind.
    let mut files = Vec::new();
    if let Some(name) = options.trace {
        files.push((name, history::facts(folded.as_ref())));
    }
    if let Some(name) = options.history {
        files.push((name, history::operations(&run.experiment, folded.as_ref())));
    }
    if let Some(name) = options.receipt {
        let receipt = receipt::receipt(&run.experiment, folded.as_mut());
        files.push((
            name,
            serde_json::to_string_pretty(&receipt).expect("plain values are always JSON") + "\n",
        ));
    }
    for (name, text) in files {
        write::file(name, &text)?;
    }
    let (simulated, steps) = folded.folded();
    let mut text = format!(
        "digest {}\n{} facts, {steps} steps\nsimulated {simulated}, real {:.3} s\n",
        folded.digest(),
        folded.fact_count(),
        real.as_secs_f64()
    );
    if let Some(why) = receipt::ended_early(folded.as_ref()) {
        text += &format!("{}\n", why.en);
    }
    write::out(&text)
}

/// Runs an exported run again.
pub(super) fn replay(file: &str) -> Result<(), Stop> {
    let run = load(file)?;
    let digest = fold(&run).digest();
    match run.digest {
        Some(claimed) if claimed == digest => {
            write::out(&format!("digest {digest}\nholds: the run is the same, fact by fact\n"))
        }
        Some(claimed) => Err(Stop::No(format!(
            "{file}: the digest does not hold: the file says {claimed}, the run came to {digest}"
        ))),
        None => write::out(&format!("digest {digest}\nthe file claims no digest\n")),
    }
}

/// The run of a file, or of a link.
pub(super) fn load(file: &str) -> Result<RunFile, Stop> {
    if let Some((_, link)) = file.split_once(link::PREFIX) {
        return link::read(link).map_err(|problems| stop("link", problems));
    }
    read::run(&write::read(file)?).map_err(|problems| stop(file, problems))
}

/// The run, folded to its end.
pub(super) fn fold(run: &RunFile) -> Box<dyn AnyRun> {
    let mut folded = setup::open(&run.experiment, &run.shown());
    while folded.advance(1_000_000) == Progress::More {}
    folded
}

fn options<'a>(arguments: &[&'a str]) -> Result<Options<'a>, Stop> {
    let mut options = Options::default();
    let mut rest = arguments.iter();
    while let Some(&name) = rest.next() {
        let Some(&value) = rest.next() else {
            return Err(given(&format!("eventual run: {} needs a value", quoted(name))));
        };
        match name {
            "--inputs" => options.inputs = Some(value),
            "--trace" => options.trace = Some(value),
            "--history" => options.history = Some(value),
            "--receipt" => options.receipt = Some(value),
            "--until" => {
                options.until = Some(time(value).ok_or_else(|| {
                    given(&format!(
                        "--until: {} is no time; it must be such as 2.5s, 800ms or 120us",
                        quoted(value)
                    ))
                })?)
            }
            other => {
                return Err(given(&format!(
                    "eventual run: there is no option {}; known are --inputs, --until, --trace, --history, --receipt",
                    quoted(other)
                )));
            }
        }
    }
    Ok(options)
}

/// A time as a person writes it. A number alone is microseconds, as in files.
pub(super) fn time(text: &str) -> Option<Time> {
    let (number, unit) =
        text.split_at(text.find(|letter: char| letter.is_alphabetic()).unwrap_or(text.len()));
    let places: usize = match unit {
        "s" => 6,
        "ms" => 3,
        "us" | "" => 0,
        _ => return None,
    };
    let (whole, part) = number.trim().split_once('.').unwrap_or((number.trim(), ""));
    if part.len() > places
        || whole.is_empty()
        || !whole.bytes().chain(part.bytes()).all(|byte| byte.is_ascii_digit())
    {
        return None;
    }
    let us: u64 = format!("{whole}{part:0<places$}").parse().ok()?;
    (1..=crate::base::distribution::LONGEST_US).contains(&us).then_some(Time(us))
}

fn given(line: &str) -> Stop {
    Stop::Given(vec![line.to_owned()])
}

fn stop(file: &str, problems: Problems) -> Stop {
    let mut lines: Vec<String> = problems.list.iter().map(|problem| format!("{file}: {problem}")).collect();
    let more = problems.count - lines.len() as u64;
    if more > 0 {
        lines.push(format!("{file}: and {more} more"));
    }
    Stop::Given(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        assert_eq!(
            ["2.5s", "800ms", "120us", "7"].map(|text| time(text).map(|at| at.0)),
            [Some(2_500_000), Some(800_000), Some(120), Some(7)]
        );
        assert!(["", "s", "-1s", "1.2345ms", "1h", "0", "1e3s"].iter().all(|text| time(text).is_none()));
    }
}
