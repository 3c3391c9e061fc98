// The page opens, from a folder that is not the root of its host, under the production policy, and its engine answers.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { DIST, HEADERS } from "../browser.mjs";
import { expect, expectEqual, story } from "../lab.mjs";

test("the policy in the page is the policy that the server sends", () => {
  const page = readFileSync(join(DIST, "index.html"), "utf8");
  const meta = page.match(/<meta[^>]*Content-Security-Policy[^>]*>/i)[0].match(/content="([^"]*)"/)[1];
  expectEqual(`${meta}; frame-ancestors *`, HEADERS["Content-Security-Policy"]);
});

test("nothing in the page asks for a file outside its folder, or carries inline script or style", () => {
  const page = readFileSync(join(DIST, "index.html"), "utf8");
  expectEqual([...page.matchAll(/(?:href|src)="?(\/|https?:)[^"\s>]*/g)].map((match) => match[0]), []);
  expectEqual([...page.matchAll(/<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son\w+=/g)].map((match) => match[0]), []);
});

story("the lab opens and its engine is ready", async ({ page, lab }) => {
  await lab.open();
  expectEqual(await page.title(), "Eventual · 终将一致");
  expect(await page.locator("#start-failed").isHidden());
});

story("a visitor whose browser cannot run the program reads why", async ({ page, lab }) => {
  lab.forgive(/app.*wasm|WebAssembly|uncaught|Failed to (load|fetch)/);
  await page.route(/app.*\.wasm/, (route) => route.fulfill({ status: 200, contentType: "application/wasm", body: "not a program" }));
  await lab.open("", { ready: false });
  await page.locator("#start-failed").waitFor({ state: "visible" });
  expect((await page.locator("#start-failed [data-reason]").textContent()).length > 0);
});

story("a page whose piece cannot be fetched says so, and is there when the network is", async ({ page, lab }) => {
  lab.forgive(/learn-|Failed to (load|fetch)|failed/i);
  await lab.open();
  await page.route(/\/learn-[0-9a-f]+\.wasm/, (route) => route.abort());
  await page.evaluate(() => (location.hash = "#/learn"));
  await page.locator("#fetch-again").waitFor();
  expectEqual(await page.locator("main.fetching").getAttribute("aria-busy"), "false");
  await page.unroute(/\/learn-[0-9a-f]+\.wasm/);
  await page.locator("#fetch-again").click();
  await page.locator("main.learn").waitFor();
  expectEqual(await page.locator("body[data-fetching]").count(), 0);
});

story("the first page brings no other page with it, and each comes with one piece of its own", async ({ page, lab }) => {
  const fetched = [];
  page.on("request", (request) => fetched.push(request.url().split("/").at(-1).replace(/-[0-9a-f]{16}/, "")));
  await lab.open();
  const pieces = () => fetched.filter((name) => /^(lab|learn|compare|often|library|numbers|dialogs)\.wasm/.test(name));
  expectEqual(pieces(), []);
  await page.evaluate(() => (location.hash = "#/numbers"));
  await page.locator("main.numbers").waitFor();
  expectEqual(pieces(), ["numbers.wasm"]);
  await page.evaluate(() => (location.hash = "#/"));
  await page.locator("main.home").waitFor();
  await page.evaluate(() => (location.hash = "#/numbers"));
  await page.locator("main.numbers").waitFor();
  expectEqual(pieces(), ["numbers.wasm"]);
});

story("these tests notice what a page must not do", async ({ page, lab }) => {
  await lab.open("", { ready: false });
  lab.forgive(/./);
  await page.evaluate(() => {
    console.error("a console error");
    document.body.setAttribute("style", "color: red");
    setTimeout(() => {
      throw new Error("an uncaught error");
    });
  });
  const signs = [/^console: a console error/, /^policy: style-src/, /^uncaught: an uncaught error/];
  const noticed = (sign) => lab.complaints.some((text) => sign.test(text));
  // They arrive as events, on a busy machine late.
  for (let waited = 0; waited < 20_000 && !signs.every(noticed); waited += 100) await page.waitForTimeout(100);
  for (const sign of signs) expect(noticed(sign), `${sign} was not noticed`);
});
