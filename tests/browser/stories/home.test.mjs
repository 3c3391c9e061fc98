// The first page: within seconds something goes wrong beside a client's phone and heals, and every door is in sight.
import { expect, expectEqual, story } from "../lab.mjs";

const at = (page) => page.evaluate(() => Number(document.body.dataset.atUs));

story("within five seconds a phone shows money gone, and the cluster heals", async ({ page, lab }) => {
  await lab.open("#/");
  await page.locator('.phone[data-fate="stale"]').waitFor({ timeout: 20_000 });
  expectEqual(await page.locator(".phone .big").textContent(), "500");
  expect((await page.locator(".knows.stale").textContent()).includes("550"), "what only the lab knows stands outside the phone");
  await page.locator('[data-moment="1"][aria-current]').waitFor();
  await page.locator('.phone[data-fate="done"] .big', { hasText: "550" }).waitFor({ timeout: 20_000 });
  await page.locator('[data-moment="2"][aria-current]').waitFor();
  // It begins again by itself, until somebody stops it.
  await page.waitForFunction(() => Number(document.body.dataset.atUs) < 500_000);
  await page.locator("#play").click();
  await page.locator("body:not([data-playing])").waitFor({ state: "attached" });
});

story("a visitor takes hold of it: one click, and alice is told something else", async ({ page, lab }) => {
  await lab.open("#/");
  await page.locator('[data-moment="1"]').click();
  await page.waitForFunction(() => document.body.dataset.atUs === "660000");
  await page.locator("#crash").click();
  await page.locator("#back").waitFor();
  await page.locator('body[data-branches="2"]').waitFor({ state: "attached" });
  await page.locator("#back").click();
  await page.locator('body[data-branch="0"]').waitFor({ state: "attached" });
  // Why a stale answer is what it is: the run goes along to the Lab.
  await page.locator('[data-moment="1"]').click();
  await page.locator(".knows.stale a").click();
  await page.locator("section.why").first().waitFor();
  expect(page.url().includes("#/lab"), page.url());
  await page.waitForFunction(() => document.body.dataset.atUs === "660000");
});

story("looking at the first page loses no place in the Lab", async ({ page, lab }) => {
  await lab.open("#/lab");
  await page.keyboard.press("End");
  await page.waitForFunction(() => Number(document.body.dataset.atUs) > 2_000_000);
  await lab.ready();
  const [digest, moment] = [await lab.digest(), await at(page)];
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Start" }).click();
  await page.locator(".live .phone").waitFor();
  await page.waitForFunction((old) => document.body.dataset.digest !== old, digest);
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Lab", exact: true }).click();
  await page.waitForFunction((old) => document.body.dataset.digest === old, digest);
  await page.waitForFunction((old) => Number(document.body.dataset.atUs) === old, moment);
});

story("who wants less motion gets moments to step through, and nothing moves by itself", { motion: "reduce" }, async ({ page, lab }) => {
  await lab.open("#/");
  expect(!(await page.evaluate(() => "playing" in document.body.dataset)), "it stands still");
  for (const [place, us] of [["0", "450000"], ["1", "660000"], ["2", "1250000"]]) {
    await page.locator(`[data-moment="${place}"]`).press("Enter");
    await page.waitForFunction((us) => document.body.dataset.atUs === us, us);
    await page.locator(`[data-moment="${place}"][aria-current]`).waitFor();
  }
});

story("before the engine is there the page tells the same story as text", { language: "zh" }, async ({ page, lab }) => {
  lab.forgive(/worker/);
  await page.route(/worker_bg\.wasm/, () => {});
  await lab.open("#/", { ready: false });
  await page.locator(".foretold").waitFor();
  expectEqual(await page.locator(".foretold li").allTextContents(), ["0.450 秒 杭州答复：550。", "0.660 秒 上海答复：500。", "1.250 秒 上海答复：550。"]);
  expect(await page.locator("#learn").isVisible(), "and whoever wants to learn need not wait");
});

story("the course is a path that knows where somebody was", async ({ page, lab }) => {
  await lab.open("#/");
  expectEqual(await page.locator(".path [data-stop]").count(), 21);
  expect((await page.locator("#learn").getAttribute("href")).startsWith("#/learn/"));
  await page.goto(`${lab.url}#/learn/ask-the-owner/the-other-run`);
  await page.locator('main[data-phase="asking"]').waitFor();
  await page.goto(`${lab.url}#/`);
  await page.locator('[data-stop="ask-the-owner"].here').waitFor();
  expect((await page.locator('[data-stop="ask-the-owner"]').textContent()).includes("You are here: step 2 of"));
  expectEqual(await page.locator("#learn").textContent(), "Learn: go on with lesson 5");
  await page.locator("#learn").click();
  await page.locator('main[data-phase="asking"]').waitFor();
  expect(page.url().endsWith("#/learn/ask-the-owner/the-other-run"), page.url());
});

for (const [language, theme, size] of [["en", "light", [1440, 900]], ["zh", "dark", [360, 740]], ["en", "dark", [320, 640]], ["zh", "light", [1920, 1080]]]) {
  story(`axe finds nothing on the first page, and the doors are in sight: ${language}, ${theme}, ${size[0]}`, { language, theme, size, motion: "reduce", bypassCSP: true }, async ({ page, lab }) => {
    await lab.open("#/");
    await page.locator(".card").first().waitFor();
    await page.locator('[data-moment="1"]').click();
    await page.locator('.phone[data-fate="stale"]').waitFor();
    expectEqual(await lab.axe(), []);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), "nothing is wider than the screen");
    const below = await page.evaluate(() => [...document.querySelectorAll(".acts a")].map((it) => it.getBoundingClientRect().bottom));
    expect(below.length === 2 && below.every((it) => it < size[1]), `Learn and "for your class" without scrolling: ${below}`);
  });
}
