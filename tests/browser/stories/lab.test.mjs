// The Lab as a person uses it: change something, take it back, bring data, take it away, and lose the engine on the way.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { REPOSITORY } from "../browser.mjs";
import { expect, expectEqual, story } from "../lab.mjs";

const example = (name) => readFileSync(join(REPOSITORY, "static", "examples", name), "utf8");

/** What the page says about itself. */
const said = (page) => page.evaluate(() => ({ ...document.body.dataset, lang: document.documentElement.lang }));

/** Stops time, waits until all is worked out. */
async function still(page, lab) {
  await lab.ready();
  if ("playing" in (await said(page))) await page.keyboard.press("Space");
  await page.locator("body:not([data-playing])").waitFor({ state: "attached" });
  await lab.ready();
}

/** Opens a group of controls, by its id. */
const open = (page, id) => page.locator(`details#${id}`).evaluate((group) => (group.open = true));

/** Puts a value into the exact field of a slider. */
async function set(page, id, value) {
  await page.locator(`#${id}-exact`).fill(String(value));
  await page.locator(`#${id}-exact`).press("Enter");
}

/** Waits until the digest is another one, and gives it. */
async function another(page, lab, before) {
  await page.waitForFunction((old) => document.body.dataset.engine === "ready" && document.body.dataset.digest !== old, before);
  return lab.digest();
}

