//! The course.

words! {
    /// The texts around the lessons; the lessons' own stand in `lesson`.
    LearnWords

    title = "Learn: how services share state", "学习：服务怎样共享状态";
    lead =
        "Each lesson is a run of the lab that asks before it shows. Say what you expect, then watch. Nothing is graded, and nothing leaves this device.",
        "每一课都是实验台的一次运行，先问你，再演示。先说出你的预测，再看结果。不评分，也不会有任何内容离开这台设备。";
    lesson: fn(&str) -> String = |number| format!("Lesson {number}"), |number| format!("第 {number} 课");
    minutes: fn(&str) -> String = |minutes| format!("about {minutes} minutes"), |minutes| format!("约 {minutes} 分钟");
    /// How far somebody has come in a lesson.
    seen: fn(&str, &str) -> String =
        |done, of| format!("{done} of {of} steps seen"),
        |done, of| format!("已看 {done} / {of} 步");
    watch = "Watch", "留意";
    know = "You will know", "学完你会知道";
    steps = "Steps", "步骤";
    step: fn(&str, &str) -> String = |step, of| format!("Step {step} of {of}"), |step, of| format!("第 {step} 步，共 {of} 步");
    /// Behind the number of a step whose answer was seen.
    is_seen = "seen", "已看";
    predict = "What do you expect?", "你的预测";
    number = "Your number", "你的数字";
    /// Where a node is to be chosen.
    node = "Choose it here, or click on it in the picture.", "在这里选，或直接点图中的节点。";
    show = "That is my prediction: show me", "就这样预测，看看结果";
    /// The same for a class that has predicted aloud.
    show_class = "Show what happens", "看看会发生什么";
    /// Over the phone of whoever asked last.
    client_sees = "What the client sees", "客户端看到的";
    /// In place of that button, before there is a prediction.
    first = "Predict first: that is what makes it stick.", "先预测，才记得住。";
    running = "The run goes on. It stops where there is something to read.", "运行继续。有内容可读的地方会停下。";
    go_on = "Go on", "继续";
    to_end = "Go to the end", "跳到结尾";
    you_said = "You predicted", "你的预测";
    the_run = "This run", "这次运行";
    right = "As you predicted.", "与你的预测一致。";
    wrong = "Not what you predicted. Here is why.", "与你的预测不同，原因如下。";
    /// Behind an answer, for those who cannot see its mark.
    is_right = "right", "正确";
    is_yours = "your prediction", "你的预测";
    explain = "What happened", "发生了什么";
    answers = "Each answer, held against the run", "逐一对照每个答案";
    go_there: fn(&str) -> String = |moment| format!("see it at {moment}"), |moment| format!("到 {moment}看看");
    break_it = "Break it", "动手破坏";
    /// What may break: `1 dropped message, 1 crash`.
    budget: fn(&str) -> String = |parts| format!("Your budget: {parts}."), |parts| format!("故障预算：{parts}。");
    drops: fn(u8) -> String =
        |n| format!("{n} dropped message{}", if n == 1 { "" } else { "s" }),
        |n| format!("丢 {n} 条消息");
    crashes: fn(u8) -> String =
        |n| format!("{n} crash{}", if n == 1 { "" } else { "es" }),
        |n| format!("{n} 次崩溃");
    pauses: fn(u8) -> String =
        |n| format!("{n} pause{} of 1 s", if n == 1 { "" } else { "s" }),
        |n| format!("{n} 次停顿，每次 1 秒");
    hint: fn(&str) -> String = |number| format!("Hint {number}"), |number| format!("提示 {number}");
    try_it = "Try it in the Lab", "到实验台试试";
    give_away = "Show a run that does it", "看一次做到的运行";
    to_lab = "Open this run in the Lab", "在实验台中打开这次运行";
    /// In the Lab: the way back to the step from which somebody came.
    back_to: fn(&str, &str) -> String =
        |lesson, step| format!("Back to lesson {lesson}, step {step}"),
        |lesson, step| format!("回到第 {lesson} 课第 {step} 步");
    others = "Other runs of this step, in the Lab", "在实验台打开这一步的其他运行";
    /// Over a table with a row for each way.
    ways = "All ways, side by side", "各种方式并排对照";
    /// Over its first column.
    way = "Way", "方式";
    next_step = "Next step", "下一步";
    next_lesson = "Next lesson", "下一课";
    all_lessons = "All lessons", "全部课程";
    again = "Predict again", "重新预测";
    practice = "Where real systems do this", "真实系统里的例子";
    sources = "Sources", "出处";
    /// What the course is, under the heading of its path.
    how: fn(&str) -> String =
        |lessons| format!("{lessons} lessons, ten minutes each. You predict, the cluster runs, then you find out why."),
        |lessons| format!("共 {lessons} 课，每课十分钟。你先预测，再让集群运行，然后弄清为什么。");
    lessons_done: fn(&str, &str) -> String =
        |done, of| format!("{done} of {of} done."),
        |done, of| format!("已学完 {done} / {of} 课。");
    /// Where somebody goes on: the step, and of how many.
    here: fn(&str, &str) -> String =
        |step, of| format!("You are here: step {step} of {of}"),
        |step, of| format!("你在这里：第 {step} 步，共 {of} 步");
    predicted = "What I predicted", "我的预测";
    nowhere = "There is no such lesson. Here are all of them.", "没有这一课。以下是全部课程。";
}
