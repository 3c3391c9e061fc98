//! An object as the searches see it: states and calls are numbers, and a table says which call
//! leads from which state to which.

use super::anywhere;
use super::task::Task;
use super::vault::Vault;
use crate::check::spec::{
    Bank, BankCall, Counter, Kv, Mutex, Queue, Register, RegisterCall, Set, Spec, Stack,
};
use crate::check::value::{Value, brief};
use std::collections::BTreeMap;

/// A state, as a number. The first one is 0.
pub(super) type State = u32;
/// A call with its answer, as a number.
pub(super) type Call = u32;

/// What a search asks of an object.
pub(super) trait Machine {
    /// The state after a call; nothing where it cannot have been answered so.
    fn step(&mut self, state: State, call: Call) -> Option<State>;

    /// Whether a call only looks: wherever it can have been answered so, it leaves the state as it
    /// is.
    fn looks(&self, call: Call) -> bool;

    /// How many steps' worth of work it did since this was asked last, beyond one for each step.
    fn extra(&mut self) -> u64 {
        0
    }

    /// How many bytes the states that it met take, or will in a moment.
    fn memory(&self) -> u64 {
        0
    }

    /// Whether a call of unknown outcome can be of use by leading to this state.
    fn helps(&self, _state: State, _call: Call) -> bool {
        true
    }
}

/// Any object. Its states are numbered as they are met.
pub(super) struct Table<'a, S: Spec> {
    spec: &'a S,
    calls: &'a [S::Call],
    /// The calls whose answers are to be explained.
    seen: Vec<S::Call>,
    states: Vec<S::State>,
    numbers: BTreeMap<S::State, State>,
    extra: u64,
    /// The parts of all states.
    parts: u64,
}

impl<'a, S: Spec> Table<'a, S> {
    /// The object in its first state. `known` are the calls whose answers are to be explained.
    pub(super) fn new(spec: &'a S, calls: &'a [S::Call], known: impl Iterator<Item = Call>) -> Table<'a, S> {
        let mut known: Vec<Call> = known.collect();
        known.sort_unstable();
        known.dedup();
        let seen = known
            .into_iter()
            .map(|call| calls[call as usize].clone())
            .filter(|call| spec.observes(call))
            .collect();
        let initial = spec.initial();
        Table {
            spec,
            calls,
            seen,
            states: vec![initial.clone()],
            numbers: BTreeMap::from([(initial, 0)]),
            extra: 0,
            parts: 0,
        }
    }
}

impl<S: Spec> Machine for Table<'_, S> {
    fn step(&mut self, state: State, call: Call) -> Option<State> {
        let before = &self.states[state as usize];
        let after = self.spec.step(before, &self.calls[call as usize])?;
        let size = self.spec.size(&after) as u64;
        self.extra += size / 8;
        if after == *before {
            return Some(state);
        }
        if let Some(&number) = self.numbers.get(&after) {
            return Some(number);
        }
        let number = self.states.len() as State;
        self.extra += size;
        self.parts += size;
        self.states.push(after.clone());
        self.numbers.insert(after, number);
        Some(number)
    }

    fn looks(&self, call: Call) -> bool {
        self.spec.forget(&self.calls[call as usize]).is_none()
    }

    fn extra(&mut self) -> u64 {
        core::mem::take(&mut self.extra)
    }

    /// Each state is kept twice, with its own list or tree and a place in the tree of states.
    fn memory(&self) -> u64 {
        let each = 2 * (size_of::<S::State>() as u64 + 48);
        2 * self.parts * size_of::<Value>() as u64 + self.states.len() as u64 * each
    }

    fn helps(&self, state: State, call: Call) -> bool {
        self.spec.helps(&self.states[state as usize], &self.calls[call as usize], &self.seen)
    }
}

/// A register: the number of its state is the number of the value that it holds.
pub(super) struct Cell {
    calls: Vec<Compact>,
    /// Whether anybody is to be told of this value, or anything is to be done where it is.
    wanted: Vec<bool>,
}

#[derive(Clone, Copy)]
enum Compact {
    Read(State),
    Write(State),
    Cas(State, State),
    CasMissed(State),
    CasUnknown(State, State),
}

impl Cell {
    /// A register that holds `initial`, which becomes state 0. `known` are the calls that it is
    /// about.
    pub(super) fn new(initial: &Value, calls: &[RegisterCall], known: impl Iterator<Item = Call>) -> Cell {
        let mut numbers: BTreeMap<&Value, State> = BTreeMap::from([(initial, 0)]);
        let mut compact = Vec::with_capacity(calls.len());
        for call in calls {
            let mut number = |value| {
                let next = numbers.len() as State;
                *numbers.entry(value).or_insert(next)
            };
            compact.push(match call {
                RegisterCall::Read(value) => Compact::Read(number(value)),
                RegisterCall::Write(value) => Compact::Write(number(value)),
                RegisterCall::Cas(old, new, Some(true)) => Compact::Cas(number(old), number(new)),
                RegisterCall::Cas(old, _, Some(false)) => Compact::CasMissed(number(old)),
                RegisterCall::Cas(old, new, None) => Compact::CasUnknown(number(old), number(new)),
            });
        }
        let calls = compact;
        let mut wanted = vec![false; numbers.len()];
        for call in known {
            match calls[call as usize] {
                Compact::Read(value) | Compact::Cas(value, _) | Compact::CasUnknown(value, _) => {
                    wanted[value as usize] = true
                }
                // It wants any value but one.
                Compact::CasMissed(_) => wanted.fill(true),
                Compact::Write(_) => {}
            }
        }
        Cell { calls, wanted }
    }
}

