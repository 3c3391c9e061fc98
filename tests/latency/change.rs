//! What a file of round trips changes in an experiment.

use super::{asked, example};
use eventual::base::distribution::Distribution;
use eventual::base::ids::NodeId;
use eventual::lab::experiment::Experiment;
use eventual::lab::import::latency::{Onto, Taken, change, read, suggested};
use eventual::lab::import::options::Placed;
use eventual::protocol::catalog::ENTRIES;

fn experiment() -> Experiment {
    Experiment::first(&ENTRIES[0])
}

fn taken(name: &str) -> Taken {
    read(&example(name), &asked(name)).expect(name)
}

fn samples(latency: &Distribution) -> &[u64] {
    let Distribution::Empirical { samples_us } = latency else { panic!("{latency:?}") };
    samples_us
}

#[test]
fn a_message_takes_half_a_round_trip_and_loss_each_way_makes_the_loss_of_both() {
    let before = experiment();
    let taken = taken("ping-linux.txt");
    let onto = suggested(&taken, &before, &[]);
    assert_eq!(onto, Onto::EveryLink);
    let after = change(&before, &taken, &onto).expect("a change");
    let link = &after.experiment.network.link;
    assert_eq!(samples(&link.latency), [12_400, 12_500, 15_700, 56_000]);
    // Two of six were lost: with 18.35 % each way, both ways arrive four times of six.
    assert_eq!(link.loss_ppm, 183_503);
    assert!(after.links.is_empty() && after.said.len() == 2, "{:?}", after.said);
    let mut rest = after.experiment;
    rest.network.link = before.network.link.clone();
    assert_eq!(rest, before, "nothing else changes");
}

#[test]
fn without_timeouts_the_loss_stays_as_it_was() {
    let mut before = experiment();
    before.network.link.loss_ppm = 5_000;
    let after = change(&before, &taken("ping6-macos.txt"), &Onto::EveryLink).expect("a change");
    assert_eq!((after.experiment.network.link.loss_ppm, after.said.len()), (5_000, 1));
}

#[test]
fn one_direction_gets_a_link_of_its_own_and_keeps_what_else_it_does() {
    let mut before = experiment();
    before.network.link.ordered = true;
    let onto = Onto::OneLink { from: NodeId(0), to: NodeId(1) };
    let once = change(&before, &taken("fping-e.txt"), &onto).expect("a change");
    let again = change(&once.experiment, &taken("list.txt"), &onto).expect("a change");
    let links = &again.experiment.network.links;
    assert_eq!((links.len(), links[0].from, links[0].to), (1, NodeId(0), NodeId(1)));
    assert!(links[0].link.ordered);
    assert_eq!(samples(&links[0].link.latency), [40_000, 41_250, 100_000]);
    assert_eq!(again.experiment.network.link, before.network.link);
    for (from, to) in [(0, 0), (0, 90)] {
        let onto = Onto::OneLink { from: NodeId(from), to: NodeId(to) };
        assert!(change(&before, &taken("list.txt"), &onto).is_err());
    }
}

#[test]
fn a_row_of_a_matrix_becomes_the_link_between_two_services() {
    let before = experiment();
    let taken = taken("matrix.csv");
    let onto = suggested(&taken, &before, &[]);
    let after = change(&before, &taken, &onto).expect("a change");
    let said: Vec<(u16, u16, &str, u64)> = after
        .links
        .iter()
        .map(|link| {
            let (from, _) = link.regions.as_ref().expect("regions");
            (link.from.0, link.to.0, from.as_str(), link.median_us)
        })
        .collect();
    assert_eq!(
        said,
        [
            (0, 1, "us-east-1", 68_400),
            (0, 2, "us-east-1", 214_900),
            (1, 0, "eu-west-1", 67_900),
            (1, 2, "eu-west-1", 173_200),
            (2, 0, "ap-southeast-1", 215_300),
            (2, 1, "ap-southeast-1", 172_800),
        ]
    );
    assert_eq!(samples(&after.experiment.network.links[0].link.latency), [34_200]);
    assert_eq!(after.experiment.network.link, before.network.link);
    assert!(after.said[0].en.contains("us-east-1") && after.said[0].zh.contains("us-east-1"));
    // Whoever stands elsewhere has no link of this file.
    let regions = vec![Some("eu-west-1".to_owned()), None, Some("us-east-1".to_owned())];
    let after = change(&before, &taken, &Onto::Regions { regions }).expect("a change");
    assert_eq!(after.links.len(), 2);
    assert!(change(&before, &taken, &Onto::EveryLink).is_err());
    assert!(change(&before, &taken, &Onto::Regions { regions: vec![None; 3] }).is_err());
}

#[test]
fn a_service_stands_in_the_region_that_a_person_says() {
    let before = experiment();
    let taken = taken("matrix.csv");
    let said =
        [Placed { node: 0, region: Some("ap-southeast-1".to_owned()) }, Placed { node: 2, region: None }];
    let after = change(&before, &taken, &suggested(&taken, &before, &said)).expect("a change");
    let links: Vec<(u16, u16, u64)> =
        after.links.iter().map(|link| (link.from.0, link.to.0, link.median_us)).collect();
    assert_eq!(links, [(0, 1, 172_800), (1, 0, 173_200)]);
}

#[test]
fn a_database_stands_beside_the_first_service_unless_it_is_said() {
    let before = Experiment::of("shared-database").expect("a protocol of the lab");
    let taken = taken("matrix.csv");
    let database = before.cast().node_of(0);
    let to_it = |said: &[Placed]| {
        let after = change(&before, &taken, &suggested(&taken, &before, said)).expect("a change");
        let of_it = after.links.iter().filter(|link| link.to == database);
        of_it.map(|link| (link.from.0, link.median_us)).collect::<Vec<_>>()
    };
    assert_eq!(to_it(&[]), [(1, 67_900), (2, 215_300)]);
    let said = [Placed { node: database.0, region: Some("eu-west-1".to_owned()) }];
    assert_eq!(to_it(&said), [(0, 68_400), (2, 172_800)]);
}

#[test]
fn a_pair_measured_one_way_serves_both_and_its_timeouts_are_its_own() {
    let before = experiment();
    let taken = taken("pairs.csv");
    let after = change(&before, &taken, &suggested(&taken, &before, &[])).expect("a change");
    assert_eq!(after.links.len(), 6);
    assert_eq!(after.links.iter().filter(|link| link.by_other_direction).count(), 3);
    // 杭州 to 深圳 lost one of two: 29.3 % each way. The others lost none.
    let lossy: Vec<u32> = after.links.iter().map(|link| link.loss_ppm).filter(|loss| *loss > 0).collect();
    assert_eq!(lossy, [292_893, 292_893]);
}

#[test]
fn more_samples_than_a_link_takes_are_thinned_out_by_quantile() {
    let text: String = (0..100_000).map(|n| format!("{}\n", 20 + n % 1_000)).collect();
    let taken = read(&text, &eventual::lab::import::latency::Asked::default()).expect("a list");
    let after = change(&experiment(), &taken, &Onto::EveryLink).expect("a change");
    let thin = samples(&after.experiment.network.link.latency);
    assert_eq!((taken.samples_us.len(), thin.len(), after.samples), (100_000, 10_000, 10_000));
    assert_eq!(thin[4_999], taken.quantile_us(1, 2) / 2);
    assert_eq!(thin[9_899], taken.quantile_us(99, 100) / 2);
    // What is taken can be run.
    eventual::lab::setup::open(&after.experiment, &[]).advance(50);
}
