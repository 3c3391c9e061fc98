//! `eventual check`: a history is read from a file and judged by one model.

use super::{Stop, quoted, write};
use crate::base::text::{TextBuf, named};
use crate::check::history::read::{self, Format};
use crate::check::history::shape::Taken;
use crate::check::history::{Complaint, History, Outcome};
use crate::check::judge::{self, Answer, Checker, Question};
use crate::check::spec::Kind;
use crate::check::transactions::txn::{Data, Txns};
use crate::check::value::Value;
use crate::check::verdict::{Verdict, Witness};
use crate::check::{model_map, transactions};
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};

struct Options<'a> {
    file: &'a str,
    format: Format,
    spec: Option<Kind>,
    model: Option<&'a str>,
    initial: Option<Value>,
    budget: u64,
    memory: u64,
    explain: bool,
}

/// Judges a history and prints the verdict as one JSON object.
pub(super) fn check(arguments: &[&str]) -> Result<(), Stop> {
    let options = options(arguments)?;
    let file = options.file;
    let complain = |complaint: Complaint| given(&line(file, &complaint));
    let (history, taken) = read::explained(&text(file)?, options.format).map_err(complain)?;
    let kind = options.spec.unwrap_or_else(|| Kind::guess(&history));
    if options.explain {
        return print(&explained(file, &history, &taken, kind, options.spec.is_none()));
    }
    let judge = find(options.model.unwrap_or_else(|| judge::usual(kind)), kind)?;
    let question = Question {
        history: &history,
        kind,
        initial: options.initial,
        budget: options.budget,
        memory: options.memory,
    };
    let mut answer = (judge.judge)(&question).map_err(complain)?;
    if answer.strongest.is_empty() && matches!(answer.verdict, Verdict::Holds | Verdict::Violated(_)) {
        answer.strongest = judge::strongest(&question, judge.name, &answer.verdict);
    }
    let mut printed = report(judge, &question, &answer);
    printed["spec_guessed"] = json!(options.spec.is_none());
    if !taken.understood.is_empty() {
        printed["understood"] = understood(&taken.understood);
    }
    if options.spec.is_none()
        && printed["because"].is_object()
        && matches!(answer.verdict, Verdict::Violated(_) | Verdict::Vacuous(_))
    {
        let (en, zh) = (&printed["because"]["en"], &printed["because"]["zh"]);
        let said = |of: &Json| of.as_str().unwrap_or_default().to_owned();
        printed["because"] = json!({
            "en": format!("{} The object type {} is a guess from the names of the operations; --spec sets another one.", said(en), kind.name()),
            "zh": format!("{}（对象类型 {} 是根据操作名称猜测的；如果不对，请用 --spec 指定。）", said(zh), kind.name()),
        });
    }
    if let Verdict::Violated(found) = &answer.verdict {
        everything(&mut printed, judge, &question, found).map_err(complain)?;
    }
    print(&printed)?;
    match answer.verdict {
        Verdict::Holds => Ok(()),
        Verdict::Violated(_) => Err(Stop::TextBuf(1)),
        Verdict::Unknown(_) => Err(Stop::TextBuf(3)),
        Verdict::Vacuous(_) => Err(Stop::TextBuf(4)),
    }
}

fn print(printed: &Json) -> Result<(), Stop> {
    write::out(&(serde_json::to_string_pretty(printed).expect("plain values are always JSON") + "\n"))
}

/// What a file is taken for.
fn explained(file: &str, history: &History, taken: &Taken, kind: Kind, guessed: bool) -> Json {
    let mut operations: BTreeMap<&str, [u64; 3]> = BTreeMap::new();
    for operation in &history.operations {
        operations.entry(&operation.f).or_default()[operation.outcome as usize] += 1;
    }
    let operations: serde_json::Map<String, Json> = operations
        .into_iter()
        .map(|(f, [ok, fail, info])| (f.to_owned(), json!({"ok": ok, "fail": fail, "info": info})))
        .collect();
    let processes: BTreeSet<u64> = history.operations.iter().map(|it| it.process).collect();
    let keys: BTreeSet<&Value> = history.operations.iter().filter_map(|it| it.key.as_ref()).collect();
    json!({
        "file": file, "format": taken.format, "spec": kind.name(), "spec_guessed": guessed, "model": judge::usual(kind),
        "processes": processes.len(), "keys": keys.len(), "operations": history.operations.len(), "by_name": operations,
        "left_out": understood(&taken.left_out), "understood": understood(&taken.understood),
    })
}

