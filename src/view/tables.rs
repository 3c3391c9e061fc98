//! What a node shows beside its logs and balances, as small tables of plain text: locks, queues,
//! versions side by side, who has come how far, events that wait.
//!
//! The picture on a card and the table that is read aloud come from the same place, so neither
//! knows more than the other.

use super::names;
use super::numbers::{moment, money, whole};
use super::say;
use crate::base::text::Language;
use crate::base::text::TextBuf;
use crate::lab::experiment::Experiment;
use crate::lab::frame::NodeFrame;
use crate::sim::cast::Cast;
use crate::sim::show::{Cell, Chain, Decided, EventRow, Holder, Lock, OpenCall, OpenTransaction, Section};

/// A table of texts with a title, as sections without a drawing of their own are shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Table {
    /// What it is a table of.
    pub title: String,
    /// The heads of its columns.
    pub head: Vec<String>,
    /// Its rows, each as long as the head; the first cell names the row.
    pub rows: Vec<Vec<String>>,
    /// Whether something in it is a reason to worry: a dead letter, versions that nobody has
    /// settled.
    pub alarming: bool,
}

/// The tables of a node, in its own order. Logs, balances and counters are shown elsewhere.
pub fn tables(node: &NodeFrame, experiment: &Experiment, language: Language) -> Vec<Table> {
    node.sections.iter().filter_map(|section| table(section, experiment, language)).collect()
}

