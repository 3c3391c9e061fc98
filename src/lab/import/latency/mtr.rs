//! Reports of `mtr`, with `--report`, `--csv` and `--json`: the last hop is the host that was asked
//! for.

use super::found::{Found, Read, both};
use super::number::{Unit, micros};
use super::quantiles::{Knot, of_summary};
use super::rows::Row;
use super::taken::{Format, Refused, Taken};
use serde_json::Value;

/// What a report tells of one hop, as it is written.
#[derive(Clone, Debug, Default)]
struct Hop {
    line: u64,
    host: String,
    sent: String,
    loss: String,
    mean: String,
    least: String,
    most: String,
    deviation: Option<String>,
}

/// Whether a line is the header of a report.
fn header(line: &str) -> bool {
    line.trim_start().starts_with("HOST:") && line.contains("Loss%")
}

/// Whether a text is a report of mtr.
pub(super) fn is_report(text: &str) -> bool {
    text.lines().any(|line| header(line) || line.contains(".|--"))
}

/// Reads a report; the columns stand under their names, from the right.
pub(super) fn report(text: &str) -> Result<Taken, Refused> {
    let (mut names, mut hops) = (Vec::<String>::new(), Vec::<Hop>::new());
    let (mut found, mut looked_up) = (Found::default(), false);
    for (line, number) in text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty()) {
        if header(line) {
            if !hops.is_empty() {
                return Err(several(number));
            }
            names = line.split_whitespace().skip(2).map(str::to_owned).collect();
            continue;
        }
        let Some((host, cells)) = hop_of(line, names.len()) else {
            // Several hosts answered for one hop, or the report has not begun.
            if names.is_empty() && !line.contains("|--") || is_more_of_a_hop(line, looked_up) {
                continue;
            }
            return Err(Refused::at(number, "is no hop of a report of mtr", "不是 mtr 报告中的一跳"));
        };
        if names.is_empty() {
            return Err(Refused::at(
                number,
                "stands before the header HOST: Loss% ...",
                "位于表头（HOST: Loss% ……）之前",
            ));
        }
        looked_up |= !line.contains("|--");
        if cells.len() != names.len() {
            return Err(Refused::at(
                number,
                format!("has {} columns under {} names", cells.len(), names.len()),
                format!("有 {} 列，而表头有 {} 个", cells.len(), names.len()),
            ));
        }
        let cell = |name: &str| {
            let at = names.iter().position(|known| known == name);
            at.map(|at| cells[at].to_owned())
        };
        hops.push(hop(number, host, cell)?);
    }
    last(hops, &mut found)
}

/// The host of a hop and its cells: `3.|-- host 0.0% 10`. With `-z` and `-y` something that was
/// looked up stands before the host, and no bar; with `-b` its address behind it, in brackets.
fn hop_of(line: &str, columns: usize) -> Option<(String, Vec<&str>)> {
    let (looked_up, words) = match line.split_once(".|--") {
        Some((hop, rest)) => {
            (hop.trim().parse::<u8>().map(|_| false).ok()?, rest.split_whitespace().collect())
        }
        None => {
            let (hop, rest) = line.trim_start().split_once(". ")?;
            (hop.parse::<u8>().map(|_| true).ok()?, rest.split_whitespace().collect())
        }
    };
    let mut words: Vec<&str> = words;
    if looked_up {
        // What nobody could look up is left away.
        let is_info = words.len() > columns + 1 && !words[1].starts_with('(');
        words.drain(..usize::from(is_info));
    }
    let host = (*words.first()?).to_owned();
    let is_address = |word: &&str| word.starts_with('(') && word.ends_with(')');
    let with_address = words.get(1).is_some_and(is_address);
    Some((host, words.drain(1 + usize::from(with_address)..).collect()))
}

/// Whether a line tells of another host that answered for the hop above, or of its labels.
fn is_more_of_a_hop(line: &str, looked_up: bool) -> bool {
    let words = line.split_whitespace().count();
    let bare = looked_up && line.starts_with("     ") && (line.contains("[MPLS:") || words <= 3);
    line.contains("|  ") || line.contains("`|") || bare
}

/// One hop out of named cells.
fn hop(line: u64, host: String, cell: impl Fn(&str) -> Option<String>) -> Result<Hop, Refused> {
    let need = |name: &str| {
        cell(name)
            .ok_or_else(|| Refused::at(line, format!("has no column {name}"), format!("没有 {name} 这一列")))
    };
    Ok(Hop {
        line,
        host,
        sent: need("Snt")?,
        loss: need("Loss%")?,
        mean: need("Avg")?,
        least: need("Best")?,
        most: need("Wrst")?,
        deviation: cell("StDev"),
    })
}

