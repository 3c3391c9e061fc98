//! The sentence of a witness, in both languages.

use super::Order;
use super::task::{Entry, NEVER, Parsed};
use crate::base::text::TextBuf;
use crate::check::history::{History, Operation, Outcome};
use crate::check::spec::Spec;
use crate::check::value::Value;
use crate::check::verdict::{Relation, Verdict, Witness};

/// Up to how many operations every pair that overlaps is named, and all of them in a sentence.
const FEW: usize = 12;

/// Up to how many operations it is said how they hang together.
const MANY: usize = 1_000;

/// Nothing that was told says anything about the state.
pub(super) fn nothing_to_check() -> TextBuf {
    TextBuf {
        en: "There is nothing to check: no answer says what the object held, as a completed read would."
            .to_owned(),
        zh: "没有可检查的内容：没有任何答复说明对象当时的状态，例如没有一次完成的读取。".to_owned(),
    }
}

/// A verdict about a part of a history, as one about the whole. `names` are the places of the
/// part's operations.
pub(super) fn renamed(verdict: Verdict, names: &[usize]) -> Verdict {
    let Verdict::Violated(mut witness) = verdict else {
        return verdict;
    };
    witness.operations.iter_mut().for_each(|name| *name = names[*name]);
    for relation in &mut witness.relations {
        (relation.from, relation.to) = (names[relation.from], names[relation.to]);
    }
    Verdict::Violated(witness)
}

/// The witness that these operations are.
pub(super) fn witness<S: Spec>(
    spec: &S,
    parsed: &Parsed<S>,
    history: &History,
    order: Order,
    few: &[Entry],
) -> Witness {
    let mut relations = Vec::new();
    let shown: Vec<Vec<Value>> =
        few.iter().map(|entry| spec.shows(&parsed.calls[entry.call as usize])).collect();
    // What nobody could make small hangs together in more ways than anybody reads, and the pairs of
    // it would take longer than the search.
    let told = if few.len() <= MANY { few } else { &[] };
    for (at, first) in told.iter().enumerate() {
        // The first return among those that were asked after the first one had returned, and
        // whether its process went on.
        let (mut earliest, mut went_on) = (NEVER, false);
        let put = spec.puts(&parsed.calls[first.call as usize]);
        for (to, second) in told.iter().enumerate() {
            let put = put.as_ref().filter(|_| at != to && first.object == second.object);
            if let Some(value) = put.filter(|value| shown[to].contains(value)) {
                relations.push(Relation {
                    from: first.name,
                    to: second.name,
                    kind: "reads-from",
                    about: Some(value.to_string()),
                });
            }
            if to <= at {
                continue;
            }
            // What follows from two others need not be said.
            let follows = match order {
                Order::Time => earliest < second.invoked,
                Order::Program => went_on,
            };
            let kind = match order {
                Order::Time if first.returned < second.invoked => "realtime",
                Order::Time if few.len() <= FEW => "concurrent",
                Order::Program if first.process == second.process => "process",
                _ => continue,
            };
            if kind != "concurrent" {
                (earliest, went_on) = (earliest.min(second.returned), true);
            }
            if kind == "concurrent" || !follows {
                relations.push(Relation { from: first.name, to: second.name, kind, about: None });
            }
        }
    }
    let operations: Vec<usize> = few.iter().map(|entry| entry.name).collect();
    let anomaly = match order {
        Order::Time => "nonlinearizable",
        Order::Program => "not-sequential",
    };
    let because = said_of(spec, history, order, &operations);
    Witness { anomaly, operations, relations, because }
}

/// What is said of these operations of a history, by their places.
pub(super) fn said_of<S: Spec>(spec: &S, history: &History, order: Order, operations: &[usize]) -> TextBuf {
    because(
        spec,
        history,
        order,
        &operations.iter().map(|&name| &history.operations[name]).collect::<Vec<_>>(),
    )
}

