// npm run bench: measures the built package beside other libraries and prints a table, or JSON. README.md says what the
// columns mean.
import { setImmediate } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { BESIDE, besideLines, besideOf } from "./beside.mjs";
import { compileLimits } from "./limits.mjs";
import { machineOf } from "./machine.mjs";
import { EFFORT, measure } from "./measure.mjs";
import { startNative } from "./native.mjs";
import { FACTS, factsOf } from "./package.mjs";
import { loadLibraries, prepareLibraries } from "./peers.mjs";
import { PROBLEMS, parseProblem, SCALING } from "./shapes.mjs";
import { headOf, linesOf, linesText, unbeatenText } from "./table.mjs";
import { MOST_TAPS, waysOf } from "./ways.mjs";

/** @import { Beside } from "./beside.mjs" */
/** @import { Contestant } from "./measure.mjs" */
/** @import { Absent, Native, Peer } from "./native.mjs" */
/** @import { Fact } from "./package.mjs" */
/** @import { Library, Ready } from "./peers.mjs" */
/** @import { Problem } from "./shapes.mjs" */
/** @import { Kind, Line } from "./table.mjs" */

const OPTIONS = /** @type {const} */ ({
  filter: { type: "string" },
  python: { type: "string" },
  alone: { type: "boolean" },
  quick: { type: "boolean" },
  json: { type: "boolean" },
  list: { type: "boolean" },
  help: { type: "boolean" },
});

const HELP = `usage: node bench/run.mjs [options] [problem ...]

Measures stridepool's plans and calls beside other libraries, a plain loop, a copy and the memory's limits.
A problem is a line of bench/shapes.mjs, such as "mean u8 512x512 w2x2 ru8"; those named here are
measured instead of the list.

  --filter TEXT  only the problems that contain TEXT
  --python PATH  a Python with NumPy, PyTorch and the like, to compare with; or STRIDEPOOL_PYTHON
  --alone        no other libraries
  --quick        a quarter of the time, and noisier; without the largest arrays and the charts' series
  --json         JSON on standard output, and nothing else
  --list         name the problems, measure nothing
  --help         this text

Example: node bench/run.mjs --quick --filter "u8 512x512"
`;

/** Arrays of the quick run have fewer elements. */
const QUICK = 4096 * 4096;

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
    const listed = options.quick ? PROBLEMS : [...PROBLEMS, ...Object.values(SCALING).flat()];
    const texts = new Set(named ? positionals : listed);
    const problems = [...texts]
      .filter(wanted)
      .map(parseProblem)
      .filter(({ length }) => named || !options.quick || length < QUICK);
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
 * @param {{ json?: boolean, quick?: boolean, alone?: boolean, python?: string }} options
 */
async function report(problems, beside, filter, { json, quick, alone, python = process.env.STRIDEPOOL_PYTHON }) {
  const effort = EFFORT[quick ? "quick" : "full"];
  const print = (/** @type {string} */ text) => void (json || process.stdout.write(`${text}\n`));

  // First of all, while V8 has seen no other use of the package, and before other libraries take memory.
  const facts = filter === undefined ? [] : await factsOf(filter, effort);

  const module = await compileLimits();
  const libraries = alone || problems.length === 0 ? [] : await loadLibraries();
  let native;
  try {
    native = alone || !python || problems.length === 0 ? undefined : await startNative(python);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    return 2;
  }
  const versions = {
    ...Object.fromEntries(libraries.map(({ name, version }) => [name, version])),
    ...native?.versions,
  };
  const machine = machineOf();
  print(
    `node ${machine.node} (V8 ${machine.v8}), ${machine.cpus} x ${machine.cpu}, engine ${machine.engine}, ${machine.date}`,
  );
  const found = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  print(`beside ${found.length > 0 ? found.join(", ") : "no other library"}`);
  print(`best of ${effort.rounds} rounds, contestants in turn\n`);
  if (facts.length > 0) print(`${factLines(facts)}\n`);

  const width = Math.max(...problems.map(({ text }) => text.length));
  const lines = [];
  /** @type {Record<string, Absent[]>} */
  const absent = {};
  if (problems.length > 0) print(headOf(width));
  try {
    for (const problem of problems) {
      const measured = await measuredOf(problem, module, { libraries, native }, effort);
      if (typeof measured === "string") {
        process.stderr.write(`${problem.text}: ${measured}\n`);
        return 1;
      }
      lines.push(...measured.lines);
      absent[problem.text] = measured.absent;
      print(`${linesText(measured.lines, width)}\n`);
      // A reader that has gone away is noticed only between turns of the event loop.
      await setImmediate();
    }
  } finally {
    await native?.close();
  }
  if (Object.keys(versions).length > 0) print(`${unbeatenText(lines)}\n`);
  const options = [];
  const column = Math.max(...beside.map(({ text }) => text.length));
  if (beside.length > 0) print(`${"problem + option".padEnd(column)}  way   without ns      with ns  times`);
  for (const one of beside) {
    const measured = await besideOf(one, effort);
    options.push(...measured);
    print(besideLines(measured, column));
    await setImmediate();
  }
  if (json) {
    process.stdout.write(`${JSON.stringify({ machine, versions, effort, facts, lines, absent, options }, null, 1)}\n`);
  }
  return 0;
}

/**
 * One problem's lines, or what is wrong with somebody's result.
 * @param {Problem} problem
 * @param {WebAssembly.Module} module of the limits
 * @param {{ libraries: Library[], native: Native | undefined }} others
 * @param {typeof EFFORT.full} effort
 * @returns {Promise<string | { lines: Line[], absent: Absent[] }>}
 */
async function measuredOf(problem, module, { libraries, native }, effort) {
  const ways = waysOf(problem, module);
  const wrong = ways.mismatch();
  if (wrong !== undefined) return wrong;
  /** @type {Record<string, Contestant>} */
  const contestants = { ...ways.contestants };
  /** @type {Record<string, Kind>} */
  const kinds = Object.fromEntries(Object.keys(contestants).map((way) => [way, "ours"]));
  /** @type {(Peer | Ready)[]} */
  const held = [];
  try {
    const none = { peers: [], absent: [] };
    const inside = await prepareLibraries(libraries, problem, ways.data);
    held.push(...inside.peers);
    const beyond = (await native?.prepare(problem, ways.data, MOST_TAPS)) ?? none;
    for (const peer of [...inside.peers, ...beyond.peers]) {
      const differs = await ways.differs(peer);
      if (differs !== undefined) return differs;
      contestants[peer.name] = peer.contestant;
      kinds[peer.name] = peer.native ? "native" : "js";
    }
    const times = await measure(contestants, effort, callsFor(problem));
    return { lines: linesOf(problem, times, kinds), absent: [...inside.absent, ...beyond.absent] };
  } finally {
    for (const peer of held) peer.dispose?.();
    ways.dispose();
  }
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