fn table(
    section: &Section<crate::base::text::TextBuf>,
    experiment: &Experiment,
    language: Language,
) -> Option<Table> {
    let columns = |all: &[String]| all.to_vec();
    let account = || say!(language, "Account", "账户");
    Some(match section {
        Section::Locks(locks) => Table {
            title: say!(language, "Locks", "锁"),
            head: columns(&[
                account(),
                say!(language, "Held by", "持有者"),
                say!(language, "Since", "始于"),
                say!(language, "Waiting", "等待者"),
            ]),
            rows: locks.iter().map(|lock| lock_row(lock, experiment, language)).collect(),
            alarming: false,
        },
        Section::Transactions(open) => Table {
            title: say!(language, "Open transactions", "未结束的事务"),
            head: columns(&[
                say!(language, "Transaction", "事务"),
                say!(language, "Begun by", "发起者"),
                say!(language, "Since", "始于"),
                say!(language, "Read, written", "已读、已写"),
                say!(language, "Waits for", "正在等待"),
                say!(language, "In doubt since", "未决始于"),
            ]),
            rows: open.iter().map(|it| transaction_row(it, &experiment.cast(), language)).collect(),
            alarming: open.iter().any(|it| it.in_doubt.is_some()),
        },
        Section::Chains(all) => Table {
            title: say!(language, "Long-running transactions", "进行中的长事务"),
            head: columns(&[
                say!(language, "Operation", "操作"),
                say!(language, "Since", "始于"),
                say!(language, "Step", "步骤"),
                say!(language, "State", "状态"),
            ]),
            rows: all.iter().map(|it| chain_row(it, &experiment.cast(), language)).collect(),
            alarming: all.iter().any(|it| it.alarming),
        },
        Section::Decisions(all) => Table {
            title: say!(language, "Decision log", "决定日志"),
            head: columns(&[
                say!(language, "Operation", "操作"),
                say!(language, "Record", "记录"),
                say!(language, "On disk", "是否落盘"),
                say!(language, "Not acknowledged by", "尚未确认"),
            ]),
            rows: all.iter().map(|it| decision_row(it, &experiment.cast(), language)).collect(),
            alarming: false,
        },
        Section::Queue(queue) => Table {
            title: queue.title.in_language(language).to_owned(),
            head: columns(&[
                say!(language, "Waiting", "排队"),
                say!(language, "Delivered, not acknowledged", "已投递未确认"),
                say!(language, "Dead letters", "死信"),
            ]),
            rows: vec![[queue.waiting, queue.in_flight, queue.dead].map(whole).to_vec()],
            alarming: queue.dead > 0,
        },
        Section::Versions(versions) => Table {
            title: versions.title.in_language(language).to_owned(),
            head: columns(&[account(), say!(language, "Versions side by side", "并存版本")]),
            rows: versions
                .rows
                .iter()
                .map(|row| {
                    let all: Vec<String> = row
                        .siblings
                        .iter()
                        .map(|it| format!("{} ({})", money(it.value, experiment.decimals), it.version))
                        .collect();
                    vec![names::account(row.key, experiment), all.join(" | ")]
                })
                .collect(),
            alarming: versions.rows.iter().any(|row| row.siblings.len() > 1),
        },
        Section::Calls(calls) => Table {
            title: say!(language, "Calls in flight", "在途调用"),
            head: columns(&[
                say!(language, "Operation", "操作"),
                say!(language, "To", "对方"),
                say!(language, "Since", "始于"),
                say!(language, "Attempt", "第几次"),
            ]),
            rows: calls.iter().map(|call| call_row(call, experiment, language)).collect(),
            alarming: calls.iter().any(|call| call.attempt > 1),
        },
        Section::Peers(peers) => Table {
            title: say!(language, "Other nodes", "其他节点"),
            head: columns(&[say!(language, "Node", "节点"), say!(language, "Taken to be", "视为")]),
            rows: peers
                .iter()
                .map(|peer| {
                    let name = names::node(peer.node, &experiment.cast(), language).to_owned();
                    vec![name, peer.state.in_language(language).to_owned()]
                })
                .collect(),
            alarming: peers.iter().any(|peer| peer.alarming),
        },
        Section::Consumers(consumers) => Table {
            title: say!(language, "Consumers", "消费者"),
            head: columns(&[
                say!(language, "Consumer", "消费者"),
                say!(language, "Lag (not settled)", "积压（未了结）"),
                say!(language, "Delivered, not acknowledged", "已投递未确认"),
                say!(language, "Dead letters", "死信"),
                say!(language, "Gone before consumed", "未消费即丢弃"),
            ]),
            rows: consumers
                .iter()
                .map(|it| {
                    let name = names::node(it.node, &experiment.cast(), language).to_owned();
                    let figures = [it.lag, it.in_flight, it.dead, it.missed].map(whole);
                    [vec![name], figures.to_vec()].concat()
                })
                .collect(),
            alarming: consumers.iter().any(|it| it.dead > 0 || it.missed > 0),
        },
        Section::Events(events) => {
            let (title, len) = (events.title.in_language(language), whole(events.len));
            Table {
                title: say!(language, "{title}: {len}", "{title}：{len}"),
                head: columns(&[
                    say!(language, "Place", "位置"),
                    say!(language, "Event", "事件"),
                    say!(language, "Change", "变动"),
                    say!(language, "State", "状态"),
                ]),
                rows: events.rows.iter().map(|row| event_row(row, experiment, language)).collect(),
                alarming: events.alarming && events.len > 0,
            }
        }
        Section::Sheet(sheet) => Table {
            title: sheet.title.in_language(language).to_owned(),
            head: sheet.head.iter().map(|it| it.in_language(language).to_owned()).collect(),
            rows: sheet
                .rows
                .iter()
                .map(|row| row.iter().map(|it| cell(it, experiment, language)).collect())
                .collect(),
            alarming: sheet.alarming,
        },
        Section::Log(_) | Section::Balances(_) | Section::Counters(_) => return None,
    })
}

fn cell(cell: &Cell<TextBuf>, experiment: &Experiment, language: Language) -> String {
    match cell {
        Cell::Account(account) => names::account(*account, experiment),
        Cell::Money(amount) => money(*amount, experiment.decimals),
        Cell::Count(count) => whole(*count),
        Cell::Moment(at) => moment(*at, language),
        Cell::Words(words) => words.in_language(language).to_owned(),
        Cell::Sign(sign) => sign.clone(),
        Cell::Nothing => "–".to_owned(),
    }
}

fn event_row(
    row: &EventRow<crate::base::text::TextBuf>,
    experiment: &Experiment,
    language: Language,
) -> Vec<String> {
    let state = row.state.in_language(language);
    let state = match row.node {
        Some(node) => {
            let name = names::node(node, &experiment.cast(), language);
            say!(language, "{state}: {name}", "{state}：{name}")
        }
        None => state.to_owned(),
    };
    let event = format!("{} #{}", names::account(row.account, experiment), row.version);
    vec![row.place.clone(), event, money(row.amount, experiment.decimals), state]
}

