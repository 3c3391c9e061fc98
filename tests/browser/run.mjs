// Runs the stories over one browser and one server, and closes with `e2e: N passed, N failed`, which ./dev test adds up.
// `node run.mjs [part of a file name]...`; needs a built dist/.
import { existsSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { DIST, PICTURES, launchOptions, site } from "./browser.mjs";

const stories = join(dirname(fileURLToPath(import.meta.url)), "stories");
const wanted = process.argv.slice(2);
const files = readdirSync(stories)
  .filter((name) => name.endsWith(".test.mjs") && (wanted.length === 0 || wanted.some((part) => name.includes(part))))
  .sort()
  .map((name) => join(stories, name));

if (!existsSync(join(DIST, "index.html"))) {
  console.error(`there is no built site in ${DIST}: run ./dev build first`);
  process.exit(1);
}
rmSync(PICTURES, { recursive: true, force: true });

const browser = await chromium.launchServer(launchOptions());
const served = await site();
process.env.EVENTUAL_BROWSER = browser.wsEndpoint();
process.env.EVENTUAL_SITE = served.url;

let passed = 0;
let failed = 0;
// One at a time: two are no faster where there are two cores, and each waits longer for its page.
const tests = run({ files, concurrency: 1 });
tests.on("test:pass", ({ details, skip, todo }) => (passed += details.type === "suite" || skip || todo ? 0 : 1));
tests.on("test:fail", ({ details, todo }) => (failed += details.type === "suite" || todo ? 0 : 1));
const report = tests.compose(spec);
report.pipe(process.stdout);
await new Promise((resolve) => report.on("end", resolve));

await served.close();
await browser.close();
console.log(`e2e: ${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
