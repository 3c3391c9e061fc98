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

story("a step that is opened by its link asks at its moment, and says who only thinks that it is the primary", async ({ page, lab }) => {
  await lab.open("#/learn/acknowledged-and-lost/back-again");
  await phase(page, "asking");
  await page.waitForFunction(() => document.body.dataset.atUs === "2290000");
  const role = (node) => page.locator(`.card[data-node="${node}"] .role`).first();
  expectEqual([await role(0).textContent(), await role(1).textContent()], ["down", "primary"]);
  await page.locator("label.option").first().click();
  await page.locator("#show").click();
  await page.locator(".stop").waitFor();
  expectEqual([await role(0).textContent(), await role(1).textContent()], ["thinks it is primary", "primary"]);
  const card = (node) => page.locator(`.card[data-node="${node}"]`);
  expect((await card(0).locator(".foot").textContent()).includes("epoch 1") && (await card(1).locator(".foot").textContent()).includes("epoch 2"), "of which epoch");
  expectEqual(await page.locator(".card.leads").count(), 1);
});

story("space-time holds what a step tells of, and a read that was stale is not called less than the newest", async ({ page, lab }) => {
  await lab.open("#/learn/acknowledged-and-lost/failover");
  await phase(page, "asking");
  await page.locator(".number-answer input").fill("500");
  await page.locator("#show").click();
  await page.locator("#to-end").click();
  await phase(page, "explained");
  // The deposit, its answer, the read and its answer: the first two were long before the question.
  await page.waitForFunction(() => document.querySelectorAll(".time-picture .dot .client").length === 4);
  expectEqual(await page.locator('.card[data-node="1"] .standing').textContent(), "● newest of those up");
  const knows = await page.locator(".knows").textContent();
  expect(/stale read at 2\.\d+ s: .* acknowledged: 550/.test(knows) && !knows.includes("newest"), knows);
});

const inSight = (page, selector) => page.locator(selector).evaluate((it) => {
  const { top, bottom, height } = it.getBoundingClientRect();
  return height > 0 && top >= -1 && bottom <= innerHeight + 1;
});

for (const [language, size, step] of [["zh", [360, 740], "acknowledged-and-lost/back-again"], ["en", [390, 844], "all-or-nothing/silent"], ["zh", [320, 640], "ask-the-owner/silence"]]) {
  story(`on a phone what happens is in sight, what goes on is in reach, and the result stands below its picture: ${language}, ${size[0]}, ${step}`, { language, size, motion: "reduce" }, async ({ page, lab }) => {
    await lab.open(`#/learn/${step}`);
    await phase(page, "asking");
    await page.locator("main.step .card").first().waitFor();
    const fits = async (when) => expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `nothing is wider than the screen: ${when}`);
    await fits("asking");
    expect(await inSight(page, "#show"), "the button that goes on is in sight before anything is scrolled");
    const order = await page.locator(".prose, .stage, fieldset").evaluateAll((all) => all.map((it) => it.getBoundingClientRect().top));
    const at = (name) => page.locator(`main.step ${name}`).first().evaluate((it) => it.getBoundingClientRect().top);
    expect((await at(".prose")) < (await at(".stage")) && (await at(".stage")) < (await at("fieldset")), `told, shown, asked: ${order}`);
    await page.locator("label.option").first().click();
    await page.locator("#show").click();
    await phase(page, "running");
    expect(await inSight(page, "main.step .stage"), "the picture came into sight");
    await page.locator("#to-end").waitFor();
    expect(await inSight(page, "#to-end"), "what goes on is in reach");
    await fits("running");
    await page.locator("#to-end").click();
    await phase(page, "explained");
    expect(await inSight(page, ".beside-said"), "the result came into sight");
    expect(await inSight(page, "#next"), "the next step is in reach");
    expect((await at(".stage")) < (await at(".result")) && (await at(".result")) < (await at(".space-time")), "the result stands right below its picture");
    await fits("explained");
  });
}
