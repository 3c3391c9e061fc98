// A file that a person brings lies open first: how it was read, what is left out, what only the person can say. Then it is taken, or not.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "../browser.mjs";
import { expect, expectEqual, story } from "../lab.mjs";

/** A file as it lies in tests/data, byte for byte. */
const data = (path, name = path.split("/").pop()) => ({ name, mimeType: "text/csv", buffer: readFileSync(join(REPOSITORY, "tests", "data", path)) });
const dialog = (page) => page.locator("dialog.import");

/** Opens the Lab, stops time, and hands a file to one of its buttons. */
async function bring(page, lab, button, file) {
  await lab.open("#/lab");
  if (await page.evaluate(() => "playing" in document.body.dataset)) await page.keyboard.press("Space");
  await page.locator("body:not([data-playing])").waitFor({ state: "attached" });
  await lab.ready();
  await page.locator("details#files").evaluate((group) => (group.open = true));
  await page.locator(button).setInputFiles(file);
  await dialog(page).locator("#use-import").waitFor();
  await dialog(page).locator("progress").waitFor({ state: "detached" });
}

/** The cells of a row of the first rows, from 0. */
const row = (page, at) => dialog(page).locator("table.first tbody tr").nth(at).locator("td").allTextContents();

story("an Alipay export in GBK shows its letters, what is left out and why, and is taken when the person says so", { language: "zh", bypassCSP: true }, async ({ page, lab }) => {
  await bring(page, lab, "#open-ledger", data("ledgers/alipay.csv"));
  expectEqual(await row(page, 0), ["20", "2026-01-28 21:32:14", "me", "支出", "12.50", "早点铺"]);
  expect((await dialog(page).locator("#import-encoding option").first().textContent()).includes("gb18030"));
  const left = dialog(page).locator(".left-out");
  await left.locator("summary").click();
  expect(/不计收支/.test(await left.textContent()) && /交易关闭/.test(await left.textContent()));
  expectEqual(await lab.axe(), []);
  const before = await lab.digest();
  await page.getByRole("button", { name: "使用这 4 条" }).click();
  await page.getByText("账本中的 4 行已成为负载。").waitFor();
  await page.waitForFunction((old) => document.body.dataset.engine === "ready" && document.body.dataset.digest !== old, before);
});

story("a German bank's export is read with its commas and umlauts; a column is changed by hand; Escape loses nothing", { bypassCSP: true }, async ({ page, lab }) => {
  await bring(page, lab, "#open-ledger", data("ledgers/sparkasse.csv"));
  const before = await lab.digest();
  expectEqual(await row(page, 0), ["3", "2026-01-27 00:00:00", "DE02120300000000202051", "goes out", "61.20 EUR", "Stadtwerke Köln"]);
  expect((await dialog(page).locator("#import-decimal option").first().textContent()).includes("a comma"));
  await dialog(page).getByLabel("Auftragskonto", { exact: true }).selectOption({ label: "not used" });
  await page.waitForFunction(() => document.querySelector("dialog.import table.first tbody td:nth-child(3)")?.textContent === "me");
  await page.getByRole("button", { name: "Read it as at first" }).click();
  await page.waitForFunction(() => document.querySelector("dialog.import table.first tbody td:nth-child(3)")?.textContent === "DE02120300000000202051");
  expectEqual(await lab.axe(), []);
  await page.keyboard.press("Escape");
  await dialog(page).locator("h2").waitFor({ state: "detached" });
  expectEqual(await lab.digest(), before);
});

story("what a file does not say is a question, answered with the keyboard", async ({ page, lab }) => {
  const text = "date,account,kind,amount\n03/04/2026,mei,deposit,5\n05/06/2026,mei,deposit,6\n";
  await bring(page, lab, "#open-ledger", lab.file("dates.csv", text));
  expect(await page.locator("#use-import").isDisabled());
  const month = dialog(page).getByRole("radio", { name: "The month comes first" });
  await month.focus();
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: "Use these 2 rows" }).waitFor();
  await page.waitForFunction(() => !document.querySelector("#use-import").disabled);
  expectEqual((await row(page, 0))[1], "2026-03-04 00:00:00");
});

story("a ping's output shows median and p99 over its round trips, and its timeouts", { bypassCSP: true }, async ({ page, lab }) => {
  await bring(page, lab, "#open-samples", data("latency/ping-linux.txt"));
  const figure = dialog(page).locator("figure.trips");
  expect((await figure.locator("circle").count()) > 0);
  const said = await figure.locator("figcaption").textContent();
  expect(/half of them within/.test(said) && /99 of 100 within/.test(said), said);
  expectEqual(await lab.axe(), []);
  await page.locator("#use-import").click();
  await page.getByText("are now the latency of every link.").waitFor();
});

