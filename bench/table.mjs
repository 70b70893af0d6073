/** @import { Time } from "./measure.mjs" */

/**
 * One measured way of one problem. Each ratio says how many times as fast as that other way of the same problem it is.
 * @typedef {object} Line
 * @property {string} problem
 * @property {string} way
 * @property {number} ns
 * @property {number} rme
 * @property {number} gbps input bytes per nanosecond
 * @property {number | undefined} overPlan
 * @property {number | undefined} overPlain
 * @property {number | undefined} overCopy
 * @property {number | undefined} overRead
 * @property {number | undefined} overQuarter
 */

/**
 * @param {string} problem
 * @param {number} bytes
 * @param {Record<string, Time>} times
 * @returns {Line[]}
 */
export function linesOf(problem, bytes, times) {
  return Object.entries(times).map(([way, { ns, rme }]) => {
    const over = (/** @type {string} */ other) => (times[other] === undefined ? undefined : times[other].ns / ns);
    return {
      problem,
      way,
      ns,
      rme,
      gbps: bytes / ns,
      overPlan: over("plan"),
      overPlain: over("plain"),
      overCopy: over("copy"),
      overRead: over("read"),
      overQuarter: over("read, 1/4 write"),
    };
  });
}

const WAY = "read, 1/4 write".length;
const COLUMNS = ["ns/call", "±%", "GB/s", "/plan", "/plain", "/copy", "/read", "/r+w"];
const WIDTHS = [12, 6, 7, 6, 7, 6, 6, 6];

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
export function blockOf(lines, width) {
  return lines
    .map(({ problem, way, ns, rme, gbps, ...ratios }, i) => {
      const { overPlan, overPlain, overCopy, overRead, overQuarter } = ratios;
      const cells = [nanoseconds(ns), rme.toFixed(1), decimals(gbps)];
      for (const ratio of [overPlan, overPlain, overCopy, overRead, overQuarter]) cells.push(decimals(ratio));
      const label = `${(i === 0 ? problem : "").padEnd(width)}  ${way.padEnd(WAY)}`;
      return [label, ...cells.map((cell, c) => cell.padStart(WIDTHS[c]))].join(" ");
    })
    .join("\n");
}

/** @type {(ns: number) => string} */
function nanoseconds(ns) {
  return ns < 100 ? ns.toFixed(1) : Math.round(ns).toLocaleString("en-US");
}

/** @type {(value: number | undefined) => string} */
function decimals(value) {
  if (value === undefined) return "-";
  return value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0);
}
