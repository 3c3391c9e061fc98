// Numbers: what others published beside what comes out here.
import { expect, expectEqual, story } from "../lab.mjs";

const status = (page) => page.locator("#numbers-status");
const done = (page) => page.waitForFunction(() => document.getElementById("numbers-stop") === null && /\d/.test(document.getElementById("numbers-status").textContent), null, { timeout: 90_000 });

story("the header leads to the numbers, with a title of their own", async ({ page, lab }) => {
  await lab.open("#/learn");
  await page.locator('.top nav a[href="#/numbers"]').click();
  await page.locator("#numbers-all").waitFor();
  expectEqual(await page.title(), "Numbers · Eventual");
  expectEqual(await page.locator("h1").innerText(), "Numbers that others published, and ours");
  // Every number has its source, and stands there before anything is run.
  expectEqual(await page.locator("[data-system] tbody tr").count(), 24);
  expect((await page.locator('[data-system="YMMR"] [data-row="1-1"]').innerText()).includes("1,462 ms"));
  expectEqual(await page.locator("[data-topic]").count(), await page.locator("[data-topic] .note").count());
});

story("one row is run by keyboard, and its numbers stand beside those of the paper", async ({ page, lab }) => {
  await lab.open("#/numbers");
  const row = page.locator('[data-system="LNKD-SSD"] [data-row="1-1"]');
  await row.locator("button").focus();
  await page.keyboard.press("Enter");
  await done(page);
  expectEqual(await row.locator(".verdict.agrees").count(), 4);
  expectEqual(await status(page).innerText(), "4 of 4 numbers agree");
  // The curve has a text twin.
  await page.locator(".fresh-curve summary").click();
  expect((await page.locator("#curve-LNKD-SSD tbody tr").count()) > 10);
});

story("everything is run while the page stays alive, and all numbers agree", { timeout: 240_000 }, async ({ page, lab }) => {
  await lab.open("#/numbers");
  await page.locator("#numbers-all").click();
  await page.locator("#numbers-stop").waitFor();
  // The page answers while it works.
  await page.locator("#language").click();
  expectEqual(await page.title(), "数字 · 终将一致");
  await done(page);
  const [agree, of] = (await status(page).innerText()).match(/\d+/g).map(Number).reverse();
  expect(of >= 50 && agree === of, await status(page).innerText());
  expectEqual(await page.locator(".verdict.differs").count(), 0);
});

story("what is under way can be stopped", async ({ page, lab }) => {
  await lab.open("#/numbers");
  await page.locator("#numbers-all").click();
  await page.locator("#numbers-stop").click();
  await page.locator("#numbers-all").waitFor();
});

for (const [language, theme, size] of [["en", "light", [1440, 900]], ["en", "dark", [360, 740]], ["zh", "light", [360, 740]], ["zh", "dark", [1920, 1080]]]) {
  story(`the numbers have no barrier and do not hang over: ${language}, ${theme}, ${size[0]}`, { language, theme, size, bypassCSP: true }, async ({ page, lab }) => {
    await lab.open("#/numbers");
    await page.locator('[data-system="LNKD-SSD"] [data-row="1-1"] button').click();
    await done(page);
    await page.locator(".fresh-curve summary").click();
    expectEqual(await lab.axe(), []);
    expectEqual(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
  });
}

story("what takes runs of a protocol stands there as the tests found it, until it is run here", { timeout: 120_000 }, async ({ page, lab }) => {
  await lab.open("#/numbers");
  // Every row can be run.
  expectEqual(await page.locator("[data-topic]").count(), await page.locator("[data-topic] .act button").count());
  const series = page.locator('[data-topic="series"]');
  expect((await series.innerText()).includes("by this version's tests"));
  await series.locator(".act button").click();
  await done(page);
  expect((await series.innerText()).includes("seed 7"));
  expectEqual(await series.locator(".verdict.agrees").count(), 1);
});
