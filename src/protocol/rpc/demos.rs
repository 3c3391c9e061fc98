//! The demos of calls to the owner. All but the storm play on the same stage: three services, a
//! message takes 50 ms, a write 5 ms, the work on a call 5 ms, and a caller waits 300 ms for an
//! answer. Alice (500) lives at the first service, bob (300) at the second, carol (200) at the
//! third.

use crate::base::ids::AccountId;
use crate::base::text::text;
use crate::domain::{Accounts, Call};
use crate::protocol::manifest::{Demo, To};
use crate::protocol::script::{ALICE, BOB, CAROL, Script, deposit, message, read, transfer, withdraw};

/// Every demo of this protocol.
pub(super) const DEMOS: &[Demo] = &[
    REPLY_LOST,
    KEYS_IN_MEMORY,
    TIMEOUT_IS_NO_FAILURE,
    HALF_A_TRANSFER,
    PAUSE_TAKEN_FOR_DEATH,
    HASTY_BREAKER,
    RETRY_STORM,
    CHAIN,
    DEADLINE,
    STALE_SESSION,
    STALE_DECISION,
];

/// The stage of all but one.
fn stage(s: Script) -> Script {
    s.lasts(6_000)
        .latency(50)
        .disk(5)
        .patience(3_000, 0)
        .set("call_timeout_us", 300_000_u64)
        .set("work_us", 5_000_u64)
}

const REPLY_LOST: Demo = Demo {
    id: "rpc-reply-lost",
    title: text("The answer was lost", "答复丢失"),
    story: text(
        "The owner takes 50 out of bob's account, but its answer is lost. The caller waits 300 ms and calls again: from outside, a lost answer and a lost call look the same. An owner that keeps no keys takes out 50 once more. One that keeps the key with the data answers as before.",
        "所属服务从鲍勃的账户取出 50，但答复丢失。调用方等了 300 毫秒，再次调用：从外面看，丢了答复和丢了调用一模一样。不记幂等键的服务会再取一次 50；把键与数据存在一起的，则照原样答复。",
    ),
    protection: &[("keys", To::Choice("with_data"))],
    checker: "conservation",
    script: |s| stage(s).set("keys", "none").at(200).ask(0, withdraw(BOB, 50)).lose(message(1, 0)),
};

const KEYS_IN_MEMORY: Demo = Demo {
    id: "rpc-keys-in-memory",
    title: text("Keys that a crash forgets", "崩溃后忘掉的键"),
    story: text(
        "The owner remembers keys, but in memory. It carries a deposit out, its answer is lost, and it crashes. When it is back it has the money and not the key, so the second attempt puts 50 in again. Key and data belong into the same step on disk.",
        "所属服务记得幂等键，但只记在内存里。它执行了存款，答复丢失，随后崩溃。重启后钱还在，键没了，于是第二次尝试又存入 50。键与数据必须在同一步落盘。",
    ),
    protection: &[("keys", To::Choice("with_data"))],
    checker: "conservation",
    script: |s| {
        let s = stage(s).set("keys", "memory").at(200).ask(0, deposit(BOB, 50)).lose(message(1, 0));
        s.at(320).crash(1).at(400).restart(1)
    },
};

const TIMEOUT_IS_NO_FAILURE: Demo = Demo {
    id: "rpc-timeout-lie",
    title: text("It timed out, so it failed?", "超时就是失败吗？"),
    story: text(
        "Three times the owner's answer is lost, and the caller gives up. It tells its client that the withdrawal failed, so the client may try elsewhere. But the money has left the account. A timeout is not a failure: the honest answer is that nobody knows.",
        "所属服务的答复三次丢失，调用方放弃，告诉客户端取款失败，客户端于是可能另想办法。可是钱已经离开了账户。超时不是失败：诚实的答复是“结果未知”。",
    ),
    protection: &[("honest_timeouts", To::Switch(true))],
    checker: "conservation",
    script: |s| {
        let s = stage(s).set("honest_timeouts", false).at(200).ask(0, withdraw(BOB, 50));
        (0..3).fold(s, |s, nth| s.lose(message(1, 0).behind(nth)))
    },
};

const HALF_A_TRANSFER: Demo = Demo {
    id: "rpc-half-transfer",
    title: text("Half a transfer", "只完成一半的转账"),
    story: text(
        "Alice sends bob 40. Her owner takes the money out; then bob's owner crashes, and no call reaches it. The caller gives up and tells its client that nobody knows, and nobody will ever bring the money. A caller that wrote the transfer down first calls until bob's owner is back.",
        "爱丽丝转给鲍勃 40。她的服务扣了款，随后鲍勃的服务崩溃，调用全都到不了。调用方放弃，告诉客户端结果未知，而这笔钱再也不会有人送到。若调用方事先记下转账，它会一直调用，直到鲍勃的服务恢复。",
    ),
    protection: &[("half_done", To::Choice("finish"))],
    checker: "conservation",
    script: |s| {
        stage(s)
            .lasts(8_000)
            .set("half_done", "forget")
            .at(200)
            .ask(0, transfer(ALICE, BOB, 40))
            .at(230)
            .crash(1)
            .at(2_500)
            .restart(1)
    },
};

