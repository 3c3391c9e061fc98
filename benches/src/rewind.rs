//! Going through a run: seeking, stepping back, and whether a long run is as fast as a short one.

use crate::Effort;
use crate::phold::{Hearer, Kernel, NODES, Phold, WARM, long_enough, plan, total};
use crate::table::Table;
use crate::turns::{in_turn, side, timed};
use eventual::base::chance::{Lane, below};
use eventual::base::ids::NodeId;
use eventual::sim::run::{AnyRun, Progress, Run, Stepped, Target};

/// How many messages are on their way.
const PENDING: u32 = 64;
/// How often is sought in one block.
const TIMES: u64 = 200;
/// How many steps a walk has. Its first step back is a seek, which the others are spared.
const WALK: u64 = 1_000;

/// Measures.
pub fn measure(table: &mut Table, effort: Effort) {
    seek(table, effort);
    step(table, effort);
    growth(table, effort);
}

/// A run of so many steps, folded to its end.
pub fn folded(pending: u32, steps: u64) -> Run<Phold> {
    let mut run = Run::new(plan(pending), Vec::new(), WARM + long_enough(steps * 2, pending));
    while run.folded().1 < steps && run.advance(steps - run.folded().1) == Progress::More {}
    run
}

fn seek(table: &mut Table, effort: Effort) {
    let (mut run, mut sought) = (folded(PENDING, effort.long), 0);
    must_find_the_same(&mut run, effort.long);
    let measured = in_turn(
        effort.rounds,
        vec![
            side("seek", || {
                timed((), |()| {
                    for _ in 0..TIMES {
                        sought += 1;
                        run.seek(Target::Step(below(Lane(7).draw(sought), effort.long)));
                    }
                    (TIMES, 0)
                })
            }),
            side("full replay", || {
                timed(Kernel::new(PENDING), |kernel| {
                    (0..effort.long).for_each(|_| assert_eq!(kernel.step(), Stepped::Yes));
                    (1, kernel.total().1)
                })
            }),
        ],
    );
    let [seek, replay] = measured.as_slice() else { unreachable!("two sides") };
    // A shorter run is replayed in less time, and sought in as much.
    let reach = 2_000.0 * effort.long as f64 / 1_000_000.0;
    table.at_least(&format!("seek in a run of {} events", effort.long), seek, replay, reach);
}

fn step(table: &mut Table, effort: Effort) {
    let mut run = folded(PENDING, effort.long);
    step_back(table, effort, "one step back", &mut run, 3.0);
}

/// Walks back and forth in a run of `effort.long` steps, at a new place in each round.
pub fn step_back(table: &mut Table, effort: Effort, what: &str, run: &mut dyn AnyRun, reach: f64) {
    let places: Vec<u64> = (0..effort.rounds as u64 + 1)
        .map(|n| WALK + below(Lane(8).draw(n), effort.long - 2 * WALK))
        .collect();
    let (mut forward, mut back) = (places.iter(), places.iter());
    let cell = std::cell::RefCell::new(run);
    let measured = in_turn(
        effort.rounds,
        vec![
            side("step back", || {
                let (mut run, from) = (cell.borrow_mut(), *back.next().expect("a place for each round"));
                run.seek(Target::Step(from + WALK));
                timed((), |()| {
                    (from..from + WALK).rev().for_each(|step| run.seek(Target::Step(step)));
                    (WALK, run.cursor().0.0)
                })
            }),
            side("step forward", || {
                let (mut run, from) = (cell.borrow_mut(), *forward.next().expect("a place for each round"));
                run.seek(Target::Step(from));
                timed((), |()| {
                    (from..from + WALK).for_each(|step| run.seek(Target::Step(step + 1)));
                    (WALK, 0)
                })
            }),
        ],
    );
    let [back, forward] = measured.as_slice() else { unreachable!("two sides") };
    table.at_most(&format!("{what}, in a walk of {WALK}"), back, forward, reach);
}

fn growth(table: &mut Table, effort: Effort) {
    let measured = in_turn(
        effort.rounds,
        vec![
            side("here", || {
                timed(folded(PENDING, effort.long), |run| {
                    (10_000, u64::from(run.advance(10_000) == Progress::More))
                })
            }),
            side("at 10000", || {
                timed(folded(PENDING, 10_000), |run| {
                    (10_000, u64::from(run.advance(10_000) == Progress::More))
                })
            }),
        ],
    );
    let [long, short] = measured.as_slice() else { unreachable!("two sides") };
    table.at_most(&format!("session, ns an event at {} events", effort.long), long, short, 1.15);
}

/// Panics unless a seek finds the very world that a straight fold comes to.
fn must_find_the_same(run: &mut Run<Phold>, steps: u64) {
    let mut kernel = Kernel::new(PENDING);
    for step in 0..steps {
        if step % (steps / 7) == 3 {
            run.seek(Target::Step(step));
            let hearers: Vec<Hearer> = (0..NODES).map(|id| run.world().state(NodeId(id)).volatile).collect();
            assert_eq!(total(&hearers), kernel.total(), "a seek to step {step} found another world");
        }
        kernel.step();
    }
}
