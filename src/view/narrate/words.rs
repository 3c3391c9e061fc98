//! The field's standard words, as sentences.

use crate::base::text::Language;
use crate::sim::trace::Word;
use crate::view::numbers::{nth, whole};
use crate::view::say;

/// What a protocol told about itself. What `a` and `b` are, [`Word`] says.
pub(super) fn noted(word: Word, node: &str, a: u64, b: u64, gist: &str, language: Language) -> String {
    match word {
        Word::Promoted => say!(language, "{node} became primary in epoch {a}", "{node}成为第 {a} 纪元的主节点"),
        Word::Demoted => say!(language, "{node} stopped being primary: it heard of epoch {a}", "{node}得知第 {a} 纪元，不再是主节点"),
        Word::Appended => say!(language, "{node} appended entry {a} to its log{gist}", "{node}把第 {a} 条追加到日志{gist}"),
        Word::Applied => say!(language, "{node} applied entry {a} to its state{gist}", "{node}把第 {a} 条应用到状态{gist}"),
        Word::Truncated => {
            say!(language, "{node} cut its log back to length {a} and lost {b} of it", "{node}把日志截断到 {a} 条，丢弃 {b} 条")
        }
        Word::Fenced => say!(
            language,
            "{node} refused what came from epoch {a}: it is in epoch {b}",
            "{node}处于第 {b} 纪元，拒绝了来自第 {a} 纪元的写入"
        ),
        Word::Degraded => {
            say!(
                language,
                "{node} stopped waiting for secondaries at entry {a}: from here on it acknowledges alone",
                "{node}在第 {a} 条放弃等待从节点：此后独自确认写入"
            )
        }
        Word::Restored => say!(language, "{node} waits for secondaries again, from entry {a} on", "{node}从第 {a} 条起重新等待从节点"),
        Word::Conflict => say!(
            language,
            "Another writer was first at {node}: version {a} was expected, {b} was found",
            "{node}上有人抢先写入：期望版本 {a}，实际为 {b}"
        ),
        Word::Retried => say!(language, "{node} decided again, attempt {a}", "{node}重新决策，第 {a} 次尝试"),
        Word::Compensated => say!(language, "{node} undid event {a} by a new event {b}", "{node}用新事件 {b} 补偿了事件 {a}"),
        Word::Effect => {
            let nth = nth(b, language);
            say!(language, "{node} had an effect outside for event {a}, for the {nth} time", "{node}因事件 {a} {nth}对外产生作用")
        }
        Word::Parked => say!(
            language,
            "{node} put event {a} of stream {b} aside, for a person to look at",
            "{node}把流 {b} 的事件 {a} 搁置，等待人工处理"
        ),
        Word::Skipped => say!(language, "{node} passed over event {a} of stream {b}", "{node}跳过了流 {b} 的事件 {a}"),
        Word::Stuck => say!(language, "{node} stands still at event {a} of stream {b}", "{node}卡在流 {b} 的事件 {a}"),
        Word::Gap => say!(language, "{node} found a gap: it expected {a} and got {b}", "{node}发现缺口：期望 {a}，收到 {b}"),
        Word::Ignored => {
            say!(language, "{node} ignored event {a} of stream {b}: it had it already", "{node}忽略了流 {b} 的事件 {a}：早已收到")
        }
        Word::Snapshot => {
            say!(language, "{node} took a snapshot at version {a}, with fold version {b}", "{node}在版本 {a} 生成快照（折叠版本 {b}）")
        }
        Word::Rebuilt => {
            let events = whole(a);
            say!(language, "{node} rebuilt its state from {events} events", "{node}用 {events} 个事件重建了状态")
        }
        Word::Damaged => say!(
            language,
            "{node} found a damaged record at {a} and stopped its replay there",
            "{node}发现位置 {a} 的记录已损坏，重放到此为止"
        ),
        Word::Upcast => say!(language, "{node} read event {a} in its older shape {b}", "{node}读取了旧格式 {b} 的事件 {a}"),
        Word::Erased => say!(language, "{node} erased the key of account {a}", "{node}销毁了账户 {a} 的密钥"),
        Word::Reserved => {
            let amount = whole(b);
            say!(language, "{node} reserved {amount} for transfer {a}", "{node}为转账 {a} 预留了 {amount}")
        }
        Word::Diverged => say!(
            language,
            "Replay at {node} gave another result for event {a} than the first time",
            "{node}重放事件 {a} 得到的结果与第一次不同"
        ),
    }
}
