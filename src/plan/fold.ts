import { type Driver, type Family, LONG_RUN } from "../registry/drivers.ts";
import type { DTypeRow } from "../registry/dtypes.ts";
import type { Problem } from "../shape/problem.ts";
import { dividesExactly } from "./divide.ts";
import { isBest, isMedian, isScan, isSeek, isTotal } from "./scan.ts";

/** Taps that assembly/kernel/columns.ts has a table for. */
const MOST_TAPS = 1024;

/** This many 8-bit taps are summed in 16 bits; and where their mean alone is asked for, so many. */
const FEW_BYTES = 128;
const MEAN_BYTES = 256;

/** The engine's function for a step, and what its folded values are. */
export interface FoldChoice {
  readonly family: Family;
  /** Name of the export. */
  readonly name: string;
  /** Bytes of a folded value in scratch. */
  readonly valueBytes: number;
  /** What sums are multiplied by on the way. */
  readonly scale: number;
  /** Whether folded values are the results already. */
  readonly direct: boolean;
}

const SHORT: Record<string, string> = { int: "i", uint: "u", float: "f" };

/** The engine's name of a dtype: u8, i64, f32 … */
export function shortName(dtype: DTypeRow): string {
  return `${SHORT[dtype.float ? "float" : dtype.signed ? "int" : "uint"]}${dtype.bits}`;
}

export function isPowerOfTwo(n: number): boolean {
  return n > 0 && 2 ** Math.round(Math.log2(n)) === n;
}

/** How a window's taps stand: rows of so many, which may be runs of memory; and whether they are added as a tree (`addsAsTree`). */
export interface Columns {
  readonly element: number;
  readonly lanes: number;
  readonly rowCount: number;
  readonly width: number;
  readonly widthPitch: number;
  readonly tree: boolean;
}

/** Which fold a step takes: by op, dtypes and taps. `columns` is how a window's taps stand: rows down, then across. */
export function familyOf(problem: Problem, taps: number, split: boolean, columns?: Columns): Family {
  const { op, input, result, wraps } = problem;
  if (isScan(problem)) {
    if (isSeek(problem)) return "seek";
    if (isBest(problem)) return "best";
    if (isMedian(problem)) return "median";
    if (!isTotal(problem)) return "any";
    if (!input.float || (columns && isExactEnough(columns.rowCount, columns.width))) return "total";
    return input.bits === 32 ? "totals" : "any";
  }
  if (op.fold !== "sum") return input.big ? "own64" : "idempotent";
  if (input.big) return wraps ? "own64" : "halves";
  if (input.float) {
    const own = columns && !split && (input.bits === 64 || input.code === result.code);
    if (own && (isExactEnough(columns.rowCount, columns.width, columns.tree) || isExactAsTree(columns))) return "own";
    return input.bits === 64 ? "compensated" : "wide";
  }
  // Along a run of memory, sums are in 32 bits at once.
  const isRun =
    columns?.lanes === 1 && columns.rowCount === 1 && columns.width >= 16 && columns.widthPitch === columns.element;
  return input.bits === 8 && taps <= FEW_BYTES && !split && !isRun ? "few" : "wide";
}

/** Chooses the engine's function for a step whose family and driver are known. */
export function foldOf(
  problem: Problem,
  taps: number,
  divisor: number,
  split: boolean,
  family: Family,
  driver: Driver,
): FoldChoice {
  const { op, input, result } = problem;
  const type = shortName(input);
  const same = input.code === result.code && !split;
  const divides = op.divides;
  switch (family) {
    case "seek":
      return { family, name: `seek_${type.replace("i", "u")}`, valueBytes: input.bytes, scale: 1, direct: true };
    case "best":
      return { family, name: `best_${type}`, valueBytes: input.bytes, scale: 1, direct: true };
    case "total":
      return { family, name: `total_${type}`, valueBytes: input.bytes, scale: 1, direct: true };
    case "totals":
      return { family, name: `totals_${type}`, valueBytes: input.bytes, scale: 1, direct: true };
    case "median":
      return { family, name: `median_${type}`, valueBytes: input.bytes, scale: 1, direct: true };
    case "any":
      return { family, name: `any_${type}`, valueBytes: result.bytes, scale: 1, direct: true };
    case "idempotent":
      return { family, name: `${op.fold}_${type}`, valueBytes: input.bytes, scale: 1, direct: same };
    case "own64":
      // Modulo 2^64, signed and unsigned sums are the same bits.
      if (op.fold === "sum") return { family, name: "sum_i64", valueBytes: 8, scale: 1, direct: same };
      return { family, name: `${op.fold}_${type}`, valueBytes: 8, scale: 1, direct: same };
    case "own": {
      const scaled = divides && same && isPowerOfTwo(divisor);
      const scale = scaled ? 1 / divisor : 1;
      return { family, name: `sum_${type}`, valueBytes: input.bytes, scale, direct: same && (scaled || !divides) };
    }
    case "compensated":
      return { family, name: `wide_${type}`, valueBytes: 8, scale: 1, direct: same && !divides };
    case "few":
      // Windows that an end of the array clips may have fewer taps than the divisor says.
      if ((takesMeans(driver) || (driver.name === "pixels" && divisor === 4)) && narrows(problem, taps, divisor)) {
        return { family, name: `mean_${type}`, valueBytes: 1, scale: 1, direct: true };
      }
      if (isSideBySide(driver) && isReal(problem, divisor, split)) {
        return { family, name: `real_${type}`, valueBytes: 8, scale: 1, direct: true };
      }
      return { family, name: `few_${type}`, valueBytes: 2, scale: 1, direct: false };
    case "wide":
      if (isSideBySide(driver) && isReal(problem, divisor, split)) {
        return { family, name: `real_${type}`, valueBytes: 8, scale: 1, direct: true };
      }
      return { family, name: `wide_${type}`, valueBytes: input.bits === 32 ? 8 : 4, scale: 1, direct: false };
    case "halves":
      return { family, name: `wide_${type}`, valueBytes: 16, scale: 1, direct: false };
  }
}

