//! Deliberate bugs: each must be caught by a judge that was not written for it, within a thousand
//! cases of the fault matrix.
#![cfg(not(target_arch = "wasm32"))]

use eventual::lab::matrix::faults::Faults;
use eventual::lab::matrix::{Case, Mode};
use eventual::protocol::catalog::ENTRIES;

const MOST: u64 = 1_000;

#[test]
fn every_deliberate_bug_is_caught_by_a_judge_that_was_not_written_for_it() {
    let mut survivors = Vec::new();
    for entry in ENTRIES {
        for mutant in entry.mutants {
            let killer = [Mode::Safety]
                .into_iter()
                .flat_map(|mode| (0..MOST).map(move |n| Case { entry, mode, n }))
                .find_map(|case| {
                    let outcome = case.mutated(&Faults::USUAL, mutant);
                    Some((case.name(), outcome.broken.first()?.model.clone()))
                });
            match killer {
                Some((case, model)) => {
                    println!("{}: {} is caught by {model} in {case}", entry.name, mutant.name)
                }
                None => survivors.push(format!("{}: {}", entry.name, mutant.name)),
            }
        }
    }
    assert!(survivors.is_empty(), "nobody catches {survivors:?}");
}
