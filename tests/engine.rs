//! The engine as the page talks to it: questions in, reports out, no worker in between.
#![cfg(not(target_arch = "wasm32"))]

use eventual::base::ids::NodeId;
use eventual::base::text::Language;
use eventual::base::time::Time;
use eventual::engine::Engine;
use eventual::engine::watchdog::{LOOK_EVERY_MS, Watchdog};
use eventual::engine::wire::{
    Ask, AskWhat, ClipOrder, Drawing, ImportKind, Place, Report, ReportWhat, SearchOrder,
};
use eventual::lab::experiment::{Experiment, Opening};
use eventual::lab::export::Form;
use eventual::lab::frame::{BranchFrame, Camera, Frame};
use eventual::lab::import::options::Options;
use eventual::lab::numbers::Job;
use eventual::lab::read::RunFile;
use eventual::lab::search::Budget;
use eventual::lab::sweep::{Order, Seeds};
use eventual::lab::until::Sought;
use eventual::lab::whole::Act;
use eventual::lab::why::Question;
use eventual::sim::fault::Cut;
use eventual::sim::input::{Action, Input};

/// A page without a page: asks, and works until nothing is under way.
struct Page {
    engine: Engine,
    asked: u64,
    experiment: Experiment,
}

impl Page {
    fn new(protocol: &str) -> Page {
        Page::of(Experiment::of(protocol).expect("a protocol of the catalogue"))
    }

    fn of(experiment: Experiment) -> Page {
        let mut page = Page { engine: Engine::new("test"), asked: 0, experiment };
        page.ask(AskWhat::Open {
            experiment: Box::new(page.experiment.clone()),
            inputs: Vec::new(),
            acts: Vec::new(),
        });
        page
    }

    fn ask(&mut self, what: AskWhat) -> Vec<ReportWhat> {
        self.asked += 1;
        // Both sides speak JSON; what does not survive it would not survive the worker.
        let ask: Ask = serde_json::from_str(
            &serde_json::to_string(&Ask { generation: self.asked, what }).expect("an ask is JSON"),
        )
        .expect("and comes back");
        let mut reports = self.engine.ask(ask);
        while self.engine.is_busy() {
            reports.extend(self.engine.work());
        }
        reports
            .into_iter()
            .map(|report| {
                assert_eq!(report.generation, self.asked, "an answer has the number of its question");
                serde_json::from_str::<Report>(&serde_json::to_string(&report).expect("a report is JSON"))
                    .expect("and comes back")
                    .what
            })
            .collect()
    }

    fn look(&mut self, branch: u32, to: Place) -> Frame {
        frame(&self.ask(AskWhat::Seek { branch, to, camera: Camera::default() }))
    }

    fn act(&mut self, action: Action) -> Frame {
        frame(&self.ask(AskWhat::Act { action, camera: Camera::default() }))
    }

    fn timeline(&mut self) -> (Vec<BranchFrame>, u32) {
        let reports = self.ask(AskWhat::Timeline);
        let found = reports.into_iter().find_map(|report| {
            if let ReportWhat::Timeline { branches, current } = report {
                Some((branches, current))
            } else {
                None
            }
        });
        found.expect("a timeline")
    }
}

fn frame(reports: &[ReportWhat]) -> Frame {
    let found = reports.iter().find_map(|report| {
        if let ReportWhat::Frame(frame) = report { Some(frame.as_ref().clone()) } else { None }
    });
    found.unwrap_or_else(|| panic!("a frame among {reports:?}"))
}

#[test]
fn opening_folds_the_run_and_reports_its_timeline_with_a_digest() {
    for protocol in ["log-shipping", "event-sourcing"] {
        let mut page = Page::new(protocol);
        let (branches, current) = page.timeline();
        assert_eq!((branches.len(), current), (1, 0));
        let branch = &branches[0];
        assert!(branch.done && branch.digest.is_some() && branch.folded == branch.until);
        assert!(branch.ribbon.iter().any(|stretch| stretch.states > 1), "replicas fall apart");
        assert_eq!(branch.ribbon.last().map(|stretch| stretch.states), Some(1), "and come together");
        assert!(
            branch.ribbon.windows(2).all(|pair| pair[0].to == pair[1].from),
            "stretches follow one another"
        );
    }
}

