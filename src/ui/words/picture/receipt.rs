//! The receipt: what a run cost and what it broke.

words! {
    /// The texts of the receipt. Each figure has a line, and where it needs one, a sentence that
    /// says how it is counted.
    ReceiptWords

    soon = "Preparing the receipt…", "正在汇总……";
    whole = "The whole run of this branch, from its beginning to its end.", "统计这条分支从开始到结束的整次运行。";
    /// The receipt as a file.
    save: (&'static str, &'static str) = ("Save as CSV", "Save as JSON"), ("保存为 CSV", "保存为 JSON");
    /// Columns: what was measured, and how much.
    columns: (&'static str, &'static str) = ("What", "How much"), ("项目", "数量");
    service = "What clients got", "客户端得到的结果";
    asked = "Operations asked for", "请求的操作";
    ok = "succeeded", "成功";
    refused = "rejected", "被拒绝";
    unknown = "outcome unknown", "结果未知";
    /// How long writes took.
    writes = "Writes took", "写入耗时";
    /// How long reads took.
    reads = "Reads took", "读取耗时";
    /// Half took no longer than the first, 99 of 100 no longer than the second.
    took: fn(&str, &str) -> String =
        |p50, p99| format!("p50 {p50} · p99 {p99}"),
        |p50, p99| format!("p50 {p50} · p99 {p99}");
    goodput = "Completed over time", "完成量随时间的变化";
    available = "Completed during faults", "故障期间的完成率";
    /// There was no fault, or nobody asked for it.
    nothing = "no requests", "无请求";
    broken = "What went wrong", "出了哪些问题";
    /// Reads that missed acknowledged writes.
    stale = "Stale reads", "过期读";
    /// How stale at most: versions, time.
    stale_by: fn(&str, &str) -> String =
        |versions, age| format!("up to {versions} {}, {age}", if versions == "1" { "version" } else { "versions" }),
        |versions, age| format!("最多落后 {versions} 个版本、{age}");
    apart = "Replicas disagreed", "副本不一致时长";
    /// Of which so long at a stretch.
    longest: fn(&str) -> String =
        |longest| format!("longest stretch {longest}"),
        |longest| format!("最长一段 {longest}");
    agree = "they agree at the end", "结束时一致";
    disagree = "they still differ at the end", "结束时仍不一致";
    lost = "Acknowledged writes lost", "已确认却丢失的写入";
    doubled = "Effects that happened more than once", "重复发生的外部副作用";
    money = "Money created or destroyed", "凭空多出或消失的钱";
    /// Events that undid others.
    compensations = "Compensations", "补偿";
    /// How long operations waited for what others held.
    blocked = "Time blocked by others", "被其他操作阻塞的时长";
    /// How long nodes were bound by a vote and did not know the decision.
    in_doubt = "Time in doubt", "未决的时长";
    /// The longest of so many times.
    lasted: fn(&str, &str) -> String =
        |times, longest| format!("{times}×, longest {longest}"),
        |times, longest| format!("{times} 次，最长 {longest}");
    /// How many had not ended.
    lasts_at_end: fn(&str) -> String =
        |count| format!("{count} not over at the end"),
        |count| format!("结束时还有 {count} 个没有了结");
    /// The heading of what was paid.
    paid = "What it cost", "付出的代价";
    messages = "Messages", "消息";
    messages_lost = "of them lost", "其中丢失";
    forced = "Disk flushes (fsync)", "刷盘次数（fsync）";
    /// So many for each operation that was done.
    each: fn(&str) -> String =
        |each| format!("{each} per successful operation"),
        |each| format!("平均每个成功操作 {each}");
    verdicts = "What clients could rely on", "客户端可以依赖什么";
    invariants = "What must always be true", "任何时候都应成立的不变量";
    /// The words of a verdict: holds, violated, unknown, nothing to check.
    verdict: [&'static str; 4] =
        ["not violated in this run", "violated", "unknown", "nothing to check"],
        ["本次未违反", "已违反", "无法判定", "未涉及"];
    /// Between a model and its verdict.
    colon = ": ", "：";
    /// What an anomaly is called in the literature, behind its name.
    called: fn(&str) -> String = |name| format!(" ({name})"), |name| format!("（{name}）");
    /// Goes to one of the answers that prove it.
    proof: fn(usize) -> String = |n| format!("answer {n}"), |n| format!("跳到第 {n} 条证据");
    /// Goes to one of the moments that prove it.
    moment: fn(usize) -> String = |n| format!("moment {n}"), |n| format!("跳到第 {n} 条证据");
    /// Before the list of answers that prove it.
    show_why = "Show the evidence:", "证据：";
    isolation = "Isolation between operations", "操作之间的隔离";
    transactions: fn(&str, &str) -> String =
        |happened, not| format!("Each operation is judged as a transaction, by the actual order of versions: {happened} took effect, {not} did not."),
        |happened, not| format!("每个操作视为一个事务，按版本的真实顺序判定：{happened} 个生效，{not} 个未生效。");
    strongest = "Strongest models satisfied:", "满足的最强模型：";
    ruled_out = "Weakest models violated:", "违反的最弱模型：";
    /// So many transactions show an anomaly, and whether that is one.
    shown_by: fn(&str, bool) -> String =
        |count, one| format!("{count} {} in it", if one { "transaction" } else { "transactions" }),
        |count, _| format!("涉及 {count} 个事务");
    /// So many finer anomalies follow.
    finer: fn(&str) -> String =
        |count| format!("{count} more specific names for it"),
        |count| format!("同一问题的 {count} 个更细的名称");
    left_out = "Not on this receipt", "报告未涵盖";
}
