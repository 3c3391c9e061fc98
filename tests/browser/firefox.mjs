// The built page in Firefox, over WebDriver as geckodriver speaks it (Playwright asks Firefox for commands that its releases do not have):
// it opens, its run is the run of Chromium, every stop of the Tab key has a name, sliders are drawn by the page, and every route has no
// barrier that axe knows and hangs over nowhere, in both languages and themes, on a laptop and in the 320 pixels that 400 % zoom leaves of it.
// `node firefox.mjs`, with FIREFOX and GECKODRIVER in the environment; closes with `e2e: N passed, N failed`.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { chromium } from "playwright-core";
import { launchOptions, site } from "./browser.mjs";

const TAB = "\uE004";

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const ROUTES = ["#/", "#/lab", "#/compare", "#/often", "#/library", "#/numbers", "#/learn", "#/learn/predicted", "#/class", "#/learn/ask-the-owner/slow-or-dead", "#/no-such-page"];

/** A session of Firefox: without motion, with scrollbars that take room. axe puts a style sheet of its own into the page: `guarded` forbids it. */
async function firefox({ dark = true, guarded = true } = {}) {
  const port = await freePort();
  const driver = spawn(process.env.GECKODRIVER, ["--port", String(port)], { stdio: "ignore" });
  const ask = async (method, path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers: { "Content-Type": "application/json" }, body: body && JSON.stringify(body) });
    const { value } = await response.json();
    if (value?.error) throw new Error(`${path}: ${value.error}: ${value.message}`);
    return value;
  };
  for (let tries = 0; ; tries++) {
    try {
      await ask("GET", "/status");
      break;
    } catch (reason) {
      if (tries === 100) throw reason;
      await wait(100);
    }
  }
  const prefs = { "layout.css.prefers-color-scheme.content-override": dark ? 0 : 1, "security.csp.enable": guarded, "ui.prefersReducedMotion": 1, "ui.useOverlayScrollbars": 0, "intl.accept_languages": "en" };
  const options = { binary: process.env.FIREFOX, args: ["-headless", "-width=1280", "-height=900"], prefs };
  const { sessionId } = await ask("POST", "/session", { capabilities: { alwaysMatch: { browserName: "firefox", "moz:firefoxOptions": options } } });
  const session = (method, path, body) => ask(method, `/session/${sessionId}${path}`, body);
  return {
    open: (url) => session("POST", "/url", { url }),
    // A window is never narrower than 500 pixels; a frame is.
    openNarrow: async (url) => {
      await session("POST", "/url", { url: `data:text/html,<iframe width=320 height=740 style="border:0" src="${encodeURIComponent(url)}">` });
      await session("POST", "/frame", { id: 0 });
    },
    run: (script) => session("POST", "/execute/sync", { script, args: [] }),
    press: (key) => session("POST", "/actions", { actions: [{ type: "key", id: "keys", actions: [{ type: "keyDown", value: key }, { type: "keyUp", value: key }] }] }),
    close: async () => {
      await session("DELETE", "").catch(() => {});
      driver.kill();
    },
  };
}

/** Opens a route in a language and waits until all of it is there. */
async function turn(page, language, route, narrow) {
  await page.open("about:blank");
  await page[narrow ? "openNarrow" : "open"](`${served.url}?lang=${language}${route}`);
  for (let waited = 0; waited < 60_000; waited += 100) {
    if (await page.run(`return document.querySelector("main h1, main h2, main.lab") !== null && document.body.dataset.engine === "ready" && !("fetching" in document.body.dataset)`)) return;
    await wait(100);
  }
  throw new Error(`${route} did not open: ${await page.run("return document.body.innerText.slice(0, 400)")}`);
}

const served = await site();
const page = await firefox();
let [passed, failed] = [0, 0];

async function check(name, body) {
  try {
    await body();
    passed += 1;
    console.log(`✔ Firefox: ${name}`);
  } catch (reason) {
    failed += 1;
    console.log(`✖ Firefox: ${name}\n${reason.stack}`);
  }
}

try {
  await check("the lab opens, and its run is the run of Chromium to the last bit", async () => {
    const browser = await chromium.launch(launchOptions());
    const other = await (await browser.newContext({ locale: "en-US", reducedMotion: "reduce" })).newPage();
    await other.goto(`${served.url}#/lab`);
    await other.locator('body[data-engine="ready"]').waitFor({ state: "attached", timeout: 60_000 });
    const digest = await other.evaluate(() => document.body.dataset.digest);
    await browser.close();
    await page.open(`${served.url}#/lab`);
    for (let waited = 0; waited < 60_000 && (await page.run("return document.body.dataset.engine")) !== "ready"; waited += 250) await wait(250);
    assert.equal(await page.run("return document.body.dataset.digest"), digest);
  });
  await check("every stop of the Tab key does something and has a name", async () => {
    await page.run("document.getElementById('main').focus()");
    const stops = [];
    for (let n = 0; n < 60; n++) {
      await page.press(TAB);
      stops.push(
        await page.run(`
          const it = document.activeElement;
          const name = it.getAttribute("aria-label") || it.getAttribute("aria-labelledby") || [...(it.labels ?? [])].map((label) => label.textContent).join("") || it.textContent.trim();
          return [it === document.body || it.matches("a, button, input, select, summary, [role], textarea"), name.length > 0, it.outerHTML.slice(0, 80)];`),
      );
    }
    assert.ok(new Set(stops.map(([, , html]) => html)).size > 30, "the focus goes through the page");
    assert.deepEqual(stops.filter(([acts, named]) => !acts || !named), []);
  });
  await check("sliders and scrollbars are of the page, in the dark too", async () => {
    const [scheme, sliders, bars] = await page.run(`
      const style = (it) => getComputedStyle(it);
      return [
        matchMedia("(prefers-color-scheme: dark)").matches,
        [...document.querySelectorAll("input[type=range]")].map((it) => style(it).appearance),
        [...document.querySelectorAll(".left, .panel, .facts")].map((it) => style(it).scrollbarWidth),
      ];`);
    assert.ok(scheme, "it is dark");
    assert.deepEqual([...new Set(sliders)], ["none"]);
    assert.deepEqual([...new Set(bars)], ["thin"]);
  });
  for (const [language, dark, narrow] of [["en", false, false], ["zh", true, false], ["zh", false, true], ["en", true, true]]) {
    await check(`every route has no barrier and hangs over nowhere: ${language}, ${dark ? "dark" : "light"}, ${narrow ? 320 : 1280}`, async () => {
      const other = await firefox({ dark, guarded: false });
      try {
        const found = [];
        for (const route of ROUTES) {
          await turn(other, language, route, narrow);
          const [width, inner, findings] = await other.run(`${AXE};
            return axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => [
              document.documentElement.scrollWidth, window.innerWidth,
              violations.flatMap(({ id, nodes }) => nodes.map((node) => id + ": " + node.target.join(" ") + " " + node.html.slice(0, 160)))]);`);
          assert.ok(!narrow || inner === 320, `${inner} pixels are left`);
          if (width > inner) found.push(`${route}: ${width} pixels are wider than ${inner}`);
          found.push(...findings.map((finding) => `${route}: ${finding}`));
        }
        assert.deepEqual(found, []);
      } finally {
        await other.close();
      }
    });
  }
} finally {
  await page.close();
  await served.close();
}
console.log(`e2e: ${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
