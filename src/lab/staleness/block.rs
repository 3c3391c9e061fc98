//! Some trials at once, column by column: all writes to one copy, all reads of it, and so on. A
//! processor takes a column two values or more at a time, and nothing of it leaves the nearest
//! memory. What a trial comes to does not depend on the others.

use super::{Copies, Trials};

/// How many trials are taken at once.
pub(super) const BLOCK: usize = 64;

type Column = [f64; BLOCK];

/// What some trials came to, in milliseconds; each as in [`Trial`](super::Trial).
pub(super) struct Block {
    /// How many there are; the rest of each column means nothing.
    pub len: usize,
    /// How long the reads took.
    pub read: Column,
    /// How long the writes took.
    pub write: Column,
    /// How much later than the commit the reads must begin.
    pub needs: Column,
}

impl Block {
    pub(super) const NONE: Block =
        Block { len: 0, read: [0.0; BLOCK], write: [0.0; BLOCK], needs: [0.0; BLOCK] };
}

/// The waits of some trials, copy by copy.
pub(super) struct Waited<const N: usize> {
    /// When acknowledgements are back.
    acknowledged: [Column; N],
    /// When answers are back.
    answered: [Column; N],
    /// How long before the read comes its copy had to be asked.
    ahead: [Column; N],
}

impl<const N: usize> Waited<N> {
    pub(super) const NONE: Waited<N> =
        Waited { acknowledged: [[0.0; BLOCK]; N], answered: [[0.0; BLOCK]; N], ahead: [[0.0; BLOCK]; N] };

    /// Draws the trials from a number on. Each copy has two numbers of 64 bits in each trial: half of
    /// one for the write, half for its acknowledgement, and the other for the read and its answer.
    #[inline(always)]
    pub(super) fn draw(
        &mut self,
        trials: &Trials,
        first: u64,
        len: usize,
        waits: impl Fn([u32; 2], [u32; 2]) -> [f64; 4],
    ) {
        for copy in 0..N {
            let columns = self.acknowledged[copy][..len].iter_mut();
            let columns = columns.zip(&mut self.answered[copy]).zip(&mut self.ahead[copy]);
            for (nth, ((acknowledged, answered), ahead)) in (first..).zip(columns) {
                let number = nth.wrapping_mul(2 * N as u64).wrapping_add(2 * copy as u64);
                let halves = |number| {
                    let bits = trials.lane.draw(number);
                    [(bits >> 32) as u32, bits as u32]
                };
                let [w, a, r, s] = waits(halves(number), halves(number.wrapping_add(1)));
                (*acknowledged, *answered, *ahead) = (w + a, r + s, w - r);
            }
        }
    }

    /// Copies that stand elsewhere are farther: by what the fit says, each way.
    pub(super) fn stand_apart(&mut self, trials: &Trials, first: u64, len: usize) {
        for (nth, place) in (first..).zip(0..len) {
            // The copy beside which the write begins, and the one beside which the read does.
            let bits = trials.places.draw(nth);
            let [write, read] = [bits >> 32, bits & 0xffff_ffff].map(|it| ((it * N as u64) >> 32) as usize);
            for copy in 0..N {
                let [w, r] = [write, read].map(|near| if near == copy { 0.0 } else { trials.fit.far });
                self.acknowledged[copy][place] += 2.0 * w;
                self.answered[copy][place] += 2.0 * r;
                self.ahead[copy][place] += w - r;
            }
        }
    }

    /// What the trials come to.
    #[inline(always)]
    pub(super) fn end(&mut self, copies: Copies, block: &mut Block) {
        let [wanted, needed] = [copies.r, copies.w].map(|it| usize::from(it).clamp(1, N));
        // As much of the order as is asked for: the first few, each the least of what is left. Of
        // equal answers the first stays first.
        for least in 0..needed {
            for other in least + 1..N {
                let [one, other] = both(&mut self.acknowledged, least, other);
                for (x, y) in one.iter_mut().zip(other) {
                    swap(u64::from(*y < *x).wrapping_neg(), x, y);
                }
            }
        }
        for least in 0..wanted {
            for other in least + 1..N {
                let [one, another] = both(&mut self.answered, least, other);
                let [ahead, behind] = both(&mut self.ahead, least, other);
                for ((x, y), (a, b)) in one.iter_mut().zip(another).zip(ahead.iter_mut().zip(behind)) {
                    let swaps = u64::from(*y < *x).wrapping_neg();
                    swap(swaps, x, y);
                    swap(swaps, a, b);
                }
            }
        }
        block.write = self.acknowledged[needed - 1];
        block.read = self.answered[wanted - 1];
        block.needs = self.ahead[0];
        for ahead in &self.ahead[1..wanted] {
            for (earliest, it) in block.needs.iter_mut().zip(ahead) {
                *earliest = if *it < *earliest { *it } else { *earliest };
            }
        }
        for (needs, write) in block.needs.iter_mut().zip(&block.write) {
            *needs -= write;
        }
    }
}

/// Swaps two values where the mask is all ones and not where it is 0, without a branch that nobody
/// could predict.
#[inline(always)]
fn swap(mask: u64, x: &mut f64, y: &mut f64) {
    let apart = (x.to_bits() ^ y.to_bits()) & mask;
    (*x, *y) = (f64::from_bits(x.to_bits() ^ apart), f64::from_bits(y.to_bits() ^ apart));
}

fn both<const N: usize>(all: &mut [Column; N], one: usize, other: usize) -> [&mut Column; 2] {
    let (head, tail) = all.split_at_mut(other);
    [&mut head[one], &mut tail[0]]
}
