//! Two-phase commit as a person meets it: its name, and what it promises.

use super::TwoPhaseCommit;
use super::task::owner_of;
use super::words::{KNOBS, ORDERS, TIMERS};
use crate::base::text::text;
use crate::protocol::manifest::goal::{Goal, Step};
use crate::protocol::manifest::mutant::Mutant;
use crate::protocol::manifest::way::Way;
use crate::protocol::manifest::{Described, First, Manifest, Promise, Rollout, To, Trouble};
use crate::sim::cast::{Copies, Part, Shape};

impl Described for TwoPhaseCommit {
    const GOALS: &'static [Goal] = GOALS;
    const MUTANTS: &'static [Mutant] = MUTANTS;
    const FIRST: First = First { seed: 31_015, trouble: Trouble::Blocked };
    const MANIFEST: Manifest = Manifest {
        name: "two-phase-commit",
        title: text("Two-phase commit", "两阶段提交"),
        summary: text(
            "Each account is owned by one service. An operation on accounts of several services is one transaction: a coordinator asks every owner to vote, and commits only if all say yes. It is strongly consistent, and it blocks: who has voted yes keeps its locks until it is told.",
            "每个账户归一个服务所有。跨服务的操作是一个事务：协调者请每个所属服务投票，全部赞成才提交。它是强一致的，但会阻塞：投了赞成票的服务在得到通知之前一直持有锁。",
        ),
        way: Way::AgreeFirst,
        cost: text(
            "Every operation waits for the slowest participant, and while the coordinator is away, whatever is in doubt stays locked.",
            "每个操作都要等最慢的参与者；协调者不在时，未决事务的账户一直锁着。",
        ),
        invitation: text(
            "Ask for a transfer between two services, and crash the coordinator right after the votes. Then try to read either account.",
            "发起一笔跨服务转账，在投票之后让协调者崩溃，再试着读这两个账户。",
        ),
        knobs: KNOBS,
        orders: ORDERS,
        timers: TIMERS,
        parts: |_, _| vec![Part { name: text("Coordinator", "协调者"), shape: Shape::Coordinator }],
        copies: |_| Copies::Owned { owner: owner_of, read_models: false },
        promises: PROMISES,
        demos: super::demos::DEMOS,
    };
}

const GOALS: &[Goal] = &[
    Goal {
        name: "a-coordinator-recovered-with-decisions-to-tell",
        steps: &[Step::Own("decided_commit"), Step::RestartsHere, Step::OwnHere("took_up_again")],
    },
    Goal {
        name: "a-participant-crashed-in-doubt",
        steps: &[Step::Own("prepared"), Step::RestartsHere, Step::OwnHere("recovered")],
    },
    Goal {
        name: "a-participant-knew-the-decision-that-another-one-missed",
        steps: &[Step::Own("in_doubt"), Step::OwnHere("told_by_peer")],
    },
    Goal {
        name: "the-end-of-a-forgotten-transaction-was-presumed",
        steps: &[Step::Own("inquired"), Step::Own("presumed")],
    },
    Goal {
        name: "somebody-waited-while-a-node-was-in-doubt",
        steps: &[Step::Own("in_doubt"), Step::OwnHere("waits"), Step::OwnHere("certain")],
    },
    Goal { name: "a-younger-transaction-died", steps: &[Step::Own("died"), Step::Own("retried")] },
    Goal {
        name: "a-command-was-recognized-when-it-was-asked-for-again",
        steps: &[Step::Asks, Step::AsksAgain, Step::Own("repeated"), Step::Done],
    },
    Goal {
        name: "a-coordinator-was-replaced-while-a-node-was-in-doubt",
        steps: &[Step::Own("in_doubt"), Step::Own("replaced"), Step::Own("certain")],
    },
];

const MUTANTS: &[Mutant] = &[
    Mutant::new("votes-before-it-is-saved"),
    Mutant::new("decisions-are-not-saved"),
    Mutant::new("one-acknowledgement-is-enough"),
    Mutant::new("a-majority-of-votes-is-enough"),
    Mutant::under("initiations-are-not-saved", &[("presumes", To::Choice("commit"))]),
    Mutant::new("acknowledges-before-it-is-saved"),
    Mutant::new("promises-are-not-locked-again"),
    Mutant::new("locks-end-with-the-vote"),
    Mutant::under("who-is-in-doubt-says-abort", &[("cooperative", To::Switch(true))]),
    Mutant::new("presumes-the-other-end"),
    Mutant::new("reads-do-not-lock"),
    Mutant::new("commands-are-not-remembered"),
];

const PROMISES: &[Promise] = &[Promise {
    holds: &[
        "atomic-commit",
        "conservation",
        "non-negative",
        "covered",
        "append-only",
        "effects",
        "stale-time",
        "stale-versions",
        "strict-serializable",
    ],
    under: &[
        ("force_prepared", To::Switch(true)),
        ("force_decision", To::Switch(true)),
        ("initiation", To::Switch(true)),
        ("remember", To::Switch(true)),
        ("once", To::Switch(true)),
        ("yes_binds", To::Switch(true)),
        ("heuristic", To::Choice("never")),
        ("coordinator_log", To::Choice("kept")),
    ],
    rollout: Rollout::Any,
    because: text(
        "Nobody says what is not on its disk, nobody who has said yes decides alone, and nobody forgets what others may still ask for. Locks are held until the decision is known. What is lost while the coordinator is away is time.",
        "没有落盘的话不说，投了赞成票就不自行决定，别人可能还要问的就不忘记；锁一直持有到得知决定。协调者不在时，损失的只是时间。",
    ),
}];
