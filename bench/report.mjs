// npm run bench:report: writes docs/benchmarks.md and its charts from the JSON of a run, or from several that each measured
// a part; without any, measures first.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { drawer, figure } from "./charts.mjs";
import { load, Missing } from "./peers/load.mjs";
import { PROBLEMS, parseProblem, productOf, SCALING } from "./shapes.mjs";
import { decimals, unbeatenOf } from "./table.mjs";

/** @import { Group, Look, Point } from "./charts.mjs" */
/** @import { Line } from "./table.mjs" */

/**
 * What `npm run bench -- --json` prints.
 * @typedef {object} Run
 * @property {{ node: string, v8: string, cpu: string, cpus: number, platform: string, engine: string, date: string }} machine
 * @property {Record<string, string>} versions of the other libraries
 * @property {{ rounds: number }} effort
 * @property {{ name: string, value: number, unit: string, note: string }[]} facts
 * @property {Line[]} lines
 * @property {Record<string, { name: string, why: string }[]>} absent
 * @property {{ problem: string, way: string, ratio: number }[]} options
 */

const DOCS = new URL("../docs/", import.meta.url);
const CHARTS = "charts";

const IN_CACHE = ["max f32 512x512 w2x2", "mean f32 512x512 w2x2", "max u8 512x512 w2x2", "mean u8 512x512 w2x2 ru8"];
const FROM_MEMORY = IN_CACHE.map((text) => text.replace("512x512", "4096x4096"));
const BEYOND = [
  "max u8 2048x2048 w31x31 s1x1 p15x15",
  "mean f32 2048x2048 w31x31 s1x1 p15x15 breflect",
  "median u8 2048x2048 w3x3 s1x1 p1x1 bedge ru8",
  "mean u8 2048x2048x4 w2x2 a0x1 ru8",
  "max f32 8x64x112x112 w3x3 s2x2 p1x1",
  "mean f32 32x2048x7x7 w7x7",
];

/** What a pictured contestant is called; the limits are left out of bars. */
const OURS = {
  plan: "stridepool, plan",
  "call, out": "stridepool, call into out",
  call: "stridepool, call",
  plain: "plain JS loop",
};

/** @type {(line: Line) => string} */
const familyOf = ({ way }) => way.split(", ")[0];

/** @type {(line: Line) => Look} */
function lookOf({ kind, way }) {
  if (kind !== "ours") return kind;
  return way === "plan" ? "plan" : way.startsWith("call") ? "call" : way === "plain" ? "plain" : "limit";
}

/**
 * The fastest way of every library in a problem, and of stridepool's each one.
 * @param {Line[]} lines
 */
function bestOf(lines) {
  /** @type {Map<string, Line>} */
  const best = new Map();
  for (const line of lines) {
    const name = line.kind === "ours" ? line.way : familyOf(line);
    const known = best.get(name);
    if (known === undefined || line.ns < known.ns) best.set(name, line);
  }
  return best;
}

/**
 * @param {Run[]} runs
 * @param {Awaited<ReturnType<typeof drawer>>} draw
 */
