//! Reports beside the read model: each folds the same feed at a pace of its own, and has a position,
//! a version and errors of its own.

use super::super::config::{AnswerFrom, AsOf, Config, DayBy};
use super::super::project::readable;
use super::super::state::{Out, State, short};
use super::super::{OwnFact, Timer, opening};
use super::Errors;
use crate::base::ids::AccountId;
use crate::base::time::Span;
use crate::data::reports::{Daily, Lowest, Movers, Told, Watch};
use crate::domain::Amount;

/// How many reports a service has; the last one only after somebody asked its question.
pub const REPORTS: usize = 4;
/// The number of the report that nobody thought of at first.
pub const ASKED_LATER: usize = 3;

/// What a report has come to.
#[derive(Clone, Debug)]
pub enum Content {
    Daily(Daily),
    Movers(Movers),
    Watch(Watch),
    Lowest(Lowest),
}

/// A report at work.
#[derive(Clone, Debug)]
pub struct Report {
    pub content: Content,
    /// How many entries of the feed it has looked at.
    pub position: u64,
    pub errors: Errors,
    /// The position at which it has answered, or is whole again; 0 while nobody waits for that.
    until: u64,
    /// Whether it is at work.
    applying: bool,
}

impl Report {
    fn new(number: usize) -> Report {
        let content = match number {
            0 => Content::Daily(Daily::default()),
            1 => Content::Movers(Movers::default()),
            2 => Content::Watch(Watch::default()),
            _ => Content::Lowest(Lowest::default()),
        };
        Report { content, position: 0, errors: Errors::default(), until: 0, applying: false }
    }
}

/// Begins with the reports of this service: after a crash anew, as they are only in memory.
pub fn start(state: &mut State, out: &mut Out<'_>) {
    if out.config().reports {
        (0..ASKED_LATER).for_each(|number| begin(state, number, out));
        if state.durable.deployed.was_asked {
            begin(state, ASKED_LATER, out);
        }
    }
}

/// An operator wants a report from the first event on, as a new version of it.
pub fn rebuild(state: &mut State, number: usize, out: &mut Out<'_>) {
    if !out.config().reports || number >= REPORTS || state.volatile.reports[number].is_none() {
        return;
    }
    state.durable.deployed.reports[number] += 1;
    out.persist();
    begin(state, number, out);
}

/// An operator asks a question that nobody thought of when the events were stored.
pub fn ask(state: &mut State, out: &mut Out<'_>) {
    if out.config().reports {
        state.durable.deployed.was_asked = true;
        out.persist();
        begin(state, ASKED_LATER, out);
    }
}

fn begin(state: &mut State, number: usize, out: &mut Out<'_>) {
    let mut report = Report::new(number);
    report.until = state.volatile.saved;
    if number == ASKED_LATER && out.config().answer_from == AnswerFrom::Table {
        // Whoever kept only the table has nothing else to begin with.
        let open = |(id, account): (AccountId, crate::domain::bank::Account)| {
            account.open.then_some((id, account.balance))
        };
        let held: Vec<(AccountId, Amount)> = state.volatile.projection.bank.iter().filter_map(open).collect();
        report.content = Content::Lowest(Lowest::of_table(held.into_iter()));
        report.position = state.volatile.projection.position;
    }
    state.volatile.reports[number] = Some(report);
    while state.volatile.reports[number].as_ref().is_some_and(|it| it.position < state.durable.began.1)
        && fold_next(state, number, out)
    {}
    told(state, number, out);
    go_on_with(state, number, out);
}

/// A report has had its time for one event.
pub fn on_report(state: &mut State, number: u64, out: &mut Out<'_>) {
    let number = usize::try_from(number).unwrap_or(REPORTS);
    if let Some(Some(report)) = state.volatile.reports.get_mut(number) {
        report.applying = false;
        fold_next(state, number, out);
        told(state, number, out);
        go_on_with(state, number, out);
    }
}

/// More of the feed is on disk.
pub fn go_on(state: &mut State, out: &mut Out<'_>) {
    (0..REPORTS).for_each(|number| go_on_with(state, number, out));
}

fn go_on_with(state: &mut State, number: usize, out: &mut Out<'_>) {
    if out.config().apply == Span::ZERO {
        while fold_next(state, number, out) {}
        return told(state, number, out);
    }
    let saved = state.volatile.saved;
    if let Some(report) = &mut state.volatile.reports[number]
        && report.position < saved
        && !report.applying
    {
        report.applying = true;
        out.set_timer(Timer::Report(number as u64), out.config().apply);
    }
}

/// Says once that a report has come to what was there when it began.
fn told(state: &mut State, number: usize, out: &mut Out<'_>) {
    let version = state.durable.deployed.reports[number] + 1;
    if let Some(report) = &mut state.volatile.reports[number]
        && report.until > state.durable.began.1
        && report.position >= report.until
    {
        report.until = 0;
        out.note(OwnFact::Reported, number as u32 + 1, version);
    }
}

/// Folds the next event into a report. What it cannot read it counts and passes over: a report must
/// not stand still because one event is odd.
fn fold_next(state: &mut State, number: usize, out: &Out<'_>) -> bool {
    let Some(report) = &state.volatile.reports[number] else { return false };
    let place = report.position;
    if place >= state.volatile.saved {
        return false;
    }
    let Some(line) = state.durable.feed.at(place).map(|entry| entry.record) else { return false };
    let read = readable(state, super::reader(state, out), &line, out);
    let is_beginning = opening::is_of(&line, out);
    let at_ms = at_ms(line.event.at_ms.into(), out);
    let Some(report) = &mut state.volatile.reports[number] else { return false };
    report.position += 1;
    match read {
        Some(Ok(event)) => {
            let told = Told { event: &event, at_ms, is_beginning };
            match &mut report.content {
                Content::Daily(daily) => daily.fold(&told, out.config().day.0 / 1_000),
                Content::Movers(movers) => movers.fold(&told),
                Content::Watch(watch) => watch.fold(&told, out.config().fraud_window.0 / 1_000),
                Content::Lowest(lowest) => lowest.fold(&told),
            }
        }
        other => report.errors.count(place, other.and_then(Result::err)),
    }
    true
}

/// When an event counts as having happened: when its owner stored it, or when it is folded here.
fn at_ms(stored: u64, out: &Out<'_>) -> u64 {
    match out.config().day_by {
        DayBy::EventTime => stored,
        DayBy::Arrival => u64::from(short(out.clock().0 / 1_000)),
    }
}

/// Whether owners write down when an event happened.
pub fn is_timed(config: &Config) -> bool {
    config.reports || config.as_of == AsOf::Time
}
