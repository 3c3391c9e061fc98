//! What nodes tell about themselves. An event is known by its account and the version it made.

use crate::base::text::text;
use crate::protocol::tables::facts;
use crate::sim::fact::OfEvent;

facts! {
    /// What a node tells about itself.
    pub enum OwnFact {
        Published "published" Not ["{node} stored event #{a} of {b:account}", "{node}存下了 {b:account} 的事件 #{a}"]
            { of_event: OfEvent::Published };
        Handled "handled" Not ["{node} processed event #{a} of {b:account}", "{node}处理了 {b:account} 的事件 #{a}"]
            { of_event: OfEvent::Processed };
        Repeated "repeated" Not ["{node} found event #{a} of {b:account} in its inbox and ignored it", "{node}在收件箱中查到 {b:account} 的事件 #{a}，不再处理（幂等）"];
        Failed "failed" Remarkable ["{node} could not process event #{a} of {b:account}", "{node}无法处理 {b:account} 的事件 #{a}"];
        SetAside "set_aside" Remarkable ["{node} set event #{a} of {b:account} aside as a dead letter", "{node}把 {b:account} 的事件 #{a} 转为死信搁置"]
            { mark: Some(text("dead letter", "死信")), of_event: OfEvent::SetAside };
        Redriven "redriven" Remarkable ["{node} redrives the dead letters: {a:count}", "{node}重新投递死信：{a:count} 条"];
        Forgot "forgot" Remarkable ["{node} let {a:count} events go whose retention was over", "{node}丢弃了 {a:count} 个超过保留时间的事件"];
        Known "known" Not ["{node} recognized a command for {a:account} and answered as before, version {b}", "{node}识别出对 {a:account} 的命令，照旧答复版本 {b}（幂等）"];
        AskedAgain "asked_again" Remarkable ["{node} sends a command for {b:account} to {a:node} again", "{node}再次把 {b:account} 的命令发给{a:node}"];
        GaveUp "gave_up" Remarkable ["{node} gave up operation {a} without knowing its outcome", "{node}放弃了操作 {a}，结果未知"];
        Overruled "overruled" Remarkable ["{node} had answered operation {a} as done, but the owner refused it", "{node}已把操作 {a} 答复为成功，所属服务却拒绝了它"]
            { mark: Some(text("overruled", "被推翻")) };
        Expired "expired" Remarkable ["{node}: the hold for a transfer from {a:account} to {b:account} expired", "{node}：从 {a:account} 到 {b:account} 的转账冻结到期"]
            { mark: Some(text("hold expired", "冻结到期")) };
        TooLate "too_late" Remarkable ["{node} ignored a transfer from {a:account} to {b:account}: its hold had expired first", "{node}忽略了从 {a:account} 到 {b:account} 的转账：冻结已先到期"];
        GivenBack "given_back" Remarkable ["{node} gave {a:account} the money back (compensation), version {b}", "{node}把钱退给 {a:account}（补偿），版本 {b}"] { compensates: true };
    }
}
