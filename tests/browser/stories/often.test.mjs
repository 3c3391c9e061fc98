// How often: the open experiment under many seeds, in workers.
import { expect, expectEqual, story } from "../lab.mjs";

const state = (page, name) => page.locator(`#sweep-progress[data-state="${name}"]`).waitFor({ timeout: 90_000 });
const figure = (page, name) => page.evaluate((it) => Number(document.getElementById("sweep-progress").dataset[it]), name);
const over = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
const AT = (page) => page.evaluate(() => Number(document.body.dataset.atUs));

/** Opens the page with a question, and runs it to its end. */
async function swept(page, lab, question = "seeds=1..100") {
  await lab.open(`#/often?${question}`);
  await page.locator("#sweep-run").click();
  await state(page, "done");
}

/** As if the device had so many cores. */
const cores = (page, count) =>
  page.addInitScript((it) => Object.defineProperty(Navigator.prototype, "hardwareConcurrency", { get: () => it }), count);

story("the header leads to the page, and a hundred seeds are run with their intervals", { motion: "reduce" }, async ({ page, lab }) => {
  await cores(page, 3);
  await lab.open("#/lab");
  await page.locator('.top nav a[href="#/often"]').click();
  await page.locator("#sweep-run").waitFor();
  expectEqual(await page.title(), "How often? · Eventual");
  expectEqual(await page.locator("#sweep-run").innerText(), "Run 100 times");
  await page.locator("#sweep-run").click();
  await state(page, "done");
  expectEqual([await figure(page, "done"), await figure(page, "of"), await figure(page, "workers")], [100, 100, 3]);
  const stale = page.locator('[data-rate="stale-reads"]');
  const [count] = (await stale.locator("td").nth(2).innerText()).match(/\d+/);
  expectEqual(await stale.locator("td").nth(0).innerText(), `${count}%`);
  expect(/^[\d.]+% to [\d.]+%$/.test(await stale.locator("td").nth(1).innerText()));
  // What never happened is said, with what may be all the same.
  expect((await page.locator(".never").innerText()).includes("Never in 100 runs (so at most 3.7%)"));
  // The distribution has its tail, and a text twin whose rows add up.
  expectEqual(await page.locator("#spread-marks tbody tr").count(), 5);
  await page.locator(".spread summary").click();
  const counts = await page.locator("#spread-table tbody td:last-child").allInnerTexts();
  const said = await page.locator(".spread figcaption").innerText();
  expectEqual(counts.reduce((sum, it) => sum + Number(it.replaceAll(",", "")), 0), Number(said.match(/: ([\d,]+) values/)[1].replaceAll(",", "")));
});

story("one worker and four come to the same file, byte for byte", { motion: "reduce" }, async ({ page, lab, context }) => {
  await cores(page, 1);
  await swept(page, lab, "seeds=5..40");
  expectEqual(await figure(page, "workers"), 1);
  const one = await lab.download(() => page.locator("#sweep-json").click());
  const other = await context.newPage();
  await cores(other, 4);
  await other.goto(`${lab.url}#/often?seeds=5..40`);
  await other.locator('body[data-engine="ready"]').waitFor({ state: "attached" });
  await other.locator("#sweep-run").click();
  await state(other, "done");
  expectEqual(await figure(other, "workers"), 4);
  const [download] = await Promise.all([other.waitForEvent("download"), other.locator("#sweep-json").click()]);
  const four = await (await import("node:fs/promises")).readFile(await saved(download), "utf8");
  expectEqual(four, one.text);
  const report = JSON.parse(one.text);
  expectEqual([report.format, report.seeds, report.points[0].sums.runs, report.shards], ["eventual/sweep", { from: 5, to: 40 }, 36, undefined]);
  const csv = await lab.download(() => page.locator("#sweep-csv").click());
  expect(csv.text.startsWith("\ufeffprotocol,kind,name,title,") && csv.text.includes(",runs,stale-reads,"));
});

async function saved(download) {
  const { join } = await import("node:path");
  const { tmpdir } = await import("node:os");
  const file = join(tmpdir(), `eventual-${process.pid}-sweep.json`);
  await download.saveAs(file);
  return file;
}

