// npm run bench: measures the built package and prints a table, or JSON. README.md says what the columns mean.
import { cpus } from "node:os";
import { setImmediate } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { backend } from "stridepool";
import { BESIDE, besideLines, besideOf } from "./beside.mjs";
import { compileLimits } from "./limits.mjs";
import { EFFORT, measure } from "./measure.mjs";
import { FACTS, factsOf } from "./package.mjs";
import { PROBLEMS, parseProblem } from "./shapes.mjs";
import { blockOf, headOf, linesOf } from "./table.mjs";
import { waysOf } from "./ways.mjs";

/** @import { Beside } from "./beside.mjs" */
/** @import { Fact } from "./package.mjs" */
/** @import { Problem } from "./shapes.mjs" */

const OPTIONS = /** @type {const} */ ({
  filter: { type: "string" },
  quick: { type: "boolean" },
  json: { type: "boolean" },
  list: { type: "boolean" },
  help: { type: "boolean" },
});

const HELP = `usage: node bench/run.mjs [options] [problem ...]

Measures stridepool's plans and calls beside a plain loop, a copy and the memory's limits.
A problem is a line of bench/shapes.mjs, such as "mean u8 512x512 w2x2 ru8"; those named here are
measured instead of the list.

  --filter TEXT  only the problems that contain TEXT
  --quick        a quarter of the time, and noisier
  --json         JSON on standard output, and nothing else
  --list         name the problems, measure nothing
  --help         this text

Example: node bench/run.mjs --quick --filter "u8 512x512"
`;

/**
 * @param {string[]} args
 * @returns {Promise<number>} the exit code
 */
export async function main(args) {
  const request = requestOf(args);
  if (typeof request === "string") {
    process.stderr.write(`${request}; --help says more\n`);
    return 2;
  }
  const { problems, facts, beside, filter, options } = request;
  if (options.help) process.stdout.write(HELP);
  else if (options.list)
    process.stdout.write(
      `${[...facts, ...problems.map(({ text }) => text), ...beside.map(({ text }) => text)].join("\n")}\n`,
    );
  else return report(problems, beside, facts.length > 0 ? filter : undefined, options);
  return 0;
}

/** @param {string[]} args */
function requestOf(args) {
  try {
    const { values: options, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
    const filter = options.filter ?? "";
    const wanted = (/** @type {string} */ text) => text.includes(filter);
    const named = positionals.length > 0;
    const problems = (named ? positionals : PROBLEMS).filter(wanted).map(parseProblem);
    const facts = named ? [] : FACTS.filter(wanted);
    const beside = named ? [] : BESIDE.filter(({ text }) => wanted(text));
    if (problems.length + facts.length + beside.length === 0) return `no problem contains "${filter}"`;
    return { problems, facts, beside, filter, options };
  } catch (error) {
    // Of parseArgs' messages the first sentence is the refusal.
    return String(error instanceof Error ? error.message : error)
      .split(". ")[0]
      .replaceAll("\n", " ");
  }
}

/**
 * @param {Problem[]} problems
 * @param {Beside[]} beside
 * @param {string | undefined} filter of the facts; undefined for none
 * @param {{ json?: boolean, quick?: boolean }} options
 */
async function report(problems, beside, filter, { json, quick }) {
  const effort = EFFORT[quick ? "quick" : "full"];
  const print = (/** @type {string} */ text) => void (json || process.stdout.write(`${text}\n`));
  const machine = {
    node: process.version,
    v8: process.versions.v8,
    cpu: cpus()[0].model.trim(),
    cpus: cpus().length,
    engine: backend().build,
    date: new Date().toISOString(),
  };
  const { node, v8, engine, date } = machine;
  print(`node ${node} (V8 ${v8}), ${machine.cpus} x ${machine.cpu}, engine ${engine}, ${date}`);
  print(`best of ${effort.rounds} rounds, contestants in turn\n`);

  // First of all, while V8 has seen no other use of the package.
  const facts = filter === undefined ? [] : factsOf(filter, effort);
  if (facts.length > 0) print(`${factLines(facts)}\n`);

  const module = await compileLimits();
  const width = Math.max(...problems.map(({ text }) => text.length));
  const lines = [];
  if (problems.length > 0) print(headOf(width));
  for (const problem of problems) {
    const ways = waysOf(problem, module);
    const mismatch = ways.mismatch();
    if (mismatch !== undefined) {
      process.stderr.write(`${problem.text}: ${mismatch}\n`);
      return 1;
    }
    const measured = linesOf(problem.text, problem.bytes, measure(ways.contestants, effort, callsFor(problem)));
    ways.dispose();
    lines.push(...measured);
    print(`${blockOf(measured, width)}\n`);
    // A reader that has gone away is noticed only between turns of the event loop.
    await setImmediate();
  }
  const options = [];
  const column = Math.max(...beside.map(({ text }) => text.length));
  if (beside.length > 0) print(`${"problem + option".padEnd(column)}  way   without ns      with ns  times`);
  for (const one of beside) {
    const measured = besideOf(one, effort);
    options.push(...measured);
    print(besideLines(measured, column));
    await setImmediate();
  }
  if (json) process.stdout.write(`${JSON.stringify({ machine, effort, facts, lines, options }, null, 2)}\n`);
  return 0;
}

/** @type {(problem: Problem) => number} */
function callsFor({ bytes }) {
  return bytes < 4096 ? 100 : 1;
}

/** @type {(facts: Fact[]) => string} */
function factLines(facts) {
  const width = Math.max(...facts.map(({ name }) => name.length));
  return facts
    .map(({ name, value, unit, note }) => {
      const figure = unit === "bytes" ? Math.round(value).toLocaleString("en-US") : value.toFixed(1);
      return `${name.padEnd(width)} ${figure.padStart(9)} ${unit.padEnd(5)}  ${note}`;
    })
    .join("\n");
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.stdout.on("error", () => process.exit(1));
  process.exitCode = await main(process.argv.slice(2));
}
