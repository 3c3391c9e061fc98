//! As many cases of the fault matrix as you like: on all cores, to be stopped and gone on with at
//! any time. Each case that breaks leaves two run files, whole and made small.

use super::{Stop, quoted, write};
use crate::lab::matrix::faults::Faults;
use crate::lab::matrix::{Case, Outcome};
use crate::lab::read;
use crate::protocol::catalog::ENTRIES;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// How many cases of the protocols that are wanted a core takes before what was found is saved.
const ROUND: u64 = 64;

struct Options<'a> {
    seeds: u64,
    /// The first seed.
    from: u64,
    hours: Option<f64>,
    /// This shard, from 0, and of how many.
    shard: (u64, u64),
    folder: &'a str,
    /// The names of the protocols whose cases are run; none for all.
    protocols: Vec<&'static str>,
    /// The one case that is run, instead of all.
    case: Option<Case>,
}

impl Options<'_> {
    fn wants(&self, case: &Case) -> bool {
        self.protocols.is_empty() || self.protocols.contains(&case.entry.name)
    }

    /// Where what was found is saved: other seeds and other protocols have other files.
    fn file(&self) -> PathBuf {
        let (shard, shards) = self.shard;
        let only: String = self.protocols.iter().map(|name| format!("-{name}")).collect();
        let name = format!("from-{}-shard-{}-of-{shards}{only}.json", self.from, shard + 1);
        Path::new(self.folder).join(name)
    }
}

/// What is known so far. A swarm that is started again with the same folder and shard goes on from
/// it.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
struct Known {
    /// The next seed of this shard, counted from 0 within it.
    next: u64,
    /// How many cases were run: those seeds that stand for a protocol that was wanted.
    #[serde(default)]
    cases: u64,
    /// How many facts there were in all runs.
    facts: u64,
    /// How many promises were put to the test and held.
    held: u64,
    /// What broke: the name of each case, and what.
    broken: BTreeMap<String, Vec<String>>,
    /// How many cases had each kind of fault, by protocol and kind.
    faults: BTreeMap<String, u64>,
    /// How many cases reached each goal.
    goals: BTreeMap<String, u64>,
    /// How many cores waited for what they lacked.
    waits: BTreeMap<String, u64>,
}

/// Runs a swarm.
pub(super) fn swarm(arguments: &[&str]) -> Result<(), Stop> {
    let options = options(arguments)?;
    let (shard, shards) = options.shard;
    let folder = Path::new(options.folder);
    std::fs::create_dir_all(folder).map_err(|error| given(&format!("{}: {error}", options.folder)))?;
    if let Some(case) = options.case {
        return finish(&run(case, folder), options.folder);
    }
    let from = options.from;
    let file = options.file();
    let mut known = load(&file)?;
    if !known.broken.is_empty() {
        eprintln!("{}: goes on; {} cases broke before", file.display(), known.broken.len());
    }
    let mine = options.seeds / shards + u64::from(shard < options.seeds % shards);
    #[expect(clippy::disallowed_methods, reason = "how long a swarm may take is real time and enters no run")]
    let began = Instant::now();
    let late = |began: Instant| {
        options.hours.is_some_and(|hours| began.elapsed() > Duration::from_secs_f64(hours * 3_600.0))
    };
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get() as u64);
    let (first, run_before) = (known.next, known.cases);
    while known.next < mine && !late(began) {
        let many = ENTRIES.len() as u64 / (options.protocols.len() as u64).clamp(1, ENTRIES.len() as u64);
        let end = mine.min(known.next + ROUND * cores * many);
        let cases: Vec<Case> = (known.next..end)
            .map(|nth| Case::of_seed(from + nth * shards + shard))
            .filter(|case| options.wants(case))
            .collect();
        // Who is done takes the next one: some cases take a hundred times as long as others.
        let (next, cases) = (&AtomicUsize::new(0), &cases);
        let found: Vec<Known> = std::thread::scope(|scope| {
            let of_core = |_| {
                scope.spawn(move || {
                    let mut found = Known::default();
                    while let Some(&case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                        found = add(found, run(case, folder));
                    }
                    found
                })
            };
            let threads: Vec<_> = (0..cores).map(of_core).collect();
            threads.into_iter().map(|thread| thread.join().expect("panics are caught")).collect()
        });
        known = found.into_iter().fold(known, add);
        known.next = end;
        save(&file, &known)?;
        let seconds = began.elapsed().as_secs_f64().max(0.001);
        let left = (mine - known.next) as f64 / (known.next - first) as f64 * seconds / 3_600.0;
        eprintln!(
            "{} of {mine} seeds, {} broke, {:.0} cases a second, {left:.1} hours left",
            known.next,
            known.broken.len(),
            (known.cases - run_before) as f64 / seconds
        );
    }
    finish(&known, options.folder)
}

