import { loopsOf, productOf } from "./shapes.mjs";

/** @import { Problem } from "./shapes.mjs" */
/** @typedef {(input: ArrayLike<number>, output: ArrayLike<number>) => void} Loop */

/** Windows of up to this many taps are written out; of larger ones, the innermost axis is. */
const UNROLLED = 16;
/** Overlapping windows of more taps than this are folded along one axis, then along the other. */
const SEPARATE = 64;
const SEPARABLE = ["max", "min", "sum", "any"];

/**
 * The loop that one would write by hand for exactly this problem: typed arrays, constant strides, small windows written
 * out. It is made as source text, so that every problem has code of its own, as handwritten code would have: a loop
 * shared by several element types is several times slower in V8, which would flatter whatever it is compared with.
 * @param {Problem} problem
 * @returns {Loop}
 */
export function plainLoop(problem) {
  if (problem.border !== undefined) return borderedLoop(problem);
  const { op, window, stride } = problem;
  const overlaps = window.length === 2 && window.some((n, i) => stride[i] < n);
  const separable = op === "mean" ? problem.padding.every((p) => p === 0) : SEPARABLE.includes(op);
  if (overlaps && separable && productOf(window) > SEPARATE) return separateLoops(problem);
  return /** @type {Loop} */ (new Function("input", "output", plainSource(problem, productOf(window))));
}

/**
 * The same problem on another array, some of its words changed.
 * @param {Problem} problem
 * @param {Partial<Problem>} change
 * @returns {Problem}
 */
function changed(problem, change) {
  const next = { ...problem, ...change };
  return { ...next, loops: loopsOf(next), length: productOf(next.shape) };
}

/**
 * First into an array that has its border around it, then without padding.
 * @param {Problem} problem
 * @returns {Loop}
 */
function borderedLoop(problem) {
  const { dtype, loops, border } = problem;
  const around = loops.map((axis) => axis.padding);
  const shape = loops.map((axis) => axis.extent + 2 * axis.padding);
  const inner = changed(problem, { shape, padding: problem.window.map(() => 0), border: undefined, transposed: false });
  const loop = plainLoop(inner);
  const padded = new dtype.Array(productOf(shape));
  const sources = loops.map(({ extent, pitch }, a) =>
    Int32Array.from({ length: shape[a] }, (_, i) => {
      const at = i - around[a];
      if (border === "edge") return Math.min(Math.max(at, 0), extent - 1) * pitch;
      return (at < 0 ? -at : at >= extent ? 2 * extent - 2 - at : at) * pitch;
    }),
  );
  const last = sources.length - 1;
  return (input, output) => {
    let to = 0;
    const walk = (/** @type {number} */ axis, /** @type {number} */ from) => {
      if (axis < last) for (const step of sources[axis]) walk(axis + 1, from + step);
      else for (let i = 0; i < sources[last].length; i++) padded[to++] = input[from + sources[last][i]];
    };
    walk(0, 0);
    loop(padded, output);
  };
}

/**
 * One axis of the window, then the other.
 * @param {Problem} problem
 * @returns {Loop}
 */
function separateLoops(problem) {
  const { op, window, stride, padding, axes, loops, dtype } = problem;
  const shape = loops.map((axis, a) => (a === axes[1] ? axis.out : axis.extent));
  const between = op === "mean" || op === "sum" ? { name: "float64", Array: Float64Array, float: true } : dtype;
  const part = (/** @type {number} */ i) => ({
    window: [window[i]],
    stride: [stride[i]],
    padding: [padding[i]],
    axes: [axes[i]],
  });
  const across = changed(problem, {
    ...part(1),
    op: op === "mean" ? "sum" : op,
    result: /** @type {Problem["dtype"]} */ (between),
  });
  const down = changed(problem, { ...part(0), shape, transposed: false });
  const middle = new between.Array(productOf(shape));
  const [first, second] = [across, down].map(
    (one) => new Function("input", "output", plainSource(one, productOf(window))),
  );
  return (input, output) => {
    first(input, middle);
    second(middle, output);
  };
}

/**
 * @param {Problem} problem
 * @param {number} taps that a mean divides by
 * @returns {string}
 */
function plainSource(problem, taps) {
  const { loops, op } = problem;
  // The input is walked in the order of memory; equal to the order of the axes unless it is transposed.
  const nest = loops.map((axis, a) => ({ ...axis, a })).sort((p, q) => q.pitch - p.pitch);
  const lines = op === "median" ? [`const taps = new ${problem.dtype.Array.name}(${taps});`] : [];
  let from = "0";
  let to = "0";
  for (const { a, out, stride, padding, pitch, outPitch } of nest) {
    const step = `i${a} += ${stride * pitch}, o${a} += ${outPitch}`;
    const start = padding === 0 ? from : `${from} - ${padding * pitch}`;
    lines.push(`for (let n${a} = 0, i${a} = ${start}, o${a} = ${to}; n${a} < ${out}; n${a}++, ${step}) {`);
    from = `i${a}`;
    to = `o${a}`;
  }
  const padded = loops.some((axis) => axis.padding > 0);
  const fold = padded ? clippedFold(problem, from) : foldOf(problem, from);
  lines.push(...fold, `output[${to}] = ${finishOf(problem, padded ? undefined : taps)};`, "}".repeat(nest.length));
  return lines.join("\n");
}

