//! Every kind of fact, told in both languages.

use super::*;
use crate::base::ids::{AccountId, FactId, FlightId, NodeId, OpId};
use crate::base::text::{TextBuf, text};
use crate::base::time::Time;
use crate::domain::{Call, Refusal};
use crate::lab::frame::OperationFrame;
use crate::protocol::catalog::ENTRIES;
use crate::sim::cast::Cast;
use crate::sim::fact::FactRow;
use crate::sim::trace::{Fact, Harm, Loss, Outcome};
use crate::view::passbook::tests::experiment;

/// The facts of one protocol, whichever comes first.
const OWN: &[FactRow] = ENTRIES[0].facts;
const ORDERS: [Text; 1] = [text("Promote this node", "提升此节点")];
const TIMERS: [Text; 1] = [text("time to ask again", "该再问一次了")];

fn fact(what: FactKind) -> FactFrame {
    FactFrame {
        id: FactId(7),
        event: Fact { at: Time(2_512_000), cause: FactId::NONE, node: NodeId(0), what },
        other: Some(NodeId(1)),
        name: Some(TextBuf { en: "append".into(), zh: "追加".into() }),
        gist: "#5".into(),
        accounts: Vec::new(),
    }
}

fn every_fact() -> Vec<FactKind> {
    let flight = FlightId(1);
    let op = OpId(1);
    let mut all = vec![FactKind::Invoked { op, attempt: 0 }, FactKind::Invoked { op, attempt: 1 }];
    all.extend([Outcome::Ok, Outcome::Fail, Outcome::Info].map(|outcome| FactKind::Returned {
        op,
        outcome,
        reply: 0,
    }));
    all.push(FactKind::Returned { op, outcome: Outcome::Info, reply: u32::MAX });
    all.push(FactKind::Sent { flight });
    all.extend(
        [Loss::Chance, Loss::Cut, Loss::Down, Loss::Full, Loss::Chosen]
            .map(|why| FactKind::Lost { flight, why }),
    );
    all.extend([
        FactKind::Duplicated { flight, copy: FlightId(2) },
        FactKind::Delivered { flight },
        FactKind::Held { flight },
        FactKind::Released { flight },
    ]);
    all.extend([
        FactKind::Fired { timer: 0 },
        FactKind::Fired { timer: 2 },
        FactKind::Persisted { nth: 0 },
        FactKind::Became { state: 1 },
    ]);
    all.extend((0..=OWN.len() as u8).map(|fact| FactKind::Noted { fact, a: 4, b: 2 }));
    all.extend([
        FactKind::Crashed { torn: false },
        FactKind::Crashed { torn: true },
        FactKind::Restarted { version: 2 },
        FactKind::Paused,
        FactKind::Resumed,
    ]);
    all.extend([
        FactKind::ClockSet,
        FactKind::Harmed { harm: Harm::DiskFull, grain_us: 0 },
        FactKind::Cut { rule: 0 },
        FactKind::Cut { rule: 1 },
        FactKind::Healed { rule: 0 },
        FactKind::LinkChanged { to: NodeId(2) },
        FactKind::LinkChanged { to: NodeId(0) },
    ]);
    all.extend([FactKind::Ordered { order: 0, about: 0 }, FactKind::Ordered { order: 9, about: 0 }]);
    for layer in [Layer::Log, Layer::State] {
        all.extend([FactKind::Installed { write: 0, layer }, FactKind::Removed { keep: 3, layer }]);
    }
    all.extend([FactKind::Rewound { keep: 3 }, FactKind::Observed { observation: 0, layer: Layer::State }]);
    all.extend([FactKind::Outside { effect: 6, times: 1 }, FactKind::Outside { effect: 6, times: 2 }]);
    all
}

fn tell(language: Language) -> Vec<String> {
    let cuts = [CutFrame { rule: 0, cut: Cut::Isolate { node: NodeId(2) } }];
    let narrator = Narrator {
        language,
        orders: &ORDERS,
        timers: &TIMERS,
        facts: OWN,
        cuts: &cuts,
        cast: &Cast::of_services(3),
    };
    every_fact().into_iter().map(|what| narrator.fact(&fact(what))).collect()
}

#[test]
fn no_two_facts_sound_alike_and_none_is_silent() {
    for language in [Language::En, Language::Zh] {
        let told = tell(language);
        let different: std::collections::BTreeSet<&String> = told.iter().collect();
        assert_eq!(told.len(), different.len(), "{told:#?}");
        assert!(told.iter().all(|sentence| sentence.chars().count() > 4));
    }
}

#[test]
fn each_language_keeps_to_itself() {
    let chinese = |c: char| {
        ('\u{3000}'..='\u{303f}').contains(&c)
            || ('\u{4e00}'..='\u{9fff}').contains(&c)
            || ('\u{ff00}'..='\u{ffef}').contains(&c)
    };
    assert!(tell(Language::En).iter().all(|sentence| !sentence.contains(chinese)));
    for sentence in tell(Language::Zh) {
        assert!(!sentence.contains(|c: char| c.is_ascii_alphabetic()), "{sentence}");
    }
}

