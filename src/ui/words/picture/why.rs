//! Why something is as it is, and what would have been otherwise.

words! {
    /// The texts of the answer to why.
    WhyWords

    /// Beside whatever can be asked about.
    ask = "Why?", "为什么？";
    /// While the answer is worked out.
    working = "Looking for the cause, by running it otherwise…", "正在寻找原因：逐一改变条件重跑……";
    close = "Close", "关闭";
    /// The one before, and the next one, of those that a line of the receipt counts.
    previous = "Previous", "上一个";
    next = "Next", "下一个";
    /// The list of sentences.
    story = "What led to it", "前因后果";
    /// Before the moment at which it could have gone otherwise, for whoever does not see its mark.
    turn = "Turning point: ", "转折点：";
    /// Above the ways to go on.
    ways = "See it go otherwise", "换一种情形看看";
    ways_help = "Opens a branch in which only this differs; this run stays as it is.", "新建一条分支，只有这一点不同；原来的运行保持不变。";
    /// How many runs were tried.
    tried: fn(&str) -> String =
        |n| if n == "1" { "Found by 1 other run.".to_owned() } else { format!("Found by {n} other runs, each with one thing otherwise.") },
        |n| format!("依据 {n} 次重跑，每次只改变一处。");
    /// Above what changed.
    changed: fn(&str, &str) -> String =
        |left, right| format!("What changed: {left} → {right}"),
        |left, right| format!("变化：{left} → {right}");
    stale = "Stale reads", "过期读";
    ok = "Succeeded", "成功";
    refused = "Rejected", "被拒绝";
    unknown = "Outcome unknown", "结果未知";
    broken = "Broken promises", "被违背的承诺";
    same = "unchanged", "无变化";
    /// Promises that are broken in the one and not in the other.
    kept: fn(&str) -> String = |titles| format!("Kept now: {titles}"), |titles| format!("现在得以遵守：{titles}");
    newly: fn(&str) -> String = |titles| format!("Broken now: {titles}"), |titles| format!("现在被违背：{titles}");
    first: fn(&str) -> String =
        |at| format!("First difference that can be seen from outside: {at}"),
        |at| format!("从外部看，最先出现的差异：{at}");
    no_difference = "Nobody outside sees any difference.", "从外部看没有任何差异。";
    /// Nothing more happens in one of the two.
    nothing = "nothing more happens", "此后无事发生";
    go = "Go there", "跳到那一刻";
    back = "Back to the run that was asked about", "回到所问的那次运行";
    column = "What is counted", "统计项";
}
