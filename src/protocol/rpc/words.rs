//! Calls to the owner as a person meets them: what can be set, what services say to each other and
//! about themselves, what is promised.

use super::Rpc;
use super::state::{Done, Work, owner_of};
use crate::base::ids::{AccountId, CommandId, OpId};
use crate::base::text::{Text, text};
use crate::domain::{Amount, Call, Refusal};
use crate::protocol::manifest::goal::{Goal, Step};
use crate::protocol::manifest::law::Law;
use crate::protocol::manifest::mutant::Mutant;
use crate::protocol::manifest::progress::{Need, Progress, Whom};
use crate::protocol::manifest::way::Way;
use crate::protocol::manifest::{Described, First, Manifest, NO_PARTS, Promise, Rollout, To, Trouble};
use crate::protocol::tables::{facts, fields, messages, settings, state, talk, timers};
use crate::sim::cast::Copies;
use crate::sim::fact::Lasts;

settings! {
    /// What a person can set, as the protocol reads it.
    #[derive(Clone, PartialEq, Eq, Debug)]
    pub struct Config, KNOBS {
        keys: protects choice(enum Keys {
                /// In the database of the owner, in the same step as the data.
                WithData "with_data" ["with the data", "与数据同存"],
                /// In the owner's memory: a crash forgets them.
                Memory "memory" ["in memory", "仅在内存"],
                /// Every call that arrives is carried out.
                None "none" ["none", "没有"],
            } = WithData)
            ["Idempotency keys", "幂等键"]
            ["An owner remembers the key of each call and its answer, so a retry or a double click is answered and not carried out again. A key that is stored with the data survives a crash together with the data; a key in memory does not.",
             "所属服务记住每次调用的幂等键和当时的答复；重试或双击只得到同一个答复，不会再执行一次。与数据在同一步落盘的键，崩溃后与数据一起恢复；只放在内存里的键会丢失。"];
        honest_timeouts: protects switch(true)
            ["A timeout is unknown", "超时即未知"]
            ["A call without an answer in time may have been carried out, and the client is told that the outcome is unknown. When off, the client is told that it failed.",
             "没有按时得到答复的调用可能已经执行，客户端被告知结果未知。关闭后，客户端被告知失败。"];
        half_done: protects choice(enum HalfDone {
                /// Nobody remembers it.
                Forget "forget" ["forget it", "不处理"],
                /// The payer gets the money back at once, whatever the other owner does later.
                Refund "refund" ["refund", "退款（补偿）"],
                /// It is written down first, and called again until both halves are done or surely
                /// refused.
                Finish "finish" ["record it and finish it", "先记录，再完成"],
            } = Finish)
            ["Half a transfer", "只完成一半的转账"]
            ["A transfer debits at one owner and credits at another. Forget: if the second call fails, the money is gone. Refund: the payer gets the money back at once, though the second owner may only have been slow. Finish: the caller records the transfer first and calls until both halves are settled; this needs keys stored with the data.",
             "转账先在一个服务扣款，再到另一个服务入账。不处理：第二次调用失败，钱就没了。退款：立刻退给付款方，而另一方也许只是慢。完成：调用方先记录转账，反复调用直到两半都有结果；这需要与数据同存的幂等键。"];
        backoff: protects switch(true)
            ["Backoff with jitter", "带抖动的退避"]
            ["Before the n-th retry a caller waits a random time up to the base times 2^n. When off, every caller calls again at once.",
             "第 n 次重试前，调用方随机等待，上限为基数乘以 2 的 n 次方。关闭后，所有调用方都立即重试。"];
        retry_budget: protects switch(true)
            ["Retry budget", "重试预算"]
            ["A caller may retry only a share of its calls, so retries cannot multiply the load. When off, every call may be retried.",
             "重试只能占调用量的一部分，因此不会成倍放大负载。关闭后，每次调用都可以重试。"];
        propagate_deadline: protects switch(true)
            ["Deadline travels with the call", "截止时间随调用传递"]
            ["A call says how much time is left, and an owner does not begin or commit work that no client waits for any more. Time in transit is not counted. When off, the owner continues to work.",
             "调用会说明还剩多少时间；客户端已不再等待的工作，所属服务既不开始，也不提交。途中的时间不计入。关闭后，所属服务会继续执行。"];
        breaker: protects switch(true)
            ["Circuit breaker", "熔断器"]
            ["After several failures in a row a caller stops calling an owner for a while and then tries with one call. This relieves both of them, but a breaker cannot tell slow from dead.",
             "连续失败若干次后，调用方暂停调用该服务，过一段时间先用一次调用试探。这能减轻双方的负担，但熔断器分不清慢和宕机。"];
        in_flight: protects number(u32, 1..=100_000, 32)
            ["Calls in flight to one owner", "对同一服务的在途调用"]
            ["A caller has at most this many calls in flight to one owner; further calls are rejected at once.",
             "对同一个服务，调用方同时在途的调用不超过此数；再多的立刻拒绝。"];
        cache_checks_session: protects switch(true)
            ["The cache checks the session", "缓存核对会话"]
            ["A cached answer is used only if it is no older than what this session has seen; other sessions may have written since (session guarantees). When off, a session may miss its own writes.",
             "只有不旧于本会话已读版本的缓存才会被采用；其他会话此后可能又写过（会话保证）。关闭后，会话可能读不到自己的写入。"];
        call_timeout: tunes span(1_000..=60_000_000, 400_000)
            ["Call timeout", "调用超时"]
            ["How long a caller waits for the answer to one attempt.", "一次尝试等待答复的时间。"];
        retries: tunes number(u32, 0..=10, 2)
            ["Retries", "重试次数"]
            ["How often a caller retries after a timeout.", "超时之后，调用方再试几次。"];
        backoff_base: tunes span(1_000..=10_000_000, 50_000)
            ["Backoff base", "退避基数"]
            ["The wait before the first retry is at most twice this time.", "第一次重试前最多等待此时间的两倍。"];
        budget_percent: tunes number(u32, 1..=100, 10)
            ["Retries per 100 calls", "每百次调用的重试数"]
            ["How many retries a caller earns per 100 calls. It starts with ten and can save up at most ten.", "每 100 次调用可换得几次重试。起始有十次，最多也只攒十次。"];
        deadline: tunes span(10_000..=60_000_000, 1_500_000)
            ["Deadline", "截止时间"]
            ["After this time the service that was asked gives up an operation, whichever call it has reached.", "超过此时间，受理的服务就放弃该操作，不论进行到哪一次调用。"];
        breaker_failures: tunes number(u32, 1..=100, 5)
            ["Failures that open the breaker", "触发熔断的失败次数"]
            ["How many calls in a row must time out before the breaker opens.", "连续多少次调用超时后熔断。"];
        breaker_open: tunes span(10_000..=60_000_000, 800_000)
            ["Time the breaker stays open", "熔断持续时间"]
            ["After this time one call is let through to see whether the owner is back.", "过这么久之后，放行一次调用，看看所属服务是否恢复。"];
        finish_every: tunes span(10_000..=10_000_000, 300_000)
            ["Time between attempts to finish", "补完间隔"]
            ["How often a service checks recorded transfers that are not settled.", "服务每隔多久检查一遍已记录而未了结的转账。"];
        work: tunes span(0..=1_000_000, 2_000)
            ["Time to work on a call", "处理一次调用的时间"]
            ["How long an owner works on one call; other calls wait in its queue.", "所属服务处理一次调用所需的时间；其余的在队列中等待。"];
        cache: tunes span(0..=60_000_000, 0)
            ["Cache lifetime", "缓存有效期"]
            ["How long a caller answers reads from its cache of earlier answers; 0 for never.", "调用方在多长时间内用缓存的答复来回答读取；0 表示从不。"];
    }
}

