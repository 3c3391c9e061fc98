//! Goodput: how many operations were done in each part of a run. Throughput counts what a system is
//! busy with, goodput what somebody got (Beyer et al., "Site Reliability Engineering", 2016,
//! chapter 22): in a storm of retries the first is high and the second nothing.

use crate::base::time::{Span, Time};
use serde::{Deserialize, Serialize};

/// Operations by windows of time that follow each other from the beginning of the run.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Goodput {
    /// How long a window is, in microseconds.
    pub window_us: u64,
    /// How many operations were asked for in each window.
    pub asked: Vec<u32>,
    /// How many were done in each window: they returned in it and surely happened.
    pub ok: Vec<u32>,
}

/// No run has more windows than this.
const MOST_WINDOWS: u64 = 32;
/// The shortest window.
const SHORTEST: Span = Span(100_000);

impl Goodput {
    /// Empty windows for a run of this length, of a length that people count in: 1, 2 or 5 and
    /// zeros behind it.
    pub fn new(duration: Span) -> Goodput {
        let round = (0..).flat_map(|zeros| {
            [1, 2, 5].map(|digit| SHORTEST.0.saturating_mul(digit * 10u64.saturating_pow(zeros)))
        });
        let window_us =
            round.into_iter().find(|window| duration.0.div_ceil(*window) <= MOST_WINDOWS).unwrap_or(u64::MAX);
        let windows = vec![0; duration.0.div_ceil(window_us).max(1) as usize];
        Goodput { window_us, asked: windows.clone(), ok: windows }
    }

    /// An operation was asked for.
    pub fn asked(&mut self, at: Time) {
        count(&mut self.asked, self.window_us, at);
    }

    /// An operation was done.
    pub fn done(&mut self, at: Time) {
        count(&mut self.ok, self.window_us, at);
    }

    /// The least and the most that was done in the windows in which something was asked.
    pub fn range(&self) -> Option<(u32, u32)> {
        let busy = || self.asked.iter().zip(&self.ok).filter(|(asked, _)| **asked > 0).map(|(_, &ok)| ok);
        Some((busy().min()?, busy().max()?))
    }
}

/// The end of a run belongs to its last window.
fn count(windows: &mut [u32], window_us: u64, at: Time) {
    let last = windows.len() - 1;
    windows[usize::try_from(at.0 / window_us).unwrap_or(last).min(last)] += 1;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_round_and_few() {
        let of = |ms| {
            let goodput = Goodput::new(Span::from_ms(ms));
            (goodput.window_us / 1_000, goodput.ok.len())
        };
        assert_eq!(
            [0, 1_600, 4_000, 8_000, 12_000, 3_600_000].map(of),
            [(100, 1), (100, 16), (200, 20), (500, 16), (500, 24), (200_000, 18)]
        );
    }

    #[test]
    fn an_operation_counts_where_it_was_asked_and_where_it_was_done() {
        let mut goodput = Goodput::new(Span::from_ms(300));
        assert_eq!(goodput.range(), None);
        goodput.asked(Time(99_999));
        goodput.asked(Time(200_000));
        goodput.done(Time(100_000));
        goodput.done(Time(300_000));
        assert_eq!((&goodput.asked[..], &goodput.ok[..]), (&[1, 0, 1][..], &[0, 1, 1][..]));
        assert_eq!(goodput.range(), Some((0, 1)));
    }
}
