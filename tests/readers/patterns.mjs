// Reads patterns as a JSON list from standard input, and prints what recheck proves of each as a JSON list.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";

const { check } = createRequire(import.meta.url)("recheck");
const patterns = JSON.parse(readFileSync(0, "utf8"));
const timeout = Number(process.argv[2]);
const found = new Array(patterns.length);
let next = 0;

async function work() {
  for (let at = next++; at < patterns.length; at = next++) {
    const told = await check(patterns[at], "", { timeout });
    const { type, degree } = told.complexity ?? {};
    const proved = type === "polynomial" ? `polynomial ${degree}` : type;
    found[at] = { proved: proved ?? "nothing", attack: told.attack?.pattern ?? "" };
  }
}

await Promise.all(Array.from({ length: availableParallelism() }, work));
console.log(JSON.stringify(found));
process.exit(0);
