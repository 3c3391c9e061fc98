//! The demos and their protections.

words! {
    /// The texts around demos.
    DemoWords

    title = "See what can go wrong", "看看会出什么问题";
    none = "an ordinary run", "平常的一次运行";
    protection = "With its protection", "打开对应的保护";
    protection_help =
        "The same clients, network, faults and seed; only the setting that prevents it is on. The controls above show which.",
        "客户端、网络、故障和种子都不变，只打开能防住它的那项设置，即上方控件里变化的那一项。";
}
