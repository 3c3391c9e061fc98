//! The page's owner of state against the real engine, without a worker and without a page: what
//! each intent comes to.
#![cfg(target_arch = "wasm32")]

use eventual::base::ids::NodeId;
use eventual::base::text::Language;
use eventual::base::time::Time;
use eventual::engine::Engine;
use eventual::engine::build::BUILD;
use eventual::engine::wire::{Ask, AskWhat, Drawing, ImportKind, Place};
use eventual::lab::experiment::{Experiment, Pace};
use eventual::lab::export::Form;
use eventual::lab::until::Sought;
use eventual::sim::input::Action;
use eventual::ui::kept::Arrival;
use eventual::ui::store::{
    ClipState, Edited, EngineState, Intent, Model, Notice, Painted, Selection, Share, Theme,
};
use eventual::ui::store_core::{Core, Effect, PaintTo};
use std::collections::VecDeque;
use std::rc::Rc;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// Owner and engine, with what lies between them in the order in which it was sent.
struct Page {
    core: Core,
    engine: Option<Engine>,
    asked: Vec<Ask>,
    saved: Vec<String>,
    /// Whether the browser hands out what it paints.
    paints: bool,
}

impl Page {
    /// A page whose engine has answered everything.
    fn open() -> Page {
        let mut page = Page {
            core: Core::new(model()),
            engine: None,
            asked: Vec::new(),
            saved: Vec::new(),
            paints: true,
        };
        page.carry_out(vec![Effect::Respawn]);
        page
    }

    fn act(&mut self, intent: Intent) {
        let effects = self.core.intent(intent);
        self.carry_out(effects);
    }

    fn tick(&mut self, ms: f64) {
        let effects = self.core.tick(ms);
        self.carry_out(effects);
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        let mut effects = VecDeque::from(effects);
        loop {
            let reports = match effects.pop_front() {
                Some(Effect::Ask(ask)) => {
                    self.asked.push(ask.clone());
                    self.engine.as_mut().map(|engine| engine.ask(ask)).unwrap_or_default()
                }
                Some(Effect::AskWith(ask, points)) => {
                    self.asked.push(ask.clone());
                    self.engine
                        .as_mut()
                        .map(|engine| engine.ask_with(ask, points.to_vec()))
                        .unwrap_or_default()
                }
                // In place of a browser: a white picture; a PNG is none that could be read.
                Some(Effect::Paint { width, height, to, .. }) => {
                    let intent = match to {
                        PaintTo::Png(name) => Intent::Saved(name),
                        PaintTo::Clip { generation, n } => {
                            let white = vec![255; usize::from(width) * usize::from(height) * 4];
                            let points = self.paints.then(|| white.into());
                            Intent::Painted(Painted { generation, n, points })
                        }
                    };
                    effects.extend(self.core.intent(intent));
                    Vec::new()
                }
                Some(Effect::DownloadBytes { base64, .. }) => {
                    self.saved.push(base64);
                    Vec::new()
                }
                Some(Effect::Respawn) => {
                    let engine = Engine::new(BUILD);
                    let hello = engine.hello();
                    self.engine = Some(engine);
                    vec![hello]
                }
                Some(Effect::Download { text, .. }) => {
                    self.saved.push(text);
                    Vec::new()
                }
                Some(Effect::Copy(_) | Effect::Leave { .. } | Effect::LeaveFound | Effect::Mine) => {
                    Vec::new()
                }
                None => match self.engine.as_mut().filter(|engine| engine.is_busy()) {
                    Some(engine) => engine.work(),
                    None => return,
                },
            };
            for report in reports {
                effects.extend(self.core.heard(report, BUILD));
            }
        }
    }

    fn digest(&self) -> String {
        let model = self.core.model();
        assert_eq!(model.engine, EngineState::Ready);
        model.branch().and_then(|branch| branch.digest).expect("a finished run has a digest").to_string()
    }

    fn edited(&self, change: impl FnOnce(&mut Experiment)) -> Box<Experiment> {
        let mut experiment = self.core.model().experiment.as_ref().clone();
        change(&mut experiment);
        Box::new(experiment)
    }
}

