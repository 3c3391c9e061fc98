//! Files in and out.

/// The texts around files.
#[derive(Clone, Copy, Debug)]
pub struct FileWords {
    pub title: &'static str,
    /// What can be dropped where.
    pub drop: &'static str,
    /// Shown over the page while a file hangs over it.
    pub drop_now: &'static str,
    /// A ledger becomes the workload.
    pub ledger: &'static str,
    /// What a ledger looks like.
    pub ledger_help: &'static str,
    /// Samples become the latency.
    pub samples: &'static str,
    /// What samples look like.
    pub samples_help: &'static str,
    /// A run is opened.
    pub run: &'static str,
    /// What a run is.
    pub run_help: &'static str,
    /// The run is saved.
    pub export: &'static str,
    pub try_example: &'static str,
    pub save_example: &'static str,
    /// Samples can be pasted.
    pub paste: &'static str,
    /// Uses what was pasted.
    pub paste_use: &'static str,
    /// What pasted samples are called.
    pub pasted: &'static str,
    /// A file is being read: how many percent.
    pub reading: fn(u64) -> String,
    /// The browser could not read a file.
    pub unreadable: &'static str,
    /// A ledger became the workload.
    pub ledger_read: fn(&str) -> String,
    /// Samples became the latency of every link.
    pub samples_read: fn(&str) -> String,
    /// Samples became the latency of one link.
    pub samples_read_link: fn(&str, &str, &str) -> String,
    /// A run was opened.
    pub run_read: &'static str,
    pub run_holds: &'static str,
    /// Its digest does not hold.
    pub run_differs: &'static str,
    /// A run was saved.
    pub saved: fn(&str) -> String,
    /// A file could not be used.
    pub not_read: fn(&str) -> String,
    /// The experiment could not be used.
    pub refused: &'static str,
    /// The column of places.
    pub place: &'static str,
    /// The column of reasons.
    pub reason: &'static str,
}

pub const EN: FileWords = FileWords {
    title: "Your data",
    drop: "Or drop a file anywhere on this page.",
    drop_now: "Drop it: a ledger, round trips, or a saved run",
    ledger: "Open a ledger",
    ledger_help: "CSV with time, account, kind, amount, counterparty. It becomes the workload.",
    samples: "Open round trips",
    samples_help: "CSV, or one number a line, in milliseconds. They become the latency of the link chosen above.",
    run: "Open a run",
    run_help: "A file that was saved here or by the command line.",
    export: "Save this run",
    try_example: "Try an example",
    save_example: "Save the example",
    paste: "Paste round trips, one a line, in milliseconds",
    paste_use: "Use them",
    pasted: "pasted",
    reading: |percent| format!("Reading… {percent} %"),
    unreadable: "The browser could not read this file. Perhaps it was moved, or is no text.",
    ledger_read: |rows| format!("{rows} rows of the ledger are now the workload."),
    samples_read: |count| format!("{count} round trips are now the latency of every link."),
    samples_read_link: |count, from, to| format!("{count} round trips are now the latency from {from} to {to}."),
    run_read: "The run is open.",
    run_holds: "The run is open, and it came out the same to the last bit: the digest in the file holds.",
    run_differs: "The run is open, but it came out differently: the digest in the file does not hold. The file was changed, or was made by another version.",
    saved: |name| format!("Saved as {name}."),
    not_read: |name| format!("{name} could not be used. What was on the page is as it was."),
    refused: "This experiment cannot be run. The one before it is as it was.",
    place: "Where",
    reason: "What is wrong",
};

pub const ZH: FileWords = FileWords {
    title: "你的数据",
    drop: "也可以把文件拖到页面的任何地方。",
    drop_now: "松手即可：账本、往返时间样本或保存过的运行",
    ledger: "打开账本",
    ledger_help: "CSV，列为 time、account、kind、amount、counterparty。它会成为负载。",
    samples: "打开往返时间",
    samples_help: "CSV，或每行一个数字，单位毫秒。它会成为上面所选链路的延迟。",
    run: "打开运行",
    run_help: "在这里或用命令行保存的文件。",
    export: "保存这次运行",
    try_example: "试用示例",
    save_example: "下载示例",
    paste: "粘贴往返时间，每行一个，单位毫秒",
    paste_use: "使用",
    pasted: "粘贴的内容",
    reading: |percent| format!("正在读取……{percent}%"),
    unreadable: "浏览器无法读取这个文件。它可能已被移动，或者不是文本。",
    ledger_read: |rows| format!("账本中的 {rows} 行已成为负载。"),
    samples_read: |count| format!("{count} 个往返时间已成为所有链路的延迟。"),
    samples_read_link: |count, from, to| format!("{count} 个往返时间已成为 {from} 到 {to} 的延迟。"),
    run_read: "运行已打开。",
    run_holds: "运行已打开，结果分毫不差：与文件中的摘要一致。",
    run_differs: "运行已打开，但结果与文件中的摘要不符：文件被改动过，或出自另一个版本。",
    saved: |name| format!("已保存为 {name}。"),
    not_read: |name| format!("无法使用 {name}。页面上原有的内容没有变动。"),
    refused: "这个实验无法运行。之前的实验没有变动。",
    place: "位置",
    reason: "问题",
};
