// What was made on the page is not lost: not by a reload, a killed browser, another tab, a link that somebody sent, a changed
// experiment, or a network that is gone.
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { DIST, HEADERS, launchOptions } from "../browser.mjs";
import { expect, expectEqual, story } from "../lab.mjs";
import { isReady, leap, linkTo, said, still } from "../runs.mjs";
import { serve } from "../server.mjs";

/** Removes the profile of a browser that was killed. What it left may still write there for a while, and then it stays: it proves nothing. */
function forget(profile) {
  try {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  } catch (reason) {
    console.log(`left behind: ${reason.message}`);
  }
}

/** Everything of a run that a person would miss. */
async function place(page) {
  await isReady(page);
  const { digest, branch, branches, atUs, marks } = await said(page);
  const tab = await page.locator('[role="tab"][aria-selected="true"]').getAttribute("id");
  const speed = await page.locator("#speed").inputValue();
  return { digest, branch, branches, atUs, marks, tab, speed };
}

/** Something that is done to the run: a branch more. */
async function crash(page, twentieths, node = 2) {
  const { branches } = await said(page);
  await leap(page, twentieths);
  await page.locator("main").focus();
  await page.keyboard.press(String(node));
  await page.keyboard.press("c");
  await page.locator(`body[data-branches="${Number(branches) + 1}"]`).waitFor({ state: "attached" });
  await isReady(page);
}

/** A run as a person leaves it: two branches more, a tab, a speed, a mark, a moment. */
async function work(page) {
  await still(page);
  await crash(page, 5);
  await crash(page, 8, 3);
  await page.locator("#tab-1").click();
  await page.locator("#speed").fill("2");
  await leap(page, 7);
  await page.locator("#mark").click();
  return place(page);
}

/** The link that the page makes of its run, from the clipboard. */
async function copied(page, context) {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.locator("#copy-link").click();
  const toast = page.locator(".notices").getByText(/^Link copied, [\d,]+ characters\.$/);
  await toast.waitFor();
  const address = await page.evaluate(() => navigator.clipboard.readText());
  const length = Number((await toast.textContent()).replace(/\D/g, ""));
  expectEqual([address.length, address.length <= 2_000, address.split("#/lab?s=").length], [length, true, 2]);
  return address;
}

story("a link opens to the same digest in a fresh profile, in the other language, on a phone", async ({ page, lab, context }) => {
  await lab.open("#/lab");
  const made = await work(page);
  const address = await copied(page, context);
  const phone = await context.browser().newContext({ locale: "zh-CN", viewport: { width: 390, height: 844 } });
  const other = await phone.newPage();
  await other.goto(address);
  await other.locator(".notices").getByText("重放结果分毫不差").waitFor({ timeout: 60_000 });
  expectEqual(await place(other), made);
  expectEqual(new URL(other.url()).hash, "#/lab");
  await phone.close();
});

story("a link leaves one's own run as it was, and the way back is one click", async ({ page, lab, context }) => {
  await lab.open("#/lab");
  await work(page);
  const address = await copied(page, context);
  const link = new URL(address).hash;
  const sent = await place(page);
  const tab = await context.newPage();
  await tab.goto(`${lab.url}#/lab`);
  await still(tab);
  await crash(tab, 3);
  const mine = await place(tab);
  await tab.evaluate((hash) => (location.hash = hash), link);
  await tab.locator(".notices").getByText("came out the same to the last bit").waitFor({ timeout: 60_000 });
  expectEqual(await place(tab), sent);
  // What is sent may be looked at, reloaded and left.
  await tab.waitForTimeout(1_000);
  await tab.reload();
  expectEqual((await place(tab)).digest, sent.digest);
  await tab.locator("#mine").click();
  await tab.locator(`body[data-digest="${mine.digest}"]`).waitFor({ state: "attached" });
  expectEqual((await place(tab)).branches, mine.branches);
  // And so does undo.
  await tab.evaluate((hash) => (location.hash = hash), link);
  await tab.locator(`body[data-digest="${sent.digest}"]`).waitFor({ state: "attached" });
  await tab.keyboard.press("Control+z");
  await tab.locator(`body[data-digest="${mine.digest}"]`).waitFor({ state: "attached" });
});

