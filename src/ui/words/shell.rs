//! The frame around every page: header, notices, the state of the engine.

/// The texts of the header, of notices and of the engine.
#[derive(Clone, Copy, Debug)]
pub struct ShellWords {
    /// The first link of the page.
    pub skip: &'static str,
    /// The name of the landmark with the pages.
    pub nav: &'static str,
    pub home: &'static str,
    /// The page with one experiment.
    pub lab: &'static str,
    /// The title of the Lab in the browser.
    pub lab_title: &'static str,
    /// The other language, in its own words.
    pub other_language: &'static str,
    /// The tag of the other language.
    pub other_tag: &'static str,
    /// Switches to the dark theme.
    pub to_dark: &'static str,
    /// Switches to the light theme.
    pub to_light: &'static str,
    /// Opens the keyboard help.
    pub help: &'static str,
    /// Takes the last change back.
    pub undo: &'static str,
    pub redo: &'static str,
    pub close: &'static str,
    pub controls: &'static str,
    /// Shows the controls on a small screen.
    pub show_controls: &'static str,
    pub hide_controls: &'static str,
    pub side: &'static str,
    pub tab_logs: &'static str,
    pub tab_state: &'static str,
    pub tab_clients: &'static str,
    pub tab_receipt: &'static str,
    pub transport: &'static str,
    /// The engine's program is loading.
    pub starting: &'static str,
    /// The engine works: how many percent are done.
    pub working: fn(u64) -> String,
    /// A new engine takes over.
    pub restarting: &'static str,
    /// It has taken over.
    pub recovered: &'static str,
    /// It died again and again.
    pub lost: &'static str,
    /// Starts it by hand.
    pub restart: &'static str,
    /// Page and engine are of different builds.
    pub old_page: &'static str,
    /// Loads the page anew.
    pub reload: &'static str,
    /// Two branches first differ at this moment.
    pub differ_at: fn(&str) -> String,
    /// Two branches never differ.
    pub never_differ: &'static str,
    /// How many problems are not listed.
    pub more_problems: fn(u64) -> String,
}

pub const EN: ShellWords = ShellWords {
    skip: "Skip to the cluster",
    nav: "Pages",
    home: "Start",
    lab: "Lab",
    lab_title: "Lab · Eventual",
    other_language: "中文",
    other_tag: "zh-Hans",
    to_dark: "Dark theme",
    to_light: "Light theme",
    help: "Keyboard help",
    undo: "Undo",
    redo: "Redo",
    close: "Close",
    controls: "Experiment",
    show_controls: "Change the experiment",
    hide_controls: "Hide the experiment",
    side: "What each service knows",
    tab_logs: "Logs",
    tab_state: "State",
    tab_clients: "Clients",
    tab_receipt: "Receipt",
    transport: "Time",
    starting: "Starting the engine…",
    working: |percent| format!("Working… {percent} %"),
    restarting: "The engine stopped. A new one is taking over your run…",
    recovered: "The engine had stopped. A new one has taken over; your run is as it was.",
    lost: "The engine stopped several times in a row. Your experiment is kept. Change what you did last, or start the engine again.",
    restart: "Start the engine again",
    old_page: "This page and its engine are of different versions. Reload the page; your experiment is kept.",
    reload: "Reload",
    differ_at: |at| format!("The two branches first differ at {at}."),
    never_differ: "The two branches never differ.",
    more_problems: |count| format!("and {count} more"),
};

pub const ZH: ShellWords = ShellWords {
    skip: "跳到集群",
    nav: "页面",
    home: "首页",
    lab: "实验台",
    lab_title: "实验台 · 终将一致",
    other_language: "English",
    other_tag: "en",
    to_dark: "深色主题",
    to_light: "浅色主题",
    help: "键盘操作说明",
    undo: "撤销",
    redo: "重做",
    close: "关闭",
    controls: "实验",
    show_controls: "修改实验",
    hide_controls: "收起实验设置",
    side: "每个服务知道什么",
    tab_logs: "日志",
    tab_state: "状态",
    tab_clients: "客户端",
    tab_receipt: "账单",
    transport: "时间",
    starting: "正在启动引擎……",
    working: |percent| format!("正在计算……{percent}%"),
    restarting: "引擎停止了，新的引擎正在接手……",
    recovered: "引擎曾经停止，新的引擎已经接手，一切如前。",
    lost: "引擎接连停止了多次。你的实验仍然保留着：请改回最后一步，或重新启动引擎。",
    restart: "重新启动引擎",
    old_page: "页面与引擎的版本不一致。请重新加载页面，你的实验会保留。",
    reload: "重新加载",
    differ_at: |at| format!("两个分支在 {at} 第一次出现差异。"),
    never_differ: "两个分支始终没有差异。",
    more_problems: |count| format!("另有 {count} 处"),
};
