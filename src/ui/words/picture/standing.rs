//! Who is the newest, what was missed, which promises were broken: the words of the two lights and
//! of stale reads.

words! {
    /// The texts of the two lights, of stale reads, and of what is folded away.
    StandingWords

    /// Nothing was broken up to here.
    no_breach = "No promise broken so far", "至今没有违背承诺";
    /// The run is too long to be judged while somebody waits.
    not_judged = "Promises: too long a run to be judged here", "承诺：运行太长，此处不作判定";
    /// A promise was broken: which, and when.
    breach: fn(&str, &str) -> String =
        |title, at| format!("Promise broken: “{title}”, at {at}"),
        |title, at| format!("违背承诺：“{title}”（{at}）");
    /// More promises were broken.
    more_breaches: fn(usize) -> String = |n| format!("and {n} more"), |n| format!("另有 {n} 项");
    /// Leads to what broke it.
    why = "why", "为什么";
    /// The legend of the stage.
    legend: [&'static str; 4] =
        ["newest", "behind: same history, not all of it yet", "went another way: two histories", "promise broken"],
        ["最新", "落后：历史相同，尚未收全", "已分叉：出现两份历史", "违背承诺"];
    /// A balance that is behind, or of another history.
    off: [&'static str; 2] = ["behind", "another way"], ["落后", "已分叉"];
    /// A stale read: when it was answered, versions behind, how old, what had been acknowledged. It
    /// says when, because copies may have come together since.
    stale: fn(&str, &str, &str, &str) -> String =
        |at, versions, age, newest| {
            let noun = if versions == "1" { "version" } else { "versions" };
            format!("stale read at {at}: {versions} {noun} behind, {age} old; acknowledged: {newest}")
        },
        |at, versions, age, newest| format!("{at}的过期读：落后 {versions} 个版本、{age}；已确认的是 {newest}");
    /// Leads to the write that a stale read missed: who acknowledged it, when.
    missed: fn(&str, &str) -> String =
        |node, at| format!("the write it missed: {node}, {at}"),
        |node, at| format!("漏掉的写入：{node}，{at}");
    /// How many stale reads there were so far.
    stale_count: fn(u32) -> String =
        |n| if n == 1 { "1 stale read so far".to_owned() } else { format!("{n} stale reads so far") },
        |n| format!("至此 {n} 次过期读");
    /// The mark of a stale read on the scrubber.
    stale_mark = "stale read", "过期读";
    broken_mark = "promise broken", "违背承诺";
    /// So many heartbeats are not shown one by one.
    beats: fn(u32) -> String =
        |n| if n == 1 { "1 heartbeat folded".to_owned() } else { format!("{n} heartbeats folded") },
        |n| format!("已收起 {n} 次心跳");
    show_beats = "Show heartbeats", "显示心跳";
    /// In space-time: how much of a stretch is not drawn.
    left_out: fn(u32) -> String =
        |n| format!("{n} more here, not drawn: show less time"),
        |n| format!("此处另有 {n} 项未画出：请缩短时间范围");
    crowded = "grey bars: more than can be drawn one by one", "灰条：过密，无法逐一画出";
    stale_line = "missed by a stale read", "过期读漏掉的写入";
    /// The run of so many messages on one link, drawn as one.
    bundle: fn(u32, &str, &str) -> String =
        |n, from, to| format!("{n} messages from {from} to {to}"),
        |n, from, to| format!("{from}发往{to}的 {n} 条消息");
    /// A verdict without a violation: how many operations there were.
    not_violated: fn(&str) -> String =
        |operations| format!("not violated in this run ({operations} operations)"),
        |operations| format!("本次运行未违反（{operations} 个操作）");
    violated = "violated", "违反";
    /// What the protocol promises with its settings.
    always = "promised: always", "承诺：始终成立";
    never = "not promised", "未作承诺";
    /// It is promised only with other settings.
    only_if: fn(&str) -> String = |lacks| format!("promised only if {lacks}"), |lacks| format!("仅当 {lacks} 才承诺");
    /// Before the condition of a promise that is given.
    always_if: fn(&str) -> String = |given| format!("promised, {given}"), |given| format!("承诺成立，{given}");
    /// The findings that hold, folded into one line.
    others: fn(usize) -> String =
        |n| format!("{n} not violated in this run"),
        |n| format!("{n} 项本次运行未违反");
    /// The receipt before the end was seen.
    so_far: fn(&str) -> String =
        |at| format!("So far, up to {at}. The receipt of the whole run stands here once its end was seen."),
        |at| format!("截至 {at}。看到运行结束后，这里会给出整次运行的报告。");
    whole_now = "Show the whole run now", "现在就看整次运行";
    at_end = "end of the run", "运行结束";
    present = "Present", "演示";
    /// Ends presenting.
    present_end = "End presenting", "结束演示";
}
