//! The menus on the stage.

use crate::domain::{AUDIT, WITHDRAW_JOINTLY};

/// The texts of the menus of nodes, links and messages.
#[derive(Clone, Copy, Debug)]
pub struct MenuWords {
    pub close: &'static str,
    pub crash: &'static str,
    /// Stops it in the middle of a write.
    pub crash_torn: &'static str,
    pub restart: &'static str,
    /// With which version of its code.
    pub version: &'static str,
    /// Lets it stand still.
    pub pause: &'static str,
    /// Lets it go on.
    pub resume: &'static str,
    /// Cuts it off from everyone.
    pub isolate: &'static str,
    /// Ends every cut that touches it.
    pub reconnect: &'static str,
    /// Opens what is needed less often.
    pub more: &'static str,
    /// A heading: its clock.
    pub clock: &'static str,
    /// How far it is ahead, in milliseconds.
    pub ahead_ms: &'static str,
    /// How much too fast, in parts per million.
    pub drift_ppm: &'static str,
    pub set: &'static str,
    /// A heading: how slow its messages are.
    pub slowness: &'static str,
    /// As fast as planned.
    pub normal: &'static str,
    /// So many times slower.
    pub times: fn(u32) -> String,
    /// A heading: the protocol's orders.
    pub orders: &'static str,
    /// Which account an order is about.
    pub account: &'static str,
    /// A heading: ask it something as a client.
    pub ask: &'static str,
    pub what: &'static str,
    pub read: &'static str,
    pub deposit: &'static str,
    pub withdraw: &'static str,
    pub transfer: &'static str,
    /// To read several accounts as of one moment.
    pub audit: &'static str,
    /// To withdraw what two accounts cover together.
    pub withdraw_jointly: &'static str,
    /// The account that gains.
    pub to: &'static str,
    /// The account that covers a withdrawal, too.
    pub with: &'static str,
    pub amount: &'static str,
    pub send: &'static str,
    /// Cuts a link both ways.
    pub cut_both: &'static str,
    pub cut_one_way: fn(&str, &str) -> String,
    /// Ends the cuts of a link.
    pub heal: &'static str,
    /// Makes a link slow.
    pub slow_link: &'static str,
    /// Makes a link lose messages.
    pub lossy_link: &'static str,
    /// Makes a link as it was planned.
    pub planned_link: &'static str,
    /// Edits the link at the side.
    pub edit_link: fn(&str, &str) -> String,
    /// Holds a message back.
    pub hold: &'static str,
    /// Lets it arrive at once.
    pub release: &'static str,
    pub drop: &'static str,
    /// Repeats it at once.
    pub duplicate: &'static str,
    pub duplicate_later: &'static str,
    pub gone: &'static str,
    /// A heading: parts the cluster.
    pub split_title: &'static str,
    pub split_help: &'static str,
    /// The other side is empty or everyone.
    pub split_empty: &'static str,
    pub cut: &'static str,
    /// What acting in the past does.
    pub branches: &'static str,
}

pub(super) const EN: MenuWords = MenuWords {
    close: "Close",
    crash: "Crash",
    crash_torn: "Crash mid-write",
    restart: "Restart",
    version: "Version",
    pause: "Pause",
    resume: "Resume",
    isolate: "Cut off",
    reconnect: "Reconnect",
    more: "Clock and slowness",
    clock: "Clock",
    ahead_ms: "ahead by, ms",
    drift_ppm: "too fast by, ppm",
    set: "Set",
    slowness: "Its messages take",
    normal: "normal time",
    times: |n| format!("{n}× as long"),
    orders: "Orders",
    account: "Account",
    ask: "Ask as a client",
    what: "What",
    read: "Read balance",
    deposit: "Deposit",
    withdraw: "Withdraw",
    transfer: "Transfer",
    audit: AUDIT.en,
    withdraw_jointly: WITHDRAW_JOINTLY.en,
    to: "to",
    with: "together with",
    amount: "Amount",
    send: "Ask",
    cut_both: "Cut both ways",
    cut_one_way: |from, to| format!("Cut {from} → {to}"),
    heal: "Heal",
    slow_link: "Make 10× slower",
    lossy_link: "Lose 30 %",
    planned_link: "As planned",
    edit_link: |from, to| format!("Settings of {from} → {to}"),
    hold: "Hold",
    release: "Deliver now",
    drop: "Drop",
    duplicate: "Duplicate",
    duplicate_later: "Duplicate 1 s later",
    gone: "It is no longer in flight.",
    split_title: "Split the cluster",
    split_help: "Tick the nodes that shall stand on the other side.",
    split_empty: "Both sides need a node.",
    cut: "Cut",
    branches: "The run goes on differently from here: this begins a new branch, and the old one stays.",
};

pub(super) const ZH: MenuWords = MenuWords {
    close: "关闭",
    crash: "崩溃",
    crash_torn: "写入中途崩溃",
    restart: "重启",
    version: "版本",
    pause: "暂停",
    resume: "恢复运行",
    isolate: "断开所有链路",
    reconnect: "重新连接",
    more: "时钟与快慢",
    clock: "时钟",
    ahead_ms: "超前（毫秒）",
    drift_ppm: "走快（ppm）",
    set: "设定",
    slowness: "消息耗时",
    normal: "正常",
    times: |n| format!("{n} 倍"),
    orders: "运维指令",
    account: "账户",
    ask: "以客户端身份请求",
    what: "操作",
    read: "查询余额",
    deposit: "存入",
    withdraw: "取出",
    transfer: "转账",
    audit: AUDIT.zh,
    withdraw_jointly: WITHDRAW_JOINTLY.zh,
    to: "转入",
    with: "合计余额的另一账户",
    amount: "金额",
    send: "发送请求",
    cut_both: "双向断开",
    cut_one_way: |from, to| format!("断开{from} → {to}"),
    heal: "恢复",
    slow_link: "减慢至 10 倍",
    lossy_link: "丢包 30 %",
    planned_link: "恢复原设定",
    edit_link: |from, to| format!("设置{from} → {to}"),
    hold: "扣住",
    release: "立即送达",
    drop: "丢弃",
    duplicate: "复制",
    duplicate_later: "1 秒后重复",
    gone: "这条消息已不在途中。",
    split_title: "划分集群",
    split_help: "勾选要放到另一侧的节点。",
    split_empty: "两侧都至少要有一个节点。",
    cut: "断开",
    branches: "此后的运行将有所不同：这会开出新分支，原来的分支保留不变。",
};
