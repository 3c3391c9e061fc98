//! Planned faults as people think of them, keys, and the shapes of latencies: what the left side
//! makes of an experiment.
#![cfg(target_arch = "wasm32")]

use eventual::base::distribution::Distribution;
use eventual::base::ids::NodeId;
use eventual::base::time::Time;
use eventual::lab::demo::recognise;
use eventual::lab::experiment::Experiment;
use eventual::sim::fault::Cut;
use eventual::sim::input::{Action, Input};
use eventual::ui::controls::fault_list::{Fault, KINDS, What, faults, plan};
use eventual::ui::controls::reshaped;
use eventual::ui::keys::{Focus, Pressed, is_taken};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn at(at: u64, action: Action) -> Input {
    Input { at: Time(at), step: 0, action }
}

#[wasm_bindgen_test]
fn a_crash_and_its_restart_are_one_fault() {
    let node = NodeId(1);
    let input = [
        at(5, Action::Crash { node, torn: true }),
        at(6, Action::Pause { node: NodeId(0) }),
        at(9, Action::Restart { node, version: Some(2) }),
    ];
    let found = faults(&input);
    assert_eq!(found.len(), 2);
    assert_eq!(
        found[0],
        Fault {
            what: What::Crash { node, torn: true, version: Some(2) },
            from: Time(5),
            until: Some(Time(9))
        }
    );
    assert_eq!(found[1].until, None);
    let mut again = plan(&found);
    again.sort_by_key(|input| input.at);
    assert_eq!(again, input);
}

#[wasm_bindgen_test]
fn a_cut_that_was_healed_by_hand_ends_there() {
    let cut = |node| Action::Cut { cut: Cut::Isolate { node: NodeId(node) }, heal_at: None };
    let until =
        |plan: &[Input]| faults(plan).iter().map(|fault| fault.until.map(|at| at.0)).collect::<Vec<_>>();
    assert_eq!(
        until(&[at(1, cut(0)), at(2, cut(1)), at(5, Action::Heal { rule: None })]),
        [Some(5), Some(5)]
    );
    assert_eq!(
        until(&[at(1, cut(0)), at(2, cut(1)), at(5, Action::Heal { rule: Some(1) })]),
        [None, Some(5)]
    );
    // Healing what would have lasted longer, or nothing at all, stays what it is.
    let longer = Action::Cut { cut: Cut::Isolate { node: NodeId(0) }, heal_at: Some(Time(9)) };
    assert_eq!(until(&[at(1, longer), at(5, Action::Heal { rule: None })]), [Some(9), None]);
    assert_eq!(until(&[at(5, Action::Heal { rule: None })]), [None]);
}

#[wasm_bindgen_test]
fn every_kind_of_fault_survives_the_way_there_and_back() {
    let all: Vec<Fault> = KINDS
        .iter()
        .zip(1..)
        .map(|(&kind, n)| Fault {
            what: What::of(kind, NodeId(0), NodeId(2)),
            from: Time(n * 10),
            until: (n % 3 > 0).then_some(Time(n * 10 + 5)),
        })
        .collect();
    assert_eq!(faults(&plan(&all)), all);
    assert!(all.iter().zip(KINDS).all(|(fault, kind)| fault.what.kind() == Some(kind)));
}

#[wasm_bindgen_test]
fn what_cannot_be_edited_is_kept_as_it_is() {
    let split = Action::Cut {
        cut: Cut::Groups { groups: vec![vec![NodeId(0)], vec![NodeId(1), NodeId(2)]] },
        heal_at: Some(Time(7)),
    };
    let input = [
        at(1, split),
        at(2, Action::Order { node: NodeId(0), order: 1, about: 0 }),
        at(3, Action::Heal { rule: None }),
    ];
    assert_eq!(plan(&faults(&input)), input);
}

#[wasm_bindgen_test]
fn a_demo_is_recognised_with_and_without_its_protection_and_nothing_else_is() {
    for demo in eventual::lab::demo::all() {
        let is = |experiment: &Experiment| {
            recognise(experiment, Some(demo.id)).map(|(found, protected)| (found.id, protected))
        };
        assert_eq!(is(&demo.experiment()), Some((demo.id, false)));
        assert_eq!(is(&demo.protected()), Some((demo.id, true)));
        assert!(
            recognise(&demo.protected(), None)
                .is_some_and(|(found, on)| on && found.protected() == demo.protected())
        );
        assert_eq!(
            is(&Experiment { seed: 424_242, ..demo.experiment() }),
            None,
            "{} with another seed is another run",
            demo.id
        );
    }
}

#[wasm_bindgen_test]
fn another_shape_keeps_the_median() {
    let from = Distribution::LogNormal { median_us: 40_000, sigma_milli: 500 };
    for shape in 0..6 {
        let median = reshaped(&from, shape).quantile_us(500);
        assert!((38_000..=46_000).contains(&median), "shape {shape}: {median}");
    }
    let [once, twice] =
        [reshaped(&from, 4), reshaped(&reshaped(&from, 4), 4)].map(|shape| shape.quantile_us(500));
    assert!(once.abs_diff(twice) < 500, "the same shape again moves nothing: {once}, then {twice}");
}

#[wasm_bindgen_test]
fn no_key_acts_while_somebody_types() {
    for key in [" ", "b", "c", "1", "?", "ArrowLeft", "[", "z"] {
        let pressed = Pressed { key: key.to_owned(), control: key == "z", ..Pressed::default() };
        assert!(!is_taken(&pressed, Focus::Field), "{key}");
    }
    assert!(is_taken(&Pressed { key: " ".to_owned(), ..Pressed::default() }, Focus::Free));
    assert!(
        !is_taken(&Pressed { key: " ".to_owned(), ..Pressed::default() }, Focus::Button),
        "space presses the button that has the focus"
    );
}
