//! Making a proof small: taking away what it does not need.

/// Takes away ever smaller pieces for as long as what is left is still broken; in the end no single
/// one can be taken away.
pub fn shrink(mut kept: Vec<usize>, mut broken: impl FnMut(&[usize]) -> bool) -> Vec<usize> {
    let mut piece = kept.len().div_ceil(2).max(1);
    loop {
        let (mut at, mut smaller) = (0, false);
        while at < kept.len() {
            let end = (at + piece).min(kept.len());
            let rest: Vec<usize> = [&kept[..at], &kept[end..]].concat();
            if !rest.is_empty() && broken(&rest) {
                (kept, smaller) = (rest, true);
            } else {
                at = end;
            }
        }
        if piece == 1 && !smaller {
            return kept;
        }
        if !smaller || piece > kept.len() {
            piece = piece.div_ceil(2).max(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::shrink;

    #[test]
    fn only_what_is_needed_is_left() {
        let needed = |kept: &[usize]| kept.contains(&3) && kept.contains(&17);
        assert_eq!(shrink((0..100).collect(), needed), [3, 17]);
    }
}
