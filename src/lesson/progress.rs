//! How far somebody has come in the course, and where to go on.

use super::course::{self, HEADS, Head};
use std::collections::BTreeSet;

/// What was seen of the course on this device.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Progress {
    seen: BTreeSet<String>,
    last: Option<(usize, usize)>,
}

/// A place in the course: a lesson and one of its steps, both from 0.
pub type Place = (usize, usize);

/// The place of a step that is written `lesson/step`; nothing where there is none.
pub fn place(written: &str) -> Option<Place> {
    let (lesson, step) = written.split_once('/')?;
    let number = HEADS.iter().position(|known| known.id == lesson)?;
    Some((number, HEADS[number].steps.iter().position(|&known| known == step)?))
}

/// A place as [`place`] reads it. Places beyond the course are the first.
pub fn written((lesson, step): Place) -> String {
    let lesson = HEADS.get(lesson).unwrap_or(&HEADS[0]);
    let step = lesson.steps.get(step).unwrap_or(&lesson.steps[0]);
    format!("{}/{step}", lesson.id)
}

impl Progress {
    /// Of the steps whose answers were seen, as `lesson/step`, and the step that was open last.
    /// Steps that the course does not have any more count for nothing.
    pub fn new(seen: impl IntoIterator<Item = String>, last: Option<&str>) -> Progress {
        let seen = seen.into_iter().filter(|step| place(step).is_some()).collect();
        Progress { seen, last: last.and_then(place) }
    }

    /// Whether nothing was begun yet.
    pub fn is_new(&self) -> bool {
        self.seen.is_empty() && self.last.is_none()
    }

    /// Whether the answer of a step was seen.
    pub fn has(&self, place: Place) -> bool {
        self.seen.contains(&written(place))
    }

    /// How many steps of a lesson were seen.
    pub fn done(&self, lesson: &Head) -> usize {
        lesson.steps.iter().filter(|step| self.seen.contains(&format!("{}/{step}", lesson.id))).count()
    }

    /// How many lessons were seen to their end.
    pub fn lessons(&self) -> usize {
        HEADS.iter().filter(|lesson| self.done(lesson) == lesson.steps.len()).count()
    }

    /// Where to go on: the step that was open last or, where that was seen, the next that was not;
    /// from the beginning again where everything behind it was. Nothing where all was seen.
    pub fn next(&self) -> Option<Place> {
        let all: Vec<Place> = course::places().collect();
        let from = self.last.and_then(|last| all.iter().position(|&it| it == last)).unwrap_or(0);
        let (before, after) = all.split_at(from);
        after.iter().chain(before).copied().find(|&place| !self.has(place))
    }

    /// Where to go on in one lesson: its first step that was not seen, or its first.
    pub fn next_in(&self, lesson: usize) -> Place {
        let steps = HEADS.get(lesson).map_or(0, |it| it.steps.len());
        (lesson, (0..steps).find(|&step| !self.has((lesson, step))).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::course::COURSE;

    fn seen(steps: &[Place], last: Option<Place>) -> Progress {
        Progress::new(steps.iter().map(|&it| written(it)), last.map(written).as_deref())
    }

    #[test]
    fn whoever_is_new_begins_at_the_beginning() {
        assert!(Progress::default().is_new());
        assert_eq!(Progress::default().next(), Some((0, 0)));
    }

    #[test]
    fn one_goes_on_where_one_was_and_then_with_what_was_not_seen() {
        assert_eq!(seen(&[], Some((4, 1))).next(), Some((4, 1)), "open, and not answered yet");
        assert_eq!(seen(&[(4, 1)], Some((4, 1))).next(), Some((4, 2)));
        let last = COURSE.len() - 1;
        let end = (last, COURSE[last].steps.len() - 1);
        assert_eq!(seen(&[end, (0, 0)], Some(end)).next(), Some((0, 1)), "what was skipped comes then");
    }

    #[test]
    fn who_has_seen_everything_has_nowhere_to_go_on() {
        let all: Vec<Place> = course::places().collect();
        let all = seen(&all, Some((0, 0)));
        assert_eq!((all.next(), all.lessons()), (None, COURSE.len()));
        assert_eq!(all.next_in(3), (3, 0), "a lesson can be begun again");
    }

    #[test]
    fn a_step_that_is_gone_counts_for_nothing() {
        let old = Progress::new(["a-lesson-of-old/its-step".to_owned()], Some("nor/this"));
        assert!(old.is_new());
        assert_eq!(old.next(), Some((0, 0)));
    }
}
