//! **Eventual · 终将一致**: several services need the same state and talk over a network that is
//! slow, loses, repeats, reorders and splits. How do they share it, and what does each way cost?
//!
//! # The one idea
//!
//! A run is a fold: `(Experiment, ordered Inputs) -> World`. The log of inputs is the only truth,
//! so the lab is itself event-sourced: scrubbing folds to a moment, undo moves a cursor, a branch
//! is another suffix, sharing sends the log.
//!
//! # The map
//!
//! | folder | what is in it | may use |
//! | --- | --- | --- |
//! | [`base`] | ids, time, keyed chance, samplers, the stable digest, the vector that forks, the way back | nothing of ours |
//! | [`domain`] | the bank that clients talk to: calls, replies, events, rules | base |
//! | [`data`] | pure structures that protocols share: ledgers, event logs, projections, tables under transactions | base, domain |
//! | [`sim`] | the kernel: agenda, network, faults, disk, trace, world, run. It knows no protocol | base, domain |
//! | [`protocol`] | one way to share state each: handlers, and tables of what it says about itself | base, domain, data, `sim::cast`, `sim::protocol`, `sim::fact`, `sim::show` |
//! | `protocol/catalog.rs` | the catalogue, one line a protocol: the one file that joins protocols and runs | `sim::run`, `sim::input`, `sim::world` |
//! | `protocol/manifest/script.rs` | how demos, stories and transcripts are written down: plain data | `sim::fault`, `sim::input`, `sim::network::Link` |
//! | [`check`] | the judges: histories in, verdicts with their witnesses out; usable alone | base, domain, `sim::trace` |
//! | [`lab`] | experiments, scripts, branches, frames, receipts, demos, files | base, domain, sim, check, `protocol::catalog`, `protocol::manifest` |
//! | [`lesson`] | the course: prose in both languages beside runs, questions, and claims that are executed | base, lab, `sim::cast`, `sim::fault`, `sim::input`, `sim::run`, `protocol::catalog`, `protocol::manifest` |
//! | [`view`] | frames as plain geometry and sentences; no Yew, tested natively | base, domain, lab, `sim::trace`, `sim::cast`, `sim::fact`, `sim::fault`, `sim::show`, `sim::network::Link` |
//! | [`engine`] | what the worker runs: questions in, reports out | base, lab, `protocol::catalog`, `sim::input`, `sim::run`, `view::svg` |
//! | `ui` | the page; the only folder that knows a browser | base, domain, view, lab, lesson, `engine::build`, `engine::crew`, `engine::watchdog`, `engine::wire`, `sim::input`, `sim::cast`, `sim::fault`, `sim::network`, `sim::show`, `sim::trace`, `sim::fact`, `protocol::catalog`, `protocol::knob` |
//! | `cli` | the command line; native only | base, check, lab, lesson, view, `sim::run`, `protocol::catalog` |
//! | `bin` | the beginnings of page, worker and command line | ui, engine, cli |
//!
//! A test executes this table (`tests/house.rs`), and takes its rules from nowhere else: a folder
//! may use itself and what its row lists. So a protocol cannot name the network or the clock, and
//! the page cannot name a protocol's state.
//!
//! # One request's journey
//!
//! A client of the workload comes due on the [`sim::agenda`]; the [`sim::world`] records the fact
//! [`Invoked`](sim::trace::FactKind::Invoked) and hands the request to the node's
//! [`Protocol::on_request`](sim::protocol::Protocol::on_request). The handler changes its state and
//! asks for effects: persist, send, reply. The world carries each effect out: the disk and the
//! network say when, and more agenda items come due. Every fact names its cause. When the run is
//! folded, [`lab::frame`] takes a [`Frame`](lab::frame::Frame) of any moment; the [`engine`] sends
//! it from the worker to the page, [`view`] turns it into shapes and sentences, and `ui` draws
//! them.
//!
//! # One click's journey
//!
//! A person presses "crash" in a node's menu: `ui::picture` sends an `Intent`, `ui::store_core`
//! puts it into the lane of questions, and the worker's [`engine`] hands it to
//! [`Timeline::act`](lab::timeline::Timeline::act). That forks the run at the cursor and appends an
//! [`Input`](sim::input::Input) to the log of the new branch: nothing else is ever changed. The
//! [`world`](sim::world) carries the input out, records the fact
//! [`Crashed`](sim::trace::FactKind::Crashed), and the run is folded to its end again. The
//! [`Ribbon`](lab::ribbon::Ribbon) and the judges fold the new facts;
//! [`frame::build`](lab::frame::build) answers with what is there at the cursor.
//!
//! # What is deliberately absent
//!
//! No clock, no ambient chance, no float in state, no iteration over a hash map below `ui`. No
//! protocol-specific page. No global state.

pub mod base;
pub mod check;
#[cfg(not(target_arch = "wasm32"))]
pub mod cli;
pub mod data;
pub mod domain;
pub mod engine;
pub mod lab;
pub mod lesson;
pub mod protocol;
pub mod sim;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod ui;
pub mod view;
