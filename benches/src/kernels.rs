//! What is measured both natively and in wasm: the same source, compiled twice. Each kernel is
//! prepared, which is not timed, and then works.

use crate::histories::{appended, compared, written_once};
use crate::phold::{Kernel, Phold, WARM, long_enough, plan};
use eventual::base::time::Time;
use eventual::check::history::History;
use eventual::check::judge::{self, Question};
use eventual::check::spec::Kind;
use eventual::sim::run::{AnyRun, Progress, Run, Target};
use eventual::sim::trace::FactKind;

/// A kernel that is ready to work.
pub enum Ready {
    /// Folds a run on to a moment.
    Engine(Box<Kernel>, Time),
    /// Goes to so many places of a run.
    Seek(Box<Run<Phold>>, u32),
    /// Looks at every fact.
    Fold(Box<Kernel>),
    /// Digests every fact.
    Digest(Box<Kernel>),
    /// Judges a history so many times.
    Checker(History, Kind, u32),
}

/// A kernel: what it does, with how much of what, and how many times as long as natively it may
/// take in wasm.
pub struct Work {
    /// What it does.
    pub name: &'static str,
    /// How many messages are on their way, or how many operations a history has.
    pub sizes: &'static [u32],
    /// What they are.
    pub unit: &'static str,
    /// What is to be reached.
    pub reach: f64,
}

/// The kernels, in the order of their numbers.
pub const KERNELS: [Work; 7] = [
    engine("fold a run"),
    engine("seek"),
    engine("fold a trace"),
    engine("digest a trace"),
    Work { name: "judge a register", sizes: &[10_000, 1_000_000], unit: "operations", reach: 1.3 },
    Work { name: "search a register", sizes: &[1_000], unit: "operations", reach: 1.3 },
    Work { name: "judge lists", sizes: &[2_000, 10_000], unit: "transactions", reach: 1.3 },
];

const fn engine(name: &'static str) -> Work {
    Work { name, sizes: &[64, 1_024], unit: "pending", reach: 1.15 }
}

/// Gets kernel `which` ready, of this size and with about so many events.
pub fn prepare(which: u32, size: u32, events: u32) -> Ready {
    match which {
        4 => return Ready::Checker(written_once(u64::from(size)), Kind::Register, (events / size).max(1)),
        5 => {
            return Ready::Checker(compared(u64::from(size)), Kind::CasRegister, (events / size / 20).max(1));
        }
        // A transaction asks for a great deal more than an operation.
        6 => return Ready::Checker(appended(u64::from(size)), Kind::ListAppend, (events / size / 20).max(1)),
        _ => {}
    }
    let pending = size;
    let end = WARM + long_enough(u64::from(events), pending);
    let mut kernel = Box::new(Kernel::new(pending));
    match which {
        0 => {
            kernel.run_to(WARM);
            Ready::Engine(kernel, end)
        }
        1 => {
            let mut run = Box::new(Run::new(plan(pending), Vec::new(), end));
            while run.advance(4_096) == Progress::More {}
            Ready::Seek(run, 100)
        }
        2 | 3 => {
            kernel.run_to(end);
            if which == 2 { Ready::Fold(kernel) } else { Ready::Digest(kernel) }
        }
        _ => unreachable!("there are seven kernels"),
    }
}

/// Lets a kernel work: how many things it did, and what they came to.
pub fn work(ready: &mut Ready) -> (u64, u64) {
    match ready {
        Ready::Engine(kernel, end) => {
            let before = kernel.total().0;
            kernel.run_to(*end);
            (kernel.total().0 - before, kernel.total().1)
        }
        Ready::Seek(run, times) => {
            let steps = run.folded().1;
            let sum = (0..*times).fold(0, |sum: u64, n| {
                run.seek(Target::Step(u64::from(n) * 7_919 * steps / 100 % steps));
                sum.rotate_left(5) ^ run.cursor().0.0
            });
            (u64::from(*times), sum)
        }
        Ready::Fold(kernel) => (u64::from(kernel.trace().len()), deliveries(kernel)),
        Ready::Digest(kernel) => (u64::from(kernel.trace().len()), kernel.trace().digest().0 as u64),
        Ready::Checker(history, kind, times) => {
            let question = Question {
                history,
                kind: *kind,
                initial: None,
                budget: judge::BUDGET,
                memory: judge::MEMORY,
            };
            let judge = judge::find(judge::usual(*kind), *kind).expect("a judge");
            let sum = (0..*times).fold(0, |sum: u64, _| {
                let answer = (judge.judge)(&question).expect("a history");
                let words =
                    answer.strongest.iter().copied().chain([answer.verdict.word()]).flat_map(str::bytes);
                words.fold(sum, |sum, byte| sum.rotate_left(7) ^ u64::from(byte))
            });
            (history.operations.len() as u64 * u64::from(*times), sum)
        }
    }
}

/// A fold such as a page or a checker makes: when each node last got a message, and how many
/// arrived.
pub fn deliveries(kernel: &Kernel) -> u64 {
    let (mut last, mut count) = ([0; 8], 0);
    kernel.trace().facts_from(0).for_each(|(_, event)| {
        if let FactKind::Delivered { .. } = event.what {
            last[event.node.index() % 8] = event.at.0;
            count += 1;
        }
    });
    last.iter().fold(count, |sum: u64, at| sum.rotate_left(9) ^ at)
}
