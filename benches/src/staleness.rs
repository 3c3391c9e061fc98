//! Trials of a partial quorum, against NumPy; each on one thread.

use crate::Effort;
use crate::others::numpy;
use crate::table::{Reach, Table};
use crate::turns::{in_turn, side, timed};
use eventual::lab::staleness::published::SYSTEMS;
use eventual::lab::staleness::{Copies, measure as trials};

/// How many trials a block has for each event of the other parts.
const FOR_EACH: u64 = 5;

/// Measures.
pub fn measure(table: &mut Table, effort: Effort) {
    let there = numpy::is_there();
    let fit = (SYSTEMS[0].fit)();
    for (r, w) in [(1, 1), (2, 2)] {
        let what = format!("stale reads, N=3 R={r} W={w}, one trial");
        if !there {
            table.skip(&what, "python3 with NumPy is not there");
            continue;
        }
        let (count, copies) = (effort.events * FOR_EACH, Copies { n: 3, r, w });
        let (mut ours, mut theirs, mut tuned) = (Vec::new(), Vec::new(), Vec::new());
        let (mut seed, mut other_seed, mut tuned_seed) = (0, 0, 0);
        let measured = in_turn(
            effort.rounds,
            vec![
                side("ours", || {
                    seed += 1;
                    timed((), |()| {
                        let found = trials(&fit, copies, count, seed);
                        ours.push([found.read.at, found.write.at, found.visible.at]);
                        (count, 0)
                    })
                }),
                side("NumPy", || {
                    other_seed += 1;
                    let (block, found) = numpy::block((r, w), count, other_seed, false);
                    theirs.push(found);
                    block
                }),
                side("NumPy, tuned by hand", || {
                    tuned_seed += 1;
                    let (block, found) = numpy::block((r, w), count, tuned_seed, true);
                    tuned.push(found);
                    block
                }),
            ],
        );
        let mean = |all: &[[f64; 3]]| {
            let many = all.len() as f64;
            all.iter().fold([0.0; 3], |sum, it| {
                [sum[0] + it[0] / many, sum[1] + it[1] / many, sum[2] + it[2] / many]
            })
        };
        for others in [&theirs, &tuned] {
            for (mine, others) in mean(&ours).into_iter().zip(mean(others)) {
                assert!(
                    (mine - others).abs() <= 0.03 * others,
                    "{what}: {mine} ms, and {others} ms by NumPy"
                );
            }
        }
        let [ours, theirs, tuned] = measured.as_slice() else { unreachable!("three sides") };
        table.at_least(&what, ours, theirs, 6.0);
        // Nothing is asked of it: who tunes this further will always find something.
        table.row(&what, "", &format!("{} {:.1} ns", tuned.name, tuned.ns()), tuned.over(ours), Reach::Look);
    }
}
