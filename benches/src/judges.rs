//! The judges: published histories against another checker of the same kind, and long histories of
//! values that are written once.

use crate::Effort;
use crate::histories::{appended, written_once};
use crate::table::{Reach, Table};
use crate::turns::{Measured, Spread, in_turn, side, spread, timed};
use eventual::check::history::History;
use eventual::check::history::read::{self, Format};
use eventual::check::judge::{self, Question};
use eventual::check::linear::{Order, decide};
use eventual::check::spec::Kind;
use std::path::{Path, PathBuf};
use todc_utils::linearizability::WGLChecker;
use todc_utils::specifications::etcd::{EtcdSpecification, history_from_log};

/// Measures.
pub fn measure(table: &mut Table, effort: Effort) {
    logs(table, effort);
    long(table, effort);
    transactions(table, effort);
}

/// Some logs take the other checker a second.
const ROUNDS: usize = 5;

/// Logs of a real system with compare-and-set, each by both checkers, who must agree.
fn logs(table: &mut Table, effort: Effort) {
    let what = "Jepsen's logs of etcd, least ratio of any";
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/oracles/porcupine/jepsen");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        return table.skip(what, "the published histories are not there");
    };
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    let (mut least, mut logarithms): (f64, Vec<Vec<f64>>) =
        (f64::INFINITY, vec![Vec::new(); effort.rounds.min(ROUNDS)]);
    for file in &files {
        let measured = both(file, effort.rounds);
        let [ours, theirs] = measured.as_slice() else { unreachable!("two sides") };
        ours.must_equal(theirs);
        least = least.min(theirs.over(ours).median);
        for (round, (mine, others)) in ours.blocks.iter().zip(&theirs.blocks).enumerate() {
            logarithms[round].push((others.ns / mine.ns).ln());
        }
    }
    let mean = |round: &Vec<f64>| (round.iter().sum::<f64>() / round.len() as f64).exp();
    let against = format!("todc-utils, {} logs", files.len());
    table.row(
        "Jepsen's logs of etcd, geometric mean",
        "",
        &against,
        spread(logarithms.iter().map(mean)),
        Reach::AtLeast(4.0),
    );
    table.row(what, "", &against, Spread { median: least, least, most: least }, Reach::AtLeast(1.0));
}

/// One log. Ours begins from the history as it is read, whose values may be anything; theirs from
/// one that is made for this object.
fn both(file: &Path, rounds: usize) -> Vec<Measured> {
    let text = std::fs::read_to_string(file).expect("a log");
    let ours = read::history(&text, Format::Auto).expect("a history");
    let theirs = history_from_log(file.to_string_lossy().into_owned());
    let question = Question {
        history: &ours,
        kind: Kind::CasRegister,
        initial: None,
        budget: u64::MAX,
        memory: u64::MAX,
    };
    in_turn(
        rounds.min(ROUNDS),
        vec![
            side("ours", || {
                timed((), |()| {
                    (1, u64::from(decide(&question, Order::Time).expect("a history").expect("no budget")))
                })
            }),
            side("todc-utils", || {
                timed(Some(theirs.clone()), |history| {
                    (
                        1,
                        u64::from(WGLChecker::<EtcdSpecification>::is_linearizable(
                            history.take().expect("a history"),
                        )),
                    )
                })
            }),
        ],
    )
}

/// How long the short history is.
const SHORT: u64 = 10_000;

/// Every value is written once: what an operation takes, and that it takes no more in a long
/// history. There are as many short ones as make a long one, each judged once like it: one that is
/// judged again and again would stay in the processor's cache, and that is what would be compared.
fn long(table: &mut Table, effort: Effort) {
    let all = |count: u64, length: u64| (0..count).map(|_| written_once(length)).collect::<Vec<History>>();
    let (long, short) = (all(1, effort.long), all(effort.long / SHORT, SHORT));
    let judge = judge::find("linearizable", Kind::Register).expect("a judge");
    let work = |histories: &[History]| {
        timed((), |()| {
            let operations = histories.iter().map(|history| {
                let question = Question {
                    history,
                    kind: Kind::Register,
                    initial: None,
                    budget: judge::BUDGET,
                    memory: judge::MEMORY,
                };
                assert_eq!((judge.judge)(&question).expect("a history").verdict.word(), "holds");
                history.operations.len() as u64
            });
            (operations.sum(), 0)
        })
    };
    let measured = in_turn(effort.rounds, vec![side("long", || work(&long)), side("short", || work(&short))]);
    let [slow, quick] = measured.as_slice() else { unreachable!("two sides") };
    let us = spread(slow.blocks.iter().map(|block| block.ns / 1_000.0));
    table.row(
        &format!("{} operations, us an operation", effort.long),
        "",
        "a microsecond",
        us,
        Reach::AtMost(1.0),
    );
    table.at_most(&format!("{} operations, each against one of {SHORT}", effort.long), slow, quick, 1.3);
}

/// How many transactions are judged within a second.
const TRANSACTIONS: u64 = 10_000;

/// Transactions on lists: all anomalies are looked for, in all orders, and the strongest model is
/// named.
fn transactions(table: &mut Table, effort: Effort) {
    let history = appended(TRANSACTIONS);
    let judge = judge::find("transactions", Kind::ListAppend).expect("a judge");
    let question = Question {
        history: &history,
        kind: Kind::ListAppend,
        initial: None,
        budget: judge::BUDGET,
        memory: judge::MEMORY,
    };
    let measured = in_turn(
        effort.rounds,
        vec![side("judge", || {
            timed((), |()| {
                let answer = (judge.judge)(&question).expect("a history");
                assert_eq!(
                    (answer.verdict.word(), answer.strongest.as_slice()),
                    ("holds", &["strong-serializable"][..])
                );
                (1, 0)
            })
        })],
    );
    let seconds = spread(measured[0].blocks.iter().map(|block| block.ns / 1e9));
    table.row(
        &format!("{TRANSACTIONS} list-append transactions, s"),
        "",
        "a second",
        seconds,
        Reach::AtMost(1.0),
    );
}
