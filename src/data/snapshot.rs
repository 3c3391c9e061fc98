//! A checkpoint of a fold: the state at a position, and the version of the code that folded it.
//!
//! The law: for every cut, the snapshot at the cut and the tail come to what the whole comes to. It
//! holds only while the code that reads a snapshot is the code that wrote it; that is why a
//! snapshot carries a version, and why it can be thrown away at any time: the events are the truth.

/// The state at a position of a log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Snapshot<S> {
    /// How many events are in it.
    pub at: u64,
    /// The version of the fold that made it.
    pub fold: u32,
    /// What they came to.
    pub state: S,
}

impl<S: Clone> Snapshot<S> {
    /// Whether this code may use it: its fold is the same, and the log is as long as it says.
    pub fn fits(&self, fold: u32, len: u64) -> bool {
        self.fold == fold && self.at <= len
    }
}

/// Folds a log: from its snapshot where it has one that fits, from the beginning otherwise. Returns
/// the state and how many events were folded.
pub fn restore<S: Clone, E>(
    snapshot: Option<&Snapshot<S>>,
    fold: u32,
    beginning: S,
    log: &[E],
    mut evolve: impl FnMut(&mut S, &E),
) -> (S, u64) {
    let usable = snapshot.filter(|snapshot| snapshot.fits(fold, log.len() as u64));
    let (mut state, from) = usable.map_or((beginning, 0), |snapshot| (snapshot.state.clone(), snapshot.at));
    let tail = &log[from as usize..];
    tail.iter().for_each(|event| evolve(&mut state, event));
    (state, tail.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::AccountId;
    use crate::domain::Event;
    use crate::domain::bank::Bank;
    use proptest::prelude::*;

    fn events() -> impl Strategy<Value = Vec<Event>> {
        let event = (0..5u32, 0..3u8, 1..1000i64).prop_map(|(account, kind, amount)| {
            match (AccountId(account), kind) {
                (account, 0) => Event::Deposited { account, amount },
                (account, 1) => Event::Withdrawn { account, amount },
                (account, _) => Event::Compensated { account, undoes: 1, amount: -amount },
            }
        });
        prop::collection::vec(event, 0..60)
    }

    proptest! {
        #[test]
        fn a_snapshot_and_the_tail_are_the_whole_at_every_cut(events in events()) {
            let beginning = Bank::with_accounts(&[10, 20, 30]);
            let (whole, count) = restore(None, 1, beginning.clone(), &events, Bank::evolve);
            prop_assert_eq!(count, events.len() as u64);
            for cut in 0..=events.len() {
                let (state, _) = restore(None, 1, beginning.clone(), &events[..cut], Bank::evolve);
                let snapshot = Snapshot { at: cut as u64, fold: 1, state };
                let (again, folded) = restore(Some(&snapshot), 1, beginning.clone(), &events, Bank::evolve);
                prop_assert_eq!((again, folded), (whole.clone(), (events.len() - cut) as u64));
            }
        }

        #[test]
        fn a_snapshot_of_another_fold_or_of_a_longer_log_is_thrown_away(events in events(), at in 0..100u64, fold in 0..3u32) {
            let wrong = Snapshot { at, fold, state: Bank::with_accounts(&[999]) };
            let fits = wrong.fits(1, events.len() as u64);
            let (state, folded) = restore(Some(&wrong), 1, Bank::default(), &events, Bank::evolve);
            prop_assert_eq!(fits, fold == 1 && at <= events.len() as u64);
            if !fits {
                prop_assert_eq!((state, folded), restore(None, 1, Bank::default(), &events, Bank::evolve));
            }
        }
    }
}
