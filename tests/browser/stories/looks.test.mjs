// How the page looks and is reached: a projector, the keyboard from pane to pane, what stands first, labels that are whole, nothing that jumps.
import { expect, expectEqual, story } from "../lab.mjs";

const said = (page) => page.evaluate(() => ({ ...document.body.dataset }));
const shown = (page, selector) => page.locator(selector).first().isVisible();

/** Opens the Lab with time standing still. */
async function still(page, lab, hash = "#/lab") {
  await lab.open(hash);
  if ("playing" in (await said(page))) await page.getByRole("button", { name: /^(Pause|暂停)$/ }).click();
  await page.locator("body:not([data-playing])").waitFor({ state: "attached" });
  await lab.ready();
  await page.locator(".card").first().waitFor();
}

/** Presses a key that leads to another moment, and waits until it is there. */
async function press(page, key) {
  const { atUs } = await said(page);
  await page.keyboard.press(key);
  await page.waitForFunction((old) => document.body.dataset.atUs !== old, atUs);
  return Number((await said(page)).atUs);
}

for (const how of ["?present in the address", "its button"]) {
  story(`shown to a class by ${how}: large letters, no columns, a clicker's keys, and a code for phones`, { size: [1920, 1080] }, async ({ page, lab, context }) => {
    await still(page, lab, how.startsWith("?") ? "#/lab?present" : "#/lab");
    if (!how.startsWith("?")) await page.locator("#present").click();
    await page.locator("main.presenting").waitFor();
    expectEqual(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), "24px");
    for (const column of [".left", ".right", ".narration"]) expect(!(await shown(page, column)), `${column} is folded`);
    const key = await page.locator(".key.play").boundingBox();
    expect(key.width >= 48 && key.height >= 48, "a key that is hit from afar");
    await page.locator("main").focus();
    const first = await press(page, "PageDown");
    const second = await press(page, "PageDown");
    expect(second > first, "the next turning point is later");
    expectEqual(await press(page, "PageUp"), first, "and the way back leads to the one before");
    expect(!("playing" in (await said(page))), "there it stands still");
    // The code is of the run as it is shown: whoever scans it sees the same.
    await lab.ready();
    await page.getByRole("img", { name: "QR code of the address" }).waitFor();
    const [digest, { atUs }] = [await lab.digest(), await said(page)];
    await page.locator(".code").getByRole("button", { name: "Larger" }).click();
    const address = await page.locator("#link-address").inputValue();
    await page.keyboard.press("Escape");
    const phone = await context.newPage();
    await phone.setViewportSize({ width: 390, height: 844 });
    await phone.goto(address);
    await phone.waitForFunction(([digest, atUs]) => document.body.dataset.digest === digest && document.body.dataset.atUs === atUs, [digest, atUs]);
    await phone.close();
    await page.locator("main").focus();
    await page.keyboard.press("Escape");
    await page.locator("main:not(.presenting)").waitFor();
    expect((await shown(page, ".left")) && (await shown(page, ".right")), "the columns are back");
  });
}

story("from the skip link to Play in three keys", { motion: "reduce" }, async ({ page, lab }) => {
  await still(page, lab);
  await page.keyboard.press("Tab");
  expectEqual(await page.evaluate(() => document.activeElement.className), "skip");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Shift+F6");
  expect(await page.evaluate(() => document.activeElement.matches(".key.play")), "Play has the focus");
  await page.keyboard.press("Enter");
  await page.locator("body[data-playing]").waitFor({ state: "attached" });
});

story("F6 goes from pane to pane and back, and a list is one stop with arrows inside", { size: [1440, 900] }, async ({ page, lab }) => {
  await still(page, lab);
  for (let n = 0; n < 12; n++) await page.keyboard.press("ArrowRight");
  await page.locator(".facts button").nth(2).waitFor();
  const panes = [".left", ".stage", ".space-time", ".right", ".narration", ".bottom"];
  const pane = () => page.evaluate((panes) => panes.find((pane) => document.querySelector(`.lab ${pane}`)?.contains(document.activeElement)), panes);
  await page.locator("main").focus();
  for (const wanted of [...panes, panes[0]]) {
    await page.keyboard.press("F6");
    expectEqual(await pane(), wanted);
  }
  await page.keyboard.press("Shift+F6");
  expectEqual(await pane(), ".bottom");
  await page.keyboard.press("Shift+F6");
  expectEqual(await pane(), ".narration");
  const place = () => page.evaluate(() => [...document.querySelectorAll(".facts button")].indexOf(document.activeElement));
  expectEqual(await place(), 0);
  await page.keyboard.press("ArrowDown");
  expectEqual(await place(), 1);
  await page.keyboard.press("ArrowUp");
  expectEqual(await place(), 0);
  // One press of Tab leaves the list, whatever is in it.
  await page.keyboard.press("Tab");
  expectEqual(await place(), -1);
  expectEqual(await page.locator(".facts").getAttribute("tabindex"), "-1", "the list itself is no stop");
});

