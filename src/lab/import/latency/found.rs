//! What a family of tools finds in a file, and what becomes of it.

use super::number::Unit;
use super::quantiles;
use super::taken::{Format, LeftOut, Made, Pair, Refused, Taken, UnitBy};
use crate::base::text::{TextBuf, named};

/// No file gives more round trips than this.
pub const MOST_ROUND_TRIPS: usize = 1_000_000;
/// More reasons and names than this are counted, not listed.
const MOST_LISTED: usize = 50;

/// Round trips, and what is not one, as they are found.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub samples: Vec<u64>,
    pub timeouts: u64,
    pub pairs: Vec<Pair>,
    pub targets: Vec<String>,
    pub left_out: Vec<LeftOut>,
    /// Percentiles in place of samples, and how many round trips they tell of (0 if untold).
    pub knots: Option<(Vec<quantiles::Knot>, u64)>,
}

/// Where the round trips stood and in which unit.
#[derive(Debug)]
pub(super) struct Read {
    pub format: Format,
    pub column: Option<String>,
    pub unit: Unit,
    pub unit_by: UnitBy,
}

impl Read {
    /// A format that always has the same unit, and one place for its round trips.
    pub fn by_format(format: Format, column: Option<&str>, unit: Unit) -> Read {
        Read { format, column: column.map(|name| named(name, 60)), unit, unit_by: UnitBy::Format }
    }

    /// A format that writes the unit beside each number.
    pub fn by_cells(format: Format, unit: Unit) -> Read {
        Read { format, column: None, unit, unit_by: UnitBy::Cells }
    }
}

/// A text in both languages, put together while reading.
pub(super) fn both(en: impl Into<String>, zh: impl Into<String>) -> TextBuf {
    TextBuf { en: en.into(), zh: zh.into() }
}

impl Found {
    /// Leaves a line out.
    pub fn leave(&mut self, line: u64, reason: TextBuf) {
        self.leave_some(line, 1, reason);
    }

    /// Leaves several lines out for one reason.
    pub fn leave_some(&mut self, line: u64, count: u64, reason: TextBuf) {
        if count == 0 {
            return;
        }
        let full = self.left_out.len() >= MOST_LISTED;
        let same = self.left_out.iter_mut().find(|left| left.reason == reason);
        match same {
            Some(left) => left.count += count,
            None if full => {
                if let Some(last) = self.left_out.last_mut() {
                    last.reason = both("other reasons", "其他原因");
                    last.count += count;
                }
            }
            None => self.left_out.push(LeftOut { reason, line, count }),
        }
    }

    /// Notes who answered.
    pub fn target(&mut self, name: &str) {
        let name = named(name.trim(), 60);
        if !name.is_empty() && self.targets.len() < MOST_LISTED && !self.targets.contains(&name) {
            self.targets.push(name);
        }
    }

    /// What is taken.
    ///
    /// # Errors
    /// There is no round trip, or there are more than [`MOST_ROUND_TRIPS`].
    pub fn taken(mut self, read: Read, how: TextBuf) -> Result<Taken, Refused> {
        let (made, measured) = match self.knots.take() {
            Some((knots, measured)) => {
                self.samples = quantiles::drawn(&knots);
                (Made::Quantiles, measured)
            }
            None => (Made::Samples, self.samples.len() as u64),
        };
        if self.samples.is_empty() {
            let lost = self.timeouts;
            return Err(if lost > 0 {
                Refused::file(
                    format!("there is no round trip in this file, only {lost} without an answer"),
                    format!("文件里没有往返时间，只有 {lost} 次无应答"),
                )
            } else {
                Refused::file("there is no round trip in this file", "文件里没有往返时间")
            });
        }
        if self.samples.len() > MOST_ROUND_TRIPS {
            return Err(Refused::file(
                format!("there are more than the {MOST_ROUND_TRIPS} round trips that are taken"),
                format!("往返时间超过 {MOST_ROUND_TRIPS} 个"),
            ));
        }
        self.samples.sort_unstable();
        self.pairs.iter_mut().for_each(|pair| pair.samples_us.sort_unstable());
        Ok(Taken {
            format: read.format,
            how,
            column: read.column,
            unit: read.unit,
            unit_by: read.unit_by,
            made,
            measured,
            samples_us: self.samples,
            timeouts: self.timeouts,
            pairs: self.pairs,
            targets: self.targets,
            left_out: self.left_out,
        })
    }
}
