//! Logs, state, clients, transport and narration.

/// The texts of the side: logs, state, clients.
#[derive(Clone, Copy, Debug)]
pub struct SideWords {
    pub log_of: &'static str,
    pub only: &'static str,
    pub all: &'static str,
    pub event: &'static str,
    pub amount: &'static str,
    pub balance: &'static str,
    /// Column: where it was first written.
    pub origin: &'static str,
    /// Column: the node of a state.
    pub entry: &'static str,
    /// So many rows before.
    pub earlier: fn(&str) -> String,
    /// So many rows after.
    pub later: fn(&str) -> String,
    /// A node keeps no log.
    pub no_log: fn(&str) -> String,
    /// No node holds balances.
    pub no_balances: &'static str,
    /// A table without rows.
    pub none: &'static str,
    /// The log is empty.
    pub empty: &'static str,
    /// The caption of a passbook.
    pub passbook: fn(&str) -> String,
    /// The caption of the states.
    pub states: &'static str,
    pub account: &'static str,
    pub total: &'static str,
    /// A value unlike the others'.
    pub odd: &'static str,
    /// A node that is down.
    pub down: &'static str,
    /// An account that a node does not know.
    pub unknown_account: &'static str,
    /// All balances are alike.
    pub no_difference: &'static str,
    /// How many accounts differ among those that are shown.
    pub differences: fn(usize) -> String,
    /// Which accounts are shown: first, last, of how many.
    pub range: fn(&str, &str, &str) -> String,
    pub previous: &'static str,
    pub next: &'static str,
    /// Column: what else nodes say.
    pub remarks: &'static str,
    pub ok: &'static str,
    pub refused: &'static str,
    pub unknown: &'static str,
    /// Waits for an answer.
    pub waiting: &'static str,
    pub last: &'static str,
    /// Nobody has asked anything yet.
    pub nobody: &'static str,
    pub client: &'static str,
    /// Column: what was asked.
    pub asked: &'static str,
    /// Column: what came of it.
    pub answer: &'static str,
    /// Column: how long it took.
    pub took: &'static str,
    /// The person at the page.
    pub you: &'static str,
    /// A client with its number.
    pub client_number: fn(u32) -> String,
}

pub(super) const EN_SIDE: SideWords = SideWords {
    log_of: "Log of",
    only: "Only",
    all: "every account",
    event: "Event",
    amount: "Amount",
    balance: "Balance",
    origin: "From",
    entry: "Entry",
    earlier: |n| format!("{n} earlier"),
    later: |n| format!("{n} later"),
    no_log: |node| format!("{node} keeps no log."),
    no_balances: "No node holds a copy of the balances.",
    none: "none",
    empty: "Nothing has been written yet.",
    passbook: |node| format!("Log of {node}"),
    states: "Balances as each replica sees them",
    account: "Account",
    total: "Total",
    odd: "differs",
    down: "down",
    unknown_account: "none",
    no_difference: "No balance differs.",
    differences: |n| if n == 1 { "One balance differs.".to_owned() } else { format!("{n} balances differ.") },
    range: |from, to, of| format!("Accounts {from} to {to} of {of}"),
    previous: "Previous accounts",
    next: "Next accounts",
    remarks: "Also worth a look",
    ok: "done",
    refused: "refused",
    unknown: "unknown",
    waiting: "waiting",
    last: "The last operations, as their clients saw them",
    nobody: "No client has asked anything yet.",
    client: "Client",
    asked: "Asked",
    answer: "Got",
    took: "After",
    you: "You",
    client_number: |n| format!("Client {n}"),
};

pub(super) const ZH_SIDE: SideWords = SideWords {
    log_of: "日志所属",
    only: "只看",
    all: "全部账户",
    event: "事件",
    amount: "金额",
    balance: "余额",
    origin: "来源",
    entry: "条目",
    earlier: |n| format!("更早的 {n} 条"),
    later: |n| format!("更晚的 {n} 条"),
    no_log: |node| format!("{node}不保存日志。"),
    no_balances: "没有节点持有余额副本。",
    none: "无",
    empty: "尚无任何记录。",
    passbook: |node| format!("{node}的日志"),
    states: "各副本眼中的余额",
    account: "账户",
    total: "合计",
    odd: "不同",
    down: "宕机",
    unknown_account: "无",
    no_difference: "所有余额一致。",
    differences: |n| format!("有 {n} 个余额不一致。"),
    range: |from, to, of| format!("第 {from} 至 {to} 个账户，共 {of} 个"),
    previous: "前面的账户",
    next: "后面的账户",
    remarks: "其他值得注意的",
    ok: "成功",
    refused: "被拒绝",
    unknown: "未知",
    waiting: "等待中",
    last: "客户端看到的最近操作",
    nobody: "还没有客户端发出请求。",
    client: "客户端",
    asked: "请求",
    answer: "得到",
    took: "耗时",
    you: "您",
    client_number: |n| format!("客户端 {n}"),
};

