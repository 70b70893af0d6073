import { COLUMN_BYTES, SCRATCH_BYTES, TALLY_BYTES } from "../registry/drivers.ts";
import type { DTypeRow } from "../registry/dtypes.ts";
import type { Axis } from "../shape/axis.ts";
import type { Problem } from "../shape/problem.ts";
import { dividesExactly } from "./divide.ts";

/** The reductions of assembly/kernel/reductions.ts, in its order. */
export const REDUCTIONS = [
  "max",
  "min",
  "sum",
  "prod",
  "lp1",
  "lp2",
  "lp-infinite",
  "rms",
  "var",
  "std",
  "median",
  "lower-median",
  "higher-median",
  "mode",
  "range",
  "any",
  "all",
  "count",
  "first",
  "argmax",
  "argmin",
] as const;
export type Reduction = (typeof REDUCTIONS)[number];

/** Which taps are left out: the bits of assembly/lane/valid.ts. */
export const SKIP = { skipNan: 1, skipNodata: 2, skipMasked: 4 } as const;

/** What means are divided by: a number, the valid taps, or a number less the taps that were left out. */
export const DIVIDE = { byNumber: 0, byTaps: 1, byRest: 2 } as const;

/** The 8-byte numbers of a plan, in the order of assembly/kernel/gather.ts. */
export const NUMBERS = ["tooFew", "allLeftOut", "nanResult", "nodata", "divisor", "ddof", "order"] as const;

/** 64-bit integers are compared, never computed with. */
const OF_BIG: readonly Reduction[] = ["max", "min", "any", "all", "count", "first", "argmax", "argmin"];

/** Sorted taps are taken into scratch. */
const SORTED: readonly Reduction[] = ["median", "lower-median", "higher-median", "mode"];

/** Sums of integers are exact in float64 up to a number of taps. */
const SUMMED: readonly Reduction[] = ["sum", "lp1", "var", "std"];

/** Windows may go this far beyond the array where something real stands there: those further out are all alike. */
const FAR = 64;

/** Whether a problem is more than the folds of every tap take: taps are left out, or have positions, or the op is another. */
export function isScan(problem: Problem): boolean {
  const { op, numbering } = problem;
  if (op.fold !== "max" && op.fold !== "min" && op.fold !== "sum") return true;
  return (numbering !== undefined && op.positions !== "none") || minds(problem);
}

/** Whether it takes more than every tap's value to tell the result: taps are left out or counted, or NaN gives what is asked. */
export function minds({ input, result, skip }: Problem): boolean {
  if (skip === undefined) return false;
  return skip.nan || skip.nodata !== undefined || skip.masked || skip.least > 1 || (input.float && !result.float);
}

/** Whether all that a problem asks for is the largest or smallest tap, as it is, and where it stands. */
export function isSeek({ op, input, result, skip, numbering }: Problem): boolean {
  if (op.positions === "none" || input.big || (op.positions === "beside" && numbering === undefined)) return false;
  const wanted = op.positions === "itself" ? result.name === "int32" : result.code === input.code;
  if (!wanted) return false;
  if (skip === undefined) return true;
  return skip.least === 0 && !skip.masked && (skip.nodata === undefined || Number.isNaN(skip.nodata));
}

/** Whether taps are left out by their value alone. */
function leavesOut(problem: Problem): boolean {
  const { op, input, skip, numbering } = problem;
  if (input.big || skip === undefined || skip.masked) return false;
  if (op.positions !== "none" && numbering !== undefined) return false;
  const bits = skipBits(problem);
  // Of a bound on their number the kernels take what a window may have.
  return bits !== 0 && skip.least <= 255;
}

/** Whether a problem is the largest or smallest of the taps that are left in. */
export function isBest(problem: Problem): boolean {
  const { op, input, result } = problem;
  return (op.fold === "max" || op.fold === "min") && input.code === result.code && leavesOut(problem);
}

