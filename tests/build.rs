//! Page and worker know each other by their build, and no change of what they say to each other is
//! forgotten in it.
#![cfg(not(target_arch = "wasm32"))]

#[path = "../build.rs"]
mod script;

use script::build;
use std::fs;
use std::path::{Path, PathBuf};

/// A small house: what goes into its build, and a file that does not.
fn house() -> PathBuf {
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("build");
    let _ = fs::remove_dir_all(&root);
    for folder in ["src/lab/read", "src/engine"] {
        fs::create_dir_all(root.join(folder)).expect("a folder for this test");
    }
    for file in [
        "Cargo.toml",
        "Cargo.lock",
        "build.rs",
        "src/lib.rs",
        "src/engine/wire.rs",
        "src/lab/receipt.rs",
        "src/lab/read/run.rs",
        "src/words.txt",
    ] {
        fs::write(root.join(file), file).expect("a file of this test");
    }
    root
}

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { files(&path, out) } else { out.push(path) }
    }
}

#[test]
fn the_library_was_built_from_the_source_that_is_here() {
    assert_eq!(eventual::engine::build::BUILD, build(Path::new(".")));
}

#[test]
fn another_byte_in_any_file_another_name_or_one_file_more_is_another_build() {
    let root = house();
    let before = build(&root);
    let mut all = Vec::new();
    files(&root, &mut all);
    assert_eq!(all.len(), 8);
    for path in &all {
        let bytes = fs::read(path).expect("a file");
        fs::write(path, [bytes.as_slice(), b" "].concat()).expect("a file");
        assert_ne!(build(&root), before, "{}", path.display());
        fs::write(path, bytes).expect("a file");
    }
    let (old, new) = (root.join("src/engine/wire.rs"), root.join("src/engine/wirf.rs"));
    fs::rename(&old, &new).expect("a new name");
    assert_ne!(build(&root), before);
    fs::rename(&new, &old).expect("the old name");
    fs::write(&new, "").expect("a file");
    assert_ne!(build(&root), before);
    fs::remove_file(&new).expect("it was there");
    fs::write(root.join("README.md"), "not compiled").expect("a file");
    assert_eq!(build(&root), before);
}
