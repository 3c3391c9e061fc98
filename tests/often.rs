//! How often, as the page asks: a crew of engines without a page, and what it comes to.
#![cfg(not(target_arch = "wasm32"))]

#[path = "common/desk.rs"]
mod desk;

use desk::{Desk, err, out};
use eventual::engine::Engine;
use eventual::engine::crew::{Crew, Do, MOST_WORKERS, State};
use eventual::engine::wire::{Ask, AskWhat, Report, ReportWhat};
use eventual::lab::experiment::Experiment;
use eventual::lab::sweep::{Asked, Field, Measure, Order, Plan, Vary, Work, first_bad, words};
use eventual::view::curve::{Curve, curve};
use serde_json::Value;
use std::collections::BTreeMap;

/// A page without a browser: engines in the place of workers, and a clock that is moved by hand.
struct Page {
    crew: Crew,
    engines: BTreeMap<usize, Engine>,
    /// What was asked of engines and is still on its way.
    asked: Vec<(usize, Ask)>,
    now_ms: f64,
    /// An engine that gets to this seed dies of it.
    deadly: Option<u64>,
    asks: usize,
}

impl Page {
    fn new(order: Order, workers: usize) -> Page {
        let (crew, all) = Crew::new(order, workers, "test");
        let (engines, asked) = (BTreeMap::new(), Vec::new());
        let mut page = Page { crew, engines, asked, now_ms: 0.0, deadly: None, asks: 0 };
        page.carry_out(all);
        page
    }

    fn carry_out(&mut self, all: Vec<Do>) {
        for what in all {
            match what {
                Do::Start(worker) => {
                    let engine = Engine::new("test");
                    let hello = engine.hello();
                    self.engines.insert(worker, engine);
                    let next = self.crew.heard(worker, hello, self.now_ms);
                    self.carry_out(next);
                }
                Do::Ask(worker, ask) => {
                    // Both sides speak JSON.
                    let text = serde_json::to_string(&ask).expect("an ask is JSON");
                    self.asked.push((worker, serde_json::from_str(&text).expect("and comes back")));
                }
                Do::End(worker) => {
                    self.engines.remove(&worker);
                    self.asked.retain(|(asked, _)| *asked != worker);
                }
            }
        }
    }

    /// One worker answers all it was asked: the one that was asked last, so that shards come in out
    /// of order.
    fn answer(&mut self) -> bool {
        let Some((worker, ask)) = self.asked.pop() else { return false };
        self.asks += 1;
        let of = ask.clone();
        let mut reports = self.engines.get_mut(&worker).map_or(Vec::new(), |engine| engine.ask(ask));
        loop {
            let busy = self.engines.get_mut(&worker).filter(|engine| engine.is_busy());
            let Some(engine) = busy else { break };
            let done = reports.iter().rev().find_map(|it: &Report| match it.what {
                ReportWhat::Progress { done, .. } => Some(done),
                _ => None,
            });
            if self.deadly.is_some() && self.deadly == seed_of(&of, done.unwrap_or(0)) {
                for report in reports {
                    let next = self.crew.heard(worker, report, self.now_ms);
                    self.carry_out(next);
                }
                let next = self.crew.died(worker, self.now_ms);
                self.carry_out(next);
                return true;
            }
            reports.extend(engine.work());
        }
        for report in reports {
            self.now_ms += 40.0;
            let next = self.crew.heard(worker, report, self.now_ms);
            self.carry_out(next);
        }
        true
    }

    fn file(&self) -> String {
        self.crew.gathered().report(self.crew.plan().expect("a plan")).write()
    }
}

/// The seed that an engine gets to after so many runs of some shards of one point.
fn seed_of(ask: &Ask, done: u64) -> Option<u64> {
    let AskWhat::Shards { shards, .. } = &ask.what else { return None };
    // So few seeds are swept here that each is a shard of its own.
    shards.get(done as usize).map(|shard| u64::from(*shard))
}

fn experiment(desk: &Desk, protocol: &str) -> Experiment {
    let mut experiment = Experiment::of(protocol).expect("a protocol of the catalogue");
    experiment.duration_us = 1_500_000;
    experiment.workload.until_us = 1_000_000;
    desk.write("e.json", &serde_json::to_string(&experiment).expect("an experiment is JSON"));
    experiment
}

fn asked(address: &str) -> Asked {
    let (asked, odd) = Asked::read(address.split('&').filter_map(|part| part.split_once('=')));
    assert_eq!(odd, Vec::<String>::new());
    asked
}

