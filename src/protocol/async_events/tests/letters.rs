//! Events that cannot be processed: attempts, dead letters, the way back.

use super::*;
use crate::lab::demo;

fn demo(id: &str, protected: bool) -> Played {
    let demo = demo::find(id).expect("a demo");
    Played(script::run(&if protected { demo.protected() } else { demo.experiment() }, &[]))
}

#[test]
fn an_event_that_nobody_can_process_blocks_its_partition_until_it_is_set_aside() {
    let (mut blocked, mut aside) = (demo("ae-poison", false), demo("ae-poison", true));
    // Beijing waits for alice's second event and carol's first, for ever.
    assert_eq!((blocked.at(2_400).consumer(1).lag, blocked.consumer(1).dead), (2, 0));
    assert_eq!(blocked.shows(1, CAROL), (200, 0));
    assert_eq!((aside.at(2_400).consumer(1).lag, aside.consumer(1).dead), (0, 1));
    assert_eq!(aside.shows(1, CAROL), (220, 1));
    assert_eq!(aside.notes(OwnFact::Failed).iter().filter(|(node, _)| *node == 1).count(), 3);
    for run in [&mut blocked, &mut aside] {
        run.at(9_000);
        assert_eq!([0, 1, 2].map(|node| run.shows(node, ALICE)), [(580, 2); 3], "all run version 2 at last");
    }
}

#[test]
fn each_attempt_waits_twice_as_long() {
    let run = demo("ae-poison", false);
    let failed = OwnFact::Failed.number();
    let times: Vec<u64> = (run.0.trace().facts_from(0))
        .filter(|(_, it)| it.node.0 == 1 && matches!(it.what, FactKind::Noted { fact, .. } if fact == failed))
        .map(|(_, it)| it.at.0 / 1_000)
        .collect();
    let waits: Vec<u64> = times.windows(2).map(|two| two[1] - two[0]).collect();
    // The time before a retry is 100 ms, twice as long each time; the way there and back takes 20.
    assert_eq!(waits[..3], [120, 220, 420]);
}

#[test]
fn dead_letters_are_redriven_in_the_order_of_their_key() {
    let handled = |run: &Played| {
        let all = run.notes(OwnFact::Handled);
        all.into_iter().filter(|(node, _)| *node == 1).map(|(_, version)| version).collect::<Vec<u32>>()
    };
    let (late, ordered) = (demo("ae-redrive", false), demo("ae-redrive", true));
    assert_eq!((handled(&late), handled(&ordered)), (vec![1, 3, 2], vec![1, 2, 3]));
    assert_eq!((late.shows(1, ALICE), ordered.shows(1, ALICE)), ((580, 2), (600, 3)));
    let mut ordered = ordered;
    assert_eq!(ordered.at(1_900).consumer(1).dead, 2, "the third event waits beside the second");
    let titles = ordered.inspect(3).sections.iter().filter(|it| matches!(it, Section::Events(_))).count();
    assert_eq!(titles, 2, "dead letters, and what is kept");
}

#[test]
fn what_retention_takes_away_is_missed_and_counted() {
    let run = demo("ae-retention", false);
    assert_eq!((run.consumer(2).missed, run.shows(2, BOB), run.shows(0, BOB)), (1, (300, 0), (330, 1)));
}
