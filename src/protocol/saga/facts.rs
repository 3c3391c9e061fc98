//! What a node tells about itself.

use crate::base::text::text;
use crate::protocol::tables::facts;
use crate::sim::fact::{ChainStep, Lasts};

const DEBIT: u8 = 1;
const CREDIT: u8 = 2;
const FINAL: u8 = 3;

facts! {
    /// What a node tells about itself. A saga is known by the operation `a` that it carries out;
    /// `b` is the account of the step.
    pub enum OwnFact {
        /// In `b` steps.
        Began "began" Not ["{node} began the saga of operation #{a}, {b} steps", "{node}开始了操作 #{a} 的 Saga，共 {b} 步"];
        Looked "looked" Not ["{node} looked at {b:account} for operation #{a}", "{node}为操作 #{a} 查看了 {b:account}"];
        Debited "debited" Not ["{node} debited {b:account} for the saga of operation #{a}", "{node}为操作 #{a} 的 Saga 从 {b:account} 扣款"]
            { chain: ChainStep::Did { step: DEBIT, for_good: false } };
        Credited "credited" Not ["{node} credited {b:account} for the saga of operation #{a}", "{node}为操作 #{a} 的 Saga 给 {b:account} 入账"]
            { chain: ChainStep::Did { step: CREDIT, for_good: false } };
        Drawn "drawn" Not ["{node} paid out of {b:account} for operation #{a}", "{node}为操作 #{a} 从 {b:account} 付款"]
            { chain: ChainStep::Did { step: FINAL, for_good: true } };
        Shipped "shipped" Remarkable
            ["{node} handed the parcel of operation #{a} to the carrier: it cannot be taken back", "{node}把操作 #{a} 的包裹交给承运方：无法收回"]
            { mark: Some(text("parcel", "包裹")), chain: ChainStep::Did { step: FINAL, for_good: true } };
        Reserved "reserved" Not ["{node} reserved money of {b:account} for operation #{a} (try)", "{node}为操作 #{a} 预留 {b:account} 的资金（Try）"]
            { chain: ChainStep::Did { step: DEBIT, for_good: false } };
        ReservedCredit "reserved_credit" Not ["{node} is ready to credit {b:account} for operation #{a} (try)", "{node}准备为操作 #{a} 给 {b:account} 入账（Try）"]
            { chain: ChainStep::Did { step: CREDIT, for_good: false } };
        Refused "refused" Remarkable ["{node} refused a step of operation #{a} on {b:account}", "{node}拒绝了操作 #{a} 在 {b:account} 上的一个步骤"];
        Refunded "refunded" Remarkable ["{node} gave {b:account} back what operation #{a} had taken (compensation)", "{node}把操作 #{a} 的扣款退给 {b:account}（补偿）"]
            { mark: Some(text("compensation", "补偿")), compensates: true, chain: ChainStep::Undid { step: DEBIT } };
        TakenBack "taken_back" Remarkable ["{node} took back what operation #{a} had credited to {b:account} (compensation)", "{node}从 {b:account} 收回操作 #{a} 的入账（补偿）"]
            { mark: Some(text("compensation", "补偿")), compensates: true, chain: ChainStep::Undid { step: CREDIT } };
        Cancelled "cancelled" Remarkable ["{node} released what operation #{a} had reserved of {b:account} (cancel)", "{node}释放了操作 #{a} 预留的 {b:account} 资金（Cancel）"]
            { compensates: true, chain: ChainStep::Undid { step: DEBIT } };
        CancelledCredit "cancelled_credit" Not ["{node} will not credit {b:account} for operation #{a} (cancel)", "{node}不再为操作 #{a} 给 {b:account} 入账（Cancel）"]
            { compensates: true, chain: ChainStep::Undid { step: CREDIT } };
        Tombstone "tombstone" Remarkable
            ["{node} was told to undo a step of operation #{a} on {b:account} that never came, and leaves a tombstone", "{node}收到撤销操作 #{a} 在 {b:account} 上的步骤，而该步骤还没到：留下墓碑标记"];
        Repeated "repeated" Not ["{node} recognized a step of operation #{a} on {b:account} as already handled", "{node}识别出操作 #{a} 在 {b:account} 上的步骤早已处理（幂等）"];
        Expired "expired" Remarkable ["{node} heard nothing more of operation #{a} and undid its step on {b:account} by itself", "{node}没有再收到操作 #{a} 的消息，自行撤销了 {b:account} 上的步骤"]
            { mark: Some(text("expired", "到期")) };
        Waits "waits" Remarkable ["{node}: operation #{a} waits for the semantic lock on {b:account}", "{node}：操作 #{a} 等待 {b:account} 的语义锁"];
        Blocked "blocked" Not ["{node}: an operation waits for a semantic lock", "{node}：有操作在等待语义锁"]
            { lasts: Lasts::Begins(text("lock wait", "锁等待")) };
        Unblocked "unblocked" Not ["{node}: no operation waits for a semantic lock any more", "{node}：不再有操作等待语义锁"]
            { lasts: Lasts::Ends(text("lock wait", "锁等待")) };
        LockTimeout "lock_timeout" Remarkable
            ["{node} refused operation #{a}: it waited too long for the semantic lock on {b:account}", "{node}拒绝了操作 #{a}：等待 {b:account} 的语义锁超时"];
        Completed "completed" Remarkable ["{node}: the saga of operation #{a} is done", "{node}：操作 #{a} 的 Saga 已完成"]
            { chain: ChainStep::Whole };
        Undone "undone" Remarkable ["{node}: the saga of operation #{a} is undone, nothing is left of it", "{node}：操作 #{a} 的 Saga 已全部撤销"];
        TimedOut "timed_out" Remarkable ["{node}: the saga of operation #{a} took too long and is undone", "{node}：操作 #{a} 的 Saga 超时，开始撤销"]
            { mark: Some(text("saga timer", "Saga 超时")) };
        Parked "parked" Remarkable
            ["{node} parked the saga of operation #{a}: a compensation cannot be carried out, an operator must help", "{node}挂起了操作 #{a} 的 Saga：补偿无法执行，需要运维人员处理"]
            { mark: Some(text("parked", "挂起")), chain: ChainStep::Parked };
        Recovered "recovered" Remarkable ["{node} found {a:count} sagas in its log and continues them", "{node}在日志中找到 {a:count} 个 Saga，继续推进"];
        GaveUp "gave_up" Remarkable ["{node} gave up waiting for operation #{a}", "{node}放弃等待操作 #{a}"];
    }
}
