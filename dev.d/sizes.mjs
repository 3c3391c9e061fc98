// How large the built site is: each file as it is, gzipped and with brotli, and what a first visit fetches.
// `node dev.d/sizes.mjs dist`; dev test prints it after each release build. It fails where a program is larger than its budget, or where
// the page can open runs by itself: then all of the engine has come into it.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const root = process.argv[2] ?? "dist";
const files = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length + 1).replaceAll("\\", "/"))
  .map((name) => ({ name, ...measure(readFileSync(join(root, name))) }));

function measure(bytes) {
  const quality = bytes.length > 3_000_000 ? 9 : constants.BROTLI_MAX_QUALITY;
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } });
  return { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotli.length };
}

// The page names what it needs at once; the worker's files are found by name, because the program asks for them later.
const page = readFileSync(join(root, "index.html"), "utf8");
const named = new Set([...page.matchAll(/(?:href|src)="?\.?\/?([^"\s>]+)"?/g)].map((match) => match[1]));
const kind = ({ name }) =>
  /^worker\b|^worker_/.test(name) ? "worker" : name === "index.html" || named.has(name) || /^pieces-/.test(name) ? "first load" : /^[a-z_0-9]+-[0-9a-f]+\.wasm$/.test(name) ? "pieces" : "later";

const number = (n) => n.toLocaleString("en").padStart(12);
const line = (label, sizes) => console.log(label.padEnd(44) + number(sizes.raw) + number(sizes.gzip) + number(sizes.brotli));
const total = (list) => list.reduce((sum, f) => ({ raw: sum.raw + f.raw, gzip: sum.gzip + f.gzip, brotli: sum.brotli + f.brotli }), { raw: 0, gzip: 0, brotli: 0 });

// Bytes in brotli that a change may not leave without saying so here. What they are to become is 200 and 400 kB.
const BUDGETS = { "first load": 750_000, worker: 1_950_000 };
const NO_ENGINE = "only the engine opens runs";

const wrong = [];
console.log("bytes".padEnd(44) + "raw".padStart(12) + "gzip".padStart(12) + "brotli".padStart(12));
for (const group of ["first load", "pieces", "worker", "later"]) {
  const members = files.filter((file) => kind(file) === group).sort((a, b) => b.raw - a.raw);
  if (members.length === 0) continue;
  for (const file of members) line("  " + file.name, file);
  const all = total(members);
  line(`${group}, ${members.length} files`, all);
  if (all.brotli > (BUDGETS[group] ?? Infinity)) wrong.push(`${group}: ${all.brotli} bytes in brotli, its budget is ${BUDGETS[group]}`);
}
for (const { name } of files.filter((file) => /first load|pieces/.test(kind(file)) && file.name.endsWith(".wasm"))) {
  if (readFileSync(join(root, name)).includes(NO_ENGINE)) wrong.push(`${name}: something in the page opens runs by itself`);
}
wrong.forEach((it) => console.error(it));
process.exitCode = wrong.length > 0 ? 1 : 0;