function isSideBySide({ name }: Driver): boolean {
  return name === "pairs" || name === "blocks";
}

/** Whether a driver turns sums of 8-bit integers into their means as it goes. */
export function takesMeans(driver: Driver): boolean {
  return isSideBySide(driver) || driver.name === "lanes";
}

/** Sums of integers as float64, or their means where a shift divides. */
function isReal({ op, input, result }: Problem, divisor: number, split: boolean): boolean {
  return !input.float && result.float && result.bits === 64 && !split && (!op.divides || isPowerOfTwo(divisor));
}

/** Means of 8-bit integers into their own dtype, where a shift divides. */
export function narrows({ op, input, result, round }: Problem, taps: number, divisor: number): boolean {
  return (
    op.divides &&
    input.bits === 8 &&
    input.code === result.code &&
    isPowerOfTwo(divisor) &&
    taps <= divisor &&
    divisor <= MEAN_BYTES &&
    round === "half-up"
  );
}

/**
 * Whether adding up floats in their own type, down the columns and then across, is expected to err no more than NumPy's pairwise
 * sum of as many (numpy/_core/src/umath/loops_utils.h.src). An addition errs in proportion to its result; for taps alike,
 * the squares of the results' sizes add up to the expected square of the error.
 */
function isExactEnough(rowCount: number, width: number, tree = false): boolean {
  if (tree) return width * quads(rowCount) + levels(width) * rowCount ** 2 <= pairwise(rowCount * width);
  const ours = width * squares(2, rowCount) + squares(2, width) * rowCount ** 2;
  return ours <= pairwise(rowCount * width);
}

/** Whether it takes such a kernel. */
export function needsTree(columns: Columns): boolean {
  return !isExactEnough(columns.rowCount, columns.width, columns.tree) && isExactAsTree(columns);
}

/** Whether floats may be summed in their own type by a kernel that adds them as a tree, along runs of memory or down many rows. */
function isExactAsTree(columns: Columns): boolean {
  return isExactAlong(columns) || isExactDown(columns);
}

/**
 * Whether rows of floats are runs of memory that may be summed in their own type along their length, as assembly/kernel/spans.ts does: whole
 * vectors, four of them at once which then are added as a tree; what is over, to the last lanes; row after row; and then the
 * lanes as a tree.
 */
function isExactAlong({ element, lanes, rowCount, width, widthPitch }: Columns): boolean {
  if (lanes !== 1 || widthPitch !== element || width * element < LONG_RUN) return false;
  const some = 16 / element;
  const vectors = Math.floor(width / some);
  const over = width % some;
  const each = Math.floor(vectors / 4);
  const more = vectors % 4;
  // Of the four, the first `more` have one vector more than the others.
  const left = 2 * each + Math.min(more, 2);
  let ours = some * (4 * squares(2, each) + more * (each + 1) ** 2 + left ** 2 + (vectors - left) ** 2 + vectors ** 2);
  ours += over * (vectors + 1) ** 2;
  const sizes = Array.from({ length: some }, (_, lane) => vectors + (lane >= some - over ? 1 : 0));
  for (const size of sizes) ours += size ** 2 * squares(2, rowCount);
  for (let half = some / 2; half >= 1; half /= 2) {
    for (let lane = 0; lane < half; lane++) {
      sizes[lane] = (sizes[lane] as number) + (sizes[lane + half] as number);
      ours += ((sizes[lane] as number) * rowCount) ** 2;
    }
  }
  return ours <= pairwise(rowCount * width);
}