fn because<S: Spec>(spec: &S, history: &History, order: Order, told: &[&Operation]) -> TextBuf {
    if let Some(said) = money(history, told) {
        return said;
    }
    if let [only] = told {
        if let Some(said) = never_there(spec, history, only) {
            return said;
        }
        return TextBuf {
            en: format!(
                "{} is impossible: whatever the other operations did, and whenever, none of them leads to this answer.",
                english(history, only)
            ),
            zh: format!(
                "{}不可能成立：无论其他操作做了什么、何时发生，都得不到这个答复。",
                chinese(history, only)
            ),
        };
    }
    if order == Order::Time
        && let Some(said) = stale(spec, history, told)
            .or_else(|| too_early(history, told))
            .or_else(|| left_out(history, told))
    {
        return said;
    }
    // The last ones are those that cannot be; what is long is not read to the end.
    let all = |name: fn(&History, &Operation) -> String, comma: &str| {
        let from = told.len().saturating_sub(FEW);
        let before = if from > 0 { "… " } else { "" };
        before.to_owned()
            + &told[from..].iter().map(|operation| name(history, operation)).collect::<Vec<_>>().join(comma)
    };
    let count = told.len();
    match order {
        Order::Time => TextBuf {
            en: format!(
                "If each operation takes effect at one moment between its invocation and its return, no order explains these {count} operations: {}. Whatever else happened, one of these answers is wrong.",
                all(english, "; ")
            ),
            zh: format!(
                "若每个操作都在调用与返回之间的某一时刻生效，则没有任何顺序能解释这 {count} 个操作：{}。无论其他操作如何，其中必有一个答复是错的。",
                all(chinese, "；")
            ),
        },
        Order::Program => TextBuf {
            en: format!(
                "No single order that keeps the order of each process explains these {count} operations: {}. Whatever else happened, one of these answers is wrong.",
                all(english, "; ")
            ),
            zh: format!(
                "没有任何一个保持各进程自身次序的全局顺序能解释这 {count} 个操作：{}。无论其他操作如何，其中必有一个答复是错的。",
                all(chinese, "；")
            ),
        },
    }
}

/// What is said of all that was done to an object from one moment to another.
pub(super) fn window(history: &History, told: &[&Operation]) -> TextBuf {
    let all = |name: fn(&History, &Operation) -> String, comma: &str| {
        told.iter().map(|operation| name(history, operation)).collect::<Vec<_>>().join(comma)
    };
    let count = told.len();
    let is_lock = told.iter().all(|it| matches!(&*it.f, "acquire" | "lock" | "release" | "unlock"));
    let (what, before) =
        if is_lock { ("the lock", "the lock was held or free") } else { ("the object", "it held") };
    let (object, held) =
        if is_lock { ("这把锁", "锁是否被持有") } else { ("这个对象", "它是什么状态") };
    let whether = if is_lock { "whether" } else { "whatever" };
    TextBuf {
        en: format!(
            "Between the first invocation and the last return of these {count} operations nothing else touched {what}, and no order explains them, {whether} {before} before: {}.",
            all(english, "; ")
        ),
        zh: format!(
            "从这 {count} 个操作中最先开始到最后结束的这段时间里，没有别的操作碰过{object}；无论此前{held}，都没有顺序能解释它们：{}。",
            all(chinese, "；")
        ),
    }
}

/// What the object held at a moment, and which operations nothing explains from there on.
pub(super) fn moment(
    history: &History,
    (object, object_zh): (&str, &str),
    (after, held): (&Operation, &[String]),
    told: &[&Operation],
) -> TextBuf {
    /// More contents than these are counted.
    const SHOWN: usize = 3;
    let all = |name: fn(&History, &Operation) -> String, comma: &str| {
        told.iter().map(|operation| name(history, operation)).collect::<Vec<_>>().join(comma)
    };
    let shown = &held[..held.len().min(SHOWN)];
    let (more, more_zh) = match held.len() - shown.len() {
        0 => (String::new(), String::new()),
        more => (format!(" or one of {more} others"), format!("，或另外 {more} 种之一")),
    };
    TextBuf {
        en: format!(
            "When {} had returned, {object} {}{more}, in every order that explains the answers until then. From there on nothing explains {}.",
            english(history, after),
            shown.join(" or "),
            all(english, "; ")
        ),
        zh: format!(
            "{}返回时，无论按哪种能解释此前答复的顺序，{object_zh} {}{more_zh}；从那一刻起，没有任何顺序能解释{}。",
            chinese(history, after),
            shown.join(" 或 "),
            all(chinese, "；")
        ),
    }
}

fn is_read(operation: &Operation) -> bool {
    operation.outcome == Outcome::Ok && matches!(&*operation.f, "read" | "r" | "get")
}

fn is_write(operation: &Operation) -> bool {
    matches!(&*operation.f, "write" | "w" | "put" | "set")
}

