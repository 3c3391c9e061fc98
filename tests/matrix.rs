//! The fault matrix: every kind of fault, by chance, against every protocol of the catalogue.
#![cfg(not(target_arch = "wasm32"))]

use eventual::lab::experiment::Experiment;
use eventual::lab::matrix::faults::{Fault, Faults};
use eventual::lab::matrix::{Case, Mode, Outcome};
use eventual::protocol::catalog::ENTRIES;
use eventual::protocol::manifest::Rollout;
use eventual::sim::input::Action;
use std::collections::{BTreeMap, BTreeSet};

/// How many cases there are: optimised code judges thousands, a debug build only enough to see that
/// everything fits together.
const SEEDS: u64 = if cfg!(optimised) { 6_400 } else { 160 };
const IS_WHOLE: bool = cfg!(optimised);
const THREADS: u64 = 2;
/// How often each promise must have been put to the test and held, so that it is no empty one.
const OFTEN: u32 = 8;

/// What the matrix has found and nobody has mended yet: the case, and what breaks in it. A case that
/// is mended has to leave the list.
const OPEN: &[(&str, &str)] = &[];

/// Cases beyond those that are run each time, which long runs found broken and which are mended.
const BROKE_ONCE: &[&str] = &[
    "event-sourcing-safety-14476",
    "event-sourcing-safety-15117",
    "event-sourcing-safety-15145",
    "shared-database-liveness-15371",
    "log-shipping-liveness-16423",
    "two-phase-commit-safety-33096",
    "two-phase-commit-safety-52814",
    "rpc-safety-53416",
    "saga-liveness-15987",
    "saga-liveness-6999",
    "quorum-safety-27125",
    "quorum-safety-52557",
    "quorum-liveness-48575",
    "async-events-liveness-35755",
    "shared-database-liveness-5755",
    "shared-database-liveness-7875",
    "shared-database-safety-9646",
    "shared-database-safety-54302",
    "async-events-liveness-65015",
    "log-shipping-liveness-86543",
    "saga-safety-73365",
    "log-shipping-liveness-115555",
    "log-shipping-safety-117970",
    "quorum-liveness-562183",
];

/// The same, which nobody has mended yet, and what breaks in each. A case that is mended has to move up.
const OPEN_BEYOND: &[(&str, &str)] = &[];

/// Protocols whose other copies bring back what a disk that went back in time has forgotten, so that
/// nothing that they promise breaks.
const BEAR_AN_OLD_DISK: &[&str] = &["quorum"];

fn outcomes() -> Vec<(Case, Outcome)> {
    let parts: Vec<_> = (0..THREADS)
        .map(|part| {
            std::thread::spawn(move || {
                let cases = (0..SEEDS).filter(|seed| seed % THREADS == part).map(Case::of_seed);
                cases.map(|case| (case, case.run(&Faults::USUAL))).collect::<Vec<_>>()
            })
        })
        .collect();
    parts.into_iter().flat_map(|part| part.join().expect("no case panics")).collect()
}

/// What operators do with the code of nodes in an experiment.
fn rollout(experiment: &Experiment) -> Rollout {
    let mut versions = vec![1; usize::from(experiment.cast().nodes())];
    let mut back = false;
    for input in &experiment.faults {
        if let Action::Restart { node, version: Some(version) } = input.action
            && let Some(was) = versions.get_mut(node.index())
        {
            back |= version < *was;
            *was = version;
        }
    }
    versions.dedup();
    match (back, versions.len()) {
        (true, _) => Rollout::Any,
        (false, 1) => Rollout::Whole,
        _ => Rollout::Partial,
    }
}

