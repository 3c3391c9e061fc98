//! What a node is called and how it is told apart: a city, a letter, a pattern. The colour comes
//! from the style sheet (`--n0` to `--n9`).

use crate::base::ids::{AccountId, NodeId};
use crate::base::text::{Language, Text, text};
use crate::lab::experiment::Experiment;
use crate::sim::cast::Cast;

/// One character each, so that a cell of a log can say where it comes from; no two are alike in
/// either language.
const LETTERS: [Text; 7] = [
    text("H", "杭"),
    text("B", "北"),
    text("S", "上"),
    text("Z", "深"),
    text("C", "成"),
    text("G", "新"),
    text("F", "法"),
];

/// How many different nodes can be told apart by colour and pattern.
pub const KINDS: u16 = 10;

/// What a node is called: a service has its city, a part its own name.
pub fn node(id: NodeId, cast: &Cast, language: Language) -> &'static str {
    cast.name(id).in_language(language)
}

/// A node in one or two characters.
pub fn letter(id: NodeId, cast: &Cast, language: Language) -> &'static str {
    let Some(part) = cast.part(id) else { return LETTERS[id.index() % LETTERS.len()].in_language(language) };
    let name = part.name.in_language(language);
    let width = if language == Language::En { 2 } else { 1 };
    name.char_indices().nth(width).map_or(name, |(end, _)| &name[..end])
}

/// The number of the colour and the pattern of a node.
pub fn kind(id: NodeId) -> u16 {
    id.0 % KINDS
}

/// The names of several nodes, as a sentence lists them.
pub fn nodes(ids: &[NodeId], cast: &Cast, language: Language) -> String {
    let all: Vec<&str> = ids.iter().map(|&id| node(id, cast, language)).collect();
    list(&all, language)
}

/// Several words, as a sentence lists them: `a`, `a and b`, `a, b and c`; `甲、乙和丙`.
pub fn list(words: &[&str], language: Language) -> String {
    let (comma, and) = match language {
        Language::En => (", ", " and "),
        Language::Zh => ("、", "和"),
    };
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{}{and}{last}", first.join(comma)),
    }
}

/// What an account is called in the experiment; its number where it has no name.
pub fn account(id: AccountId, experiment: &Experiment) -> String {
    experiment.accounts.get(id.index()).map_or_else(|| format!("#{id}"), |opening| opening.name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_nodes_share_a_name_or_a_letter() {
        for language in [Language::En, Language::Zh] {
            let names: BTreeSet<&str> =
                (0..7).map(|i| node(NodeId(i), &Cast::of_services(7), language)).collect();
            let letters: BTreeSet<&str> =
                (0..7).map(|i| letter(NodeId(i), &Cast::of_services(7), language)).collect();
            assert_eq!((names.len(), letters.len()), (7, 7));
        }
    }

    #[test]
    fn a_part_has_a_name_of_its_own_whatever_the_number_of_services() {
        let part = crate::sim::cast::Part {
            name: text("Database", "数据库"),
            shape: crate::sim::cast::Shape::Database,
        };
        for services in 2..=7 {
            let cast = Cast { parts: vec![part], ..Cast::of_services(services) };
            let id = cast.node_of(0);
            assert_eq!((node(id, &cast, Language::En), letter(id, &cast, Language::En)), ("Database", "Da"));
            assert_eq!((node(id, &cast, Language::Zh), letter(id, &cast, Language::Zh)), ("数据库", "数"));
            assert_eq!(node(NodeId(0), &cast, Language::En), "Hangzhou");
        }
    }

    #[test]
    fn lists_read_like_sentences() {
        let cast = Cast::of_services(3);
        let three = [NodeId(0), NodeId(1), NodeId(2)];
        assert_eq!(nodes(&three, &cast, Language::En), "Hangzhou, Beijing and Shanghai");
        assert_eq!(nodes(&three[..2], &cast, Language::Zh), "杭州和北京");
        assert_eq!(nodes(&three[..1], &cast, Language::En), "Hangzhou");
        assert_eq!(nodes(&[], &cast, Language::En), "");
    }
}
