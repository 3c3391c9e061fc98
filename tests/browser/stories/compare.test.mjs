// Compare: the same workday several ways, in step under one transport.
import { expect, expectEqual, story } from "../lab.mjs";

const AT = (page) => page.evaluate(() => Number(document.body.dataset.atUs));

/** Opens the comparison and waits until its columns are held against each other. */
async function open(lab, hash = "#/compare") {
  await lab.open(hash);
  await lab.page.locator('.receipts[data-part="clients"]').waitFor({ timeout: 60_000 });
}

const columns = (page) => page.locator("[data-column].lane").evaluateAll((all) => all.map((one) => one.dataset.column));

story("the header leads to columns that begin as three ways with different troubles", { motion: "reduce" }, async ({ page, lab }) => {
  await lab.open("#/lab");
  await page.locator('.top nav a[href="#/compare"]').click();
  await page.locator('.receipts[data-part="clients"]').waitFor({ timeout: 60_000 });
  expectEqual(await page.locator("h1").innerText(), "The same workday, several ways");
  const names = await columns(page);
  expectEqual(names.length, 3);
  expectEqual(new Set(names).size, 3);
  expectEqual(await page.locator(".phone").count(), 3);
  expect((await page.locator(".receipts tbody tr").count()) > 20);
});

story("all columns stand at one moment, and the first difference is one click away", { motion: "reduce" }, async ({ page, lab }) => {
  await open(lab);
  await page.locator("#difference-go").click();
  await page.waitForFunction(() => Number(document.body.dataset.atUs) > 0);
  const there = await AT(page);
  const first = await page.locator(".first dd").evaluateAll((all) => all.map((one) => one.innerText));
  expect(new Set(first).size > 1, `${first}`);
  await page.locator("#difference-next").click();
  await page.waitForFunction((before) => Number(document.body.dataset.atUs) > before, there);
  // The slider over all ribbons moves by keyboard.
  await page.locator(".ribbons [role=slider]").focus();
  await page.keyboard.press("Home");
  await page.waitForFunction(() => Number(document.body.dataset.atUs) === 0);
});

story("best and worst have a word and a reason that leads to its moment", { motion: "reduce" }, async ({ page, lab }) => {
  await open(lab);
  expect((await page.locator(".receipts .best .rank").count()) > 3);
  expect((await page.locator(".receipts .worst .rank").count()) > 3);
  const proof = page.locator(".receipts .proofs button").first();
  const at = Math.round(Number.parseFloat((await proof.innerText()).split(" ")[0]) * 1_000);
  await proof.focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction((ms) => Math.floor(Number(document.body.dataset.atUs) / 1_000) === ms, at);
});

story("columns are chosen, added and removed, stand in the address, and come again by it", { motion: "reduce" }, async ({ page, lab }) => {
  await open(lab, "#/compare?with=rpc");
  expectEqual((await columns(page)).slice(1), ["rpc"]);
  await page.locator("#column-add").selectOption("saga");
  await page.locator('.abreast[data-columns="3"]').waitFor();
  await page.locator("#column-choice-1").selectOption("two-phase-commit");
  await page.locator('.lane[data-column="two-phase-commit"]').waitFor();
  expect(page.url().endsWith("#/compare?with=two-phase-commit,saga"), page.url());
  await page.reload();
  await page.locator('.abreast[data-columns="3"]').waitFor({ timeout: 60_000 });
  expectEqual((await columns(page)).slice(1), ["two-phase-commit", "saga"]);
  await page.locator(".choose .one button").first().click();
  await page.locator('.abreast[data-columns="2"]').waitFor();
});

story("a column that does not exist is named, and nothing else happens", { motion: "reduce" }, async ({ page, lab }) => {
  await lab.open("#/compare?with=carrier-pigeon");
  const problems = page.locator(".notices .problems");
  await problems.waitFor();
  expect((await problems.innerText()).includes("carrier-pigeon"));
  await page.locator("#column-choice-1").selectOption("rpc");
  await page.locator('.abreast[data-columns="2"]').waitFor({ timeout: 60_000 });
  expectEqual(await problems.count(), 0);
});

story("a column opens in the Lab at the moment at which it stood", { motion: "reduce" }, async ({ page, lab }) => {
  await open(lab, "#/compare?with=rpc");
  await page.locator("#difference-go").click();
  await page.waitForFunction(() => Number(document.body.dataset.atUs) > 0);
  const there = await AT(page);
  await page.locator('.lane[data-column="rpc"] .to-lab button').click();
  await page.locator(".lab").waitFor();
  await lab.ready();
  await page.waitForFunction((at) => Number(document.body.dataset.atUs) === at, there);
  await page.locator(".left details").first().evaluate((it) => (it.open = true));
  expect(await page.locator('input[name=protocol][value="rpc"]').isChecked());
});

story("the table is saved as CSV and JSON, and so is a receipt", { motion: "reduce" }, async ({ page, lab }) => {
  await open(lab, "#/compare?with=rpc,saga");
  const csv = await lab.download(() => page.locator("#compare-csv").click());
  expect(csv.name.endsWith(".csv") && csv.text.startsWith("\ufeffsection,row,title,"), csv.name);
  expect(csv.text.includes("stale-reads"));
  const json = await lab.download(() => page.locator("#compare-json").click());
  expectEqual(JSON.parse(json.text).columns.map((it) => it.protocol).slice(1), ["rpc", "saga"]);
  await page.goto(`${lab.url}#/lab`);
  await lab.ready();
  await page.locator("#tab-3").click();
  await page.locator("#whole-receipt").click();
  const receipt = await lab.download(() => page.locator("#receipt-json").click());
  expect(JSON.parse(receipt.text).operations.asked > 0);
  const lines = await lab.download(() => page.locator("#receipt-csv").click());
  expect(lines.text.includes("operations.asked,"));
});

story("it is printed on one page", { motion: "reduce" }, async ({ page, lab }) => {
  await open(lab);
  const pdf = await page.pdf({ preferCSSPageSize: true });
  expectEqual((pdf.toString("latin1").match(/\/Type\s*\/Page[^s]/g) ?? []).length, 1);
});

for (const [language, theme, size] of [["en", "light", [1440, 900]], ["zh", "dark", [360, 740]], ["zh", "light", [1920, 1080]], ["en", "dark", [768, 1024]]]) {
  story(`axe finds nothing, and nothing hangs over: ${language}, ${theme}, ${size[0]}`, { language, theme, size, motion: "reduce", bypassCSP: true, timeout: 240_000 }, async ({ page, lab }) => {
    for (const with_ of ["rpc", "rpc,shared-database", "rpc,two-phase-commit,shared-database"]) {
      await lab.open(`#/compare?with=${with_}`);
      await page.locator(`.abreast[data-columns="${with_.split(",").length + 1}"]`).waitFor({ timeout: 60_000 });
      await page.locator("#difference-go").click();
      await page.locator(".fairness").evaluate((it) => (it.open = true));
      expectEqual(await lab.axe(), []);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(over <= 0, `${over} pixels hang over`);
    }
  });
}
