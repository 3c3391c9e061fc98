//! A protocol of some sixty lines that the lab has never heard of: all money lies at one node
//! beside the services, and nothing is replicated. It gets a place on the stage, sentences, a
//! ribbon, a receipt and verdicts like every other, and is charged with nothing that it did not do.

use eventual::base::ids::{NodeId, OpId};
use eventual::base::text::{Language, text};
use eventual::base::time::{Span, Time};
use eventual::domain::bank::{Bank, decide, look};
use eventual::domain::{Answer, Call, Context, Reply, Request};
use eventual::lab::experiment::{Experiment, Mix};
use eventual::lab::frame::{Camera, Frame};
use eventual::lab::receipt::receipt;
use eventual::lab::timeline::Timeline;
use eventual::lab::{self, demo, setup, verdicts};
use eventual::protocol::catalog::{Catalog, Entry};
use eventual::protocol::manifest::script::{ALICE, deposit, read};
use eventual::protocol::manifest::way::Way;
use eventual::protocol::manifest::{Demo, Described, Manifest, Promise, Rollout, To};
use eventual::protocol::tables::{messages, settings, state};
use eventual::sim::cast::{Copies, Part, Shape};
use eventual::sim::fault::Cut;
use eventual::sim::input::{Action, Input};
use eventual::sim::protocol::{Label, Layer, Out, Protocol, State, StateOf};
use eventual::sim::run::{AnyRun, Progress, Target};
use eventual::sim::show::{Balance, Balances, Counter as Count, Lens, Section, VisibleState};
use eventual::view::layout::layout;
use eventual::view::narrate::Narrator;
use eventual::view::{card, compare, seal};
use std::convert::Infallible;

/// All money at one node: services ask it and hand on what it says.
#[derive(Clone, PartialEq, Debug)]
struct Counter;

settings! {
    /// What can be set about it.
    #[derive(Clone, Debug)]
    pub struct Config, KNOBS {
        saves: protects switch(true) ["Save before answering", "先落盘再答复"]
            ["The counter answers only when the change is on its disk.", "变更落盘之后，柜台才答复。"];
    }
}

impl Described for Counter {
    const MANIFEST: Manifest = Manifest {
        name: "counter",
        title: text("One counter", "一个柜台"),
        summary: text(
            "All money lies at one counter; services ask it.",
            "所有的钱都在一个柜台，各服务向它询问。",
        ),
        way: Way::ShareOne,
        cost: text("A walk to the counter.", "得走到柜台去。"),
        invitation: text("Ask it.", "问它。"),
        knobs: KNOBS,
        orders: &[],
        timers: &[],
        parts: |_, _| vec![Part { name: text("Counter", "柜台"), shape: Shape::Database }],
        copies: |_| Copies::At(0),
        promises: &[Promise {
            holds: &["conservation", "non-negative"],
            under: &[("saves", To::Switch(true))],
            rollout: Rollout::Any,
            because: text("There is one copy of the money, on a disk.", "钱只有一份，就在磁盘上。"),
        }],
        demos: &[Demo {
            id: "forgetful-counter",
            title: text("The counter forgets", "柜台失忆"),
            story: text(
                "A deposit was answered; the counter crashes, and the money is gone.",
                "存款已得到答复；柜台崩溃后，钱不见了。",
            ),
            protection: &[("saves", To::Switch(true))],
            checker: "linearizable",
            script: |story| {
                let told = story
                    .set("saves", false)
                    .at(500)
                    .ask(0, deposit(ALICE, 50))
                    .at(1_000)
                    .crash(3)
                    .at(1_500)
                    .restart(3);
                told.at(2_500).ask(1, read(ALICE))
            },
        }],
    };
}

/// One line in a catalogue of its own.
const CATALOG: Catalog = Catalog(&[Entry::of::<Counter>()]);

messages! {
    /// What services and the counter tell each other.
    pub enum Message {
        /// A service hands on what its client asked.
        Ask(request: Request) => state("ask", "询问", "");
        /// What the counter answers; the service hands it back.
        Tell(answer: (OpId, Reply)) => state("tell", "答复", "");
    }
}

impl Protocol for Counter {
    type Config = Config;
    type Volatile = u32;
    type Durable = Bank;
    type Message = Message;
    type Timer = ();
    type OwnFact = Infallible;

