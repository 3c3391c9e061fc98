//! Transactions in each other's way, against what was derived of them.

use crate::engine::{facts, pinned, poisson, run, set, share, still, told};
use eventual::base::chance::{Lane, below};
use eventual::base::ids::AccountId;
use eventual::domain::Call;
use eventual::lab::experiment::Experiment;
use eventual::lab::numbers::Found;
use eventual::protocol::catalog::knob::Setting;
use eventual::sim::trace::{FactKind, Outcome};

/// A shared database whose services think for 20 ms between the steps of a transaction, give up
/// nothing and try nothing again.
fn database(accounts: u32, isolation: &str) -> Experiment {
    let mut experiment = still("shared-database", 3, accounts, 1_000);
    set(
        &mut experiment,
        [
            ("isolation", Setting::Choice(isolation.to_owned())),
            ("think_us", 20_000u64.into()),
            ("retries", 0u64.into()),
            ("lock_timeout_us", 600_000_000u64.into()),
            ("session_timeout_us", 600_000_000u64.into()),
            ("socket_timeout_us", 600_000_000u64.into()),
            ("resend_us", 60_000_000u64.into()),
        ],
    );
    experiment
}

/// Under optimistic concurrency a transaction is aborted if another that wrote the same row
/// committed since it began. With transactions of one length that is the dead time of a counter
/// (Feller, "On probability problems in the theory of counters", 1948), or Erlang's loss formula for
/// one server: of those that come at a rate λ and last τ, λτ / (1 + λτ) are lost. Hot keys: λ is
/// that of the key, so the same load on more keys loses less.
#[test]
fn optimistic_transactions_on_hot_keys_are_lost_as_often_as_counts_in_a_dead_time() {
    // How long one lasts that is alone.
    let lone = |experiment: &mut Experiment| {
        poisson(experiment, 1, 1, 0, |_| (0, Call::Deposit { account: AccountId(0), amount: 1 }));
        experiment.duration_us = 10_000_000;
        let run = run(experiment);
        told(run.as_ref(), "committed")[0] - told(run.as_ref(), "began")[0]
    };
    let lasts = lone(&mut database(1, "snapshot"));
    assert!((20_000..200_000).contains(&lasts), "{lasts}");
    let cases = [(1, 0.1), (1, 0.5), (1, 1.0), (1, 2.0), (4, 1.0), (16, 1.0)];
    for (place, (keys, load)) in cases.into_iter().enumerate() {
        let many = 12_000;
        let mut experiment = database(keys, "snapshot");
        let every = (lasts as f64 / load) as u64;
        let last = poisson(&mut experiment, every, many, 1 + place as u64, |n| {
            let draw = |k: u64, bound: u32| below(Lane(48).draw(2 * n + k), u64::from(bound)) as u32;
            (draw(0, 3) as u16, Call::Deposit { account: AccountId(draw(1, keys)), amount: 1 })
        });
        experiment.duration_us = last + 10_000_000;
        let run = run(&experiment);
        let (lost, kept) = (told(run.as_ref(), "overtaken").len(), told(run.as_ref(), "committed").len());
        assert_eq!((lost + kept) as u64, many);
        if keys == 1 {
            // And those whose beginning falls into the time of one that was kept.
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
        pinned("optimistic", place, share(lost as u64, many));
        let a = load / f64::from(keys);
        let (found, want) = (lost as f64 / many as f64, a / (1.0 + a));
        // Four standard errors of a share.
        let allowed = 4.0 * (want * (1.0 - want) / many as f64).sqrt();
        println!("{keys} keys, load {load}: {found:.4} ± {allowed:.4} against {want:.4}");
        assert!((found - want).abs() <= allowed, "{keys} keys, load {load}: {found} against {want}");
    }
}

/// Deadlocks a second, of transfers between accounts chosen by chance, each locking the payer and
/// then the other.
fn deadlocks(accounts: u32, every_us: u64, many: u64, seed: u64) -> (u64, f64) {
    let mut experiment = database(accounts, "read_committed");
    let last = poisson(&mut experiment, every_us, many, seed, |n| {
        let draw = |k: u64, bound: u32| below(Lane(seed).draw(3 * n + k), u64::from(bound)) as u32;
        let from = draw(0, accounts);
        let to = (from + 1 + draw(1, accounts - 1)) % accounts;
        (draw(2, 3) as u16, Call::Transfer { from: AccountId(from), to: AccountId(to), amount: 1 })
    });
    experiment.duration_us = last + 10_000_000;
    let run = run(&experiment);
    let ended = facts(run.as_ref()).filter(|fact| matches!(fact.what, FactKind::Returned { .. })).count();
    assert_eq!(ended as u64, many);
    let ok = facts(run.as_ref())
        .filter(|fact| matches!(fact.what, FactKind::Returned { outcome: Outcome::Ok, .. }));
    let found = told(run.as_ref(), "deadlock").len() as u64;
    assert_eq!(ok.count() as u64 + found, many, "what does not succeed was in a deadlock");
    (found, last as f64 / 1e6)
}

/// Gray, Helland, O'Neil and Shasha, "The dangers of replication and a solution" (1996), of one
/// node: deadlocks a second are TPS² · Action_Time · Actions⁵ / (4 · DB_Size²). The order of growth: with
/// twice the transactions four times as many, with twice the rows a quarter.
#[test]
fn deadlocks_grow_with_the_square_of_the_load_and_fall_with_the_square_of_the_rows() {
    let rate = |accounts: u32, every_us: u64, many: u64| {
        let runs = (0..4).map(|seed| deadlocks(accounts, every_us, many / 4, 1_996 + seed));
        let (found, seconds) = runs.fold((0, 0.0), |sum, it| (sum.0 + it.0, sum.1 + it.1));
        (found as f64, found as f64 / seconds)
    };
    let all @ [base, faster, wider] =
        [rate(8, 100_000, 48_000), rate(8, 50_000, 24_000), rate(16, 50_000, 48_000)];
    let cases = [("twice the transactions", faster, base, 4.0), ("twice the rows", wider, faster, 0.25)];
    for (place, (what, (many, one), (others, other), want)) in cases.into_iter().enumerate() {
        let ratio = one / other;
        let likely = (1.96 * (1.0 / many + 1.0 / others).sqrt()).exp();
        pinned("deadlocks", place, Found { value: ratio, low: ratio / likely, high: Some(ratio * likely) });
        // Counts are Poisson's: the logarithm of their ratio has this standard error. Three of them,
        // and a fifth for what the formula leaves out, such as three in a circle.
        let within = (3.0 * (1.0 / many + 1.0 / others).sqrt()).exp() * 1.2;
        println!("{what}: {ratio:.3} against {want}, within a factor of {within:.2}, of {many} and {others}");
        assert!(within < 2.2, "{what}: {within} says nothing, of {all:?}");
        assert!(ratio < want * within && ratio > want / within, "{what}: {ratio} against {want}");
    }
}