story("a file of k6 is read by its metric, and dropped files find their kind", { size: [360, 780], theme: "dark" }, async ({ page, lab }) => {
  await bring(page, lab, "#open-samples", data("latency/k6.csv"));
  expect(/k6/.test(await dialog(page).locator(".how").textContent()));
  const wide = await page.evaluate(() => document.querySelector("dialog.import").scrollWidth - document.querySelector("dialog.import").clientWidth);
  expect(wide <= 0, `the dialog is ${wide} px too wide`);
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.evaluate(async (text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], "book.csv", { type: "text/csv" }));
    dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
  }, readFileSync(join(REPOSITORY, "tests", "data", "ledgers", "revolut.csv"), "utf8"));
  await page.getByRole("button", { name: "Use these 3 rows" }).waitFor();
});

story("services are put into the regions of a file with the keyboard, and it is said what each link becomes", { language: "zh", size: [360, 780], bypassCSP: true }, async ({ page, lab }) => {
  await bring(page, lab, "#open-samples", data("latency/matrix.csv"));
  const places = dialog(page).locator(".regions .pick select");
  const stands = () => places.evaluateAll((all) => all.map((select) => select.selectedOptions[0].textContent));
  const links = () => dialog(page).locator("table.links tbody tr").evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent).join(" ")));
  expectEqual((await stands()).slice(0, 3), ["us-east-1", "eu-west-1", "ap-southeast-1"]);
  expect((await links()).includes("杭州 北京 68.4 毫秒"), (await links()).join("; "));
  await dialog(page).getByLabel("杭州", { exact: true }).focus();
  // The first letters of a region choose it.
  await page.keyboard.type("ap-");
  await page.waitForFunction(() => /172.8/.test(document.querySelector("table.links")?.textContent ?? ""));
  expectEqual((await stands()).slice(0, 3), ["ap-southeast-1", "eu-west-1", "ap-southeast-1"]);
  expect((await links()).includes("杭州 上海 保持不变：两者位于同一地域"), (await links()).join("; "));
  expect(await page.evaluate(() => document.activeElement?.id === "import-region-0"), "the focus stays where it was");
  const wide = await page.evaluate(() => document.querySelector("dialog.import").scrollWidth - document.querySelector("dialog.import").clientWidth);
  expect(wide <= 0, `the dialog is ${wide} px too wide`);
  expectEqual(await lab.axe(), []);
  await page.locator("#use-import").click();
  await page.getByText("已成为位于这些地域的服务之间的延迟").waitFor();
});

story("a service for which no region is right keeps its links, and with none there is nothing to use", async ({ page, lab }) => {
  await bring(page, lab, "#open-samples", data("latency/matrix.csv"));
  const count = await dialog(page).locator(".regions .pick select").count();
  for (let at = 0; at < count; at++) await dialog(page).locator(".regions .pick select").nth(at).selectOption({ label: "in none of them" });
  await dialog(page).getByText("No two of the services stand in regions").waitFor();
  expect(await page.locator("#use-import").isDisabled());
  await page.getByRole("button", { name: "Read it as at first" }).click();
  await page.waitForFunction(() => !document.querySelector("#use-import").disabled);
  await page.locator("#use-import").click();
  await page.getByText("are now the latency between the services that stand there.").waitFor();
});

story("reading 100,000 rows can be cancelled, and nothing of it is left", { timeout: 240_000 }, async ({ page, lab }) => {
  const rows = Array.from({ length: 100_000 }, (_, n) => `${(n * 0.0005).toFixed(4)},account-${n % 500},${n % 3 ? "deposit" : "withdraw"},${1 + (n % 90)}.00,`);
  await lab.open("#/lab");
  await lab.ready();
  await page.locator("details#files").evaluate((group) => (group.open = true));
  await page.locator("#open-ledger").setInputFiles(lab.file("large.csv", `time,account,kind,amount,counterparty\n${rows.join("\n")}\n`));
  await dialog(page).locator("progress").waitFor();
  await page.getByRole("button", { name: "Cancel" }).click();
  await dialog(page).locator("h2").waitFor({ state: "detached" });
  await lab.ready();
  expectEqual(await page.locator(".problems").count(), 0);
});
