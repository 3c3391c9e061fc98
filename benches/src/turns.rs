//! Measuring in turn: in every block each side works once, one after the other, so that what the
//! machine does meanwhile hits all of them.

use rustix::time::{ClockId, clock_gettime};
use std::hint::black_box;
use std::time::Duration;

/// What one side did in one block.
#[derive(Clone, Copy, Debug)]
pub struct Block {
    /// Nanoseconds for each event.
    pub ns: f64,
    /// How many events.
    pub events: u64,
    /// What they came to.
    pub sum: u64,
}

/// The processor time that this thread has used, in nanoseconds.
pub fn cpu_ns() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e9 + time.tv_nsec as f64
}

/// How long this machine has been on, for whoever waits.
pub fn now() -> Duration {
    let time = clock_gettime(ClockId::Monotonic);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// Prepares, which is not timed, then works, which is; `work` says how many events it made and what
/// they came to.
pub fn timed<S>(mut state: S, work: impl FnOnce(&mut S) -> (u64, u64)) -> Block {
    let begun = cpu_ns();
    let (events, sum) = work(&mut state);
    let ns = cpu_ns() - begun;
    black_box(&state);
    Block { ns: ns / events.max(1) as f64, events, sum }
}

/// One side of a comparison.
pub struct Side<'a> {
    /// What it is called.
    pub name: &'static str,
    /// Does one block.
    pub block: Box<dyn FnMut() -> Block + 'a>,
}

/// A side by its name and what it does in one block.
pub fn side<'a>(name: &'static str, block: impl FnMut() -> Block + 'a) -> Side<'a> {
    Side { name, block: Box::new(block) }
}

/// What all blocks of one side came to.
pub struct Measured {
    /// What it is called.
    pub name: &'static str,
    /// Its blocks, in order.
    pub blocks: Vec<Block>,
}

/// Stays on the core where this happens to run, with every program that is started from here on:
/// two cores of one machine may be of very different speed at the same moment, where each is shared
/// with somebody else. Without it the native and the wasm side of a comparison would each keep a
/// core of their own.
pub fn stay_on_one_core() {
    #[cfg(target_os = "linux")]
    {
        use rustix::thread::{CpuSet, sched_getcpu, sched_setaffinity};
        let mut one = CpuSet::new();
        one.set(sched_getcpu());
        if let Err(error) = sched_setaffinity(None, &one) {
            eprintln!("measuring on any core: {error}");
        }
    }
}

/// Lets all sides work in turn; every second round goes backwards. One round that does not count
/// comes first.
pub fn in_turn(rounds: usize, mut sides: Vec<Side<'_>>) -> Vec<Measured> {
    stay_on_one_core();
    let mut measured: Vec<Measured> =
        sides.iter().map(|side| Measured { name: side.name, blocks: Vec::new() }).collect();
    for round in 0..=rounds {
        let mut order: Vec<usize> = (0..sides.len()).collect();
        if round % 2 == 1 {
            order.reverse();
        }
        for which in order {
            let block = (sides[which].block)();
            if round > 0 {
                measured[which].blocks.push(block);
            }
        }
    }
    measured
}

/// The middle of some numbers, the least and the most of them.
#[derive(Clone, Copy, Debug)]
pub struct Spread {
    /// Half of them are at most this.
    pub median: f64,
    /// The least.
    pub least: f64,
    /// The most.
    pub most: f64,
}

/// The spread of some numbers.
pub fn spread(numbers: impl IntoIterator<Item = f64>) -> Spread {
    let mut all: Vec<f64> = numbers.into_iter().collect();
    all.sort_by(f64::total_cmp);
    Spread { median: all[all.len() / 2], least: all[0], most: all[all.len() - 1] }
}

impl Measured {
    /// The middle time of an event, in nanoseconds.
    pub fn ns(&self) -> f64 {
        spread(self.blocks.iter().map(|block| block.ns)).median
    }

    /// How many times as long as another side this one takes, block by block.
    pub fn over(&self, other: &Measured) -> Spread {
        spread(self.blocks.iter().zip(&other.blocks).map(|(mine, others)| mine.ns / others.ns))
    }

    /// Panics unless both sides computed the same run: as many events, the same checksum.
    pub fn must_equal(&self, other: &Measured) {
        for (mine, others) in self.blocks.iter().zip(&other.blocks) {
            assert_eq!(
                (mine.events, mine.sum),
                (others.events, others.sum),
                "{} and {} computed different runs",
                self.name,
                other.name
            );
        }
    }

    /// Panics unless both sides did about as much: the number of events within a tenth.
    pub fn must_resemble(&self, other: &Measured) {
        for (mine, others) in self.blocks.iter().zip(&other.blocks) {
            let share = mine.events as f64 / others.events as f64;
            assert!(
                (0.9..1.1).contains(&share),
                "{} made {} events, {} made {}",
                self.name,
                mine.events,
                other.name,
                others.events
            );
        }
    }
}
