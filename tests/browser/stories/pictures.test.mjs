// What the pictures say at first sight is right: who is newest and who is behind, what was missed, what was broken and when, on a
// short run and on a long one; and a demo is seen with and without its protection at once.
import { expect, expectEqual, story } from "../lab.mjs";
import { isReady, leap, linkTo, said, still } from "../runs.mjs";

const node = (page, id) => page.locator(`[data-node="${id}"]`).first();

/** Moves the cursor to a moment of a run of so many milliseconds, by a click on the ribbon. */
async function seek(page, ms, of) {
  const box = await page.locator("svg.ribbon").boundingBox();
  await page.mouse.click(box.x + (box.width * ms) / of, box.y + 32);
  await page.waitForFunction((us) => Math.abs(Number(document.body.dataset.atUs) - us) < 20_000, ms * 1_000);
}

/** Opens the menu of a node. */
async function menu(page, id) {
  await page.locator(`#node-${id}`).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  return page.getByRole("dialog");
}

/** A workday of a few writes, told to the millisecond. */
const told = (operations, more = {}) => ({
  protocol: { name: "log-shipping" },
  duration_us: 3_000_000,
  workload: { pace: { kind: "list", operations: operations.map((it) => ({ client: 0, node: 0, account: 0, ...it })) } },
  ...more,
});

/** A message takes 0.4 s. */
const slow = { network: { link: { latency: { kind: "constant", us: 400_000 } } } };

story("A2: on a long run the clock, the ribbon and the receipt tell the same share of its time", async ({ page, lab }) => {
  await lab.open(linkTo({ protocol: { name: "log-shipping" }, duration_us: 600_000_000, workload: { pace: { kind: "open", every_us: 700_000 }, until_us: 600_000_000 } }));
  await still(page);
  await page.locator("svg.ribbon").focus();
  await page.keyboard.press("End");
  await page.locator(".clock").getByText("end of the run").waitFor();
  const clock = await page.locator(".clock .apart").textContent();
  await page.locator("#tab-3").click();
  const receipt = await page.locator(".receipt").textContent();
  const seconds = clock.match(/[\d,.]+ (?:s|ms|min)/)?.[0];
  expect(seconds && receipt.includes(seconds), `the clock says ${clock}`);
  // A column that stands for many moments is as high as the share of them in which copies differed.
  const heights = await page.locator(".ribbon .lags").evaluateAll((all) => all.map((it) => Number(it.getAttribute("height"))));
  expect(heights.length > 0 && heights.every((height) => height < 14), `shares, not all or nothing: ${heights.slice(0, 5)}`);
});

story("A4: with one node cut off, another node's menu offers to cut it off and not to heal the other", async ({ page, lab }) => {
  await lab.open("#/lab");
  await still(page);
  await leap(page, 1);
  await (await menu(page, 2)).getByRole("button", { name: "Cut off", exact: true }).click();
  await page.locator('body[data-branches="2"]').waitFor({ state: "attached" });
  await isReady(page);
  const other = await menu(page, 1);
  expectEqual(await other.getByRole("button", { name: "Reconnect" }).count(), 0);
  await page.keyboard.press("Escape");
  expectEqual(await (await menu(page, 2)).getByRole("button", { name: "Reconnect" }).count(), 1);
});

story("A5: a window of more than can be drawn shows its whole length, and says where detail is left out", { timeout: 240_000 }, async ({ page, lab }) => {
  await lab.open(linkTo({ protocol: { name: "log-shipping" }, duration_us: 20_000_000, workload: { clients: 12, pace: { kind: "open", every_us: 8_000 }, until_us: 20_000_000 } }));
  await still(page);
  await leap(page, 14);
  for (let n = 0; n < 3; n++) await page.locator(".space-time .tools button").last().click();
  await page.locator(".space-time .warn").waitFor();
  const room = await page.locator(".time-room").boundingBox();
  const marks = await page.locator(".time-room svg [data-fact], .time-room svg .dense *, .time-room svg .dot").evaluateAll((all) => all.map((it) => it.getBoundingClientRect().x));
  const tenth = (x) => Math.floor(((x - room.x - 80) / (room.width - 80)) * 10);
  const filled = new Set(marks.map(tenth).filter((part) => part >= 0 && part < 10));
  expect(filled.size >= 8, `every part of the window shows something: ${[...filled].sort()}`);
  expect((await page.locator(".time-room svg *").count()) < 6_000, "and no more than can be drawn");
});

