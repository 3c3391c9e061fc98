//! The controls of protocol and network.

words! {
    /// The texts around the protocol and the network.
    NetworkWords

    /// The heading of what is promised.
    promises = "What it promises", "承诺";
    protocol = "How the services share state", "服务如何共享状态";
    /// Opens the list of protocols.
    another: fn(usize) -> String =
        |count| format!("Change ({count} ways)"),
        |count| format!("换一种（共 {count} 种）");
    /// Before what a way costs.
    costs = "What it costs: ", "代价：";
    /// Opens what a protocol is and promises.
    about = "How it works, what it promises", "原理与承诺";
    promised = "Now: ", "当前：";
    promised_provided: fn(&str) -> String = |what| format!(" ({what})"), |what| format!("（{what}）");
    /// Where that is nothing.
    nothing_promised = "nothing", "无";
    /// Opens the list of what is promised only with other settings, or never.
    promised_else = "What other settings promise", "其他设置下的承诺";
    /// Before what is promised only with other settings, which are these.
    promised_with: fn(&str) -> String = |settings| format!("Only with {settings}: "), |settings| format!("仅当{settings}时：");
    together: fn(&[String]) -> String = |settings| settings.join(", "), |settings| settings.join("、");
    never_promised = "Never: ", "从不：";
    /// Settings of the protocol with a name.
    safety = "Protocol settings", "协议设置";
    /// Opens the list of the knobs that protect.
    protections: fn(usize) -> String =
        |count| format!("Protections, one by one ({count})"),
        |count| format!("逐项保护措施（{count} 项）");
    /// Opens the list of the other knobs.
    settings: fn(usize) -> String =
        |count| format!("More settings ({count})"),
        |count| format!("更多设置（{count} 项）");
    services = "Services", "服务数量";
    /// The heading of the network.
    network = "Network", "网络";
    /// Which link is meant.
    applies = "Settings for", "设置对象";
    every_link = "Every link", "所有链路";
    /// One that has settings of its own.
    own_settings: fn(&str, &str) -> String =
        |from, to| format!("{from} → {to} (its own)"),
        |from, to| format!("{from} → {to}（单独设置）");
    /// One that has none.
    from_to: fn(&str, &str) -> String =
        |from, to| format!("{from} → {to}"),
        |from, to| format!("{from} → {to}");
    like_others = "Make it like the other links", "改回与其他链路相同";
    /// A network with a name.
    preset = "Network preset", "网络预设";
    custom = "Your own settings", "自定义";
    /// What the curve is, as a sentence: median and p99.
    curve: fn(&str, &str) -> String =
        |median, p99| format!("One-way latency: half of the messages take less than {median}, 99 of 100 less than {p99}."),
        |median, p99| format!("单程延迟：一半的消息少于 {median}，99% 的消息少于 {p99}。");
    /// The median, beside its line.
    median = "median", "中位数";
    p99 = "p99", "p99";
    log_axis = "logarithmic scale", "对数坐标";
    /// The shape of the latency.
    shape = "Latency", "延迟分布";
    /// Its names, in the order of `Shape`.
    shapes: [&'static str; 7] =
        ["Always the same", "Uniform", "Exponential", "Log-normal", "Pareto (heavy tail)", "Mixture", "Your samples"],
        ["固定不变", "均匀分布", "指数分布", "对数正态分布", "帕累托分布（重尾）", "混合分布", "你的样本"];
    /// How long it always takes.
    latency = "Takes", "耗时";
    least = "At least", "最小";
    most = "At most", "最大";
    mean_rest = "Mean above the minimum", "超出最小值部分的均值";
    /// The median as a parameter.
    typical = "Median", "中位数";
    /// How far around the median.
    spread = "Spread", "离散程度";
    /// The shape of a heavy tail.
    tail = "Tail exponent", "尾部指数";
    tail_help = "The smaller, the heavier the tail.", "越小，尾部越重。";
    /// One part of a mixture.
    part: fn(usize) -> String = |number| format!("Part {number}"), |number| format!("第 {number} 部分");
    /// How often it is taken.
    weight = "Weight", "权重";
    add_part = "Add a part", "增加一部分";
    remove_part = "Remove this part", "删除这一部分";
    /// How many samples there are.
    sample_count: fn(&str) -> String =
        |count| format!("{count} samples, one way"),
        |count| format!("{count} 个样本，单程");
    /// How many messages are lost.
    loss = "Lost", "丢失";
    /// How many arrive twice.
    duplicates = "Arrive twice", "重复到达";
    duplicate_after = "The copy arrives after", "副本晚到";
    ordered = "Keeps the order of messages", "保持消息顺序";
    ordered_help =
        "Like one TCP connection. When off, a later message may overtake an earlier one.",
        "像一条 TCP 连接。关闭后，后发的消息可能先到。";
    more = "More: latency by hand, order, duplicates, spikes, capacity", "更多：手动设置延迟、顺序、重复、毛刺、容量";
    spikes = "Messages delayed by a spike", "遇到延迟毛刺的消息";
    spike_extra = "Extra delay of a spike", "毛刺额外延迟";
    capacity = "Messages per second", "每秒消息数";
    capacity_help = "0 means unlimited.", "0 表示不限。";
    varied = "Messages differ in size", "消息大小不一";
    varied_help =
        "Each takes the link for a random time (exponential), as long on average as the capacity says. When off, all take equally long.",
        "每条消息占用链路的时间随机（指数分布），平均值由容量决定。关闭后，每条占用的时间相同。";
    /// How many may wait.
    queue = "Queue limit", "队列上限";
    /// Asks what something does.
    what_is: fn(&str) -> String =
        |label| format!("What is this: {label}?"),
        |label| format!("{label}：这是什么？");
    /// The exact value of a slider.
    exact: fn(&str) -> String = |label| format!("{label}, exactly"), |label| format!("{label}（精确值）");
    /// What was typed was no number, or beyond these limits.
    limits: fn(&str, &str) -> String =
        |least, most| format!("a number from {least} to {most}"),
        |least, most| format!("请输入 {least} 到 {most} 之间的数");
    /// What a closed group says: median, loss.
    brief: fn(&str, &str) -> String =
        |median, loss| format!("{median} · {loss} lost"),
        |median, loss| format!("{median} · 丢失 {loss}");
}
