//! Demos of replay: the same events are folded again, by a fold that is not pure, with effects
//! outside, or without the key of an erased customer.

use super::stage;
use crate::base::text::text;
use crate::protocol::manifest::script::{ALICE, BOB, deposit, withdraw};
use crate::protocol::manifest::{Demo, To};

pub(super) const IMPURE: Demo = Demo {
    id: "es-impure-fold",
    title: text("A fold that reads the clock", "读时钟的归约函数"),
    story: text(
        "The fold adds a bonus to every deposit, and the bonus depends on the clock at the \
         moment of folding. Rebuild the projection of Hangzhou.\nThe same events give another \
         balance, and another one each time. If the bonus belongs to the past, it belongs in \
         the event.",
        "归约函数（fold）给每笔存款加一份奖励，多少取决于归约那一刻的时钟。重建杭州的投影。\n\
         同样的事件得出另一个余额，而且每次都不同。奖励若属于过去，就该写进事件里。",
    ),
    protection: &[("pure_fold", To::Switch(true))],
    checker: "convergence",
    script: |s| {
        stage(s)
            .set("pure_fold", false)
            .at(200)
            .ask(1, deposit(BOB, 50))
            .at(1_003)
            .order_about(0, "rebuild", BOB)
    },
};

pub(super) const MAILS: Demo = Demo {
    id: "es-mails",
    title: text("The mail is sent again", "邮件又发一遍"),
    story: text(
        "A withdrawal sends a mail to the customer.\nLater an operator rebuilds the projection, \
         and the replay sends the mail again. If sent mails are recorded, a replay has no \
         effect outside.",
        "取款会给客户发一封邮件。\n后来运维人员重建投影，重放又把邮件发了一遍。\
         若发过的邮件都有记录，重放就不会产生外部副作用。",
    ),
    protection: &[("effects_once", To::Switch(true))],
    checker: "effects",
    script: |s| {
        stage(s)
            .set("effects_once", false)
            .at(200)
            .ask(0, withdraw(ALICE, 20))
            .at(1_000)
            .order_about(0, "rebuild", ALICE)
    },
};

pub(super) const ERASURE: Demo = Demo {
    id: "es-erasure",
    title: text("The right to be forgotten", "被遗忘权"),
    story: text(
        "Bob asks to be forgotten. His events cannot be removed, so his key is destroyed: the \
         personal data in them can never be read again.\nThen Shanghai rebuilds its projection \
         and is stuck at bob's first event, unless it tolerates events whose key is gone.",
        "bob 要求被遗忘。他的事件不能删除，于是销毁他的密钥：其中的个人信息再也无法读取。\n\
         随后上海重建投影，卡在 bob 的第一个事件，除非它能容忍密钥已销毁的事件。",
    ),
    protection: &[("survive_erasure", To::Switch(true))],
    checker: "convergence",
    script: |s| {
        let s = stage(s)
            .set("survive_erasure", false)
            .at(200)
            .ask(1, deposit(BOB, 50))
            .at(600)
            .order_about(1, "erase", BOB);
        s.at(1_200).order_about(2, "rebuild", BOB).at(1_600).ask(0, deposit(ALICE, 5))
    },
};
