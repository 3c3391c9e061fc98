//! scaffold
pub mod wire;
