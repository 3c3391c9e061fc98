//! Slices and turns are held to an enumeration: of all turns, each run from the very beginning, and
//! of all sets of facts that could be smaller.

use super::asked::asked;
use super::*;
use crate::base::distribution::Distribution;
use crate::lab::breaches::breaches;
use crate::lab::lines::{Line, shown};
use crate::lab::receipt::receipt;
use crate::lab::stale::StaleReads;
use crate::lab::{demo, setup};
use crate::protocol::catalog::{ENTRIES, Entry};
use crate::sim::input::Input;
use crate::sim::run::{Progress, Target};
use crate::sim::trace::Fact;
use std::collections::BTreeSet;

fn folded(experiment: &Experiment, inputs: &[Input]) -> Box<dyn AnyRun> {
    let mut run = setup::open(experiment, inputs);
    while run.advance(100_000) == Progress::More {}
    run
}

/// A short workday over a bad network.
fn small(protocol: &str, seed: u64) -> Experiment {
    let mut experiment = Experiment::of(protocol).expect("a protocol of the catalogue");
    experiment.seed = seed;
    experiment.duration_us = 400_000;
    experiment.workload.until_us = 350_000;
    experiment.workload.clients = 3;
    experiment.workload.timeout_us = 200_000;
    experiment.workload.pace = crate::lab::experiment::Pace::Open { every_us: 40_000 };
    experiment.accounts.truncate(2);
    let link = &mut experiment.network.link;
    link.latency = Distribution::Exponential { min_us: 1_000, mean_us: 40_000 };
    link.loss_ppm = 100_000;
    link.duplicate_ppm = 50_000;
    experiment
}

/// Takes away everything that protects, as the demos of a protocol do.
fn unprotect(experiment: &mut Experiment, entry: &'static Entry) {
    for demo in demo::of(entry) {
        let off = demo.scripted().protocol.settings;
        for (name, _) in demo.protection {
            off.0.get(*name).into_iter().for_each(|setting| experiment.set(name, setting.clone()));
        }
    }
}

/// Whether a set of facts is a strand, word for word.
fn is_strand(run: &dyn AnyRun, strand: &Strand, set: &BTreeSet<FactId>) -> bool {
    let fact = |id: FactId| -> Fact { run.fact(id) };
    set.contains(&strand.root)
        && strand.ends.iter().all(|end| set.contains(end))
        && set.iter().all(|&id| {
            id == strand.root || set.iter().any(|&other| leads((other, &fact(other)), (id, &fact(id))))
        })
}

/// So many sets of facts are looked through for one strand; a run with a larger one is not counted.
const MOST_SETS: u64 = 300_000;

/// Whether some set of at most so many facts is the strand; nothing where there are too many sets. A
/// set is a number, a bit for each fact from the root to the last end.
fn has_smaller(run: &dyn AnyRun, strand: &Strand, most: usize) -> Option<bool> {
    let last = strand.ends.iter().max().copied().unwrap_or(strand.root);
    let facts: Vec<(FactId, Fact)> =
        (strand.root.0..=last.0).map(|id| (FactId(id), run.fact(FactId(id)))).collect();
    if facts.len() > 128 {
        return None;
    }
    let bit = |id: FactId| 1u128 << (id.0 - strand.root.0);
    let led_by: Vec<u128> = facts
        .iter()
        .map(|&(id, ref fact)| {
            let all = facts.iter().filter(|(other, before)| leads((*other, before), (id, fact)));
            all.map(|&(other, _)| bit(other)).sum()
        })
        .collect();
    let needed = strand.ends.iter().fold(bit(strand.root), |set, &end| set | bit(end));
    let others: Vec<u128> = facts.iter().map(|&(id, _)| bit(id)).filter(|it| it & needed == 0).collect();
    let Some(more) = most.checked_sub(needed.count_ones() as usize) else { return Some(false) };
    let sets = (0..more as u64).fold(1u64, |all, n| all.saturating_mul(others.len() as u64 - n) / (n + 1));
    if sets > MOST_SETS {
        return None;
    }
    let is_led = |set: u128| {
        // All but the root, which is the lowest bit.
        let mut rest = set & !1;
        while rest != 0 {
            if led_by[rest.trailing_zeros() as usize] & set == 0 {
                return false;
            }
            rest &= rest - 1;
        }
        true
    };
    Some((0..=more).any(|count| any_with(&others, count, needed, &is_led)))
}

/// Whether some choice of so many of the others, added to a set, is what is looked for.
fn any_with(others: &[u128], count: usize, set: u128, is_it: &impl Fn(u128) -> bool) -> bool {
    if count == 0 {
        return is_it(set);
    }
    (0..others.len()).any(|n| any_with(&others[n + 1..], count - 1, set | others[n], is_it))
}