#[test]
fn sentences_name_who_what_and_why() {
    let told = tell(Language::En);
    let has = |sentence: &str| assert!(told.iter().any(|t| t == sentence), "{sentence}\n{told:#?}");
    has("Hangzhou sent “append #5” to Beijing");
    has("“append #5” between Hangzhou and Beijing was lost: the link is cut");
    has("A client asked Hangzhou for the 2nd time: #5");
    has("Cut 1 began: Shanghai is cut off from everyone");
    has("Cut 2 began");
    has("The link from Hangzhou to Shanghai was changed");
    has("The speed of all messages from and to Hangzhou was changed");
    has("A timer of Hangzhou went off: time to ask again");
    has("A timer of Hangzhou went off (kind 2)");
    has("An operator told Hangzhou: Promote this node");
    has("Hangzhou truncated its log to length 4; entries lost: 2");
    let cast = Cast::of_services(3);
    let narrator = Narrator {
        language: Language::Zh,
        orders: &ORDERS,
        timers: &TIMERS,
        facts: OWN,
        cuts: &[],
        cast: &cast,
    };
    assert_eq!(
        narrator.timed(&fact(FactKind::Delivered { flight: FlightId(1) })),
        "2.512 秒：杭州收到来自北京的“追加 #5”"
    );
}

#[test]
fn cuts_say_whom_they_part() {
    let cast = Cast::of_services(3);
    let narrator =
        Narrator { language: Language::En, orders: &[], timers: &[], facts: &[], cuts: &[], cast: &cast };
    let sides = Cut::Groups { groups: vec![vec![NodeId(0), NodeId(1)], vec![NodeId(2)]] };
    assert_eq!(narrator.cut(&sides), "Partition: Hangzhou and Beijing | Shanghai");
    assert_eq!(Narrator { language: Language::Zh, ..narrator }.cut(&sides), "分区：杭州和北京｜上海");
    assert_eq!(
        narrator.cut(&Cut::OneWay { from: NodeId(0), to: NodeId(1) }),
        "What Hangzhou sends to Beijing is lost"
    );
}

#[test]
fn an_operation_is_told_by_its_client() {
    let asked = OperationFrame {
        fact: FactId(1),
        client: Some(2),
        node: NodeId(2),
        at: Time(1_000),
        returned: Some(Time(13_000)),
        answered: None,
        outcome: Some(Outcome::Ok),
        call: Call::Withdraw { account: AccountId(0), amount: 30 },
        balances: vec![70],
        refusal: None,
        stale: None,
    };
    let experiment = experiment();
    assert_eq!(
        operation(&asked, &experiment, Language::En),
        "Client 2 asked Shanghai to withdraw 30 from alice: done after 12 ms, balance 70"
    );
    let refused = OperationFrame {
        outcome: Some(Outcome::Fail),
        refusal: Some(Refusal::NotEnough),
        client: None,
        ..asked.clone()
    };
    assert_eq!(
        operation(&refused, &experiment, Language::Zh),
        "你请上海从 alice 取出 30：12 毫秒后被拒绝，因为余额不足"
    );
    let waiting = OperationFrame { outcome: None, returned: None, ..asked };
    assert_eq!(
        operation(&waiting, &experiment, Language::En),
        "Client 2 asked Shanghai to withdraw 30 from alice: no answer yet"
    );
}

#[test]
fn every_refusal_has_its_reason() {
    for language in [Language::En, Language::Zh] {
        let told: std::collections::BTreeSet<String> = Refusal::ALL.map(|why| refusal(why, language)).into();
        assert_eq!(told.len(), Refusal::ALL.len());
    }
}

#[test]
fn a_listener_hears_what_matters_most() {
    let cast = Cast::of_services(3);
    let narrator = Narrator {
        language: Language::En,
        orders: &ORDERS,
        timers: &TIMERS,
        facts: OWN,
        cuts: &[],
        cast: &cast,
    };
    let all: Vec<FactFrame> = [
        FactKind::Became { state: 1 },
        FactKind::Paused,
        FactKind::Fired { timer: 0 },
        FactKind::Sent { flight: FlightId(1) },
        FactKind::Crashed { torn: false },
    ]
    .into_iter()
    .enumerate()
    .map(|(i, what)| FactFrame { id: FactId(i as u32), ..fact(what) })
    .collect();
    let (told, more) = narrator.gather(&all, None, 2).expect("something happened");
    assert_eq!(
        told,
        ["2.512 s: Hangzhou paused", "2.512 s: Hangzhou crashed and lost what was not on its disk"]
    );
    assert_eq!(more, 3);
    assert_eq!(narrator.gather(&all, Some(FactId(3)), 2).map(|(told, _)| told.len()), Some(1));
    assert_eq!(narrator.gather(&all, Some(FactId(4)), 2), None);
}
