//! A broker without a network: one consumer, told here in the order in which things happen.

use super::*;
use crate::base::time::Span;
use proptest::prelude::*;

const MS: u64 = 1_000;

/// One topic and one consumer of it.
struct Stand {
    topic: Topic<u32>,
    position: Position,
    window: Window,
    rules: Rules,
    now: Time,
}

impl Stand {
    fn new(partitions: u16, order: Order) -> Stand {
        let rules = Rules { order, window: 4, visibility: Span::from_ms(100), hold_key: true };
        Stand {
            topic: Topic::new(partitions),
            position: Position::new(partitions),
            window: Window::new(partitions),
            rules,
            now: Time(0),
        }
    }

    /// Appends messages, each with its key.
    fn with(mut self, messages: &[(u64, u32)]) -> Stand {
        messages.iter().for_each(|&(key, value)| _ = self.append(key, value));
        self
    }

    fn append(&mut self, key: u64, value: u32) -> Place {
        self.topic.append(key, Spread::Key, self.now, value)
    }

    fn next(&mut self) -> Option<(u32, Place)> {
        let next = self.window.next(&self.topic, &mut self.position, &self.rules, self.now, |_| true)?;
        Some((self.topic.get(next.place).expect("what is handed out is there").value, next.place))
    }

    /// Everything that is handed out now.
    fn all(&mut self) -> Vec<u32> {
        core::iter::from_fn(|| self.next()).map(|(value, _)| value).collect()
    }

    fn acknowledge(&mut self, place: Place) -> bool {
        self.window.acknowledge(&mut self.position, place)
    }

    fn crash(&mut self) {
        self.window = Window::new(self.topic.partitions());
    }

    fn lag(&self) -> u64 {
        self.position.lag(&self.topic)
    }
}

#[test]
fn messages_with_one_key_are_in_one_partition_unless_they_are_dealt_in_turn() {
    let mut topic = Topic::new(3);
    let places: Vec<Place> = (0..6).map(|n| topic.append(7, Spread::Key, Time(0), n)).collect();
    assert!(places.windows(2).all(|two| two[0].partition == two[1].partition && two[0] < two[1]));
    let mut topic = Topic::new(3);
    let partitions: Vec<u16> =
        (0..6).map(|n| topic.append(7, Spread::RoundRobin, Time(0), n).partition).collect();
    assert_eq!(partitions, [0, 1, 2, 0, 1, 2]);
    assert_eq!((topic.appended(), [0, 1, 2, 9].map(|p| topic.end(p))), (6, [2, 2, 2, 0]));
}

#[test]
fn what_is_not_acknowledged_comes_again_and_what_is_does_not() {
    let mut stand = Stand::new(1, Order::Any).with(&[(1, 10), (2, 20)]);
    let (first, second) = (stand.next().unwrap(), stand.next().unwrap());
    assert_eq!((first.0, second.0, stand.next(), stand.lag()), (10, 20, None, 2));
    assert!(stand.acknowledge(second.1));
    assert_eq!((stand.lag(), stand.window.next_due(stand.now)), (1, Some(Time(100 * MS))));
    stand.now = Time(100 * MS);
    assert_eq!(stand.next(), Some(first));
    assert!(stand.acknowledge(first.1));
    assert!(!stand.acknowledge(first.1), "the second acknowledgement is no news");
    stand.now = Time(900 * MS);
    assert_eq!((stand.next(), stand.lag(), stand.position.committed(0)), (None, 0, 2));
}

#[test]
fn a_broker_that_crashed_hands_out_everything_behind_the_position_again() {
    let mut stand = Stand::new(1, Order::Any).with(&[(1, 10), (2, 20), (3, 30)]);
    let places: Vec<Place> = core::iter::from_fn(|| stand.next()).map(|(_, place)| place).collect();
    stand.acknowledge(places[1]);
    stand.crash();
    assert_eq!(stand.all(), [10, 30], "what is settled ahead of the position is not handed out");
}

