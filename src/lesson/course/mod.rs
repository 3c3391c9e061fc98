//! The lessons, in the order of the course: from one ledger on a perfect network to a choice of
//! one's own.

mod acknowledged_and_lost;
mod all_or_nothing;
mod ask_again;
mod ask_the_owner;
mod at_least_once;
mod choose;
mod facts_not_states;
mod my_own_write;
mod replay;
mod stored_not_told;
mod the_same_order;
mod two_primaries;
mod two_services;
mod undo_is_a_fact;

use super::Lesson;

/// Every lesson.
pub const COURSE: &[Lesson] = &[
    two_services::LESSON,
    ask_the_owner::LESSON,
    ask_again::LESSON,
    stored_not_told::LESSON,
    at_least_once::LESSON,
    the_same_order::LESSON,
    acknowledged_and_lost::LESSON,
    two_primaries::LESSON,
    my_own_write::LESSON,
    facts_not_states::LESSON,
    replay::LESSON,
    all_or_nothing::LESSON,
    undo_is_a_fact::LESSON,
    choose::LESSON,
];

/// The lesson with this name.
pub fn find(id: &str) -> Option<&'static Lesson> {
    COURSE.iter().find(|lesson| lesson.id == id)
}