messages! {
    /// What services say to each other.
    pub enum Message {
        /// Please do this.
        Call(call: Outgoing) => {
            let (what, again) = (call.work.gist(), if call.attempt > 0 { format!(" ↻{}", call.attempt) } else { String::new() });
            if call.work.writes() {
                state("call", "调用", what + &again)
            } else {
                talk("query", "查询", what + &again)
            }
        };
        /// It is done, and this came of it; or it is surely not.
        Answer {
            /// The caller's number for the operation.
            job: u64,
            /// Which of its calls.
            step: u32,
            /// What came of it.
            found: Result<Done, Refusal>,
            /// Whether it was more than a question.
            wrote: bool,
        } => {
            let gist = found.map_or_else(|_| "✗".to_owned(), |done| format!("={} #{}", done.balance, done.version));
            if *wrote { state("answer", "答复", gist) } else { talk("balance", "余额", gist) }
        };
    }
}

fields! {
    /// A call on its way to an owner.
    #[derive(Clone, Copy, PartialEq, Eq, Debug)]
    pub struct Outgoing {
        /// The caller's number for the operation.
        pub job: u64,
        /// Which of its calls.
        pub step: u32,
        /// How often it was called before.
        pub attempt: u32,
        /// Whose operation; nobody's where a service finishes what it wrote down.
        pub op: OpId,
        /// The command that it belongs to.
        pub command: CommandId,
        /// The idempotency key: the same for the same step of the same command.
        pub key: u64,
        /// How much time is left, in microseconds, where the caller says so.
        pub left_us: Option<u64>,
        /// What to do.
        pub work: Work,
    }
}

