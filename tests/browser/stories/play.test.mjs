// The Lab as a cluster one watches, stops and rewinds: cut a link, see the ribbon turn, heal, see the seals agree, go back, act in the past, keep both.
import { expect, expectEqual, story } from "../lab.mjs";

const data = (page) => page.evaluate(() => ({ ...document.body.dataset }));
const at = async (page) => Number((await data(page)).atUs);
const seals = (page) => page.locator(".card[data-seal]").evaluateAll((cards) => cards.map((card) => card.dataset.seal));
const differing = async (page) => Number(await page.locator("[data-ribbon]").getAttribute("data-ribbon"));

/** Opens the Lab with time standing still. */
async function still(page, lab) {
  await lab.open("#/lab");
  if ("playing" in (await data(page))) await page.getByRole("button", { name: "Pause", exact: true }).click();
  await page.locator("body:not([data-playing])").waitFor({ state: "attached" });
  await lab.ready();
  await page.locator(".card").first().waitFor();
}

/** Clicks the scrubber at a share of its length, and waits until the cursor is there. */
async function scrub(page, share) {
  const box = await page.locator(".ribbon").boundingBox();
  const before = await at(page);
  await page.mouse.click(box.x + box.width * share, box.y + 32);
  await page.waitForFunction((old) => Number(document.body.dataset.atUs) !== old, before);
}

/** Does something that changes the run, and waits until the new run is folded. */
async function change(page, act) {
  const before = await data(page);
  await act();
  await page.waitForFunction(
    (old) => document.body.dataset.engine === "ready" && document.body.dataset.digest && (document.body.dataset.digest !== old.digest || document.body.dataset.branches !== old.branches),
    before,
  );
}

async function openLink(page, a, b) {
  await page.locator(`#link-${a}-${b}`).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
}

story("time passes, stops, and goes on where it stood", async ({ page, lab }) => {
  await still(page, lab);
  const first = await at(page);
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await page.waitForFunction((old) => Number(document.body.dataset.atUs) > old + 50_000, first);
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await page.locator("body:not([data-playing])").waitFor({ state: "attached" });
  const stopped = await at(page);
  await page.waitForTimeout(300);
  expect(Math.abs((await at(page)) - stopped) < 60_000, "it stands");
});

/** How far along the run the cursor is, from 0 to 1. */
const share = (page) =>
  page.locator(".ribbon").evaluate((slider) => Number(slider.getAttribute("aria-valuenow")) / Number(slider.getAttribute("aria-valuemax")));

/** Waits until the cursor is about so far along the run. */
async function expectShare(page, wanted, what) {
  const near = async () => Math.abs((await share(page)) - wanted) < 0.03;
  for (let tries = 0; tries < 60 && !(await near()); tries++) await page.waitForTimeout(50);
  expect(await near(), `${what}: at ${await share(page)} instead of ${wanted}`);
}

/** Drags from one share of the scrubber to another, and off it below, and looks at each stop where the cursor is. `press`, `move` and `lift` are the mouse or a finger. */
async function drag(page, { press, move, lift }, what) {
  const box = await page.locator(".ribbon").boundingBox();
  const x = (part) => box.x + box.width * part;
  await press(x(0.2), box.y + 32);
  await expectShare(page, 0.2, `${what}, pressed`);
  for (const part of [0.3, 0.45, 0.6]) {
    await move(x(part), box.y + 32);
    await expectShare(page, part, `${what}, dragged`);
  }
  await move(x(0.4), box.y + 200);
  await expectShare(page, 0.4, `${what}, dragged beside the ribbon`);
  await lift();
}

const mouse = (page) => ({
  press: async (x, y) => {
    await page.mouse.move(x, y);
    await page.mouse.down();
  },
  move: (x, y) => page.mouse.move(x, y, { steps: 4 }),
  lift: () => page.mouse.up(),
});

/** A finger, as the browser's own protocol moves it. */
async function finger(page, context) {
  const browser = await context.newCDPSession(page);
  await browser.send("Emulation.setTouchEmulationEnabled", { enabled: true });
  const touch = (type, points) => browser.send("Input.dispatchTouchEvent", { type, touchPoints: points });
  return {
    press: (x, y) => touch("touchStart", [{ x, y }]),
    move: (x, y) => touch("touchMove", [{ x, y }]),
    lift: () => touch("touchEnd", []),
  };
}

