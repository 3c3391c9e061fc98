//! What is taken of an example of each format.

use super::{asked, example};
use eventual::lab::import::latency::{Ask, Asked, Format, Made, Unit, UnitBy, read};

/// An example, and what is taken of it: how many round trips were measured, the lower median in
/// microseconds, how many were never answered, and how many lines are left out.
type Row = (&'static str, Format, u64, u64, u64, u64);

/// One example of each form.
pub const EXAMPLES: [Row; 53] = [
    ("ping-linux.txt", Format::Ping, 4, 25_000, 2, 1),
    ("ping-linux-cut.txt", Format::Ping, 3, 6_510, 2, 0),
    ("ping-linux-german.txt", Format::Ping, 2, 25_000, 1, 0),
    ("ping-macos.txt", Format::Ping, 3, 13_118, 2, 0),
    ("ping6-macos.txt", Format::Ping, 2, 8_113, 0, 0),
    ("ping-busybox.txt", Format::Ping, 3, 143, 1, 0),
    ("ping-windows-english.txt", Format::Ping, 2, 1_000, 2, 0),
    ("ping-windows-chinese.txt", Format::Ping, 3, 38_000, 1, 0),
    ("ping-windows-german.txt", Format::Ping, 3, 38_000, 1, 0),
    ("ping-windows-french.txt", Format::Ping, 3, 23_000, 1, 0),
    ("ping-windows-spanish.txt", Format::Ping, 2, 28_000, 2, 0),
    ("ping-windows-turkish.txt", Format::Ping, 2, 38_000, 2, 0),
    ("ping-windows-russian.txt", Format::Ping, 2, 38_000, 1, 0),
    ("fping-c.txt", Format::Fping, 3, 12_700, 1, 0),
    ("fping-C.txt", Format::Fping, 3, 8_720, 3, 0),
    ("fping-C-quiet.txt", Format::Fping, 6, 29_800, 2, 0),
    ("fping-e.txt", Format::Fping, 2, 12_100, 1, 0),
    ("fping-J.jsonl", Format::Fping, 3, 30_200, 1, 2),
    ("fping-J-C.json", Format::Fping, 2, 12_100, 1, 0),
    ("fping-c-quiet.txt", Format::Fping, 9, 12_300, 1, 0),
    ("mtr-report.txt", Format::Mtr, 8, 25_600, 2, 3),
    ("mtr-report-as.txt", Format::Mtr, 8, 25_600, 2, 3),
    ("mtr.csv", Format::Mtr, 57, 24_600, 3, 2),
    ("mtr.json", Format::Mtr, 2, 9_500, 1, 2),
    ("mtr-raw.txt", Format::Mtr, 2, 24_991, 1, 4),
    ("curl-total.txt", Format::Table, 3, 145_322, 0, 0),
    ("curl-format.txt", Format::Curl, 2, 138_110, 0, 12),
    ("curl-pairs.txt", Format::Curl, 3, 138_110, 0, 17),
    ("curl.jsonl", Format::Curl, 2, 138_110, 1, 1),
    ("wrk.txt", Format::Wrk, 159_800, 635, 0, 0),
    ("wrk2.txt", Format::HdrHistogram, 99_360, 1_371, 0, 0),
    ("hdr.hgrm", Format::HdrHistogram, 500_000, 1_287, 0, 0),
    ("hdr.csv", Format::HdrHistogram, 1_000, 1, 0, 0),
    ("jmeter.csv", Format::Jmeter, 3, 120_000, 1, 1),
    ("jmeter-lines.csv", Format::Jmeter, 3, 120_000, 0, 0),
    ("jmeter.xml", Format::Jmeter, 3, 42_000, 1, 1),
    ("k6.csv", Format::K6, 3, 190_250, 1, 5),
    ("k6.jsonl", Format::K6, 2, 301_500, 1, 2),
    ("k6-summary.txt", Format::K6, 180, 110_470, 0, 0),
    ("k6-summary.json", Format::K6, 600, 110_470, 0, 0),
    ("atlas.json", Format::RipeAtlas, 4, 20_126, 1, 2),
    ("smokeping.txt", Format::Rrdtool, 8, 3_232, 2, 1),
    ("matrix.csv", Format::Matrix, 6, 172_800, 0, 3),
    ("matrix.md", Format::Matrix, 6, 93_000, 0, 3),
    ("pairs.csv", Format::Matrix, 4, 28_400, 1, 0),
    ("list.txt", Format::Table, 3, 82_500, 1, 0),
    ("list.json", Format::Table, 3, 82_500, 1, 0),
    ("logfmt.txt", Format::Table, 3, 80_500, 0, 1),
    ("app.jsonl", Format::Table, 2, 80_000, 0, 0),
    ("spreadsheet.csv", Format::Table, 2, 12_500, 0, 3),
    ("../../../static/examples/ping.txt", Format::Ping, 118, 28_300, 2, 0),
    ("../../../static/examples/k6.csv", Format::K6, 149, 12_934, 1, 299),
    ("../../../static/examples/rtt.csv", Format::Table, 600, 35_730, 0, 0),
];

#[test]
fn an_example_of_each_form_is_taken_as_what_it_is() {
    for (name, format, measured, median, timeouts, left_out) in EXAMPLES {
        let taken =
            read(&example(name), &asked(name)).unwrap_or_else(|refused| panic!("{name}: {refused:?}"));
        let found =
            (taken.format, taken.measured, taken.quantile_us(1, 2), taken.timeouts, taken.left_out_count());
        assert_eq!(found, (format, measured, median, timeouts, left_out), "{name}: {:?}", taken.left_out);
        let text = serde_json::to_string(&taken).expect("plain values");
        assert_eq!(
            serde_json::from_str::<eventual::lab::import::latency::Taken>(&text).expect("as it was"),
            taken
        );
        for said in taken.left_out.iter().map(|left| &left.reason).chain([&taken.how]) {
            assert!(
                !said.en.is_empty() && said.zh.chars().any(|letter| letter > '\u{2e80}'),
                "{name}: {said:?}"
            );
        }
    }
}

#[test]
fn every_example_in_the_folder_is_in_the_table() {
    let files = std::fs::read_dir("tests/data/latency").expect("the examples");
    for file in files.map(|file| file.expect("a file").file_name().into_string().expect("a name")) {
        assert!(EXAMPLES.iter().any(|(name, ..)| *name == file), "{file}");
    }
}

#[test]
fn percentiles_are_taken_as_a_distribution_and_it_is_said() {
    for (name, p90, p99, most) in [
        ("wrk2.txt", 2_419, 3_021, 12_927),
        ("wrk.txt", 2_080, 5_500, 50_910),
        ("k6-summary.txt", 203_540, 770_000, 1_140_000),
    ] {
        let taken = read(&example(name), &asked(name)).expect(name);
        assert_eq!(taken.made, Made::Quantiles);
        assert!(taken.how.en.contains("by quantile") || taken.how.en.contains("as a distribution"), "{name}");
        let near = |us: u64, want: u64| us.abs_diff(want) * 20 <= want;
        let found = [taken.quantile_us(90, 100), taken.quantile_us(99, 100), taken.quantile_us(1, 1)];
        assert!(near(found[0], p90) && near(found[1], p99) && found[2] == most, "{name}: {found:?}");
    }
}

#[test]
fn the_unit_and_how_it_is_known_are_said() {
    for (name, unit, by) in [
        ("ping-linux.txt", Unit::Ms, UnitBy::Cells),
        ("mtr-raw.txt", Unit::Us, UnitBy::Format),
        ("curl-total.txt", Unit::S, UnitBy::Format),
        ("smokeping.txt", Unit::S, UnitBy::Format),
        ("hdr.hgrm", Unit::Us, UnitBy::Option),
        ("app.jsonl", Unit::Ms, UnitBy::Header),
        ("matrix.md", Unit::Ms, UnitBy::Header),
        ("list.txt", Unit::Ms, UnitBy::Usual),
    ] {
        let taken = read(&example(name), &asked(name)).expect(name);
        assert_eq!((taken.unit, taken.unit_by), (unit, by), "{name}");
    }
    let us = Asked { unit: Some(Unit::Us), ..Asked::default() };
    assert!(read(&example("ping-linux.txt"), &us).is_err(), "ping says ms, and nobody says otherwise");
}

#[test]
fn one_of_several_hosts_metrics_or_timings_can_be_named() {
    for (name, column, measured, median) in [
        ("fping-c.txt", "192.0.2.20", 1, 30_100),
        ("fping-J.jsonl", "192.0.2.2", 2, 30_200),
        ("k6.csv", "http_req_waiting", 1, 220_280),
        ("k6.jsonl", "http_req_waiting", 1, 450_100),
        ("k6-summary.txt", "http_req_blocked", 180, 12),
        ("curl-format.txt", "time_connect", 2, 19_345),
        ("curl.jsonl", "time_connect", 2, 19_345),
        ("jmeter.csv", "Latency", 3, 118_000),
        ("atlas.json", "231", 2, 90_250),
        ("smokeping.txt", "median", 2, 3_232),
        ("matrix.csv", "eu-west-1", 3, 68_400),
    ] {
        let asked = Asked { column: Some(column.to_owned()), ..Asked::default() };
        let taken = read(&example(name), &asked).unwrap_or_else(|refused| panic!("{name}: {refused:?}"));
        assert_eq!((taken.measured, taken.quantile_us(1, 2)), (measured, median), "{name}");
        let asked = Asked { column: Some("nobody".to_owned()), ..Asked::default() };
        let refused = read(&example(name), &asked).expect_err(name);
        assert!(matches!(refused.ask, Some(Ask::Column { .. })), "{name}: {refused:?}");
    }
    let asked = Asked { column: Some("time".to_owned()), ..Asked::default() };
    assert!(read(&example("ping-linux.txt"), &asked).is_err(), "a ping has no columns");
}

#[test]
fn a_column_is_known_by_whole_words_and_by_what_stands_in_it() {
    for (text, samples, median) in [
        ("10\n20\n30\n", 3, 20_000),
        ("12,5\n13,1\n", 2, 12_500),
        ("0,512\n1,500\n2,750\n", 3, 1_500),
        ("1,234.5\n900.25\n", 2, 900_250),
        ("25 ms\n31.4ms\n", 2, 25_000),
        ("0.5s\n800us\n", 2, 800),
        ("time,ping\n1,20\n2,21\n", 2, 20_000),
        ("url,status,duration\n/a,200,114.3\n/b,200,80\n", 2, 80_000),
        ("序号,延迟\n1,20\n2,22\n", 2, 20_000),
        ("编号;响应时间(毫秒)\n1;20\n2;22\n", 2, 20_000),
        ("latency (us)\n500\n700\n", 2, 500),
        ("rtt_s\n0.042\n0.050\n", 2, 42_000),
        ("responseTimeMs,status\n42,200\n43,500\n", 2, 42_000),
        ("timestamp;ping\n1700000000;20\n1700000001;timeout\n1700000002;22\n", 2, 20_000),
        ("seq time\n1 20.5\n2 21.5\n", 2, 20_500),
        ("1,20.5\n2,21.5\n", 2, 20_500),
        ("time,from,to,rtt_ms\n9:00,fra,lhr,34.5\n9:01,fra,lhr,35.5\n", 2, 34_500),
    ] {
        let taken = read(text, &Asked::default()).unwrap_or_else(|refused| panic!("{refused:?} in {text}"));
        assert_eq!((taken.samples_us.len(), taken.quantile_us(1, 2)), (samples, median), "{text}");
    }
}

#[test]
fn what_nobody_can_know_is_asked_and_what_is_no_round_trip_is_refused() {
    let column =
        |names: &[&str]| Some(Ask::Column { names: names.iter().map(|name| (*name).into()).collect() });
    for (text, ask) in [
        ("a,b\n1.5,2\n3,4\n", column(&["a", "b"])),
        ("rtt_min,rtt_max\n1,2\n3,4\n", column(&["rtt_min", "rtt_max"])),
        ("status\n200\n200\n", None),
        ("time,status\n1700000000,200\n1700000001,200\n", column(&["time", "status"])),
        ("0.042\n0.051\n", Some(Ask::Unit)),
        ("latency\n42000000\n51000000\n", Some(Ask::Unit)),
        ("1,500\n2,750\n", Some(Ask::Decimal)),
        ("1x0\n20\n30\n", None),
        ("10\n20\n-30\n", None),
        ("rtt\n5\n\"6\n7\n", None),
        ("64 bytes from 192.0.2.1: icmp_seq=1 ttl=55 tame 25.0 ms\n", None),
        ("PING a (192.0.2.1)\n\n3 packets transmitted, 3 packets received, 0% packet loss\n", None),
        ("PING a (192.0.2.1)\n\n3 packets transmitted, 0 packets received, 100% packet loss\n", None),
        ("{\"rtt\": 5\n", None),
        ("{\"summary\": {\"host\": \"a\", \"xmt\": 2, \"rcv\": 2, \"rttMin\": 1.0}}\n", None),
        (
            "[{\"fw\":1,\"msm_id\":1,\"prb_id\":2,\"type\":\"ping\",\"avg\":12.3,\"min\":12.1,\"max\":12.5}]",
            None,
        ),
        ("", column(&[])),
    ] {
        let refused = read(text, &Asked::default()).map(|taken| panic!("{taken:?} of {text}")).unwrap_err();
        assert!(text == "status\n200\n200\n" || refused.ask == ask, "{text}: {refused:?}");
        assert!(!refused.problem.to_string().contains('\n'));
    }
}

/// A line that is damaged does not make a table of what fping printed, and a part of a sample is
/// named whatever its tag is called.
#[test]
fn a_damaged_file_is_still_what_it_was() {
    let quiet = "192.0.2.1 : 29.8 - 30.1\n192.0.2.2 :: 1x.9 - 12.0\n192.0.2.3 : 12.2 12.1 12.4\n";
    let refused = read(quiet, &Asked::default()).expect_err("a line that fping does not print");
    assert_eq!(refused.problem.place, "line 2");
    let nested = |part: &str| {
        format!(
            "<testResults version=\"1.2\">\n<httpSample t=\"42\" lb=\"a\">\n{part}\n</httpSample>\n</testResults>\n"
        )
    };
    for part in ["<httpSamplx t=\"7\" lb=\"b\"/>", "<java.net.URL>http://a.example/</java.net.URL>"] {
        let taken = read(&nested(part), &Asked::default()).expect("one sample");
        assert_eq!(taken.samples_us, [42_000], "{part}");
    }
    // Text where elements must stand, and an element that is closed by another name.
    for part in ["'httpSample t=\"7\"/>", "{httpSample t=\"7\"/>", "<java.net.URL>x</java.net.URI>"] {
        let refused = read(&nested(part), &Asked::default()).expect_err(part);
        assert_eq!(refused.problem.place, "line 3", "{part}");
    }
    // A damaged name, a quote that is gone or stands alone, the same name twice, a bare ampersand.
    for part in [
        "<httpS=mple t=\"80\" lb=\"b\"/>",
        "<ht<pSample t=\"80\" lb=\"b\"/>",
        "<httpSample =\"80\" lb=\"b\"/>",
        "<httpSample t=80 lb=\"b\"/>",
        "<httpSample t\"80\" lb=\"b\"/>",
        "<part x= t=\"80\" lb=\"b\"/>",
        "<part x t=\"80\" lb=\"b\"/>",
        "<part lb=\"b t=\"80\"/>",
        "<part t=\"80\" t=\"81\"/>",
        "<part t=\"80\" lb=\"a&b\"/>",
        "<part><![CDATA[ t=\"80\"</part>",
        "<!-- a -- b -->",
        "x & y",
    ] {
        let refused = read(&nested(part), &Asked::default()).map(|taken| panic!("{taken:?} of {part}"));
        assert_eq!(refused.unwrap_err().problem.place, "line 3", "{part}");
    }
    // What an answer said may look like anything.
    for part in [
        "<responseData class=\"java.lang.String\"><![CDATA[<p t=\"9\">&nbsp;</q>]]></responseData>",
        "<responseData class='java.lang.String'>a &lt; b &#10; &amp;</responseData><!-- <sample t=\"9\"/> -->",
    ] {
        let taken = read(&nested(part), &Asked::default()).expect("one sample");
        assert_eq!((taken.samples_us.as_slice(), taken.left_out_count()), (&[42_000][..], 0), "{part}");
    }
    for (list, line) in [("[80] 82.5, 200, null]", "line 1"), ("80\n\"81\n82\n", "line 2")] {
        assert_eq!(read(list, &Asked::default()).expect_err(list).problem.place, line);
    }
    let matrix = "ms,a,b,c\na,1,2,3\nb,4,1,6\n\"c,7,8,1\n";
    assert_eq!(read(matrix, &Asked::default()).expect_err("a quote").problem.place, "line 4");
}

/// What is read over is told: comments before a list, and requests to hops on the way.
#[test]
fn nothing_is_read_over_in_silence() {
    let taken = read("# from a probe\n#.145\n80\n90\n", &Asked::default()).expect("a list");
    assert_eq!((taken.measured, taken.left_out[0].line, taken.left_out[0].count), (2, 1, 2));
    let raw = "x 0 1\nx 1 2\np 1 4903 2\nx 0 3\np 0 498 3\n";
    let taken = read(raw, &Asked::default()).expect("mtr --raw");
    let left: Vec<u64> = taken.left_out.iter().map(|left| left.count).collect();
    assert_eq!((taken.measured, taken.timeouts, left.as_slice()), (1, 0, &[1, 1][..]));
}
