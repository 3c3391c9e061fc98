//! Quorums, as in Dynamo: every account is held by N services; whoever is asked coordinates, reads
//! from R of them and writes to W of them.
//!
//! ```text
//!   client        service 0, coordinator      service 1        service 2      (N = 3, R = 2, W = 2)
//!     │ alice +50       │                         │                │
//!     ├────────────────▶│── what do you have? ───▶│                │
//!     │                 │── what do you have? ────┼───────────────▶│
//!     │                 │◀── =500, seen up to … ──┤                │   two of three: enough
//!     │                 │ 550, made of what was read               │
//!     │                 │── keep =550 ───────────▶│ disk           │
//!     │                 │── keep =550 ────────────┼──────── ✗      │
//!     │                 │◀───────────── it is ────┤                │   two of three have it
//!     │◀── ok, 550 ─────┤                         │                │
//!     │                 │     … later: a hash that differs, a read that repairs, a hint …
//! ```
//!
//! What it is worth depends on how R and W meet, and on who decides which of two versions stays:
//!
//! | setting | promises | does not promise |
//! | --- | --- | --- |
//! | R + W ≤ N | to answer with few copies up | that a read meets the last write: it misses it with chance C(N−W, R) / C(N, R) if copies are asked by chance |
//! | R + W > N | a read meets every acknowledged write | one moment for all: a write under way may be seen, and then not (regular, not atomic) |
//! | with write-back | and what was read once is never unread (ABD) | that two who read and then write do not overwrite each other: that needs consensus |
//! | sloppy | to take writes while the home copies are away | any of this: R and W need not meet |
//! | node clocks | | that the later of two writes stays |
//! | hybrid clocks | a write stays over all that its writer had read | that of two written at once both count: one is lost, and nobody is told |
//! | dotted vectors | both stay, side by side, with their authors | what they come to |
//!
//! A coordinator reads before it writes, so a deposit rests on what R copies had. The two steps are
//! not one: no setting here makes money safe under concurrent writes to one account, and no
//! conservation of money is promised. A transfer is two writes. That is what this way costs.
//!
//! Sources. DeCandia et al., *Dynamo: Amazon's Highly Available Key-value Store* (2007): ring,
//! sloppy quorum, hints, hash trees, siblings. Gifford, *Weighted Voting for Replicated Data*
//! (1979): R + W > N. Attiya, Bar-Noy and Dolev, *Sharing Memory Robustly in Message-Passing
//! Systems* (1995): why a read must write. Bailis et al., *Probabilistically Bounded Staleness*
//! (2012): how often a partial quorum is stale. For versions see `versions`.
//!
//! | question | file |
//! | --- | --- |
//! | how a coordinator reads and writes, what a copy does: the core | here |
//! | which version replaces which, what siblings come to | `versions` |
//! | how copies come to agree: hints, repair, hash trees | `agree` |
//! | what is kept | `state` |
//! | settings, messages, timers, facts | `words` |
//! | name, promises, goals, deliberate bugs | `entry` |
//! | what can be seen | `window` |

mod agree;
mod demos;
mod entry;
mod state;
mod versions;
mod window;
mod words;

pub use state::{Durable, Job, Part, Phase, Row, Volatile};
pub use versions::{Vector, Version};
pub use words::{Config, KNOBS, Message, OwnFact, Siblings, Timer, Wins};

use crate::base::arrange::Arrange;
use crate::base::ids::{AccountId, NodeId};
use crate::base::time::Span;
use crate::domain::bank::{Account, decide, look};
use crate::domain::{Context, Refusal, Reply, Request};
use crate::sim::protocol::{self, Label, Layer, Protocol, StateOf};
use crate::sim::show::{Lens, VisibleState};
use state::{ring, seen};
use versions::{Met, meet, newest, settle};

/// Copies by quorum; see the module.
#[derive(Clone, PartialEq, Debug)]
pub struct Quorum;

type State = StateOf<Quorum>;
type Out<'a> = protocol::Out<'a, Quorum>;

