//! The controls of protocol and network.

/// The texts around the protocol and the network.
#[derive(Clone, Copy, Debug)]
pub struct NetworkWords {
    /// The heading of the protocol.
    pub protocol: &'static str,
    /// Opens the list of protocols.
    pub another: fn(usize) -> String,
    /// Before what the protocol promises with its settings.
    pub promised: &'static str,
    /// Where that is nothing.
    pub nothing_promised: &'static str,
    /// Before what it promises with other settings only.
    pub not_promised: &'static str,
    /// Opens the list of those settings, which are so many.
    pub promise_takes: fn(usize) -> String,
    /// The heading of the knobs that protect.
    pub protections: &'static str,
    /// The heading of the other knobs.
    pub settings: &'static str,
    pub services: &'static str,
    /// The heading of the network.
    pub network: &'static str,
    /// Which link is meant.
    pub applies: &'static str,
    pub every_link: &'static str,
    /// One that has settings of its own.
    pub own_settings: fn(&str, &str) -> String,
    /// One that has none.
    pub from_to: fn(&str, &str) -> String,
    /// Gives a link of its own back to the others.
    pub like_others: &'static str,
    /// A network with a name.
    pub preset: &'static str,
    /// The first choice among the presets.
    pub custom: &'static str,
    /// What the curve is, as a sentence: median and p99.
    pub curve: fn(&str, &str) -> String,
    /// The median, beside its line.
    pub median: &'static str,
    pub p99: &'static str,
    /// The axis is logarithmic.
    pub log_axis: &'static str,
    /// The shape of the latency.
    pub shape: &'static str,
    /// Its names, in the order of `Shape`.
    pub shapes: [&'static str; 7],
    /// How long it always takes.
    pub latency: &'static str,
    pub least: &'static str,
    pub most: &'static str,
    /// The mean of what comes on top.
    pub mean_rest: &'static str,
    /// The median as a parameter.
    pub typical: &'static str,
    /// How far around the median.
    pub spread: &'static str,
    /// The shape of a heavy tail.
    pub tail: &'static str,
    /// What that number means.
    pub tail_help: &'static str,
    /// One part of a mixture.
    pub part: fn(usize) -> String,
    /// How often it is taken.
    pub weight: &'static str,
    pub add_part: &'static str,
    pub remove_part: &'static str,
    /// How many samples there are.
    pub sample_count: fn(&str) -> String,
    /// How many messages are lost.
    pub loss: &'static str,
    /// How many arrive twice.
    pub duplicates: &'static str,
    /// How much later the second one comes.
    pub duplicate_after: &'static str,
    /// Whether messages keep their order.
    pub ordered: &'static str,
    pub ordered_help: &'static str,
    /// Opens what is rarer.
    pub more: &'static str,
    /// How many messages meet a spike.
    pub spikes: &'static str,
    /// How much longer they take.
    pub spike_extra: &'static str,
    /// How many messages a second.
    pub capacity: &'static str,
    /// What 0 means there.
    pub capacity_help: &'static str,
    /// How many may wait.
    pub queue: &'static str,
    /// Asks what something does.
    pub what_is: fn(&str) -> String,
    /// The exact value of a slider.
    pub exact: fn(&str) -> String,
    /// What was typed was no number, or beyond these limits.
    pub limits: fn(&str, &str) -> String,
    /// What a closed group says: median, loss.
    pub brief: fn(&str, &str) -> String,
}

pub const EN: NetworkWords = NetworkWords {
    protocol: "How the services share state",
    another: |count| format!("Choose another of {count}"),
    promised: "Promised with these settings: ",
    nothing_promised: "nothing",
    not_promised: "Not promised with these settings: ",
    promise_takes: |count| if count == 1 { "It takes 1 other setting".to_owned() } else { format!("It takes {count} other settings") },
    protections: "Protections",
    settings: "More about how it works",
    services: "Services",
    network: "Network",
    applies: "Settings for",
    every_link: "Every link",
    own_settings: |from, to| format!("{from} → {to} (its own)"),
    from_to: |from, to| format!("{from} → {to}"),
    like_others: "Make it like the other links",
    preset: "As measured",
    custom: "Your own settings",
    curve: |median, p99| format!("How long a message takes: half take less than {median}, 99 of 100 less than {p99}."),
    median: "median",
    p99: "p99",
    log_axis: "logarithmic scale",
    shape: "Latency",
    shapes: ["Always the same", "Uniform", "Exponential", "Log-normal", "Pareto (heavy tail)", "A mixture", "Your samples"],
    latency: "Takes",
    least: "At least",
    most: "At most",
    mean_rest: "Mean of the rest",
    typical: "Median",
    spread: "Spread",
    tail: "Tail exponent",
    tail_help: "The smaller, the heavier the tail.",
    part: |number| format!("Part {number}"),
    weight: "Weight",
    add_part: "Add a part",
    remove_part: "Remove this part",
    sample_count: |count| format!("{count} samples, one way"),
    loss: "Lost",
    duplicates: "Arrive twice",
    duplicate_after: "Second one after",
    ordered: "Keeps the order of messages",
    ordered_help: "Like one TCP connection. Off, a message may overtake another.",
    more: "Spikes and capacity",
    spikes: "Messages that meet a spike",
    spike_extra: "A spike takes, on top",
    capacity: "Messages a second",
    capacity_help: "0 stands for any number.",
    queue: "May wait",
    what_is: |label| format!("What is this: {label}?"),
    exact: |label| format!("{label}, exactly"),
    limits: |least, most| format!("a number from {least} to {most}"),
    brief: |median, loss| format!("{median} · {loss} lost"),
};

pub const ZH: NetworkWords = NetworkWords {
    protocol: "服务如何共享状态",
    another: |count| format!("换一种（共 {count} 种）"),
    promised: "按当前设置承诺：",
    nothing_promised: "无",
    not_promised: "按当前设置不承诺：",
    promise_takes: |count| format!("若要承诺，需更改 {count} 项设置"),
    protections: "保护措施",
    settings: "更多工作方式",
    services: "服务数量",
    network: "网络",
    applies: "设置对象",
    every_link: "所有链路",
    own_settings: |from, to| format!("{from} → {to}（单独设置）"),
    from_to: |from, to| format!("{from} → {to}"),
    like_others: "改回与其他链路相同",
    preset: "实测网络",
    custom: "自行设置",
    curve: |median, p99| format!("消息的单程耗时：一半少于 {median}，百分之九十九少于 {p99}。"),
    median: "中位数",
    p99: "p99",
    log_axis: "对数坐标",
    shape: "延迟分布",
    shapes: ["固定不变", "均匀分布", "指数分布", "对数正态分布", "帕累托分布（重尾）", "混合分布", "你的样本"],
    latency: "耗时",
    least: "最小",
    most: "最大",
    mean_rest: "其余部分的均值",
    typical: "中位数",
    spread: "离散程度",
    tail: "尾部指数",
    tail_help: "越小，尾部越重。",
    part: |number| format!("第 {number} 部分"),
    weight: "权重",
    add_part: "增加一部分",
    remove_part: "删除这一部分",
    sample_count: |count| format!("{count} 个样本，单程"),
    loss: "丢失",
    duplicates: "重复到达",
    duplicate_after: "重复的晚到",
    ordered: "保持消息顺序",
    ordered_help: "像一条 TCP 连接。关闭后，后发的消息可能先到。",
    more: "尖峰与容量",
    spikes: "遇到尖峰的消息",
    spike_extra: "尖峰额外耗时",
    capacity: "每秒消息数",
    capacity_help: "0 表示不限。",
    queue: "允许排队",
    what_is: |label| format!("{label}：这是什么？"),
    exact: |label| format!("{label}（精确值）"),
    limits: |least, most| format!("请输入 {least} 到 {most} 之间的数"),
    brief: |median, loss| format!("{median} · 丢失 {loss}"),
};