function write(runs, draw) {
  const [{ machine, effort }] = runs;
  const versions = Object.assign({}, ...runs.map((run) => run.versions));
  // Of several runs with the same problem the last one has it.
  const last = new Map(runs.flatMap((run) => run.lines.map((line) => [line.problem, run])));
  const lines = runs.flatMap((run) => run.lines.filter((line) => last.get(line.problem) === run));
  const charts = chartsOf(lines, draw);
  rmSync(new URL(`${CHARTS}/`, DOCS), { recursive: true, force: true });
  mkdirSync(new URL(`${CHARTS}/`, DOCS), { recursive: true });
  for (const { name, svg } of charts) writeFileSync(new URL(`${CHARTS}/${name}.svg`, DOCS), svg);
  const picture = (/** @type {string} */ name) =>
    charts
      .filter((chart) => chart.name.startsWith(name))
      .map((chart) => `![${chart.alt}](${CHARTS}/${chart.name}.svg)\n`);

  const libraries = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const python = "Python" in versions;
  const text = [
    "<!-- Written by npm run bench:report from a run of npm run bench; changes belong into bench/report.mjs. -->\n",
    "# Benchmarks\n",
    `Measured on ${machine.cpus} × ${machine.cpu} (${machine.platform}), Node ${machine.node.slice(1)} (V8 ${machine.v8}), engine build \`${machine.engine}\`, ${machine.date.slice(0, 10)}. One thread each.`,
    libraries.length > 0
      ? `Beside stridepool ran ${libraries.join(", ")}.`
      : "No other library was installed, so stridepool is compared with a plain loop and with the memory's limits alone.",
    python
      ? ""
      : "No Python was given, so there are no lines of NumPy, PyTorch, OpenCV and the other native libraries.",
    `\nContestants take turns in one run, each shows the median sample of its fastest of ${effort.rounds} rounds, and every result was compared with stridepool's before it was timed. GB/s counts the bytes of the input. What is timed, and how: [bench/README.md](../bench/README.md).\n`,
    "- **plan**: `plan.run()`, input and result in the engine's memory.",
    "- **call**: `pool(…)` on a typed array, into a new result; **call into out**: into one that is there.",
    "- Other libraries do the operation alone, on arrays, tensors or Mats made beforehand, into a result that is there where they offer it; of a library's ways its fastest counts. onnxruntime-web and onnxruntime-node have no such form: their `run()` is awaited and copies.\n",
    ...section("Blocks of 2×2", "", [...picture("blocks"), table(lines, [...IN_CACHE, ...FROM_MEMORY])]),
    ...section("Sliding windows, medians, images, layers", "", [...picture("others"), table(lines, BEYOND)]),
    ...section(
      "As arrays, windows and channels grow",
      "Lines end where a library cannot go on, or would take seconds a call.\n",
      ["side", "window", "channels"].flatMap(picture),
    ),
    ...unbeatenSection(lines),
    ...factsSection(runs),
    ...section(
      "Every problem",
      "How many times as fast stridepool's plan (its call into `out` where there is no plan, with a transposed input) is as the fastest native library and as the fastest library of JavaScript or WebAssembly, which are named.\n",
      [table(lines, PROBLEMS)],
    ),
    ...absentSection(runs, versions),
  ];
  const file = fileURLToPath(new URL("benchmarks.md", DOCS));
  writeFileSync(file, `${text.filter((part) => part !== "").join("\n")}\n`);
  // Tables are as wide as the project's formatting wants them.
  const biome = createRequire(import.meta.url).resolve("@biomejs/biome/bin/biome");
  execFileSync(process.execPath, [biome, "format", "--write", file], { stdio: ["ignore", "ignore", "inherit"] });
}

/** @type {(title: string, words: string, parts: string[]) => string[]} */
function section(title, words, parts) {
  return parts.every((part) => part === "") ? [] : [`## ${title}\n`, words, ...parts];
}

/** @type {(lines: Line[], problems: string[]) => string} */
function table(lines, problems) {
  const rows = problems.map((problem) => {
    const own = lines.filter((line) => line.problem === problem);
    if (own.length === 0) return undefined;
    const best = bestOf(own);
    const speed = (/** @type {string} */ way) => {
      const line = best.get(way);
      return line === undefined ? "–" : figure(line.gbps);
    };
    const ours = best.get("plan") ?? best.get("call, out");
    const against = (/** @type {string} */ kind) => {
      const rivals = own.filter((line) => line.kind === kind).sort((a, b) => a.ns - b.ns);
      if (rivals.length === 0 || ours === undefined) return "–";
      return `${decimals(rivals[0].ns / ours.ns)} ${familyOf(rivals[0])}`;
    };
    const micros = ours === undefined ? "–" : figure(ours.ns / 1e3);
    const cells = [
      titleOf(problem),
      micros,
      speed("plan"),
      speed("call, out"),
      speed("call"),
      against("native"),
      against("js"),
    ];
    return `| ${cells.join(" | ")} |`;
  });
  if (rows.every((row) => row === undefined)) return "";
  const head = ["problem", "plan µs", "plan GB/s", "call into out", "call", "× native", "× JS, WebAssembly"];
  return [
    `| ${head.join(" | ")} |`,
    `| ${head.map((_, i) => (i === 0 ? "---" : "--:")).join(" | ")} |`,
    ...rows.filter(Boolean),
    "",
  ].join("\n");
}

/**
 * A problem in words.
 * @param {string} text
 */
function titleOf(text) {
  const { op, dtype, result, shape, window, stride, padding, border, axes, transposed, loops } = parseProblem(text);
  const asked = op === "mean" || op === "median" ? result.name !== dtype.name || !dtype.float : false;
  const channels = axes[axes.length - 1] < shape.length - 1 && !transposed;
  const sliding = stride.every((s) => s === 1) && productOf(window) > 1;
  const blocks = stride.every((s, i) => s === window[i]);
  const whole = window.every((k, i) => k === shape[axes[i]]);
  const words = [
    `${op} ${dtype.name}${asked && result.name !== dtype.name ? ` as ${result.name}` : ""} ${shape.join("×")}`,
    channels && "channels last",
    transposed && "transposed",
    whole
      ? "whole planes"
      : `${window.join("×")}${blocks ? " blocks" : sliding ? " sliding" : ` stride ${stride.join("×")}`}`,
    padding.some((p) => p > 0) && (border ? `border ${border}` : "padded"),
  ];
  return loops.length > 0 ? words.filter(Boolean).join(", ") : text;
}

