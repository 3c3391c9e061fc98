use super::*;
use crate::base::ids::AccountId;
use crate::domain::Call;
use crate::lab::experiment::{Experiment, Pace};
use crate::lab::import::options::Role;

fn taken(text: &str) -> Result<(Reading, Ledger), String> {
    asked(text, &[])
}

fn asked(text: &str, options: &[(&str, &str)]) -> Result<(Reading, Ledger), String> {
    let mut said = Options::default();
    for (option, value) in options {
        said.set(option, value).map_err(|reason| reason.en)?;
    }
    let (reading, ledger) = read(text, &said);
    match ledger {
        Some(ledger) => Ok((reading, ledger)),
        None => Err(reading.objection().expect("why not")),
    }
}

/// Amounts, below zero where money goes out.
fn amounts(ledger: &Ledger) -> Vec<i64> {
    let signed = |entry: &Entry| match entry.call {
        Call::Withdraw { amount, .. } => -amount,
        _ => entry.amount().unwrap_or(0),
    };
    ledger.entries.iter().map(signed).collect()
}

#[test]
fn a_ledger_becomes_the_workload() {
    let (_, ledger) = taken(
        "time,account,kind,amount,counterparty\n0,alice,deposit,12.50,\n1.5,alice,transfer,\"1,000\",bob\n2,bob,read,,\n",
    )
    .expect("a good ledger");
    let (a, b) = (AccountId(0), AccountId(1));
    let calls: Vec<(i128, Call)> = ledger.entries.iter().map(|entry| (entry.at, entry.call)).collect();
    assert_eq!(ledger.accounts, ["alice", "bob"]);
    assert_eq!(
        calls,
        [
            (0, Call::Deposit { account: a, amount: 1_250 }),
            (1_500_000, Call::Transfer { from: a, to: b, amount: 100_000 }),
            (2_000_000, Call::Read { account: b }),
        ]
    );
}

