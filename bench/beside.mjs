import { createPlan, pool } from "stridepool";
import { pool as definition } from "stridepool/js";
import { inputOf } from "./data.mjs";
import { measure } from "./measure.mjs";
import { parseProblem } from "./shapes.mjs";

/** @import { Effort } from "./measure.mjs" */
/** @import { PoolOptions } from "stridepool" */

/**
 * What an option costs: each line is a problem with one, timed in turn with the same problem without.
 * @typedef {object} Beside
 * @property {string} text
 * @property {string} problem
 * @property {string} option
 */

const PROBLEMS = ["max f32", "mean f32", "max u8", "mean u8"].flatMap((op) =>
  ["512x512", "4096x4096"].flatMap((shape) => ["w2x2", "w3x3"].map((window) => plainText(op, shape, window))),
);

/** @type {(op: string, shape: string, window: string) => string} */
function plainText(op, shape, window) {
  return `${op} ${shape} ${window}${op === "mean u8" ? " ru8" : ""}`;
}

/**
 * Options, and how many of the elements in a hundred they leave out.
 * @type {Record<string, { options: PoolOptions, left?: number, only?: RegExp }>}
 */
const OPTIONS = {
  padding: { options: { padding: 1 } },
  fill: { options: { padding: 1, fill: 0 } },
  padMode: { options: { padding: 1, padMode: "reflect" } },
  dilation: { options: { dilation: 2 } },
  "indices window": { options: { indices: "window" }, only: /^max/ },
  "indices tensor": { options: { indices: "tensor" }, only: /^max/ },
  "nan ignore, none": { options: { nan: "ignore" }, left: 0, only: /f32/ },
  "nan ignore, 1%": { options: { nan: "ignore" }, left: 1, only: /f32/ },
  "nan ignore, 30%": { options: { nan: "ignore" }, left: 30, only: /f32/ },
  "nodata, none": { options: { nodata: 7 }, left: 0 },
  "nodata, 1%": { options: { nodata: 7 }, left: 1 },
  "nodata, 30%": { options: { nodata: 7 }, left: 30 },
};

/** @type {Beside[]} */
export const BESIDE = PROBLEMS.flatMap((problem) =>
  Object.entries(OPTIONS)
    .filter(([, { only }]) => only === undefined || only.test(problem))
    .map(([option]) => ({ text: `${problem} + ${option}`, problem, option })),
);

/**
 * The lines' times and ratios, by plan and by call into a result that is there; throws where two ways disagree.
 * @param {Beside} beside
 * @param {Effort} effort
 */
export async function besideOf({ text, problem, option }, effort) {
  const { op, dtype, result, shape, window, stride, axes } = parseProblem(problem);
  const { options, left = 0 } = OPTIONS[option];
  const base = { axes, stride, dtype: result.name };
  const data = inputOf(parseProblem(problem));
  const holes = data.map((value, i) => {
    if ((Math.imul(i, 0x9e3779b1) >>> 8) % 100 < left) return options.nan ? Number.NaN : 7;
    return value === 7 ? 8 : value;
  });
  /** @type {Record<string, () => unknown>} */
  const contestants = {};
  const plans = [
    { name: "plain", with: base, from: data },
    { name: option, with: { ...base, ...options }, from: holes },
  ];
  for (const one of plans) {
    const plan = createPlan(op, { shape, dtype: dtype.name }, window, one.with);
    plan.input.data.set(/** @type {never} */ (one.from));
    const input = { data: one.from, shape };
    const out = pool(op, input, window, one.with);
    plan.run();
    // The definition is slow; the smaller problems speak for the larger.
    const known = data.length < 1e6 ? definition(op, input, window, one.with).data : out.data;
    const same = (/** @type {ArrayLike<unknown>} */ a) =>
      Array.prototype.every.call(a, (value, i) => Object.is(value, known[i]));
    if (!same(plan.output.data) || !same(out.data)) throw new Error(`${text}: ${one.name}'s results disagree`);
    contestants[`${one.name}, plan`] = () => plan.run();
    contestants[`${one.name}, call`] = () => pool(op, input, window, { ...one.with, out });
  }
  const times = await measure(contestants, effort);
  return ["plan", "call"].map((way) => {
    const [plain, ns] = [times[`plain, ${way}`].ns, times[`${option}, ${way}`].ns];
    return { problem: text, way, plain, ns, ratio: ns / plain };
  });
}

/** @type {(lines: Awaited<ReturnType<typeof besideOf>>, width: number) => string} */
export function besideLines(lines, width) {
  return lines
    .map(({ problem, way, plain, ns, ratio }, i) => {
      const figures = [plain, ns].map((time) => Math.round(time).toLocaleString("en-US").padStart(12));
      return `${(i === 0 ? problem : "").padEnd(width)}  ${way} ${figures.join(" ")} ${ratio.toFixed(2).padStart(6)}`;
    })
    .join("\n");
}
