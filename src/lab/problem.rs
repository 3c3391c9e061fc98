//! What is wrong with something a person gave: where, what, and what is allowed. The world's
//! trouble is data.

use crate::base::text::{TextBuf, named};
use serde::{Deserialize, Serialize};

/// Characters of the place of a problem, and of its reason: names in it are cut before, so that
/// what is allowed is never cut off.
const LONGEST_PLACE: usize = 200;
const LONGEST_REASON: usize = 2_000;

/// One thing that is wrong with what a person gave.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Problem {
    /// Where: a line (`line 12`) or a path (`network.link.loss_ppm`).
    pub place: String,
    /// What is wrong and what is allowed.
    pub reason: TextBuf,
}

impl Problem {
    /// A problem in both languages. Whatever a person's file names in it, it stays one line of
    /// bounded length without hidden letters.
    pub fn new(place: impl Into<String>, en: impl Into<String>, zh: impl Into<String>) -> Problem {
        let reason = |text: String| named(&text, LONGEST_REASON);
        Problem {
            place: named(&place.into(), LONGEST_PLACE),
            reason: TextBuf { en: reason(en.into()), zh: reason(zh.into()) },
        }
    }
}

impl core::fmt::Display for Problem {
    /// One line, in English, for the command line.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}: {}", self.place, self.reason.en)
    }
}
