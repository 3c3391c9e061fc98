//! Lag: a backlog, and what the user sees of it.

use super::stage;
use crate::base::text::text;
use crate::protocol::manifest::script::{ALICE, BOB, Script, deposit, read};
use crate::protocol::manifest::{Demo, To};

/// So many deposits in [`BACKLOG`], one each [`EVERY_MS`].
pub const DEPOSITS: u64 = 40;
/// See [`DEPOSITS`].
pub const EVERY_MS: u64 = 50;
/// How long a consumer works on one of them in [`BACKLOG`], in milliseconds.
pub const WORK_MS: u64 = 100;

/// The backlog outgrows its drain.
pub const BACKLOG: Demo = Demo {
    id: "ae-backlog",
    title: text("A backlog that outgrows its drain", "积压超过排空能力"),
    story: text(
        "For two seconds alice gets 20 deposits a second, and each consumer can handle 10 events a \
         second. Nothing fails: the lag grows by 10 a second, to 20, and then takes two more \
         seconds to drain, as everybody could have known from the rates. A read at Beijing after \
         three seconds misses more than ten deposits. Consumers that take 20 ms for an event have \
         no backlog.",
        "两秒之内，alice 每秒收到 20 笔存款，而每个消费者每秒只能处理 10 个事件。没有任何故障：\
         积压每秒增加 10 个，涨到 20 个，再花两秒排空，凭速率事先就能算出。三秒时在北京读取，\
         还差十几笔存款。消费者若 20 毫秒处理一个事件，就不会有积压。",
    ),
    protection: &[("work_us", To::Number(20_000))],
    checker: "stale-time",
    script: |s| backlog(s).at(3_000).ask(1, read(ALICE)),
};

fn backlog(s: Script) -> Script {
    let s = s.lasts(8_000).latency(5).disk(1).set("work_us", WORK_MS * 1_000).set("batch", 8_u64);
    let s = s.set("visibility_us", 3_000_000_u64);
    (0..DEPOSITS).fold(s, |s, n| s.at(200 + n * EVERY_MS).submit(0, deposit(ALICE, 1)))
}

/// What the user sees: the service waits.
pub const OWN_WRITE: Demo = Demo {
    id: "ae-own-write",
    title: text("Where is my deposit? Wait for it", "我的存款呢？等到它可见"),
    story: text(
        "Client 0 deposits 50 to bob at Hangzhou, which answers when Beijing, bob's owner, has \
         committed. The client reads at once, and Hangzhou's copy does not have it yet. If the \
         answer waits until the copy shows the write, the client finds it; the write takes as \
         long as the lag.",
        "客户端 0 在杭州向 bob 存入 50，bob 的所属服务北京一提交，杭州就答复。客户端马上读取，\
         杭州的副本却还没有这笔存款。若等到副本可见再答复，客户端就读得到；写入要等的正是滞后的时间。",
    ),
    protection: &[("answer", To::Choice("wait"))],
    checker: "read-your-writes",
    script: |s| {
        stage(s).at(200).ask(0, deposit(BOB, 50)).at(270).ask(0, read(BOB)).at(1_000).ask(0, read(BOB))
    },
};

/// What the user sees: reads wait.
pub const OWN_WRITE_POLLED: Demo = Demo {
    id: "ae-own-write-poll",
    title: text("Where is my deposit? Poll for it", "我的存款呢？轮询"),
    story: text(
        "The same deposit and the same lag. Here the write is answered at once, and the read carries \
         the version that the session was told: Hangzhou looks again until its copy is that new. \
         The write is fast, and the read takes as long as the lag.",
        "同样的存款，同样的滞后。写入立刻答复，读取则带着会话已知的版本：杭州反复查看，\
         直到副本够新。写入很快，读取要等滞后的时间。",
    ),
    protection: &[("answer", To::Choice("poll"))],
    checker: "read-your-writes",
    script: OWN_WRITE.script,
};

/// What the user sees: the answer brings the state.
pub const OWN_WRITE_PUSHED: Demo = Demo {
    id: "ae-own-write-push",
    title: text("Where is my deposit? Pushed with the answer", "我的存款呢？随答复推送"),
    story: text(
        "The same deposit and the same lag. Here Beijing's answer carries bob's new state, and \
         Hangzhou puts it into its copy before it answers. Neither the write nor the read waits \
         for the broker; other services are as far behind as ever.",
        "同样的存款，同样的滞后。北京的答复带着 bob 的新状态，杭州先更新副本再答复客户端。\
         写入和读取都不用等消息代理；其他服务则照旧滞后。",
    ),
    protection: &[("answer", To::Choice("push"))],
    checker: "read-your-writes",
    script: OWN_WRITE.script,
};
