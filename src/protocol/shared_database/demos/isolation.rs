//! What transactions see of each other, and write over each other.

use crate::base::text::text;
use crate::domain::{Accounts, Call};
use crate::protocol::manifest::script::{ALICE, BOB, deposit, message, read, transfer};
use crate::protocol::manifest::{Demo, To};

/// Two transfers write the same two rows, in a different order.
pub(super) const DIRTY_WRITE: Demo = Demo {
    id: "sd-dirty-write",
    title: text("Half of each transfer (dirty write)", "各留一半（脏写）"),
    story: text(
        "Hangzhou and Beijing each transfer money from alice to bob, 100 and 200. Hangzhou \
         writes alice's row, Beijing writes both rows, then Hangzhou writes bob's row.\nAlice's \
         row holds the second transfer, bob's row the first, and 100 are gone. If a written \
         row stays locked until its transaction ends, Beijing has to wait.",
        "杭州和北京同时从 alice 转钱给 bob，一个 100，一个 200。杭州写了 alice 的行，\
         北京写了两行，杭州再写 bob 的行。\nalice 的行留下第二笔转账，bob 的行留下第一笔，\
         100 不见了。如果写过的行一直锁到事务结束，北京就得等待。",
    ),
    protection: &[("write_locks", To::Switch(true))],
    checker: "conservation",
    script: |s| {
        let s = s
            .lasts(5_000)
            .set("write_locks", false)
            .at(500)
            .ask(0, transfer(ALICE, BOB, 100))
            .after(20)
            .ask(1, transfer(ALICE, BOB, 200));
        // The fifth message of the first service writes bob's row.
        s.delay(message(0, 3).behind(4), 140)
    },
};

/// A read of what is rolled back.
pub(super) const ABORTED_READ: Demo = Demo {
    id: "sd-aborted-read",
    title: text("Money that never was (dirty read)", "从未存在过的钱（脏读）"),
    story: text(
        "Hangzhou writes a deposit of 100 and crashes before it commits. Client 1 reads 600.\n\
         The database hears nothing from Hangzhou, times out its session and rolls the \
         transaction back. The next read returns 500: the 100 never existed. At read \
         committed, client 1 does not see them.",
        "杭州写入 100 的存款，还没提交就宕机了。客户端 1 读到 600。\n数据库迟迟收不到杭州的消息，\
         会话超时，事务回滚；下一次读取是 500，那 100 从未存在过。在读已提交级别，\
         客户端 1 看不到它。",
    ),
    protection: &[("isolation", To::Choice("read_committed"))],
    checker: "linearizable",
    script: |s| {
        let s = s
            .lasts(4_000)
            .patience(1_500, 0)
            .set("isolation", "read_uncommitted")
            .at(500)
            .ask(0, deposit(ALICE, 100));
        // The deposit is written at 0.72 s and read at 0.82 s.
        s.at(700).ask(1, read(ALICE)).at(740).crash(0).at(2_000).ask(1, read(ALICE)).at(2_500).restart(0)
    },
};

/// A read of what is half done.
pub(super) const INTERMEDIATE_READ: Demo = Demo {
    id: "sd-intermediate-read",
    title: text("Half a deposit (intermediate read)", "存了一半的存款（中间读）"),
    story: text(
        "Hangzhou makes its change in two writes, as a library does that saves an object after \
         every assignment: first 50, then the other 50.\nClient 1 reads in between and gets \
         550, a balance that alice never had. At read committed, only the last write of a \
         transaction is visible, and only after the commit.",
        "杭州分两次写完一笔变更，就像某些框架每次赋值都保存一次对象：先写 50，再写另外 50。\n\
         客户端 1 恰好在中间读取，得到 550，而 alice 从未有过这个余额。在读已提交级别，\
         只有事务的最后一次写入可见，而且要在提交之后。",
    ),
    protection: &[("isolation", To::Choice("read_committed"))],
    checker: "linearizable",
    script: |s| {
        let s = s
            .lasts(4_000)
            .set("isolation", "read_uncommitted")
            .set("saves", 2_u64)
            .at(500)
            .ask(0, deposit(ALICE, 100));
        // Half is written at 0.72 s, read at 0.76 s, and the rest written at 0.82 s.
        s.at(640).ask(1, read(ALICE)).at(2_000).ask(1, read(ALICE))
    },
};

