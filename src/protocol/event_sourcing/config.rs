//! What can be set about event sourcing, the protections first.

use crate::data::upcast::Upcasters;
use crate::domain::Amount;
use crate::protocol::tables::settings;

settings! {
    /// What a person can set, as the protocol reads it.
    #[derive(Clone, PartialEq, Eq, Debug)]
    pub struct Config, KNOBS {
        expected_version: protects switch(true)
            ["Expected version", "期望版本"]
            ["An append names the version that the decision was based on and is refused if another write came first (optimistic concurrency). When off, appends are unchecked, and two services can spend the same money.",
             "追加事件时注明决策所依据的版本；若其间已有其他写入，则拒绝（乐观并发控制）。关闭后，追加不带版本校验，两个服务可能花掉同一笔钱。"];
        command_ids: protects switch(true)
            ["Idempotency keys (command ids)", "幂等键（命令 ID）"]
            ["The owner remembers each command id, so a retry or a double click is answered and not carried out again.",
             "所属服务记住每个命令 ID；重试或双击只会得到同一个答复，不会再执行一次。"];
        publish: protects choice(enum Publish {
                /// Right after it is durable, and again until they have it.
                Outbox "outbox" ["outbox", "发件箱"],
                /// Once, a moment after it is durable: a crash in between loses it.
                AfterCommit "after_commit" ["once, after the commit", "提交后只发一次"],
                /// Once, before it is durable: a crash leaves a ghost.
                BeforeCommit "before_commit" ["once, before the commit", "提交前就发"],
            } = Outbox)
            ["Publishing", "发布事件"]
            ["With an outbox, events are sent again until every service has acknowledged them. Without it, storing and sending are two separate writes (dual write), and a crash can fall between them.",
             "有发件箱时，事件会反复发送，直到每个服务都确认。没有发件箱，存储与发送就是两次独立的写入（双写），崩溃可能恰好发生在中间。"];
        projection_checkpoint: protects switch(true)
            ["Projection checkpoint", "投影检查点"]
            ["A projection checks the version of each event: repeated events are ignored, early events wait, missing events are requested. When off, events are applied as they arrive.",
             "投影核对每个事件的版本：重复的忽略，早到的等待，缺失的请求补发。关闭后，收到什么就应用什么。"];
        poison: protects choice(enum Poison {
                /// Puts it aside, visibly, and goes on.
                Park "park" ["park it (dead letter)", "搁置（死信）"],
                /// Passes over it and forgets it.
                Skip "skip" ["skip it", "跳过"],
                /// Stands still, and everything behind it waits.
                Stop "stop" ["stop", "停住"],
            } = Park)
            ["Unreadable events (poison messages)", "无法解析的事件（毒消息）"]
            ["What a projection does with an event that it cannot read.",
             "投影遇到无法解析的事件时如何处理。"];
        process_manager: protects switch(true)
            ["Process manager (saga)", "流程管理器（Saga 协调者）"]
            ["A transfer between two owners is remembered until the money has arrived or was given back (compensation). When off, it is two separate appends, and a crash or a lost message destroys money.",
             "跨服务转账会被持久记录，直到钱到账或被退回（补偿）。关闭后是两次独立的追加，崩溃或丢一条消息，钱就凭空消失。"];
        snapshot_version_check: protects switch(true)
            ["Snapshot version check", "快照版本检查"]
            ["A snapshot made by another version of the code is discarded, and the events are replayed. When off, new code misreads snapshots of old code.",
             "由其他版本代码生成的快照会被丢弃，改为重放事件。关闭后，新代码会误读旧代码留下的快照。"];
        upcaster: protects choice(Upcasters {
                InOrder "in_order" ["in order", "顺序正确"],
                WrongOrder "wrong_order" ["reversed (wrong)", "逆序（错误）"],
                None "none" ["none", "没有"],
            } = InOrder)
            ["Event upcasters", "事件版本升级（Upcaster）"]
            ["Upcasters turn old versions of events into new ones, one version at a time, oldest first.",
             "把旧版本的事件逐版转换成新版本，必须从旧到新。"];
        type_alias: protects switch(true)
            ["Alias for renamed events", "事件改名后的别名"]
            ["Code from version 2 on still knows the old name of the deposit event. When off, it cannot read its own history.",
             "第 2 版起的代码仍认得存款事件的旧名称。关闭后，它无法解析自己的历史。"];
        pure_fold: protects switch(true)
            ["Pure fold", "纯函数归约（fold）"]
            ["The state follows from the events alone. When off, the fold adds a bonus that depends on the clock, and every replay gives another result.",
             "状态只由事件决定。关闭后，归约时会按时钟发放奖励，每次重放的结果都不同。"];
        effects_once: protects switch(true)
            ["Effects once", "副作用只发生一次（幂等）"]
            ["Mails are recorded when they are sent, so a replay sends none of them again. When off, every replay sends all of them again.",
             "发送的邮件有记录，重放时不再发送。关闭后，每次重放都会把邮件再发一遍。"];
        survive_erasure: protects switch(true)
            ["Tolerate erased customers", "容忍已抹除的客户"]
            ["When the key of an account was destroyed, its events stay, but the personal data in them cannot be read. A projection shows the account as erased and continues. When off, it is stuck there.",
             "账户的密钥被销毁后，事件仍在，但其中的个人信息无法解密。投影把该账户显示为已抹除并继续。关闭后，投影卡在那里。"];
        read_from: tunes choice(enum ReadFrom {
                /// From the service's own projection, which may be behind.
                Local "local" ["own projection", "本地投影"],
                /// From it too, unless the session has been told of a higher version; then the
                /// owner is asked.
                AtLeastSeen "at_least_seen" ["no older than the session has seen", "不旧于本会话已读版本"],
                /// From the owner of the account.
                Owner "owner" ["the owner", "账户所属服务"],
            } = Local)
            ["Reads", "读取"]
            ["Own projection: fast, perhaps behind. No older than the session has seen: the owner is asked only if the projection may be behind this session (session guarantees). Owner: always newest, if it can be reached.",
             "本地投影：快，但可能落后。不旧于本会话已读版本：只有当投影可能落后于本会话时，才访问所属服务（会话保证）。所属服务：总是最新，前提是可达。"];
        retries: tunes number(u64, 0..=20, 3)
            ["Retries after a conflict", "冲突后的重试次数"]
            ["How often a service catches up and decides again after a version conflict.",
             "发生版本冲突后，服务补上新事件并重新决策的次数。"];
        snapshot_every: tunes number(u64, 0..=100_000, 20)
            ["Events between snapshots", "快照间隔"]
            ["How many events a service applies before it stores a snapshot, so that a restart replays only the rest; 0 for never.",
             "服务每应用多少个事件保存一次快照，重启时只需重放其后的部分；0 表示从不。"];
        apply: tunes span(0..=1_000_000, 2_000)
            ["Time to apply an event", "应用一个事件的时间"]
            ["How long a projection takes to apply one event. The longer it takes, the better a replay can be watched.",
             "投影应用一个事件所需的时间。时间越长，越能看清重放的过程。"];
        resend: tunes span(10_000..=10_000_000, 200_000)
            ["Resend interval", "重发间隔"]
            ["How long a service waits before it resends unacknowledged events.",
             "未收到确认时，服务等待多久再次发送。"];
        mail_above: tunes number(Amount, 0..=1_000_000_000, 50)
            ["Mail for deposits above", "存款邮件门槛"]
            ["A deposit above this amount sends a mail to its customer; a withdrawal always does.",
             "超过此数额的存款会给客户发一封邮件；取款总会发。"];
        rebuild: tunes choice(enum Rebuild {
                /// The read model is thrown away, and readers watch it grow again.
                InPlace "in_place" ["in place", "就地重建"],
                /// A new version is built beside the old one, which answers until it has caught up.
                Beside "blue_green" ["beside the old one (blue-green)", "在旧版本旁重建（蓝绿）"],
            } = InPlace)
            ["Rebuilding a projection", "重建投影的方式"]
            ["In place, readers see the past again while the events are replayed. Beside the old one, a new version is built while the old one goes on answering, and takes over at the mark: the event at which it has caught up.",
             "就地重建时，重放期间读者会看到过去的状态。蓝绿方式下，旧版本继续应答，新版本在旁边重放，追上旧版本所在的事件（切换点）时接管。"];
        mute: protects switch(true)
            ["Effects muted up to the mark", "切换点之前不产生副作用"]
            ["A new version that is built beside the old one sends no mail for what the old one has dealt with. When off, it sends all of them again: what was sent is in the old version's table, and its own table is empty.",
             "在旧版本旁重放的新版本，不为旧版本处理过的事件发邮件。关闭后会全部重发：已发邮件记在旧版本的表里，而新版本自己的表是空的。"];
        clean_build: protects switch(true)
            ["Switch only without errors", "重建无错才切换"]
            ["A new version that could not read some events does not take over: the errors are counted and shown, and the old version stays. When off, it takes over all the same.",
             "新版本只要有事件无法解析就不接管：错误会被计数并列出，旧版本继续服务。关闭后，它照样接管。"];
        new_version: tunes choice(enum NewVersion {
                /// It does what the old one does.
                Same "same" ["reads every event", "能读所有事件"],
                /// It has forgotten what deposits were called at first.
                Forgetful "without_alias" ["does not know the old name of deposits", "不认得存款事件的旧名称"],
            } = Same)
            ["The new version of the projection", "投影的新版本"]
            ["What the new version that is built beside the old one can read.",
             "在旧版本旁重建的新版本能读哪些事件。"];
        start_at: tunes number(u64, 0..=1_000_000, 0)
            ["A new version starts behind event", "新版本从第几个事件之后开始"]
            ["A new version may start from any point of the log: 0 for the first event. What lies before that point is not in its balances.",
             "新版本可以从日志的任何位置开始重放：0 表示第一个事件。该位置之前的事件不会计入余额。"];
        reports: tunes switch(false)
            ["Reports from the stream", "由事件流生成报表"]
            ["Each service keeps three reports that are not balances: daily totals, the largest movers, and a fraud rule over a window. Each has a position, a version and a rebuild of its own.",
             "每个服务维护三份不是余额的报表：每日合计、变动最大的账户、时间窗内的反欺诈规则。每份都有自己的位置、版本和重建。"];
        day_by: protects choice(enum DayBy {
                /// The time that its owner wrote into it.
                EventTime "event_time" ["when it happened", "发生的时间"],
                /// The time on the clock when the report folds it.
                Arrival "arrival" ["when it is processed", "处理的时间"],
            } = EventTime)
            ["An event counts on the day", "事件计入哪一天"]
            ["Reports go by the time that is written in each event. By the time of processing, a late event falls on the wrong day, and a rebuild moves all of history to today.",
             "报表以事件中记录的时间为准。若以处理时间为准，迟到的事件会算错日子，而一次重建会把全部历史都算到今天。"];
        day: tunes span(10_000..=100_000_000, 1_000_000)
            ["Length of a day", "一天的长度"]
            ["How long a day of the daily totals is, in the time of the run.",
             "每日合计中的一天有多长（按运行时间）。"];
        fraud_window: tunes span(10_000..=100_000_000, 1_000_000)
            ["Window of the fraud rule", "反欺诈规则的时间窗"]
            ["Three payments of one account within this time are suspicious.",
             "同一账户在这段时间内支出三次，即视为可疑。"];
        answer_from: protects choice(enum AnswerFrom {
                /// From the first event on.
                Log "log" ["the log", "日志"],
                /// From the balances as they are now.
                Table "table" ["the table of balances", "余额表"],
            } = Log)
            ["A question asked afterwards is answered from", "事后的提问由什么来回答"]
            ["How low has each balance ever been? The log knows, as it holds everything that happened. A table of balances knows only what is there now.",
             "每个账户的余额最低到过多少？日志知道，因为它存着发生过的一切；余额表只知道现在有多少。"];
        events: protects choice(enum Events {
                /// Each event says what happened.
                Intent "intent" ["say what happened", "记录发生了什么"],
                /// Each event says only that the account is another one now.
                Updated "account_updated" ["one big AccountUpdated", "只有一种 AccountUpdated"],
            } = Intent)
            ["Events", "事件的粒度"]
            ["Events that bear their intent say what happened: deposited, withdrawn, received. One big AccountUpdated says only what the account is now: balances are right, and no report can tell a deposit from a transfer.",
             "带意图的事件说明发生了什么：存入、取出、转入。只有一种 AccountUpdated 时，事件只说账户现在怎样：余额没错，但任何报表都分不清存款和转账。"];
        as_of: tunes choice(enum AsOf {
                /// So many events of the log of the service that is asked.
                Event "event" ["so many events of its log", "日志中的前若干个事件"],
                /// So many events of each stream.
                Version "version" ["a version of each stream", "每条流的某个版本"],
                /// What had happened by then.
                Time "time" ["a time", "某个时刻"],
            } = Event)
            ["Looking back (as of)", "回看（as-of 读取）"]
            ["Up to which point the state is folded when a service is ordered to show the past.",
             "让某个服务回看过去时，归约到哪里为止。"];
        as_of_number: tunes number(u64, 0..=1_000_000, 6)
            ["As of event or version", "回看到第几个事件或版本"]
            ["How many events of the log, or of each stream, are folded for a look back.",
             "回看时归约日志（或每条流）的前多少个事件。"];
        as_of_time: tunes span(0..=1_000_000_000, 1_000_000)
            ["As of time", "回看到哪个时刻"]
            ["What was stored up to this time is folded for a look back, by the clocks of the owners.",
             "回看时归约此刻及以前存储的事件，以所属服务的时钟为准。"];
        as_of_for: tunes span(10_000..=100_000_000, 1_000_000)
            ["Look back for", "回看多久"]
            ["After this time the service shows the present again.",
             "过了这段时间，服务恢复显示现在。"];
        past_refuses: protects switch(true)
            ["No commands in the past", "回看时拒绝命令"]
            ["A service that shows the past answers reads only. When off, it decides on a state of long ago and appends to the stream of today.",
             "回看过去的服务只应答读取。关闭后，它会依据很久以前的状态作决策，却追加到今天的流上。"];
        correct: protects choice(enum Correct {
                /// Later withdrawals that would have been refused are undone, too.
                DecideAgain "decide_again" ["decide again what came later", "对其后的事件重新决策"],
                /// Whatever came later stays.
                KeepFacts "keep_facts" ["keep what came later", "保留其后的事件"],
            } = DecideAgain)
            ["Taking back an earlier deposit", "撤回先前的存款"]
            ["If an earlier deposit was a mistake, later withdrawals that would have been refused without it are undone as well (decided again), or they stay (facts). Both histories are shown side by side.",
             "若先前的一笔存款是错账，其后本应被拒绝的取款也一并撤销（重新决策），或者保留（视为事实）。两种历史会并排显示。"];
        reserve_names: protects switch(true)
            ["Reserve what is unique", "唯一的东西先预留"]
            ["A name that only one account may bear is reserved at its owner first. When off, a service looks whether it has heard of anybody with that name: two who claim it at once both get it.",
             "只允许一个账户使用的名称，先在名称所属的服务预留。关闭后，服务只看自己是否听说有人用了它：两个同时申请的都会得到。"];
        stepper: tunes switch(false)
            ["Show each step of the projection", "显示投影的每一步"]
            ["Shows what the last events did to the read model: before, after, and which line of the handler did it.",
             "显示最近几个事件对读模型做了什么：之前、之后，以及是处理函数的哪一行做的。"];
        stall_after: tunes span(0..=100_000_000, 0)
            ["Alarm when a projection stalls for", "投影停滞多久就告警"]
            ["A projection that has events to apply and applies none for this long raises an alarm. 0 for never: then it is stuck in silence.",
             "投影有事件可应用、却这么久一个也没应用，就告警。0 表示从不：它就悄悄地停着。"];
    }
}