story("a link that is damaged, or of another version, says so and changes nothing", async ({ page, lab, context }) => {
  await lab.open("#/lab");
  await work(page);
  const before = await place(page);
  const link = new URL(await copied(page, context)).hash;
  const bytes = Buffer.from(link.split("s=")[1], "base64url");
  bytes[0] = 9;
  for (const [bad, why] of [
    [link.slice(0, -9), "is cut off or changed"],
    [`#/lab?s=${"x".repeat(4_000)}`, "the most is 1900"],
    [`#/lab?s=${bytes.toString("base64url")}`, "is of version 9; this lab reads versions 1 to 2"],
  ]) {
    await page.evaluate((hash) => (location.hash = hash), bad);
    await page.locator(".problems").getByText(why).waitFor();
    await page.getByText("This link could not be opened.").waitFor();
    expectEqual(await place(page), before);
  }
});

story("a page that is opened with a bad link shows a run all the same", async ({ page, lab }) => {
  await lab.open("#/lab?s=nonsense");
  await page.getByText("This link could not be opened.").waitFor();
  await still(page);
});

story("a name that looks like a script stays text, on the page and in what is saved", async ({ page, lab }) => {
  const name = "<img src=x onerror=alert(1)>";
  const experiment = { protocol: { name: "log-shipping" }, accounts: [{ name, opening: 100 }, { name: "bob", opening: 1 }] };
  await lab.open(linkTo(experiment));
  await still(page);
  await page.locator("#tab-1").click();
  await page.locator("#side").getByText(name).first().waitFor();
  expectEqual(await page.locator("main img").count(), 0);
  const file = await lab.download(() => page.locator("#export").evaluate((button) => button.click()));
  expectEqual(JSON.parse(file.text).experiment.accounts[0].name, name);
});

story("where there is no clipboard, the link is shown and selected", async ({ page, lab }) => {
  await page.addInitScript(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  await lab.open("#/lab");
  await still(page);
  await page.locator("#copy-link").click();
  const address = page.locator("#link-address");
  await address.waitFor();
  const [value, selected] = await address.evaluate((field) => [field.value, field.value.slice(field.selectionStart, field.selectionEnd)]);
  expect(value.includes("#/lab?s=") && selected === value, value);
  const code = page.getByRole("img", { name: "QR code of the address" });
  expect((await code.locator("path").getAttribute("d")).length > 1_000);
  await page.keyboard.press("Escape");
  await address.waitFor({ state: "detached" });
});

story("a reload a second later loses nothing", async ({ page, lab }) => {
  await lab.open("#/lab");
  const before = await work(page);
  await page.waitForTimeout(1_000);
  await page.reload();
  await page.getByText("Your run is as you left it.").waitFor({ timeout: 60_000 });
  expectEqual(await place(page), before);
  await page.getByRole("button", { name: "Start afresh" }).click();
  await page.locator('body[data-branches="1"]').waitFor({ state: "attached" });
  await isReady(page);
  await page.locator("#mine").click();
  await page.locator(`body[data-digest="${before.digest}"]`).waitFor({ state: "attached" });
});

story("two tabs keep a run each, and the next visit goes on with the newest", async ({ page, lab, context }) => {
  await lab.open("#/lab");
  await still(page);
  await crash(page, 4);
  const other = await context.newPage();
  await other.goto(`${lab.url}#/lab`);
  await still(other);
  expectEqual((await place(other)).branches, "1");
  await crash(other, 9);
  await crash(other, 12, 3);
  const [first, second] = [await place(page), await place(other)];
  await page.waitForTimeout(1_000);
  await Promise.all([page.reload(), other.reload()]);
  expectEqual([(await place(page)).digest, (await place(other)).digest], [first.digest, second.digest]);
  await other.close();
  const later = await context.newPage();
  await later.goto(`${lab.url}#/lab`);
  expectEqual((await place(later)).digest, second.digest);
});

story("storage that is forbidden or full is told, and stops nothing", async ({ page, lab, context }) => {
  await page.addInitScript(() => Object.defineProperty(window, "indexedDB", { get: () => { throw new DOMException("no", "SecurityError"); } }));
  await lab.open("#/lab");
  await page.getByText("This browser keeps nothing for this page").waitFor();
  await still(page);
  await crash(page, 4);
  const full = await context.newPage();
  await full.addInitScript(() => (IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); }));
  await full.goto(`${lab.url}#/lab`);
  await full.getByText("The browser has no room left for this run").waitFor();
  await still(full);
  await crash(full, 4);
});

