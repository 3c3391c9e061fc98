//! Sweeps: what many seeds cost beside single runs, and what a second worker brings.

use crate::Effort;
use crate::table::{Reach, Table};
use crate::turns::{in_turn, now, side, spread, timed};
use eventual::lab::experiment::Experiment;
use eventual::lab::receipt::receipt;
use eventual::lab::setup;
use eventual::lab::sweep::{Asked, Gathered, Plan, Seeds, Work};
use eventual::sim::run::Progress;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

/// How many seeds are swept for each round of the other parts: 1,000 where all is measured.
const SEEDS: u64 = 1_000;

/// Measures.
pub fn measure(table: &mut Table, effort: Effort) {
    let seeds = if effort.rounds < 10 { SEEDS / 5 } else { SEEDS };
    // Workers first: the other rows bind this program to one core.
    workers(table, seeds, effort.rounds.min(7));
    single(table, effort);
}

fn plan(seeds: u64) -> Plan {
    let experiment = Experiment::of("log-shipping").expect("a protocol of the catalogue");
    let asked = Asked { seeds: Seeds { from: 1, to: seeds }, ..Asked::default() };
    asked.order(experiment).plan().expect("nothing is varied")
}

/// 1,000 seeds on two workers and on one, by the clock on the wall: it is what a person waits for.
fn workers(table: &mut Table, seeds: u64, rounds: usize) {
    let what = format!("a sweep of {seeds} seeds, on 2 workers");
    if thread::available_parallelism().map_or(1, usize::from) < 2 {
        return table.skip(&what, "this machine has one core");
    }
    let plan = plan(seeds);
    let (mut ratios, mut took) = (Vec::new(), Vec::new());
    let (_, whole) = swept(&plan, 1);
    for round in 0..rounds {
        let order = if round % 2 == 0 { [1, 2] } else { [2, 1] };
        let mut seconds = [0.0; 2];
        for jobs in order {
            let (time, file) = swept(&plan, jobs);
            assert!(file == whole, "{jobs} workers came to another file");
            seconds[jobs - 1] = time;
        }
        ratios.push(seconds[0] / seconds[1]);
        took.push(seconds);
    }
    let middle = |which: usize| spread(took.iter().map(|it| it[which])).median * 1e3;
    let against = format!("1 worker {:.0} ms, by the clock", middle(0));
    table.row(&what, &format!("{:.0} ms", middle(1)), &against, spread(ratios), Reach::AtLeast(1.8));
}

/// Runs a plan on so many threads as the page's workers do: each takes a shard when it has none, and
/// what it came to is merged on arrival. Gives how long that took, and the file.
fn swept(plan: &Plan, jobs: usize) -> (f64, String) {
    let of = plan.seeds.count().min(1_000) as u32;
    let begun = now();
    let next = AtomicU32::new(1);
    let gathered = Mutex::new(Gathered::new(of, plan.points.len()));
    let text = serde_json::to_string(plan).expect("a plan is JSON");
    thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| {
                // What a plan shares within a thread it does not share between two.
                let plan: Plan = serde_json::from_str(&text).expect("and comes back");
                loop {
                    let shard = next.fetch_add(1, Ordering::Relaxed);
                    if shard > of {
                        break;
                    }
                    let mut work = Work::new(&plan, &[shard], of);
                    while work.step(&plan) {}
                    let tallies = work.tallies();
                    let is_new = gathered.lock().expect("nobody panics").add(&[shard], &tallies);
                    assert!(is_new, "every shard is run once");
                }
            });
        }
    });
    let file = gathered.into_inner().expect("nobody panics").report(plan).write();
    ((now() - begun).as_secs_f64(), file)
}

/// A seed of a sweep against the same run by itself, with its receipt.
fn single(table: &mut Table, effort: Effort) {
    let seeds = if effort.rounds < 10 { 20 } else { 100 };
    let plan = plan(seeds);
    let experiment = &plan.points[0].experiment;
    let facts = |of: u64| (of, 0);
    let measured = in_turn(
        effort.rounds,
        vec![
            side("a sweep", || {
                let all: Vec<u32> = (1..=seeds as u32).collect();
                timed(Work::new(&plan, &all, seeds as u32), |work| {
                    while work.step(&plan) {}
                    let mut gathered = Gathered::new(seeds as u32, 1);
                    gathered.add(&all, &work.clone().tallies());
                    facts(gathered.tallies()[0].facts)
                })
            }),
            side("single runs with receipt", || {
                timed((), |()| {
                    let mut all = 0;
                    for seed in 1..=seeds {
                        let mut run = setup::open(&Experiment { seed, ..experiment.clone() }, &[]);
                        while run.advance(1_000_000) == Progress::More {}
                        let it = receipt(experiment, run.as_mut());
                        std::hint::black_box(&it);
                        all += u64::from(run.fact_count());
                    }
                    facts(all)
                })
            }),
        ],
    );
    let [ours, theirs] = measured.as_slice() else { unreachable!("two sides") };
    ours.must_equal(theirs);
    table.at_most("a seed of a sweep, for each fact", ours, theirs, 1.1);
}