#[test]
fn clock_ribbon_and_receipt_tell_the_same_time_apart_however_long_the_run_is() {
    for (protocol, duration_us) in
        [("log-shipping", 8_000_000), ("log-shipping", 600_000_000), ("event-sourcing", 60_000_000)]
    {
        let mut experiment = Experiment::of(protocol).expect("a protocol of the catalogue");
        (experiment.duration_us, experiment.workload.until_us) = (duration_us, duration_us - 2_000_000);
        let mut page = Page::of(experiment);
        let (branches, _) = page.timeline();
        let end = page.look(0, Place::Time { at: Time(u64::MAX) });
        let receipt = page.ask(AskWhat::Receipt { branch: 0 }).into_iter().find_map(|report| match report {
            ReportWhat::Receipt { receipt, .. } => Some(receipt),
            _ => None,
        });
        let total = receipt.expect("a receipt").apart.total_us;
        let drawn: u64 = branches[0].ribbon.iter().map(|interval| interval.apart_us).sum();
        assert_eq!((end.apart_us, drawn), (total, total), "{protocol}, {duration_us} us");
        assert!(
            (1..duration_us).contains(&total) && branches[0].ribbon.len() <= 1_202,
            "{protocol}: {total} us apart"
        );
        assert!(
            branches[0].ribbon.iter().all(|interval| interval.apart_us <= interval.to.since(interval.from).0)
        );
        // In the middle of a moment, too, the clock says what the stage shows.
        for step in 0..200 {
            let frame = page.look(
                0,
                if step == 0 { Place::Time { at: Time(1_000_000) } } else { Place::By { steps: 1 } },
            );
            let seals: std::collections::BTreeSet<&str> =
                frame.nodes.iter().map(|node| node.seal.as_str()).collect();
            if protocol == "log-shipping" {
                assert_eq!(usize::from(frame.states), seals.len(), "step {}", frame.step);
            }
        }
    }
}

#[test]
fn the_cursor_goes_to_times_steps_facts_and_differences() {
    let mut page = Page::new("log-shipping");
    let start = page.look(0, Place::Time { at: Time(0) });
    // From turning point to turning point a clicker comes to the end, and back to the beginning.
    let (mut at, mut turns) = (start.at, 0);
    while at.0 < 8_000_000 {
        let next = page.look(0, Place::Turn { forward: true }).at;
        assert!(next > at);
        (at, turns) = (next, turns + 1);
    }
    assert!((3..200).contains(&turns), "{turns}");
    assert!(page.look(0, Place::Turn { forward: false }).at < at);
    page.look(0, Place::Time { at: Time(0) });
    assert_eq!(start.at, Time(0));
    assert!(
        start.nodes.iter().all(|node| node.seal == start.nodes[0].seal
            && node.balances().is_some_and(|held| held.rows.len() == 3))
    );
    let next = page.look(0, Place::By { steps: 1 });
    assert_eq!(next.step, start.step + 1);
    assert_eq!(page.look(0, Place::By { steps: -1 }).step, start.step);
    let apart = page.look(0, Place::Difference { forward: true });
    assert!(
        apart.nodes.iter().any(|node| node.seal != apart.nodes[0].seal),
        "where agreement ends, seals differ"
    );
    let together = page.look(0, Place::Difference { forward: true });
    assert!(
        together.nodes.iter().all(|node| node.seal == together.nodes[0].seal),
        "where it begins again, they do not"
    );
    let fact = together.recent.last().expect("a fact").id;
    let there = page.look(0, Place::Fact { fact });
    assert_eq!(there.facts, together.facts);
    assert_eq!(
        page.look(0, Place::Time { at: Time(u64::MAX) }).at,
        Time(8_000_000),
        "later than the end is the end"
    );
}

#[test]
fn acting_in_the_past_begins_a_branch_and_keeps_both() {
    let mut page = Page::new("log-shipping");
    let before = page.timeline().0[0].clone();
    page.look(0, Place::Time { at: Time(2_000_000) });
    let cut = page.act(Action::Cut { cut: Cut::Isolate { node: NodeId(2) }, heal_at: Some(Time(4_000_000)) });
    assert_eq!((cut.branch, cut.at, cut.cuts.len()), (1, Time(2_000_000), 1));
    let (branches, current) = page.timeline();
    assert_eq!((branches.len(), current), (2, 1));
    assert_eq!(branches[0], before, "the old future is as it was");
    assert_ne!(branches[1].digest, before.digest);
    assert_eq!((branches[1].parent, branches[1].forked), (Some(0), Time(2_000_000)));
    let reports = page.ask(AskWhat::FirstDifference { left: 0, right: 1 });
    assert_eq!(reports, [ReportWhat::Difference { at: Some(Time(2_000_000)) }]);
    assert_eq!(page.look(0, Place::Here).branch, 0, "and the page can go back to it");
}

