//! What can be set, what nodes tell each other and about themselves.

use super::state::{Look, Seats};
use super::task::Task;
use crate::base::ids::{AccountId, OpId};
use crate::base::text::{Text, text};
use crate::data::commit::Decision;
use crate::data::transactions::TxnId;
use crate::domain::Refusal;
use crate::protocol::tables::{facts, messages, orders, settings, state, talk, timers};
use crate::sim::fact::{Lasts, Waits};
use std::rc::Rc;

pub use crate::data::commit::Presumption;

settings! {
    /// What a person can set, as the protocol reads it.
    #[derive(Clone, PartialEq, Eq, Debug)]
    pub struct Config, KNOBS {
        presumes: tunes choice(Presumption {
                Nothing "nothing" ["presumed nothing", "不推定（PrN）"],
                Abort "abort" ["presumed abort", "推定中止（PrA）"],
                Commit "commit" ["presumed commit", "推定提交（PrC）"],
            } = Abort)
            ["Variant", "变体"]
            ["What a coordinator says of a transaction that it does not remember, and so what it need not remember. Presumed abort: aborts are neither forced nor acknowledged. Presumed commit: commits are not acknowledged, but who takes part is recorded first. Presumed nothing: everything is forced and acknowledged.",
             "协调者对它不记得的事务如何答复，也就决定了哪些不必记住。推定中止：中止既不必刷盘，也不需要确认；推定提交：提交不需要确认，但要先记录有谁参与；不推定：一切都要刷盘并确认。"];
        force_prepared: protects switch(true)
            ["Prepared record before the vote", "先落盘再投票"]
            ["A participant puts its prepared record on disk before it votes yes. When off, a crash makes it forget what it promised.",
             "参与者先把准备（prepared）记录落盘，再投赞成票。关闭后，崩溃会让它忘掉自己的承诺。"];
        force_decision: protects switch(true)
            ["Decision on disk before it is sent", "决定先落盘再发出"]
            ["The coordinator puts its commit on disk before anybody hears of it. When off, it sends first, and a crash makes it forget what it told others.",
             "协调者先把提交决定落盘，再通知任何人。关闭后先通知，崩溃会让它忘掉说过的话。"];
        initiation: protects switch(true)
            ["Initiation record (presumed commit)", "起始记录（推定提交）"]
            ["With presumed commit, the coordinator records who takes part before anybody votes. When off, a coordinator that crashed before it decided presumes a commit that nobody decided.",
             "推定提交时，协调者在投票之前先记录有谁参与。关闭后，还没作决定就崩溃的协调者会推定一个没人决定过的提交。"];
        remember: protects switch(true)
            ["Remember until all have acknowledged", "记住决定，直到全部确认"]
            ["The coordinator tells its decision again until every participant has acknowledged it, and forgets it only then. When off, it tells it once and forgets it.",
             "协调者反复通知它的决定，直到每个参与者都确认，然后才忘掉。关闭后只通知一次，随即忘掉。"];
        once: protects switch(true)
            ["A decision is carried out once", "决定只执行一次"]
            ["The coordinator cannot tell a lost acknowledgement from a lost decision, so it tells its decision again. A participant recognizes what it has carried out, and only acknowledges again. When off, it carries it out once more.",
             "协调者分不清丢的是确认还是决定，只好再通知一次。参与者认得出已经执行过的决定，只再确认一次。关闭后，它会再执行一遍。"];
        yes_binds: protects switch(true)
            ["A yes is binding", "赞成票有约束力"]
            ["A participant that has voted yes waits to be told, however long that takes. When off, the timeout that lets it give up before its vote applies afterwards, too.",
             "投了赞成票的参与者一直等待通知，不管多久。关闭后，投票前可以放弃的超时在投票后也照样生效。"];
        heuristic: protects choice(enum Heuristic {
                /// It waits, whatever it takes.
                Never "never" ["never", "从不"],
                /// It aborts.
                Abort "abort" ["abort", "中止"],
                /// It commits.
                Commit "commit" ["commit", "提交"],
            } = Never)
            ["Heuristic decision", "启发式决定"]
            ["What a participant does by itself after a long time in doubt, to get rid of its locks. It cannot know, so any guess may be wrong; the damage is only reported later.",
             "事务长时间未决时，参与者为了释放锁而自行作出的决定。它无从得知真正的决定，怎么猜都可能错；损失只能事后报告。"];
        coordinator_log: protects choice(enum CoordinatorLog {
                /// A new coordinator begins with the log of the one that it replaces.
                Kept "kept" ["taken over", "接管原日志"],
                /// It begins with nothing.
                Lost "lost" ["lost", "已丢失"],
            } = Kept)
            ["Log of a replaced coordinator", "被替换的协调者的日志"]
            ["Whether a new coordinator that an operator puts in the place of the old one has its log. Without it, it cannot know what was decided, and presumes.",
             "运维人员用新的协调者替换旧的之后，新协调者是否有旧日志。没有日志，它无从知道作过什么决定，只能推定。"];
        deadlock: protects choice(enum Deadlock {
                /// An older transaction waits for a younger one, a younger one dies.
                WaitDie "wait_die" ["wait-die", "wait-die"],
                /// Whoever waits too long dies.
                Timeout "timeout" ["timeout", "超时"],
                /// Everybody waits.
                Wait "wait" ["none", "无"],
            } = Timeout)
            ["Deadlocks across nodes", "跨节点死锁"]
            ["No node sees a cycle of waiting that goes over several nodes. Wait-die: a transaction may wait only for younger ones, or else it aborts and retries. Timeout: whoever waits too long aborts. None: they wait until another timeout ends them.",
             "跨节点的等待环，没有哪个节点看得全。wait-die：事务只可等待比自己年轻的，否则中止并重试；超时：等太久就中止；无：一直等到别的超时结束它们。"];
        cooperative: protects switch(true)
            ["Cooperative termination", "协作终止"]
            ["A participant in doubt asks the others, too: one of them may know the decision, or may not have voted and can still abort. When off, it asks the coordinator alone.",
             "事务未决的参与者也询问其他参与者：也许有谁知道决定，或者有谁还没投票、仍可中止。关闭后只问协调者。"];
        read_only: protects switch(true)
            ["Read-only optimization", "只读优化"]
            ["A participant that has written nothing says so, releases its locks and takes no part in the second phase. When off, it votes, waits and may be in doubt like any other.",
             "没有写入的参与者只需说明，随即释放锁，不参加第二阶段。关闭后，它和其他参与者一样投票、等待，事务也可能未决。"];
        one_phase: protects switch(true)
            ["One-phase optimization", "一阶段优化"]
            ["A transaction with a single participant needs no vote: that participant decides. If the client's own service owns everything, no other node is involved. When off, the coordinator asks even a single participant to vote.",
             "只有一个参与者的事务不必投票，由它自己决定；如果都归客户端所在的服务，就不涉及其他节点。关闭后，哪怕只有一个参与者，协调者也要求投票。"];
        vote_timeout: tunes span(10_000..=60_000_000, 800_000)
            ["Coordinator's timeout", "协调者超时"]
            ["How long the coordinator waits for work and for votes before it aborts.", "协调者等待各方准备就绪和投票的时间，超时即中止。"];
        idle_timeout: tunes span(10_000..=60_000_000, 1_200_000)
            ["Participant's timeout before its vote", "参与者投票前的超时"]
            ["How long a participant that has not voted waits for the next message before it aborts by itself.", "还没投票的参与者等待下一条消息的时间，超时就自行中止。"];
        inquire: tunes span(10_000..=60_000_000, 300_000)
            ["Time between inquiries", "询问间隔"]
            ["How often a participant in doubt asks for the decision.", "事务未决的参与者每隔多久询问一次决定。"];
        resend: tunes span(10_000..=60_000_000, 500_000)
            ["Time between reminders", "重发间隔"]
            ["How often the coordinator tells a decision again that was not acknowledged, and a service asks again for an operation.", "协调者每隔多久重发未被确认的决定，服务每隔多久重发请求。"];
        heuristic_after: tunes span(10_000..=600_000_000, 1_000_000)
            ["Time in doubt before a heuristic decision", "多久之后启发式决定"]
            ["How long a participant is in doubt before it decides by itself, if it ever does.", "事务未决多久之后，参与者自行决定（如果允许的话）。"];
        lock_timeout: tunes span(10_000..=600_000_000, 500_000)
            ["Lock timeout", "锁超时"]
            ["How long a transaction waits for a lock where deadlocks are ended by timeouts.", "用超时解除死锁时，事务等锁的最长时间。"];
        retries: tunes number(u32, 0..=100, 8)
            ["Retries", "重试次数"]
            ["How often a service begins a transaction anew that was aborted because of others.", "因其他事务而中止后，服务最多重新开始几次。"];
        retry_after: tunes span(1_000..=60_000_000, 150_000)
            ["Pause before a retry", "重试前的停顿"]
            ["A service waits a random time up to this before it begins anew.", "重新开始之前，服务随机停顿，不超过此时间。"];
        deadline: tunes span(10_000..=600_000_000, 5_000_000)
            ["Deadline", "截止时间"]
            ["After this time a service gives up an operation: rejected if it surely did not happen, or else unknown.", "超过此时间，服务放弃该操作：确定没有发生的答复被拒绝，否则答复结果未知。"];
    }
}

