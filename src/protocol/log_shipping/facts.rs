//! Facts of a node's own: lines appended and applied, changes of the primary, logs cut back.

use crate::base::text::{Text, text};
use crate::protocol::tables::facts;
use crate::sim::fact::Lasts;

const LEADS: Text = text("leads", "主导");

facts! {
    /// What a node tells about itself.
    pub enum OwnFact {
        Promoted "promoted" Remarkable ["{node} became primary in epoch {a}", "{node}成为第 {a} 纪元的主节点"]
            { mark: Some(text("primary", "成为主节点")), lasts: Lasts::Begins(LEADS) };
        Demoted "demoted" Remarkable ["{node} stopped being primary: it heard of epoch {a}", "{node}得知第 {a} 纪元，不再是主节点"]
            { lasts: Lasts::Ends(LEADS) };
        /// The epoch of the entry is `b`.
        Appended "appended" Appended ["{node} appended entry {a} to its log", "{node}把第 {a} 条追加到日志"];
        /// The number of the kind of event is `b`.
        Applied "applied" Applied ["{node} applied entry {a} to its state", "{node}把第 {a} 条应用到状态"];
        Truncated "truncated" Remarkable
            ["{node} cut its log back to length {a} and lost {b} of it", "{node}把日志截断到 {a} 条，丢弃 {b} 条"];
        Fenced "fenced" Remarkable
            ["{node} refused what came from epoch {a}: it is in epoch {b}", "{node}处于第 {b} 纪元，拒绝了来自第 {a} 纪元的写入"];
        Degraded "degraded" Remarkable
            ["{node} stopped waiting for secondaries at entry {a}: from here on it acknowledges alone", "{node}在第 {a} 条放弃等待从节点：此后独自确认写入"];
        Restored "restored" Remarkable ["{node} waits for secondaries again, from entry {a} on", "{node}从第 {a} 条起重新等待从节点"];
        Gap "gap" Remarkable ["{node} found a gap: it expected entry {a} and got {b}", "{node}发现缺口：期望第 {a} 条，收到第 {b} 条"];
        Ignored "ignored" Not ["{node} ignored entry {a} of epoch {b}: it had it already", "{node}忽略了第 {b} 纪元的第 {a} 条：早已收到"];
        Rebuilt "rebuilt" Remarkable ["{node} rebuilt its state from {a:count} entries", "{node}用 {a:count} 条日志重建了状态"];
        Damaged "damaged" Remarkable
            ["{node} found entry {a} damaged and stopped its replay there, {b} before the end", "{node}发现第 {a} 条已损坏，重放到此为止，其后还有 {b} 条"];
    }
}
