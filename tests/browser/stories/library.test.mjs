// The library: a demo is found by what goes wrong, by its protocol or by a word in either language, and one click shows it with and
// without its protection. The runs that one made are kept by name, and nothing of them is lost.
import { expect, expectEqual, story } from "../lab.mjs";
import { isReady, leap, said, still } from "../runs.mjs";

const card = (page, id) => page.locator(`[data-demo="${id}"]`);
const rows = (page) => page.locator(".saved");
const count = async (page) => Number((await page.locator(".demos-page .count").innerText()).match(/\d+/)[0]);

/** A run of one's own: a branch in which a service crashes. */
async function work(page, twentieths = 5) {
  await page.locator("main.lab").waitFor();
  await still(page);
  const { branches } = await said(page);
  await leap(page, twentieths);
  await page.locator("main").focus();
  // A node that is selected already would be let go by its digit.
  await page.keyboard.press("Escape");
  await page.keyboard.press("2");
  await page.keyboard.press("c");
  await page.locator(`body[data-branches="${Number(branches) + 1}"]`).waitFor({ state: "attached" });
  await isReady(page);
  await page.waitForTimeout(500);
}

story("the header leads to the library, where every demo says what it violates and what protects", async ({ page, lab }) => {
  await lab.open("#/learn");
  await page.locator('.top nav a[href="#/library"]').click();
  await page.locator("#library-find").waitFor();
  expectEqual(await page.title(), "Library · Eventual");
  const cards = page.locator(".demo-card");
  const demos = await cards.count();
  expect(demos > 100, String(demos));
  expectEqual(await count(page), demos);
  expectEqual(await page.locator("[data-section]").count(), 10);
  expectEqual([await page.locator(".demo-card dd:empty").count(), await page.locator(".demo-card dd").count()], [0, 2 * demos]);
  // The same demos stand by their protocols.
  await page.locator('input[name="arrange"][value="protocol"]').check();
  expectEqual(await count(page), demos);
  expectEqual(await page.locator("[data-section]").count(), 8);
});

story("a word in either language finds a demo, the address keeps it, and a reload finds the same", async ({ page, lab }) => {
  await lab.open("#/library");
  await page.locator("#library-find").fill("SPLIT brain");
  await card(page, "split-brain").waitFor();
  const found = await count(page);
  expect(found >= 1 && found < 10, String(found));
  await page.locator("#library-find").fill("脑裂");
  await card(page, "split-brain").waitFor();
  await page.locator('input[name="arrange"][value="protocol"]').check();
  const address = new URL(page.url()).hash;
  expectEqual(decodeURIComponent(address), "#/library?by=protocol&q=脑裂");
  await page.reload();
  await card(page, "split-brain").waitFor();
  expectEqual([await page.locator("#library-find").inputValue(), await page.locator('input[value="protocol"]').isChecked()], ["脑裂", true]);
  await page.locator("#library-find").fill("xyzzy");
  expect((await page.locator(".demos-page .count").innerText()).startsWith("No demo has all of these words."));
  await page.locator("#library-clear").click();
  expect((await count(page)) > 100);
});

story("one group is shown alone, by keyboard", async ({ page, lab }) => {
  await lab.open("#/library");
  const chip = page.locator('[data-group="half"]');
  await chip.focus();
  await page.keyboard.press("Enter");
  expectEqual(await page.locator("[data-section]").count(), 1);
  expectEqual(await chip.getAttribute("aria-pressed"), "true");
  expectEqual(await count(page), await page.locator(".demo-card").count());
  expectEqual(new URL(page.url()).hash, "#/library?only=half");
});

story("one click runs a demo with and without its protection, side by side", async ({ page, lab }) => {
  await lab.open("#/library");
  await card(page, "split-brain").locator("a.tool").focus();
  await page.keyboard.press("Enter");
  await page.locator('body[data-engine="ready"]').waitFor({ state: "attached" });
  expectEqual(new URL(page.url()).hash, "#/lab");
  await page.locator(".ribbon g.beside").waitFor({ state: "attached", timeout: 60_000 });
  expectEqual(await page.locator("#demo option:checked").textContent(), "Two primaries (split brain)");
});

