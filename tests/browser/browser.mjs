// Where the site, the browser and its flags come from. run.mjs starts one of each for all stories and hands them on in the environment;
// a story run by itself (`node --test stories/NAME.test.mjs`) starts its own.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { productionHeaders, serve } from "./server.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
export const REPOSITORY = join(HERE, "..", "..");
export const DIST = process.env.EVENTUAL_DIST ?? join(REPOSITORY, "dist");
export const HEADERS = productionHeaders(join(REPOSITORY, "Trunk.toml"));
export const PICTURES = join(HERE, "pictures");

/** What chromium.launch needs: the browser that is installed, with the flags of webdriver.json. */
export function launchOptions() {
  const flags = JSON.parse(readFileSync(join(REPOSITORY, "webdriver.json"), "utf8"))["goog:chromeOptions"].args;
  return {
    executablePath: process.env.CHROME ?? "/usr/bin/chromium",
    headless: true,
    // Playwright says headless in its own way.
    args: flags.filter((flag) => !flag.startsWith("--headless")),
  };
}

/** The browser of this run, or a new one. `close` never ends the shared one. */
export async function browser() {
  const shared = process.env.EVENTUAL_BROWSER;
  return shared ? chromium.connect(shared) : chromium.launch(launchOptions());
}

/** The site of this run, or a new server over dist/ with the production headers. */
export async function site() {
  const shared = process.env.EVENTUAL_SITE;
  return shared ? { url: shared, close: async () => {} } : serve(DIST, { headers: HEADERS });
}
