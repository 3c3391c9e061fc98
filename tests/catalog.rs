//! A catalogue is a value: whoever brings a protocol of his own gets what the protocols of the lab
//! get.
#![cfg(not(target_arch = "wasm32"))]

use eventual::base::text::Text;
use eventual::lab::demo::length;
use eventual::lab::experiment::Experiment;
use eventual::lab::promised::promised;
use eventual::lab::{demo, setup};
use eventual::protocol::catalog::{CATALOG, Catalog, ENTRIES, Entry};
use eventual::protocol::event_sourcing::EventSourcing;
use eventual::protocol::manifest::way::Way;
use eventual::protocol::tables::{facts, messages, settings, talk};
use eventual::sim::fact::FactTable;
use eventual::sim::run::Progress;
use std::collections::BTreeSet;

const OTHER: Catalog = Catalog(&[Entry::of::<EventSourcing>()]);

#[test]
fn a_run_of_another_catalogue_is_the_same_run() {
    let digest = |catalog: Catalog, experiment: &Experiment| {
        let mut run = setup::open_in(catalog, experiment, &[]);
        while run.advance(100_000) == Progress::More {}
        run.digest()
    };
    let entry = OTHER.find("event-sourcing").expect("the only one");
    assert!(OTHER.find("log-shipping").is_none());
    assert_eq!(Experiment::first(entry), Experiment::of("event-sourcing").expect("one of the lab"));
    for demo in demo::of(entry) {
        assert_eq!(digest(OTHER, &demo.experiment()), digest(CATALOG, &demo.experiment()), "{}", demo.id);
    }
}

#[test]
fn nothing_in_a_manifest_is_called_the_same_as_another_thing_beside_it() {
    let all_differ = |names: Vec<&str>| names.len() == names.iter().collect::<BTreeSet<_>>().len();
    assert!(all_differ(ENTRIES.iter().map(|entry| entry.name).collect()));
    for entry in ENTRIES {
        assert!(all_differ(entry.knobs.iter().map(|knob| knob.name).collect()), "{}", entry.name);
        assert!(all_differ(entry.orders.iter().map(|order| order.name).collect()), "{}", entry.name);
        assert!(all_differ(entry.demos.iter().map(|demo| demo.id).collect()), "{}", entry.name);
        assert!(entry.knobs.iter().all(|knob| knob.allows(&knob.default_setting())), "{}", entry.name);
        assert!(entry.settles(&Default::default()).0 > 0, "{} waits for something", entry.name);
    }
}

#[test]
fn a_protocol_answers_the_question_and_says_in_one_sentence_what_that_costs() {
    for entry in ENTRIES {
        assert!(Way::ALL.contains(&entry.way), "{}", entry.name);
        let Text { en, zh } = entry.cost;
        assert!(en.ends_with('.') && en.matches(". ").count() == 0 && en.len() <= 140, "{en}");
        assert!(zh.ends_with('。') && zh.matches('。').count() == 1 && zh.chars().count() <= 60, "{zh}");
        assert_ne!(entry.cost, entry.summary, "what it costs is not how it works");
    }
    assert!(Way::ALL.is_sorted(), "a picker shows them in their order");
}

#[test]
fn what_a_protocol_promises_follows_its_settings_and_what_it_lacks_is_named() {
    for entry in ENTRIES {
        let first = Experiment::first(entry);
        let now = |experiment: &Experiment| promised(entry, &experiment.protocol.settings);
        let all = now(&first);
        assert!(!all.is_empty(), "{}", entry.name);
        for it in &all {
            assert_eq!(
                it.is_given(),
                entry.promised(&first.protocol.settings, it.rollout).any(|model| model == it.model),
                "{}: {it:?}",
                entry.name
            );
            assert!(
                it.lacks.iter().all(|(_, said)| said.en.contains(": ") && said.zh.contains('：')),
                "{it:?}"
            );
            // With what it lacks it is promised, and without any of it not.
            let (_, to) = entry
                .promises
                .iter()
                .find(|promise| promise.holds.contains(&it.model))
                .map(|it| (it.because, it.under))
                .expect("a promise");
            let mut set = first.clone();
            to.iter().for_each(|&(name, to)| set.set(name, to.into()));
            assert!(
                now(&set).iter().any(|now| now.model == it.model && now.is_given()),
                "{}: {it:?}",
                entry.name
            );
            for (name, said) in &it.lacks {
                let knob = entry.knobs.iter().find(|knob| knob.name == *name).expect("a setting of its own");
                let mut without = set.clone();
                without.set(name, first.protocol.settings.of(knob));
                let left = now(&without).into_iter().find(|now| now.model == it.model).expect("the same");
                assert_eq!(left.lacks, [(*name, said.clone())], "{}", entry.name);
            }
        }
    }
}

settings! {
    /// What can be set about a protocol that is not one of the lab.
    #[derive(Clone, Debug)]
    pub struct Config, KNOBS {
        polite: tunes switch(true) ["Polite", "礼貌"] ["Whether it greets.", "是否问候。"];
    }
}

messages! {
    /// What its nodes tell each other.
    pub enum Message {
        /// A greeting.
        Hello(times: u64) => talk("hello", "你好", format!("×{times}"));
    }
}

facts! {
    /// What they tell about themselves.
    pub enum OwnFact {
        Greeted "greeted" Remarkable ["{node} greeted {a:count} others", "{node}问候了 {a:count} 个节点"];
    }
}

#[test]
fn tables_can_be_written_outside_of_the_house() {
    assert_eq!((KNOBS[0].name, Config::default().polite), ("polite", true));
    assert_eq!(Message::Hello(2).label().gist, "×2");
    assert_eq!((OwnFact::ROWS[0].name, OwnFact::Greeted.number()), ("greeted", 0));
}

/// `EVENTUAL_BLESS=1` writes them anew where a protocol or a script changed on purpose.
#[test]
fn how_long_each_demo_lasts_is_written_down_as_its_runs_tell_it() {
    let mut found: Vec<String> =
        demo::all().map(|demo| format!("{} {}\n", demo.id, length::found_us(&demo))).collect();
    found.sort();
    if std::env::var_os("EVENTUAL_BLESS").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/lab/demo/lengths.txt");
        std::fs::write(path, found.concat()).expect("the table is beside the code");
    } else {
        assert_eq!(length::WRITTEN, found.concat());
    }
}
