//! The steps of an atomic commitment as sentences.

use crate::base::text::Language;
use crate::sim::trace::CommitStep;
use crate::view::say;

/// What a node did in the commitment of a transaction.
pub fn commitment(step: CommitStep, node: &str, language: Language) -> String {
    match step {
        CommitStep::Joined => {
            say!(language, "{node} takes part in a transaction", "{node}参与一个事务")
        }
        CommitStep::Prepared => say!(
            language,
            "The prepared record of a transaction is on the disk of {node}",
            "{node}的事务准备（prepared）记录已落盘"
        ),
        CommitStep::Yes => {
            say!(language, "{node} voted yes and is in doubt", "{node}投了赞成票，事务未决")
        }
        CommitStep::ReadOnly => {
            say!(language, "{node} voted: it only read", "{node}投票：只读")
        }
        CommitStep::No => say!(language, "{node} voted no", "{node}投了反对票"),
        CommitStep::DecidedCommit => {
            say!(
                language,
                "{node} decided to commit, and the decision is on its disk",
                "{node}决定提交，决定已落盘"
            )
        }
        CommitStep::DecidedAbort => say!(language, "{node} decided to abort", "{node}决定中止"),
        CommitStep::ToldCommit => say!(language, "{node} tells others to commit", "{node}通知提交"),
        CommitStep::ToldAbort => say!(language, "{node} tells others to abort", "{node}通知中止"),
        CommitStep::Committed => {
            say!(language, "A transaction of several nodes took effect at {node}", "跨节点事务在{node}生效")
        }
        CommitStep::Aborted => say!(
            language,
            "A transaction of several nodes ended without effect at {node}",
            "跨节点事务在{node}中止，没有生效"
        ),
    }
}