fn model() -> Model {
    Model {
        experiment: Rc::new(eventual::ui::pages::first_experiment()),
        frame: None,
        branches: Rc::default(),
        current: 0,
        playing: false,
        speed_milli: 1_000,
        camera: Default::default(),
        selected: None,
        language: Language::En,
        theme: Theme::Auto,
        calm: false,
        engine: EngineState::Starting,
        notice: None,
        problems: Vec::new(),
        problem_count: 0,
        can_undo: false,
        can_redo: false,
        help: false,
        presenting: false,
        receipt: None,
        import: None,
        seen_end: false,
        letters: true,
        tab: 0,
        marks: Rc::default(),
        writing: None,
        names: Rc::default(),
        sought: None,
        sought_last: Sought::Verdict,
        link: None,
        link_open: false,
        mine: false,
        unkept: None,
        beside: Rc::default(),
        pairs: true,
        columns: None,
        comparison: None,
        why: None,
        changed: None,
        breaking: None,
        challenged: None,
        clip: Rc::default(),
    }
}

fn to(at: u64) -> Intent {
    Intent::Seek(Place::Time { at: Time(at) })
}

#[wasm_bindgen_test]
fn a_page_opens_a_run_and_shows_its_beginning() {
    let page = Page::open();
    let model = page.core.model();
    assert_eq!((model.at(), model.branches.len(), model.can_undo), (Time(0), 1, false));
    assert_eq!(page.digest().len(), 32);
}

#[wasm_bindgen_test]
fn an_edit_keeps_the_place_and_undo_brings_the_very_same_run() {
    let mut page = Page::open();
    page.act(to(2_000_000));
    let before = page.digest();
    page.act(Intent::Edit(page.edited(|experiment| experiment.seed = 7)));
    assert_eq!(page.core.model().at(), Time(2_000_000));
    assert_ne!(page.digest(), before);
    page.act(Intent::Undo);
    assert_eq!(
        (page.digest(), page.core.model().experiment.seed),
        (before, eventual::ui::pages::first_experiment().seed)
    );
    page.act(Intent::Redo);
    assert_eq!(page.core.model().experiment.seed, 7);
}

#[wasm_bindgen_test]
fn a_whole_movement_of_a_slider_is_one_change() {
    let mut page = Page::open();
    for loss in [1_000, 2_000, 3_000] {
        page.act(Intent::Tune(page.edited(|experiment| experiment.network.link.loss_ppm = loss)));
    }
    page.act(Intent::Edit(page.edited(|_| {})));
    page.act(Intent::Edit(page.edited(|experiment| experiment.nodes = 4)));
    page.act(Intent::Undo);
    let model = page.core.model();
    assert_eq!((model.experiment.nodes, model.experiment.network.link.loss_ppm), (3, 3_000));
    page.act(Intent::Undo);
    assert_eq!(page.core.model().experiment.network.link.loss_ppm, 0);
    assert!(!page.core.model().can_undo);
}

#[wasm_bindgen_test]
fn touching_the_past_makes_a_branch_and_undo_shows_the_old_one_again() {
    let mut page = Page::open();
    let first = page.digest();
    page.act(to(1_000_000));
    page.act(Intent::Act(Action::Crash { node: NodeId(0), torn: false }));
    let model = page.core.model();
    assert_eq!((model.branches.len(), model.current), (2, 1));
    assert_ne!(page.digest(), first);
    page.act(Intent::Undo);
    assert_eq!((page.core.model().branches.len(), page.core.model().current, page.digest()), (2, 0, first));
    page.act(Intent::Redo);
    assert_eq!(page.core.model().current, 1);
}

#[wasm_bindgen_test]
fn what_was_done_is_planned_when_the_experiment_changes() {
    let mut page = Page::open();
    page.act(to(1_000_000));
    page.act(Intent::Act(Action::Crash { node: NodeId(0), torn: false }));
    let planned = page.core.model().experiment.faults.len();
    page.act(Intent::Edit(page.edited(|experiment| experiment.seed = 9)));
    let model = page.core.model();
    assert_eq!((model.branches.len(), model.experiment.faults.len()), (1, planned + 1));
    assert!(matches!(model.experiment.faults[planned].action, Action::Crash { .. }));
    page.act(Intent::Undo);
    let model = page.core.model();
    assert_eq!((model.branches.len(), model.current, model.experiment.faults.len()), (2, 1, planned));
}

