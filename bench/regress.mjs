// npm run bench:check: whether the built package is as fast as bench/baseline.json says, in units that hold on any machine.
// README.md says what they are.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { createPlan, pool } from "stridepool";
import { inputOf } from "./data.mjs";
import { machineOf } from "./machine.mjs";
import { measure } from "./measure.mjs";
import { plainLoop } from "./plain.mjs";
import { parseProblem, productOf } from "./shapes.mjs";
import { compileSimple, unitOf } from "./simple.mjs";

/** @import { Problem } from "./shapes.mjs" */

/**
 * A problem in one of stridepool's ways, and what it is measured by: the same bytes pooled by a simple SIMD loop, that loop
 * with copies in and out, or the plain loop.
 * @typedef {object} Row
 * @property {string} problem
 * @property {"plan" | "call, out"} way
 * @property {"simple" | "simple, copied" | "plain"} unit
 */

/** @type {Row[]} */
const ROWS = [
  ...[
    "max f32 512x512 w2x2",
    "mean f32 512x512 w2x2",
    "max u8 512x512 w2x2",
    "mean u8 512x512 w2x2 ru8",
    "max f32 4096x4096 w2x2",
    "mean u8 4096x4096 w2x2 ru8",
    "max f32 1024x1024 w3x3 s1x1 p1x1",
    "mean f32 1024x1024 w8x8",
    "max u8 1024x1024 w5x5 s1x1 p2x2",
    "max u8 512x512 w31x31 s1x1 p15x15",
    "mean f32 512x512 w31x31 s1x1 p15x15 breflect",
    "median u8 512x512 w3x3 s1x1 p1x1 bedge ru8",
    "max f32 8x64x64x64 w2x2 a1x2",
    "mean u8 1024x1024x4 w2x2 a0x1 ru8",
  ].map((problem) => /** @type {Row} */ ({ problem, way: "plan", unit: "simple" })),
  ...["max f32 512x512 w2x2", "mean u8 512x512 w2x2 ru8", "mean f32 2048x2048 w2x2"].map(
    (problem) => /** @type {Row} */ ({ problem, way: "call, out", unit: "simple, copied" }),
  ),
  { problem: "max f32 8x8 w2x2", way: "plan", unit: "plain" },
  { problem: "max f32 8x8 w2x2", way: "call, out", unit: "plain" },
];

/** Slower than this part of its baseline is a regression. */
const ENOUGH = 0.7;
/** Faster than this many times its baseline wants a new one. */
const AHEAD = 1.5;
const ATTEMPTS = 4;
/** Samples so short that some fall between whatever else the machine does. */
const EFFORT = { rounds: 40, seconds: 0.0004, most: 0.8 };
const BASELINE = new URL("baseline.json", import.meta.url);

/** @type {(row: Row) => string} */
const nameOf = ({ problem, way }) => `${problem}, ${way}`;

/** @typedef {{ ours: number, unit: number }} Pair nanoseconds */

/**
 * The times of a row and of its unit.
 * @param {Row} row
 * @param {WebAssembly.Module} module of the simple loops
 * @param {boolean} slow whether everything is done twice
 * @returns {Promise<Pair>}
 */
async function pairOf(row, module, slow) {
  const problem = parseProblem(row.problem);
  const { op, dtype, result, shape, window, stride, padding, border, axes, outShape } = problem;
  const data = inputOf(problem);
  const options = { axes, stride, padding, dtype: result.name, ...(border && { padMode: border }) };
  const out = { data: new result.Array(productOf(outShape)), shape: outShape };
  const plan = createPlan(op, { shape, dtype: dtype.name }, window, options);
  plan.input.data.set(/** @type {never} */ (data));
  const input = { data, shape };
  const withOut = { ...options, out };
  const once = row.way === "plan" ? () => plan.run() : () => pool(op, input, window, withOut);
  const ours = slow
    ? () => {
        once();
        once();
      }
    : once;
  const times = await measure(
    { ours, unit: unitFor(row, problem, data, module) },
    EFFORT,
    problem.bytes < 4096 ? 100 : 1,
  );
  plan.dispose();
  return { ours: times.ours.ns, unit: times.unit.ns };
}