/** The digest to which the command line, built natively, replays an exported run. */
function replayed(text) {
  const folder = mkdtempSync(join(tmpdir(), "eventual-"));
  try {
    writeFileSync(join(folder, "run.json"), text);
    const { stdout, stderr } = spawnSync(process.env.EVENTUAL_COMMAND ?? "cargo", [...(process.env.EVENTUAL_COMMAND ? [] : ["run", "--quiet", "--"]), "replay", join(folder, "run.json")], { cwd: REPOSITORY, encoding: "utf8" });
    expect(stdout.includes("holds"), `the digest holds: ${stdout}${stderr}`);
    return stdout.match(/^digest ([0-9a-f]{32})$/m)?.[1];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

story("a change of latency is another run, and undo is the old one to the last bit", async ({ page, lab }) => {
  await lab.open("#/lab");
  await still(page, lab);
  const first = await lab.digest();
  expect(/^[0-9a-f]{32}$/.test(first), first);
  await open(page, "network-more");
  await set(page, "latency-median", 200);
  const second = await another(page, lab, first);
  expectEqual(await page.locator("#latency-median-exact").inputValue(), "200");
  await page.getByRole("button", { name: "Undo" }).click();
  expectEqual(await another(page, lab, second), first);
  expectEqual(await page.locator("#latency-median-exact").inputValue(), "40");
  await page.getByRole("button", { name: "Redo" }).click();
  expectEqual(await another(page, lab, first), second);
});

story("every control of the left side can be moved, and each is another run", async ({ page, lab }) => {
  await lab.open("#/lab");
  await still(page, lab);
  for (const id of ["clocks", "clients", "clients-more", "network-more", "run"]) await open(page, id);
  let digest = await lab.digest();
  for (const [id, value] of [["nodes", 4], ["loss", 5], ["duplicates", 10], ["seed", 7]]) {
    if (id === "seed") {
      await page.locator("#seed").fill("7");
      await page.locator("#seed").press("Enter");
    } else await set(page, id, value);
    digest = await another(page, lab, digest);
  }
  // A clock that nobody reads and a patience that is never tried change the experiment, and nothing that happens.
  for (const [id, value] of [["skew-1", 300], ["wait", 900]]) {
    const field = page.locator(`#${id}-exact`);
    const before = await field.inputValue();
    await set(page, id, value);
    await lab.ready();
    expectEqual(await field.inputValue(), String(value));
    await page.getByRole("button", { name: "Undo" }).click();
    await page.waitForFunction(([id, before]) => document.querySelector(`#${id}-exact`).value === before, [id, before]);
    await lab.ready();
  }
  await page.locator("#fault-kind").selectOption({ label: "Crash" });
  await page.getByRole("button", { name: "Add a fault" }).click();
  digest = await another(page, lab, digest);
  await page.getByRole("button", { name: /^Remove: Crash/ }).click();
  await another(page, lab, digest);
});

story("what is typed while the run plays stays typed, Escape takes it back, and Enter makes it count", { timeout: 180_000 }, async ({ page, lab }) => {
  await lab.open("#/lab");
  await lab.ready();
  await page.locator("details.group, #network-more").evaluateAll((groups) => groups.forEach((group) => (group.open = true)));
  const fields = page.locator("#controls input:is([type=text], [type=number]):visible");
  const count = await fields.count();
  expect(count > 10, `${count} fields`);
  for (let nth = 0; nth < count; nth++) {
    const field = fields.nth(nth);
    const [id, before] = [await field.getAttribute("id"), await field.inputValue()];
    await page.evaluate(() => document.activeElement.blur());
    if (!("playing" in (await said(page)))) await page.keyboard.press("Space");
    await field.fill("7");
    const { atUs } = await said(page);
    await page.waitForFunction((then) => document.body.dataset.atUs !== then, atUs);
    expectEqual(await field.inputValue(), "7", `${id} is the person's`);
    await field.press("Escape");
    await page.waitForFunction(([id, before]) => document.getElementById(id).value === before, [id, before]);
  }
  const first = await lab.digest();
  await page.locator("#latency-median-exact").fill("200");
  await page.locator("#latency-median-exact").press("Enter");
  await another(page, lab, first);
  expectEqual(await page.locator("#latency-median-exact").inputValue(), "200");
  await page.locator("#latency-median-exact").fill("900000000");
  await page.locator("#latency-median-exact").press("Enter");
  expect((await page.locator(".corrected").textContent()).length > 5, "what was put right is said to be");
});

story("a slider moved by the mouse is one change", async ({ page, lab }) => {
  await lab.open("#/lab");
  await still(page, lab);
  const first = await lab.digest();
  await page.locator("#loss").scrollIntoViewIfNeeded();
  const box = await page.locator("#loss").boundingBox();
  await page.mouse.move(box.x + 8, box.y + box.height / 2);
  await page.mouse.down();
  for (let part = 1; part <= 5; part++) await page.mouse.move(box.x + (box.width * part) / 10, box.y + box.height / 2);
  await page.mouse.up();
  const second = await another(page, lab, first);
  await page.getByRole("button", { name: "Undo" }).click();
  expectEqual(await another(page, lab, second), first);
  expect(await page.getByRole("button", { name: "Undo" }).isDisabled());
});

story("a ledger becomes the workload; a bad row is named by line and reason, and nothing is lost", async ({ page, lab }) => {
  await lab.open("#/lab");
  await still(page, lab);
  const first = await lab.digest();
  await open(page, "files");
  await page.locator("#open-ledger").setInputFiles(lab.file("bad.csv", "time,account,kind,amount,counterparty\n0,mei,deposit,10,\n1,mei,steal,10,\n"));
  const problems = page.locator("dialog.import .problems");
  await problems.waitFor();
  expect(/line 3/.test(await problems.textContent()) && /steal/.test(await problems.textContent()));
  expect(await page.locator("#use-import").isDisabled());
  await page.getByRole("button", { name: "Cancel" }).click();
  expectEqual(await lab.digest(), first);
  await page.locator("#open-ledger").setInputFiles(lab.file("ledger.csv", example("ledger.csv")));
  await page.locator("#use-import").click();
  await another(page, lab, first);
  expectEqual(await problems.count(), 0);
  expect(/rows of the ledger/.test(await page.locator(".notices").textContent()));
  await page.getByRole("button", { name: "Undo" }).click();
  await page.waitForFunction((old) => document.body.dataset.digest === old, first);
});

story("a ledger of 100,000 rows comes in with progress, and the page goes on meanwhile", { timeout: 240_000 }, async ({ page, lab }) => {
  await lab.open("#/lab");
  await still(page, lab);
  await open(page, "files");
  const rows = Array.from({ length: 100_000 }, (_, n) => `${(n * 0.0005).toFixed(4)},account-${n % 500},${n % 3 ? "deposit" : "withdraw"},${1 + (n % 90)}.00,`);
  await page.evaluate(() => {
    globalThis.longest = 0;
    let last = performance.now();
    const frame = (now) => {
      globalThis.longest = Math.max(globalThis.longest, now - last);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    globalThis.percents = new Set();
    new MutationObserver(() => globalThis.percents.add(document.querySelector("progress.reading")?.value)).observe(document.body, { subtree: true, childList: true, attributes: true });
  });
  await page.locator("#open-ledger").setInputFiles(lab.file("large.csv", `time,account,kind,amount,counterparty\n${rows.join("\n")}\n`));
  await page.getByRole("button", { name: "Use these 100,000 rows" }).click({ timeout: 120_000 });
  await page.getByText("100,000 rows of the ledger are now the workload.").waitFor({ timeout: 120_000 });
  await page.locator('body[data-engine="ready"]').waitFor({ state: "attached", timeout: 120_000 });
  const { longest, percents } = await page.evaluate(() => ({ longest: globalThis.longest, percents: globalThis.percents.size }));
  expect(percents >= 3, `progress was shown ${percents} times`);
  // Generous: the machine that tests is shared. A frozen page stands for seconds.
  expect(longest < 2_500, `the page stood still for ${Math.round(longest)} ms`);
});

story("round trips become the latency, by file, by example and by pasting", async ({ page, lab }) => {
  await lab.open("#/lab");
  await still(page, lab);
  await open(page, "files");
  await page.locator("#open-samples").setInputFiles(lab.file("rtt.csv", example("rtt.csv")));
  await page.getByRole("button", { name: "Use these 600 round trips" }).click();
  await page.getByText("600 round trips are now the latency of every link.").waitFor();
  await lab.ready();
  expectEqual(await page.locator("#latency-shape").evaluate((list) => list.selectedOptions[0].text), "Your samples");
  await page.locator("#link").selectOption({ label: "Hangzhou → Beijing" });
  await page.getByText("Paste round trips").click();
  await page.locator("#paste-samples").fill("80\n82.5\n200\n");
  await page.getByRole("button", { name: "Use them" }).click();
  await page.getByRole("button", { name: "Use these 3 round trips" }).click();
  await page.getByText("3 round trips are now the latency from Hangzhou to Beijing.").waitFor();
  await page.getByRole("button", { name: "Try an example" }).first().click();
  await page.locator("#use-import").click();
  await page.getByText("rows of the ledger are now the workload.").waitFor();
});

story("a saved run is opened again and comes to the same digest", async ({ page, lab, context }) => {
  await lab.open("#/lab");
  await still(page, lab);
  await set(page, "loss", 3);
  await page.keyboard.press("Tab");
  await page.locator("main").focus();
  for (let n = 0; n < 3; n++) await page.keyboard.press("]");
  await page.keyboard.press("1");
  await page.keyboard.press("c");
  await page.locator('body[data-branch="1"]').waitFor({ state: "attached" });
  await lab.ready();
  const digest = await lab.digest();
  await open(page, "files");
  const file = await lab.download(() => page.locator("#export").click());
  expectEqual(JSON.parse(file.text).digest, digest);
  expectEqual(replayed(file.text), digest, "the command line comes to the digest of the page");
  await page.reload();
  await still(page, lab);
  expectEqual(await lab.digest(), digest, "a new visit goes on with what was done to the run");
  await page.getByRole("button", { name: "Start afresh" }).click();
  await another(page, lab, digest);
  await open(page, "files");
  await page.locator("#open-run").setInputFiles(lab.file(file.name, file.text));
  await page.getByText("Its replay matches the digest in the file").waitFor();
  expectEqual(await lab.digest(), digest);
  const broken = JSON.parse(file.text);
  broken.experiment.nodes = 40;
  await page.locator("#open-run").setInputFiles(lab.file("broken.json", JSON.stringify(broken)));
  await page.locator(".problems").getByText("experiment.nodes").waitFor();
  expectEqual(await lab.digest(), digest);
});

story("a demo shows what goes wrong, its protection removes it, and the receipt says both", async ({ page, lab }) => {
  await lab.open("#/lab");
  await still(page, lab);
  await page.getByRole("tab", { name: "Receipt" }).click();
  // At the beginning of a run its receipt would give away its end.
  await page.getByText("So far, up to").waitFor();
  await page.locator("#whole-receipt").click();
  await page.locator('.figures[data-part="broken"]').waitFor();
  const lost = page.locator('.figures[data-part="broken"] tr').filter({ hasText: "Acknowledged writes lost" });
  const before = await lab.digest();
  await page.locator("#demo").selectOption({ label: "Acknowledged, and lost" });
  const broken = await another(page, lab, before);
  await page.locator(".story").waitFor();
  await lost.and(page.locator(".bad")).waitFor();
  // The first judge says that it was broken, and leads to an answer that proves it.
  await page.locator('.verdicts li.fail[data-model="linearizable"]').getByRole("button", { name: "answer 1" }).click();
  await page.locator('body:not([data-at-us="0"])').waitFor({ state: "attached" });
  await page.locator('input[name="protection"]').first().click();
  const mended = await another(page, lab, broken);
  expect(mended !== broken, "another run");
  await lost.and(page.locator(":not(.bad)")).waitFor();
  await page.locator(".others summary").click();
  await page.locator('.verdicts li.ok[data-model="linearizable"]').getByText("not violated in this run").waitFor();
  await page.getByRole("button", { name: "中文" }).click();
  await page.getByRole("tab", { name: "运行报告" }).waitFor();
  await page.getByText("已确认却丢失的写入").waitFor();
  await page.getByRole("button", { name: "撤销" }).click();
  expectEqual(await another(page, lab, mended), broken, "undo takes the protection back");
});

story("the Chinese page has Chinese marks beside Chinese letters, and one kind of quotation marks", async ({ page, lab }) => {
  await lab.open("#/lab");
  await still(page, lab);
  await page.getByRole("button", { name: "中文" }).click();
  await page.getByRole("tab", { name: "运行报告" }).click();
  const before = await lab.digest();
  await page.locator("#demo").selectOption({ label: "已确认，却丢失" });
  await another(page, lab, before);
  await page.locator("#whole-receipt").click();
  await page.locator(".verdicts").first().waitFor();
  await page.evaluate(() => document.querySelectorAll("details").forEach((it) => (it.open = true)));
  const said = await page.evaluate(() => document.body.innerText.split(/[\n\t]/));
  expect(said.filter((line) => /\p{Script=Han}/u.test(line)).length > 100, "the page speaks Chinese");
  const wrong = said.filter((line) => /\p{Script=Han} ?[,.;:?!()]|[,.;:?!()] ?\p{Script=Han}|["「」您]/u.test(line));
  expectEqual(wrong, []);
});

story("language and theme keep the place and the run", async ({ page, lab }) => {
  await lab.open("#/lab");
  await still(page, lab);
  await page.locator("main").focus();
  for (let n = 0; n < 7; n++) await page.keyboard.press("ArrowRight");
  await page.waitForFunction(() => document.body.dataset.engine === "ready" && Number(document.body.dataset.step) > 0);
  const before = await said(page);
  await page.getByRole("button", { name: "中文" }).click();
  await page.locator('html[lang="zh-Hans"]').waitFor({ state: "attached" });
  await page.getByRole("button", { name: "深色主题" }).click();
  await page.locator('html[data-theme="dark"]').waitFor({ state: "attached" });
  expectEqual(await said(page), { ...before, lang: "zh-Hans" });
  expectEqual(await page.title(), "实验台 · 终将一致");
  await page.reload();
  await lab.ready();
  expectEqual(await page.locator("html").getAttribute("data-theme"), "dark");
  expectEqual((await said(page)).lang, "zh-Hans");
});

for (const [how, end] of [["throws", () => setTimeout(() => { throw new Error("on purpose"); })], ["falls silent", () => self.close()]]) {
  story(`an engine that ${how} is replaced, and the run is as it was`, async ({ page, lab }) => {
    lab.forgive(/on purpose/);
    await lab.open("#/lab");
    await still(page, lab);
    await page.locator("main").focus();
    for (let n = 0; n < 3; n++) await page.keyboard.press("]");
    await page.keyboard.press("2");
    await page.keyboard.press("c");
    await page.locator('body[data-branch="1"]').waitFor({ state: "attached" });
    await lab.ready();
    const before = await said(page);
    await page.workers()[0].evaluate(end);
    // Whoever goes on working notices: the answer stays away.
    await page.keyboard.press("ArrowLeft");
    await page.getByText("was restarted. Your run is unchanged").waitFor({ timeout: 30_000 });
    await page.waitForFunction((digest) => document.body.dataset.engine === "ready" && document.body.dataset.digest === digest, before.digest);
    const after = await said(page);
    expectEqual([after.branch, after.branches], [before.branch, before.branches]);
    await page.keyboard.press("ArrowRight");
    await lab.ready();
  });
}

story("the keyboard reaches everything, and its sheet opens with ?", async ({ page, lab }) => {
  await lab.open("#/lab");
  await still(page, lab);
  await page.keyboard.press("Shift+?");
  const sheet = page.getByRole("dialog", { name: "Keyboard" });
  await sheet.waitFor();
  await page.keyboard.press("Escape");
  await sheet.waitFor({ state: "hidden" });
  const before = await said(page);
  await open(page, "network-more");
  await page.locator("#latency-median-exact").focus();
  await page.keyboard.type("5b");
  expectEqual((await said(page)).branches, before.branches);
  await page.locator("main").focus();
  await page.keyboard.press("b");
  await page.locator('body[data-branch="1"]').waitFor({ state: "attached" });
  await lab.ready();
  expectEqual(await lab.digest(), before.digest);
});

story("the skip link moves the focus and not the page", async ({ page, lab }) => {
  await lab.open("#/lab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  expectEqual(await page.evaluate(() => [document.activeElement.id, location.hash]), ["main", "#/lab"]);
});

for (const [name, size] of [["a phone", [390, 844]], ["320 pixels, as at four times the size", [320, 256]], ["a wide screen", [1920, 1080]]]) {
  story(`nothing has to be scrolled sideways on ${name}`, { size }, async ({ page, lab }) => {
    for (const hash of ["#/", "#/lab"]) {
      await lab.open(hash);
      const drawers = await page.locator(".drawer").evaluateAll((buttons) => buttons.map((button) => button.click()).length);
      expectEqual(drawers, hash === "#/lab" ? 1 : 0);
      if (drawers > 0) await page.locator('.drawer[aria-expanded="true"]').waitFor({ state: "attached" });
      const [content, width] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      expect(content <= width, `${hash} is ${content} wide on ${width}`);
    }
  });
}

story("less motion means that time stands still until somebody lets it pass", { motion: "reduce" }, async ({ page, lab }) => {
  await lab.open("#/lab");
  expectEqual("playing" in (await said(page)), false);
});

story("storage that is forbidden stops nothing", async ({ page, lab }) => {
  await page.addInitScript(() => Object.defineProperty(window, "localStorage", { get: () => { throw new DOMException("no", "SecurityError"); } }));
  await lab.open("#/lab");
  await page.getByRole("button", { name: "中文" }).click();
  await page.locator('html[lang="zh-Hans"]').waitFor({ state: "attached" });
});

story("an address that leads nowhere leads to the first page", async ({ page, lab }) => {
  await lab.open("#no-such-thing");
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.evaluate(() => (location.hash = "#elsewhere"));
  await page.getByRole("heading", { level: 1 }).waitFor();
});

story("a run goes out to other tools", async ({ page, lab, context }) => {
  await lab.open("#/lab");
  await lab.ready();
  const press = (form) => page.locator(`#export-as [data-form="${form}"]`).evaluate((button) => button.click());
  const shiviz = await lab.download(() => press("shiviz"));
  expect(shiviz.name.endsWith("-shiviz.log"), shiviz.name);
  // The first line is the regular expression by which ShiViz reads the rest; its names of groups are those of JavaScript, too.
  const [regex, delimiter, ...rest] = shiviz.text.split("\n");
  expectEqual(delimiter, "");
  const events = [...rest.join("\n").matchAll(new RegExp(regex, "g"))];
  expectEqual(events.length * 2, rest.filter((line) => line !== "").length);
  expect(events.length > 100 && events.every(({ groups }) => JSON.parse(groups.clock)[groups.host] > 0), `${events.length} events`);
  const edn = await lab.download(() => press("edn"));
  expect(edn.name.endsWith("-history.edn") && edn.text.startsWith("{:"), edn.name);
  for (const form of ["trace", "history"]) {
    const lines = (await lab.download(() => press(form))).text.trim().split("\n");
    expect(lines.length > 10 && lines.every((line) => typeof JSON.parse(line) === "object"), form);
  }
  // What is drawn stands by itself: an image of its own, with nothing to fetch.
  const svg = await lab.download(() => page.locator('#pictures [data-form="space-time-svg"]').evaluate((button) => button.click()));
  expect(svg.name.endsWith("-space-time.svg"), svg.name);
  // A page of its own, as any other program would open it: this one's policy takes its styles for its own.
  const elsewhere = await context.newPage();
  const read = await elsewhere.evaluate((text) => {
    const picture = new DOMParser().parseFromString(text, "image/svg+xml");
    return [picture.querySelector("parsererror") === null, picture.querySelector("title").textContent, picture.querySelectorAll(".lane").length];
  }, svg.text);
  expect(read[0] && read[1].startsWith("Space-time: ") && read[2] >= 3, JSON.stringify(read));
});
