//! The table: what, ours, against what, the ratio with its spread, what is to be reached and
//! whether it is.

use crate::Effort;
use crate::turns::{Measured, Spread};

/// What is to be reached.
#[derive(Clone, Copy)]
pub enum Reach {
    /// A ratio of at most this.
    AtMost(f64),
    /// A ratio of at least this.
    AtLeast(f64),
    /// Nothing is to be reached: the row is there to be looked at.
    Look,
}

/// Rows are printed as they come, so that one sees that something happens.
#[derive(Default)]
pub struct Table {
    reached: usize,
    nearly: Vec<String>,
    missed: Vec<String>,
}

impl Table {
    /// Says what will be measured, and prints the head.
    pub fn begin(&self, effort: &Effort) {
        println!(
            "{} rounds, the sides in turn; medians, and ratios as median (least to most); times are processor time, those of a browser its own clock's.",
            effort.rounds
        );
        if let (Some(load), Ok(cores)) = (load(), std::thread::available_parallelism()) {
            println!(
                "Load of this machine: {load:.1} on {cores} cores. A core that is shared slows the engine more than its floor."
            );
        }
        println!(
            "\n{:46} {:>12}   {:34} {:>24}   {:>9} reached",
            "what", "ours", "against", "ratio", "to reach"
        );
    }

    /// A row in which a smaller ratio is better: ours to theirs.
    pub fn at_most(&mut self, what: &str, ours: &Measured, theirs: &Measured, reach: f64) {
        self.row(
            what,
            &ns(ours.ns()),
            &format!("{} {}", theirs.name, ns(theirs.ns())),
            ours.over(theirs),
            Reach::AtMost(reach),
        );
    }

    /// A row in which a larger ratio is better: theirs to ours.
    pub fn at_least(&mut self, what: &str, ours: &Measured, theirs: &Measured, reach: f64) {
        self.row(
            what,
            &ns(ours.ns()),
            &format!("{} {}", theirs.name, ns(theirs.ns())),
            theirs.over(ours),
            Reach::AtLeast(reach),
        );
    }

    /// A row of which nothing is asked: ours to theirs.
    pub fn look(&mut self, what: &str, ours: &Measured, theirs: &Measured) {
        self.row(
            what,
            &ns(ours.ns()),
            &format!("{} {}", theirs.name, ns(theirs.ns())),
            ours.over(theirs),
            Reach::Look,
        );
    }

    /// Any row.
    pub fn row(&mut self, what: &str, ours: &str, against: &str, ratio: Spread, reach: Reach) {
        let Spread { median, least, most } = ratio;
        let (to_reach, reached, once) = match reach {
            Reach::AtMost(bound) => (format!("<= {bound}"), median <= bound, least <= bound),
            Reach::AtLeast(bound) => (format!(">= {bound}"), median >= bound, most >= bound),
            Reach::Look => Default::default(),
        };
        let row = || format!("{what}, against {against}");
        let verdict = match (reach, reached, once) {
            (Reach::Look, ..) => "",
            (_, true, _) => {
                self.reached += 1;
                "yes"
            }
            (_, false, true) => {
                self.nearly.push(row());
                "nearly"
            }
            (_, false, false) => {
                self.missed.push(row());
                "NO"
            }
        };
        let ratio = format!("{} ({} to {})", short(median), short(least), short(most));
        println!("{what:46} {ours:>12}   {against:34} {ratio:>24}   {to_reach:>9} {verdict}");
    }

    /// Says why something is not measured.
    pub fn skip(&self, what: &str, why: &str) {
        println!("{what:46} {:>12}   {why}", "-");
    }

    /// Says what was reached, and returns whether nothing was missed in every round.
    pub fn end(&self) -> bool {
        println!("\n{} of {} reached", self.reached, self.reached + self.nearly.len() + self.missed.len());
        self.nearly.iter().for_each(|row| println!("reached in some rounds only: {row}"));
        self.missed.iter().for_each(|row| println!("not reached: {row}"));
        self.missed.is_empty()
    }
}

fn ns(ns: f64) -> String {
    match ns {
        ns if ns < 1e4 => format!("{ns:.1} ns"),
        ns if ns < 1e7 => format!("{:.1} us", ns / 1e3),
        ns => format!("{:.1} ms", ns / 1e6),
    }
}

fn short(ratio: f64) -> String {
    if ratio < 100.0 { format!("{ratio:.2}") } else { format!("{ratio:.0}") }
}

fn load() -> Option<f64> {
    std::fs::read_to_string("/proc/loadavg").ok()?.split(' ').next()?.parse().ok()
}
