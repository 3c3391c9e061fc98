//! The bad patterns, and where they are.

use super::Level;
use crate::check::accesses::{Accesses, From};
use crate::check::transactions::graph::{Edge, Graph, kind};
use crate::check::transactions::reach::Reach;

/// A pattern that was found, and in which accesses: places in [`Accesses::all`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pattern {
    /// Its name in the paper.
    pub name: &'static str,
    /// The accesses that make it: the writes, then the read, where it has such.
    pub accesses: Vec<usize>,
}

/// Reads with what they saw; and the writes by key.
struct Seen {
    reads: Vec<(usize, Option<usize>)>,
    writes: Vec<Vec<usize>>,
}

fn edge(from: usize, to: usize, kind: u8) -> Edge {
    Edge { from: from as u32, to: to as u32, kind, key: 0, before: None, after: None }
}

/// The order of the sessions, and from writes to those of their reads that are asked for.
fn base(accesses: &Accesses, counts: impl Fn(usize) -> bool) -> Graph {
    let mut graph = Graph::new(accesses.all.len());
    for session in &accesses.sessions {
        session.windows(2).for_each(|pair| graph.add(edge(pair[0], pair[1], kind::PROCESS)));
    }
    for (at, access) in accesses.all.iter().enumerate() {
        if let Some(From::Write(by)) = access.read
            && counts(at)
        {
            graph.add(edge(by, at, kind::WR));
        }
    }
    graph
}

/// The patterns of a level, one of each kind that is there. Nothing where the budget, in steps, is
/// spent.
pub fn patterns(accesses: &Accesses, level: Level, budget: &mut u64) -> Option<Vec<Pattern>> {
    let wanted = |name: &str| level.broken_by().contains(&name);
    let mut found = Vec::new();
    let mut add = |name: &'static str, accesses: Vec<usize>| {
        if wanted(name) && !found.iter().any(|it: &Pattern| it.name == name) {
            found.push(Pattern { name, accesses });
        }
    };
    let mut seen = Seen { reads: Vec::new(), writes: vec![Vec::new(); accesses.keys.len()] };
    for (at, access) in accesses.all.iter().enumerate() {
        match access.read {
            None => seen.writes[access.key].push(at),
            Some(From::Initial) => seen.reads.push((at, None)),
            Some(From::Write(by)) => seen.reads.push((at, Some(by))),
            Some(From::Nowhere) => add("ThinAirRead", vec![at]),
            Some(From::Elsewhere) => {}
        }
    }
    if level == Level::Pram {
        for session in 0..accesses.sessions.len() {
            beliefs(accesses, &seen, session, true, budget, &mut add)?;
        }
        return Some(found);
    }
    pay(budget, accesses.all.len() * accesses.all.len() / 64)?;
    let order = base(accesses, |_| true).sorted();
    let Some(co) = Reach::of(&order) else {
        add("CyclicCO", Vec::new());
        return Some(found);
    };
    let mut conflicts = order.clone();
    for &(read, from) in &seen.reads {
        let writes = &seen.writes[accesses.all[read].key];
        pay(budget, writes.len())?;
        for &write in writes.iter().filter(|write| Some(**write) != from && co.leads(**write, read)) {
            match from {
                None => add("WriteCOInitRead", vec![write, read]),
                Some(from) => {
                    if co.leads(from, write) {
                        add("WriteCORead", vec![from, write, read]);
                    }
                    conflicts.add(edge(write, from, kind::WW));
                }
            }
        }
    }
    if wanted("CyclicCF") && Reach::of(&conflicts.sorted()).is_none() {
        add("CyclicCF", Vec::new());
    }
    if level == Level::Cm {
        for session in 0..accesses.sessions.len() {
            beliefs(accesses, &seen, session, false, budget, &mut add)?;
        }
    }
    Some(found)
}

/// Whether pipelined memory is broken, where that is known.
pub fn pram(accesses: &Accesses, budget: &mut u64) -> Option<bool> {
    patterns(accesses, Level::Pram, budget).map(|found| !found.is_empty())
}

fn pay(budget: &mut u64, steps: usize) -> Option<()> {
    *budget = budget.checked_sub(steps as u64 + 1)?;
    Some(())
}

/// What one process must believe: an order of all writes that it knows of and of its own reads. A
/// write that comes before one of its reads comes before what that read saw.
fn beliefs(
    accesses: &Accesses,
    seen: &Seen,
    session: usize,
    own_reads_only: bool,
    budget: &mut u64,
    add: &mut impl FnMut(&'static str, Vec<usize>),
) -> Option<()> {
    let own = |at: usize| accesses.seats[at].0 == session;
    let whole = base(accesses, |at| !own_reads_only || own(at));
    let Some(&last) = accesses.sessions[session].last() else { return Some(()) };
    // Only what the process knows of at its end.
    let mut hb = whole.clone();
    if !own_reads_only {
        pay(budget, accesses.all.len() * accesses.all.len() / 64)?;
        let Some(co) = Reach::of(&whole.sorted()) else { return Some(()) };
        hb.edges.retain(|it| {
            let known = |node: u32| node as usize == last || co.leads(node as usize, last);
            known(it.from) && known(it.to)
        });
    }
    let mut hb = hb.sorted();
    loop {
        pay(budget, accesses.all.len() * accesses.all.len() / 64)?;
        let Some(reach) = Reach::of(&hb) else {
            add("CyclicHB", Vec::new());
            return Some(());
        };
        let mut more = false;
        for &(read, from) in seen.reads.iter().filter(|(read, _)| own(*read)) {
            let writes = &seen.writes[accesses.all[read].key];
            pay(budget, writes.len())?;
            for &write in writes.iter().filter(|write| Some(**write) != from && reach.leads(**write, read)) {
                match from {
                    None => add("WriteHBInitRead", vec![write, read]),
                    Some(from) if !reach.leads(write, from) => {
                        hb.add(edge(write, from, kind::WW));
                        more = true;
                    }
                    Some(_) => {}
                }
            }
        }
        if !more {
            return Some(());
        }
        hb = hb.sorted();
    }
}
