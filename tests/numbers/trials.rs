//! The direct trials (WARS) against the paper, and the command that runs them.

use crate::desk::{Desk, err, out};
use crate::facts::{rows, table};
use crate::oracles;
use eventual::lab::staleness::published::SYSTEMS;
use eventual::lab::staleness::{self, Copies, Fit, Measured, Quantile};
use serde_json::Value;

/// By how much a quantile may miss what was published: three of a hundred.
const NEAR: f64 = 0.03;

fn near(what: &str, found: f64, published: f64) {
    let said = format!("{what}: {found} against {published}");
    // Where nothing is ever stale, nothing may be.
    assert!((found - published).abs() <= NEAR * published, "{said}");
    println!("{said}");
}

/// What stands in the table here and on the page is what the paper says.
#[test]
fn the_numbers_of_the_page_are_those_that_were_published() {
    let published = &table("published.json")["pbs_2012"];
    for system in SYSTEMS {
        let us = |ms: &Value| (ms.as_f64().expect("milliseconds") * 1000.0).round() as u64;
        let told: Vec<Vec<u64>> = rows(&published[system.name])
            .iter()
            .map(|row| {
                let row = rows(row);
                let quorums = row[..2].iter().map(|it| it.as_u64().expect("a quorum"));
                quorums.chain(row[2..].iter().map(us)).collect()
            })
            .collect();
        let shown: Vec<Vec<u64>> = system
            .rows
            .iter()
            .map(|it| vec![it.r.into(), it.w.into(), it.read_us, it.write_us, it.printed_us, it.visible_us])
            .collect();
        assert_eq!(shown, told, "{}", system.name);
        let fresh = &published["fresh_at_t0"][format!("{} R=W=1", system.name)];
        assert_eq!(Some(f64::from(system.fresh_at_0_milli) / 1000.0), fresh.as_f64());
    }
}

#[test]
fn the_table_here_is_that_of_the_oracles() {
    let Some(folder) = oracles::folder(the_table_here_is_that_of_the_oracles) else { return };
    let text = std::fs::read_to_string(folder.join("published.json")).expect("the oracle");
    let oracle: Value = serde_json::from_str(&text).expect("JSON");
    let (here, oracle) = (&table("published.json")["pbs_2012"], &oracle["pbs_2012"]);
    for what in ["LNKD-SSD", "YMMR"] {
        assert_eq!(here[what], oracle[what], "{what}");
    }
    for (what, fresh) in oracle["fresh_at_t0"].as_object().expect("shares") {
        assert_eq!(&here["fresh_at_t0"][what], fresh, "{what}");
    }
}

/// A million trials, or ten, as the published column has, where the interval of a million is too wide
/// to tell 3 %: the 217 ms of YMMR with R = 2 are a small difference of long waits.
fn long_enough(fit: &Fit, copies: Copies) -> Measured {
    let found = staleness::measure(fit, copies, 1_000_000, 7);
    let wide = |it: &Quantile| it.high.expect("enough trials") - it.at > NEAR * it.at;
    if [&found.read, &found.write, &found.visible].into_iter().any(wide) {
        return staleness::measure(fit, copies, 10_000_000, 7);
    }
    found
}

/// Latencies and t-visibility within 3 %, fresh at the commit within half a point.
#[test]
fn trials_come_to_what_the_paper_says() {
    let published = &table("published.json")["pbs_2012"];
    for system in SYSTEMS {
        let fit = staleness::read(&published["fits"][system.name].to_string()).expect("a fit");
        for row in system.rows {
            let found = long_enough(&fit, row.copies());
            let what = format!("{} R={} W={}", system.name, row.r, row.w);
            near(&format!("{what}, reads"), found.read.at, row.read_us as f64 / 1e3);
            near(&format!("{what}, writes"), found.write.at, row.write_us as f64 / 1e3);
            near(&format!("{what}, t-visibility"), found.visible.at, row.visible_us as f64 / 1e3);
            if (row.r, row.w) == (1, 1) {
                let fresh = f64::from(system.fresh_at_0_milli) / 1e3;
                assert!((found.fresh_at_0 - fresh).abs() <= 0.005, "{what}: {}", found.fresh_at_0);
            }
            if row.copies().meet() {
                assert_eq!(found.fresh_at_0, 1.0, "{what}: every read meets every write");
            }
            // The fit of the page is the fit of the file, draw by draw.
            assert_eq!(
                staleness::measure(&(system.fit)(), row.copies(), 1_000, 7),
                staleness::measure(&fit, row.copies(), 1_000, 7)
            );
        }
    }
}

/// The interval that is printed beside a quantile holds the true one about as often as it says.
#[test]
fn intervals_hold_what_they_say() {
    let fit = (SYSTEMS[0].fit)();
    let copies = Copies { n: 3, r: 1, w: 1 };
    let long = staleness::measure(&fit, copies, 2_000_000, 1).visible.at;
    let holds = (0..100).filter(|&seed| {
        let it = staleness::measure(&fit, copies, 10_000, 1_000 + seed).visible;
        it.low <= long && it.high.is_none_or(|high| long <= high)
    });
    // Of a hundred intervals at 95 %, fewer than 87 or so would be one case in a thousand.
    let holds = holds.count();
    assert!(holds >= 87, "{holds} of 100");
}