story("a sweep is paused, goes on, and is stopped with what it found", { motion: "reduce" }, async ({ page, lab }) => {
  await cores(page, 2);
  await lab.open("#/often?seeds=1..5000");
  await page.locator("#sweep-run").click();
  await page.waitForFunction(() => Number(document.getElementById("sweep-progress")?.dataset.done) > 4, null, { timeout: 60_000 });
  expect((await page.locator(".far").innerText()).includes(" of 5,000 runs"));
  await page.locator("#sweep-pause").focus();
  await page.keyboard.press("Enter");
  await state(page, "paused");
  // What was under way is finished, and then nothing is done any more.
  await page.waitForTimeout(2_500);
  const here = await figure(page, "done");
  await page.waitForTimeout(1_000);
  expectEqual(await figure(page, "done"), here);
  await page.locator("#sweep-resume").click();
  await page.waitForFunction((before) => Number(document.getElementById("sweep-progress").dataset.done) > before, here);
  await page.locator("#sweep-cancel").click();
  await state(page, "cancelled");
  const done = await figure(page, "done");
  expect(done >= here && done < 5_000);
  expectEqual(await page.locator(".far").innerText(), `Stopped. What stands below comes from ${done.toLocaleString("en")} of 5,000 runs.`);
  const file = JSON.parse((await lab.download(() => page.locator("#sweep-json").click())).text);
  expectEqual([file.points[0].sums.runs, file.shards.of], [done, 1_000]);
});

story("a bad seed opens in the Lab where it goes wrong, and the sweep is still there", { motion: "reduce" }, async ({ page, lab }) => {
  await swept(page, lab, "seeds=1..60");
  const row = page.locator('[data-rate="stale-reads"]');
  const seed = (await row.locator("button").getAttribute("aria-label")).match(/seed (\d+)/)[1];
  await row.locator("button").click();
  await page.locator("main.lab").waitFor();
  await lab.ready();
  const notice = page.locator(".notices");
  expect(new RegExp(`^Seed ${seed} at [\\d.]+ s: Some read was stale`).test(await notice.innerText()), await notice.innerText());
  expect((await AT(page)) > 0);
  // At this moment a client is told something stale.
  expect(/stale/i.test(await page.locator(".space-time").textContent()), "the picture marks the stale answer");
  await page.locator("#back-to-sweep").click();
  await state(page, "done");
  await page.locator("#bad-seed").click();
  await page.locator("main.lab").waitFor();
  await lab.ready();
  expect((await notice.innerText()).startsWith("Seed "));
  await page.goBack();
  await page.locator("#median-seed").click();
  await page.locator("main.lab").waitFor();
  await page.waitForFunction(() => document.body.dataset.atUs === "0");
});

story("a field that is varied draws a curve with intervals and a table", { motion: "reduce", timeout: 240_000 }, async ({ page, lab }) => {
  await lab.open("#/often?seeds=1..20");
  await page.locator("#vary").selectOption("network.link.loss_ppm");
  await page.locator("#vary-values").fill("0, 50000, 200000");
  await page.locator("#vary-values").press("Enter");
  expect(page.url().endsWith("#/often?seeds=1..20&vary=network.link.loss_ppm=0,50000,200000"), page.url());
  expectEqual(await page.locator("#values-help").innerText(), "0% · 5% · 20%");
  await page.locator("#sweep-run").click();
  await state(page, "done");
  expectEqual(await figure(page, "of"), 60);
  await page.locator("#curve-measure").selectOption("share ok");
  expectEqual(await page.locator(".by-field svg .line path.dot").count(), 3);
  await page.locator(".by-field summary").click();
  const rows = await page.locator("#curve-table tbody tr").allInnerTexts();
  const share = rows.map((row) => Number(row.match(/([\d.]+)%\s+[\d.]+% to/)[1]));
  expect(share.length === 3 && share[0] > share[2], rows.join("\n"));
  // Each point has its own results.
  await page.locator("#sweep-point").selectOption("2");
  expect((await page.locator(".which").innerText()).includes("20 runs"));
});

story("protocols are held against each other, and a link asks the same of the same experiment", { motion: "reduce", timeout: 240_000 }, async ({ page, lab, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await lab.open("#/often?seeds=1..10");
  await page.locator("#often-ways summary").click();
  for (const way of ["log-shipping", "rpc"]) await page.locator(`input[name=sweep-way][value="${way}"]`).check();
  await page.locator("#sweep-run").click();
  await state(page, "done");
  expectEqual(await page.locator("#sweep-point option").count(), 2);
  await page.locator("#sweep-link").click();
  await page.locator(".notices:not(.empty)").waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link.includes("#/often?seeds=1..10&protocols=log-shipping,rpc&s="), link);
  const other = await context.newPage();
  await other.goto(link);
  await other.locator('body[data-engine="ready"]').waitFor({ state: "attached" });
  expectEqual(await other.locator("#sweep-run").innerText(), "Run 20 times");
  expect(!other.url().includes("s=ey") && !other.url().includes("&s="), other.url());
});

