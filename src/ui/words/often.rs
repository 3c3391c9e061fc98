//! One experiment under many seeds.

words! {
    /// The texts of the page of sweeps.
    OftenWords

    title = "How often does it happen?", "发生得有多频繁？";
    intro =
        "One run shows that something can happen. Here the open experiment is run under many seeds, so that you see how often, with its interval, and can open any run that went wrong.",
        "一次运行说明某件事可能发生。在这里，用许多个种子反复运行当前的实验，看看它发生得有多频繁、误差有多大；任何一次出问题的运行都可以打开来看。";
    /// What is swept: the protocol of the open experiment.
    of: fn(&str) -> String = |way| format!("Experiment: {way}"), |way| format!("实验：{way}");
    to_lab = "Change it in the Lab", "在实验台修改";

    settings = "What to run", "运行什么";
    seeds = "Seeds", "种子";
    seeds_help = "how many, or a range such as 1..1000", "个数，或 1..1000 这样的范围";
    seeds_wrong: fn(&str) -> String =
        |most| format!("Write how many seeds, or a range such as 1..1000; at most {most}."),
        |most| format!("请填写种子的个数，或 1..1000 这样的范围；最多 {most} 个。");
    ways = "Ways to share state", "共享状态的方式";
    ways_own = "that of the experiment", "实验自己的方式";
    ways_some: fn(&str) -> String = |count| format!("{count} ways"), |count| format!("{count} 种方式");
    vary = "What changes from run to run", "逐次改变什么";
    vary_nothing = "nothing but the seed", "只改变种子";
    vary_path = "another field, by its path", "其他字段（填写路径）";
    path = "Field", "字段";
    values = "Values", "取值";
    values_help = "separated by commas", "用逗号分隔";
    vary_wrong = "Write a field of the experiment and at least one value.", "请填写实验里的一个字段和至少一个取值。";
    odd: fn(&str) -> String =
        |part| format!("The address says “{part}”, which cannot be understood. The usual setting is used."),
        |part| format!("地址里的“{part}”无法理解，已改用默认设置。");
    run: fn(&str) -> String = |runs| format!("Run {runs} times"), |runs| format!("运行 {runs} 次");
    run_on: fn(&str) -> String =
        |count| format!("on up to {count} workers at once, on this device"),
        |count| format!("在你的设备上运行，最多 {count} 个线程同时进行");
    command = "The same on the command line", "命令行等价写法";

    pause = "Pause", "暂停";
    resume = "Go on", "继续";
    cancel = "Stop and keep what was found", "停止，保留已有结果";
    starting = "Starting the workers…", "正在启动工作线程……";
    running: fn(&str, &str) -> String =
        |done, of| format!("{done} of {of} runs"),
        |done, of| format!("已完成 {done} / {of} 次运行");
    rate: fn(&str) -> String = |rate| format!("{rate} runs a second"), |rate| format!("每秒 {rate} 次");
    left: fn(&str) -> String = |left| format!("about {left} to go"), |left| format!("大约还需 {left}");
    paused: fn(&str, &str) -> String =
        |done, of| format!("Paused after {done} of {of} runs."),
        |done, of| format!("已暂停，完成 {done} / {of} 次运行。");
    done: fn(&str, &str) -> String =
        |runs, time| format!("All {runs} runs are done, in {time}."),
        |runs, time| format!("{runs} 次运行全部完成，用时 {time}。");
    cancelled: fn(&str, &str) -> String =
        |done, of| format!("Stopped. What stands below comes from {done} of {of} runs."),
        |done, of| format!("已停止。下面的结果来自 {of} 次运行中的 {done} 次。");
    lost: fn(&str, &str) -> String =
        |done, of| format!("The workers stopped again and again, so the sweep has ended. What stands below comes from {done} of {of} runs."),
        |done, of| format!("工作线程接连停止，因此结束。下面的结果来自 {of} 次运行中的 {done} 次。");
    refused = "This cannot be run:", "无法运行：";
    old_page = "This page and its engine are of different versions. Reload the page; your experiment is kept.", "页面与引擎的版本不一致。请重新加载页面，你的实验会保留。";
    /// An engine died at a run: the seed, the point.
    left_out: fn(&str, &str) -> String =
        |seed, point| format!("Seed {seed} ({point}) stopped the engine. It is left out, and all others were run."),
        |seed, point| format!("种子 {seed}（{point}）使引擎停止，已略过它，其余照常运行。");
    changed = "The experiment has been changed since: these are the results of the one before.", "实验在此之后改过：这里是改动前的结果。";
    empty = "Nothing has come in yet.", "还没有结果。";

    results = "What happened", "结果";
    shown = "Results of", "查看";
    runs: fn(&str) -> String = |count| format!("{count} runs"), |count| format!("{count} 次运行");
    interval_note =
        "The interval is that in which the true share lies in 95 of 100 cases (Wilson). Operations of one run have their luck in common, which their intervals allow for.",
        "区间为 95% 置信区间（Wilson 法）。同一次运行中的操作同甘共苦，它们的区间已考虑这一点。";
    happened = "In how many runs", "有多少次运行";
    what = "What", "内容";
    share = "Share", "比例";
    interval = "95% interval", "95% 区间";
    count = "Count", "次数";
    picture = "Picture", "图示";
    broken: fn(&str) -> String = |title| format!("Violated: {title}"), |title| format!("违反：{title}");
    never: fn(&str, &str) -> String =
        |count, most| format!("Never in {count} runs (so at most {most}):"),
        |count, most| format!("{count} 次运行中从未发生（因此至多 {most}）：");
    anomalies = "Anomalies of transactions, in how many runs", "事务异常，有多少次运行";
    operations = "Of the operations", "在全部操作中";
    between: fn(&str, &str) -> String = |low, high| format!("{low} to {high}"), |low, high| format!("{low} 至 {high}");
    of_all: fn(&str, &str) -> String = |count, of| format!("{count} of {of}"), |count, of| format!("{of} 中有 {count}");
    show_bad = "Show me", "看一个";
    show_bad_of: fn(&str, &str) -> String =
        |seed, what| format!("Show me in the Lab, in seed {seed}, where it first happens: {what}"),
        |seed, what| format!("看一个：在实验台打开种子 {seed}，停在首次发生处（{what}）");

    seeds_to_open = "Runs to look at", "可以打开的运行";
    worst = "The worst runs", "最糟的运行";
    worst_none = "Nothing broke in any run.", "没有一次运行出问题。";
    seed: fn(&str) -> String = |seed| format!("seed {seed}"), |seed| format!("种子 {seed}");
    a_bad = "Show me a bad seed", "看一个出问题的种子";
    the_median = "Open the median seed", "打开中位数的种子";
    looking = "Looking for the first bad moment…", "正在寻找第一个出问题的时刻……";
    open_seed: fn(&str) -> String = |seed| format!("Open seed {seed}"), |seed| format!("打开种子 {seed}");
    opened: fn(&str) -> String = |seed| format!("Seed {seed} of the sweep."), |seed| format!("这是种子 {seed} 的运行。");
    opened_bad: fn(&str, &str, &str) -> String =
        |seed, at, said| format!("Seed {seed} at {at}: {said}."),
        |seed, at, said| format!("种子 {seed}，{at}：{said}。");
    back = "Back to the sweep", "回到结果";

    distribution = "How it is spread", "分布";
    which_value = "Of", "查看";
    marks = "Not exceeded by", "不超过该值的比例";
    value = "Value", "数值";
    distribution_says: fn(&str, &str) -> String =
        |what, count| format!("{what}: {count} values, by size. Lines mark 50%, 90%, 99% and 99.9%."),
        |what, count| format!("{what}：共 {count} 个值，按大小排列。竖线标出 50%、90%、99% 与 99.9%。");
    log_axis = "The axis is logarithmic.", "横轴为对数刻度。";
    as_table = "As a table", "数据表";
    from = "From", "从";
    up_to = "Up to", "到";
    how_many = "How many", "个数";
    maximum = "the greatest", "最大值";

    curve = "How it changes", "随取值的变化";
    curve_ways = "How the ways differ", "各种方式的差别";
    measure = "Measure", "衡量";
    median_of: fn(&str) -> String = |what| format!("{what} (median)"), |what| format!("{what}（中位数）");
    p99_of: fn(&str) -> String = |what| format!("{what} (99%)"), |what| format!("{what}（99%）");
    runs_with: fn(&str) -> String = |what| format!("Runs: {what}"), |what| format!("运行比例：{what}");
    curve_says: fn(&str, &str) -> String =
        |measure, over| format!("{measure}, by “{over}”. The bars are 95% intervals."),
        |measure, over| format!("{measure}，随“{over}”变化。竖条为 95% 区间。");
    way = "Way", "方式";

    save = "Save", "保存";
    csv = "CSV", "CSV";
    json = "JSON", "JSON";
    link = "Copy link", "复制链接";
    json_note = "The JSON is the file that the command line writes; a stopped sweep can be completed there.", "JSON 与命令行写出的文件相同；提前停止的，可以在命令行接着跑完。";

    on = "on", "开";
    off = "off", "关";
    add_outage: fn(&str) -> String =
        |node| format!("Let {node} fail for a while, and vary for how long"),
        |node| format!("让{node}停机一段时间，并改变停机时长");
}