impl Protocol for Quorum {
    type Config = Config;
    type Volatile = Volatile;
    type Durable = Durable;
    type Message = Message;
    type Timer = Timer;
    type OwnFact = OwnFact;

    fn start(state: &mut State, out: &mut Out<'_>) {
        state.durable.begun += 1;
        if state.durable.begun == 1 {
            for (key, &opening) in (0..).map(AccountId).zip(out.genesis()) {
                let is_home = homes(key, out).any(|node| node == out.me());
                let row = is_home.then(|| Version::opening(opening)).into_iter().collect();
                state.durable.rows.push(row);
            }
        } else {
            out.removed(Layer::State, state.durable.taken);
            out.note(OwnFact::Began, state.durable.begun, 0);
        }
        state.volatile.last_job = u64::from(state.durable.begun) << 32;
        out.persist();
        out.set_timer(Timer::Begun, Span::ZERO);
        out.set_timer(Timer::Tick, out.config().every);
    }

    fn on_request(state: &mut State, request: Request, out: &mut Out<'_>) {
        begin(state, &request, out);
    }

    fn on_message(state: &mut State, from: NodeId, message: &Message, out: &mut Out<'_>) {
        match *message {
            Message::Get { job, key } => {
                settle_disk(state, out);
                let row = copy_of(state, key);
                out.send(from, Message::Got { job, key, row });
            }
            Message::Got { job, key, ref row } => found(state, job, key, from, row.clone(), out),
            Message::Put { job, key, ref row, hint } => {
                keep(state, key, row, hint, out);
                if job != 0 {
                    out.send(from, Message::Has { job, key });
                }
            }
            Message::Has { job, key } => has(state, job, key, from, out),
            Message::Handoff { key, ref version } => agree::on_handoff(state, from, key, **version, out),
            Message::Received { key, stamp } => agree::on_received(state, from, key, stamp, out),
            Message::Compare { ref places } => agree::on_compare(state, from, places, out),
            Message::Rows { leaf, ref rows, wants } => agree::on_rows(state, from, leaf, rows, wants, out),
        }
    }

    fn on_timer(state: &mut State, timer: Timer, out: &mut Out<'_>) {
        match timer {
            Timer::Begun => state.volatile.ready = true,
            Timer::Saved(changes) => state.volatile.saved = state.volatile.saved.max(changes),
            Timer::Look((job, key)) => {
                let row = copy_of(state, AccountId(key));
                found(state, job, AccountId(key), out.me(), row, out);
            }
            Timer::Kept((job, key)) => has(state, job, AccountId(key), out.me(), out),
            Timer::Late(job) => ask_others(state, job, out),
            Timer::GiveUp(job) => give_up(state, job, out),
            Timer::Tick => agree::tick(state, out),
        }
    }

    fn fingerprint(state: &State) -> u64 {
        state.durable.print
    }

    fn inspect(config: &Config, _me: NodeId, state: &State, lens: &Lens) -> VisibleState {
        window::inspect(config, state, lens)
    }

    fn describe(message: &Message) -> Label {
        message.label()
    }

    fn timer_number(timer: &Timer) -> u32 {
        timer.number()
    }

    fn heap(message: &Message) -> u64 {
        /// What a version takes in a message.
        const VERSION: u64 = 128;
        match message {
            Message::Got { row, .. } | Message::Put { row, .. } => row.len() as u64 * VERSION,
            Message::Rows { rows, .. } => rows.len() as u64 * (VERSION + 8),
            Message::Compare { places } => places.len() as u64 * 16,
            Message::Handoff { .. } => VERSION,
            _ => 0,
        }
    }

    fn weight(state: &State) -> usize {
        let jobs = state.volatile.jobs.values().map(|job| size_of::<Job>() + job.parts.len() * 512);
        let mine: usize = state.volatile.mine.values().map(|row| 64 + row.len() * size_of::<Version>()).sum();
        size_of::<State>() + jobs.sum::<usize>() + mine
    }

    fn settles(config: &Config) -> Span {
        config.patience.max(config.every)
    }
}

// ---- The coordinator ------------------------------------------------------------------------

