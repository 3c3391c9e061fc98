//! Logs, state, clients, transport and narration.

words! {
    /// The texts of the side: logs, state, clients.
    SideWords

    log_of = "Log of", "日志所属";
    only = "Only", "只看";
    all = "every account", "全部账户";
    event = "Event", "事件";
    amount = "Amount", "金额";
    balance = "Balance", "余额";
    /// Column: where it was first written.
    origin = "From", "来源";
    /// Column: the node of a state.
    entry = "Entry", "条目";
    /// So many rows before.
    earlier: fn(&str) -> String = |n| format!("{n} earlier"), |n| format!("更早的 {n} 条");
    /// So many rows after.
    later: fn(&str) -> String = |n| format!("{n} later"), |n| format!("更晚的 {n} 条");
    /// A node keeps no log.
    no_log: fn(&str) -> String = |node| format!("{node} keeps no log."), |node| format!("{node}不保存日志。");
    no_balances = "No node holds a copy of the balances.", "没有节点持有余额副本。";
    /// A table without rows.
    none = "none", "无";
    empty = "Nothing has been written yet.", "尚无任何记录。";
    /// The caption of a passbook.
    passbook: fn(&str) -> String = |node| format!("Log of {node}"), |node| format!("{node}的日志");
    states = "Balances at each replica", "各副本中的余额";
    account = "Account", "账户";
    total = "Total", "合计";
    /// A value unlike the others'.
    odd = "differs", "不同";
    /// A node that is down.
    down = "down", "宕机";
    /// An account that a node does not know.
    unknown_account = "none", "无";
    no_difference = "No balance differs.", "所有余额一致。";
    /// How many accounts differ among those that are shown.
    differences: fn(usize) -> String =
        |n| if n == 1 { "One balance differs.".to_owned() } else { format!("{n} balances differ.") },
        |n| format!("有 {n} 个余额不一致。");
    /// Which accounts are shown: first, last, of how many.
    range: fn(&str, &str, &str) -> String =
        |from, to, of| format!("Accounts {from} to {to} of {of}"),
        |from, to, of| format!("第 {from} 至 {to} 个账户，共 {of} 个");
    previous = "Previous accounts", "前面的账户";
    next = "Next accounts", "后面的账户";
    remarks = "Also noted", "其他信息";
    ok = "succeeded", "成功";
    refused = "rejected", "被拒绝";
    unknown = "unknown", "未知";
    /// Waits for an answer.
    waiting = "waiting", "等待中";
    last = "The last operations, as their clients saw them", "客户端看到的最近操作";
    nobody = "No client has asked anything yet.", "还没有客户端发出请求。";
    client = "Client", "客户端";
    /// Column: what was asked.
    asked = "Asked", "请求";
    /// Column: what came of it.
    answer = "Got", "得到";
    /// Column: how long it took.
    took = "Took", "耗时";
    /// The person at the page.
    you = "You", "你";
    /// A client with its number.
    client_number: fn(u32) -> String = |n| format!("Client {n}"), |n| format!("客户端 {n}");
}

words! {
    /// The texts of the transport and of the narration.
    RunWords

    play = "Play", "播放";
    pause = "Pause", "暂停";
    step = "Step", "前进一步";
    back = "Step back", "后退一步";
    previous = "Previous difference", "上一处不一致";
    next = "Next difference", "下一处不一致";
    speed = "Speed", "速度";
    /// So many times as fast, to be read aloud.
    speed_said: fn(&str) -> String = |times| format!("{times} real time"), |times| format!("真实时间的 {times}");
    scrubber = "Moment of the run", "运行时刻";
    /// Where it stands, to be read aloud: time, whole time, agreement, step, steps.
    place: fn(&str, &str, &str, &str, &str) -> String =
        |at, of, agreement, step, steps| format!("{at} of {of}; {agreement}; step {step} of {steps}"),
        |at, of, agreement, step, steps| format!("{at}，共 {of}；{agreement}；第 {step} 步，共 {steps} 步");
    /// The keys that move time, together.
    keys = "Play and step", "播放与单步";
    agree = "replicas agree", "副本一致";
    /// They differ, in so many states.
    differ: fn(u16) -> String =
        |states| format!("replicas are in {states} different states"),
        |states| format!("副本有 {states} 种不同状态");
    /// They differed for so many thousandths of a time that is too short to be drawn moment by
    /// moment.
    differ_share: fn(&str) -> String =
        |share| format!("replicas differed for {share} of this time"),
        |share| format!("这段时间里有 {share} 的时间副本不一致");
    unknown = "not computed yet", "尚未算出";
    /// Step so of so many.
    steps: fn(&str, &str) -> String =
        |step, steps| format!("step {step} of {steps}"),
        |step, steps| format!("第 {step} 步，共 {steps} 步");
    /// A branch, by its number.
    branch: fn(u32) -> String =
        |id| if id == 0 { "original".to_owned() } else { format!("branch {id}") },
        |id| if id == 0 { "原始运行".to_owned() } else { format!("分支 {id}") };
    from: fn(&str, &str) -> String =
        |parent, at| format!("branched from {parent} at {at}"),
        |parent, at| format!("{at}分自{parent}");
    branches = "Branches", "分支";
    /// Finds the first moment at which a branch and its parent differ.
    compare: fn(&str) -> String =
        |other| format!("First difference from {other}"),
        |other| format!("首个差异（对比{other}）");
    /// Marks: a cut began.
    cut = "cut", "断开";
    heal = "heal", "恢复";
    crash = "crash", "崩溃";
    restart = "restart", "重启";
    pause_mark = "pause", "暂停";
    resume = "resume", "继续";
    changed = "change", "变更";
    /// Somebody did something else.
    acted = "order", "运维指令";
    /// How long replicas were apart so far.
    apart: fn(&str) -> String = |span| format!("disagreed for {span} so far"), |span| format!("至此累计不一致 {span}");
    /// The legend of the ribbon: agreement.
    legend_agree = "agree", "一致";
    legend_differ = "differ", "不一致";
    recent = "What just happened", "刚刚发生";
    nothing = "Nothing has happened yet.", "还没有发生任何事。";
    /// Many things happened since the last word.
    meanwhile: fn(u32) -> String = |n| format!("{n} more facts."), |n| format!("另有 {n} 条事实。");
}