    fn start(state: &mut StateOf<Self>, out: &mut Out<'_, Self>) {
        if !out.is_service(out.me()) && state.durable.is_empty() {
            // A counter that comes back with an empty disk has lost what it held.
            out.removed(Layer::State, 0);
            state.durable = Bank::with_accounts(out.genesis());
        }
    }

    fn on_request(state: &mut StateOf<Self>, request: Request, out: &mut Out<'_, Self>) {
        state.volatile += 1;
        out.parts().for_each(|counter| out.send(counter, Message::Ask(request.clone())));
    }

    fn on_message(
        State { durable: bank, .. }: &mut StateOf<Self>,
        from: NodeId,
        message: &Message,
        out: &mut Out<'_, Self>,
    ) {
        match message {
            Message::Ask(request) => {
                let before: Vec<u64> = bank.range(0..u32::MAX).map(|(_, it)| it.version).collect();
                for account in request.call.accounts() {
                    out.observed(
                        Layer::State,
                        request.op,
                        account,
                        before.get(account.index()).copied().unwrap_or(0),
                    );
                }
                let reply = served(bank, &request.call).map_or_else(Reply::Refused, |answer| Reply::Done {
                    answer,
                    context: Context::default(),
                });
                if out.config().saves {
                    out.persist();
                }
                for (account, it) in
                    bank.range(0..u32::MAX).filter(|(id, it)| before.get(id.index()) != Some(&it.version))
                {
                    out.installed(Layer::State, request.command, account, it.version);
                }
                out.send(from, Message::Tell((request.op, reply)));
            }
            Message::Tell((op, reply)) => out.reply(*op, reply.clone()),
        }
    }

