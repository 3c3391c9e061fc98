//! What the judges say about runs of the lab: where clients read, they say what the demo is about,
//! and with the protection on they have nothing to say.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::run;
use eventual::lab::demo;
use eventual::lab::experiment::Experiment;
use eventual::lab::verdicts::{Finding, Verdict, is_invariant, is_order, strongest, verdicts};
use eventual::sim::trace::FactKind;

fn judged(experiment: &Experiment) -> Vec<Finding> {
    verdicts(experiment, run(experiment, &[]).as_ref()).expect("a short run")
}

fn words(name: &str, protected: bool) -> Vec<(String, Verdict)> {
    let demo = demo::find(name).expect("a demo");
    let experiment = if protected { demo.protected() } else { demo.experiment() };
    judged(&experiment).into_iter().filter(is_order).map(|it| (it.model, it.verdict)).collect()
}

#[test]
fn a_protected_run_keeps_every_promise_or_has_nothing_to_check() {
    let mut checked = 0;
    for demo in demo::all() {
        // Its protection makes logs agree again; what is cut back for that had been shown. See
        // `judges_runs`.
        let only_agrees = |it: &Finding| demo.id == "divergent-tail" && is_invariant(it);
        // Whoever looks back reads what is old, and an alarm about a projection that stands still does
        // not move it; siblings are kept side by side, in no one order.
        let reads_old = matches!(demo.id, "es-decided-in-the-past" | "es-silent-stall" | "written-at-once");
        for judged in judged(&demo.protected()).into_iter().filter(|it| !only_agrees(it) && !reads_old) {
            assert!(
                matches!(judged.verdict, Verdict::Holds | Verdict::Vacuous),
                "{}, protected: {judged:?}",
                demo.id
            );
            checked += u32::from(judged.verdict == Verdict::Holds);
        }
    }
    assert!(checked >= 150, "{checked}");
}

#[test]
fn what_was_acknowledged_and_lost_breaks_the_order_in_time_and_reads_that_go_backwards_break_every_order() {
    let both = |linearizable, sequential| {
        vec![("linearizable".to_owned(), linearizable), ("sequential".to_owned(), sequential)]
    };
    assert_eq!(words("acknowledged-and-lost", false), both(Verdict::Violated, Verdict::Holds));
    assert_eq!(words("zombie-primary", false), both(Verdict::Violated, Verdict::Holds));
    assert_eq!(words("reads-go-backwards", false), both(Verdict::Violated, Verdict::Violated));
    assert_eq!(words("es-stale-session", false), both(Verdict::Violated, Verdict::Violated));
    let lost = judged(&demo::find("acknowledged-and-lost").expect("a demo").experiment());
    assert_eq!(strongest(&lost).map(|it| it.model.as_str()), Some("sequential"));
}

#[test]
fn the_proof_of_a_violation_is_answers_of_the_run_in_both_languages_and_with_names() {
    let experiment = demo::find("reads-go-backwards").expect("a demo").experiment();
    let session = run(&experiment, &[]);
    let all = verdicts(&experiment, session.as_ref()).expect("a short run");
    let broken = all.iter().find(|it| it.verdict == Verdict::Violated).expect("reads go backwards");
    assert!(!broken.proof.is_empty());
    for &fact in &broken.proof {
        assert!(
            matches!(session.fact(fact).what, FactKind::Returned { .. } | FactKind::Invoked { .. }),
            "{fact:?}"
        );
    }
    let because = broken.because.as_ref().expect("a reason");
    assert!(
        because.en.contains("alice") && because.zh.contains("alice") && because.zh.contains('读'),
        "{because:?}"
    );
}
