//! What others see and overwrite of a saga that is under way, and what helps.

use super::stage;
use crate::base::text::text;
use crate::domain::{Accounts, Call};
use crate::protocol::manifest::script::{ALICE, BOB, CAROL, deposit, message, read, transfer, withdraw};
use crate::protocol::manifest::{Demo, To};

/// A credit is read and taken back.
pub(super) const DIRTY_READ: Demo = Demo {
    id: "saga-dirty-read",
    title: text("A credit that vanished (dirty read)", "消失的入账（脏读）"),
    story: text(
        "Alice sends bob 100. Bob is credited, then the carrier refuses the parcel, and the saga \
         takes the credit back. In between client 1 reads bob's account and sees 400, a balance \
         that was never bob's. With a semantic lock the account is pending until the saga ends, \
         and the read waits for 300.",
        "alice 转给 bob 100。bob 已入账，随后承运方拒收包裹，Saga 收回这笔入账。其间客户端 1 \
         查询 bob 的账户，看到 400，而 bob 从未真正有过这么多钱。有了语义锁，\
         账户在 Saga 结束之前处于“处理中”，读取会等到 300。",
    ),
    protection: &[("semantic_lock", To::Switch(true))],
    checker: "G1a",
    script: |s| {
        let s = stage(s).set("semantic_lock", false).at(200).ask(0, transfer(ALICE, BOB, 100));
        s.at(500).ask(1, read(BOB)).at(2_000).ask(1, read(BOB))
    },
};

/// A credit is spent and taken back.
pub(super) const LIMIT_EXCEEDED: Demo = Demo {
    id: "saga-limit-exceeded",
    title: text("Spent before it was taken back (limit exceeded)", "收回之前已被花掉（超出限额）"),
    story: text(
        "Alice sends bob 100, and bob is credited before the carrier refuses. Bob, who had 300, \
         withdraws 400. Then the saga takes its 100 back, and bob's balance is −100. If the \
         parcel leaves before the credit (pessimistic view), nobody sees a credit that may \
         vanish, and the withdrawal is rejected.",
        "alice 转给 bob 100，bob 入账之后承运方才拒收。原有 300 的 bob 取出 400。\
         随后 Saga 收回 100，bob 的余额变成 −100。若先发包裹、再入账（悲观视图），\
         就没人会看到可能消失的入账，这笔取款会被拒绝。",
    ),
    protection: &[("pivot", To::Choice("before_credit"))],
    checker: "non-negative",
    script: |s| {
        let s = stage(s).set("pivot", "last").at(200).ask(0, transfer(ALICE, BOB, 100));
        s.at(500).ask(1, withdraw(BOB, 400))
    },
};

/// A compensation cannot be carried out.
pub(super) const SPENT: Demo = Demo {
    id: "saga-parked",
    title: text("A compensation that cannot be carried out", "无法执行的补偿"),
    story: text(
        "Bob is credited 100 and withdraws 400 before the carrier refuses. There is nothing left \
         to take back. A saga that insists overdraws bob. A saga that parks its compensation \
         says that it needs help, and waits where an operator can see it. It goes on when bob \
         has money and the operator retries.",
        "bob 入账 100，在承运方拒收之前就取走了 400，已没有钱可以收回。硬要收回，就会透支 bob 的账户。\
         把补偿挂起的 Saga 则会报告需要人工处理，停在运维人员看得见的地方；\
         等 bob 有了钱、运维人员下令重试，它再继续。",
    ),
    protection: &[("short", To::Choice("park"))],
    checker: "non-negative",
    script: |s| {
        let s = stage(s).set("short", "overdraw").at(200).ask(0, transfer(ALICE, BOB, 100));
        s.at(500).ask(1, withdraw(BOB, 400))
    },
};

/// Two sagas write what each of them had read.
pub(super) const LOST_UPDATE: Demo = Demo {
    id: "saga-lost-update",
    title: text("Two sagas, one debit (lost update)", "两个 Saga，只剩一次扣款（丢失更新）"),
    story: text(
        "Alice sends bob 40 and carol 30 at the same time. Both sagas read alice's 500 first and \
         write later what they made of it: 460 and then 470. Bob and carol have their money, \
         and one of the two debits is gone: 40 came from nowhere. If steps say by how much an \
         account changes (commutative updates), both debits stay.",
        "alice 同时转给 bob 40、转给 carol 30。两个 Saga 都先读到 alice 的 500，\
         过后各自写入算好的结果：先 460，后 470。bob 和 carol 都收到了钱，\
         而两次扣款只剩一次：凭空多出 40。如果步骤只说账户变化多少（可交换更新），两次扣款都在。",
    ),
    protection: &[("updates", To::Choice("delta"))],
    checker: "lost-update",
    script: |s| {
        let s = stage(s).set("updates", "value").at(200).ask(0, transfer(ALICE, BOB, 40));
        s.after(10).ask(2, transfer(ALICE, CAROL, 30))
    },
};

