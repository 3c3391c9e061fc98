//! One line that `ping` prints, by its shape.

use super::number::{Unit, micros};
use super::taken::Refused;

/// What a line says that is printed where no answer came: parts of words that no letter with an
/// accent cuts, because consoles write those in encodings of their own.
const LOST: [&str; 32] = [
    "timed out",
    "timeout",
    "time-out",
    "unreachable",
    "no answer",
    "no reply",
    "general failure",
    "exceeded",
    "请求超时",
    "無法連線",
    "无法访问",
    "要求等候逾時",
    "要求逾時",
    "一般故障",
    "传输失败",
    "berschreitung",
    "nicht erreichbar",
    "allgemeiner fehler",
    "attente de la demande",
    "inaccessible",
    "tiempo de espera",
    "inaccesible",
    "esgotado",
    "inacess",
    "richiesta scaduta",
    "non raggiungibile",
    "要求がタイムアウト",
    "到達できません",
    "요청 시간이 만료",
    "превышен интервал",
    "недоступен",
    "zaman a",
];

/// One line, by its shape.
#[derive(Debug, PartialEq)]
pub(super) enum Line {
    /// The answer to the request with this number, where one is told.
    Answer { us: u64, number: Option<u64>, twice: bool },
    /// No answer came.
    Nothing,
    /// How many were sent and received.
    Statistics { sent: u64, received: u64 },
    /// Least, mean and most: nothing is measured here.
    Summary,
    /// Words.
    Other,
}

/// What a line is.
///
/// # Errors
/// An answer without a time, or with several.
pub(super) fn shape(line: &str, number: u64) -> Result<Line, Refused> {
    let times = times(line);
    if let [time] = times.as_slice() {
        let mark = if time.contains(',') { ',' } else { '.' };
        let us = micros(time, Unit::Ms, mark).ok_or_else(|| Refused::no_round_trip(number, time))?;
        return Ok(Line::Answer { us, number: seq(line), twice: line.contains("dup") });
    }
    if times.len() == 3 {
        return Ok(Line::Summary);
    }
    if !times.is_empty() {
        return Err(Refused::at(number, "one answer has several times", "一个应答有多个时间"));
    }
    if let Some((sent, received)) = statistics(line) {
        return Ok(Line::Statistics { sent, received });
    }
    if LOST.iter().any(|word| line.contains(word)) {
        return Ok(Line::Nothing);
    }
    if ["ttl=", "hlim="].iter().any(|mark| line.contains(mark)) {
        return Err(Refused::at(
            number,
            "an answer without a time in milliseconds",
            "应答中没有以毫秒为单位的时间",
        ));
    }
    Ok(Line::Other)
}

/// The numbers of a line that stand behind `=` or `<` and before a word for milliseconds.
pub(super) fn times(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (at, mark) in line.char_indices().filter(|(_, letter)| matches!(letter, '=' | '<' | '＝' | '＜')) {
        let rest = line[at + mark.len_utf8()..].trim_start();
        let end = rest.find(|letter: char| !letter.is_ascii_digit() && !matches!(letter, '.' | ','));
        let (number, word) = rest.split_at(end.unwrap_or(rest.len()));
        let word = word.trim_start();
        let end = word.find(|letter: char| !letter.is_alphabetic()).unwrap_or(word.len());
        if number.starts_with(|letter: char| letter.is_ascii_digit())
            && Unit::of_word(&word[..end]) == Some(Unit::Ms)
        {
            found.push(number);
        }
    }
    found
}

/// The number of a request, as `icmp_seq=3`, `seq=3` or `icmp_seq 3`.
fn seq(line: &str) -> Option<u64> {
    let rest = line[line.find("seq")? + 3..].trim_start_matches(['=', ' ']);
    let end = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
    rest[..end].parse().ok()
}

/// How many were sent and received. Unix begins the line with both and tells percents; Windows
/// tells sent, received and lost, which add up.
pub(super) fn statistics(line: &str) -> Option<(u64, u64)> {
    let line = line.trim();
    let mut numbers = Vec::new();
    for part in line.split(|letter: char| !letter.is_ascii_digit()).filter(|part| !part.is_empty()) {
        numbers.push(part.parse::<u64>().ok()?);
    }
    let percent = line.contains('%') || line.contains('％');
    match numbers.as_slice() {
        [sent, received, ..] if percent && line.starts_with(|first: char| first.is_ascii_digit()) => {
            Some((*sent, *received))
        }
        [sent, received, lost, ..]
            if line.matches(['=', '＝']).count() >= 3 && received.checked_add(*lost) == Some(*sent) =>
        {
            Some((*sent, *received))
        }
        _ => None,
    }
}

/// Who answered: the word before the colon, without brackets.
pub(super) fn host(line: &str) -> Option<&str> {
    let before = line.split(": ").next()?.trim_end_matches(':').trim();
    let word = before.split_whitespace().rfind(|word| word.contains(['.', ':']))?;
    let end = word.find(|letter: char| !letter.is_ascii()).unwrap_or(word.len());
    Some(word[..end].trim_matches(['(', ')', '[', ']', ',', ':']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_known_by_its_shape_in_any_language() {
        let answer = |us, number| Line::Answer { us, number, twice: false };
        for (line, is) in [
            ("64 bytes from 192.0.2.1: icmp_seq=1 ttl=55 time=25.0 ms", answer(25_000, Some(1))),
            ("64 bytes from 192.0.2.1: seq=0 ttl=64 time=0.203 ms", answer(203, Some(0))),
            ("Antwort von 192.0.2.1: Bytes=32 Zeit<1ms TTL=53", answer(1_000, None)),
            ("Réponse de 192.0.2.1 : octets=32 temps=18 ms TTL=56", answer(18_000, None)),
            ("来自 192.0.2.1 的回复: 字节=32 时间=38ms TTL=53", answer(38_000, None)),
            ("192.0.2.1 からの応答: バイト数 =32 時間 =38ms TTL=53", answer(38_000, None)),
            ("Ответ от 192.0.2.1: число байт=32 время=38мс TTL=53", answer(38_000, None)),
            ("64 Bytes von 192.0.2.1: icmp_seq=2 ttl=55 Zeit=25,4 ms", answer(25_400, Some(2))),
            ("    Minimum = 22ms, Maximum = 24ms, Moyenne = 23ms", Line::Summary),
            (
                "    Pakete: Gesendet = 4, Empfangen = 3, Verloren = 1",
                Line::Statistics { sent: 4, received: 3 },
            ),
            (
                "10 Pakete übertragen, 8 empfangen, 20% Paketverlust, Zeit 9013ms",
                Line::Statistics { sent: 10, received: 8 },
            ),
            ("Request timeout for icmp_seq 2", Line::Nothing),
            ("Zeit\u{81}berschreitung der Anforderung.", Line::Nothing),
            ("rtt min/avg/max/mdev = 25.0/28.2/31.4/3.2 ms", Line::Other),
            ("Ping wird ausgeführt für 192.0.2.1 mit 32 Bytes Daten:", Line::Other),
        ] {
            assert_eq!(shape(&line.to_lowercase(), 1).expect(line), is, "{line}");
        }
        assert!(shape("64 bytes from 192.0.2.1: icmp_seq=1 ttl=55", 1).is_err());
        assert_eq!(host("64 bytes from a.example (192.0.2.1): icmp_seq=1"), Some("192.0.2.1"));
        assert_eq!(host("来自 192.0.2.1 的回复: 字节=32"), Some("192.0.2.1"));
    }
}