#[test]
fn a_receipt_is_of_one_branch_and_leaves_the_cursor_where_it_was() {
    let mut page = Page::new("log-shipping");
    page.look(0, Place::Time { at: Time(2_000_000) });
    let cut = page.act(Action::Cut { cut: Cut::Isolate { node: NodeId(2) }, heal_at: Some(Time(4_000_000)) });
    let [first, second] = [0, 1].map(|branch| {
        let reports = page.ask(AskWhat::Receipt { branch });
        let [ReportWhat::Receipt { branch: of, receipt, .. }] = reports.as_slice() else {
            panic!("{reports:?}")
        };
        assert_eq!(*of, branch);
        receipt.as_ref().clone()
    });
    assert!(
        first.operations.asked > 0 && first.available_under_faults_per_mille.is_none(),
        "nothing went wrong in the first"
    );
    assert!(
        second.available_under_faults_per_mille.is_some() && second.apart.total_us > first.apart.total_us,
        "the cut is on the second"
    );
    assert_eq!(page.look(1, Place::Here), cut, "the cursor is where it was");
    let of_none = page.ask(AskWhat::Receipt { branch: 9 });
    assert!(
        matches!(of_none.as_slice(), [ReportWhat::Refused { problems, count: 1 }] if problems[0].to_string() == "branch: there is no branch 9")
    );
}

#[test]
fn what_is_exported_comes_back_with_the_same_digest() {
    let mut page = Page::new("event-sourcing");
    page.look(0, Place::Time { at: Time(1_500_000) });
    page.act(Action::Crash { node: NodeId(1), torn: false });
    page.look(1, Place::By { steps: 25 });
    page.act(Action::Restart { node: NodeId(1), version: None });
    let digest = page.timeline().0[2].digest;
    let exported = page.ask(AskWhat::Export { branch: 2, form: Form::Run });
    let [ReportWhat::Exported { text, name }] = exported.as_slice() else { panic!("{exported:?}") };
    assert!(name.ends_with(".json"));
    let options = Options::default();
    let imported = page.ask(AskWhat::Read { kind: ImportKind::Run, text: text.clone(), options });
    let [ReportWhat::RunRead { run }] = imported.as_slice() else { panic!("{imported:?}") };
    assert_eq!((run.inputs.len(), run.digest), (2, digest));
    let (experiment, inputs) = (Box::new(run.experiment.clone()), run.inputs.clone());
    page.ask(AskWhat::Open { experiment, inputs, acts: Vec::new() });
    assert_eq!(page.timeline().0[0].digest, digest);
}

#[test]
fn a_ledger_and_round_trips_come_in_and_a_bad_row_changes_nothing() {
    let mut page = Page::new("log-shipping");
    let before = page.timeline();
    let read = |kind, text: &str, page: &mut Page| {
        page.ask(AskWhat::Read { kind, text: text.to_owned(), options: Options::default() })
    };
    let take = |page: &mut Page| {
        let experiment = Box::new(page.experiment.clone());
        page.ask(AskWhat::Take { experiment })
    };
    let good = read(ImportKind::Ledger, include_str!("../static/examples/ledger.csv"), &mut page);
    let Some(ReportWhat::Reading(reading)) = good.last() else { panic!("{good:?}") };
    assert!(reading.can_be_used() && reading.first.len() > 3);
    let taken = take(&mut page);
    let Some(ReportWhat::Imported { experiment, count, .. }) = taken.last() else { panic!("{taken:?}") };
    assert!(*count >= 20 && experiment.accounts.len() >= 3, "the example is worth trying: {count}");
    let link = Some((0, 1));
    read(ImportKind::Samples { link }, include_str!("../static/examples/rtt.csv"), &mut page);
    let taken = take(&mut page);
    let Some(ReportWhat::Imported { experiment, .. }) = taken.last() else { panic!("{taken:?}") };
    assert_eq!(experiment.network.links.len(), 1);
    let bad = read(ImportKind::Ledger, "time,account,kind,amount\n1,a,deposit,5\n2,a,steal,5\n", &mut page);
    let Some(ReportWhat::Reading(reading)) = bad.last() else { panic!("{bad:?}") };
    assert_eq!((reading.problem_count, reading.problems[0].place.as_str()), (1, "line 3"));
    // What was refused, taken already or forgotten cannot be taken.
    assert!(matches!(take(&mut page).last(), Some(ReportWhat::Refused { count: 1, .. })));
    read(ImportKind::Ledger, include_str!("../static/examples/ledger.csv"), &mut page);
    assert_eq!(page.ask(AskWhat::Forget), [ReportWhat::Forgotten]);
    assert!(matches!(take(&mut page).last(), Some(ReportWhat::Refused { count: 1, .. })));
    assert_eq!(page.timeline(), before, "nothing that was there is lost");
}

