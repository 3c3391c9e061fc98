//! Numbers that others published, and ours beside them, measured while one looks.
//!
//! | question | file |
//! | --- | --- |
//! | what is to be measured and what was | here |
//! | one number beside another | `figure` |
//! | reads of few copies, in production systems | `copies` |
//! | how the share of fresh reads grows | `curve` |
//! | everything else | `others` |

mod copies;
mod curve;
mod figure;
mod others;

use crate::base::text::Language;
use crate::base::units::{Quantity, write};
use crate::engine::build::BUILD;
use crate::engine::wire::{Ask, AskWhat, ReportWhat, WIRE_VERSION};
use crate::lab::numbers::{Found, Job, MANY, TOPICS};
use crate::lab::staleness::Point;
use crate::lab::staleness::published::SYSTEMS;
use crate::ui::bridge::{Bridge, Heard};
use crate::ui::words::words;
use crate::view::numbers::whole;
use std::collections::VecDeque;
use yew::prelude::*;

/// What the page needs.
#[derive(Clone, PartialEq, Properties)]
pub struct NumbersProps {
    /// In which language.
    pub language: Language,
}

/// What the page hears.
#[derive(Debug)]
pub enum Msg {
    /// Measure these, one after the other.
    Run(Vec<Job>),
    /// The engine that measures said something, or is gone.
    Heard(Heard),
    /// Leave what is not done.
    Stop,
}

/// What was measured of a job.
struct Done {
    job: Job,
    seed: u64,
    found: Vec<Found>,
    curve: Vec<Point>,
}

/// Owns what was measured, and an engine that measures as long as something is asked for; another
/// page forgets both.
pub struct Numbers {
    waiting: VecDeque<Job>,
    /// How many were asked for since nothing was under way.
    asked: usize,
    /// What the engine is at, and the number of the question.
    work: Option<(Job, u64)>,
    questions: u64,
    done: Vec<Done>,
    seed: u64,
    engine: Option<Bridge>,
    /// Why nothing more is measured, where the engine failed.
    failed: bool,
}

/// Everything that can be measured here, in the order of the page.
fn jobs() -> Vec<Job> {
    let rows = SYSTEMS.iter().enumerate();
    let reads =
        rows.flat_map(|(system, it)| (0..it.rows.len()).map(move |row| Job::Staleness { system, row }));
    reads.chain(TOPICS.iter().map(|topic| topic.job)).collect()
}

impl Component for Numbers {
    type Message = Msg;
    type Properties = NumbersProps;

    fn create(_ctx: &Context<Self>) -> Self {
        let (waiting, done) = (VecDeque::new(), Vec::new());
        Numbers { waiting, asked: 0, work: None, questions: 0, done, seed: 6, engine: None, failed: false }
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Run(jobs) => {
                self.failed = false;
                if !self.is_running() {
                    // Whoever runs it again wants to see other luck.
                    (self.asked, self.seed) = (0, self.seed + 1);
                }
                let new: Vec<Job> = jobs.into_iter().filter(|job| !self.is_asked(*job)).collect();
                self.asked += new.len();
                self.waiting.extend(new);
            }
            Msg::Heard(Heard::Report(report)) => match report.what {
                // Only now can it be asked anything.
                ReportWhat::Ready { wire, build } if wire == WIRE_VERSION && build == BUILD => {
                    self.work = None;
                    self.next();
                }
                ReportWhat::Measured { found, curve } => self.measured(report.generation, found, curve),
                ReportWhat::Progress { .. } => return false,
                _ => self.fail(),
            },
            Msg::Heard(Heard::Died(_)) => self.fail(),
            Msg::Stop => self.stop(),
        }
        if !self.waiting.is_empty() && self.engine.is_none() && !self.failed {
            match Bridge::start(ctx.link().callback(Msg::Heard)) {
                Ok(engine) => self.engine = Some(engine),
                Err(_) => self.fail(),
            }
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let language = ctx.props().language;
        let texts = words(language).numbers();
        let run = ctx.link().callback(Msg::Run);
        let all = run.reform(|_: MouseEvent| jobs());
        let stop = ctx.link().callback(|_: MouseEvent| Msg::Stop);
        html! {
            <main class="numbers" id="main" tabindex="-1">
                <h1>{ texts.title }</h1>
                <p class="intro">{ texts.intro }</p>
                <p class="note">{ texts.rule }</p>
                <div class="act">
                    if self.is_running() {
                        <button type="button" class="tool" id="numbers-stop" onclick={stop}>{ texts.stop }</button>
                    } else {
                        <button type="button" class="go" id="numbers-all" onclick={all}>{ (texts.run_all)(&whole(MANY)) }</button>
                    }
                    <p role="status" id="numbers-status">{ self.status(language) }</p>
                </div>
                <h2>{ texts.copies }</h2>
                <p class="intro">{ texts.copies_about }</p>
                { for SYSTEMS.iter().enumerate().map(|(place, it)| copies::system(self, place, it, language, &run)) }
                <p class="note">{ texts.trap }</p>
                <p class="note">{ format!("{}{}{}", texts.source, colon(language), texts.copies_source) }</p>
                <h2>{ texts.others }</h2>
                <p class="intro">{ texts.others_about }</p>
                { for TOPICS.iter().map(|topic| others::topic(self, topic, language, &run)) }
                <p class="note">{ texts.own }</p>
            </main>
        }
    }
}

