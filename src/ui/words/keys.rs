//! The keyboard help.

words! {
    /// The texts of the keyboard help: what each key does.
    KeyWords

    /// Its heading.
    title = "Keyboard", "键盘操作";
    note = "Keys act on the whole page, except while you type in a field.", "这些按键对整个页面有效；在输入框里打字时不起作用。";
    /// The keys.
    key = "Key", "按键";
    /// What they do.
    does = "What it does", "作用";
    /// Space.
    space = "Play or pause", "播放或暂停";
    /// The name of the space bar.
    space_bar = "Space", "空格";
    step = "One step back, one step on", "后退一步、前进一步";
    /// Shift with left and right.
    ten = "Ten steps", "一次十步";
    difference = "Previous or next moment at which replicas begin or cease to agree", "跳到上一个、下一个副本变为一致或不一致的时刻";
    ends = "To the beginning, to the end", "到开头、到结尾";
    speed = "Slower, faster", "减速、加速";
    branch = "Start a branch here; the original continuation is kept", "从这里新建分支；原有的后续保留不变";
    why = "Why? Of what is selected, or of the last stale read or broken promise", "为什么？针对选中的事件，或最近的过期读、被违背的承诺";
    eyes = "Through the eyes of the selected service; again to lift the veil, once more for everything", "只看选中服务知道的；再按一次揭开面纱，第三次恢复全部视图";
    crash = "Crash or restart the selected service", "让选中的服务崩溃，或重新启动";
    pause = "Pause or resume the selected service", "暂停选中的服务，或让它恢复运行";
    cut = "Cut the selected service off, or heal every cut", "隔离选中的服务；已有断连时恢复全部网络";
    select = "Select a service; the same digit again deselects it", "选中一个服务；再按一次取消";
    nothing = "Select nothing", "取消选中";
    /// Ctrl + Z.
    undo = "Undo", "撤销";
    /// Ctrl + Shift + Z.
    redo = "Redo", "重做";
    /// The question mark.
    help = "This help", "显示本说明";
    pane = "Next or previous pane", "下一个、上一个窗格";
    turn = "While presenting: next or previous turning point", "演示模式下：下一个、上一个转折点";
    letters = "Single keys act on the page", "单个按键可操作页面";
    letters_help =
        "Turn this off if you control your device by voice or often press keys by accident.",
        "如果你用语音控制设备，或容易误触键盘，请关闭。";
}