story("A6: an hour is an hour, and its progress is told", { timeout: 400_000 }, async ({ page, lab }) => {
  await lab.open("#/lab");
  await still(page);
  await page.locator("details#run").evaluate((group) => (group.open = true));
  await page.locator("#duration-exact").fill("3600");
  await page.locator("#duration-exact").press("Enter");
  await page.locator(".working").waitFor({ timeout: 60_000 });
  await page.locator('body[data-engine="ready"][data-digest]').waitFor({ state: "attached", timeout: 300_000 });
  expectEqual(await page.locator("svg.ribbon").getAttribute("aria-valuemax"), "3600000");
  expectEqual(await page.locator(".early").count(), 0);
});

story("A8: a run that reaches the most that a run can hold says so on the page, with its moment", { timeout: 400_000 }, async ({ page, lab }) => {
  // Every service stands still, and clients go on asking: what waits for an answer fills the memory long before the hundred seconds end.
  const still_all = [0, 1, 2].map((node) => ({ at_us: 0, do: "pause", node }));
  const experiment = {
    protocol: { name: "log-shipping" },
    duration_us: 100_000_000,
    faults: still_all,
    workload: { clients: 64, until_us: 100_000_000, timeout_us: 60_000_000, pace: { kind: "open", every_us: 4_000 } },
  };
  await lab.open("#/lab");
  await still(page);
  await page.locator("#open-run").setInputFiles(lab.file("full.json", JSON.stringify(experiment)));
  await page.locator(".early").waitFor({ timeout: 300_000 });
  const said = await page.locator(".early").textContent();
  expect(/ended early/.test(said) && /7\d\.\d+ s/.test(said), said);
  // The moment on the screen knows of the whole run, and its diagram is full to its edge.
  await page.locator(".transport").getByText(/of 1,[45]\d\d,\d\d\d/).waitFor();
  const room = await page.locator(".time-room").boundingBox();
  const ends = await page.locator(".time-room svg .dense *").evaluateAll((all) => all.map((it) => it.getBoundingClientRect().right));
  expect(Math.max(...ends) > room.x + room.width * 0.9, `${Math.max(...ends)} of ${room.x + room.width}`);
  await page.locator("#tab-3").click();
  await page.getByRole("button", { name: "Show the whole run now" }).click();
  await page.getByRole("tabpanel").getByText("the run ended early").waitFor({ timeout: 120_000 });
});

story("A7: a node that is down shows no total: its money is not gone", async ({ page, lab }) => {
  await lab.open("#/lab");
  await still(page);
  await leap(page, 2);
  await page.locator("main").focus();
  for (const key of ["3", "c"]) await page.keyboard.press(key);
  await page.locator('[data-node="2"][data-life="down"]').first().waitFor();
  expectEqual(await node(page, 2).locator(".total").textContent(), "");
  expect((await node(page, 1).locator(".total").textContent()).length > 0);
});

story("B1, B6: who alone is right is the newest, the others are behind, and a card shows the account that differs", async ({ page, lab }) => {
  await lab.open(linkTo(told([{ at_us: 500_000, kind: "deposit", amount: 50 }], slow)));
  await still(page);
  // At 0.6 s the deposit is acknowledged, and on its way to the others.
  await seek(page, 600, 3_000);
  await page.locator('[data-node="1"][data-stands="behind"]').first().waitFor();
  expectEqual(await node(page, 0).getAttribute("data-stands"), "agreed");
  expectEqual([await node(page, 1).getAttribute("data-stands"), await node(page, 2).getAttribute("data-stands")], ["behind", "behind"]);
  expect((await node(page, 0).textContent()).includes("alice 550") && (await node(page, 1).textContent()).includes("alice 500"));
  expect((await node(page, 1).textContent()).includes("550"), "what counts stands beside it");
});

