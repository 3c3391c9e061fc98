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