/**
 * Whether many taps may be, as assembly/kernel/columns.ts does: each eight of them as a tree, and eights into two running sums in turn,
 * the first of which begins with what is over.
 */
function isExactDown({ element, lanes, rowCount, width, tree }: Columns): boolean {
  const taps = rowCount * width;
  if (lanes * element < 16 || taps > MOST_TAPS || isExactEnough(rowCount, width, tree)) return false;
  const over = taps % 8;
  let ours = squares(2, over);
  const sums = [over, 0];
  for (let eights = 0; eights < Math.floor(taps / 8); eights++) {
    const before = sums[eights % 2] as number;
    sums[eights % 2] = before + 8;
    ours += 4 * 2 ** 2 + 2 * 4 ** 2 + 8 ** 2 + (before > 0 ? (before + 8) ** 2 : 0);
  }
  if (sums[1] !== 0) ours += taps ** 2;
  return ours <= pairwise(taps);
}

/** The squares where taps are added in fours as trees, one four after the other, then what is left over. */
function quads(taps: number): number {
  if (taps < 4) return squares(2, taps);
  const fours = Math.floor(taps / 4);
  return fours * (2 ** 2 + 2 ** 2 + 4 ** 2) + 4 ** 2 * squares(2, fours) + squares(4 * fours + 1, taps);
}

/** The squares where a power of two is added as a tree. */
function levels(taps: number): number {
  let sum = 0;
  for (let size = 2; size <= taps; size *= 2) sum += (taps / size) * size ** 2;
  return sum;
}

/** Up to 7 one after the other; else eight running sums, added as a tree, then what is left over. More than 128 are halved. */
export function pairwise(taps: number): number {
  if (taps < 8) return squares(2, taps);
  if (taps > 128) {
    const half = Math.floor(taps / 2) - (Math.floor(taps / 2) % 8);
    return pairwise(half) + pairwise(taps - half) + taps ** 2;
  }
  const each = Math.floor(taps / 8);
  return 8 * squares(2, each) + each ** 2 * (4 * 2 ** 2 + 2 * 4 ** 2 + 8 ** 2) + squares(8 * each + 1, taps);
}

/** The sum of the squares of the integers from `first` to `last`. */
export function squares(first: number, last: number): number {
  const upTo = (n: number) => (n * (n + 1) * (2 * n + 1)) / 6;
  return last < first ? 0 : upTo(last) - upTo(first - 1);
}

/**
 * The most taps that a fold of this input adds up without overflow: the kernels' accumulators are 32 or 64 bits wide, and
 * float64 ones hold sums of 32-bit integers below 2^52, whose quotients are still rounded once.
 */
export function tapLimit(problem: Problem): number {
  const { op, input } = problem;
  if (op.fold !== "sum" || input.float) return 2 ** 30;
  return input.bits === 8 ? 2 ** 23 : input.bits === 16 ? 2 ** 15 : input.bits === 32 ? 2 ** 20 : 2 ** 30;
}

/** Whether the engine divides by what is asked; else sums become totals, which are divided here. */
export function engineDivides(problem: Problem): boolean {
  const { op, axes, divisor } = problem;
  if (!op.divides || divisor === "taps") return true;
  const most = divisor === "padded" ? axes.reduce((product, axis) => product * axis.window, 1) : divisor;
  return dividesExactly(problem, most);
}

/** Bytes of a total of windows that come in pieces; assembly/driver/totals.ts says what they hold. */
export function totalBytes(problem: Problem): number {
  const { input } = problem;
  const family = familyOf(problem, 1, true);
  if (family === "idempotent" || family === "own" || family === "own64") return input.bytes;
  return family === "wide" && !input.float && input.bits < 32 ? 8 : 16;
}

/**
 * The engine's function that turns totals into results; undefined where it would not be exact: the divisor is no integer of 31
 * bits, or sums of 32-bit integers may pass what float64 holds.
 */
export function settleOf(problem: Problem, taps: number, divisor: number): string | undefined {
  const { input } = problem;
  const family = familyOf(problem, 1, true);
  if (!dividesExactly(problem, divisor)) return undefined;
  if (family === "idempotent" || family === "own64") return `settle_${shortName(input)}`;
  if (family === "halves") return "settle_halves";
  if (input.float) return "settle_pairs";
  if (input.bits < 32) return "settle_sums";
  return taps <= 2 ** 20 ? "settle_pairs" : undefined;
}