/// Every turn there could be: each message that had not arrived when the copy was looked at, each
/// repetition and each crash before it, whose run from the beginning, with this one thing otherwise,
/// does not show what is strange.
fn turns(
    experiment: &Experiment,
    run: &mut (dyn AnyRun + 'static),
    about: FactId,
    question: &Question,
) -> BTreeSet<FactId> {
    let asked = asked(experiment, run, about, question).expect("a fact");
    let mut all = BTreeSet::new();
    for id in (0..asked.deadline.0).map(FactId) {
        let (fact, action) = match run.fact(id).what {
            FactKind::Sent { flight } => {
                let ends = (id.0..run.fact_count()).map(FactId).find(|&end| {
                    matches!(run.fact(end).what,
                        FactKind::Delivered { flight: it } | FactKind::Lost { flight: it, .. } if it == flight)
                });
                let in_time = ends.is_some_and(|end| {
                    end < asked.deadline && matches!(run.fact(end).what, FactKind::Delivered { .. })
                });
                if in_time {
                    continue;
                }
                let then = Treatment::Deliver { after_us: 1 };
                (ends.unwrap_or(id), Action::Treat { flight, then })
            }
            FactKind::Duplicated { flight, .. } => {
                let (sent, mut after_us) = (run.fact(run.flight(flight).sent).at, 1);
                for end in (id.0..run.fact_count()).map(FactId) {
                    if run.fact(end).what == (FactKind::Delivered { flight }) {
                        after_us = run.fact(end).at.since(sent).0;
                        break;
                    }
                }
                (id, Action::Treat { flight, then: Treatment::Deliver { after_us } })
            }
            FactKind::Crashed { .. } => (id, Action::Spare { node: run.fact(id).node }),
            _ => continue,
        };
        let before = match action {
            Action::Treat { flight, .. } => run.flight(flight).sent,
            _ => id,
        };
        run.seek(Target::Fact(before));
        let step = run.cursor().1 - 1;
        run.seek(Target::Step(step));
        let input = Input { at: run.cursor().0, step, action };
        let mut other = setup::open(experiment, &[input]);
        if asked.in_other(experiment, run, other.as_mut()).gone {
            all.insert(fact);
        }
    }
    all
}

#[test]
fn the_slice_of_a_stale_read_is_the_smallest_of_all_that_there_are() {
    let (mut asked_about, mut with_turn) = (0, 0);
    let runs = std::env::var("EVENTUAL_WHY").ok().and_then(|runs| runs.parse().ok()).unwrap_or(100);
    'all: for seed in 1.. {
        for entry in ENTRIES {
            let experiment = small(entry.name, seed);
            let mut run = folded(&experiment, &[]);
            let mut stale = StaleReads::new(run.node_count());
            stale.catch_up(run.as_ref());
            let Some(read) = stale.found().first() else { continue };
            let told = format!("{} seed {seed}, {:?}", entry.name, read);
            let answer = why(&experiment, run.as_mut(), read.fact, &Question::Anything).expect("a fact");
            let about = asked(&experiment, run.as_mut(), read.fact, &Question::Anything).expect("a fact");
            let turn = answer.turn.as_ref().map(|turn| turn.fact);
            // No strand can be made of fewer facts.
            if !are_smallest(run.as_ref(), &about, answer.turn.as_ref(), &told) {
                continue;
            }
            let possible = turns(&experiment, run.as_mut(), read.fact, &Question::Anything);
            let run = run.as_ref();
            assert_eq!(answer.turn.is_some(), !possible.is_empty(), "{told}: {possible:?}");
            let size = |turn: Option<FactId>| {
                let all: BTreeSet<FactId> = strands_with(run, &about, turn)
                    .iter()
                    .flat_map(|strand| smallest(run, strand).unwrap_or_else(|| strand.ends.clone()))
                    .collect();
                all.len()
            };
            // No turn leads to fewer.
            if let Some(turn) = turn {
                assert!(possible.contains(&turn), "{told}: {turn:?} of {possible:?}");
                let least = possible.iter().map(|&turn| size(Some(turn))).min();
                assert_eq!(Some(answer.slice.len()), least, "{told}");
                with_turn += 1;
            }
            asked_about += 1;
            if asked_about == runs {
                break 'all;
            }
        }
    }
    assert!(with_turn * 2 > runs, "{with_turn} of {runs} have a turn");
}