/// A client asks: first of all, what do copies have?
fn begin(state: &mut State, request: &Request, out: &mut Out<'_>) {
    let Request { op, command, call, .. } = *request;
    if !state.volatile.ready {
        return out.reply(op, Reply::Refused(Refusal::Unavailable));
    }
    state.volatile.last_job += 1;
    let job = state.volatile.last_job;
    let parts: Vec<Part> = call.accounts().map(|key| Part::new(key, homes(key, out).collect())).collect();
    let keys: Vec<AccountId> = parts.iter().map(|part| part.key).collect();
    let begun = Job { op, command, call, since: out.clock(), phase: Phase::Reading, parts };
    state.volatile.jobs.insert(job, begun);
    // Its patience begins now, and others are asked now, however far behind its own disk is.
    out.set_timer(Timer::Late(job), Span(out.config().patience.0 / 3));
    out.set_timer(Timer::GiveUp(job), out.config().patience);
    let all: Vec<(AccountId, NodeId)> =
        keys.into_iter().flat_map(|key| homes(key, out).map(move |node| (key, node))).collect();
    get_all(state, job, all, out);
}

/// Asks copies; the own one, which may have to wait for its disk, comes last.
fn get_all(state: &mut State, job: u64, mut of: Vec<(AccountId, NodeId)>, out: &mut Out<'_>) {
    of.arrange_by_key(|(_, node)| *node == out.me());
    of.into_iter().for_each(|(key, node)| get(state, job, key, node, out));
}

/// Asks a copy, or looks at the own one.
fn get(state: &mut State, job: u64, key: AccountId, node: NodeId, out: &mut Out<'_>) {
    if node == out.me() {
        settle_disk(state, out);
        out.set_timer(Timer::Look((job, key.0)), Span::ZERO);
    } else {
        out.send(node, Message::Get { job, key });
    }
}

/// A copy has answered. With R answers about each account the operation goes on.
fn found(state: &mut State, id: u64, key: AccountId, from: NodeId, row: Row, out: &mut Out<'_>) {
    let Some(job) = state.volatile.jobs.get_mut(&id) else { return };
    let Some(part) = job.parts.iter_mut().find(|part| part.key == key) else { return };
    if part.found.iter().any(|(node, _)| *node == from) {
        return;
    }
    part.found.push((from, row));
    if job.phase != Phase::Reading {
        return agree::repair(job, out);
    }
    let wanted = match out.config().reads(out.services()) {
        _ if out.mutant("one-answer-is-enough") => 1,
        wanted => wanted,
    };
    if job.parts.iter().all(|part| part.found.len() >= wanted) {
        decide_on_what_was_found(state, id, out);
    }
}

/// All versions that were found of an account.
fn merged(part: &Part, out: &Out<'_>) -> Vec<Version> {
    let mut all = Vec::new();
    for version in part.found.iter().flat_map(|(_, row)| row.iter()) {
        meet(&mut all, *version, out.config().wins);
    }
    all
}

