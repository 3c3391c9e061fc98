//! Files that somebody broke: one line that says where, and never more.

use super::against::KINDS;
use super::random::{Dice, Size, events, of};
use eventual::check::history::Outcome;
use eventual::check::history::builder::HistoryEvent;
use eventual::check::history::read::{self, Format};
use eventual::check::judge::{self, Question};
use eventual::check::spec::Kind;
use eventual::check::value::Value;

const EDN: &str = r#"; a register, as Jepsen writes it
{:process 0, :type :invoke, :f :write, :value 1, :time 10, :index 0}
{:process 1, :type :invoke, :f :read, :value nil, :time 11}
{:process 0, :type :ok, :f :write, :value 1, :time 12}
#jepsen.history.Op{:process 1, :type :ok, :f :read, :value 1, :time 13, :error [:none "a \"b\" \u4e2d"]}
{:process 2, :type :invoke, :f :cas, :value [1 2]}
{:process :nemesis, :type :info, :f :start, :value #{"n1" "n2"}}
{:process 2, :type :ok, :f :cas, :value [1 2], :result false}
{:process 3, :type :invoke, :f :write, :value 7}
{:process 3, :type :info, :f :write, :value 7, :error :timeout}
"#;

const LIST: &str = r#"[{:process 0, :type :invoke, :f :txn, :value [[:append 1 2] [:r 1 nil]]}
 {:process 0, :type :ok, :f :txn, :value [[:append 1 2] [:r 1 [2]]]}
 {:process 1, :type :invoke, :f :add, :value 3} {:process 1, :type :fail, :f :add, :value 3}]
"#;

const JSON: &str = r#"{"index":0,"type":"invoke","process":0,"client":0,"f":"deposit","key":"alice","value":5,"time":1000,"node":0}
{"index":1,"type":"ok","process":0,"client":0,"f":"deposit","key":"alice","value":5,"time":2000,"node":0,"version":1}
{"index":2,"type":"invoke","process":1,"client":1,"f":"transfer","key":"alice","value":{"to":"bob","amount":2},"time":2000,"node":0}
{"index":3,"type":"ok","process":1,"client":1,"f":"transfer","key":"alice","value":{"to":"bob","amount":2},"time":3000,"node":0}
{"index":4,"type":"invoke","process":0,"client":0,"f":"read","key":"alice","value":null,"time":4000,"node":1}
{"index":5,"type":"ok","process":0,"client":0,"f":"read","key":"alice","value":3,"time":5000,"node":1,"version":2}
"#;

const ARRAY: &str = r#"[
  {"type": "invoke", "process": 0, "f": "enqueue", "value": "a,]b"},
  {"type": "ok", "process": 0, "f": "enqueue", "value": "a,]b"},
  {"type": "invoke", "process": 1, "f": "dequeue"}, {"type": "ok", "process": 1, "f": "dequeue", "value": "a,]b"}
]"#;

const PLAIN: &str = "INFO  jepsen.util - 0\t:invoke\t:read\tnil\nINFO  jepsen.util - 0\t:ok\t:read\tnil\nINFO  jepsen.util - 1\t:invoke\t:cas\t[1 2]\nINFO  jepsen.util - 1\t:fail\t:cas\t[1 2]\nINFO  jepsen.util - 2\t:invoke\t:write\t3\nINFO  jepsen.util - 2\t:info\t:write\t:timed-out\n";

