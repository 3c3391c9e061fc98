//! Stories that the fault matrix told first, each cut down to what it takes.

use super::*;
use crate::lab::receipt::receipt;
use crate::lab::verdicts::Verdict;
use crate::sim::input::Action;

#[test]
fn who_crashes_right_behind_its_write_has_processed_or_stored_the_event() {
    for node in [1, 3] {
        let burn = Action::CrashAtWrite { node: NodeId(node), writes: 1, torn: false };
        let script = story().lasts(9_000).at(200).ask(0, deposit(ALICE, 50)).act(burn);
        let experiment = script::experiment("async-events", &script.at(1_000).restart(node));
        let mut run: Run<AsyncEvents> = script::run(&experiment, &[]);
        for model in ["accounted", "published", "key-order"] {
            let found = receipt(&experiment, &mut run).verdicts;
            let verdict = found.iter().find(|it| it.model == model).map(|it| it.verdict);
            assert_eq!(verdict, Some(Verdict::Holds), "{model}, {node} crashes");
        }
    }
}
