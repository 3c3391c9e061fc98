//! What can be set about sagas.

use crate::protocol::tables::settings;

settings! {
    /// What a person can set, as the protocol reads it.
    #[derive(Clone, PartialEq, Eq, Debug)]
    pub struct Config, KNOBS {
        way: tunes choice(enum Way {
                /// One part knows the steps and calls the services one after another.
                Orchestrated "orchestrated" ["orchestrated", "编排（Orchestration）"],
                /// Each service publishes an event about its step, and the next one reacts to it.
                Choreographed "choreographed" ["choreographed", "协同（Choreography）"],
                /// Try reserves, confirm makes it true, cancel gives it back.
                Tcc "tcc" ["try, confirm, cancel (TCC)", "TCC（Try-Confirm-Cancel）"],
            } = Orchestrated)
            ["Who leads a saga", "由谁推进 Saga"]
            ["Orchestrated: an orchestrator calls the services step by step. Choreographed: each service does its step and publishes an event, the next service reacts; a broker delivers the events. TCC: a coordinator lets all services reserve first (try), then confirms all or cancels all.",
             "编排：由编排器逐步调用各服务。协同：每个服务做完自己的一步就发布事件，下一个服务收到后继续，事件由消息代理投递。TCC：协调器先让所有服务预留（Try），再全部确认（Confirm）或全部取消（Cancel）。"];
        semantic_lock: protects switch(false)
            ["Semantic lock", "语义锁"]
            ["An account that a saga has touched is marked as pending until the saga ends; other sagas and reads wait for it. When off, everybody sees and overwrites what may still be compensated.",
             "Saga 动过的账户会标记为“处理中”，直到该 Saga 结束；其他 Saga 和读取都要等待。关闭后，谁都能看到、覆盖随时可能被补偿掉的数据。"];
        lock_order: protects switch(true)
            ["Lock in order of accounts", "按账户顺序加锁"]
            ["A saga locks the account with the lower number first, so that no two sagas wait for each other. When off, it locks in the order of its steps.",
             "Saga 总是先锁编号较小的账户，因此不会有两个 Saga 互相等待。关闭后，按步骤的先后加锁。"];
        lock_from: tunes number(u32, 0..=1_000_000_000, 0)
            ["Lock from this amount on (by value)", "达到此金额才加锁（按金额取舍）"]
            ["By value: a saga of a smaller amount takes no semantic locks, because the risk is worth the speed; 0 for always.",
             "按金额取舍：金额更小的 Saga 不加语义锁，用小风险换速度；0 表示总是加锁。"];
        lock_timeout: tunes span(10_000..=600_000_000, 600_000)
            ["Lock timeout", "锁等待超时"]
            ["How long a step or a read waits for a semantic lock before it is refused. A step after the pivot waits as long as it takes.",
             "一个步骤或读取等待语义锁多久之后被拒绝。关键点（pivot）之后的步骤会一直等待。"];
        pivot: protects choice(enum Pivot {
                /// The parcel leaves before anybody has paid.
                First "first" ["first", "放在最前"],
                /// Debit, parcel, credit.
                BeforeCredit "before_credit" ["before the credit (pessimistic view)", "在入账之前（悲观视图）"],
                /// Debit, credit, parcel.
                Last "last" ["last", "放在最后"],
            } = Last)
            ["The step that cannot be undone (pivot)", "不可撤销的步骤（pivot）"]
            ["When a transfer hands its parcel to a carrier outside, who takes nothing back. Last: everything before it can be compensated. Before the credit: nobody sees a credit that may vanish, and the credit is retried until it succeeds. First: if a later step is refused, the parcel is gone.",
             "转账在何时把包裹交给外部承运方；交出后无法收回。最后：之前的每一步都能补偿。在入账之前：谁也看不到可能消失的入账，而入账会重试到成功。最前：之后若有步骤被拒绝，包裹已收不回来。"];
        updates: protects choice(enum Updates {
                /// A step adds to whatever is there.
                Delta "delta" ["by what changes (commutative)", "按变化量（可交换）"],
                /// A saga reads first and writes the new balance later.
                Value "value" ["by the value that was read", "按先前读到的值"],
            } = Delta)
            ["Updates", "更新方式"]
            ["Commutative: a step adds or subtracts an amount, whatever happened in between. By value: the saga reads the balances first and later writes the sums, over whatever others have written meanwhile.",
             "可交换：步骤只加减金额，不管其间发生过什么。按值：Saga 先读余额，之后写入算好的结果，覆盖他人在此期间的写入。"];
        reread: protects switch(false)
            ["Reread before writing", "写入前重读"]
            ["A step that relies on what its saga read earlier is refused if the account has another version now.",
             "如果步骤依赖 Saga 先前读到的数据，而账户版本已变，该步骤就被拒绝。"];
        compensation: protects choice(enum Compensation {
                /// What was taken is added, what was added is taken.
                AddBack "add_back" ["add back (commutative)", "反向加减（可交换）"],
                /// The balance becomes what it was.
                OldValue "old_value" ["restore the old balance", "恢复旧余额"],
            } = AddBack)
            ["Compensation", "补偿方式"]
            ["Add back: a compensation undoes its own step only. Restore the old balance: it also undoes whatever others did to the account since.",
             "反向加减：补偿只撤销自己的那一步。恢复旧余额：连他人此后对该账户的改动也一并抹掉。"];
        idempotent: protects switch(true)
            ["Idempotent by saga and step", "按 Saga 与步骤幂等"]
            ["A service remembers each step and each compensation by saga and step, together with the data, so a message that comes twice is answered and not carried out again. What was never done is not undone either.",
             "服务把每个步骤和每次补偿按“Saga＋步骤”与数据存在一起，重复的消息只答复、不再执行；没做过的步骤也不会被“撤销”。"];
        tombstone: protects switch(true)
            ["Tombstone (version file)", "墓碑标记（版本文件）"]
            ["A compensation that comes before its step is recorded, so the late step is refused. When off, the step is carried out after it was cancelled, and nobody undoes it.",
             "补偿先于步骤到达时会留下记录，迟到的步骤于是被拒绝。关闭后，步骤在取消之后才执行，再没有人撤销它。"];
        saga_log: protects choice(enum SagaLog {
                /// On disk before a step is called.
                Before "before" ["before a step is called", "调用步骤之前"],
                /// On disk when a step was answered.
                After "after" ["after a step is answered", "步骤答复之后"],
                /// A crash forgets all.
                Memory "memory" ["in memory only", "只在内存"],
            } = Before)
            ["The orchestrator logs a saga", "编排器何时记录 Saga"]
            ["Before a step is called: after a crash every saga continues where it was. After a step is answered: a crash in between forgets a step that was carried out. In memory: a crash forgets all sagas.",
             "调用步骤之前：崩溃后每个 Saga 都能从原处继续。步骤答复之后：崩溃若发生在其间，执行过的步骤就被遗忘。只在内存：崩溃会忘掉所有 Saga。"];
        only_forward: protects switch(true)
            ["Only forward from the pivot on", "越过关键点后只前进"]
            ["A saga whose pivot was asked for is never cancelled: it retries until its steps succeed. When off, the saga's timer cancels it whatever happened outside.",
             "已经请求过关键步骤（pivot）的 Saga 绝不取消，而是重试到成功。关闭后，定时器照样取消它，不管外部已经发生了什么。"];
        holds: protects choice(enum Holds {
                /// Only the saga ends them.
                UntilTold "until_told" ["until the saga ends", "直到 Saga 结束"],
                /// Each service undoes a step of which it hears nothing more.
                Expire "expire" ["expire by themselves", "到时自行释放"],
            } = UntilTold)
            ["A step that hears nothing more", "迟迟没有下文的步骤"]
            ["Until the saga ends: the service waits, however long. Expire: after a time the service undoes its step by itself, although the saga may go on, or cancel it once more.",
             "直到 Saga 结束：服务一直等下去。到时自行释放：过一段时间，服务自行撤销这一步，而 Saga 可能仍在继续，也可能再取消一次。"];
        short: protects choice(enum Short {
                /// The account goes below nothing.
                Overdraw "overdraw" ["overdraw the account", "透支该账户"],
                /// It waits for an operator.
                Park "park" ["park the compensation", "挂起补偿"],
            } = Overdraw)
            ["A credit to be taken back that was spent", "要收回的入账已被花掉"]
            ["Overdraw: the balance goes below zero. Park: the compensation waits, visibly, until an operator retries it.",
             "透支：余额变为负数。挂起：补偿停在那里、清楚可见，直到运维人员重试。"];
        saga_timeout: tunes span(10_000..=600_000_000, 1_200_000)
            ["Timer of a saga", "Saga 定时器"]
            ["How long a saga may take before it is cancelled and compensated. A choreographed saga has no such timer.",
             "Saga 超过多久就被取消并补偿。协同式的 Saga 没有这个定时器。"];
        hold: tunes span(10_000..=600_000_000, 800_000)
            ["Time until a step expires", "步骤多久到期"]
            ["How long a service waits for the end of a saga, where steps expire by themselves.",
             "在“到时自行释放”时，服务等待 Saga 结束的时间。"];
        resend: tunes span(10_000..=60_000_000, 200_000)
            ["Resend interval", "重发间隔"]
            ["How long a sender waits for an answer before it sends again.", "多久没有收到答复就重发。"];
        deadline: tunes span(10_000..=60_000_000, 1_800_000)
            ["Deadline", "截止时间"]
            ["After this time the service that was asked tells its client that the outcome is unknown. The saga goes on.",
             "超过此时间，受理的服务告诉客户端结果未知；Saga 继续进行。"];
        carrier_limit: tunes number(u32, 0..=1_000_000_000, 60)
            ["The carrier's limit", "承运方限额"]
            ["The carrier outside refuses a parcel for a transfer above this amount, and then the saga must be undone.",
             "转账金额超过此限额时，外部承运方拒收包裹，Saga 必须撤销。"];
    }
}

impl Config {
    /// Whether a saga of this amount marks accounts as pending.
    pub(super) fn locks(&self, amount: Option<i64>) -> bool {
        self.semantic_lock && amount.is_none_or(|amount| amount >= i64::from(self.lock_from))
    }

    /// Whether steps reserve and are confirmed.
    pub(super) fn reserves(&self) -> bool {
        self.way == Way::Tcc
    }

    /// Whether a saga goes from service to service without anybody who calls them.
    pub(super) fn is_choreographed(&self) -> bool {
        self.way == Way::Choreographed
    }
}
