//! Transactions in each other's way, against what was derived of them.

use crate::engine::{pinned, run, told};
use eventual::lab::numbers::runs::{deposits, lone};

/// Keys, and the load: how many transactions are under way at once.
const CASES: [(u32, f64); 6] = [(1, 0.1), (1, 0.5), (1, 1.0), (1, 2.0), (4, 1.0), (16, 1.0)];

/// Under optimistic concurrency a transaction is aborted if another that wrote the same row
/// committed since it began. With transactions of one length that is the dead time of a counter
/// (Feller, "On probability problems in the theory of counters", 1948), or Erlang's loss formula for
/// one server: of those that come at a rate λ and last τ, λτ / (1 + λτ) are lost. Hot keys: λ is
/// that of the key, so the same load on more keys loses less.
#[test]
fn optimistic_transactions_on_hot_keys_are_lost_as_often_as_counts_in_a_dead_time() {
    const MANY: f64 = 12_000.0;
    for ((keys, load), found) in CASES.into_iter().zip(pinned("optimistic")) {
        let a = load / f64::from(keys);
        let (found, want) = (found.value, a / (1.0 + a));
        // Four standard errors of a share.
        let allowed = 4.0 * (want * (1.0 - want) / MANY).sqrt();
        println!("{keys} keys, load {load}: {found:.4} ± {allowed:.4} against {want:.4}");
        assert!((found - want).abs() <= allowed, "{keys} keys, load {load}: {found} against {want}");
    }
}

/// Not only as many: those are kept whose beginning does not fall into the time of one that was.
#[test]
fn which_transactions_on_one_key_are_kept_a_counter_with_their_length_says() {
    let lasts = lone();
    assert!((20_000..200_000).contains(&lasts), "{lasts}");
    for (place, (_, load)) in (1..).zip(CASES.into_iter().filter(|(keys, _)| *keys == 1)) {
        let many = 12_000;
        let run = run(&deposits(1, (lasts as f64 / load) as u64, many, place));
        let (lost, kept) = (told(run.as_ref(), "overtaken").len(), told(run.as_ref(), "committed").len());
        assert_eq!((lost + kept) as u64, many);
        let (mut free, mut counted) = (0, 0);
        for began in told(run.as_ref(), "began") {
            if began >= free {
                (free, counted) = (began + lasts, counted + 1);
            }
        }
        // But for a few where three are close together.
        println!("load {load}: {kept} kept, {counted} by a counter with this dead time");
        assert!(kept.abs_diff(counted) as u64 <= many / 500, "load {load}: {kept} and {counted}");
    }
}

/// Gray, Helland, O'Neil and Shasha, "The dangers of replication and a solution" (1996), of one
/// node: deadlocks a second are TPS² · Action_Time · Actions⁵ / (4 · DB_Size²). The order of growth: with
/// twice the transactions four times as many, with twice the rows a quarter.
#[test]
fn deadlocks_grow_with_the_square_of_the_load_and_fall_with_the_square_of_the_rows() {
    let cases = [("twice the transactions", 4.0), ("twice the rows", 0.25)];
    for ((what, want), found) in cases.into_iter().zip(pinned("deadlocks")) {
        let high = found.high.expect("an interval");
        // The interval is that of 1.96 standard errors of the logarithm; here it is three, and a
        // fifth for what the formula leaves out, such as three in a circle.
        let within = (high / found.value).powf(3.0 / 1.96) * 1.2;
        println!("{what}: {:.3} against {want}, within a factor of {within:.2}", found.value);
        assert!(within < 2.2, "{what}: {within} says nothing");
        assert!(found.value < want * within && found.value > want / within, "{what}: {found:?}");
    }
}

/// What does not succeed was in a deadlock, and whoever was in one is told.
#[test]
fn every_transfer_succeeds_or_was_in_a_deadlock() {
    use crate::engine::facts;
    use eventual::lab::numbers::runs::transfers;
    use eventual::sim::trace::{FactKind, Outcome};
    let (many, run) = (3_000, run(&transfers(8, 50_000, 3_000, 1_996)));
    let ended = facts(run.as_ref()).filter(|fact| matches!(fact.what, FactKind::Returned { .. }));
    assert_eq!(ended.count(), many);
    let ok = facts(run.as_ref())
        .filter(|fact| matches!(fact.what, FactKind::Returned { outcome: Outcome::Ok, .. }));
    let found = told(run.as_ref(), "deadlock").len();
    assert_eq!(ok.count() + found, many);
    assert!(found > 0, "some were in one");
}
