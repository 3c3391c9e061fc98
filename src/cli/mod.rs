//! The command line `eventual`: runs experiments and demos, replays files, judges histories, prints
//! the catalogue. Native only.
//!
//! It ends with 0 when all is well, 1 when a replay did not come to its digest or a checker found a
//! violation, 2 when what it was given cannot be used. Then every problem has one line, and nothing
//! is written. A judge that does not know ends with 3, one that had nothing to judge with 4.

mod catalogue;
mod check;
mod compare;
mod demo;
mod export;
mod import;
mod lessons;
mod run;
mod scorm;
mod search;
mod staleness;
mod swarm;
mod sweep;
mod why;
mod write;

use crate::base::text::{Language, named};
use std::process::ExitCode;

const USAGE: &str = r#"eventual: services that share state, over an unreliable network

  eventual run EXPERIMENT.json [--inputs F] [--until T] [--trace F] [--history F] [--receipt F]
        runs an experiment (or an exported run) and prints its digest, how many facts it has, simulated time and real time
        --inputs F   what the person did: a JSON list, as in an exported run
        --until T    ends at T, such as 2.5s, 800ms, 120us
        --trace F    writes every fact, one JSON object a line
        --history F  writes what clients asked and got, one JSON object a line
        --receipt F  writes what the run cost and what went wrong, as JSON: operations, latency, staleness, lost writes, doubled effects,
                     guarantees and invariants (`verdicts`), and the isolation of its transactions (`isolation`): every kind of
                     anomaly with a witness, the strongest models of the map that are satisfied and the weakest that are violated
  eventual export RUN.json --as run|trace|history|edn|shiviz|receipt|receipt-csv|space-time-svg|stage-svg [--out F]
                  [--at T] [--language en|zh]
        runs it and prints it, or writes it to F, for other tools: what the page opens; every fact, or what clients asked and got, one JSON
        object a line; the latter as Jepsen writes it, which `check` reads, too; what nodes did with vector clocks, for ShiViz, which reads
        it by (?<host>\S*) (?<clock>{.*})\n(?<event>.*); what it cost, as JSON or as a table; its space-time as a picture,
        or its stage at one moment. The page saves pictures as PNG too, and a stretch of a run as a GIF: that takes a browser
        --at T       the moment of the stage, such as 2.5s, 800ms, 120us; the end of the run unless given
  eventual replay RUN.json
        replays an exported run and says whether its digest is the same; here and for run, a link stands in for the file
  eventual why RUN.json [--read N] [--fact N] [--model M | --line L [--nth N]] [--language en|zh] [--json]
        tells why something of a run is as it is: what led to it, in at most seven sentences, and what would have been otherwise, which was run
        --read N     the answer of the N-th operation, from 0; the first thing that is strange unless given
        --fact N     any fact, by its number in the trace
        --model M    the promise that was broken, by its name, such as conservation, lost, linearizable, G2-item
        --line L     what a line of the receipt counts, the worst or the first of it: refused, unknown, write-latency, read-latency,
                     under-faults, stale, apart, lost, doubled, money, compensations, blocked, in-doubt
        --nth N      the N-th of those, from 1
        --json       as JSON, in both languages, with the facts of the slice and every way that was tried at the turn
        ends with 0 told, 1 nothing strange happened or the line counts nothing, 2 bad input
  eventual search RUN.json|EXPERIMENT.json --goal G --budget B [--seed S] [--tries N] [--out F]
        breaks it: looks for the fewest faults with which a goal comes true, and prints them as JSON, with every input of the run
        --goal G     the name of a judge that is to find a violation, such as conservation or read-your-writes, of a demo's checker, of
                     an anomaly; stale or lost; or what is to be true, such as "balance(beijing, bob) = 400"; several with " and " between
        --budget B   what may break, such as drops=1,crashes=1; kinds are drops, repeats, delays, crashes, pauses, cuts, perhaps each with
                     how long it lasts: delays=2:300ms
        --seed S     what is drawn where not everything can be tried (1 unless given); the same seed finds the same everywhere
        --tries N    how many runs may be folded (20000 unless given)
        --out F      writes the run that was found, which the page opens and `replay` replays
        ends with 0 found, 1 nothing within the budget does it, 2 bad input, 3 the tries were spent
  eventual check FILE [--explain] [--format auto|ours|edn|json|log|csv] [--spec S] [--model M] [--initial V] [--budget N] [--memory MIB]
        judges a history, ours or one of Jepsen's, and prints its verdict as JSON
        --explain    judges nothing and prints how the file is read: its format, the object, processes, operations by name and outcome,
                     what is left out and what is read as something else
        --format F   the format of the file; log is what Jepsen prints, or its history.txt; csv has a header such as process,type,f,value
        --spec S     what clients talked to: register, cas-register, kv, list-append, rw-register, bank, counter, set, queue, mutex, stack;
                     guessed from the operations if left out
        --model M    the model to judge by: linearizable (usual), sequential, regular, safe; causal, sessions, transactions (usual for those)
        --initial V  the value before the first write, in EDN or JSON. nil is an answer like any other: nothing is there
        --budget N   how many steps the verdict and its witness may take together (10000000 unless given)
        --memory MIB how many MiB a search may keep (1024 unless given); a search that needs more ends in unknown
        ends with 0 holds, 1 violated, 2 bad input, 3 unknown, 4 vacuous
  eventual import ledger|latency FILE [--encoding E] [--decimal comma|point] [--dates dmy|mdy|ymd] [--zone Z]
           [--column [ROLE=]NAME] [--currency C] [--unit us|ms|s] [--region N=NAME]
        prints as JSON what would be taken out of a ledger (CSV as banks and spreadsheets save it) or out of round trips (what ping prints, or a
        table), how it was read, and what is left out and why; takes nothing
        ends with 2 and one line where a person must decide; the options say it
  eventual demos
        prints every demo as JSON: its anomaly, its protection, its checker, and the verdicts with the protection off and on
  eventual demo ID [--protected] [--export F]
        runs a demo and prints the verdict of its checker and the reason, as JSON
        --protected  turns on the settings that prevent the anomaly
        --export F   writes the run, which the page can open and `replay` can replay
        ends with 0 holds, 1 violated, 2 bad input, 3 unknown, 4 vacuous
  eventual lessons [--check]
        prints the course as JSON: lessons, steps, questions with every answer and why, and what is claimed of their runs
        --check      executes every claim, and says each that does not stand
        ends with 0 all stand, 1 some do not
  eventual export-lesson LESSON --as scorm (--site ADDRESS | --folder DIST) --out F.zip [--language en|zh]
        writes a lesson as a package of SCORM 1.2 for a learning system: it is completed when every step was seen, and nothing is scored
        --site A     the lab at an address, shown in a sandbox; its server must let other pages read its files
        --folder D   a built lab (./dev build), which goes into the package: nothing is fetched from elsewhere
  eventual swarm --seeds N [--from S] [--hours H] [--shard I/N] [--protocols P,P] [--folder F]
  eventual swarm --case NAME [--folder F]
        draws N runs with every kind of fault, holds each protocol to what it promises, and prints what was found as JSON; on all cores
        --from S     the first seed (0 unless given)
        --hours H    stops after H hours; the same command goes on from there
        --shard I/N  takes the I-th of N parts, such as 2/8
        --protocols  only the cases of these protocols; a seed stands for the same case with it and without
        --case NAME  one case alone, by the name that it broke under, PROTOCOL-MODE-NUMBER
        --folder F   where what was found is saved (swarm unless given), with the run of each case that broke, whole and made small
        ends with 0 nothing broke, 1 something did, 2 bad input
  eventual sweep EXPERIMENT.json --seeds A..B [--protocols P,P] [--vary FIELD=V1,V2]... [--shard I/N] [--jobs K] [--out F]
        runs an experiment under every seed from A to B and prints as JSON how often each thing went wrong (with its 95 % interval), the
        distributions of latency and staleness, the worst seeds, and a seed like the median
        --protocols  each of these protocols in turn, at its default settings unless it is the experiment's own
        --vary       a field by its path, such as network.link.loss_ppm=0,1000; several make every combination
        --shard I/N  runs every N-th seed from the I-th on; `merge` adds shards up
        --jobs K     runs K at a time (as many as there are processors unless given)
        --out F      writes to a file
  eventual merge SWEEP.json... [--out F]
        adds shards of a sweep up; all of them make the same bytes as the whole sweep in one run
  eventual staleness --fit FILE [--n N] [--r R] [--w W] [--trials T] [--seed S]
        prints as JSON how stale reads are that few copies answer (WARS, Bailis et al. 2012): one write to N copies, committed with the W-th
        acknowledgement; one read t later, answered by the first R; latencies and t-visibility at 99.9 %, with 95 % intervals,
        the share that is fresh at once, and the curve over t
        --fit FILE   {"W": [...], "A": [...], "R": [...], "S": [...]}: how long a write, its acknowledgement, a read and its answer take, each a
                     list of parts such as {"p": 0.38, "pareto": {"xm": 1.05, "alpha": 1.51}} whose p add up to 1, in milliseconds; others are
                     exponential {rate}, uniform {min, max}, constant 5, log_normal {median, sigma}, weibull {scale, shape}, samples_ms [...]
        --n, --r, --w  copies (3 unless given, at most 9), answers that a read takes and acknowledgements that a write needs (1)
        --trials T   1000000 unless given, at most 1000000000
        --seed S     1 unless given; the same seed makes the same bytes everywhere
  eventual compare EXPERIMENT.json --protocols P,P[,P]... [--csv F] [--json F] [--language en|zh]
        runs an experiment on each protocol, with the same requests, network, faults and seed, and prints their receipts side by side: best
        and worst of each row with a reason, the first answer in which they differ, and which nodes each operation needs
        P            a protocol by its name, perhaps with settings: NAME, NAME:safest, NAME:SETTING=VALUE; the experiment's
                     own keeps its settings, another one begins as first shown
        --csv F      writes the table as CSV; --json F writes all of it as JSON
  eventual protocols
        prints the catalogue as JSON
  eventual experiment PROTOCOL
        prints a complete experiment to edit