messages! {
    /// What nodes tell each other.
    pub enum Message {
        /// A service asks for a transaction.
        Submit {
            /// The transaction.
            txn: TxnId,
            /// Under which number the coordinator has started.
            epoch: u64,
            /// What it is to do.
            task: Task,
        } => state("transaction", "发起事务", task.gist());
        /// The transaction is over: what came of it, or why it was refused.
        Answer {
            /// The transaction.
            txn: TxnId,
            /// The accounts that it is about.
            looks: Rc<[Look]>,
            /// Why it was refused, if it was.
            refused: Option<Refusal>,
        } =>
            state("outcome", "事务结果", if refused.is_some() { "✗" } else { "✓" });
        /// The transaction did not happen: begin it anew.
        Again {
            /// The transaction.
            txn: TxnId,
            /// Under which number the coordinator has started.
            epoch: u64,
            /// Who was in the way; nothing where it may begin at once.
            why: Option<Refusal>,
        } => talk("begin anew", "重新发起", "↻");
        /// Lock what is yours of it, and say what you see.
        Work {
            /// The transaction.
            txn: TxnId,
            /// What it is to do.
            task: Task,
        } => state("work", "执行", task.gist());
        /// It is locked, and looks like this; or it cannot be.
        Found {
            /// The transaction.
            txn: TxnId,
            /// The session of the participant: after a crash it has no locks.
            session: u64,
            /// The accounts that it is about; nothing where another transaction is in the way.
            looks: Option<Rc<[Look]>>,
            /// Whether its command was carried out before.
            known: bool,
        } =>
            state("locked", "已加锁", if looks.is_some() { "✓" } else { "✗" });
        /// Can you commit?
        Prepare {
            /// The transaction.
            txn: TxnId,
            /// Who takes part.
            seats: Seats,
        } => state("prepare", "准备", "?");
        /// I can, I have only read, or I cannot.
        Vote {
            /// The transaction.
            txn: TxnId,
            /// What is said.
            vote: Vote,
            /// The accounts that it is about.
            looks: Rc<[Look]>,
        } => state("vote", "投票", match vote {
            Vote::Yes => "✓",
            Vote::ReadOnly => "=",
            Vote::No(_) => "✗",
        });
        /// You alone take part: commit, if you can.
        OnePhase {
            /// The transaction.
            txn: TxnId,
            /// The session of the participant: after a crash it has no locks.
            session: u64,
        } => state("commit in one phase", "一阶段提交", "!");
        /// It is done, refused, or forgotten.
        Finished {
            /// The transaction.
            txn: TxnId,
            /// The accounts that it is about.
            looks: Rc<[Look]>,
            /// Why it was refused, if it was.
            refused: Option<Refusal>,
        } =>
            state("done", "完成", if refused.is_some() { "✗" } else { "✓" });
        /// This is what was decided.
        Decide {
            /// The transaction.
            txn: TxnId,
            /// Whether to commit.
            commits: bool,
            /// Whether the coordinator waits for an acknowledgement.
            ack: bool,
        } =>
            if *commits { state("commit", "提交", "✓") } else { state("abort", "中止", "✗") };
        /// It is done here, and on my disk.
        Ack {
            /// The transaction.
            txn: TxnId,
        } => talk("acknowledged", "已确认", "✓");
        /// What was decided?
        Inquire {
            /// The transaction.
            txn: TxnId,
        } => talk("what was decided?", "询问决定", "");
        /// Do you know what was decided, or can you still abort?
        AskPeer {
            /// The transaction.
            txn: TxnId,
            /// The session of the participant: after a crash it has no locks.
            session: u64,
        } => talk("do you know?", "询问同伴", "?");
    }
}