/** @type {(lines: Line[], draw: Awaited<ReturnType<typeof drawer>>) => { name: string, alt: string, svg: string }[]} */
function chartsOf(lines, draw) {
  const key =
    "dark: stridepool's plan · light: its calls · blue: native · amber: JavaScript and WebAssembly · grey: plain loop";
  const bars = [
    { name: "blocks-in-cache", title: "2×2 blocks of 512×512, in cache", problems: IN_CACHE },
    { name: "blocks-from-memory", title: "2×2 blocks of 4096×4096, from memory", problems: FROM_MEMORY },
    { name: "others", title: "Sliding windows, medians, images, layers", problems: BEYOND },
  ].flatMap(({ name, title, problems }) => {
    const groups = problems.map((problem) => groupOf(lines, problem)).filter(({ bars }) => bars.length > 0);
    if (groups.length === 0) return [];
    return [{ name, alt: `${title}: GB/s by library`, svg: draw.bars(groups, { title, subtitle: key }) }];
  });
  const last = (/** @type {string} */ text) => parseProblem(text);
  const side = (/** @type {string} */ text) => last(text).shape[0];
  const window = (/** @type {string} */ text) => last(text).window[0];
  const channels = (/** @type {string} */ text) => last(text).shape[2];
  const plots = [
    {
      name: "side-f32",
      only: "mean f32",
      of: SCALING.side,
      at: side,
      title: "Mean of 2×2 blocks, float32, by the matrix's side",
      x: "side of the matrix (elements)",
    },
    {
      name: "side-u8",
      only: "mean u8",
      of: SCALING.side,
      at: side,
      title: "Mean of 2×2 blocks, uint8 to uint8, by the matrix's side",
      x: "side of the matrix (elements)",
    },
    {
      name: "window-max-u8",
      only: "max u8",
      of: SCALING.window,
      at: window,
      title: "Largest of a sliding window, uint8 2048×2048, by the window's side",
      x: "side of the window (taps)",
    },
    {
      name: "window-mean-f32",
      only: "mean f32",
      of: SCALING.window,
      at: window,
      title: "Mean of a sliding window, float32 2048×2048, by the window's side",
      x: "side of the window (taps)",
    },
    {
      name: "channels-f32",
      only: "mean f32",
      of: SCALING.channels,
      at: channels,
      title: "Mean of 2×2 blocks, float32 512×512, by channels (channels last)",
      x: "channels",
    },
    {
      name: "channels-u8",
      only: "mean u8",
      of: SCALING.channels,
      at: channels,
      title: "Mean of 2×2 blocks, uint8 512×512, by channels (channels last)",
      x: "channels",
    },
  ].flatMap(({ name, only, of, at, title, x }) => {
    const problems = of.filter((text) => text.startsWith(only));
    const rate = name.startsWith("channels");
    const points = problems.flatMap((problem) => pointsOf(lines, problem, at(problem), rate));
    if (new Set(points.map((point) => point.x)).size < 2) return [];
    const [y, subtitle] = rate
      ? ["GB of input per second", "throughput; higher is better; both axes logarithmic"]
      : ["time of one call", "lower is better; both axes logarithmic"];
    return [
      {
        name,
        alt: `${title}: ${y}`,
        svg: draw.lines({ title, subtitle, x, y, points, tick: rate ? figure : duration }),
      },
    ];
  });
  return [...bars, ...plots];
}

/** @type {(lines: Line[], problem: string) => Group} */
function groupOf(lines, problem) {
  const best = bestOf(lines.filter((line) => line.problem === problem));
  const bars = [...best.values()]
    .filter((line) => lookOf(line) !== "limit")
    .map((line) => ({ name: nameOf(line), look: lookOf(line), value: line.gbps }));
  return { title: titleOf(problem), bars };
}

/** @type {(line: Line) => string} */
function nameOf(line) {
  if (line.kind !== "ours") return familyOf(line);
  return OURS[/** @type {keyof typeof OURS} */ (line.way)] ?? line.way;
}

/** @type {(lines: Line[], problem: string, x: number, rate: boolean) => Point[]} */
function pointsOf(lines, problem, x, rate) {
  const best = bestOf(lines.filter((line) => line.problem === problem));
  return [...best.values()]
    .filter(({ way }) => way !== "copy" && way !== "call" && way !== "read, 1/4 write")
    .map((line) => ({
      name: line.way === "read" ? "reading the bytes" : nameOf(line),
      look: lookOf(line),
      x,
      y: rate ? line.gbps : line.ns,
    }));
}