#[test]
fn in_a_partition_that_is_kept_in_order_one_message_blocks_all_and_in_order_by_key_only_its_key() {
    let messages = [(1, 11), (2, 21), (1, 12), (3, 31)];
    let mut strict = Stand::new(1, Order::Partition).with(&messages);
    let (value, place) = strict.next().unwrap();
    assert_eq!((value, strict.next()), (11, None));
    strict.window.failed(place, &strict.rules, strict.now, Span::from_ms(30));
    assert_eq!(strict.window.next_due(strict.now), Some(Time(30 * MS)));
    strict.now = Time(30 * MS);
    assert_eq!(strict.next(), Some((11, place)), "it comes again, and first");
    strict.acknowledge(place);
    assert_eq!(strict.next().map(|(value, _)| value), Some(21));

    let mut by_key = Stand::new(1, Order::Key).with(&messages);
    let (_, place) = by_key.next().unwrap();
    assert_eq!(by_key.all(), [21, 31]);
    by_key.acknowledge(place);
    assert_eq!(by_key.all(), [12]);
}

#[test]
fn dead_letters_hold_what_comes_behind_them_and_come_back_in_order() {
    let mut stand = Stand::new(1, Order::Partition).with(&[(1, 11), (1, 12), (2, 21)]);
    let (_, place) = stand.next().unwrap();
    assert!(stand.window.reject(&mut stand.position, place, &stand.rules));
    assert_eq!(stand.all(), [21], "another key goes on");
    let letters: Vec<(u64, u32)> =
        stand.position.dead_letters().map(|(_, it)| (it.key, it.failures)).collect();
    assert_eq!((letters, stand.position.is_held(1), stand.lag()), (vec![(1, 1), (1, 0)], true, 1));
    stand.append(1, 13);
    stand.crash();
    assert_eq!(stand.position.redrive(), 2);
    let mut order = Vec::new();
    while let Some((value, place)) = stand.next() {
        order.push(value);
        stand.acknowledge(place);
    }
    assert_eq!((order, stand.lag(), stand.position.dead()), (vec![11, 12, 21, 13], 0, 0));
}

#[test]
fn without_holding_the_key_a_dead_letter_comes_back_behind_what_was_behind_it() {
    let mut stand = Stand::new(1, Order::Partition).with(&[(1, 11), (1, 12)]);
    stand.rules.hold_key = false;
    let (_, place) = stand.next().unwrap();
    stand.window.reject(&mut stand.position, place, &stand.rules);
    let (value, place) = stand.next().unwrap();
    stand.acknowledge(place);
    stand.position.redrive();
    assert_eq!((value, stand.all()), (12, vec![11]));
}

#[test]
fn a_batch_holds_what_follows_each_other_and_what_fails_in_it_takes_its_key_back() {
    let mut stand = Stand::new(1, Order::Key).with(&[(1, 11), (1, 12), (2, 21), (1, 13)]);
    let batch = |stand: &mut Stand| {
        let rules = (&stand.rules, 3);
        let batch = stand.window.next_batch(0, &stand.topic, &mut stand.position, rules, stand.now, |_| true);
        batch.iter().map(|it| it.place).collect::<Vec<Place>>()
    };
    let first = batch(&mut stand);
    assert_eq!(first.iter().map(|it| it.offset).collect::<Vec<_>>(), [0, 1, 2]);
    assert_eq!(batch(&mut stand), [], "the rest of the key waits for what is in flight");
    stand.acknowledge(first[2]);
    stand.window.failed(first[0], &stand.rules, stand.now, Span::from_ms(10));
    stand.now = Time(10 * MS);
    assert_eq!(batch(&mut stand).iter().map(|it| it.offset).collect::<Vec<_>>(), [0, 1, 3]);
    stand.window.reject(&mut stand.position, first[0], &stand.rules);
    let letters: Vec<u32> = stand.position.dead_letters().map(|(_, it)| it.failures).collect();
    assert_eq!((letters, stand.lag()), (vec![2, 0, 0], 0), "what is behind it is set aside, too");
}

#[test]
fn a_consumer_gets_only_what_it_wants_and_the_rest_is_settled() {
    let mut stand = Stand::new(1, Order::Partition).with(&[(1, 1), (1, 2), (1, 3), (1, 5)]);
    let odd = |message: &Message<u32>| message.value % 2 == 1;
    let mut values = Vec::new();
    while let Some(next) = stand.window.next(&stand.topic, &mut stand.position, &stand.rules, stand.now, odd)
    {
        values.push(stand.topic.get(next.place).unwrap().value);
        stand.acknowledge(next.place);
    }
    assert_eq!((values, stand.lag()), (vec![1, 3, 5], 0));
}

