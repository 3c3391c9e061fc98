//! Runs an experiment under many seeds, and adds up what several machines found.

use super::{Stop, quoted, write};
use crate::lab::experiment::Experiment;
use crate::lab::problem::Problem;
use crate::lab::read;
use crate::lab::sweep::{self, Plan, Report, Seeds, Shard, Tally, Vary, sample};
use std::io::{IsTerminal, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

struct Options<'a> {
    file: &'a str,
    seeds: Seeds,
    protocols: Vec<&'a str>,
    vary: Vec<Vary>,
    shard: Shard,
    jobs: usize,
    out: Option<&'a str>,
}

/// Runs a sweep, or a shard of one.
pub(super) fn sweep(arguments: &[&str]) -> Result<(), Stop> {
    let options = options(arguments)?;
    let experiment = read::experiment(&write::read(options.file)?).map_err(|problems| {
        Stop::Given(problems.list.iter().map(|it| format!("{}: {it}", options.file)).collect())
    })?;
    let plan = Plan::new(experiment, options.seeds, &options.protocols, &options.vary)
        .map_err(|problems| Stop::Given(problems.iter().map(Problem::to_string).collect()))?;
    let tallies = tally(&plan, options.shard, options.jobs);
    put(options.out, &Report::new(&plan, options.shard, tallies).write())
}

/// Adds shards up.
pub(super) fn merge(arguments: &[&str]) -> Result<(), Stop> {
    let (mut files, mut out) = (Vec::new(), None);
    let mut rest = arguments.iter();
    while let Some(&word) = rest.next() {
        match word {
            "--out" => out = Some(value(word, rest.next())?),
            option if option.starts_with('-') => return Err(unknown("merge", option, "--out")),
            file => files.push(file),
        }
    }
    if files.is_empty() {
        return Err(given("eventual merge: needs the files of a sweep; see eventual --help".to_owned()));
    }
    let mut parts = Vec::new();
    for file in &files {
        parts.push(Report::read(&write::read(file)?).map_err(|why| given(format!("{file}: {why}")))?);
    }
    let whole = sweep::merge(parts).map_err(|(place, why)| given(format!("{}: {why}", files[place])))?;
    let missing = whole.missing();
    if !missing.is_empty() {
        let list: Vec<String> = missing.iter().take(20).map(u32::to_string).collect();
        let more = if missing.len() > 20 { ", ..." } else { "" };
        eprintln!("{} shards are missing: {}{more}", missing.len(), list.join(", "));
    }
    put(out, &whole.write())
}

fn put(file: Option<&str>, text: &str) -> Result<(), Stop> {
    file.map_or_else(|| write::out(text), |file| write::file(file, text))
}

/// Runs every point under every seed of a shard, on so many threads. Which thread runs what makes
/// no difference: tallies add up in any order.
fn tally(plan: &Plan, shard: Shard, jobs: usize) -> Vec<Tally> {
    let seeds: Vec<u64> = shard.seeds(plan.seeds).collect();
    // Samples of latency are shared within a thread and not between them, so each reads its own.
    let texts: Vec<String> = plan
        .points
        .iter()
        .map(|point| serde_json::to_string(&point.experiment).expect("an experiment is always JSON"))
        .collect();
    let (points, all) = (plan.points.len(), (plan.points.len() * seeds.len()) as u64);
    let next = AtomicU64::new(0);
    let whole = Mutex::new(vec![Tally::default(); points]);
    let work = || {
        let mut mine = vec![Tally::default(); points];
        let read = |text: &String| read::experiment(text).expect("it was read before");
        let experiments: Vec<Experiment> = texts.iter().map(read).collect();
        loop {
            let nth = next.fetch_add(1, Ordering::Relaxed);
            if nth >= all {
                break;
            }
            // Points take turns, so that a sweep that is cut short by a clock has met all of them.
            let (point, seed) = ((nth % points as u64) as usize, seeds[(nth / points as u64) as usize]);
            mine[point].add(&sample(&experiments[point], seed));
            tell(nth + 1, all);
        }
        let mut whole = whole.lock().expect("no thread panics while it adds up");
        whole.iter_mut().zip(&mine).for_each(|(sum, part)| sum.merge(part));
    };
    thread::scope(|scope| {
        for _ in 0..jobs.max(1) {
            scope.spawn(work);
        }
    });
    if all >= STEP && std::io::stderr().is_terminal() {
        eprintln!();
    }
    whole.into_inner().expect("no thread panics while it adds up")
}

/// After how many runs a person who waits is told.
const STEP: u64 = 100;

fn tell(done: u64, all: u64) {
    if done.is_multiple_of(STEP) && std::io::stderr().is_terminal() {
        let mut terminal = std::io::stderr().lock();
        let _ = write!(terminal, "\r{done} of {all} runs");
        let _ = terminal.flush();
    }
}

fn options<'a>(arguments: &[&'a str]) -> Result<Options<'a>, Stop> {
    let [file, rest @ ..] = arguments else {
        return Err(given("eventual sweep: needs an experiment; see eventual --help".to_owned()));
    };
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let mut seeds = None;
    let mut options = Options {
        file,
        seeds: Seeds { from: 0, to: 0 },
        protocols: Vec::new(),
        vary: Vec::new(),
        shard: Shard::WHOLE,
        jobs: processors,
        out: None,
    };
    let mut rest = rest.iter();
    while let Some(&name) = rest.next() {
        if !KNOWN.split(", ").any(|known| known == name) {
            return Err(unknown("sweep", name, KNOWN));
        }
        let value = value(name, rest.next())?;
        let bad = |what: &str| given(format!("{name}: {} is not {what}", quoted(value)));
        match name {
            "--seeds" => {
                let read = Seeds::parse(value).ok_or_else(|| bad("such as 1..1000, both included"))?;
                seeds = Some(read);
            }
            "--protocols" => options.protocols = value.split(',').collect(),
            "--vary" => {
                let read = Vary::parse(value).ok_or_else(|| bad("such as network.link.loss_ppm=0,1000"))?;
                options.vary.push(read);
            }
            "--shard" => {
                options.shard = Shard::parse(value).ok_or_else(|| bad("such as 2/8, the second of eight"))?;
            }
            "--jobs" => {
                options.jobs = value
                    .parse()
                    .ok()
                    .filter(|jobs| (1..=MOST_JOBS).contains(jobs))
                    .ok_or_else(|| bad("a whole number from 1 to 1024"))?;
            }
            _ => options.out = Some(value),
        }
    }
    options.seeds = seeds.ok_or_else(|| given("eventual sweep: needs --seeds A..B".to_owned()))?;
    Ok(options)
}

const KNOWN: &str = "--seeds, --protocols, --vary, --shard, --jobs, --out";
const MOST_JOBS: usize = 1_024;

fn value<'a>(name: &str, value: Option<&&'a str>) -> Result<&'a str, Stop> {
    value.copied().ok_or_else(|| given(format!("{name} needs a value")))
}

fn unknown(command: &str, option: &str, known: &str) -> Stop {
    given(format!("eventual {command}: there is no option {}; known are {known}", quoted(option)))
}

fn given(line: String) -> Stop {
    Stop::Given(vec![line])
}
