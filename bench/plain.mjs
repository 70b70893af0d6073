/** @import { Problem } from "./shapes.mjs" */

/** Windows of up to this many taps are written out; of larger ones, the innermost axis is. */
const UNROLLED = 16;

/**
 * The loop that one would write by hand for exactly this problem: typed arrays, constant strides, small windows written
 * out. It is made as source text, so that every problem has code of its own, as handwritten code would have: a loop
 * shared by several element types is several times slower in V8, which would flatter whatever it is compared with.
 * @param {Problem} problem
 * @returns {(input: ArrayLike<number>, output: ArrayLike<number>) => void}
 */
export function plainLoop(problem) {
  const loop = new Function("input", "output", plainSource(problem));
  return /** @type {ReturnType<typeof plainLoop>} */ (loop);
}

/**
 * @param {Problem} problem
 * @returns {string}
 */
function plainSource(problem) {
  const { loops } = problem;
  // The input is walked in the order of memory; equal to the order of the axes unless it is transposed.
  const nest = loops.map((axis, a) => ({ ...axis, a })).sort((p, q) => q.pitch - p.pitch);
  const lines = [];
  let from = "0";
  let to = "0";
  for (const { a, out, stride, pitch, outPitch } of nest) {
    const step = `i${a} += ${stride * pitch}, o${a} += ${outPitch}`;
    lines.push(`for (let n${a} = 0, i${a} = ${from}, o${a} = ${to}; n${a} < ${out}; n${a}++, ${step}) {`);
    from = `i${a}`;
    to = `o${a}`;
  }
  lines.push(...foldOf(problem, from), `output[${to}] = ${finishOf(problem)};`, "}".repeat(nest.length));
  return lines.join("\n");
}

/**
 * Lines that leave the window's fold in `m`.
 * @param {Problem} problem
 * @param {string} from
 */
function foldOf(problem, from) {
  const pooled = problem.loops.filter((axis) => axis.window > 1).sort((p, q) => q.pitch - p.pitch);
  const taps = pooled.reduce((product, axis) => product * axis.window, 1);
  const written = taps <= UNROLLED ? pooled : pooled.slice(-1);
  const looped = taps <= UNROLLED ? [] : pooled.slice(0, -1);
  let offsets = [0];
  for (const { window, pitch } of written) {
    offsets = offsets.flatMap((offset) => Array.from({ length: window }, (_, i) => offset + i * pitch));
  }
  let at = from;
  const lines = [];
  looped.forEach(({ window, pitch }, k) => {
    const start = k === 0 ? at : `t${k - 1}`;
    lines.push(`for (let k${k} = 0, t${k} = ${start}; k${k} < ${window}; k${k}++, t${k} += ${pitch}) {`);
  });
  if (looped.length > 0) at = `t${looped.length - 1}`;
  const tap = (/** @type {number} */ offset) => `input[${at}${offset === 0 ? "" : ` + ${offset}`}]`;
  if (problem.op === "mean" || problem.op === "sum") {
    lines.push(`m += ${offsets.map(tap).join(" + ")};`);
  } else {
    const sign = problem.op === "max" ? ">" : "<";
    lines.push("let v;", ...offsets.map((offset) => `v = ${tap(offset)}; if (v ${sign} m) m = v;`));
  }
  const first = problem.op === "mean" || problem.op === "sum" ? "0" : `input[${from}]`;
  return [`let m = ${first};`, ...lines, "}".repeat(looped.length)];
}

/** @type {(problem: Problem) => string} */
function finishOf({ op, window, result }) {
  if (op !== "mean") return "m";
  const taps = window.reduce((product, n) => product * n, 1);
  const shift = Math.log2(taps);
  if (!result.float) return Number.isInteger(shift) ? `m + ${taps >> 1} >> ${shift}` : `Math.floor(m / ${taps} + 0.5)`;
  return Number.isInteger(shift) ? `m * ${1 / taps}` : `m / ${taps}`;
}
