//! What `fping` prints with `-c`, `-C`, `-l` and `-e`, for one host or many.

use super::found::{Found, Read, both};
use super::number::{Unit, micros};
use super::quantiles::of_summary;
use super::taken::{Asked, Format, Refused, Taken};

/// What is known of one host.
#[derive(Debug, Default)]
struct Host {
    name: String,
    /// The answers and timeouts, each on a line of its own.
    each: (Vec<u64>, u64),
    /// All of them on one line at the end (`-C`).
    all: Option<(Vec<u64>, u64)>,
    /// Sent and received by the statistics, and least, mean and most.
    statistics: Option<(u64, u64)>,
    summary: Option<[u64; 3]>,
}

/// Whether a text is what fping prints.
pub(super) fn is_fping(text: &str) -> bool {
    text.lines().any(|line| {
        parted(line).is_some_and(|(_, rest)| is_numbered(rest) || rest.starts_with("xmt/rcv/%loss"))
            || line.contains(" is alive (")
    }) || {
        let mut lines = text.lines().filter(|line| !line.trim().is_empty()).peekable();
        lines.peek().is_some()
            && lines.all(|line| parted(line).is_some_and(|(_, rest)| series(rest).is_some()))
    }
}

/// The first damaged line of what `fping -C -q` prints: at least half of the lines are a host and
/// its times, several on one of them. Asked last, because names and numbers are written like that
/// by others too.
pub(super) fn damaged_series(text: &str) -> Option<u64> {
    let (mut lines, mut told, mut several, mut damaged) = (0, 0, false, None);
    for (line, number) in text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty()) {
        lines += 1;
        match parted(line).and_then(|(_, rest)| series(rest)) {
            Some((samples, lost)) => {
                told += 1;
                several |= samples.len() as u64 + lost > 1;
            }
            None => damaged = damaged.or(Some(number)),
        }
    }
    damaged.filter(|_| several && 2 * told >= lines)
}

/// The host and what is said of it; a moment in brackets before it is read over.
fn parted(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start();
    let line = match line.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?.1,
        None => line,
    };
    let (host, rest) = line.split_once(" :").or_else(|| line.split_once(": "))?;
    let host = host.trim();
    (!host.is_empty() && !host.contains(char::is_whitespace)).then_some((host, rest.trim()))
}

fn is_numbered(rest: &str) -> bool {
    rest.strip_prefix('[').and_then(|rest| rest.split_once("],")).is_some_and(|(number, rest)| {
        number.parse::<u64>().is_ok() && (rest.contains("bytes") || rest.contains("timed out"))
    })
}

/// `12.1 - 12.3`: each is a time in milliseconds, or a dash where no answer came.
fn series(rest: &str) -> Option<(Vec<u64>, u64)> {
    let (mut samples, mut lost) = (Vec::new(), 0);
    for word in rest.split_whitespace() {
        match word {
            "-" => lost += 1,
            word => samples.push(micros(word, Unit::Ms, '.')?),
        }
    }
    (!samples.is_empty() || lost > 0).then_some((samples, lost))
}

/// Reads what fping prints; `--column` names one host of many.
///
/// # Errors
/// A line about a host that says nothing fping says, a host that is not there, no answer at all.
pub(super) fn read(text: &str, asked: &Asked) -> Result<Taken, Refused> {
    let (mut found, mut hosts) = (Found::default(), Vec::<Host>::new());
    for (line, number) in text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty()) {
        one(line, number, &mut hosts, &mut found)?;
    }
    let rounds = |host: &Host| host.all.as_ref().map(|(samples, lost)| samples.len() as u64 + lost);
    let mut every = hosts.iter().filter_map(rounds);
    if let Some(first) = every.next()
        && every.any(|other| other != first)
    {
        return Err(Refused::file("its hosts have not the same number of times", "各主机的时间个数不一致"));
    }
    if let Some(name) = &asked.column {
        let names: Vec<String> = hosts.iter().map(|host| host.name.clone()).collect();
        hosts.retain(|host| host.name == *name);
        if hosts.is_empty() {
            return Err(super::columns::unknown(name, &names));
        }
    }
    let (mut quiet, mut summaries) = (true, Vec::new());
    for host in hosts {
        found.target(&host.name);
        let (samples, mut lost) = host.all.unwrap_or(host.each);
        if let Some((sent, received)) = host.statistics {
            lost = sent - received;
        }
        quiet &= samples.is_empty();
        summaries.extend(host.summary.zip(host.statistics));
        found.timeouts += lost;
        found.samples.extend(samples);
    }
    let read = Read::by_format(Format::Fping, asked.column.as_deref(), Unit::Ms);
    if quiet && let [([least, mean, most], (_, received))] = summaries.as_slice() {
        found.knots = Some((of_summary(*received, *least, *mean, *most, None), *received));
        let how = both(
            "fping -q tells no single round trip: samples are drawn from its least, mean and most",
            "fping -q 没有给出单次往返时间：按最小、平均、最大值生成样本",
        );
        return found.taken(read, how);
    }
    if quiet && !summaries.is_empty() {
        return Err(Refused::file(
            "fping -q tells no single round trip; without -q, or with -C, it does",
            "fping -q 没有给出单次往返时间；去掉 -q 或使用 -C 才有",
        ));
    }
    let how = both("what fping prints: times in milliseconds", "fping 的输出：毫秒时间");
    found.taken(read, how)
}

