//! The lessons, in the order of the course: from one ledger on a perfect network to a choice of
//! one's own.

mod acknowledged_and_lost;
mod all_or_nothing;
mod ask_again;
mod ask_the_owner;
mod facts_not_states;
mod two_services;

use super::Lesson;

/// Every lesson.
pub const COURSE: &[Lesson] = &[
    two_services::LESSON,
    ask_the_owner::LESSON,
    ask_again::LESSON,
    acknowledged_and_lost::LESSON,
    facts_not_states::LESSON,
    all_or_nothing::LESSON,
];

/// The lesson with this name.
pub fn find(id: &str) -> Option<&'static Lesson> {
    COURSE.iter().find(|lesson| lesson.id == id)
}
