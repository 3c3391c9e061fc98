//! What can be set about asynchronous events, the protections first.

use crate::protocol::tables::settings;

settings! {
    /// What a person can set, as the protocol reads it.
    #[derive(Clone, PartialEq, Eq, Debug)]
    pub struct Config, KNOBS {
        publish: protects choice(enum Publish {
                /// The event is a row of the transaction of its change.
                Outbox "outbox" ["with the change (outbox)", "与变更同一事务（发件箱）"],
                /// The service commits and publishes a moment later, from memory.
                DatabaseFirst "database_first" ["dual write, database first", "双写：先写数据库"],
                /// The service publishes and then commits.
                BrokerFirst "broker_first" ["dual write, broker first", "双写：先发消息"],
            } = Outbox)
            ["Publishing", "发布方式"]
            ["How an event gets from the database to the broker. Outbox: the event is a row of the same transaction, and it is published until the broker confirms. Dual write: the service writes to two systems, and a crash in between loses the event or publishes one that never happened.",
             "事件怎样从数据库到消息代理。发件箱：事件是同一事务里的一行，反复发布直到代理确认。双写：服务分别写两个系统，中间崩溃就会丢事件，或发出从未发生的事件。"];
        checkpoint: protects choice(enum Checkpoint {
                /// The relay goes by the order in which rows were committed.
                GapSafe "gap_safe" ["gap-safe", "不怕空洞"],
                /// The relay remembers the highest position that it published.
                Highest "highest" ["highest position", "最高位置"],
            } = GapSafe)
            ["Checkpoint of the relay", "中继的检查点"]
            ["A transaction draws its position when it begins and may commit after later ones. A relay that continues behind the highest position it has seen never reads that row. A gap-safe relay goes by the order of the commits.",
             "事务开始时领取位置，却可能比后来者更晚提交。只记住最高位置的中继永远读不到那一行；不怕空洞的中继按提交顺序读取。"];
        relay_lock: protects switch(true)
            ["Lock of the relay", "中继锁"]
            ["Only one relay of a service publishes at a time. When off, each relay that polls publishes what is not marked yet, and the others do the same.",
             "同一服务的多个中继，同一时刻只有一个在发布。关闭后，每个中继都会发布尚未标记的行。"];
        consume: protects choice(enum Consume {
                /// The id of the event is stored in the same transaction as its effect.
                Inbox "inbox" ["inbox, same transaction", "收件箱（同一事务）"],
                /// The effect is committed, and then the id.
                InboxAfter "inbox_after" ["effect first, then the inbox", "先生效，再记收件箱"],
                /// The id is committed, and then the effect.
                InboxBefore "inbox_before" ["inbox first, then the effect", "先记收件箱，再生效"],
                /// Acknowledged when the effect is on disk; nobody looks whether it was there before.
                AtLeastOnce "at_least_once" ["at least once", "至少一次"],
                /// Acknowledged before it has any effect.
                AtMostOnce "at_most_once" ["at most once", "至多一次"],
            } = Inbox)
            ["Consuming", "消费方式"]
            ["The broker delivers an event again until it is acknowledged. With an inbox the consumer stores the id of each event in the same transaction as its effect and ignores repetitions. Stored apart from the effect, a crash in between doubles the effect or loses it.",
             "代理会反复投递，直到收到确认。有收件箱时，消费者把事件 ID 与其效果写入同一事务，重复的便不再处理。分开写入，中间崩溃就会重复生效，或不再生效。"];
        key_order: protects switch(true)
            ["Order per key", "按键保序"]
            ["Events of one account go to one partition, and none is delivered before the one in front of it is settled. When off, events are spread over all partitions in turn and may overtake each other.",
             "同一账户的事件进入同一分区，前一个了结之后才投递下一个。关闭后，事件轮流分到各个分区，可能互相超越。"];
        copies: protects choice(enum Copy {
                /// Only by a newer version.
                ByVersion "by_version" ["newer version only", "只接受更新的版本"],
                /// By whatever comes.
                ByArrival "by_arrival" ["last arrival", "后到的为准"],
            } = ByVersion)
            ["A copy is replaced by", "副本的更新规则"]
            ["An event carries the account's balance and version. A copy that takes whatever arrives last goes backwards when events overtake each other.",
             "事件携带账户的余额和版本。副本若一律以后到的为准，事件乱序时就会倒退。"];
        attempts: protects number(u32, 0..=20, 4)
            ["Attempts before a dead letter", "转为死信前的尝试次数"]
            ["How often a consumer tries an event that it cannot process before the event is set aside as a dead letter; 0 to try for ever. The events behind it wait.",
             "消费者对无法处理的事件尝试几次之后，把它转为死信搁置；0 表示一直重试。排在后面的事件只能等待。"];
        hold_key: protects switch(true)
            ["Dead letters hold their key", "死信保持键的顺序"]
            ["Events of the same account behind a dead letter are set aside, too, and redriven in order. When off, they are processed, and the dead letter comes back too late.",
             "同一账户中排在死信之后的事件一并搁置，重新投递时保持顺序。关闭后，它们照常处理，死信回来时已经晚了。"];
        backoff: protects switch(true)
            ["Backoff", "退避"]
            ["Each further attempt waits twice as long. When off, an event that cannot be processed comes again at once.",
             "每次重试的等待时间加倍。关闭后，无法处理的事件立刻再来。"];
        commands: protects choice(enum Commands {
                /// The owner decides.
                Intent "intent" ["the intent", "意图"],
                /// The asked service decides on its copy; the owner checks the version.
                Checked "checked" ["a new balance, checked", "新余额（核对版本）"],
                /// The asked service decides on its copy.
                WriteBack "write_back" ["a new balance, unchecked", "新余额（不核对）"],
            } = Intent)
            ["What the owner is sent", "发给所属服务的是"]
            ["The intent (withdraw 40): the owner decides on its own data. A new balance: the service that was asked computes it from its copy, and an owner that does not check the version writes over what the copy had missed (lost update).",
             "意图（取出 40）：由所属服务根据自己的数据决定。新余额：由受理的服务按自己的副本算出；所属服务若不核对版本，就会覆盖副本还没见过的更新（丢失更新）。"];
        confirm_first: protects switch(true)
            ["Answer after the owner's commit", "所属服务提交之后才答复"]
            ["When off, the service that was asked answers at once with the result it expects from its copy (optimistic). The owner may decide otherwise.",
             "关闭后，受理的服务立刻按自己的副本答复预期的结果（乐观答复）；所属服务可能另有决定。"];
        answer: protects choice(enum AnswerWhen {
                /// As soon as the owner has committed.
                Committed "committed" ["when the owner has committed", "所属服务提交后"],
                /// When the copy of the service that was asked shows it.
                Wait "wait" ["wait for my version", "等到本地副本可见"],
                /// At once; a later read of the session waits until the copy is new enough.
                Poll "poll" ["poll: reads wait for what the session has seen", "轮询：读取等到会话已知的版本"],
                /// At once; the owner's answer brings the copy up to date.
                Push "push" ["push the new state with the answer", "推送：答复带回新状态"],
            } = Committed)
            ["What the user sees", "用户看到什么"]
            ["When a write is answered, and whether its client sees it afterwards although events lag behind.",
             "写入何时答复；事件滞后时，客户端之后能否读到自己的写入。"];
        expiry: protects choice(enum Expiry {
                /// The gainer's owner decides which of the two came first, for both.
                Agreed "agreed" ["the gainer's owner decides", "由收款方服务裁决"],
                /// The payer's owner gives the money back by itself.
                Alone "alone" ["the timer alone", "定时器自行处理"],
            } = Agreed)
            ["An expired hold", "冻结到期"]
            ["When a transfer is not confirmed in time, the money goes back. If the timer does that alone, the transfer may arrive all the same. If the gainer's owner decides, one of the two loses in both services.",
             "转账没有按时确认，钱就退回。若定时器自行退回，转账仍可能到账；若由收款方的服务裁决，则两边的结果一致。"];
        compatible_schema: protects switch(true)
            ["Old and new schema side by side", "新旧结构并写"]
            ["A producer of version 2 writes events that consumers of version 1 can read. When off, it writes the new schema only, and older consumers cannot process its events.",
             "版本 2 的生产者写出版本 1 的消费者也能读的事件。关闭后只写新结构，旧消费者无法处理。"];
        reader: tunes choice(enum Reader {
                /// Relays poll the table.
                Poll "poll" ["relays that poll", "轮询的中继"],
                /// One reader follows the log of the database.
                Capture "capture" ["change data capture", "变更数据捕获（CDC）"],
            } = Poll)
            ["The outbox is read by", "发件箱由谁读取"]
            ["Relays query the table again and again. Change data capture follows the log of the database instead: sooner, one reader, and always in the order of the commits.",
             "中继反复查询这张表。变更数据捕获则跟随数据库日志：更及时，只有一个读者，而且总是按提交顺序。"];
        relays: tunes number(u16, 1..=3, 1)
            ["Relays of each service", "同一发件箱的中继数"]
            ["How many relays poll the outbox of a service.", "有几个中继轮询同一个发件箱。"];
        partitions: tunes number(u16, 1..=8, 4)
            ["Partitions", "分区数"]
            ["The topic of the broker has so many partitions. Each consumer processes one event of each partition at a time.", "主题的分区数。每个消费者在每个分区内一次处理一个事件。"];
        batch: tunes number(u32, 1..=64, 32)
            ["Events in one message", "每条消息的事件数"]
            ["At most so many events are published or delivered in one message.", "一条消息最多发布或投递多少个事件。"];
        poll: tunes span(1_000..=10_000_000, 20_000)
            ["Polling interval", "轮询间隔"]
            ["How long a relay waits before it looks into the outbox, and how often a waiting read looks again.", "中继隔多久查看发件箱；等待中的读取隔多久再看一次。"];
        work: tunes span(0..=1_000_000, 1_000)
            ["Time to process an event", "处理一个事件的时间"]
            ["How long a consumer works on one event.", "消费者处理一个事件所需的时间。"];
        transfer_time: tunes span(0..=10_000_000, 0)
            ["Time of a transfer's transaction", "转账事务的时长"]
            ["How long the transaction of a transfer is open after it drew its position.", "转账事务领取位置之后多久才提交。"];
        hold: tunes span(0..=60_000_000, 0)
            ["A hold expires after", "冻结的有效期"]
            ["When a transfer to another owner is given up if it is not confirmed; 0 for never.", "转给其他服务的钱过多久未确认就放弃；0 表示永不。"];
        retention: tunes span(0..=3_600_000_000, 0)
            ["Retention", "保留时间"]
            ["The broker lets go of events that are older, whether they were consumed or not; 0 for never.", "代理丢弃更早的事件，不论是否已被消费；0 表示永久保留。"];
        visibility: tunes span(10_000..=60_000_000, 600_000)
            ["Visibility timeout", "可见性超时"]
            ["How long the broker waits for an acknowledgement before it delivers again.", "代理等待确认多久之后再次投递。"];
        retry_after: tunes span(1_000..=10_000_000, 100_000)
            ["Time before a retry", "重试间隔"]
            ["How long the broker waits before it delivers an event again that could not be processed; twice as long each time with backoff.", "事件处理失败后，代理过多久再次投递；有退避时每次加倍。"];
        resend: tunes span(10_000..=10_000_000, 300_000)
            ["Time before a message is sent again", "消息重发间隔"]
            ["How long a service waits for the broker's confirmation, or for the owner's answer.", "服务等待代理确认、或等待所属服务答复的时间。"];
        deadline: tunes span(10_000..=60_000_000, 1_500_000)
            ["Deadline", "截止时间"]
            ["After this time the service that was asked gives up.", "超过此时间，受理的服务就放弃。"];
        malformed: tunes number(u32, 0..=1_000, 0)
            ["Malformed event", "畸形事件"]
            ["So many events into its run, each service writes one event that only code of version 2 can process; 0 for none.", "每个服务写出的第几个事件是畸形的，只有版本 2 的代码能处理；0 表示没有。"];
    }
}
