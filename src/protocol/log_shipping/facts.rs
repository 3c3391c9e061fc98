//! Facts of a node's own: changes of the primary, logs cut back, what a recovery found.

use crate::base::text::{Text, text};
use crate::protocol::tables::facts;
use crate::sim::fact::Lasts;

const LEADS: Text = text("leads", "主节点任期");

facts! {
    /// What a node tells about itself.
    pub enum OwnFact {
        Promoted "promoted" Remarkable ["{node} became primary in epoch {a}", "{node}成为任期 {a} 的主节点"]
            { mark: Some(text("primary", "成为主节点")), lasts: Lasts::Begins(LEADS) };
        Demoted "demoted" Remarkable ["{node} stepped down as primary: it heard of epoch {a}", "{node}得知任期 {a}，不再是主节点"]
            { lasts: Lasts::Ends(LEADS) };
        Truncated "truncated" Remarkable
            ["{node} truncated its log to length {a}; entries lost: {b}", "{node}把日志截断到 {a} 条，丢弃 {b} 条"];
        Fenced "fenced" Remarkable
            ["{node} is in epoch {b} and refused a message from epoch {a} (fencing)", "{node}处于任期 {b}，拒绝了来自任期 {a} 的消息（任期隔离）"];
        Degraded "degraded" Remarkable
            ["{node} stopped waiting for secondaries at entry {a}: it now acknowledges alone", "{node}在第 {a} 条日志处放弃等待从节点：此后退化为异步，独自确认写入"];
        Restored "restored" Remarkable ["{node} waits for secondaries again from entry {a} on", "{node}从第 {a} 条日志起重新等待从节点"];
        Gap "gap" Remarkable ["{node} found a gap in its log: it expected entry {a} and got {b}", "{node}发现日志缺口：期望第 {a} 条，收到第 {b} 条"];
        Ignored "ignored" Not ["{node} ignored log entry {a} of epoch {b}: it already had it", "{node}忽略了任期 {b} 的第 {a} 条日志：早已收到"];
        Rebuilt "rebuilt" Remarkable ["{node} rebuilt its state from {a:count} entries", "{node}用 {a:count} 条日志重建了状态"];
        Damaged "damaged" Remarkable
            ["{node} found entry {a} damaged and stopped its replay there; entries behind it: {b}", "{node}发现第 {a} 条日志已损坏，重放到此为止，其后还有 {b} 条"];
        SetAside "set-aside" Remarkable
            ["{node} shows its state as of entry {a}; entries behind it: {b} (point-in-time restore)", "{node}显示第 {a} 条日志时的状态，其后还有 {b} 条（时间点恢复）"];
        CaughtUp "caught-up" Remarkable ["{node} goes on from entry {a}, to which it was restored", "{node}从恢复到的第 {a} 条日志处继续重放"];
        Leads "leads" Remarkable ["{node} leads, so it does not show an earlier state: order that at a secondary", "{node}正担任主节点，不会显示更早的状态：请对从节点下这个命令"];
        Joined "joined" Remarkable
            ["{node} joined with a snapshot of {a:count} entries and replays from entry {b} on", "{node}带着含 {a:count} 条日志的快照加入，从第 {b} 条开始重放"];
        Ripened "ripened" Not ["{node} replays deliberately late, now up to entry {a} of {b}", "{node}按设定延迟重放，现在到第 {a} 条，共 {b} 条"];
    }
}
