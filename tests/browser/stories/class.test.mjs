// For a class: links, the projector, sheets, predictions, and a step inside a page of somebody else.
import { createServer } from "node:http";
import { expect, expectEqual, story } from "../lab.mjs";

const phase = (page, name) => page.locator(`main[data-phase="${name}"]`).waitFor();

story("a teacher chooses a step and copies its link; whoever opens it sees that step", async ({ page, lab, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await lab.open("#/");
  await page.locator(".acts a", { hasText: "For your class" }).click();
  await page.locator("#class-lesson").selectOption({ label: "14 Acknowledged, and lost" });
  await page.locator("#class-step").selectOption({ index: 1 });
  const link = await page.locator("#class-link").inputValue();
  expect(/#\/learn\/acknowledged-and-lost\/[a-z-]+$/.test(link), link);
  await page.getByRole("button", { name: "Copy the link" }).click();
  await page.getByText("Copied.").waitFor();
  expectEqual(await page.evaluate(() => navigator.clipboard.readText()), link);
  await page.getByRole("img", { name: "QR code of this step" }).waitFor();
  await page.goto(link);
  await phase(page, "asking");
});

/** How much of the page is above the window, and how much below it. */
const around = (page) => page.evaluate(() => [scrollY, document.documentElement.scrollHeight - scrollY - innerHeight].map(Math.round));

/** Presses the clicker until the end of the page is seen. */
async function readOn(page) {
  const now = await page.locator("main").getAttribute("data-phase");
  for (let [above, below] = await around(page); below > 24; ) {
    await page.keyboard.press("PageDown");
    const [next, left] = await around(page);
    expect(next > above, `scrolled from ${above} to ${next}`);
    expectEqual(await page.locator("main").getAttribute("data-phase"), now, "nothing goes on before it was read");
    [above, below] = [next, left];
  }
}

story("a clicker scrolls a page that is higher than the projector, and goes on at its end", { size: [1280, 600] }, async ({ page, lab }) => {
  await lab.open("#/learn/all-or-nothing/silent?present");
  await phase(page, "asking");
  for (const next of ["running", "explained"]) {
    await readOn(page);
    await page.keyboard.press("PageDown");
    await page.locator(`main:not([data-phase="asking"])`).waitFor();
    // While time passes nobody reads: it goes to where there is something.
    for (let presses = 0; presses < 12 && (await page.locator(`main[data-phase="${next}"]`).count()) === 0; presses += 1) await page.keyboard.press("PageDown");
    await phase(page, next);
  }
  expect((await around(page))[1] > 24, "the explanation is longer than the window");
  await readOn(page);
  const [above] = await around(page);
  await page.keyboard.press("PageUp");
  expect((await around(page))[0] < above, "and back");
  await phase(page, "explained");
  await readOn(page);
  await page.keyboard.press("PageDown");
  await phase(page, "asking");
  expect(page.url().endsWith("#/learn/all-or-nothing/gives-up?present"), page.url());
});

for (const [language, doubt, foot] of [["en", "1 in doubt", "in doubt"], ["zh", "1 个事务未决", "未决事务"]]) {
  story(`the projector shows all that a card says of what is in doubt: ${language}`, { language, size: [1920, 1080] }, async ({ page, lab }) => {
    await lab.open("#/learn/all-or-nothing/silent?present");
    await phase(page, "asking");
    await page.waitForFunction(() => document.body.dataset.atUs === "1000000");
    const card = page.locator('.card[data-node="1"]');
    await card.getByText(doubt, { exact: true }).waitFor();
    expect(await card.locator(".foot.alarm", { hasText: foot }).isVisible(), "what is alarming stands at the foot");
    // A sign that there is more stands apart; what is said is said whole.
    expect(!/\S…/.test(await card.textContent()), await card.textContent());
  });
}

story("the projector: large letters, one big button that a clicker presses, nothing of one's own", { size: [1920, 1080] }, async ({ page, lab }) => {
  await lab.open("#/learn/ask-the-owner/silence?present");
  await phase(page, "asking");
  await page.locator("main.presenting").waitFor();
  expectEqual(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), "24px");
  expect(!(await page.locator(".top").isVisible()), "no header");
  expect(await page.evaluate(() => document.documentElement.scrollHeight <= window.innerHeight * 1.35), "hardly anything to scroll");
  const press = async () => {
    const key = await page.locator("[data-next]:visible").boundingBox();
    expect(key.height >= 60, "a button that is seen from afar");
    await page.keyboard.press("PageDown");
  };
  await press();
  // Pressed while time passes, the clicker goes to where there is something to read.
  await page.keyboard.press("PageDown");
  await page.locator(".stop").waitFor();
  await press();
  await phase(page, "explained");
  // What is below the window is read first.
  await readOn(page);
  await page.keyboard.press("PageDown");
  await phase(page, "asking");
  expect(page.url().endsWith("#/learn/ask-the-owner/the-other-run?present"), page.url());
  expectEqual(await page.locator("main a.seen").count(), 0, "how far one is oneself is not shown to a class");
  await page.locator("#end-present").click();
  await page.locator("main:not(.presenting)").waitFor();
  expectEqual(await page.locator("main a.seen").count(), 1);
  expect(await page.locator(".top").isVisible(), "the header is back");
});

for (const [language, words] of [["en", ["Answers:", "Because"]], ["zh", ["答案：", "理由"]]]) {
  story(`a sheet prints: questions with codes and room, answers on a page of their own: ${language}`, { language, bypassCSP: true }, async ({ page, lab }) => {
    await lab.open("#/learn/ask-the-owner/sheet", { ready: false });
    await page.locator(".lesson-sheet").waitFor();
    const steps = await page.locator(".paper").first().locator("ol > li").count();
    expect(steps >= 3, `${steps} questions`);
    expectEqual(await page.locator(".scan .qr").count(), steps);
    const text = await page.locator("main").textContent();
    for (const word of words) expect(text.includes(word), word);
    expectEqual(await lab.axe(), []);
    await page.emulateMedia({ media: "print" });
    expect(!(await page.locator(".top").isVisible()) && !(await page.locator("#print").isVisible()), "only paper is printed");
    expectEqual(await page.locator(".answers-page").evaluate((it) => getComputedStyle(it).breakBefore), "page");
    const pdf = await page.pdf({ format: "A4" });
    expect((pdf.toString("latin1").match(/\/Type\s*\/Page[^s]/g) ?? []).length >= 2, "at least two pages");
  });
}

story("what I predicted stands beside what happened, can be erased, and that can be taken back", { bypassCSP: true }, async ({ page, lab }) => {
  await lab.open("#/learn/predicted", { ready: false });
  await page.getByText("You have not predicted anything yet.").waitFor();
  expectEqual(await lab.axe(), []);
  await page.goto(`${lab.url}#/learn/ask-the-owner/silence`);
  await phase(page, "asking");
  await page.getByLabel("a timeout means that it failed.").check();
  await page.locator("#show").click();
  await page.goto(`${lab.url}#/learn/predicted`);
  const row = page.locator('[data-step="ask-the-owner/silence"]');
  await row.waitFor();
  const text = await row.textContent();
  for (const part of ["It was not made: a timeout means that it failed.", "Beijing cannot know.", "You took silence for a no"]) expect(text.includes(part), `${part} in ${text}`);
  expectEqual(await lab.axe(), []);
  await page.locator("#erase").click();
  await page.getByText("All predictions are erased.").waitFor();
  expectEqual(await row.count(), 0);
  await page.locator("#unerase").click();
  await row.waitFor();
  await page.reload();
  await row.waitFor();
  await page.locator("#language").click();
  await page.getByText("北京无从知道").first().waitFor();
});

/** A course page at another origin that shows the code it was given. */
async function coursePage(html) {
  const server = createServer((_, response) => response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end(`<!doctype html><title>A course</title>${html}`));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.closeAllConnections() ?? server.close() };
}

