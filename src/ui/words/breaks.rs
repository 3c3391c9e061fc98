//! Breaking a run: the search, its goal and its budget, and how a challenge stands.

words! {
    /// The texts of a search for what breaks a run, and of a challenge that is tried.
    BreakWords

    /// Opens the search.
    open = "Break it…", "找出破坏方法……";
    title = "Break it", "找出破坏方法";
    lead =
        "Say what is to go wrong and how much may break. The search looks for the fewest faults that do it, and leaves your run as it is.",
        "说明要出什么错、允许多少故障。搜索会找出做得到的最少故障；你的运行不受影响。";
    goal = "What is to go wrong", "要出什么错";
    /// The last choice of the goal.
    own = "A claim of your own", "自己写一条断言";
    claim = "Claim", "断言";
    claim_help =
        "Such as balance(beijing, bob) = 400, answer(1) = refused, count(lost) > 2 at 2.1 s; several with “and” between them.",
        "例如 balance(beijing, bob) = 400、answer(1) = refused、count(lost) > 2 at 2.1 s；多条之间用“and”连接。";
    budget = "Budget: at most so many", "故障预算：每种最多几个";
    tries = "Runs to try, at most", "最多尝试多少次运行";
    search = "Search", "开始搜索";
    stop = "Stop", "停止";
    close = "Close", "关闭";
    /// While it is under way.
    going: fn(&str, &str) -> String =
        |done, of| format!("Searching: {done} of at most {of} runs tried."),
        |done, of| format!("正在搜索：已尝试 {done} 次，最多 {of} 次。");
    /// It has found something.
    found: fn(u32, &str) -> String =
        |n, tried| format!("Found after {tried} runs: {n} fault{} {}.", if n == 1 { "" } else { "s" }, if n == 1 { "does it" } else { "do it" }),
        |n, tried| format!("尝试 {tried} 次后找到：{n} 个故障就够了。");
    already = "It goes wrong before anything breaks.", "不加任何故障，它就已经出错了。";
    smallest = "Nothing smaller does it: everything smaller was tried.", "不可能更少：更少的情况已全部试过。";
    small = "Nothing of it can be left out. Whether something else is smaller was not tried through.", "其中没有多余的故障；但没有试遍所有更少的情况。";
    nothing: fn(&str) -> String =
        |tried| format!("Nothing within this budget does it: all {tried} possible runs were tried."),
        |tried| format!("这个预算内做不到：{tried} 种可能全部试过。");
    unknown: fn(&str) -> String =
        |tried| format!("Not found in {tried} runs, and there are more. Allow more runs, or fewer faults."),
        |tried| format!("尝试 {tried} 次后没有找到，但还有没试过的。可以增加次数，或减少故障。");
    stopped: fn(&str) -> String =
        |tried| format!("Stopped after {tried} runs."),
        |tried| format!("尝试 {tried} 次后停止。");
    take: fn(&str) -> String = |at| format!("Open this run at {at}"), |at| format!("打开这次运行（{at}）");
    no_budget = "Allow at least one fault.", "至少允许一个故障。";
    no_goal = "Write what is to go wrong.", "请写下要出什么错。";

    /// Over the state of a challenge that is tried.
    state = "How far you are", "当前进展";
    reached: fn(&str) -> String = |at| format!("Reached, at {at}."), |at| format!("已达成（{at}）。");
    over = "The goal is reached, but more was broken than the budget allows.", "目标达成了，但故障超出了预算。";
    not_yet = "Not reached yet.", "尚未达成。";
    working = "Checking this run…", "正在检查这次运行……";
    parts = "What has to be true", "需要成立的条件";
    holds = "true", "成立";
    /// A part of the goal that is not true, and what was found.
    is_now: fn(&str) -> String = |found| format!("so far: {found}"), |found| format!("目前：{found}");
    spent = "Your budget", "故障预算";
    used: fn(u32, u32) -> String = |used, of| format!("{used} of {of} used"), |used, of| format!("已用 {used}，共 {of}");
    other: fn(u32) -> String =
        |n| format!("{n} change{} that no budget allows (links, clocks, disks, versions).", if n == 1 { "" } else { "s" }),
        |n| format!("{n} 处改动不在预算之内（链路、时钟、磁盘、版本）。");
    /// How to cause a fault.
    how =
        "Stop time where you want, then choose a message or a service on the stage: drop it, crash it. With the keyboard: a digit selects a service, c crashes it, Tab reaches messages.",
        "在想要的时刻暂停，再点图中的一条消息或一个服务：丢弃它，或让它崩溃。键盘：数字选中服务，c 使其崩溃，Tab 可到达消息。";
    restart = "Start again", "从头再来";
    play = "Play", "播放";
    pause = "Pause", "暂停";
    back = "Step back", "后退一步";
    on = "Step on", "前进一步";
    leave = "Back to the explanation", "回到讲解";
    try_here = "Break it here", "就在这里动手";
    in_lab = "Go on in the Lab", "到实验台继续";
    /// Over a challenge in the Lab.
    of_lesson: fn(&str) -> String = |title| format!("Challenge: {title}"), |title| format!("挑战：{title}");
    to_lesson = "Back to the lesson", "回到课程";
    give_up = "Put the challenge away", "收起挑战";
}
