//! Tells the library which build it is: a digest of everything that page and worker are compiled
//! from.
//!
//! Page and worker are two programs of one crate, and a browser may keep one of them longer than
//! the other. Any difference in the source, wherever it is, makes them two builds: which types
//! travel between them need not be listed. The digest depends on names and contents of files alone,
//! so that the same source is the same build on every machine, whatever the features and the
//! profile.
#![allow(dead_code, reason = "tests/build.rs takes its digest from here")]

use std::fs;
use std::path::{Path, PathBuf};

/// What goes into a build, beside everything under `src/`.
const BESIDE: [&str; 3] = ["Cargo.toml", "Cargo.lock", "build.rs"];

fn main() {
    println!("cargo::rerun-if-changed=src");
    for file in BESIDE {
        println!("cargo::rerun-if-changed={file}");
    }
    println!("cargo::rustc-env=EVENTUAL_BUILD={}", build(Path::new(".")));
    // `./dev build` cuts the page's program into pieces; what cuts it needs to know what refers to what.
    println!("cargo::rustc-check-cfg=cfg(pieces)");
    println!("cargo::rerun-if-env-changed=EVENTUAL_PIECES");
    // Some tests take larger numbers where they are quick.
    println!("cargo::rustc-check-cfg=cfg(optimised)");
    if std::env::var("OPT_LEVEL").is_ok_and(|level| level != "0") {
        println!("cargo::rustc-cfg=optimised");
    }
    let is_wasm = std::env::var_os("CARGO_CFG_TARGET_ARCH").is_some_and(|it| it == "wasm32");
    if is_wasm && std::env::var_os("EVENTUAL_PIECES").is_some() {
        println!("cargo::rustc-cfg=pieces");
        if std::env::var_os("CARGO_FEATURE_PAGE").is_some() {
            println!("cargo::rustc-link-arg-bin=app=--emit-relocs");
        }
    }
}

/// The build of the source in a folder, as 16 hexadecimal digits.
pub fn build(root: &Path) -> String {
    let mut files: Vec<String> = BESIDE.map(str::to_owned).into();
    list(root, Path::new("src"), &mut files);
    files.sort();
    // FNV-1a, 64 bits: it only tells two builds apart.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut feed = |bytes: &[u8]| {
        for &byte in (bytes.len() as u64).to_le_bytes().iter().chain(bytes) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    };
    for file in files {
        let bytes = fs::read(root.join(&file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        feed(file.as_bytes());
        feed(&bytes);
    }
    format!("{hash:016x}")
}

/// Every file under a folder, by its path from the root with `/` between the names.
fn list(root: &Path, folder: &Path, out: &mut Vec<String>) {
    let entries =
        fs::read_dir(root.join(folder)).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries {
        let path: PathBuf = folder.join(entry.expect("an entry of a folder").file_name());
        if root.join(&path).is_dir() {
            list(root, &path, out);
        } else {
            let names: Vec<&str> =
                path.iter().map(|name| name.to_str().expect("names of source files are text")).collect();
            out.push(names.join("/"));
        }
    }
}