#[wasm_bindgen_test]
fn a_branch_without_a_change_is_the_same_run() {
    let mut page = Page::open();
    let first = page.digest();
    page.act(to(3_000_000));
    let fork = eventual::ui::keys::intent(
        &eventual::ui::keys::Pressed { key: "b".to_owned(), ..Default::default() },
        eventual::ui::keys::Focus::Free,
        &page.core.model(),
    );
    page.act(fork.expect("b begins a branch"));
    assert_eq!((page.core.model().current, page.digest()), (1, first));
}

#[wasm_bindgen_test]
fn a_moment_that_was_shown_while_the_run_was_folded_is_shown_again_when_all_is_known() {
    let mut page = Page::open();
    // The first slice of the fold ends after a second, and the diagram shows two.
    page.act(Intent::Edit(page.edited(|experiment| {
        experiment.workload.clients = 64;
        experiment.workload.pace = Pace::Open { every_us: 10_000 };
        experiment.workload.until_us = 4_000_000;
        experiment.duration_us = 4_000_000;
    })));
    let model = page.core.model();
    let (shown, known) = (model.frame.as_ref().map(|it| it.steps), model.branch().map(|it| it.steps));
    assert!(known > Some(20_000), "{known:?}");
    assert_eq!(shown, known);
}

#[wasm_bindgen_test]
fn a_new_engine_has_all_branches_again_to_the_last_bit() {
    let mut page = Page::open();
    page.act(to(1_000_000));
    page.act(Intent::Act(Action::Crash { node: NodeId(0), torn: false }));
    page.act(Intent::Seek(Place::By { steps: 5 }));
    page.act(Intent::Act(Action::Restart { node: NodeId(0), version: None }));
    page.act(Intent::ShowBranch(0));
    page.act(to(4_000_000));
    page.act(Intent::Act(Action::Pause { node: NodeId(1) }));
    page.act(Intent::ShowBranch(2));
    page.act(to(2_500_000));
    let before = page.core.model();
    page.engine = None;
    let effects = page.core.died(0.0);
    page.carry_out(effects);
    let after = page.core.model();
    let digests = |model: &Model| {
        model.branches.iter().map(|branch| (branch.parent, branch.digest)).collect::<Vec<_>>()
    };
    assert_eq!(digests(&after), digests(&before));
    assert_eq!((after.current, after.at(), &after.notice), (2, Time(2_500_000), &Some(Notice::Recovered)));
    assert_eq!(after.frame, before.frame);
}

#[wasm_bindgen_test]
fn an_engine_that_dies_again_and_again_is_left_alone() {
    let mut page = Page::open();
    for death in 0..8 {
        page.engine = None;
        let effects = page.core.died(f64::from(death));
        page.carry_out(effects);
    }
    assert!(page.engine.is_none());
    assert_eq!(page.core.model().notice, Some(Notice::Lost));
    page.act(Intent::Restart);
    assert_eq!(page.core.model().engine, EngineState::Ready);
}

#[wasm_bindgen_test]
fn a_saved_run_comes_back_with_its_digest() {
    let mut page = Page::open();
    page.act(to(2_000_000));
    page.act(Intent::Act(Action::Crash { node: NodeId(1), torn: false }));
    let digest = page.digest();
    page.act(Intent::Export(Form::Run));
    let text = page.saved.pop().expect("a file");
    let mut other = Page::open();
    other.act(Intent::Import { kind: None, name: "run.json".to_owned(), bytes: text.into_bytes().into() });
    assert_eq!(other.digest(), digest);
    assert_eq!(other.core.model().notice, Some(Notice::RunRead { holds: Some(true) }));
    other.act(Intent::Undo);
    assert_ne!(other.digest(), digest);
}

