//! Breaking a run as the page does it: the engine searches beside the open run, says how a branch
//! stands to a goal, and shows a moment through one node's eyes.
#![cfg(not(target_arch = "wasm32"))]

use eventual::base::ids::NodeId;
use eventual::base::time::Time;
use eventual::engine::Engine;
use eventual::engine::wire::{Ask, AskWhat, Place, Report, ReportWhat, SearchOrder, Searched};
use eventual::lab::experiment::Experiment;
use eventual::lab::frame::{Camera, Eyes, Frame, Status};
use eventual::lab::script::{self, BOB, Script, deposit, message};
use eventual::lab::search::{Budget, Kind};
use eventual::protocol::catalog::ENTRIES;
use eventual::sim::input::Action;

/// Hangzhou calls Beijing, bob's owner, for a client's deposit; nothing recognises a call.
fn deposit_by_call() -> Experiment {
    let script = Script::default().lasts(2_000).set("keys", "none").at(200).ask(0, deposit(BOB, 50));
    script::experiment("rpc", &script)
}

struct Page {
    engine: Engine,
    asked: u64,
}

impl Page {
    fn of(experiment: Experiment) -> Page {
        let mut page = Page { engine: Engine::new("test"), asked: 0 };
        page.ask(AskWhat::Open { experiment: Box::new(experiment), inputs: Vec::new(), acts: Vec::new() });
        page
    }

    fn begin(&mut self, what: AskWhat) -> Vec<Report> {
        self.asked += 1;
        let ask = serde_json::to_string(&Ask { generation: self.asked, what }).expect("an ask is JSON");
        self.engine.ask(serde_json::from_str(&ask).expect("and comes back"))
    }

    fn ask(&mut self, what: AskWhat) -> Vec<Report> {
        let mut reports = self.begin(what);
        while self.engine.is_busy() {
            reports.extend(self.engine.work());
        }
        let there_and_back = |report: Report| {
            let text = serde_json::to_string(&report).expect("a report is JSON");
            serde_json::from_str(&text).expect("and comes back")
        };
        reports.into_iter().map(there_and_back).collect()
    }

    fn frame(&mut self, at: u64, eyes: Option<Eyes>) -> Frame {
        let camera = Camera { eyes, ..Camera::default() };
        let to = Place::Time { at: Time(at) };
        match self.ask(AskWhat::Seek { branch: 0, to, camera }).pop().map(|report| report.what) {
            Some(ReportWhat::Frame(frame)) => *frame,
            other => panic!("{other:?}"),
        }
    }
}

fn order(goal: &str, budget: &str, tries: u32) -> AskWhat {
    AskWhat::Search(SearchOrder {
        experiment: Box::new(deposit_by_call()),
        inputs: Vec::new(),
        goal: goal.to_owned(),
        budget: Budget::parse(budget).expect("a budget"),
        seed: 1,
        tries,
    })
}

#[test]
fn the_worker_searches_a_try_at_a_time_and_answers_questions_in_between() {
    let mut page = Page::of(deposit_by_call());
    assert!(page.begin(order("balance(beijing, bob) = 999", "drops=2,crashes=1", 100_000)).is_empty());
    let searching = page.asked;
    let first: Vec<Report> = (0..20).flat_map(|_| page.engine.work()).collect();
    assert!(first.iter().all(|report| report.generation == searching), "{first:?}");
    assert!(first.iter().any(|it| matches!(it.what, ReportWhat::Progress { done: 10, of: 100_000 })));
    // The open run is looked at meanwhile, and the search goes on.
    let seen = page.begin(AskWhat::Timeline);
    assert!(matches!(seen[0].what, ReportWhat::Timeline { .. }));
    assert!(page.engine.is_busy());
    let stopped = page.begin(AskWhat::StopSearch);
    let [left, forgotten] = &stopped[..] else { panic!("{stopped:?}") };
    assert_eq!(left.generation, searching);
    assert!(matches!(left.what, ReportWhat::Searched { tried: 20, came_to: Searched::Stopped }), "{left:?}");
    assert_eq!((forgotten.generation, &forgotten.what), (page.asked, &ReportWhat::Forgotten));
    assert!(!page.engine.is_busy());
}