/** @type {(row: Row, problem: Problem, data: ReturnType<typeof inputOf>, module: WebAssembly.Module) => () => void} */
function unitFor({ unit }, problem, data, module) {
  if (unit === "plain") {
    const loop = plainLoop(problem);
    const expected = new problem.result.Array(productOf(problem.outShape));
    return () => loop(data, expected);
  }
  const { run, call } = unitOf(module, problem, data);
  return unit === "simple" ? run : call;
}

/**
 * The names of what is slower than it may be.
 * @param {Record<string, number>} ratios measured
 * @param {Record<string, number>} baseline
 */
export function slowerThan(ratios, baseline) {
  return Object.keys(ratios).filter((name) => !(ratios[name] >= ENOUGH * baseline[name]));
}

/**
 * Measures rows, and those that fall short again, as the machine may have had something else to do. What it has to do can
 * only add to a time, of the row or of its unit: so the shortest of each count, whenever they were.
 * @param {Row[]} rows
 * @param {(row: Row) => Promise<Pair>} measureOne
 * @param {Record<string, number>} baseline
 */
export async function judged(rows, measureOne, baseline) {
  /** @type {Record<string, Pair>} */
  const pairs = {};
  /** @type {Record<string, number>} */
  const ratios = {};
  let left = rows;
  for (let attempt = 0; attempt < ATTEMPTS && left.length > 0; attempt++) {
    for (const row of left) {
      const name = nameOf(row);
      pairs[name] = shortest(pairs[name], await measureOne(row));
      ratios[name] = pairs[name].unit / pairs[name].ours;
    }
    const slow = slowerThan(ratios, baseline);
    left = rows.filter((row) => slow.includes(nameOf(row)));
  }
  return { ratios, slow: slowerThan(ratios, baseline) };
}

/** @type {(known: Pair | undefined, found: Pair) => Pair} */
function shortest(known, found) {
  if (known === undefined) return found;
  return { ours: Math.min(known.ours, found.ours), unit: Math.min(known.unit, found.unit) };
}

const OPTIONS = /** @type {const} */ ({
  filter: { type: "string" },
  update: { type: "boolean" },
  slow: { type: "boolean" },
});

/** @param {string[]} args */
async function main(args) {
  const { values } = parseArgs({ args, options: OPTIONS });
  const rows = ROWS.filter((row) => nameOf(row).includes(values.filter ?? ""));
  const module = await compileSimple();
  const print = (/** @type {string} */ text) => void process.stdout.write(`${text}\n`);
  // Slowed on purpose, it is compared with itself as it is: what must be caught is the slowness, not the machine.
  const baseline =
    values.update || values.slow ? await known(rows, module) : JSON.parse(readFileSync(BASELINE, "utf8")).ratios;
  if (values.update) {
    const rounded = Object.fromEntries(
      Object.entries(baseline).map(([name, ratio]) => [name, Number(ratio.toPrecision(3))]),
    );
    const { node, cpu, platform, date } = machineOf();
    writeFileSync(
      BASELINE,
      `${JSON.stringify({ measured: { node, cpu, platform, date }, ratios: rounded }, null, 2)}\n`,
    );
    print(`bench/baseline.json has ${rows.length} ratios`);
    return 0;
  }
  const { ratios, slow } = await judged(rows, (row) => pairOf(row, module, values.slow ?? false), baseline);
  for (const row of rows) {
    const name = nameOf(row);
    const part = ratios[name] / baseline[name];
    const verdict = slow.includes(name) ? "  SLOWER" : part > AHEAD ? "  faster; --update makes it the baseline" : "";
    print(
      `${name.padEnd(60)} ${ratios[name].toPrecision(3).padStart(8)} × ${row.unit.padEnd(14)} ${part.toFixed(2).padStart(5)} of its baseline${verdict}`,
    );
  }
  if (slow.length === 0) return 0;
  process.stderr.write(
    `${slow.length} of ${rows.length} are more than ${Math.round((1 - ENOUGH) * 100)} % slower than they were\n`,
  );
  return 1;
}

/**
 * Ratios of the shortest times of three goes.
 * @param {Row[]} rows
 * @param {WebAssembly.Module} module
 */
async function known(rows, module) {
  /** @type {Record<string, number>} */
  const ratios = {};
  for (const row of rows) {
    /** @type {Pair | undefined} */
    let pair;
    for (let i = 0; i < 3; i++) pair = shortest(pair, await pairOf(row, module, false));
    if (pair !== undefined) ratios[nameOf(row)] = pair.unit / pair.ours;
  }
  return ratios;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = await main(process.argv.slice(2));
}