    fn on_timer(_: &mut StateOf<Self>, (): (), _: &mut Out<'_, Self>) {}

    fn fingerprint(state: &StateOf<Self>) -> u64 {
        state.durable.fingerprint()
    }

    fn settles(_: &Config) -> Span {
        Span::ZERO
    }

    fn inspect(_: &Config, _: NodeId, state: &StateOf<Self>, lens: &Lens) -> VisibleState {
        let rows = state.durable.range(lens.accounts.clone());
        let rows =
            rows.map(|(account, it)| Balance { account, balance: it.balance, version: it.version }).collect();
        let (accounts, total) = (state.durable.len() as u32, state.durable.total());
        let held = Section::Balances(Balances { title: text("till", "钱箱"), accounts, total, rows });
        let asked =
            Count { name: text("requests", "请求"), value: i64::from(state.volatile), alarming: false };
        let (role, section) = if state.durable.is_empty() {
            (text("service", "服务"), Section::Counters(vec![asked]))
        } else {
            (text("counter", "柜台"), held)
        };
        VisibleState { role, leads: false, epoch: 0, sections: vec![section] }
    }

    fn describe(message: &Message) -> Label {
        message.label()
    }

    fn timer_number((): &()) -> u32 {
        0
    }
}

fn served(bank: &mut Bank, call: &Call) -> Result<Answer, eventual::domain::Refusal> {
    if !call.is_read() {
        let events = decide(bank, call)?;
        bank.evolve_all(events.as_slice());
        return Ok(Answer::Balance(bank.balance(call.account()).unwrap_or_default()));
    }
    look(bank, call)
}

fn at(ms: u64, action: Action) -> Input {
    Input { at: Time(ms * 1_000), step: 0, action }
}

/// A run of the counter with these inputs, folded to its end.
fn run(inputs: Vec<Input>) -> (Experiment, Box<dyn AnyRun>) {
    let mut experiment = Experiment::first(CATALOG.find("counter").expect("its own catalogue has it"));
    experiment.workload.mix = Mix { audit: 1, withdraw_jointly: 1, ..experiment.workload.mix };
    experiment.workload.roaming = true;
    experiment.workload.retries = 0;
    let mut run = setup::open_in(CATALOG, &experiment, &inputs);
    while run.advance(100_000) == Progress::More {}
    (experiment, run)
}

/// What is seen at a moment.
fn frame(inputs: Vec<Input>, ms: u64) -> (Experiment, Frame, Timeline) {
    let (experiment, run) = run(inputs);
    let mut timeline = Timeline::of_run(experiment.clone(), run, Vec::new());
    while timeline.advance(100_000) {}
    timeline.look(0).seek_time(Time(ms * 1_000));
    let frame =
        lab::frame::build(&experiment, 0, timeline.branch(0).expect("the first branch"), &Camera::default());
    (experiment, frame, timeline)
}

#[test]
fn the_counter_stands_on_the_stage_below_the_services() {
    let (experiment, frame, _) = frame(vec![], 7_000);
    assert_eq!(
        frame.nodes.iter().map(|node| node.part.as_ref().map(|part| part.shape)).collect::<Vec<_>>(),
        [None, None, None, Some(Shape::Database)]
    );
    let stage = layout(3, 1, 1_000.0, 600.0);
    assert!(stage.middles[..3].iter().all(|service| service.y < stage.middles[3].y));
    let cards = card::cards(&frame, &experiment, 10, Language::En);
    assert_eq!(
        cards.iter().map(|face| face.name.as_str()).collect::<Vec<_>>(),
        ["Hangzhou", "Beijing", "Shanghai", "Counter"]
    );
    // Nobody holds a copy of what another holds, so nobody wears a seal; and a service has neither
    // a log nor money.
    assert!(cards.iter().all(|face| !face.sealed && face.standing.is_none() && face.cells.is_empty()));
    assert!(
        cards[..3].iter().all(
            |face| face.total.is_empty() && face.glance.iter().any(|line| line.starts_with("requests: "))
        )
    );
    assert_eq!(seal::states(&frame), 0);
    let table = compare::compare(&frame, &experiment);
    assert_eq!((table.nodes, table.accounts.iter().any(|row| row.differs)), (vec![NodeId(3)], false));
    assert_eq!(card::cards(&frame, &experiment, 10, Language::Zh)[3].name, "柜台");
}

#[test]
fn what_happens_to_the_counter_is_told_in_sentences() {
    let counter = NodeId(3);
    let inputs = vec![
        at(
            1_000,
            Action::Cut { cut: Cut::Link { a: NodeId(0), b: counter }, heal_at: Some(Time(1_500_000)) },
        ),
        at(2_000, Action::Pause { node: counter }),
        at(2_500, Action::Resume { node: counter }),
        at(3_000, Action::Crash { node: counter, torn: false }),
        at(3_500, Action::Restart { node: counter, version: None }),
    ];
    let (experiment, run) = run(inputs);
    let cast = run.cast().clone();
    let facts = lab::frame::facts(&experiment, run.as_ref(), 0..run.fact_count());
    let told = |language| {
        let narrator = Narrator { language, cast: &cast, orders: &[], timers: &[], facts: &[], cuts: &[] };
        facts.iter().map(|fact| narrator.fact(fact)).collect::<Vec<_>>()
    };
    for sentence in [
        "Counter paused",
        "Counter resumed",
        "Counter crashed and lost what was not on its disk",
        "Hangzhou sent “ask” to Counter",
        "Beijing received “tell” from Counter",
    ] {
        assert!(told(Language::En).iter().any(|it| it == sentence), "{sentence}");
    }
    assert!(told(Language::Zh).iter().any(|it| it == "柜台暂停了"));
    let asked_at = (0..run.operation_count()).map(|op| run.operation(OpId(op)).node);
    assert!(asked_at.clone().all(|node| cast.is_service(node)), "clients live at services only");
    assert!(asked_at.clone().any(|node| node == NodeId(0)) && asked_at.clone().any(|node| node == NodeId(2)));
}

#[test]
fn nobody_can_ask_a_part() {
    let call = Call::Read { account: eventual::base::ids::AccountId(0) };
    let (_, quiet) = run(vec![]);
    let (_, asked) = run(vec![at(10, Action::Submit { node: NodeId(3), call, command: None })]);
    assert_eq!(quiet.operation_count(), asked.operation_count());
}

#[test]
fn where_there_are_no_copies_the_ribbon_does_not_speak_of_agreement() {
    let (_, _, timeline) = frame(vec![at(2_000, Action::Crash { node: NodeId(3), torn: false })], 7_000);
    let branch = &timeline.frames()[0];
    assert!(branch.ribbon.iter().all(|stretch| stretch.states == 0));
    assert_eq!(timeline.branch(0).expect("the first branch").ribbon().apart_us(), (0, 0));
}

#[test]
fn its_receipt_says_that_no_replica_differed_and_no_money_was_made() {
    let (experiment, mut run) = run(vec![]);
    run.seek(Target::Time(Time(experiment.duration_us)));
    let receipt = receipt(&experiment, run.as_mut());
    assert!(receipt.operations.ok > 10, "{:?}", receipt.operations);
    assert_eq!((receipt.apart.total_us, receipt.apart.agree_at_end), (0, true));
    let model = |name: &str| receipt.verdicts.iter().find(|it| it.model == name).map(|it| it.verdict);
    assert_eq!(model("linearizable"), Some(verdicts::Verdict::Holds));
    assert_eq!(receipt.strongest.as_deref(), Some("linearizable"));
}

#[test]
fn its_receipt_charges_it_with_nothing() {
    let (experiment, mut run) = run(vec![]);
    run.seek(Target::Time(Time(experiment.duration_us)));
    let receipt = receipt(&experiment, run.as_mut());
    assert_eq!(
        (receipt.acknowledged_writes_lost, receipt.money_made, receipt.effects_doubled),
        (0, Some(0), 0)
    );
    let broken: Vec<_> =
        receipt.verdicts.iter().filter(|it| it.verdict == verdicts::Verdict::Violated).collect();
    assert!(broken.is_empty(), "{broken:?}");
}

#[test]
fn its_demo_shows_the_anomaly_every_time_and_its_protection_removes_it() {
    let demo = demo::find_in(CATALOG, "forgetful-counter").expect("a demo of its own catalogue");
    assert!(demo::find("forgetful-counter").is_none(), "it is no demo of the lab");
    let said = |experiment: &Experiment| {
        let mut run = demo.open(experiment);
        while run.advance(100_000) == Progress::More {}
        let judged = demo.verdict(experiment, run.as_mut()).expect("a short run");
        (judged.model, judged.verdict, receipt(experiment, run.as_mut()).acknowledged_writes_lost)
    };
    assert_eq!(said(&demo.experiment()), ("linearizable".to_owned(), demo::OFF, 1));
    assert_eq!(said(&demo.protected()), ("linearizable".to_owned(), demo::ON, 0));
}

#[test]
fn its_demo_passes_the_checks_of_files_by_its_own_catalogue_alone() {
    let experiment = demo::all_in(CATALOG).next().expect("its demo").protected();
    let text = serde_json::to_string(&experiment).expect("plain values are always JSON");
    assert_eq!(lab::read::run_in(CATALOG, &text).expect("a file that can be read").experiment, experiment);
    assert!(lab::read::run(&text).is_err(), "the lab does not know it");
}

#[test]
fn what_a_script_looks_for_in_a_run_is_found_in_a_run_of_its_own() {
    use eventual::lab::script::{Script, message, play_with};
    let story = Script::default()
        .at(500)
        .ask(0, deposit(ALICE, 50))
        .hold(message(3, 0).of("tell"))
        .when_quiet()
        .ask(1, read(ALICE));
    let entry = CATALOG.find("counter").expect("its own catalogue has it");
    let (experiment, inputs) = play_with(entry, &story);
    let (held, mut run) = (inputs.len(), setup::open_in(CATALOG, &experiment, &inputs));
    while run.advance(100_000) == Progress::More {}
    run.seek(Target::Time(run.until()));
    assert_eq!((held, run.held().len(), run.operation_count()), (1, 1, 2));
    assert_eq!(experiment.cast_in(CATALOG).nodes(), 4);
}

#[test]
fn what_it_promises_is_said_with_what_has_to_be_set_for_it() {
    use eventual::lab::promised::promised;
    let entry = CATALOG.find("counter").expect("its own catalogue has it");
    let mut experiment = Experiment::first(entry);
    let titles = |experiment: &Experiment| {
        let all = promised(entry, &experiment.protocol.settings);
        all.into_iter()
            .map(|it| (it.title.zh, it.lacks.into_iter().map(|(_, said)| said.en).collect()))
            .collect::<Vec<(_, Vec<String>)>>()
    };
    assert_eq!(titles(&experiment), [("资金守恒", vec![]), ("余额不为负", vec![])]);
    experiment.set("saves", false.into());
    let lacks = vec!["Save before answering: on".to_owned()];
    assert_eq!(titles(&experiment), [("资金守恒", lacks.clone()), ("余额不为负", lacks)]);
}