#[test]
fn retention_takes_away_what_nobody_has_consumed_and_that_is_counted() {
    let mut stand = Stand::new(1, Order::Any).with(&[(1, 10), (1, 20)]);
    let (_, place) = stand.next().unwrap();
    stand.acknowledge(place);
    stand.now = Time(50 * MS);
    stand.append(1, 30);
    assert_eq!(stand.topic.forget_before(Time(50 * MS)), 2);
    assert_eq!((stand.all(), stand.position.missed(), stand.lag()), (vec![30], 1, 1));
    assert_eq!(stand.topic.get(place), None);
    assert_eq!((stand.topic.first(0), stand.topic.end(0)), (2, 3));
    // What is in flight may be gone, too.
    stand.now = Time(500 * MS);
    assert_eq!(stand.topic.forget_before(Time(500 * MS)), 1);
    assert_eq!((stand.all(), stand.position.missed(), stand.lag()), (vec![], 2, 0));
}

/// What may happen to the messages that are in flight.
#[derive(Clone, Copy, Debug)]
enum Happens {
    Acknowledged(usize),
    Failed(usize),
    Later(u64),
    Crash,
    Append(u64),
}

fn happens() -> impl Strategy<Value = Vec<Happens>> {
    let one = prop_oneof![
        4 => (0..4usize).prop_map(Happens::Acknowledged),
        2 => (0..4usize).prop_map(Happens::Failed),
        2 => (1..120u64).prop_map(Happens::Later),
        1 => Just(Happens::Crash),
        4 => (0..5u64).prop_map(Happens::Append),
    ];
    prop::collection::vec(one, 0..80)
}

proptest! {
    /// Whatever fails, repeats and crashes: everything is handed out until it is acknowledged, and
    /// where a key is kept in order, what is acknowledged was never overtaken within its key.
    #[test]
    fn everything_arrives_and_no_key_is_out_of_order(
        steps in happens(),
        order in prop_oneof![Just(Order::Any), Just(Order::Key), Just(Order::Partition)],
        partitions in 1..4u16,
    ) {
        let mut stand = Stand::new(partitions, order);
        let mut flying: Vec<(u32, Place)> = Vec::new();
        let mut done: Vec<(u64, u32)> = Vec::new();
        let mut appended = 0u32;
        for step in steps {
            match step {
                Happens::Append(key) => {
                    stand.append(key, appended);
                    appended += 1;
                }
                Happens::Later(ms) => stand.now = Time(stand.now.0 + ms * MS),
                Happens::Crash => {
                    stand.crash();
                    flying.clear();
                }
                Happens::Acknowledged(nth) if nth < flying.len() => {
                    let (value, place) = flying.remove(nth);
                    if stand.acknowledge(place) {
                        done.push((stand.topic.get(place).unwrap().key, value));
                    }
                }
                Happens::Failed(nth) if nth < flying.len() => {
                    stand.window.failed(flying.remove(nth).1, &stand.rules, stand.now, Span::from_ms(20));
                }
                _ => {}
            }
            while let Some(next) = stand.next() {
                flying.retain(|it| it.1 != next.1);
                flying.push(next);
            }
        }
        for _ in 0..=2 * appended {
            stand.now = Time(stand.now.0 + 200 * MS);
            while let Some((value, place)) = stand.next() {
                if stand.acknowledge(place) {
                    done.push((stand.topic.get(place).unwrap().key, value));
                }
            }
        }
        let mut all: Vec<u32> = done.iter().map(|it| it.1).collect();
        if order != Order::Any {
            for key in 0..5 {
                let of: Vec<u32> = done.iter().filter(|it| it.0 == key).map(|it| it.1).collect();
                prop_assert!(of.windows(2).all(|two| two[0] < two[1]), "{:?}", of);
            }
        }
        all.sort_unstable();
        prop_assert_eq!(all, (0..appended).collect::<Vec<_>>());
        prop_assert_eq!(stand.lag(), 0);
    }
}
