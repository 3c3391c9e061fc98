//! What transactions see of each other, and write over each other.

use crate::base::text::text;
use crate::domain::{Accounts, Call};
use crate::protocol::manifest::{Demo, To};
use crate::protocol::script::{ALICE, BOB, deposit, message, read, transfer};

/// Two transfers write the same two rows, in a different order.
pub(super) const DIRTY_WRITE: Demo = Demo {
    id: "sd-dirty-write",
    title: text("Half of each", "各留一半（脏写）"),
    story: text(
        "Two services move money from alice to bob, 100 and 200. The first writes alice's row, then the second writes both rows, then the first writes bob's: of one row the \
         second transfer remains, of the other the first, and 100 are gone. A row that stays locked until its transaction ends makes the second wait.",
        "两个服务同时从爱丽丝转钱给鲍勃，一个 100，一个 200。第一个写了爱丽丝的行，第二个把两行都写了，第一个再写鲍勃的行：一行留下第二笔转账，另一行留下第一笔，100 元不见了。\
         如果写过的行一直锁到事务结束，第二个就得等待。",
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
    title: text("Money that never was", "从未存在过的钱（脏读）"),
    story: text(
        "A service writes a deposit of 100 and dies before it commits. Another client reads 600. Then the database hears nothing of the dead service for too long and rolls the \
         transaction back; the next read finds 500, and the 100 have never been there. At read committed, nobody sees them.",
        "一个服务写入 100 的存款，还没提交就宕机了。另一个客户端读到 600。数据库迟迟听不到那个服务的消息，便回滚了事务；下一次读取是 500，那 100 元从未存在过。在读已提交级别，谁也看不到它。",
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
    title: text("Half a deposit", "存了一半的存款（中间读）"),
    story: text(
        "A service makes its change in two writes, as a library does that saves an object whenever it is touched: first 50, then the other 50. Another client reads in between \
         and finds 550, a balance that alice never had. At read committed only the last write of a transaction is seen, when it is committed.",
        "一个服务分两次写完一笔变更，就像某些框架每碰一下对象就保存一次：先写 50，再写另外 50。另一个客户端恰好在中间读取，得到 550，而爱丽丝从未有过这个余额。\
         在读已提交级别，只有事务提交之后的最后一次写入才可见。",
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
    title: text("Each after the other", "互为先后（循环信息流）"),
    story: text(
        "A transfer of 50 from bob to alice has written bob's row. A withdrawal of 100 from alice, which bob covers too, reads that row, writes alice's and commits. Then the \
         transfer writes alice's row over it. The withdrawal saw the transfer, so it came after it; it was overwritten by it, so it came before, and 100 that were paid out are \
         still there. With snapshots, whoever commits second finds that it was overtaken and begins anew.",
        "一笔从鲍勃到爱丽丝的 50 元转账已写了鲍勃的行。从爱丽丝取 100（鲍勃共同担保）的事务读到这一行，写了爱丽丝的行并提交；随后转账又覆盖了爱丽丝的行。\
         取款看到了转账，所以在它之后；取款又被转账覆盖，所以在它之前。付出去的 100 元仍在账上。用快照隔离，后提交者会发现自己被抢先，并重新开始。",
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
    title: text("The deposit that was written over", "被覆盖的存款（丢失更新）"),
    story: text(
        "Two services read alice's 500 at the same time. One adds 100 and writes 600, the other adds 50 and writes 550. Both clients are told that it is done, and 100 are gone. \
         With snapshots the first to commit wins, and the other begins anew.",
        "两个服务同时读到爱丽丝的 500。一个加 100 写入 600，另一个加 50 写入 550。两个客户端都被告知成功，100 元却不见了。用快照隔离，先提交者胜，另一个重新开始。",
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
    title: text("An audit of two moments", "横跨两个时刻的审计（读偏斜）"),
    story: text(
        "An audit reads alice's row, then a transfer of 100 to bob commits, then the audit reads bob's: 500 and 400, which is 100 more than there ever was. Each of the two \
         was committed when it was read. A snapshot is of one moment.",
        "一次审计先读了爱丽丝的行，随后一笔 100 元给鲍勃的转账提交，审计再读鲍勃的行：500 和 400，比实际多出 100。两个数读到时都已提交，却不属于同一时刻。快照只属于一个时刻。",
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
    title: text("Two who counted on each other", "互相指望（写偏斜）"),
    story: text(
        "Alice and bob cover each other: together they have 800. One service pays out 500 of alice's money, another 301 of bob's; each has read both rows, and each writes only \
         its own. Nobody wrote over anybody, and yet 1 more is paid out than there was. Only where it is as if one came after the other does the second see what the first did.",
        "爱丽丝和鲍勃互相担保，合计 800。一个服务从爱丽丝付出 500，另一个从鲍勃付出 301；各自读了两行，各自只写一行。谁也没覆盖谁，付出去的却比实际多了 1。\
         只有在可串行化级别，第二个才会看到第一个做了什么。",
    ),
    protection: &[("isolation", To::Choice("serializable"))],
    checker: "linearizable",
    script: |s| {
        let joint = |account, with, amount| Call::WithdrawJointly { account, with, amount };
        let s = s.lasts(5_000).set("isolation", "snapshot").at(500).ask(0, joint(ALICE, BOB, 500));
        s.after(10).ask(1, joint(BOB, ALICE, 301))
    },
};
