//! What a transaction costs, in closed form: messages and forced writes of the receipt.
//!
//! Messages and log writes of the two phases are those of Mohan, Lindsay and Obermarck, *Transaction
//! Management in the R\* Distributed Database Management System* (TODS 11(4), 1986), sections 2 and
//! 3: a coordinator and its subordinates, for the basic protocol (here: presumed nothing), presumed
//! abort and presumed commit. Around them there are two messages between the client's service and
//! the coordinator, and two for the work of each participant. Gray and Lamport count 3N − 1 messages
//! and N + 1 forced writes (*Consensus on Transaction Commit*, 2006, section 3): without
//! acknowledgements and what is forced before them, and with a coordinator beside one participant.
//! The rest is one write with which the coordinator starts.

use super::*;
use crate::domain::{Accounts, Call};
use crate::lab::script::transfer;

/// What one transaction takes: messages, forced writes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Cost {
    messages: u32,
    writes: u32,
}

/// The start of the coordinator.
const START: u32 = 1;

fn cost(script: &Script) -> Cost {
    let costs = script.run().receipt.costs;
    Cost { messages: costs.messages, writes: costs.forced_writes }
}

/// How many of the participants vote how.
#[derive(Clone, Copy, Debug)]
struct Votes {
    yes: u32,
    read_only: u32,
    no: u32,
}

/// The closed forms.
fn form(presumes: &str, Votes { yes, read_only, no }: Votes) -> Cost {
    let n = yes + read_only + no;
    let commits = no == 0 && yes > 0;
    // Prepare and vote for everybody; the decision for whoever said yes.
    let first = 2 * n;
    let second = if no == 0 && yes == 0 { 0 } else { yes };
    let acks = match (presumes, commits) {
        ("nothing", _) | ("abort", true) | ("commit", false) => second,
        _ => 0,
    };
    let initiation = u32::from(presumes == "commit");
    let decision = u32::from(commits || (no > 0 && presumes == "nothing"));
    // A prepared record for each yes, and one of the end for each acknowledgement; in the basic
    // protocol a no is forced, too.
    let refusals = if presumes == "nothing" { no } else { 0 };
    Cost {
        messages: 2 + 2 * n + first + second + acks,
        writes: START + initiation + decision + yes + acks + refusals,
    }
}

fn accounts(n: u32) -> Vec<AccountId> {
    (0..n).map(AccountId).collect()
}

/// So many services, each of which owns one account; the client's is beside them.
fn stage(presumes: &str, n: u32) -> Script {
    let stage = story().lasts(4_000).set("presumes", presumes).set("one_phase", false).nodes(6);
    // The fourth account and the fifth are opened by their owners, alone.
    let open =
        |s: Script, account: u32| s.at(10).submit(account as u16, Call::Open { account: AccountId(account) });
    (3..n.max(3)).fold(stage, open)
}

const VARIANTS: [&str; 3] = ["nothing", "abort", "commit"];

/// What opening the accounts beyond the third costs.
fn opening(presumes: &str, n: u32) -> Cost {
    let one = form(presumes, Votes { yes: 1, read_only: 0, no: 0 });
    let count = n.saturating_sub(3);
    Cost { messages: count * one.messages, writes: count * (one.writes - START) }
}

#[test]
fn one_who_writes_costs_what_the_forms_say() {
    for presumes in VARIANTS {
        let deposit = Call::Deposit { account: AccountId(0), amount: 5 };
        let votes = Votes { yes: 1, read_only: 0, no: 0 };
        assert_eq!(cost(&stage(presumes, 1).at(600).submit(5, deposit)), form(presumes, votes), "{presumes}");
        let votes = Votes { yes: 0, read_only: 0, no: 1 };
        let withdraw = Call::Withdraw { account: AccountId(0), amount: 5_000 };
        assert_eq!(
            cost(&stage(presumes, 1).at(600).submit(5, withdraw)),
            form(presumes, votes),
            "{presumes}"
        );
    }
}

