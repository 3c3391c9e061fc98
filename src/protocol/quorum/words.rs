//! What can be set about quorums, and what services tell each other and about themselves.

use super::state::Row;
use super::versions::Version;
use crate::base::ids::{AccountId, NodeId};
use crate::data::merkle::ROOT;
use crate::protocol::tables::{beat, facts, messages, settings, state, talk, timers};
use std::rc::Rc;

settings! {
    /// What a person can set, as the protocol reads it.
    #[derive(Clone, PartialEq, Eq, Debug)]
    pub struct Config, KNOBS {
        n: tunes number(u16, 1..=7, 3)
            ["Copies (N)", "副本数（N）"]
            ["How many services hold each account; at most as many as there are.",
             "每个账户由几个服务持有（不超过服务总数）。"];
        r: protects number(u16, 1..=7, 1)
            ["Read quorum (R)", "读法定数（R）"]
            ["How many copies must answer a read, and the read before each write; at most N.",
             "读取（以及每次写入之前的读取）要等几个副本应答，不超过 N。"];
        w: protects number(u16, 1..=7, 1)
            ["Write quorum (W)", "写法定数（W）"]
            ["How many copies must have a write on disk before it is acknowledged; at most N. With R + W > N every read meets every acknowledged write.",
             "确认之前要有几个副本把写入落盘，不超过 N。R + W > N 时，每次读取都会碰到每次已确认的写入。"];
        wins: protects choice(enum Wins {
                /// The higher stamp; a stamp is the writer's clock.
                Clock "clock" ["the last by node clocks", "节点时钟较晚者"],
                /// The higher stamp; a stamp is above all that its writer saw.
                Hybrid "hybrid" ["the last by hybrid logical clocks", "混合逻辑时钟（HLC）较晚者"],
                /// What a version vector per coordinator says.
                Server "server" ["server version vectors", "服务器版本向量"],
                /// What a dotted version vector says.
                Dotted "dotted" ["dotted version vectors", "带点版本向量（DVV）"],
            } = Hybrid)
            ["Which version stays", "保留哪个版本"]
            ["Of two versions the later one wins, by the clocks of nodes or by hybrid clocks; or vectors say which version was made of which, and versions made at once stay side by side (siblings).",
             "两个版本取较晚的，按节点时钟或按混合时钟；或者由版本向量判断谁基于谁，同时写出的版本并存（兄弟版本）。"];
        siblings: protects choice(enum Siblings {
                Newest "newest" ["show the newest", "显示最新的"],
                Add "add" ["add up their changes", "把各自的变动相加"],
            } = Add)
            ["Siblings", "兄弟版本"]
            ["What a reader is told where versions stand side by side: the newest alone, or the newest with what the others added. The next write takes the place of all of them.",
             "多个版本并存时读者看到什么：只看最新的，或者在最新的上面加上其余版本的变动。下一次写入会取代所有并存的版本。"];
        write_back: protects switch(false)
            ["Write back before a read is answered", "读取应答前写回"]
            ["What a read found is on W copies before its client is told (ABD), so no later read finds less. Without it a read may see a write that is under way, and a later one may not.",
             "读到的值先写到 W 个副本再答复（ABD），之后的读取就不会读到更旧的。关闭时，一次读取可能看到正在进行的写入，后一次却看不到。"];
        read_repair: protects switch(true)
            ["Read repair", "读修复"]
            ["A coordinator sends the versions that it found to copies which answered with less.",
             "协调者把读到的版本发给应答较旧的副本。"];
        sloppy: protects switch(false)
            ["Sloppy quorum", "宽松法定数（sloppy quorum）"]
            ["While a copy does not answer, the next services on the ring take its place in R and W. It keeps working where a strict quorum cannot, and R + W > N says nothing any more.",
             "某个副本没有应答时，由环上后面的服务顶替，计入 R 和 W。严格法定数做不到时它还能工作，但 R + W > N 不再保证什么。"];
        handoff: protects switch(true)
            ["Hinted handoff", "提示移交（hinted handoff）"]
            ["Who took a write in place of another service passes it on when that one is back.",
             "代收写入的服务会在原服务恢复后把写入移交给它。"];
        anti_entropy: protects switch(true)
            ["Anti-entropy", "反熵"]
            ["Services compare hash trees (Merkle trees) of what they hold in common, and exchange what differs.",
             "各服务比较共同持有数据的哈希树（Merkle 树），并交换不同的部分。"];
        honest: protects switch(true)
            ["A timeout is unknown", "超时即未知"]
            ["A write that too few copies confirmed in time may be on some of them and may spread; its client is told that the outcome is unknown. When off, the client is told that it failed.",
             "没有及时得到足够副本确认的写入，可能已在某些副本上并会扩散；客户端被告知结果未知。关闭后，客户端被告知失败。"];
        patience: tunes span(10_000..=60_000_000, 900_000)
            ["Timeout of a coordinator", "协调者的超时"]
            ["How long a coordinator waits for copies. After a third of it others take the place of those that are silent, where that is set.",
             "协调者等待副本的时间。过了三分之一仍无应答的副本，由其他服务顶替（如已启用）。"];
        every: tunes span(10_000..=60_000_000, 400_000)
            ["Anti-entropy and handoff every", "反熵与移交间隔"]
            ["How often services compare what they hold and pass hints on.",
             "各服务隔多久比较一次数据、移交一次代收的写入。"];
    }
}

