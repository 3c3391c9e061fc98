//! The judges of transactions: one for every name of the map, and one for each level of Biswas &
//! Enea.

use super::examine::{Promise, examine};
use super::judge::{strongest, verdict};
use super::txn::{Data, Txns};
use crate::base::text::text;
use crate::check::history::{Complaint, Outcome};
use crate::check::judge::{Answer, Checker, Question};
use crate::check::model_map;
use crate::check::spec::Kind;
use crate::check::watch::Watcher;

const TRANSACTIONS: &[Kind] = &[Kind::ListAppend, Kind::RwRegister];

/// The promise of a judge: `transactions` alone asks for the strongest that there is.
fn promise(name: &str) -> Promise {
    Promise::named(name).unwrap_or(Promise::Model("PL-SS"))
}

fn read(question: &Question) -> Result<Txns, Complaint> {
    let data = if question.kind == Kind::ListAppend { Data::Append } else { Data::Register };
    let mut txns = Txns::read(
        question.history,
        data,
        question.initial.as_ref().unwrap_or(&crate::check::value::Value::Nil),
    )?;
    txns.memory = question.memory;
    Ok(txns)
}

fn check(question: &Question, name: &str) -> Result<Answer, Complaint> {
    let txns = read(question)?;
    let promise = promise(name);
    let verdict = verdict(&txns, promise, question.budget);
    let strongest = strongest(&txns, promise, &verdict, question.budget / 10).into_iter().collect();
    Ok(Answer { verdict, strongest })
}

/// Whether the transactions that ended show an anomaly that nothing to come can explain.
fn broken(question: &Question, name: &str) -> bool {
    let Ok(txns) = read(question) else { return false };
    let promise = promise(name);
    let ended: Vec<usize> =
        txns.all.iter().filter(|txn| txn.outcome != Outcome::Info).map(|txn| txn.place).collect();
    let found = examine(&txns.only(&ended), promise.order()).found;
    let Promise::Model(model) = promise else { return false };
    found.iter().any(|found| found.anomaly != "garbage-read" && model_map::breaks(found.anomaly, model))
}

macro_rules! judges {
    ($(($name:literal, $en:literal, $zh:literal),)*) => {
        /// Every judge of transactions.
        pub const JUDGES: &[Checker] = &[$(Checker {
            name: $name,
            title: text($en, $zh),
            kinds: TRANSACTIONS,
            judge: |question| check(question, $name),
            watch: |kind, initial, budget| {
                Box::new(Watcher::new(kind, initial, budget, |question| check(question, $name), |question| broken(question, $name)))
            },
        }),*];
    };
}

