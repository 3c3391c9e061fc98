//! Judges of single objects: linearizability, sequential consistency, and the regular and the safe
//! register.

mod anywhere;
pub(in crate::check) mod because;
#[cfg(test)]
mod budget;
mod follow;
mod machine;
mod memo;
mod moment;
mod program;
#[cfg(test)]
mod readable;
mod regular;
mod search;
mod task;
mod vault;
mod watch;
mod window;
mod witness;
mod zones;

use super::history::Complaint;
use super::judge::{Answer, Checker, Question};
use super::spec::{Bank, Counter, Kind, Kv, Mutex, Queue, Register, Set, Stack};
use super::verdict::{Unknown, Verdict, Why, Witness};
use crate::base::text::{Text, text};
use machine::Build;
use search::Found;
use task::{Entry, Parsed, Task};
use window::READABLE;
use witness::Forgetting;

const OBJECTS: &[Kind] = &[
    Kind::Register,
    Kind::CasRegister,
    Kind::Kv,
    Kind::Bank,
    Kind::Counter,
    Kind::Set,
    Kind::Queue,
    Kind::Mutex,
    Kind::Stack,
];

/// The judges of single objects.
pub const JUDGES: &[Checker] = &[
    Checker {
        name: "linearizable",
        title: Order::Time.promise(),
        kinds: OBJECTS,
        judge: |question| judge(question, Order::Time),
        watch: |kind, initial, budget| Box::new(watch::Watcher::new("linearizable", kind, initial, budget)),
    },
    Checker {
        name: "sequential",
        title: Order::Program.promise(),
        kinds: OBJECTS,
        judge: |question| judge(question, Order::Program),
        watch: |kind, initial, budget| Box::new(watch::Watcher::new("sequential", kind, initial, budget)),
    },
    Checker {
        name: "regular",
        title: text(
            "A read tells the last value written before it, or one that is being written",
            "读到的是读之前最后写入的值，或正在写入的值",
        ),
        kinds: &[Kind::Register],
        judge: |question| regular::judge(question, true).map(Answer::from),
        watch: |kind, initial, budget| Box::new(watch::Watcher::new("regular", kind, initial, budget)),
    },
    Checker {
        name: "safe",
        title: text(
            "A read while nobody writes tells the last value written before it",
            "没有并发写入时，读到的是最后写入的值",
        ),
        kinds: &[Kind::Register],
        judge: |question| regular::judge(question, false).map(Answer::from),
        watch: |kind, initial, budget| Box::new(watch::Watcher::new("safe", kind, initial, budget)),
    },
];

/// Which order an order of operations must keep.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    /// What returned before another was invoked, comes before it: linearizability (Herlihy & Wing
    /// 1990).
    Time,
    /// What a process asked first comes first: sequential consistency (Lamport 1979).
    Program,
}

impl Order {
    /// What is promised by it, for people.
    pub const fn promise(self) -> Text {
        match self {
            Order::Time => text(
                "Each operation takes effect at one moment between its invocation and its return",
                "每个操作都在其调用与返回之间的某一时刻生效",
            ),
            Order::Program => text(
                "There is one order of all operations that keeps the order of each process",
                "存在一个全局顺序，并保持每个进程自己的顺序",
            ),
        }
    }
}

/// The verdict about a history of a bank. A caller that needs no other object links no other one.
///
/// # Errors
///
/// The first operation that cannot be read, or an initial value that is no map of balances.
pub fn bank(question: &Question, order: Order) -> Result<Verdict, Complaint> {
    explained(&Bank::new(question.initial.as_ref())?, question, order)
}

/// Does something with the object that a question is about.
macro_rules! with_spec {
    ($question:expr, $spec:ident => $body:expr) => {{
        let question: &Question = $question;
        let given = question.initial.as_ref();
        match question.kind {
            Kind::Register | Kind::CasRegister => {
                let $spec = &Register::new(given, question.kind == Kind::CasRegister);
                $body
            }
            Kind::Kv => {
                let $spec = &Kv::new(given)?;
                $body
            }
            Kind::Bank => {
                let $spec = &Bank::new(given)?;
                $body
            }
            Kind::Counter => {
                let $spec = &Counter::new(given)?;
                $body
            }
            Kind::Set => {
                let $spec = &Set::new(given)?;
                $body
            }
            Kind::Queue => {
                let $spec = &Queue::new(given)?;
                $body
            }
            Kind::Mutex => {
                let $spec = &Mutex::new(given)?;
                $body
            }
            Kind::Stack => {
                let $spec = &Stack::new(given)?;
                $body
            }
            Kind::ListAppend | Kind::RwRegister => return Err(not_an_object(question)),
        }
    }};
}

