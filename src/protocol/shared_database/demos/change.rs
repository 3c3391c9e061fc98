//! What a crash leaves, what is done twice, what an old service does not see.

use crate::base::text::text;
use crate::protocol::manifest::script::{ALICE, BOB, deposit, read, transfer};
use crate::protocol::manifest::{Demo, To};

/// One service moves on to a new column, another does not know.
pub(super) const SCHEMA: Demo = Demo {
    id: "sd-schema",
    title: text("The column that is no longer written", "不再更新的旧列"),
    story: text(
        "Hangzhou runs version 2, keeps balances in a new column and no longer writes the old \
         one. It takes a deposit of 100.\nBeijing runs version 1, reads 500 in alice's old \
         column, and adds 10 to that. A database shared by several services is an interface \
         that none of them can change alone: as long as one service reads the old column, the \
         others have to write it.",
        "杭州运行第 2 版，把余额存到新列，不再写旧列。它收下 100 的存款。\n北京运行第 1 版，\
         从 alice 的旧列读到 500，又在其上存入 10。多个服务共享的数据库就是接口，\
         谁也不能独自修改：只要还有一个服务读旧列，其他服务就得继续写旧列。",
    ),
    protection: &[("both_columns", To::Switch(true))],
    checker: "linearizable",
    script: |s| {
        let s = s
            .lasts(5_000)
            .set("both_columns", false)
            .at(300)
            .upgrade(0, 2)
            .at(800)
            .ask(0, deposit(ALICE, 100));
        s.at(1_500).ask(1, read(ALICE)).at(2_200).ask(1, deposit(ALICE, 10))
    },
};

/// The database dies while a commit is on its way to the disk.
pub(super) const TORN_COMMIT: Demo = Demo {
    id: "sd-torn-commit",
    title: text("A crash in the middle of a commit", "提交到一半时崩溃"),
    story: text(
        "The two rows of a transfer are being written to the database's disk when the power \
         fails: alice's row is there, bob's is not.\nA recovery that takes every row it finds \
         makes 100 disappear. A recovery that takes only transactions whose last record is on \
         the disk drops the transfer and says so, and the service does it again.",
        "一笔转账的两行正在写入数据库的磁盘，突然断电：alice 的行已写入，bob 的行没有。\n\
         见行就恢复，100 就消失了。只恢复最后一条记录已落盘的事务，则会舍弃这笔转账并如实告知，\
         服务便重做一遍。",
    ),
    protection: &[("commit_records", To::Switch(true))],
    checker: "conservation",
    script: |s| {
        let s =
            s.lasts(6_000).disk(20).set("commit_records", false).at(500).ask(0, transfer(ALICE, BOB, 100));
        // The commit reaches the database at 1.02 s and its disk at 1.04 s.
        s.at(1_030).tear(3).at(1_500).restart(3)
    },
};

/// A commit is acknowledged before it is on the disk.
pub(super) const NOT_ON_DISK: Demo = Demo {
    id: "sd-not-on-disk",
    title: text("Committed, but not on the disk", "提交了，却没落盘"),
    story: text(
        "The disk is slow, and the database does not wait for it: client 0 gets its \
         acknowledgement 0.2 s before the deposit is on the disk.\nThe database crashes in \
         between, and the money is gone. If the database waits for the disk, nobody is told \
         too early, and the service asks again until it knows the outcome.",
        "磁盘很慢，而数据库不等它：存款落盘前 0.2 秒，客户端 0 就得到了确认。\n\
         数据库恰在此间崩溃，钱就不见了。若先等落盘，就不会过早答复；服务会一再询问，\
         直到知道结果。",
    ),
    protection: &[("flush", To::Switch(true))],
    checker: "linearizable",
    script: |s| {
        let s = s.lasts(6_000).disk(200).set("flush", false).at(500).ask(0, deposit(ALICE, 100));
        s.at(900).crash(3).at(1_300).restart(3).at(3_000).ask(1, read(ALICE))
    },
};

/// The same command comes to two services.
pub(super) const CLICKED_TWICE: Demo = Demo {
    id: "sd-clicked-twice",
    title: text("The same command, twice", "同一个命令来了两次"),
    story: text(
        "A person clicks on “deposit 50” at Hangzhou, gets no answer at once, and clicks \
         again; the second click goes to Beijing.\nNeither service knows of the other click. If \
         the database stores each command id together with its change, the second click gets \
         the result of the first (idempotence).",
        "有人在杭州点了“存入 50”，没有马上得到答复，又点一次；第二次点击到了北京。\n\
         两个服务互不知情。如果数据库把每个命令 ID 和它的变更保存在一起，\
         第二次点击就只会得到第一次的结果（幂等）。",
    ),
    protection: &[("command_ids", To::Switch(true))],
    checker: "effects",
    script: |s| {
        s.lasts(4_000).set("command_ids", false).at(500).click(0, deposit(ALICE, 50), 1).after(400).click(
            1,
            deposit(ALICE, 50),
            1,
        )
    },
};