impl Work {
    /// What it is, in a few characters that need no translation.
    fn gist(&self) -> String {
        let name = |account: AccountId| {
            u8::try_from(account.0).ok().filter(|&n| n < 26).map(|n| char::from(b'a' + n))
        };
        let name = |account: AccountId| name(account).map_or_else(|| account.to_string(), String::from);
        match self {
            Work::Whole(call) => call.gist(name),
            Work::Part { event, .. } => {
                let sign = if event.change() < 0 { "−" } else { "+" };
                format!("{} {sign}{}", name(event.account()), event.change().unsigned_abs())
            }
        }
    }
}

timers! {
    /// What a service sets timers for.
    pub enum Timer, TIMERS {
        Late(u64) ["a call timed out", "调用超时"];
        Again(u64) ["time to retry a call", "重试调用"];
        GiveUp(u64) ["the deadline of an operation has passed", "操作的截止时间已过"];
        Worked ["a call is processed", "一次调用处理完毕"];
        Saved(u64) ["its write is on the disk", "写入已落盘"];
        Trial(u16) ["an open breaker lets one call through", "熔断器放行一次试探"];
        Finish ["time to finish recorded transfers", "补完已记录的转账"];
    }
}

const OPEN: Text = text("breaker open", "熔断中");

facts! {
    /// What a service tells about itself.
    pub enum OwnFact {
        TimedOut "timed_out" Remarkable
            ["{node} timed out waiting for {a:node}, attempt {b}", "{node}等待{a:node}超时，第 {b} 次尝试"];
        Retried "retried" Remarkable ["{node} calls {a:node} again, attempt {b}", "{node}再次调用{a:node}，第 {b} 次尝试"];
        NoBudget "no_budget" Remarkable ["{node} does not call {a:node} again: the retry budget is used up", "{node}不再重试{a:node}：重试预算已用完"];
        NotCalled "not_called" Remarkable
            ["{node} did not call {a:node}: the breaker is open or too many calls are in flight", "{node}没有调用{a:node}：熔断中，或在途调用过多"];
        GaveUp "gave_up" Remarkable ["{node} gave up operation {a} at step {b}", "{node}在第 {b} 步放弃了操作 {a}"];
        Opened "breaker_opened" Remarkable
            ["{node} stops calling {a:node}: the breaker opened after {b} failures", "{node}停止调用{a:node}：连续失败 {b} 次，熔断器断开"]
            { mark: Some(text("breaker", "熔断")), lasts: Lasts::Begins(OPEN) };
        HalfOpened "breaker_half_opened" Not ["{node} lets one call through to {a:node}", "{node}放行一次对{a:node}的试探"];
        Closed "breaker_closed" Remarkable ["{node} calls {a:node} again: the breaker closed", "{node}恢复调用{a:node}：熔断器闭合"]
            { lasts: Lasts::Ends(OPEN) };
        Repeated "repeated" Not
            ["{node} recognized the idempotency key of a call for {a:account} and answered as before, version {b}", "{node}识别出对 {a:account} 的调用的幂等键，照旧答复版本 {b}"];
        Expired "expired" Remarkable ["{node} dropped a call for {a:account}: its deadline has passed", "{node}丢弃了对 {a:account} 的调用：截止时间已过"];
        Cached "cached" Not ["{node} answered from its cache: {a:account}, version {b}", "{node}用缓存答复：{a:account}，版本 {b}"];
        HalfTransfer "half_a_transfer" Remarkable
            ["{node} has finished only half of a transfer: {a:account} has paid, {b:account} may have received nothing", "{node}只完成了半笔转账：{a:account} 已付款，{b:account} 可能没有收到"]
            { mark: Some(text("half a transfer", "半笔转账")) };
        Refunded "refunded" Remarkable ["{node} refunded {a:account} (compensation), version {b}", "{node}把钱退给 {a:account}（补偿），版本 {b}"] { compensates: true };
        WrittenDown "written_down" Not ["{node} recorded a transfer from {a:account} to {b:account}", "{node}记录了从 {a:account} 到 {b:account} 的转账"];
        Finished "finished" Remarkable ["{node} finished a transfer from {a:account} to {b:account}", "{node}补完了从 {a:account} 到 {b:account} 的转账"];
    }
}