#[test]
fn questions_without_a_run_and_ids_that_do_not_exist_are_harmless() {
    let mut page = Page::new("log-shipping");
    assert_eq!(page.look(99, Place::Here).branch, 0);
    page.look(0, Place::Fact { fact: eventual::base::ids::FactId(u32::MAX - 1) });
    page.look(0, Place::By { steps: i64::MIN });
    page.look(0, Place::By { steps: i64::MAX });
    page.act(Action::Drop { flight: eventual::base::ids::FlightId(u32::MAX) });
    page.act(Action::Crash { node: NodeId(60), torn: true });
}

#[test]
fn a_search_reports_how_far_it_is_and_whoever_goes_elsewhere_ends_it() {
    let mut page = Page::new("log-shipping");
    let condition = |text: &str| Sought::Condition { text: text.to_owned() };
    let reports = page.ask(AskWhat::Until { branch: 0, sought: condition("status(beijing) = down") });
    // The first run crashes nobody: all of it is looked at, and the cursor stays.
    let last = reports.last().cloned();
    assert_eq!(last, Some(ReportWhat::Sought { at: None, stopped: false, held: false }));
    assert!(
        reports.iter().any(|it| matches!(it, ReportWhat::Progress { done, of } if done < of)),
        "{reports:?}"
    );
    assert_eq!(page.look(0, Place::Here).at, Time::ZERO);
    let found = page.ask(AskWhat::Until { branch: 0, sought: Sought::Fact { kind: "answered".to_owned() } });
    let Some(ReportWhat::Sought { at: Some(at), stopped: false, .. }) = found.last() else {
        panic!("{found:?}")
    };
    assert_eq!(page.look(0, Place::Here).at, *at);
    // Under way, and then somebody looks elsewhere: both questions get their last words.
    let begun = page.engine.ask(Ask {
        generation: 90,
        what: AskWhat::Until { branch: 0, sought: condition("total(beijing) > 1000000000") },
    });
    assert_eq!(begun, []);
    let ended = page.engine.ask(Ask { generation: 91, what: AskWhat::StopUntil });
    assert_eq!(
        ended[0],
        Report { generation: 90, what: ReportWhat::Sought { at: None, stopped: true, held: false } }
    );
    assert!(ended[1].generation == 91 && ended[1].what.is_last_word());
    assert!(!page.engine.is_busy());
    assert_eq!(page.look(0, Place::Here).at, *at, "the cursor is where it was");
}

