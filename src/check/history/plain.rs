//! The lines that Jepsen prints while it runs, with tabs between their parts:
//! `INFO  jepsen.util - 0 :invoke :read nil`, as newer versions write them with their time and
//! `jepsen.util 0` or `jepsen.util: 0`, and as they stand in `history.txt` with nothing before them.
//!
//! In the oldest of these logs a compare-and-set that ends as `:fail` compared and did not match:
//! it is a completed operation that answered false. Everywhere else it is what every `:fail` is, an
//! operation that surely did not happen.

use super::builder::HistoryEvent;
use super::edn::Reader;
use super::{Complaint, Outcome};
use crate::check::value::{Value, brief};

/// What every line of the oldest logs has before an event, apart from its level.
const OLD: &str = "jepsen.util - ";

/// What every line of other logs has before an event, apart from its time, its level and who wrote
/// it; a colon or a blank follows.
const NEW: &str = "jepsen.util";

/// The ways an event can end, and how one begins.
const TYPES: [&str; 4] = [":invoke", ":ok", ":fail", ":info"];

/// The event in a line, if there is one; whether a compare-and-set that failed there compared.
fn said(line: &str) -> Option<(&str, bool)> {
    if let Some((_, said)) = line.split_once(OLD) {
        return Some((said, true));
    }
    let said = line.split_once(NEW).map_or(line, |(_, said)| said.trim_start_matches(':'));
    let mut words = said.split_whitespace();
    let process = words.next()?;
    let numbered = process.starts_with(':') || process.bytes().all(|byte| byte.is_ascii_digit());
    (numbered && TYPES.contains(&words.next()?)).then_some((said, false))
}

/// Whether these are such lines. Other lines may stand before the first event.
pub(super) fn looks_like(text: &str) -> bool {
    text.lines().take(500).any(|line| said(line).is_some())
}

/// Each event, as it comes. Lines that are something else, such as a stack trace, are read over.
/// How many lines were read over, and how many told of no client.
pub(super) fn each(
    text: &str,
    mut take: impl FnMut(HistoryEvent) -> Result<(), Complaint>,
) -> Result<(u64, u64), Complaint> {
    let (mut over, mut others) = (0, 0);
    for (line, place) in text.lines().zip(1..) {
        let Some((said, compared)) = said(line) else {
            over += u64::from(!line.trim().is_empty());
            continue;
        };
        match event(said, place, compared)? {
            Some(heard) => take(heard)?,
            None => others += 1,
        }
    }
    Ok((over, others))
}

fn event(said: &str, place: u32, compared: bool) -> Result<Option<HistoryEvent>, Complaint> {
    let bad = |field, reason: String| Complaint { place, field, reason };
    let mut rest = said.trim_start();
    let mut word = || {
        let (word, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        rest = after.trim_start();
        word
    };
    let process = word();
    if process == ":nemesis" {
        return Ok(None);
    }
    let process = process
        .parse()
        .map_err(|_| bad("process", format!("{:?} is no whole number from 0 up", brief(&process))))?;
    let kind = word();
    let f = word();
    let f = f
        .strip_prefix(':')
        .filter(|f| !f.is_empty())
        .ok_or_else(|| bad("f", format!("{:?} is no name such as :read", brief(&f))))?;
    let f = f.into();
    let ended = match kind {
        ":invoke" => None,
        ":ok" => Some(Outcome::Ok),
        ":fail" => Some(Outcome::Fail),
        ":info" => Some(Outcome::Info),
        other => {
            return Err(bad("type", format!("{:?} is none of {}", brief(&other), TYPES.join(", "))));
        }
    };
    let value = Reader::new(rest).value().map_err(|complaint| bad("value", complaint.reason))?;
    let compared = compared && ended == Some(Outcome::Fail) && f == "cas" && value.list().is_some();
    let (ended, value) = if compared { (Some(Outcome::Ok), Value::Bool(false)) } else { (ended, value) };
    Ok(Some(HistoryEvent { process, f, key: None, value, ended, place }))
}
