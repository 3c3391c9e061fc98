//! The demos and their protections.

/// The texts around demos.
#[derive(Clone, Copy, Debug)]
pub struct DemoWords {
    /// What can be chosen.
    pub title: &'static str,
    /// No demo: an ordinary day.
    pub none: &'static str,
    /// The switch that removes what goes wrong.
    pub protection: &'static str,
    /// What that switch does.
    pub protection_help: &'static str,
}

pub const EN: DemoWords = DemoWords {
    title: "See what can go wrong",
    none: "an ordinary run",
    protection: "With its protection",
    protection_help: "The same clients, network, faults and seed; only the setting that prevents it is on. The controls above show which.",
};

pub const ZH: DemoWords = DemoWords {
    title: "看看会出什么问题",
    none: "平常的一次运行",
    protection: "打开对应的保护",
    protection_help: "客户端、网络、故障和种子都不变，只打开能防住它的那项设置，即上方控件里变化的那一项。",
};
