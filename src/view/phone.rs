//! The phone of one client at a moment: what it was told last and before, and beside its frame what
//! only the lab knows.

use super::{names, narrate, numbers};
use crate::base::text::Language;
use crate::base::time::Time;
use crate::lab::experiment::Experiment;
use crate::lab::frame::{Frame, OperationFrame};
use crate::lab::stale::StaleRead;
use crate::sim::trace::Outcome;

/// Whose phone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Whose {
    /// A client of the workload.
    Client(u32),
    /// Whoever asked last.
    Last,
}

/// What the lab knows of the last answer, and the client cannot know.
#[derive(Clone, PartialEq, Debug)]
pub enum Knows {
    /// No answer is there yet.
    Waits,
    /// Nothing newer had been acknowledged.
    Newest,
    /// It is done.
    Written,
    /// It is surely not done.
    Refused,
    /// It may be done or not.
    Unknown,
    /// Something newer had been acknowledged before it asked.
    Stale(StaleRead),
}

/// One line of what was asked before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// When it was asked.
    pub at: Time,
    /// What was asked, in words.
    pub what: String,
    /// What was answered: an amount, or a sign.
    pub got: String,
}

/// What a phone shows.
#[derive(Clone, PartialEq, Debug)]
pub struct Phone {
    /// The client; nothing for the person at the page.
    pub client: Option<u32>,
    /// The service that was asked last, by its name.
    pub node: &'static str,
    /// The account on the screen, by its name.
    pub account: String,
    /// What was asked last, in words.
    pub asked: String,
    /// What stands there large: a balance; "…" while it waits, "?" where nobody knows, "—" where
    /// nothing was done.
    pub big: String,
    /// What is said below: how it ended and, where it was refused, why.
    pub said: String,
    /// What was answered before, the latest first; at most three.
    pub before: Vec<Line>,
    /// What only the lab knows.
    pub knows: Knows,
}

/// What the phone shows at the frame's moment; nothing before its client asked for anything.
pub fn phone(frame: &Frame, experiment: &Experiment, whose: Whose, language: Language) -> Option<Phone> {
    let last = &frame.clients.last;
    let client = match whose {
        Whose::Client(client) => Some(client),
        Whose::Last => last.last()?.client,
    };
    let mut mine = last.iter().rev().filter(|asked| asked.client == client);
    let asked = mine.next()?;
    let money = |asked: &OperationFrame| match (asked.outcome, &asked.balances[..]) {
        (None, _) => "…".to_owned(),
        (Some(Outcome::Ok), []) => "✓".to_owned(),
        (Some(Outcome::Ok), all) => {
            let all: Vec<String> = all.iter().map(|&it| numbers::money(it, experiment.decimals)).collect();
            all.join(" + ")
        }
        (Some(Outcome::Fail), _) => "—".to_owned(),
        (Some(Outcome::Info), _) => "?".to_owned(),
    };
    let line = |asked: &OperationFrame| Line {
        at: asked.at,
        what: narrate::call(&asked.call, experiment, language),
        got: money(asked),
    };
    let said = match (asked.outcome, asked.refusal) {
        (None, _) => String::new(),
        (Some(_), Some(why)) => narrate::refusal(why, language),
        (Some(outcome), None) => narrate::outcome(outcome, language),
    };
    let knows = match (asked.outcome, asked.stale) {
        (_, Some(read)) => Knows::Stale(read),
        (None, None) => Knows::Waits,
        (Some(Outcome::Ok), None) if asked.call.is_read() => Knows::Newest,
        (Some(Outcome::Ok), None) => Knows::Written,
        (Some(Outcome::Fail), None) => Knows::Refused,
        (Some(Outcome::Info), None) => Knows::Unknown,
    };
    // As many accounts as there are balances: who pays is told his own, and not what the other has.
    let many = match &asked.balances[..] {
        [] if asked.call.is_read() => usize::MAX,
        told => told.len().max(1),
    };
    Some(Phone {
        client,
        node: names::node(asked.node, &experiment.cast(), language),
        account: asked
            .call
            .accounts()
            .take(many)
            .map(|it| names::account(it, experiment))
            .collect::<Vec<_>>()
            .join(" + "),
        asked: narrate::call(&asked.call, experiment, language),
        big: money(asked),
        said,
        before: mine.take(3).map(line).collect(),
        knows,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::frame::{Camera, build};
    use crate::lab::timeline::Timeline;
    use crate::lesson::opening;

    #[test]
    fn it_shows_only_what_its_client_was_told_and_beside_it_what_the_lab_knows() {
        let experiment = opening::experiment();
        let mut timeline = Timeline::open(experiment.clone(), Vec::new());
        while timeline.advance(100_000) {}
        let mut at = |ms: u64| {
            let branch = timeline.look(0);
            branch.seek_time(Time(ms * 1_000));
            let frame = build(&experiment, 0, branch, &Camera::default());
            phone(&frame, &experiment, Whose::Client(opening::CLIENT), Language::En)
        };
        assert_eq!(at(390), None, "nothing was asked yet");
        let told = |seen: &Option<Phone>| {
            seen.as_ref().map(|it| (it.node, it.account.clone(), it.big.clone(), it.before.len()))
        };
        let is = |node, big: &str, before| Some((node, "alice".to_owned(), big.to_owned(), before));
        assert_eq!(told(&at(450)), is("Hangzhou", "550", 0));
        let wrong = at(660);
        assert_eq!(told(&wrong), is("Shanghai", "500", 1));
        assert!(matches!(wrong.map(|it| it.knows), Some(Knows::Stale(read)) if read.newest == 550));
        let healed = at(1_250);
        assert_eq!(told(&healed), is("Shanghai", "550", 2));
        assert_eq!(healed.map(|it| it.knows), Some(Knows::Newest));
    }

    /// Two stand in the question, and one balance in the answer: whose it is is said.
    #[test]
    fn who_transfers_is_told_his_own_balance_and_not_that_of_both() {
        use crate::lab::script::{self, ALICE, BOB, Script, audit, transfer};
        let of = |call| {
            let script = Script::default().lasts(2_000).at(500).ask_as(0, 0, call);
            let experiment = script::experiment(crate::protocol::catalog::ENTRIES[0].name, &script);
            let mut timeline = Timeline::open(experiment.clone(), Vec::new());
            while timeline.advance(100_000) {}
            let branch = timeline.look(0);
            branch.seek_time(Time(1_900_000));
            let frame = build(&experiment, 0, branch, &Camera::default());
            let seen = phone(&frame, &experiment, Whose::Client(0), Language::En).expect("it asked");
            (seen.account, seen.big)
        };
        let is = |account: &str, big: &str| (account.to_owned(), big.to_owned());
        assert_eq!(of(transfer(ALICE, BOB, 40)), is("alice", "460"));
        assert_eq!(of(audit(&[ALICE, BOB])), is("alice + bob", "500 + 300"));
    }
}