"#;

/// Why the command line stops.
pub(crate) enum Stop {
    /// What it was given cannot be used: one line each, exit 2.
    Given(Vec<String>),
    /// It did what it should, and the answer is no: exit 1.
    No(String),
    /// It has said its answer, and ends with this.
    TextBuf(u8),
}

/// Does what the arguments say.
pub fn main(arguments: Vec<String>) -> ExitCode {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        [] | ["help" | "--help" | "-h", ..] => write::out(USAGE),
        [_, rest @ ..] if rest.iter().any(|word| ["--help", "-h"].contains(word)) => write::out(USAGE),
        ["run", rest @ ..] => run::run(rest),
        ["export", rest @ ..] => export::export(rest),
        ["replay", file] => run::replay(file),
        ["why", rest @ ..] => why::why(rest),
        ["search", rest @ ..] => search::search(rest),
        ["check", rest @ ..] => check::check(rest),
        ["import", rest @ ..] => import::import(rest),
        ["demos"] => demo::demos(),
        ["demo", rest @ ..] => demo::demo(rest),
        ["lessons", rest @ ..] => lessons::lessons(rest),
        ["export-lesson", rest @ ..] => scorm::export_lesson(rest),
        ["swarm", rest @ ..] => swarm::swarm(rest),
        ["sweep", rest @ ..] => sweep::sweep(rest),
        ["merge", rest @ ..] => sweep::merge(rest),
        ["staleness", rest @ ..] => staleness::staleness(rest),
        ["compare", rest @ ..] => compare::compare(rest),
        ["protocols"] => catalogue::protocols(),
        ["experiment", name] => catalogue::experiment(name),
        ["--version" | "-V"] => write::out(&format!("eventual {}\n", env!("CARGO_PKG_VERSION"))),
        [other, ..] => {
            let known = [
                "run",
                "export",
                "replay",
                "why",
                "search",
                "check",
                "import",
                "demos",
                "demo",
                "lessons",
                "export-lesson",
                "swarm",
                "sweep",
                "merge",
                "staleness",
                "compare",
                "protocols",
                "experiment",
            ];
            let line = if known.contains(other) {
                format!("eventual {other}: wrong arguments")
            } else {
                format!("eventual: there is no command {}", quoted(other))
            };
            Err(Stop::Given(vec![format!("{line}; see eventual --help")]))
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(Stop::No(line)) => {
            complain(&line);
            ExitCode::from(1)
        }
        Err(Stop::TextBuf(code)) => ExitCode::from(code),
        Err(Stop::Given(lines)) => {
            lines.iter().for_each(|line| complain(line));
            ExitCode::from(2)
        }
    }
}

/// One line on standard error, whatever a file or an argument put into it: a terminal obeys control
/// letters.
fn complain(line: &str) {
    eprintln!("{}", named(line, 4_000));
}

/// A language by its name; the command is for the complaint.
fn language(command: &str, name: &str) -> Result<Language, Stop> {
    match name {
        "en" => Ok(Language::En),
        "zh" => Ok(Language::Zh),
        _ => Err(Stop::Given(vec![format!(
            "eventual {command}: --language: {} is neither en nor zh",
            quoted(name)
        )])),
    }
}

/// A word of the command line, as a message names it.
pub(crate) fn quoted(word: &str) -> String {
    format!("\"{}\"", named(word, 60))
}
