// Runs kernels as it is told, a line each: `kernel size events`. Answers `nanoseconds count sum`.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const { instance } = await WebAssembly.instantiate(readFileSync(process.argv[2]), {});
const { prepare, work, done, sum } = instance.exports;

// Processor time, as on the native side; it comes in whole microseconds.
const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
};

for await (const line of createInterface({ input: process.stdin })) {
  const [which, size, events] = line.split(' ').map(Number);
  prepare(which, size, events);
  const begun = cpu();
  work();
  const ns = cpu() - begun;
  console.log(ns, BigInt.asUintN(64, done()).toString(), BigInt.asUintN(64, sum()).toString());
}
