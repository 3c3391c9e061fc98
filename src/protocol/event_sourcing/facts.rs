//! Facts of a service's own: conflicts, gaps, poison events, snapshots, rebuilds.

use crate::base::text::{Text, text};
use crate::protocol::tables::facts;
use crate::sim::fact::Lasts;

/// A projection stands still for so long.
const STALL: Text = text("stalls", "停滞");
/// A service shows the past for so long.
const PAST: Text = text("shows the past", "回看过去");

facts! {
    /// What a service tells about itself.
    pub enum OwnFact {
        Conflict "conflict" Remarkable
            ["{node} found a version conflict: version {a} was expected, {b} was found", "{node}发现版本冲突：期望版本 {a}，实际版本 {b}"];
        Retried "retried" Remarkable ["{node} decided again, attempt {a}", "{node}重新决策，第 {a} 次尝试"];
        Compensated "compensated" Remarkable ["{node} compensated event {a} with a new event {b}", "{node}用新事件 {b} 补偿了事件 {a}"]
            { compensates: true };
        Parked "parked" Remarkable
            ["{node} parked event {a} of {b:account} for a person to look at", "{node}把 {b:account} 的事件 {a} 搁置（死信），等待人工处理"];
        Skipped "skipped" Remarkable ["{node} skipped event {a} of {b:account}", "{node}跳过了 {b:account} 的事件 {a}"];
        Stuck "stuck" Remarkable ["{node} is stuck at event {a} of {b:account}", "{node}卡在 {b:account} 的事件 {a}"];
        Gap "gap" Remarkable ["{node} found a gap: it expected version {a} and got {b}", "{node}发现缺口：期望版本 {a}，收到 {b}"];
        Ignored "ignored" Not ["{node} ignored event {a} of {b:account}: it already had it", "{node}忽略了 {b:account} 的事件 {a}：早已收到"];
        Snapshot "snapshot" Not
            ["{node} took a snapshot at version {a}, with fold version {b}", "{node}在版本 {a} 生成快照（归约函数版本 {b}）"];
        Rebuilt "rebuilt" Remarkable ["{node} rebuilt its state from {a:count} events", "{node}用 {a:count} 个事件重建了状态"];
        Damaged "damaged" Remarkable
            ["{node} found a damaged event at position {a} and stopped its replay there", "{node}发现位置 {a} 的事件已损坏，重放到此为止"];
        Upcast "upcast" Remarkable ["{node} upcast event {a} from its older version {b}", "{node}升级了旧版本 {b} 的事件 {a}（Upcaster）"];
        Erased "erased" Remarkable ["{node} erased the key of {a:account}", "{node}销毁了 {a:account} 的密钥"];
        Reserved "reserved" Remarkable ["{node} reserved {b:count} for transfer {a}", "{node}为转账 {a} 预留了 {b:count}"];
        Diverged "diverged" Remarkable
            ["{node} replayed event {a} with another result than the first time", "{node}重放事件 {a} 得到的结果与第一次不同"];
        Building "building" Remarkable
            ["{node} builds version {a} of its projection beside the old one, from behind event {b}", "{node}在旧版本旁重建投影的第 {a} 版，从事件 {b} 之后开始"];
        Switched "switched" Remarkable
            ["{node} switched to version {a} of its projection at the mark, event {b}", "{node}在切换点（事件 {b}）切换到投影的第 {a} 版"];
        KeptOld "kept-old" Remarkable
            ["{node} did not switch to version {a} of its projection, which could not read {b:count} events", "{node}没有切换到投影的第 {a} 版：它有 {b:count} 个事件无法解析"];
        Reported "reported" Remarkable
            ["{node} has report {a} in version {b}, folded from the log", "{node}的第 {a} 份报表（第 {b} 版）已由日志归约完成"]
            { mark: Some(text("report", "报表")) };
        LookedBack "looked-back" Remarkable
            ["{node} shows the past: {a:count} of its {b:count} events", "{node}回看过去：{b:count} 个事件中的 {a:count} 个"]
            { lasts: Lasts::Begins(PAST) };
        Present "present" Remarkable ["{node} shows the present again", "{node}恢复显示现在"] { lasts: Lasts::Ends(PAST) };
        CannotRetract "cannot-retract" Remarkable
            ["{node} cannot take back event {a} of {b:account}: the money is elsewhere by now", "{node}无法撤回 {b:account} 的事件 {a}：钱已转到别处"];
        CannotCompensate "cannot-compensate" Remarkable
            ["{node} cannot compensate event {a} of {b:account}: the money was spent since", "{node}无法补偿 {b:account} 的事件 {a}：这笔钱后来已被花掉"];
        Named "named" Remarkable ["{node} gave the lucky name to {a:account}", "{node}把吉祥名给了 {a:account}"];
        NameTaken "name-taken" Remarkable
            ["{node} refused the lucky name to {a:account}: {b:account} has it", "{node}拒绝把吉祥名给 {a:account}：{b:account} 已占用"];
        Stalled "stalled" Remarkable
            ["{node}: its projection stalls at event {a}; {b:count} events wait", "{node}的投影停滞在事件 {a}，还有 {b:count} 个事件在等"]
            { mark: Some(text("stall", "停滞")), lasts: Lasts::Begins(STALL) };
        Moves "moves" Remarkable
            ["{node}: its projection moves again, at event {a}", "{node}的投影在事件 {a} 处恢复前进"] { lasts: Lasts::Ends(STALL) };
    }
}
