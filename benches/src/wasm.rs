//! The same kernels in wasm, run by Node in turn with the native ones.

use crate::Effort;
use crate::kernels::{KERNELS, prepare, work};
use crate::table::Table;
use crate::turns::{Block, in_turn, side, stay_on_one_core, timed};
use std::cell::RefCell;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// How long a kernel works in wasm before it is timed, in nanoseconds.
const WARM_NS: f64 = 5e8;

/// Node with the kernels loaded. It is told what to do in one line and answers in another.
struct Node {
    child: Child,
    tell: ChildStdin,
    hear: BufReader<ChildStdout>,
}

impl Node {
    fn start(module: &PathBuf) -> Result<Node, String> {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/wasm/run.mjs");
        let started = Command::new("node").arg(script).arg(module).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = started.map_err(|error| format!("node does not start: {error}"))?;
        let tell = child.stdin.take().expect("it was asked for");
        let hear = BufReader::new(child.stdout.take().expect("it was asked for"));
        Ok(Node { child, tell, hear })
    }

    /// One block: prepared, then timed there.
    fn block(&mut self, which: u32, size: u32, events: u32) -> Block {
        writeln!(self.tell, "{which} {size} {events}").expect("node listens");
        let mut line = String::new();
        self.hear.read_line(&mut line).expect("node answers");
        let mut words = line.split_whitespace();
        let mut next = || words.next().unwrap_or_else(|| panic!("node answered {line:?}"));
        let (ns, events, sum): (f64, u64, u64) =
            (next().parse().expect("a time"), next().parse().expect("a count"), next().parse().expect("a sum"));
        Block { ns: ns / events as f64, events, sum }
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Measures.
pub fn measure(table: &mut Table, effort: Effort) {
    let built = build();
    stay_on_one_core();
    match built.and_then(|module| Node::start(&module)) {
        Ok(node) => compare(table, effort, node),
        Err(why) => table.skip("wasm against native", &why),
    }
}

fn compare(table: &mut Table, effort: Effort, node: Node) {
    let node = RefCell::new(node);
    for (which, kernel) in KERNELS.iter().enumerate() {
        for &size in kernel.sizes {
            let (which, events) = (which as u32, effort.events as u32);
            // What runs often is compiled again, better, and that is what is compared.
            let mut warm = 0.0;
            while warm < WARM_NS {
                let block = node.borrow_mut().block(which, size, events);
                warm += block.ns * block.events as f64;
            }
            let measured = in_turn(
                effort.rounds,
                vec![
                    side("wasm", || node.borrow_mut().block(which, size, events)),
                    side("native", || timed(prepare(which, size, events), work)),
                ],
            );
            let [wasm, native] = measured.as_slice() else { unreachable!("two sides") };
            wasm.must_equal(native);
            table.at_most(&format!("wasm: {}, {size} {}", kernel.name, kernel.unit), wasm, native, kernel.reach);
        }
    }
}

/// Builds the kernels for wasm32, and lets `wasm-opt` at them as the page's build does, if it is there.
fn build() -> Result<PathBuf, String> {
    let target =
        std::env::current_exe().ok().and_then(|exe| Some(exe.parent()?.parent()?.join("wasm"))).ok_or("this program is nowhere")?;
    let built = Command::new(std::env::var("CARGO").unwrap_or("cargo".into()))
        .args(["build", "--quiet", "--release", "--target", "wasm32-unknown-unknown", "--manifest-path"])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/wasm/Cargo.toml"))
        .arg("--target-dir")
        .arg(&target)
        .output()
        .map_err(|error| format!("cargo does not start: {error}"))?;
    if !built.status.success() {
        return Err(format!("does not build: {}", String::from_utf8_lossy(&built.stderr).lines().next().unwrap_or_default()));
    }
    let module = target.join("wasm32-unknown-unknown/release/eventual_kernels.wasm");
    let better = module.with_extension("opt.wasm");
    let optimised =
        Command::new("wasm-opt").args(["-O3", "--all-features"]).args(parameters()).arg("-o").arg(&better).arg(&module).output();
    Ok(if optimised.is_ok_and(|output| output.status.success()) { better } else { module })
}

/// What else the page's build tells `wasm-opt` about the engine, so that what is shipped is what is measured.
fn parameters() -> impl Iterator<Item = &'static str> {
    const PAGE: &str = include_str!("../../index.html");
    let given = PAGE.split_once("data-wasm-opt-params=\"").and_then(|(_, rest)| rest.split_once('"')).map(|(given, _)| given);
    given.unwrap_or_default().split_whitespace()
}
