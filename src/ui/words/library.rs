//! The library: demos, and the runs that are kept.

words! {
    /// The texts of the library.
    LibraryWords

    title = "Library", "案例库";
    intro =
        "Everything that can go wrong here, each as a run that shows it every time, with what is broken and what protects. And the runs that you made.",
        "这里收集了会出的各种问题：每个案例都是一次必然复现的运行，写明违反了什么、靠什么防护。还有你自己保存的运行。";
    find = "Search the demos", "搜索案例";
    find_hint = "split brain, retry, lost update…", "脑裂、重试、丢失更新……";
    arrange = "Arrange by", "分类方式";
    by_wrong = "What goes wrong", "出什么问题";
    by_protocol = "Protocol", "协议";
    /// The buttons that leave one group.
    groups = "Show", "显示";
    all: fn(&str) -> String = |count| format!("All ({count})"), |count| format!("全部（{count}）");
    /// One group and how many demos it has.
    group: fn(&str, &str) -> String = |title, count| format!("{title} ({count})"), |title, count| format!("{title}（{count}）");
    found: fn(u64) -> String =
        |count| if count == 1 { "1 demo".to_owned() } else { format!("{count} demos") },
        |count| format!("{count} 个案例");
    none_found =
        "No demo has all of these words. Try fewer, or a term such as retry, failover or duplicate.",
        "没有案例同时包含这些词。可以减少几个词，或试试“重试”“补偿”“重复”这样的术语。";
    clear = "Show all", "显示全部";
    breaks = "Violates", "违反";
    protects = "Protection", "防护";
    beside = "Run both side by side", "并排运行（有无防护）";
    /// Such a button with its demo, to be read aloud.
    beside_of: fn(&str) -> String = |title| format!("Run both side by side: {title}"), |title| format!("并排运行（有无防护）：{title}");
    link = "Copy link", "复制链接";
    link_of: fn(&str) -> String = |title| format!("Copy link: {title}"), |title| format!("复制链接：{title}");
    /// Where there is no clipboard, the address stands there.
    address = "Address of the demo", "案例的地址";
    /// The runs that are kept.
    mine = "Your runs", "你的运行";
    mine_about =
        "Kept in this browser alone, as you work. Each tab keeps its own run, so no tab overwrites another one.",
        "只保存在这个浏览器里，边操作边保存。每个标签页各存各的运行，互不覆盖。";
    mine_none =
        "Nothing yet. As soon as you change something in the Lab, its run stands here.",
        "还没有。在实验台里改动任何东西，那次运行就会出现在这里。";
    mine_forbidden =
        "This browser keeps nothing for this page. Save runs as files, and open them here.",
        "浏览器不允许本页面保存数据。可以把运行存成文件，再从这里载入。";
    mine_soon = "Looking…", "正在读取……";
    open = "Open", "打开";
    open_of: fn(&str) -> String = |name| format!("Open: {name}"), |name| format!("打开：{name}");
    rename = "Rename", "重命名";
    rename_of: fn(&str) -> String = |name| format!("Rename: {name}"), |name| format!("重命名：{name}");
    /// The label of the field for a name.
    name = "Name", "名称";
    keep_name = "Keep", "确定";
    cancel = "Cancel", "取消";
    delete = "Delete", "删除";
    delete_of: fn(&str) -> String = |name| format!("Delete: {name}"), |name| format!("删除：{name}");
    deleted: fn(&str) -> String = |name| format!("{name} was deleted."), |name| format!("已删除 {name}。");
    deleted_unnamed = "The run was deleted.", "已删除这次运行。";
    undo = "Undo", "撤销";
    restored = "It is here again.", "已恢复。";
    shown_elsewhere =
        "This run is open in a tab, so it was not deleted. Close that tab first.",
        "有标签页正打开这次运行，所以没有删除。请先关闭那个标签页。";
    gone = "This run is not kept any more.", "这次运行已不在保存之列。";
    full = "The browser has no room left. Nothing was changed.", "浏览器的存储空间已满，没有任何改动。";
    forbidden = "The browser did not allow it. Nothing was changed.", "浏览器不允许这个操作，没有任何改动。";
    export = "Save as a file", "存成文件";
    export_of: fn(&str) -> String = |name| format!("Save as a file: {name}"), |name| format!("存成文件：{name}");
    /// A run without a name is called by its protocol and its seed.
    unnamed: fn(&str, &str) -> String = |what, seed| format!("{what}, seed {seed}"), |what, seed| format!("{what}，种子 {seed}");
    /// A run that this version cannot open.
    foreign = "A run of another version", "其他版本的运行";
    foreign_about =
        "This version of the lab cannot open it. It stays kept, and can be saved as a file.",
        "当前版本的实验台无法打开它；它仍然保留着，也可以存成文件。";
    /// How many branches and marks a run has.
    holds: fn(usize, usize) -> String =
        |branches, marks| {
            let branches = if branches == 1 { "1 branch".to_owned() } else { format!("{branches} branches") };
            match marks {
                0 => branches,
                1 => format!("{branches}, 1 bookmark"),
                n => format!("{branches}, {n} bookmarks"),
            }
        },
        |branches, marks| if marks == 0 { format!("{branches} 个分支") } else { format!("{branches} 个分支，{marks} 个书签") };
    /// The run that this tab shows.
    here = "open in this tab", "本标签页正在显示";
    copy = "Keep a copy of the open run", "把当前运行另存一份";
    copy_button = "Keep a copy", "另存一份";
    import = "Open a file", "载入文件";
    import_help = "A run that was saved here or by the command line.", "在这里或用命令行保存的运行。";
}