fn lock_row(lock: &Lock, experiment: &Experiment, language: Language) -> Vec<String> {
    let cast = experiment.cast();
    let all = |who: &[Holder]| holders(who, &cast, language);
    vec![
        names::account(lock.key, experiment),
        all(&lock.holders),
        moment(lock.since, language),
        all(&lock.waiting),
    ]
}

fn call_row(call: &OpenCall, experiment: &Experiment, language: Language) -> Vec<String> {
    let operation = call.op.map_or_else(|| "–".to_owned(), |op| format!("#{op}"));
    let to = names::node(call.to, &experiment.cast(), language).to_owned();
    vec![operation, to, moment(call.since, language), call.attempt.to_string()]
}

fn transaction_row(it: &OpenTransaction, cast: &Cast, language: Language) -> Vec<String> {
    vec![
        holder(it.holder, cast, language),
        names::node(it.from, cast, language).to_owned(),
        moment(it.since, language),
        format!("{}, {}", it.reads, it.writes),
        holders(&it.waits_for, cast, language),
        it.in_doubt.map_or_else(|| "–".to_owned(), |since| moment(since, language)),
    ]
}

fn chain_row(it: &Chain<TextBuf>, cast: &Cast, language: Language) -> Vec<String> {
    vec![
        holder(it.holder, cast, language),
        moment(it.since, language),
        format!("{} / {}", it.step, it.of),
        it.state.in_language(language).to_owned(),
    ]
}

fn decision_row(it: &Decided<TextBuf>, cast: &Cast, language: Language) -> Vec<String> {
    let saved = if it.saved { say!(language, "yes", "是") } else { say!(language, "not yet", "还没有") };
    vec![
        holder(it.holder, cast, language),
        it.says.in_language(language).to_owned(),
        saved,
        holders(&it.waits_for, cast, language),
    ]
}

fn holders(who: &[Holder], cast: &Cast, language: Language) -> String {
    let who: Vec<String> = who.iter().map(|&who| holder(who, cast, language)).collect();
    who.join(say!(language, ", ", "、").as_str())
}

/// Who holds a lock or waits for it: an operation is known by its number wherever it is shown.
fn holder(who: Holder, cast: &Cast, language: Language) -> String {
    match who {
        Holder::Operation(op) => format!("#{op}"),
        Holder::Node(node) => names::node(node, cast, language).to_owned(),
    }
}

