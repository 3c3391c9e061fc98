//! The demos and their protections.

words! {
    /// The texts around demos.
    DemoWords

    title = "See what can go wrong", "看看会出什么问题";
    none = "an ordinary run", "普通运行";
    protection = "Turn its protection on", "打开对应的保护";
    protection_help =
        "Clients, network, faults and seed stay the same; only the setting that prevents the anomaly is turned on. The controls above show which one.",
        "客户端、网络、故障和种子都不变，只打开能防止这个异常的那项设置，即上方控件里变化的那一项。";
}