/// Where a host stands in the list; it is added where it is new.
fn of<'a>(hosts: &'a mut Vec<Host>, name: &str) -> &'a mut Host {
    let at = hosts.iter().position(|host| host.name == name).unwrap_or(hosts.len());
    if at == hosts.len() {
        hosts.push(Host { name: name.to_owned(), ..Host::default() });
    }
    &mut hosts[at]
}

/// Reads one line.
fn one(line: &str, number: u64, hosts: &mut Vec<Host>, found: &mut Found) -> Result<(), Refused> {
    let time = |text: &str| micros(text, Unit::Ms, '.').ok_or_else(|| Refused::no_round_trip(number, text));
    if let Some((name, rest)) = line.trim().split_once(" is alive") {
        return match rest.trim().strip_prefix('(').and_then(|rest| rest.split_once(" ms")) {
            Some((text, _)) => {
                of(hosts, name).each.0.push(time(text)?);
                Ok(())
            }
            None => {
                found.leave(
                    number,
                    both(
                        "alive, but without a time; fping -e tells it",
                        "在线，但没有时间；fping -e 才会给出",
                    ),
                );
                Ok(())
            }
        };
    }
    if let Some((name, _)) = line.trim().split_once(" is unreachable") {
        of(hosts, name).each.1 += 1;
        return Ok(());
    }
    let other = || both("tells of no answer of a host", "不是某个主机的应答");
    let Some((name, rest)) = parted(line) else {
        found.leave(number, other());
        return Ok(());
    };
    if is_numbered(rest) {
        if rest.contains("timed out") {
            of(hosts, name).each.1 += 1;
        } else {
            let text =
                rest.split("bytes, ").nth(1).and_then(|rest| rest.split_once(" ms")).map(|(text, _)| text);
            of(hosts, name).each.0.push(time(text.unwrap_or(rest))?);
        }
    } else if let Some(rest) = rest.strip_prefix("xmt/rcv/%loss = ") {
        statistics(rest, number, of(hosts, name), time)?;
    } else if let Some((samples, lost)) = series(rest) {
        let host = of(hosts, name);
        let all = host.all.get_or_insert_default();
        all.0.extend(samples);
        all.1 += lost;
    } else if rest.starts_with("duplicate for") {
        found.leave(number, both("the second answer to one request", "同一请求的重复应答"));
    } else if rest.starts_with(|letter: char| letter.is_ascii_digit() || matches!(letter, '[' | '-')) {
        return Err(Refused::no_round_trip(number, rest));
    } else {
        found.leave(number, other());
    }
    Ok(())
}

/// `5/3/40%, min/avg/max = 7.55/9.81/10.9`.
fn statistics(
    rest: &str,
    number: u64,
    host: &mut Host,
    time: impl Fn(&str) -> Result<u64, Refused>,
) -> Result<(), Refused> {
    let bad = || Refused::at(number, "has no numbers sent and received", "没有发送数与接收数");
    let mut counts = rest.split('/').map(|text| text.trim().parse::<u64>().ok());
    let (Some(Some(sent)), Some(Some(received))) = (counts.next(), counts.next()) else { return Err(bad()) };
    let answers = host.all.as_ref().map_or(host.each.0.len(), |all| all.0.len()) as u64;
    if received > sent || (answers > 0 && answers != received) {
        return Err(Refused::at(
            number,
            format!("says that {sent} were sent and {received} received, with {answers} answers above"),
            format!("写着发送 {sent}、接收 {received}，而上面有 {answers} 个应答"),
        ));
    }
    host.statistics = Some((sent, received));
    if let Some((_, three)) = rest.split_once("min/avg/max = ") {
        let mut parts = three.split('/').map(str::trim);
        let mut next = || time(parts.next().unwrap_or_default());
        let summary = [next()?, next()?, next()?];
        if !summary.is_sorted() {
            return Err(Refused::at(
                number,
                "least, mean and most do not ascend",
                "最小、平均、最大不是递增的",
            ));
        }
        host.summary = Some(summary);
    }
    Ok(())
}
