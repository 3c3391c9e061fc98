//! The lines that Jepsen prints while it runs, with tabs between their parts: `INFO  jepsen.util - 0 :invoke :read nil`.
//!
//! In these logs a compare-and-set that ends as `:fail` compared and did not match: it is a completed operation that answered false. In files of EDN and JSON
//! it is what every `:fail` is, an operation that surely did not happen.

use super::builder::HistoryEvent;
use super::edn::Reader;
use super::{Complaint, Outcome};
use crate::check::value::{Value, brief};

/// What every line begins with, apart from its level.
pub(super) const MARK: &str = "jepsen.util - ";

/// Each event, as it comes. Lines that are something else, such as a stack trace, are read over.
pub(super) fn each(text: &str, mut take: impl FnMut(HistoryEvent) -> Result<(), Complaint>) -> Result<(), Complaint> {
    for (line, place) in text.lines().zip(1..) {
        let Some((_, said)) = line.split_once(MARK) else {
            continue;
        };
        if let Some(heard) = event(said, place)? {
            take(heard)?;
        }
    }
    Ok(())
}

fn event(said: &str, place: u32) -> Result<Option<HistoryEvent>, Complaint> {
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
    let process = process.parse().map_err(|_| bad("process", format!("{:?} is no whole number from 0 up", brief(&process))))?;
    let kind = word();
    let f = word();
    let f = f.strip_prefix(':').filter(|f| !f.is_empty()).ok_or_else(|| bad("f", format!("{:?} is no name such as :read", brief(&f))))?;
    let f = f.into();
    let ended = match kind {
        ":invoke" => None,
        ":ok" => Some(Outcome::Ok),
        ":fail" => Some(Outcome::Fail),
        ":info" => Some(Outcome::Info),
        other => {
            return Err(bad("type", format!("{:?} is none of :invoke, :ok, :fail, :info", brief(&other))));
        }
    };
    let value = Reader::new(rest).value().map_err(|complaint| bad("value", complaint.reason))?;
    let compared = ended == Some(Outcome::Fail) && f == "cas" && value.list().is_some();
    let (ended, value) = if compared { (Some(Outcome::Ok), Value::Bool(false)) } else { (ended, value) };
    Ok(Some(HistoryEvent { process, f, key: None, value, ended, place }))
}
