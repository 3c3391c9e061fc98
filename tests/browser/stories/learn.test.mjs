// The course: it asks before it shows, and lays what was predicted beside what happened.
import { expect, expectEqual, story } from "../lab.mjs";

const phase = (page, name) => page.locator(`main[data-phase="${name}"]`).waitFor();

story("a lesson asks first, then shows, then explains every answer", async ({ page, lab }) => {
  await lab.open("#/learn");
  await page.locator('[data-lesson="ask-the-owner"] a').click();
  await phase(page, "asking");
  expect(await page.locator("#show").isDisabled(), "nothing is shown before there is a prediction");
  await page.getByLabel("a timeout means that it failed.").check();
  await page.locator("#show").click();
  // The run pauses where there is something to read.
  await page.locator(".stop").waitFor();
  expect((await page.locator(".stop").textContent()).includes("Nobody else knows of it yet."));
  await page.locator("#go-on").click();
  await phase(page, "explained");
  const text = await page.locator(".ask").textContent();
  expect(text.includes("You took silence for a no"), text);
  expectEqual(await page.locator(".answers .yours").count(), 1);
  expectEqual(await page.locator(".answers .right").count(), 1);
  expectEqual(await page.locator(".answers li").count(), 4);
  // The moment that contradicts the prediction is one click away.
  await page.locator(".answers .yours button").click();
  await page.waitForFunction(() => document.body.dataset.atUs === "500000");
  await page.locator("#next").click();
  await phase(page, "asking");
  expect(page.url().endsWith("#/learn/ask-the-owner/the-other-run"), page.url());
  await page.goto(`${lab.url}#/learn`);
  expect((await page.locator('[data-lesson="ask-the-owner"]').textContent()).includes("1 of 3"), "the path knows how far somebody has come");
});

story("a prediction is a number or a node of the stage, by keyboard too", async ({ page, lab }) => {
  await lab.open("#/learn/ask-again/twice");
  await phase(page, "asking");
  await page.locator(".number-answer input").fill("550");
  await page.locator("#show").press("Enter");
  await page.locator("#to-end").press("Enter");
  await phase(page, "explained");
  expect((await page.locator(".answers .yours").textContent()).includes("550"));
  await page.goto(`${lab.url}#/learn/ask-the-owner/slow-or-dead`);
  await phase(page, "asking");
  await page.locator(".number-answer select").selectOption({ label: "Beijing" });
  await page.locator("#show").press("Enter");
  await page.locator("#to-end").press("Enter");
  await phase(page, "explained");
  expect((await page.locator(".answers .yours").textContent()).includes("Beijing"));
});

story("the Lab leads back to the step from which somebody came, after a reload too", async ({ page, lab }) => {
  await lab.open("#/learn/ask-the-owner/the-other-run");
  await phase(page, "asking");
  await page.locator(".number-answer input").fill("500");
  await page.locator("#show").click();
  await page.locator("#to-end").click();
  await phase(page, "explained");
  await page.locator("#to-lab").click();
  const back = page.locator("#from-lesson");
  await back.waitFor();
  await page.reload();
  await back.waitFor();
  expect((await back.textContent()).includes("Back to lesson 5, step 2"), await back.textContent());
  await back.click();
  await phase(page, "asking");
  expect(page.url().endsWith("#/learn/ask-the-owner/the-other-run"), page.url());
  await page.locator("nav").getByRole("link", { name: "Lab" }).first().click();
  await page.locator("main.lab").waitFor();
  expectEqual(await back.count(), 0);
});

story("a link to a step that is not there leads to all lessons and says so", { language: "zh" }, async ({ page, lab }) => {
  await lab.open("#/learn/no-such-lesson/1", { ready: false });
  await page.getByText("没有这一课。以下是全部课程。").waitFor();
  expect((await page.locator(".course li").count()) >= 3);
});

for (const [language, theme, size] of [["en", "light", [1440, 900]], ["zh", "dark", [360, 740]]]) {
  story(`axe finds nothing in the course: ${language}, ${theme}, ${size[0]}`, { language, theme, size, motion: "reduce", bypassCSP: true }, async ({ page, lab }) => {
    await lab.open("#/learn");
    expectEqual(await lab.axe(), []);
    await page.goto(`${lab.url}#/learn/ask-again/twice`);
    await phase(page, "asking");
    expectEqual(await lab.axe(), []);
    await page.locator(".number-answer input").fill("600");
    await page.locator("#show").click();
    await page.locator("#to-end").click();
    await phase(page, "explained");
    expectEqual(await lab.axe(), []);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), "nothing is wider than the screen");
  });
}

story("on a phone the picture of a step is as high as what is in it", { size: [390, 844], language: "zh", motion: "reduce" }, async ({ page, lab }) => {
  await lab.open("#/learn/all-or-nothing/silent");
  await page.locator("main.step .card").first().waitFor();
  const [stage, ...cards] = await page.evaluate(() => [...document.querySelectorAll("main.step .stage, main.step .card")].map((it) => it.getBoundingClientRect().bottom));
  expectEqual(cards.length, 4);
  expect(cards.every((bottom) => bottom <= stage), `${cards} in ${stage}`);
});
