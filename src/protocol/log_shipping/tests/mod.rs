//! Log shipping, told as stories and held to laws.

mod laws;
mod stage;
mod stories;
mod stories_of_claims;
mod stories_of_copies;
mod stories_of_ends;
mod stories_of_logs;
mod stories_of_promises;
mod storms;
