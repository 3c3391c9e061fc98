use super::*;
use crate::domain::{Context, Reply, Request};
use crate::lab::frame::Camera;
use crate::lab::script::{ALICE, Script, deposit, experiment, play, read};
use crate::lab::setup;
use crate::sim::protocol::{Label, Layer, Out, Protocol, StateOf};
use crate::sim::run::{Progress, Run, Target};
use crate::sim::show::VisibleState;
use crate::sim::trace::FactKind;
use crate::sim::world::Plan;
use core::convert::Infallible;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Tells judges more of one request than a whole frame holds.
#[derive(Clone, PartialEq, Debug)]
struct Talkative;

const OBSERVATIONS: u64 = 5_000;

impl Protocol for Talkative {
    type Config = ();
    type Volatile = ();
    type Durable = ();
    type Message = u8;
    type Timer = ();
    type OwnFact = Infallible;

    fn start(_: &mut StateOf<Self>, _: &mut Out<'_, Self>) {}

    fn on_request(_: &mut StateOf<Self>, request: Request, out: &mut Out<'_, Self>) {
        let answer = crate::domain::Answer::Balance(500);
        out.reply(request.op, Reply::Done { answer, context: Context::default() });
        (0..OBSERVATIONS).for_each(|version| out.observed(Layer::State, request.op, ALICE, version));
    }

    fn on_message(_: &mut StateOf<Self>, _: NodeId, _: &u8, _: &mut Out<'_, Self>) {}
    fn on_timer(_: &mut StateOf<Self>, (): (), _: &mut Out<'_, Self>) {}

    fn fingerprint(_: &StateOf<Self>) -> u64 {
        0
    }

    fn settles((): &()) -> crate::base::time::Span {
        crate::base::time::Span::ZERO
    }

    fn inspect((): &(), _: NodeId, _: &StateOf<Self>, _: &Lens) -> VisibleState {
        VisibleState { role: crate::base::text::text("", ""), leads: false, epoch: 0, sections: Vec::new() }
    }

    fn describe(_: &u8) -> Label {
        crate::protocol::tables::talk("", "", "")
    }

    fn timer_number((): &()) -> u32 {
        0
    }
}

/// What just happened at every step of a run, and the facts before its cursor.
fn every_step(
    experiment: &Experiment,
    run: &mut dyn AnyRun,
    mut look: impl FnMut(&[FactFrame], &[(FactId, FactKind)]),
) {
    while run.advance(100_000) == Progress::More {}
    for step in 0..=run.folded().1 {
        run.seek(Target::Step(step));
        let facts: Vec<_> = (0..run.told().facts).map(FactId).map(|id| (id, run.fact(id).what)).collect();
        look(
            &recent(run, &Gist::new(experiment, run), &Camera { beats: true, ..Camera::default() }).0,
            &facts,
        );
    }
}

#[test]
fn what_just_happened_is_told_however_much_was_told_to_judges_since() {
    let story = Script::default().at(100).ask(0, read(ALICE)).at(200).ask(1, read(ALICE));
    let experiment = experiment("log-shipping", &story);
    let plan = Plan { setup: setup::setup(&experiment), config: () };
    let mut run =
        Run::<Talkative>::new(Rc::new(plan), Vec::new(), crate::base::time::Time(experiment.duration_us));
    let mut last = Vec::new();
    every_step(&experiment, &mut run, |recent, facts| {
        let shown = facts.iter().filter(|(_, what)| !what.is_for_judges()).map(|(id, _)| *id);
        last = recent.iter().map(|fact| fact.id).collect();
        assert_eq!(last, shown.collect::<Vec<_>>(), "all of so few");
    });
    assert_eq!((last.len(), u64::from(run.fact_count())), (4, 4 + 2 * OBSERVATIONS));
}

#[test]
fn an_effect_is_told_with_how_often_it_has_left() {
    let story = Script::default().set("effects_once", false).set("mail_above", 10).lasts(6_000);
    let story = story.at(100).ask(0, deposit(ALICE, 50)).at(200).ask(1, deposit(ALICE, 60));
    let story = story.at(2_000).order(0, "rebuild").at(3_000).order(0, "rebuild");
    let (experiment, inputs) = play("event-sourcing", &story);
    let mut most = 0;
    every_step(&experiment, setup::open(&experiment, &inputs).as_mut(), |recent, facts| {
        let mut left: BTreeMap<u32, u32> = BTreeMap::new();
        let mut counted: BTreeMap<FactId, u32> = BTreeMap::new();
        for (id, what) in facts {
            if let FactKind::Outside { effect, .. } = what {
                let times = left.entry(*effect).or_default();
                *times += 1;
                counted.insert(*id, *times);
            }
        }
        for fact in recent {
            if let FactKind::Outside { times, .. } = fact.event.what {
                assert_eq!(Some(&times), counted.get(&fact.id));
                most = most.max(times);
            }
        }
    });
    assert_eq!(most, 3, "two replays send it again");
}