#[test]
fn whatever_breaks_what_is_promised_holds_and_what_is_healed_goes_on() {
    let all = outcomes();
    let (mut broken, mut never) = (Vec::new(), Vec::new());
    for entry in ENTRIES {
        let own: Vec<&(Case, Outcome)> =
            all.iter().filter(|(case, _)| case.entry.name == entry.name).collect();
        let mut held: BTreeMap<&str, u32> = BTreeMap::new();
        for model in own.iter().flat_map(|(_, outcome)| &outcome.held) {
            *held.entry(model).or_insert(0) += 1;
        }
        let live = own.iter().filter(|(case, _)| case.mode == Mode::Liveness).count();
        let mut dealt: BTreeMap<Fault, u32> = BTreeMap::new();
        for fault in own.iter().flat_map(|(_, outcome)| outcome.dealt.all()) {
            *dealt.entry(fault).or_insert(0) += 1;
        }
        println!("{}: {} cases, {live} of liveness", entry.name, own.len());
        println!("  held: {held:?}");
        let promised: BTreeSet<&str> = entry.promises.iter().flat_map(|it| it.holds).copied().collect();
        let hardly = promised.iter().filter(|model| held.get(**model).is_none_or(|times| *times < OFTEN));
        never.extend(
            hardly.map(|model| format!("{}: {model} is promised and hardly put to the test", entry.name)),
        );
        for wanted in [Rollout::Whole, Rollout::Partial, Rollout::Any] {
            let of = |(case, _): &&&(Case, Outcome)| rollout(&case.draw(&Faults::USUAL).experiment) == wanted;
            never.extend((own.iter().filter(of).count() < 6).then(|| format!("{}: {wanted:?}", entry.name)));
        }
        let faults: Vec<String> =
            dealt.iter().map(|(fault, times)| format!("{} {times}", fault.name())).collect();
        println!("  faults: {}", faults.join(", "));
        // A disk that went back in time does harm, and which promises of this protocol it breaks is seen.
        let mut undone: BTreeMap<&str, u32> = BTreeMap::new();
        for it in own.iter().flat_map(|(_, outcome)| &outcome.undone) {
            *undone.entry(&it.model).or_insert(0) += 1;
        }
        println!("  an old disk breaks: {undone:?}");
        let bears_it = BEAR_AN_OLD_DISK.contains(&entry.name);
        never.extend(
            (undone.is_empty() != bears_it).then(|| format!("{}: an old disk does harm", entry.name)),
        );
        let is_missing = |fault: &&Fault| {
            !dealt.contains_key(*fault) && (**fault != Fault::Order || !entry.orders.is_empty())
        };
        never.extend(Fault::ALL.iter().filter(is_missing).map(|it| format!("{}: {}", entry.name, it.name())));
        for (goal, nth) in entry.goals.iter().zip(0..) {
            let times = own.iter().filter(|(_, outcome)| outcome.goals[nth]).count();
            println!("  goal {}: {times}", goal.name);
            never.extend((times == 0).then(|| format!("{}: {}", entry.name, goal.name)));
        }
        for need in entry.progress.iter().flat_map(|claim| claim.needs) {
            let waits = |outcome: &Outcome| outcome.waits.is_some_and(|it| it.name == need.name);
            let times = own.iter().filter(|(_, outcome)| waits(outcome)).count();
            println!("  waits for {}: {times}", need.name);
            never.extend((times == 0).then(|| format!("{}: {}", entry.name, need.name)));
        }
        for (case, outcome) in own {
            let what = |it: &eventual::lab::verdicts::Finding| {
                let because = it.because.as_ref().map_or("", |it| it.en.as_str());
                format!("{}: {}: {because}", case.name(), it.model)
            };
            let is_open = |model: &str| OPEN.contains(&(case.name().as_str(), model));
            broken.extend(outcome.broken.iter().filter(|it| !is_open(&it.model)).map(what));
            let is_broken = |model: &str| outcome.broken.iter().any(|it| it.model == model);
            let mended = OPEN.iter().filter(|(name, model)| *name == case.name() && !is_broken(model));
            broken
                .extend(mended.map(|(name, model)| format!("{name}: {model} is mended; it leaves the list")));
        }
    }
    assert!(broken.is_empty(), "{} of {SEEDS} break:\n{}", broken.len(), broken.join("\n"));
    assert!(!IS_WHOLE || never.is_empty(), "never: {never:?}");
}

#[test]
fn what_a_long_run_found_stays_mended_and_what_is_open_is_named() {
    let broken = |name: &str| {
        let case = Case::named(name).unwrap_or_else(|| panic!("there is no case {name}"));
        let outcome = case.run(&Faults::USUAL);
        outcome.broken.iter().map(|it| it.model.clone()).collect::<Vec<_>>()
    };
    for name in BROKE_ONCE {
        assert_eq!(broken(name), [""; 0], "{name}");
    }
    for (name, model) in OPEN_BEYOND {
        assert_eq!(broken(name), [*model], "{name}");
    }
}