impl Machine for Cell {
    #[inline]
    fn step(&mut self, state: State, call: Call) -> Option<State> {
        match self.calls[call as usize] {
            Compact::Read(seen) => (seen == state).then_some(state),
            Compact::Write(value) => Some(value),
            Compact::Cas(old, new) => (old == state).then_some(new),
            Compact::CasMissed(old) => (old != state).then_some(state),
            Compact::CasUnknown(old, new) => Some(if old == state { new } else { state }),
        }
    }

    #[inline]
    fn looks(&self, call: Call) -> bool {
        matches!(self.calls[call as usize], Compact::Read(_) | Compact::CasMissed(_))
    }

    #[inline]
    fn helps(&self, state: State, _call: Call) -> bool {
        self.wanted[state as usize]
    }
}

/// How an object is made ready to be searched.
pub(super) trait Build: Spec {
    type Machine<'a>: Machine
    where
        Self: 'a;

    /// Whether a witness is better made by forgetting than by a window in time: few of its
    /// operations do the same.
    const FORGETS_WELL: bool = false;

    /// Whether answers take out what calls put in, so that two values that come out wrong prove a
    /// violation, whatever became of the others.
    const TAKES_OUT: bool = false;

    /// Whether it only grows, so that what is forgotten may as well have happened before the one
    /// answer that is kept.
    const GROWS: bool = false;

    /// The object in its first state, for the calls of a task.
    fn machine<'a>(&'a self, calls: &'a [Self::Call], task: &Task) -> Self::Machine<'a>;

    /// The object in every state in which it may be when these calls begin, as far as they can tell
    /// them apart; nothing where these are too many.
    fn anywhere(&self, calls: &[Self::Call]) -> Option<Vec<Self>>
    where
        Self: Sized;

    /// What sentences call it, in English and Chinese, where a sentence tells what it held.
    const OBJECT: Option<(&'static str, &'static str)> = None;

    /// The object as it begins with a state, and what it holds then as a sentence tells it; nothing
    /// where nobody tells it.
    fn holding(&self, _state: &Self::State) -> Option<(Self, String)>
    where
        Self: Sized,
    {
        None
    }
}

impl Build for Register {
    type Machine<'a> = Cell;
    const FORGETS_WELL: bool = true;

    fn machine<'a>(&'a self, calls: &'a [RegisterCall], task: &Task) -> Cell {
        Cell::new(&self.initial, calls, task.calls())
    }

    fn anywhere(&self, calls: &[RegisterCall]) -> Option<Vec<Register>> {
        anywhere::register(self, calls)
    }

    const OBJECT: Option<(&'static str, &'static str)> = Some(("the register held", "寄存器的值是"));

    fn holding(&self, state: &Value) -> Option<(Register, String)> {
        Some((Register { initial: state.clone(), ..self.clone() }, brief(state)))
    }
}

macro_rules! by_table {
    ($($spec:ident, $takes:literal, $grows:literal, $anywhere:expr $(, $object:expr, $shown:expr)?;)*) => {$(
        impl Build for $spec {
            type Machine<'a> = Table<'a, $spec>;
            const TAKES_OUT: bool = $takes;
            const GROWS: bool = $grows;

            fn machine<'a>(&'a self, calls: &'a [Self::Call], task: &Task) -> Self::Machine<'a> {
                Table::new(self, calls, task.calls())
            }

            fn anywhere(&self, calls: &[Self::Call]) -> Option<Vec<Self>> {
                let of: fn(&[Self::Call]) -> Option<Vec<Self>> = $anywhere;
                of(calls)
            }
            $(
                const OBJECT: Option<(&'static str, &'static str)> = Some($object);

                fn holding(&self, state: &Self::State) -> Option<(Self, String)> {
                    let shown: fn(&Self::State) -> Value = $shown;
                    Some(($spec { initial: state.clone() }, brief(&shown(state))))
                }
            )?
        }
    )*};
}

impl Build for Bank {
    type Machine<'a> = Vault;

    fn machine<'a>(&'a self, calls: &'a [BankCall], task: &Task) -> Vault {
        Vault::new(self, calls, task)
    }

    /// A bank whose accounts hold any amounts at first is an object already.
    fn anywhere(&self, _: &[BankCall]) -> Option<Vec<Bank>> {
        Some(vec![Bank { initial: None }])
    }
}

by_table! {
    Counter, false, false, anywhere::counter;
    Kv, false, false, anywhere::kv;
    Mutex, false, false, |_| Some(vec![Mutex { held: false }, Mutex { held: true }]);
    Set, false, true, anywhere::set;
    // Anything may wait in it.
    Queue, true, false, |_| None, ("the queue held (the next one first)", "队列中依次是（队首在前）"),
        |waits| waits.clone().into();
    Stack, true, false, |_| None, ("the stack held (the top first)", "栈中依次是（栈顶在前）"),
        |lies| lies.iter().rev().cloned().collect();
}
