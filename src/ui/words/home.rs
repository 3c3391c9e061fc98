//! The first page.

words! {
    /// The texts of the first page.
    HomeWords

    sentence =
        "Watch services share state over a network that is slow, loses messages and splits; stop it, rewind it, and run it again to the last bit.",
        "看几个服务如何在又慢、又丢消息、还会分裂的网络上共享状态：随时停下，倒回去，再分毫不差地重演一遍。";
    watch =
        "Live simulation, not a video: a primary ships its log, and one secondary loses its connection for a while.",
        "实时模拟：主节点正在传送它的日志，其中一个从节点会断网一阵子。";
    pause = "Pause", "暂停";
    /// Lets it go on.
    play = "Play", "播放";
    open = "Open this run in the Lab", "在实验台打开这次运行";
    doors = "Where to begin", "从哪里开始";
    /// The way to begin behind those of the catalogue: what it is called, and what awaits.
    own: (&'static str, &'static str) =
        ("Bring your own data", "Your ledger as the workload, the round trips you measured as the network."),
        ("用你自己的数据", "把你的账本当作负载，把你测到的往返时间当作网络。");
}