/// Prints what was found, and says whether anything broke.
fn finish(known: &Known, folder: &str) -> Result<(), Stop> {
    let text = serde_json::to_string_pretty(known).expect("plain values are always JSON");
    write::out(&(text + "\n"))?;
    if known.broken.is_empty() {
        return Ok(());
    }
    Err(Stop::No(format!("{} cases broke; their runs are in {folder}", known.broken.len())))
}

/// Runs a case. Where it breaks, that is said at once, and its run is written, whole and made small.
fn run(case: Case, folder: &Path) -> Known {
    let run = || {
        let drawn = case.draw(&Faults::USUAL);
        let outcome = case.judge(&drawn, case.fold(&drawn).as_mut());
        if let Some(first) = outcome.broken.first() {
            keep(folder, &case, "", &drawn);
            keep(folder, &case, "-small", &case.smaller(&drawn, &first.model));
        }
        outcome
    };
    let mut known = Known::default();
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(outcome) => count(&mut known, &case, &outcome),
        Err(_) => {
            known.broken.insert(case.name(), vec!["panic".to_owned()]);
        }
    }
    known.cases = 1;
    known.broken.iter().for_each(|(name, what)| eprintln!("{name} broke: {}", what.join("; ")));
    known
}

fn count(known: &mut Known, case: &Case, outcome: &Outcome) {
    let of = |name: &str| format!("{}: {name}", case.entry.name);
    (known.facts, known.held) = (u64::from(outcome.facts), outcome.held.len() as u64);
    known.faults.extend(outcome.dealt.all().map(|fault| (of(fault.name()), 1)));
    let goals = case.entry.goals.iter().zip(&outcome.goals).filter(|(_, reached)| **reached);
    known.goals.extend(goals.map(|(goal, _)| (of(goal.name), 1)));
    known.waits.extend(outcome.waits.map(|need| (of(need.name), 1)));
    if !outcome.broken.is_empty() {
        let what = |it: &crate::lab::verdicts::Finding| {
            let because = it.because.as_ref().map_or("", |because| because.en.as_str());
            format!("{}: {because}", it.model)
        };
        known.broken.insert(case.name(), outcome.broken.iter().map(what).collect());
    }
}

/// Writes the run of a case, as the page opens it. What cannot be written is said and costs no seed.
fn keep(folder: &Path, case: &Case, which: &str, drawn: &crate::lab::matrix::experiments::Drawn) {
    let run = case.fold(drawn);
    let text = read::write_run(&drawn.whole(), &[], Some(run.digest()), run.fact_count());
    let file: PathBuf = folder.join(format!("{}{which}.json", case.name()));
    if let Err(error) = std::fs::write(&file, text) {
        eprintln!("{}: {error}", file.display());
    }
}

fn add(mut all: Known, one: Known) -> Known {
    all.cases += one.cases;
    all.facts += one.facts;
    all.held += one.held;
    all.broken.extend(one.broken);
    let sums = [(&mut all.faults, one.faults), (&mut all.goals, one.goals), (&mut all.waits, one.waits)];
    for (all, one) in sums {
        one.into_iter().for_each(|(name, times)| *all.entry(name).or_insert(0) += times);
    }
    all
}

fn load(file: &Path) -> Result<Known, Stop> {
    match std::fs::read_to_string(file) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Known::default()),
        Err(error) => Err(given(&format!("{}: {error}", file.display()))),
        Ok(text) => serde_json::from_str(&text).map_err(|error| {
            given(&format!("{}: is not what a swarm has found so far: {error}", file.display()))
        }),
    }
}

/// Saves what is known in a way that a stop in between leaves the old file.
fn save(file: &Path, known: &Known) -> Result<(), Stop> {
    let text = serde_json::to_string_pretty(known).expect("plain values are always JSON");
    let new = file.with_extension("new");
    std::fs::write(&new, text)
        .and_then(|()| std::fs::rename(&new, file))
        .map_err(|error| given(&format!("{}: {error}", file.display())))
}