story("B2, B13: a stale read is told when it happens: on the client's row, on the stage, on the ribbon, and in a sentence", async ({ page, lab }) => {
  await lab.open(linkTo(told([{ at_us: 500_000, kind: "deposit", amount: 50 }, { at_us: 550_000, client: 1, node: 1, kind: "read" }], slow)));
  await still(page);
  await page.locator(".ribbon .stale-mark").first().waitFor({ state: "attached" });
  await page.locator("#tab-2").click();
  await seek(page, 600, 3_000);
  expect(/alice 500.*550/.test(await page.locator(".stale-reads .stale-read").first().textContent()));
  expect(/1 version behind/.test(await page.locator(".operations .stale").first().textContent()));
  expect(/answered alice 500, and 550 had been acknowledged/.test(await page.locator(".moment").first().textContent()));
});

story("B4, B10: the receipt tells no end before it was seen, and what was kept is called not violated in this run", async ({ page, lab }) => {
  await lab.open("#/lab");
  await still(page);
  await page.locator("#tab-3").click();
  await page.getByText("So far, up to").waitFor();
  await page.locator("svg.ribbon").focus();
  await page.keyboard.press("End");
  await page.locator(".verdicts").first().waitFor();
  const text = await page.locator(".receipt").textContent();
  expect(/not violated in this run/i.test(text) && !/\bkept\b/.test(text), "a run proves nothing");
});

story("B5: once a promise is broken the second light stays, marks the ribbon, and leads to what broke it", async ({ page, lab }) => {
  await lab.open("#/lab");
  await still(page);
  await page.locator("#demo").selectOption({ label: "Acknowledged, and lost" });
  await page.locator(".lanes").waitFor();
  await page.locator("svg.ribbon").focus();
  await page.keyboard.press("End");
  const light = page.locator('[data-lane="off"] .light.broken');
  await light.waitFor();
  expect((await page.locator(".ribbon .broken-mark").count()) > 0);
  const { atUs } = await said(page);
  await light.getByRole("button", { name: "Why" }).click();
  await page.waitForFunction((end) => Number(document.body.dataset.atUs) < Number(end), atUs);
  expectEqual(await page.locator('[data-lane="on"] .light.broken').count(), 0, "nothing is broken with the protection");
});

story("B7: event sourcing begins with events, and a card says whose streams it owns", async ({ page, lab }) => {
  await lab.open(linkTo({ protocol: { name: "event-sourcing" } }));
  await still(page);
  await page.locator("svg.ribbon").focus();
  await page.keyboard.press("Home");
  await page.locator('body[data-at-us="0"]').waitFor({ state: "attached" });
  const rows = await page.locator("#side tbody tr").allTextContents();
  expect(rows.some((row) => /Opened alice/.test(row)) && rows.some((row) => /Deposited, alice/.test(row)), rows.join(" / "));
  expect(/owns bob/.test(await node(page, 1).textContent()));
});

story("B8: above twenty messages are dots with a count, and none lies over a card", async ({ page, lab }) => {
  await lab.open(linkTo({ protocol: { name: "event-sourcing" }, nodes: 7, duration_us: 1_000_000, workload: { clients: 14, pace: { kind: "open", every_us: 5_000 }, until_us: 1_000_000 } }));
  await still(page);
  await leap(page, 10);
  await page.locator(".bundle").first().waitFor({ state: "attached" });
  const over = await page.locator(".bundle .pill").evaluateAll((all) =>
    all.filter((it) => {
      const { x, y, width, height } = it.getBoundingClientRect();
      const top = document.elementFromPoint(x + width / 2, y + height / 2);
      return top?.closest(".flights") && [...document.querySelectorAll(".card .plate")].some((card) => {
        const box = card.getBoundingClientRect();
        return x + width / 2 > box.x && x + width / 2 < box.right && y + height / 2 > box.y && y + height / 2 < box.bottom;
      });
    }).length,
  );
  expectEqual(over, 0);
});

story("B9: heartbeats are counted, and one switch shows them", async ({ page, lab }) => {
  await lab.open("#/lab");
  await still(page);
  await leap(page, 10);
  await page.locator(".narration .folded").waitFor();
  const before = await page.locator(".narration .facts li").count();
  await page.getByRole("button", { name: "Show heartbeats" }).click();
  await page.locator(".narration .folded").waitFor({ state: "detached" });
  expect((await page.locator(".narration .facts").textContent()).includes("heartbeat"), `${before} facts before`);
});