/// What was left out or read as something else, with how often.
fn understood(of: &[(&'static str, u64)]) -> Json {
    of.iter().map(|(what, count)| json!({"what": what, "count": count})).collect()
}

/// Every kind of anomaly in a history, and the models that are ruled out by them, with the weakest
/// of those.
fn everything(
    printed: &mut Json,
    judge: &Checker,
    question: &Question,
    found: &Witness,
) -> Result<(), Complaint> {
    let names =
        |places: &[usize]| places.iter().map(|name| operation(question.history, *name)).collect::<Json>();
    let mut kinds: Vec<(&str, usize, Json)> = Vec::new();
    if matches!(question.kind, Kind::ListAppend | Kind::RwRegister) {
        let data = if question.kind == Kind::ListAppend { Data::Append } else { Data::Register };
        let txns = Txns::read(question.history, data, question.initial.as_ref().unwrap_or(&Value::Nil))?;
        kinds.extend(
            transactions::judge::kinds(&txns)
                .into_iter()
                .map(|kind| (kind.anomaly, kind.count, names(&kind.witness))),
        );
        let known: BTreeSet<&'static str> = model_map::anomalies();
        let anomalies: Vec<&'static str> = kinds
            .iter()
            .filter_map(|(name, ..)| known.get(name))
            .chain(known.get(found.anomaly))
            .copied()
            .collect();
        let friendly =
            |models: BTreeSet<&'static str>| models.into_iter().map(model_map::friendly).collect::<Vec<_>>();
        printed["ruled_out"] = json!(friendly(model_map::ruled_out(anomalies.iter().copied())));
        printed["weakest_ruled_out"] =
            json!(friendly(model_map::weakest_violated(anomalies.iter().copied())));
    } else {
        printed["ruled_out"] = json!(judge::ruled_out(judge.name));
        printed["weakest_ruled_out"] = json!([judge.name]);
    }
    // What was found to break the promise is among them.
    if !kinds.iter().any(|(name, ..)| *name == found.anomaly) {
        kinds.insert(0, (found.anomaly, 1, names(&found.operations)));
    }
    printed["anomalies"] = kinds
        .into_iter()
        .map(|(name, count, witness)| json!({"name": name, "count": count, "witness": witness}))
        .collect();
    Ok(())
}

/// The file and the options, in any order.
fn options<'a>(arguments: &[&'a str]) -> Result<Options<'a>, Stop> {
    let mut options = Options {
        file: "",
        format: Format::Auto,
        spec: None,
        model: None,
        initial: None,
        budget: judge::BUDGET,
        memory: judge::MEMORY,
        explain: false,
    };
    let mut rest = arguments.iter();
    while let Some(&name) = rest.next() {
        if !name.starts_with("--") {
            if !options.file.is_empty() {
                return Err(given(&format!(
                    "eventual check: judges one history at a time, and was given {} and {}",
                    quoted(options.file),
                    quoted(name)
                )));
            }
            options.file = name;
            continue;
        }
        if name == "--explain" {
            options.explain = true;
            continue;
        }
        let known = ["--explain", "--format", "--spec", "--model", "--initial", "--budget", "--memory"];
        if !known.contains(&name) {
            return Err(given(&format!(
                "eventual check: there is no option {}; known are {}",
                quoted(name),
                known.join(", ")
            )));
        }
        let Some(&value) = rest.next() else {
            return Err(given(&format!("eventual check: {name} needs a value")));
        };
        let bad = |allowed: &str| {
            given(&format!("{name}: {} is not known; it must be one of {allowed}", quoted(value)))
        };
        match name {
            "--format" => options.format = Format::of(value).ok_or_else(|| bad(&Format::NAMES.join(", ")))?,
            "--spec" => {
                options.spec =
                    Some(Kind::of(value).ok_or_else(|| bad(&Kind::ALL.map(Kind::name).join(", ")))?)
            }
            "--model" => options.model = Some(value),
            "--initial" => {
                options.initial = Some(read::value(value).map_err(|complaint| {
                    given(&format!("--initial: {}: {}", quoted(value), complaint.reason))
                })?);
            }
            "--memory" => {
                let mebibytes = value.parse().ok().filter(|it| (1..=1 << 20).contains(it));
                options.memory = mebibytes.map(|it: u64| it << 20).ok_or_else(|| {
                    given(&format!(
                        "--memory: {} is no number of MiB; it must be a whole number from 1 to 1048576",
                        quoted(value)
                    ))
                })?;
            }
            _ => {
                let budget = value.parse().ok().filter(|budget| *budget > 0);
                options.budget = budget.ok_or_else(|| {
                    given(&format!(
                        "--budget: {} is no number of steps; it must be a whole number from 1 up",
                        quoted(value)
                    ))
                })?;
            }
        }
    }
    if options.file.is_empty() {
        return Err(given("eventual check: needs a history; see eventual --help"));
    }
    Ok(options)
}