/// A question of every kind; the compiler asks for the ones to come.
fn every_question(experiment: &Experiment, branch: u32) -> Vec<AskWhat> {
    let (experiment, camera) = (Box::new(experiment.clone()), Camera::default());
    let read = |kind| AskWhat::Read { kind, text: "?".to_owned(), options: Options::default() };
    let all = vec![
        read(ImportKind::Ledger),
        read(ImportKind::Samples { link: None }),
        read(ImportKind::Run),
        AskWhat::Take { experiment: experiment.clone() },
        AskWhat::Forget,
        AskWhat::Seek { branch, to: Place::Here, camera: camera.clone() },
        AskWhat::Beside { experiments: vec![*experiment.clone()], camera: camera.clone() },
        AskWhat::Act { action: Action::Heal { rule: None }, camera },
        AskWhat::Timeline,
        AskWhat::FirstDifference { left: 0, right: branch },
        AskWhat::Why { branch, about: eventual::base::ids::FactId(0), question: Question::Anything },
        AskWhat::Changed { left: 0, right: branch },
        AskWhat::Until { branch, sought: Sought::Verdict },
        AskWhat::Until { branch, sought: Sought::Fact { kind: "crashed".to_owned() } },
        AskWhat::Until { branch, sought: Sought::Condition { text: "balance(".to_owned() } },
        AskWhat::StopUntil,
        AskWhat::Search(SearchOrder {
            experiment: experiment.clone(),
            inputs: Vec::new(),
            goal: "balance(".to_owned(),
            budget: Budget::default(),
            seed: 1,
            tries: 1,
        }),
        AskWhat::StopSearch,
        AskWhat::Stands { branch, goal: vec!["no claim".to_owned()] },
        AskWhat::Columns { with: vec!["log-shipping".to_owned()], camera: Camera::default() },
        AskWhat::SaveColumns { csv: true, language: Language::En },
        AskWhat::SaveReceipt { branch, csv: false },
        AskWhat::Plan {
            order: Box::new(Order {
                experiment: *experiment.clone(),
                seeds: Seeds { from: 1, to: 2 },
                protocols: Vec::new(),
                vary: Vec::new(),
            }),
        },
        AskWhat::Shards { shards: vec![1], of: 2 },
        AskWhat::Bad { experiment: experiment.clone(), what: None },
        AskWhat::Measure { job: Job::Staleness { system: 99, row: 0 }, seed: 1 },
        AskWhat::Measure { job: Job::Versions, seed: 1 },
        AskWhat::Receipt { branch },
        AskWhat::Export { branch, form: Form::Edn },
        AskWhat::Draw { branch, drawing: Drawing::Stage, camera: Camera::default(), language: Language::En },
        AskWhat::Draw {
            branch,
            drawing: Drawing::SpaceTime,
            camera: Camera::default(),
            language: Language::Zh,
        },
        AskWhat::Clip(Box::new(clip(branch, 500, 900))),
        AskWhat::Painted { n: 0 },
        AskWhat::StopClip,
        AskWhat::Open { experiment, inputs: Vec::new(), acts: Vec::new() },
    ];
    for what in &all {
        match what {
            AskWhat::Open { .. }
            | AskWhat::Seek { .. }
            | AskWhat::Act { .. }
            | AskWhat::Timeline
            | AskWhat::Why { .. }
            | AskWhat::Changed { .. }
            | AskWhat::Until { .. }
            | AskWhat::StopUntil
            | AskWhat::Search(_)
            | AskWhat::StopSearch
            | AskWhat::Stands { .. }
            | AskWhat::Plan { .. }
            | AskWhat::Shards { .. }
            | AskWhat::Bad { .. }
            | AskWhat::Measure { .. }
            | AskWhat::FirstDifference { .. } => {}
            AskWhat::Columns { .. }
            | AskWhat::SaveColumns { .. }
            | AskWhat::SaveReceipt { .. }
            | AskWhat::Receipt { .. }
            | AskWhat::Export { .. }
            | AskWhat::Draw { .. }
            | AskWhat::Clip(_)
            | AskWhat::Painted { .. }
            | AskWhat::StopClip
            | AskWhat::Share { .. }
            | AskWhat::Beside { .. }
            | AskWhat::Read { .. }
            | AskWhat::Take { .. }
            | AskWhat::Forget => {}
        }
    }
    all
}

/// A clip of a stretch of a run, in milliseconds.
fn clip(branch: u32, from: u64, to: u64) -> ClipOrder {
    let [from, to] = [from, to].map(|ms| Time(ms * 1_000));
    let (camera, language) = (Camera::default(), Language::En);
    ClipOrder { branch, from, to, speed_milli: 100, again: true, camera, language }
}

