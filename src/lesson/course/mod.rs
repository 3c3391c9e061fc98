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
use crate::base::text::{Text, text};

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

/// Lessons that walk one road, one after the other.
#[derive(Clone, Copy, Debug)]
pub struct Chapter {
    /// What it is about, in a few words.
    pub title: Text,
    /// How many lessons it has.
    pub lessons: usize,
}

/// The chapters, in the order of the course: five roads, and the place where all of them lead.
pub const CHAPTERS: [Chapter; 6] = [
    Chapter { title: text("One database", "一个数据库"), lessons: 4 },
    Chapter { title: text("Call the owner", "调用拥有者"), lessons: 4 },
    Chapter { title: text("Send messages", "发送消息"), lessons: 4 },
    Chapter { title: text("Ship the log", "复制日志"), lessons: 4 },
    Chapter { title: text("Keep the facts", "留下事实"), lessons: 4 },
    Chapter { title: text("Choose", "选一种"), lessons: 1 },
];

/// The chapters with the places of their lessons, from 0.
pub fn chapters() -> impl Iterator<Item = (&'static Chapter, core::ops::Range<usize>)> {
    CHAPTERS.iter().scan(0, |from, chapter| {
        let lessons = *from..*from + chapter.lessons;
        *from = lessons.end;
        Some((chapter, lessons))
    })
}

/// Every step in its order: the places of its lesson and of itself, from 0.
pub fn places() -> impl Iterator<Item = (usize, usize)> {
    COURSE.iter().enumerate().flat_map(|(at, lesson)| (0..lesson.steps.len()).map(move |step| (at, step)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_lesson_stands_in_one_chapter() {
        let all: Vec<usize> = chapters().flat_map(|(_, lessons)| lessons).collect();
        assert_eq!(all, (0..COURSE.len()).collect::<Vec<_>>());
        assert!(COURSE.iter().enumerate().all(|(at, lesson)| lesson.number as usize == at + 1));
    }
}
