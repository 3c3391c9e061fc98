// Pictures and clips of a run: what is saved opens elsewhere, shows what the page shows, and plays.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PICTURES } from "../browser.mjs";
import { expect, expectEqual, story } from "../lab.mjs";
import { linkTo, said, still } from "../runs.mjs";

/** Presses a button of the menu of pictures, wherever it is on the page. */
const save = (lab, page, form) => lab.download(() => page.locator(`#pictures [data-form="${form}"]`).evaluate((button) => button.click()));

/** Keeps a file beside the pictures of failed stories, for whoever wants to look at it. */
function keep({ name, bytes }) {
  mkdirSync(PICTURES, { recursive: true });
  writeFileSync(join(PICTURES, name), bytes);
}

/** A workday of a few writes; a message takes 0.2 s. */
const slow = {
  protocol: { name: "log-shipping" },
  duration_us: 3_000_000,
  network: { link: { latency: { kind: "constant", us: 200_000 } } },
  workload: { pace: { kind: "list", operations: [
    { at_us: 500_000, client: 0, node: 0, account: 0, kind: "deposit", amount: 50 },
    { at_us: 700_000, client: 1, node: 1, account: 0, kind: "read" },
  ] } },
};

/** Moves the cursor to a moment of a run of three seconds. */
async function seek(page, ms) {
  const box = await page.locator("svg.ribbon").boundingBox();
  await page.mouse.click(box.x + (box.width * ms) / 3_000, box.y + 32);
  await page.waitForFunction((us) => Math.abs(Number(document.body.dataset.atUs) - us) < 30_000, ms * 1_000);
}

/** The size of a PNG, and how many colours it has: read by a page of its own, as any other program would. */
async function looked(context, bytes, type) {
  const elsewhere = await context.newPage();
  const seen = await elsewhere.evaluate(async ([base64, type]) => {
    const blob = new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], { type });
    const bitmap = await createImageBitmap(blob);
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext("2d");
    context.drawImage(bitmap, 0, 0);
    const points = new Uint32Array(context.getImageData(0, 0, bitmap.width, bitmap.height).data.buffer);
    return { width: bitmap.width, height: bitmap.height, colours: new Set(points).size };
  }, [bytes.toString("base64"), type]);
  await elsewhere.close();
  return seen;
}

/** What a GIF says of itself: its size, how often it plays, and each of its pictures. */
function gif(bytes) {
  expectEqual(bytes.subarray(0, 6).toString("latin1"), "GIF89a");
  const [width, height] = [bytes.readUInt16LE(6), bytes.readUInt16LE(8)];
  let at = 13 + (bytes[10] & 0x80 ? 3 << ((bytes[10] & 7) + 1) : 0);
  const blocks = () => {
    const from = at;
    while (bytes[at] !== 0) at += bytes[at] + 1;
    at += 1;
    return bytes.subarray(from, at);
  };
  const frames = [];
  let loop = null;
  let delay = 0;
  for (;;) {
    const kind = bytes[at++];
    if (kind === 0x3b) return { width, height, loop, frames, rest: bytes.length - at };
    if (kind === 0x21) {
      const label = bytes[at++];
      const block = blocks();
      if (label === 0xff && block.subarray(1, 12).toString("latin1") === "NETSCAPE2.0") loop = block.readUInt16LE(14);
      if (label === 0xf9) delay = block.readUInt16LE(2);
    } else {
      expectEqual(kind, 0x2c);
      const [left, top, wide, high] = [0, 2, 4, 6].map((offset) => bytes.readUInt16LE(at + offset));
      expect(left + wide <= width && top + high <= height && (bytes[at + 8] & 0x80) === 0, "within the picture, in the colours of all");
      at += 10;
      blocks();
      frames.push({ left, top, wide, high, delay });
    }
  }
}

