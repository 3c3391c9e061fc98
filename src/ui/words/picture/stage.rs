//! The stage and space-time.

words! {
    /// The texts of the stage.
    StageWords

    cluster = "Cluster", "集群";
    /// How many messages are on their way.
    flying: fn(u32) -> String =
        |n| match n {
            0 => "no message in flight".to_owned(),
            1 => "1 message in flight".to_owned(),
            n => format!("{n} messages in flight"),
        },
        |n| match n {
            0 => "没有消息在途".to_owned(),
            n => format!("{n} 条消息在途"),
        };
    agree = "replicas agree", "副本一致";
    no_copies = "no copies to compare", "这种方式没有副本";
    no_copy = "no copy to compare", "无可比较的副本";
    /// How many different states there are.
    differ: fn(usize) -> String =
        |states| format!("replicas differ: {states} states"),
        |states| format!("副本不一致：{states} 种状态");
    seal = "State fingerprint: equal fingerprints, equal state", "状态指纹：指纹相同，状态相同";
    /// A node whose state equals that of so many others.
    same_as: fn(usize) -> String =
        |others| if others == 1 { "same state as one other".to_owned() } else { format!("same state as {others} others") },
        |others| format!("与另外 {others} 个节点状态相同");
    alone = "differs from all others", "与其他节点状态都不同";
    /// A node that is down.
    down = "down", "已宕机";
    /// Its log: how many entries, how many of them replayed.
    log: fn(u64, u64) -> String =
        |entries, replayed| format!("{replayed} of {entries} entries replayed"),
        |entries, replayed| format!("已重放 {entries} 条中的 {replayed} 条");
    /// The sum of all balances.
    total = "Total", "合计";
    epoch = "epoch", "任期";
    /// How far its clock is off.
    clock = "clock", "时钟";
    /// How slow its messages are.
    slow = "slow", "变慢";
    /// The version of its code.
    version = "version", "版本";
    partition = "partition · heal", "分区 · 恢复";
    /// A link between two nodes.
    link: fn(&str, &str) -> String =
        |a, b| format!("Link between {a} and {b}"),
        |a, b| format!("{a}与{b}之间的链路");
    link_open = "open", "畅通";
    /// It is cut both ways.
    link_cut = "cut", "已断开";
    /// It is cut one way.
    link_one_way: fn(&str, &str) -> String =
        |from, to| format!("cut from {from} to {to}"),
        |from, to| format!("{from}到{to}方向已断开");
    /// It is held back.
    held = "held back", "已暂扣";
    /// Opens the dialog that parts the cluster.
    split = "Split…", "分区……";
    /// Lets a finger draw a partition.
    draw = "Draw a cut", "画分区线";
    draw_help = "Drag a line between nodes to cut them apart", "在节点之间拖出一条线，即可把它们断开";
    heal_all = "Heal all", "全部恢复";
    group = "The cluster: nodes, links and messages", "集群：节点、链路与消息";
    messages = "Messages in flight; arrow keys move between them", "在途消息；用方向键逐条移动";
    links = "Links; arrow keys move between them", "链路；用方向键逐条移动";
    as_table = "Show as a table", "以表格查看";
    waiting = "The engine is computing the first moment…", "引擎正在计算第一个时刻……";
    /// Columns of the tables.
    node = "Node", "节点";
    role = "Role", "角色";
    entries = "Entries", "条目";
    replayed = "Replayed", "已重放";
    seal_column = "State", "状态";
    from = "From", "发送方";
    to = "To", "接收方";
    says = "Message", "消息";
    /// When it was sent.
    sent = "Sent", "发出";
    arrival = "Arrives", "到达";
}

words! {
    /// The texts of space-time.
    SpaceTimeWords

    title = "Space-time", "时空图";
    lead = "who could have known what, and when", "谁在何时可能知道什么";
    crowded = "too many events to draw: show less time", "事件过多，无法全部画出：请缩短时间范围";
    closer = "Show less time", "缩短时间范围";
    wider = "Show more time", "延长时间范围";
    /// An entry was appended.
    appended = "appended", "追加";
    /// An entry was applied.
    applied = "applied", "应用";
    asked = "asked", "请求";
    /// A client was answered.
    answered = "answered", "答复";
    refused = "rejected", "拒绝";
    unknown = "timed out", "超时";
    remarkable = "key event", "关键事件";
    lost = "lost", "丢失";
    late = "late", "迟到";
    copy = "repeated", "重复";
    /// One that never arrived.
    open = "never arrived", "始终未到";
    arrived = "arrived", "到达";
    /// A copy that the network made.
    arrived_again = "repeated, arrived", "重复，到达";
    /// What became of a message, and why or how long it took.
    with: fn(&str, &str) -> String = |what, more| format!("{what} ({more})"), |what, more| format!("{what}（{more}）");
    future = "paler: not yet happened", "浅色：尚未发生";
    /// A node was down.
    band_down = "down", "宕机";
    band_paused = "paused", "暂停";
    /// It was cut off.
    band_cut = "cut off", "被隔离";
    go = "Go to this moment", "跳到此刻";
    cone = "Highlighted: what may have caused it, and what it may affect.", "已高亮：可能导致它的事件，以及它可能影响的事件。";
    clear = "Clear", "取消选择";
    now = "now", "当前";
    when = "When", "时间";
    at = "Where", "节点";
    what = "What", "事件";
    /// Column: what became of a message.
    fate = "Outcome", "结果";
    tip = "Click a dot or an arrow to highlight its causal past and future", "点击圆点或箭头，高亮它的因果前后";
}
