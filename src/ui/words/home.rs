//! The first page.

words! {
    /// The texts of the first page.
    HomeWords

    sentence = "Three services need one balance. How do they share it?", "三个服务要共享同一份余额，怎么办？";
    /// How many ways there are.
    lead: fn(&str) -> String =
        |ways| format!("They talk over a network that is slow, loses messages and splits. Here are {ways} ways to share state, each a real run: watch it go wrong, take hold of it, find out why."),
        |ways| format!("它们之间的网络又慢、又丢消息，还会断开。这里有 {ways} 种共享状态的办法，每一种都在真实运行：看它怎样出错，亲手试一试，再弄清为什么。");
    begin = "Learn: begin with lesson 1", "学习：从第 1 课开始";
    go_on: fn(&str) -> String = |lesson| format!("Learn: go on with lesson {lesson}"), |lesson| format!("学习：继续第 {lesson} 课");
    all_seen = "Learn: begin again with lesson 1", "学习：从第 1 课重新开始";
    class = "For your class", "用于课堂";
    live = "Live simulation, not a video", "实时模拟，不是录像";
    sees = "What alice sees", "alice 看到的";
    pause = "Pause", "暂停";
    /// Lets it go on.
    play = "Play", "播放";
    yours = "Now you:", "换你来：";
    crash = "Crash Hangzhou", "让杭州宕机";
    cut = "Cut off Beijing, too", "让北京也断网";
    /// A read at the service that is cut off.
    ask = "Ask Shanghai again", "再问一次上海";
    branched = "This is your own branch: it goes on from what you did.", "这是你自己的分支：从你动手的那一刻继续。";
    back = "Back to the story", "回到原来的故事";
    open = "Open this run in the Lab", "在实验台中打开这次运行";
    doors = "Or go straight in", "或者直接进去";
    lab: (&'static str, &'static str) =
        ("Lab", "One experiment, everything in reach: cut a link, crash a service, hold a message, step back, ask why."),
        ("实验台", "一次实验，样样可动：断开链路、让服务宕机、暂扣消息、倒退一步、问个为什么。");
    compare: (&'static str, &'static str) =
        ("Compare", "The same workday, the same faults, several ways side by side: which one refuses, waits, or shows what is old?"),
        ("对比", "同样的业务、同样的故障，几种方式并排运行：哪个拒绝，哪个等待，哪个给你旧数据？");
    shelves: (&'static str, &'static str) =
        ("Library", "Runs by what goes wrong, each with what would have protected you; and the runs that you saved."),
        ("案例库", "按出错的方式分类的运行，每个都附上防护办法；还有你自己保存的运行。");
    often: (&'static str, &'static str) =
        ("How often?", "One run is an anecdote. Run it under thousands of seeds and see how often it goes wrong."),
        ("有多频繁？", "一次运行只是个例。换成千上万个种子来跑，看看多久出一次错。");
    numbers: (&'static str, &'static str) =
        ("Numbers", "What others measured in real systems, beside what the lab comes to."),
        ("数字", "别人在真实系统里测得的数字，与本实验台的结果对照。");
    /// The way to begin with a file: what it is called, and what awaits.
    own: (&'static str, &'static str) =
        ("Bring your own data", "Your ledger as the workload, the round trips you measured as the network."),
        ("用你自己的数据", "用你的账本作为负载，用你测得的往返时间作为网络。");
    ways = "The ways", "各种方式";
    ways_about = "Each opens in the Lab with the trouble that is typical of it.", "每一种都会在实验台中打开，并带上它最典型的麻烦。";
    class_open = "Choose a lesson and a step", "选择课程与步骤";
    class_link: (&'static str, &'static str) =
        ("A link to any step", "The whole run is in it. No accounts, and nothing is sent."),
        ("任意一步的链接", "整次运行都在其中。不用注册，也不发送任何内容。");
    class_projector: (&'static str, &'static str) =
        ("Projector", "Large type and one big button; a clicker goes from step to step."),
        ("投影", "大字号，一个大按钮；翻页笔就能一步步往下讲。");
    class_sheet: (&'static str, &'static str) =
        ("A sheet to print", "Questions with room for answers, the run as a code to scan, the answers on a page of their own."),
        ("可打印的练习单", "题目和答题空间、可扫码打开的运行，答案单独一页。");
}
