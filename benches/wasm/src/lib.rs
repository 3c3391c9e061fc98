//! The kernels of the benches for wasm, called with plain numbers.
//!
//! The library of the lab brings the page along where it is built for wasm. Here only the kernel is
//! built, from the same files.

#![allow(dead_code)]

extern crate self as eventual;

#[path = "../../../src/base/mod.rs"]
pub mod base;
#[path = "../../../src/check/mod.rs"]
pub mod check;
#[path = "../../src/histories.rs"]
mod histories;
#[path = "../../src/kernels.rs"]
mod kernels;
#[path = "../../src/phold.rs"]
mod phold;
#[path = "../../../src/sim/mod.rs"]
pub mod sim;

use std::cell::{Cell, RefCell};

thread_local! {
    static READY: RefCell<Option<kernels::Ready>> = const { RefCell::new(None) };
    static DONE: Cell<(u64, u64)> = const { Cell::new((0, 0)) };
}

/// Gets a kernel ready.
#[unsafe(no_mangle)]
pub extern "C" fn prepare(which: u32, size: u32, events: u32) {
    READY.set(None);
    READY.set(Some(kernels::prepare(which, size, events)));
}

/// Lets it work.
#[unsafe(no_mangle)]
pub extern "C" fn work() {
    READY.with_borrow_mut(|ready| DONE.set(kernels::work(ready.as_mut().expect("a kernel is ready"))));
}

/// How many things it did.
#[unsafe(no_mangle)]
pub extern "C" fn done() -> u64 {
    DONE.get().0
}

/// What they came to.
#[unsafe(no_mangle)]
pub extern "C" fn sum() -> u64 {
    DONE.get().1
}