#[test]
fn a_clip_is_made_picture_by_picture_and_the_cursor_stays() {
    let mut page = Page::new("log-shipping");
    let here = page.look(0, Place::Time { at: Time(1_200_000) });
    let mut reports = page.ask(AskWhat::Clip(Box::new(clip(0, 500, 590))));
    let mut seen = Vec::new();
    let (name, gif) = loop {
        match reports.as_slice() {
            [ReportWhat::Paint { n, of, svg, width, height }] => {
                assert_eq!(*of, 13, "twelve steps of 8 ms, and the end");
                assert!(svg.starts_with("<svg ") && svg.contains("0.500 s") && svg.contains("0.590 s"));
                seen.push(*n);
                // In place of a browser: a ground, on which a stripe grows.
                let mut points = vec![255; usize::from(*width) * usize::from(*height) * 4];
                points[..usize::from(*width) * 4 * (1 + *n as usize)].fill(28);
                page.asked += 1;
                let ask = Ask { generation: page.asked, what: AskWhat::Painted { n: *n } };
                reports = page.engine.ask_with(ask, points).into_iter().map(|it| it.what).collect();
            }
            [ReportWhat::Clipped { name, gif }] => break (name.clone(), gif.clone()),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(seen, (0..13).collect::<Vec<u32>>());
    assert!(
        name.starts_with("eventual-log-shipping-") && name.ends_with("-clip-0.500s-0.590s.gif"),
        "{name}"
    );
    assert!(gif.starts_with("R0lGODlh"), "it begins with the signature");
    let still = page.look(0, Place::Here);
    assert_eq!((still.at, still.step), (here.at, here.step));
    // A picture that nobody asked for, of a clip that is done.
    assert!(matches!(page.ask(AskWhat::Painted { n: 0 })[..], [ReportWhat::Refused { .. }]));
}

#[test]
fn a_clip_that_cannot_be_is_refused_with_what_could() {
    let mut page = Page::new("log-shipping");
    let mut refused = |order: ClipOrder| match page.ask(AskWhat::Clip(Box::new(order))).as_slice() {
        [ReportWhat::Refused { problems, .. }] => problems[0].reason.en.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(clip(0, 900, 900)), "its end must lie after its beginning");
    assert!(refused(clip(0, 0, 900_000_000)).contains("the run ends at"));
    assert_eq!(refused(clip(7, 0, 1_000)), "there is no branch 7");
    let slow = ClipOrder { speed_milli: 10, ..clip(0, 0, 2_000) };
    assert!(refused(slow.clone()).starts_with("it would have 2,501 pictures"), "{}", refused(slow));
    // What is left is left, and a picture of the wrong size is none.
    let mut page = Page::new("log-shipping");
    page.ask(AskWhat::Clip(Box::new(clip(0, 500, 900))));
    let ask = Ask { generation: 900, what: AskWhat::Painted { n: 0 } };
    let reports = page.engine.ask_with(ask, vec![0; 12]);
    assert!(matches!(reports[0].what, ReportWhat::Refused { .. }));
    page.ask(AskWhat::Clip(Box::new(clip(0, 500, 900))));
    page.ask(AskWhat::StopClip);
    assert!(matches!(page.ask(AskWhat::Painted { n: 0 })[..], [ReportWhat::Refused { .. }]));
}

#[test]
fn every_question_gets_a_last_word_with_a_run_or_without_and_about_a_branch_that_does_not_exist() {
    for branch in [0, 77] {
        let mut page = Page::new("log-shipping");
        let experiment = page.experiment.clone();
        for what in every_question(&experiment, branch) {
            let reports = page.ask(what.clone());
            assert!(reports.iter().any(ReportWhat::is_last_word), "{what:?} of a run: {reports:?}");
            let mut page = Page { engine: Engine::new("test"), asked: 0, experiment: experiment.clone() };
            let reports = page.ask(what.clone());
            assert!(reports.iter().any(ReportWhat::is_last_word), "{what:?} without a run: {reports:?}");
        }
    }
}

/// Looks at the clock every half second from one moment to another, as the page does; when the
/// engine is first taken for dead.
fn dies(watchdog: &mut Watchdog, from_ms: u64, to_ms: u64) -> Option<u64> {
    (from_ms..=to_ms).step_by(LOOK_EVERY_MS as usize).find(|&now_ms| watchdog.look(now_ms))
}

#[test]
fn an_engine_that_answered_may_be_silent_for_ever_whatever_its_answer_was() {
    let mut page = Page::new("log-shipping");
    let experiment = page.experiment.clone();
    for what in every_question(&experiment, 0) {
        let mut watchdog = Watchdog::start(0);
        watchdog.hear(&page.engine.hello().what, 700);
        assert_eq!(dies(&mut watchdog, 1_000, 500_000), None);
        watchdog.ask(&what, 500_000);
        for report in page.ask(what.clone()) {
            watchdog.hear(&report, 501_000);
        }
        assert_eq!(
            dies(&mut watchdog, 501_500, 10_000_000),
            None,
            "a healthy engine was killed after {what:?}"
        );
    }
}

#[test]
fn an_engine_that_owes_an_answer_is_dead_when_patience_is_gone_at_three_looks_in_a_row() {
    // It does not even start.
    assert_eq!(dies(&mut Watchdog::start(0), 0, 100_000), Some(31_500));
    for (what, patience_ms) in [(AskWhat::Timeline, 6_000), (AskWhat::Receipt { branch: 0 }, 60_000)] {
        let mut watchdog = Watchdog::start(0);
        watchdog.hear(&Engine::new("test").hello().what, 1_000);
        watchdog.ask(&what, 10_000);
        // Progress is a sign of life and no answer.
        watchdog.hear(&ReportWhat::Progress { done: 1, of: 2 }, 12_000);
        assert_eq!(dies(&mut watchdog, 12_000, 200_000), Some(12_000 + patience_ms + 1_500), "{what:?}");
    }
}

#[test]
fn a_page_that_slept_or_whose_clock_was_set_back_does_not_kill_its_engine() {
    let mut watchdog = Watchdog::start(0);
    watchdog.ask(&AskWhat::Receipt { branch: 0 }, 1_000);
    assert!(!watchdog.look(3_600_000) && !watchdog.look(3_600_001), "the answer may be in the letter box");
    watchdog.hear(&ReportWhat::Progress { done: 1, of: 2 }, 3_600_002);
    assert_eq!(dies(&mut watchdog, 3_600_500, 3_650_000), None);
    assert_eq!(dies(&mut watchdog, 0, 1_000_000), Some(61_500));
}

/// The run of a page whose person did something in two branches.
fn shared(page: &mut Page) -> RunFile {
    let mut run = RunFile::new(page.experiment.clone(), Vec::new());
    for (branch, at, action) in [
        (0, 1_500_000, Action::Crash { node: NodeId(1), torn: false }),
        (1, 2_500_000, Action::Restart { node: NodeId(1), version: None }),
        (0, 700_000, Action::Pause { node: NodeId(0) }),
    ] {
        let place = page.look(branch, Place::Time { at: Time(at) });
        let input = Input { at: place.at, step: place.step, action: action.clone() };
        run.acts.push(Act { branch, input });
        page.act(action);
    }
    run.view.branch = 2;
    run
}

#[test]
fn a_link_opens_to_the_same_branches_in_an_engine_that_knows_nothing() {
    for protocol in ["log-shipping", "event-sourcing"] {
        let mut page = Page::new(protocol);
        let run = Box::new(shared(&mut page));
        let before: Vec<_> = page.timeline().0.iter().map(|branch| branch.digest).collect();
        let made = page.ask(AskWhat::Share { run });
        let [ReportWhat::Shared { link }] = made.as_slice() else { panic!("{made:?}") };
        let mut fresh = Page::new("log-shipping");
        let options = Options::default();
        let read = fresh.ask(AskWhat::Read { kind: ImportKind::Link, text: link.clone(), options });
        let [ReportWhat::RunRead { run }] = read.as_slice() else { panic!("{read:?}") };
        assert_eq!(run.digest, before[2]);
        let RunFile { experiment, inputs, acts, .. } = run.as_ref().clone();
        fresh.ask(AskWhat::Open { experiment: Box::new(experiment), inputs, acts });
        let after: Vec<_> = fresh.timeline().0.iter().map(|branch| branch.digest).collect();
        assert_eq!((after.len(), &after), (4, &before), "{protocol}");
    }
}

#[test]
fn what_is_asked_while_a_run_opens_waits_for_its_branches() {
    let mut page = Page::new("log-shipping");
    let RunFile { experiment, inputs, acts, .. } = shared(&mut page);
    let mut engine = Engine::new("test");
    let camera = Camera::default();
    let open = AskWhat::Open { experiment: Box::new(experiment), inputs, acts };
    assert_eq!(engine.ask(Ask { generation: 1, what: open.clone() }), []);
    let seek = AskWhat::Seek { branch: 3, to: Place::Time { at: Time(900_000) }, camera };
    assert_eq!(engine.ask(Ask { generation: 2, what: seek.clone() }), [], "there is no branch 3 yet");
    let mut reports = Vec::new();
    while engine.is_busy() {
        reports.extend(engine.work());
    }
    let seen = reports.iter().filter(|report| report.generation == 2).collect::<Vec<_>>();
    let [Report { what: ReportWhat::Frame(frame), .. }] = seen.as_slice() else { panic!("{seen:?}") };
    assert_eq!((frame.branch, frame.at), (3, Time(900_000)));
    // Another run takes its place: the question still gets an answer.
    engine.ask(Ask { generation: 3, what: open });
    engine.ask(Ask { generation: 4, what: seek });
    let experiment = Box::new(Experiment::of("log-shipping").expect("a protocol of the catalogue"));
    let what = AskWhat::Open { experiment, inputs: Vec::new(), acts: Vec::new() };
    let reports = engine.ask(Ask { generation: 5, what });
    assert!(reports.iter().any(|report| report.generation == 4 && report.what.is_last_word()));
}

#[test]
fn a_run_that_came_out_differently_is_refused_by_the_act_that_does_not_fit() {
    let mut page = Page::new("log-shipping");
    let RunFile { experiment, inputs, mut acts, .. } = shared(&mut page);
    acts[1].input.step += 500;
    let reports = page.ask(AskWhat::Open { experiment: Box::new(experiment), inputs, acts });
    let refused = reports.iter().find_map(|report| match report {
        ReportWhat::Refused { problems, .. } => Some(&problems[0]),
        _ => None,
    });
    let problem = refused.expect("a problem");
    assert_eq!(problem.place, "acts[1]");
    assert!(problem.reason.en.contains("the run came out differently"), "{problem:?}");
}

#[test]
fn a_run_that_is_too_long_for_a_link_is_a_file_that_opens() {
    let mut experiment = Experiment::of("log-shipping").expect("a protocol of the catalogue");
    let names = (0..400_u64).map(|n| format!("{:x}", n.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
    experiment.accounts = names.map(|name| Opening { name, opening: 10 }).collect();
    let mut page = Page::of(experiment);
    let run = Box::new(shared(&mut page));
    let made = page.ask(AskWhat::Share { run: run.clone() });
    let [ReportWhat::TooLong { length, name, text }] = made.as_slice() else { panic!("{made:?}") };
    assert!(*length > 1_900 && name.ends_with(".json"), "{length} {name}");
    let read = eventual::lab::read::run(text).expect("the file can be read");
    assert_eq!((read.acts, read.experiment), (run.acts, run.experiment));
}

#[test]
fn why_a_read_is_stale_is_answered_and_one_act_makes_the_timeline_in_which_it_is_not() {
    let demo = eventual::lab::demo::find("quorums-do-not-meet").expect("a demo");
    let mut page = Page::of(demo.experiment());
    let read = page.look(0, Place::Time { at: Time(u64::MAX) }).stale[0];
    let why = page.ask(AskWhat::Why { branch: 0, about: read.fact, question: Question::Anything });
    let [ReportWhat::Why { branch: 0, why: Some(why) }] = why.as_slice() else { panic!("{why:?}") };
    let way = &why.turn.as_ref().expect("a turn").ways[0];
    let before = page.look(0, Place::Before { fact: way.before });
    assert!(before.facts <= way.before.0, "right before it: {} facts", before.facts);
    let there = page.act(way.action.clone());
    assert_eq!(there.branch, 1);
    let changed = page.ask(AskWhat::Changed { left: 0, right: 1 });
    let [ReportWhat::Changed { changed, .. }] = changed.as_slice() else { panic!("{changed:?}") };
    assert_eq!(changed.counted.each_ref().map(|it| it.stale), [1, 0]);
    assert!(changed.differs.is_some());
    // A fact that is not there has no reason; a branch that is not there is refused.
    let nobody = AskWhat::Why {
        branch: 0,
        about: eventual::base::ids::FactId(u32::MAX),
        question: Question::Anything,
    };
    assert!(matches!(page.ask(nobody)[..], [ReportWhat::Why { why: None, .. }]));
    let nowhere = AskWhat::Changed { left: 0, right: 9 };
    assert!(matches!(page.ask(nowhere)[..], [ReportWhat::Refused { .. }]));
}