fn not_an_object(question: &Question) -> Complaint {
    let place = question.history.operations.first().map_or(0, |operation| operation.place.invoked);
    Complaint {
        place,
        field: "f",
        reason: "transactions are over many objects; this model is about single ones".to_owned(),
    }
}

fn judge(question: &Question, order: Order) -> Result<Answer, Complaint> {
    Ok(verdict(question, order)?.into())
}

fn verdict(question: &Question, order: Order) -> Result<Verdict, Complaint> {
    if order == Order::Time && matches!(question.kind, Kind::Register | Kind::CasRegister) {
        let register = Register::new(question.initial.as_ref(), true);
        match zones::look(question.history, &register) {
            zones::Seen::Holds => return Ok(Verdict::Holds),
            zones::Seen::Violated(names) => {
                let few = question.history.of(&names);
                let part = Question { history: &few, ..question.clone() };
                let mut verdict =
                    because::renamed(with_spec!(&part, spec => explained(spec, &part, order))?, &names);
                // Who wrote what was read, only the whole history tells.
                if let Verdict::Violated(witness) = &mut verdict {
                    witness.because =
                        because::said_of(&register, question.history, order, &witness.operations);
                }
                return Ok(verdict);
            }
            zones::Seen::NotUnique => {}
        }
    }
    with_spec!(question, spec => explained(spec, question, order))
}

/// The verdict without a witness, which is what takes the time in a benchmark: whether there is an
/// order, and whether the budget was enough to know.
///
/// # Errors
///
/// The first operation that cannot be read.
pub fn decide(question: &Question, order: Order) -> Result<Option<bool>, Complaint> {
    with_spec!(question, spec => {
        let parsed = Parsed::new(spec, question.history)?;
        let mut budget = question.budget;
        Ok(match first_violated(spec, &parsed, order, &mut budget, question.memory) {
            Ok(()) => Some(true),
            Err((_, Found::Spent(_))) => None,
            Err(_) => Some(false),
        })
    })
}

/// Searches each object, or all of them together. The first one for which no order was found, with
/// what was found instead.
fn first_violated<S: Build>(
    spec: &S,
    parsed: &Parsed<S>,
    order: Order,
    budget: &mut u64,
    memory: u64,
) -> Result<(), (Vec<Entry>, Found)> {
    let scopes = if order == Order::Time { parsed.by_object() } else { vec![parsed.entries.clone()] };
    // A violation anywhere is worth more than a search that found no end.
    let mut spent = None;
    for scope in scopes {
        // In real time the search meets it soon enough; without, it would try every order before
        // it.
        if let Some(blocked) =
            (order == Order::Program).then(|| parsed.told_by_nobody(spec, &scope)).flatten()
        {
            return Err((scope, Found::Nothing { blocked }));
        }
        if let Some(blocked) = S::TAKES_OUT.then(|| parsed.taken_too_often(spec, &scope)).flatten() {
            return Err((scope, Found::Nothing { blocked }));
        }
        let task = Task { entries: scope, free: Vec::new() };
        let mut machine = spec.machine(&parsed.calls, &task);
        let found = match order {
            Order::Time => search::search(&task, &mut machine, budget, memory),
            Order::Program => program::search(&task, &[], parsed.objects, &mut machine, budget, memory),
        };
        match found {
            Found::Order => {}
            Found::Nothing { .. } => return Err((task.entries, found)),
            Found::Spent(_) => {
                spent.get_or_insert((task.entries, found));
            }
        }
    }
    spent.map_or(Ok(()), Err)
}

