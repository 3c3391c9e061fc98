//! A fold over the trace, which is what everything a person sees is made by, against a plain scan
//! of as many bytes.

use crate::Effort;
use crate::kernels::deliveries;
use crate::phold::{Kernel, WARM, long_enough};
use crate::table::Table;
use crate::turns::{in_turn, side, timed};

/// Measures.
pub fn measure(table: &mut Table, effort: Effort) {
    let mut kernel = Kernel::new(64);
    kernel.run_to(WARM + long_enough(effort.long, 64));
    let facts = u64::from(kernel.trace().len());
    // As many bytes as the facts take, three words each.
    let words: Vec<u64> = (0..facts * 3).map(|n| n.wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect();
    let scan = || (facts, words.iter().fold(0u64, |sum, &word| sum.wrapping_add(word)));
    let measured = in_turn(
        effort.rounds,
        vec![
            side("fold", || timed((), |()| (facts, deliveries(&kernel)))),
            side("scan of the bytes", || timed((), |()| scan())),
            side("digest", || timed((), |()| (facts, kernel.trace().digest().0 as u64))),
        ],
    );
    let [fold, scan, digest] = measured.as_slice() else { unreachable!("three sides") };
    table.at_most("fold of a trace, ns a fact", fold, scan, 2.0);
    table.look("digest of a trace, ns a fact", digest, scan);
}
