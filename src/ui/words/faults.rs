//! The controls of faults and clocks.

words! {
    /// The texts around faults and clocks.
    FaultWords

    faults = "Faults", "故障";
    none = "Nothing goes wrong yet.", "目前一切正常。";
    /// How many are planned.
    count: fn(usize) -> String =
        |count| if count == 0 { "none".to_owned() } else { count.to_string() },
        |count| if count == 0 { "无".to_owned() } else { format!("{count} 个") };
    add = "Add a fault", "添加故障";
    /// What a new one can be, in the order of `fault_list::Kind`.
    kinds: [&'static str; 7] =
        ["Cut a service off", "Cut a link", "Cut one direction", "Crash", "Pause", "Set a clock wrong", "Slow a service down"],
        ["切断一个服务", "切断一条链路", "切断单个方向", "崩溃", "停顿", "拨错时钟", "拖慢一个服务"];
    kind = "What happens", "故障类型";
    service = "Service", "服务";
    other = "To", "到";
    /// Who is on the other side of a split.
    side = "On one side", "分在一边的";
    from = "From", "开始";
    until = "Until", "结束";
    never = "stays so", "一直如此";
    torn = "The write under way is torn", "正在进行的写入被撕裂";
    /// How far the clock is ahead.
    ahead = "Ahead by", "快了";
    /// How fast it drifts.
    drift = "Drift", "漂移";
    /// How many times slower.
    times_slower = "Times slower", "慢几倍";
    remove: fn(&str) -> String = |what| format!("Remove: {what}"), |what| format!("删除：{what}");
    /// As sentences: a service is cut off.
    isolate: fn(&str) -> String = |node| format!("Cut {node} off"), |node| format!("切断{node}");
    /// A link is cut.
    link: fn(&str, &str) -> String = |a, b| format!("Cut {a} – {b}"), |a, b| format!("切断 {a} – {b}");
    /// One direction is cut.
    one_way: fn(&str, &str) -> String =
        |from, to| format!("Cut {from} → {to}"),
        |from, to| format!("切断 {from} → {to}");
    /// The cluster is split.
    split: fn(&str) -> String =
        |side| format!("Split {side} from the others"),
        |side| format!("{side}与其余服务分裂");
    crash: fn(&str) -> String = |node| format!("Crash {node}"), |node| format!("{node}崩溃");
    /// A service stands still.
    stop: fn(&str) -> String = |node| format!("Pause {node}"), |node| format!("{node}停顿");
    /// A clock is set.
    clock: fn(&str, &str) -> String =
        |node, ahead| format!("Clock of {node} {ahead}"),
        |node, ahead| format!("{node}的时钟 {ahead}");
    /// A service is slow.
    slow: fn(&str, &str) -> String =
        |node, times| format!("{node} {times} slower"),
        |node, times| format!("{node}变慢 {times}");
    /// Something else is done.
    something: fn(&str) -> String = |what| format!("Also: {what}"), |what| format!("另有：{what}");
    /// From when to when.
    span: fn(&str, &str) -> String =
        |from, until| format!("{from}–{until}"),
        |from, until| format!("{from}–{until}");
    /// From when, without an end.
    since: fn(&str) -> String = |from| format!("from {from}"), |from| format!("自 {from} 起");
    /// The heading of the clocks.
    clocks = "Clocks", "时钟";
    clocks_help =
        "What a service believes the time to be. Nobody in the cluster sees true time.",
        "每个服务以为现在几点。集群里没有谁能看到真正的时间。";
    clocks_right = "all right", "全部准确";
    /// How many are wrong.
    clocks_wrong: fn(usize) -> String = |count| format!("{count} wrong"), |count| format!("{count} 个不准");
}
