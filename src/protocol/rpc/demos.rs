//! The demos of calls to the owner. All but the storm play on the same stage: three services, a
//! message takes 50 ms, a write 5 ms, the work on a call 5 ms, and a caller waits 300 ms for an
//! answer. Hangzhou owns alice (500), Beijing bob (300), Shanghai carol (200).

use crate::base::ids::AccountId;
use crate::base::text::text;
use crate::domain::{Accounts, Call};
use crate::protocol::manifest::script::{
    ALICE, BOB, CAROL, Script, deposit, message, read, transfer, withdraw,
};
use crate::protocol::manifest::{Demo, To};

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
        "Beijing, bob's owner, withdraws 50 from bob's account, but its answer is lost. \
         Hangzhou waits 300 ms and calls again.\nThe caller cannot tell a lost answer from a \
         lost call. An owner without idempotency keys withdraws 50 once more. An owner that \
         stores the key with the data repeats its answer.",
        "bob 的所属服务北京取出 50，但答复丢失。杭州等了 300 毫秒，再次调用。\n\
         调用方分不清丢的是答复还是调用。不记幂等键的所属服务会再取一次 50；\
         把键与数据存在一起的，则重复原来的答复。",
    ),
    protection: &[("keys", To::Choice("with_data"))],
    checker: "conservation",
    script: |s| stage(s).set("keys", "none").at(200).ask(0, withdraw(BOB, 50)).lose(message(1, 0)),
};