#[test]
fn whatever_is_strange_in_a_demo_can_be_asked_about_and_what_is_said_to_help_does() {
    let (mut with_turn, mut all) = (0, 0);
    for demo in demo::all() {
        let experiment = demo.experiment();
        let mut run = folded(&experiment, &[]);
        let Some(about) = strange(&experiment, run.as_mut()).first().copied() else { continue };
        let answer = why(&experiment, run.as_mut(), about, &Question::Anything).expect("a fact");
        assert!(answer.slice.iter().any(|fact| fact.id == about), "{}: {answer:?}", demo.id);
        all += 1;
        let Some(turn) = &answer.turn else { continue };
        with_turn += 1;
        // The first way is the one that the story speaks of.
        let way = turn.ways.first().unwrap_or_else(|| panic!("{}: no way", demo.id));
        assert!(way.helps, "{}: {turn:?}", demo.id);
        let mut other = branched(run.as_mut(), way.before, &way.action).expect("a moment before it");
        while other.advance(100_000) == Progress::More {}
        let still =
            strange(&experiment, other.as_mut()).contains(&about) && other.fact(about) == run.fact(about);
        assert!(!still, "{}: {turn:?}", demo.id);
    }
    assert!(with_turn * 2 > all, "{with_turn} of {all}");
}

#[test]
fn what_changed_is_counted_in_both_timelines() {
    let demo = demo::find("quorums-do-not-meet").expect("a demo");
    let experiment = demo.experiment();
    let mut run = folded(&experiment, &[]);
    let about = strange(&experiment, run.as_mut())[0];
    let answer = why(&experiment, run.as_mut(), about, &Question::Anything).expect("a fact");
    let way = answer.turn.expect("a turn").ways.remove(0);
    let mut other = branched(run.as_mut(), way.before, &way.action).expect("a moment");
    let changed = changed(&experiment, run.as_mut(), other.as_mut());
    let [was, is] = &changed.counted;
    assert!(was.stale > 0 && is.stale < was.stale, "{changed:?}");
    assert!(changed.differs.is_some() && changed.facts.iter().all(Option::is_some), "{changed:?}");
}

#[test]
fn what_a_line_of_a_receipt_counts_is_what_can_be_asked_about() {
    let mut seen = BTreeSet::new();
    for demo in demo::all() {
        let experiment = demo.experiment();
        let mut run = folded(&experiment, &[]);
        let broken = crate::lab::breaches::breaches(&experiment, run.as_mut());
        let all = shown(run.as_mut(), broken.as_deref());
        let receipt = receipt(&experiment, run.as_mut());
        let count = |line| all.iter().find(|it| it.line == line).map_or(0, |it| it.count);
        let counted = [
            (Line::Refused, receipt.operations.refused),
            (Line::Unknown, receipt.operations.unknown),
            (Line::Stale, receipt.stale.reads),
            (Line::Lost, receipt.acknowledged_writes_lost),
            (Line::Doubled, receipt.effects_doubled),
            (Line::Compensations, receipt.compensations),
            (Line::Blocked, receipt.waited.blocked.times),
            (Line::InDoubt, receipt.waited.in_doubt.times),
        ];
        for (line, figure) in counted {
            assert_eq!(count(line), figure, "{}: {line:?}", demo.id);
        }
        assert_eq!(count(Line::Apart) > 0, receipt.apart.total_us > 0, "{}", demo.id);
        for it in &all {
            for &fact in &it.facts {
                let asked = asked(&experiment, run.as_mut(), fact, &Question::Line(it.line));
                let asked = asked.unwrap_or_else(|| panic!("{}: {it:?}", demo.id));
                // What is worst of a line is what the line says.
                if let (Kind::Lasted { took_us, .. }, true) = (&asked.kind, it.facts[0] == fact) {
                    let longest = match it.line {
                        Line::ReadLatency => receipt.read_latency.map_or(0, |it| it.max_us),
                        Line::WriteLatency => receipt.write_latency.map_or(0, |it| it.max_us),
                        Line::Blocked => receipt.waited.blocked.longest_us,
                        Line::InDoubt => receipt.waited.in_doubt.longest_us,
                        _ => receipt.apart.longest_us,
                    };
                    assert_eq!(*took_us, longest, "{}: {it:?}", demo.id);
                }
                assert!(asked.kind != Kind::Happened, "{}: {it:?}", demo.id);
                let nodes = run.node_count();
                assert!(asked.strands.iter().all(|it| it.ends.len() <= MOST_ENDS) && asked.at.0 < nodes);
            }
            seen.insert(it.line);
        }
    }
    let unseen: Vec<Line> = Line::ALL.map(|it| it.0).into_iter().filter(|it| !seen.contains(it)).collect();
    assert!(unseen.is_empty(), "no demo has {unseen:?}");
}

