//! The command line `eventual`: runs experiments, replays files, prints the catalogue. Native only.
//!
//! It ends with 0 when all is well, 1 when a replay did not come to its digest, 2 when what it was given cannot be used. Then every problem has one line, and
//! nothing is written.

mod catalogue;
mod run;
mod write;

use std::process::ExitCode;

const USAGE: &str = "eventual: services that share state, over a network that is not kind

  eventual run EXPERIMENT.json [--inputs F] [--until T] [--trace F] [--history F] [--receipt F]
        runs an experiment (or an exported run) and prints its digest, its facts, simulated and real time
        --inputs F   what the person did: a JSON list, as in an exported run
        --until T    ends at T, such as 2.5s, 800ms, 120us
        --trace F    writes every fact, one JSON object a line
        --history F  writes what clients asked and got, one JSON object a line
        --receipt F  writes what the run cost and what it broke, as JSON
  eventual replay RUN.json
        runs an exported run again and says whether its digest holds
  eventual protocols
        prints the catalogue as JSON
  eventual experiment PROTOCOL
        prints a complete experiment to edit
";

/// Why the command line stops.
pub(crate) enum Stop {
    /// What it was given cannot be used: one line each, exit 2.
    Given(Vec<String>),
    /// It did what it should, and the answer is no: exit 1.
    No(String),
}

/// Does what the arguments say.
pub fn main(arguments: Vec<String>) -> ExitCode {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        ["run", rest @ ..] => run::run(rest),
        ["replay", file] => run::replay(file),
        ["protocols"] => catalogue::protocols(),
        ["experiment", name] => catalogue::experiment(name),
        [] | ["help" | "--help" | "-h", ..] => write::out(USAGE),
        ["--version" | "-V"] => write::out(&format!("eventual {}\n", env!("CARGO_PKG_VERSION"))),
        [other, ..] => {
            let known = ["run", "replay", "protocols", "experiment"];
            let line = if known.contains(other) {
                format!("eventual {other}: wrong arguments")
            } else {
                format!("eventual: there is no command \"{other}\"")
            };
            Err(Stop::Given(vec![format!("{line}; see eventual --help")]))
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(Stop::No(line)) => {
            eprintln!("{line}");
            ExitCode::from(1)
        }
        Err(Stop::Given(lines)) => {
            lines.iter().for_each(|line| eprintln!("{line}"));
            ExitCode::from(2)
        }
    }
}
