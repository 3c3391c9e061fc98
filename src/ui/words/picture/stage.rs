//! The stage and space-time.

/// The texts of the stage.
#[derive(Clone, Copy, Debug)]
pub struct StageWords {
    pub cluster: &'static str,
    /// How many messages are on their way.
    pub flying: fn(u32) -> String,
    /// All replicas have the same state.
    pub agree: &'static str,
    /// No two nodes are meant to hold the same.
    pub no_copies: &'static str,
    /// A node that holds no copy.
    pub no_copy: &'static str,
    /// How many different states there are.
    pub differ: fn(usize) -> String,
    /// What a seal is, for those who hover over it.
    pub seal: &'static str,
    /// A node whose state equals that of so many others.
    pub same_as: fn(usize) -> String,
    /// A node whose state equals nobody else's.
    pub alone: &'static str,
    /// A node that is down.
    pub down: &'static str,
    /// Its log: how many entries, how many of them replayed.
    pub log: fn(u64, u64) -> String,
    /// The sum of all balances.
    pub total: &'static str,
    pub epoch: &'static str,
    /// How far its clock is off.
    pub clock: &'static str,
    /// How slow its messages are.
    pub slow: &'static str,
    /// The version of its code.
    pub version: &'static str,
    /// A line between two sides, and what a click on its label does.
    pub partition: &'static str,
    /// A link between two nodes.
    pub link: fn(&str, &str) -> String,
    pub link_open: &'static str,
    /// It is cut both ways.
    pub link_cut: &'static str,
    /// It is cut one way.
    pub link_one_way: fn(&str, &str) -> String,
    /// A message: its name and gist, from, to.
    pub message: fn(&str, &str, &str) -> String,
    pub arrives: fn(&str) -> String,
    /// It is held back.
    pub held: &'static str,
    /// Opens the dialog that parts the cluster.
    pub split: &'static str,
    /// Lets a finger draw a partition.
    pub draw: &'static str,
    /// How to draw one.
    pub draw_help: &'static str,
    pub heal_all: &'static str,
    /// What the picture shows, for those who do not see it.
    pub group: &'static str,
    /// All messages, for those who do not see them.
    pub messages: &'static str,
    pub links: &'static str,
    /// The picture as a table.
    pub as_table: &'static str,
    pub waiting: &'static str,
    /// Columns of the tables.
    pub node: &'static str,
    pub role: &'static str,
    pub entries: &'static str,
    pub replayed: &'static str,
    pub seal_column: &'static str,
    pub from: &'static str,
    pub to: &'static str,
    pub says: &'static str,
    /// When it was sent.
    pub sent: &'static str,
    pub arrival: &'static str,
}

pub(super) const EN: StageWords = StageWords {
    cluster: "Cluster",
    flying: |n| match n {
        0 => "no message in flight".to_owned(),
        1 => "1 message in flight".to_owned(),
        n => format!("{n} messages in flight"),
    },
    agree: "replicas agree",
    no_copies: "no copies to compare",
    no_copy: "no copy to compare",
    differ: |states| format!("replicas differ: {states} states"),
    seal: "Seal: equal seals, equal state",
    same_as: |others| if others == 1 { "same state as one other".to_owned() } else { format!("same state as {others} others") },
    alone: "a state of its own",
    down: "down",
    log: |entries, replayed| format!("{replayed} of {entries} entries replayed"),
    total: "Total",
    epoch: "epoch",
    clock: "clock",
    slow: "slow",
    version: "version",
    partition: "partition · heal",
    link: |a, b| format!("Link between {a} and {b}"),
    link_open: "open",
    link_cut: "cut",
    link_one_way: |from, to| format!("cut from {from} to {to}"),
    message: |what, from, to| format!("{what} from {from} to {to}"),
    arrives: |when| format!("arrives at {when}"),
    held: "held back",
    split: "Split…",
    draw: "Draw a cut",
    draw_help: "Drag a line between nodes to cut them apart",
    heal_all: "Heal all",
    group: "The cluster: nodes, links and messages",
    messages: "Messages in flight; arrow keys move between them",
    links: "Links; arrow keys move between them",
    as_table: "Show as a table",
    waiting: "The engine is working out the first moment…",
    node: "Node",
    role: "Role",
    entries: "Entries",
    replayed: "Replayed",
    seal_column: "State",
    from: "From",
    to: "To",
    says: "Message",
    sent: "Sent",
    arrival: "Arrives",
};

