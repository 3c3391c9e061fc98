//! Numbers that others published, beside ours.

words! {
    /// The texts of the page of numbers.
    NumberWords

    title = "Numbers that others published, and ours", "别人公布的数字，和我们的";
    intro =
        "Is what this lab shows the truth? Here it is held against the literature: each number as it was published, and as it comes out here, in your browser.",
        "这个实验台演示的是真的吗？这里拿它和文献对照：每个数字，一边是公布的，一边是在你的浏览器里算出来的。";
    rule =
        "Ours has the interval in which the true value lies in 95 of 100 cases. It agrees where it is within 3% of the published number, or no farther from it than chance explains in 999 of 1,000 cases.",
        "我们的数字附有 95% 置信区间。与公布的数字相差不到 3%，或者偏差在偶然波动的范围之内（千次中有 999 次如此），就算一致。";
    run_all: fn(&str) -> String = |many| format!("Run everything here (up to {many} trials each)"), |many| format!("在这里全部运行（每项最多 {many} 次）");
    run = "Run it here", "在这里运行";
    /// What such a button says of which row it is.
    run_row: fn(&str) -> String = |row| format!("Run it here: {row}"), |row| format!("在这里运行：{row}");
    stop = "Stop", "停止";
    running: fn(&str, &str) -> String = |share, left| format!("Running: {share} done, {left} to go"), |share, left| format!("正在运行：已完成 {share}，还剩 {left} 项");
    failed = "What was measuring stopped answering. What is not measured yet can be run again.", "负责测算的程序没有响应。还没测完的可以再运行一次。";
    /// How many numbers agree, of how many that were measured.
    agree_count: fn(&str, &str) -> String = |agree, of| format!("{agree} of {of} numbers agree"), |agree, of| format!("{of} 个数字中有 {agree} 个一致");
    seed: fn(&str) -> String = |seed| format!("seed {seed}"), |seed| format!("种子 {seed}");
    published = "published", "公布";
    ours = "here", "这里";
    by_tests = "by this version's tests", "本版本的测试测得";
    not_yet = "not run yet", "尚未运行";
    agrees = "agrees", "一致";
    differs = "differs", "不一致";
    /// The least and the most of an interval.
    between: fn(&str, &str) -> String = |low, high| format!("{low} to {high}"), |low, high| format!("{low} 至 {high}");
    more_than: fn(&str) -> String = |low| format!("{low} or more"), |low| format!("{low} 以上");
    source = "Source", "来源";
    case = "Case", "情况";

    copies = "How stale reads of few copies were in production", "生产环境里，只读少数副本会有多陈旧";
    copies_about =
        "Three copies. A write is acknowledged by the first W of them, a read takes the first R answers. R + W of 3 or less is fast, and a read may miss the write. The latencies are those of two companies, fitted by the authors to what these had measured; the last table is the authors' model of copies in three data centres.",
        "三个副本。写入得到前 W 个副本的确认就算完成，读取采用前 R 个应答。R + W 不大于 3 时很快，但读取可能错过刚才的写入。延迟来自两家公司，由论文作者按其实测拟合；最后一张表是作者对三个数据中心的建模。";
    copies_source =
        "Bailis, Venkataraman, Franklin, Hellerstein, Stoica: Probabilistically Bounded Staleness for Practical Partial Quorums, PVLDB 5(8), 2012, tables 3 and 4. For Yammer's writes the shape 3.5, from which the printed results come, not the printed 3.35. In the three data centres a write and a read each begin in one by chance, messages to the others take 75 ms more each way, and disks are LinkedIn's spinning ones; published is there that a third of reads is fresh at once, and the other numbers are ten million trials of that model by another program.",
        "Bailis、Venkataraman、Franklin、Hellerstein、Stoica：《Probabilistically Bounded Staleness for Practical Partial Quorums》，PVLDB 5(8)，2012，表 3 与表 4。Yammer 写入的形状参数取 3.5（论文结果由它得出），而不是印出的 3.35。三个数据中心的模型：读、写各自随机从其中一个发起，发往另两个的消息单程多花 75 毫秒，磁盘取 LinkedIn 的机械硬盘；论文公布的是三分之一的读取在确认那一刻不陈旧，其余数字由另一个程序对该模型做一千万次试验得到。";
    trap =
        "The printed time is the first point of a grid at which an estimate of 50,000 trials crossed 99.9%: a least value over noise, so it lies below the true one. Ours is held against a run of ten million trials.",
        "论文印出的时间，是 50,000 次试验的估计在网格上首次越过 99.9% 的点：那是在噪声里取最小值，所以低于真值。我们的数字与一千万次试验的结果对照。";
    /// How often and how long reads are stale, of a system with one answer and one acknowledgement.
    stale_for: fn(&str, &str) -> String =
        |stale, after| format!("With R = W = 1, {stale} of reads are stale right after a write is acknowledged; {after} later it is one in a thousand."),
        |stale, after| format!("R = W = 1 时，写入刚被确认的那一刻，{stale} 的读取是陈旧的；再过 {after}降到千分之一。");
    choice = "R and W", "R 与 W";
    reads = "Reads take, at 99.9%", "读取耗时（99.9%）";
    writes = "Writes take, at 99.9%", "写入耗时（99.9%）";
    fresh_after = "99.9% of reads are fresh after", "99.9% 的读取不再陈旧，需经过";
    stale_at_once = "Stale reads right after the acknowledgement", "确认那一刻的陈旧读取";
    printed: fn(&str) -> String = |time| format!("printed {time}"), |time| format!("论文印出 {time}");
    always_fresh = "always fresh", "总是新的";
    curve: fn(&str) -> String =
        |name| format!("{name}: share of fresh reads over the time since the acknowledgement, R = W = 1"),
        |name| format!("{name}：不陈旧的读取比例随确认后时间的变化，R = W = 1");
    curve_table = "The curve as a table", "曲线的数据表";
    time = "Time since the acknowledgement", "确认后的时间";
    fresh = "Fresh reads", "不陈旧的读取";

    others = "And the rest of the lab", "实验台的其他部分";
    others_about =
        "Waiting, failing and conflicting follow laws that are older than the lab. What takes many runs of a whole protocol stands there as this version's tests found it, until you run it here.",
        "排队、失效与冲突服从比这个实验台更早的定律。需要把整个协议运行很多次的，先列出本版本测试测得的数字，你在这里运行之后，就换成你测得的。";
    own =
        "Your own latencies: eventual staleness --fit FILE on the command line takes distributions or samples.",
        "想用你自己的延迟数据：命令行 eventual staleness --fit FILE，可给分布，也可给样本。";
}
