//! A clip: a stretch of a run as an animated file.

words! {
    /// The texts of a clip.
    ClipWords

    /// Opens the form.
    title = "Save a clip…", "保存动图……";
    from = "From", "起点";
    to = "to", "终点";
    seconds = "seconds", "秒";
    from_here = "From the cursor", "从当前时刻起";
    to_here = "To the cursor", "到当前时刻止";
    speed = "Speed", "速度";
    again = "Plays again and again", "循环播放";
    make = "Save as GIF", "存为 GIF";
    stop = "Stop", "停止";
    /// How many pictures it has, and how long it plays.
    comes_to: fn(&str, &str) -> String =
        |pictures, long| format!("{pictures} pictures, plays for {long}."),
        |pictures, long| format!("共 {pictures} 帧，播放 {long}。");
    /// While it is made.
    going: fn(&str, &str) -> String =
        |n, of| format!("Drawing picture {n} of {of}."),
        |n, of| format!("正在绘制第 {n} 帧，共 {of} 帧。");
    no_time = "From and to are seconds of the run, such as 1.25.", "起点和终点是运行中的秒数，例如 1.25。";
    help =
        "The stage over a stretch of time, as a GIF: browsers, chats and slides play it. It moves by itself in front of everybody who opens it; for people whom motion disturbs, save a picture of one moment instead.",
        "把舞台在一段时间内的变化存成 GIF，浏览器、聊天工具和幻灯片都能播放。它打开后会自动播放；若读者不适应动画，请改存某一时刻的图片。";
    unpainted =
        "This browser does not hand out what it paints: a setting against tracking forbids it. Allow this page to read canvases, or save the picture as SVG.",
        "此浏览器不允许读取绘制结果，可能是防跟踪设置所致。请允许本页读取画布，或把图片存为 SVG。";
}
