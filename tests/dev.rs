//! The closing lines of `./dev test`: what passed, what failed, and by name what was skipped.
//! Nothing is skipped in silence.
#![cfg(unix)]

use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// Runs stages as `./dev test` does, in a folder of this test's own, with runners that only say
/// what a runner says. Returns what was printed, by lines, and whether all was well.
fn stages(test: &str, script: &str) -> (Vec<String>, bool) {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("dev").join(test);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder for this test");
    let house = env!("CARGO_MANIFEST_DIR");
    let script = format!(
        "set -euo pipefail; . '{house}/dev.d/say.sh'; . '{house}/dev.d/stages.sh'\n{script}\nfinish\n"
    );
    let ran = Command::new("bash")
        .arg("-c")
        .arg(script)
        .current_dir(&folder)
        .output()
        .expect("bash, which ./dev is written in");
    let printed = String::from_utf8(ran.stdout).expect("text");
    (printed.lines().map(str::to_owned).collect(), ran.status.success())
}

/// The last line, and the lines that name what was skipped.
fn closing(printed: &[String]) -> (&str, Vec<&str>) {
    let heading = printed.iter().position(|line| line.starts_with("skipped, "));
    let names = heading.map_or(&[][..], |at| &printed[at + 1..]).iter().map(|line| line.trim());
    (printed.last().expect("a last line"), names.take_while(|line| !line.is_empty()).collect())
}

#[test]
fn a_test_that_skips_is_named_and_is_not_one_that_passed() {
    let (printed, well) = stages(
        "named",
        r#"
        runner() {
          echo 'judges::logs::every_verdict_holds' >>"$EVENTUAL_SKIPPED"
          echo 'judges::laws::logs_keep_the_laws' >>"$EVENTUAL_SKIPPED"
          echo '     Summary [   0.100s] 5 tests run: 5 passed, 0 skipped'
        }
        begin
        stage "native tests" nextest runner
        "#,
    );
    let names = vec!["judges::laws::logs_keep_the_laws", "judges::logs::every_verdict_holds"];
    assert_eq!(closing(&printed), ("3 passed, 0 failed, 2 skipped", names));
    assert!(
        printed
            .iter()
            .any(|line| line.split_whitespace().eq("native tests 3 ok 0 failed 2 skipped 0 s".split(' '))),
        "{printed:#?}"
    );
    assert!(well);
}

#[test]
fn stages_are_added_up_and_know_nothing_of_each_other() {
    let (printed, well) = stages(
        "added-up",
        r#"
        first() {
          echo 'a::skips' >>"$EVENTUAL_SKIPPED"
          echo 'test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s'
          echo 'test result: ok. 4 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s'
        }
        second() { echo 'e2e: 2 passed, 1 failed'; return 1; }
        begin
        stage format one true
        stage "native tests" libtest first
        stage "end to end" plain second
        "#,
    );
    assert_eq!(closing(&printed), ("9 passed, 1 failed, 1 skipped", vec!["a::skips"]));
    assert!(!well);
}

#[test]
fn what_an_earlier_run_skipped_is_forgotten() {
    let (printed, well) = stages(
        "forgotten",
        r#"
        absent() { echo 'a::skips' >>"$EVENTUAL_SKIPPED"; present; }
        present() { echo 'test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s'; }
        begin
        stage "native tests" libtest absent
        begin
        stage "native tests" libtest present
        "#,
    );
    assert_eq!(closing(&printed), ("3 passed, 0 failed, 0 skipped", vec![]));
    assert!(well);
}

#[test]
fn a_runner_that_dies_before_it_counts_has_failed_whatever_was_skipped() {
    let (printed, well) = stages(
        "dies",
        r#"
        runner() { echo 'a::skips' >>"$EVENTUAL_SKIPPED"; return 101; }
        begin
        stage "native tests" libtest runner
        "#,
    );
    assert_eq!(closing(&printed), ("0 passed, 1 failed, 1 skipped", vec!["a::skips"]));
    assert!(!well);
}

#[test]
fn a_stage_that_was_not_run_is_a_failure() {
    let (printed, well) = stages("not-run", "begin\nskip_stage 'end to end' 'there is no build to test'");
    assert_eq!(closing(&printed), ("0 passed, 1 failed, 0 skipped", vec![]));
    assert!(!well);
}

/// A test with another way to the logs that lie beside the repository would pass without looking
/// where they are not.
#[test]
fn only_one_door_leads_to_the_logs_of_others() {
    fn with_the_logs(folder: &str, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder}: {error}")) {
            let path =
                format!("{folder}/{}", entry.expect("an entry").file_name().into_string().expect("a name"));
            if fs::metadata(&path).expect("a file").is_dir() {
                with_the_logs(&path, found);
            } else if path.ends_with(".rs")
                && fs::read_to_string(&path).expect("text").contains(concat!("shared", "/", "oracles"))
            {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    for folder in ["src", "tests"] {
        with_the_logs(folder, &mut found);
    }
    assert_eq!(found, ["tests/common/oracles.rs"]);
}

#[test]
fn a_stage_whose_tool_is_not_there_is_named_as_skipped_and_fails_nothing() {
    let (printed, well) =
        stages("no-tool", "begin\nstage format one true\nskip_named 'in Firefox' 'Firefox was not found'");
    assert_eq!(
        closing(&printed),
        ("1 passed, 0 failed, 1 skipped", vec!["in Firefox: Firefox was not found"])
    );
    assert!(well);
}

/// The release build goes on beside other stages; what it says and how it ends is its own stage's.
#[test]
fn a_build_that_was_begun_beside_other_stages_is_counted_when_its_stage_comes() {
    let beside = |test: &str, build: &str| {
        let script = format!(
            r#"
            stage_build() {{ sleep 0.2; echo 'what the build says'; {build}; }}
            begin
            begin_build
            stage format one true
            stage "release build" one stage_build_begun
            "#
        );
        stages(test, &script)
    };
    let (printed, well) = beside("beside", "true");
    let at = |line: &str| printed.iter().position(|it| it == line);
    assert!(at("== release build") < at("what the build says"), "{printed:#?}");
    assert_eq!((printed.last().map(String::as_str), well), (Some("2 passed, 0 failed, 0 skipped"), true));
    let (printed, well) = beside("beside-fails", "return 3");
    assert_eq!((printed.last().map(String::as_str), well), (Some("1 passed, 1 failed, 0 skipped"), false));
    let (printed, well) = beside("beside-ended", r#"kill -- "-$BASHPID""#);
    assert_eq!((printed.last().map(String::as_str), well), (Some("1 passed, 1 failed, 0 skipped"), false));
}
