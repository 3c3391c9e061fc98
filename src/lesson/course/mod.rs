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

/// What the path of the course needs of a lesson. The first page shows the path, and is not to
/// bring the whole course with it.
#[derive(Clone, Copy, Debug)]
pub struct Head {
    /// Its name in links.
    pub id: &'static str,
    /// Its place in the course, from 1.
    pub number: u32,
    /// What it is called.
    pub title: Text,
    /// The question that opens it.
    pub opens: Text,
    /// The names of its steps in links.
    pub steps: &'static [&'static str],
}

macro_rules! course {
    ($($lesson:ident),+ $(,)?) => {
        /// Every lesson.
        pub const COURSE: &[Lesson] = &[$($lesson::LESSON),+];

        /// What the path needs of each.
        pub static HEADS: &[Head] = &[$({
            const LESSON: Lesson = $lesson::LESSON;
            const STEPS: [&str; LESSON.steps.len()] = names(&LESSON);
            Head { id: LESSON.id, number: LESSON.number, title: LESSON.title, opens: LESSON.steps[0].question.asks, steps: &STEPS }
        }),+];
    };
}

/// The names of the steps of a lesson that has so many.
const fn names<const N: usize>(lesson: &Lesson) -> [&'static str; N] {
    let (mut names, mut step) = ([""; N], 0);
    while step < N {
        names[step] = lesson.steps[step].id;
        step += 1;
    }
    names
}

course! {
    a_balance_is_a_story,
    two_services,
    the_on_call_rule,
    four_services,
    ask_the_owner,
    ask_again,
    the_storm,
    five_in_a_row,
    messages_take_time,
    eventually_means_when,
    stored_not_told,
    at_least_once,
    the_same_order,
    acknowledged_and_lost,
    two_primaries,
    my_own_write,
    facts_not_states,
    replay,
    all_or_nothing,
    undo_is_a_fact,
    choose,
}

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
    Chapter { title: text("Call the owner", "服务间调用"), lessons: 4 },
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
    HEADS.iter().enumerate().flat_map(|(at, lesson)| (0..lesson.steps.len()).map(move |step| (at, step)))
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