impl Message {
    /// A decision on its way.
    pub fn decide(txn: TxnId, decision: Decision, ack: bool) -> Message {
        Message::Decide { txn, commits: decision == Decision::Commit, ack }
    }
}

/// What a participant says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Vote {
    /// It can commit and can abort, whatever happens to it.
    Yes,
    /// It has nothing to commit, and is out.
    ReadOnly,
    /// It cannot commit: a rule of the bank is against it, or it has lost its locks.
    No(Option<Refusal>),
}

impl crate::base::digest::Stable for Vote {
    fn feed(&self, digest: &mut crate::base::digest::Digest) {
        match self {
            Vote::Yes => digest.word(0),
            Vote::ReadOnly => digest.word(1),
            Vote::No(why) => {
                digest.word(2);
                why.feed(digest);
            }
        }
    }
}

timers! {
    /// What a node sets timers for.
    pub enum Timer, TIMERS {
        Resubmit(OpId) ["the coordinator did not answer", "协调者没有答复"];
        Again(OpId) ["time to begin a transaction anew", "重新开始事务"];
        GiveUp(OpId) ["the deadline of an operation has passed", "操作的截止时间已过"];
        Late(TxnId) ["somebody did not answer the coordinator in time", "有节点没有按时答复协调者"];
        Remind(TxnId) ["time to tell a decision again", "重发决定"];
        Idle(TxnId) ["a participant was told nothing for too long", "参与者太久没有收到消息"];
        Lock(TxnId) ["a transaction has waited too long for a lock", "事务等锁超时"];
        Inquire(TxnId) ["time to ask what was decided", "询问决定"];
        Heuristic(TxnId) ["a participant was in doubt for too long", "事务未决太久"];
        Saved(u64) ["its record is on the disk", "记录已落盘"];
        Logged(TxnId) ["the coordinator's record is on its disk", "协调者的记录已落盘"];
        Open ["the coordinator is ready", "协调者就绪"];
    }
}

