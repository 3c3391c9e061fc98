//! For a class: links to steps, the projector, sheets to print, a step inside a page of one's own.

words! {
    /// The texts for a class.
    ClassWords

    title = "For your class", "用于课堂";
    tab = "For your class · Eventual", "用于课堂 · 终将一致";
    lead =
        "Choose a step. Its link opens the run and the question as they are here, on any device, without an account; whoever follows it keeps their own work.",
        "选一步。它的链接在任何设备上都会打开同样的运行和问题，不用注册；打开链接的人不会丢失自己的工作。";
    lesson = "Lesson", "课程";
    step = "Step", "步骤";
    link = "A link to this step", "这一步的链接";
    link_about = "Send it, or let the room scan it.", "发给学生，或让大家扫码。";
    code = "QR code of this step", "这一步的二维码";
    copy = "Copy the link", "复制链接";
    copied = "Copied.", "已复制。";
    not_copied = "This browser does not let pages copy: the text is selected, copy it by hand.", "浏览器不允许页面复制：文字已选中，请手动复制。";
    projector = "Projector", "投影";
    projector_about =
        "Large type, one big button for what comes next, no saved work. A clicker (PageDown) scrolls to what is below, and then presses that button.",
        "大字号，一个大按钮通向下一步，不显示已保存的内容。翻页笔（PageDown）先往下翻页，到底后按这个按钮。";
    project = "Show this step large", "投影这一步";
    project_end = "End the projection", "结束投影";
    sheet = "A sheet to print", "可打印的练习单";
    sheet_about =
        "The questions of the whole lesson with room for answers, each run as a code to scan; the answers on pages of their own.",
        "整课的题目和答题空间，每次运行都可扫码打开；答案另起一页。";
    open_sheet = "Open the sheet of this lesson", "打开本课的练习单";
    embed = "In a page of your own", "嵌入你的网页";
    embed_about =
        "The step without its frame, in a sandbox: it keeps nothing, and tells your page two things: its height, as the message eventual-height, and that the answer of a step was seen, as eventual-seen. The server of the lab must allow other pages to read its files (Access-Control-Allow-Origin), as most static hosts do.",
        "只嵌入这一步，没有页面边框，在沙盒中运行：不保存任何内容，只告诉你的网页两件事：自己的高度（消息 eventual-height），以及某一步的答案已看过（消息 eventual-seen）。实验台所在的服务器须允许别的网页读取其文件（Access-Control-Allow-Origin），多数静态托管都允许。";
    copy_code = "Copy the code", "复制代码";
    /// Over a sheet.
    sheet_title: fn(&str) -> String = |lesson| format!("Sheet: {lesson}"), |lesson| format!("练习单：{lesson}");
    name = "Name", "姓名";
    date = "Date", "日期";
    print = "Print", "打印";
    to_lesson = "To the lesson", "回到课程";
    run = "Open the run", "打开这次运行";
    because = "Because", "理由";
    put_in_order = "Put into their order:", "排出先后次序：";
    number = "A number:", "一个数字：";
    which = "Which node:", "哪个节点：";
    explained = "What the run shows", "运行的结果";
    answers: fn(&str) -> String = |lesson| format!("Answers: {lesson}"), |lesson| format!("答案：{lesson}");
    right = "Right", "正确";
    break_it = "Break it", "动手破坏";
    /// The page with every prediction.
    predicted = "What I predicted", "我的预测";
    predicted_tab = "What I predicted · Eventual", "我的预测 · 终将一致";
    predicted_lead =
        "Every prediction you made on this device, the latest first, beside what the run did. Nothing is scored, and nothing leaves the device.",
        "你在这台设备上作出的每次预测，最新的在前，旁边是运行的结果。不评分，也不离开这台设备。";
    nothing_predicted =
        "You have not predicted anything yet. Every step of the course asks before it shows; what you say there will stand here.",
        "你还没有作过预测。课程的每一步都先问后演示，你的回答会留在这里。";
    begin = "To the course", "去上课";
    erase = "Erase all predictions", "清除全部预测";
    erased = "All predictions are erased.", "全部预测已清除。";
    undo = "Take that back", "撤销清除";
    question = "Question", "问题";
    i_said = "I predicted", "我的预测";
    it_was = "The run", "运行结果";
    why = "Why", "原因";
    as_predicted = "as predicted", "与预测一致";
}
