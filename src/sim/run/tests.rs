//! Walks back and forth whose notes take too much to be kept whole, so that they go over stops.

use super::*;
use crate::base::chance::{Lane, below};
use crate::lab::experiment::{Experiment, Pace};
use crate::lab::setup;
use crate::protocol::catalog::ENTRIES;

/// What can be compared of a run at its cursor.
fn seen(run: &dyn AnyRun) -> String {
    let nodes: Vec<NodeView> = (0..run.node_count()).map(|node| run.node(NodeId(node))).collect();
    format!("{:?} {:?} {:?} {nodes:?}", run.cursor(), run.told(), run.flying())
}

#[test]
fn a_long_way_back_is_the_way_there_backwards() {
    for (n, entry) in (1u64..).zip(ENTRIES) {
        let mut experiment = Experiment::of(entry.name).expect("the name is from the catalogue");
        experiment.workload.pace = Pace::Open { every_us: 30_000 };
        let mut run = setup::open(&experiment, &[]);
        let last = 1_200;
        run.advance(last + 300);
        let mut there = Vec::new();
        for step in 0..=last {
            run.seek(Target::Step(step));
            there.push(seen(run.as_ref()));
        }
        let mut here = last;
        run.seek(Target::Step(here));
        for part in 0..30 {
            // A long way back, then a few steps on, or a fork that goes on.
            let draw = |k: u64, most: u64| below(Lane(n).draw(part * 4 + k), most);
            for _ in 0..draw(0, 250).min(here) {
                here -= 1;
                run.seek(Target::Step(here));
                assert_eq!(seen(run.as_ref()), there[here as usize], "{}, back at {here}", entry.name);
            }
            match draw(1, 4) {
                0 => {
                    let on = (here + draw(2, 40)).min(last);
                    run.seek(Target::Step(on));
                    assert_eq!(seen(run.as_ref()), there[on as usize], "{}, on to {on}", entry.name);
                    here = on.min(here + 5);
                    run.seek(Target::Step(here));
                }
                1 => {
                    let mut fork = run.fork(run.inputs().to_vec());
                    fork.advance(200);
                    let on = (here + 150).min(last);
                    fork.seek(Target::Step(on));
                    assert_eq!(seen(fork.as_ref()), there[on as usize], "{}, forked at {here}", entry.name);
                }
                _ => {}
            }
            if here == 0 {
                here = last;
                run.seek(Target::Step(here));
            }
        }
    }
}
