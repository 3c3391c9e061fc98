//! The frame around every page: header, notices, the state of the engine.

words! {
    /// The texts of the header, of notices and of the engine.
    ShellWords

    skip = "Skip to the cluster", "跳到集群";
    /// The name of the landmark with the pages.
    nav = "Pages", "页面";
    home = "Start", "首页";
    /// The page with one experiment.
    lab = "Lab", "实验台";
    learn = "Learn", "学习";
    learn_title = "Learn · Eventual", "学习 · 终将一致";
    lab_title = "Lab · Eventual", "实验台 · 终将一致";
    /// The page with several ways side by side.
    compare = "Compare", "对比";
    compare_title = "Compare · Eventual", "对比 · 终将一致";
    /// The page with demos and the runs that are kept.
    to_shelves = "Library", "案例库";
    shelves_title = "Library · Eventual", "案例库 · 终将一致";
    /// The page with sweeps over many seeds.
    often = "Often?", "频率";
    often_title = "How often? · Eventual", "有多频繁？· 终将一致";
    /// The page with published numbers.
    numbers = "Numbers", "数字";
    numbers_title = "Numbers · Eventual", "数字 · 终将一致";
    /// A part of the page is on its way.
    fetching = "Fetching this page…", "正在加载这一页……";
    not_fetched = "This page could not be fetched: is the network there?", "这一页没能加载：网络还通吗？";
    fetch_again = "Try again", "再试一次";
    /// The other language, in its own words.
    other_language = "中文", "English";
    /// The tag of the other language.
    other_tag = "zh-Hans", "en";
    /// Switches to the dark theme.
    to_dark = "Dark theme", "深色主题";
    /// Switches to the light theme.
    to_light = "Light theme", "浅色主题";
    /// Opens the keyboard help.
    help = "Keyboard help", "键盘操作说明";
    /// Takes the last change back.
    undo = "Undo", "撤销";
    redo = "Redo", "重做";
    close = "Close", "关闭";
    controls = "Experiment", "实验";
    show_controls = "Change the experiment", "修改实验";
    hide_controls = "Hide the experiment", "收起实验设置";
    side = "What each service knows", "各服务知道什么";
    tab_logs = "Logs", "日志";
    tab_state = "State", "状态";
    tab_clients = "Clients", "客户端";
    tab_receipt = "Receipt", "运行报告";
    transport = "Time", "时间";
    starting = "Starting the engine…", "正在启动模拟引擎……";
    /// The engine works: how many percent are done.
    working: fn(&str) -> String =
        |share| format!("Working… {share}"),
        |share| format!("正在计算……{share}");
    restarting = "The simulation engine stopped and is restarting…", "模拟引擎已停止，正在重启……";
    recovered =
        "The simulation engine stopped and was restarted. Your run is unchanged.",
        "模拟引擎曾经停止，现已重启。你的运行没有变化。";
    lost =
        "The simulation engine stopped several times in a row. Your experiment is kept. Undo your last change, or start the engine again.",
        "模拟引擎接连停止了多次。你的实验仍然保留着：请撤销最后一步，或重新启动引擎。";
    restart = "Start the engine again", "重新启动引擎";
    old_page =
        "This page and its engine are of different versions. Reload the page; your experiment is kept.",
        "页面与引擎的版本不一致。请重新加载页面，你的实验会保留。";
    /// Loads the page anew.
    reload = "Reload", "重新加载";
    /// Two branches first differ at this moment.
    differ_at: fn(&str) -> String =
        |at| format!("The two branches first differ at {at}."),
        |at| format!("两个分支的首个差异出现在 {at}。");
    never_differ = "The two branches never differ.", "两个分支始终没有差异。";
    /// How many problems are not listed.
    more_problems: fn(u64) -> String = |count| format!("and {count} more"), |count| format!("另有 {count} 处");
}
