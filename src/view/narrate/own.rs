//! Facts of a protocol's own, as sentences: the template of the protocol's table, filled.

use crate::base::ids::NodeId;
use crate::base::text::Language;
use crate::sim::cast::Cast;
use crate::view::names;
use crate::view::numbers::{nth, whole};

/// What fills the places of a template.
pub(super) struct Figures<'a> {
    pub a: u32,
    pub b: u32,
    /// What the figures are called if they are accounts; nothing where the fact names none.
    pub accounts: &'a [String],
    pub cast: &'a Cast,
}

/// A template of a [`FactRow`](crate::sim::fact::FactRow) with its places filled. A template with a
/// place that is none is a bug of its table.
pub(super) fn sentence(
    template: &str,
    node: &str,
    Figures { a, b, accounts, cast }: Figures,
    language: Language,
) -> String {
    let figure = |name: &str| match name {
        "a" => u64::from(a),
        "b" => u64::from(b),
        _ => unreachable!("no figure is called {name:?} in {template:?}"),
    };
    let account = |name: &str| match accounts.get(usize::from(name == "b")) {
        Some(account) => account.clone(),
        None => format!("#{}", figure(name)),
    };
    let mut told = String::with_capacity(template.len() + node.len() + 16);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (place, after) =
            after.split_once('}').unwrap_or_else(|| unreachable!("a place is not closed in {template:?}"));
        told.push_str(before);
        match place.split_once(':') {
            None if place == "node" => told.push_str(node),
            None => told.push_str(&figure(place).to_string()),
            Some((name, "count")) => told.push_str(&whole(figure(name))),
            Some((name, "node")) => told.push_str(names::node(
                NodeId(u16::try_from(figure(name)).unwrap_or(u16::MAX)),
                cast,
                language,
            )),
            Some((name, "account")) => told.push_str(&account(name)),
            Some((name, "nth")) => told.push_str(&nth(figure(name), language)),
            Some((_, form)) => unreachable!("no form is called {form:?} in {template:?}"),
        }
        rest = after;
    }
    told.push_str(rest);
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::catalog::ENTRIES;
    use crate::sim::fact::Lasts;
    use std::collections::BTreeSet;

    #[test]
    fn a_template_is_filled_with_who_and_with_figures() {
        let cast = Cast::of_services(3);
        let accounts = ["alice".to_owned(), "bob".to_owned()];
        let fill = |template, accounts, language| {
            sentence(template, "Hangzhou", Figures { a: 12_345, b: 2, accounts, cast: &cast }, language)
        };
        let told = |template| fill(template, &accounts, Language::En);
        assert_eq!(
            told("{node} sent {a:count} for the {b:nth} time."),
            "Hangzhou sent 12,345 for the 2nd time."
        );
        assert_eq!(told("{a}{b}"), "123452");
        assert_eq!(told("{node} called {b:node}"), "Hangzhou called Shanghai");
        assert_eq!(told("{node} called {b:account}"), "Hangzhou called bob");
        assert_eq!(fill("{node} called {b:account}", &[], Language::En), "Hangzhou called #2");
        assert_eq!(fill("{b:nth}", &accounts, Language::Zh), "第 2 次");
    }

    /// What a person cannot see in the table itself: that every sentence can be filled, that files
    /// can tell facts apart, and that what begins also ends.
    #[test]
    fn every_fact_of_every_protocol_can_be_told() {
        for entry in ENTRIES {
            let mut names = BTreeSet::new();
            for row in entry.facts {
                assert!(names.insert(row.name), "{}: two facts are called {}", entry.name, row.name);
                let [en, zh] =
                    [(Language::En, "Hangzhou"), (Language::Zh, "杭州")].map(|(language, node)| {
                        sentence(
                            row.sentence.in_language(language),
                            node,
                            Figures { a: 4, b: 2, accounts: &[], cast: &Cast::of_services(7) },
                            language,
                        )
                    });
                assert!(
                    en.contains("Hangzhou") && zh.contains("杭州"),
                    "{}: {} does not say who: {en} {zh}",
                    entry.name,
                    row.name
                );
                assert_eq!(
                    en.contains('4'),
                    zh.contains('4'),
                    "{}: {} says another thing in Chinese: {en} {zh}",
                    entry.name,
                    row.name
                );
                assert_eq!(
                    en.contains('2'),
                    zh.contains('2'),
                    "{}: {} says another thing in Chinese: {en} {zh}",
                    entry.name,
                    row.name
                );
                if let Lasts::Ends(what) = row.lasts {
                    assert!(
                        entry.facts.iter().any(|row| row.lasts == Lasts::Begins(what)),
                        "{}: {} ends what never begins",
                        entry.name,
                        what.en
                    );
                }
            }
        }
    }
}
