//! scaffold
pub mod experiment;
pub mod frame;