#[wasm_bindgen_test]
fn a_ledger_becomes_the_workload_and_a_bad_one_changes_nothing() {
    let mut page = Page::open();
    let before = page.digest();
    let import = |text: &str| Intent::Import {
        kind: None,
        name: "ledger.csv".to_owned(),
        bytes: text.as_bytes().into(),
    };
    page.act(import("time,account,kind,amount,counterparty\n0,a,deposit,5,\n1,a,gift,5,\n"));
    let open = page.core.model().import.clone().expect("it lies open");
    let reading = open.reading.clone().expect("it was read");
    assert_eq!((reading.problem_count, reading.problems[0].place.as_str()), (1, "line 3"));
    page.act(Intent::UseImport);
    assert!(page.core.model().import.is_some(), "a bad one cannot be taken");
    page.act(Intent::CancelImport);
    assert_eq!((page.core.model().import.clone(), page.digest()), (None, before.clone()));
    page.act(import(include_str!("../static/examples/ledger.csv")));
    assert_eq!(page.digest(), before, "nothing is taken before the person says so");
    page.act(Intent::UseImport);
    let model = page.core.model();
    let Pace::List { operations } = &model.experiment.workload.pace else { panic!("a list") };
    assert_eq!(model.notice, Some(Notice::LedgerRead { rows: operations.len() as u64 }));
    assert!(model.import.is_none() && operations.len() > 150);
}

#[wasm_bindgen_test]
fn what_a_ledger_does_not_say_is_asked_and_said_and_its_letters_are_found() {
    let mut page = Page::open();
    // "张三" as a Chinese spreadsheet saves it.
    let bytes = b"date,account,kind,amount\n03/04/2026,\xd5\xc5\xc8\xfd,deposit,1\n".as_slice();
    page.act(Intent::Import {
        kind: Some(ImportKind::Ledger),
        name: "l.csv".to_owned(),
        bytes: bytes.into(),
    });
    let open = page.core.model().import.clone().expect("it lies open");
    let question = open.reading.as_ref().and_then(|reading| reading.question.clone()).expect("a question");
    assert_eq!(question.option, "--dates");
    let mut options = open.options.clone();
    options.set(&question.option, &question.answers[0].value).expect("an answer");
    page.act(Intent::ImportOptions(Box::new(options)));
    let reading =
        page.core.model().import.as_ref().and_then(|open| open.reading.clone()).expect("read again");
    assert_eq!((reading.encoding.as_str(), reading.first[0].cells[1].en.as_str()), ("gb18030", "张三"));
    assert!(reading.can_be_used());
}

#[wasm_bindgen_test]
fn samples_become_the_latency_of_one_link() {
    let mut page = Page::open();
    let kind = Some(ImportKind::Samples { link: Some((0, 1)) });
    let bytes = include_bytes!("../static/examples/rtt.csv").as_slice().into();
    page.act(Intent::Import { kind, name: "rtt.csv".to_owned(), bytes });
    page.act(Intent::UseImport);
    let model = page.core.model();
    assert_eq!(
        model.notice,
        Some(Notice::SamplesRead { samples: 600, link: Some((0, 1)), between_regions: false })
    );
    assert_eq!((model.experiment.network.links.len(), model.experiment.network.links[0].to), (1, NodeId(1)));
}

#[wasm_bindgen_test]
fn time_passes_at_its_speed_and_stops_at_the_end() {
    let mut page = Page::open();
    page.act(Intent::Play);
    page.tick(1_000.0);
    page.tick(1_100.0);
    assert_eq!(page.core.model().at(), Time(100_000));
    page.act(Intent::Speed(1_000_000));
    // A thousand times as fast a run of 8 s would be over in one frame: it takes two seconds.
    page.tick(1_200.0);
    assert_eq!(page.core.model().at(), Time(500_000));
    (0..24).for_each(|n| page.tick(1_300.0 + f64::from(n) * 100.0));
    let model = page.core.model();
    assert_eq!((model.at(), model.playing), (Time(model.experiment.duration_us), false));
    page.act(Intent::Play);
    assert_eq!(page.core.model().at(), Time(0));
}