story("B11: a demo is two runs under one clock; they stop where they first differ, and the end is told at the end", { bypassCSP: true }, async ({ page, lab }) => {
  await lab.open("#/lab");
  await still(page);
  await page.locator("#demo").selectOption({ label: "Acknowledged, and lost" });
  await page.locator(".lanes").waitFor();
  await still(page);
  const beginning = await page.locator(".story").textContent();
  expect(!/gone/.test(beginning), beginning);
  const differs = Number(await page.locator("[data-differs]").getAttribute("data-differs"));
  await page.locator("svg.ribbon").focus();
  await page.keyboard.press("Home");
  await page.locator('body[data-at-us="0"]').waitFor({ state: "attached" });
  // Time passes, and stands still where the two become two.
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await page.locator(`body[data-at-us="${differs}"]:not([data-playing])`).waitFor({ state: "attached", timeout: 60_000 });
  await page.getByText("Here the two runs first differ.").waitFor();
  const captions = await page.locator(".captions").allTextContents();
  expectEqual(captions.length, 2);
  expect(captions[0] !== captions[1] && /\d\.\d{3} s A client asked Hangzhou/.test(captions[0]), captions.join(" | "));
  expectEqual(await lab.axe(), []);
  await page.locator("svg.ribbon").focus();
  await page.keyboard.press("End");
  await page.locator(".story").getByText("the acknowledged money is gone").waitFor();
  // The run ends soon after the last thing that happens in it.
  const end = Number(await page.locator("svg.ribbon").getAttribute("aria-valuemax"));
  expect(end <= 5_000, `${end} ms`);
  await page.locator('input[name="beside"]').click();
  await page.locator(".lanes").waitFor({ state: "detached" });
  await page.locator(".stage").waitFor();
});

story("B11: the first difference of two lanes says what is seen in each, and leads to what led to it", { motion: "reduce" }, async ({ page, lab }) => {
  await lab.open("#/lab");
  await still(page);
  for (const [language, title, said] of [["en", "Acknowledged, and lost", /^Without the protection.*\d s: .+/], ["zh", "已确认，却丢失", /^没有保护.*\d 秒：.+/]]) {
    if (language === "zh") await page.locator("#language").click();
    await page.locator("#demo").selectOption({ label: title });
    await page.locator(".why-differ").waitFor();
    await still(page);
    const ways = await page.locator(".why-differ > div").allTextContents();
    expectEqual(ways.length, 2);
    expect(said.test(ways[0]) && ways[0] !== ways[1], ways.join(" | "));
    // Both lanes are as wide as there is room for, and their stages stand at the same height.
    const [a, b] = await Promise.all([0, 1].map((n) => page.locator(".lane .stage-room").nth(n).boundingBox()));
    expect(Math.abs(a.y - b.y) < 2 && Math.abs(a.width - b.width) < 4, JSON.stringify([a, b]));
    const room = await page.locator(".centre").boundingBox();
    expect(a.width + b.width > room.width - 8, `${a.width} + ${b.width} of ${room.width}`);
  }
  await page.locator("#why-differ").click();
  await page.locator(".facts li.is-selected").waitFor();
});

story("B12: no speed ends a run in a moment, and its end is called the end", async ({ page, lab }) => {
  await lab.open("#/lab");
  await still(page);
  await page.locator("#speed").fill(await page.locator("#speed").getAttribute("max"));
  await page.locator("svg.ribbon").focus();
  await page.keyboard.press("Home");
  const from = Date.now();
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await page.locator(".clock").getByText("end of the run").waitFor({ timeout: 60_000 });
  expect(Date.now() - from > 1_500, `${Date.now() - from} ms`);
});

for (const [language, theme, size] of [["en", "light", [1440, 900]], ["zh", "dark", [360, 780]]]) {
  story(`B11: two lanes are clean for axe, ${language}, ${theme}, ${size[0]} px`, { language, theme, size, bypassCSP: true, motion: "reduce" }, async ({ page, lab }) => {
    await lab.open("#/lab");
    if (size[0] < 500) await page.locator(".drawer").click();
    await page.locator("#demo").selectOption({ index: 1 });
    await page.locator(".lanes").waitFor();
    await isReady(page);
    await page.locator(".differs button").click();
    await page.waitForTimeout(300);
    expectEqual(await lab.axe(), []);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing to scroll sideways");
  });
}
