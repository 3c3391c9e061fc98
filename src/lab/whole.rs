//! A run as a person left it: every branch by what was done, what was looked at, and the moments
//! that were marked. It is what a link carries, what a browser keeps, and what undo brings again.

use super::frame::Camera;
use crate::base::text::is_hidden;
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
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Bookmark {
    /// The branch in which it is.
    pub branch: u32,
    /// When.
    #[serde(rename = "at_us")]
    pub at: Time,
    /// What the person wrote to it: at most [`LONGEST_NOTE`] characters on one line.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Bookmark {
    /// A mark of a moment, without a note.
    pub fn new(branch: u32, at: Time) -> Bookmark {
        Bookmark { branch, at, note: String::new() }
    }

    /// What no two marks of a run have in common.
    pub fn place(&self) -> (u32, Time) {
        (self.branch, self.at)
    }
}

/// What a person called a branch.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct BranchName {
    /// Which branch.
    pub branch: u32,
    /// What it is called: at most [`LONGEST_NAME`] characters on one line.
    pub name: String,
}

/// No run has more bookmarks than this.
pub const MOST_BOOKMARKS: usize = 100;
/// A note has no more characters than this.
pub const LONGEST_NOTE: usize = 200;
/// The name of a branch has no more characters than this.
pub const LONGEST_NAME: usize = 40;

/// A text that a person typed, as it is kept: on one line, without hidden letters, and no longer than
/// so many characters.
pub fn kept_text(typed: &str, longest: usize) -> String {
    let shown: String = typed.chars().map(|letter| if is_hidden(letter) { ' ' } else { letter }).collect();
    shown.trim().chars().take(longest).collect::<String>().trim_end().to_owned()
}

/// What is left of the branches of a run when one of them is deleted, and with it every branch that
/// began in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Without {
    /// What makes the branches that are left.
    pub acts: Vec<Act>,
    /// The number that each branch has now; nothing for one that is gone.
    pub numbers: Vec<Option<u32>>,
}

impl Without {
    /// How many branches are gone.
    pub fn gone(&self) -> usize {
        self.numbers.iter().filter(|number| number.is_none()).count()
    }
}

/// Deletes a branch; nothing where there is none of this number, or where it is the first one, in
/// which all others began.
pub fn without(acts: &[Act], branch: u32) -> Option<Without> {
    if branch == 0 || branch as usize > acts.len() {
        return None;
    }
    let mut left = Without { acts: Vec::new(), numbers: vec![Some(0)] };
    for (act, id) in acts.iter().zip(1_u32..) {
        let parent = left.numbers[act.branch as usize].filter(|_| id != branch);
        left.acts.extend(parent.map(|branch| Act { branch, ..act.clone() }));
        left.numbers.push(parent.map(|_| left.acts.len() as u32));
    }
    Some(left)
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::input::Action;

    fn tree(parents: &[u32]) -> Vec<Act> {
        let input = |n: usize| Input { at: Time(n as u64), step: 0, action: Action::Fork };
        parents.iter().enumerate().map(|(n, &branch)| Act { branch, input: input(n) }).collect()
    }

    #[test]
    fn what_began_in_a_deleted_branch_goes_with_it_and_the_rest_keeps_its_parents() {
        // 1 and 2 began in 0, 3 in 1, 4 in 2, 5 in 3.
        let acts = tree(&[0, 0, 1, 2, 3]);
        let left = without(&acts, 1).expect("it is there");
        assert_eq!(left.numbers, [Some(0), None, Some(1), None, Some(2), None]);
        assert_eq!(left.acts, [acts[1].clone(), Act { branch: 1, ..acts[3].clone() }]);
        assert_eq!(left.gone(), 3);
        assert_eq!(without(&acts, 5).map(|it| it.gone()), Some(1));
        assert_eq!((without(&acts, 0), without(&acts, 6)), (None, None));
    }

    #[test]
    fn what_is_typed_is_kept_on_one_line_and_no_longer_than_allowed() {
        assert_eq!(kept_text("  two\nlines\u{202e} ", 40), "two lines");
        assert_eq!(kept_text("长长长长", 3), "长长长");
        assert_eq!(kept_text("\t", 3), "");
    }
}
