//! Links and files with mistakes in them: none makes the reader panic, take much memory or take
//! long, and each is refused with a reason or can be run.
//!
//! `EVENTUAL_MUTATED=1000000 cargo test --profile golden --test links_mutated` takes a million.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use common::left::typical;
use common::mutate::mutate;
use common::{mixed, protocols};
use eventual::base::chance::{Lane, below};
use eventual::lab::experiment::{self, Experiment};
use eventual::lab::link;
use eventual::lab::read::{self, Problems, RunFile, write_whole};
use eventual::lab::timeline::Timeline;
use peak_alloc::PeakAlloc;
use std::time::{Duration, Instant};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// What reading one may take.
const MOST_BYTES: usize = 64 << 20;
const LONGEST: Duration = Duration::from_millis(50);

fn how_many() -> u64 {
    let said = std::env::var("EVENTUAL_MUTATED").ok();
    said.map_or(6_000, |said| said.parse().expect("EVENTUAL_MUTATED is a whole number"))
}

/// A link with mistakes: in its letters; in what is packed, the checksum made good; or in the text
/// before it was packed. Or a file.
enum Mistaken {
    Link(String),
    File(String),
}

fn mistaken(runs: &[(RunFile, String, String)], n: u64) -> Mistaken {
    let lane = Lane(n);
    let (_, text, link) = &runs[below(lane.draw(1), runs.len() as u64) as usize];
    match n % 4 {
        0 => Mistaken::File(mutate(text, lane)),
        1 => Mistaken::Link(mutate(link, lane)),
        2 => {
            let mut bytes = URL_SAFE_NO_PAD.decode(link).expect("a link");
            for m in 0..1 + below(lane.draw(2), 3) {
                let at = 6 + below(lane.draw(10 + 2 * m), bytes.len() as u64 - 6) as usize;
                bytes[at] ^= 1 << below(lane.draw(11 + 2 * m), 8);
            }
            Mistaken::Link(sealed(&bytes[6..]))
        }
        _ => Mistaken::Link(sealed(&miniz_oxide::deflate::compress_to_vec(mutate(text, lane).as_bytes(), 6))),
    }
}

fn sealed(packed: &[u8]) -> String {
    let head = [link::VERSION, experiment::VERSION as u8];
    let sum = crc32fast::hash(&[&head, packed].concat());
    URL_SAFE_NO_PAD.encode([&head, &sum.to_le_bytes()[..], packed].concat())
}

fn read(mistaken: &Mistaken) -> Result<RunFile, Problems> {
    match mistaken {
        Mistaken::Link(link) => link::read(link),
        Mistaken::File(text) => read::run(text),
    }
}

/// Opens what was accepted: each act is done again or refused, with a budget of steps.
fn try_out(run: RunFile) {
    let mut timeline = Timeline::open(run.experiment, run.inputs);
    let mut budget = 20;
    for act in &run.acts {
        while budget > 0 && !timeline.reaches(act.branch, act.input.at) {
            timeline.look(act.branch).advance(300);
            budget -= 1;
        }
        if budget == 0 || timeline.again(act).is_err() {
            return;
        }
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "how long a refusal takes is what is asked")]
fn no_mutated_link_or_file_panics_or_takes_64_mib_or_50_ms() {
    let mut runs: Vec<RunFile> =
        protocols().map(|protocol| typical(Experiment::of(protocol).expect("its experiment"))).collect();
    runs.extend(protocols().flat_map(|it| (0..6).map(move |n| RunFile::new(mixed(it, n), Vec::new()))));
    let runs: Vec<(RunFile, String, String)> = runs
        .into_iter()
        .map(|run| (run.clone(), write_whole(&run), link::write(&run).expect("a short run")))
        .collect();
    let (mut good, mut bad) = ([0_u64; 4], [0_u64; 4]);
    let (mut longest, mut most) = (Duration::ZERO, 0);
    for n in 0..how_many() {
        let mistaken = mistaken(&runs, n);
        let before = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        // Other processes take their turn on this machine: what took too long once is tried again.
        let (mut took, mut result) = (Duration::MAX, None);
        for _ in 0..5 {
            let began = Instant::now();
            result = Some(read(&mistaken));
            took = took.min(began.elapsed());
            if took < LONGEST {
                break;
            }
        }
        let bytes = MEMORY.peak_usage().saturating_sub(before);
        (longest, most) = (longest.max(took), most.max(bytes));
        assert!(took < LONGEST && bytes < MOST_BYTES, "{n}: {took:?}, {bytes} bytes");
        match result.expect("it was read") {
            Ok(run) => {
                good[n as usize % 4] += 1;
                if n % 16 < 4 {
                    try_out(run);
                }
            }
            Err(problems) => {
                bad[n as usize % 4] += 1;
                let problem = &problems.list[0];
                assert!(problems.count > 0 && !problem.place.is_empty(), "{problems:?}");
                assert!(!problem.reason.en.is_empty() && !problem.reason.zh.is_empty(), "{problems:?}");
            }
        }
    }
    println!("good {good:?}, bad {bad:?} (files, letters, packed, texts); at most {longest:?}, {most} bytes");
    assert!(bad.iter().all(|&bad| bad > 0) && good[0] > 0 && good[3] > 0, "both are tried");
}
