//! Demos of a new version of a projection: rebuilt before everybody's eyes, with all its mails once
//! more, with events that it cannot read, from the middle of the log.

use super::stage;
use crate::base::text::text;
use crate::protocol::manifest::script::{ALICE, BOB, CAROL, Script, deposit, read, withdraw};
use crate::protocol::manifest::{Demo, To};

/// A new version of Hangzhou's projection is ordered after a second in which a few things happened.
fn rebuilt(s: Script) -> Script {
    stage(s)
        .at(200)
        .ask(0, withdraw(ALICE, 20))
        .at(400)
        .ask(1, deposit(BOB, 50))
        .at(600)
        .ask(2, deposit(CAROL, 30))
        .at(1_200)
        .order_about(0, "rebuild", ALICE)
}

pub(super) const IN_PLACE: Demo = Demo {
    id: "es-rebuild-in-place",
    title: text("Rebuilt before everybody's eyes", "当着读者的面重建"),
    story: text(
        "A new version of Hangzhou's projection is deployed: the read model is thrown away and all \
         events are replayed.\nClient 0, who saw carol's deposit a moment ago, reads a balance of \
         long ago. If the new version is built beside the old one (blue-green), the old one \
         answers until the new one has come as far: readers notice nothing.",
        "杭州部署投影的新版本：丢弃读模型，重放全部事件。\n客户端 0 刚才还看到 carol 的存款，\
         这时读到的却是很久以前的余额。若在旧版本旁重建新版本（蓝绿部署），\
         追上之前仍由旧版本应答，读者毫无察觉。",
    ),
    protection: &[("rebuild", To::Choice("blue_green"))],
    checker: "monotonic-reads",
    script: |s| {
        let s = rebuilt(s).at(1_100).ask(0, read(CAROL));
        s.at(1_210).ask(0, read(CAROL))
    },
};

pub(super) const UNMUTED: Demo = Demo {
    id: "es-unmuted",
    title: text("A new version mails everybody again", "新版本把邮件又发一遍"),
    story: text(
        "A new version of Hangzhou's projection is built beside the old one. Its own table of sent \
         mails is empty.\nAs it replays alice's withdrawal, it mails her once more. If its effects \
         are muted up to the mark, the event at which it takes over, it has none for anything that \
         the old version dealt with.",
        "在旧版本旁重建杭州投影的新版本，它自己的已发邮件表是空的。\n重放到 alice 的取款时，\
         它又给她发了一封邮件。若在切换点（接管时所在的事件）之前一律不产生副作用，\
         旧版本处理过的事件就不会再有任何副作用。",
    ),
    protection: &[("mute", To::Switch(true))],
    checker: "effects",
    script: |s| rebuilt(s).set("rebuild", "blue_green").set("mute", false),
};

pub(super) const WITH_ERRORS: Demo = Demo {
    id: "es-switch-with-errors",
    title: text("A new version that cannot read", "新版本无法解析旧事件"),
    story: text(
        "The programmers forgot what deposits were called at first. Hangzhou builds their new \
         version beside the old one, counts what it cannot read, and switches all the same.\n\
         Every balance at Hangzhou lacks its deposits. If a version takes over only without \
         errors, readers stay with the old one, and the list of errors says what to mend.",
        "程序员忘了存款事件最初的名称。杭州在旧版本旁重建他们的新版本，\
         把无法解析的事件计了数，却照样切换。\n于是杭州的所有余额都少了存款。\
         若无错才允许接管，读者就仍由旧版本服务，错误列表则说明该修什么。",
    ),
    protection: &[("clean_build", To::Switch(true))],
    checker: "conservation",
    script: |s| {
        let s = rebuilt(s).set("rebuild", "blue_green").set("new_version", "without_alias");
        s.set("clean_build", false)
    },
};

pub(super) const FROM_THE_MIDDLE: Demo = Demo {
    id: "es-start-in-the-middle",
    title: text("A projection that starts in the middle", "从中间开始的投影"),
    story: text(
        "A projection may start at any point of the log. To save time, the new version of \
         Hangzhou's starts behind event 7.\nFor a report on what is to come that is enough. \
         Balances are made of everything that ever happened: these are wrong, and look up to \
         date. From the first event on they are right.",
        "投影可以从日志的任何位置开始。为了省时间，杭州的新版本从第 7 个事件之后开始。\n\
         若只统计今后的事，这样足够；余额却由发生过的一切构成：这里的余额是错的，\
         看起来却是最新的。从第一个事件开始，才会正确。",
    ),
    protection: &[("start_at", To::Number(0))],
    checker: "conservation",
    script: |s| rebuilt(s).set("rebuild", "blue_green").set("start_at", 7_u64),
};