/** Whether a problem is the sum or mean of the taps that are left in: of floats in their own dtype, of integers in any. */
export function isTotal(problem: Problem): boolean {
  const { op, input, result, axes, divisor, skip } = problem;
  if (op.fold !== "sum" || (op.divides && divisor !== "taps" && !(divisor === "padded" && readsOutside(problem)))) {
    return false;
  }
  if (input.float) return input.code === result.code && leavesOut(problem);
  // Sums of narrow integers have 32 bits; and no result comes of none.
  const taps = axes.reduce((product, { window }) => product * window, 1);
  if (skip === undefined || skip.least === 0) return false;
  return (input.bits === 32 || taps <= 2 ** (31 - input.bits)) && leavesOut(problem);
}

/** Whether a problem is the median of every tap, of floats as a float. */
export function isMedian(problem: Problem): boolean {
  const { op, input, result, skip } = problem;
  if (op.fold !== "median" || input.big || (input.float && !result.float)) return false;
  return skip === undefined || (!skip.masked && skip.least <= 1 && skipBits(problem) === 0);
}

/**
 * What taps are compared by: XORed with this, the largest one in the order of unsigned numbers, or of floats, is the largest, or the smallest, of the
 * type. The same in every element of 8 bytes.
 */
export function orderOf({ op, input }: Problem): bigint {
  const { bits, signed, float } = input;
  const sign = 1n << BigInt(bits - 1);
  const all = (1n << BigInt(bits)) - 1n;
  // Sums are of unsigned integers, too.
  const most = op.fold !== "min" && op.fold !== "argmin";
  const one = most ? (signed && !float ? sign : 0n) : float ? sign : signed ? all ^ sign : all;
  let pattern = 0n;
  for (let at = 0; at < 64; at += bits) pattern |= one << BigInt(at);
  return pattern;
}

/** Whether something real stands outside the array. */
export function readsOutside({ fill, padMode }: Problem): boolean {
  return fill !== undefined || padMode !== undefined;
}

function isSorted(problem: Problem): boolean {
  return SORTED.includes(reductionOf(problem) as Reduction);
}

/** Columns of taps whose histograms stay in the L2 cache, and as many as fit into scratch: odd multiples of 8, which the engine takes. */
const COLUMNS = 1016;
const FEW_COLUMNS = 56;

/** Taps of windows for which those in scratch are enough: wider ones would leave little room for others beside them. */
const FEW_TALLIED = 400;

/** Columns of taps that histograms are kept of at a time, for 8-bit medians. */
export function columnsOf({ axes }: Problem): number {
  const widest = axes.reduce((most, { extent }) => Math.max(most, extent), 0);
  const taps = axes.reduce((product, { window }) => product * window, 1);
  return widest <= FEW_COLUMNS || taps <= FEW_TALLIED ? FEW_COLUMNS : Math.min(widest + 15, COLUMNS);
}

/** Whether histograms go down with the windows far enough to be worth larger bands of input and of results. */
export function isTallied(problem: Problem): boolean {
  return isMedian(problem) && problem.input.bits === 8 && columnsOf(problem) > FEW_COLUMNS;
}

/** Bytes that the engine needs for the taps of a window in order, or for the histograms of columns of them. */
export function sortingOf(problem: Problem): number {
  if (!isSorted(problem)) return 0;
  const taps = 16 * problem.axes.reduce((product, { window }) => product * window, 1);
  if (!isMedian(problem)) return taps;
  // Rows of taps that are packed take twice what other scans have.
  const least = Math.max(taps, 2 * SCRATCH_BYTES);
  return problem.input.bits === 8 ? Math.max(least, TALLY_BYTES + columnsOf(problem) * COLUMN_BYTES) : least;
}

/** The engine's reduction, where it has one. */
export function reductionOf({ op, p, interpolation }: Problem): Reduction | undefined {
  switch (op.fold) {
    case "reducer":
      return undefined;
    case "lp":
      return p === 1 ? "lp1" : p === 2 ? "lp2" : p === Infinity ? "lp-infinite" : undefined;
    case "median":
      return interpolation === "midpoint" ? "median" : `${interpolation}-median`;
    default:
      return op.fold;
  }
}

