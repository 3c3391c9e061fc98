//! The budget of a search bounds everything that is done for a verdict, its witness too.

use super::machine::{Build, Table};
use super::task::Task;
use super::{Order, explained};
use crate::check::history::{Complaint, History, Operation, Outcome, Place};
use crate::check::judge::{MEMORY, Question};
use crate::check::spec::{Bank, BankCall, Kind, Queue, Spec};
use crate::check::value::Value;
use crate::check::verdict::{Verdict, Why};
use std::cell::Cell;

/// A bank that counts the parts of all states that its steps made.
struct Counting {
    bank: Bank,
    parts: Cell<u64>,
}

impl Spec for Counting {
    type Call = BankCall;
    type State = <Bank as Spec>::State;
    const BY_KEY: bool = false;
    const FINITE: bool = false;

    fn initial(&self) -> Self::State {
        self.bank.initial()
    }

    fn call(&self, operation: &Operation) -> Result<Option<BankCall>, Complaint> {
        self.bank.call(operation)
    }

    fn step(&self, state: &Self::State, call: &BankCall) -> Option<Self::State> {
        self.parts.set(self.parts.get() + 1 + state.len() as u64);
        self.bank.step(state, call)
    }

    fn observes(&self, call: &BankCall) -> bool {
        self.bank.observes(call)
    }

    fn forget(&self, call: &BankCall) -> Option<BankCall> {
        self.bank.forget(call)
    }

    fn size(&self, state: &Self::State) -> usize {
        state.len()
    }
}

impl Build for Counting {
    type Machine<'a> = Table<'a, Counting>;

    fn machine<'a>(&'a self, calls: &'a [BankCall], task: &Task) -> Self::Machine<'a> {
        Table::new(self, calls, task.calls())
    }

    fn anywhere(&self, _: &[BankCall]) -> Option<Vec<Counting>> {
        None
    }
}

/// What a judge says of deposits of even amounts, each after the one before, and a read of an odd
/// balance; and how many parts of states were made for it.
fn judged(deposits: u64, accounts: i64, order: Order, budget: u64) -> (Verdict, u64) {
    let operation = |f: &str, key: i64, asked: Value, told: Value, invoked: u64| Operation {
        process: 0,
        f: f.into(),
        key: Some(Value::Int(key)),
        asked,
        told,
        invoked,
        returned: Some(invoked + 1),
        outcome: Outcome::Ok,
        place: Place::default(),
    };
    let deposit =
        |n: u64| operation("deposit", n as i64 % accounts, Value::Int(2 << (n % 40)), Value::Nil, 2 * n);
    let mut operations: Vec<Operation> = (0..deposits).map(deposit).collect();
    operations.push(operation("read", 0, Value::Nil, Value::Int(7), 2 * deposits));
    let history = History::new(operations);
    let initial = (0..accounts).map(|account| (Value::Int(account), 0)).collect();
    let spec = Counting { bank: Bank { initial: Some(initial) }, parts: Cell::new(0) };
    let question = Question { history: &history, kind: Kind::Bank, initial: None, budget, memory: MEMORY };
    let verdict = explained(&spec, &question, order).expect("a history of a bank");
    (verdict, spec.parts.get())
}

/// Whatever is forgotten may have happened or not: each attempt to make this witness small has as
/// many orders to try as there are sets of deposits. Once such attempts took five million steps for
/// any budget, and a step counted as one whatever it had to copy.
#[test]
fn a_budget_bounds_the_work_for_a_witness_and_what_each_step_copies() {
    for (order, accounts) in [(Order::Time, 1), (Order::Time, 30), (Order::Program, 1), (Order::Program, 30)]
    {
        for budget in [20_000, 80_000] {
            let (verdict, parts) = judged(60, accounts, order, budget);
            assert_eq!(verdict.word(), "violated", "{order:?}, {accounts} accounts");
            // The search and its witness share the budget, eight parts are one step, and what was
            // begun is finished.
            assert!(
                parts <= 9 * budget,
                "{order:?}, {accounts} accounts, a budget of {budget}: {parts} parts were made"
            );
        }
    }
}

/// Texts of two thousand letters, put in by forty at once and taken out again, one of which nobody
/// found.
/// Once each state of the search had letters of its own.
#[test]
fn what_a_search_keeps_is_bounded_and_unknown_says_so() {
    let text = |n: u64| Value::text(format!("{n}{}", "x".repeat(2_000)));
    let operation = |f: &str, n: u64, asked: Value, told: Value, invoked: u64, returned: u64| Operation {
        process: n,
        f: f.into(),
        key: None,
        asked,
        told,
        invoked,
        returned: Some(returned),
        outcome: Outcome::Ok,
        place: Place::default(),
    };
    let put = |n| operation("enqueue", n, text(n), Value::Nil, n, 100);
    let taken = |n| {
        let told = if n == 39 { Value::Nil } else { text(n * 7 % 40) };
        operation("dequeue", n, Value::Nil, told, 200 + n, 300)
    };
    let history = History::new((0..40).map(put).chain((0..40).map(taken)).collect());
    let question =
        |budget, memory| Question { history: &history, kind: Kind::Queue, initial: None, budget, memory };
    let judged = |budget, memory| match explained(
        &Queue::new(None).expect("a queue"),
        &question(budget, memory),
        Order::Time,
    ) {
        Ok(Verdict::Unknown(unknown)) => unknown,
        other => panic!("{other:?}"),
    };
    let few = judged(u64::MAX, 4 << 20);
    assert_eq!(few.why, Why::Memory(4 << 20));
    assert!(
        few.because(80).en.contains("more than 4 MiB") && few.because(80).zh.contains("4 MiB"),
        "{:?}",
        few.because(80)
    );
    assert_eq!(judged(100_000, MEMORY).why, Why::Spent, "a text is no more work than a number");
    assert!(judged(100_000, MEMORY).longest.len() > 40);
}

#[test]
fn a_witness_is_as_small_as_the_budget_allows_and_unknown_says_that_it_was_spent() {
    let size = |budget| match judged(12, 1, Order::Time, budget).0 {
        Verdict::Violated(witness) => witness.operations.len(),
        other => panic!("{other:?}"),
    };
    assert_eq!(size(10_000_000), 1, "the read alone cannot be");
    assert!(size(400) > 1);
    let Verdict::Unknown(unknown) = judged(60, 30, Order::Time, 50).0 else {
        panic!("fifty steps are not enough")
    };
    assert_eq!((unknown.why, unknown.budget), (Why::Spent, 50));
    assert!(unknown.because(61).en.starts_with("The budget of 50 steps is spent"));
}
