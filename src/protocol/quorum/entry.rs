//! Quorums as a person meets them: the name, what is promised under which settings, what random
//! runs should come to.

use super::words::{KNOBS, TIMERS};
use super::{Config, Quorum};
use crate::base::text::text;
use crate::protocol::manifest::goal::{Goal, Step};
use crate::protocol::manifest::mutant::Mutant;
use crate::protocol::manifest::progress::{Need, Progress, Whom};
use crate::protocol::manifest::way::Way;
use crate::protocol::manifest::{Described, First, Manifest, NO_PARTS, Promise, Rollout, To, Trouble};
use crate::sim::cast::Copies;

impl Described for Quorum {
    const GOALS: &'static [Goal] = GOALS;
    const PROGRESS: &'static [Progress] = PROGRESS;
    const MUTANTS: &'static [Mutant] = MUTANTS;
    const FIRST: First = First { seed: 31_008, trouble: Trouble::StaleReads };
    const MANIFEST: Manifest = Manifest {
        name: "quorum",
        title: text("Quorum replication", "法定数复制（Quorum）"),
        summary: text(
            "Each account is held by N services. Whoever is asked reads from R copies and writes to W, \
             and any of them may be the coordinator. Copies that missed a write learn of it later; \
             versions say which write stays.",
            "每个账户由 N 个服务持有。被访问的服务担任协调者，读 R 个副本，写 W 个副本，\
             谁都可以协调。错过写入的副本之后再补上；由版本决定保留哪次写入。",
        ),
        way: Way::AskEnough,
        cost: text(
            "It answers while copies are away, and of two writes made at once one is lost or both have to be reconciled.",
            "部分副本不在也能应答；代价是同时写入时，要么丢掉一个，要么事后合并。",
        ),
        invitation: text(
            "Cut one service off and deposit on both sides. Then raise R and W until they overlap, and do it again.",
            "隔离一个服务，在两边各存一笔。再调高 R 和 W，让两者必有交集，重来一遍。",
        ),
        knobs: KNOBS,
        orders: &[],
        timers: TIMERS,
        parts: NO_PARTS,
        copies: |settings| Copies::Replicas { of_each: Config::from(settings).n },
        promises: PROMISES,
        demos: super::demos::DEMOS,
    };
}

/// R + W > N, among the home copies, with stamps above all that was read.
const OVERLAP: [(&str, To); 5] = [
    ("n", To::Number(3)),
    ("r", To::Number(2)),
    ("w", To::Number(2)),
    ("sloppy", To::Switch(false)),
    ("wins", To::Choice("hybrid")),
];

const PROMISES: &[Promise] = &[
    Promise {
        holds: &["non-negative"],
        // Who is told that a joint withdrawal failed, while copies of it spread, finds an account below
        // what others answer for.
        under: &[("siblings", To::Choice("newest")), ("honest", To::Switch(true))],
        rollout: Rollout::Any,
        because: text(
            "Every version was made by a withdrawal that its own balance covered, and no client is told that one failed which may still be carried out. That the money of two withdrawals made at once was there twice is not promised.",
            "每个版本都来自一次余额足够的操作，而且可能生效的取款不会答复为失败。但两次同时进行的取款，钱是否真有两份，不作保证。",
        ),
    },
    Promise {
        holds: &["read-your-writes"],
        under: &OVERLAP,
        rollout: Rollout::Any,
        because: text(
            "Any two of three copies share one, so a read meets every acknowledged write, and a write gets a stamp above all that it read (Gifford 1979). This is a regular register, not a linearizable one.",
            "三个副本中任意两组两个必有交集，所以读取会碰到每次已确认的写入；写入的时间戳高于它读到的一切（Gifford 1979）。这是规则寄存器（regular），不是线性一致的。",
        ),
    },
    Promise {
        holds: &["monotonic-reads"],
        under: &[
            OVERLAP[0],
            OVERLAP[1],
            OVERLAP[2],
            OVERLAP[3],
            OVERLAP[4],
            ("write_back", To::Switch(true)),
        ],
        rollout: Rollout::Any,
        because: text(
            "What a read returns is on two of three copies before it returns, so every later read meets it (Attiya, Bar-Noy and Dolev 1995).",
            "读取返回之前，读到的值已在三个副本中的两个上，所以之后的读取都会碰到它（Attiya、Bar-Noy 和 Dolev，1995）。",
        ),
    },
    Promise {
        holds: &["convergence"],
        under: &[("anti_entropy", To::Switch(true)), ("wins", To::Choice("hybrid"))],
        rollout: Rollout::Any,
        because: text(
            "Copies compare what they hold again and again, and whichever order versions come in, the same ones stay (eventual consistency).",
            "各副本反复比较所持有的数据；无论版本以什么顺序到达，留下的都相同（最终一致）。",
        ),
    },
];

const GOALS: &[Goal] = &[
    Goal { name: "a-read-repaired-a-copy", steps: &[Step::Own("repaired")] },
    Goal { name: "a-hint-came-home", steps: &[Step::Own("hinted"), Step::OwnHere("handed-over")] },
    Goal {
        name: "a-crash-did-not-lose-a-hint",
        steps: &[Step::Own("hinted"), Step::CrashesHere, Step::OwnHere("handed-over")],
    },
    Goal { name: "versions-stood-side-by-side", steps: &[Step::Own("siblings")] },
    Goal { name: "a-change-was-overridden", steps: &[Step::Asks, Step::Done, Step::Own("overridden")] },
    Goal { name: "anti-entropy-brought-a-version", steps: &[Step::Cut, Step::Own("synced")] },
    Goal { name: "a-read-wrote-back", steps: &[Step::Own("wrote-back")] },
    Goal { name: "a-write-outlived-its-timeout", steps: &[Step::Asks, Step::Own("gave-up"), Step::Shows] },
];

const PROGRESS: &[Progress] = &[Progress {
    under: &[("anti_entropy", To::Switch(true)), ("wins", To::Choice("hybrid"))],
    needs: &[Need {
        name: "too-few-copies-answer",
        whom: Whom::EveryService,
        waits_for: text(
            "A copy that R or W counts on is down or cut off.",
            "R 或 W 所需的某个副本宕机或失联。",
        ),
    }],
    converges: true,
}];

/// Nothing repairs in the background what a bug leaves behind.
const ALONE: &[(&str, To)] = &[
    ("read_repair", To::Switch(false)),
    ("anti_entropy", To::Switch(false)),
    ("handoff", To::Switch(false)),
];

const MUTANTS: &[Mutant] = &[
    Mutant::under("acknowledges-before-saved", ALONE),
    Mutant::under("one-answer-is-enough", ALONE),
    Mutant::under("one-copy-is-enough", ALONE),
    Mutant::new("the-last-to-come-wins"),
    Mutant::under("write-back-is-forgotten", ALONE),
    Mutant::under("stamps-forget-what-was-read", ALONE),
    Mutant::under("a-leaf-is-left-out", &[("read_repair", To::Switch(false))]),
];
