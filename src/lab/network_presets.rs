//! Networks with a name, each with its source.

use crate::base::distribution::{Distribution, Part};
use crate::base::text::{Text, text};

/// A network with a name.
#[derive(Clone, Copy, Debug)]
pub struct Preset {
    /// Its name in files and tests.
    pub name: &'static str,
    /// What it is called.
    pub title: Text,
    /// Where the figures come from.
    pub source: Text,
    /// How long a message takes one way.
    pub latency: fn() -> Distribution,
}

/// Every preset, from the gentlest on.
pub const PRESETS: &[Preset] = &[
    Preset {
        name: "perfect",
        title: text("Perfect", "完美网络"),
        source: text(
            "Messages arrive at once. No real network does this.",
            "消息瞬间到达。真实的网络从不如此。",
        ),
        latency: || Distribution::Constant { us: 0 },
    },
    Preset {
        name: "same-rack",
        title: text("Same rack", "同一机架"),
        source: text(
            "About 0.1 ms one way with a light tail: the order of magnitude of a switched 10 Gb/s network.",
            "单程约 0.1 毫秒，尾部很轻：万兆交换网络的数量级。",
        ),
        latency: || Distribution::LogNormal { median_us: 100, sigma_milli: 300 },
    },
    Preset {
        name: "same-region",
        title: text("Same region", "同一地域"),
        source: text(
            "About 1 ms one way between data centres of one region, as cloud providers state it.",
            "同一地域的机房之间单程约 1 毫秒，与云厂商公布的数量级一致。",
        ),
        latency: || Distribution::LogNormal { median_us: 1_000, sigma_milli: 400 },
    },
    Preset {
        name: "across-continents",
        title: text("Across continents", "跨洲"),
        source: text(
            "About 75 ms one way, bounded by the speed of light in fibre.",
            "单程约 75 毫秒，受光纤中光速的限制。",
        ),
        latency: || Distribution::LogNormal { median_us: 75_000, sigma_milli: 150 },
    },
    Preset {
        name: "lnkd-ssd",
        title: text("LinkedIn, SSD (2012)", "LinkedIn，SSD（2012）"),
        source: text(
            "Bailis et al., Probabilistically Bounded Staleness, PVLDB 5(8), 2012: fit LNKD-SSD.",
            "Bailis 等，《概率有界陈旧性》，PVLDB 5(8)，2012：LNKD-SSD 拟合。",
        ),
        latency: lnkd_ssd,
    },
    Preset {
        name: "ymmr-write",
        title: text("Yammer, writes (2012)", "Yammer，写入（2012）"),
        source: text(
            "The same paper: fit YMMR for writes, with the shape 3.5 that gives the printed results.",
            "同一论文：YMMR 写入拟合，形状参数取能得出其结果的 3.5。",
        ),
        latency: ymmr_write,
    },
    Preset {
        name: "ymmr-read",
        title: text("Yammer, reads and acknowledgements (2012)", "Yammer，读取与确认（2012）"),
        source: text(
            "The same paper: fit YMMR for reads, responses and acknowledgements.",
            "同一论文：YMMR 读取、响应与确认的拟合。",
        ),
        latency: ymmr_read,
    },
];

/// LNKD-SSD: 91.22 % Pareto(xm = 0.235 ms, alpha = 10), 8.78 % Exponential(rate = 1.66 / ms).
fn lnkd_ssd() -> Distribution {
    let pareto = Distribution::Pareto { min_us: 235, alpha_milli: 10_000 };
    mixture(9_122, pareto, 878, Distribution::Exponential { min_us: 0, mean_us: 602 })
}

/// YMMR, W: 93.9 % Pareto(xm = 3 ms, alpha = 3.5), 6.1 % Exponential(rate = 0.0028 / ms).
fn ymmr_write() -> Distribution {
    let pareto = Distribution::Pareto { min_us: 3_000, alpha_milli: 3_500 };
    mixture(939, pareto, 61, Distribution::Exponential { min_us: 0, mean_us: 357_143 })
}

/// YMMR, A = R = S: 98.2 % Pareto(xm = 1.5 ms, alpha = 3.8), 1.8 % Exponential(rate = 0.0217 / ms).
fn ymmr_read() -> Distribution {
    let pareto = Distribution::Pareto { min_us: 1_500, alpha_milli: 3_800 };
    mixture(982, pareto, 18, Distribution::Exponential { min_us: 0, mean_us: 46_083 })
}

fn mixture(most: u32, of: Distribution, rest: u32, other: Distribution) -> Distribution {
    Distribution::Mixture { parts: vec![Part { weight: most, of }, Part { weight: rest, of: other }] }
}
