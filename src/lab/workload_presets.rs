//! Workloads with a name: what kind of day it is at the bank.

use super::experiment::{Mix, Pace, Workload};
use crate::base::text::{Text, text};

/// A workload with a name. It says who asks what, and how often; how long clients wait, amounts and
/// the end stay as they are.
#[derive(Clone, Copy, Debug)]
pub struct WorkloadPreset {
    /// What it is called.
    pub title: Text,
    /// What it is good for, in a sentence.
    pub about: Text,
    /// How many clients there are.
    pub clients: u32,
    /// The mean wait of one client, in microseconds; clients do not wait for answers.
    pub every_us: u64,
    /// How often each kind is asked, by weight.
    pub mix: Mix,
    /// The exponent of the Zipf law of accounts, in thousandths.
    pub skew_milli: u32,
}

const NOTHING: Mix = Mix { deposit: 0, withdraw: 0, transfer: 0, read: 0, audit: 0, withdraw_jointly: 0 };

/// Every preset, the ordinary day first.
pub const WORKLOADS: &[WorkloadPreset] = &[
    WorkloadPreset {
        title: text("Ordinary day", "普通的一天"),
        about: text(
            "A little of everything, about five operations a second.",
            "各种操作都有一些，每秒约 5 个。",
        ),
        clients: 3,
        every_us: 600_000,
        mix: Mix { deposit: 8, withdraw: 6, transfer: 2, read: 8, audit: 1, withdraw_jointly: 1 },
        skew_milli: 0,
    },
    WorkloadPreset {
        title: text("Mostly reads", "读多写少"),
        about: text(
            "Nine of ten operations read: stale replicas are noticed.",
            "十次操作九次是读：副本一旦过期就会被看到。",
        ),
        clients: 6,
        every_us: 400_000,
        mix: Mix { deposit: 1, withdraw: 1, read: 18, ..NOTHING },
        skew_milli: 0,
    },
    WorkloadPreset {
        title: text("Transfers and audits", "转账与汇总查询"),
        about: text(
            "Money only moves between accounts, so every audit must find the same sum.",
            "钱只在账户之间移动，每次汇总查询的总额都应该不变。",
        ),
        clients: 4,
        every_us: 400_000,
        mix: Mix { transfer: 8, audit: 4, ..NOTHING },
        skew_milli: 0,
    },
    WorkloadPreset {
        title: text("Everybody wants one account", "争抢同一个账户"),
        about: text(
            "Concurrent writes to one account: conflicts, locks, lost updates.",
            "并发写入同一个账户：冲突、锁、丢失更新。",
        ),
        clients: 8,
        every_us: 400_000,
        mix: Mix { deposit: 4, withdraw: 6, transfer: 2, read: 2, withdraw_jointly: 2, ..NOTHING },
        skew_milli: 3_000,
    },
    WorkloadPreset {
        title: text("Rush hour", "高峰时段"),
        about: text(
            "A hundred operations a second: queues and retries show.",
            "每秒 100 个操作：排队和重试会显现出来。",
        ),
        clients: 20,
        every_us: 200_000,
        mix: Mix { deposit: 8, withdraw: 6, transfer: 2, read: 8, audit: 1, withdraw_jointly: 1 },
        skew_milli: 0,
    },
];

impl WorkloadPreset {
    /// Makes a workload this one.
    pub fn set(&self, workload: &mut Workload) {
        let WorkloadPreset { clients, every_us, mix, skew_milli, .. } = *self;
        *workload = Workload { clients, pace: Pace::Open { every_us }, mix, skew_milli, ..workload.clone() };
    }

    /// Whether a workload is this one.
    pub fn is(&self, workload: &Workload) -> bool {
        let WorkloadPreset { clients, every_us, mix, skew_milli, .. } = *self;
        let asked = (workload.clients, &workload.mix, workload.skew_milli);
        asked == (clients, &mix, skew_milli) && workload.pace == Pace::Open { every_us }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::experiment::Experiment;
    use crate::protocol::catalog::ENTRIES;

    #[test]
    fn the_first_preset_is_the_workload_of_every_first_experiment_and_each_is_only_itself() {
        for entry in ENTRIES {
            let mut workload = Experiment::first(entry).workload;
            assert!(WORKLOADS[0].is(&workload), "{}", entry.name);
            for preset in WORKLOADS {
                preset.set(&mut workload);
                let names = WORKLOADS.iter().filter(|it| it.is(&workload)).map(|it| it.title.en);
                assert_eq!(names.collect::<Vec<_>>(), [preset.title.en]);
            }
        }
    }
}
