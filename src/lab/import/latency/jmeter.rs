//! JTL files of Apache JMeter, as CSV: `elapsed` is from sending to the end of the answer, in
//! milliseconds.

use super::found::{Found, Read, both};
use super::number::{Unit, micros};
use super::rows::Row;
use super::taken::{Asked, Format, Refused, Taken};

/// Whether a header is that of a JTL file.
pub(super) fn is_csv(header: &[String]) -> bool {
    let has = |name: &str| header.iter().any(|known| known == name);
    has("elapsed") && (has("timeStamp") || has("responseCode")) && (has("label") || has("success"))
}

/// Reads a JTL file of CSV; `--column` names another time than `elapsed`, as `Latency` or
/// `Connect`.
///
/// # Errors
/// A time that is none, a column that is not there.
pub(super) fn csv(rows: &[Row], asked: &Asked) -> Result<Taken, Refused> {
    let header = rows.first().map(|row| row.cells.as_slice()).unwrap_or_default();
    let wanted = asked.column.as_deref().unwrap_or("elapsed");
    let at = |name: &str| header.iter().position(|known| known == name);
    let column = at(wanted).ok_or_else(|| super::columns::unknown(wanted, header))?;
    let mut found = Found::default();
    for row in &rows[1..] {
        if row.cells == header {
            found.leave(row.line, both("the header again", "重复的表头"));
            continue;
        }
        if row.cells.len() != header.len() {
            return Err(super::table::uneven(row, header.len()));
        }
        let cell = |name: &str| at(name).map_or("", |at| row.cell(at));
        sample(
            &mut found,
            row.line,
            row.cell(column),
            (cell("responseCode"), cell("responseMessage")),
            cell("label"),
        )?;
    }
    taken(found, wanted)
}

/// Takes one sample, by its code: what is no code of HTTP is the name of what went wrong.
pub(super) fn sample(
    found: &mut Found,
    line: u64,
    time: &str,
    (code, message): (&str, &str),
    label: &str,
) -> Result<(), Refused> {
    let us = micros(time, Unit::Ms, '.').ok_or_else(|| Refused::no_round_trip(line, time))?;
    if code.starts_with("Non HTTP") {
        let told = format!("{code} {message}").to_lowercase();
        if told.contains("timeout") || told.contains("timed out") {
            found.timeouts += 1;
        } else {
            found.leave(line, both("a request without an answer", "没有应答的请求"));
        }
        return Ok(());
    }
    found.samples.push(us);
    found.target(label);
    Ok(())
}

/// What is taken of the samples, and how they were read.
pub(super) fn taken(found: Found, wanted: &str) -> Result<Taken, Refused> {
    let wanted_name = crate::base::text::named(wanted, 40);
    let how = both(
        format!("a JTL file of JMeter: {wanted_name} of each request, in milliseconds"),
        format!("JMeter 的 JTL 文件：每个请求的 {wanted_name}，单位毫秒"),
    );
    found.taken(Read::by_format(Format::Jmeter, Some(wanted), Unit::Ms), how)
}