const FIT: &str = r#"{"W": [{"p": 0.38, "pareto": {"xm": 1.05, "alpha": 1.51}}, {"p": 0.62, "exponential": {"rate": 0.183}}],
    "A": [{"constant": 2}], "R": {"samples_ms": [1, 2.5, 4]}, "S": [{"p": 0.5, "uniform": {"min": 1, "max": 2}},
    {"p": 0.25, "log_normal": {"median": 1, "sigma": 0.5}}, {"p": 0.25, "weibull": {"scale": 1, "shape": 0.7}}]}"#;

#[test]
fn the_command_prints_the_same_bytes_for_the_same_seed() {
    let desk = Desk::new("staleness");
    desk.write("fit.json", FIT);
    let line = "staleness --fit fit.json --n 3 --r 1 --w 1 --trials 20000 --seed";
    let [one, again, other] = ["7", "7", "8"].map(|seed| out(&desk.eventual(&format!("{line} {seed}"))));
    assert_eq!(one, again);
    assert_ne!(one, other);
    let told: Value = serde_json::from_str(&one).expect("JSON");
    for name in ["read_p999_ms", "write_p999_ms", "t_visibility_p999_ms"] {
        let (at, low) = (told[name].as_f64(), told[format!("{name}_interval")][0].as_f64());
        assert!(at.is_some_and(|at| at > 0.0) && low <= at, "{name}: {one}");
    }
    let curve = told["curve"].as_array().expect("a curve");
    assert_eq!(curve[0]["fresh"], told["fresh_at_0"]);
    let fresh: Vec<f64> = curve.iter().map(|it| it["fresh"].as_f64().expect("a share")).collect();
    assert!(fresh.is_sorted() && fresh.len() > 10 && fresh.last() == Some(&1.0), "{fresh:?}");
    // A wait that is always the same comes out as itself.
    desk.write(
        "same.json",
        r#"{"W": {"constant": 5}, "A": {"constant": 1}, "R": {"constant": 1}, "S": {"constant": 0.1}}"#,
    );
    let same: Value =
        serde_json::from_str(&out(&desk.eventual("staleness --fit same.json --trials 1000"))).expect("JSON");
    assert_eq!((&same["write_p999_ms"], &same["read_p999_ms"]), (&6.0.into(), &1.1.into()));
    assert_eq!((&same["t_visibility_p999_ms"], &same["fresh_at_0"]), (&0.0.into(), &1.0.into()));
}

