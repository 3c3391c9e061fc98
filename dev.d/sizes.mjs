// How large the built site is: each file as it is, gzipped and with brotli, and what a first visit fetches.
// `node dev.d/sizes.mjs dist`; dev test prints it after each release build.
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
  /^worker\b|^worker_/.test(name) ? "worker" : name === "index.html" || named.has(name) ? "first load" : "later";

const number = (n) => n.toLocaleString("en").padStart(12);
const line = (label, sizes) => console.log(label.padEnd(44) + number(sizes.raw) + number(sizes.gzip) + number(sizes.brotli));
const total = (list) => list.reduce((sum, f) => ({ raw: sum.raw + f.raw, gzip: sum.gzip + f.gzip, brotli: sum.brotli + f.brotli }), { raw: 0, gzip: 0, brotli: 0 });

console.log("bytes".padEnd(44) + "raw".padStart(12) + "gzip".padStart(12) + "brotli".padStart(12));
for (const group of ["first load", "worker", "later"]) {
  const members = files.filter((file) => kind(file) === group).sort((a, b) => b.raw - a.raw);
  if (members.length === 0) continue;
  for (const file of members) line("  " + file.name, file);
  line(`${group}, ${members.length} files`, total(members));
}
