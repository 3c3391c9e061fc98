//! Services in series: an operation that needs five services of 0.99 each succeeds in 0.99⁵ of all
//! cases (Trivedi, *Probability and Statistics with Reliability, Queuing, and Computer Science
//! Applications*, 2001, and any other textbook of reliability).

use crate::engine::{asks, facts, pinned, plan, run, set, share, still};
use eventual::base::chance::Lane;
use eventual::base::ids::{AccountId, NodeId};
use eventual::domain::{Accounts, Call};
use eventual::sim::input::Action;
use eventual::sim::trace::{FactKind, Outcome};

/// Every second one client asks for the balances of five accounts, which five services own; around
/// that moment each service is down with a chance of one in a hundred.
#[test]
fn five_services_in_series_fail_as_often_as_the_product_says() {
    const REQUESTS: u64 = 1_000;
    const SEEDS: u64 = 10;
    let accounts: Vec<AccountId> = (0..5).map(AccountId).collect();
    let audit = Call::Audit { accounts: Accounts::new(&accounts).expect("five accounts") };
    let mut done = 0;
    for seed in 0..SEEDS {
        let mut experiment = still("rpc", 5, 5, 1_000);
        experiment.duration_us = (REQUESTS + 2) * 1_000_000;
        set(
            &mut experiment,
            [
                ("retries", 0u64.into()),
                ("breaker", false.into()),
                ("call_timeout_us", 100_000u64.into()),
                ("deadline_us", 300_000u64.into()),
            ],
        );
        for n in 1..=REQUESTS {
            for node in (0..5).map(NodeId) {
                let lane = Lane(seed << 32 | u64::from(node.0) << 24);
                if lane.happens(n, 10_000) {
                    plan(&mut experiment, n * 1_000_000 - 300_000, Action::Crash { node, torn: false });
                    plan(&mut experiment, n * 1_000_000 + 500_000, Action::Restart { node, version: None });
                }
            }
            asks(&mut experiment, n * 1_000_000, 0, audit);
        }
        let run = run(&experiment);
        done += facts(run.as_ref())
            .filter(|fact| matches!(fact.what, FactKind::Returned { outcome: Outcome::Ok, .. }))
            .count();
    }
    pinned("series", 0, share(done as u64, REQUESTS * SEEDS));
    let (of, want) = ((REQUESTS * SEEDS) as f64, 0.99f64.powi(5));
    let found = done as f64 / of;
    // Four standard errors of a share; four services would be at 0.9606, six at 0.9415.
    let allowed = 4.0 * (want * (1.0 - want) / of).sqrt();
    println!("five services in series: {found:.4} ± {allowed:.4} against {want:.5}");
    assert!((found - want).abs() <= allowed, "{found} against {want}");
}