/** @type {(ns: number) => string} */
function duration(ns) {
  if (ns < 1e3) return `${figure(ns)} ns`;
  if (ns < 1e6) return `${figure(ns / 1e3)} µs`;
  return ns < 1e9 ? `${figure(ns / 1e6)} ms` : `${figure(ns / 1e9)} s`;
}

/** @type {(lines: Line[]) => string[]} */
function unbeatenSection(lines) {
  const rows = unbeatenOf(lines);
  if (lines.every((line) => line.kind === "ours")) return [];
  const head = [
    "## Where stridepool is not ahead\n",
    "Wanted is to be faster than every native library, and five times as fast as those of JavaScript and WebAssembly or at 0.85 of the memory's limit. Where it is not (bold), beside the fastest of either kind, as how many times as fast stridepool is:\n",
  ];
  if (rows.length === 0) return [...head, "Nowhere in this run.\n"];
  const cell = (/** @type {{ ratio: number, short: boolean } | undefined} */ way) =>
    way === undefined ? "–" : way.short ? `**${decimals(way.ratio)}**` : decimals(way.ratio);
  return [
    ...head,
    "| problem | beside | plan | call into out | call |\n| --- | --- | --: | --: | --: |",
    ...rows.map(
      ({ problem, peer, ways }) =>
        `| ${titleOf(problem)} | ${peer} | ${cell(ways.plan)} | ${cell(ways.out)} | ${cell(ways.call)} |`,
    ),
    "",
  ];
}

/** @type {(runs: Run[]) => string[]} */
function factsSection(runs) {
  const facts = runs.flatMap((run) => run.facts);
  if (facts.length === 0) return [];
  return [
    "## The package\n",
    "| what | | |\n| --- | --: | --- |",
    ...facts.map(({ name, value, unit, note }) => `| ${name} | ${figure(value)} ${unit} | ${note} |`),
    "",
  ];
}

/** @type {(runs: Run[], versions: Record<string, string>) => string[]} */
function absentSection(runs, versions) {
  const absent = runs.flatMap((run) => Object.values(run.absent).flat());
  if (absent.length === 0) return [];
  const lines = runs.flatMap((run) => run.lines).filter((line) => line.kind !== "ours");
  const names = [...new Set([...lines, ...absent.map(({ name }) => ({ way: name }))].map(({ way }) => way))];
  const total = new Set(runs.flatMap((run) => run.lines).map((line) => line.problem)).size;
  const rows = names.map((name) => {
    const did = lines.filter((line) => line.way === name).length;
    /** @type {Map<string, number>} */
    const reasons = new Map();
    for (const { why } of absent.filter((one) => one.name === name)) {
      const short = why.split(":")[0];
      reasons.set(short, (reasons.get(short) ?? 0) + 1);
    }
    const said = [...reasons].map(([why, times]) => `${why} (${times})`).join("; ");
    return `| ${name} | ${versions[name] ?? versions[name.split(", ")[0]] ?? ""} | ${did} of ${total} | ${said} |`;
  });
  return [
    "## Who did what\n",
    "| library | version | problems | why not the others |\n| --- | --- | --: | --- |",
    ...rows,
    "",
  ];
}

/**
 * The charts as pixels, to look at without a browser.
 * @param {string} folder
 */
async function paint(folder) {
  const { Resvg } = await load("@resvg/resvg-js");
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(new URL(`${CHARTS}/`, DOCS))) {
    const svg = readFileSync(new URL(`${CHARTS}/${name}`, DOCS), "utf8");
    writeFileSync(join(folder, name.replace(/svg$/, "png")), new Resvg(svg).render().asPng());
  }
}

const OPTIONS = /** @type {const} */ ({
  python: { type: "string" },
  quick: { type: "boolean" },
  filter: { type: "string" },
  png: { type: "string" },
});

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  const args = [
    ...(values.python ? ["--python", values.python] : []),
    ...(values.quick ? ["--quick"] : []),
    ...(values.filter ? ["--filter", values.filter] : []),
  ];
  const measured = () =>
    execFileSync(process.execPath, [fileURLToPath(new URL("run.mjs", import.meta.url)), "--json", ...args], {
      encoding: "utf8",
      maxBuffer: 2 ** 28,
      stdio: ["ignore", "pipe", "inherit"],
    });
  try {
    const draw = await drawer();
    const texts = positionals.length > 0 ? positionals.map((file) => readFileSync(file, "utf8")) : [measured()];
    write(
      texts.map((text) => JSON.parse(text)),
      draw,
    );
    if (values.png !== undefined) await paint(values.png);
  } catch (error) {
    if (!(error instanceof Missing)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
