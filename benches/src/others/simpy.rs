//! PHOLD on SimPy, if this machine has it: a separate program, which is told how much to do and
//! says how long it took.

use crate::turns::Block;
use std::process::Command;

/// Whether `python3` is there and knows SimPy.
pub fn is_there() -> bool {
    Command::new("python3").args(["-c", "import simpy"]).output().is_ok_and(|output| output.status.success())
}

/// One block on SimPy.
pub fn block(pending: u32, events: u64) -> Block {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/src/others/simpy_phold.py");
    let output = Command::new("python3")
        .args([script, &pending.to_string(), &events.to_string()])
        .output()
        .expect("python3 was there before");
    let text = String::from_utf8_lossy(&output.stdout);
    let mut numbers =
        text.split_whitespace().map(|number| number.parse::<f64>().expect("the script prints two numbers"));
    let (events, ns) =
        (numbers.next().expect("how many events"), numbers.next().expect("how many nanoseconds"));
    Block { ns: ns / events, events: events as u64, sum: 0 }
}
