use super::*;
use proptest::prelude::*;
use serde_json::Value;

const S: AccountId = AccountId(2);

fn expected(json: &Value) -> Expected {
    match json.as_str() {
        Some("NoStream") => Expected::NoStream,
        Some("Any") => Expected::Any,
        _ => Expected::Exact(json.as_u64().expect("a revision")),
    }
}

fn append(log: &mut EventLog<u64>, case: &Value) -> bool {
    let events: Vec<(u64, u64)> = case["events"].as_array().expect("events").iter().map(|e| (1_000 + e.as_u64().unwrap(), 0)).collect();
    log.append(S, expected(&case["expected"]), &events).is_ok()
}

/// The sequences of EventStore's own client tests, facts of a published test suite.
#[test]
fn appends_behave_as_in_the_event_stores_own_tests() {
    let rows: Value = serde_json::from_str(include_str!("../../../tests/data/es_expected_version.json")).unwrap();
    let cases = rows["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 7);
    for case in cases {
        let mut log = EventLog::default();
        assert!(append(&mut log, &case["first_append"]), "{case}");
        let last = case["then"].as_array().unwrap().iter().map(|then| append(&mut log, then)).fold(true, |_, ok| ok);
        assert_eq!(last, case["expect"]["ok"].as_bool().unwrap(), "{case}");
        assert_eq!(log.len_of(S), case["expect"]["stream_len"].as_u64().unwrap(), "{case}");
    }
}

#[test]
fn an_append_that_is_too_early_is_refused_and_one_that_is_repeated_is_not() {
    let mut log = EventLog::<u64>::default();
    assert_eq!(log.append(S, Expected::Exact(0), &[(1, 0)]).unwrap_err().found, 0);
    assert_eq!(log.append(S, Expected::version(0), &[(1, 0), (2, 0)]), Ok(Appended { first: 0, next: 2, idempotent: false }));
    assert_eq!(log.append(S, Expected::version(1), &[(2, 0)]), Ok(Appended { first: 1, next: 2, idempotent: true }));
    assert_eq!(log.append(S, Expected::version(1), &[(2, 0), (3, 0)]).unwrap_err().found, 2);
    assert_eq!(log.append(S, Expected::version(1), &[]).unwrap_err().found, 2);
    assert_eq!(log.append(S, Expected::Any, &[]), Ok(Appended { first: 2, next: 2, idempotent: false }));
    // The same id in another stream is another event.
    assert_eq!(log.append(AccountId(9), Expected::Any, &[(2, 0)]), Ok(Appended { first: 0, next: 1, idempotent: false }));
}

#[test]
fn what_a_cut_write_leaves_is_found_and_ignored() {
    let mut log = EventLog::<u64>::default();
    log.append(S, Expected::Any, &[(1, 10), (2, 20)]).unwrap();
    let before = log.clone();
    log.append(S, Expected::Any, &[(3, 30)]).unwrap();
    let mut torn = before.clone().with_torn(*log.at(2).unwrap());
    assert!(torn.range(0..3).any(|record| !record.is_whole()));
    assert_eq!(torn.repair(), Some(2));
    assert_eq!(torn.repair(), None);
    assert!(torn.range(0..9).eq(before.range(0..9)));
}

#[test]
fn a_view_of_a_stream_stays_as_it_was_taken() {
    let mut log = EventLog::<u64>::default();
    log.append(S, Expected::Any, &[(1, 10), (2, 20), (3, 30)]).unwrap();
    log.append(AccountId(9), Expected::Any, &[(7, 70)]).unwrap();
    let view = log.view(S, 2);
    log.append(S, Expected::Any, &[(4, 40)]).unwrap();
    let events = |view: &StreamView<u64>, from| view.from(from).map(|record| record.event).collect::<Vec<_>>();
    assert_eq!((events(&view, 0), events(&view, 1), events(&view, 5)), (vec![10, 20], vec![20], vec![]));
    assert_eq!((events(&log.view(S, 9), 2), events(&log.view(AccountId(3), 9), 0)), (vec![30, 40], vec![]));
}

fn appends() -> impl Strategy<Value = Vec<(u32, u8, u64, Vec<u64>)>> {
    prop::collection::vec((0..4u32, 0..3u8, 0..12u64, prop::collection::vec(0..60u64, 1..4)), 0..60)
}

proptest! {
    /// Whatever is tried, the past stays: every event keeps its place, its stream and its content.
    #[test]
    fn nothing_ever_changes_or_moves(appends in appends()) {
        let mut log = EventLog::default();
        for (stream, how, version, ids) in appends {
            let before = log.clone();
            let expected = match how { 0 => Expected::Any, 1 => Expected::version(log.len_of(AccountId(stream))), _ => Expected::version(version) };
            let events: Vec<(u64, u64)> = ids.iter().map(|&id| (id, id * 7)).collect();
            let outcome = log.append(AccountId(stream), expected, &events);
            prop_assert!(log.range(0..before.len()).eq(before.range(0..before.len())));
            let written = matches!(outcome, Ok(Appended { idempotent: false, .. }));
            prop_assert_eq!(log.len() - before.len(), if written { events.len() as u64 } else { 0 });
        }
    }

    /// Versions of a stream are contiguous from 0, and so are the positions of the store.
    #[test]
    fn versions_and_positions_have_no_gaps(appends in appends()) {
        let mut log = EventLog::default();
        for (stream, _, _, ids) in appends {
            let events: Vec<(u64, u64)> = ids.iter().map(|&id| (id, id)).collect();
            let _ = log.append(AccountId(stream), Expected::Any, &events);
        }
        prop_assert!(log.range(0..log.len()).map(|record| record.position).eq(0..log.len()));
        prop_assert!(log.range(0..log.len()).all(Record::is_whole));
        for stream in (0..4).map(AccountId) {
            prop_assert!(log.stream(stream, 0..u64::MAX).map(|record| record.revision).eq(0..log.len_of(stream)));
        }
        prop_assert_eq!((0..4).map(|stream| log.len_of(AccountId(stream))).sum::<u64>(), log.len());
    }
}