impl Described for Rpc {
    const GOALS: &'static [Goal] = GOALS;
    const PROGRESS: &'static [Progress] = PROGRESS;
    const MUTANTS: &'static [Mutant] = MUTANTS;
    const LAWS: &'static [Law] = LAWS;
    const FIRST: First = First { seed: 31_013, trouble: Trouble::NobodyKnows };
    const MANIFEST: Manifest = Manifest {
        name: "rpc",
        title: text("Calls to the owner", "同步调用所属服务"),
        summary: text(
            "Each account is owned by one service, and a service that needs the account calls the owner and waits. There are no other copies, so no replicas can disagree. But a call crosses the network, and its caller often cannot know whether it was carried out.",
            "每个账户归一个服务所有，需要它的服务就调用所属服务并等待答复。别处没有副本，也就不会有副本不一致；但调用要经过网络，调用方常常无法知道它究竟有没有被执行。",
        ),
        way: Way::AskTheOwner,
        cost: text(
            "Every call needs the owner to be up and reachable; after a timeout the caller does not know whether it was carried out.",
            "每次调用都要求所属服务在线且可达；一旦超时，调用方不知道操作有没有执行。",
        ),
        invitation: text(
            "Ask one service for an account that another one owns. Then crash the owner and ask again.",
            "向一个服务查询另一个服务所属的账户。再让所属服务崩溃，重新查询。",
        ),
        knobs: KNOBS,
        orders: &[],
        timers: TIMERS,
        parts: NO_PARTS,
        copies: |_| Copies::Owned { owner: owner_of, read_models: false },
        promises: PROMISES,
        demos: super::demos::DEMOS,
    };
}

