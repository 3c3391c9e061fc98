//! Several ways side by side.

words! {
    /// The texts of the comparison.
    CompareWords

    title = "The same workday, several ways", "同一个工作日，几种方式";
    intro =
        "The same clients ask for the same things over the same network, with the same faults, in every column. What each was told, and what it cost, stands side by side.",
        "每一列中，同样的客户端在同样的网络和故障下提出同样的请求；各得到什么答复、付出什么代价，并排列出。";
    fairness = "What is the same, and what differs", "哪些相同，哪些不同";
    soon = "Running every column…", "正在运行各列……";
    /// Over the choice of a column.
    way = "Way to share state", "共享状态的方式";
    /// An option: the protocol with as many protections as go together.
    safest: fn(&str) -> String = |way| format!("{way}, as safe as it gets"), |way| format!("{way}（最安全的设置）");
    /// An option: the run with its protection, or without it.
    counterpart_on = "This demo with its protection", "本演示：有保护";
    counterpart_off = "This demo without its protection", "本演示：没有保护";
    /// An option: settings that were set by hand.
    own: fn(&str) -> String = |way| format!("{way}, own settings"), |way| format!("{way}（自定设置）");
    add = "Add a column", "添加一列";
    add_none = "choose…", "请选择……";
    remove: fn(&str) -> String = |name| format!("Remove {name}"), |name| format!("移除{name}");
    open: fn(&str) -> String = |name| format!("Open in the Lab: {name}"), |name| format!("在实验台打开：{name}");
    open_short = "Open in the Lab", "在实验台打开";
    seed = "Seed", "种子";
    other_seed = "Another seed", "换一个种子";
    workday = "Change the workday in the Lab", "在实验台修改工作日";
    link = "Copy link", "复制链接";
    csv = "CSV", "CSV";
    json = "JSON", "JSON";
    save = "Save the table", "保存表格";
    print = "Print", "打印";
    as_shown = "settings as first shown", "初始设置";
    stages = "The services", "各服务";
    first = "First moment they differ", "首次出现差异的时刻";
    never = "Clients are told the same in every column.", "各列中客户端得到的答复都相同。";
    /// The number of the difference, and how many there are.
    nth: fn(&str, &str) -> String = |n, of| format!("difference {n} of {of}"), |n, of| format!("第 {n} 处差异，共 {of} 处");
    /// How many of them are listed.
    listed: fn(&str) -> String = |most| format!("the first {most} are listed"), |most| format!("只列出前 {most} 处");
    previous = "Previous", "上一处";
    next = "Next", "下一处";
    go = "Go there", "跳到那里";
    user = "What would your user have seen?", "你的用户会看到什么？";
    user_about =
        "The frame shows what the client was told; below it stands what only the lab knows.",
        "框内是客户端得到的答复；框下是只有实验台才知道的事。";
    client = "Client", "客户端";
    client_number: fn(u32) -> String = |client| format!("client {client}"), |client| format!("客户端 {client}");
    person = "you", "你";
    at: fn(&str) -> String = |node| format!("at {node}"), |node| format!("在{node}");
    balance_of: fn(&str) -> String = |account| format!("Balance of {account}"), |account| format!("{account} 的余额");
    nothing_yet = "Nothing asked yet.", "还没有请求。";
    waiting = "Waiting…", "等待中……";
    answered: fn(&str) -> String = |took| format!("Answered in {took}."), |took| format!("{took}后答复。");
    knows_waits = "No answer yet: nobody outside knows more.", "还没有答复，客户端什么都不知道。";
    knows_done = "Nothing newer had been acknowledged when it asked.", "请求时没有比这更新、且已确认的数据。";
    knows_written = "Done, and acknowledged.", "已执行并确认。";
    knows_no = "Not done, by the rules of the business.", "按业务规则没有执行。";
    knows_rejected = "Certainly not done. Nothing false was shown.", "必定没有执行，也没有显示错误的数据。";
    knows_unknown = "It may have been done or not: the client cannot tell.", "可能执行了，也可能没有：客户端无从得知。";
    time = "What clients were told, and when copies agreed", "客户端得到的答复，以及副本何时一致";
    /// The name of the slider.
    slider = "Moment in all columns", "各列的当前时刻";
    /// A moment of the whole.
    place: fn(&str, &str) -> String = |at, end| format!("{at} of {end}"), |at, end| format!("{at}，共 {end}");
    /// The key of the ribbons: done, stale, no, rejected, unknown.
    fates: [&'static str; 5] =
        ["succeeded", "stale read", "no, by the rules", "rejected", "outcome unknown"],
        ["成功", "过期读", "按业务规则不允许", "被拒绝", "结果未知"];
    agree = "copies agree", "副本一致";
    behind = "a copy is behind", "有副本落后";
    elsewhere = "copies went different ways", "副本走向不同历史";
    no_copies = "no copies to compare", "这种方式没有副本";
    /// How many of each kind a column has, for whoever does not see the ribbon.
    counted: fn(&str, &str) -> String = |count, fate| format!("{count} {fate}"), |count, fate| format!("{fate} {count}");
    what = "What", "项目";
    why = "Why", "原因";
    show_why = "Show why", "查看原因";
    best = "best", "最好";
    worst = "worst", "最差";
    cannot = "not this way", "此方式没有";
    /// Goes to a fact of a column.
    proof: fn(&str, &str) -> String = |at, name| format!("{at} · {name}"), |at, name| format!("{at} · {name}");
    needs = "Who must be up?", "谁必须在线？";
    needs_about =
        "Measured: each node was taken away in turn, and the request made one second later. Filled: without it the request did not succeed.",
        "实测：逐个移走节点，一秒后发出请求。实心：缺了它，请求就不成功。";
    needed = "needed", "必需";
    not_needed = "not needed", "非必需";
    not_possible = "does not succeed with all of them up", "全部在线时也不成功";
    goodput: fn(&str) -> String = |series| format!("successes, window by window: {series}"), |series| format!("各时间窗的成功数：{series}");
}