/// The value that an operation puts where it can be read, or taken out.
fn puts(operation: &Operation) -> Option<&Value> {
    match &*operation.f {
        "write" | "w" | "put" | "set" | "enqueue" | "offer" | "push" | "add" | "insert" => {
            Some(&operation.asked)
        }
        "cas" => operation.asked.list().and_then(|pair| pair.get(1)),
        _ => None,
    }
}

/// Where an operation stands in its file.
fn line(operation: &Operation) -> (String, String) {
    match operation.place.invoked {
        0 => (String::new(), String::new()),
        line => (format!(" (line {line})"), format!("（第 {line} 行）")),
    }
}

/// A value was told that nobody put there, or only somebody who failed.
fn never_there<S: Spec>(spec: &S, history: &History, only: &Operation) -> Option<TextBuf> {
    let (value, takes) =
        (&only.told, is_read(only) || matches!(&*only.f, "dequeue" | "take" | "poll" | "pop"));
    if only.outcome != Outcome::Ok
        || !takes
        || matches!(value, Value::List(_) | Value::Set(_) | Value::Map(_))
    {
        return None;
    }
    let mut writers =
        history.operations.iter().filter(|it| it.key == only.key && puts(it) == Some(value)).peekable();
    if writers.clone().any(|it| it.outcome != Outcome::Fail) {
        return None;
    }
    let (read, read_zh) = (english(history, only), chinese(history, only));
    if let Some(failed) = writers.peek() {
        let (place, place_zh) = line(failed);
        return Some(TextBuf {
            en: format!(
                "{read} is impossible: only {}{place} would have written {value}, and that operation failed, so it never happened.",
                english(history, failed)
            ),
            zh: format!(
                "{read_zh}不可能成立：只有{}{place_zh}会写入 {value}，而它失败了，等于从未发生。",
                chinese(history, failed)
            ),
        });
    }
    if !is_read(only) || spec.begins_with(value) {
        return None;
    }
    // Whoever wrote before would have overwritten it.
    let at_first = !history
        .operations
        .iter()
        .any(|it| it.key == only.key && puts(it).is_some() && it.outcome == Outcome::Ok && it.precedes(only));
    let hint = initially(value);
    Some(TextBuf {
        en: format!(
            "{read} is impossible: nobody ever wrote {value}, and it is not the initial value.{}",
            if at_first { format!(" {}", hint.en) } else { String::new() }
        ),
        zh: format!(
            "{read_zh}不可能成立：从来没有人写过 {value}，它也不是初始值。{}",
            if at_first { hint.zh } else { String::new() }
        ),
    })
}

/// How a person says what was there at first.
pub(in crate::check) fn initially(value: &Value) -> TextBuf {
    let shown = value.to_string();
    let plain = shown.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.+:".contains(&byte));
    let given = if plain { shown.clone() } else { format!("'{shown}'") };
    TextBuf {
        en: format!("If {shown} was there before any write, say so with --initial {given}."),
        zh: format!("如果初始值就是 {shown}，请用 --initial {given} 说明。"),
    }
}

/// All accounts together held something else than before, and nobody paid in or out: that state
/// never was.
fn money(history: &History, told: &[&Operation]) -> Option<TextBuf> {
    fn total(operation: &Operation) -> Option<(Vec<&Value>, i64)> {
        let Value::Map(balances) = &operation.told else { return None };
        let sum = balances.values().try_fold(0i64, |sum, balance| sum.checked_add(balance.int()?))?;
        Some((balances.keys().collect(), sum)).filter(|_| is_read(operation) && operation.key.is_none())
    }
    let pays = |it: &Operation| it.outcome != Outcome::Fail && !is_read(it) && it.f != "transfer";
    if history.operations.iter().any(pays) {
        return None;
    }
    let last = told.iter().filter(|it| total(it).is_some()).max_by_key(|it| it.invoked)?;
    let (accounts, held) = total(last)?;
    let differs = |it: &&Operation| total(it).is_some_and(|(of, sum)| of == accounts && sum != held);
    let first = history.operations.iter().find(differs)?;
    let before = total(first)?.1;
    let (now, then) = if first.invoked < last.invoked {
        ((*last, held), (first, before))
    } else {
        ((first, before), (*last, held))
    };
    let apart = now.1.abs_diff(then.1);
    let (what, what_zh) =
        if now.1 < then.1 { ("are missing", "少了") } else { ("came from nowhere", "凭空多出") };
    Some(TextBuf {
        en: format!(
            "The total is {} in {}{}, and it was {} in {}{}. Transfers only move money, so {apart} {what}.",
            now.1,
            english(history, now.0),
            line(now.0).0,
            then.1,
            english(history, then.0),
            line(then.0).0
        ),
        zh: format!(
            "{}{}的总额是 {}，而{}{}的总额是 {}。转账只移动钱，既不产生也不消失，所以{what_zh} {apart}。",
            chinese(history, now.0),
            line(now.0).1,
            now.1,
            chinese(history, then.0),
            line(then.0).1,
            then.1
        ),
    })
}

