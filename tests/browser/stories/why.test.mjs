// Why is this value stale, lost, doubled? Asked where it is seen, answered as a story whose facts are lit, and seen otherwise in a branch.
import { expect, expectEqual, story } from "../lab.mjs";
import { isReady, linkTo, said, still } from "../runs.mjs";

/** A workday of a few operations: a deposit at one service, and a read at another before the log of it arrives. */
const stale = {
  protocol: { name: "log-shipping" },
  duration_us: 2_000_000,
  network: { link: { latency: { kind: "constant", us: 300_000 } } },
  workload: {
    pace: {
      kind: "list",
      operations: [
        { client: 0, node: 0, account: 0, at_us: 500_000, kind: "deposit", amount: 50 },
        { client: 1, node: 1, account: 0, at_us: 700_000, kind: "read" },
      ],
    },
  },
};

/** Goes to the end of a run and asks why its first stale read is stale. */
async function ask(page) {
  await page.locator("svg.ribbon").focus();
  await page.keyboard.press("End");
  await isReady(page);
  await page.locator("#tab-2").click();
  await page.locator(".operations [data-why]").first().click();
  await page.locator('#why[data-answered="true"]').waitFor();
}

story("a stale read says why: a story of at most seven sentences, lit in the pictures and in the log", { motion: "reduce" }, async ({ page, lab }) => {
  await lab.open(linkTo(stale));
  await still(page);
  await ask(page);
  expectEqual(await page.locator("#why h2").textContent(), "Why is this value stale?");
  const told = await page.locator("#why .told > li").allTextContents();
  expect(told.length >= 4 && told.length <= 7, told.join("\n"));
  expect(/Had .* arrived by 0\.[67]\d\d s, the answer would have been/.test(told.at(-1)), told.at(-1));
  // Who asked has the focus in the answer.
  expectEqual(await page.evaluate(() => document.activeElement.id), "why");
  expect((await page.locator(".space-time .arrow.is-turn").count()) === 1, "the message is lit");
  expect((await page.locator(".card.is-why").count()) >= 2, "and so are the services");
  await page.locator("#tab-0").click();
  await page.locator(".book tr.is-why").waitFor();
  // A sentence leads to its moment.
  await page.locator("#why .turn button").click();
  await isReady(page);
  expect(Number((await said(page)).atUs) < 900_000, "the cursor is there");
});

story("one click makes the branch in which the message arrives in time, and says what changed", { motion: "reduce" }, async ({ page, lab }) => {
  await lab.open(linkTo(stale));
  await still(page);
  await ask(page);
  await page.locator('#why [data-way="InTime"]').click();
  await page.locator('#why .changed[data-left="0"][data-right="1"]').waitFor();
  await isReady(page);
  const changed = await page.locator("#why .changed").innerText();
  expect(/Stale reads\s+1\s+→ 0/.test(changed), changed);
  expect(/First difference/.test(changed), changed);
  expectEqual((await said(page)).branches, "2");
  // Both timelines stay.
  await page.getByRole("button", { name: "Back to the run that was asked about" }).click();
  await page.locator('.branch[data-branch="0"][aria-pressed="true"]').waitFor();
  // And the other one can be undone like any act.
  await page.locator('#why [data-way="Lost"]').click();
  await page.locator('#why .changed[data-right="2"]').waitFor();
  expect(/Stale reads\s+1\s+→ unchanged/.test(await page.locator("#why .changed").innerText()), "lost is no better than late");
});

