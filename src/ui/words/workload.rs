//! The controls of clients and of the run.

use crate::domain::{AUDIT, WITHDRAW_JOINTLY};

/// The texts around clients and the run.
#[derive(Clone, Copy, Debug)]
pub struct WorkloadWords {
    pub clients: &'static str,
    /// What a closed group says: clients and how often each asks.
    pub brief: fn(u32, &str) -> String,
    /// What a closed group says about a list.
    pub brief_list: fn(&str) -> String,
    pub count: &'static str,
    pub pace: &'static str,
    pub open: &'static str,
    /// After the last answer.
    pub closed: &'static str,
    /// As a list says.
    pub list: &'static str,
    /// What the list holds.
    pub list_help: fn(&str, &str, &str) -> String,
    pub every: &'static str,
    /// The mean time to think.
    pub think: &'static str,
    /// What they ask, by weight.
    pub mix: &'static str,
    pub deposit: &'static str,
    pub withdraw: &'static str,
    pub transfer: &'static str,
    /// Reads of one account.
    pub read: &'static str,
    /// Reads of several accounts as of one moment.
    pub audit: &'static str,
    /// Withdrawals that two accounts cover together.
    pub withdraw_jointly: &'static str,
    /// Whether they go to any service.
    pub roaming: &'static str,
    pub roaming_help: &'static str,
    /// Opens what is rarer.
    pub more: &'static str,
    /// How much more the first accounts are asked for.
    pub skew: &'static str,
    /// What 0 means there.
    pub skew_help: &'static str,
    pub amount_min: &'static str,
    pub amount_max: &'static str,
    /// How long a client waits.
    pub timeout: &'static str,
    /// How often it asks again.
    pub retries: &'static str,
    /// How many operations are clicked twice.
    pub double_click: &'static str,
    /// When the last operation begins.
    pub until: &'static str,
    /// The heading of the run.
    pub run: &'static str,
    /// All chance follows from it.
    pub seed: &'static str,
    /// What it is for.
    pub seed_help: &'static str,
    pub reroll: &'static str,
    /// How long the run is.
    pub duration: &'static str,
    /// The heading of the disk.
    pub disk: &'static str,
    /// What a closed group says: seed.
    pub run_brief: fn(&str, &str) -> String,
}

pub const EN: WorkloadWords = WorkloadWords {
    clients: "Clients",
    brief: |clients, every| format!("{clients} · each {every}"),
    brief_list: |count| format!("{count} operations"),
    count: "Clients",
    pace: "They ask",
    open: "at random moments, whatever happens",
    closed: "again after each answer",
    list: "as the list says",
    list_help: |count, first, last| {
        format!("{count} operations, from {first} to {last}. Choose another way above to let chance decide again.")
    },
    every: "Each one every",
    think: "Time to think",
    mix: "What they ask, by weight",
    deposit: "Deposit",
    withdraw: "Withdraw",
    transfer: "Transfer",
    read: "Read",
    audit: AUDIT.en,
    withdraw_jointly: WITHDRAW_JOINTLY.en,
    roaming: "Go to any service",
    roaming_help: "Off, each stays at its own. Moving clients meet stale replicas more often.",
    more: "Amounts, patience, double clicks",
    skew: "Favourite accounts",
    skew_help: "Exponent of a Zipf law; 0 for all alike.",
    amount_min: "Amount, at least",
    amount_max: "Amount, at most",
    timeout: "Waits for an answer",
    retries: "Asks again",
    double_click: "Clicked twice",
    until: "Last operation at",
    run: "Run",
    seed: "Seed",
    seed_help: "All chance follows from it: same seed, same run, to the last bit.",
    reroll: "Another seed",
    duration: "Length",
    disk: "A write to disk",
    run_brief: |length, seed| format!("{length} · seed {seed}"),
};

pub const ZH: WorkloadWords = WorkloadWords {
    clients: "客户端",
    brief: |clients, every| format!("{clients} 个 · 各 {every} 一次"),
    brief_list: |count| format!("{count} 个操作"),
    count: "客户端数量",
    pace: "请求时机",
    open: "随机发起，不等答复",
    closed: "得到答复后再发起",
    list: "按列表进行",
    list_help: |count, first, last| format!("共 {count} 个操作，从 {first} 到 {last}。在上面改选其他方式，即可恢复随机。"),
    every: "每个客户端间隔",
    think: "思考时间",
    mix: "操作比例（权重）",
    deposit: "存款",
    withdraw: "取款",
    transfer: "转账",
    read: "查询",
    audit: AUDIT.zh,
    withdraw_jointly: WITHDRAW_JOINTLY.zh,
    roaming: "可访问任意服务",
    roaming_help: "关闭时各自只访问一个服务。四处访问更容易读到旧数据。",
    more: "金额、耐心与重复点击",
    skew: "热门账户",
    skew_help: "Zipf 分布的指数，0 表示一视同仁。",
    amount_min: "金额下限",
    amount_max: "金额上限",
    timeout: "等待答复",
    retries: "重试次数",
    double_click: "重复点击",
    until: "最后一次操作",
    run: "运行",
    seed: "随机种子",
    seed_help: "所有随机都由它决定：种子相同，运行就分毫不差。",
    reroll: "换一个种子",
    duration: "时长",
    disk: "写入磁盘",
    run_brief: |length, seed| format!("{length} · 种子 {seed}"),
};