story("the link of a demo opens it in a fresh profile, and one of no demo says so", async ({ page, lab, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await lab.open("#/library");
  await card(page, "split-brain").locator("button.quiet").click();
  await page.locator(".notices").getByText(/^Link copied, /).waitFor();
  const address = await page.evaluate(() => navigator.clipboard.readText());
  expect(address.endsWith("#/lab?demo=split-brain"), address);
  const other = await context.browser().newContext({ locale: "zh-CN" });
  const tab = await other.newPage();
  await tab.goto(address);
  await tab.locator(".ribbon g.beside").waitFor({ state: "attached", timeout: 60_000 });
  expectEqual(await tab.locator("#demo option:checked").textContent(), "两个主节点（脑裂）");
  await tab.evaluate(() => (location.hash = "#/lab?demo=nothing-of-the-kind"));
  await tab.locator(".problems").getByText("“nothing-of-the-kind”").waitFor();
  await other.close();
});

story("runs are kept by name, renamed, deleted and had again, and opened where they were", { timeout: 240_000 }, async ({ page, lab }) => {
  await lab.open("#/library");
  await page.getByText("Nothing yet. As soon as you change something in the Lab").waitFor();
  await page.locator('.top nav a[href="#/lab"]').click();
  await work(page);
  const first = await said(page);
  // Another run: the one before stays kept.
  await page.locator('.top nav a[href="#/library"]').click();
  await page.locator(".saved").waitFor();
  await card(page, "split-brain").locator("a.tool").click();
  await page.locator("#demo").waitFor({ state: "attached" });
  await work(page, 8);
  const second = await said(page);
  await page.locator('.top nav a[href="#/library"]').click();
  await rows(page).nth(1).waitFor();
  expectEqual(await rows(page).count(), 2);
  expect((await rows(page).nth(0).innerText()).includes("open in this tab"));
  // Renamed, by keyboard.
  await rows(page).nth(1).locator(".rename").focus();
  await page.keyboard.press("Enter");
  await page.locator("#run-name:focus").waitFor();
  await page.keyboard.type("Lecture 2");
  await page.keyboard.press("Enter");
  // Where they were, a slip is mended at once; Escape leaves a name as it is.
  await page.locator(".saved", { hasText: "Lecture 2" }).locator(".rename:focus").waitFor();
  await page.keyboard.press("Enter");
  await page.locator("#run-name:focus").waitFor();
  await page.keyboard.type("Lecture 3");
  await page.keyboard.press("Enter");
  const named = page.locator(".saved", { hasText: "Lecture 3" });
  await named.locator(".rename:focus").waitFor();
  await page.keyboard.press("Enter");
  await page.locator("#run-name:focus").waitFor();
  await page.keyboard.type("Nothing");
  await page.keyboard.press("Escape");
  await named.locator(".rename:focus").waitFor();
  // Deleted, and had again.
  await named.locator(".delete").click();
  await page.locator("#library-said").getByText("Lecture 3 was deleted.").waitFor();
  await named.waitFor({ state: "detached" });
  await page.locator("#library-undo").click();
  await named.waitFor();
  // Opened: the same run, in its own place, and the other one stays.
  await named.locator(".open").click();
  await page.locator(`body[data-digest="${first.digest}"]`).waitFor({ state: "attached" });
  expectEqual(new URL(page.url()).hash, "#/lab");
  await work(page, 9);
  const more = await said(page);
  await page.locator('.top nav a[href="#/library"]').click();
  await named.waitFor();
  expectEqual(await rows(page).count(), 2);
  await page.locator(".saved", { hasNotText: "Lecture 3" }).locator(".open").click();
  await page.locator(`body[data-digest="${second.digest}"]`).waitFor({ state: "attached" });
  // Nothing of what was done meanwhile is lost, by a reload either.
  await page.reload();
  await isReady(page);
  await page.locator('.top nav a[href="#/library"]').click();
  await named.locator(".open").click();
  await page.locator(`body[data-digest="${more.digest}"]`).waitFor({ state: "attached" });
  expectEqual((await said(page)).branches, more.branches);
});

story("undo after another run was opened writes over neither of the two", { timeout: 240_000 }, async ({ page, lab }) => {
  await lab.open("#/lab");
  await work(page);
  const first = await said(page);
  await page.locator('.top nav a[href="#/library"]').click();
  await card(page, "split-brain").locator("a.tool").click();
  await work(page, 8);
  const second = await said(page);
  for (let n = 0; n < 2; n += 1) await page.locator("main").press("Control+z");
  await page.locator(`body[data-digest="${first.digest}"]`).waitFor({ state: "attached" });
  await page.waitForTimeout(1_000);
  await page.locator('.top nav a[href="#/library"]').click();
  await rows(page).nth(1).waitFor();
  expectEqual(await rows(page).count(), 2);
  await page.locator(".saved", { hasText: "split brain" }).locator(".open").click();
  await page.locator(`body[data-branches="${second.branches}"]`).waitFor({ state: "attached" });
  await isReady(page);
  expectEqual((await said(page)).digest, second.digest);
});

story("a run that another tab shows is neither deleted nor written over", { timeout: 240_000 }, async ({ page, lab, context }) => {
  await lab.open("#/lab");
  await work(page);
  const first = await said(page);
  const other = await context.newPage();
  await other.goto(`${lab.url}#/library`);
  await rows(other).waitFor();
  await rows(other).locator(".delete").click();
  await other.getByText("This run is open in a tab, so it was not deleted.").waitFor();
  await rows(other).locator(".open").click();
  await other.locator(`body[data-digest="${first.digest}"]`).waitFor({ state: "attached" });
  await work(other, 9);
  await page.locator('.top nav a[href="#/library"]').click();
  await rows(page).nth(1).waitFor();
  await page.locator('.top nav a[href="#/lab"]').click();
  expectEqual((await said(page)).digest, first.digest);
});

story("a run goes out as a file and comes in again, and a copy is kept under a name", { timeout: 240_000 }, async ({ page, lab }) => {
  await lab.open("#/lab");
  await work(page);
  const made = await said(page);
  await page.locator('.top nav a[href="#/library"]').click();
  await page.locator("#copy-name").fill("Two primaries / 脑裂");
  await page.keyboard.press("Enter");
  const copy = page.locator(".saved", { hasText: "Two primaries / 脑裂" });
  await copy.waitFor();
  const file = await lab.download(() => copy.locator(".export").click());
  expectEqual(file.name, "eventual-Two-primaries---脑裂.json");
  await page.locator(".notices").getByText("Saved as").waitFor();
  await copy.locator(".delete").click();
  await copy.waitFor({ state: "detached" });
  await page.locator("#library-import").setInputFiles(lab.file("broken.json", "{}"));
  await page.locator(".notices.bad").waitFor();
  expectEqual(new URL(page.url()).hash, "#/library");
  await page.locator("#library-import").setInputFiles(lab.file(file.name, file.text));
  await page.waitForFunction(() => location.hash === "#/lab");
  await page.locator(`body[data-digest="${made.digest}"]`).waitFor({ state: "attached" });
  expectEqual((await said(page)).branches, made.branches);
});

story("where nothing can be kept, the library says so and shows its demos all the same", async ({ page, lab }) => {
  await page.addInitScript(() => Object.defineProperty(window, "indexedDB", { get: () => { throw new DOMException("no", "SecurityError"); } }));
  await lab.open("#/library");
  await page.getByText("Save runs as files, and open them here.").waitFor();
  expect((await count(page)) > 100);
});

for (const [language, theme, size] of [["en", "light", [1440, 900]], ["en", "dark", [360, 740]], ["zh", "light", [360, 740]], ["zh", "dark", [1920, 1080]]]) {
  story(`the library has no barrier and does not hang over: ${language}, ${theme}, ${size[0]}`, { language, theme, size, bypassCSP: true }, async ({ page, lab }) => {
    await lab.open("#/lab");
    await work(page);
    await page.goto(`${lab.url}#/library`);
    await rows(page).waitFor();
    await rows(page).locator(".rename").click();
    expectEqual(await lab.axe(), []);
    await page.locator('input[value="protocol"]').check();
    await page.locator("#library-find").fill("xyzzy");
    expectEqual(await lab.axe(), []);
    expectEqual(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
  });
}
