//! Measures how stale a read is that asks some copies only.

use super::{Stop, quoted, write};
use crate::lab::staleness::{self, Copies, Fit, MOST_COPIES, MOST_TRIALS, Measured, Tally, Trials};
use core::ops::RangeInclusive;
use serde::Serialize;
use std::thread;

#[derive(Serialize)]
struct Answer {
    n: u8,
    r: u8,
    w: u8,
    seed: u64,
    #[serde(flatten)]
    measured: Measured,
}

struct Options<'a> {
    fit: &'a str,
    copies: Copies,
    trials: u64,
    seed: u64,
}

/// Prints what so many trials of a fit come to.
pub(super) fn staleness(arguments: &[&str]) -> Result<(), Stop> {
    let Options { fit, copies, trials, seed } = options(arguments)?;
    let read = staleness::read(&write::read(fit)?)
        .map_err(|problems| Stop::Given(problems.list.iter().map(|it| format!("{fit}: {it}")).collect()))?;
    let measured = measure(&read, copies, trials, seed);
    let Copies { n, r, w } = copies;
    let answer = Answer { n, r, w, seed, measured };
    let text = serde_json::to_string_pretty(&answer).expect("finite numbers are always JSON");
    write::out(&(text + "\n"))
}

/// So many trials are not worth another thread.
const FEW: u64 = 50_000;

/// Measures on all processors. Trials are known by their numbers and add up in any order, so that
/// makes no difference but in time.
fn measure(fit: &Fit, copies: Copies, trials: u64, seed: u64) -> Measured {
    let processors = thread::available_parallelism().map_or(1, usize::from) as u64;
    let each = trials.div_ceil(processors).max(FEW);
    let part = |from: u64| {
        let mut tally = Tally::new(trials);
        Trials::new(fit, copies, seed).add(from, each.min(trials - from), &mut tally);
        tally
    };
    let mut whole = Tally::new(trials);
    thread::scope(|scope| {
        let parts = (0..trials).step_by(each as usize).map(|from| scope.spawn(move || part(from)));
        for part in parts.collect::<Vec<_>>() {
            whole.merge(&part.join().expect("a thread that counts does not panic"));
        }
    });
    whole.measured()
}

const KNOWN: &str = "--fit, --n, --r, --w, --trials, --seed";

fn options<'a>(arguments: &[&'a str]) -> Result<Options<'a>, Stop> {
    let (mut fit, mut n, mut r, mut w, mut trials, mut seed) = (None, 3, 1, 1, 1_000_000, 1);
    let copies = 1..=u64::from(MOST_COPIES);
    let mut given_before = Vec::new();
    let mut rest = arguments.iter();
    while let Some(&name) = rest.next() {
        if !KNOWN.split(", ").any(|known| known == name) {
            return Err(given(format!(
                "eventual staleness: there is no option {}; known are {KNOWN}",
                quoted(name)
            )));
        }
        if given_before.contains(&name) {
            return Err(given(format!("{name} is given twice")));
        }
        given_before.push(name);
        let value = *rest.next().ok_or_else(|| given(format!("{name} needs a value")))?;
        match name {
            "--fit" => fit = Some(value),
            "--n" => n = whole(name, value, copies.clone())?,
            "--r" => r = whole(name, value, copies.clone())?,
            "--w" => w = whole(name, value, copies.clone())?,
            "--trials" => trials = whole(name, value, 1..=MOST_TRIALS)?,
            _ => seed = whole(name, value, 0..=u64::MAX)?,
        }
    }
    for (name, value) in [("--r", r), ("--w", w)] {
        if value > n {
            return Err(given(format!("{name}: {value} is more than there are copies; --n is {n}")));
        }
    }
    let fit =
        fit.ok_or_else(|| given("eventual staleness: needs --fit FILE; see eventual --help".to_owned()))?;
    Ok(Options { fit, copies: Copies { n: n as u8, r: r as u8, w: w as u8 }, trials, seed })
}

fn whole(name: &str, value: &str, range: RangeInclusive<u64>) -> Result<u64, Stop> {
    value.parse().ok().filter(|it| range.contains(it)).ok_or_else(|| {
        given(format!(
            "{name}: {} is not a whole number from {} to {}",
            quoted(value),
            range.start(),
            range.end()
        ))
    })
}

fn given(line: String) -> Stop {
    Stop::Given(vec![line])
}
