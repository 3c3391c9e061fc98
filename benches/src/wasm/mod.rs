//! The same kernels in wasm, run in turn with the native ones by a browser, which is where visitors
//! run them, and by Node, whose engine may be years older.
//!
//! What is to be reached is asked of the browser. It knows no processor time, so its own clock
//! counts, and the middle one of several times that it works in a block.

mod host;

use crate::Effort;
use crate::kernels::{KERNELS, prepare, work};
use crate::table::Table;
use crate::turns::{in_turn, now, side, stay_on_one_core, timed};
use host::{Browser, Host, Node};
use std::cell::RefCell;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

/// How long a kernel works in wasm before it is timed: what runs often is compiled again, better,
/// and that is what is compared.
const WARM: Duration = Duration::from_secs(1);

/// Measures.
pub fn measure(table: &mut Table, effort: Effort) {
    let module = match build() {
        Ok(module) => module,
        Err(why) => return table.skip("wasm against native", &why),
    };
    stay_on_one_core();
    match Browser::start(&module) {
        Ok(mut browser) => {
            // A browser that has just begun is busy with itself for a while.
            warm(&mut browser, 0, KERNELS[0].sizes[0], effort, 3 * WARM);
            compare(table, effort, browser, true);
        }
        Err(why) => table.skip("wasm in a browser against native", &why),
    }
    match Node::start(&module) {
        Ok(node) => compare(table, effort, node, false),
        Err(why) => table.skip("wasm in node against native", &why),
    }
}

/// Lets a kernel work for so long.
fn warm(host: &mut impl Host, which: u32, size: u32, effort: Effort, time: Duration) {
    let end = now() + time;
    while now() < end {
        host.block(which, size, effort.events as u32);
    }
}

fn compare(table: &mut Table, effort: Effort, host: impl Host, asked: bool) {
    let name = host.name();
    let host = RefCell::new(host);
    for (which, kernel) in KERNELS.iter().enumerate() {
        for &size in kernel.sizes {
            let (which, events) = (which as u32, effort.events as u32);
            warm(&mut *host.borrow_mut(), which, size, effort, WARM);
            let measured = in_turn(
                effort.rounds,
                vec![
                    side("wasm", || host.borrow_mut().block(which, size, events)),
                    side("native", || timed(prepare(which, size, events), work)),
                ],
            );
            let [wasm, native] = measured.as_slice() else { unreachable!("two sides") };
            wasm.must_equal(native);
            let what = format!("{name}: {}, {size} {}", kernel.name, kernel.unit);
            if asked {
                table.at_most(&what, wasm, native, kernel.reach)
            } else {
                table.look(&what, wasm, native)
            }
        }
    }
}

/// Builds the kernels for wasm32, and lets `wasm-opt` at them as the page's build does, if it is
/// there.
fn build() -> Result<PathBuf, String> {
    let target = std::env::current_exe()
        .ok()
        .and_then(|exe| Some(exe.parent()?.parent()?.join("wasm")))
        .ok_or("this program is nowhere")?;
    let built = Command::new(std::env::var("CARGO").unwrap_or("cargo".into()))
        .args(["build", "--quiet", "--release", "--target", "wasm32-unknown-unknown", "--manifest-path"])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/wasm/Cargo.toml"))
        .arg("--target-dir")
        .arg(&target)
        .output()
        .map_err(|error| format!("cargo does not start: {error}"))?;
    if !built.status.success() {
        return Err(format!(
            "does not build: {}",
            String::from_utf8_lossy(&built.stderr).lines().next().unwrap_or_default()
        ));
    }
    let module = target.join("wasm32-unknown-unknown/release/eventual_kernels.wasm");
    let better = module.with_extension("opt.wasm");
    let optimised = Command::new("wasm-opt")
        .args(["-O3", "--all-features"])
        .args(parameters())
        .arg("-o")
        .arg(&better)
        .arg(&module)
        .output();
    Ok(if optimised.is_ok_and(|output| output.status.success()) { better } else { module })
}

/// What else the page's build tells `wasm-opt` about the engine, so that what is shipped is what is
/// measured.
fn parameters() -> impl Iterator<Item = &'static str> {
    const PAGE: &str = include_str!("../../../index.html");
    let given = PAGE
        .split_once("data-wasm-opt-params=\"")
        .and_then(|(_, rest)| rest.split_once('"'))
        .map(|(given, _)| given);
    given.unwrap_or_default().split_whitespace()
}