#[test]
fn a_page_with_any_number_of_workers_comes_to_the_very_bytes_of_the_command_line() {
    let desk = Desk::new("often-same");
    let experiment = experiment(&desk, "log-shipping");
    let asked = asked("seeds=3..30&protocols=log-shipping,saga&vary=network.link.loss_ppm=0,50000");
    let whole = desk.eventual(&format!("sweep e.json {}", asked.options()));
    assert_eq!(err(&whole), "");
    for workers in [1, 2, 5, 100] {
        let mut page = Page::new(asked.order(experiment.clone()), workers);
        assert_eq!(page.engines.len(), workers.min(MOST_WORKERS));
        while page.answer() {}
        assert_eq!(*page.crew.state(), State::Done);
        assert_eq!(page.file(), out(&whole), "{workers} workers");
        let standing = page.crew.standing(page.now_ms);
        assert_eq!((standing.done, standing.of, standing.left_ms), (28 * 4, 28 * 4, Some(0.0)));
        assert!(page.engines.is_empty(), "all workers were ended");
    }
}

#[test]
fn a_sweep_that_is_stopped_keeps_what_it_found_and_the_command_line_can_complete_it() {
    let desk = Desk::new("often-stopped");
    let experiment = experiment(&desk, "log-shipping");
    let whole = desk.eventual("sweep e.json --seeds 1..12");
    let mut page = Page::new(asked("seeds=1..12").order(experiment), 2);
    while page.crew.gathered().count() < 5 {
        page.answer();
    }
    let next = page.crew.cancel(page.now_ms);
    page.carry_out(next);
    assert_eq!(*page.crew.state(), State::Cancelled);
    assert!(!page.answer(), "nothing is under way any more");
    desk.write("part-0.json", &page.file());
    let missing: Vec<u32> = (1..=12).filter(|shard| !page.crew.gathered().has(*shard)).collect();
    assert!((1..=7).contains(&missing.len()));
    let mut files = vec!["merge".to_owned(), "part-0.json".to_owned()];
    for shard in missing {
        let name = format!("part-{shard}.json");
        desk.eventual(&format!("sweep e.json --seeds 1..12 --shard {shard}/12 --out {name}"));
        files.push(name);
    }
    let merged = desk.eventual(&files.join(" "));
    assert_eq!((err(&merged).as_str(), out(&merged)), ("", out(&whole)));
}

#[test]
fn pausing_gives_nothing_out_and_going_on_ends_as_if_nobody_had_paused() {
    let desk = Desk::new("often-paused");
    let experiment = experiment(&desk, "rpc");
    let asked = asked("seeds=1..20");
    let mut page = Page::new(asked.order(experiment), 3);
    while page.crew.gathered().count() < 4 {
        page.answer();
    }
    page.crew.pause(page.now_ms);
    while page.answer() {}
    let here = page.crew.standing(page.now_ms);
    assert!((4..20).contains(&here.done));
    assert_eq!(*page.crew.state(), State::Paused);
    // Time that passes while nothing is run slows nothing down.
    assert_eq!(page.crew.standing(page.now_ms + 1e6).per_second, here.per_second);
    let next = page.crew.resume(page.now_ms + 1e6);
    page.carry_out(next);
    while page.answer() {}
    assert_eq!(*page.crew.state(), State::Done);
    assert_eq!(page.file(), out(&desk.eventual("sweep e.json --seeds 1..20")));
}

#[test]
fn a_seed_that_kills_engines_is_named_and_left_out_and_all_others_are_run() {
    let desk = Desk::new("often-deadly");
    let experiment = experiment(&desk, "rpc");
    let mut page = Page::new(asked("seeds=1..40").order(experiment), 2);
    page.deadly = Some(23);
    while page.answer() {}
    assert_eq!(*page.crew.state(), State::Done);
    let [left] = page.crew.left_out() else { panic!("{:?}", page.crew.left_out()) };
    assert_eq!((left.seed, left.seeds, left.shard, left.point.as_str()), (23, 1, 23, "rpc"));
    assert_eq!(page.crew.gathered().count(), 39);
    assert!(!page.crew.gathered().has(23));
    // The file says what is missing, so that nobody takes it for the whole.
    desk.write("part.json", &page.file());
    let merged = desk.eventual("merge part.json");
    assert_eq!(err(&merged), "1 shards are missing: 23\n");
}

#[test]
fn workers_that_die_again_and_again_end_the_sweep_instead_of_hanging_it() {
    let desk = Desk::new("often-lost");
    let experiment = experiment(&desk, "rpc");
    let (mut crew, _) = Crew::new(asked("seeds=1..9").order(experiment), 2, "test");
    for n in 0..100 {
        crew.died(n % 2, n as f64);
    }
    assert_eq!(*crew.state(), State::Lost);
    assert_eq!(crew.standing(100.0).done, 0);
}