/// Answers a read, or makes a write of what was found and sends it to all copies.
fn decide_on_what_was_found(state: &mut State, id: u64, out: &mut Out<'_>) {
    let Some(job) = state.volatile.jobs.get(&id) else { return };
    let (op, call, command) = (job.op, job.call, job.command);
    let rows: Vec<(AccountId, Vec<Version>)> =
        job.parts.iter().map(|part| (part.key, merged(part, out))).collect();
    let mut accounts = Vec::new();
    for (key, row) in &rows {
        let opening = out.genesis().get(key.index()).copied();
        let balance = settle(row, opening, out.config());
        let stamp = newest(row).map_or(0, |it| it.stamp);
        let account = Account { open: balance.is_some(), balance: balance.unwrap_or(0), version: stamp };
        accounts.push((*key, account));
        if call.is_read() || call.decided_on().any(|it| it == *key) {
            out.observed(Layer::State, op, *key, stamp);
        }
    }
    if call.is_read() {
        let answer = look(accounts.as_slice(), &call);
        let reply = answer.map(|answer| Reply::Done { answer, context: Context::default() });
        let reply = reply.unwrap_or_else(Reply::Refused);
        if out.config().write_back && !out.mutant("write-back-is-forgotten") {
            return write(state, id, rows, reply, out);
        }
        return finish(state, id, reply, out);
    }
    // The same command came before, by a retry or a double click, where a version of it is still to be
    // seen. Of a transfer one half may be seen and the other not.
    let done = |key| rows.iter().find(|(it, _)| *it == key)?.1.iter().find(|it| it.command == command);
    if let Some(done) = done(call.account()) {
        let (reply, stamp) = (Reply::done(done.value, Context::default()), done.stamp);
        out.observed(Layer::State, op, call.account(), stamp);
        return write(state, id, rows, reply, out);
    }
    let is_half_done = call.accounts().any(|key| done(key).is_some());
    let events = match decide(accounts.as_slice(), &call) {
        Ok(events) => events,
        Err(_) if is_half_done => return finish(state, id, Reply::Unknown, out),
        Err(why) => return finish(state, id, Reply::Refused(why), out),
    };
    let (mut sent, rule) = (Vec::new(), out.config().wins);
    let mut reply = Reply::Unknown;
    for event in events.as_slice() {
        let Some(at) = accounts.iter().position(|(key, _)| *key == event.account()) else { continue };
        let (key, account) = accounts[at];
        if done(key).is_some() {
            sent.push((key, rows[at].1.clone()));
            continue;
        }
        let mut version = stamped(state, &rows[at].1, out);
        (version.value, version.change) = (account.balance + event.change(), event.change());
        version.command = command;
        if key == call.account() {
            reply = Reply::done(version.value, Context::default());
            out.observed(Layer::State, op, key, version.stamp);
        }
        // What it wrote to this account a moment ago, and this one has not seen, goes along: a
        // reader's vector then never claims more of this coordinator than the reader was given.
        let mine = state.volatile.mine.entry(key).or_default();
        version = version.with_vector(mine, rule);
        mine.retain(|it| !version.replaces(it, rule));
        mine.push(version);
        let row = if rule == Wins::Dotted { mine.clone() } else { vec![version] };
        sent.push((key, row));
    }
    write(state, id, sent, reply, out);
}

/// A new version, made of others: its past is what they have seen, and its stamp is above theirs
/// unless stamps are the bare clock.
fn stamped(state: &mut State, made_of: &[Version], out: &Out<'_>) -> Version {
    state.volatile.written += 1;
    let begun = state.durable.begun;
    let is_bare = out.config().wins == Wins::Clock || out.mutant("stamps-forget-what-was-read");
    let read = if is_bare { 0 } else { newest(made_of).map_or(0, |it| it.stamp) };
    let last = if is_bare { 0 } else { state.volatile.stamp };
    let clock = (out.clock().0 / 1_000) << 32;
    // The count begins anew with every millisecond that is later than all that is known.
    let known = read.max(last) & !0xffff;
    let ahead = if clock > known { clock } else { known + 0x1_0000 };
    let unique = if is_bare { u64::from(state.volatile.written & 0xffff) << 16 } else { 0 };
    let stamp = ahead | unique | u64::from(begun & 0x1fff) << 3 | u64::from(out.me().0);
    state.volatile.stamp = stamp;
    let dot = begun << 16 | (state.volatile.written & 0xffff);
    let (author, past) = (out.me(), seen(made_of));
    Version { stamp, author, dot, past, ..Version::opening(0) }
}