const PAUSE_TAKEN_FOR_DEATH: Demo = Demo {
    id: "rpc-pause",
    title: text("A pause taken for death", "把停顿当成死亡"),
    story: text(
        "Alice sends bob 40, and bob's owner stands still, as a garbage collector makes it do. The caller takes it for dead and gives alice her 40 back. Then bob's owner goes on, finds the call at its door and credits bob: 40 came from nowhere. Nobody can tell slow from dead. A caller that finishes what it began gives money back only when the other owner has surely refused it.",
        "爱丽丝转给鲍勃 40，而鲍勃的服务停住了，就像垃圾回收造成的停顿。调用方以为它死了，把 40 退给爱丽丝。随后鲍勃的服务醒来，发现门口的调用，给鲍勃入账：凭空多出 40。慢和死无法区分。坚持完成的调用方，只有在对方明确拒绝之后才退款。",
    ),
    protection: &[("half_done", To::Choice("finish"))],
    checker: "conservation",
    script: |s| {
        let s = stage(s)
            .set("half_done", "refund")
            .set("retries", 0_u64)
            .at(200)
            .ask(0, transfer(ALICE, BOB, 40));
        s.at(230).pause(1).at(1_100).resume(1)
    },
};

const HASTY_BREAKER: Demo = Demo {
    id: "rpc-hasty-breaker",
    title: text("A breaker that trips at once", "一碰就断的熔断器"),
    story: text(
        "Bob's owner stands still for half a second. The breaker opens at the first timeout and stays open for three seconds: the first client never learns what became of its withdrawal, and the second is turned away although the owner is long back. A breaker that waits for five failures in a row lets the retry through.",
        "鲍勃的服务停顿了半秒。熔断器在第一次超时就断开，并持续三秒：第一个客户端始终不知道取款结果，第二个被拒之门外，尽管服务早已恢复。要连续失败五次才断开的熔断器，会放行那次重试。",
    ),
    protection: &[("breaker_failures", To::Number(5))],
    checker: "available",
    script: |s| {
        let s = stage(s).set("breaker_failures", 1_u64).set("breaker_open_us", 3_000_000_u64);
        s.at(200)
            .ask(0, withdraw(BOB, 50))
            .at(230)
            .pause(1)
            .at(730)
            .resume(1)
            .at(1_500)
            .ask(0, withdraw(BOB, 20))
    },
};

const RETRY_STORM: Demo = Demo {
    id: "rpc-retry-storm",
    title: text("A storm that outlives its trigger", "比诱因更长命的重试风暴"),
    story: text(
        "Bob's owner needs 20 ms for a call and gets 30 calls a second: it has time to spare. Then it stands still for a second and a half. Every caller calls four times, so 120 calls a second wait when it is back; it works through calls that nobody waits for any more, and their callers call again. The trigger is gone, and hardly anything gets done for the rest of the run. Random pauses and a budget for retries end it.",
        "鲍勃的服务处理一次调用要 20 毫秒，每秒来 30 次，绰绰有余。随后它停顿一秒半。每个调用方都调用四次，等它醒来，每秒有 120 次调用在排队；它忙着处理早已没人等的调用，而那些调用方又在重试。诱因已经消失，余下的时间里却几乎什么也完成不了。随机退避和重试预算能终结它。",
    ),
    protection: &[("backoff", To::Switch(true)), ("retry_budget", To::Switch(true))],
    checker: "recovers",
    script: |s| {
        let s = s.lasts(12_000).latency(5).disk(1).patience(2_000, 0);
        let s = s
            .set("work_us", 20_000_u64)
            .set("call_timeout_us", 150_000_u64)
            .set("retries", 3_u64)
            .set("deadline_us", 1_000_000_u64);
        let s = ["backoff", "retry_budget", "breaker", "propagate_deadline"]
            .into_iter()
            .fold(s, |s, off| s.set(off, false));
        let s = (0..340).fold(s.set("in_flight", 1_000_u64), |s, n| {
            s.at(100 + n * 33).ask(if n % 2 == 0 { 0 } else { 2 }, deposit(BOB, 1))
        });
        s.at(2_000).pause(1).at(3_500).resume(1)
    },
};