#[test]
fn a_ledger_of_months_is_drawn_together_evenly_and_begins_with_its_oldest_row() {
    for rows in [
        "2026-01-01,a,deposit,1\n2026-02-01,a,deposit,2\n2026-03-04,a,deposit,3\n2026-03-04,a,deposit,4\n",
        "2026-03-04,a,deposit,4\n2026-03-04,a,deposit,3\n2026-02-01,a,deposit,2\n2026-01-01,a,deposit,1\n",
    ] {
        let (_, ledger) = taken(&format!("time,account,kind,amount\n{rows}")).expect("a good ledger");
        let experiment = ledger.into_experiment(&Experiment::of("log-shipping").expect("a protocol"));
        let Pace::List { operations } = &experiment.workload.pace else { panic!("a list") };
        let rows: Vec<(u64, i64)> = operations
            .iter()
            .map(|planned| match planned.call {
                Call::Deposit { amount, .. } => (planned.at.0, amount),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(rows, [(0, 100), (40_000, 200), (80_000, 300), (80_000, 400)]);
    }
}

#[test]
fn exports_are_taken_as_their_columns_say() {
    for (text, want) in [
        ("time,account,kind,amount\n0,mei,deposit,\"1,50\"\n1,mei,deposit,\"17,28\"\n", vec![150, 1728]),
        (
            "time;account;kind;amount\r\n0;mei;deposit;1.234,50\r\n1;mei;withdraw;4,50\r\n",
            vec![123_450, -450],
        ),
        ("time,account,kind,amount\n0,mei,deposit,\"1,500\"\n1,mei,deposit,2.25\n", vec![150_000, 225]),
        (
            "Buchungstag;Auftraggeber/Empfänger;Betrag (€);Währung\n05.01.2026;Bäcker;-4,50;EUR\n06.01.2026;Lohn;1.000,00;EUR\n",
            vec![-450, 100_000],
        ),
        (
            "导出说明\n\n交易时间,交易对方,收/支,金额(元),交易状态\n2026-01-05 08:00:00,王五,支出,¥12.50,交易成功\n2026-01-06 08:00:00,王五,支出,¥9,交易关闭\n2026-01-06 09:00:00,王五,不计收支,¥9,交易成功\n",
            vec![-1_250],
        ),
        (
            "Date,Payee,Outflow,Inflow\n13/01/2026,Shop,4.50,0.00\n14/01/2026,Job,0.00,100.00\n",
            vec![-450, 10_000],
        ),
        // French and Spanish banks.
        (
            "Date;Libellé;Débit euros;Crédit euros\n13/01/2026;Boulangerie;-4,50;\n14/01/2026;Salaire;;1 200,00\n",
            vec![-450, 120_000],
        ),
        (
            "FECHA OPERACIÓN;FECHA VALOR;CONCEPTO;IMPORTE EUR;SALDO\n13/01/2026;13/01/2026;Pan;-4,50;95,50\n",
            vec![-450],
        ),
        // Soll and Haben as letters beside the amount; full-width digits; a minus behind.
        ("Datum;Betrag;Soll/Haben\n05.01.2026;4,50;S\n06.01.2026;9,00;H\n", vec![-450, 900]),
        ("日期,账户,类型,金额\n2026-01-05,张三,收入,１，２３４．５０\n", vec![123_450]),
        (
            "date,amount\n2026-01-05,4.50-\n2026-01-05,(7.25)\n2026-01-06,CHF 1'200.00\n",
            vec![-450, -725, 120_000],
        ),
        // A name that begins with # is no comment; a total at the end is no row.
        ("time,account,kind,amount\n0,#1,deposit,5\n1,#1,deposit,6\nTotal,,,11\n", vec![500, 600]),
        ("# exported\n0,mei,deposit,5\n1,mei,withdraw,6\n", vec![500, -600]),
    ] {
        let (_, ledger) = taken(text).unwrap_or_else(|reason| panic!("{reason} in {text}"));
        assert_eq!(amounts(&ledger), want, "{text}");
    }
}

#[test]
fn what_a_file_does_not_say_is_asked_in_one_line_that_names_the_option() {
    for (text, says, options) in [
        ("time,account,kind,amount\n0,a,deposit,\"1,500\"\n", "--decimal", &[("--decimal", "point")][..]),
        ("date,account,kind,amount\n03/04/2026,a,deposit,1\n", "--dates", &[("--dates", "dmy")]),
        (
            "date,account,kind,amount\n2026-01-05T10:00Z,a,deposit,1\n2026-01-05 10:00,a,deposit,1\n",
            "--zone",
            &[("--zone", "+08:00")],
        ),
        (
            "time,account,kind,amount,currency\n0,a,deposit,1,EUR\n1,a,deposit,1,USD\n",
            "--currency EUR or --currency USD says it",
            &[("--currency", "usd")],
        ),
        ("time,what,account\n0,4.50,mei\n", "--column amount=what", &[("--column", "what")]),
        ("wann,betrag\n05.01.2026,4.50\n", "--column time=wann", &[("--column", "time=wann")]),
        ("x,y\n05.01.2026,4.50\n", "names the columns", &[("--column", "time=x"), ("--column", "y")]),
    ] {
        let reason = taken(text).expect_err(text);
        assert!(reason.contains(says) && !reason.contains('\n'), "{reason}");
        let (_, ledger) = asked(text, options).unwrap_or_else(|reason| panic!("{reason} in {text}"));
        assert!(!ledger.entries.is_empty());
    }
}

#[test]
fn what_is_wrong_is_told_by_line_and_reason() {
    for (text, says) in [
        ("time,account,kind,amount\n0,a,deposit,\"1,50\"\n0,a,deposit,1.5\n", "line 3: a point stands"),
        ("time,account,kind,amount\r\n0,a,deposit,1\r\n1,a,steal,1\r\n", "line 3: kind: \"steal\""),
        ("time,account,kind,amount\n\nsoon,a,deposit,1\n", "line 3: time: \"soon\" is no date"),
        (
            "time,account,kind,amount\n0,a,deposit,1\n2026-01-05,a,deposit,1\n",
            "line 2: time: \"0\" is no date",
        ),
        ("date,account,kind,amount\n45292,a,deposit,1\n", "line 2: time: \"45292\" is no date"),
        ("time,account,kind,amount\n0,a,deposit,-1\n", "line 2: amount: \"-1\" is below zero"),
        ("time,account,kind,amount\n0,a,deposit,1.234\n1,a,deposit,1.5\n", "line 2: amount"),
        ("time,account,kind,amount\n0,a,deposit,1e5\n", "line 2: amount"),
        ("time,account,kind,amount\n0,a,deposit,12 34\n", "line 2: amount"),
        ("time,account,kind,amount\n0,,deposit,1\n", "line 2: account: is missing"),
        ("time,account,kind,amount\n0,a\u{fffd},deposit,1\n", "line 2: account"),
        ("time,account,kind,amount,counterparty\n0,a,transfer,1,a\n", "line 2: counterparty"),
        ("time,account,kind,amount\n0,a,deposit,1,50\n", "line 2: has 5 cells, and there are 4 columns"),
        ("name,colour\na,red\n", "line 1"),
        ("", "no row"),
        ("time,account,kind,amount\n", "no row"),
    ] {
        let reason = taken(text).expect_err(text);
        assert!(reason.contains(says) && !reason.contains('\n'), "{reason}, not {says}, of {text}");
    }
}

#[test]
fn every_bad_row_is_counted() {
    let (reading, ledger) = read(
        "time,account,kind,amount,counterparty\nsoon,a,deposit,1,\n1,a,steal,1,\n2,,deposit,1,\n3,a,deposit,-1,\n4,a,transfer,1,a\n5,a,deposit,1.2345,\n",
        &Options::default(),
    );
    assert!(ledger.is_none());
    // One time that is a word does not make the others dates.
    assert_eq!(reading.problems[1].reason.en.split(':').next(), Some("kind"));
    assert_eq!(reading.problem_count as usize, reading.problems.len());
    let lines: Vec<&str> = reading.problems.iter().map(|problem| problem.place.as_str()).collect();
    assert_eq!(lines, ["line 2", "line 3", "line 4", "line 5", "line 6", "line 7"]);
}

#[test]
fn a_person_can_say_what_each_column_is_and_what_is_left_out_is_listed() {
    let text = "Konto: 12\nDatum;Wert;Betrag;Saldo\n05.01.2026;06.01.2026;-4,50;95,50\n;;Summe;95,50\n";
    let (reading, ledger) = taken(text).expect("a good ledger");
    assert_eq!((reading.divider, reading.header_line), (Some(';'), Some(2)));
    let roles: Vec<Option<Role>> = reading.columns.iter().map(|column| column.role).collect();
    assert_eq!(roles, [Some(Role::Time), None, Some(Role::Amount), None]);
    let left: Vec<(u64, &str)> = reading.left_out.iter().map(|out| (out.line, out.why.en.as_str())).collect();
    assert_eq!(left, [(1, "it stands before the header"), (4, "it is a total")]);
    assert_eq!(amounts(&ledger), [-450]);
    let (_, ledger) = asked(text, &[("--column", "saldo")]).expect("another column");
    assert_eq!(amounts(&ledger), [9_550]);
    let reason = asked(text, &[("--column", "colour")]).expect_err("no such column");
    assert_eq!(reason, "--column: no column is called \"colour\"; there are Datum, Wert, Betrag, Saldo");
}
