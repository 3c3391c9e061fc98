//! Demos of replay: the same events are folded again, by a fold that is not pure, with effects
//! outside, or without the key of an erased customer.

use super::stage;
use crate::base::text::text;
use crate::protocol::manifest::{Demo, To};
use crate::protocol::script::{ALICE, BOB, deposit, withdraw};

pub(super) const IMPURE: Demo = Demo {
    id: "es-impure-fold",
    title: text("A fold that asks the clock", "看时钟的折叠"),
    story: text(
        "The fold gives every deposit a bonus that depends on what the clock says when it is folded. Rebuild the first service's projection: the same events come to another balance, and to another one each time. If the bonus belongs to the past, it belongs into the event.",
        "折叠时给每笔存款一份奖励，多少取决于折叠那一刻的时钟。重建第一个服务的投影：同样的事件得出另一个余额，而且每次都不同。奖励若是过去的一部分，就该写进事件里。",
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
    title: text("The mail comes again", "邮件又来一遍"),
    story: text(
        "A withdrawal sends a mail to its customer. Later an operator rebuilds the projection, and the replay sends the mail again. If mails that were sent are written down, a replay changes nothing outside.",
        "取款会给客户发一封邮件。后来运维人员重建投影，重放又把邮件发了一遍。若发过的邮件都有记录，重放就不会惊动外界。",
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
        "Bob wants to be forgotten. His events cannot be removed, so his key is destroyed: what is personal in them can never be read again. Then the third service rebuilds its projection and stands still at bob's first event, unless it was built to live with events whose key is gone.",
        "鲍勃要求被遗忘。他的事件不能删除，于是销毁他的密钥：其中的个人信息再也无法读取。随后第三个服务重建投影，停在鲍勃的第一个事件前——除非它从一开始就能容忍密钥已失的事件。",
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
