//! Round trips, as they come out of the tools that measure them: one reading for the command line
//! and the page.
//!
//! A file is recognised by its shape. What nobody can know (which of two columns, which unit) is
//! asked, never guessed; what is not taken is said, with the reason.
//!
//! | question | files |
//! | --- | --- |
//! | what is taken, or why not | `taken.rs`, `found.rs` |
//! | what a number is in microseconds | `number.rs` |
//! | what rows there are | `rows.rs` |
//! | which column, mark and unit | `columns.rs`, `units.rs` |
//! | what a table without an author is | `table.rs`, `matrix.rs` |
//! | what a tool writes | one file a tool |
//! | what becomes of percentiles | `quantiles.rs` |
//! | which service stands in which region | `regions.rs` |
//! | what it changes in an experiment | `change.rs` |

mod atlas;
mod change;
mod columns;
mod curl;
mod found;
mod fping;
mod fping_json;
mod jmeter;
mod jmeter_xml;
mod json;
mod k6;
mod k6_summary;
mod logfmt;
mod matrix;
mod mtr;
mod mtr_raw;
mod number;
mod percentiles;
mod ping;
mod ping_block;
mod ping_line;
mod quantiles;
mod regions;
mod rows;
mod rrd;
mod table;
mod taken;
mod units;

pub use change::{Change, LinkChange, Onto, change, suggested};
pub use found::MOST_ROUND_TRIPS;
pub use number::{LONGEST_US, Unit, micros};
pub use quantiles::DRAWN;
pub use regions::{Between, Regions};
pub use taken::{Ask, Asked, Format, LeftOut, Made, Pair, Refused, Taken, UnitBy};

/// Reads round trips out of a text.
///
/// # Errors
/// Why nothing is taken, and what a person may say so that it can be.
///
/// ```
/// use eventual::lab::import::latency::{Asked, read};
/// let taken = read("rtt_ms\n80.5\n79\n\n120\n", &Asked::default()).unwrap();
/// assert_eq!((taken.samples_us.len(), taken.quantile_us(1, 2)), (3, 80_500));
/// ```
pub fn read(text: &str, asked: &Asked) -> Result<Taken, Refused> {
    let text = text.trim_start_matches('\u{feff}');
    if text.contains('\0') {
        return Err(Refused::file("is no text", "不是文本"));
    }
    let taken = by_shape(text, asked)?;
    match (&asked.unit, &asked.column) {
        (Some(unit), _) if *unit != taken.unit => Err(Refused::file(
            format!("is in {} by what the file is; another unit cannot be", taken.unit.name()),
            format!("这种文件的单位是 {}，不能另选", taken.unit.name()),
        )
        .asking(Ask::Unit)),
        (_, Some(column)) if !has_columns(&taken) => Err(Refused::file(
            format!("has no columns, so none is called \"{}\"", crate::base::text::named(column, 40)),
            format!("没有列，也就没有名为“{}”的列", crate::base::text::named(column, 40)),
        )
        .asking(Ask::Column { names: Vec::new() })),
        _ => Ok(taken),
    }
}

/// Whether a format has several columns, metrics or hosts of which one is taken.
fn has_columns(taken: &Taken) -> bool {
    !matches!(taken.format, Format::Ping | Format::Mtr | Format::Wrk | Format::HdrHistogram | Format::Matrix)
}

fn by_shape(text: &str, asked: &Asked) -> Result<Taken, Refused> {
    if let Some((entries, places)) = json::entries(text)? {
        let read = json::read(&entries, asked);
        return if places == json::Places::Lines { read } else { read.map_err(Refused::of_entries) };
    }
    if percentiles::is_table(text) {
        return percentiles::table(text, asked);
    }
    if percentiles::is_wrk(text) {
        return percentiles::wrk(text);
    }
    if jmeter_xml::is_xml(text) {
        return jmeter_xml::read(text, asked);
    }
    if k6_summary::is_summary(text) {
        return k6_summary::text(text, asked);
    }
    if mtr::is_report(text) {
        return mtr::report(text);
    }
    if mtr_raw::is_raw(text) {
        return mtr_raw::read(text);
    }
    if rrd::is_fetch(text) {
        return rrd::fetch(text, asked);
    }
    if fping::is_fping(text) {
        return fping::read(text, asked);
    }
    if curl::is_timings(text) {
        return curl::timings(text, asked);
    }
    if ping::is_ping(text) {
        return ping::read(text);
    }
    if let Some(line) = fping::damaged_series(text) {
        return Err(Refused::at(line, "is no host with its times", "不是“主机 : 各次时间”"));
    }
    if logfmt::is_logfmt(text) {
        return table::rows_of_any(logfmt::rows(text), asked);
    }
    table::text(text, asked)
}