story("the key w asks, Escape puts the answer away, on a phone and in Chinese too", { motion: "reduce", language: "zh", theme: "dark", size: [360, 740] }, async ({ page, lab }) => {
  await lab.open(linkTo(stale));
  await still(page);
  await page.locator("svg.ribbon").focus();
  await page.keyboard.press("End");
  await isReady(page);
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("w");
  await page.locator('#why[data-answered="true"]').waitFor();
  expect((await page.locator("#why .told > li").last().textContent()).startsWith("假如"), "in Chinese");
  expect((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360, "nothing hangs over");
  await page.keyboard.press("Escape");
  await page.locator("#why").waitFor({ state: "detached" });
});

/** Goes to the end of a run, and asks why of a line of its receipt with the keyboard. */
async function askLine(page, line) {
  await page.locator("svg.ribbon").focus();
  await page.keyboard.press("End");
  await isReady(page);
  await page.locator("#tab-3").click();
  const button = page.locator(`.figures [data-line="${line}"]`);
  await button.waitFor();
  const { atUs } = await said(page);
  await button.focus();
  await page.keyboard.press("Enter");
  await page.locator('#why[data-answered="true"]').waitFor();
  expectEqual((await said(page)).atUs, atUs);
  return button;
}

/** The head of the explanation is seen, without scrolling. */
async function isInView(page) {
  const seen = await page.locator("#why h2").evaluate((head) => {
    const { top, left, bottom } = head.getBoundingClientRect();
    const found = document.elementFromPoint(left + 4, (top + bottom) / 2);
    return top >= 0 && bottom <= innerHeight && head.contains(found);
  });
  expect(seen, "the explanation is in view");
}

/** Who put the answer away is where the question was asked. */
async function comesBack(page, line) {
  await page.keyboard.press("Escape");
  await page.locator("#why").waitFor({ state: "detached" });
  expectEqual(await page.evaluate(() => document.activeElement.dataset.line), line);
}

/** A list of operations over a link that takes 50 ms, with what goes wrong. */
const lines = (operations, more = {}) => ({
  protocol: { name: "rpc" },
  duration_us: 3_000_000,
  network: { link: { latency: { kind: "constant", us: 50_000 } } },
  workload: { pace: { kind: "list", operations }, timeout_us: 600_000, retries: 0 },
  ...more,
});

story("a line of the receipt says why a request was rejected, and the focus goes there and comes back", { motion: "reduce" }, async ({ page, lab }) => {
  await lab.open("#/lab?demo=es-conflict");
  await still(page);
  const button = await askLine(page, "refused");
  expectEqual(await button.getAttribute("aria-label"), "Why? rejected");
  expectEqual(await page.locator("#why h2").textContent(), "Why was this rejected?");
  expectEqual(await page.evaluate(() => document.activeElement.id), "why");
  expect(/: the only one/.test(await page.locator("#why .place").textContent()), "of how many");
  const told = await page.locator("#why .told > li").allTextContents();
  expect(told.length >= 3 && told.length <= 7, told.join("\n"));
  expect(told.some((it) => /So it was rejected: another write came first/.test(it)), told.join("\n"));
  await isInView(page);
  expect((await page.locator(".space-time .is-why").count()) > 0, "and it is lit");
  await comesBack(page, "refused");
});

story("a line of the receipt says why an outcome is unknown, also where nobody ever answered", { motion: "reduce" }, async ({ page, lab }) => {
  await lab.open("#/lab?demo=phantom-read");
  await still(page);
  await askLine(page, "unknown");
  expectEqual(await page.locator("#why h2").textContent(), "Why is the outcome unknown?");
  await comesBack(page, "unknown");
  // Asked so late that the run ends before its client gives up.
  await lab.open(linkTo(lines([{ client: 0, node: 0, account: 1, at_us: 2_950_000, kind: "read" }])));
  await still(page);
  await askLine(page, "unknown");
  expectEqual(await page.locator("#why h2").textContent(), "Why was this never answered?");
  const told = await page.locator("#why .told > li").allTextContents();
  expect(told.some((it) => /had no answer when the run ended/.test(it)), told.join("\n"));
});

story("a line of the receipt says why a read is stale, on a phone and in Chinese: the answer comes into view", { motion: "reduce", language: "zh", theme: "dark", size: [360, 740] }, async ({ page, lab }) => {
  await lab.open(linkTo(stale));
  await still(page);
  await askLine(page, "stale");
  expectEqual(await page.locator("#why h2").textContent(), "为什么读到的是过期值？");
  await isInView(page);
  expect((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360, "nothing hangs over");
  await comesBack(page, "stale");
});

story("a line of the receipt says why the slowest was slow, and the next one after it", { motion: "reduce" }, async ({ page, lab }) => {
  const read = (client, node, at_us) => ({ client, node, account: 0, at_us, kind: "read" });
  // An account has one owner: to ask another service takes a way and back.
  const operations = [0, 1, 2].flatMap((node) => [read(node, node, 200_000 + node * 300_000)]);
  operations.push(read(0, 0, 1_300_000), read(1, 0, 1_500_000), read(2, 0, 1_700_000));
  await lab.open(linkTo(lines(operations)));
  await still(page);
  await askLine(page, "read-latency");
  expectEqual(await page.locator("#why h2").textContent(), "Why did this read take so long?");
  const place = page.locator("#why .place");
  expect(/1 of 2 slower than half of the reads, the slowest first/.test(await place.textContent()), await place.textContent());
  const about = await page.locator("#why").getAttribute("data-about");
  const told = await page.locator("#why .told > li").allTextContents();
  expect(told.some((it) => /So this read took 10\d ms; half of the reads took at most/.test(it)), told.join("\n"));
  expectEqual(await place.locator('[data-go="previous"]').isDisabled(), true);
  await place.locator('[data-go="next"]').click();
  await page.locator(`#why[data-answered="true"]:not([data-about="${about}"])`).waitFor();
  expect(/2 of 2/.test(await place.textContent()), "the next one");
  await comesBack(page, "read-latency");
});
