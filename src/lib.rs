//! scaffold
pub mod base;
pub mod data;
pub mod engine;
pub mod lab;
pub mod protocol;
pub mod sim;
pub mod view;
