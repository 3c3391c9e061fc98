//! Numbers that others published or derived, beside those that come out of the lab.
//!
//! Those of partial quorums stand in [`published`](crate::lab::staleness::published). The others are
//! here, each with its source, and with a way to measure it in slices that leave a page alive
//! ([`Work`]). Where that takes runs of a whole protocol, the tests make more of them than a page has
//! patience for; what they found stands here, and they fail where they find something else.
//!
//! | question | file |
//! | --- | --- |
//! | what was published, and what the tests found | here |
//! | how it is measured in slices | `work` |
//! | which experiments that takes, and what is counted in them | `runs` |
//! | how many of them there are | `many` |

mod many;
pub mod runs;
mod work;

pub use work::{Job, MANY, Work};

use crate::base::text::{Text, text};
use serde::{Deserialize, Serialize};

/// A number as it was measured, with the interval in which the true one lies at 95 %.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Found {
    /// As measured.
    pub value: f64,
    /// The least that it may be.
    pub low: f64,
    /// The most; nothing where there was too little to say.
    pub high: Option<f64>,
}

impl Found {
    /// Whether it is what was published: within 3 %, or no farther from it than chance explains in
    /// 999 of 1,000 cases, which is the interval made wider. With the interval itself one of twenty
    /// numbers that are right would be called wrong, and there are more than twenty on a page.
    ///
    /// ```
    /// use eventual::lab::numbers::Found;
    /// let found = Found { value: 1.0, low: 0.9, high: Some(1.1) };
    /// assert!(found.agrees(1.02) && found.agrees(1.15) && !found.agrees(1.2) && !found.agrees(0.8));
    /// ```
    pub fn agrees(&self, published: f64) -> bool {
        /// How many times as wide: 3.29 standard errors in place of 1.96.
        const WIDER: f64 = 3.29 / 1.96;
        let below = self.value - (self.value - self.low) * WIDER;
        let above = self.high.map(|high| self.value + (high - self.value) * WIDER);
        let inside = below <= published && above.is_none_or(|above| published <= above);
        inside || (self.value - published).abs() <= 0.03 * published.abs()
    }
}

/// What a number counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
    /// A share of all cases, from 0 to 1.
    Share,
    /// Times as many, or times as long.
    Times,
}

/// One published number.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Line {
    /// Of which case.
    pub of: Text,
    /// The number.
    pub value: f64,
}

/// Numbers with one source.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Topic {
    /// Its name in tests and on the page.
    pub id: &'static str,
    /// What it is about.
    pub title: Text,
    /// What was derived, and what is measured.
    pub says: Text,
    /// Where it is from.
    pub source: Text,
    /// What the numbers count.
    pub unit: Unit,
    /// The numbers.
    pub lines: &'static [Line],
    /// How ours come about, as many results as there are lines.
    pub job: Job,
    /// What the tests found, where that takes so many runs of a protocol that they are part of the
    /// tests: one a line, by [`Work::longer`] with [`LONGER`].
    pub found: &'static [Found],
}

/// How the tests measure what takes runs of a protocol: the seed, and how many times as many runs as
/// a page makes.
pub const LONGER: (u64, u64) = (1_996, 4);

const fn line(en: &'static str, zh: &'static str, value: f64) -> Line {
    Line { of: text(en, zh), value }
}

const fn found(value: f64, low: f64, high: f64) -> Found {
    Found { value, low, high: Some(high) }
}