/** A browser of its own, with a profile that outlives it, that can be killed. */
async function mortal(profile) {
  const { executablePath, args } = launchOptions();
  const flags = [...args, "--headless=new", "--remote-debugging-port=0", `--user-data-dir=${profile}`, "about:blank"];
  const child = spawn(executablePath, flags, { stdio: ["ignore", "ignore", "pipe"] });
  const endpoint = await new Promise((resolve, reject) => {
    let told = "";
    child.stderr.on("data", (data) => {
      told += data;
      const found = told.match(/DevTools listening on (ws:\S+)/);
      if (found) resolve(found[1]);
    });
    child.on("exit", () => reject(new Error(told)));
  });
  const browser = await chromium.connectOverCDP(endpoint);
  const context = browser.contexts()[0];
  const page = await context.newPage();
  await page.setViewportSize({ width: 1280, height: 800 });
  const die = () => new Promise((resolve) => (child.removeAllListeners("exit"), child.on("exit", resolve), child.kill("SIGKILL")));
  return { page, die };
}

story("a browser that is killed a second after a change has kept it", async ({ lab }) => {
  const profile = mkdtempSync(join(tmpdir(), "eventual-profile-"));
  try {
    const first = await mortal(profile);
    await first.page.goto(`${lab.url}#/lab`);
    const before = await work(first.page);
    await first.page.waitForTimeout(1_000);
    await first.die();
    const second = await mortal(profile);
    await second.page.goto(`${lab.url}#/lab`);
    const after = await place(second.page);
    await second.die();
    expectEqual(after, before);
  } finally {
    forget(profile);
  }
});

// EVENTUAL_KILLS=200 kills it as often as that, at moments drawn from EVENTUAL_SEED.
const KILLS = Number(process.env.EVENTUAL_KILLS ?? 3);

story("a browser that is killed at any moment loses nothing older than a second, and what it kept is whole", { timeout: 60_000 + 40_000 * KILLS }, async ({ lab }) => {
  const profile = mkdtempSync(join(tmpdir(), "eventual-profile-"));
  let drawn = Number(process.env.EVENTUAL_SEED ?? 7);
  const random = (most) => (drawn = (drawn * 1_103_515_245 + 12_345) % 2_147_483_648) % most;
  // A bookmark whose note counts: the number in storage says which input was the last to be kept.
  let [written, safe, digest] = [0, 0, null];
  try {
    for (let kill = 0; kill <= KILLS; kill += 1) {
      const { page, die } = await mortal(profile);
      await page.goto(`${lab.url}#/lab`);
      await isReady(page);
      digest ??= (await said(page)).digest;
      expectEqual((await said(page)).digest, digest, `after ${kill} kills the run is the same to the last bit`);
      if (kill === 0) {
        await still(page);
        await leap(page, 4);
        await page.locator("#mark").click();
      }
      const note = page.locator("#mark-note");
      await note.waitFor();
      const found = Number((await note.inputValue()) || 0);
      expect(found >= safe && found <= written, `kill ${kill}: kept ${found}, written ${written}, of which ${safe} more than a second before`);
      if (kill === KILLS) {
        await die();
        break;
      }
      const times = [];
      let alive = true;
      const killed = new Promise((resolve) => setTimeout(async () => {
        alive = false;
        const at = performance.now();
        await die();
        resolve(at);
      }, 1_100 + random(1_900)));
      while (alive) {
        try {
          await note.fill(String(written + 1), { timeout: 2_000 });
          // It may be kept from now on, and has to be a second after it was given.
          written += 1;
          await note.press("Enter", { timeout: 2_000 });
          times.push([performance.now(), written]);
          await page.waitForTimeout(random(150));
        } catch (reason) {
          if (alive) throw reason;
        }
      }
      const at = await killed;
      safe = Math.max(found, ...times.filter(([given]) => given < at - 1_000).map(([, number]) => number));
    }
    expect(safe > KILLS, `${written} inputs in ${KILLS} lives`);
  } finally {
    forget(profile);
  }
});

