//! Each protection of the catalogue, by chance: with it off its anomaly is found, with it on not.
#![cfg(not(target_arch = "wasm32"))]

use eventual::lab::demo;
use eventual::lab::matrix::protections::{Found, Missed, search};
use std::collections::BTreeSet;
use std::sync::Mutex;

/// Within how many seeds an anomaly must be found: in optimised code. A debug build sees that everything
/// fits together, and that the first of these seeds find what they find there.
const MOST: u64 = if cfg!(optimised) { 1_000 } else { 12 };
const IS_WHOLE: bool = cfg!(optimised);
const THREADS: usize = 2;

/// What no random run finds, and why. What is found has to leave the list.
const NEVER: &[(&str, &str)] = &[];

/// What was found for each demo, by its name.
fn searched() -> Vec<(demo::Demo, Result<Found, Missed>)> {
    let left = Mutex::new(demo::all().collect::<Vec<_>>());
    let all = Mutex::new(Vec::new());
    let next = || left.lock().expect("no search panics").pop();
    let one = |demo: demo::Demo| {
        let found = search(&demo, MOST);
        all.lock().expect("no search panics").push((demo, found));
    };
    std::thread::scope(|scope| {
        (0..THREADS).for_each(|_| _ = scope.spawn(|| std::iter::from_fn(next).for_each(one)));
    });
    let mut all = all.into_inner().expect("no search panics");
    all.sort_by_key(|(demo, _)| demo.id);
    all
}

#[test]
fn with_a_protection_off_chance_finds_its_anomaly_and_with_it_on_none() {
    let names: BTreeSet<&str> = NEVER.iter().map(|(id, _)| *id).collect();
    assert_eq!(names.len(), NEVER.len(), "each stands there once");
    assert!(NEVER.iter().all(|(id, why)| demo::find(id).is_some() && why.len() > 20), "{names:?}");
    let mut wrong = Vec::new();
    for (demo, found) in searched() {
        let told = format!("{}: {} ({})", demo.protocol, demo.id, demo.checker);
        match (found, names.contains(demo.id)) {
            (Ok(Found { seed, of, also, against, own, near }), false) => {
                let what = match (own, near) {
                    (false, _) => "",
                    (true, false) => ", what breaks being its own",
                    (true, true) => ", what breaks being its own, around its time",
                };
                println!(
                    "{told}: seed {seed}, of {of} of its kind{what}; with its protection on {also}, and only \
                     then {against}"
                );
            }
            (Err(missed), true) => println!("{told}: not by chance: {missed:?}"),
            (Ok(found), true) => wrong.push(format!("{told} is found, {found:?}; it leaves the list")),
            (Err(Missed { off, on, .. }), false) => {
                wrong
                    .push(format!("{told} is not found; {off} show it without its protection, {on} with it"));
            }
        }
    }
    wrong.retain(|it| IS_WHOLE || it.ends_with("leaves the list"));
    assert!(wrong.is_empty(), "within {MOST} seeds:\n{}", wrong.join("\n"));
}
