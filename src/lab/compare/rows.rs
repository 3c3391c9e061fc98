//! The rows of figures: what each is called, which direction is better, and who says its figure and
//! its reason.

use super::figures::{self, Figure};
use super::reasons;
use super::{Cell, Rank, Row, Section, Side, Why, title};
use crate::base::text::{Text, text};

/// Which figure is better.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Better {
    Less,
    More,
    /// Neither: it is told, and nobody is best at it.
    None,
}

/// One row before it is measured.
struct Measure {
    id: &'static str,
    title: Text,
    note: Option<Text>,
    better: Better,
    of: fn(&Side) -> Figure,
    why: Reason,
}

/// Says why the column with the second number is the worst and that with the third the best.
type Reason = fn(&[Side], usize, usize) -> Option<Why>;

use Better::{Less, More};

const CLIENTS: &[Measure] = &[
    Measure {
        id: "done",
        title: text("Succeeded", "成功"),
        note: None,
        better: More,
        of: figures::done,
        why: reasons::not_done,
    },
    Measure {
        id: "done-under-faults-per-mille",
        title: text("Succeeded during faults", "故障期间的成功率"),
        note: Some(text("of what was asked while one held", "占故障期间请求的比例")),
        better: More,
        of: figures::available,
        why: reasons::not_done,
    },
    Measure {
        id: "rejected",
        title: text("Rejected for technical reasons", "因系统原因被拒绝"),
        note: Some(text("certainly not done", "必定没有执行")),
        better: Less,
        of: figures::rejected,
        why: reasons::rejected,
    },
    Measure {
        id: "unknown",
        title: text("Outcome unknown", "结果未知"),
        note: Some(text("to the client", "对客户端而言")),
        better: Less,
        of: figures::unknown,
        why: reasons::unknown,
    },
    Measure {
        id: "waited-in-vain-us",
        title: text("Waited in vain", "白等的时间"),
        note: Some(text("by clients who got nothing", "最终一无所获的客户端")),
        better: Less,
        of: figures::in_vain,
        why: reasons::in_vain,
    },
    Measure {
        id: "read-p99-us",
        title: text("Reads: median / p99", "读：中位 / p99"),
        note: None,
        better: Less,
        of: figures::reads,
        why: reasons::slowest_read,
    },
    Measure {
        id: "write-p99-us",
        title: text("Writes: median / p99", "写：中位 / p99"),
        note: None,
        better: Less,
        of: figures::writes,
        why: reasons::slowest_write,
    },
    Measure {
        id: "standstill-us",
        title: text("Goodput over time", "完成量随时间的变化"),
        note: Some(text("longest time without a success", "最长多久没有一次成功")),
        better: Less,
        of: figures::goodput,
        why: reasons::standstill,
    },
];

const BROKEN: &[Measure] = &[
    Measure {
        id: "stale-reads",
        title: text("Stale reads", "过期读"),
        note: None,
        better: Less,
        of: figures::stale,
        why: reasons::stale,
    },
    Measure {
        id: "apart-us",
        title: text("Copies disagreed", "副本不一致时长"),
        note: None,
        better: Less,
        of: figures::apart,
        why: reasons::apart,
    },
    Measure {
        id: "lost",
        title: text("Acknowledged writes lost", "已确认却丢失的写入"),
        note: None,
        better: Less,
        of: figures::lost,
        why: reasons::lost,
    },
    Measure {
        id: "doubled",
        title: text("Effects that happened more than once", "重复发生的外部效果"),
        note: None,
        better: Less,
        of: figures::doubled,
        why: reasons::doubled,
    },
    Measure {
        id: "money-made",
        title: text("Money created or destroyed", "凭空多出或消失的钱"),
        note: None,
        better: Less,
        of: figures::money_made,
        why: reasons::money_made,
    },
    Measure {
        id: "money-at-risk",
        title: text("Money on one node only", "只存在一个节点上的钱"),
        note: Some(text("after it was acknowledged, at most", "确认之后，最多时")),
        better: Less,
        of: figures::at_risk,
        why: reasons::at_risk,
    },
];

