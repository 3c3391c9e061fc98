//! The menus on the stage.

use crate::domain::{AUDIT, WITHDRAW_JOINTLY};

words! {
    /// The texts of the menus of nodes, links and messages.
    MenuWords

    close = "Close", "关闭";
    crash = "Crash", "崩溃";
    crash_torn = "Crash mid-write", "写入中途崩溃";
    restart = "Restart", "重启";
    /// With which version of its code.
    version = "Version", "版本";
    /// Lets it stand still.
    pause = "Pause", "暂停";
    /// Lets it go on.
    resume = "Resume", "恢复运行";
    /// Cuts it off from everyone.
    isolate = "Cut off", "隔离（断开所有链路）";
    /// Ends every cut that touches it.
    reconnect = "Reconnect", "重新连接";
    more = "Disk, clock, timers and slowness", "磁盘、时钟、定时器与快慢";
    /// A heading: what happens to its disk.
    disk = "Disk", "磁盘";
    disk_full = "Fill it: writes wait", "写满（写入等待空间）";
    disk_free = "Make room", "腾出空间";
    disk_copy = "Back it up", "做一份备份";
    /// The node is down after it.
    disk_put_back = "Put the backup back (stops the node)", "恢复备份（节点停机）";
    disk_flip = "Flip a bit", "翻转一个比特";
    /// After how many more writes it crashes.
    writes = "Crash after so many writes", "再写入几次后崩溃";
    torn = "the last one torn", "最后一次只写一半";
    crash_then = "Arm", "设定崩溃";
    /// A heading: when its timers go off.
    timers = "Timers", "定时器";
    /// 0 for exact timers.
    grain_ms = "go off only every … ms (0: exact)", "触发粒度（毫秒，0 为精确）";
    /// A heading: the messages on a link.
    on_its_way = "On their way", "在途消息";
    /// How many more messages there are than are listed.
    and_more: fn(usize) -> String = |n| format!("and {n} more"), |n| format!("另有 {n} 条");
    /// A heading: its clock.
    clock = "Clock", "时钟";
    /// How far it is ahead, in milliseconds.
    ahead_ms = "ahead by, ms", "超前（毫秒）";
    drift_ppm = "fast by, ppm", "走快（ppm）";
    set = "Set", "设定";
    slowness = "Its messages take", "消息耗时";
    /// As fast as planned.
    normal = "normal time", "正常";
    /// So many times slower.
    times: fn(u32) -> String = |n| format!("{n}× as long"), |n| format!("{n} 倍");
    /// A heading: the protocol's orders.
    orders = "Orders", "运维指令";
    /// Which account an order is about.
    account = "Account", "账户";
    ask = "Ask as a client", "以客户端身份请求";
    what = "What", "操作";
    read = "Read balance", "查询余额";
    deposit = "Deposit", "存入";
    withdraw = "Withdraw", "取出";
    transfer = "Transfer", "转账";
    /// To read several accounts as of one moment.
    audit = AUDIT.en, AUDIT.zh;
    /// To withdraw what two accounts cover together.
    withdraw_jointly = WITHDRAW_JOINTLY.en, WITHDRAW_JOINTLY.zh;
    /// The account that gains.
    to = "to", "转入";
    /// The account that covers a withdrawal, too.
    with = "together with", "合计余额的另一账户";
    amount = "Amount", "金额";
    send = "Ask", "发送请求";
    /// Cuts a link both ways.
    cut_both = "Cut both ways", "双向断开";
    cut_one_way: fn(&str, &str) -> String =
        |from, to| format!("Cut {from} → {to}"),
        |from, to| format!("断开{from} → {to}");
    /// Ends the cuts of a link.
    heal = "Heal", "恢复";
    slow_link = "Make 10× slower", "延迟放大 10 倍";
    /// Makes a link lose messages.
    lossy_link = "Lose 30%", "丢包 30%";
    /// Makes a link as it was planned.
    planned_link = "As planned", "恢复原设定";
    /// Edits the link at the side.
    edit_link: fn(&str, &str) -> String =
        |from, to| format!("Settings of {from} → {to}"),
        |from, to| format!("{from} → {to}的设置");
    /// Holds a message back.
    hold = "Hold", "暂扣";
    /// Lets it arrive at once.
    release = "Deliver now", "立即送达";
    drop = "Drop", "丢弃";
    /// Repeats it at once.
    duplicate = "Duplicate", "重复";
    duplicate_later = "Duplicate 1 s later", "1 秒后重复";
    gone = "It is no longer in flight.", "这条消息已不在途中。";
    split_title = "Split the cluster", "制造网络分区";
    split_help = "Tick the nodes for the other side.", "勾选要放到另一侧的节点。";
    split_empty = "Both sides need a node.", "两侧都至少要有一个节点。";
    cut = "Cut", "断开";
    branches =
        "This starts a new branch here; the current branch is kept.",
        "这会从此刻新建一个分支；当前分支保留不变。";
}
