//! Links, marks, and what the browser keeps.

words! {
    /// The texts of links, marks, and what is kept.
    ShareWords

    /// The link of the run goes to the clipboard.
    copy = "Copy link", "复制链接";
    /// The link is shown, with its QR code.
    show = "Show link and QR code", "显示链接与二维码";
    /// The title of the dialog.
    title = "A link to this run", "这次运行的链接";
    about =
        "It holds the whole run: the experiment, every branch, the moment that is shown, the marks. Nothing is sent anywhere.",
        "链接包含整个运行：实验、所有分支、当前时刻和书签。不会上传任何数据。";
    /// The label of the field that holds the address.
    address = "Address", "地址";
    /// What a code for phones is, to be read aloud.
    code = "QR code of the address", "该地址的二维码";
    /// Beside the code, for a class.
    scan = "Scan to open this run", "扫码打开这次运行";
    /// Opens the dialog with the code as large as it can be.
    larger = "Larger", "放大";
    /// The run is too long for a code.
    no_code = "The address is too long for a QR code.", "地址太长，无法生成二维码。";
    copied: fn(&str) -> String =
        |length| format!("Link copied, {length} characters."),
        |length| format!("链接已复制，共 {length} 个字符。");
    too_long: fn(&str, &str) -> String =
        |length, name| format!("A link to this run would have {length} characters, more than mail and chats keep whole. The run was saved as {name} instead."),
        |length, name| format!("这次运行的链接长达 {length} 个字符，邮件和聊天软件会截断它。已改为保存成文件 {name}。");
    link_read =
        "You are looking at a run that was sent to you. Your own run is kept as it was.",
        "你看到的是别人发来的运行。你自己的运行原样保留。";
    link_holds =
        "You are looking at a run that was sent to you; it came out the same to the last bit. Your own run is kept as it was.",
        "你看到的是别人发来的运行，重放结果分毫不差。你自己的运行原样保留。";
    link_differs =
        "This run was made by another version of the lab and comes out differently here: its digest does not hold.",
        "这次运行出自实验台的另一个版本，在这里的结果不同：摘要不符。";
    link_not_read =
        "This link could not be opened. What was on the page is as it was.",
        "无法打开这个链接。页面上原有的内容没有变动。";
    /// Goes back to the person's own run.
    mine = "Back to my run", "回到我的运行";
    restored = "Your run is as you left it.", "已恢复你上次的运行。";
    kept_not_read =
        "The run of your last visit cannot be opened by this version of the lab. It stays kept.",
        "当前版本的实验台无法打开你上次的运行，但它仍然保留着。";
    /// Begins without the run of the last visit.
    afresh = "Start afresh", "重新开始";
    unkept_forbidden =
        "This browser keeps nothing for this page: after a reload, this run is gone. A link or a file keeps it.",
        "浏览器不允许本页面保存数据：重新加载后，这次运行会丢失。可以用链接或文件保存它。";
    unkept_full =
        "The browser has no room left for this run: after a reload, its last changes are gone. A link or a file keeps them.",
        "浏览器的存储空间已满：重新加载后，最近的改动会丢失。可以用链接或文件保存。";
    unkept_large: fn(&str) -> String =
        |most| format!("This run is larger than the {most} that are kept: after a reload, it is gone. Save it as a file."),
        |most| format!("这次运行超过了可保存的 {most}：重新加载后会丢失。请保存成文件。");
    /// Beside the transport, for as long as nothing is kept.
    unkept = "not kept in this browser", "未保存在浏览器中";
    /// How many acts are planned now that the experiment is another one, and how many branches were
    /// left.
    edited: fn(usize, usize) -> String =
        |planned, branches| {
            let planned = match planned {
                0 => String::new(),
                1 => " What you did in this branch is planned in it, among the faults.".to_owned(),
                n => format!(" The {n} things you did in this branch are planned in it, among the faults."),
            };
            let branches = match branches {
                0 => String::new(),
                1 => " Another branch belongs to the run before; undo brings it back.".to_owned(),
                n => format!(" {n} other branches belong to the run before; undo brings them back."),
            };
            format!("Another experiment is another run.{planned}{branches}")
        },
        |planned, branches| {
            let planned = match planned {
                0 => String::new(),
                n => format!("你在当前分支中的 {n} 个操作已列入它的计划故障。"),
            };
            let branches = match branches {
                0 => String::new(),
                n => format!("另外 {n} 个分支属于修改前的运行，撤销即可恢复。"),
            };
            format!("修改实验就是另一次运行。{planned}{branches}")
        };
    /// Takes the change of the experiment back.
    before = "Back to the run before", "回到修改前的运行";
    /// The length of the run changed, and the faults did not.
    unstretched: fn(usize) -> String =
        |faults| if faults == 1 { "The planned fault stays at its time.".to_owned() } else { format!("The {faults} planned faults stay at their times.") },
        |faults| format!("{faults} 个计划故障仍在原来的时刻。");
    stretch: fn(usize) -> String =
        |faults| if faults == 1 { "Stretch the fault too".to_owned() } else { format!("Stretch the {faults} faults too") },
        |faults| format!("按比例移动这 {faults} 个故障");
    /// Marks the moment at the cursor.
    mark = "Bookmark this moment", "给这一时刻加书签";
    /// Takes the mark at the cursor away.
    unmark = "Remove this bookmark", "去掉这个书签";
    unmarked = "The bookmark was removed.", "已去掉书签。";
    marks = "Bookmarks", "书签";
    note = "Note", "备注";
    note_hint = "What is to be seen here?", "这里要看什么？";
    /// How many branches are gone.
    branch_deleted: fn(usize) -> String =
        |count| if count == 1 { "The branch was deleted.".to_owned() } else { format!("The branch was deleted, and with it {} that began in it.", count - 1) },
        |count| if count == 1 { "已删除这个分支。".to_owned() } else { format!("已删除这个分支，以及从它分出的 {} 个分支。", count - 1) };
    /// Opens the ways to run on until something happens.
    until = "Run until…", "运行到……";
    until_verdict = "Next broken promise", "下一次承诺被违背";
    until_kind = "What happens", "发生的事";
    until_fact = "Next one", "下一个";
    until_condition = "Condition", "条件";
    until_go = "Run until true", "运行到成立";
    until_help =
        "A measure, a comparison, a number: balance, total, entries, applied, locks, waiting, in_doubt, queued and dead of a node, or status(beijing) = down. Amounts are in the smallest unit.",
        "写法：测量项、比较符、数字。测量项有 balance、total、entries、applied、locks、waiting、in_doubt、queued、dead，或 status(beijing) = down。金额以最小单位计。";
    until_running = "Looking…", "正在查找……";
    until_stop = "Stop", "停止";
    /// What is looked for where that is a broken promise.
    sought_promise = "a broken promise", "违背承诺";
    /// What was looked for, and when it is.
    found: fn(&str, &str) -> String =
        |what, at| format!("Found at {at}: {what}."),
        |what, at| format!("在 {at}找到：{what}。");
    /// What was looked for, from when, and when the run ends.
    not_found: fn(&str, &str, &str) -> String =
        |what, from, until| format!("Looked for {what} from {from} to the end of this run, at {until}: it does not happen any more."),
        |what, from, until| format!("从 {from}查到这次运行结束（{until}）：没有再发生：{what}。");
    /// The same of a condition.
    not_true: fn(&str, &str, &str) -> String =
        |what, from, until| format!("Looked for “{what}” from {from} to the end of this run, at {until}: it does not become true."),
        |what, from, until| format!("从 {from}查到这次运行结束（{until}）：“{what}”一直不成立。");
    /// The same where it was true from the beginning.
    true_already: fn(&str, &str, &str) -> String =
        |what, from, until| format!("“{what}” is true at {from} already; up to the end of this run, at {until}, it does not become true another time."),
        |what, from, until| format!("“{what}”在 {from}已经成立；到这次运行结束（{until}）为止，没有再次从不成立变为成立。");
    not_sought = "This cannot be looked for.", "无法查找这个条件。";
    /// Opens the dialog with all branches.
    branches = "All branches…", "全部分支……";
    branches_about =
        "A branch begins wherever something is done to the past. The run that it left stays as it is.",
        "对过去做任何操作都会产生分支，原来的运行保持不变。";
    branch_name = "Name", "名称";
    /// The field for the name of a branch, to be read aloud.
    name_of: fn(&str) -> String = |branch| format!("Name of {branch}"), |branch| format!("{branch}的名称");
    branch_from = "Began", "起点";
    branch_steps = "Steps", "步数";
    show_branch = "Show", "显示";
    show_of: fn(&str) -> String = |branch| format!("Show: {branch}"), |branch| format!("显示：{branch}");
    delete_branch = "Delete", "删除";
    delete_of: fn(&str) -> String = |branch| format!("Delete: {branch}"), |branch| format!("删除：{branch}");
    compare_title = "Compare two branches", "比较两个分支";
    compare_left = "From", "从";
    compare_right = "To", "到";
    compare = "Compare", "比较";
    comparing = "Comparing…", "正在比较……";
    actions = "Actions", "操作";
    /// Behind a mark, for whoever does not see where it is: in which branch.
    mark_in: fn(&str) -> String = |branch| format!(", {branch}"), |branch| format!("，{branch}");
    update = "A new version of the lab is ready. Your run is kept; old links are replayed by the version that made them, or it says why not.", "实验台有新版本可用。你的运行会保留；旧链接若不能原样重放，会说明原因。";
    /// Goes over to the new version.
    update_now = "Use the new version", "使用新版本";
}
