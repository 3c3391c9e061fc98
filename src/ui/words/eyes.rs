//! A moment through one node's eyes.

words! {
    /// The texts of what one node knows.
    EyesWords

    /// In the menu of a node.
    look = "See through its eyes", "只看它知道的";
    title: fn(&str) -> String = |node| format!("Through the eyes of {node}"), |node| format!("只看{node}知道的");
    lead =
        "Shown is what this node has received and holds. Hatched is what it cannot know, and so cannot you.",
        "这里只显示这个节点收到的和保存的。画斜线的部分它无从知道，你也一样。";
    /// Over the hatched parts, for those who do not see the hatching.
    veiled = "cannot be known from here", "从这里无从知道";
    /// The table.
    known = "What it knows of the others", "它对其他节点知道多少";
    other = "Node", "节点";
    heard = "Last heard", "最后收到";
    sent = "Sent since", "此后发出";
    never = "never", "从未";
    about = "About", "关于";
    dead_or_slow = "Dead, or slow?", "宕机了，还是只是慢？";
    dead = "It is dead.", "它宕机了。";
    slow = "It is slow, or cannot be reached.", "它只是慢，或者网络不通。";
    unknowable = "From here nobody can know.", "从这里无法知道。";
    retry = "Ask it once more?", "要再问它一次吗？";
    yes = "Yes, ask again.", "要，再问一次。";
    no = "No, wait.", "不，先等等。";
    lift = "Lift the veil", "揭开面纱";
    cover = "Cover it again", "重新遮住";
    leave = "See everything", "恢复全部视图";
    truth = "The same moment, with everything", "同一时刻的全貌";
    you_said = "You said", "你的判断";
    right = "That is how it is. From there it could as well have been otherwise.", "判断对了。不过从那里看，另一种情况也完全一样。";
    wrong = "It is not so. From there it looked the same.", "并非如此。从那里看，两种情况没有区别。";
    could_not = "So it is: the silence does not tell.", "的确如此：沉默本身什么也说明不了。";
    again_twice = "What it was sent has arrived. Asked once more, it does it twice, unless it recognises the request.", "发给它的消息已经到达。再问一次，它就会做两遍，除非它认得出这是同一个请求。";
    again_needed = "Nothing it was sent has arrived so far. Without asking again, perhaps nothing happens.", "发给它的消息还没有到达。不再问一次，可能什么都不会发生。";
    again_nothing = "Nothing was sent to it since it was heard last.", "上次收到它的消息之后，没有再给它发过消息。";
    /// In place of the receipt.
    no_receipt = "No node knows what the whole run cost. Lift the veil to see it.", "没有哪个节点知道整次运行的代价。揭开面纱才能看到。";
    line: fn(&str) -> String = |node| format!("Only what {node} knows"), |node| format!("只显示{node}知道的");
}
