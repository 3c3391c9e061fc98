// Breaking it: a search in the Lab, a challenge in a lesson, and a moment through one node's eyes.
import { expect, expectEqual, story } from "../lab.mjs";
import { isReady, linkTo, said, still } from "../runs.mjs";

const phase = (page, name) => page.locator(`main[data-phase="${name}"]`).waitFor();

/** Hangzhou calls Beijing, bob's owner, for one deposit. */
const call = {
  protocol: { name: "rpc", keys: "none" },
  duration_us: 2_000_000,
  network: { link: { latency: { kind: "constant", us: 40_000 } } },
  workload: { pace: { kind: "list", operations: [{ client: 0, node: 0, account: 1, at_us: 200_000, kind: "deposit", amount: 50 }] } },
};

story("a goal and a budget: the search finds the fewest faults, and opens the run where it breaks", { motion: "reduce" }, async ({ page, lab }) => {
  await lab.open(linkTo(call));
  await still(page);
  await page.locator("#break-it").click();
  expectEqual(await page.evaluate(() => document.activeElement.id), "break-panel-title");
  await page.locator(".break-panel select[name=goal]").selectOption("conservation");
  for (const kind of ["repeats", "delays", "crashes", "pauses", "cuts"]) await page.locator(`.break-panel input[name=${kind}]`).fill("0");
  await page.locator(".break-panel input[name=drops]").fill("1");
  await page.locator("#search").click();
  await page.locator('.break-panel[data-state="found"]').waitFor();
  const found = await page.locator(".break-panel .found li").allTextContents();
  expectEqual(found.length, 1);
  expect(/message from Beijing to Hangzhou is lost/.test(found[0]), found[0]);
  await page.locator("#take-broken").click();
  await isReady(page);
  expect(Number((await said(page)).atUs) > 0, "the cursor stands where it breaks");
  await page.locator('.light.broken[data-broken="conservation"]').waitFor();
  // The run before is one undo away.
  await page.keyboard.press("Control+z");
  await isReady(page);
});

story("a search says how far it is, stops when asked, and says that nothing does it", { motion: "reduce" }, async ({ page, lab }) => {
  await lab.open(linkTo(call));
  await still(page);
  await page.locator("#break-it").click();
  await page.locator(".break-panel select[name=goal]").selectOption("claim");
  await page.locator(".break-panel input[name=claim]").fill("balance(beijing, bob) = 999");
  await page.locator(".break-panel input[name=tries]").fill("1000000");
  for (const kind of ["drops", "crashes", "cuts", "delays"]) await page.locator(`.break-panel input[name=${kind}]`).fill("3");
  await page.locator("#search").click();
  await page.locator('.break-panel[data-state="going"] progress').waitFor();
  await page.locator("#stop-search").click();
  await page.locator('.break-panel[data-state="stopped"]').waitFor();
  for (const kind of ["crashes", "cuts", "delays"]) await page.locator(`.break-panel input[name=${kind}]`).fill("0");
  await page.locator(".break-panel input[name=drops]").fill("1");
  await page.locator("#search").click();
  await page.locator('.break-panel[data-state="nothing"]').waitFor();
  await page.locator(".break-panel input[name=claim]").fill("balance(nowhere, bob) = 1");
  await page.locator("#search").click();
  await page.locator('.break-panel[data-state="refused"] .problems').waitFor();
});

/** Through a step to its challenge. */
async function challenge(page, lab) {
  await lab.open("#/learn/ask-again/twice");
  await phase(page, "asking");
  await page.locator(".number-answer input").fill("600");
  await page.locator("#show").press("Enter");
  await page.locator("#to-end").press("Enter");
  await phase(page, "explained");
}

story("a challenge is tried in the lesson: what is missing, what is spent, and a run that works", { motion: "reduce" }, async ({ page, lab }) => {
  await challenge(page, lab);
  if ((await page.locator("#break-here").count()) === 0) throw new Error("the step has no challenge");
  await page.locator("#break-here").press("Enter");
  await phase(page, "breaking");
  await page.locator('.tried[data-state="not-yet"]').waitFor();
  expect((await page.locator(".tried .spent").textContent()).includes("0 of"), "nothing is spent yet");
  // A crash is in nobody's budget here.
  await page.locator("#trying-title").focus();
  await page.keyboard.press("2");
  await page.keyboard.press("c");
  await page.locator('.tried .spent [data-kind="crashes"].over').waitFor();
  await page.locator("#restart").press("Enter");
  await page.locator('.tried .spent [data-kind="crashes"]').waitFor({ state: "detached" });
  await page.locator(".trying details.clue summary").last().press("Enter");
  await page.locator("#give-away").press("Enter");
  await page.locator('.tried[data-state="reached"]').waitFor();
  await page.locator("#leave-break").press("Enter");
  await phase(page, "explained");
});

story("through one node's eyes the others are hatched, and the veil is lifted from the same moment", { motion: "reduce" }, async ({ page, lab }) => {
  await lab.open(linkTo({ ...call, network: { ...call.network, exceptions: [{ from: 1, to: 0, nth: 0, then: "drop" }] } }));
  await still(page);
  await page.locator("svg.ribbon").focus();
  for (let step = 0; step < 8; step += 1) await page.keyboard.press("ArrowRight");
  await isReady(page);
  await page.locator("#node-0").click();
  await page.locator(".popover .look").click();
  await page.locator('#eyes[data-lifted="false"]').waitFor();
  const before = (await said(page)).atUs;
  expectEqual(await page.locator(".card.is-veiled").count(), (await page.locator(".card").count()) - 1);
  expectEqual(await page.locator(".token").count(), 0);
  expect((await page.locator("#node-1").getAttribute("aria-label")).includes("cannot be known"), "the card says so");
  await page.locator("#eyes").getByLabel("It is dead.").check();
  await page.locator("#eyes").getByLabel("Yes, ask again.").check();
  await page.locator("#lift").click();
  await page.locator('#eyes[data-lifted="true"] .truth').waitFor();
  expectEqual((await said(page)).atUs, before);
  expectEqual(await page.locator(".card.is-veiled").count(), 0);
  expect((await page.locator("#eyes").textContent()).includes("Beijing is up."), "the truth is told");
  // The keyboard does the same: once more is everything, then the eyes of whoever is selected.
  await page.keyboard.press("e");
  await page.locator("#eyes").waitFor({ state: "detached" });
  await page.locator("h1").first().evaluate((it) => it.ownerDocument.activeElement.blur());
  await page.keyboard.press("e");
  await page.locator('#eyes[data-lifted="false"]').waitFor();
});

for (const [language, theme, size] of [["en", "light", [1440, 900]], ["zh", "dark", [360, 740]]]) {
  story(`axe finds nothing while things break: ${language}, ${theme}, ${size[0]}`, { language, theme, size, motion: "reduce", bypassCSP: true }, async ({ page, lab }) => {
    await challenge(page, lab);
    await page.locator("#break-here").click();
    await phase(page, "breaking");
    await page.locator('.tried[data-state="not-yet"]').waitFor();
    expectEqual(await lab.axe(), []);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), "nothing is wider than the screen");
    await page.keyboard.press("Escape");
    await page.keyboard.press("e");
    await page.locator("#eyes").waitFor();
    expectEqual(await lab.axe(), []);
    await lab.open(linkTo(call));
    await page.locator("#break-it").click();
    await page.locator(".break-panel form").waitFor();
    expectEqual(await lab.axe(), []);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), "nothing is wider than the screen");
  });
}
