//! A file that lies open before it is taken.

words! {
    /// The texts of the import dialog.
    ImportWords

    /// The name of the file.
    title: fn(&str) -> String =
        |name| format!("How {name} was read"),
        |name| format!("{name} 的读取结果");
    /// Nothing is taken yet.
    note = "Nothing has changed yet.", "目前还没有改动任何内容。";
    /// A file is being read: how many percent.
    reading: fn(&str) -> String = |share| format!("Reading… {share}"), |share| format!("正在读取……{share}");
    cancel = "Cancel", "取消";
    /// Takes so many rows.
    use_rows: fn(u64, &str) -> String =
        |count, number| if count == 1 { "Use this row".to_owned() } else { format!("Use these {number} rows") },
        |_, number| format!("使用这 {number} 条");
    /// Takes so many round trips.
    use_samples: fn(u64, &str) -> String =
        |count, number| if count == 1 { "Use this round trip".to_owned() } else { format!("Use these {number} round trips") },
        |_, number| format!("使用这 {number} 个往返时间");
    /// What the button says while nothing can be taken.
    not_yet = "Nothing to use yet", "暂时无法使用";
    /// Forgets what the person said about the file.
    start_over = "Read it as at first", "恢复最初的读取方式";
    /// A person must decide.
    question: fn(&str) -> String =
        |place| format!("The file does not say ({place}):"),
        |place| format!("文件没有说明（{place}）：");
    problems: fn(u64) -> String =
        |count| if count == 1 { "1 problem: nothing can be taken".to_owned() } else { format!("{count} problems: nothing can be taken") },
        |count| format!("有 {count} 个问题，无法使用");
    place = "Where", "位置";
    reason = "What is wrong", "问题";
    more: fn(u64) -> String = |count| format!("And {count} more."), |count| format!("还有 {count} 个。");
    /// How it was read.
    how = "How it was read", "读取方式";
    encoding = "Encoding", "编码";
    by_itself: fn(&str) -> String =
        |found| format!("As found: {found}"),
        |found| format!("自动识别：{found}");
    divider = "Between cells", "分隔符";
    tab = "a tab", "制表符";
    header = "Names of columns", "列名";
    header_line: fn(u64) -> String = |line| format!("in line {line}"), |line| format!("在第 {line} 行");
    no_header = "in no line", "没有列名行";
    decimal = "Before the decimals", "小数点";
    point = "a point: 1,234.50", "句点：1,234.50";
    comma = "a comma: 1.234,50", "逗号：1.234,50";
    dates = "Dates", "日期";
    dmy = "day, month, year", "日、月、年";
    mdy = "month, day, year", "月、日、年";
    ymd = "year, month, day", "年、月、日";
    unit = "Unit", "单位";
    us = "microseconds", "微秒";
    ms = "milliseconds", "毫秒";
    s = "seconds", "秒";
    currency = "Currency", "币种";
    /// Nothing says it, and nothing needs it.
    not_needed = "not needed", "不需要";
    /// Nothing says it, and it is needed.
    not_known = "not known", "无法确定";
    /// The first rows.
    first = "The first rows, as they will be taken", "即将使用的前几行";
    first_raw = "The first rows, as they stand in the file", "文件中的前几行原文";
    line = "Line", "行";
    columns = "What each column is", "每一列的含义";
    column: fn(usize) -> String = |at| format!("column {at}"), |at| format!("第 {at} 列");
    unused = "not used", "不使用";
    role_time = "time", "时间";
    role_clock = "time of the day", "时刻";
    role_account = "account", "账户";
    role_kind = "in or out", "收支方向";
    role_amount = "amount", "金额";
    role_income = "income", "收入金额";
    role_expense = "expense", "支出金额";
    role_counterparty = "other side", "对方";
    role_currency = "currency", "币种";
    role_state = "state", "状态";
    role_round_trip = "round trip", "往返时间";
    /// Round trips between regions: where each service of the experiment stands.
    regions = "Which service stands where", "各服务所在的地域";
    regions_note = "The round trips between two regions become the link between the services that stand there.",
        "两个地域之间的往返时间，会成为位于这两地的服务之间的链路。";
    /// A service stands in no region of the file.
    nowhere = "in none of them", "都不在";
    regions_links = "What each link becomes", "各链路的变化";
    link_from = "From", "从";
    link_to = "To", "到";
    link_takes = "Median round trip", "往返时间中位数";
    link_stays = "stays as it is", "保持不变";
    /// Two services in one region.
    link_same = "stays as it is: both stand in one region", "保持不变：两者位于同一地域";
    /// Two regions between which the file has nothing.
    link_unknown = "stays as it is: the file has nothing between these regions", "保持不变：文件里没有这两地之间的数据";
    /// The median of the other direction.
    link_other: fn(&str) -> String =
        |median| format!("{median}, measured the other way"),
        |median| format!("{median}（测自反方向）");
    /// No link would change.
    regions_none = "No two of the services stand in regions between which the file has a round trip.",
        "任意两个服务所在的地域之间，文件里都没有往返时间。";
    /// How many rows are left out.
    left_out: fn(u64) -> String =
        |count| if count == 1 { "1 line is left out".to_owned() } else { format!("{count} lines are left out") },
        |count| format!("有 {count} 行不使用");
    why = "Why", "原因";
    /// The picture of round trips: how many, median, p99.
    figures: fn(&str, &str, &str) -> String =
        |count, median, p99| format!("{count} round trips: half of them within {median}, 99 of 100 within {p99}."),
        |count, median, p99| format!("共 {count} 个往返时间：一半在 {median}以内，99% 在 {p99}以内。");
    timeouts: fn(u64) -> String =
        |count| if count == 1 { "1 answer never came.".to_owned() } else { format!("{count} answers never came.") },
        |count| format!("有 {count} 次没有收到应答。");
    median = "median", "中位数";
    p99 = "p99", "p99";
    longest: fn(&str) -> String = |us| format!("The longest took {us}."), |us| format!("最长的用了 {us}。");
}
