//! What somebody predicted: how it is compared with an answer, said in words, and kept as a line.

use super::course::COURSE;
use super::progress::{self, Place};
use super::{Answer, Asked, Question, Says};
use crate::base::ids::NodeId;
use crate::base::text::Language;
use crate::sim::cast::Cast;

/// A prediction.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Predicted {
    /// One of the answers, by its place.
    Answer(usize),
    /// A number.
    Number(i64),
    /// A node.
    Node(NodeId),
    /// Places, from 0, in their order.
    Order(Vec<usize>),
}

/// A prediction of a step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kept {
    /// The step.
    pub place: Place,
    /// What was predicted.
    pub predicted: Predicted,
}

/// More predictions than this are not kept: the oldest go first.
pub const MOST: usize = 500;

impl Predicted {
    /// Whether an answer of the question is what was predicted.
    pub fn is(&self, place: usize, answer: &Answer, cast: &Cast) -> bool {
        match (self, answer.says) {
            (Predicted::Answer(chosen), _) => *chosen == place,
            (Predicted::Number(number), Says::Number(known)) => *number == known,
            (Predicted::Node(node), Says::Node(name)) => cast.node_named(name) == Some(*node),
            (Predicted::Order(order), Says::Order(known)) => order == known,
            _ => false,
        }
    }

    /// The answer of the question that was predicted; nothing where nobody foresaw it.
    pub fn answer(&self, question: &Question, cast: &Cast) -> Option<&'static Answer> {
        question.answers.iter().enumerate().find(|(place, it)| self.is(*place, it, cast)).map(|(_, it)| it)
    }

    /// The prediction, in words.
    pub fn text(&self, question: &Question, cast: &Cast, language: Language) -> String {
        match self {
            Predicted::Answer(place) => {
                question.answers.get(*place).map(|it| says(it, question, cast, language)).unwrap_or_default()
            }
            Predicted::Number(number) => counted(*number, question, language),
            Predicted::Node(node) => cast.name(*node).in_language(language).to_owned(),
            Predicted::Order(order) => ordered(order, question, language),
        }
    }

    /// Whether the question can be answered like this.
    fn fits(&self, question: &Question) -> bool {
        match (self, question.kind) {
            (Predicted::Answer(place), Asked::Choice) => *place < question.answers.len(),
            (Predicted::Number(_), Asked::Number(_)) => true,
            // A run has at most seven services and some parts.
            (Predicted::Node(node), Asked::Node) => node.0 < 32,
            (Predicted::Order(order), Asked::Order(items)) => {
                let mut sorted = order.clone();
                sorted.sort_unstable();
                sorted == (0..items.len()).collect::<Vec<_>>()
            }
            _ => false,
        }
    }
}

fn ordered(order: &[usize], question: &Question, language: Language) -> String {
    let Asked::Order(items) = question.kind else { return String::new() };
    let names: Vec<&str> =
        order.iter().filter_map(|&place| Some(items.get(place)?.in_language(language))).collect();
    names.join(" → ")
}

/// A number with the unit in which it was asked for.
fn counted(number: i64, question: &Question, language: Language) -> String {
    let unit = if let Asked::Number(unit) = question.kind { unit.in_language(language) } else { "" };
    if unit.is_empty() { number.to_string() } else { format!("{number} {unit}") }
}

/// An answer, in words.
pub fn says(answer: &Answer, question: &Question, cast: &Cast, language: Language) -> String {
    match answer.says {
        Says::Text(text) => text.in_language(language).to_owned(),
        Says::Number(number) => counted(number, question, language),
        Says::Node(name) => cast
            .node_named(name)
            .map(|node| cast.name(node).in_language(language).to_owned())
            .unwrap_or_default(),
        Says::Order(order) => ordered(order, question, language),
    }
}

/// The answer that is right.
pub fn right(question: &Question) -> Option<&'static Answer> {
    question.answers.iter().find(|answer| answer.right)
}

impl Kept {
    /// As a line: the step, and what was predicted of it behind a letter for its kind.
    pub fn line(&self) -> String {
        let step = progress::written(self.place);
        match &self.predicted {
            Predicted::Answer(place) => format!("{step} a{place}"),
            Predicted::Number(number) => format!("{step} n{number}"),
            Predicted::Node(node) => format!("{step} k{}", node.0),
            Predicted::Order(order) => {
                let places: Vec<String> = order.iter().map(usize::to_string).collect();
                format!("{step} o{}", places.join(","))
            }
        }
    }

    /// A line as [`Kept::line`] writes it; nothing where the course has no such step, or its
    /// question is not answered like this any more.
    pub fn read(line: &str) -> Option<Kept> {
        let (step, said) = line.split_once(' ')?;
        let place = progress::place(step)?;
        let said = said.trim();
        let (kind, rest) = said.split_at_checked(1)?;
        let predicted = match kind {
            "a" => Predicted::Answer(rest.parse().ok()?),
            "n" => Predicted::Number(rest.parse().ok()?),
            "k" => Predicted::Node(NodeId(rest.parse().ok()?)),
            "o" => Predicted::Order(rest.split(',').map(|it| it.parse().ok()).collect::<Option<_>>()?),
            _ => return None,
        };
        predicted.fits(&COURSE[place.0].steps[place.1].question).then_some(Kept { place, predicted })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::course;
    use crate::lesson::play;

    /// What somebody could answer who chooses the n-th of the answers.
    fn every_prediction() -> Vec<Kept> {
        let of = |place: Place| {
            let (lesson, step) = (&COURSE[place.0], &COURSE[place.0].steps[place.1]);
            let cast = play::run(lesson, step, "").cast();
            let one = |(at, answer): (usize, &Answer)| match answer.says {
                Says::Text(_) => Predicted::Answer(at),
                Says::Number(number) => Predicted::Number(number),
                Says::Node(name) => Predicted::Node(cast.node_named(name).unwrap_or_default()),
                Says::Order(order) => Predicted::Order(order.to_vec()),
            };
            let all: Vec<Predicted> = step.question.answers.iter().enumerate().map(one).collect();
            all.into_iter().map(move |predicted| Kept { place, predicted })
        };
        course::places().flat_map(of).collect()
    }

    #[test]
    fn every_answer_of_the_course_can_be_kept_and_read_and_finds_its_explanation() {
        let all = every_prediction();
        assert!(all.len() > 150, "{}", all.len());
        for kept in all {
            assert_eq!(Kept::read(&kept.line()), Some(kept.clone()), "{}", kept.line());
            let (lesson, step) = (&COURSE[kept.place.0], &COURSE[kept.place.0].steps[kept.place.1]);
            let cast = play::run(lesson, step, "").cast();
            assert!(kept.predicted.answer(&step.question, &cast).is_some(), "{}", kept.line());
            assert!(!kept.predicted.text(&step.question, &cast, Language::Zh).is_empty());
        }
    }

    #[test]
    fn a_line_that_says_nothing_about_the_course_is_left_out() {
        let step = progress::written((4, 0));
        for line in
            ["", " ", "x", &step, &format!("{step} a99"), &format!("{step} n5"), &format!("{step} ü1")]
        {
            assert_eq!(Kept::read(line), None, "{line}");
        }
        for line in
            ["nothing/here a0", &format!("{step} o0,0"), &format!("{step} a-1"), &format!("{step} k99999999")]
        {
            assert_eq!(Kept::read(line), None, "{line}");
        }
    }
}
