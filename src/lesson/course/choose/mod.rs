//! Lesson 21: eight ways, one workday, one cut; what each gives up, and how to choose.
//!
//! | question | file |
//! | --- | --- |
//! | the workday, the cut, and the ways | here |
//! | who answers during the cut, and who shows what is old | `answers` |
//! | whose word counts: what is lost, and "pick two" | `words` |
//! | what it costs on a calm day, and a case of one's own | `price` |

mod answers;
mod price;
mod words;

use crate::base::text::{Text, text};
use crate::lab::script::{ALICE, BOB, CAROL, Script, deposit, read, transfer, withdraw};
use crate::lesson::{Lesson, Other};

/// Twelve requests at three services. Where each service owns an account, Hangzhou owns alice
/// (500), Beijing bob (300), Shanghai carol (200).
fn workday(s: Script, way: &'static str) -> Script {
    let s = s.way(way).lasts(4_500).patience(1_000, 0);
    let s = s.at(200).ask(0, deposit(ALICE, 50)).at(250).ask(1, deposit(BOB, 30));
    let s = s.at(300).ask(2, deposit(CAROL, 20)).at(1_000).ask(0, deposit(ALICE, 10));
    let s = s.at(1_100).ask(1, withdraw(BOB, 100)).at(1_200).ask(1, withdraw(ALICE, 40));
    let s = s.at(1_300).ask(0, transfer(ALICE, BOB, 60)).at(1_500).ask(1, read(ALICE));
    let s = s.at(1_600).ask(2, read(BOB)).at(1_700).ask(2, read(CAROL));
    s.at(3_500).ask(0, read(BOB)).at(3_600).ask(1, read(ALICE))
}

/// Beijing is cut off from everybody, from all parts too.
fn cut(s: Script, way: &'static str) -> Script {
    workday(s, way).at(900).isolate(1, 2_600)
}

fn log_shipping(s: Script) -> Script {
    cut(s, "log-shipping")
}

fn event_sourcing(s: Script) -> Script {
    cut(s, "event-sourcing")
}

fn calls(s: Script) -> Script {
    cut(s, "rpc")
}

fn database(s: Script) -> Script {
    cut(s, "shared-database").set("isolation", "serializable")
}

fn events(s: Script) -> Script {
    cut(s, "async-events")
}

fn two_phases(s: Script) -> Script {
    cut(s, "two-phase-commit")
}

fn saga(s: Script) -> Script {
    cut(s, "saga")
}

fn any_copy(s: Script) -> Script {
    cut(s, "quorum")
}

fn two_copies(s: Script) -> Script {
    any_copy(s).set("r", 2_u64).set("w", 2_u64)
}

fn calm_log(s: Script) -> Script {
    workday(s, "log-shipping")
}

fn calm_log_safe(s: Script) -> Script {
    calm_log(s).set("mode", "sync").set("read_from", "primary")
}

fn calm_sourcing(s: Script) -> Script {
    workday(s, "event-sourcing")
}

fn calm_calls(s: Script) -> Script {
    workday(s, "rpc")
}

fn calm_database(s: Script) -> Script {
    workday(s, "shared-database").set("isolation", "serializable")
}

fn calm_phases(s: Script) -> Script {
    workday(s, "two-phase-commit")
}

const LOG: Text = text("Log shipping", "日志复制");
const SOURCING: Text = text("Event sourcing", "事件溯源");
const CALLS: Text = text("Calls to the owner", "同步调用所属服务");
const DATABASE: Text = text("Shared database, serializable", "共享数据库（可串行化）");
const EVENTS: Text = text("Asynchronous events", "异步事件");
const PHASES: Text = text("Two-phase commit", "两阶段提交");
const SAGA: Text = text("Saga", "Saga（长事务）");
const ANY_COPY: Text = text("Any copy, the last write wins", "任一副本，后写为准");

const fn other(name: &'static str, title: Text, run: fn(Script) -> Script) -> Other {
    Other { name, title, run }
}

/// The lesson.
pub(super) const LESSON: Lesson = Lesson {
    id: "choose",
    number: 21,
    title: text("Choose", "选一种"),
    protocol: "log-shipping",
    watch: text("What each way gives up, and in which request.", "每种方式放弃了什么，在哪一次请求上放弃。"),
    know: text(
        "What eight ways did with the same day and the same cut, and which questions to ask before choosing.",
        "面对同一天、同一次断网，八种方式各做了什么；选型之前该问哪些问题。",
    ),
    minutes: 15,
    steps: &[answers::DONE, answers::OLD, words::LOST, words::PICK_TWO, price::CALM, price::CHOOSE],
    practice: text(
        "A cash machine that is cut off hands out a limited sum and settles later: availability, with the loss priced in. Shops mix: a cart that always takes items, a payment that is decided in one place.",
        "断网的取款机限额付款，事后再对账：要可用，损失计入成本。电商混着用：购物车永远可以加，付款只在一处裁决。",
    ),
    sources: &[
        "Gilbert, Lynch: Brewer's Conjecture (2002)",
        "Brewer: CAP Twelve Years Later (2012)",
        "Abadi: Consistency Tradeoffs in Modern Distributed Database System Design (2012)",
        "Helland: Life beyond Distributed Transactions (2007)",
    ],
};
