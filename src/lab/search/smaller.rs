//! What was found, made small: faults that are not needed are taken away, and those that last are
//! made shorter.

use super::budget::Kind;
use super::faults::Fault;
use super::{Broken, Wanted};
use crate::base::arrange::Arrange;
use crate::check::shrink::shrink;
use crate::lab::claim::{Fails, folded};
use crate::sim::input::Input;

/// Nothing is made shorter than this, in microseconds: nobody could see it.
const SHORTEST_US: u64 = 10_000;

/// The smallest schedule that still reaches the goal, of those that leave out some of these faults
/// or let them last shorter; nothing where they do not reach it. Where it is known that no fault
/// can be left out, none is tried without.
///
/// # Errors
/// Where the goal names what is not there.
pub fn smaller(wanted: &Wanted, faults: &[Fault], is_smallest: bool) -> Result<Option<Broken>, Fails> {
    let mut failed = None;
    let mut reaches = |faults: &[Fault]| match played(wanted, faults).transpose() {
        Some(Ok((_, reached))) => reached,
        Some(Err(why)) => {
            failed = Some(why);
            false
        }
        None => false,
    };
    if !reaches(faults) {
        return failed.map_or(Ok(None), Err);
    }
    let of = |kept: &[usize]| -> Vec<Fault> { kept.iter().map(|&nth| faults[nth].clone()).collect() };
    let mut best = if is_smallest {
        faults.to_vec()
    } else if reaches(&[]) {
        Vec::new()
    } else {
        of(&shrink((0..faults.len()).collect(), |kept| reaches(&of(kept))))
    };
    for nth in 0..best.len() {
        // How long a node is down is said by the budget: it starts again, and is not started sooner.
        while matches!(best[nth].kind, Kind::Delay | Kind::Pause | Kind::Cut)
            && best[nth].us >= 2 * SHORTEST_US
        {
            let mut shorter = best.clone();
            shorter[nth].us /= 2;
            if !reaches(&shorter) {
                break;
            }
            best = shorter;
        }
    }
    let Some((inputs, _)) = played(wanted, &best)? else { return Ok(None) };
    let mut run = folded(&wanted.experiment, &inputs);
    let at = wanted.goal.moment(&wanted.experiment, run.as_mut());
    Ok(Some(Broken { faults: best, inputs, at, is_smallest }))
}

/// The inputs of a run with these faults, each put where it belongs in the run with those before
/// it, and whether the goal is reached; nothing where one has no place there.
fn played(wanted: &Wanted, faults: &[Fault]) -> Result<Option<(Vec<Input>, bool)>, Fails> {
    let mut inputs = wanted.inputs.clone();
    let mut run = folded(&wanted.experiment, &inputs);
    for fault in faults {
        let Some(placed) = fault.place(run.as_mut()) else { return Ok(None) };
        inputs.extend(placed.inputs);
        inputs.arrange_by_key(|input| (input.at, input.step));
        run = folded(&wanted.experiment, &inputs);
    }
    let reached = wanted.goal.is_reached(&wanted.experiment, run.as_mut())?;
    Ok(Some((inputs, reached)))
}
