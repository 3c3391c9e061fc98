//! The first page.

/// The texts of the first page.
#[derive(Clone, Copy, Debug)]
pub struct HomeWords {
    /// What this is, in one sentence.
    pub sentence: &'static str,
    /// What is to be seen below it.
    pub watch: &'static str,
    pub pause: &'static str,
    /// Lets it go on.
    pub play: &'static str,
    /// Opens what is running in the Lab.
    pub open: &'static str,
    /// The heading of the doors.
    pub doors: &'static str,
    /// The way to begin behind those of the catalogue: what it is called, and what awaits.
    pub own: (&'static str, &'static str),
}

pub const EN: HomeWords = HomeWords {
    sentence: "Watch services share state over a network that is slow, loses messages and splits; stop it, rewind it, and run it again to the last bit.",
    watch: "Live simulation, not a video: a primary ships its log, and one secondary loses its connection for a while.",
    pause: "Pause",
    play: "Play",
    open: "Open this run in the Lab",
    doors: "Where to begin",
    own: ("Bring your own data", "Your ledger as the workload, the round trips you measured as the network."),
};

pub const ZH: HomeWords = HomeWords {
    sentence: "看几个服务如何在又慢、又丢消息、还会分裂的网络上共享状态：随时停下，倒回去，再分毫不差地重演一遍。",
    watch: "实时模拟：主节点正在传送它的日志，其中一个从节点会断网一阵子。",
    pause: "暂停",
    play: "播放",
    open: "在实验台打开这次运行",
    doors: "从哪里开始",
    own: ("用你自己的数据", "把你的账本当作负载，把你测到的往返时间当作网络。"),
};
