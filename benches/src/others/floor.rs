//! The floor: what any simulator that keeps its trace must do at least. It takes the earliest of a
//! bare heap, draws one exponential wait, puts it back, and appends 32 bytes. No nodes, no network,
//! no handlers, no causes.

use crate::phold::{MEAN_US, chance};
use eventual::base::chance::{Lane, Purpose, fraction};
use std::hint::select_unpredictable;

/// A 4-ary heap of 16-byte keys and a list of 32-byte records.
pub struct Floor {
    heap: Vec<u128>,
    log: Vec<[u64; 4]>,
    lane: Lane,
    drawn: u64,
    sum: u64,
}

impl Floor {
    /// A floor with so many pending.
    pub fn new(pending: u32) -> Floor {
        let lane = chance().lane(Purpose::Latency, 0);
        let mut heap: Vec<u128> = (0..u64::from(pending)).map(|n| key(wait(lane, n), n)).collect();
        // An ascending list is a heap.
        heap.sort_unstable();
        Floor { heap, log: Vec::new(), lane, drawn: u64::from(pending), sum: 0 }
    }

    /// Goes on up to and including a moment.
    #[inline]
    pub fn run_to(&mut self, until_us: u64) {
        loop {
            let first = self.heap[0];
            let now = (first >> 64) as u64;
            if now > until_us {
                break;
            }
            let n = self.drawn;
            self.drawn += 1;
            let at = now + wait(self.lane, n);
            self.sum = self.sum.rotate_left(7) ^ now;
            self.log.push([now, first as u64, n, at]);
            replace_top(&mut self.heap, key(at, n));
        }
    }

    /// How many were taken, and a sum over when.
    pub fn total(&self) -> (u64, u64) {
        (self.log.len() as u64, self.sum)
    }
}

/// One exponential draw, by the logarithm that the lab's draws are made of.
#[inline]
fn wait(lane: Lane, n: u64) -> u64 {
    (-libm::log(1.0 - fraction(lane.draw(n))) * MEAN_US as f64 + 0.5) as u64
}

#[inline]
fn key(at: u64, n: u64) -> u128 {
    (u128::from(at) << 64) | u128::from(n)
}

#[inline]
fn replace_top(heap: &mut [u128], key: u128) {
    let mut at = 0;
    while let Some(family) = heap.get(4 * at + 1..4 * at + 5) {
        let left = usize::from(family[1] < family[0]);
        let right = 2 + usize::from(family[3] < family[2]);
        let least = select_unpredictable(family[right] < family[left], right, left);
        if key <= family[least] {
            heap[at] = key;
            return;
        }
        heap[at] = family[least];
        at = 4 * at + 1 + least;
    }
    if let Some(least) = (4 * at + 1..heap.len()).min_by_key(|&child| heap[child])
        && heap[least] < key
    {
        heap[at] = heap[least];
        at = least;
    }
    heap[at] = key;
}