/**
 * Lines that leave the window's fold in `m`.
 * @param {Problem} problem
 * @param {string} from
 */
function foldOf(problem, from) {
  const pooled = problem.loops.filter((axis) => axis.window > 1).sort((p, q) => q.pitch - p.pitch);
  const taps = productOf(pooled.map((axis) => axis.window));
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
  if (isSum(problem)) lines.push(`m += ${offsets.map(tap).join(" + ")};`);
  else lines.push(...offsets.map((offset) => `v = ${tap(offset)}; ${keep(problem)}`));
  const first = fromNothing(problem) ? "0" : `input[${from}]`;
  const best = problem.op === "range" ? first : "0";
  return [`let m = ${first}, v, n = 0, best = ${best};`, ...lines, "}".repeat(looped.length)];
}

/**
 * The same where the window is clipped to the array; the number of its taps is left in `n`.
 * @param {Problem} problem
 * @param {string} from
 */
function clippedFold(problem, from) {
  const pooled = problem.loops
    .map((axis, a) => ({ ...axis, a }))
    .filter((axis) => axis.window > 1)
    .sort((p, q) => q.pitch - p.pitch);
  const bounds = pooled.flatMap(({ a, stride, padding, window, extent }) => [
    `const s${a} = n${a} * ${stride} - ${padding};`,
    `const l${a} = s${a} < 0 ? -s${a} : 0, h${a} = s${a} + ${window} > ${extent} ? ${extent} - s${a} : ${window};`,
  ]);
  const nest = pooled.map(({ a, pitch }, k) => {
    const start = k === 0 ? from : `t${pooled[k - 1].a}`;
    return `for (let k${a} = l${a}, t${a} = ${start} + l${a} * ${pitch}; k${a} < h${a}; k${a}++, t${a} += ${pitch}) {`;
  });
  const at = `t${pooled[pooled.length - 1].a}`;
  const first = fromNothing(problem)
    ? "0"
    : `input[${from}${pooled.map(({ a, pitch }) => ` + l${a} * ${pitch}`).join("")}]`;
  // Positions count the taps that do not exist.
  const positionOf = (/** @type {string} */ letter) =>
    pooled.map(
      ({ a }, i) =>
        `${letter}${a}${pooled
          .slice(i + 1)
          .map(({ window }) => ` * ${window}`)
          .join("")}`,
    );
  const number = problem.op === "argmax" ? `n = ${positionOf("k").join(" + ")};` : "";
  const tap = isSum(problem) ? `m += input[${at}];` : `v = input[${at}]; ${number} ${keep(problem)}`;
  const count = `const taps = ${pooled.map(({ a }) => `(h${a} - l${a})`).join(" * ")};`;
  const best = problem.op === "argmax" ? positionOf("l").join(" + ") : problem.op === "range" ? first : "0";
  return [...bounds, count, `let m = ${first}, v, n = 0, best = ${best};`, ...nest, tap, "}".repeat(nest.length)];
}

/** @type {(problem: Problem) => boolean} */
function isSum({ op }) {
  return op === "mean" || op === "sum";
}

/**
 * Whether a fold begins with 0, not with the first tap.
 * @type {(problem: Problem) => boolean}
 */
function fromNothing(problem) {
  return isSum(problem) || problem.op === "any" || problem.op === "std";
}

/**
 * What becomes of a tap `v`; medians count them into `taps`, which is sorted by insertion.
 * @type {(problem: Problem) => string}
 */
function keep({ op }) {
  if (op === "max") return "if (v > m) m = v;";
  if (op === "min") return "if (v < m) m = v;";
  if (op === "argmax") return "if (v > m) { m = v; best = n; } n++;";
  if (op === "range") return "if (v > m) m = v; if (v < best) best = v;";
  if (op === "any") return "if (v !== 0) m = 1;";
  if (op === "std") return "m += v; best += v * v;";
  return "{ let j = n++; while (j > 0 && taps[j - 1] > v) { taps[j] = taps[j - 1]; j--; } taps[j] = v; }";
}

/**
 * @param {Problem} problem
 * @param {number | undefined} taps undefined where each window has its own
 */
function finishOf({ op, result }, taps) {
  if (op === "argmax") return "best";
  if (op === "median") return "taps[n >> 1]";
  if (op === "range") return "m - best";
  if (op === "std") {
    const n = taps ?? "taps";
    return `Math.sqrt((${n} * best - m * m) / (${n} * ${n}))`;
  }
  if (op !== "mean") return "m";
  if (taps === undefined) return result.float ? "m / taps" : "Math.floor(m / taps + 0.5)";
  const shift = Math.log2(taps);
  if (!result.float) return Number.isInteger(shift) ? `m + ${taps >> 1} >> ${shift}` : `Math.floor(m / ${taps} + 0.5)`;
  return Number.isInteger(shift) ? `m * ${1 / taps}` : `m / ${taps}`;
}
