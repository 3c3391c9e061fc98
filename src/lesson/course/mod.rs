//! The lessons, in the order of the course: from one ledger on a perfect network to a choice of
//! one's own.

mod a_balance_is_a_story;
mod acknowledged_and_lost;
mod all_or_nothing;
mod ask_again;
mod ask_the_owner;
mod at_least_once;
mod choose;
mod eventually_means_when;
mod facts_not_states;
mod five_in_a_row;
mod four_services;
mod messages_take_time;
mod my_own_write;
mod replay;
mod stored_not_told;
mod the_on_call_rule;
mod the_same_order;
mod the_storm;
mod two_primaries;
mod two_services;
mod undo_is_a_fact;

use super::Lesson;

/// Every lesson.
pub const COURSE: &[Lesson] = &[
    a_balance_is_a_story::LESSON,
    two_services::LESSON,
    the_on_call_rule::LESSON,
    four_services::LESSON,
    ask_the_owner::LESSON,
    ask_again::LESSON,
    the_storm::LESSON,
    five_in_a_row::LESSON,
    messages_take_time::LESSON,
    eventually_means_when::LESSON,
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