story("opening a sweep from a link leaves one's own work alone", { motion: "reduce" }, async ({ page, lab, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await lab.open("#/often?seeds=1..10");
  await page.locator("#sweep-link").click();
  await page.locator(".notices:not(.empty)").waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await page.goto(`${lab.url}#/lab`);
  await lab.ready();
  await page.locator("main").focus();
  await page.keyboard.press("b");
  await page.locator('body[data-branches="2"]').waitFor({ state: "attached" });
  await lab.ready();
  const mine = await lab.digest();
  await page.waitForTimeout(600);
  await page.goto("about:blank");
  await page.goto(link);
  await lab.ready();
  await page.locator("#sweep-run").waitFor();
  await page.locator(".notices button", { hasText: "Back to my run" }).first().click();
  await page.locator('body[data-branches="2"]').waitFor({ state: "attached" });
  await lab.ready();
  expectEqual(await lab.digest(), mine);
});

story("a seed that stops its engine is named, and all others are run", { motion: "reduce" }, async ({ page, lab }) => {
  await cores(page, 2);
  await page.addInitScript(() => {
    // Whoever is given shard 7 dies of it.
    const Real = Worker;
    globalThis.Worker = class extends Real {
      postMessage(text) {
        const { what } = JSON.parse(text);
        if (what.shards?.shards.includes(7)) {
          setTimeout(() => this.dispatchEvent(new ErrorEvent("error", { message: "killed" })));
        } else super.postMessage(text);
      }
    };
  });
  await swept(page, lab, "seeds=11..40");
  expectEqual(await page.locator("#sweep-progress .problem").innerText(), "Seed 17 (log-shipping) stopped the engine. It is left out, and all others were run.");
  expectEqual(await figure(page, "done"), 29);
});

story("workers that do not start end the sweep with a word instead of hanging it", { motion: "reduce" }, async ({ page, lab }) => {
  lab.forgive(/killed/);
  await lab.open("#/often?seeds=1..10");
  await page.evaluate(() => {
    const Real = Worker;
    globalThis.Worker = class extends Real {
      constructor(...all) {
        super(...all);
        setTimeout(() => this.dispatchEvent(new ErrorEvent("error", { message: "killed" })));
      }
    };
  });
  await page.locator("#sweep-run").click();
  await state(page, "lost");
  expect((await page.locator(".far").innerText()).startsWith("The workers stopped again and again"));
});

story("what cannot be run names its field", { motion: "reduce" }, async ({ page, lab }) => {
  await lab.open("#/often?seeds=1..10&vary=network.lnk=1");
  await page.locator("#sweep-run").click();
  await state(page, "refused");
  expect((await page.locator("#sweep-progress .problems").innerText()).includes('there is no "lnk" in network'));
  await lab.open("#/often?seeds=9..3");
  expect((await page.locator(".odd").innerText()).includes("seeds=9..3"));
  await page.locator("#seeds").fill("a few");
  await page.locator("#seeds").press("Enter");
  await page.locator(".settings [role=alert]").waitFor();
  expect(await page.locator("#sweep-run").isDisabled());
});

story("an outage of the coordinator is added to the workday, and its length is varied", { motion: "reduce", timeout: 240_000 }, async ({ page, lab }) => {
  await lab.open("#/compare");
  await page.locator("#column-choice-0").selectOption("two-phase-commit");
  await lab.ready();
  await page.locator('.top nav a[href="#/often"]').click();
  await page.locator("#seeds").fill("6");
  await page.locator("#seeds").press("Enter");
  expect((await page.locator(".often .of").innerText()).includes("Two-phase commit"));
  await page.locator("#add-outage").click();
  const chosen = page.locator("#vary option:checked");
  expect(/^How long .* is down$/.test(await chosen.innerText()), await chosen.innerText());
  await page.locator("#sweep-run").click();
  await state(page, "done");
  await page.locator("#curve-measure").selectOption("quantile-500 blocked_us");
  expect((await page.locator(".by-field figcaption").innerText()).includes("How long operations were blocked"));
});

for (const [language, theme, size] of [["en", "light", [1440, 900]], ["zh", "dark", [360, 740]], ["zh", "light", [1920, 1080]], ["en", "dark", [360, 740]]]) {
  story(`sweeps have no barrier and do not hang over: ${language}, ${theme}, ${size[0]}`, { language, theme, size, motion: "reduce", bypassCSP: true, timeout: 240_000 }, async ({ page, lab }) => {
    await swept(page, lab, "seeds=1..12&protocols=log-shipping,saga&vary=network.link.loss_ppm=0,100000");
    await page.locator("main details").evaluateAll((all) => all.forEach((one) => (one.open = true)));
    expectEqual(await page.title(), language === "zh" ? "有多频繁？· 终将一致" : "How often? · Eventual");
    expectEqual(await lab.axe(), []);
    const hangs = await over(page);
    expect(hangs <= 0, `${hangs} pixels hang over`);
  });
}
