//! The course: everything that it claims is executed, and both languages say the same.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use eventual::base::text::{Language, Text};
use eventual::lesson::course::COURSE;
use eventual::lesson::{Asked, Lesson, Misconception, Says, Step, beside, challenge, check, play};
use eventual::view::claimed;
use std::collections::{BTreeMap, BTreeSet};

/// Beliefs that no step meets yet, because the lesson that does is not written yet. One that is met
/// leaves the list.
const NOT_MET: &[Misconception] = &[];

#[test]
fn everything_that_the_course_claims_is_true() {
    let (mut wrong, mut claims) = (Vec::new(), 0);
    for lesson in COURSE {
        let checked = check::lesson(lesson);
        claims += checked.claims;
        wrong.extend(checked.wrong.into_iter().map(|it| format!("{}: {}: {}", it.place, it.claim, it.why)));
    }
    assert!(wrong.is_empty(), "{} of {claims} claims do not stand:\n{}", wrong.len(), wrong.join("\n"));
    assert!(claims as usize > COURSE.len() * 20, "{claims}");
}

#[test]
fn every_belief_is_met_by_a_step_or_waits_for_its_lesson() {
    let mut met: BTreeMap<Misconception, Vec<String>> = BTreeMap::new();
    for (lesson, step) in steps() {
        for &belief in step.meets {
            met.entry(belief).or_default().push(format!("{}/{}", lesson.id, step.id));
        }
    }
    for belief in Misconception::ALL {
        let waits = NOT_MET.contains(&belief);
        assert_eq!(met.contains_key(&belief), !waits, "{}: {:?}", belief.says().en, met.get(&belief));
    }
}

fn steps() -> impl Iterator<Item = (&'static Lesson, &'static Step)> {
    COURSE.iter().flat_map(|lesson| lesson.steps.iter().map(move |step| (lesson, step)))
}

/// Every text of a step that speaks of its run.
fn texts(step: &Step) -> Vec<Text> {
    let mut all = vec![step.title, step.prose, step.explain, step.question.asks];
    all.extend(step.stops.iter().map(|stop| stop.says));
    for answer in step.question.answers {
        all.push(answer.why);
        if let Says::Text(says) = answer.says {
            all.push(says);
        }
    }
    if let Asked::Order(items) = step.question.kind {
        all.extend(items);
    }
    if let Some(challenge) = &step.challenge {
        all.extend([challenge.goal, challenge.protected]);
        all.extend(challenge.hints);
    }
    all
}

/// Nobody who tries a challenge reads code: every part of every goal is a sentence.
#[test]
fn every_part_of_a_goal_is_told_in_words() {
    for (lesson, step) in steps() {
        let Some(it) = &step.challenge else { continue };
        let experiment = challenge::run(lesson, step, it);
        for claim in it.reached {
            for language in [Language::En, Language::Zh] {
                let said = claimed::sentence(claim, &experiment, language);
                let said = said.unwrap_or_else(|| panic!("{}/{}: {claim}", lesson.id, step.id));
                assert!(!said.contains(['=', '(', '_', '@', '<', '>']), "{claim}: {said}");
            }
        }
    }
}

/// Where a step lays ways side by side, what it claims of all of them is a table; the lesson that
/// chooses has one for each thing to choose by.
#[test]
fn ways_stand_beside_each_other_in_a_table_of_claims() {
    let mut seen = BTreeSet::new();
    for (lesson, step) in steps() {
        let Some(table) = beside::of(lesson, step) else { continue };
        assert_eq!(table.rows.len(), step.others.len() + 1, "{}/{}", lesson.id, step.id);
        for row in &table.rows {
            assert_eq!(row.cells.len(), table.columns.len(), "{}/{}", lesson.id, step.id);
        }
        let titles: BTreeSet<&str> = table.rows.iter().map(|row| row.title.en).collect();
        assert_eq!(titles.len(), table.rows.len(), "two rows are called alike: {titles:?}");
        seen.extend(table.columns.iter().map(|column| (lesson.id, column.en)));
    }
    for column in
        ["Done", "Outcome unknown", "Old balances shown", "Acknowledged and lost", "A read (median)"]
    {
        assert!(seen.contains(&("choose", column)), "{column}: {seen:?}");
    }
}

/// The numbers that a text writes in figures; of a range of a claim both ends.
fn figures(text: &str) -> Vec<String> {
    let is_part = |letter: char| letter.is_ascii_digit() || letter == '.';
    let mut all: Vec<String> = text
        .replace("..", " ")
        .split(|letter| !is_part(letter))
        .map(|word| word.trim_matches('.').to_owned())
        .filter(|word| !word.is_empty())
        .collect();
    all.sort();
    all
}

#[test]
fn both_languages_write_the_same_figures() {
    for (lesson, step) in steps() {
        for text in texts(step) {
            assert_eq!(figures(text.en), figures(text.zh), "{}/{}: {}", lesson.id, step.id, text.en);
        }
    }
}

/// A figure of an explanation is one that a claim of its step executes, or one that the prose has
/// given.
#[test]
fn no_figure_is_told_that_no_claim_executes() {
    for (lesson, step) in steps() {
        let mut known = figures(step.prose.en);
        let claims = step.claims.iter().chain(step.question.answers.iter().flat_map(|answer| answer.claims));
        claims.for_each(|claim| known.extend(figures(claim)));
        known.extend(step.question.answers.iter().filter_map(|answer| match answer.says {
            Says::Number(number) => Some(number.to_string()),
            _ => None,
        }));
        let told = step.question.answers.iter().map(|answer| answer.why);
        for text in told.chain([step.explain]).chain(step.stops.iter().map(|stop| stop.says)) {
            for figure in figures(text.en) {
                assert!(known.contains(&figure), "{}/{}: {figure} in: {}", lesson.id, step.id, text.en);
            }
        }
    }
}

#[test]
fn prose_is_short_and_lessons_have_their_form() {
    let mut ids = BTreeSet::new();
    for lesson in COURSE {
        assert!(ids.insert(lesson.id), "{} is there twice", lesson.id);
        assert!((3..=6).contains(&lesson.steps.len()), "{} has {} steps", lesson.id, lesson.steps.len());
        assert!(!lesson.sources.is_empty(), "{}", lesson.id);
        let own: BTreeSet<&str> = lesson.steps.iter().map(|step| step.id).collect();
        assert_eq!(own.len(), lesson.steps.len(), "{}", lesson.id);
    }
    let numbers: Vec<u32> = COURSE.iter().map(|lesson| lesson.number).collect();
    assert!(numbers.is_sorted() && numbers.windows(2).all(|pair| pair[0] < pair[1]), "{numbers:?}");
    for (lesson, step) in steps() {
        // A run that is asked about has nothing to read before that moment.
        let ends = play::run(lesson, step, "").duration_us / 1_000;
        let mut times: Vec<u64> = step.stops.iter().map(|stop| stop.at_ms).collect();
        times.insert(0, step.asks_at_ms);
        times.push(ends);
        assert!(times.windows(2).all(|pair| pair[0] < pair[1]), "{}/{}: {times:?}", lesson.id, step.id);
        for text in [step.prose, step.explain] {
            let (words, letters) = (text.en.split_whitespace().count(), text.zh.chars().count());
            assert!(words <= 70 && letters <= 120, "{}/{}: {words}, {letters}", lesson.id, step.id);
        }
    }
}