story("the picker groups the ways by the question they answer, each with what it costs", async ({ page, lab }) => {
  await still(page, lab);
  for (const [language, costs] of [["en", "What it costs: "], ["zh", "代价："]]) {
    if (language === "zh") await page.locator("#language").click();
    await page.locator("details.another").evaluate((list) => (list.open = true));
    const ways = await page.locator("fieldset.way").evaluateAll((all) =>
      all.map((way) => [way.querySelector("legend").textContent, [...way.querySelectorAll("small")].map((small) => small.textContent)]),
    );
    expect(ways.length >= 4, `${ways.length} answers`);
    for (const [title, all] of ways) {
      expect(title.length > 2 && all.length >= 1, title);
      for (const cost of all) expect(cost.startsWith(costs) && /[.。]$/.test(cost), cost);
    }
  }
  const before = await lab.digest();
  await page.locator('input[name="protocol"]:not(:checked)').first().check();
  await page.waitForFunction((old) => document.body.dataset.engine === "ready" && document.body.dataset.digest !== old, before);
});

story("presets stand first: a workload, a network and the safest settings are one choice each", async ({ page, lab }) => {
  await still(page, lab);
  for (const more of ["#protections", "#settings", "#network-more", "#clients-more"]) {
    expectEqual(await page.locator(more).evaluate((it) => it.open), false, `${more} is closed`);
  }
  await page.locator("details#clients").evaluate((group) => (group.open = true));
  let before = await lab.digest();
  for (const [id, label] of [["#preset", "Across continents"], ["#workload", "Mostly reads"], ["#safety", "As safe as it gets"]]) {
    await page.locator(id).selectOption({ label });
    await page.waitForFunction((old) => document.body.dataset.engine === "ready" && document.body.dataset.digest !== old, before);
    before = await lab.digest();
    expectEqual(await page.locator(id).evaluate((list) => list.selectedOptions[0].text), label);
  }
  // One thing set by hand, and it is nobody's preset any more.
  await page.locator("#clients-count-exact").fill("2");
  await page.locator("#clients-count-exact").press("Enter");
  await page.waitForFunction(() => document.querySelector("#workload").selectedOptions[0].text === "Your own settings");
});

/** The labels that do not fit: texts of pictures beyond their edges, and chosen options wider than their list. */
const clipped = (page) =>
  page.evaluate(() => {
    const wrong = [];
    for (const svg of document.querySelectorAll("svg.ribbon, svg.time-picture, .curve svg, svg.stage-picture")) {
      // The ribbon may use the margins of its bar.
      const room = svg.matches(".ribbon") ? 14 : 1;
      const frame = svg.getBoundingClientRect();
      for (const text of svg.querySelectorAll("text")) {
        const box = text.getBoundingClientRect();
        // What time has carried out of the window is not there.
        const hidden = text.closest("[clip-path]") && (box.right < frame.left + 40 || box.left > frame.right);
        if (box.width > 0 && !hidden && (box.left < frame.left - room || box.right > frame.right + room)) wrong.push(`${svg.getAttribute("class")}: ${text.textContent}`);
      }
    }
    const pen = document.createElement("canvas").getContext("2d");
    for (const list of document.querySelectorAll("select")) {
      if (list.clientWidth === 0 || !list.checkVisibility({ contentVisibilityAuto: true })) continue;
      const style = getComputedStyle(list);
      pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
      const text = list.selectedOptions[0]?.text ?? "";
      if (pen.measureText(text).width + parseFloat(style.paddingLeft) + 22 > list.clientWidth) wrong.push(`${list.id}: ${text}`);
    }
    for (const label of document.querySelectorAll(".clock :is(b, small), .light, .tabs button, .key, .branch")) {
      if (label.scrollWidth > label.clientWidth + 1 && label.clientWidth > 0 && getComputedStyle(label).display !== "inline") wrong.push(`cut: ${label.textContent}`);
    }
    return wrong;
  });

