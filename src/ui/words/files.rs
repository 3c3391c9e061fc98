//! Files in and out.

words! {
    /// The texts around files.
    FileWords

    title = "Your data", "你的数据";
    drop = "Or drop a file anywhere on this page.", "也可以把文件拖到页面的任意位置。";
    drop_now = "Drop it: a ledger, round trips or a saved run", "松手即可载入：账本、往返时间样本或保存过的运行";
    /// A ledger becomes the workload.
    ledger = "Open a ledger", "载入账本";
    ledger_help =
        "A table with a time and an amount, as banks, Alipay, WeChat Pay or spreadsheets save it. You see first how it was read; then it becomes the workload.",
        "带有时间和金额的表格，例如银行、支付宝、微信支付或电子表格导出的文件。先查看读取结果，确认后成为负载。";
    samples = "Open round trips", "载入往返时间";
    samples_help =
        "What ping or a load test prints, a table, or one number per line. You see first how they were read; then they become the latency of the link chosen above.",
        "ping 或压测工具的输出、表格，或每行一个数字。先查看读取结果，确认后成为上面所选链路的延迟。";
    /// A run is opened.
    run = "Open a run", "载入运行";
    run_help = "A file that was saved here or by the command line.", "在这里或用命令行保存的文件。";
    /// The run is saved.
    export = "Save this run", "保存这次运行";
    export_as = "Save it for other tools", "存成其他工具可读的文件";
    export_trace = "Every fact (JSON lines)", "所有事实（JSON Lines）";
    export_history = "What clients asked and got (JSON lines)", "客户端的请求与答复（JSON Lines）";
    export_edn = "The same for Jepsen (EDN)", "同样内容，供 Jepsen 读取（EDN）";
    export_shiviz = "Who knew what, for ShiViz (vector clocks)", "谁知道什么，供 ShiViz 绘图（向量时钟）";
    pictures = "Save a picture", "保存图片";
    /// The form of a picture: scalable, or of points.
    stage_svg = "The stage at the cursor (SVG)", "当前时刻的舞台（SVG）";
    stage_png = "The stage at the cursor (PNG)", "当前时刻的舞台（PNG）";
    space_time_svg = "The space-time that is shown (SVG)", "当前显示的时空图（SVG）";
    space_time_png = "The space-time that is shown (PNG)", "当前显示的时空图（PNG）";
    clip = "A clip of a stretch of time (GIF)…", "一段时间的动图（GIF）……";
    pictures_help =
        "SVG stays sharp at every size; PNG goes into every program, twice as large as on the page. Both are light, as paper and slides are.",
        "SVG 放大后依然清晰；PNG 各种程序都能用，尺寸是页面上的两倍。两种都用浅色，适合纸张和幻灯片。";
    export_help =
        "ShiViz opens its file as it is; eventual check judges both histories alike. The receipt has buttons of its own.",
        "ShiViz 可直接打开它的那个文件；eventual check 对两种历史的判定相同。收据另有保存按钮。";
    try_example = "Try an example", "试用示例";
    save_example = "Save the example", "保存示例";
    paste = "Paste round trips, one per line, in milliseconds", "粘贴往返时间，每行一个，单位毫秒";
    /// Uses what was pasted.
    paste_use = "Use them", "使用";
    /// What pasted samples are called.
    pasted = "pasted", "粘贴的内容";
    unreadable =
        "The browser could not read this file. It may have been moved, or it is not text.",
        "浏览器无法读取这个文件。它可能已被移动，或者不是文本。";
    /// A ledger became the workload.
    ledger_read: fn(&str) -> String =
        |rows| format!("{rows} rows of the ledger are now the workload."),
        |rows| format!("账本中的 {rows} 行已成为负载。");
    /// Samples became the latency of every link.
    samples_read: fn(&str) -> String =
        |count| format!("{count} round trips are now the latency of every link."),
        |count| format!("{count} 个往返时间已成为所有链路的延迟。");
    /// Round trips between regions became links.
    samples_read_regions: fn(&str) -> String =
        |count| format!("{count} round trips between regions are now the latency between the services that stand there."),
        |count| format!("各地域之间的 {count} 个往返时间已成为位于这些地域的服务之间的延迟。");
    /// Samples became the latency of one link.
    samples_read_link: fn(&str, &str, &str) -> String =
        |count, from, to| format!("{count} round trips are now the latency from {from} to {to}."),
        |count, from, to| format!("{count} 个往返时间已成为{from}到{to}的延迟。");
    run_read = "The run is open.", "已载入这次运行。";
    run_holds =
        "The run is open. Its replay matches the digest in the file, to the last bit.",
        "已载入这次运行。重放结果与文件中的摘要逐位一致。";
    run_differs =
        "The run is open, but its replay does not match the digest in the file: the file was changed, or was made by another version.",
        "已载入这次运行，但重放结果与文件中的摘要不符：文件被改动过，或出自另一个版本。";
    /// A run was saved.
    saved: fn(&str) -> String = |name| format!("Saved as {name}."), |name| format!("已保存为 {name}。");
    /// A file could not be used.
    not_read: fn(&str) -> String =
        |name| format!("{name} could not be used. The page is unchanged."),
        |name| format!("无法使用 {name}。页面内容没有变动。");
    refused = "This experiment cannot be run. The previous experiment is unchanged.", "这个实验无法运行。之前的实验没有变动。";
    /// The column of places.
    place = "Where", "位置";
    /// The column of reasons.
    reason = "What is wrong", "问题";
}
