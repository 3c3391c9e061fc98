//! Round-trip samples as the latency of one direction: what [`latency`](super::latency) takes, for
//! a caller that only wants a distribution.

use super::latency::{Asked, Onto, change, read as taken};
use crate::base::distribution::Distribution;
use crate::lab::experiment::Experiment;
use crate::lab::problem::Problem;
use crate::lab::read::Problems;
use crate::protocol::catalog::ENTRIES;

/// Reads round trips and gives the latency one way.
///
/// # Errors
/// The first line that is no round trip, and how many are as bad; what a person must decide.
///
/// ```
/// use eventual::lab::import::samples::read;
/// let one_way = read("rtt_ms\n80.5\n79\n\n120\n").unwrap();
/// assert_eq!(one_way.quantile_us(500), 40_250);
/// ```
pub fn read(text: &str) -> Result<Distribution, Problems> {
    let taken = taken(text, &Asked::default())
        .map_err(|refused| Problems { list: vec![refused.problem], count: refused.count })?;
    let one = |problem: Problem| Problems { list: vec![problem], count: 1 };
    let entry = ENTRIES.first().expect("the catalogue has a protocol");
    let changed = change(&Experiment::first(entry), &taken, &Onto::EveryLink).map_err(one)?;
    Ok(changed.experiment.network.link.latency)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_numbers_tables_and_microseconds_are_read() {
        let medians = [
            ("10\n20\n30\n", 10_000),
            ("time,rtt_us\n1,500\n2,700\n3,900\n", 350),
            ("host;latency\na;4.5\nb;4.5\n", 2_250),
        ];
        for (text, median) in medians {
            assert_eq!(read(text).unwrap().quantile_us(500), median, "{text}");
        }
    }

    #[test]
    fn the_first_bad_line_is_named_and_the_others_are_counted() {
        let problems = read("10\nten\n-3\n1e9\n20\n").unwrap_err();
        assert_eq!((problems.count, problems.list[0].place.as_str()), (3, "line 2"));
        assert!(read("").is_err());
        assert!(read("99999999999999999999").is_err());
    }
}
