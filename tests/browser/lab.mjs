// # Writing an end-to-end story
//
// A story is a file `stories/NAME.test.mjs`:
//
//     import { expectEqual, story } from "../lab.mjs";
//
//     story("cutting a link turns the ribbon red", async ({ page, lab }) => {
//       await lab.open("#/lab");                                    // opens the page and waits for the engine
//       await page.getByRole("button", { name: "Cut" }).click();    // Playwright's page, as usual
//       expectEqual(await page.locator("[data-ribbon]").getAttribute("data-state"), "split");
//     });
//
// Every story gets a browser context of its own (no storage, no cookies shared) and fails, besides its own assertions, when anywhere
// on the way the console had an error, an exception went uncaught, the Content-Security-Policy was violated or a request failed. A story that
// provokes such a thing on purpose calls `lab.forgive(/pattern/)` first. When it fails, a picture of the page lies in pictures/.
//
//     story("name", { language: "zh", theme: "dark", motion: "reduce", size: [390, 844] }, async ({ page, lab }) => { ... })
//
// | lab.open(hash)        opens the site at that fragment and waits until `<body data-engine="ready">`; `{ ready: false }` does not wait
// | lab.ready()           waits for the engine again, after a reload or a restart
// | lab.axe(part)         accessibility findings of what is on the page now, or in a part of it, as one line each; [] is what we want. Asks for `bypassCSP: true`
// |                       in the story's options, because axe puts a style sheet of its own into the page
// | lab.file(name, text)  a file to hand to `setInputFiles`
// | lab.download(act)     runs `act`, waits for the download that it starts, gives `{ name, bytes, text }`
// | lab.picture(name)     a picture of the page in pictures/NAME.png
// | lab.digest()          what `data-digest` says
//
// Run all with `./dev test`, or after a `./dev build`: `./dev run node tests/browser/run.mjs [part of a file name]`.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, test } from "node:test";
import { PICTURES, browser, site } from "./browser.mjs";

export const expectEqual = assert.deepEqual;
export const expect = assert.ok;

const LANGUAGES = { en: "en-US", zh: "zh-CN" };
let shared;

// One browser and one site for all stories of a file, begun by the first that needs them.
const begin = () => (shared ??= Promise.all([browser(), site()]));
after(async () => {
  if (shared) for (const it of await shared) await it.close();
});

/** Declares one story; see the top of this file. */
export function story(name, options, body) {
  if (typeof options === "function") [options, body] = [{}, options];
  test(name, { timeout: options.timeout ?? 120_000 }, async () => {
    const [chromium, { url }] = await begin();
    const context = await chromium.newContext({
      locale: LANGUAGES[options.language ?? "en"],
      colorScheme: options.theme ?? "light",
      reducedMotion: options.motion ?? "no-preference",
      viewport: { width: options.size?.[0] ?? 1280, height: options.size?.[1] ?? 800 },
      bypassCSP: options.bypassCSP ?? false,
    });
    const page = await context.newPage();
    const lab = new Lab(page, url);
    try {
      await lab.listen();
      await body({ page, lab, context });
      await lab.expectClean();
    } catch (reason) {
      await lab.picture(`failed ${name}`).catch(() => {});
      if (lab.complaints.length > 0) reason.message += `\nthe page said:\n  ${lab.complaints.join("\n  ")}`;
      throw reason;
    } finally {
      await context.close();
    }
  });
}

class Lab {
  constructor(page, url) {
    this.page = page;
    this.url = url;
    this.complaints = [];
    this.forgiven = [];
  }

  /** Listens for everything that a page should not do. */
  async listen() {
    const { page, complaints } = this;
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(`console: ${message.text()}`);
    });
    page.on("pageerror", (error) => complaints.push(`uncaught: ${error.message}`));
    // What the browser lets go of because the page is turned or loaded again did not fail.
    page.on("requestfailed", (request) => {
      const why = request.failure()?.errorText;
      if (why !== "net::ERR_ABORTED") complaints.push(`request: ${request.url()} ${why}`);
    });
    page.on("response", (response) => {
      if (response.status() >= 400) complaints.push(`request: ${response.url()} ${response.status()}`);
    });
    await page.exposeFunction("complainOfPolicy", (text) => complaints.push(`policy: ${text}`));
    await page.addInitScript(() => {
      addEventListener("securitypolicyviolation", (event) =>
        globalThis.complainOfPolicy(`${event.violatedDirective} blocked ${event.blockedURI} at ${event.sourceFile}:${event.lineNumber}`),
      );
    });
  }

  /** Opens the site at a fragment. */
  async open(hash = "", { ready = true } = {}) {
    const response = await this.page.goto(this.url + hash);
    if (response) assert.equal(response.status(), 200);
    if (ready) await this.ready();
  }

  /** Waits until the page says that its engine answers. */
  async ready() {
    await this.page.locator('body[data-engine="ready"]:not([data-fetching])').waitFor({ state: "attached", timeout: 30_000 });
  }

  /** From here on, complaints that match are expected. */
  forgive(pattern) {
    this.forgiven.push(pattern);
  }

  async expectClean() {
    // Violations and errors arrive as events: let those that are on their way arrive.
    await this.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 50))).catch(() => {});
    const left = this.complaints.filter((text) => !this.forgiven.some((pattern) => pattern.test(text)));
    assert.deepEqual(left, [], "the page complained");
  }

  async axe(part) {
    const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
    await this.page.evaluate(source);
    const { violations } = await this.page.evaluate((part) => globalThis.axe.run(part ?? document, { resultTypes: ["violations"] }), part);
    return violations.flatMap(({ id, impact, nodes }) => nodes.map((node) => `${impact} ${id}: ${node.target.join(" ")} ${node.html.slice(0, 160)}`));
  }

  file(name, text, mimeType = name.endsWith(".json") ? "application/json" : "text/csv") {
    return { name, mimeType, buffer: Buffer.from(text) };
  }

  async download(act) {
    const [download] = await Promise.all([this.page.waitForEvent("download"), act()]);
    // The browser is another process, so its own copy of the file cannot be read: it is saved beside the pictures.
    const saved = join(PICTURES, "download");
    await download.saveAs(saved);
    const bytes = readFileSync(saved);
    return { name: download.suggestedFilename(), bytes, text: bytes.toString("utf8") };
  }

  async picture(name) {
    mkdirSync(PICTURES, { recursive: true });
    await this.page.screenshot({ path: join(PICTURES, `${name.replace(/[^\w\u4e00-\u9fff]+/g, "-")}.png`), fullPage: true });
  }

  async digest() {
    return this.page.locator("[data-digest]").first().getAttribute("data-digest");
  }
}