/// Between a word and what it announces.
fn colon(language: Language) -> &'static str {
    match language {
        Language::En => ": ",
        Language::Zh => "：",
    }
}

impl Numbers {
    fn is_asked(&self, job: Job) -> bool {
        self.waiting.contains(&job) || self.work.as_ref().is_some_and(|(under_way, _)| *under_way == job)
    }

    /// What was measured of a job, if it was.
    fn of(&self, job: Job) -> Option<&Done> {
        self.done.iter().find(|done| done.job == job)
    }

    fn is_running(&self) -> bool {
        self.work.is_some() || !self.waiting.is_empty()
    }

    /// Asks the engine for what waits longest, or lets it go where nothing waits.
    fn next(&mut self) {
        let Some(job) = self.waiting.pop_front() else {
            self.engine = None;
            return;
        };
        self.questions += 1;
        if let Some(engine) = &self.engine {
            engine.ask(&Ask { generation: self.questions, what: AskWhat::Measure { job, seed: self.seed } });
        }
        self.work = Some((job, self.questions));
    }

    fn measured(&mut self, question: u64, found: Vec<Found>, curve: Vec<Point>) {
        let Some((job, _)) = self.work.take_if(|(_, asked)| *asked == question) else { return };
        self.done.retain(|it| it.job != job);
        self.done.push(Done { job, seed: self.seed, found, curve });
        self.next();
    }

    fn stop(&mut self) {
        self.waiting.clear();
        (self.work, self.engine) = (None, None);
    }

    fn fail(&mut self) {
        self.stop();
        self.failed = true;
    }

    /// How far it is, or what came of it.
    fn status(&self, language: Language) -> String {
        let texts = words(language).numbers();
        if self.failed {
            return texts.failed.to_owned();
        }
        if self.is_running() {
            let left = self.waiting.len() + usize::from(self.work.is_some());
            // Told in steps: whoever listens wants to hear more than this.
            let done = self.asked.saturating_sub(left) as u64 * 100 / self.asked.max(1) as u64;
            return (texts.running)(&write(Quantity::Percent(done / 10 * 10), language), &whole(left as u64));
        }
        if self.done.is_empty() {
            return String::new();
        }
        let pairs = self.done.iter().flat_map(|done| done.found.iter().zip(published(done.job)));
        let judged: Vec<bool> =
            pairs.filter_map(|(found, published)| Some(found.agrees(published?))).collect();
        let agree = judged.iter().filter(|agrees| **agrees).count();
        (texts.agree_count)(&whole(agree as u64), &whole(judged.len() as u64))
    }
}

/// What was published of each number of a job; nothing where a number was not.
fn published(job: Job) -> Vec<Option<f64>> {
    let ms = |us: u64| Some(us as f64 / 1e3);
    match job {
        Job::Staleness { system, row } => {
            let (system, row) = (&SYSTEMS[system], &SYSTEMS[system].rows[row]);
            let fresh = f64::from(1_000 - system.fresh_at_0_milli) / 1e3;
            let stale = if row.copies().meet() { Some(0.0) } else { (row.r + row.w == 2).then_some(fresh) };
            vec![ms(row.read_us), ms(row.write_us), ms(row.visible_us), stale]
        }
        other => TOPICS
            .iter()
            .find(|topic| topic.job == other)
            .map_or_else(Vec::new, |topic| topic.lines.iter().map(|line| Some(line.value)).collect()),
    }
}