#[test]
fn what_cannot_be_run_is_refused_with_the_field_that_is_wrong() {
    let desk = Desk::new("often-refused");
    let mut page = Page::new(asked("seeds=1..9&vary=network.lnk=1").order(experiment(&desk, "rpc")), 2);
    while page.answer() {}
    let State::Refused(problems) = page.crew.state() else { panic!("{:?}", page.crew.state()) };
    assert_eq!(problems[0].place, "rpc: network.lnk");
    assert!(problems[0].reason.zh.contains("network 里没有"));
    let old = Crew::new(asked("seeds=1..9").order(experiment(&desk, "rpc")), 1, "another build");
    let (mut crew, hello) = (old.0, Engine::new("test").hello());
    crew.heard(0, hello, 0.0);
    assert_eq!(*crew.state(), State::OldPage);
}

#[test]
fn everything_that_is_counted_has_a_name_and_its_first_bad_moment_is_found() {
    let desk = Desk::new("often-bad");
    let mut experiment = experiment(&desk, "log-shipping");
    experiment.network.link.loss_ppm = 100_000;
    let mut page =
        Page::new(asked("seeds=1..12&protocols=log-shipping,rpc,saga,quorum").order(experiment), 2);
    while page.answer() {}
    let plan = page.crew.plan().expect("a plan");
    let mut found = 0;
    for (point, tally) in plan.points.iter().zip(page.crew.gathered().tallies()) {
        tally.operations.keys().for_each(|name| assert!(!words::operation(name).zh.is_empty()));
        tally.values.keys().for_each(|name| assert!(!words::value(name).zh.is_empty()));
        let named =
            tally.happened.iter().map(|(name, rate)| (name, words::happened(name).en.to_owned(), rate));
        let anomalies = tally.anomalies.iter().map(|(name, rate)| (name, words::anomaly(name).en, rate));
        for (name, title, rate) in named.chain(anomalies) {
            assert!(!title.is_empty());
            let Some(seed) = rate.first_seed else { continue };
            let run = Experiment { seed, ..point.experiment.clone() };
            let bad = first_bad(&run, Some(name)).unwrap_or_else(|| panic!("{point}: {name} in seed {seed}"));
            assert!(bad.at.0 <= run.duration_us && !bad.said.zh.is_empty());
            assert!(first_bad(&run, None).is_some_and(|first| first.at.0 <= run.duration_us));
            found += 1;
        }
    }
    assert!(found > 12, "{found}");
}

/// A curve with the figures of a sweep that was run.
fn drawn(asked: &str, measure: &Measure) -> (Plan, Curve) {
    let mut experiment = Experiment::of("log-shipping").expect("a protocol of the catalogue");
    experiment.duration_us = 1_200_000;
    experiment.workload.until_us = 900_000;
    let (asked, _) = Asked::read(asked.split('&').filter_map(|part| part.split_once('=')));
    let field = asked.vary.clone().map(Field::by_path);
    let plan = asked.order(experiment).plan().expect("a plan");
    let mut work = Work::new(&plan, &[1, 2, 3, 4], 4);
    while work.step(&plan) {}
    let curve = curve(&plan, &work.tallies(), field.as_ref(), measure, (500.0, 100.0));
    (plan, curve.expect("a figure"))
}

#[test]
fn figures_stand_over_their_values_within_their_intervals() {
    let measure = Measure::Share("ok".to_owned());
    let (plan, curve) = drawn(
        "seeds=1..4&protocols=log-shipping,rpc&vary=network.link.loss_ppm=200000,0,1000,10000",
        &measure,
    );
    assert_eq!(curve.lines.len(), 2);
    assert!(curve.is_joined && curve.is_log);
    let stops: Vec<&Value> = curve.stops.iter().map(|(_, value)| value).collect();
    assert_eq!(stops, [0, 1_000, 10_000, 200_000].map(Value::from).iter().collect::<Vec<_>>());
    for line in &curve.lines {
        assert_eq!(line.dots.len(), 4);
        for dot in &line.dots {
            assert!(dot.high <= dot.y && dot.y <= dot.low && dot.high >= 0.0 && dot.low <= 100.0);
            assert_eq!(plan.points[dot.point].protocol, line.protocol);
        }
        assert!(line.dots.windows(2).all(|two| two[0].x < two[1].x));
    }
}

#[test]
fn choices_and_protocols_stand_side_by_side_and_no_line_joins_them() {
    let measure = Measure::Quantile("write_latency_us".to_owned(), 500);
    let (_, curve) = drawn("seeds=1..4&protocols=log-shipping,rpc,saga", &measure);
    assert!(!curve.is_joined && curve.lines.iter().all(|line| line.dots.len() == 1));
    assert_eq!(curve.stops.len(), 3);
    let vary = Vary::parse("nodes=3,5").expect("a field");
    assert_eq!(Field::by_path(vary).place(&Value::from(5)), Some(5.0));
}
