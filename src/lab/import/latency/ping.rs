//! What `ping` prints, on Linux, macOS, BusyBox and Windows, in any language. The evidence is the
//! shape of a line, not its words: an answer has one time behind `=` or `<`, in milliseconds.

use super::found::{Found, Read, both};
use super::number::Unit;
use super::ping_block::Block;
use super::ping_line::{Line, host, shape, statistics, times};
use super::taken::{Format, Refused, Taken};

/// Whether a text is what a ping prints.
pub(super) fn is_ping(text: &str) -> bool {
    let mut lines = text.lines().map(str::to_lowercase).filter(|line| !line.trim().is_empty());
    let head = lines.by_ref().take(3).any(|line| line.contains("ping"));
    let marked = |line: &str| ["ttl=", "hlim=", "seq="].iter().any(|mark| line.contains(mark));
    let mut answers = text.lines().map(str::to_lowercase).filter(|line| times(line).len() == 1);
    if head {
        answers.next().is_some() || text.lines().any(|line| statistics(line).is_some())
    } else {
        answers.any(|line| marked(&line)) || text.lines().any(|line| marked(&line.to_lowercase()))
    }
}

/// Reads what a ping prints.
///
/// # Errors
/// An answer without a time, statistics that contradict the answers, no answer at all.
pub(super) fn read(text: &str) -> Result<Taken, Refused> {
    let mut found = Found::default();
    let mut block = Block::default();
    let mut open = true;
    for (line, number) in text.lines().zip(1..) {
        let small = line.to_lowercase();
        match shape(&small, number)? {
            Line::Answer { us, number: seq, twice } => {
                if !std::mem::replace(&mut open, true) {
                    std::mem::take(&mut block).close(&mut found, None)?;
                }
                if twice || !block.answer(us, seq) {
                    found.leave(number, both("the second answer to one request", "同一请求的重复应答"));
                } else if let Some(host) = host(line) {
                    found.target(host);
                }
            }
            Line::Nothing => block.nothing += 1,
            Line::Statistics { sent, received } => {
                std::mem::take(&mut block).close(&mut found, Some((number, sent, received)))?;
                open = false;
            }
            Line::Summary => {}
            Line::Other if line.trim().is_empty() => open = false,
            Line::Other if open && !block.samples.is_empty() => block.unknown.push(number),
            Line::Other => open = true,
        }
    }
    block.close(&mut found, None)?;
    found.taken(
        Read::by_cells(Format::Ping, Unit::Ms),
        both("what ping prints: one time in milliseconds each answer", "ping 的输出：每个应答一个毫秒时间"),
    )
}
