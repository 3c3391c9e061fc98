//! One call of `ping`: its answers, and how many requests were lost by the best evidence there is.

use super::found::{Found, both};
use super::taken::Refused;
use crate::base::text::TextBuf;

/// What one call has printed so far.
#[derive(Debug, Default)]
pub(super) struct Block {
    /// The times of its answers, in microseconds.
    pub samples: Vec<u64>,
    /// The numbers of the requests that were answered.
    numbers: Vec<u64>,
    /// How many lines say that no answer came.
    pub nothing: u64,
    /// Lines among the answers whose words are not known.
    pub unknown: Vec<u64>,
}

impl Block {
    /// Takes an answer; false if its request was answered before.
    pub fn answer(&mut self, us: u64, number: Option<u64>) -> bool {
        if let Some(number) = number {
            // Numbers are of 16 bits, and begin again; an answer is twice where it is near.
            let near = self.numbers.len().saturating_sub(64);
            if self.numbers[near..].contains(&number) {
                return false;
            }
            self.numbers.push(number);
        }
        self.samples.push(us);
        true
    }

    /// Ends the call, with the line of its statistics, sent and received, if it printed them.
    pub fn close(self, found: &mut Found, statistics: Option<(u64, u64, u64)>) -> Result<(), Refused> {
        let answers = self.samples.len() as u64;
        let lost = match statistics {
            Some((line, sent, received)) => {
                if answers == 0 && received > self.nothing {
                    return Err(Refused::at(
                        line,
                        "only the statistics are here; ping prints each answer without -q",
                        "这里只有统计；不带 -q 的 ping 才会输出每个应答",
                    ));
                }
                if answers > sent || received > sent {
                    return Err(Refused::at(
                        line,
                        format!(
                            "says that {sent} were sent and {received} received, with {answers} answers above"
                        ),
                        format!("写着发送 {sent}、接收 {received}，而上面有 {answers} 个应答"),
                    ));
                }
                // Windows counts "unreachable" among what it received.
                let other = received.saturating_sub(answers);
                let refused = other.min(self.nothing);
                let reason: TextBuf = both(
                    "an answer that the statistics count, but no line prints",
                    "统计中有、但没有对应行的应答",
                );
                found.leave_some(line, other - refused, reason);
                sent - answers - (other - refused)
            }
            None => self.nothing.max(self.missing()),
        };
        // What is not known among the answers may be how another language says that none came.
        let told = lost.saturating_sub(self.nothing.min(lost));
        if let Some(first) = self.unknown.first().filter(|_| told < self.unknown.len() as u64) {
            let reason =
                both("neither an answer nor known words for none", "既不是应答，也不是已知的无应答提示");
            found.leave_some(*first, self.unknown.len() as u64 - told, reason);
        }
        found.timeouts += lost;
        found.samples.extend(self.samples);
        Ok(())
    }

    /// How many numbers are missing between the first and the last that were answered, if that is
    /// fewer than were answered a thousand times over.
    fn missing(&self) -> u64 {
        let (Some(least), Some(most)) = (self.numbers.iter().min(), self.numbers.iter().max()) else {
            return 0;
        };
        let count = self.numbers.len() as u64;
        let missing = (most - least).saturating_add(1).saturating_sub(count);
        if missing <= count.saturating_mul(1_000) { missing } else { 0 }
    }
}