const CHAIN: Demo = Demo {
    id: "rpc-chain",
    title: text("A chain of five calls", "五次调用串成的链"),
    story: text(
        "To add up five accounts, a service calls their five owners one after the other. One answer of five is lost, and the whole audit fails: what depends on five calls is available only when all five are. Owners that are each there 99 % of the time make a chain that is there 95.1 %. A retry mends a link.",
        "要合计五个账户，服务依次调用五个所属服务。五个答复丢了一个，整个查询就失败：依赖五次调用的事，只有五次都成才成。每个服务可用率 99%，串起来只剩 95.1%。重试可以修补一环。",
    ),
    protection: &[("retries", To::Number(2))],
    checker: "available",
    script: |s| {
        let five = [ALICE, BOB, CAROL, AccountId(3), AccountId(4)];
        let s = stage(s).set("retries", 0_u64).nodes(6).at(100);
        let s =
            s.submit(3, Call::Open { account: five[3] }).submit(4, Call::Open { account: five[4] }).at(300);
        let audit = Accounts::new(&five).map(|accounts| Call::Audit { accounts });
        audit.into_iter().fold(s, |s, audit| s.submit(5, audit)).lose(message(3, 5))
    },
};

const DEADLINE: Demo = Demo {
    id: "rpc-deadline",
    title: text("Work that nobody waits for", "没人等的工作"),
    story: text(
        "Bob's owner needs 400 ms for a call, and three withdrawals come at once. Their callers give up after 600 ms and say that nobody knows. An owner that is not told works on: it takes the money out long after, and who comes next waits for it. A call that carries its deadline is dropped when its time is up.",
        "鲍勃的服务处理一次调用要 400 毫秒，而三笔取款同时到来。调用方 600 毫秒后放弃，答复结果未知。所属服务若不知情，就会继续做：过了很久才把钱取走，后来的人还得等它。带着截止时间的调用，到点就被丢弃。",
    ),
    protection: &[("propagate_deadline", To::Switch(true))],
    checker: "no-late-effects",
    script: |s| {
        let s = stage(s)
            .set("propagate_deadline", false)
            .set("work_us", 400_000_u64)
            .set("call_timeout_us", 2_000_000_u64);
        let s = s
            .set("deadline_us", 600_000_u64)
            .at(200)
            .ask(0, withdraw(BOB, 10))
            .ask(2, withdraw(BOB, 20))
            .after(10)
            .ask(0, withdraw(BOB, 30));
        s.at(1_200).ask(2, withdraw(BOB, 40))
    },
};

const STALE_SESSION: Demo = Demo {
    id: "rpc-stale-session",
    title: text("A cache that forgets whom it serves", "不认人的缓存"),
    story: text(
        "A client reads bob at the first service, which keeps the answer for two seconds. The client puts 50 in by way of the third service, comes back and reads: the first service answers from its cache, and the client misses its own deposit. A cache that checks what the session was told asks the owner.",
        "客户端在第一个服务读取鲍勃的余额，该服务把答复缓存两秒。客户端通过第三个服务存入 50，再回来读取：第一个服务用缓存作答，客户端看不到自己的存款。会核对会话已见版本的缓存，则会去问所属服务。",
    ),
    protection: &[("cache_checks_session", To::Switch(true))],
    checker: "read-your-writes",
    script: |s| {
        let s = stage(s)
            .set("cache_checks_session", false)
            .set("cache_us", 2_000_000_u64)
            .at(200)
            .ask(0, read(BOB));
        s.at(600).ask_as(0, 2, deposit(BOB, 50)).at(1_000).ask(0, read(BOB))
    },
};

const STALE_DECISION: Demo = Demo {
    id: "rpc-stale-decision",
    title: text("A decision on a stale answer", "凭旧答复作决定"),
    story: text(
        "The first service has bob's 300 in its cache. Bob takes all of it out. Then alice, who has 500, wants 700, covered by bob: the service believes its cache and pays. No order of these operations explains that. Without a cache it asks bob's owner and refuses.",
        "第一个服务的缓存里有鲍勃的 300。鲍勃把钱全取走了。随后有 500 的爱丽丝要取 700，由鲍勃担保：服务相信缓存，付了钱。无论把这些操作排成什么次序都解释不通。不用缓存，它会去问鲍勃的服务，然后拒绝。",
    ),
    protection: &[("cache_us", To::Number(0))],
    checker: "covered",
    script: |s| {
        let s = stage(s)
            .set("cache_us", 5_000_000_u64)
            .at(200)
            .ask(0, read(BOB))
            .at(600)
            .ask(1, withdraw(BOB, 300));
        s.at(1_000).ask(0, Call::WithdrawJointly { account: ALICE, with: BOB, amount: 700 })
    },
};