/// Who is down is known soon, and nobody is spared a call because others failed.
const LAWS: &[Law] = &[Law {
    topic: "series",
    under: &[
        ("retries", To::Number(0)),
        ("breaker", To::Switch(false)),
        ("call_timeout_us", To::Number(100_000)),
        ("deadline_us", To::Number(300_000)),
    ],
    counts: None,
}];

const GOALS: &[Goal] = &[
    Goal {
        name: "a-retry-was-answered-by-its-idempotency-key",
        steps: &[Step::Asks, Step::Shows, Step::OwnHere("repeated"), Step::Done],
    },
    Goal {
        name: "a-key-survived-a-restart",
        steps: &[Step::Shows, Step::RestartsHere, Step::OwnHere("repeated")],
    },
    Goal {
        name: "a-breaker-opened-and-closed-again",
        steps: &[
            Step::Own("breaker_opened"),
            Step::OwnHere("breaker_half_opened"),
            Step::OwnHere("breaker_closed"),
        ],
    },
    Goal {
        name: "a-transfer-was-finished-after-a-crash",
        steps: &[Step::Own("written_down"), Step::RestartsHere, Step::OwnHere("finished")],
    },
    Goal {
        name: "a-refund-followed-half-a-transfer",
        steps: &[Step::Own("half_a_transfer"), Step::Own("refunded")],
    },
    Goal { name: "an-expired-call-was-dropped", steps: &[Step::Asks, Step::Own("expired")] },
    Goal { name: "a-retry-budget-ran-out", steps: &[Step::Own("timed_out"), Step::OwnHere("no_budget")] },
];

const PROGRESS: &[Progress] = &[Progress {
    under: &[
        ("keys", To::Choice("with_data")),
        ("honest_timeouts", To::Switch(true)),
        ("half_done", To::Choice("finish")),
    ],
    needs: &[Need {
        name: "the-owner-of-the-account-is-gone",
        whom: Whom::Owner,
        waits_for: text("The caller waits for the owner of the account.", "调用方在等待账户所属的服务。"),
    }],
    converges: false,
}];

const MUTANTS: &[Mutant] = &[
    Mutant::new("keys-are-forgotten-on-restart"),
    Mutant::new("answers-before-saved"),
    Mutant::new("a-timeout-is-called-a-failure"),
    Mutant::new("transfers-are-not-saved-first"),
    Mutant::new("refusals-are-not-remembered"),
    Mutant::new("half-transfers-are-not-taken-up-again"),
    Mutant::under("breaker-never-closes", &[("breaker", To::Switch(true))]),
    Mutant::new("late-calls-count-for-ever"),
];

const PROMISES: &[Promise] = &[
    Promise {
        holds: &["conservation", "non-negative", "append-only", "effects"],
        under: &[
            ("keys", To::Choice("with_data")),
            ("honest_timeouts", To::Switch(true)),
            ("half_done", To::Choice("finish")),
        ],
        rollout: Rollout::Any,
        because: text(
            "An owner carries out each step of a command once (idempotence). A transfer is recorded before it begins and is retried until it is settled. An unknown outcome is never reported as a failure.",
            "所属服务对命令的每一步只执行一次（幂等）；转账在开始前先记录，并反复调用直到了结；结果未知的操作不会报告为失败。",
        ),
    },
    Promise {
        holds: &["stale-time", "stale-versions"],
        under: &[("cache_us", To::Number(0))],
        rollout: Rollout::Any,
        because: text(
            "Only the owner answers, and only with what is on its disk.",
            "只有所属服务答复，而且只用已落盘的数据答复。",
        ),
    },
];

/// The two accounts of a transfer, as facts name them.
pub(super) fn both(call: &Call) -> (u32, u32) {
    (call.account().0, call.other().unwrap_or(call.account()).0)
}

/// A version in a fact; one that does not fit is the largest.
pub(super) fn short(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl Done {
    /// What an account holds.
    pub(super) fn of(version: u64, balance: Amount) -> Done {
        Done { version, balance }
    }
}
