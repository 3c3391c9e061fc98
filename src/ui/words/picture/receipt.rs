//! The receipt: what a run cost and what it broke.

/// The texts of the receipt. Each figure has a line, and where it needs one, a sentence that says how it is counted.
#[derive(Clone, Copy, Debug)]
pub struct ReceiptWords {
    /// Until there is one.
    pub soon: &'static str,
    /// What it is about.
    pub whole: &'static str,
    /// Columns: what was measured, and how much.
    pub columns: (&'static str, &'static str),
    /// The heading of what clients got.
    pub service: &'static str,
    /// Operations that were asked.
    pub asked: &'static str,
    /// Surely done.
    pub ok: &'static str,
    /// Surely not done.
    pub refused: &'static str,
    /// Nobody knows.
    pub unknown: &'static str,
    /// How long writes took.
    pub writes: &'static str,
    /// How long reads took.
    pub reads: &'static str,
    /// Half took no longer than the first, 99 of 100 no longer than the second.
    pub took: fn(&str, &str) -> String,
    /// How much got done, window by window.
    pub goodput: &'static str,
    /// Done while a fault held.
    pub available: &'static str,
    /// There was no fault, or nobody asked for it.
    pub nothing: &'static str,
    /// The heading of what was broken.
    pub broken: &'static str,
    /// Reads that missed acknowledged writes.
    pub stale: &'static str,
    /// How stale at most: versions, time.
    pub stale_by: fn(&str, &str) -> String,
    /// How long replicas disagreed.
    pub apart: &'static str,
    /// Of which so long at a stretch.
    pub longest: fn(&str) -> String,
    /// They agree at the end.
    pub agree: &'static str,
    /// They do not.
    pub disagree: &'static str,
    /// Acknowledged writes that are gone.
    pub lost: &'static str,
    /// Effects that happened more than once.
    pub doubled: &'static str,
    /// Money out of nothing, or into nothing.
    pub money: &'static str,
    /// Events that undid others.
    pub compensations: &'static str,
    /// The heading of what was paid.
    pub paid: &'static str,
    /// Messages sent.
    pub messages: &'static str,
    /// Of them lost.
    pub messages_lost: &'static str,
    /// Writes that reached a disk.
    pub forced: &'static str,
    /// So many for each operation that was done.
    pub each: fn(&str) -> String,
    /// The heading of the verdicts about what clients were told.
    pub verdicts: &'static str,
    /// The heading of the verdicts about what must always be true.
    pub invariants: &'static str,
    /// The words of a verdict: holds, violated, unknown, nothing to check.
    pub verdict: [&'static str; 4],
    /// The models that are judged, by their names on the command line.
    pub models: fn(&str) -> Option<&'static str>,
    /// Goes to one of the answers that prove it.
    pub proof: fn(usize) -> String,
    /// Goes to one of the moments that prove it.
    pub moment: fn(usize) -> String,
    /// Before the list of answers that prove it.
    pub show_why: &'static str,
    /// The heading of what is not on the receipt, with the reason.
    pub left_out: &'static str,
}

/// English.
pub const EN: ReceiptWords = ReceiptWords {
    soon: "The receipt is being added up…",
    whole: "The whole run of this branch, from its beginning to its end.",
    columns: ("What", "How much"),
    service: "What clients got",
    asked: "Operations asked for",
    ok: "surely done",
    refused: "surely not done",
    unknown: "nobody knows",
    writes: "Writes took",
    reads: "Reads took",
    took: |p50, p99| format!("p50 {p50} · p99 {p99}"),
    goodput: "Done, from beginning to end",
    available: "Done while a fault held",
    nothing: "none asked",
    broken: "What was broken",
    stale: "Stale reads",
    stale_by: |versions, age| format!("by {versions} {}, {age} at most", if versions == "1" { "version" } else { "versions" }),
    apart: "Replicas apart",
    longest: |longest| format!("{longest} at a stretch"),
    agree: "they agree at the end",
    disagree: "they differ at the end",
    lost: "Acknowledged writes lost",
    doubled: "Effects that happened twice",
    money: "Money made or destroyed",
    compensations: "Compensations",
    paid: "What it cost",
    messages: "Messages",
    messages_lost: "of them lost",
    forced: "Forced disk writes",
    each: |each| format!("{each} an operation done"),
    verdicts: "What clients could rely on",
    invariants: "What must always be true",
    verdict: ["kept", "broken", "not known", "nothing to check"],
    models: |name| match name {
        "linearizable" => Some("Linearizable"),
        "sequential" => Some("Sequentially consistent"),
        "sessions" => Some("Session guarantees"),
        "causal" => Some("Causally consistent"),
        "read-your-writes" => Some("Read your writes"),
        "monotonic-reads" => Some("Monotonic reads"),
        "monotonic-writes" => Some("Monotonic writes"),
        "writes-follow-reads" => Some("Writes follow reads"),
        "conservation" => Some("No money made or lost"),
        "non-negative" => Some("No balance below zero"),
        "convergence" => Some("Replicas converge"),
        "append-only" => Some("Nothing shown is taken back"),
        "prefix" => Some("Logs agree"),
        "effects" => Some("Each event takes effect once"),
        "stale-time" => Some("Reads are 0 ms behind"),
        "stale-versions" => Some("Reads are 0 versions behind"),
        _ => None,
    },
    proof: |n| format!("answer {n}"),
    moment: |n| format!("moment {n}"),
    show_why: "Show why:",
    left_out: "Not on this receipt",
};

/// 简体中文.
pub const ZH: ReceiptWords = ReceiptWords {
    soon: "正在结算…",
    whole: "这条分支从头到尾的整次运行。",
    columns: ("项目", "数量"),
    service: "客户端得到了什么",
    asked: "请求的操作",
    ok: "确定完成",
    refused: "确定未完成",
    unknown: "结果不明",
    writes: "写入耗时",
    reads: "读取耗时",
    took: |p50, p99| format!("p50 {p50} · p99 {p99}"),
    goodput: "自始至终的完成量",
    available: "故障期间的完成率",
    nothing: "无此类请求",
    broken: "出了哪些问题",
    stale: "读到旧数据",
    stale_by: |versions, age| format!("最多落后 {versions} 个版本、{age}"),
    apart: "副本不一致",
    longest: |longest| format!("最长一段 {longest}"),
    agree: "结束时一致",
    disagree: "结束时仍不一致",
    lost: "已确认却丢失的写入",
    doubled: "重复发生的外部效果",
    money: "凭空多出或消失的钱",
    compensations: "补偿",
    paid: "付出了什么",
    messages: "消息",
    messages_lost: "其中丢失",
    forced: "强制落盘",
    each: |each| format!("每个完成的操作 {each} 次"),
    verdicts: "客户端可以信赖什么",
    invariants: "始终应当成立的",
    verdict: ["做到了", "没做到", "尚不清楚", "无可检查"],
    models: |name| match name {
        "linearizable" => Some("线性一致"),
        "sequential" => Some("顺序一致"),
        "sessions" => Some("会话保证"),
        "causal" => Some("因果一致"),
        "read-your-writes" => Some("读己之写"),
        "monotonic-reads" => Some("单调读"),
        "monotonic-writes" => Some("单调写"),
        "writes-follow-reads" => Some("写随读后"),
        "conservation" => Some("钱不增不减"),
        "non-negative" => Some("余额不为负"),
        "convergence" => Some("副本收敛"),
        "append-only" => Some("展示过的不收回"),
        "prefix" => Some("日志互为前缀"),
        "effects" => Some("每个事件只生效一次"),
        "stale-time" => Some("读取落后 0 毫秒"),
        "stale-versions" => Some("读取落后 0 个版本"),
        _ => None,
    },
    proof: |n| format!("答复 {n}"),
    moment: |n| format!("时刻 {n}"),
    show_why: "看证据：",
    left_out: "账单上没有的",
};
