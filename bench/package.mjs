import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { createPlan, maxPool } from "stridepool";
import { measure, medianOf } from "./measure.mjs";

/** @import { Effort } from "./measure.mjs" */

/**
 * What a user notices of the package itself.
 * @typedef {object} Fact
 * @property {string} name
 * @property {number} value
 * @property {string} unit
 * @property {string} note
 */

const STARTS = 10;
/** A call of some ten nanoseconds is timed by the hundred. */
const CALLS = 100;

/** @type {{ names: string[], find: (effort: Effort) => Fact[] | Promise<Fact[]> }[]} */
const GROUPS = [
  { names: ["maxPool of one 8x8", "plan.run() of one 8x8"], find: smallest },
  { names: ["import to first result, best", "import to first result, median"], find: start },
  { names: ["engine", "library"], find: sizes },
];

export const FACTS = GROUPS.flatMap((group) => group.names);

/**
 * @param {string} filter
 * @param {Effort} effort
 * @returns {Promise<Fact[]>}
 */
export async function factsOf(filter, effort) {
  const wanted = (/** @type {string} */ name) => name.includes(filter);
  const groups = GROUPS.filter((group) => group.names.some(wanted));
  const facts = [];
  for (const group of groups) facts.push(...(await group.find(effort)));
  return facts.filter((fact) => wanted(fact.name));
}

/** @type {(effort: Effort) => Promise<Fact[]>} */
async function smallest(effort) {
  const input = { data: Float32Array.from({ length: 64 }, (_, i) => (i * 37) % 64), shape: [8, 8] };
  const plan = createPlan("max", { shape: [8, 8], dtype: "float32" }, [2, 2]);
  plan.input.data.set(input.data);
  const contestants = { [FACTS[0]]: () => maxPool(input, [2, 2]), [FACTS[1]]: () => plan.run() };
  const times = await measure(contestants, effort, CALLS);
  plan.dispose();
  return Object.entries(times).map(([name, { ns, rme }]) => ({
    name,
    value: ns,
    unit: "ns",
    note: `float32 by 2x2, ±${rme?.toFixed(1)} %`,
  }));
}

/** @type {() => Fact[]} */
function start() {
  const script = fileURLToPath(new URL("first-result.mjs", import.meta.url));
  const run = () => Number(execFileSync(process.execPath, [script], { encoding: "utf8" }));
  const times = Array.from({ length: STARTS }, run);
  const note = `maxPool of one 8x8, of ${STARTS} new processes`;
  return [
    { name: FACTS[2], value: Math.min(...times), unit: "ms", note },
    { name: FACTS[3], value: medianOf(times), unit: "ms", note },
  ];
}

/** @type {() => Fact[]} */
function sizes() {
  const gzipped = (/** @type {URL} */ url) => gzipSync(readFileSync(url), { level: 9 }).length;
  const dist = new URL("../dist/", import.meta.url);
  const files = readdirSync(dist).filter((name) => name.endsWith(".js"));
  const library = files.reduce((sum, name) => sum + gzipped(new URL(name, dist)), 0);
  const engine = gzipped(new URL("../build/release.wasm", import.meta.url));
  return [
    { name: FACTS[4], value: engine, unit: "bytes", note: "build/release.wasm, gzipped" },
    { name: FACTS[5], value: library, unit: "bytes", note: `${files.join(" ")}, each gzipped, engines inside` },
  ];
}