const COST: &[Measure] = &[
    Measure {
        id: "messages-per-success-milli",
        title: text("Messages", "消息"),
        note: Some(text("per successful operation", "平均每个成功操作")),
        better: Less,
        of: figures::messages,
        why: reasons::messages,
    },
    Measure {
        id: "flushes-per-success-milli",
        title: text("Disk flushes (fsync)", "刷盘次数（fsync）"),
        note: Some(text("per successful operation", "平均每个成功操作")),
        better: Less,
        of: figures::flushes,
        why: reasons::flushes,
    },
    Measure {
        id: "blocked-us",
        title: text("Time blocked by others", "被其他操作阻塞的时长"),
        note: None,
        better: Less,
        of: figures::blocked,
        why: reasons::blocked,
    },
    Measure {
        id: "in-doubt-us",
        title: text("Time in doubt", "未决的时长"),
        note: Some(text("voted yes, not told the decision", "已投赞成票，却不知道决定")),
        better: Less,
        of: figures::in_doubt,
        why: reasons::in_doubt,
    },
    Measure {
        id: "compensations",
        title: text("Compensations", "补偿"),
        note: None,
        better: Better::None,
        of: figures::compensations,
        why: reasons::none,
    },
];

/// Every row of figures.
pub(super) fn sections(sides: &[Side]) -> Vec<Section> {
    let section = |id: &str, heading, note, measures: &[Measure]| Section {
        id: id.to_owned(),
        title: title(heading),
        note: title(note),
        rows: measures.iter().map(|it| it.row(sides)).collect(),
    };
    vec![
        section(
            "clients",
            text("What clients got", "客户端得到的结果"),
            text(
                "The whole run. Best and worst are named only where columns differ; each reason is one click from its fact.",
                "统计整次运行。只有各列不同时才标出最好与最差；每条理由都可一键跳到依据的事实。",
            ),
            CLIENTS,
        ),
        section(
            "broken",
            text("What went wrong", "出了哪些问题"),
            text("What a way cannot come to says so in its cell.", "某种方式不会出现的问题，在格中注明。"),
            BROKEN,
        ),
        section(
            "cost",
            text("What it cost", "付出的代价"),
            text("Where no operation succeeded, nothing is divided.", "没有成功的操作时不计算平均值。"),
            COST,
        ),
    ]
}

impl Measure {
    fn row(&self, sides: &[Side]) -> Row {
        let figures: Vec<Figure> = sides.iter().map(self.of).collect();
        // Every figure is turned so that less is better.
        let turned: Vec<Option<i64>> = figures
            .iter()
            .map(|it| match self.better {
                Better::Less => it.rank,
                Better::More => it.rank.map(|rank| -rank),
                Better::None => None,
            })
            .collect();
        // Who cannot come to it is as good as one who never did.
        let immune = figures.iter().position(|it| it.cannot).filter(|_| self.better == Better::Less);
        let known = || turned.iter().flatten().copied().chain(immune.map(|_| 0));
        let (best, worst) = (known().min(), known().max());
        let differ = best != worst;
        let rank = |n: usize| match turned[n] {
            _ if figures[n].cannot => Rank::Cannot,
            some if differ && some.is_some() && some == best => Rank::Best,
            some if differ && some.is_some() && some == worst => Rank::Worst,
            _ => Rank::Neither,
        };
        let place = |of: Option<i64>| turned.iter().position(|it| it.is_some() && *it == of);
        let why = match (place(worst), place(best).or(immune)) {
            (Some(worst), Some(best)) if differ => (self.why)(sides, worst, best),
            _ => None,
        };
        let ranks: Vec<Rank> = (0..figures.len()).map(rank).collect();
        let cell = |(it, rank): (Figure, Rank)| Cell {
            said: it.said,
            figure: it.figure,
            more: it.more,
            rank,
            series: it.series,
        };
        Row {
            id: self.id.to_owned(),
            title: title(self.title),
            note: self.note.map(title),
            cells: figures.into_iter().zip(ranks).map(cell).collect(),
            why,
        }
    }
}