/// Reads `mtr --csv`.
pub(super) fn csv(rows: &[Row]) -> Result<Taken, Refused> {
    let names = rows.first().map(|row| row.cells.clone()).unwrap_or_default();
    let at = |name: &str| names.iter().position(|known| known == name);
    let (Some(hop_at), Some(start), Some(host)) = (at("Ip"), at("Start_Time"), at("Host")) else {
        return Err(Refused::file(
            "mtr --csv has columns Start_Time, Host and Ip",
            "mtr --csv 应有 Start_Time、Host、Ip 列",
        ));
    };
    let mut hops = Vec::new();
    let mut call = None;
    for row in &rows[1..] {
        if row.cells == names {
            continue;
        }
        // The header ends with a divider.
        if row.cells.len() != names.len() && row.cells.len() + 1 != names.len() {
            return Err(super::table::uneven(row, names.len()));
        }
        let this = (row.cell(start).to_owned(), row.cell(host).to_owned());
        if call.get_or_insert(this.clone()) != &this {
            return Err(several(row.line));
        }
        let cell = |name: &str| at(name).map(|at| row.cell(at).to_owned());
        hops.push(hop(row.line, row.cell(hop_at).to_owned(), cell)?);
    }
    last(hops, &mut Found::default())
}

/// Reads `mtr --json`.
pub(super) fn json(value: &Value) -> Result<Taken, Refused> {
    let hubs = value.pointer("/report/hubs").and_then(Value::as_array);
    let mut hops = Vec::new();
    for (hub, number) in hubs.into_iter().flatten().zip(1..) {
        let cell = |name: &str| super::json::text(hub.get(name)?);
        hops.push(hop(number, cell("host").unwrap_or_default(), cell)?);
    }
    last(hops, &mut Found::default())
}

fn several(line: u64) -> Refused {
    Refused::at(
        line,
        "another report begins here; a report of mtr is taken alone",
        "从这里开始是另一份报告；mtr 报告一次只能导入一份",
    )
}

/// The last hop, as a distribution.
fn last(hops: Vec<Hop>, found: &mut Found) -> Result<Taken, Refused> {
    let Some((end, way)) = hops.split_last() else {
        return Err(Refused::file("there is no hop in this report", "报告里没有任何一跳"));
    };
    let time =
        |text: &String| micros(text, Unit::Ms, '.').ok_or_else(|| Refused::no_round_trip(end.line, text));
    let bad = |text: &String, en: &str, zh: &str| {
        let text = crate::base::text::named(text, 40);
        Refused::at(end.line, format!("\"{text}\" is no {en}"), format!("“{text}”不是{zh}"))
    };
    let sent: u64 = end.sent.parse().map_err(|_| bad(&end.sent, "number of requests", "请求数"))?;
    // A thousandth of a percent is enough: mtr prints one place.
    let loss = micros(end.loss.trim_end_matches('%'), Unit::Ms, '.').filter(|loss| *loss <= 100_000);
    let loss = loss.ok_or_else(|| bad(&end.loss, "percentage", "百分比"))?;
    let lost = (u128::from(sent) * u128::from(loss) + 50_000) / 100_000;
    let lost = u64::try_from(lost).unwrap_or(sent).min(sent);
    found.target(&end.host);
    found.timeouts = lost;
    if let Some(first) = way.first() {
        let reason = both("a hop on the way; the last one is taken", "途中的一跳；只取最后一跳");
        found.leave_some(first.line, way.len() as u64, reason);
    }
    if sent > lost {
        let (least, mean, most) = (time(&end.least)?, time(&end.mean)?, time(&end.most)?);
        let deviation = end.deviation.as_ref().map(time).transpose()?;
        if least > mean || mean > most {
            return Err(Refused::at(
                end.line,
                "Best, Avg and Wrst do not ascend",
                "Best、Avg、Wrst 不是递增的",
            ));
        }
        let knots: Vec<Knot> = of_summary(sent - lost, least, mean, most, deviation);
        found.knots = Some((knots, sent - lost));
    }
    let how = both(
        "a report of mtr: samples are drawn from best, average, worst and deviation of the last hop",
        "mtr 报告：按最后一跳的最好、平均、最差与标准差生成样本",
    );
    std::mem::take(found).taken(Read::by_format(Format::Mtr, Some("Avg"), Unit::Ms), how)
}