/// Sends versions to all copies of their accounts; the client is told when W of each have them.
fn write(state: &mut State, id: u64, rows: Vec<(AccountId, Vec<Version>)>, reply: Reply, out: &mut Out<'_>) {
    let Some(job) = state.volatile.jobs.get_mut(&id) else { return };
    let is_read = job.call.is_read();
    job.phase = Phase::Writing(reply);
    let mut to = Vec::new();
    for (key, row) in rows {
        let Some(part) = job.parts.iter_mut().find(|part| part.key == key) else { continue };
        let row: Row = row.into();
        // Who answered with all of it has it.
        let all = part.found.iter().filter(|(_, found)| row.iter().all(|it| found.contains(it)));
        part.has = all.map(|(node, _)| *node).collect();
        part.sent = Some(row.clone());
        let lack: Vec<NodeId> = homes(key, out).filter(|node| !part.has.contains(node)).collect();
        if is_read && !lack.is_empty() {
            out.note(OwnFact::WroteBack, key.0, lack.len() as u32);
        }
        to.extend(lack.into_iter().map(|node| (key, row.clone(), node)));
    }
    if out.mutant("one-copy-is-enough") {
        to.truncate(1);
    }
    // What others are sent does not wait for this disk.
    to.arrange_by_key(|(_, _, node)| *node == out.me());
    for (key, row, node) in to {
        put(state, id, key, &row, node, None, out);
    }
    confirm(state, id, out);
}

/// Sends versions to a copy, or keeps them in the own one.
fn put(
    state: &mut State,
    job: u64,
    key: AccountId,
    row: &Row,
    node: NodeId,
    hint: Option<NodeId>,
    out: &mut Out<'_>,
) {
    if node == out.me() {
        keep(state, key, row, hint, out);
        out.set_timer(Timer::Kept((job, key.0)), Span::ZERO);
    } else {
        out.send(node, Message::Put { job, key, row: row.clone(), hint });
    }
}

/// A copy has on its disk what it was sent.
fn has(state: &mut State, id: u64, key: AccountId, from: NodeId, out: &mut Out<'_>) {
    let Some(job) = state.volatile.jobs.get_mut(&id) else { return };
    let part = job.parts.iter_mut().find(|part| part.key == key);
    if let Some(part) = part.filter(|part| part.sent.is_some() && !part.has.contains(&from)) {
        part.has.push(from);
        confirm(state, id, out);
    }
}

/// Tells the client once W copies of each account have what was sent.
fn confirm(state: &mut State, id: u64, out: &mut Out<'_>) {
    let Some(job) = state.volatile.jobs.get(&id) else { return };
    let Phase::Writing(reply) = &job.phase else { return };
    let wanted = match out.config().writes(out.services()) {
        _ if out.mutant("one-copy-is-enough") => 1,
        wanted => wanted,
    };
    if job.parts.iter().filter(|part| part.sent.is_some()).all(|part| part.has.len() >= wanted) {
        let reply = reply.clone();
        finish(state, id, reply, out);
    }
}

/// Tells the client. The job stays until its patience is over, for copies that are late.
fn finish(state: &mut State, id: u64, reply: Reply, out: &mut Out<'_>) {
    let Some(job) = state.volatile.jobs.get_mut(&id) else { return };
    job.phase = Phase::Over;
    out.reply(job.op, reply);
    agree::repair(job, out);
}

/// Some copies are silent: the next services on the ring take their places, where that is set.
fn ask_others(state: &mut State, id: u64, out: &mut Out<'_>) {
    let Some(job) = state.volatile.jobs.get(&id).filter(|_| out.config().sloppy) else { return };
    let (mut gets, mut puts) = (Vec::new(), Vec::new());
    for part in &job.parts {
        let others = ring(part.key, out.services()).skip(homes(part.key, out).count());
        let answered = |node: &NodeId| part.found.iter().any(|(from, _)| from == node);
        match &part.sent {
            Some(row) => {
                let silent = homes(part.key, out).filter(|node| !part.has.contains(node));
                puts.extend(silent.zip(others).map(|(home, other)| (part.key, row.clone(), other, home)));
            }
            None if job.phase == Phase::Reading => {
                let silent = homes(part.key, out).filter(|node| !answered(node)).count();
                gets.extend(others.take(silent).map(|other| (part.key, other)));
            }
            None => {}
        }
    }
    if !gets.is_empty() {
        // What it will write meets the same silence.
        out.set_timer(Timer::Late(id), Span(out.config().patience.0 / 3));
    }
    get_all(state, id, gets, out);
    puts.arrange_by_key(|(_, _, node, _)| *node == out.me());
    for (key, row, node, home) in puts {
        put(state, id, key, &row, node, Some(home), out);
    }
}