story("the scrubber follows whoever drags it, and nobody who only passes over it", async ({ page, lab }) => {
  await still(page, lab);
  await drag(page, mouse(page), "standing");
  const left = await at(page);
  const box = await page.locator(".ribbon").boundingBox();
  await page.mouse.move(box.x + box.width * 0.9, box.y + 32, { steps: 5 });
  await page.mouse.move(box.x + box.width * 0.1, box.y + 32, { steps: 5 });
  await page.waitForTimeout(200);
  expectEqual(await at(page), left, "hovering moves nothing");
  await scrub(page, 0.5);
  const clicked = await at(page);
  await page.mouse.move(box.x + box.width * 0.8, box.y + 32, { steps: 5 });
  await page.waitForTimeout(200);
  expectEqual(await at(page), clicked, "nor does hovering after a click");
});

story("the scrubber can be dragged while time passes", async ({ page, lab }) => {
  await still(page, lab);
  await scrub(page, 0.1);
  await page.getByRole("button", { name: "Play", exact: true }).click();
  const box = await page.locator(".ribbon").boundingBox();
  await page.mouse.move(box.x + box.width * 0.3, box.y + 32);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.7, box.y + 32, { steps: 6 });
  await page.mouse.up();
  await page.waitForTimeout(100);
  expect((await share(page)) > 0.65, `it goes on from where it was left: ${await share(page)}`);
});

story("a finger drags the scrubber", async ({ page, lab, context }) => {
  await still(page, lab);
  await drag(page, await finger(page, context), "by a finger");
});

story("a link cut by its menu turns the ribbon, healing makes the seals agree", async ({ page, lab }) => {
  await still(page, lab);
  await scrub(page, 0.02);
  // From here on the first and the last hear nothing of each other; the planned cut of the experiment is still to come.
  await openLink(page, 0, 2);
  await change(page, () => page.getByRole("button", { name: "Cut both ways" }).click());
  await page.locator(".link.is-cut").waitFor();
  const branch = (await data(page)).branch;
  await scrub(page, 0.7);
  const apart = await seals(page);
  expect(new Set(apart).size > 1, `the seals differ: ${apart}`);
  expect((await differing(page)) > 0, "the ribbon shows it");
  expect((await page.locator('.lights .light[data-light="behind"]').first().textContent()).includes("behind"), "behind, and calmly so");
  await openLink(page, 0, 2);
  await change(page, () => page.getByRole("button", { name: "Heal", exact: true }).click());
  await scrub(page, 0.999);
  const together = await seals(page);
  expectEqual(new Set(together).size, 1, `the seals agree: ${together}`);
  expect((await page.locator('.lights .light[data-light="agreed"]').first().textContent()).includes("agree"));
  expect((await data(page)).branch >= branch);
});

story("acting in the past begins a branch, and both futures are kept", async ({ page, lab }) => {
  await still(page, lab);
  await scrub(page, 0.9);
  const original = { seals: await seals(page), digest: await lab.digest() };
  await scrub(page, 0.3);
  await page.locator("#node-0").click();
  await change(page, () => page.getByRole("dialog").getByRole("button", { name: "Crash", exact: true }).click());
  expectEqual((await data(page)).branches, "2");
  expectEqual((await data(page)).branch, "1");
  await page.locator('.card[data-node="0"][data-life="down"]').waitFor();
  await scrub(page, 0.9);
  const branch = { seals: await seals(page), digest: await lab.digest() };
  expect(branch.digest !== original.digest, "it is another run");
  await page.locator('[data-branch="0"].branch').click();
  await page.waitForFunction(() => document.body.dataset.branch === "0");
  await lab.ready();
  expectEqual(await lab.digest(), original.digest);
  expectEqual(await seals(page), original.seals);
  await page.locator('[data-branch="1"].branch').click();
  await page.waitForFunction(() => document.body.dataset.branch === "1");
  await lab.ready();
  expectEqual(await lab.digest(), branch.digest);
});