#[wasm_bindgen_test]
fn a_film_never_asks_before_it_was_answered() {
    let mut page = Page::open();
    page.act(Intent::Play);
    page.tick(0.0);
    // From here on nobody carries anything out: the engine is busy.
    let asked = (1..100).map(|frame| page.core.tick(f64::from(frame) * 16.0).len()).sum::<usize>();
    assert_eq!(asked, 1);
}

#[wasm_bindgen_test]
fn steps_that_wait_are_taken_together() {
    let mut page = Page::open();
    let first = page.core.intent(Intent::Seek(Place::By { steps: 1 }));
    assert!((0..9).all(|_| page.core.intent(Intent::Seek(Place::By { steps: 1 })).is_empty()));
    page.asked.clear();
    page.carry_out(first);
    assert_eq!(page.core.model().frame.as_ref().map(|frame| frame.step), Some(10));
    let steps = |ask: &Ask| {
        if let AskWhat::Seek { to: Place::By { steps }, .. } = ask.what { Some(steps) } else { None }
    };
    assert_eq!(page.asked.iter().map(steps).collect::<Vec<_>>(), [Some(1), Some(9)]);
}

#[wasm_bindgen_test]
fn fewer_services_take_the_selection_of_a_missing_one_away() {
    let mut page = Page::open();
    page.act(Intent::Select(Some(Selection::Node(NodeId(2)))));
    page.act(Intent::Edit(page.edited(|experiment| {
        experiment.nodes = 2;
        experiment.faults.clear();
    })));
    assert_eq!(page.core.model().selected, None);
}

/// A run with two branches more, a mark, and another tab.
fn worked() -> Page {
    let mut page = Page::open();
    page.act(to(1_000_000));
    page.act(Intent::Act(Action::Crash { node: NodeId(0), torn: false }));
    page.act(to(2_000_000));
    page.act(Intent::Act(Action::Restart { node: NodeId(0), version: None }));
    page.act(Intent::Mark);
    page.act(Intent::Tab(2));
    page
}

#[wasm_bindgen_test]
fn a_link_brings_branches_place_marks_and_tab_and_undo_brings_ones_own_run_again() {
    let mut page = worked();
    page.act(Intent::Share(Share::Make));
    let made = page.core.model();
    let link = made.link.clone().expect("a link").to_string();
    let mut other = Page::open();
    let own = other.digest();
    other.act(Intent::OpenLink(link));
    let model = other.core.model();
    assert_eq!(model.notice, Some(Notice::LinkRead { holds: Some(true) }));
    assert_eq!(
        (model.branches.len(), model.current, model.at(), model.tab, &model.marks),
        (3, made.current, made.at(), 2, &made.marks)
    );
    assert_eq!(other.digest(), page.digest());
    assert!(!other.core.is_own(), "who looks at a link has done nothing yet");
    other.act(Intent::Undo);
    assert_eq!(other.digest(), own);
}

#[wasm_bindgen_test]
fn a_bad_link_is_told_and_changes_nothing() {
    let mut page = worked();
    let before = (page.digest(), page.core.model().branches.len());
    page.act(Intent::OpenLink("AQEnonsense".to_owned()));
    let model = page.core.model();
    assert_eq!((&model.notice, model.problems.len()), (&Some(Notice::LinkNotRead), 1));
    assert_eq!((page.digest(), model.branches.len()), before);
}

#[wasm_bindgen_test]
fn a_page_waits_for_storage_and_goes_on_where_it_was_left() {
    let left = worked();
    let text = eventual::lab::read::write_whole(&left.core.whole());
    let view = Some(left.core.view());
    let core = Core::new(model()).waiting();
    let mut page = Page { core, engine: None, asked: Vec::new(), saved: Vec::new(), paints: true };
    page.carry_out(vec![Effect::Respawn]);
    assert!(page.asked.is_empty(), "nothing is opened before storage has answered");
    assert!(!page.core.has_arrived(), "and nothing is written over what is kept");
    // The page of the comparison is what was opened: its columns are asked for with the run.
    page.act(Intent::Columns(Some(vec!["rpc".to_owned()])));
    assert_eq!(
        (page.asked.len(), page.core.model().problem_count),
        (0, 0),
        "{:?}",
        page.core.model().problems
    );
    let effects = page.core.arrive(Arrival::Kept { text, view, is_own: true });
    page.carry_out(effects);
    let (was, is) = (left.core.model(), page.core.model());
    assert_eq!(is.notice, Some(Notice::Restored));
    assert_eq!((is.current, is.at(), is.tab, &is.marks), (was.current, was.at(), was.tab, &was.marks));
    assert_eq!(page.digest(), left.digest());
    assert!(page.core.is_own());
}