/// The patience is over. What was sent may be on some disks, and may spread: nobody knows.
fn give_up(state: &mut State, id: u64, out: &mut Out<'_>) {
    let Some(job) = state.volatile.jobs.remove(&id) else { return };
    let confirmed = job.parts.iter().map(|part| part.has.len()).min().unwrap_or(0) as u32;
    let reply = match job.phase {
        Phase::Over => return,
        Phase::Reading => Reply::Refused(Refusal::Unreachable),
        Phase::Writing(_) if job.call.is_read() => Reply::Refused(Refusal::Unreachable),
        Phase::Writing(_) if out.config().honest => Reply::Unknown,
        Phase::Writing(_) => Reply::Refused(Refusal::Unreachable),
    };
    out.note(OwnFact::GaveUp, job.call.account().0, confirmed);
    out.reply(job.op, reply);
}

// ---- A copy ---------------------------------------------------------------------------------

/// The services that are to hold an account.
fn homes(key: AccountId, out: &Out<'_>) -> impl Iterator<Item = NodeId> + use<> {
    let services = out.services();
    ring(key, services).take(usize::from(out.config().copies(services)))
}

/// What this service has of an account, its own or kept for another.
fn copy_of(state: &State, key: AccountId) -> Row {
    let own = state.durable.row(key).iter();
    let kept = state.durable.hints.iter().filter(|(_, of, _)| *of == key).map(|(_, _, version)| version);
    own.chain(kept).copied().collect()
}

/// Effects that are asked for afterwards wait until everything that it keeps is on disk: nobody may
/// be told what a crash could take back.
fn settle_disk(state: &mut State, out: &mut Out<'_>) {
    let own = &mut state.volatile;
    if own.saved == own.changes || out.mutant("acknowledges-before-saved") {
        return;
    }
    if own.under_way == own.changes {
        // What it waits for is on its way: writing it again would only make a slow disk slower.
        return out.wait_for_disk();
    }
    own.under_way = own.changes;
    out.persist();
    out.set_timer(Timer::Saved(own.changes), Span::ZERO);
}

/// Keeps versions, in its own place or in that of another; what follows waits for the disk.
fn keep(state: &mut State, key: AccountId, row: &[Version], hint: Option<NodeId>, out: &mut Out<'_>) {
    for version in row {
        match hint {
            Some(home) => agree::keep_for(state, home, key, *version, out),
            None => _ = take(state, key, *version, out),
        }
    }
    settle_disk(state, out);
}

/// Takes a version among those that it has; says whether it is new here.
fn take(state: &mut State, key: AccountId, version: Version, out: &mut Out<'_>) -> bool {
    while state.durable.rows.len() <= key.index() {
        state.durable.rows.push(Vec::new());
    }
    let Some(row) = state.durable.rows.get_mut(key.index()) else { return false };
    let print = |row: &[Version]| row.iter().fold(0, |sum, it| sum ^ it.print().rotate_left(key.0 % 64));
    let before = print(row);
    let met = if out.mutant("the-last-to-come-wins") && !row.contains(&version) {
        *row = vec![version];
        Met::Kept(0)
    } else {
        meet(row, version, out.config().wins)
    };
    let (after, many) = (print(row), row.len() as u32);
    match met {
        Met::Known => return false,
        Met::Overridden(by) => {
            state.volatile.overridden += 1;
            out.note(OwnFact::Overridden, key.0, u32::from(by.0));
            return false;
        }
        Met::Kept(lost) => {
            state.volatile.overridden += lost;
            for _ in 0..lost {
                out.note(OwnFact::Overridden, key.0, u32::from(version.author.0));
            }
        }
    }
    state.durable.print ^= before ^ after;
    state.durable.taken += 1;
    out.installed(Layer::State, version.command, key, version.stamp);
    if many > 1 {
        out.note(OwnFact::Siblings, key.0, many);
    }
    state.volatile.changes += 1;
    true
}

#[cfg(test)]
mod tests;
