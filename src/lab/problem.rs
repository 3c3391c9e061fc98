//! What is wrong with something a person gave: where, what, and what is allowed. The world's trouble is data.

use crate::base::text::Said;
use serde::{Deserialize, Serialize};

/// One thing that is wrong with what a person gave.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Problem {
    /// Where: a line (`line 12`) or a path (`network.link.loss_ppm`).
    pub place: String,
    /// What is wrong and what is allowed.
    pub reason: Said,
}

impl Problem {
    /// A problem in both languages.
    pub fn new(place: impl Into<String>, en: impl Into<String>, zh: impl Into<String>) -> Problem {
        Problem { place: place.into(), reason: Said { en: en.into(), zh: zh.into() } }
    }
}

impl core::fmt::Display for Problem {
    /// One line, in English, for the command line.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        // A name out of a file may hold a line break; a problem is one line whatever it names.
        let line = |text: &str| text.replace(['\n', '\r'], " ");
        write!(f, "{}: {}", line(&self.place), line(&self.reason.en))
    }
}
