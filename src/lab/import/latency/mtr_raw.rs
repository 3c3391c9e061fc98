//! What `mtr --raw` prints: each request and each answer of each hop.

use super::found::{Found, Read, both};
use super::number::{Unit, micros};
use super::taken::{Format, Refused, Taken};
use std::collections::BTreeSet;

/// Whether a text is what `mtr --raw` prints.
pub(super) fn is_raw(text: &str) -> bool {
    let line = |line: &str| {
        let mut words = line.split_whitespace();
        let kind = words.next().is_some_and(|word| matches!(word, "x" | "h" | "p" | "d" | "t" | "m" | "y"));
        kind && words.next().is_some_and(|word| word.parse::<u16>().is_ok())
    };
    let mut lines = text.lines().filter(|line| !line.trim().is_empty()).take(20).peekable();
    lines.peek().is_some() && lines.all(line)
}

/// Reads `mtr --raw`: `x HOP SEQ` was sent, `p HOP MICROSECONDS SEQ` came back, `h HOP ADDRESS` is
/// who answered.
pub(super) fn read(text: &str) -> Result<Taken, Refused> {
    let (mut sent, mut back, mut hosts, mut width) = (Vec::new(), Vec::new(), Vec::new(), None);
    let mut requests: BTreeSet<(u8, &str)> = BTreeSet::new();
    for (line, number) in text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty()) {
        let bad = || Refused::at(number, "is no line of mtr --raw", "不是 mtr --raw 的一行");
        let words: Vec<&str> = line.split_whitespace().collect();
        let hop = words.get(1).filter(|word| **word == "0" || !word.starts_with('0'));
        let hop: u8 = hop.and_then(|word| word.parse().ok()).ok_or_else(bad)?;
        match words.as_slice() {
            ["x", _, seq] if seq.parse::<u64>().is_ok() => {
                sent.push((hop, number));
                requests.insert((hop, *seq));
            }
            // Older ones do not tell which request it was.
            ["p", _, us, ..] if *width.get_or_insert(words.len()) == words.len() && words.len() <= 4 => {
                let is_asked = |seq: &&str| requests.is_empty() || requests.contains(&(hop, *seq));
                if !words.get(3).is_none_or(is_asked) {
                    return Err(Refused::at(
                        number,
                        "answers a request that was not sent",
                        "应答了没有发出的请求",
                    ));
                }
                let whole = us.bytes().all(|byte| byte.is_ascii_digit());
                let us = micros(us, Unit::Us, '.').filter(|_| whole);
                back.push((hop, us.ok_or_else(|| Refused::no_round_trip(number, line))?, number));
            }
            ["h", _, host] => hosts.push((hop, (*host).to_owned())),
            ["d" | "t" | "y", ..] => {}
            ["m", _, _, _, _, ..] => {}
            _ => return Err(bad()),
        }
    }
    let Some(end) = back.iter().map(|(hop, ..)| *hop).max() else {
        return Err(Refused::file("there is no round trip in this file", "文件里没有往返时间"));
    };
    let mut found = Found::default();
    hosts.iter().filter(|(hop, _)| *hop == end).for_each(|(_, host)| found.target(host));
    // Every request is told of: it was answered, it was not, or it went to a hop on the way.
    let way = || both("a hop on the way; the last one is taken", "途中的一跳；只取最后一跳");
    let asked = sent.iter().filter(|(hop, _)| *hop == end).count();
    let answered = back.iter().filter(|(hop, ..)| *hop == end).count();
    found.timeouts = asked.saturating_sub(answered) as u64;
    let silent = (sent.len() - asked).saturating_sub(back.len() - answered) as u64;
    let first = sent.iter().find(|(hop, _)| *hop != end).map_or(1, |(_, line)| *line);
    for (hop, us, line) in back {
        if hop == end {
            found.samples.push(us);
        } else {
            found.leave(line, way());
        }
    }
    let reason = both("a request to a hop on the way, without an answer", "发给途中某一跳、没有应答的请求");
    found.leave_some(first, silent, reason);
    let how = both(
        "what mtr --raw prints: the answers of the last hop, in microseconds",
        "mtr --raw 的输出：最后一跳的应答，单位微秒",
    );
    found.taken(Read::by_format(Format::Mtr, None, Unit::Us), how)
}