/// The texts of the transport and of the narration.
#[derive(Clone, Copy, Debug)]
pub struct RunWords {
    pub play: &'static str,
    pub pause: &'static str,
    pub step: &'static str,
    pub back: &'static str,
    pub previous: &'static str,
    pub next: &'static str,
    pub speed: &'static str,
    /// So many times as fast, to be read aloud.
    pub speed_said: fn(&str) -> String,
    pub scrubber: &'static str,
    /// Where it stands, to be read aloud: time, whole time, agreement, step, steps.
    pub place: fn(&str, &str, &str, &str, &str) -> String,
    pub agree: &'static str,
    /// They differ, in so many states.
    pub differ: fn(u16) -> String,
    /// They differed for so many thousandths of a time that is too short to be drawn moment by moment.
    pub differ_share: fn(u32) -> String,
    /// It is not known yet.
    pub unknown: &'static str,
    /// Step so of so many.
    pub steps: fn(&str, &str) -> String,
    /// A branch, by its number.
    pub branch: fn(u32) -> String,
    pub from: fn(&str, &str) -> String,
    pub branches: &'static str,
    /// Finds the first moment at which a branch and its parent differ.
    pub compare: fn(&str) -> String,
    /// Marks: a cut began.
    pub cut: &'static str,
    pub heal: &'static str,
    pub crash: &'static str,
    pub restart: &'static str,
    pub pause_mark: &'static str,
    pub resume: &'static str,
    pub changed: &'static str,
    /// Somebody did something else.
    pub acted: &'static str,
    /// How long replicas were apart so far.
    pub apart: fn(&str) -> String,
    /// The legend of the ribbon: agreement.
    pub legend_agree: &'static str,
    pub legend_differ: &'static str,
    /// The heading of the recent facts.
    pub recent: &'static str,
    /// Nothing has happened yet.
    pub nothing: &'static str,
    /// Many things happened since the last word.
    pub meanwhile: fn(u32) -> String,
}

pub(super) const EN: RunWords = RunWords {
    play: "Play",
    pause: "Pause",
    step: "Step",
    back: "Step back",
    previous: "Previous difference",
    next: "Next difference",
    speed: "Speed",
    speed_said: |times| format!("{times} real time"),
    scrubber: "Moment of the run",
    place: |at, of, agreement, step, steps| format!("{at} of {of}; {agreement}; step {step} of {steps}"),
    agree: "replicas agree",
    differ: |states| format!("replicas differ in {states} states"),
    differ_share: |milli| format!("replicas differed for {}.{} % of this time", milli / 10, milli % 10),
    unknown: "not worked out yet",
    steps: |step, steps| format!("step {step} of {steps}"),
    branch: |id| if id == 0 { "original".to_owned() } else { format!("branch {id}") },
    from: |parent, at| format!("left {parent} at {at}"),
    branches: "Branches",
    compare: |other| format!("Where does it first differ from {other}?"),
    cut: "cut",
    heal: "heal",
    crash: "crash",
    restart: "restart",
    pause_mark: "pause",
    resume: "resume",
    changed: "change",
    acted: "act",
    apart: |span| format!("apart for {span} so far"),
    legend_agree: "agree",
    legend_differ: "differ",
    recent: "What just happened",
    nothing: "Nothing has happened yet.",
    meanwhile: |n| format!("{n} more facts."),
};

pub(super) const ZH: RunWords = RunWords {
    play: "播放",
    pause: "暂停",
    step: "前进一步",
    back: "后退一步",
    previous: "上一处分歧",
    next: "下一处分歧",
    speed: "速度",
    speed_said: |times| format!("真实时间的 {times}"),
    scrubber: "运行时刻",
    place: |at, of, agreement, step, steps| format!("{at}，共 {of}；{agreement}；第 {step} 步，共 {steps} 步"),
    agree: "副本一致",
    differ: |states| format!("副本有 {states} 种不同状态"),
    differ_share: |milli| format!("这段时间里有 {}.{}% 副本不一致", milli / 10, milli % 10),
    unknown: "尚未算出",
    steps: |step, steps| format!("第 {step} 步，共 {steps} 步"),
    branch: |id| if id == 0 { "原始运行".to_owned() } else { format!("分支 {id}") },
    from: |parent, at| format!("于 {at} 离开{parent}"),
    branches: "分支",
    compare: |other| format!("它与{other}最早在何处不同？"),
    cut: "断开",
    heal: "恢复",
    crash: "崩溃",
    restart: "重启",
    pause_mark: "暂停",
    resume: "继续",
    changed: "变更",
    acted: "操作",
    apart: |span| format!("至此累计不一致 {span}"),
    legend_agree: "一致",
    legend_differ: "不一致",
    recent: "刚刚发生",
    nothing: "还没有发生任何事。",
    meanwhile: |n| format!("另有 {n} 件事。"),
};
