//! The first page.

words! {
    /// The texts of the first page.
    HomeWords

    sentence =
        "Watch services share state and reach eventual consistency over a network that is slow, loses messages and partitions. Pause the run, rewind it, and replay it to the last bit.",
        "看几个服务如何在又慢、又丢消息、还会发生分区的网络上共享状态、走向最终一致。随时暂停、回退，再分毫不差地重放。";
    watch =
        "Live simulation, not a video: a primary ships its log to two secondaries, and one of them loses its connection for a while.",
        "实时模拟，不是录像：主节点把日志复制给从节点，其中一个从节点会断网一阵子。";
    pause = "Pause", "暂停";
    /// Lets it go on.
    play = "Play", "播放";
    open = "Open this run in the Lab", "在实验台中打开这次运行";
    doors = "Where to begin", "从哪里开始";
    /// The first way to begin: the course.
    learn: (&'static str, &'static str) =
        ("Learn", "Lessons that ask before they show: predict, run the cluster, find out why."),
        ("学习", "先问再演示的课程：先预测，再运行，然后弄清为什么。");
    /// The way to begin behind those of the catalogue: what it is called, and what awaits.
    own: (&'static str, &'static str) =
        ("Bring your own data", "Your ledger as the workload, the round trips you measured as the network."),
        ("用你自己的数据", "用你的账本作为负载，用你测得的往返时间作为网络。");
}
