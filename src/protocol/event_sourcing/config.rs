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
            ["An append names the version it was decided on and is refused if others wrote meanwhile. Off: blind appends, and two services can spend the same money.",
             "追加事件时注明是依据哪个版本作出的决定；若其间别人已写入，则拒绝。关闭后为盲目追加，两个服务可能花掉同一笔钱。"];
        command_ids: protects switch(true)
            ["Command ids", "命令编号"]
            ["The owner remembers each command, so a retry or a double click is answered, not carried out again.",
             "所属服务记住每条命令；重试或双击只会得到同一个答复，而不会再执行一次。"];
        publish: protects choice(enum Publish {
                /// Right after it is durable, and again until they have it.
                Outbox "outbox" ["outbox", "发件箱"],
                /// Once, a moment after it is durable: a crash in between loses it.
                AfterCommit "after_commit" ["once, after the commit", "提交后只发一次"],
                /// Once, before it is durable: a crash leaves a ghost.
                BeforeCommit "before_commit" ["once, before the commit", "提交前就发"],
            } = Outbox)
            ["Publishing", "发布事件"]
            ["With an outbox, events are sent again until every peer has them. Without it, storing and sending are two writes, and a crash can fall between them.",
             "有发件箱时，事件会反复发送，直到每个对端都收到。没有它，存储与发送就是两次独立的写入，崩溃可能恰好落在中间。"];
        projection_checkpoint: protects switch(true)
            ["Projection checkpoint", "投影检查点"]
            ["A service checks each event's version: repeated ones are ignored, early ones wait, missing ones are asked for. Off: it applies whatever arrives, as it arrives.",
             "服务核对每个事件的版本：重复的忽略，早到的等待，缺失的去索取。关闭后，来什么就应用什么。"];
        poison: protects choice(enum Poison {
                /// Puts it aside, visibly, and goes on.
                Park "park" ["park it", "搁置"],
                /// Passes over it and forgets it.
                Skip "skip" ["skip it", "跳过"],
                /// Stands still, and everything behind it waits.
                Stop "stop" ["stand still", "停住"],
            } = Park)
            ["Unreadable events", "无法读取的事件"]
            ["What a projection does with an event that it cannot read.",
             "投影遇到读不懂的事件时怎么办。"];
        process_manager: protects switch(true)
            ["Process manager", "流程管理器"]
            ["A transfer between two owners is remembered until the money has arrived or was given back. Off: two separate appends, and a crash or a lost message destroys money.",
             "跨服务转账会被持久记住，直到钱到账或被退回。关闭后是两次互不相干的追加，崩溃或丢一条消息，钱就凭空消失。"];
        snapshot_version_check: protects switch(true)
            ["Snapshot version check", "快照版本检查"]
            ["A snapshot made by other code is thrown away and folded again. Off: new code misreads what old code left.",
             "由其他版本代码生成的快照会被丢弃并重新折叠。关闭后，新代码会误读旧代码留下的快照。"];
        upcaster: protects choice(Upcasters {
                InOrder "in_order" ["oldest first", "从旧到新"],
                WrongOrder "wrong_order" ["newest first (wrong)", "从新到旧（错误）"],
                None "none" ["none", "没有"],
            } = InOrder)
            ["Upcasters", "事件升级器"]
            ["They turn old shapes of events into new ones, one version at a time, oldest first.",
             "把旧形状的事件逐版转换成新形状，必须从旧到新。"];
        type_alias: protects switch(true)
            ["Alias for renamed events", "事件改名的别名"]
            ["Code from version 2 on still knows the old name of a deposit. Off: it cannot read its own past.",
             "从第 2 版起的代码仍认得存款事件的旧名字。关闭后，它读不懂自己的过去。"];
        pure_fold: protects switch(true)
            ["Pure fold", "纯函数折叠"]
            ["The state follows from the events alone. Off: the fold asks the clock for a bonus, and every replay comes to something else.",
             "状态只由事件决定。关闭后，折叠时会看时钟发奖励，每次重放结果都不同。"];
        effects_once: protects switch(true)
            ["Effects once", "副作用只发生一次"]
            ["Mails that were sent are written down first, so a replay sends none. Off: every replay sends them again.",
             "发过的邮件先记账，重放时不再发送。关闭后，每次重放都会把邮件再发一遍。"];
        survive_erasure: protects switch(true)
            ["Survive erasure", "容忍抹除"]
            ["When the key of an account was erased, its events stay but their names cannot be read. A projection shows it as erased and goes on. Off: it stands still.",
             "账户的密钥被销毁后，事件仍在，但其中的个人信息无法解密。投影将其显示为已抹除并继续；关闭后，投影就此停住。"];
        read_from: tunes choice(enum ReadFrom {
                /// From the service's own projection, which may be behind.
                Local "local" ["own projection", "本地投影"],
                /// From it too, unless the session has been told of a higher version; then the
                /// owner is asked.
                AtLeastSeen "at_least_seen" ["at least what I have seen", "不早于已见版本"],
                /// From the owner of the account.
                Owner "owner" ["the owner", "账户所属服务"],
            } = Local)
            ["Reads", "读取"]
            ["Own projection: fast, perhaps behind. At least what I have seen: the owner is asked only if the projection may be behind this session. Owner: always newest, if it can be reached.",
             "本地投影：快，但可能落后。不早于已见版本：只有当投影可能落后于本会话时才去问所属服务。所属服务：总是最新，前提是联系得上。"];
        retries: tunes number(u64, 0..=20, 3)
            ["Decide again", "重新决定次数"]
            ["How often a service catches up and decides again when others wrote first.",
             "别人抢先写入时，服务补上新事件并重新决定的次数。"];
        snapshot_every: tunes number(u64, 0..=100_000, 20)
            ["Events between snapshots", "快照间隔"]
            ["How many events a service folds before it keeps a snapshot, so that a restart replays only the rest; 0 for never.",
             "服务每折叠多少个事件保存一次快照，重启时只需重放其后的部分；0 表示从不。"];
        apply: tunes span(0..=1_000_000, 2_000)
            ["Time to apply an event", "应用一个事件的时间"]
            ["How long a projection takes for one event. The larger, the longer a replay can be watched.",
             "投影处理一个事件所需的时间。越大，越能看清重放的过程。"];
        resend: tunes span(10_000..=10_000_000, 200_000)
            ["Send again after", "重发间隔"]
            ["How long a service waits before it sends again what nobody has acknowledged.",
             "未收到确认时，服务等待多久再次发送。"];
        mail_above: tunes number(Amount, 0..=1_000_000_000, 50)
            ["Mail for deposits above", "存款邮件门槛"]
            ["A deposit above this amount sends a mail to its customer; a withdrawal always does.",
             "超过此数额的存款会给客户发一封邮件；取款总会发。"];
    }
}
