//! The controls of clients and of the run.

use crate::domain::{AUDIT, WITHDRAW_JOINTLY};

words! {
    /// The texts around clients and the run.
    WorkloadWords

    clients = "Clients", "客户端";
    /// What a closed group says: clients and how often each asks.
    brief: fn(u32, &str) -> String =
        |clients, every| format!("{clients} · each {every}"),
        |clients, every| format!("{clients} 个 · 间隔 {every}");
    /// What a closed group says about a list.
    brief_list: fn(&str) -> String = |count| format!("{count} operations"), |count| format!("{count} 个操作");
    /// A workload with a name.
    preset = "Workload preset", "负载预设";
    count = "Clients", "客户端数量";
    pace = "When they ask", "请求时机";
    open = "at random, not waiting", "随机发起，不等答复";
    closed = "again after each answer", "得到答复后再发起";
    list = "as listed", "按列表";
    /// What the list holds.
    list_help: fn(&str, &str, &str) -> String =
        |count, first, last| {
            format!("{count} operations, from {first} to {last}. Choose another option above to return to random operations.")
        },
        |count, first, last| format!("共 {count} 个操作，从 {first}到 {last}。在上面改选其他方式，即可恢复随机。");
    every = "Interval per client", "每个客户端的间隔";
    /// The mean time to think.
    think = "Time to think", "思考时间";
    mix = "What they ask, by weight", "操作比例（权重）";
    deposit = "Deposit", "存款";
    withdraw = "Withdraw", "取款";
    transfer = "Transfer", "转账";
    /// Reads of one account.
    read = "Read", "查询";
    /// Reads of several accounts as of one moment.
    audit = AUDIT.en, AUDIT.zh;
    /// Withdrawals that two accounts cover together.
    withdraw_jointly = WITHDRAW_JOINTLY.en, WITHDRAW_JOINTLY.zh;
    roaming = "Go to any service", "可访问任意服务";
    roaming_help =
        "When off, each client stays with one service. Clients that move meet stale replicas more often.",
        "关闭时，每个客户端只访问一个服务。换着访问更容易读到旧数据。";
    more = "More: mix, pace, amounts, timeouts, double clicks", "更多：操作比例、节奏、金额、超时、重复点击";
    skew = "Favourite accounts", "热门账户";
    skew_help = "Exponent of a Zipf distribution; 0 means uniform.", "Zipf 分布的指数，0 表示均匀访问。";
    amount_min = "Amount, at least", "金额下限";
    amount_max = "Amount, at most", "金额上限";
    timeout = "Timeout", "超时";
    /// How often it asks again.
    retries = "Retries", "重试次数";
    /// How many operations are clicked twice.
    double_click = "Clicked twice", "重复点击";
    until = "Last operation at", "最后一次操作";
    /// The heading of the run.
    run = "Run", "运行";
    /// All chance follows from it.
    seed = "Seed", "随机种子";
    seed_help =
        "All randomness follows from it: the same seed gives the same run, to the last bit.",
        "所有随机都由它决定：种子相同，运行就分毫不差。";
    reroll = "Another seed", "换一个种子";
    /// How long the run is.
    duration = "Length", "时长";
    disk = "Disk write", "磁盘写入";
    /// What a closed group says: seed.
    run_brief: fn(&str, &str) -> String =
        |length, seed| format!("{length} · seed {seed}"),
        |length, seed| format!("{length} · 种子 {seed}");
}