#[test]
fn what_is_found_reaches_the_goal_when_it_is_opened() {
    let mut page = Page::of(deposit_by_call());
    let goal = "balance(beijing, bob) = 400";
    let reports = page.ask(order(goal, "drops=1", 1_000));
    let Some(ReportWhat::Searched { came_to: Searched::Found(broken), .. }) =
        reports.last().map(|report| &report.what)
    else {
        panic!("{reports:?}")
    };
    let (experiment, inputs) = (Box::new(deposit_by_call()), broken.inputs.clone());
    page.ask(AskWhat::Open { experiment, inputs, acts: Vec::new() });
    let stands = |page: &mut Page, goal: &str| {
        page.ask(AskWhat::Stands { branch: 0, goal: vec![goal.to_owned()] }).remove(0).what
    };
    let ReportWhat::Stands { parts, spent, at, .. } = stands(&mut page, goal) else { panic!("no answer") };
    assert!(parts[0].holds && at.is_some() && spent.of(Kind::Drop) == 1 && spent.total() == 1);
    // What is not reached says what was found, and what is no goal is refused.
    let ReportWhat::Stands { parts, at, .. } = stands(&mut page, "balance(beijing, bob) = 7") else {
        panic!("no answer")
    };
    assert_eq!((parts[0].holds, parts[0].found.as_str(), at), (false, "400", None));
    assert!(matches!(stands(&mut page, "balance(mars, bob) = 7"), ReportWhat::Refused { .. }));
    let nothing = page.ask(order("verdict(nonsense) = violated", "drops=1", 10)).pop().map(|it| it.what);
    assert!(matches!(nothing, Some(ReportWhat::Refused { .. })), "{nothing:?}");
    let nothing = page.ask(order(goal, "repeats=0,cuts=1", 1_000)).pop().map(|it| it.what);
    assert!(matches!(nothing, Some(ReportWhat::Searched { .. })), "{nothing:?}");
}

/// The answer is lost: Hangzhou has called, Beijing has done it, and Hangzhou hears nothing.
#[test]
fn through_one_nodes_eyes_a_lost_answer_and_a_dead_owner_are_the_same_frame() {
    let lost = |s: Script| s.lose(message(1, 0));
    let dead = |s: Script| s.at(230).act(Action::Crash { node: NodeId(1), torn: false });
    let run = |with: fn(Script) -> Script| {
        let script = with(Script::default().lasts(2_000).at(200).ask(0, deposit(BOB, 50)));
        Page::of(script::experiment("rpc", &script))
    };
    let (mut one, mut other) = (run(lost), run(dead));
    let eyes = |lifted| Some(Eyes { node: NodeId(0), lifted });
    // Hangzhou calls again at 0.5 s; until then nothing tells the two apart.
    let seen = [one.frame(450_000, eyes(false)), other.frame(450_000, eyes(false))];
    let [a, b] = seen.each_ref().map(|frame| Frame { step: 0, steps: 0, facts: 0, ..frame.clone() });
    let known = |frame: &Frame| {
        let told: Vec<String> =
            frame.recent.iter().map(|it| format!("{:?} {}", it.event.at, it.gist)).collect();
        (
            frame.nodes.clone(),
            told,
            frame.eyes.clone(),
            frame.clients.clone().ok,
            frame.space_time.bands.clone(),
        )
    };
    assert_eq!(known(&a), known(&b));
    assert!(
        a.nodes[1].sections.is_empty() && a.nodes[1].status == Status::Up && !a.nodes[0].sections.is_empty()
    );
    // With the veil lifted they are two.
    let truth = |frame: Frame| frame.eyes.expect("eyes").others[0].truth.expect("lifted");
    let (a, b) = (truth(one.frame(450_000, eyes(true))), truth(other.frame(450_000, eyes(true))));
    assert_eq!((a.status, a.arrived, a.coming_lost), (Status::Up, 1, 1));
    assert_eq!((b.status, b.arrived), (Status::Down, 0));
}

#[test]
fn no_protocol_gives_away_what_a_node_cannot_know() {
    for entry in ENTRIES {
        let experiment = Experiment::first(entry);
        let end = experiment.duration_us;
        let mut page = Page::of(experiment);
        for at in [end / 4, end / 2, end] {
            let whole = page.frame(at, None);
            for node in whole.nodes.iter().map(|node| node.id) {
                let seen = page.frame(at, Some(Eyes { node, lifted: false }));
                let own = |frame: &Frame| frame.nodes[node.index()].sections.clone();
                assert_eq!(own(&seen), own(&whole), "{} {node}", entry.name);
                let others = seen.nodes.iter().filter(|other| other.id != node);
                assert!(others.clone().all(|other| other.sections.is_empty() && other.seal.is_empty()));
                assert!(seen.flights.is_empty() && seen.cuts.is_empty() && seen.stale.is_empty());
                assert!(seen.recent.iter().all(|told| told.event.node == node && told.event.at <= seen.at));
                let picture = &seen.space_time;
                assert!(picture.dots.iter().all(|dot| dot.node == node && dot.at <= seen.at));
                assert!(picture.arrows.iter().all(|arrow| if arrow.from == node {
                    arrow.ended.is_none() && arrow.lost.is_none() && arrow.sent <= seen.at
                } else {
                    arrow.to == node && arrow.ended.is_some_and(|ended| ended <= seen.at)
                }));
                // The veil is lifted from the very same moment.
                let lifted = page.frame(at, Some(Eyes { node, lifted: true }));
                assert_eq!(Frame { eyes: None, ..lifted }, whole, "{} {node}", entry.name);
            }
        }
    }
}
