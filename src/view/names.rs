//! What a node is called and how it is told apart: a city, a letter, a pattern. The colour comes from the style sheet (`--n0` to `--n6`).

use crate::base::ids::{AccountId, NodeId};
use crate::base::text::{Language, Text, text};
use crate::lab::experiment::Experiment;

/// The city of each node.
const CITIES: [Text; 7] = [
    text("Hangzhou", "杭州"),
    text("Beijing", "北京"),
    text("Shanghai", "上海"),
    text("Shenzhen", "深圳"),
    text("Chengdu", "成都"),
    text("Singapore", "新加坡"),
    text("Frankfurt", "法兰克福"),
];

/// One character each, so that a cell of a log can say where it comes from; no two are alike in either language.
const LETTERS: [Text; 7] =
    [text("H", "杭"), text("B", "北"), text("S", "上"), text("Z", "深"), text("C", "成"), text("G", "新"), text("F", "法")];

/// How many different nodes can be told apart by colour and pattern.
pub const KINDS: u16 = 7;

/// What a node is called.
pub fn node(id: NodeId, language: Language) -> &'static str {
    CITIES[id.index() % CITIES.len()].in_language(language)
}

/// The one character of a node.
pub fn letter(id: NodeId, language: Language) -> &'static str {
    LETTERS[id.index() % LETTERS.len()].in_language(language)
}

/// The number of the colour and the pattern of a node.
pub fn kind(id: NodeId) -> u16 {
    id.0 % KINDS
}

/// The names of several nodes, as a sentence lists them.
pub fn nodes(ids: &[NodeId], language: Language) -> String {
    let all: Vec<&str> = ids.iter().map(|&id| node(id, language)).collect();
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
            let names: BTreeSet<&str> = (0..KINDS).map(|i| node(NodeId(i), language)).collect();
            let letters: BTreeSet<&str> = (0..KINDS).map(|i| letter(NodeId(i), language)).collect();
            assert_eq!((names.len(), letters.len()), (7, 7));
        }
    }

    #[test]
    fn lists_read_like_sentences() {
        let three = [NodeId(0), NodeId(1), NodeId(2)];
        assert_eq!(nodes(&three, Language::En), "Hangzhou, Beijing and Shanghai");
        assert_eq!(nodes(&three[..2], Language::Zh), "杭州和北京");
        assert_eq!(nodes(&three[..1], Language::En), "Hangzhou");
        assert_eq!(nodes(&[], Language::En), "");
    }
}
