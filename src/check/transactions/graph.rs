//! Who comes before whom, and why: the dependency graph of Adya (1999), with the orders of sessions
//! and of real time beside it.

use super::txn::Txns;

/// Kinds of edges, as bits, so that a search can be told which it may use.
pub mod kind {
    /// The second one's write came directly after the first one's.
    pub const WW: u8 = 1;
    /// The second one read what the first one wrote.
    pub const WR: u8 = 2;
    /// The first one read what came before the second one's write.
    pub const RW: u8 = 4;
    /// One session asked for the first one and then for the second.
    pub const PROCESS: u8 = 8;
    /// The first one had returned when the second one was invoked.
    pub const REALTIME: u8 = 16;
    /// From a helper node on to what it stands for: the kind is that of the edge that led to the
    /// helper.
    pub const PASS: u8 = 32;
}

/// Which orders beside the data count.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Order {
    /// None: only what was read and written.
    Data,
    /// That of each session too.
    Process,
    /// That of real time too, which contains that of each session.
    Realtime,
}

impl Order {
    /// The edges that this order brings.
    pub fn kinds(self) -> u8 {
        match self {
            Order::Data => 0,
            Order::Process => kind::PROCESS,
            Order::Realtime => kind::PROCESS | kind::REALTIME,
        }
    }
}

/// One edge. Values are numbers of the transactions' own tables.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Edge {
    /// The one that comes first: a place in [`Txns::all`], or a helper above.
    pub from: u32,
    /// The one that comes after it.
    pub to: u32,
    /// One bit of [`kind`].
    pub kind: u8,
    /// Which key it is about; anything for the orders of sessions and time.
    pub key: u32,
    /// The earlier value: what was overwritten or read. Nothing is the initial state.
    pub before: Option<u32>,
    /// The later value, where there is one.
    pub after: Option<u32>,
}

impl Edge {
    /// An edge that follows from an order of operations, and not from a version.
    pub fn order(from: usize, to: usize, kind: u8) -> Edge {
        Edge { from: from as u32, to: to as u32, kind, key: 0, before: None, after: None }
    }
}

/// Transactions and helpers, and their edges by where they start.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// How many nodes there are; those from the number of transactions on are helpers.
    pub nodes: usize,
    /// Edges, sorted by `from` once [`Graph::sorted`] was called.
    pub edges: Vec<Edge>,
    starts: Vec<usize>,
}

impl Graph {
    /// A graph without edges.
    pub fn new(nodes: usize) -> Graph {
        Graph { nodes, ..Graph::default() }
    }

    /// Adds an edge, unless it leads back to where it starts.
    pub fn add(&mut self, edge: Edge) {
        if edge.from != edge.to {
            self.edges.push(edge);
        }
    }

    /// Brings the edges into the order of their starts.
    #[must_use]
    pub fn sorted(mut self) -> Graph {
        let mut starts = self.count();
        // Each edge goes where its start's edges lie; what is left to sort are a few at a time.
        let mut places: Vec<u32> = vec![0; self.edges.len()];
        for (nth, edge) in (0..).zip(&self.edges) {
            let next = &mut starts[edge.from as usize];
            places[*next] = nth;
            *next += 1;
        }
        let mut sorted: Vec<Edge> = places.iter().map(|&nth| self.edges[nth as usize]).collect();
        // Each start has become its end.
        let mut begin = 0;
        for &end in &starts[..self.nodes] {
            sorted[begin..end].sort_unstable_by_key(|it| (it.to, it.kind, it.key, it.before, it.after));
            begin = end;
        }
        sorted.dedup();
        self.edges = sorted;
        self.starts = self.count();
        self
    }

    /// Where the edges of each node would begin if they were sorted, and where those of the last
    /// one end.
    fn count(&self) -> Vec<usize> {
        let mut starts = vec![0; self.nodes + 1];
        for edge in &self.edges {
            starts[edge.from as usize + 1] += 1;
        }
        for node in 0..self.nodes {
            starts[node + 1] += starts[node];
        }
        starts
    }

    /// The places in `edges` of those that start at a node.
    pub fn out(&self, node: usize) -> std::ops::Range<usize> {
        self.starts[node]..self.starts[node + 1]
    }

