//! Memory an event: by what the session says, and by what was really asked of the allocator.

use crate::Effort;
use crate::rewind::folded;
use crate::table::{Reach, Table};
use crate::turns::spread;
use eventual::sim::run::AnyRun;
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// The system's allocator, which also counts what this thread holds. Costs every side a nanosecond
/// or less for each allocation.
pub struct Counting;

thread_local! {
    static HELD: Cell<isize> = const { Cell::new(0) };
}

fn count(bytes: isize) {
    // While a thread ends there is nothing to count in any more.
    let _ = HELD.try_with(|held| held.set(held.get() + bytes));
}

// SAFETY: every call is handed on to the system's allocator as it is.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as isize);
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as isize);
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        count(-(layout.size() as isize));
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size as isize - layout.size() as isize);
        unsafe { System.realloc(at, layout, size) }
    }
}

/// How many bytes this thread holds now.
pub fn held() -> isize {
    HELD.get()
}

/// Measures. An event is one thing that happens: a message arrives and the next one leaves. The
/// trace tells two facts of it.
pub fn measure(table: &mut Table, effort: Effort) {
    let before = held();
    let run = folded(64, effort.long);
    let held = (held() - before) as f64;
    let (trace, snapshots) = run.bytes();
    let (events, facts) = (run.folded().1 as f64, f64::from(run.fact_count()));
    let says = (trace + snapshots) as f64;
    let parts = format!("trace {:.1} + snapshots {:.1}", trace as f64 / events, snapshots as f64 / events);
    let row = |table: &mut Table, what: &str, bytes: f64, against: &str| {
        table.row(what, &format!("{bytes:.1} B"), against, spread([bytes / 64.0]), Reach::AtMost(1.0));
    };
    row(table, "memory an event, as the session says", says / events, &format!("64 B ({parts})"));
    row(table, "memory an event, as the allocator says", held / events, "64 B");
    row(table, "memory a fact, as the allocator says", held / facts, "64 B");
}
