//! Facts of a service's own: conflicts, gaps, poison events, snapshots, rebuilds.

use crate::protocol::tables::facts;

facts! {
    /// What a service tells about itself.
    pub enum OwnFact {
        /// Its place in the service's own store is `a`.
        Appended "appended" Appended ["{node} appended event {a} to its streams", "{node}把第 {a} 个事件追加到自己的事件流"];
        /// The number of the event in the whole bank is `b`.
        Applied "applied" Applied ["{node} applied event {a} to its read model", "{node}把第 {a} 个事件应用到读模型"];
        Conflict "conflict" Remarkable
            ["Another writer was first at {node}: version {a} was expected, {b} was found", "{node}上有人抢先写入：期望版本 {a}，实际为 {b}"];
        Retried "retried" Remarkable ["{node} decided again, attempt {a}", "{node}重新决策，第 {a} 次尝试"];
        Compensated "compensated" Remarkable ["{node} undid event {a} by a new event {b}", "{node}用新事件 {b} 补偿了事件 {a}"]
            { compensates: true };
        Parked "parked" Remarkable
            ["{node} put event {a} of stream {b} aside, for a person to look at", "{node}把流 {b} 的事件 {a} 搁置，等待人工处理"];
        Skipped "skipped" Remarkable ["{node} passed over event {a} of stream {b}", "{node}跳过了流 {b} 的事件 {a}"];
        Stuck "stuck" Remarkable ["{node} stands still at event {a} of stream {b}", "{node}卡在流 {b} 的事件 {a}"];
        Gap "gap" Remarkable ["{node} found a gap: it expected {a} and got {b}", "{node}发现缺口：期望 {a}，收到 {b}"];
        Ignored "ignored" Not ["{node} ignored event {a} of stream {b}: it had it already", "{node}忽略了流 {b} 的事件 {a}：早已收到"];
        Snapshot "snapshot" Not
            ["{node} took a snapshot at version {a}, with fold version {b}", "{node}在版本 {a} 生成快照（折叠版本 {b}）"];
        Rebuilt "rebuilt" Remarkable ["{node} rebuilt its state from {a:count} events", "{node}用 {a:count} 个事件重建了状态"];
        Damaged "damaged" Remarkable
            ["{node} found a damaged record at {a} and stopped its replay there", "{node}发现位置 {a} 的记录已损坏，重放到此为止"];
        Upcast "upcast" Remarkable ["{node} read event {a} in its older shape {b}", "{node}读取了旧格式 {b} 的事件 {a}"];
        Erased "erased" Remarkable ["{node} erased the key of {a:account}", "{node}销毁了 {a:account} 的密钥"];
        Reserved "reserved" Remarkable ["{node} reserved {b:count} for transfer {a}", "{node}为转账 {a} 预留了 {b:count}"];
        Diverged "diverged" Remarkable
            ["Replay at {node} gave another result for event {a} than the first time", "{node}重放事件 {a} 得到的结果与第一次不同"];
    }
}
