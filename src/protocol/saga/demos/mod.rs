//! The demos of sagas, all on one stage: three services, a message takes 50 ms, a write 5 ms.
//! Hangzhou owns alice (500), Beijing bob (300), Shanghai carol (200); the part that leads is node
//! 3. What is asked at 200 ms is debited at 310 ms, credited at 420 ms, and its parcel is accepted
//! or refused at 530 ms; a compensation follows at 640 ms.
//!
//! | question | file |
//! | --- | --- |
//! | what others see and overwrite of a saga that is under way, and what helps | `isolation` |
//! | messages that come twice, or in the wrong order | `delivery` |
//! | what a crash forgets, what cannot be undone, whose timer goes off | `ends` |
//! | try, confirm, cancel | `tcc` |

mod delivery;
mod ends;
mod isolation;
mod tcc;

use crate::protocol::manifest::Demo;
use crate::protocol::manifest::script::Script;

/// Every demo of this protocol.
pub(super) const DEMOS: &[Demo] = &[
    isolation::DIRTY_READ,
    isolation::LIMIT_EXCEEDED,
    isolation::SPENT,
    isolation::LOST_UPDATE,
    isolation::READ_THEN_CHANGED,
    isolation::WRITE_SKEW,
    isolation::HALF_SEEN,
    isolation::DEADLOCK,
    delivery::OLD_VALUE,
    delivery::TWICE,
    delivery::DOUBLE_REFUND,
    delivery::OVERTAKEN,
    delivery::REDELIVERED,
    ends::BEFORE_THE_LOG,
    ends::IN_MEMORY,
    ends::PIVOT_FIRST,
    ends::TIMER_AFTER_PIVOT,
    ends::EXPIRED,
    tcc::EMPTY_CANCEL,
    tcc::HANGING_TRY,
    tcc::CONFIRMED_TWICE,
];

/// The stage of all.
fn stage(s: Script) -> Script {
    s.lasts(6_000).latency(50).disk(5).patience(3_000, 0)
}
