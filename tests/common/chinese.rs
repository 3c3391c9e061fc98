//! What a machine can check of a Chinese text: punctuation, quotation marks, spaces and words that
//! are not used any more.

/// Words that stood in texts once, each with the one that stands for it now. A term has one name
/// wherever it is used, so a text that brings an old word back is a mistake.
pub const OLD: &[(&str, &str)] = &[
    ("您", "你"),
    ("账单", "运行报告"),
    ("做到了", "未违反"),
    ("没做到", "已违反"),
    ("无可检查", "未涉及"),
    ("互为前缀的", "前缀一致"),
    ("日志互为前缀", "日志前缀一致"),
    ("写随读", "写跟随读"),
    ("识别重复命令", "命令去重（幂等）"),
    ("命令编号", "命令 ID"),
    ("升级器", "事件版本升级（Upcaster）"),
    ("毒事件", "无法解析的事件（毒消息）"),
    ("读不懂", "无法解析"),
    ("折叠", "归约（fold）或重放"),
    ("盲目追加", "不带版本校验的追加"),
    ("尾巴", "日志尾部"),
    ("安全之后", "复制安全后"),
    ("所问的节点", "当前访问的节点"),
    ("不早于", "不旧于"),
    ("纪元", "任期（epoch）"),
    ("存疑", "未决"),
    ("拥有者", "所属服务"),
    ("尖峰", "延迟毛刺"),
    ("耐心", "超时"),
    ("一视同仁", "均匀访问"),
    ("减慢至", "延迟放大"),
    ("撕裂", "只落盘一半"),
    ("运行已打开", "已载入这次运行"),
    ("打开运行", "载入运行"),
    ("正在接手", "正在重启"),
    ("印章", "状态指纹"),
    ("与众不同", "与其他节点状态都不同"),
    ("平静", "无在途消息且无未完成操作"),
    ("值得注意", "关键事件"),
    ("强制落盘", "刷盘"),
    ("拨错", "时钟偏差"),
    ("扣住", "暂扣"),
    ("爱丽丝", "alice"),
    ("鲍勃", "bob"),
    ("卡罗尔", "carol"),
    ("个服务的", "城市的名字"),
    ("第一个服务", "杭州"),
    ("第二个服务", "北京"),
    ("第三个服务", "上海"),
];

/// Whether a letter is a Chinese character.
pub fn is_han(letter: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&letter)
}

/// What is wrong with a text, one sentence a mistake. A text without Chinese characters has none.
/// In a text with places for figures, such as `第 {line} 行`, a place may be next to anything.
pub fn mistakes(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    if !letters.iter().copied().any(is_han) {
        return found;
    }
    for (old, new) in OLD {
        if text.contains(old) {
            found.push(format!("“{old}” is not used any more, but “{new}”"));
        }
    }
    for (at, pair) in letters.windows(2).enumerate() {
        let (one, other) = (pair[0], pair[1]);
        let beside =
            |what: &dyn Fn(char) -> bool| (is_han(one) && what(other)) || (what(one) && is_han(other));
        if beside(&|it| ",.;:?!()".contains(it)) {
            found.push(format!("“{one}{other}” has a half-width mark beside a Chinese character"));
        }
        if beside(&|it| it.is_ascii_alphanumeric() || "%#+".contains(it)) {
            found.push(format!("“{one}{other}” has no space between Chinese and Latin"));
        }
        let next = letters.get(at + 2).copied();
        if other == ' ' && is_han(one) && next.is_some_and(|it| is_han(it) || it == ' ') {
            found.push(format!("“{one}{other}” has a space that parts nothing"));
        }
        let mark = |it: char| "，。；：？！（）“”、".contains(it);
        if (mark(one) && other == ' ') || (one == ' ' && mark(other)) {
            found.push(format!("“{one}{other}” has a space beside a full-width mark"));
        }
    }
    if letters.iter().any(|it| "\"'「」『』".contains(*it)) {
        found.push("quotation marks are “ and ”".to_owned());
    }
    let dots = text.replace("……", "");
    if dots.contains('…') || dots.contains("...") {
        found.push("an ellipsis is ……".to_owned());
    }
    found
}
