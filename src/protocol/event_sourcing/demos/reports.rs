//! Demos of reports from the stream: the day on which an event counts, a question that is asked only
//! afterwards, and events that do not say what happened.

use super::stage;
use crate::base::text::text;
use crate::protocol::manifest::script::{ALICE, BOB, CAROL, Script, deposit, transfer, withdraw};
use crate::protocol::manifest::{Demo, To};

/// Two days of a second each: cash comes in and goes out, and some only moves.
fn two_days(s: Script) -> Script {
    let s =
        stage(s).set("reports", true).at(200).ask(0, deposit(ALICE, 60)).at(500).ask(1, withdraw(BOB, 80));
    let s = s.at(1_200).ask(0, withdraw(ALICE, 480)).at(1_500).ask(2, transfer(CAROL, BOB, 30));
    s.at(1_800).ask(0, deposit(ALICE, 400))
}

pub(super) const WRONG_DAY: Demo = Demo {
    id: "es-wrong-day",
    title: text("Yesterday moves to today", "昨天被算到了今天"),
    story: text(
        "Each service keeps daily totals, folded from the stream; a day lasts a second. On the \
         third day an operator rebuilds those of Hangzhou.\nA report that goes by the time of \
         processing now has all of history on one day. If each event carries its own time, a rebuild \
         comes to the same totals.",
        "每个服务由事件流归约出每日合计，一天长一秒。第三天，运维人员重建杭州的每日合计。\n\
         以处理时间为准的报表，这下把全部历史都算到了同一天。若每个事件都带着自己的时间，\
         重建得到的合计不变。",
    ),
    protection: &[("day_by", To::Choice("event_time"))],
    checker: "reports",
    script: |s| two_days(s).set("day_by", "arrival").at(2_400).order_about(0, "rebuild_daily", ALICE),
};

pub(super) const ASKED_AFTERWARDS: Demo = Demo {
    id: "es-asked-afterwards",
    title: text("A question nobody thought of", "当初谁也没想到的问题"),
    story: text(
        "Alice's balance falls to 80 and recovers to 480. Only later somebody asks how low each \
         balance has ever been.\nA table of balances knows only what is there now, and answers 480. \
         The log still holds everything that happened: a new projection folds it from the first \
         event and finds the 80.",
        "alice 的余额一度降到 80，后来又回到 480。事后才有人问：每个账户的余额最低到过多少？\n\
         余额表只知道现在有多少，于是回答 480。日志仍存着发生过的一切：\
         一个新投影从第一个事件开始归约，找到了 80。",
    ),
    protection: &[("answer_from", To::Choice("log"))],
    checker: "reports",
    script: |s| two_days(s).set("answer_from", "table").at(2_400).order_about(0, "ask_lowest", ALICE),
};

pub(super) const ACCOUNT_UPDATED: Demo = Demo {
    id: "es-account-updated",
    title: text("One big AccountUpdated", "一个大而全的 AccountUpdated"),
    story: text(
        "Instead of saying what happened, each event only says what the account is now. Carol sends \
         bob 30.\nAll balances are right, and the daily totals count those 30 as cash that came in: \
         from AccountUpdated nobody can tell a deposit from a transfer. Events that bear their \
         intent can be asked anything later.",
        "事件不说发生了什么，只说账户现在怎样。carol 转给 bob 30。\n所有余额都对，\
         每日合计却把这 30 当作存入的现金：从 AccountUpdated 看不出是存款还是转账。\
         带意图的事件，以后问什么都答得出。",
    ),
    protection: &[("events", To::Choice("intent"))],
    checker: "reports",
    script: |s| two_days(s).set("events", "account_updated"),
};