pub(super) const ZH: StageWords = StageWords {
    cluster: "集群",
    flying: |n| match n {
        0 => "没有消息在途".to_owned(),
        n => format!("{n} 条消息在途"),
    },
    agree: "副本一致",
    no_copies: "没有可比较的副本",
    no_copy: "无可比较的副本",
    differ: |states| format!("副本不一致：{states} 种状态"),
    seal: "印章：印章相同，状态相同",
    same_as: |others| format!("与另外 {others} 个节点状态相同"),
    alone: "状态与众不同",
    down: "已宕机",
    log: |entries, replayed| format!("已重放 {entries} 条中的 {replayed} 条"),
    total: "合计",
    epoch: "纪元",
    clock: "时钟",
    slow: "变慢",
    version: "版本",
    partition: "分区 · 恢复",
    link: |a, b| format!("{a}与{b}之间的链路"),
    link_open: "畅通",
    link_cut: "已断开",
    link_one_way: |from, to| format!("{from}到{to}方向已断开"),
    message: |what, from, to| format!("{from}发往{to}的{what}"),
    arrives: |when| format!("将于 {when} 到达"),
    held: "被扣住",
    split: "分区…",
    draw: "画分区线",
    draw_help: "在节点之间拖出一条线，即可把它们断开",
    heal_all: "全部恢复",
    group: "集群：节点、链路与消息",
    messages: "在途消息；用方向键逐条移动",
    links: "链路；用方向键逐条移动",
    as_table: "以表格查看",
    waiting: "引擎正在计算第一个时刻……",
    node: "节点",
    role: "角色",
    entries: "条目",
    replayed: "已重放",
    seal_column: "状态",
    from: "发送方",
    to: "接收方",
    says: "消息",
    sent: "发出",
    arrival: "到达",
};

/// The texts of space-time.
#[derive(Clone, Copy, Debug)]
pub struct SpaceTimeWords {
    pub title: &'static str,
    /// What it shows, in half a sentence.
    pub lead: &'static str,
    /// There was more than can be drawn.
    pub crowded: &'static str,
    pub closer: &'static str,
    pub wider: &'static str,
    /// An entry was appended.
    pub appended: &'static str,
    /// An entry was applied.
    pub applied: &'static str,
    pub asked: &'static str,
    /// A client was answered.
    pub answered: &'static str,
    pub refused: &'static str,
    pub unknown: &'static str,
    pub remarkable: &'static str,
    pub lost: &'static str,
    pub late: &'static str,
    pub copy: &'static str,
    /// One that never arrived.
    pub open: &'static str,
    pub arrived: &'static str,
    /// What the paler colour means.
    pub future: &'static str,
    /// A node was down.
    pub band_down: &'static str,
    pub band_paused: &'static str,
    /// It was cut off.
    pub band_cut: &'static str,
    /// Moves the cursor there.
    pub go: &'static str,
    /// What could have led to it.
    pub cone: &'static str,
    pub clear: &'static str,
    pub now: &'static str,
    pub when: &'static str,
    pub at: &'static str,
    pub what: &'static str,
    /// Column: what became of a message.
    pub fate: &'static str,
    /// A tip for the mouse.
    pub tip: &'static str,
}

pub(super) const EN_TIME: SpaceTimeWords = SpaceTimeWords {
    title: "Space-time",
    lead: "who could have known what, and when",
    crowded: "more happened than fits: show less time",
    closer: "Show less time",
    wider: "Show more time",
    appended: "appended",
    applied: "applied",
    asked: "asked",
    answered: "answered",
    refused: "refused",
    unknown: "gave up",
    remarkable: "remarkable",
    lost: "lost",
    late: "late",
    copy: "repeated",
    open: "never arrived",
    arrived: "arrived",
    future: "paler: still to come",
    band_down: "down",
    band_paused: "paused",
    band_cut: "cut off",
    go: "Go to this moment",
    cone: "What can have led to it and what can follow from it is lit up.",
    clear: "Clear",
    now: "now",
    when: "When",
    at: "Where",
    what: "What",
    fate: "Fate",
    tip: "Click a dot or an arrow to light up its past and future",
};

pub(super) const ZH_TIME: SpaceTimeWords = SpaceTimeWords {
    title: "时空图",
    lead: "谁在何时可能知道什么",
    crowded: "事件过多，无法全部画出：请缩短时间范围",
    closer: "缩短时间范围",
    wider: "延长时间范围",
    appended: "追加",
    applied: "应用",
    asked: "请求",
    answered: "答复",
    refused: "拒绝",
    unknown: "放弃等待",
    remarkable: "值得注意",
    lost: "丢失",
    late: "迟到",
    copy: "重复",
    open: "始终未到",
    arrived: "到达",
    future: "浅色：尚未发生",
    band_down: "宕机",
    band_paused: "暂停",
    band_cut: "断开",
    go: "跳到此刻",
    cone: "可能导致它的，以及它可能影响的，都已高亮。",
    clear: "取消选择",
    now: "当前",
    when: "时间",
    at: "地点",
    what: "事件",
    fate: "结局",
    tip: "点击圆点或箭头，点亮它的因果前后",
};