judges! {
    ("transactions", "Strict serializability, or else the strongest weaker model without a counterexample", "严格可串行化，否则给出没有反例的最强模型"),
    ("strict-serializable", "Serializable in an order that keeps real time", "可串行化，且顺序与真实时间一致"),
    ("strong-serializable", "Serializable in an order that keeps real time", "可串行化，且顺序与真实时间一致"),
    ("PL-SS", "Serializable in an order that keeps real time", "可串行化，且顺序与真实时间一致"),
    ("strong-session-serializable", "Serializable in an order that keeps each session's", "可串行化，且保持每个会话自己的顺序"),
    ("serializable", "As if transactions ran one after another", "如同事务一个接一个地执行"),
    ("conflict-serializable", "As if transactions ran one after another", "如同事务一个接一个地执行"),
    ("view-serializable", "Every read returns what some serial order would return", "每次读取都与某个串行顺序一致"),
    ("PL-3", "As if transactions ran one after another", "如同事务一个接一个地执行"),
    ("1SR", "One copy, as if transactions ran one after another", "单副本可串行化"),
    ("session-serializable", "Serializable in an order that keeps each session's", "可串行化，且保持每个会话自己的顺序"),
    ("linearizable", "Each transaction takes effect at one moment", "每个事务都在某一时刻整体生效"),
    ("sequential", "One order of all transactions that keeps each process's", "存在一个保持各进程顺序的全局顺序"),
    ("strong-snapshot-isolation", "Snapshots contain everything committed before", "快照包含此前已提交的一切"),
    ("strong-session-snapshot-isolation", "Snapshots contain everything the session did before", "快照包含本会话此前所做的一切"),
    ("snapshot-isolation", "Reads from a snapshot; of two concurrent writers of a key only one commits", "从快照读取；同时写同一个键的两个事务只有一个能提交"),
    ("PL-SI", "Reads from a snapshot; of two concurrent writers of a key only one commits", "从快照读取；同时写同一个键的两个事务只有一个能提交"),
    ("parallel-snapshot-isolation", "Snapshots that may fork", "允许分叉的快照隔离"),
    ("update-serializable", "Transactions that write are serializable", "写事务可串行化"),
    ("PL-3U", "Transactions that write are serializable", "写事务可串行化"),
    ("forward-consistent-view", "A consistent view that may be newer than the transaction's beginning", "视图一致，且可能比事务开始时更新"),
    ("PL-FCV", "A consistent view that may be newer than the transaction's beginning", "视图一致，且可能比事务开始时更新"),
    ("consistent-view", "No transaction reads from before and from after another one", "没有事务会同时读到另一事务之前和之后的状态"),
    ("PL-2+", "No transaction reads from before and from after another one", "没有事务会同时读到另一事务之前和之后的状态"),
    ("repeatable-read", "What a transaction read does not change until it ends", "事务读过的数据在其结束前不会改变"),
    ("PL-2.99", "What a transaction read does not change until it ends", "事务读过的数据在其结束前不会改变"),
    ("monotonic-snapshot-read", "Each read is from a snapshot, and none goes back", "每次读取来自一个快照，且不会倒退"),
    ("PL-MSR", "Each read is from a snapshot, and none goes back", "每次读取来自一个快照，且不会倒退"),
    ("monotonic-view", "The view of a transaction never goes back", "事务的视图不会倒退"),
    ("PL-2L", "The view of a transaction never goes back", "事务的视图不会倒退"),
    ("monotonic-atomic-view", "A transaction that sees one effect of another one sees all of them", "看到一个事务的一项结果后，就能看到它的全部结果"),
    ("cursor-stability", "No update is lost under a cursor", "游标下的更新不会丢失"),
    ("PL-CS", "No update is lost under a cursor", "游标下的更新不会丢失"),
    ("update-atomic", "Transactions are seen whole, and no update is lost", "事务整体可见，且不丢失更新"),
    ("read-atomic", "Transactions are seen whole or not at all", "事务要么整体可见，要么完全不可见"),
    ("causal-cerone", "A transaction that sees an effect sees its causes", "看到结果就能看到原因"),
    ("prefix", "Snapshots are prefixes of one order of commits", "快照是同一提交顺序的前缀"),
    ("strong-read-committed", "Read committed, in real time", "读已提交，且与真实时间一致"),
    ("strong-PL-2", "Read committed, in real time", "读已提交，且与真实时间一致"),
    ("strong-session-read-committed", "Read committed, in the order of each session", "读已提交，且保持会话顺序"),
    ("strong-session-PL-2", "Read committed, in the order of each session", "读已提交，且保持会话顺序"),
    ("read-committed", "Only committed data is read", "只读到已提交的数据"),
    ("PL-2", "Only committed data is read", "只读到已提交的数据"),
    ("strong-read-uncommitted", "No dirty writes, in real time", "没有脏写，且与真实时间一致"),
    ("strong-PL-1", "No dirty writes, in real time", "没有脏写，且与真实时间一致"),
    ("strong-session-read-uncommitted", "No dirty writes, in the order of each session", "没有脏写，且保持会话顺序"),
    ("strong-session-PL-1", "No dirty writes, in the order of each session", "没有脏写，且保持会话顺序"),
    ("read-uncommitted", "No dirty writes", "没有脏写"),
    ("PL-1", "No dirty writes", "没有脏写"),
    ("causal", "Causal memory, where a stronger model shows it", "因果一致（由更强的模型得出）"),
    ("PRAM", "Each process's writes in order, where a stronger model shows it", "按序看到每个进程的写入（由更强的模型得出）"),
    ("read-your-writes", "A session sees what it wrote, where a stronger model shows it", "会话能看到自己的写入（由更强的模型得出）"),
    ("monotonic-reads", "Reads of a session never go back, where a stronger model shows it", "会话的读取不会倒退（由更强的模型得出）"),
    ("monotonic-writes", "Writes of a session stay in order, where a stronger model shows it", "会话的写入保持顺序（由更强的模型得出）"),
    ("writes-follow-reads", "Writes follow what was read before, where a stronger model shows it", "写入排在所读内容之后（由更强的模型得出）"),
    ("RC", "Read committed as an axiom, with sessions", "读已提交（公理定义，含会话）"),
    ("RR", "Repeatable reads as an axiom, with sessions", "可重复读（公理定义，含会话）"),
    ("RA", "Read atomic as an axiom, with sessions", "原子读（公理定义，含会话）"),
    ("CC", "Causal consistency as an axiom, with sessions", "因果一致（公理定义，含会话）"),
    ("PC", "Prefix consistency as an axiom, with sessions", "前缀一致（公理定义，含会话）"),
    ("SI", "Snapshot isolation as an axiom, with sessions", "快照隔离（公理定义，含会话）"),
    ("SER", "Serializability as an axiom, with sessions", "可串行化（公理定义，含会话）"),
}

#[cfg(test)]
mod tests {
    use super::JUDGES;
    use crate::check::model_map;
    use crate::check::transactions::examine::Promise;

    #[test]
    fn every_name_of_the_map_has_its_judge_and_no_other_has_one() {
        let named = |name: &str| JUDGES.iter().filter(|judge| judge.name == name).count();
        for model in model_map::models() {
            assert_eq!((named(model), named(model_map::friendly(model))), (1, 1), "{model}");
        }
        for (name, _) in model_map::CANONICAL {
            assert_eq!(named(name), 1, "{name}");
        }
        assert!(
            JUDGES.iter().all(|judge| judge.name == "transactions" || Promise::named(judge.name).is_some())
        );
    }
}
