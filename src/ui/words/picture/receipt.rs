//! The receipt: what a run cost and what it broke.

words! {
    /// The texts of the receipt. Each figure has a line, and where it needs one, a sentence that
    /// says how it is counted.
    ReceiptWords

    soon = "The receipt is being added up…", "正在结算…";
    whole = "The whole run of this branch, from its beginning to its end.", "这条分支从头到尾的整次运行。";
    /// Columns: what was measured, and how much.
    columns: (&'static str, &'static str) = ("What", "How much"), ("项目", "数量");
    service = "What clients got", "客户端得到了什么";
    asked = "Operations asked for", "请求的操作";
    ok = "surely done", "确定完成";
    refused = "surely not done", "确定未完成";
    unknown = "nobody knows", "结果不明";
    /// How long writes took.
    writes = "Writes took", "写入耗时";
    /// How long reads took.
    reads = "Reads took", "读取耗时";
    /// Half took no longer than the first, 99 of 100 no longer than the second.
    took: fn(&str, &str) -> String =
        |p50, p99| format!("p50 {p50} · p99 {p99}"),
        |p50, p99| format!("p50 {p50} · p99 {p99}");
    goodput = "Done, from beginning to end", "自始至终的完成量";
    available = "Done while a fault held", "故障期间的完成率";
    /// There was no fault, or nobody asked for it.
    nothing = "none asked", "无此类请求";
    broken = "What was broken", "出了哪些问题";
    /// Reads that missed acknowledged writes.
    stale = "Stale reads", "读到旧数据";
    /// How stale at most: versions, time.
    stale_by: fn(&str, &str) -> String =
        |versions, age| format!("by {versions} {}, {age} at most", if versions == "1" { "version" } else { "versions" }),
        |versions, age| format!("最多落后 {versions} 个版本、{age}");
    apart = "Replicas apart", "副本不一致";
    /// Of which so long at a stretch.
    longest: fn(&str) -> String =
        |longest| format!("{longest} at a stretch"),
        |longest| format!("最长一段 {longest}");
    agree = "they agree at the end", "结束时一致";
    disagree = "they differ at the end", "结束时仍不一致";
    lost = "Acknowledged writes lost", "已确认却丢失的写入";
    doubled = "Effects that happened twice", "重复发生的外部效果";
    money = "Money made or destroyed", "凭空多出或消失的钱";
    /// Events that undid others.
    compensations = "Compensations", "补偿";
    /// The heading of what was paid.
    paid = "What it cost", "付出了什么";
    messages = "Messages", "消息";
    messages_lost = "of them lost", "其中丢失";
    forced = "Forced disk writes", "强制落盘";
    /// So many for each operation that was done.
    each: fn(&str) -> String =
        |each| format!("{each} an operation done"),
        |each| format!("每个完成的操作 {each} 次");
    verdicts = "What clients could rely on", "客户端可以信赖什么";
    invariants = "What must always be true", "始终应当成立的";
    /// The words of a verdict: holds, violated, unknown, nothing to check.
    verdict: [&'static str; 4] =
        ["kept", "broken", "not known", "nothing to check"],
        ["做到了", "没做到", "尚不清楚", "无可检查"];
    /// Goes to one of the answers that prove it.
    proof: fn(usize) -> String = |n| format!("answer {n}"), |n| format!("答复 {n}");
    /// Goes to one of the moments that prove it.
    moment: fn(usize) -> String = |n| format!("moment {n}"), |n| format!("时刻 {n}");
    /// Before the list of answers that prove it.
    show_why = "Show why:", "看证据：";
    isolation = "How operations were kept apart", "操作之间隔离得如何";
    transactions: fn(&str, &str) -> String =
        |happened, not| format!("Each operation as a transaction, by the order that versions really had: {happened} happened, {not} did not."),
        |happened, not| format!("每个操作当作一个事务，按版本的真实顺序判定：发生了 {happened} 个，没有发生 {not} 个。");
    strongest = "Kept, the strongest of the map of models:", "满足的模型（模型图中最强的）：";
    ruled_out = "Not kept, the weakest:", "不满足的模型（最弱的）：";
    /// So many transactions show an anomaly, and whether that is one.
    shown_by: fn(&str, bool) -> String =
        |count, one| format!("{count} {} in it", if one { "transaction" } else { "transactions" }),
        |count, _| format!("涉及 {count} 个事务");
    /// So many finer anomalies follow.
    finer: fn(&str) -> String =
        |count| format!("{count} finer names for the same"),
        |count| format!("同一问题的 {count} 个更细的名称");
    left_out = "Not on this receipt", "账单上没有的";
}
