// Branches have names, two of them are held against each other, and one that is deleted comes back. Moments are marked, with a word
// on what is to be seen there, and files and links carry all of it.
import { expect, expectEqual, story } from "../lab.mjs";
import { isReady, leap, said, still } from "../runs.mjs";

const sheet = (page) => page.locator("#branches-sheet[open]");

/** A branch more: a service crashes. */
async function crash(page, twentieths, node = 2) {
  const { branches } = await said(page);
  await leap(page, twentieths);
  await page.locator("main").focus();
  await page.keyboard.press("Escape");
  await page.keyboard.press(String(node));
  await page.keyboard.press("c");
  await page.locator(`body[data-branches="${Number(branches) + 1}"]`).waitFor({ state: "attached" });
  await isReady(page);
}

async function three(page, lab) {
  await lab.open("#/lab");
  await still(page);
  await crash(page, 5);
  await crash(page, 8, 3);
}

story("branches are named, deleted with what began in them, and had again by one press", async ({ page, lab }) => {
  await three(page, lab);
  const before = await said(page);
  await page.locator("#branches-open").focus();
  await page.keyboard.press("Enter");
  await sheet(page).waitFor();
  await page.getByLabel("Name of branch 1").fill("Beijing is down");
  await page.keyboard.press("Enter");
  await page.locator(".branches .branch", { hasText: "Beijing is down" }).first().waitFor();
  // Branch 2 began in branch 1, so it goes with it.
  await page.getByRole("button", { name: "Delete: Beijing is down" }).click();
  await page.locator('body[data-branches="1"]').waitFor({ state: "attached" });
  await sheet(page).waitFor({ state: "detached" });
  const notice = page.locator(".notices").getByText("The branch was deleted, and with it 1 that began in it.");
  await notice.waitFor();
  await page.locator(".notices").getByRole("button", { name: "Undo" }).click();
  await page.locator('body[data-branches="3"]').waitFor({ state: "attached" });
  await isReady(page);
  expectEqual([(await said(page)).digest, (await said(page)).branch], [before.digest, before.branch]);
  await page.locator(".branches .branch", { hasText: "Beijing is down" }).first().waitFor();
});

story("any two branches are held against each other: where they part, and what is counted otherwise", async ({ page, lab }) => {
  await three(page, lab);
  await page.locator("#branches-open").click();
  await page.locator("#compare-left").selectOption("0");
  await page.locator("#compare-right").selectOption("2");
  await page.locator("#compare-branches").click();
  const changed = page.locator('#branches-sheet .changed[data-left="0"][data-right="2"]');
  await changed.waitFor();
  expect((await changed.innerText()).includes("First difference that can be seen from outside"));
  expect((await changed.locator("tr.differs").count()) >= 2, "the receipts differ in more than one figure");
  await page.locator("#compare-go").click();
  await sheet(page).waitFor({ state: "detached" });
  await page.locator('body[data-branch="2"]').waitFor({ state: "attached" });
});

story("a moment is marked by key, gets a note, is found again, and its deletion is undone", async ({ page, lab }) => {
  await lab.open("#/lab");
  await still(page);
  await leap(page, 6);
  const { atUs } = await said(page);
  await page.locator("main").focus();
  await page.keyboard.press("m");
  // Whoever marks can write at once; letters are letters there.
  await page.locator("#mark-note:focus").waitFor();
  await page.keyboard.type("cut: who knows of it?");
  await page.keyboard.press("Enter");
  const mark = page.locator(".marks .bookmark");
  await page.locator(".marks .bookmark", { hasText: "cut: who knows of it?" }).waitFor();
  expectEqual(await page.locator(`.ribbon .bookmark[data-at-us="${atUs}"] title`).textContent(), await mark.evaluate((it) => it.childNodes[1].textContent));
  await leap(page, 12);
  await page.locator("#mark-note").waitFor({ state: "detached" });
  await mark.click();
  await page.locator(`body[data-at-us="${atUs}"]`).waitFor({ state: "attached" });
  expectEqual(await page.locator("#mark-note").inputValue(), "cut: who knows of it?");
  await page.locator("#mark-note").fill("edited");
  await page.keyboard.press("Enter");
  await page.locator(".marks .bookmark", { hasText: "edited" }).waitFor();
  await page.locator("#mark").click();
  await page.locator(".notices").getByText("The bookmark was removed.").waitFor();
  expectEqual(await mark.count(), 0);
  await page.locator(".notices").getByRole("button", { name: "Undo" }).click();
  await page.locator(".marks .bookmark", { hasText: "edited" }).waitFor();
});

