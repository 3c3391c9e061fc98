//! `./dev bench [--quick]`: how fast the engine is.
//!
//! Machines are shared and noisy, so an absolute time means nothing. Every figure is a ratio
//! measured in one run, the sides in turn, with its median and its spread; and before a time
//! counts, the sides must have computed the same thing.

mod engine;
mod fold;
mod histories;
mod judges;
mod kernels;
mod memory;
mod others;
mod phold;
mod protocols;
mod rewind;
mod staleness;
mod sweeps;
mod table;
mod turns;
mod wasm;

use std::process::ExitCode;
use table::Table;

#[global_allocator]
static ALLOCATOR: memory::Counting = memory::Counting;

/// How much is measured.
#[derive(Clone, Copy)]
pub struct Effort {
    /// How many times each side works.
    pub rounds: usize,
    /// How many events a side makes in one round.
    pub events: u64,
    /// How long the long run is, in events.
    pub long: u64,
}

const FULL: Effort = Effort { rounds: 15, events: 200_000, long: 1_000_000 };
const QUICK: Effort = Effort { rounds: 7, events: 40_000, long: 200_000 };

const HELP: &str = "\
./dev bench [--quick] [PART ...]   all parts, or some of: engine rewind memory protocols fold judges staleness sweeps wasm

--quick measures fewer rounds of shorter runs. Every row says what is to be reached and whether the median reaches it; `nearly` is where only some
rounds do. The exit code is 1 if a row misses in every round, so that noise alone never fails.";

/// Measures one thing and adds its rows.
type Measure = fn(&mut Table, Effort);

/// What can be measured by itself, in the order in which it is.
const PARTS: [(&str, Measure); 9] = [
    ("engine", engine::measure),
    ("rewind", rewind::measure),
    ("memory", memory::measure),
    ("protocols", protocols::measure),
    ("fold", fold::measure),
    ("judges", judges::measure),
    ("staleness", staleness::measure),
    ("sweeps", sweeps::measure),
    ("wasm", wasm::measure),
];

fn main() -> ExitCode {
    let (options, parts): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|word| word.starts_with('-'));
    let effort = match options.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => FULL,
        ["--quick"] => QUICK,
        ["--help" | "-h"] => {
            println!("{HELP}");
            return ExitCode::SUCCESS;
        }
        _ => return unknown(),
    };
    if !parts.iter().all(|part| PARTS.iter().any(|(name, _)| name == part)) {
        return unknown();
    }
    keep_memory();
    let mut table = Table::default();
    table.begin(&effort);
    for (name, measure) in PARTS {
        if parts.is_empty() || parts.iter().any(|part| part == name) {
            measure(&mut table, effort);
        }
    }
    if table.end() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Begins again with an allocator that keeps what is given back, for every side alike: how long the
/// operating system takes to hand out and clear fresh pages is not what is measured, and a lab that
/// runs one experiment after another works in memory that it has. Where the allocator is no glibc,
/// nothing changes.
fn keep_memory() {
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::process::CommandExt;
        const KEPT: [(&str, &str); 3] = [
            ("MALLOC_TRIM_THRESHOLD_", "17179869184"),
            ("MALLOC_MMAP_THRESHOLD_", "33554432"),
            ("MALLOC_TOP_PAD_", "268435456"),
        ];
        if std::env::var_os(KEPT[0].0).is_none()
            && let Ok(this) = std::env::current_exe()
        {
            let error = std::process::Command::new(this).args(std::env::args_os().skip(1)).envs(KEPT).exec();
            eprintln!("measuring with the allocator as it is: {error}");
        }
    }
}

fn unknown() -> ExitCode {
    eprintln!("{HELP}");
    ExitCode::from(2)
}