fn options<'a>(arguments: &[&'a str]) -> Result<Options<'a>, Stop> {
    let mut options = Options {
        seeds: 0,
        from: 0,
        hours: None,
        shard: (0, 1),
        folder: "swarm",
        protocols: Vec::new(),
        case: None,
    };
    let mut rest = arguments.iter();
    while let Some(&name) = rest.next() {
        let Some(&value) = rest.next() else {
            return Err(given(&format!("eventual swarm: {} needs a value", quoted(name))));
        };
        let wrong = |must: &str| given(&format!("{name}: {} must be {must}", quoted(value)));
        match name {
            "--seeds" => {
                options.seeds = value
                    .parse()
                    .ok()
                    .filter(|seeds| (1..=1_000_000_000_000).contains(seeds))
                    .ok_or_else(|| wrong("a whole number from 1 to 1000000000000"))?;
            }
            "--from" => {
                let from = value.parse().ok().filter(|from| *from <= 1_000_000_000_000);
                options.from = from.ok_or_else(|| wrong("a whole number to 1000000000000"))?;
            }
            "--hours" => {
                let hours = value.parse().ok().filter(|hours| (0.0..=10_000.0).contains(hours));
                options.hours = Some(hours.ok_or_else(|| wrong("a number of hours, such as 1.5"))?);
            }
            "--shard" => {
                let parts =
                    value.split_once('/').and_then(|(nth, of)| Some((nth.parse().ok()?, of.parse().ok()?)));
                let shard = parts.filter(|&(nth, of): &(u64, u64)| (1..=of).contains(&nth) && of <= 10_000);
                let (nth, of) = shard.ok_or_else(|| wrong("such as 2/8, the second of eight"))?;
                options.shard = (nth - 1, of);
            }
            "--folder" => options.folder = value,
            "--protocols" => {
                let entry = |name: &str| ENTRIES.iter().find(|entry| entry.name == name);
                let all: Option<Vec<_>> = value.split(',').map(entry).collect();
                let known: Vec<&str> = ENTRIES.iter().map(|entry| entry.name).collect();
                let must = format!("names of protocols between commas, of: {}", known.join(", "));
                let mut names: Vec<&'static str> =
                    all.ok_or_else(|| wrong(&must))?.iter().map(|entry| entry.name).collect();
                names.sort_unstable();
                names.dedup();
                options.protocols = names;
            }
            "--case" => {
                let must = "the name of a case, PROTOCOL-safety-N or PROTOCOL-liveness-N";
                options.case = Some(Case::named(value).ok_or_else(|| wrong(must))?);
            }
            other => {
                return Err(given(&format!(
                    "eventual swarm: there is no option {}; known are --seeds, --from, --hours, --shard, --protocols, --case, --folder",
                    quoted(other)
                )));
            }
        }
    }
    if options.seeds == 0 && options.case.is_none() {
        return Err(given("eventual swarm: needs --seeds N or --case NAME; see eventual --help"));
    }
    Ok(options)
}

fn given(line: &str) -> Stop {
    Stop::Given(vec![line.to_owned()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swarm_goes_on_where_it_was_stopped_and_finds_the_same() {
        let folder = std::env::temp_dir().join(format!("eventual-swarm-{}", std::process::id()));
        let name = folder.to_str().expect("a name that is a text").to_owned();
        let read = |file: &str| load(&folder.join(file)).ok().expect("it was saved");
        let run = |seeds: &str, shard: &str| {
            swarm(&["--seeds", seeds, "--shard", shard, "--folder", &name]).ok().expect("nothing breaks");
        };
        run("4", "1/1");
        let half = read("from-0-shard-1-of-1.json");
        run("8", "1/1");
        let whole = read("from-0-shard-1-of-1.json");
        run("8", "1/2");
        run("8", "2/2");
        let (odd, even) = (read("from-0-shard-1-of-2.json"), read("from-0-shard-2-of-2.json"));
        assert_eq!((half.next, whole.next, odd.next, even.next), (4, 8, 4, 4));
        let both = add(odd, even);
        assert_eq!((both.facts, both.held), (whole.facts, whole.held), "two shards are the whole");
        assert_eq!((both.faults, both.goals), (whole.faults, whole.goals));
        assert!(half.facts > 0 && half.facts < whole.facts);
        std::fs::remove_dir_all(&folder).expect("it was made here");
    }

    #[test]
    fn what_makes_no_sense_is_refused_with_a_reason() {
        let refused = |words: &[&str]| match options(words) {
            Err(Stop::Given(lines)) => lines.join(""),
            _ => String::new(),
        };
        assert!(refused(&[]).contains("--seeds"));
        assert!(refused(&["--seeds", "0"]).contains("from 1"));
        assert!(refused(&["--seeds", "9", "--shard", "3/2"]).contains("2/8"));
        assert!(refused(&["--seeds", "9", "--hours", "-1"]).contains("hours"));
        assert!(refused(&["--seeds", "9", "--nights", "1"]).contains("there is no option"));
        assert!(refused(&["--seeds", "9", "--protocols", "none"]).contains(ENTRIES[0].name));
        let named = |what: &str| refused(&["--case", &format!("{}-{what}", ENTRIES[2].name)]);
        assert_eq!((named("safety-4"), named("liveness-3")), (String::new(), String::new()));
        assert!(named("liveness-2").contains("PROTOCOL"), "every fourth one is about liveness, from 3 on");
    }
}