story("names and notes go with the link and the file, and come out of storage again", async ({ page, lab, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await three(page, lab);
  await page.keyboard.press("m");
  await page.locator("#mark-note").fill("两台都停了");
  await page.keyboard.press("Enter");
  await page.locator("#branches-open").click();
  await page.getByLabel("Name of branch 2").fill("two down");
  await page.keyboard.press("Enter");
  await page.locator("#branches-sheet .bar .tool").click();
  await page.locator("#copy-link").click();
  await page.locator(".notices").getByText(/^Link copied, /).waitFor();
  const address = await page.evaluate(() => navigator.clipboard.readText());
  await page.waitForTimeout(1_000);
  await page.reload();
  await isReady(page);
  const found = async (where) => {
    await where.locator(".marks .bookmark", { hasText: "两台都停了" }).waitFor();
    await where.locator(".branches .branch", { hasText: "two down" }).first().waitFor();
  };
  await found(page);
  const other = await context.browser().newContext();
  const tab = await other.newPage();
  await tab.goto(address);
  await found(tab);
  await other.close();
});

for (const [language, theme, size] of [["en", "light", [1440, 900]], ["zh", "dark", [360, 740]]]) {
  story(`branches and bookmarks have no barrier: ${language}, ${theme}, ${size[0]}`, { language, theme, size, bypassCSP: true }, async ({ page, lab }) => {
    await three(page, lab);
    await page.keyboard.press("m");
    await page.locator("#mark-note").fill("note");
    await page.keyboard.press("Enter");
    await page.locator(".marks .bookmark", { hasText: "note" }).waitFor();
    expectEqual(await lab.axe(), []);
    await page.locator("#until summary").click();
    expectEqual(await lab.axe(), []);
    await page.locator("#branches-open").click();
    await page.locator("#compare-branches").click();
    await page.locator("#branches-sheet .changed").waitFor();
    expectEqual(await lab.axe(), []);
    expectEqual(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
  });
}

story("the run goes on until a fact of a kind, until a condition becomes true, and until a promise is broken", async ({ page, lab }) => {
  await lab.open("#/lab?demo=split-brain");
  await still(page);
  await page.locator("svg.ribbon").press("Home");
  await isReady(page);
  await page.locator("#until summary").click();
  await page.locator("#until-kind").selectOption("cut");
  await page.locator("#until-fact").click();
  await page.locator(".notices").getByText(/^Found at /).waitFor();
  const cut = Number((await said(page)).atUs);
  expect(cut > 0, String(cut));
  await page.locator("#until-condition").fill("balance(beijing, alice) < 300");
  await page.keyboard.press("Enter");
  await page.waitForFunction((cut) => Number(document.body.dataset.atUs) > cut, cut);
  const below = Number((await said(page)).atUs);
  // A promise is broken later; the key goes on to what was looked for last.
  await page.locator("#until-verdict").click();
  await page.waitForFunction((below) => Number(document.body.dataset.atUs) > below, below);
  const broken = Number((await said(page)).atUs);
  await page.locator("main").focus();
  for (let n = 0; n < 20; n += 1) {
    await page.keyboard.press("n");
    await page.locator(".notices").getByText(/^Found at |does not happen any more/).waitFor();
    if (await page.locator(".notices").getByText("does not happen any more").count()) break;
  }
  // What was looked for, from when, and until when.
  await page.locator(".notices").getByText(/^Looked for a broken promise from \S+ s to the end of this run, at \S+ s: it does not happen any more\.$/).waitFor();
  expect(Number((await said(page)).atUs) >= broken);
  await page.locator("#until-condition").fill("balance(beijing, alice) = 123456");
  await page.keyboard.press("Enter");
  await page.locator(".notices").getByText(/“balance\(beijing, alice\) = 123456” from .*: it does not become true\./).waitFor();
  await page.locator("#until-condition").fill("balance(beijing, alice) < 123456");
  await page.keyboard.press("Enter");
  await page.locator(".notices").getByText(/is true at \S+ s already; up to the end of this run/).waitFor();
  await page.locator("#language").click();
  await page.locator(".notices").getByText(/已经成立；到这次运行结束（.*）为止/).waitFor();
});

story("a condition that cannot be read says where, in both languages, and changes nothing", async ({ page, lab }) => {
  await lab.open("#/lab");
  await still(page);
  const { atUs } = await said(page);
  await page.locator("#until summary").click();
  await page.locator("#until-condition").fill("balance(hangzhou alice) < 0");
  await page.keyboard.press("Enter");
  await page.locator(".problems").getByText('character 18: expected , at "alice) < 0"').waitFor();
  await page.locator("#language").click();
  await page.locator(".problems").getByText("第 18 个字符").waitFor();
  await page.locator("#until-condition").fill("balance(atlantis, alice) < 0");
  await page.keyboard.press("Enter");
  await page.locator(".problems").getByText("没有名为“atlantis”的节点").waitFor();
  expectEqual((await said(page)).atUs, atUs);
});
