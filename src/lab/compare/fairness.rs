//! What is the same in every column, counted where it can be counted, and what is not.

use super::{Side, both, list};
use crate::base::text::TextBuf;
use crate::base::time::Span;
use crate::base::units::{self, Quantity, grouped};
use crate::lab::experiment::{Experiment, Pace};
use crate::sim::input::Action;

/// What of a column is not as in the base, beside the protocol and its settings.
pub(super) fn differs(base: &Experiment, experiment: &Experiment) -> Vec<TextBuf> {
    let mut all = Vec::new();
    let cast = experiment.cast();
    let parts: Vec<TextBuf> = cast.parts.iter().map(|part| TextBuf::from(part.name)).collect();
    if !parts.is_empty() {
        let (names, one) = (list(&parts), parts.len() == 1);
        let median = units::text(Quantity::Span(Span(experiment.network.link.latency.quantile_us(500))));
        let is = if one { "is a node of its own" } else { "are nodes of their own" };
        let own_links = experiment.network.links.iter().any(|it| !cast.is_service(it.from.max(it.to)));
        let (links_en, links_zh) = if own_links {
            (" Some of its links are set by the experiment.", "其部分链路由实验单独设置。")
        } else {
            ("", "")
        };
        all.push(both(
            format!(
                "{} {is}, beside every service and at none: each link to it is like any link of the network (median {}).{links_en}",
                names.en, median.en
            ),
            format!(
                "{}是独立的节点，不与任何服务同机：到它的每条链路都与网络的一般链路相同（中位延迟 {}）。{links_zh}",
                names.zh, median.zh
            ),
        ));
    }
    let is_order = |action: &Action| matches!(action, Action::Order { .. });
    let count =
        |of: &Experiment, orders: bool| of.faults.iter().filter(|it| is_order(&it.action) == orders).count();
    let orders = count(base, true) - count(experiment, true).min(count(base, true));
    if orders > 0 {
        all.push(both(
            format!("Operators' orders that are planned for another protocol do not exist here: {orders} left out."),
            format!("为另一种协议计划的运维指令在这里不存在：省去 {orders} 条。"),
        ));
    }
    let faults = count(base, false) - count(experiment, false).min(count(base, false));
    if faults > 0 {
        all.push(both(
            format!("Planned faults of a node that is not here: {faults} left out."),
            format!("涉及此处不存在的节点的计划故障：省去 {faults} 个。"),
        ));
    }
    let links = base.network.links.len().saturating_sub(experiment.network.links.len());
    if links > 0 {
        all.push(both(
            format!(
                "Links that are set by themselves and lead to a node that is not here: {links} left out."
            ),
            format!("单独设置、却通往此处不存在的节点的链路：省去 {links} 条。"),
        ));
    }
    all
}

/// What is the same in every column.
pub(super) fn same(base: &Experiment, sides: &[Side]) -> Vec<TextBuf> {
    let mut all = vec![requests(base, sides)];
    all.push(both(
        "Same network: latency, loss and repetition are drawn by seed, link and number, so the n-th message from one service to another meets the same fate in every column that sends one.".into(),
        "网络相同：延迟、丢失和重复由种子、链路和序号决定，所以同一条链路上的第 n 条消息，在每一列中遭遇都相同（只要那一列发了它）。".into(),
    ));
    let median = units::text(Quantity::Span(Span(base.network.link.latency.quantile_us(500))));
    let disk = units::text(Quantity::Span(Span(base.disk.quantile_us(500))));
    all.push(both(
        format!(
            "Same places and disks: median latency of a link {}, median of a disk write {}.",
            median.en, disk.en
        ),
        format!("位置和磁盘相同：链路延迟中位数 {}，写盘耗时中位数 {}。", median.zh, disk.zh),
    ));
    let faults = base.faults.iter().filter(|it| !matches!(it.action, Action::Order { .. })).count();
    all.push(if faults == 0 {
        both("No fault is planned.".into(), "没有计划任何故障。".into())
    } else {
        both(
            format!("Same faults at the same moments: {faults} planned."),
            format!("相同时刻发生相同的故障：共计划 {faults} 个。"),
        )
    });
    all
}

/// Whether clients asked for the same at the same moments: counted, not assumed.
fn requests(base: &Experiment, sides: &[Side]) -> TextBuf {
    let Some((first, others)) = sides.split_first() else { return TextBuf::default() };
    let most = sides.iter().map(|side| side.asked.len()).max().unwrap_or(0);
    let alike = |op: usize| {
        let Some(mine) = first.asked.get(op) else { return false };
        others.iter().all(|other| other.asked.get(op).is_some_and(|it| it.is_same_request(mine)))
    };
    let same = (0..most).filter(|&op| alike(op)).count();
    let (all, clients) = (grouped(most as u64), base.workload.clients);
    if same == most {
        return both(
            format!(
                "Same requests: {all}, from {clients} clients, with the same amounts at the same moments (seed {}).",
                base.seed
            ),
            format!("请求相同：{clients} 个客户端的 {all} 个请求，金额与时刻都一样（种子 {}）。", base.seed),
        );
    }
    let waits = matches!(base.workload.pace, Pace::Closed { .. });
    let (en, zh) = if waits {
        (
            "A client asks again only after its last answer, so a slow way is asked less.",
            "客户端收到答复后才发下一个请求，因此慢的方式收到的请求更少。",
        )
    } else {
        (
            "The others were asked at another moment or place, by the protocol's own doing.",
            "其余请求因协议自身的行为，在另外的时刻或地点提出。",
        )
    };
    both(
        format!(
            "{} of {all} requests are the same, with the same amounts at the same moments (seed {}). {en}",
            grouped(same as u64),
            base.seed
        ),
        format!(
            "{all} 个请求中有 {} 个完全相同，金额与时刻都一样（种子 {}）。{zh}",
            grouped(same as u64),
            base.seed
        ),
    )
}