#[test]
fn two_who_write_cost_what_the_forms_say_commit_and_abort() {
    for presumes in VARIANTS {
        for (amount, yes, no) in [(40, 2, 0), (40_000, 1, 1)] {
            let votes = Votes { yes, read_only: 0, no };
            let script = stage(presumes, 2).at(600).submit(5, transfer(AccountId(0), AccountId(1), amount));
            assert_eq!(cost(&script), form(presumes, votes), "{presumes} {votes:?}");
        }
    }
}

/// Those who only read vote like the others where they are not spared, so that any number of
/// participants can be had.
#[test]
fn any_number_of_participants_costs_what_the_forms_say() {
    for presumes in VARIANTS {
        for n in 1..=5 {
            let audit = Call::Audit { accounts: Accounts::new(&accounts(n)).expect("at most five") };
            let before = opening(presumes, n);
            let rest = |cost: Cost| Cost {
                messages: cost.messages - before.messages,
                writes: cost.writes - before.writes,
            };
            for read_only in [true, false] {
                let votes = if read_only {
                    Votes { yes: 0, read_only: n, no: 0 }
                } else {
                    Votes { yes: n, read_only: 0, no: 0 }
                };
                let script = stage(presumes, n).set("read_only", read_only).at(600).submit(5, audit);
                assert_eq!(rest(cost(&script)), form(presumes, votes), "{presumes} {votes:?}");
            }
        }
        // One writes and the other only covers it.
        let jointly = Call::WithdrawJointly { account: AccountId(0), with: AccountId(1), amount: 600 };
        let votes = Votes { yes: 1, read_only: 1, no: 0 };
        assert_eq!(cost(&stage(presumes, 2).at(600).submit(5, jointly)), form(presumes, votes), "{presumes}");
    }
}

/// An abort with any number who have said yes: one of them has lost its locks in a crash, and says
/// no without a record.
#[test]
fn an_abort_of_any_number_costs_what_the_forms_say() {
    for presumes in VARIANTS {
        for n in 2..=5 {
            let audit = Call::Audit { accounts: Accounts::new(&accounts(n)).expect("at most five") };
            let script = stage(presumes, n).set("read_only", false).set("retries", 0_u64);
            // Its locks are there at 620, and it has to vote at 640.
            let script = script.at(600).submit(5, audit).at(625).crash(0).at(630).restart(0);
            let (cost, before) = (cost(&script), opening(presumes, n));
            let form = form(presumes, Votes { yes: n - 1, read_only: 0, no: 1 });
            let refusal = u32::from(presumes == "nothing");
            let expected = Cost {
                messages: form.messages + before.messages,
                writes: form.writes + before.writes - refusal,
            };
            assert_eq!(cost, expected, "{presumes} {n}");
        }
    }
}

#[test]
fn the_forms_are_those_of_the_papers() {
    for n in 1..=5 {
        let all = Votes { yes: n, read_only: 0, no: 0 };
        let phases = |presumes: &str, votes: Votes| {
            let Cost { messages, writes } = form(presumes, votes);
            (messages - 2 - 2 * (votes.yes + votes.read_only + votes.no), writes - START)
        };
        // Basic and presumed abort: prepare, vote, decision, acknowledgement; a commit record of
        // the coordinator, a prepared and a commit record of each participant.
        assert_eq!(phases("nothing", all), (4 * n, 1 + 2 * n));
        assert_eq!(phases("abort", all), (4 * n, 1 + 2 * n));
        // Presumed commit: no acknowledgement, no forced commit record of participants; the
        // initiation record before.
        assert_eq!(phases("commit", all), (3 * n, 2 + n));
        // Nobody has written: presumed abort forces nothing at all.
        let none = Votes { yes: 0, read_only: n, no: 0 };
        assert_eq!(phases("abort", none), (2 * n, 0));
        assert_eq!(phases("commit", none), (2 * n, 1));
        // Gray and Lamport: without acknowledgements and what is forced before them, and with the
        // first participant beside the coordinator, which asks it nothing.
        let (messages, writes) = phases("abort", all);
        assert_eq!((messages - n - 1, writes - n), (3 * n - 1, n + 1));
    }
}
