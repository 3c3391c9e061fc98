//! JTL files of Apache JMeter, as CSV or XML: `elapsed` is from sending to the end of the answer,
//! in milliseconds.

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

/// One sample, by its code: what is no code of HTTP is the name of what went wrong.
fn sample(
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

fn taken(found: Found, wanted: &str) -> Result<Taken, Refused> {
    let wanted_name = crate::base::text::named(wanted, 40);
    let how = both(
        format!("a JTL file of JMeter: {wanted_name} of each request, in milliseconds"),
        format!("JMeter 的 JTL 文件：每个请求的 {wanted_name}，单位毫秒"),
    );
    found.taken(Read::by_format(Format::Jmeter, Some(wanted), Unit::Ms), how)
}

/// Whether a text is a JTL file of XML.
pub(super) fn is_xml(text: &str) -> bool {
    text.trim_start().starts_with('<') && text.contains("<testResults")
}

/// Whether an element is a sample.
fn is_sample(name: &str) -> bool {
    matches!(name, "httpSample" | "sample" | "sampleResult")
}

/// Reads a JTL file of XML: `t` is the time of a sample. What stands inside of another sample is a
/// part of it.
///
/// # Errors
/// A sample without a time, text where elements must stand, an element that is closed by another
/// name or not at all.
pub(super) fn xml(text: &str, asked: &Asked) -> Result<Taken, Refused> {
    let wanted = asked.column.as_deref().unwrap_or("t");
    let no_sample = |line| Refused::at(line, "is no sample", "不是样本");
    let (mut found, mut line, mut rest) = (Found::default(), 1u64, text);
    // The elements that are open.
    let mut open: Vec<&str> = Vec::new();
    while let Some(at) = rest.find('<') {
        // Only elements that belong to a sample may have text.
        let may_have_text = open.last().is_some_and(|name| !is_sample(name) && *name != RESULTS);
        if !may_have_text && !rest[..at].trim().is_empty() {
            return Err(no_sample(line + leading_lines(rest)));
        }
        line += rest[..at].matches('\n').count() as u64;
        let tag_from = &rest[at + 1..];
        let Some(end) = end_of_tag(tag_from) else {
            return Err(Refused::at(line, "a tag does not end", "标签没有结束"));
        };
        let tag = &tag_from[..end];
        let name = tag.trim_start_matches('/').split([' ', '\t', '\r', '\n', '/']).next().unwrap_or_default();
        let inside = open.iter().any(|name| is_sample(name));
        if tag.starts_with('/') {
            if open.pop() != Some(name) {
                return Err(Refused::at(line, "closes what is not open", "结束了没有打开的元素"));
            }
        } else if !tag.starts_with(['?', '!']) {
            if !inside && is_sample(name) && open == [RESULTS] {
                top(&mut found, line, name, tag, wanted)?;
            } else if inside && (is_sample(name) || attribute(tag, wanted).is_some()) {
                found.leave(line, both("a part of another sample", "另一个样本的一部分"));
            } else if !inside && (!open.is_empty() || name != RESULTS) {
                return Err(no_sample(line));
            }
            if !tag.ends_with('/') {
                open.push(name);
            }
        }
        line += tag.matches('\n').count() as u64;
        rest = &tag_from[end + 1..];
    }
    if !open.is_empty() || !rest.trim().is_empty() {
        return Err(Refused::at(line, "the file ends before its results do", "文件在结果结束之前就结束了"));
    }
    taken(found, wanted)
}

/// How many lines stand before the first letter.
fn leading_lines(text: &str) -> u64 {
    text[..text.len() - text.trim_start().len()].matches('\n').count() as u64
}

/// Takes a sample that is no part of another one.
fn top(found: &mut Found, line: u64, name: &str, tag: &str, wanted: &str) -> Result<(), Refused> {
    let key = if name == "sampleResult" && wanted == "t" { "time" } else { wanted };
    let time = attribute(tag, key).ok_or_else(|| {
        Refused::at(line, format!("a sample has no attribute {key}"), format!("样本缺少属性 {key}"))
    })?;
    let either = |one, other| attribute(tag, one).or_else(|| attribute(tag, other)).unwrap_or_default();
    let code = (either("rc", "responseCode"), either("rm", "responseMessage"));
    sample(found, line, time, code, either("lb", "label"))
}

/// The element that holds all samples.
const RESULTS: &str = "testResults";

/// Where a tag ends: at the first `>` that stands in no quote; nothing if another tag begins before.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut letters = text.char_indices();
    let end = letters.find_map(|(at, letter)| {
        match (quote, letter) {
            (None, '>') => return Some(Some(at)),
            (None, '<') => return Some(None),
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), letter) if open == letter => quote = None,
            _ => {}
        }
        None
    });
    end.flatten()
}

/// The value of an attribute of a tag.
fn attribute<'a>(tag: &'a str, key: &str) -> Option<&'a str> {
    let mut rest = tag;
    while let Some((before, after)) = rest.split_once('=') {
        let after = after.trim_start();
        let quote = after.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        let (value, next) = after[1..].split_once(quote)?;
        if before.trim_end().rsplit(char::is_whitespace).next() == Some(key) {
            return Some(value);
        }
        rest = next;
    }
    None
}