story("a course page embeds a step in a sandbox: it runs, keeps nothing, and says how high it is", { size: [1000, 900] }, async ({ page, lab }) => {
  await lab.open("#/class", { ready: false });
  await page.locator("#class-lesson").selectOption({ index: 4 });
  const code = await page.locator("#embed-code").inputValue();
  expect(code.includes('sandbox="allow-scripts"') && code.includes("?embed=1&amp;lang=en#/learn/ask-the-owner/silence"), code);
  const course = await coursePage(code);
  // A frame without an origin has no service worker, and says so itself.
  lab.forgive(/ERR_ABORTED/);
  try {
    await inCourse(page, course.url);
  } finally {
    course.close();
  }
});

/** A learner answers a step that stands inside a course page. */
async function inCourse(page, url) {
  await page.goto(url);
  const frame = page.frameLocator("iframe.eventual");
  await frame.locator('main[data-phase="asking"]').waitFor({ timeout: 60_000 });
  await frame.locator('body[data-engine="ready"][data-embed]').waitFor({ state: "attached", timeout: 60_000 });
  expect(!(await frame.locator(".top").isVisible()), "no header");
  await page.waitForFunction(() => Number(document.querySelector("iframe").height) !== 900);
  await frame.getByLabel("Beijing cannot know.").check();
  await frame.locator("#show").click();
  await frame.locator(".stop").waitFor({ timeout: 60_000 });
  await frame.locator("#go-on").click();
  await frame.locator('main[data-phase="explained"]').waitFor({ timeout: 60_000 });
  await page.waitForFunction(() => {
    const it = document.querySelector("iframe");
    return Number(it.height) > 1_000;
  });
}

story("in a frame of the same origin nothing is kept either", async ({ page, lab }) => {
  await lab.open("?embed=1&lang=zh#/learn/ask-the-owner/silence");
  await phase(page, "asking");
  await page.locator("label.option").first().click();
  await page.locator("#show").click();
  expectEqual(await page.evaluate(async () => [localStorage.length, (await indexedDB.databases()).length]), [0, 0]);
  expectEqual(await page.evaluate(() => document.documentElement.lang), "zh-Hans");
});
