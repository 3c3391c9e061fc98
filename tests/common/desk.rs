//! The command line, as a person types it.
#![allow(dead_code, reason = "each test file takes what it needs")]

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

/// A folder with the files of one test, and the command line at it.
pub struct Desk(pub PathBuf);

impl Desk {
    pub fn new(name: &str) -> Desk {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder for this test");
        Desk(folder)
    }

    pub fn eventual(&self, line: &str) -> Output {
        self.run(&line.split(' ').collect::<Vec<_>>())
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_eventual"))
            .args(arguments)
            .current_dir(&self.0)
            .output()
            .expect("the command line runs")
    }

    /// Writes a file, in folders that are made where they are not there.
    pub fn write(&self, name: &str, text: &str) {
        let file = self.0.join(name);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder of this test");
        fs::write(file, text).expect("a file of this test");
    }

    pub fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.0.join(name)).expect("a file of this test")
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.join(name).exists()
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).expect("a file of this test")
    }

    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(&self.0)
            .expect("the folder")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

pub fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