for (const language of ["en", "zh"]) {
  for (const [name, size] of [["a phone", [360, 740]], ["a laptop", [1280, 800]], ["a wide screen", [1920, 1080]]]) {
    story(`no label is cut off, and time's bar keeps its height: ${language}, ${name}`, { language, size, motion: "reduce", timeout: 180_000 }, async ({ page, lab }) => {
      await still(page, lab);
      if (await shown(page, ".drawer")) {
        await page.locator(".drawer").click();
        await page.locator(".left details").evaluateAll((all) => all.forEach((one) => (one.open = true)));
        expectEqual(await clipped(page), []);
        await page.locator(".drawer").click();
      } else {
        await page.locator(".left details").evaluateAll((all) => all.forEach((one) => (one.open = true)));
      }
      const heights = new Set();
      for (const at of [0.2, 0.32, 0.6, "End", "Home"]) {
        const { atUs } = await said(page);
        if (typeof at === "number") {
          const box = await page.locator(".ribbon").boundingBox();
          await page.mouse.click(box.x + box.width * at, box.y + 32);
        } else {
          await page.locator("main").focus();
          await page.keyboard.press(at);
        }
        await page.waitForFunction((old) => document.body.dataset.atUs !== old, atUs);
        await lab.ready();
        expectEqual(await clipped(page), [], `at ${at} of the run`);
        heights.add(Math.round((await page.locator(".bottom").boundingBox()).height));
      }
      await page.locator("main").focus();
      await page.keyboard.press("Space");
      await page.locator("body[data-playing]").waitFor({ state: "attached" });
      heights.add(Math.round((await page.locator(".bottom").boundingBox()).height));
      expectEqual(heights.size, 1, `heights of time's bar: ${[...heights]}`);
    });
  }
}

story("headings in Chinese do not break inside a word", { language: "zh", size: [360, 740], motion: "reduce" }, async ({ page, lab }) => {
  await still(page, lab);
  await page.locator(".drawer").click();
  const breaks = await page.locator(":is(h1, h2, h3, legend, caption)").evaluateAll((all) => all.filter((it) => it.offsetParent).map((it) => [it.textContent, getComputedStyle(it).wordBreak]).filter(([, how]) => how !== "keep-all"));
  expectEqual(breaks, []);
});

story("good news is a toast: nothing of the page moves for it", { size: [1440, 900] }, async ({ page, lab, context }) => {
  await context.grantPermissions(["clipboard-write"]).catch(() => {});
  await still(page, lab);
  const place = () => page.locator(".stage").boundingBox();
  const before = await place();
  await page.locator("#copy-link").click();
  await page.locator(".notices:not(.empty), dialog.sheet[open]").first().waitFor();
  expectEqual(await place(), before);
});

story("a menu stands in the column beside the stage where there is one, and covers nothing of it", { size: [1440, 900] }, async ({ page, lab }) => {
  await still(page, lab);
  await page.locator("#node-2").focus();
  await page.keyboard.press("Enter");
  const dialog = page.locator(".popover");
  await dialog.waitFor();
  const [menu, column, stage] = await Promise.all([dialog, page.locator(".lab > .right"), page.locator(".stage-picture")].map((it) => it.boundingBox()));
  expect(menu.x >= column.x && menu.x + menu.width <= column.x + column.width + 1, "inside the column");
  expect(menu.x >= stage.x + stage.width - 1, "beside the stage");
  await page.keyboard.press("Escape");
  // Where there is no such column, it stands beside what it belongs to.
  await page.setViewportSize({ width: 1000, height: 800 });
  await page.locator("#node-2").focus();
  await page.keyboard.press("Enter");
  await dialog.waitFor();
  const small = await dialog.boundingBox();
  expect(small.x >= 0 && small.x + small.width <= 1000, "inside the window");
});

story("a link has a grip of 24 pixels, and the header is one row on a phone", { size: [360, 740], motion: "reduce" }, async ({ page, lab }) => {
  await still(page, lab);
  const grips = await page.locator(".link .hit").evaluateAll((all) => all.map((hit) => parseFloat(getComputedStyle(hit).strokeWidth) * hit.getScreenCTM().a));
  expect(grips.length > 0 && grips.every((width) => width >= 24), `${grips}`);
  const tops = await page.locator(".top > *:not(.skip)").evaluateAll((all) => all.filter((it) => it.offsetParent).map((it) => it.getBoundingClientRect()).map((box) => box.top + box.height / 2));
  expect(Math.max(...tops) - Math.min(...tops) < 8, "one row");
});

story("1920 pixels are used: wider columns, larger letters, a larger stage", { size: [1920, 1080] }, async ({ page, lab }) => {
  await still(page, lab);
  const width = async (selector) => (await page.locator(selector).boundingBox()).width;
  const [left, right, centre] = [await width(".lab > .left"), await width(".lab > .right"), await width(".lab > .centre")];
  expect(left >= 330 && right >= 460 && left + right + centre >= 1915, `${left} ${centre} ${right}`);
  expect(parseFloat(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)) > 16);
});