/// A value was overwritten, or something newer was read, before the read that still told it began.
/// That it is old is said only of what was there once.
fn stale<S: Spec>(spec: &S, history: &History, told: &[&Operation]) -> Option<TextBuf> {
    let last =
        told.iter().filter(|operation| is_read(operation)).max_by_key(|operation| operation.invoked)?;
    let rest: Vec<&&Operation> = told.iter().filter(|operation| !std::ptr::eq(**operation, *last)).collect();
    if !rest.iter().all(|operation| is_write(operation) || is_read(operation)) {
        return None;
    }
    let newer = rest
        .iter()
        .filter(|operation| operation.precedes(last))
        .max_by_key(|operation| (is_read(operation), operation.returned))?;
    let value = if is_write(newer) { &newer.asked } else { &newer.told };
    let written = history
        .operations
        .iter()
        .filter(|it| it.key == last.key && is_write(it) && it.outcome != Outcome::Fail);
    let was_there = written.clone().any(|it| it.asked == last.told)
        || (written.count() > 0 && spec.begins_with(&last.told));
    (*value != last.told && was_there && rest.len() <= 3).then(|| TextBuf {
        en: format!(
            "{} is stale: {} had returned before that read began, and the value {} never came back after it.",
            english(history, last),
            english(history, newer),
            last.told
        ),
        zh: format!(
            "{}是过期读：在它开始之前，{}已经返回，而此后 {} 再也没有出现过。",
            chinese(history, last),
            chinese(history, newer),
            last.told
        ),
    })
}

/// A value was read before anybody began to write it.
fn too_early(history: &History, told: &[&Operation]) -> Option<TextBuf> {
    let [read, write] = told else { return None };
    (is_read(read) && read.precedes(write)).then(|| TextBuf {
        en: format!(
            "{} came too early: it had returned before {} began, and no other operation leads to that answer.",
            english(history, read),
            english(history, write)
        ),
        zh: format!(
            "{}太早了：它返回时，{}尚未开始，而没有别的操作能得出这个答复。",
            chinese(history, read),
            chinese(history, write)
        ),
    })
}

/// Something had returned before a read began, and after that nobody can read this: mostly a change
/// of which the read shows nothing.
fn left_out(history: &History, told: &[&Operation]) -> Option<TextBuf> {
    let [before, read] = told else { return None };
    (is_read(read) && before.precedes(read)).then(|| TextBuf {
        en: format!(
            "{} is impossible: {} had returned before that read began, and whatever else happened, no later read can return this.",
            english(history, read),
            english(history, before)
        ),
        zh: format!("{}不可能成立：在它开始之前，{}已经返回；无论其他操作如何，在那之后都读不到这个结果。", chinese(history, read), chinese(history, before)),
    })
}

/// What an operation was asked and told, after what it is called.
fn said(name: &str, operation: &Operation) -> String {
    let mut said = name.to_owned();
    let mut say = |text: String| {
        said.push(' ');
        said.push_str(&text);
    };
    if let Some(key) = &operation.key {
        say(key.word().map_or_else(|| key.to_string(), str::to_owned));
    }
    if operation.asked != Value::Nil {
        say(operation.asked.to_string());
    }
    if operation.outcome != Outcome::Ok {
        say("→ ?".to_owned());
    } else if operation.told != operation.asked && !is_write(operation) {
        say(format!("→ {}", operation.told));
    }
    said
}

fn english(history: &History, operation: &Operation) -> String {
    format!("“{}” by {}", said(&operation.f, operation), history.caller(operation.process).en)
}

fn chinese(history: &History, operation: &Operation) -> String {
    format!("{}的“{}”", history.caller(operation.process).zh, said(operation.f.zh(), operation))
}