for (const language of ["en", "zh"]) {
  story(`the stage and space-time are saved as SVG and as PNG (${language})`, { language, theme: language === "zh" ? "dark" : "light", size: [1920, 1080] }, async ({ page, lab, context }) => {
    // Wide enough for the page to write on each message what it is, as the file does.
    await lab.open(linkTo(slow));
    await still(page);
    await seek(page, 620);
    const at = (Number((await said(page)).atUs) / 1e6).toFixed(6).replace(/0{3}$/, "");
    const svg = await save(lab, page, "stage-svg");
    keep({ ...svg, name: `${language}-${svg.name}` });
    expect(new RegExp(`^eventual-log-shipping-\\d+-stage-${at}s\\.svg$`).test(svg.name), svg.name);
    const elsewhere = await context.newPage();
    const read = await elsewhere.evaluate((text) => {
      const picture = new DOMParser().parseFromString(text, "image/svg+xml");
      const all = (query) => [...picture.querySelectorAll(query)].map((it) => it.textContent);
      return { sound: picture.querySelector("parsererror") === null, title: all("title")[0], names: all(".name"), says: all(".says"), about: all("desc")[0] };
    }, svg.text);
    await elsewhere.close();
    expect(read.sound, svg.text.slice(0, 300));
    expect(read.title.startsWith(language === "en" ? "Stage: Transaction log shipping" : "舞台：事务日志复制"), read.title);
    expectEqual(read.names, language === "en" ? ["Hangzhou", "Beijing", "Shanghai"] : ["杭州", "北京", "上海"]);
    // What the page shows is in the file: the same messages say the same.
    const tokens = await page.locator(".stage-picture .token text").allTextContents();
    expect(tokens.length > 0, "something is on its way");
    expectEqual(read.says.sort(), tokens.sort());
    expect(read.names.every((name) => read.about.includes(name)), read.about);
    const [, width, height] = svg.text.match(/ width="(\d+)" height="(\d+)" /).map(Number);
    for (const [form, size] of [["stage-png", [width * 2, height * 2]], ["space-time-png", [2_560, 648]]]) {
      const png = await save(lab, page, form);
      keep({ ...png, name: `${language}-${png.name}` });
      expect(png.name.endsWith(".png"), png.name);
      expectEqual([...png.bytes.subarray(0, 8)], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
      const seen = await looked(context, png.bytes, "image/png");
      expectEqual([seen.width, seen.height], size);
      expect(seen.colours > 20, `${seen.colours} colours`);
      await page.getByText(png.name).first().waitFor();
    }
  });
}

story("a stretch of the run is saved as a GIF that plays again and again, by the keyboard alone", { timeout: 240_000 }, async ({ page, lab, context }) => {
  await lab.open(linkTo(slow));
  await still(page);
  await seek(page, 480);
  await page.locator("#clip > summary").focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  expectEqual(await page.evaluate(() => document.activeElement.id), "clip-from");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("0.5");
  await page.keyboard.press("Tab");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("0.74");
  expectEqual(await page.locator("#clip-speed").inputValue(), "100");
  await page.getByText("31 pictures, plays for 2.48 s.").waitFor();
  const before = await said(page);
  const saved = await lab.download(() => page.keyboard.press("Enter"));
  keep(saved);
  expect(/^eventual-log-shipping-\d+-clip-0\.500s-0\.740s\.gif$/.test(saved.name), saved.name);
  await page.locator('[data-clip="made"]').waitFor({ state: "attached" });
  const clip = gif(saved.bytes);
  expectEqual([clip.loop, clip.rest], [0, 0]);
  expect(clip.frames.length > 20 && clip.frames.length <= 31, `${clip.frames.length} pictures: a message moves in most of them`);
  // Hundredths of a second: eight for each picture, and the last one stands longer.
  expectEqual(clip.frames.reduce((sum, { delay }) => sum + delay, 0), 31 * 8 + 150);
  expectEqual([clip.frames[0].wide, clip.frames[0].high], [clip.width, clip.height]);
  expect(saved.bytes.length < 600_000, `${saved.bytes.length} bytes`);
  const seen = await looked(context, saved.bytes, "image/gif");
  expectEqual([seen.width, seen.height], [clip.width, clip.height]);
  expect(seen.colours > 20, `${seen.colours} colours`);
  // Nobody was led elsewhere: the cursor is where it was.
  expectEqual((await said(page)).step, before.step);
  await page.locator("#clip-again").uncheck();
  await page.locator("#clip-to").fill("0.54");
  expectEqual(gif((await lab.download(() => page.locator("#clip-make").click())).bytes).loop, null);
});

story("a clip that cannot be is told with what could, and one under way can be stopped", async ({ page, lab }) => {
  await lab.open(linkTo(slow));
  await still(page);
  await page.locator("#pictures").evaluate((menu) => (menu.open = true));
  await page.locator('#pictures [data-form="clip"]').evaluate((button) => button.click());
  expectEqual(await page.evaluate(() => document.activeElement.id), "clip-from");
  await page.locator("#clip-from").fill("0.2");
  for (const [to, speed, tells] of [["soon", "100", "From and to are seconds"], ["0.1", "100", "its end must lie after its beginning"], ["9", "100", "the run ends at 3.000 s"], ["3", "50", "it would have 701 pictures"]]) {
    await page.locator("#clip-to").fill(to);
    await page.locator("#clip-speed").selectOption(speed);
    await page.locator("#clip-comes-to.wrong").getByText(tells).waitFor();
  }
  await page.locator("#clip-speed").selectOption("200");
  await page.locator("#clip-to").fill("3");
  await page.locator("#clip-make").click();
  await page.locator("#clip-state").getByText(/Drawing picture \d+ of 176/).waitFor();
  expectEqual(await page.evaluate(() => document.activeElement.id), "clip-make");
  await page.keyboard.press("Enter");
  await page.locator('[data-clip="asking"]').waitFor({ state: "attached" });
  await lab.picture("clip-form");
  // The run goes on as before.
  await seek(page, 1_500);
});

story("a browser that does not hand out what it paints is told so", async ({ page, lab }) => {
  await page.addInitScript(() => {
    const read = CanvasRenderingContext2D.prototype.getImageData;
    CanvasRenderingContext2D.prototype.getImageData = function (...args) {
      const image = read.apply(this, args);
      image.data.fill(255);
      return image;
    };
  });
  await lab.open(linkTo(slow));
  await still(page);
  await page.locator('#pictures [data-form="stage-png"]').evaluate((button) => button.click());
  await page.locator(".notices").getByText("does not hand out what it paints").waitFor();
  await page.locator("#clip > summary").click();
  await page.locator("#clip-make").click();
  await page.locator('[data-clip="unpainted"]').getByText("does not hand out what it paints").waitFor();
});

story("the form of a clip is sound for everybody", { bypassCSP: true, size: [390, 844], theme: "dark", motion: "reduce", language: "zh" }, async ({ page, lab }) => {
  await lab.open("#/lab");
  await still(page);
  await page.locator("#clip > summary").click();
  expectEqual(await page.locator("#clip-again").isChecked(), false);
  expectEqual(await lab.axe(), []);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing sticks out");
  await lab.picture("clip-form-zh");
});
