// What stories about runs share: how a run is opened by a link, stopped, and looked at.
import { crc32, deflateRawSync } from "node:zlib";

/** What the page says about itself. */
export const said = (page) => page.evaluate(() => ({ ...document.body.dataset }));

/** Waits until everything that was asked for is worked out. */
export const isReady = (page) => page.locator('body[data-engine="ready"][data-digest]:not([data-fetching])').waitFor({ state: "attached", timeout: 60_000 });

/** Stops time, waits until all is worked out. */
export async function still(page) {
  for (await isReady(page); "playing" in (await said(page)); await isReady(page)) {
    await page.keyboard.press("Space");
    // A key that is pressed while a page is turned reaches nobody: then it is pressed again.
    await page.locator("body:not([data-playing])").waitFor({ state: "attached", timeout: 5_000 }).catch(() => {});
  }
}

/** Moves the cursor to a moment: with the scrubber's keys, a twentieth of the run each. */
export async function leap(page, twentieths) {
  const ribbon = page.locator("svg.ribbon");
  await ribbon.focus();
  await page.keyboard.press("Home");
  for (let n = 0; n < twentieths; n++) await page.keyboard.press("PageUp");
  await isReady(page);
}

/** A link to an experiment, made without the page. */
export function linkTo(experiment) {
  const packed = deflateRawSync(Buffer.from(JSON.stringify({ format: "eventual/run", experiment })));
  const head = Buffer.from([1, 1]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(crc32(Buffer.concat([head, packed])));
  return `#/lab?s=${Buffer.concat([head, sum, packed]).toString("base64url")}`;
}
