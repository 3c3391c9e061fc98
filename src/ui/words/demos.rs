//! The demos and their protections.

words! {
    /// The texts around demos.
    DemoWords

    title = "See what can go wrong", "看看会出什么问题";
    none = "an ordinary run", "普通运行";
    beside = "Show it with and without the protection", "对照：有保护与没有保护";
    beside_help =
        "Both runs side by side under one clock, and a mark where they first differ. Time stops there once.",
        "两次运行在同一时钟下并排显示，并标出最初的不同之处；播放到那里会停一次。";
    /// The name of a run.
    off = "Without the protection", "没有保护";
    /// The name of a run.
    on = "With the protection", "有保护";
    /// When two runs first differ, for who looks from outside.
    differ: fn(&str) -> String = |at| format!("The two runs first differ at {at}."), |at| format!("两次运行在 {at}首次出现不同。");
    /// The cursor is there.
    differ_here = "Here the two runs first differ.", "两次运行在这里首次出现不同。";
    never_differ = "Seen from outside, the two runs do not differ.", "从外部看，两次运行没有区别。";
    /// Which table of which node differs, where nothing else does.
    only_sheet: fn(&str, &str) -> String = |sheet, node| format!("No client can tell the two runs apart. What differs is the table \"{sheet}\" of {node}."),
        |sheet, node| format!("客户端看不出两次运行有何区别，不同的是{node}的“{sheet}”表。");
    go_there = "Go there", "跳到那里";
    /// In one of the runs nothing is seen from there on.
    nothing_more = "nothing more happens", "之后不再发生什么";
    led_to_it = "why", "为什么";
    /// The mark on the ribbon.
    differ_mark = "first difference", "首次不同";
    protection = "Turn its protection on", "打开对应的保护";
    protection_help =
        "Clients, network, faults and seed stay the same; only the setting that prevents the anomaly is turned on: see the protections below.",
        "客户端、网络、故障和种子都不变，只打开能防止这个异常的那项设置，见下方的逐项保护措施。";
}
