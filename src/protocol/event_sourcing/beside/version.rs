//! A new version of the projection: how it is built, and when it takes over.

use super::super::config::{NewVersion, Poison, Rebuild};
use super::super::project::{self, is_mailed, readable, with_bonus};
use super::super::state::{Line, Out, State, short};
use super::super::{OwnFact, Timer, opening};
use super::Errors;
use crate::base::ids::AccountId;
use crate::base::time::Span;
use crate::data::projection::Projection;
use crate::data::upcast::{NEWEST, Reader, Unreadable};
use crate::domain::Event;
use crate::sim::protocol::Layer;
use std::collections::BTreeSet;
use std::rc::Rc;

/// A version of the projection that nobody reads yet.
#[derive(Clone, Debug, Default)]
pub struct Newer {
    pub projection: Projection,
    /// How many events it has folded and shows: those that it passed over, and what streams begin
    /// with, left out.
    pub shown: u32,
    pub errors: Errors,
    /// Places of the feed that it put aside, and the accounts among them whose events other code
    /// can read.
    aside: (BTreeSet<u64>, BTreeSet<AccountId>),
    /// Whether it has come to the mark with errors, or to an event that it cannot pass.
    pub given_up: bool,
    /// Whether it is at work.
    applying: bool,
}

/// An operator wants a new version.
pub fn begin(state: &mut State, out: &mut Out<'_>) {
    state.durable.deployed.building = true;
    out.persist();
    resume(state, out);
    go_on(state, out);
}

/// Begins to build, if that was ordered: after a crash from the beginning again, as what was built
/// was only in memory.
pub fn resume(state: &mut State, out: &mut Out<'_>) {
    if !state.durable.deployed.building || out.config().rebuild != Rebuild::Beside {
        return;
    }
    let from = out.config().start_at.min(state.volatile.projection.position);
    let projection = Projection { position: from, ..Projection::default() };
    state.volatile.newer = Some(Newer { projection, ..Newer::default() });
    out.note(OwnFact::Building, state.durable.deployed.switches + 2, short(from));
    while state.volatile.newer.as_ref().is_some_and(|it| it.projection.position < state.durable.began.1)
        && fold_next(state, out)
    {}
    if let Some(newer) = &mut state.volatile.newer
        && out.mutant("new-version-skips-an-event")
        && newer.projection.position < state.volatile.projection.position
    {
        newer.projection.position += 1;
    }
}

/// The new version has had its time for one event.
pub fn on_build(state: &mut State, out: &mut Out<'_>) {
    if let Some(newer) = &mut state.volatile.newer {
        newer.applying = false;
        fold_next(state, out);
        go_on(state, out);
    }
}

/// Goes on building, if there is something to build.
pub fn go_on(state: &mut State, out: &mut Out<'_>) {
    if out.config().apply == Span::ZERO {
        while fold_next(state, out) {}
    }
    if take_over(state, out) {
        project::go_on(state, out);
    } else if let Some(newer) = &mut state.volatile.newer
        && !newer.applying
        && !newer.given_up
    {
        newer.applying = true;
        out.set_timer(Timer::Build, out.config().apply);
    }
}