/** Why the engine does not take a problem; undefined where it does. */
export function refusalOf(problem: Problem): string | undefined {
  const { op, input, result, axes, divisor, position } = problem;
  const fraction = op.divides && typeof divisor === "number" && !dividesExactly(problem, divisor);
  // Its float64 quotient could become a tie between two float16s that the true one is not.
  if (fraction && !input.float && result.name === "float16")
    return "quotients by a fraction are rounded to float16 once";
  if (op.fold === "reducer") return "a function of the caller's reduces the windows";
  if (readsOutside(problem) && axes.some(isFarOut)) {
    return "windows reach so far beyond the array that equal taps are taken together";
  }
  if (!isScan(problem)) return undefined;
  const reduction = reductionOf(problem);
  if (reduction === undefined) return `lp with p = ${problem.p} is left to the definition`;
  if (input.big && !OF_BIG.includes(reduction)) return `${op.name} of 64-bit integers is exact in the definition`;
  if (position.bits === 64 && op.positions !== "none") return "positions beyond 2^31 - 1";
  const taps = axes.reduce((product, axis) => product * axis.window, 1);
  if (taps > 2 ** 28) return "windows of more than 2^28 taps";
  if (input.float) return undefined;
  // Beyond 53 bits the definition still adds and multiplies exactly.
  if (reduction === "prod" && input.bits * taps > 53)
    return "products of integers beyond 53 bits are exact in the definition";
  if (SUMMED.includes(reduction) && taps > 2 ** (52 - input.bits))
    return "sums of integers beyond 53 bits are exact in the definition";
  if (op.divides && !dividesExactly(problem, divisor === "taps" || divisor === "padded" ? taps : divisor)) {
    return "the divisor asks for the definition's exact quotients";
  }
  return undefined;
}

function isFarOut({ window, extent }: Axis): boolean {
  return window > 4 * extent + FAR;
}

/** What a step along each axis adds to a position over the plane or the tensor, and what a tap adds to one in the window. */
export function positionsOf(problem: Problem): { place: readonly number[]; tapPlace: readonly number[] } | undefined {
  const { op, axes, pooled, numbering } = problem;
  if (op.positions === "none" || (op.positions === "beside" && numbering === undefined)) return undefined;
  const place = new Array<number>(axes.length).fill(0);
  const tapPlace = new Array<number>(axes.length).fill(0);
  let step = 1;
  for (let i = pooled.length - 1; i >= 0; i--) {
    const axis = pooled[i] as number;
    tapPlace[axis] = step;
    step *= (axes[axis] as Axis).window;
  }
  if (isByElement(problem)) {
    const over = numbering === "tensor" ? axes.map((_, axis) => axis) : pooled;
    step = 1;
    for (let i = over.length - 1; i >= 0; i--) {
      const axis = over[i] as number;
      place[axis] = step;
      step *= (axes[axis] as Axis).extent;
    }
  }
  return { place, tapPlace };
}

/** Whether positions tell elements, not taps. */
export function isByElement({ numbering }: Problem): boolean {
  return numbering === "plane" || numbering === "tensor";
}

/** Which taps are left out, as the engine reads it; a value that no element can have leaves out none. */
export function skipBits({ input, skip }: Problem): number {
  if (skip === undefined) return 0;
  const { nodata } = skip;
  let bits = skip.masked ? SKIP.skipMasked : 0;
  if (input.float && (skip.nan || isNaNValue(nodata))) bits |= SKIP.skipNan;
  if (nodata !== undefined && !isNaNValue(nodata) && holds(input, nodata)) bits |= SKIP.skipNodata;
  return bits;
}

const isNaNValue = (value: number | bigint | undefined): boolean => Number.isNaN(value);

function holds(dtype: DTypeRow, value: number | bigint): boolean {
  if (dtype.big !== (typeof value === "bigint")) return false;
  const one = new dtype.array(1) as unknown as (number | bigint)[];
  one[0] = value;
  return one[0] === value;
}
