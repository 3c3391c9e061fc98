//! Demos of two writes of which one has to go, or both have to stay.

use super::two_of_three;
use crate::base::text::text;
use crate::protocol::manifest::script::{ALICE, deposit, read};
use crate::protocol::manifest::{Demo, To};

/// A clock that is ahead beats everybody who comes later.
pub(super) const FAST_CLOCK: Demo = Demo {
    id: "the-fast-clock-wins",
    title: text("The clock that is ahead wins", "时钟快的一方总是赢"),
    story: text(
        "The clock of Hangzhou is 5 s ahead. It writes a deposit, and afterwards Beijing writes \
         another one, made of the first. All copies confirm it.\nBy the clocks the second write is \
         older, so every copy drops it: an acknowledged deposit is gone, and nobody is told. A \
         hybrid clock gives a write a higher stamp than all that it has seen.",
        "杭州的时钟快了 5 秒。它先写入一笔存款，之后北京基于它写入第二笔，各副本都已确认。\n\
         可按时钟看，第二笔反而更旧，于是每个副本都把它丢掉：已确认的存款没了，谁也没有得到通知。\
         混合逻辑时钟给写入的时间戳总是高于它所见到的一切。",
    ),
    protection: &[("wins", To::Choice("hybrid"))],
    checker: "linearizable",
    script: |s| {
        let s = two_of_three(s).lasts(4_000).set("wins", "clock").at(100).jump(0, 5_000);
        s.at(1_000)
            .ask(0, deposit(ALICE, 50))
            .at(2_000)
            .ask(1, deposit(ALICE, 30))
            .at(3_000)
            .ask(2, read(ALICE))
    },
};

/// A clock jumps back, and its owner loses to itself.
pub(super) const CLOCK_JUMPS_BACK: Demo = Demo {
    id: "a-clock-jumps-back",
    title: text("A clock jumps back", "时钟往回跳"),
    story: text(
        "Hangzhou writes a deposit, then its clock is set back by 2 s, as time servers do. It \
         writes a second deposit on top.\nThe second one is older by the clock. Every copy \
         confirms it and drops it, Hangzhou's own as well. A hybrid clock never gives a stamp that \
         is lower than one it has seen.",
        "杭州写入一笔存款，随后它的时钟被往回拨了 2 秒，对时服务就会这样做。\
         它在此基础上又写入第二笔。\n按时钟看第二笔更旧。每个副本都确认了它，又都丢掉了它，\
         连杭州自己的副本也是。混合逻辑时钟给出的时间戳，绝不会低于它见过的。",
    ),
    protection: &[("wins", To::Choice("hybrid"))],
    checker: "linearizable",
    script: |s| {
        let s = two_of_three(s).lasts(5_000).set("wins", "clock");
        let s = s.at(2_500).ask(0, deposit(ALICE, 50)).at(3_000).jump(0, -2_000);
        s.at(3_500).ask(0, deposit(ALICE, 30)).at(4_200).ask(2, read(ALICE))
    },
};

/// Two write at once, and the last one wins.
pub(super) const AT_ONCE: Demo = Demo {
    id: "written-at-once",
    title: text("Written at once: the last one wins", "同时写入：后写者胜"),
    story: text(
        "Clients at Hangzhou and Shanghai deposit at the same time, 50 and 30. Both coordinators \
         have read 500, and both writes are acknowledged.\nThe last writer wins, so one deposit is \
         overridden by a write that had not seen it. Dotted version vectors keep both versions, \
         with their authors, and here their changes are added up.",
        "杭州和上海的客户端同时各存一笔，50 和 30。两个协调者读到的都是 500，两次写入都得到确认。\n\
         后写者胜：其中一笔被另一笔覆盖，而那次写入并没有见过它。\
         带点版本向量会把两个版本连同作者都留下，这里再把各自的变动相加。",
    ),
    protection: &[("wins", To::Choice("dotted"))],
    checker: "conservation",
    script: |s| {
        let s = two_of_three(s).lasts(7_000);
        s.at(1_000).ask(0, deposit(ALICE, 50)).ask(2, deposit(ALICE, 30)).at(1_800).ask(1, read(ALICE))
    },
};

/// Two clients of one coordinator look like one after the other.
pub(super) const ONE_COORDINATOR: Demo = Demo {
    id: "vectors-without-dots",
    title: text("Two clients, one entry in the vector", "两个客户端，向量里只有一格"),
    story: text(
        "Two clients deposit through Hangzhou at the same time. Its entry of the version vector \
         counts 1 for one of them and 2 for the other.\n2 is after 1, so the vector says that the \
         second write had seen the first, and the first one is gone. A dot beside the vector says \
         which write it is, and the vector only what it had seen: both stay.",
        "两个客户端同时经由杭州存款。版本向量里属于杭州的那一格，给一笔记 1，给另一笔记 2。\n\
         2 在 1 之后，于是向量说第二笔见过第一笔，第一笔就没了。\
         在向量旁边加一个点，说明这是哪一次写入，向量只说明它见过什么：两笔都能留下。",
    ),
    protection: &[("wins", To::Choice("dotted"))],
    checker: "conservation",
    script: |s| {
        let s = two_of_three(s).lasts(7_000).set("wins", "server").at(1_000);
        s.ask_as(0, 0, deposit(ALICE, 50)).ask_as(1, 0, deposit(ALICE, 30)).at(1_800).ask(2, read(ALICE))
    },
};
