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
