use super::*;
use crate::base::ids::FactId;
use crate::sim::trace::FactKind;

const WAY: &str = "log-shipping";

fn returned_at(run: &dyn AnyRun) -> Vec<u64> {
    let facts = (0..run.fact_count()).map(|id| run.fact(FactId(id)));
    facts
        .filter(|fact| matches!(fact.what, FactKind::Returned { .. }))
        .map(|fact| fact.at.0 / 1_000)
        .collect()
}

/// When a client at node 1 is answered, of a write that node 0 carries out.
fn answered(treat: impl Fn(Script) -> Script) -> Vec<u64> {
    let script = treat(Script::default().patience(3_000, 0)).at(1_000).ask(1, deposit(ALICE, 50));
    let (experiment, inputs) = play(WAY, &script);
    let run = fold(entry(WAY), &experiment, &inputs);
    assert_eq!(inputs.is_empty(), script.is_pinned(), "what was looked for is an input");
    assert_eq!(fold(entry(WAY), &experiment, &inputs).digest(), run.digest());
    returned_at(run.as_ref())
}

#[test]
fn a_message_is_chosen_by_its_kind_and_its_link_however_many_others_there_are() {
    let kinds = |from: u16, to: u16| {
        let run =
            fold(entry(WAY), &experiment(WAY, &Script::default().at(1_000).ask(1, deposit(ALICE, 50))), &[]);
        let sent = (0..run.fact_count()).filter_map(|id| match run.fact(FactId(id)).what {
            FactKind::Sent { flight } => Some(run.flight(flight)),
            _ => None,
        });
        sent.filter(|it| (it.from, it.to) == (NodeId(from), NodeId(to)))
            .map(|it| it.label.name.en)
            .collect::<Vec<_>>()
    };
    let answer = "answer";
    let place = kinds(0, 1).iter().position(|kind| *kind == answer).expect("an answer") as u32;
    assert!(place > 5, "heartbeats come first: {:?}", kinds(0, 1));
    let calm = answered(|s| s);
    assert_eq!(calm, [1_082], "40 ms there, 2 ms to the disk, 40 ms back");
    assert_eq!(answered(|s| s.delay(message(0, 1).of(answer), 500)), [1_542]);
    assert_eq!(
        answered(|s| s.delay(message(0, 1).behind(place), 500)),
        [1_542],
        "the same message by its place on the link"
    );
    assert_eq!(answered(|s| s.lose(message(0, 1).of(answer))), [4_000], "nobody is told");
    assert_eq!(
        answered(|s| s.repeat(message(0, 1).of(answer), 70)),
        calm,
        "the second answer changes nothing"
    );
}

#[test]
fn a_message_is_held_until_it_is_delivered() {
    let answer = message(0, 1).of("answer");
    assert_eq!(answered(|s| s.hold(answer).at(2_345).deliver(answer)), [2_345]);
    assert_eq!(answered(|s| s.hold(answer)), [4_000]);
}

#[test]
fn what_follows_a_wait_happens_when_everything_before_it_is_over() {
    let script = Script::default().at(1_000).ask(1, deposit(ALICE, 50)).hold(message(0, 1).of("answer"));
    let script = script
        .at(1_500)
        .deliver(message(0, 1).of("answer"))
        .when_quiet()
        .ask(2, read(ALICE))
        .after(100)
        .ask(1, read(ALICE));
    let (experiment, inputs) = play(WAY, &script);
    let Pace::List { operations } = &experiment.workload.pace else { panic!("a script is a list") };
    assert_eq!(operations.iter().map(|it| it.at.0 / 1_000).collect::<Vec<_>>(), [1_000, 1_500, 1_600]);
    assert_eq!(returned_at(fold(entry(WAY), &experiment, &inputs).as_ref()), [1_500, 1_500, 1_600]);
}

#[test]
fn every_time_behind_a_wait_counts_from_its_end() {
    let script = Script::default().at(1_000).ask(1, deposit(ALICE, 50)).when_quiet().at(10).isolate(0, 300);
    let (experiment, _) = play(WAY, &script);
    let [Input { at, action: Action::Cut { heal_at: Some(healed), .. }, .. }] = experiment.faults.as_slice()
    else {
        panic!("one cut: {:?}", experiment.faults)
    };
    // The client is answered at 1,082 ms; the others have the line on their disks 2 ms later.
    assert_eq!((at.0 / 1_000, healed.0 / 1_000), (1_094, 1_384));
}

#[test]
#[should_panic(expected = "never sent")]
fn a_message_that_is_never_sent_is_a_mistake_in_the_script() {
    let _ = play(WAY, &Script::default().lose(message(0, 1).of("a love letter")));
}

#[test]
fn a_fourth_service_has_a_client_too() {
    let script = Script::default().nodes(4).at(100).ask(3, read(ALICE));
    let (experiment, inputs) = play(WAY, &script);
    assert_eq!(experiment.workload.clients, 4);
    assert_eq!(returned_at(fold(entry(WAY), &experiment, &inputs).as_ref()), [100]);
}
