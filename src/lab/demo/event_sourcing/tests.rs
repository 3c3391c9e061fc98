//! That each demo shows its anomaly, and that its protection removes it, `tests/stories.rs` sees to for all protocols.

use super::DEMOS;
use crate::lab::receipt::receipt;
use crate::lab::setup;
use crate::sim::session::Progress;

#[test]
fn with_its_protection_each_demo_ends_in_agreement() {
    for demo in DEMOS {
        let experiment = demo.protected();
        let mut session = setup::open(&experiment, &[]);
        assert_eq!(session.advance(1_000_000), Progress::Done);
        assert!(receipt(&experiment, session.as_mut()).apart.agree_at_end, "{}", demo.name);
    }
}