#[test]
fn what_cannot_be_measured_is_one_line_that_names_it() {
    let desk = Desk::new("staleness-slips");
    desk.write("fit.json", FIT);
    for (line, said) in [
        ("staleness", "eventual staleness: needs --fit FILE; see eventual --help"),
        ("staleness --fit none.json", "none.json: cannot be read: No such file or directory (os error 2)"),
        ("staleness --fit", "--fit needs a value"),
        ("staleness --fit fit.json --r 4", "--r: 4 is more than there are copies; --n is 3"),
        ("staleness --fit fit.json --n 0", "--n: \"0\" is not a whole number from 1 to 9"),
        ("staleness --fit fit.json --trials 0", "--trials: \"0\" is not a whole number from 1 to 1000000000"),
        (
            "staleness --fit fit.json --trials 1e6",
            "--trials: \"1e6\" is not a whole number from 1 to 1000000000",
        ),
        (
            "staleness --fit fit.json --seed -1",
            "--seed: \"-1\" is not a whole number from 0 to 18446744073709551615",
        ),
        ("staleness --fit fit.json --seed 1 --seed 2", "--seed is given twice"),
        (
            "staleness --fit fit.json --fast 1",
            "eventual staleness: there is no option \"--fast\"; known are --fit, --n, --r, --w, --trials, --seed",
        ),
    ] {
        let failed = desk.eventual(line);
        assert_eq!((failed.status.code(), err(&failed)), (Some(2), format!("{said}\n")), "{line}");
        assert_eq!(out(&failed), "");
    }
    let one = r#"{"constant": 1}"#;
    for (w, said) in [
        ("[]", "W: needs at least one part"),
        ("7", "W: is 7; it must be a list"),
        ("[7]", "W[0]: is 7; it must be an object"),
        (r#"[{"p": 0.5, "constant": 1}]"#, "W: has parts whose p add up to 0.5; they must add up to 1"),
        (r#"[{"constant": 1}, {"p": 1, "constant": 1}]"#, "W[0].p: is missing"),
        (
            "{}",
            "W: needs one distribution, not 0; known are \"pareto\", \"exponential\", \"uniform\", \"constant\", \
             \"log_normal\", \"weibull\", \"samples_ms\"",
        ),
        (
            r#"{"constant": 1, "samples_ms": [1]}"#,
            "W: needs one distribution, not 2; known are \"pareto\", \"exponential\", \"uniform\", \"constant\", \
             \"log_normal\", \"weibull\", \"samples_ms\"",
        ),
        (
            r#"{"pareto": {"xm": 1, "alpha": 0}}"#,
            "W.pareto.alpha: is 0; it must be a number from 0.001 to 1000000",
        ),
        (r#"{"pareto": {"xm": 1}}"#, "W.pareto.alpha: is missing"),
        (
            r#"{"exponential": {"rate": "2"}}"#,
            "W.exponential.rate: is \"2\"; it must be a number from 0.000000001 to 1000000000",
        ),
        (
            r#"{"uniform": {"min": 2, "max": 1}}"#,
            "W.uniform.max: is 1; it must be a number from 2 to 1000000000000",
        ),
        (r#"{"samples_ms": []}"#, "W.samples_ms: needs at least one sample"),
        (r#"{"samples_ms": [1, -1]}"#, "W.samples_ms[1]: is -1; it must be a number from 0 to 1000000000000"),
        (r#"{"samples_ms": [1e400]}"#, "line 1, column 27: is not JSON: number out of range"),
    ] {
        desk.write("slip.json", &format!(r#"{{"W": {w}, "A": {one}, "R": {one}, "S": {one}}}"#));
        let failed = desk.eventual("staleness --fit slip.json --trials 10");
        assert_eq!((failed.status.code(), err(&failed)), (Some(2), format!("slip.json: {said}\n")), "{w}");
    }
}

#[test]
fn copies_that_stand_apart_are_as_far_as_the_file_says() {
    let desk = Desk::new("staleness-far");
    let of = |far: &str, r: u8| {
        let one = r#"{"constant": 1}"#;
        desk.write("far.json", &format!(r#"{{"W": {one}, "A": {one}, "R": {one}, "S": {one}{far}}}"#));
        desk.eventual(&format!("staleness --fit far.json --r {r} --trials 20000"))
    };
    let told = |r| -> Value { serde_json::from_str(&out(&of(r#", "far_ms": 75"#, r))).expect("JSON") };
    // The near copy answers after 2 ms, and the others after 75 ms more each way.
    let (one, two) = (told(1), told(2));
    assert_eq!((&one["write_p999_ms"], &one["read_p999_ms"]), (&2.0.into(), &2.0.into()));
    assert_eq!((&two["write_p999_ms"], &two["read_p999_ms"]), (&2.0.into(), &152.0.into()));
    // A read that begins where the write did is fresh at once; elsewhere the write comes after 76 ms, of
    // which 2 are over with the commit and 1 passes until the copy is asked. A copy that is far from the
    // read is asked no sooner than the write comes.
    let fresh = one["fresh_at_0"].as_f64().expect("a share");
    assert!((fresh - 1.0 / 3.0).abs() < 0.015, "{fresh}");
    assert_eq!((&one["t_visibility_p999_ms"], &two["fresh_at_0"]), (&73.0.into(), &1.0.into()));
    for (far, said) in [("-1", "is -1"), (r#""75""#, r#"is "75""#), ("1e13", "is 10000000000000.0")] {
        let failed = of(&format!(r#", "far_ms": {far}"#), 1);
        let said = format!("far.json: far_ms: {said}; it must be a number from 0 to 1000000000000\n");
        assert_eq!((failed.status.code(), err(&failed)), (Some(2), said));
    }
}

/// The ends of everything that may be asked for: heavy tails, tiny and huge waits, one trial.
#[test]
fn every_fit_that_is_taken_comes_to_numbers() {
    let parts = [
        r#"{"pareto": {"xm": 1e9, "alpha": 0.001}}"#,
        r#"{"pareto": {"xm": 1e-9, "alpha": 1e6}}"#,
        r#"{"exponential": {"rate": 1e-9}}"#,
        r#"{"weibull": {"scale": 1e9, "shape": 0.001}}"#,
        r#"{"log_normal": {"median": 1e9, "sigma": 100}}"#,
        r#"{"constant": 0}"#,
        r#"[{"p": 0, "constant": 9}, {"p": 1, "constant": 1e12}]"#,
    ];
    for one in parts {
        for other in parts {
            let text = format!(r#"{{"W": {one}, "A": {other}, "R": {other}, "S": {one}}}"#);
            let fit = staleness::read(&text).expect("a fit");
            for (copies, trials) in [(Copies { n: 1, r: 1, w: 1 }, 1), (Copies { n: 9, r: 9, w: 1 }, 300)] {
                let found = staleness::measure(&fit, copies, trials, u64::MAX);
                for it in [found.read, found.write, found.visible] {
                    assert!(it.at.is_finite() && it.at >= 0.0 && it.low <= it.at, "{text}: {it:?}");
                }
            }
        }
    }
}