const KEYED: &str = r#"{:process 0, :type :invoke, :f :read, :value #jepsen.independent.tuple [5 nil]}
{:process 1, :type :invoke, :f :write, :value #jepsen.independent.tuple [6 1]}
{:process 0, :type :ok, :f :read, :value #jepsen.independent.tuple [5 nil]}
{:process 1, :type :ok, :f :write, :value #jepsen.independent.tuple [6 1]}
"#;

/// Completions alone, of nobody.
const ENDS: &str = r#"[{:type :ok, :value [[:append :x 1] [:r :y [1]]]}
 {:type :ok, :value [[:append :x 2] [:append :y 1]]} {:type :fail :value [[:append :x 3]]}
 {:type :ok, :value [[:r :x [1 2]]]}]
"#;

const SPANS: &str = r#"{"client": "anna", "op": "write", "key": "a", "value": 1, "start": 0.5, "end": 10}
{"client": "ben", "op": "read", "key": "a", "value": 1, "start": 8, "end": 30}
{"client": "anna", "op": "write", "key": "a", "value": 3, "start": 10, "end": null, "status": "timeout"}
"#;

const TABLE: &str = "process,type,f,value\n0,invoke,write,1\n0,ok,write,1\n1,invoke,txn,\"[[\"\"r\"\",\n1,null]]\"\n1,info,txn,\n";

const WRAPPED: &str = r#"{:name "a test" :valid? true :history (
 {:process 0, :type :invoke, :f :read, :time 1.5} {:process 0, :type :ok, :f :read :value 0x1F
  :error #object[a.B 0x7f "a.B@7f"]}) :results {:count 1}}
"#;

const ALL: [&str; 10] = [EDN, LIST, JSON, ARRAY, PLAIN, KEYED, ENDS, SPANS, TABLE, WRAPPED];

#[test]
fn every_way_of_writing_is_read() {
    let counts = ALL.map(|text| {
        read::history(text, Format::Auto)
            .unwrap_or_else(|complaint| panic!("{complaint:?} in {text}"))
            .operations
            .len()
    });
    assert_eq!(counts, [4, 2, 3, 2, 3, 2, 4, 3, 2, 1]);
    let history = read::history(KEYED, Format::Auto).expect("a history");
    assert_eq!(
        history.operations.iter().map(|it| it.key.clone().expect("a key").int()).collect::<Vec<_>>(),
        [Some(5), Some(6)]
    );
    let missed = read::history(EDN, Format::Edn).expect("a history").operations[2].told.clone();
    assert_eq!(missed, eventual::check::value::Value::Bool(false));
    let history = read::history(SPANS, Format::Auto).expect("a history");
    let spans: Vec<(String, u64, Option<u64>)> = history
        .operations
        .iter()
        .map(|it| (history.caller(it.process).en, it.invoked, it.returned))
        .collect();
    let (anna, ben) = ("anna".to_owned(), "ben".to_owned());
    assert_eq!(spans, [(anna.clone(), 0, Some(2)), (ben, 1, Some(4)), (anna, 3, None)]);
    // Nothing is known of when the first one of each began, and so none of them came first.
    let history = read::history(ENDS, Format::Auto).expect("a history").operations;
    assert!(history.iter().all(|one| history.iter().all(|other| !one.precedes(other))));
    assert_eq!(read::history("", Format::Auto).expect("nothing").operations.len(), 0);
}

#[test]
fn what_is_wrong_is_said_with_its_line_and_its_field() {
    let invoke = "{:process 0, :type :invoke, :f :read, :value nil}\n";
    for (text, line, field, word) in [
        ("{:process 0, :f :read}\n", 1, "type", "missing"),
        ("{:process 0, :type :done, :f :read}\n", 1, "type", "none of"),
        ("{:type :invoke, :f :read}\n", 1, "process", "missing"),
        ("{:process -1, :type :invoke, :f :read}\n", 1, "process", "no whole number"),
        ("{:process 1.5, :type :invoke, :f :read}\n", 1, "process", "no whole number"),
        ("{:process 0, :type :invoke}\n", 1, "f", "missing"),
        ("{:process 0, :type :invoke, :f 7}\n", 1, "f", "no name"),
        ("{:process 0, :type :invoke, :f :read, :time [1]}\n", 1, "time", "no number"),
        (
            &format!("{invoke}{}\n", "{:process 1, :type :ok, :f :read, :value 1}"),
            2,
            "process",
            "asked nothing",
        ),
        (&format!("{invoke}{}\n", "{:type :ok, :f :read, :value 1}"), 2, "process", "missing"),
        ("{:process 0, :f :read, :start 5, :end 4}\n", 1, "time", "ends before"),
        ("{:process 0, :f :read, :start 5, :end [4]}\n", 1, "time", "no moment"),
        ("{:process 0, :f :read, :start 5, :end \"6\"}\n", 1, "time", "another way"),
        ("{:process 0, :f :read, :start 5, :end 6, :status :maybe}\n", 1, "status", "none of"),
        (
            &format!("{invoke}{}\n", "{:process 0, :f :read, :start 5, :end 6}"),
            2,
            "type",
            "other lines have one",
        ),
        ("process,type,f,value\n0,invoke,read\n", 2, "text", "number of cells"),
        ("process,type,f,value\n\n0,done,read,\n", 3, "type", "none of"),
        (&format!("{invoke}{invoke}"), 2, "process", "asks again"),
        (&format!("{invoke}{}\n{invoke}", "{:process 0, :type :info, :f :read}"), 3, "process", "asks again"),
        (&format!("{invoke}{}\n", "{:process 0, :type :ok, :f :write}"), 2, "f", "invoked as"),
        (&format!("{invoke}{}\n", "{:process 0, :type :ok, :f :read, :result 7}"), 2, "result", "neither"),
        (&format!("{invoke}5\n"), 2, "text", "no map"),
        (&format!("{invoke}{{\n"), 3, "text", "never closed"),
        ("{\"type\": \"invoke\"", 1, "text", "JSON"),
        (
            "[{\"type\": \"invoke\", \"process\": 0, \"f\": \"read\"},\n{\"type\": \"ok\", \"process\": true}]",
            2,
            "process",
            "no whole number",
        ),
        ("[{\"type\": \"invoke\", \"process\": 0, \"f\": \"read\"}", 1, "text", "never closed"),
        ("INFO  jepsen.util - x\t:invoke\t:read\tnil", 1, "process", "no whole number"),
    ] {
        let complaint = read::history(text, Format::Auto).expect_err(text);
        assert_eq!((complaint.place, complaint.field), (line, field), "{complaint:?} in {text}");
        assert!(complaint.reason.contains(word), "{complaint:?} in {text}");
    }
}

#[test]
fn broken_files_break_nothing() {
    let mut dice = Dice::new(2);
    let (mut refused, mut judged) = (0, 0);
    for round in 0..100_000u64 {
        let mut text = ALL[dice.below(ALL.len() as u64) as usize].as_bytes().to_vec();
        for _ in 0..=dice.below(3) {
            wound(&mut dice, &mut text);
        }
        let text = String::from_utf8_lossy(&text);
        let format = [Format::Auto, Format::Auto, Format::Edn, Format::Json][dice.below(4) as usize];
        match read::history(&text, format) {
            Err(complaint) => {
                refused += 1;
                assert!(
                    complaint.place > 0 && complaint.place as usize <= text.lines().count() + 1,
                    "{round}: {complaint:?} in {text}"
                );
                assert!(
                    !complaint.field.is_empty()
                        && !complaint.reason.is_empty()
                        && complaint.reason.len() < 400,
                    "{round}: {complaint:?}"
                );
            }
            Ok(history) => {
                let kind = Kind::guess(&history);
                if let Some(judge) = judge::find(judge::usual(kind), kind) {
                    judged += 1;
                    let _ = (judge.judge)(&Question {
                        history: &history,
                        kind,
                        initial: None,
                        budget: 10_000,
                        memory: judge::MEMORY,
                    });
                }
            }
        }
    }
    assert!(refused > 30_000 && judged > 5_000, "{refused} refused, {judged} judged");
}

/// A history as Jepsen would write it.
fn written(heard: &[HistoryEvent]) -> String {
    let line = |it: &HistoryEvent| {
        let kind = ["invoke", "ok", "fail", "info"][it.ended.map_or(0, |ended| 1 + ended as usize)];
        let key = it.key.as_ref().map_or(String::new(), |key| format!(" :key {key}"));
        format!("{{:type :{kind} :process {} :f :{}{key} :value {}}}\n", it.process, it.f, it.value)
    };
    heard.iter().map(line).collect()
}

/// One completion of each history says other than what was asked; it is refused at its line. As it
/// was, the history is read as it was heard.
fn completions_that_differ(seeds: std::ops::Range<u64>) {
    let (count, mut refused) = (seeds.end - seeds.start, 0);
    for seed in seeds {
        let mut dice = Dice::new(seed ^ 0x5eed);
        let kind = KINDS[seed as usize % KINDS.len()];
        let mut heard = events(&mut dice, kind, Size { operations: 7, processes: 4, values: 3 });
        let read = |heard: &[HistoryEvent]| read::history(&written(heard), Format::Edn);
        let whole = read(&heard).unwrap_or_else(|complaint| panic!("{complaint:?} in {}", written(&heard)));
        assert_eq!(whole, of(&heard), "{seed}");
        let puts = |it: &HistoryEvent| {
            it.ended == Some(Outcome::Ok)
                && !it.value.is_nil()
                && !["read", "get", "dequeue", "pop", "len"].contains(&&*it.f)
                && it.f != "cas"
        };
        let all: Vec<usize> = (0..heard.len()).filter(|&at| puts(&heard[at])).collect();
        if all.is_empty() {
            continue;
        }
        let at = all[dice.below(all.len() as u64) as usize];
        heard[at].value = match &heard[at].value {
            Value::Text(it) => Value::text(format!("{it}x")),
            Value::Int(it) => read::value(&format!("{it}.5")).expect("a decimal"),
            _ => Value::Int(77),
        };
        let complaint = read(&heard).expect_err("a completion of something else");
        assert_eq!((complaint.place as usize, complaint.field), (at + 1, "value"), "{seed}: {complaint:?}");
        refused += 1;
    }
    eprintln!(
        "{count} histories, of which {refused} had a completion that differs: every one was refused at its line"
    );
    assert!(refused > count / 3, "{refused} of {count}");
}

#[test]
fn a_completion_of_something_else_is_refused_at_its_line() {
    completions_that_differ(0..super::count::histories(10_000));
}

/// Changes something in a text.
fn wound(dice: &mut Dice, text: &mut Vec<u8>) {
    const SCRAPS: [&str; 20] = [
        "{",
        "}",
        "[",
        "]",
        "\"",
        "\\",
        ":",
        "#{",
        "#_",
        ";",
        ",",
        "nil",
        "null",
        "99999999999999999999",
        "-1",
        "1.5",
        ":type :ok",
        "\n",
        "\u{0}",
        "终",
    ];
    let at = dice.below(text.len() as u64 + 1) as usize;
    let end = (at + dice.below(12) as usize).min(text.len());
    match dice.below(5) {
        0 => text.truncate(at),
        1 => drop(text.drain(at..end)),
        2 => drop(text.splice(at..at, SCRAPS[dice.below(20) as usize].bytes())),
        3 => {
            let again = text[at..end].to_vec();
            let to = dice.below(text.len() as u64 + 1) as usize;
            drop(text.splice(to..to, again));
        }
        _ => {
            if let Some(byte) = text.get_mut(at) {
                *byte ^= 1 << dice.below(7);
            }
        }
    }
}