messages! {
    /// What services tell each other.
    pub enum Message {
        /// Coordinator to a copy: what do you have?
        Get {
            /// The coordinator's number of the operation.
            job: u64,
            /// The account.
            key: AccountId,
        } => talk("read request", "读请求", "?");
        /// A copy's answer.
        Got {
            /// The coordinator's number of the operation.
            job: u64,
            /// The account.
            key: AccountId,
            /// All versions that the copy has.
            row: Row,
        } => talk("versions", "版本", values(row));
        /// Coordinator to a copy: keep this.
        Put {
            /// The coordinator's number of the operation; 0 where nobody waits.
            job: u64,
            /// The account.
            key: AccountId,
            /// The versions.
            row: Row,
            /// In whose place, if not in its own.
            hint: Option<NodeId>,
        } => match hint {
            None => state("write", "写入", values(row)),
            Some(_) => state("write in place of another", "代收的写入", values(row)),
        };
        /// It is on my disk.
        Has {
            /// The coordinator's number of the operation.
            job: u64,
            /// The account.
            key: AccountId,
        } => talk("acknowledgement", "确认", "\u{2713}");
        /// This was meant for you.
        Handoff {
            /// The account.
            key: AccountId,
            /// The version, beside the message: the others are a third as large.
            version: Rc<Version>,
        } => state("handoff", "移交", format!("={}", version.value));
        /// I have what you kept for me.
        Received {
            /// The account.
            key: AccountId,
            /// The version's stamp.
            stamp: u64,
        } => talk("handoff received", "移交已收", "\u{2713}");
        /// These are places of my hash tree of what we both hold.
        Compare {
            /// Places and hashes.
            places: Rc<[(u32, u64)]>,
        } => match places.first() {
            Some(&(ROOT, _)) => beat("hash of what we share", "共有数据的哈希", ""),
            _ => talk("hashes", "哈希", format!("{}", places.len())),
        };
        /// These are the versions below a place where our trees differ.
        Rows {
            /// The leaf.
            leaf: u32,
            /// Accounts and versions.
            rows: Rc<[(u32, Version)]>,
            /// Whether the sender wants what it lacks.
            wants: bool,
        } => state("versions that differ", "不同的版本", format!("{}", rows.len()));
    }
}

fn values(row: &Row) -> String {
    row.iter().map(|version| format!("={}", version.value)).collect::<Vec<_>>().join(" | ")
}

timers! {
    /// What services set timers for.
    pub enum Timer, TIMERS {
        Begun ["what it counts from is on the disk", "计数起点已落盘"];
        Saved(u64) ["its rows are on the disk", "数据已落盘"];
        Look((u64, u32)) ["it looks at its own copy", "查看本地副本"];
        Kept((u64, u32)) ["its own copy is on the disk", "本地副本已落盘"];
        Late(u64) ["time to ask others in place of silent copies", "由其他服务顶替未应答的副本"];
        GiveUp(u64) ["its patience with the copies is over", "等待副本的时间已到"];
        Tick ["time for anti-entropy and handoff", "反熵与移交的时间到了"];
    }
}

facts! {
    /// What a service tells about itself.
    pub enum OwnFact {
        Overridden "overridden" Remarkable
            ["{node} dropped a change of {a:account}: it was overridden by a write through {b:node} that had not seen it", "{node}丢掉了对 {a:account} 的一次变动：它被经由{b:node}的写入覆盖，而那次写入并没有见过它"];
        Siblings "siblings" Remarkable ["{node} keeps versions of {a:account} side by side: {b}", "{node}并存着 {a:account} 的多个版本：{b} 个"];
        Repaired "repaired" Remarkable ["{node} repairs {a:account} at {b:node}: the copy there was older", "{node}修复{b:node}上的 {a:account}：那里的副本较旧"];
        WroteBack "wrote-back" Not ["{node} writes {a:account} back before it answers; copies that lack it: {b}", "{node}在答复之前写回 {a:account}，缺少它的副本：{b} 个"];
        Hinted "hinted" Remarkable ["{node} keeps a write of {a:account} for {b:node}", "{node}替{b:node}代收了对 {a:account} 的写入"];
        HandedOver "handed-over" Remarkable ["{node} handed {a:account} over to {b:node}", "{node}把 {a:account} 移交给了{b:node}"];
        Synced "synced" Remarkable ["{node} learned a version of {a:account} from {b:node} by anti-entropy", "{node}通过反熵从{b:node}得到 {a:account} 的一个版本"];
        GaveUp "gave-up" Remarkable ["{node} gave up on {a:account}; copies that confirmed: {b}", "{node}放弃等待 {a:account} 的副本，已确认的副本：{b} 个"];
        Began "began" Not ["{node} begins for the {a:nth} time", "{node}{a:nth}启动"];
    }
}

impl Config {
    /// How many services hold each account, of so many.
    pub fn copies(&self, services: u16) -> u16 {
        self.n.min(services).max(1)
    }

    /// How many must answer a read.
    pub fn reads(&self, services: u16) -> usize {
        usize::from(self.r.min(self.copies(services)))
    }

    /// How many must have a write.
    pub fn writes(&self, services: u16) -> usize {
        usize::from(self.w.min(self.copies(services)))
    }
}