/// Every topic beside partial quorums over time.
pub const TOPICS: &[Topic] = &[
    Topic {
        id: "versions",
        title: text("How many versions behind", "落后几个版本"),
        says: text(
            "Three copies, and each read and each write meets one of them, chosen by chance: a read finds one of the last k versions with chance 1 − (2/3)^k.",
            "三个副本，每次读、每次写都随机碰到其中一个：读到最近 k 个版本之一的概率是 1 − (2/3)^k。",
        ),
        source: text(
            "Bailis et al., Probabilistically Bounded Staleness, PVLDB 5(8), 2012: the closed form for k versions",
            "Bailis 等，《概率有界陈旧性》，PVLDB 5(8)，2012：k 个版本的闭式",
        ),
        unit: Unit::Share,
        lines: &[
            line("the last version", "最新版本", 0.333_333),
            line("one of the last 2", "最近 2 个版本之一", 0.555_556),
            line("one of the last 3", "最近 3 个版本之一", 0.703_704),
            line("one of the last 5", "最近 5 个版本之一", 0.868_313),
            line("one of the last 10", "最近 10 个版本之一", 0.982_658),
        ],
        job: Job::Versions,
        found: &[],
    },
    Topic {
        id: "equal",
        title: text(
            "Waiting for a narrow link: equal messages (M/D/1)",
            "在窄链路上排队：消息一样大（M/D/1）",
        ),
        says: text(
            "Messages arrive independently of each other (a Poisson process) at a link with a capacity, and each takes it equally long. How long one is there, waiting included, in times of one message: 1 + ρ / 2(1 − ρ) at a load of ρ.",
            "消息各自独立到达（泊松过程）一条容量有限的链路，每条占用的时间相同。一条消息连同排队一共停留多久，以单条消息的占用时间为单位：负载为 ρ 时是 1 + ρ / 2(1 − ρ)。",
        ),
        source: text(
            "Pollaczek (1930) and Khinchin (1932); Kleinrock, Queueing Systems, volume 1, 1975, chapter 5",
            "Pollaczek（1930）与 Khinchin（1932）；Kleinrock，《排队系统》第 1 卷，1975，第 5 章",
        ),
        unit: Unit::Times,
        lines: &[
            line("load 50%", "负载 50%", 1.5),
            line("load 80%", "负载 80%", 3.0),
            line("load 90%", "负载 90%", 5.5),
        ],
        job: Job::Queue { varied: false },
        found: &[],
    },
    Topic {
        id: "varied",
        title: text(
            "Waiting for a narrow link: messages of all sizes (M/M/1)",
            "在窄链路上排队：消息大小不一（M/M/1）",
        ),
        says: text(
            "The same with messages that take the link for a random time (exponential): 1 / (1 − ρ). At a load of 90% nine messages are there on average, by Little's law.",
            "同样的链路，但每条消息占用的时间随机（指数分布）：1 / (1 − ρ)。按 Little 定律，负载 90% 时平均有九条消息在排队或传输。",
        ),
        source: text(
            "Kleinrock, Queueing Systems, volume 1, 1975, chapter 3",
            "Kleinrock，《排队系统》第 1 卷，1975，第 3 章",
        ),
        unit: Unit::Times,
        lines: &[
            line("load 50%", "负载 50%", 2.0),
            line("load 80%", "负载 80%", 5.0),
            line("load 90%", "负载 90%", 10.0),
        ],
        job: Job::Queue { varied: true },
        found: &[],
    },
    Topic {
        id: "series",
        title: text("Services in series", "串联的服务"),
        says: text(
            "An operation calls five services one after the other, and each is up in 99 of 100 cases: it succeeds in 0.99⁵ of all cases. Ours: requests to the protocol of synchronous calls, 10,000 by the tests and a quarter of them here.",
            "一个操作依次调用五个服务，每个服务在 100 次中有 99 次可用：操作成功的概率是 0.99⁵。我们的：向同步调用协议发出请求，测试发 10,000 次，这里运行时发四分之一。",
        ),
        source: text(
            "Trivedi, Probability and Statistics with Reliability, Queuing, and Computer Science Applications, 2001",
            "Trivedi，《概率统计及其在可靠性、排队与计算机科学中的应用》，2001",
        ),
        unit: Unit::Share,
        lines: &[line("five services of 99%", "五个 99% 的服务", 0.950_99)],
        job: Job::Series,
        found: &[found(0.951, 0.946_593, 0.955_060)],
    },
    Topic {
        id: "optimistic",
        title: text("Optimistic transactions on hot keys", "热点键上的乐观事务"),
        says: text(
            "A transaction is aborted if another wrote the same row and committed since it began. With a load of a (how many are under way at once) on a key, a / (1 + a) of them are aborted; the same load on more keys loses less. Ours: transactions of the shared database, 12,000 for each case by the tests and a quarter of them here.",
            "事务开始之后，若另一个事务先提交了对同一行的写入，它就被中止。一个键上的负载为 a（同时进行的事务数）时，有 a / (1 + a) 的事务被中止；同样的负载分散到更多的键上，损失就更少。我们的：共享数据库上的事务，每种情况测试跑 12,000 个，这里运行时跑四分之一。",
        ),
        source: text(
            "Erlang's loss formula for one server (1917); Feller, On probability problems in the theory of counters, 1948",
            "单服务台的 Erlang 损失公式（1917）；Feller，《计数器理论中的概率问题》，1948",
        ),
        unit: Unit::Share,
        lines: &[
            line("load 0.1, one key", "负载 0.1，一个键", 0.090_909),
            line("load 0.5, one key", "负载 0.5，一个键", 0.333_333),
            line("load 1, one key", "负载 1，一个键", 0.5),
            line("load 2, one key", "负载 2，一个键", 0.666_667),
            line("load 1, 4 keys", "负载 1，4 个键", 0.2),
            line("load 1, 16 keys", "负载 1，16 个键", 0.058_824),
        ],
        job: Job::Optimistic,
        found: &[
            found(0.090_167, 0.085_172, 0.095_423),
            found(0.335_833, 0.327_437, 0.344_335),
            found(0.497_167, 0.488_223, 0.506_112),
            found(0.667_667, 0.659_186, 0.676_040),
            found(0.198_083, 0.191_050, 0.205_310),
            found(0.060_833, 0.056_696, 0.065_252),
        ],
    },
    Topic {
        id: "deadlocks",
        title: text("How deadlocks grow", "死锁如何增长"),
        says: text(
            "Transfers lock the payer and then the other account. Deadlocks a second grow with the square of the transactions a second and fall with the square of the rows: an order of growth, not an exact number. Ours: transfers in the shared database, 120,000 by the tests and a quarter of them here.",
            "转账先锁付款账户，再锁另一个账户。每秒死锁数随每秒事务数的平方增长，随行数的平方下降：这是增长的阶，不是精确的数。我们的：共享数据库里的转账，测试跑 120,000 笔，这里运行时跑四分之一。",
        ),
        source: text(
            "Gray, Helland, O’Neil, Shasha, The dangers of replication and a solution, SIGMOD 1996",
            "Gray、Helland、O’Neil、Shasha，《复制的危险与一种解法》，SIGMOD 1996",
        ),
        unit: Unit::Times,
        lines: &[line("twice the transactions", "事务数翻倍", 4.0), line("twice the rows", "行数翻倍", 0.25)],
        job: Job::Deadlocks,
        found: &[found(4.160_803, 3.454_249, 5.011_880), found(0.190_299, 0.148_651, 0.243_615)],
    },
];
