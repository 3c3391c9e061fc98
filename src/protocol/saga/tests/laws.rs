//! What holds of every saga, whatever happens to it: the pure part, by chance.

use crate::base::ids::{AccountId, CommandId, NodeId, OpId};
use crate::base::time::Time;
use crate::domain::{Accounts, Call, Refusal};
use crate::protocol::knob::{Kind as Knob, Setting, Settings};
use crate::protocol::saga::message::Done;
use crate::protocol::saga::plan::{Phase, Saga};
use crate::protocol::saga::steps::steps;
use crate::protocol::saga::{Config, KNOBS, Kind};
use proptest::prelude::*;

fn config(draws: &[u8]) -> Config {
    let mut settings = Settings::default();
    for (knob, draw) in KNOBS.iter().zip(draws) {
        let to = match knob.kind {
            Knob::Switch { .. } => Setting::Switch(draw % 2 == 0),
            Knob::Choice { options, .. } => {
                Setting::Choice(options[usize::from(*draw) % options.len()].0.to_owned())
            }
            Knob::Number { default, .. } => Setting::Number(default),
        };
        settings.0.insert(knob.name.to_owned(), to);
    }
    Config::from(&settings)
}

fn call(which: u8) -> Call {
    let [a, b, c] = [0, 1, 2].map(AccountId);
    match which % 4 {
        0 => Call::Transfer { from: a, to: b, amount: 5 },
        1 => Call::Transfer { from: c, to: b, amount: 5 },
        2 => Call::WithdrawJointly { account: b, with: a, amount: 5 },
        _ => Call::Audit { accounts: Accounts::new(&[b, a, c]).expect("three") },
    }
}

proptest! {
    /// Every saga ends; forwards each step once, backwards those that were done, the last one first;
    /// and what cannot be undone is undone by nobody.
    #[test]
    fn a_saga_ends_and_goes_back_the_way_it_came(
        draws in prop::collection::vec(0..12u8, KNOBS.len()),
        which in 0..4u8,
        answers in prop::collection::vec(0..10u8, 40),
        late in 0..12usize,
    ) {
        let config = config(&draws);
        let mut saga = Saga {
            op: OpId(0), command: CommandId(0), call: call(which), home: NodeId(0), since: Time(0),
            done: Vec::new(), phase: Phase::Do, at: 0, why: None, parked: false, turn: 0,
        };
        let all = steps(&saga.call, &config);
        let (mut forwards, mut backwards, mut n) = (Vec::new(), Vec::new(), 0);
        while let Some(order) = saga.order(&config) {
            n += 1;
            prop_assert!(n <= 3 * all.len() + 2, "it ends");
            prop_assert_eq!((order.kind, order.account), all[usize::from(order.step)]);
            if n == late && saga.cancel(&config) {
                continue;
            }
            let refused = order.phase == Phase::Do && answers[n % answers.len()] == 0;
            match order.phase {
                Phase::Do if !refused => forwards.push(order.step),
                Phase::Undo => backwards.push(order.step),
                _ => {}
            }
            prop_assert!(order.phase != Phase::Undo || !matches!(order.kind, Kind::Ship | Kind::Whole));
            let done = Done { version: n as u64, balance: 1_000 };
            saga.advance(if refused { Err(Refusal::Conflict) } else { Ok(done) }, &config);
        }
        prop_assert!(forwards.windows(2).all(|pair| pair[0] + 1 == pair[1]), "{:?}", forwards);
        prop_assert!(backwards.windows(2).all(|pair| pair[0] > pair[1]), "{:?}", backwards);
        prop_assert_eq!(saga.why.is_some(), saga.phase == Phase::Undo);
        if saga.phase == Phase::Confirm {
            prop_assert_eq!(forwards.len(), all.len());
        } else {
            let moved = |step: &&u8| matches!(all[usize::from(**step)].0, Kind::Debit | Kind::Credit);
            prop_assert!(forwards.iter().filter(moved).all(|step| backwards.contains(step)), "{:?} {:?}", forwards, backwards);
        }
        prop_assert!(saga.outcome(&config).is_some(), "its client can be told");
    }

    /// Where sagas lock in the order of accounts, no two of them can wait for each other.
    #[test]
    fn accounts_are_touched_in_order_where_that_is_set(draws in prop::collection::vec(0..12u8, KNOBS.len()), which in 0..4u8) {
        let config = Config { semantic_lock: true, lock_order: true, ..config(&draws) };
        let mut seen: Vec<AccountId> = Vec::new();
        for (_, account) in steps(&call(which), &config).into_iter().filter(|(kind, _)| *kind != Kind::Ship) {
            if !seen.contains(&account) {
                prop_assert!(seen.last().is_none_or(|last| *last < account), "{:?}", seen);
                seen.push(account);
            }
        }
    }
}