/// What was read is not so any more.
pub(super) const READ_THEN_CHANGED: Demo = Demo {
    id: "saga-read-then-changed",
    title: text("Read, then changed (fuzzy read)", "读过之后又变了（模糊读）"),
    story: text(
        "A saga reads alice's 500, to send bob 40 of it. Then 50 are deposited to her account. \
         Then the saga writes the 460 that it had computed, and the deposit is gone. A saga \
         that reads again before it writes finds another version and gives up: its client is \
         rejected and may try again.",
        "一个 Saga 读到 alice 的 500，要转 40 给 bob。接着有 50 存入她的账户。然后 Saga 写入算好的 460，\
         存款不见了。写入前再读一次的 Saga 会发现版本变了，于是放弃：客户端被拒绝，可以再试。",
    ),
    protection: &[("reread", To::Switch(true))],
    checker: "conservation",
    script: |s| {
        let s = stage(s).set("updates", "value").set("reread", false);
        s.at(200).ask(2, transfer(ALICE, BOB, 40)).at(400).ask(0, deposit(ALICE, 50))
    },
};

/// Two sagas each rely on what the other one takes.
pub(super) const WRITE_SKEW: Demo = Demo {
    id: "saga-write-skew",
    title: text("Two that relied on each other (write skew)", "互相指望（写偏斜）"),
    story: text(
        "Alice and bob cover each other: together they have 800. One saga looks at both and pays \
         500 out of alice, another one looks at both and pays 301 out of bob. Neither wrote what \
         the other one wrote, and yet 1 more is paid out than there was. With semantic locks the \
         second saga waits for the first one and is then rejected.",
        "alice 和 bob 互相担保，合计 800。一个 Saga 查了两个账户，从 alice 付出 500；\
         另一个也查了两个账户，从 bob 付出 301。谁也没覆盖谁，付出去的却比实际多了 1。\
         有了语义锁，第二个 Saga 要等第一个结束，然后被拒绝。",
    ),
    protection: &[("semantic_lock", To::Switch(true))],
    checker: "covered",
    script: |s| {
        let joint = |account, with, amount| Call::WithdrawJointly { account, with, amount };
        let s = stage(s).set("semantic_lock", false).at(200).ask(0, joint(ALICE, BOB, 500));
        s.after(10).ask(1, joint(BOB, ALICE, 301))
    },
};

/// An audit sees half of a saga.
pub(super) const HALF_SEEN: Demo = Demo {
    id: "saga-half-seen",
    title: text("Half of a saga (read skew)", "只看到半个 Saga（读偏斜）"),
    story: text(
        "Alice sends bob 40. An audit looks at alice after she has paid and at bob before he is \
         credited: 460 and 300. Nothing was undone, and still 40 are missing from the sum. \
         Between services a saga is atomic in the end and isolated never. With semantic locks \
         the audit waits until the saga has ended.",
        "alice 转给 bob 40。一次汇总查询在 alice 扣款之后查 alice，在 bob 入账之前查 bob：\
         460 和 300。没有任何东西被撤销，总额却少了 40。跨服务的 Saga 最终是原子的，却从不隔离。\
         有了语义锁，汇总查询会等到 Saga 结束。",
    ),
    protection: &[("semantic_lock", To::Switch(true))],
    checker: "G-single-item",
    script: |s| {
        let audit = Accounts::new(&[ALICE, BOB]).map(|accounts| Call::Audit { accounts });
        let s = stage(s).set("semantic_lock", false).set("carrier_limit", 1_000_u64);
        let s = s.at(200).ask(0, transfer(ALICE, BOB, 40)).at(215);
        // The audit looks at alice at 320 ms and at bob at 430 ms; the credit is 40 ms late.
        audit.into_iter().fold(s, |s, audit| s.ask(2, audit)).delay(message(3, 1), 90)
    },
};

/// Two sagas wait for each other.
pub(super) const DEADLOCK: Demo = Demo {
    id: "saga-deadlock",
    title: text("Two sagas that wait for each other (deadlock)", "互相等待的两个 Saga（死锁）"),
    story: text(
        "Alice sends bob 40 while bob sends alice 30. One saga has locked alice and waits for \
         bob, the other one has locked bob and waits for alice. No service sees both, so none \
         finds the deadlock; both clients never learn what happened. If every saga locks the \
         account with the lower number first, the second one waits at the beginning.",
        "alice 转给 bob 40，同时 bob 转给 alice 30。一个 Saga 锁住 alice 等 bob，\
         另一个锁住 bob 等 alice。没有哪个服务同时看到这两把锁，也就没有谁发现死锁；\
         两个客户端都得不到结果。如果每个 Saga 都先锁编号较小的账户，第二个从一开始就会等待。",
    ),
    protection: &[("lock_order", To::Switch(true))],
    checker: "answered",
    script: |s| {
        let s = stage(s).set("semantic_lock", true).set("lock_order", false);
        let s = s.set("lock_timeout_us", 60_000_000_u64).set("saga_timeout_us", 60_000_000_u64);
        s.at(200).ask(0, transfer(ALICE, BOB, 40)).after(10).ask(1, transfer(BOB, ALICE, 30))
    },
};
