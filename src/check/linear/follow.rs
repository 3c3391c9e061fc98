//! Where an object can be, after everything that was heard of it (just-in-time linearization: Lowe,
//! Testing for linearizability, 2017, section 4).
//!
//! A place is a state, and which of the operations that are under way have taken effect. An
//! invocation adds one that is under way. A return first lets those that are under way take effect
//! in every order, and then leaves the places in which the one that returned has taken effect with
//! that answer. If none is left, no order explains what was heard, and nothing that comes later can
//! change that.
//!
//! The answer of what takes effect early is not known yet, but it follows from the state before, so
//! that is kept. Operations that only look need no place in an order: it is kept which states went
//! by since they were invoked.

use crate::check::history::{Complaint, Operation, Outcome};
use crate::check::spec::{Counter, Kind, Kv, Mutex, Queue, Register, Set, Spec, Stack};
use crate::check::value::Value;
use std::collections::{BTreeMap, BTreeSet};

/// More places than this are not followed; then the judge finds out when it is asked.
const MOST: usize = 2_000;

/// Hears one event after the other.
pub(super) trait Follow {
    /// Hears of the operation with this place in the history's list, as it is known after the
    /// event. Whether there still is an order.
    fn enter(
        &mut self,
        name: usize,
        operation: &Operation,
        ended: Option<Outcome>,
    ) -> Result<bool, Complaint>;
}

/// A follower of an object; nothing for the bank, whose reads may settle what was there at first.
pub(super) fn open(kind: Kind, initial: Option<&Value>) -> Option<Box<dyn Follow>> {
    Some(match kind {
        Kind::Register | Kind::CasRegister => {
            Box::new(Follower::new(Register::new(initial, kind == Kind::CasRegister)))
        }
        Kind::Kv => Box::new(Follower::new(Kv::new(initial).ok()?)),
        Kind::Counter => Box::new(Follower::new(Counter::new(initial).ok()?)),
        Kind::Set => Box::new(Follower::new(Set::new(initial).ok()?)),
        Kind::Queue => Box::new(Follower::new(Queue::new(initial).ok()?)),
        Kind::Mutex => Box::new(Follower::new(Mutex::new(initial).ok()?)),
        Kind::Stack => Box::new(Follower::new(Stack::new(initial).ok()?)),
        Kind::Bank | Kind::ListAppend | Kind::RwRegister => return None,
    })
}

struct Follower<S: Spec> {
    spec: S,
    objects: BTreeMap<Option<Value>, Object<S>>,
}

/// A place where an object can be.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place<State> {
    state: State,
    /// What has taken effect and has not returned, with the state before while an answer may come.
    done: BTreeMap<usize, Option<State>>,
    /// The states that went by since something was asked that only looks.
    seen: BTreeMap<usize, BTreeSet<State>>,
}

struct Object<S: Spec> {
    /// Where it can be; nothing where that became too much.
    places: Option<BTreeSet<Place<S::State>>>,
    /// What is under way and changes something, without its answer.
    open: BTreeMap<usize, S::Call>,
}

impl<S: Spec> Follower<S> {
    fn new(spec: S) -> Follower<S> {
        Follower { spec, objects: BTreeMap::new() }
    }
}

impl<S: Spec> Follow for Follower<S> {
    fn enter(
        &mut self,
        name: usize,
        operation: &Operation,
        ended: Option<Outcome>,
    ) -> Result<bool, Complaint> {
        let spec = &self.spec;
        let object = self.objects.entry(operation.key.clone()).or_insert_with(|| {
            let place = Place { state: spec.initial(), done: BTreeMap::new(), seen: BTreeMap::new() };
            Object { places: Some(BTreeSet::from([place])), open: BTreeMap::new() }
        });
        match ended {
            None => object.invoke(name, spec.call(operation)?),
            Some(Outcome::Info) => object.forget(name),
            Some(Outcome::Fail) => object.fail(name),
            Some(Outcome::Ok) => match spec.call(operation)? {
                Some(call) => object.answer(spec, name, &call),
                None => object.forget(name),
            },
        }
        Ok(object.places.as_ref().is_none_or(|places| !places.is_empty()))
    }
}

impl<S: Spec> Object<S> {
    fn change(&mut self, change: impl Fn(Place<S::State>) -> Option<Place<S::State>>) {
        self.places = self.places.take().map(|places| places.into_iter().filter_map(change).collect());
    }

    fn invoke(&mut self, name: usize, call: Option<S::Call>) {
        match call {
            Some(call) => {
                self.open.insert(name, call);
            }
            None => self.change(|mut place| {
                place.seen.insert(name, BTreeSet::from([place.state.clone()]));
                Some(place)
            }),
        }
    }

    /// Nobody will be told. What changes something stays under way for ever.
    fn forget(&mut self, name: usize) {
        self.change(|mut place| {
            place.seen.remove(&name);
            place.done.entry(name).and_modify(|before| *before = None);
            Some(place)
        });
    }

    fn fail(&mut self, name: usize) {
        self.open.remove(&name);
        self.change(|mut place| {
            place.seen.remove(&name);
            (!place.done.contains_key(&name)).then_some(place)
        });
    }

    fn answer(&mut self, spec: &S, name: usize, call: &S::Call) {
        self.spread(spec);
        self.open.remove(&name);
        self.change(|mut place| {
            let possible = match (place.done.remove(&name), place.seen.remove(&name)) {
                (Some(before), _) => before.is_some_and(|before| spec.step(&before, call).is_some()),
                (None, Some(seen)) => seen.iter().any(|state| spec.step(state, call).is_some()),
                (None, None) => false,
            };
            possible.then_some(place)
        });
    }

    /// Lets what is under way take effect, in every order.
    fn spread(&mut self, spec: &S) {
        let Some(places) = &mut self.places else { return };
        let mut fresh: Vec<Place<S::State>> = places.iter().cloned().collect();
        while let Some(place) = fresh.pop() {
            for (&name, call) in self.open.iter().filter(|(name, _)| !place.done.contains_key(name)) {
                let Some(state) = spec.step(&place.state, call) else { continue };
                let mut next = place.clone();
                next.done.insert(name, Some(std::mem::replace(&mut next.state, state)));
                next.seen.values_mut().for_each(|seen| {
                    seen.insert(next.state.clone());
                });
                if places.insert(next.clone()) {
                    fresh.push(next);
                }
            }
            if places.len() > MOST {
                self.places = None;
                return;
            }
        }
    }
}