/// Folds the next event into the new version; says whether it could. It never goes past the old
/// one, so whatever has an effect outside was dealt with.
fn fold_next(state: &mut State, out: &mut Out<'_>) -> bool {
    let Some(newer) = &state.volatile.newer else { return false };
    let place = newer.projection.position;
    if newer.given_up || place >= state.volatile.projection.position {
        return false;
    }
    let Some(line) = state.durable.feed.at(place).map(|entry| entry.record) else { return false };
    let read = readable(state, newer_reader(state, out), &line, out);
    let event = match read {
        Some(Ok(event)) if !out.config().pure_fold => Some(with_bonus(state, place, &line, event, out)),
        Some(Ok(event)) => Some(event),
        _ => None,
    };
    let stops = read.is_none() || out.config().poison == Poison::Stop;
    let is_of_beginning = opening::is_of(&line, out);
    let Some(newer) = &mut state.volatile.newer else { return false };
    catch_version(&mut newer.projection, &line);
    match (event, read) {
        (Some(event), _) => {
            newer.projection.apply(&event);
            newer.shown += u32::from(!is_of_beginning);
            let is_muted = out.config().mute && !out.mutant("new-version-is-not-muted");
            if !is_muted && !is_of_beginning && is_mailed(state, &line, &event, out) {
                state.durable.mails = state.durable.mails.saturating_add(1);
                out.outside(state.volatile.number(&line));
            }
        }
        (None, read) => {
            newer.errors.count(place, read.and_then(Result::err));
            newer.given_up = stops;
            if !stops {
                newer.projection.pass_over(line.stream);
            }
            if !stops && out.config().poison == Poison::Park {
                newer.aside.0.insert(place);
                if read != Some(Err(Unreadable::Malformed)) {
                    newer.aside.1.insert(line.stream);
                }
            }
        }
    }
    !stops || event.is_some()
}

/// How the version that answers readers reads events.
pub fn reader(state: &State, out: &Out<'_>) -> Reader {
    if state.durable.deployed.switches > 0 {
        newer_reader(state, out)
    } else {
        state.volatile.reader(out.config())
    }
}

/// How a new version reads events.
fn newer_reader(state: &State, out: &Out<'_>) -> Reader {
    let old = state.volatile.reader(out.config());
    match out.config().new_version {
        NewVersion::Same => old,
        NewVersion::Forgetful => Reader { code: old.code.clamp(2, NEWEST), alias: false, ..old },
    }
}

/// A version that starts in the middle counts on from the version that a stream has there.
fn catch_version(projection: &mut Projection, line: &Line) {
    if projection.version(line.stream) + 1 < line.version() {
        projection.bank.change(line.stream, |account| account.version = line.version() - 1);
    }
}

/// At the mark the new version takes over, unless it could not read something. Says whether it did.
fn take_over(state: &mut State, out: &mut Out<'_>) -> bool {
    let mark = state.volatile.projection.position;
    // After a restart the old one has to come to where it was before there is anything to switch.
    if state.volatile.replay_until > 0 && !state.volatile.stuck {
        return false;
    }
    let Some(newer) = state.volatile.newer.take_if(|it| it.projection.position == mark && !it.given_up)
    else {
        return false;
    };
    let version = state.durable.deployed.switches + 2;
    if out.config().clean_build && newer.errors.number > 0 {
        out.note(OwnFact::KeptOld, version, short(newer.errors.number));
        state.volatile.newer = Some(Newer { given_up: true, ..newer });
        return false;
    }
    let is_the_same = newer.shown == state.volatile.shown;
    (state.durable.deployed.switches, state.durable.deployed.building) = (version - 1, false);
    state.volatile.projection = newer.projection;
    (state.volatile.shown, state.volatile.errors) = (newer.shown, newer.errors);
    (state.durable.parked, state.volatile.passed_over) = (Rc::new(newer.aside.0), newer.aside.1);
    (state.volatile.stuck, state.volatile.replay_until) = (false, 0);
    out.note(OwnFact::Switched, version, short(mark));
    if !is_the_same {
        show_anew(state, out);
    }
    project::snapshot(state, out);
    out.persist();
    true
}

/// Tells judges what readers see now, where that is not what they saw before the switch.
fn show_anew(state: &mut State, out: &mut Out<'_>) {
    out.rewound(0);
    let reader = reader(state, out);
    let mark = state.volatile.projection.position;
    let shown = state.durable.feed.range(out.config().start_at.min(mark)..mark);
    let lines: Vec<Line> = shown.map(|(_, entry)| entry.record).collect();
    for line in lines {
        let read: Option<Event> = readable(state, reader, &line, out).and_then(Result::ok);
        if read.is_some() && !opening::is_of(&line, out) {
            out.installed(Layer::State, line.event.command, line.stream, line.version());
        }
    }
}
