//! The lab around the kernel: experiments, runs and their branches, and what of them a person sees.
//!
//! | question | file |
//! | --- | --- |
//! | what an experiment is | `experiment` |
//! | networks, workloads and settings with a name | `network_presets`, `workload_presets`, `settings_presets` |
//! | which run a first visit shows | `first_visit` |
//! | how a file is checked | `read`, `problem` |
//! | how a person's ledger or samples come in | `import` |
//! | how an experiment becomes a run | `setup` |
//! | which runs there are | `timeline` |
//! | a run as a person left it | `whole` |
//! | a run as a text in an address | `link` |
//! | when replicas agreed | `ribbon` |
//! | who is the newest, who is behind, who went another way | `standing` |
//! | which reads missed which writes | `stale` |
//! | which promises were broken, and when first | `breaches` |
//! | what is seen at one moment | `frame` (the values), `look` (how they come about) |
//! | what a run cost and what it broke | `receipt` |
//! | what its lines count, one by one | `lines` |
//! | the same workday several ways, held against each other | `compare` |
//! | how long others were in the way | `waited` |
//! | what each copy holds, and what answers rest on | `copies`, `attempts` (where a client asked more than once) |
//! | what its sessions were promised | `guarantees` |
//! | what isolation its transactions got | `transactions` |
//! | what must be true of it at every moment | `invariants` |
//! | what the judges say about a run | `verdicts` |
//! | how amounts are written in what messages and judges say | `amounts` |
//! | what its protocol promises with its settings | `promised` |
//! | whether what broke is outside of that, because the run left a condition | `outside` |
//! | how often something happens over many seeds | `sweep` |
//! | how stale a read is that asks some copies only, by trials without an engine | `staleness` |
//! | what others published, beside what comes out here | `numbers` |
//! | a run as lines of JSON | `history` |
//! | why a value is stale, lost or doubled, and what would have changed it | `why` |
//! | a run as a file for other tools | `export` |
//! | how a story becomes a run | `script` |
//! | what is claimed of a run, as a line that can be checked | `claim` |
//! | which faults break something: the fewest with which a goal comes true | `search` |
//! | pinned runs that show one anomaly each | `demo` |
//! | random runs with every fault, and what they are held to | `matrix` |

pub mod amounts;
pub mod attempts;
pub mod beside;
pub mod breaches;
pub mod claim;
pub mod compare;
pub mod copies;
pub mod demo;
pub mod experiment;
pub mod export;
pub mod first_visit;
pub mod frame;
pub mod goodput;
pub mod guarantees;
pub mod history;
pub mod import;
pub mod invariants;
pub mod lines;
pub mod link;
pub mod matrix;
pub mod network_presets;
pub mod numbers;
pub mod outside;
pub mod problem;
pub mod promised;
pub mod read;
pub mod receipt;
pub mod ribbon;
pub mod script;
pub mod search;
pub mod settings_presets;
pub mod setup;
pub mod stale;
pub mod staleness;
pub mod standing;
pub mod sweep;
pub mod timeline;
pub mod transactions;
pub mod until;
pub mod verdicts;
pub mod waited;
pub mod whole;
pub mod why;
pub mod workload_presets;