/// Every line of the receipts of small runs.
#[test]
fn the_slice_of_what_a_receipt_counts_is_the_smallest_of_all_that_there_are() {
    let (mut asked_about, mut with_turn, mut ordinary) = (0, 0, 0);
    let mut by_line = std::collections::BTreeMap::<Line, u32>::new();
    let runs = std::env::var("EVENTUAL_WHY").ok().and_then(|runs| runs.parse().ok()).unwrap_or(60);
    'all: for seed in 1.. {
        for entry in ENTRIES {
            let mut experiment = small(entry.name, seed);
            // Every other workday without what protects, so that things happen twice and money goes missing.
            if seed % 2 == 0 {
                unprotect(&mut experiment, entry);
            }
            let mut run = folded(&experiment, &[]);
            let broken = breaches(&experiment, run.as_mut());
            let all = shown(run.as_mut(), broken.as_deref());
            // The line that was asked about least.
            let least = all.iter().min_by_key(|it| (by_line.get(&it.line).copied().unwrap_or(0), it.line));
            let Some(line) = least else { continue };
            let (fact, question) = (line.facts[0], Question::Line(line.line));
            let told = format!("{} seed {seed}, {line:?}", entry.name);
            let about = asked(&experiment, run.as_mut(), fact, &question).expect("it is counted");
            let extraordinary =
                otherwise::candidates(run.as_ref(), &about).iter().filter(|it| !it.is_ordinary).count();
            // Not everything is tried there.
            if extraordinary > 60 {
                continue;
            }
            let answer = why(&experiment, run.as_mut(), fact, &question).expect("a fact");
            assert!(answer.slice.iter().any(|it| it.id == fact), "{told}");
            if !are_smallest(run.as_ref(), &about, answer.turn.as_ref(), &told) {
                continue;
            }
            let possible = turns(&experiment, run.as_mut(), fact, &question);
            let turn = answer.turn.as_ref();
            let size = |run: &dyn AnyRun, turn: Option<FactId>| {
                let all = strands_with(run, &about, turn);
                let facts = all.iter().flat_map(|it| smallest(run, it).unwrap_or_else(|| it.ends.clone()));
                facts.collect::<BTreeSet<FactId>>().len()
            };
            let least = possible.iter().map(|&turn| size(run.as_ref(), Some(turn))).min();
            match (turn, least) {
                (Some(turn), Some(least)) => {
                    assert!(possible.contains(&turn.fact), "{told}: {turn:?} of {possible:?}");
                    assert_eq!(answer.slice.len(), least, "{told}");
                    with_turn += 1;
                }
                (Some(turn), None) => {
                    // A message that came in its ordinary time: that it would have helped was run.
                    let way = turn.ways.first().expect("a way");
                    let mut other = branched(run.as_mut(), way.before, &way.action).expect("a moment");
                    assert!(about.in_other(&experiment, run.as_ref(), other.as_mut()).gone, "{told}");
                    assert!(
                        matches!(turn.turned, Turned::Late { .. }) && turn.fact <= about.deadline,
                        "{told}"
                    );
                    ordinary += 1;
                }
                (None, least) => assert_eq!(least, None, "{told}: {possible:?}"),
            }
            *by_line.entry(line.line).or_default() += 1;
            asked_about += 1;
            if asked_about == runs {
                break 'all;
            }
        }
    }
    println!(
        "{asked_about} asked about: {by_line:?}; {with_turn} with a turn, {ordinary} with an ordinary one"
    );
    assert!((with_turn + ordinary) * 3 > runs, "{with_turn} and {ordinary} of {runs} have a turn");
}

fn strands_with(run: &dyn AnyRun, about: &Asked, turn: Option<FactId>) -> Vec<Strand> {
    let mut strands = about.strands.clone();
    let own = turn.or(about.arrived).and_then(|turn| joins(run, &mut strands, turn));
    strands.extend(own);
    strands
}

/// Holds each strand of an answer to every set of facts that could be smaller; whether that could be
/// done for all of them.
fn are_smallest(run: &dyn AnyRun, about: &Asked, turn: Option<&Turn>, told: &str) -> bool {
    let mut is_small = true;
    for strand in strands_with(run, about, turn.map(|turn| turn.fact)) {
        let Some(found) = smallest(run, &strand) else { continue };
        let set: BTreeSet<FactId> = found.iter().copied().collect();
        assert!(is_strand(run, &strand, &set), "{told}: {found:?}");
        match has_smaller(run, &strand, found.len() - 1) {
            Some(smaller) => assert!(!smaller, "{told}: {found:?}"),
            None => is_small = false,
        }
    }
    is_small
}
