use super::*;
use proptest::prelude::*;

const S: AccountId = AccountId(2);

/// The sequences of the test suite "appending to an implicitly created stream" of EventStore's own
/// clients: appends after a first one of so many events, each with its events and what it expects;
/// whether all of them succeed, and how many events the stream has at the end.
#[test]
fn appends_behave_as_in_the_event_stores_own_tests() {
    use Expected::{Any, Exact, NoStream};
    let append = |log: &mut EventLog<u64>, events: &[u64], expected| {
        log.append(S, expected, &events.iter().map(|event| (1_000 + event, 0)).collect::<Vec<_>>()).is_ok()
    };
    type Append = (&'static [u64], Expected);
    let cases: [(u64, &[Append], bool, u64); 7] = [
        (6, &[(&[0], NoStream)], true, 6),
        (6, &[(&[0], Exact(5))], true, 7),
        (6, &[(&[0], Exact(4))], false, 6),
        (1, &[(&[0], Any)], true, 1),
        (3, &[(&[1], Any), (&[1], Any)], true, 3),
        (2, &[(&[0], Any)], true, 2),
        (2, &[(&[1], Any)], true, 2),
    ];
    for (first, then, succeed, length) in cases {
        let mut log = EventLog::default();
        assert!(append(&mut log, &(0..first).collect::<Vec<_>>(), NoStream));
        let all =
            then.iter().fold(true, |all, (events, expected)| append(&mut log, events, *expected) && all);
        assert_eq!((all, log.len_of(S)), (succeed, length), "{first} events, then {then:?}");
    }
}

#[test]
fn an_append_that_is_too_early_is_refused_and_one_that_is_repeated_is_not() {
    let mut log = EventLog::<u64>::default();
    assert_eq!(log.append(S, Expected::Exact(0), &[(1, 0)]).unwrap_err().found, 0);
    assert_eq!(
        log.append(S, Expected::version(0), &[(1, 0), (2, 0)]),
        Ok(Appended { first: 0, next: 2, idempotent: false })
    );
    assert_eq!(
        log.append(S, Expected::version(1), &[(2, 0)]),
        Ok(Appended { first: 1, next: 2, idempotent: true })
    );
    assert_eq!(log.append(S, Expected::version(1), &[(2, 0), (3, 0)]).unwrap_err().found, 2);
    assert_eq!(log.append(S, Expected::version(1), &[]).unwrap_err().found, 2);
    assert_eq!(log.append(S, Expected::Any, &[]), Ok(Appended { first: 2, next: 2, idempotent: false }));
    // The same id in another stream is another event.
    assert_eq!(
        log.append(AccountId(9), Expected::Any, &[(2, 0)]),
        Ok(Appended { first: 0, next: 1, idempotent: false })
    );
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
    let events =
        |view: &StreamView<u64>, from| view.from(from).map(|record| record.event).collect::<Vec<_>>();
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