    /// Edges of one kind from one node to each of several, without quadratically many: a shared row
    /// of helpers for each set of targets.
    pub fn fan(&mut self, row: &mut Fan, edge: Edge) {
        match row.targets.as_slice() {
            [] => {}
            [(to, after)] => self.add(Edge { to: *to, after: *after, ..edge }),
            _ => {
                let (first, length) = (row.helpers(self, edge.key), row.targets.len() as u32);
                // Helper i leads to targets i and later; helper length + i to targets i and
                // earlier.
                match row.targets.binary_search_by_key(&edge.from, |(to, _)| *to) {
                    Err(_) => self.add(Edge { to: first, ..edge }),
                    Ok(at) => {
                        let at = at as u32;
                        if at + 1 < length {
                            self.add(Edge { to: first + at + 1, ..edge });
                        }
                        if at > 0 {
                            self.add(Edge { to: first + length + at - 1, ..edge });
                        }
                    }
                }
            }
        }
    }
}

/// The targets of a [`Graph::fan`]: transactions with the value that each wrote, in their order,
/// each once.
#[derive(Clone, Debug, Default)]
pub struct Fan {
    targets: Vec<(u32, Option<u32>)>,
    first: Option<u32>,
}

impl Fan {
    /// A fan towards these.
    pub fn new(mut targets: Vec<(u32, Option<u32>)>) -> Fan {
        targets.sort_unstable();
        targets.dedup_by_key(|(to, _)| *to);
        Fan { targets, first: None }
    }

    /// How many targets there are.
    pub fn width(&self) -> usize {
        self.targets.len()
    }

    fn helpers(&mut self, graph: &mut Graph, key: u32) -> u32 {
        *self.first.get_or_insert_with(|| {
            let (first, length) = (graph.nodes as u32, self.targets.len() as u32);
            graph.nodes += 2 * self.targets.len();
            let pass = |from, to, after| Edge { from, to, kind: kind::PASS, key, before: None, after };
            for (at, (to, after)) in (0..).zip(&self.targets) {
                graph.add(pass(first + at, *to, *after));
                graph.add(pass(first + length + at, *to, *after));
                if at + 1 < length {
                    graph.add(pass(first + at, first + at + 1, None));
                    graph.add(pass(first + length + at + 1, first + length + at, None));
                }
            }
            first
        })
    }
}

/// Adds the order of each session and of real time between the transactions that happened.
///
/// Of real time only the next ones are named: a transaction follows those that had returned before
/// it was invoked and that no other such one follows. One sweep over the moments finds them, with
/// as many edges as transactions were under way at once.
pub fn orders(txns: &Txns, happened: &[bool], order: Order, graph: &mut Graph) {
    let members = || (0..txns.all.len()).filter(|&at| happened[at]);
    if order >= Order::Process {
        let mut sessions: Vec<(u64, u64, usize)> =
            members().map(|at| (txns.all[at].process, txns.all[at].invoked, at)).collect();
        sessions.sort_unstable();
        for pair in sessions.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
            graph.add(Edge::order(pair[0].2, pair[1].2, kind::PROCESS));
        }
    }
    if order >= Order::Realtime {
        // At one moment, invocations come before returns: two that touch overlap.
        let invoked = members().map(|at| (txns.all[at].invoked, false, at));
        let returned = members().filter_map(|at| txns.all[at].returned.map(|moment| (moment, true, at)));
        let mut moments: Vec<(u64, bool, usize)> = invoked.chain(returned).collect();
        moments.sort_unstable();
        // Those that have returned and that no other one follows which has returned too; of each
        // that is under way, the edges that lead to it.
        let mut last: Vec<usize> = Vec::new();
        let mut before: Vec<std::ops::Range<usize>> = vec![0..0; txns.all.len()];
        let mut is_last = vec![false; txns.all.len()];
        for (_, has_returned, at) in moments {
            if has_returned {
                graph.edges[before[at].clone()].iter().for_each(|edge| is_last[edge.from as usize] = false);
                last.retain(|&it| is_last[it]);
                last.insert(last.partition_point(|&it| it < at), at);
                is_last[at] = true;
            } else {
                let first = graph.edges.len();
                last.iter().for_each(|&earlier| graph.add(Edge::order(earlier, at, kind::REALTIME)));
                before[at] = first..graph.edges.len();
            }
        }
    }
}