fn explained<S: Build>(spec: &S, question: &Question, order: Order) -> Result<Verdict, Complaint> {
    let parsed = Parsed::new(spec, question.history)?;
    let mut budget = question.budget;
    let (scope, blocked) = match first_violated(spec, &parsed, order, &mut budget, question.memory) {
        Ok(()) if !parsed.observes(spec) => return Ok(Verdict::Vacuous(because::nothing_to_check())),
        Ok(()) => return Ok(Verdict::Holds),
        Err((_, Found::Spent(longest))) => {
            let why = if budget == 0 { Why::Spent } else { Why::Memory(question.memory) };
            return Ok(Verdict::Unknown(Unknown { why, budget: question.budget, longest }));
        }
        Err((scope, Found::Nothing { blocked })) => (scope, blocked),
        Err((_, Found::Order)) => unreachable!("an order is no violation"),
    };
    // Nothing that was invoked after the first moment at which it was sure can be needed, but for
    // what a read saw before it was written.
    let end = match order {
        Order::Time => scope.partition_point(|entry| entry.invoked <= scope[blocked].returned),
        Order::Program => scope.len(),
    };
    let parsed = parsed.forget(spec);
    let witness = |few: &[Entry]| because::witness(spec, &parsed, question.history, order, few);
    let violated = |witness| Ok(Verdict::Violated(Box::new(witness)));
    let windows = order == Order::Time && scope.len() > READABLE && !S::TAKES_OUT;
    let window = |budget: &mut u64| {
        let few = window::find(spec, &parsed, &scope, end, (budget, question.memory))?;
        let told: Vec<_> = few.iter().map(|entry| &question.history.operations[entry.name]).collect();
        Some(Witness { because: because::window(question.history, &told), ..witness(&few) })
    };
    if windows
        && !S::FORGETS_WELL
        && let Some(window) = window(&mut budget)
    {
        return violated(window);
    }
    // A window costs little; what it may take is left for it.
    let kept_back = if windows && S::FORGETS_WELL { budget / 4 } else { 0 };
    let for_a_moment = if order == Order::Time && scope.len() > READABLE { budget / 4 } else { 0 };
    let given = (budget - kept_back - for_a_moment, question.memory);
    let mut forgetting = Forgetting::new(spec, &parsed, scope.clone(), order, given);
    let of_few = order == Order::Time && scope.len() > READABLE && !S::FORGETS_WELL;
    let few = of_few.then(|| forgetting.few(blocked)).flatten();
    // Where the same values go through again and again, forgetting leaves nearly all of them.
    let moment = || {
        let moment = moment::find(spec, &parsed, &scope, (&mut for_a_moment.clone(), question.memory))?;
        let told: Vec<_> =
            moment.entries.iter().map(|entry| &question.history.operations[entry.name]).collect();
        let after = &question.history.operations[moment.after];
        let because = because::moment(question.history, S::OBJECT?, (after, &moment.held), &told);
        Some(Witness { because, ..witness(&moment.entries) })
    };
    let is_long = |count: usize| order == Order::Time && count > READABLE;
    if S::TAKES_OUT
        && is_long(few.as_ref().map_or(scope.len(), Vec::len))
        && let Some(moment) = moment()
    {
        return violated(moment);
    }
    let few = few.unwrap_or_else(|| forgetting.fewest(end));
    if windows
        && few.len() > READABLE
        && let Some(window) = window(&mut (kept_back + forgetting.left()))
    {
        return violated(window);
    }
    if is_long(few.len())
        && let Some(moment) = moment().filter(|it| it.operations.len() < few.len())
    {
        return violated(moment);
    }
    violated(witness(&few))
}

/// The verdict where it is known that there is no order, and the budget may be too small to find
/// that out again: then all that was heard is its witness.
fn known_violated(question: &Question, order: Order) -> Result<Verdict, Complaint> {
    let verdict = verdict(question, order)?;
    if matches!(verdict, Verdict::Violated(_)) {
        return Ok(verdict);
    }
    with_spec!(question, spec => {
        let parsed = Parsed::new(spec, question.history)?;
        Ok(Verdict::Violated(Box::new(because::witness(spec, &parsed, question.history, order, &parsed.entries))))
    })
}

/// Whether some operations, by their places in the history's list, prove a violation alone: whether
/// it stays one when everything else is forgotten, which means that it may have happened at any
/// moment, or never, with any answer. That is how the witnesses of these judges are minimal.
/// Nothing where the budget did not do.
///
/// # Errors
///
/// The first operation that cannot be read.
pub fn is_proved_by(question: &Question, order: Order, kept: &[usize]) -> Result<Option<bool>, Complaint> {
    with_spec!(question, spec => {
        let parsed = Parsed::new(spec, question.history)?.forget(spec);
        let scopes = if order == Order::Time { parsed.by_object() } else { vec![parsed.entries.clone()] };
        let mut known = Some(false);
        for scope in scopes {
            let kept: Vec<bool> = scope.iter().map(|entry| kept.contains(&entry.name)).collect();
            match Forgetting::new(spec, &parsed, scope, order, (question.budget, question.memory)).is_violated(&kept) {
                Some(true) => return Ok(Some(true)),
                Some(false) => {}
                None => known = None,
            }
        }
        Ok(known)
    })
}
