//! The keyboard help.

/// The texts of the keyboard help: what each key does.
#[derive(Clone, Copy, Debug)]
pub struct KeyWords {
    /// Its heading.
    pub title: &'static str,
    /// What applies to all of it.
    pub note: &'static str,
    /// The keys.
    pub key: &'static str,
    /// What they do.
    pub does: &'static str,
    /// Space.
    pub space: &'static str,
    /// The name of the space bar.
    pub space_bar: &'static str,
    /// Left and right.
    pub step: &'static str,
    /// Shift with left and right.
    pub ten: &'static str,
    /// The brackets.
    pub difference: &'static str,
    /// Home and End.
    pub ends: &'static str,
    /// `+` and `-`.
    pub speed: &'static str,
    /// `b`.
    pub branch: &'static str,
    /// `c`.
    pub crash: &'static str,
    /// `p`.
    pub pause: &'static str,
    /// `x`.
    pub cut: &'static str,
    /// Digits.
    pub select: &'static str,
    /// Escape.
    pub nothing: &'static str,
    /// Ctrl + Z.
    pub undo: &'static str,
    /// Ctrl + Shift + Z.
    pub redo: &'static str,
    /// The question mark.
    pub help: &'static str,
    /// Whether single keys act.
    pub letters: &'static str,
    /// Who may not want that.
    pub letters_help: &'static str,
}

/// English.
pub const EN: KeyWords = KeyWords {
    title: "Keyboard",
    note: "Keys act on the whole page, but never while you type in a field.",
    key: "Key",
    does: "What it does",
    space: "Play or pause",
    space_bar: "Space",
    step: "One step back, one step on",
    ten: "Ten steps",
    difference: "Previous, next moment at which agreement begins or ends",
    ends: "To the beginning, to the end",
    speed: "Slower, faster",
    branch: "Begin a branch here; what follows so far is kept",
    crash: "Crash the selected service, or start it again",
    pause: "Pause the selected service, or let it go on",
    cut: "Cut the selected service off, or heal every cut",
    select: "Select a service; the same digit again deselects it",
    nothing: "Select nothing",
    undo: "Undo",
    redo: "Redo",
    help: "This help",
    letters: "Single keys act on the page",
    letters_help: "Turn this off if you speak to your device or often press keys by accident.",
};

/// 简体中文.
pub const ZH: KeyWords = KeyWords {
    title: "键盘操作",
    note: "这些按键对整个页面有效；在输入框里打字时不起作用。",
    key: "按键",
    does: "作用",
    space: "播放或暂停",
    space_bar: "空格",
    step: "后退一步、前进一步",
    ten: "一次十步",
    difference: "上一个、下一个副本开始或不再一致的时刻",
    ends: "到开头、到结尾",
    speed: "减速、加速",
    branch: "从这里开出分支；原来的后续仍然保留",
    crash: "让选中的服务崩溃，或重新启动",
    pause: "让选中的服务停顿，或继续",
    cut: "切断选中的服务；已有断网时恢复全部网络",
    select: "选中一个服务；再按一次取消",
    nothing: "取消选中",
    undo: "撤销",
    redo: "重做",
    help: "显示本说明",
    letters: "单个按键可操作页面",
    letters_help: "如果你用语音控制设备，或容易误触键盘，请关闭。",
};