story("another network says what becomes of the branches, and undo brings them back", async ({ page, lab }) => {
  await lab.open("#/lab");
  const before = await work(page);
  await page.locator("#preset").selectOption({ index: 4 });
  await page.getByText(/Another experiment is another run\..* planned in it, among the faults\..*undo brings/).waitFor();
  await page.locator('body[data-branches="1"]').waitFor({ state: "attached" });
  await page.getByRole("button", { name: "Back to the run before" }).click();
  await page.locator(`body[data-branches="${before.branches}"]`).waitFor({ state: "attached" });
  expectEqual((await place(page)).digest, before.digest);
});

story("planned faults are offered to stretch with the run", async ({ page, lab }) => {
  await lab.open("#/lab");
  await still(page);
  await page.locator("details#run").evaluate((group) => (group.open = true));
  await page.locator("#duration-exact").fill("16");
  await page.locator("#duration-exact").press("Enter");
  const offer = page.getByRole("button", { name: /^Stretch the (fault|\d+ faults) too$/ });
  await offer.waitFor();
  await isReady(page);
  const saved = async () => JSON.parse((await lab.download(() => page.locator("#export").evaluate((button) => button.click()))).text).experiment;
  const before = await saved();
  expect(before.faults.length > 0);
  // The notice of the download has taken the place of the offer; the same change again brings it.
  await page.locator(".undo button").first().click();
  await isReady(page);
  await page.locator("#duration-exact").fill("16");
  await page.locator("#duration-exact").press("Enter");
  await offer.click();
  await isReady(page);
  const after = await saved();
  expectEqual(after.faults.map((fault) => fault.at_us), before.faults.map((fault) => fault.at_us * 2));
});

story("a receipt of more than 2,000 operations says first which verdicts it leaves out and why", async ({ page, lab }) => {
  const workload = { pace: { kind: "open", every_us: 8_000 } };
  await lab.open(linkTo({ protocol: { name: "log-shipping" }, workload }));
  await still(page);
  await page.locator("#tab-3").click();
  const receipt = page.locator("#side .receipt");
  await receipt.waitFor({ timeout: 60_000 });
  await page.locator("#whole-receipt").click();
  expectEqual(await receipt.locator("h3").first().textContent(), "Not on this receipt");
  await receipt.getByText(/every verdict \(orders, session guarantees, invariants\): the run has \d+ operations/).waitFor();
});

story("without a network the lab is there all the same", async ({ page, lab, context }) => {
  await lab.open("#/lab");
  const before = await work(page);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  await page.waitForTimeout(1_000);
  await context.setOffline(true);
  await page.reload();
  await page.getByText("Your run is as you left it.").waitFor({ timeout: 60_000 });
  expectEqual(await place(page), before);
  await page.goto(`${lab.url}?again#/`);
  await isReady(page);
});

story("a newer version waits until the person says so, and the run is still there then", async ({ page, lab }) => {
  const folder = mkdtempSync(join(tmpdir(), "eventual-site-"));
  cpSync(DIST, folder, { recursive: true });
  const site = await serve(folder, { headers: HEADERS });
  try {
    await page.goto(`${site.url}#/lab`);
    const before = await work(page);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
    // What was done within the last second may not be kept yet.
    await page.waitForTimeout(1_000);
    await page.reload();
    await isReady(page);
    const worker = join(folder, "sw.js");
    writeFileSync(worker, readFileSync(worker, "utf8").replace(/VERSION = "\d+"/, 'VERSION = "2"'));
    await page.evaluate(() => navigator.serviceWorker.getRegistration().then((it) => it.update()).then(() => true));
    await page.getByText("A new version of the lab is ready.").waitFor();
    expectEqual((await place(page)).digest, before.digest);
    await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "Use the new version" }).click()]);
    await page.getByText("Your run is as you left it.").waitFor({ timeout: 60_000 });
    expectEqual(await place(page), before);
    expectEqual(await page.evaluate(() => caches.keys()), ["eventual-2"]);
  } finally {
    await site.close();
    rmSync(folder, { recursive: true });
  }
});