/// Each of two transactions comes after the other.
pub(super) const CIRCULAR_FLOW: Demo = Demo {
    id: "sd-circular-flow",
    title: text("Each before the other (circular information flow)", "互为先后（循环信息流）"),
    story: text(
        "Hangzhou's transfer of 50 from bob to alice has written bob's row. Beijing's joint \
         withdrawal of 100 from alice, which bob covers, reads that row, writes alice's row \
         and commits. Then the transfer overwrites alice's row.\nThe withdrawal read the \
         transfer, so it came after it; the transfer overwrote the withdrawal, so it came \
         after that. The 100 paid out are still in the account. With snapshot isolation the \
         second committer is aborted and retries.",
        "杭州从 bob 到 alice 的 50 转账已写了 bob 的行。\
         北京从 alice 联合取款 100（由 bob 担保），读到这一行，写了 alice 的行并提交；\
         随后转账又覆盖了 alice 的行。\n取款读到了转账，所以取款在后；转账覆盖了取款，\
         所以转账在后。付出去的 100 仍在账上。采用快照隔离，后提交者会被中止并重试。",
    ),
    protection: &[("isolation", To::Choice("snapshot"))],
    checker: "conservation",
    script: |s| {
        let s = s.lasts(5_000).set("isolation", "read_uncommitted").at(500).ask(0, transfer(BOB, ALICE, 50));
        // The transfer writes bob's row at 0.82 s; the withdrawal reads it at 0.88 s and writes
        // alice's row at 0.98 s; the fifth message of the first service would write that row at
        // 0.92 s and comes at 1.00 s.
        let joint = Call::WithdrawJointly { account: ALICE, with: BOB, amount: 100 };
        s.at(660).ask(1, joint).delay(message(0, 3).behind(4), 120)
    },
};

/// Two deposits are made on the same balance.
pub(super) const LOST_UPDATE: Demo = Demo {
    id: "sd-lost-update",
    title: text("The overwritten deposit (lost update)", "被覆盖的存款（丢失更新）"),
    story: text(
        "Hangzhou and Beijing read alice's 500 at the same time. Hangzhou adds 100 and writes \
         600, Beijing adds 50 and writes 550.\nBoth clients get an acknowledgement, and 100 are \
         gone. With snapshot isolation the first committer wins, and the other one retries.",
        "杭州和北京同时读到 alice 的 500。杭州加 100 写入 600，北京加 50 写入 550。\n\
         两个客户端都得到确认，100 却不见了。采用快照隔离，先提交者胜，另一个重试。",
    ),
    protection: &[("isolation", To::Choice("snapshot"))],
    checker: "conservation",
    script: |s| {
        s.lasts(5_000)
            .set("isolation", "read_committed")
            .at(500)
            .ask(0, deposit(ALICE, 100))
            .after(10)
            .ask(1, deposit(ALICE, 50))
    },
};

/// An audit sees half a transfer.
pub(super) const READ_SKEW: Demo = Demo {
    id: "sd-read-skew",
    title: text("An audit of two moments (read skew)", "横跨两个时刻的审计（读偏斜）"),
    story: text(
        "Beijing's audit reads alice's row. Then Hangzhou commits a transfer of 100 from alice \
         to bob. Then the audit reads bob's row:\n500 and 400, which is 100 too much. Each row \
         was committed when it was read, but at two different moments. A snapshot shows one \
         moment.",
        "北京的审计先读了 alice 的行，随后杭州提交了一笔从 alice 给 bob 的 100 转账，\
         审计再读 bob 的行。\n500 和 400，比实际多出 100。两行读到时都已提交，却不属于同一时刻。\
         快照只属于一个时刻。",
    ),
    protection: &[("isolation", To::Choice("snapshot"))],
    checker: "linearizable",
    script: |s| {
        let s = s.lasts(4_000).set("isolation", "read_committed").at(500).ask(0, transfer(ALICE, BOB, 100));
        // The transfer is committed at 1.02 s; the audit reads alice at 0.97 s and bob at 1.07 s.
        s.at(850).ask(1, Call::Audit { accounts: Accounts::new(&[ALICE, BOB]).expect("two accounts") })
    },
};

/// Two withdrawals each rely on the row that the other one writes.
pub(super) const WRITE_SKEW: Demo = Demo {
    id: "sd-write-skew",
    title: text("Two that relied on each other (write skew)", "互相指望（写偏斜）"),
    story: text(
        "Alice and bob cover each other: together they have 800. Hangzhou pays out 500 from \
         alice, Beijing 301 from bob. Each has read both rows, and each writes only one.\n\
         Neither overwrote the other, and yet 1 more is paid out than there was. Only at \
         serializable does the second transaction see what the first one did.",
        "alice 和 bob 互相担保，合计 800。杭州从 alice 付出 500，北京从 bob 付出 301；\
         各自读了两行，各自只写一行。\n谁也没覆盖谁，付出去的却比实际多了 1。只有在可串行化级别，\
         第二个事务才会看到第一个做了什么。",
    ),
    protection: &[("isolation", To::Choice("serializable"))],
    checker: "linearizable",
    script: |s| {
        let joint = |account, with, amount| Call::WithdrawJointly { account, with, amount };
        let s = s.lasts(5_000).set("isolation", "snapshot").at(500).ask(0, joint(ALICE, BOB, 500));
        s.after(10).ask(1, joint(BOB, ALICE, 301))
    },
};