#[wasm_bindgen_test]
fn a_changed_experiment_says_what_becomes_of_branches_and_planned_faults() {
    let mut page = worked();
    let faults = page.core.model().experiment.faults.len();
    page.act(Intent::Tune(page.edited(|experiment| experiment.duration_us *= 3)));
    page.act(Intent::Edit(page.edited(|experiment| experiment.duration_us *= 2)));
    let expected = Edited { planned: 2, branches: 1, length_us: Some(8_000_000), faults: faults + 2 };
    assert_eq!(page.core.model().notice, Some(Notice::Edited(expected)));
    let at = |page: &Page| page.core.model().experiment.faults.iter().map(|it| it.at.0).collect::<Vec<_>>();
    let before = at(&page);
    page.act(Intent::Stretch);
    assert_eq!(at(&page), before.iter().map(|at| at * 6).collect::<Vec<_>>());
    page.act(Intent::Undo);
    assert_eq!(at(&page), before);
}

#[wasm_bindgen_test]
fn a_picture_is_saved_as_it_is_or_painted_and_a_clip_is_painted_to_its_end() {
    let mut page = Page::open();
    page.act(Intent::SavePicture { drawing: Drawing::Stage, png: false });
    assert!(page.saved.pop().is_some_and(|svg| svg.starts_with("<svg ")));
    page.act(Intent::SavePicture { drawing: Drawing::SpaceTime, png: true });
    let notice = page.core.model().notice.clone();
    assert!(
        matches!(&notice, Some(Notice::Saved { name }) if name.ends_with("-space-time.png")),
        "{notice:?}"
    );
    assert_eq!(page.saved.len(), 0);

    let clip = |to: u64| Intent::Clip { from: Time(100_000), to: Time(to), speed_milli: 100, again: false };
    let at = page.core.model().at();
    page.act(clip(140_000));
    assert_eq!(*page.core.model().clip, ClipState::Made);
    assert!(page.saved.pop().is_some_and(|gif| gif.starts_with("R0lGODlh")));
    assert_eq!(page.core.model().at(), at);
    page.act(clip(100_000));
    assert!(matches!(&*page.core.model().clip, ClipState::Refused(why) if why.len() == 1));
    assert_eq!(page.core.model().notice, notice_of_clip(&page), "what is wrong stands in the form");

    page.paints = false;
    page.act(clip(140_000));
    assert_eq!(*page.core.model().clip, ClipState::Unpainted);
    assert!(page.saved.is_empty());
}

/// The clip that was saved before is still told.
fn notice_of_clip(page: &Page) -> Option<Notice> {
    page.core
        .model()
        .notice
        .clone()
        .filter(|notice| matches!(notice, Notice::Saved { name } if name.ends_with(".gif")))
}

/// Storage and the engine take their time; a lesson that is opened by its link has asked by then.
#[wasm_bindgen_test]
fn what_is_begun_before_the_engine_is_there_stands_at_the_moment_that_was_asked_for() {
    let mut page =
        Page { core: Core::new(model()), engine: None, asked: Vec::new(), saved: Vec::new(), paints: true };
    let mut experiment = model().experiment.as_ref().clone();
    experiment.seed += 1;
    page.act(Intent::Begin(Box::new(experiment.clone())));
    page.act(Intent::Pause);
    page.act(to(1_250_000));
    page.carry_out(vec![Effect::Respawn]);
    let model = page.core.model();
    assert_eq!((model.at(), model.experiment.seed), (Time(1_250_000), experiment.seed));
}
