// Every state that the page can be in has no barrier that axe knows: each dialog, menu, panel and notice, in both languages and themes,
// on a phone, a laptop, a wide screen and a projector.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "../browser.mjs";
import { expect, expectEqual, story } from "../lab.mjs";

const example = (name) => readFileSync(join(REPOSITORY, "static", "examples", name), "utf8");
const SIZES = [["360", [360, 740]], ["1440", [1440, 900]], ["1920", [1920, 1080]], ["projector", [1920, 1080]]];

/** Clicks the scrubber at a share of its length. */
async function scrub(page, share) {
  const box = await page.locator(".ribbon").boundingBox();
  const before = await page.evaluate(() => document.body.dataset.atUs);
  await page.mouse.click(box.x + box.width * share, box.y + 32);
  await page.waitForFunction((old) => document.body.dataset.atUs !== old, before);
}

const openAll = (page, selector) => page.locator(selector).evaluateAll((all) => all.forEach((one) => (one.open = true)));
const dialog = (page) => page.locator(".popover");

/** Opens what an element on the stage opens, looks, and closes it. */
async function menu(page, id, look, name) {
  await page.locator(id).first().focus();
  await page.keyboard.press("Enter");
  await dialog(page).waitFor();
  await openAll(page, ".popover details");
  await look(name, ".popover");
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "detached" });
}

/** The states, one after the other; each begins where the one before ended. Where only a part of the page is new, only that is looked at. */
async function everyState(page, lab, size, look) {
  const texts = page.locator("main");
  await lab.open("#/");
  await page.locator(".card").first().waitFor();
  await look("the first page");
  await page.goto(`${lab.url}#/lab${size === "projector" ? "?present" : ""}`);
  await lab.ready();
  await page.locator(".card").first().waitFor();
  await look("the lab, at the beginning");
  await scrub(page, 0.32);
  await look("copies apart, a cut, messages on their way");
  await menu(page, "#node-0", look, "a node's menu");
  await menu(page, "#link-0-1", look, "a link's menu");
  await menu(page, "#stage-split", look, "the dialog that parts the cluster");
  if ((await page.locator("[data-flight]").count()) > 0) await menu(page, "[data-flight]", look, "a message's menu");
  await page.locator("body").press("?");
  await page.locator("dialog.sheet[open]").waitFor();
  await look("the keyboard sheet", "dialog.sheet");
  await page.keyboard.press("Escape");
  await page.locator("#show-link").click();
  await page.locator("#link-address").waitFor();
  await look("the link and its code");
  await page.keyboard.press("Escape");
  if (size === "projector") {
    await page.locator(".code .qr").waitFor();
    await look("shown to a class, with the code");
    return;
  }
  for (const tab of [0, 1, 2, 3]) {
    await page.locator(`#tab-${tab}`).click();
    if (tab === 3) await page.locator("#whole-receipt").click();
    await openAll(page, "#side details");
    await look(`panel ${tab}`, "#side");
  }
  await openAll(page, ".twin");
  await page.locator(".facts button").first().click();
  await look("the text twins, and a fact that is selected");
  if (size === "360") await page.locator(".drawer").click();
  await openAll(page, ".left details");
  await look("every control");
  await page.locator("#demo").selectOption({ index: 1 });
  // On a phone the controls close: who chose what to look at wants to see it.
  await page.locator(".story").waitFor({ state: "attached" });
  await lab.ready();
  await look("a demo");
  await page.locator("#mark").click();
  await texts.focus();
  await page.keyboard.press("b");
  await page.locator('body[data-branches="2"]').waitFor({ state: "attached" });
  await lab.ready();
  await look("branches, and a mark");
  await page.locator("#open-ledger").setInputFiles(lab.file("ledger.csv", example("ledger.csv")));
  await page.locator("dialog.import table.first").waitFor();
  await look("a file lies open", "dialog.import");
  await page.locator("#use-import").click();
  await page.locator(".notices:not(.empty)").waitFor();
  await look("good news");
  await page.locator("#open-run").setInputFiles(lab.file("broken.json", "{}"));
  await page.locator(".notices.bad .problems").waitFor();
  await look("bad news, with problems");
}

// Every two of language, theme and size meet in half of the stories; EVENTUAL_AXE=all tells all of them.
const isTold = (language, theme, nth) => process.env.EVENTUAL_AXE === "all" || ((language === "zh") !== (theme === "dark")) === (nth % 2 === 1);

for (const language of ["en", "zh"]) {
  for (const theme of ["light", "dark"]) {
    for (const [nth, [size, pixels]] of SIZES.entries()) {
      if (!isTold(language, theme, nth)) continue;
      story(`axe finds nothing in any state: ${language}, ${theme}, ${size}`, { language, theme, size: pixels, motion: "reduce", bypassCSP: true, timeout: 300_000 }, async ({ page, lab }) => {
        const found = [];
        let states = 0;
        await everyState(page, lab, size, async (state, part) => {
          states += 1;
          found.push(...(await lab.axe(part)).map((finding) => `${state}: ${finding}`));
        });
        expectEqual(found, []);
        expect(states >= (size === "projector" ? 10 : 18), `${states} states`);
      });
    }
  }
}
