//! The points that k6 writes as CSV or JSON (`--out`).

use super::found::{Found, Read, both};
use super::json::{self, Entry};
use super::number::{Unit, micros};
use super::rows::Row;
use super::taken::{Asked, Format, Refused, Taken};
use crate::base::text::named;
use serde_json::Value;

/// What is taken unless a person names another metric: from sending the first byte to the last byte
/// of the answer.
pub(super) const DURATION: &str = "http_req_duration";
/// The code of the error "the request timed out".
const TIMED_OUT: &str = "1050";

/// Whether a header is that of `k6 --out csv`.
pub(super) fn is_csv(header: &[String]) -> bool {
    header.iter().any(|name| name == "metric_name") && header.iter().any(|name| name == "metric_value")
}

/// Collects the points of one metric.
struct Points<'a> {
    wanted: &'a str,
    names: Vec<String>,
    found: Found,
}

impl Points<'_> {
    fn point(
        &mut self,
        line: u64,
        name: &str,
        value: &str,
        error: &str,
        target: &str,
    ) -> Result<(), Refused> {
        if name != self.wanted {
            if !self.names.iter().any(|known| known == name) && self.names.len() < 50 {
                self.names.push(name.to_owned());
            }
            self.found.leave(line, both("a point of another metric", "其他指标的数据点"));
            return Ok(());
        }
        let us = micros(value, Unit::Ms, '.').ok_or_else(|| Refused::no_round_trip(line, value))?;
        match error {
            "" | "0" => self.found.samples.push(us),
            TIMED_OUT => self.found.timeouts += 1,
            code if code.starts_with("14") || code.starts_with("15") => self.found.samples.push(us),
            _ => {
                self.found.leave(line, both("a request without an answer", "没有应答的请求"));
                return Ok(());
            }
        }
        self.found.target(target);
        Ok(())
    }

    fn taken(mut self) -> Result<Taken, Refused> {
        if self.found.samples.is_empty() && self.found.timeouts == 0 && !self.names.is_empty() {
            self.names.retain(|name| !name.is_empty());
            return Err(super::columns::unknown(self.wanted, &self.names));
        }
        let wanted = named(self.wanted, 40);
        let how = both(
            format!("points of k6: {wanted}, in milliseconds"),
            format!("k6 的数据点：{wanted}，单位毫秒"),
        );
        std::mem::take(&mut self.found).taken(Read::by_format(Format::K6, Some(self.wanted), Unit::Ms), how)
    }
}

/// Reads `k6 --out csv`.
///
/// # Errors
/// A value that is no round trip, a metric that is not there.
pub(super) fn csv(rows: &[Row], asked: &Asked) -> Result<Taken, Refused> {
    let header = rows.first().map(|row| row.cells.as_slice()).unwrap_or_default();
    let at = |name: &str| header.iter().position(|known| known == name);
    let (Some(name), Some(value)) = (at("metric_name"), at("metric_value")) else {
        return Err(super::columns::unknown("metric_value", header));
    };
    let wanted = asked.column.as_deref().unwrap_or(DURATION);
    let mut points = Points { wanted, names: Vec::new(), found: Found::default() };
    for row in &rows[1..] {
        if row.cells.len() != header.len() {
            return Err(super::table::uneven(row, header.len()));
        }
        let cell = |column: Option<usize>| column.map_or("", |column| row.cell(column));
        points.point(row.line, row.cell(name), row.cell(value), cell(at("error_code")), cell(at("url")))?;
    }
    points.taken()
}

/// Reads `k6 --out json`: one point a line.
///
/// # Errors
/// A point without metric or value, a value that is no round trip, a metric that is not there.
pub(super) fn points(entries: &[Entry], asked: &Asked) -> Result<Taken, Refused> {
    let wanted = asked.column.as_deref().unwrap_or(DURATION);
    let mut points = Points { wanted, names: Vec::new(), found: Found::default() };
    for (line, entry) in entries {
        let bad = || Refused::at(*line, "is no point of k6", "不是 k6 的数据点");
        match entry.get("type").and_then(Value::as_str) {
            Some("Metric") => {
                points.found.leave(*line, both("says what a metric is", "指标的定义"));
                continue;
            }
            Some("Point") => {}
            _ => return Err(bad()),
        }
        let name = entry.get("metric").and_then(Value::as_str).ok_or_else(bad)?;
        let value = entry.pointer("/data/value").and_then(json::text).ok_or_else(bad)?;
        let tag =
            |key: &str| entry.pointer(&format!("/data/tags/{key}")).and_then(json::text).unwrap_or_default();
        points.point(*line, name, &value, &tag("error_code"), &tag("url"))?;
    }
    points.taken()
}
