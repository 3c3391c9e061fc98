//! Trials of a partial quorum on NumPy, if this machine has it: a separate program, which is told
//! how many and says how long they took and what they came to.

use crate::turns::Block;
use std::process::Command;

/// Whether `python3` is there and knows NumPy.
pub fn is_there() -> bool {
    Command::new("python3").args(["-c", "import numpy"]).output().is_ok_and(|output| output.status.success())
}

/// One block on NumPy, and what 99.9 % of reads and of writes took at most, and after how long 99.9 %
/// of reads were fresh, in milliseconds; as one writes it, or tuned by hand.
pub fn block((r, w): (u8, u8), trials: u64, seed: u64, tuned: bool) -> (Block, [f64; 3]) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/src/others/numpy_wars.py");
    let words = [r.to_string(), w.to_string(), trials.to_string(), seed.to_string()];
    let words = words.into_iter().chain(tuned.then(|| "tuned".to_owned()));
    let output = Command::new("python3").arg(script).args(words).output().expect("python3 was there before");
    let text = String::from_utf8_lossy(&output.stdout);
    let numbers: Vec<f64> =
        text.split_whitespace().map(|number| number.parse().expect("the script prints numbers")).collect();
    let [ns, found @ ..] = numbers.as_slice() else { panic!("the script prints nanoseconds first: {text}") };
    let block = Block { ns: ns / trials as f64, events: trials, sum: 0 };
    (block, found.try_into().expect("three quantiles"))
}