fn find(name: &str, kind: Kind) -> Result<&'static Checker, Stop> {
    judge::find(name, kind).ok_or_else(|| {
        let mut kinds: Vec<&str> = judge::all()
            .filter(|judge| judge.name == name)
            .flat_map(|judge| judge.kinds)
            .map(|kind| kind.name())
            .collect();
        kinds.dedup();
        let mut names: Vec<&str> =
            judge::all().filter(|judge| judge.kinds.contains(&kind)).map(|judge| judge.name).collect();
        names.dedup();
        let what = if kinds.is_empty() {
            format!("{} is not known", quoted(name))
        } else {
            format!("\"{name}\" judges {}, not {}", kinds.join(", "), kind.name())
        };
        given(&format!("--model: {what}; for {} there are {}", kind.name(), names.join(", ")))
    })
}

/// The text of a file.
fn text(file: &str) -> Result<String, Stop> {
    let bytes = std::fs::read(file).map_err(|error| given(&format!("{file}: cannot be read: {error}")))?;
    String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let place = 1 + before.iter().filter(|byte| **byte == b'\n').count() as u32;
        given(&line(file, &Complaint { place, field: "text", reason: "is not UTF-8".to_owned() }))
    })
}

fn line(file: &str, complaint: &Complaint) -> String {
    let reason = &complaint.reason;
    // What is wrong with no line is wrong with the command line.
    if complaint.place == 0 {
        format!("{}: {reason}", complaint.field)
    } else {
        format!("{file}:{}: {}: {reason}", complaint.place, complaint.field)
    }
}

fn given(line: &str) -> Stop {
    Stop::Given(vec![line.to_owned()])
}

fn report(judge: &Checker, question: &Question, answer: &Answer) -> Json {
    let witness = match &answer.verdict {
        Verdict::Violated(found) => witness(question.history, found),
        _ => Json::Null,
    };
    let because = match &answer.verdict {
        Verdict::Violated(witness) => Some(witness.because.clone()),
        Verdict::Vacuous(said) => Some(said.clone()),
        Verdict::Unknown(unknown) => Some(unknown.because(question.history.operations.len())),
        Verdict::Holds => None,
    };
    // A sentence may name values of the history; it stays a sentence whatever they are.
    let because = because.map(|said| TextBuf { en: named(&said.en, 4_000), zh: named(&said.zh, 4_000) });
    let mut report = json!({
        "verdict": answer.verdict.word(), "model": judge.name, "spec": question.kind.name(), "operations": question.history.operations.len(),
        "witness": witness, "because": because,
        "strongest": match answer.strongest.as_slice() { [] => Json::Null, [only] => json!(only), several => json!(several) },
    });
    if let Verdict::Unknown(unknown) = &answer.verdict {
        report["budget"] = json!(unknown.budget);
        report["longest"] = unknown.longest.iter().map(|name| operation(question.history, *name)).collect();
    }
    report
}

fn witness(history: &History, witness: &Witness) -> Json {
    let operations: Json = witness.operations.iter().map(|name| operation(history, *name)).collect();
    let relations: Json = witness
        .relations
        .iter()
        .map(|relation| json!({"from": relation.from, "to": relation.to, "kind": relation.kind, "about": relation.about}))
        .collect();
    json!({"anomaly": witness.anomaly, "operations": operations, "relations": relations})
}

/// An operation: its place in the history from 0, its lines in the file, and what it was.
fn operation(history: &History, name: usize) -> Json {
    let it = &history.operations[name];
    let ended = match it.outcome {
        Outcome::Ok => "ok",
        Outcome::Fail => "fail",
        Outcome::Info => "info",
    };
    json!({
        "operation": name, "line": it.place.invoked, "returned_line": it.place.returned, "process": it.process, "f": &*it.f,
        "key": it.key.as_ref().map(plain), "asked": plain(&it.asked), "told": plain(&it.told), "type": ended,
    })
}

/// A value as JSON. Names become texts, and so do the names of maps.
fn plain(value: &Value) -> Json {
    match value {
        Value::Nil => Json::Null,
        Value::Bool(it) => json!(it),
        Value::Int(it) => json!(it),
        // A number that JSON's usual readers would change stays what it is as a text.
        Value::Decimal(it) => {
            let digits = it.to_string();
            let number = digits
                .parse()
                .ok()
                .and_then(serde_json::Number::from_f64)
                .filter(|number| read::value(&number.to_string()).as_ref() == Ok(value));
            number.map_or_else(|| json!(digits), Json::Number)
        }
        Value::Text(it) | Value::Name(it) => json!(it),
        Value::List(members) | Value::Set(members) => members.iter().map(plain).collect(),
        Value::Map(members) => {
            let name = |key: &Value| key.word().map_or_else(|| key.to_string(), str::to_owned);
            Json::Object(members.iter().map(|(key, member)| (name(key), plain(member))).collect())
        }
    }
}