story("a step forward and a step back lead to the very same moment", async ({ page, lab }) => {
  await still(page, lab);
  await scrub(page, 0.4);
  const picture = () => page.locator(".stage-picture").evaluate((svg) => svg.outerHTML.replaceAll(/ tabindex="[^"]*"/g, ""));
  const step = async () => Number((await data(page)).step);
  // The click went to a time; a step from there is the first that is exactly between two things that happen.
  await page.getByRole("button", { name: "Step", exact: true }).click();
  await page.waitForTimeout(150);
  const [first, start] = [await picture(), await step()];
  await page.getByRole("button", { name: "Step", exact: true }).click();
  await page.waitForFunction((old) => Number(document.body.dataset.step) === old + 1, start);
  await page.getByRole("button", { name: "Step back", exact: true }).click();
  await page.waitForFunction((old) => Number(document.body.dataset.step) === old, start);
  await page.waitForTimeout(100);
  expectEqual(await picture(), first);
});

story("the keyboard reaches and does everything on the stage", async ({ page, lab }) => {
  await still(page, lab);
  await scrub(page, 0.05);
  const before = await at(page);
  await page.locator("[role=slider]").first().focus();
  await page.keyboard.press("Shift+ArrowRight");
  await page.waitForFunction((old) => Number(document.body.dataset.atUs) > old, before);
  // On the slider digits are its own.
  await page.locator("#node-0").focus();
  await page.keyboard.press("2");
  await page.locator('.card.is-selected[data-node="1"]').waitFor();
  await page.locator("#node-1").focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Beijing" }).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.waitForFunction(() => document.activeElement.id === "node-1");
  // Partition without a mouse.
  await page.getByRole("button", { name: "Split…" }).focus();
  await page.keyboard.press("Enter");
  await change(page, () => page.getByRole("dialog").getByRole("button", { name: "Cut", exact: true }).click());
  await page.locator(".wall").waitFor();
  await page.locator(".wall .handle").focus();
  await change(page, () => page.keyboard.press("Enter"));
  await page.waitForFunction(() => document.querySelectorAll(".wall").length === 0);
  // Walk through space-time.
  await page.locator(".time-picture").focus();
  await page.keyboard.press("ArrowRight");
  await page.locator(".dot.is-selected").waitFor({ state: "attached" });
  expect((await page.locator(".picked p").textContent()).length > 5, "what is selected is said");
});

story("a message is taken hold of and held", async ({ page, lab }) => {
  await still(page, lab);
  await scrub(page, 0.05);
  for (let i = 0; i < 200 && (await page.locator("[data-flight]").count()) === 0; i++) {
    await page.keyboard.press("ArrowRight");
    await page.waitForTimeout(30);
  }
  const id = await page.locator("[data-flight]").first().getAttribute("data-flight");
  await page.locator(`#flight-${id}`).focus();
  await page.keyboard.press("Enter");
  await change(page, () => page.getByRole("button", { name: "Hold", exact: true }).click());
  await page.locator(`#flight-${id}.is-held`).waitFor();
  await scrub(page, 0.6);
  await page.locator(`#flight-${id}.is-held`).waitFor();
});

/** Opens the menu of a node with all that is in it. */
async function openNode(page, id) {
  await page.locator(`#node-${id}`).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  await dialog.locator("details").evaluateAll((all) => all.forEach((one) => (one.open = true)));
  return dialog;
}

story("every harm to a node's disk and timers is in its menu, for the keyboard too", { motion: "reduce", timeout: 240_000 }, async ({ page, lab }) => {
  await still(page, lab);
  await scrub(page, 0.3);
  for (const [what, told] of [
    ["full", "The disk of Beijing is full: writes wait for room"],
    ["free", "There is room on the disk of Beijing again"],
    ["copy", "The disk of Beijing was backed up"],
    ["flip", "A bit flipped on the disk of Beijing"],
    ["put_back", "Beijing got back an old copy of its disk"],
  ]) {
    const dialog = await openNode(page, 1);
    await dialog.locator(`[data-disk="${what}"]`).focus();
    await change(page, () => page.keyboard.press("Enter"));
    await page.locator(".narration").getByText(told).first().waitFor();
  }
  // Where the old copy was put back, the node is down.
  await page.locator('.card[data-node="1"][data-life="down"]').waitFor();
  let dialog = await openNode(page, 0);
  await dialog.locator('[data-form="set_timers"] input').fill("250");
  await change(page, () => page.keyboard.press("Enter"));
  await page.locator(".narration").getByText("The timers of Hangzhou became coarser or finer").first().waitFor();
  dialog = await openNode(page, 2);
  await dialog.locator('[data-form="crash_at_write"] input[type="number"]').fill("1");
  await change(page, () => page.keyboard.press("Enter"));
  await page.locator('.card[data-node="2"][data-life="up"]').waitFor();
  await scrub(page, 0.98);
  await page.locator('.card[data-node="2"][data-life="down"]').waitFor();
});

story("a link's menu lists the messages on it, and each can be dropped there", { motion: "reduce" }, async ({ page, lab }) => {
  await still(page, lab);
  await scrub(page, 0.05);
  for (let i = 0; i < 200 && (await page.locator("[data-flight]").count()) === 0; i++) {
    await page.keyboard.press("ArrowRight");
    await page.waitForTimeout(30);
  }
  const id = await page.locator("[data-flight]").first().getAttribute("data-flight");
  for (const [a, b] of [[0, 1], [0, 2], [1, 2]]) {
    await openLink(page, a, b);
    const row = page.getByRole("dialog").locator(`[data-on-its-way="${id}"]`);
    if ((await row.count()) > 0) {
      await row.getByRole("button", { name: "Drop", exact: true }).focus();
      await change(page, () => page.keyboard.press("Enter"));
      await page.locator(`#flight-${id}`).waitFor({ state: "detached" });
      return;
    }
    await page.keyboard.press("Escape");
  }
  throw new Error(`message ${id} is on no link's menu`);
});

story("on a phone, who chooses what can go wrong sees it at once, and reads why", { size: [360, 740], motion: "reduce" }, async ({ page, lab }) => {
  await still(page, lab);
  await page.locator(".drawer").click();
  await page.locator("#demo").selectOption({ label: "Acknowledged, and lost" });
  await page.locator(".lanes").waitFor();
  await page.locator('.drawer[aria-expanded="false"]').waitFor();
  expect(!(await page.locator("#demo").isVisible()), "the controls are out of the way");
  await lab.ready();
  await page.locator("svg.ribbon").focus();
  await page.keyboard.press("End");
  await page.locator(".light.broken button").first().click();
  await page.locator(".light.broken .because").first().waitFor();
  expect((await page.locator(".light.broken .because").first().textContent()).length > 20, "a sentence");
  // The way out: the same with its protection on.
  await page.locator(".drawer").click();
  await page.locator('input[name="protection"]').click();
  await page.locator('.drawer[aria-expanded="false"]').waitFor();
  await lab.ready();
  await page.locator("svg.ribbon").focus();
  await page.keyboard.press("End");
  await page.locator(".lane.is-protected .light.kept").waitFor();
});

story("a press on the mark of a stale read leads to that read, and to why it is stale", { motion: "reduce" }, async ({ page, lab }) => {
  await still(page, lab);
  const mark = await page.locator(".ribbon .stale-mark").first().boundingBox();
  // A little before its middle: the mark is meant, and not the pixel.
  await page.mouse.click(mark.x + mark.width / 2 - 3, mark.y + mark.height / 2);
  await page.locator(".moment").getByText("has not arrived there").waitFor();
});

story("320 pixels are enough", { size: [320, 700], motion: "reduce" }, async ({ page, lab }) => {
  await lab.open("#/lab");
  await page.locator(".card").first().waitFor();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide <= 320, `nothing hangs over: ${wide}`);
  const small = await page.locator(".stage button, .transport button, .facts button, .whose").evaluateAll((all) =>
    all.filter((one) => one.offsetParent && (one.offsetHeight < 24 || one.offsetWidth < 24)).map((one) => one.textContent || one.ariaLabel),
  );
  expectEqual(small, [], "every target is large enough");
});
