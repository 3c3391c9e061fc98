//! The controls of faults and clocks.

words! {
    /// The texts around faults and clocks.
    FaultWords

    faults = "Faults", "故障";
    none = "No fault is planned yet.", "尚未安排任何故障。";
    /// How many are planned.
    count: fn(usize) -> String =
        |count| if count == 0 { "none".to_owned() } else { count.to_string() },
        |count| if count == 0 { "无".to_owned() } else { format!("{count} 个") };
    add = "Add a fault", "添加故障";
    /// What a new one can be, in the order of `fault_list::Kind`.
    kinds: [&'static str; 7] =
        ["Cut a service off", "Cut a link", "Cut one direction", "Crash", "Pause", "Clock skew", "Slow a service down"],
        ["隔离一个服务", "断开一条链路", "断开单个方向", "崩溃", "暂停", "时钟偏差", "服务变慢"];
    kind = "Kind of fault", "故障类型";
    service = "Service", "服务";
    other = "To", "到";
    /// Who is on the other side of a split.
    side = "On one side", "其中一侧";
    from = "From", "开始";
    until = "Until", "结束";
    never = "until the end", "直到结束";
    torn = "The record being written is torn", "正在写的记录只落盘一半";
    /// How far the clock is ahead.
    ahead = "Ahead by", "超前";
    /// How fast it drifts.
    drift = "Drift", "漂移";
    /// How many times slower.
    times_slower = "Slowed down by", "放慢倍数";
    remove: fn(&str) -> String = |what| format!("Remove: {what}"), |what| format!("删除：{what}");
    /// As sentences: a service is cut off.
    isolate: fn(&str) -> String = |node| format!("Cut {node} off"), |node| format!("隔离{node}");
    /// A link is cut.
    link: fn(&str, &str) -> String = |a, b| format!("Cut {a} – {b}"), |a, b| format!("断开 {a} – {b}");
    /// One direction is cut.
    one_way: fn(&str, &str) -> String =
        |from, to| format!("Cut {from} → {to}"),
        |from, to| format!("断开 {from} → {to}");
    /// The cluster is split.
    split: fn(&str) -> String =
        |side| format!("Split {side} from the others"),
        |side| format!("{side}与其余服务之间发生分区");
    crash: fn(&str) -> String = |node| format!("Crash {node}"), |node| format!("{node}崩溃");
    /// A service stands still.
    stop: fn(&str) -> String = |node| format!("Pause {node}"), |node| format!("{node}暂停");
    /// A clock is set.
    clock: fn(&str, &str) -> String =
        |node, ahead| format!("Clock of {node} {ahead}"),
        |node, ahead| format!("{node}的时钟 {ahead}");
    /// A service is slow.
    slow: fn(&str, &str) -> String =
        |node, times| format!("{node} slowed down {times}"),
        |node, times| format!("{node}放慢 {times}");
    /// An operator's order to a node.
    order: fn(&str, &str) -> String =
        |node, order| format!("Order to {node}: {order}"),
        |node, order| format!("对{node}的指令：{order}");
    /// Something else is done.
    something: fn(&str) -> String = |what| format!("Also: {what}"), |what| format!("另有：{what}");
    /// What else can be done, by its name in files.
    others: [(&'static str, &'static str); 8] =
        [("submit", "a request"), ("fork", "a branch"), ("hold", "hold a message"), ("release", "deliver a message"),
         ("drop", "drop a message"), ("duplicate", "duplicate a message"), ("set_link", "change a link"), ("heal", "heal")],
        [("submit", "一次请求"), ("fork", "新建分支"), ("hold", "暂扣消息"), ("release", "送达消息"),
         ("drop", "丢弃消息"), ("duplicate", "重复消息"), ("set_link", "修改链路"), ("heal", "恢复网络")];
    /// From when to when.
    span: fn(&str, &str) -> String =
        |from, until| format!("{from}–{until}"),
        |from, until| format!("{from}–{until}");
    /// From when, without an end.
    since: fn(&str) -> String = |from| format!("from {from}"), |from| format!("自 {from}起");
    /// The heading of the clocks.
    clocks = "Clocks", "时钟";
    clocks_help =
        "The time that each service believes it is. No node can see the true time.",
        "每个服务各自的时钟读数。集群中没有节点能看到真实时间。";
    clocks_right = "all accurate", "全部准确";
    /// How many are wrong.
    clocks_wrong: fn(usize) -> String = |count| format!("{count} wrong"), |count| format!("{count} 个不准");
}
