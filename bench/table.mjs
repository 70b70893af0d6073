/** @import { Time } from "./measure.mjs" */
/** @import { Problem } from "./shapes.mjs" */

/** Who a line is about: stridepool, a plain loop or a limit; a library of JavaScript and WebAssembly; one of machine code. */
/** @typedef {"ours" | "js" | "native"} Kind */

/**
 * One measured way of one problem.
 * @typedef {object} Line
 * @property {string} problem
 * @property {string} way
 * @property {Kind} kind
 * @property {number} ns
 * @property {number | undefined} rme
 * @property {number} gbps input bytes per nanosecond
 * @property {number | undefined} plan how many times as fast stridepool's plan is
 * @property {number | undefined} out the same of its call into a result that is there
 * @property {number | undefined} call the same of its call into a new result
 * @property {number | undefined} overRead how many times as fast as reading the bytes
 * @property {number | undefined} overQuarter how many times as fast as reading them and writing a quarter as many
 */

/**
 * @param {Problem} problem
 * @param {Record<string, Time>} times
 * @param {Record<string, Kind>} kinds
 * @returns {Line[]}
 */
export function linesOf({ text, bytes }, times, kinds) {
  return Object.entries(times).map(([way, { ns, rme }]) => {
    const ratio = (/** @type {string} */ other) => (times[other] === undefined ? undefined : ns / times[other].ns);
    const over = (/** @type {string} */ other) => (times[other] === undefined ? undefined : times[other].ns / ns);
    return {
      problem: text,
      way,
      kind: kinds[way],
      ns,
      rme,
      gbps: bytes / ns,
      plan: ratio("plan"),
      out: ratio("call, out"),
      call: ratio("call"),
      overRead: over("read"),
      overQuarter: over("read, 1/4 write"),
    };
  });
}

const WAY = "ONNX Runtime, reduce".length;
const COLUMNS = ["ns/call", "±%", "GB/s", "plan ×", "out ×", "call ×", "/read", "/r+w"];
const WIDTHS = [14, 6, 7, 7, 7, 7, 6, 6];

/**
 * @param {number} width of the column of problems
 * @returns {string}
 */
export function headOf(width) {
  const label = `${"problem".padEnd(width)}  ${"way".padEnd(WAY)}`;
  return [label, ...COLUMNS.map((name, i) => name.padStart(WIDTHS[i]))].join(" ");
}

/**
 * The lines of one problem, which is named in the first of them only.
 * @param {Line[]} lines
 * @param {number} width of the column of problems
 * @returns {string}
 */
export function linesText(lines, width) {
  return lines
    .map(({ problem, way, ns, rme, gbps, plan, out, call, overRead, overQuarter }, i) => {
      const cells = [nanoseconds(ns), rme?.toFixed(1) ?? "-", decimals(gbps)];
      for (const ratio of [plan, out, call, overRead, overQuarter]) cells.push(decimals(ratio));
      const label = `${(i === 0 ? problem : "").padEnd(width)}  ${way.padEnd(WAY)}`;
      return [label, ...cells.map((cell, c) => cell.padStart(WIDTHS[c]))].join(" ");
    })
    .join("\n");
}

/** How many times as fast stridepool wants to be, and which part of the limit is as good as that. */
const AIM = { native: 1, js: 5, limit: 0.85 };
const WAYS = /** @type {const} */ ({ plan: "plan", out: "call, out", call: "call" });

/**
 * Another library that some way of stridepool's does not beat by as much as it wants to.
 * @typedef {object} Unbeaten
 * @property {string} problem
 * @property {string} peer
 * @property {number} aim
 * @property {Record<keyof typeof WAYS, { ratio: number, short: boolean } | undefined>} ways
 */

/**
 * Of each kind of library, the fastest at each problem: who beats it beats the others.
 * @param {Line[]} lines
 * @returns {Unbeaten[]}
 */
export function unbeatenOf(lines) {
  /** @type {Map<string, Line>} */
  const fastest = new Map();
  for (const line of lines.filter(({ kind }) => kind !== "ours")) {
    const key = `${line.problem} ${line.kind}`;
    if (!(line.ns >= (fastest.get(key)?.ns ?? Number.POSITIVE_INFINITY))) fastest.set(key, line);
  }
  const atLimit = (/** @type {string} */ problem, /** @type {string} */ way) => {
    const line = lines.find((one) => one.problem === problem && one.way === way);
    return (line?.overQuarter ?? line?.overRead ?? 0) >= AIM.limit;
  };
  return [...fastest.values()]
    .map((line) => {
      const aim = line.kind === "native" ? AIM.native : AIM.js;
      const judged = Object.entries(WAYS).map(([key, way]) => {
        const ratio = line[/** @type {keyof typeof WAYS} */ (key)];
        const enough = ratio === undefined || ratio >= aim || (line.kind === "js" && atLimit(line.problem, way));
        return [key, ratio === undefined ? undefined : { ratio, short: !enough }];
      });
      return { problem: line.problem, peer: line.way, aim, ways: Object.fromEntries(judged) };
    })
    .filter(({ ways }) => Object.values(ways).some((way) => way?.short));
}

/** @type {(lines: Line[]) => string} */
export function unbeatenText(lines) {
  const rows = unbeatenOf(lines);
  const rule = `Wanted: ${AIM.native} time the speed of native libraries, ${AIM.js} times that of others or ${AIM.limit} of the limit.`;
  if (rows.length === 0) return `${rule}\nEvery way of stridepool's has that in every row.`;
  const width = Math.max(...rows.map(({ problem }) => problem.length));
  const cells = (/** @type {Unbeaten} */ { ways }) =>
    Object.values(ways).map((way) => `${decimals(way?.ratio)}${way?.short ? "!" : " "}`.padStart(8));
  return [
    `${rule} The fastest of them, where some way is short of that (!):`,
    `${"problem".padEnd(width)}  ${"beside".padEnd(WAY)}   plan ×   out ×  call ×`,
    ...rows.map((row) => `${row.problem.padEnd(width)}  ${row.peer.padEnd(WAY)} ${cells(row).join("")}`),
  ].join("\n");
}

/** @type {(ns: number) => string} */
function nanoseconds(ns) {
  return ns < 100 ? ns.toFixed(1) : Math.round(ns).toLocaleString("en-US");
}

/** @type {(value: number | undefined) => string} */
export function decimals(value) {
  if (value === undefined) return "-";
  if (value < 0.1) return value.toPrecision(1);
  return value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0);
}
