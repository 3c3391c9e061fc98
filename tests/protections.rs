//! Each protection of the catalogue, by chance: with it off its anomaly is found, with it on not.
#![cfg(not(target_arch = "wasm32"))]

use eventual::lab::demo;
use eventual::lab::matrix::protections::search;
use std::sync::Mutex;

/// Within how many seeds an anomaly must be found. A debug build sees that everything fits together.
const MOST: u64 = if cfg!(debug_assertions) { 8 } else { 1_000 };
const THREADS: usize = 2;

/// What no random run finds, and why.
const NEVER: &[(&str, &str)] = &[];

#[test]
fn with_a_protection_off_chance_finds_its_anomaly_and_with_it_on_none() {
    let left = Mutex::new(demo::all().collect::<Vec<_>>());
    let wrong = Mutex::new(Vec::new());
    let one = |demo: demo::Demo| {
        let never = NEVER.iter().any(|(id, _)| *id == demo.id);
        let found = search(&demo, MOST);
        println!("{}: {} ({}): {found:?}", demo.protocol, demo.id, demo.checker);
        if found.is_some() == never {
            wrong.lock().expect("no search panics").push(format!("{}: {}", demo.protocol, demo.id));
        }
    };
    let next = || left.lock().expect("no search panics").pop();
    std::thread::scope(|scope| {
        (0..THREADS).for_each(|_| _ = scope.spawn(|| std::iter::from_fn(next).for_each(one)));
    });
    let mut wrong = wrong.into_inner().expect("no search panics");
    let unknown = NEVER.iter().filter(|(id, _)| demo::find(id).is_none());
    wrong.extend(unknown.map(|(id, _)| format!("there is no demo {id}")));
    assert!(cfg!(debug_assertions) || wrong.is_empty(), "within {MOST} seeds:\n{}", wrong.join("\n"));
}
