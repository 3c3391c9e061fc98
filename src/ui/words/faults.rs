//! The controls of faults and clocks.

/// The texts around faults and clocks.
#[derive(Clone, Copy, Debug)]
pub struct FaultWords {
    pub faults: &'static str,
    pub none: &'static str,
    /// How many are planned.
    pub count: fn(usize) -> String,
    pub add: &'static str,
    /// What a new one can be, in the order of `fault_list::Kind`.
    pub kinds: [&'static str; 7],
    pub kind: &'static str,
    pub service: &'static str,
    pub other: &'static str,
    /// Who is on the other side of a split.
    pub side: &'static str,
    pub from: &'static str,
    pub until: &'static str,
    pub never: &'static str,
    /// The write under way is cut in the middle.
    pub torn: &'static str,
    /// How far the clock is ahead.
    pub ahead: &'static str,
    /// How fast it drifts.
    pub drift: &'static str,
    /// How many times slower.
    pub times_slower: &'static str,
    pub remove: fn(&str) -> String,
    /// As sentences: a service is cut off.
    pub isolate: fn(&str) -> String,
    /// A link is cut.
    pub link: fn(&str, &str) -> String,
    /// One direction is cut.
    pub one_way: fn(&str, &str) -> String,
    /// The cluster is split.
    pub split: fn(&str) -> String,
    pub crash: fn(&str) -> String,
    /// A service stands still.
    pub stop: fn(&str) -> String,
    /// A clock is set.
    pub clock: fn(&str, &str) -> String,
    /// A service is slow.
    pub slow: fn(&str, &str) -> String,
    /// Something else is done.
    pub something: fn(&str) -> String,
    /// From when to when.
    pub span: fn(&str, &str) -> String,
    /// From when, without an end.
    pub since: fn(&str) -> String,
    /// The heading of the clocks.
    pub clocks: &'static str,
    /// What they are for.
    pub clocks_help: &'static str,
    pub clocks_right: &'static str,
    /// How many are wrong.
    pub clocks_wrong: fn(usize) -> String,
}

pub const EN: FaultWords = FaultWords {
    faults: "Faults",
    none: "Nothing goes wrong yet.",
    count: |count| if count == 0 { "none".to_owned() } else { count.to_string() },
    add: "Add a fault",
    kinds: ["Cut a service off", "Cut a link", "Cut one direction", "Crash", "Pause", "Set a clock wrong", "Slow a service down"],
    kind: "What happens",
    service: "Service",
    other: "To",
    side: "On one side",
    from: "From",
    until: "Until",
    never: "stays so",
    torn: "The write under way is torn",
    ahead: "Ahead by",
    drift: "Drift",
    times_slower: "Times slower",
    remove: |what| format!("Remove: {what}"),
    isolate: |node| format!("Cut {node} off"),
    link: |a, b| format!("Cut {a} – {b}"),
    one_way: |from, to| format!("Cut {from} → {to}"),
    split: |side| format!("Split {side} from the others"),
    crash: |node| format!("Crash {node}"),
    stop: |node| format!("Pause {node}"),
    clock: |node, ahead| format!("Clock of {node} {ahead}"),
    slow: |node, times| format!("{node} {times} slower"),
    something: |what| format!("Also: {what}"),
    span: |from, until| format!("{from}–{until}"),
    since: |from| format!("from {from}"),
    clocks: "Clocks",
    clocks_help: "What a service believes the time to be. Nobody in the cluster sees true time.",
    clocks_right: "all right",
    clocks_wrong: |count| format!("{count} wrong"),
};

pub const ZH: FaultWords = FaultWords {
    faults: "故障",
    none: "目前一切正常。",
    count: |count| if count == 0 { "无".to_owned() } else { format!("{count} 个") },
    add: "添加故障",
    kinds: ["切断一个服务", "切断一条链路", "切断单个方向", "崩溃", "停顿", "拨错时钟", "拖慢一个服务"],
    kind: "故障类型",
    service: "服务",
    other: "到",
    side: "分在一边的",
    from: "开始",
    until: "结束",
    never: "一直如此",
    torn: "正在进行的写入被撕裂",
    ahead: "快了",
    drift: "漂移",
    times_slower: "慢几倍",
    remove: |what| format!("删除：{what}"),
    isolate: |node| format!("切断{node}"),
    link: |a, b| format!("切断 {a} – {b}"),
    one_way: |from, to| format!("切断 {from} → {to}"),
    split: |side| format!("{side}与其余服务分裂"),
    crash: |node| format!("{node}崩溃"),
    stop: |node| format!("{node}停顿"),
    clock: |node, ahead| format!("{node}的时钟 {ahead}"),
    slow: |node, times| format!("{node}变慢 {times}"),
    something: |what| format!("另有：{what}"),
    span: |from, until| format!("{from}–{until}"),
    since: |from| format!("自 {from} 起"),
    clocks: "时钟",
    clocks_help: "每个服务以为现在几点。集群里没有谁能看到真正的时间。",
    clocks_right: "全部准确",
    clocks_wrong: |count| format!("{count} 个不准"),
};
