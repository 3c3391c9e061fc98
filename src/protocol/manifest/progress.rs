//! When a protocol goes on, whatever broke before: whom it needs for that, and what it waits for as
//! long as they are not there.

use super::To;
use crate::base::text::{Text, text};

/// Under these settings, with these nodes up and connected, everything that was asked is answered
/// in the end, and what is asked anew is done.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// The settings that it takes, by name; all others may be what they like.
    pub under: &'static [(&'static str, To)],
    /// Whom it needs.
    pub needs: &'static [Need],
    /// Whether the copies among them come to the same state, too.
    pub converges: bool,
}

/// Whom a protocol needs to go on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Need {
    /// What is missing where it is not met, in a few words joined by hyphens.
    pub name: &'static str,
    /// Who is needed.
    pub whom: Whom,
    /// What is waited for where it is not met, in a sentence.
    pub waits_for: Text,
}

/// Nodes that are needed, up and connected with each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Whom {
    /// Every service.
    EveryService,
    /// More than half of the services.
    MostServices,
    /// The part with this number, counted from 0.
    Part(u16),
    /// Every part.
    EveryPart,
    /// The service that owns the account that is asked for.
    Owner,
}

impl Progress {
    /// What is claimed unless a protocol says otherwise: with everybody there it goes on.
    pub const WITH_EVERYBODY: &'static [Progress] = &[Progress {
        under: &[],
        needs: &[
            Need {
                name: "a-service-is-gone",
                whom: Whom::EveryService,
                waits_for: text(
                    "It waits for a service that is down or cut off.",
                    "在等待一个宕机或失联的服务。",
                ),
            },
            Need {
                name: "a-part-is-gone",
                whom: Whom::EveryPart,
                waits_for: text(
                    "It waits for a node beside the services that is down or cut off.",
                    "在等待服务之外的一个宕机或失联的节点。",
                ),
            },
        ],
        converges: false,
    }];
}
