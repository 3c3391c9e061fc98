//! What was published about the staleness of partial quorums, and the fits it was computed from.
//!
//! Source: Bailis, Venkataraman, Franklin, Hellerstein, Stoica, *Probabilistically Bounded Staleness
//! for Practical Partial Quorums*, PVLDB 5(8), 2012: tables 3 and 4, and the text of section 5. The
//! paper prints 3.35 as the shape of Yammer's writes; its own results come from 3.5, and cannot be
//! had with 3.35.
//!
//! The printed t-visibility is the first point of a grid at which an estimate of 50,000 trials
//! crosses 99.9 %: a least value over noise, and therefore below the true quantile. It is shown; a
//! run of ten million trials is what it is held against.
//!
//! The fits of LinkedIn's spinning disks and of the wide area are those of the paper and of the
//! authors' simulator; what came of the former stands once more in their later article (*Quantifying
//! eventual consistency with PBS*, CACM 57(8), 2014). Of the wide area only the share that is fresh
//! at once is the authors' number; the others are ten million trials of their model by another
//! program.

use super::{Copies, Fit, Shape, Waits};
use crate::base::text::{Text, text};

/// A system whose waits were published.
#[derive(Clone, Copy, Debug)]
pub struct System {
    /// Its name in the paper and in tests.
    pub name: &'static str,
    /// What it is called.
    pub title: Text,
    /// How long its messages take.
    pub fit: fn() -> Fit,
    /// The share of reads that are fresh at the moment of the commit, with one answer and one
    /// acknowledgement, in thousandths.
    pub fresh_at_0_milli: u32,
    /// What was published for each choice of quorums, of three copies.
    pub rows: &'static [Row],
}

/// What was published for one choice of quorums. Times in microseconds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Row {
    /// How many answers a read takes, of three copies.
    pub r: u8,
    /// How many acknowledgements a write needs.
    pub w: u8,
    /// What 99.9 % of reads take at most.
    pub read_us: u64,
    /// What 99.9 % of writes take at most.
    pub write_us: u64,
    /// How long after the commit 99.9 % of reads are fresh, as printed.
    pub printed_us: u64,
    /// The same out of ten million trials.
    pub visible_us: u64,
}

impl Row {
    /// Its choice of quorums.
    pub fn copies(&self) -> Copies {
        Copies { n: 3, r: self.r, w: self.w }
    }
}

const fn row(r: u8, w: u8, [read_us, write_us, printed_us, visible_us]: [u64; 4]) -> Row {
    Row { r, w, read_us, write_us, printed_us, visible_us }
}

/// Every system.
pub const SYSTEMS: [System; 4] = [
    System {
        name: "LNKD-SSD",
        title: text("LinkedIn, solid-state disks", "LinkedIn（固态硬盘）"),
        fit: linkedin,
        fresh_at_0_milli: 974,
        rows: &[
            row(1, 1, [660, 660, 1_850, 1_970]),
            row(1, 2, [660, 1_630, 1_790, 1_860]),
            row(2, 1, [1_630, 650, 0, 0]),
            row(2, 2, [1_620, 1_640, 0, 0]),
            row(3, 1, [4_140, 650, 0, 0]),
            row(1, 3, [650, 4_090, 0, 0]),
        ],
    },
    System {
        name: "LNKD-DISK",
        title: text("LinkedIn, spinning disks", "LinkedIn（机械硬盘）"),
        fit: linkedin_disk,
        fresh_at_0_milli: 439,
        rows: &[
            row(1, 1, [660, 10_990, 45_500, 52_400]),
            row(1, 2, [650, 20_970, 43_300, 48_600]),
            row(2, 1, [1_630, 10_900, 13_600, 14_200]),
            row(2, 2, [1_640, 20_960, 0, 0]),
            row(3, 1, [4_120, 10_890, 0, 0]),
            row(1, 3, [650, 112_650, 0, 0]),
        ],
    },
    System {
        name: "YMMR",
        title: text("Yammer", "Yammer"),
        fit: yammer,
        fresh_at_0_milli: 893,
        rows: &[
            row(1, 1, [5_580, 10_830, 1_364_000, 1_462_000]),
            row(1, 2, [5_610, 427_120, 1_352_000, 1_437_000]),
            row(2, 1, [32_600, 10_730, 202_000, 217_000]),
            row(2, 2, [33_180, 428_110, 0, 0]),
            row(3, 1, [219_270, 10_790, 0, 0]),
            row(1, 3, [5_630, 1_870_860, 0, 0]),
        ],
    },
    System {
        name: "WAN",
        title: text("Three data centres, 75 ms apart", "三个数据中心，相距 75 毫秒"),
        fit: wan,
        fresh_at_0_milli: 330,
        rows: &[
            row(1, 1, [3_430, 54_600, 0, 115_900]),
            row(1, 2, [3_430, 167_600, 0, 0]),
            row(2, 1, [151_300, 54_600, 0, 30_700]),
            row(2, 2, [151_300, 167_600, 0, 0]),
            row(3, 1, [153_900, 54_600, 0, 0]),
            row(1, 3, [3_430, 241_500, 0, 0]),
        ],
    },
];

fn linkedin() -> Fit {
    let all = mixture((0.9122, 0.235, 10.0), (0.0878, 1.66));
    Fit::of([all.clone(), all.clone(), all.clone(), all], 0.0)
}

/// A write waits for a disk that turns; all else is as with solid-state disks.
fn linkedin_disk() -> Fit {
    Fit { w: mixture((0.38, 1.05, 1.51), (0.62, 0.183)), ..linkedin() }
}

/// LinkedIn's disks, each in a data centre of its own.
fn wan() -> Fit {
    Fit { far: 75.0, ..linkedin_disk() }
}

fn yammer() -> Fit {
    let others = mixture((0.982, 1.5, 3.8), (0.018, 0.0217));
    let w = mixture((0.939, 3.0, 3.5), (0.061, 0.0028));
    Fit::of([w, others.clone(), others.clone(), others], 0.0)
}

/// Pareto with its share, xm and alpha, and the rest exponential with its share and rate.
fn mixture((share, xm, alpha): (f64, f64, f64), (rest, rate): (f64, f64)) -> Waits {
    Waits::new(&[(share, Shape::Pareto { xm, alpha }), (rest, Shape::Exponential { rate })])
}