orders! {
    /// What an operator can order.
    pub enum Order, ORDERS {
        Replace "replace" Node ["Replace the coordinator", "替换协调者"]
            ["Puts a new coordinator in the place of this one, with its log or without, as is set. A service ignores the order.",
             "用新的协调者替换它，有没有旧日志取决于设置。服务会忽略这个命令。"];
    }
}

const IN_DOUBT: Text = text("in doubt", "未决");
const LOCK_WAIT: Text = text("lock wait", "锁等待");

facts! {
    /// What a node tells about itself. Transactions are known by the operation that they carry out.
    pub enum OwnFact {
        /// The account is `b`.
        Waits "waits" Remarkable ["{node}: operation #{a} waits for the lock on {b:account}", "{node}：操作 #{a} 等待 {b:account} 的锁"]
            { waits: Waits::Begins };
        Granted "granted" Not ["{node}: operation #{a} got the lock that it waited for", "{node}：操作 #{a} 得到了它等待的锁"]
            { waits: Waits::Ends };
        Died "died" Remarkable ["{node}: operation #{a} would have waited for an older transaction and was aborted (wait-die)", "{node}：操作 #{a} 本要等待更老的事务，于是中止（wait-die）"]
            { waits: Waits::Ends };
        TimedOut "lock_timeout" Remarkable ["{node}: operation #{a} waited too long for a lock and was aborted", "{node}：操作 #{a} 等锁超时，已中止"]
            { waits: Waits::Ends };
        Blocked "blocked" Not ["{node}: a transaction waits for a lock", "{node}：有事务在等待锁"] { lasts: Lasts::Begins(LOCK_WAIT) };
        Unblocked "unblocked" Not ["{node}: no transaction waits for a lock any more", "{node}：不再有事务等待锁"] { lasts: Lasts::Ends(LOCK_WAIT) };
        Prepared "prepared" Remarkable ["{node} voted yes for operation #{a}: from now on it is in doubt", "{node}对操作 #{a} 投了赞成票，从此事务未决"];
        InDoubt "in_doubt" Not ["{node} is in doubt about a transaction and holds its locks", "{node}有一个未决事务，并持有它的锁"] { lasts: Lasts::Begins(IN_DOUBT) };
        Certain "certain" Not ["{node} is in doubt about nothing any more", "{node}不再有未决事务"] { lasts: Lasts::Ends(IN_DOUBT) };
        ReadOnly "read_only" Not ["{node} only read for operation #{a} and is out (read-only optimization)", "{node}为操作 #{a} 只读过数据，退出（只读优化）"];
        VotedNo "voted_no" Remarkable ["{node} voted no for operation #{a}", "{node}对操作 #{a} 投了反对票"];
        Committed "committed" Not ["{node} committed operation #{a}", "{node}提交了操作 #{a}"];
        Aborted "aborted" Not ["{node} aborted operation #{a}", "{node}中止了操作 #{a}"];
        GaveUp "gave_up_work" Remarkable ["{node} was told nothing about operation #{a} for too long and aborted it", "{node}太久没有收到操作 #{a} 的消息，把它中止了"];
        Alone "alone" Remarkable ["{node} had voted yes for operation #{a}, and aborted it after a timeout", "{node}已对操作 #{a} 投了赞成票，却在超时后把它中止了"]
            { mark: Some(text("broke its yes", "违背赞成票")) };
        Guessed "guessed" Remarkable ["{node} decided operation #{a} heuristically", "{node}对操作 #{a} 作了启发式决定"]
            { mark: Some(text("heuristic", "启发式")) };
        Damage "damage" Remarkable ["{node} learned that what it had decided alone was wrong (heuristic damage)", "{node}得知自己擅自作出的决定是错的（启发式损害）"]
            { mark: Some(text("damage", "损害")) };
        DecidedCommit "decided_commit" Remarkable ["{node} decided to commit operation #{a}", "{node}决定提交操作 #{a}"];
        DecidedAbort "decided_abort" Remarkable ["{node} decided to abort operation #{a}", "{node}决定中止操作 #{a}"];
        /// Whether the answer was to commit is `b`.
        Presumed "presumed" Remarkable ["{node} does not remember a transaction that {a:node} asks about, and answers by presumption", "{a:node}询问的事务{node}不记得了，按推定答复"];
        Inquired "inquired" Not ["{node} asks what was decided for operation #{a}", "{node}询问操作 #{a} 的决定"];
        ToldByPeer "told_by_peer" Remarkable ["{node} learned the decision for operation #{a} from {b:node} (cooperative termination)", "{node}从{b:node}得知操作 #{a} 的决定（协作终止）"];
        Recovered "recovered" Remarkable ["{node} recovered; transactions in doubt: {a}", "{node}已恢复：{a} 个事务未决"];
        Resumed "took_up_again" Remarkable ["{node} recovered; decisions still to be told: {a}", "{node}已恢复：还有 {a} 个决定要通知"];
        Replaced "replaced" Remarkable ["A new coordinator has taken the place of {node}", "新的协调者取代了{node}"] { mark: Some(text("new coordinator", "新协调者")) };
        /// Which try is `b`.
        Retried "retried" Remarkable ["{node} begins operation #{a} anew, for the {b:nth} time", "{node}{b:nth}重新开始操作 #{a}"];
        Redone "redone" Remarkable ["{node} carried out operation #{a} once more: it did not recognize a decision that it had been told before", "{node}把操作 #{a} 又执行了一遍：没有认出早已通知过的决定"]
            { mark: Some(text("carried out twice", "重复执行")) };
        Repeated "repeated" Remarkable ["{node} recognized the command of operation #{a} as already carried out", "{node}识别出操作 #{a} 的命令早已执行过（幂等）"];
        Unknown "unknown" Remarkable ["{node} gave up operation #{a} and does not know its outcome", "{node}放弃了操作 #{a}，不知道它的结果"];
    }
}

/// The letter of an account in what a message says.
pub(super) fn letter(account: AccountId) -> String {
    let letter = u8::try_from(account.0).ok().filter(|&n| n < 26).map(|n| char::from(b'a' + n));
    letter.map_or_else(|| account.to_string(), String::from)
}
