//! Demos of the past: a decision that is made in it, and a mistake that is taken back.

use super::stage;
use crate::base::text::text;
use crate::protocol::manifest::script::{ALICE, BOB, deposit, read, withdraw};
use crate::protocol::manifest::{Demo, To};

pub(super) const IN_THE_PAST: Demo = Demo {
    id: "es-decided-in-the-past",
    title: text("A decision made in the past", "在过去作的决策"),
    story: text(
        "Bob had 300 and has withdrawn 200. An auditor lets Hangzhou look back: it shows the state \
         as of an earlier event, and reads there are answered as of then. Client 0 withdraws 250.\n\
         Decided on the 300 of long ago and appended today, the withdrawal takes bob's balance to \
         −150. A service that shows the past refuses commands: the past is for reading.",
        "bob 原有 300，已取走 200。审计员让杭州回看：它显示先前某个事件时的状态，\
         读取也按那时应答。客户端 0 取 250。\n依据很久以前的 300 作决策、却追加到今天，\
         bob 的余额变成 −150。回看过去的服务应拒绝命令：过去只供读取。",
    ),
    protection: &[("past_refuses", To::Switch(true))],
    checker: "non-negative",
    script: |s| {
        let s = stage(s).set("past_refuses", false).at(200).ask(1, withdraw(BOB, 200));
        let s = s.at(700).order_about(0, "look_back", BOB).at(800).ask(0, read(BOB));
        s.at(900).ask(0, withdraw(BOB, 250))
    },
};

pub(super) const RETRACTED: Demo = Demo {
    id: "es-fact-or-decision",
    title: text("Fact or decision?", "事实还是决策？"),
    story: text(
        "Alice had 500. A deposit of 100 was booked by mistake, and then she withdrew 550. Now the \
         deposit is taken back, by a new event; Hangzhou shows both histories side by side.\nIf \
         everything later counts as a fact, alice is left with −50. If what was decided is decided \
         again, the withdrawal would have been refused and is undone as well: she has 500.",
        "alice 有 500。一笔 100 的存款是错账，随后她取走了 550。现在用新事件撤回这笔存款，\
         杭州把两种历史并排显示。\n若其后的一切都视为事实，alice 就剩下 −50。\
         若对当时的决策重新决策，那笔取款本会被拒绝，于是一并撤销：她有 500。",
    ),
    protection: &[("correct", To::Choice("decide_again"))],
    checker: "non-negative",
    script: |s| {
        let s = stage(s).set("correct", "keep_facts").at(200).ask(0, deposit(ALICE, 100));
        s.at(500).ask(0, withdraw(ALICE, 550)).at(1_000).order_about(0, "retract", ALICE)
    },
};
