//! Lag as a queue: how long it gets and when it is empty again follows from rates.

use super::*;
use crate::lab::demo;
use crate::protocol::async_events::demos::waiting::{DEPOSITS, EVERY_MS, WORK_MS};

/// Arrivals come at 1/[`EVERY_MS`], and are processed at 1/[`WORK_MS`]: the lag grows by the
/// difference of the rates while they come, and what is left then drains at the second rate.
#[test]
fn the_time_to_drain_is_known_beforehand_from_the_rates() {
    let demo = demo::find("ae-backlog").expect("a demo");
    let mut run = Played(script::run(&demo.experiment(), &[]));
    let arrive_ms = DEPOSITS * EVERY_MS;
    let (longest, drained_ms) = (DEPOSITS - arrive_ms / WORK_MS, DEPOSITS * WORK_MS);
    let lag = |run: &mut Played, ms: u64| run.at(200 + ms).consumer(1).lag;
    // What a batch holds is acknowledged together, and so the lag falls in steps of a batch.
    const BATCH: u64 = 8;
    let at_its_longest = lag(&mut run, arrive_ms);
    assert!((longest..=longest + BATCH).contains(&at_its_longest), "{at_its_longest}, not {longest}");
    let half = lag(&mut run, arrive_ms / 2);
    assert!(half + 4 < at_its_longest && half >= longest / 2, "{half}");
    let on_the_way_ms = 200;
    assert!(lag(&mut run, drained_ms - BATCH * WORK_MS) > 0);
    assert_eq!(lag(&mut run, drained_ms + on_the_way_ms), 0);
    assert_eq!(run.at(8_000).shows(1, ALICE), (500 + DEPOSITS as Amount, DEPOSITS));
}

#[test]
fn consumers_that_are_faster_than_the_arrivals_have_no_backlog() {
    let demo = demo::find("ae-backlog").expect("a demo");
    let mut run = Played(script::run(&demo.protected(), &[]));
    let lags: Vec<u64> = (1..20).map(|n| run.at(200 + n * 100).consumer(1).lag).collect();
    assert!(lags.iter().all(|&lag| lag <= 3), "{lags:?}");
}