const KEYS_IN_MEMORY: Demo = Demo {
    id: "rpc-keys-in-memory",
    title: text("Keys that a crash forgets", "崩溃后丢失的幂等键"),
    story: text(
        "Beijing, bob's owner, keeps idempotency keys in memory only. It carries out a \
         deposit, its answer is lost, and it crashes.\nAfter the restart the money is there and \
         the key is not, so the second attempt deposits 50 again. Key and data belong in the \
         same write to the disk.",
        "bob 的所属服务北京只把幂等键记在内存里。它执行了存款，答复丢失，随后崩溃。\n\
         重启后钱还在，键没了，于是第二次尝试又存入 50。键与数据必须在同一步落盘。",
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
        "The answer of Beijing, bob's owner, is lost three times, and Hangzhou gives up. It \
         tells client 0 that the withdrawal failed, so the client may try elsewhere.\nBut the \
         money has left the account. A timeout is not a failure: the honest answer is that the \
         outcome is unknown.",
        "bob 的所属服务北京的答复三次丢失，杭州放弃，告诉客户端 0 取款失败，\
         客户端于是可能另想办法。\n可是钱已经离开了账户。超时不是失败：诚实的答复是“结果未知”。",
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
        "Alice sends bob 40. Hangzhou, alice's owner, debits the money; then Beijing, bob's \
         owner, crashes, and no call reaches it.\nHangzhou gives up and tells client 0 that the \
         outcome is unknown, and the money never arrives. A caller that recorded the transfer \
         first keeps calling until Beijing is back.",
        "alice 转给 bob 40。alice 的所属服务杭州扣了款，随后 bob 的所属服务北京崩溃，\
         调用全都到不了。\n杭州放弃，告诉客户端 0 结果未知，而这笔钱再也不会到账。\
         若调用方事先记录了转账，就会一直调用，直到北京恢复。",
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
    title: text("A pause taken for a crash", "把停顿当成宕机"),
    story: text(
        "Alice sends bob 40, and Beijing, bob's owner, pauses, as for garbage collection. \
         Hangzhou takes Beijing for dead and refunds alice her 40.\nThen Beijing resumes, \
         processes the waiting call and credits bob: 40 came from nowhere. A caller cannot \
         tell slow from dead. A caller that finishes what it began refunds only when the other \
         owner has surely refused.",
        "alice 转给 bob 40，而 bob 的所属服务北京停顿了（比如垃圾回收）。杭州以为北京已宕机，\
         把 40 退给 alice（补偿）。\n随后北京恢复运行，处理了等待中的调用，给 bob 入账：\
         凭空多出 40。慢和宕机无法区分。坚持完成的调用方，只有在对方明确拒绝之后才退款。",
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
        "Beijing, bob's owner, pauses for half a second. The breaker opens at the first \
         timeout and stays open for three seconds.\nThe first client never learns the outcome \
         of its withdrawal, and the second is rejected although Beijing has long resumed. A \
         breaker that waits for five failures in a row lets the retry through.",
        "bob 的所属服务北京停顿了半秒。熔断器在第一次超时就断开，并持续三秒。\n\
         第一个客户端始终不知道取款结果，第二个被拒绝，尽管北京早已恢复。\
         要连续失败五次才断开的熔断器，会放行那次重试。",
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
    title: text("A retry storm that outlives its trigger", "比诱因更持久的重试风暴"),
    story: text(
        "Beijing, bob's owner, needs 20 ms for a call and gets 30 calls a second: it has \
         capacity to spare. Then it pauses for a second and a half.\nEvery caller calls four \
         times, so 120 calls a second wait when Beijing resumes; it works through calls that \
         no client waits for any more, and their callers call again. The trigger is gone, and \
         hardly any operation succeeds for the rest of the run. Backoff with jitter and a \
         retry budget end the storm.",
        "bob 的所属服务北京处理一次调用要 20 毫秒，每秒来 30 次，绰绰有余。随后它停顿一秒半。\n\
         每个调用方都调用四次，等北京恢复，每秒有 120 次调用在排队；\
         它忙着处理客户端早已不再等待的调用，而那些调用方又在重试。诱因已经消失，\
         余下的时间里却几乎没有操作成功。带抖动的退避和重试预算能终结这场风暴。",
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
        "To add up five accounts, a service calls their five owners one after another.\nOne of \
         the five answers is lost, and the whole audit fails: an operation that depends on \
         five calls succeeds only if all five do. Five owners that are each available 99% of \
         the time make a chain that is available 95.1% of the time. Retries make up for a lost \
         call.",
        "要合计五个账户，服务依次调用五个所属服务。\n五个答复丢了一个，整个查询就失败：\
         依赖五次调用的操作，五次都成功才算成功。每个服务可用率 99%，串起来只剩 95.1%。\
         重试可以补上丢失的调用。",
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
        "Beijing, bob's owner, needs 400 ms for a call, and three withdrawals come at once. \
         Their callers give up after 600 ms and answer that the outcome is unknown.\nAn owner \
         that does not know the deadline continues: it withdraws the money long after, and \
         later calls wait for it. A call that carries its deadline is dropped when its time is \
         up.",
        "bob 的所属服务北京处理一次调用要 400 毫秒，而三笔取款同时到来。调用方 600 毫秒后放弃，\
         答复结果未知。\n不知道截止时间的所属服务会继续执行：过了很久才把钱取走，\
         后来的调用还得等它。带着截止时间的调用，到点就被丢弃。",
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
    title: text("A cache that ignores the session", "不认会话的缓存"),
    story: text(
        "Client 0 reads bob at Hangzhou, which caches the answer for two seconds. Client 0 \
         deposits 50 at Shanghai, comes back to Hangzhou and reads again:\nHangzhou answers \
         from its cache, and the client misses its own deposit. A cache that checks what the \
         session has seen asks the owner (session guarantees).",
        "客户端 0 在杭州读取 bob 的余额，杭州把答复缓存两秒。客户端 0 在上海存入 50，\
         再回到杭州读取。\n杭州用缓存答复，客户端读不到自己的存款。会核对会话已读版本的缓存，\
         则会访问所属服务（会话保证）。",
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
    title: text("A decision on a stale answer", "依据过期答复的决策"),
    story: text(
        "Hangzhou has bob's 300 in its cache. Then bob withdraws all of it. Then alice, who \
         has 500, withdraws 700, covered by bob:\nHangzhou believes its cache and pays. No \
         order of these operations explains that. Without a cache, Hangzhou asks Beijing, \
         bob's owner, and refuses.",
        "杭州的缓存里有 bob 的 300。随后 bob 把钱全取走了。接着有 500 的 alice 要取 700，\
         由 bob 担保。\n杭州相信缓存，付了钱。无论把这些操作排成什么顺序都解释不通。不用缓存，\
         杭州会访问 bob 的所属服务北京，然后拒绝。",
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
