//! The outside world: it takes what leaves, gives nothing back, and forgets nothing. What has left
//! cannot be taken back, whatever a node forgets.

use crate::base::forkmap::ForkMap;

/// What has left so far. A clone shares it.
#[derive(Clone, Debug, Default)]
pub struct Outside {
    received: ForkMap,
}

impl Outside {
    /// Something arrives, for how many times now.
    pub fn receive(&mut self, effect: u32) -> u32 {
        let times = self.received.get(effect).unwrap_or(0).saturating_add(1);
        self.received.set(effect, times);
        times
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_left_stays_outside_however_often_a_run_is_taken_back() {
        let mut outside = Outside::default();
        assert_eq!((outside.receive(7), outside.receive(7), outside.receive(8)), (1, 2, 1));
        let mut branch = outside.clone();
        assert_eq!((branch.receive(7), outside.receive(7)), (3, 3));
    }
}
