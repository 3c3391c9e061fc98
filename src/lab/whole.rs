//! A run as a person left it: every branch by what was done, what was looked at, and the moments
//! that were marked. It is what a link carries, what a browser keeps, and what undo brings again.

use super::frame::Camera;
use crate::base::time::Time;
use crate::sim::input::Input;
use serde::{Deserialize, Serialize};

/// Something that was done to a run, and in which branch. The n-th one, from 0, makes branch n + 1.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Act {
    /// The branch whose cursor it was; it is older than the one that the act makes.
    pub branch: u32,
    /// When, after which step, and what.
    #[serde(flatten)]
    pub input: Input,
}

/// Where a person was, and how they looked at it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct View {
    /// The branch that was shown.
    pub branch: u32,
    /// Where its cursor was.
    #[serde(rename = "at_us")]
    pub at: Time,
    /// Which tab of the side was open, from 0.
    pub tab: u8,
    /// How fast time passed, in thousandths of real time: 10 to 1,000,000.
    pub speed_milli: u32,
    /// How many microseconds of space-time lay before the cursor.
    pub before_us: u64,
    /// And how many after it.
    pub after_us: u64,
}

/// No person opens more tabs than this.
pub const MOST_TABS: u8 = 8;

impl Default for View {
    /// The beginning of the first branch, at a tenth of real time.
    fn default() -> View {
        let Camera { before_us, after_us, .. } = Camera::default();
        View { branch: 0, at: Time::ZERO, tab: 0, speed_milli: 100, before_us, after_us }
    }
}

/// A moment that a person marked.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Bookmark {
    /// The branch in which it is.
    pub branch: u32,
    /// When.
    #[serde(rename = "at_us")]
    pub at: Time,
}

/// No run has more bookmarks than this.
pub const MOST_BOOKMARKS: usize = 100;

/// What was done in a branch, its parents' past included. `inputs` are those of branch 0; every
/// act must be in a branch that is older than its own.
pub fn inputs_of(inputs: &[Input], acts: &[Act], branch: u32) -> Vec<Input> {
    let Some(made_by) = branch.checked_sub(1).and_then(|n| acts.get(n as usize)) else {
        return inputs.to_vec();
    };
    let earlier = |input: &Input| (input.at, input.step) < (made_by.input.at, made_by.input.step);
    let (mut past, future): (Vec<Input>, Vec<Input>) =
        inputs_of(inputs, acts, made_by.branch).into_iter().partition(earlier);
    past.push(made_by.input.clone());
    if made_by.input.action.keeps_the_future() {
        past.extend(future);
    }
    past
}
