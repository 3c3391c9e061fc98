//! Deliberate bugs: each must be caught by a judge that was not written for it, within a thousand
//! cases of the fault matrix.
#![cfg(not(target_arch = "wasm32"))]

use eventual::lab::matrix::faults::Faults;
use eventual::lab::matrix::{Case, Mode};
use eventual::protocol::catalog::ENTRIES;
use eventual::protocol::manifest::mutant::Mutant;
use std::collections::BTreeSet;

const MOST: u64 = 1_000;

#[test]
fn every_deliberate_bug_is_caught_by_a_judge_that_was_not_written_for_it() {
    let mut survivors = Vec::new();
    for entry in ENTRIES {
        let names: BTreeSet<&str> = entry.mutants.iter().map(|mutant| mutant.name).collect();
        assert_eq!(names.len(), entry.mutants.len(), "{}: two bugs have one name", entry.name);
        assert!(names.len() >= 5, "{}: {} bugs", entry.name, names.len());
        for mutant in entry.mutants {
            let killer = (0..MOST)
                .map(|n| Case { entry, mode: if n % 4 == 3 { Mode::Liveness } else { Mode::Safety }, n })
                .find_map(|case| {
                    let broken = case.mutated(&Faults::USUAL, mutant).broken;
                    let killer = broken.first()?.model.clone();
                    // The same run without the bug is sound, so it is the bug that was caught.
                    let sound = case.mutated(&Faults::USUAL, &Mutant { name: "", ..*mutant }).broken;
                    sound.is_empty().then(|| (case.name(), killer))
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
