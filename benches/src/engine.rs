//! The engine, an event at a time: against the floor, and against other simulators.

use crate::Effort;
use crate::others::floor::Floor;
use crate::others::nexosim::Nexosim;
use crate::others::simcore::Simcore;
use crate::others::simpy;
use crate::phold::{Kernel, Phold, WARM, long_enough, plan};
use crate::table::Table;
use crate::turns::{in_turn, side, timed};
use eventual::sim::run::{AnyRun, Progress, Run};

/// Measures with few, with many and with very many messages on their way.
pub fn measure(table: &mut Table, effort: Effort) {
    [64, 1_024, 16_384].into_iter().for_each(|pending| compare(table, effort, pending));
}

/// Every side keeps what it is known to keep: the floor a list of 32-byte records, the engine the
/// whole trace with all messages and causes, the others nothing.
fn compare(table: &mut Table, effort: Effort, pending: u32) {
    let end = WARM + long_enough(effort.events, pending);
    let mut sides = vec![
        side("floor", || {
            let mut floor = Floor::new(pending);
            floor.run_to(WARM.0);
            let before = floor.total().0;
            timed(floor, |floor| {
                floor.run_to(end.0);
                (floor.total().0 - before, floor.total().1)
            })
        }),
        side("engine", || {
            let mut kernel = Kernel::new(pending);
            kernel.run_to(WARM);
            let before = kernel.total().0;
            timed(kernel, |kernel| {
                kernel.run_to(end);
                (kernel.total().0 - before, kernel.total().1)
            })
        }),
        side("session", || {
            let mut run: Run<Phold> = Run::new(plan(pending), Vec::new(), end);
            while run.folded().0 < WARM {
                run.advance(u64::from(pending));
            }
            let before = run.folded().1;
            timed(run, |run| {
                while run.advance(4_096) == Progress::More {}
                (run.folded().1 - before, 0)
            })
        }),
        side("simcore 0.1", || {
            let mut simcore = Simcore::new(pending);
            simcore.run_to(WARM.0);
            let before = simcore.total().0;
            timed(simcore, |simcore| {
                simcore.run_to(end.0);
                (simcore.total().0 - before, simcore.total().1)
            })
        }),
        side("nexosim 1.0, 1 thread", || {
            let mut nexosim = Nexosim::new(pending);
            nexosim.run_to(WARM.0);
            let before = nexosim.total().0;
            timed(nexosim, |nexosim| {
                nexosim.run_to(end.0);
                let (heard, sum) = nexosim.total();
                (heard - before, sum)
            })
        }),
    ];
    let python = simpy::is_there();
    if python {
        sides.push(side("SimPy", || simpy::block(pending, effort.events / 10)));
    }
    let measured = in_turn(effort.rounds, sides);
    let [floor, engine, run, simcore, nexosim, rest @ ..] = measured.as_slice() else {
        unreachable!("five sides and perhaps a sixth")
    };
    engine.must_equal(simcore);
    engine.must_equal(nexosim);
    engine.must_resemble(floor);

    let what = format!("engine, whole trace kept, {pending} pending");
    table.at_most(&what, engine, floor, if pending > 10_000 { 1.6 } else { 1.35 });
    table.at_least(&what, engine, simcore, 1.7);
    table.at_least(&what, engine, nexosim, 5.0);
    match rest {
        [simpy] => table.at_least(&what, engine, simpy, 25.0),
        _ => table.skip(&what, "python3 with SimPy is not on this machine"),
    }
    table.look(&format!("session with snapshots, {pending} pending"), run, floor);
}

#[cfg(test)]
mod tests {
    use super::*;
    use eventual::base::time::Time;

    #[test]
    fn every_simulator_computes_the_same_run() {
        for pending in [8, 64, 512] {
            let end = Time(3_000_000);
            let mut kernel = Kernel::new(pending);
            kernel.run_to(end);
            let mut simcore = Simcore::new(pending);
            simcore.run_to(end.0);
            let mut nexosim = Nexosim::new(pending);
            nexosim.run_to(end.0);
            assert_eq!(kernel.total(), simcore.total());
            assert_eq!(kernel.total(), nexosim.total());
        }
    }
}
