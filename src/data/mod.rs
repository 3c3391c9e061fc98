//! Pure structures that protocols are made of. None of them knows that there is a network.
//!
//! | question | file |
//! | --- | --- |
//! | a replicated log that tells a damaged record from a good one | `ledger` |
//! | where events are kept, and who may append | `event_log` |
//! | which places belong to a stream | `streams` |
//! | whether an id was seen before | `id_index` |
//! | what a service has received, as a passbook | `feed` |
//! | what comes next in its stream, and what is early | `inbox` |
//! | what a broker keeps: partitions, positions, redelivery, dead letters | `topics` |
//! | a fold with its position | `projection` |
//! | folds that are not balances: reports | `reports` |
//! | a fold that need not begin at the beginning | `snapshot` |
//! | how an old event is read by new code | `upcast` |
//! | a table under concurrent transactions, at each isolation level | `transactions` |
//! | who holds which lock, who waits for whom | `locks` |
//! | committed, older and uncommitted versions of rows | `rows` |
//! | who read what another wrote over | `rw_conflicts` |
//! | what two copies differ in, by comparing a few numbers | `merkle` |
//! | what may be decided in two phases, and what must be on disk first | `commit` |

pub mod commit;
pub mod event_log;
pub mod feed;
pub mod id_index;
pub mod inbox;
pub mod ledger;
pub mod locks;
pub mod merkle;
pub mod projection;
pub mod reports;
pub mod rows;
pub mod rw_conflicts;
pub mod snapshot;
pub mod streams;
pub mod topics;
pub mod transactions;
pub mod upcast;