/// What a card says in the place of a log, in a few words: how many locks, how long the queues, how
/// many keys with several versions, or else what the node counts first. That there is nothing of a
/// kind is not said.
pub fn glance(node: &NodeFrame, language: Language) -> Vec<String> {
    // What is in doubt is why somebody looks: it stands first, where no card is too small for it.
    let doubts = node.sections.iter().filter_map(|section| match section {
        Section::Transactions(open) => Some(open.iter().filter(|it| it.in_doubt.is_some()).count()),
        _ => None,
    });
    let doubts = doubts.filter(|&count| count > 0).map(|count| match language {
        Language::En => format!("{count} in doubt"),
        Language::Zh => format!("{count} 个事务未决"),
    });
    let others = node.sections.iter().filter_map(|section| match section {
        Section::Locks(locks) => {
            let (held, waiting) = (locks.len(), locks.iter().map(|lock| lock.waiting.len()).sum::<usize>());
            let locks = match language {
                Language::En if held == 1 => "1 lock".to_owned(),
                Language::En => format!("{held} locks"),
                Language::Zh => format!("{held} 把锁"),
            };
            (held > 0).then(|| match (language, waiting) {
                (_, 0) => locks,
                (Language::En, _) => format!("{locks}, {waiting} waiting"),
                (Language::Zh, _) => format!("{locks}，{waiting} 个等待"),
            })
        }
        // Where all of them are in doubt, that has been said.
        Section::Transactions(open) if open.iter().any(|it| it.in_doubt.is_none()) => Some(match language {
            Language::En if open.len() == 1 => "1 open transaction".to_owned(),
            Language::En => format!("{} open transactions", open.len()),
            Language::Zh => format!("{} 个未结束的事务", open.len()),
        }),
        Section::Chains(all) if !all.is_empty() => Some(match language {
            Language::En if all.len() == 1 => "1 long transaction".to_owned(),
            Language::En => format!("{} long transactions", all.len()),
            Language::Zh => format!("{} 个进行中的长事务", all.len()),
        }),
        Section::Decisions(all) if !all.is_empty() => {
            let count = all.len();
            Some(say!(language, "decision log: {count}", "决定日志：{count} 条"))
        }
        Section::Queue(queue) => {
            let (title, waiting) =
                (queue.title.in_language(language), whole(queue.waiting + queue.in_flight));
            let dead = whole(queue.dead);
            match (queue.waiting + queue.in_flight, queue.dead) {
                (0, 0) => None,
                (_, 0) => Some(say!(language, "{title}: {waiting}", "{title}：{waiting}")),
                _ => {
                    Some(say!(language, "{title}: {waiting}, {dead} dead", "{title}：{waiting}，死信 {dead}"))
                }
            }
        }
        Section::Versions(versions) => {
            let split = versions.rows.iter().filter(|row| row.siblings.len() > 1).count();
            (split > 0).then(|| match language {
                Language::En if split == 1 => "1 account with siblings".to_owned(),
                Language::En => format!("{split} accounts with siblings"),
                Language::Zh => format!("{split} 个账户有并存版本"),
            })
        }
        Section::Calls(calls) if !calls.is_empty() => Some(match (language, calls.len()) {
            (Language::En, 1) => "1 call in flight".to_owned(),
            (Language::En, count) => format!("{count} calls in flight"),
            (Language::Zh, count) => format!("{count} 个在途调用"),
        }),
        Section::Consumers(consumers) => {
            let most = consumers.iter().map(|it| it.lag).max().unwrap_or(0);
            let (lag, dead) = (whole(most), consumers.iter().map(|it| it.dead).sum::<u64>());
            let dead_letters = whole(dead);
            Some(if dead > 0 {
                say!(language, "lag: {lag}, {dead_letters} dead", "积压：{lag}，死信 {dead_letters}")
            } else {
                say!(language, "lag: {lag}", "积压：{lag}")
            })
        }
        Section::Transactions(_)
        | Section::Chains(_)
        | Section::Events(_)
        | Section::Sheet(_)
        | Section::Decisions(_)
        | Section::Calls(_)
        | Section::Peers(_)
        | Section::Log(_)
        | Section::Balances(_)
        | Section::Counters(_) => None,
    });
    let mut parts: Vec<String> = doubts.chain(others).collect();
    if parts.is_empty() {
        // A reason to worry stands at the card's foot already.
        parts.extend(node.counters().filter(|it| !it.alarming).take(1).filter(|it| it.value != 0).map(
            |counter| {
                let (name, value) = (counter.name.in_language(language), counter.value);
                say!(language, "{name}: {value}", "{name}：{value}")
            },
        ));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::{AccountId, NodeId, OpId};
    use crate::base::text::TextBuf;
    use crate::base::time::Time;
    use crate::sim::show::{
        Chain, Consumer, Counter, Events, PeerState, Queue, Sheet, Sibling, Siblings, Versions,
    };
    use crate::view::passbook::tests::{experiment, node};

    fn said(en: &str, zh: &str) -> TextBuf {
        TextBuf { en: en.into(), zh: zh.into() }
    }

    /// A node without a log and without balances.
    fn broker() -> NodeFrame {
        let lock = Lock {
            key: AccountId(1),
            holders: vec![Holder::Operation(OpId(7))],
            since: Time(1_200_000),
            waiting: vec![Holder::Operation(OpId(9)), Holder::Node(NodeId(1))],
        };
        let (holder, waits_for) = (Holder::Operation(OpId(9)), vec![Holder::Operation(OpId(7))]);
        let open = OpenTransaction {
            holder,
            from: NodeId(1),
            since: Time(1_100_000),
            reads: 2,
            writes: 1,
            waits_for,
            in_doubt: Some(Time(1_300_000)),
        };
        let sibling = |value, version: &str| Sibling { value, version: version.into() };
        let siblings =
            Siblings { key: AccountId(0), siblings: vec![sibling(70, "2·0"), sibling(65, "1·1")] };
        let sections = vec![
            Section::Locks(vec![lock]),
            Section::Transactions(vec![open]),
            Section::Chains(vec![Chain {
                holder,
                since: Time(1_100_000),
                step: 2,
                of: 3,
                state: said("compensating", "补偿中"),
                alarming: false,
            }]),
            Section::Queue(Queue { title: said("orders", "订单"), waiting: 3, in_flight: 1, dead: 2 }),
            Section::Versions(Versions { title: said("siblings", "并存版本"), rows: vec![siblings] }),
            Section::Counters(vec![Counter { name: said("retries", "重试"), value: 4, alarming: false }]),
            Section::Calls(vec![OpenCall {
                to: NodeId(1),
                op: Some(OpId(7)),
                since: Time(1_200_000),
                attempt: 2,
            }]),
            Section::Peers(vec![PeerState {
                node: NodeId(1),
                state: said("breaker open", "熔断中"),
                alarming: true,
            }]),
            Section::Consumers(vec![Consumer { node: NodeId(1), lag: 12, in_flight: 2, dead: 1, missed: 0 }]),
            Section::Events(Events {
                title: said("dead letters", "死信"),
                len: 1,
                rows: vec![EventRow {
                    place: "2/17".into(),
                    account: AccountId(0),
                    version: 5,
                    amount: -40,
                    node: Some(NodeId(1)),
                    state: said("set aside for", "搁置"),
                }],
                alarming: true,
            }),
            Section::Sheet(Sheet {
                name: "lowest-balance".into(),
                title: said("Lowest balance", "最低余额"),
                head: vec![said("Account", "账户"), said("Lowest", "最低"), said("Read", "已读")],
                rows: vec![vec![Cell::Account(AccountId(1)), Cell::Money(40), Cell::Nothing]],
                alarming: false,
            }),
        ];
        NodeFrame { sections, ..node(0) }
    }

    #[test]
    fn every_section_that_is_no_log_and_no_balance_is_a_table() {
        let all = tables(&broker(), &experiment(), Language::En);
        let flat: Vec<String> = all
            .iter()
            .map(|it| format!("{} [{}] {}", it.title, it.head.join("/"), it.rows.concat().join("/")))
            .collect();
        assert_eq!(
            flat,
            [
                "Locks [Account/Held by/Since/Waiting] bob/#7/1.200 s/#9, Beijing",
                "Open transactions [Transaction/Begun by/Since/Read, written/Waits for/In doubt since] #9/Beijing/1.100 s/2, 1/#7/1.300 s",
                "Long-running transactions [Operation/Since/Step/State] #9/1.100 s/2 / 3/compensating",
                "orders [Waiting/Delivered, not acknowledged/Dead letters] 3/1/2",
                "siblings [Account/Versions side by side] alice/70 (2·0) | 65 (1·1)",
                "Calls in flight [Operation/To/Since/Attempt] #7/Beijing/1.200 s/2",
                "Other nodes [Node/Taken to be] Beijing/breaker open",
                "Consumers [Consumer/Lag (not settled)/Delivered, not acknowledged/Dead letters/Gone before consumed] Beijing/12/2/1/0",
                "dead letters: 1 [Place/Event/Change/State] 2/17/alice #5/−40/set aside for: Beijing",
                "Lowest balance [Account/Lowest/Read] bob/40/–",
            ]
        );
        assert_eq!(
            all.iter().map(|it| it.alarming).collect::<Vec<_>>(),
            [false, true, false, true, true, true, true, true, true, false]
        );
        assert!(all.iter().all(|it| it.rows.iter().all(|row| row.len() == it.head.len())));
        assert_eq!(tables(&node(0), &experiment(), Language::Zh), []);
    }

    #[test]
    fn a_node_without_a_log_says_on_its_card_what_it_has_instead() {
        let broker = broker();
        assert_eq!(
            glance(&broker, Language::En).join(" · "),
            "1 in doubt · 1 lock, 2 waiting · 1 long transaction · orders: 4, 2 dead · 1 account with siblings · 1 call in flight · lag: 12, 1 dead"
        );
        assert_eq!(
            glance(&broker, Language::Zh).join(" · "),
            "1 个事务未决 · 1 把锁，2 个等待 · 1 个进行中的长事务 · 订单：4，死信 2 · 1 个账户有并存版本 · 1 个在途调用 · 积压：12，死信 1"
        );
        let counts = NodeFrame { sections: broker.sections[5..6].to_vec(), ..broker };
        assert_eq!(glance(&counts, Language::En), ["retries: 4"]);
    }
}
