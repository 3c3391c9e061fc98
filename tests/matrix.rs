//! The fault matrix: every kind of fault, by chance, against every protocol of the catalogue.
#![cfg(not(target_arch = "wasm32"))]

use eventual::lab::matrix::faults::{Fault, Faults};
use eventual::lab::matrix::{Case, Mode, Outcome};
use eventual::protocol::catalog::{ENTRIES, Entry};
use std::collections::BTreeMap;

/// How many cases of each protocol: optimised code judges thousands, a debug build only enough to
/// see that everything fits together.
const EACH: u64 = if cfg!(debug_assertions) { 40 } else { 1_500 };

fn outcomes(entry: &'static Entry, mode: Mode) -> Vec<(Case, Outcome)> {
    let halves = [0, 1].map(|half| {
        std::thread::spawn(move || {
            let cases = (0..EACH).filter(|n| n % 2 == half).map(|n| Case { entry, mode, n });
            cases.map(|case| (case, case.run(&Faults::USUAL))).collect::<Vec<_>>()
        })
    });
    halves.into_iter().flat_map(|half| half.join().expect("no case panics")).collect()
}

#[test]
fn whatever_breaks_what_a_protocol_promises_holds() {
    for entry in ENTRIES {
        let all = outcomes(entry, Mode::Safety);
        let broken: Vec<String> = all
            .iter()
            .filter(|(_, outcome)| !outcome.broken.is_empty())
            .map(|(case, outcome)| format!("{}: {:?}", case.name(), outcome.broken))
            .collect();
        let held: u32 = all.iter().map(|(_, outcome)| outcome.held).sum();
        let mut dealt = BTreeMap::new();
        for fault in all.iter().flat_map(|(_, outcome)| outcome.dealt.all()) {
            *dealt.entry(fault.name()).or_insert(0) += 1;
        }
        println!("{}: {held} promises held in {EACH} cases; faults {dealt:?}", entry.name);
        for (goal, nth) in entry.goals.iter().zip(0..) {
            let times = all.iter().filter(|(_, outcome)| outcome.goals[nth]).count();
            println!("  {}: {times}", goal.name);
            assert!(cfg!(debug_assertions) || times > 0, "{}: {} is never reached", entry.name, goal.name);
        }
        assert!(broken.is_empty(), "{} of {EACH}:\n{}", broken.len(), broken.join("\n"));
        let usual = Fault::ALL.len() - usize::from(entry.orders.is_empty());
        assert!(cfg!(debug_assertions) || dealt.len() == usual, "{}: {dealt:?}", entry.name);
    }
}
