import type { Driver, Family, RowShape } from "../registry/drivers.ts";
import type { DTypeRow } from "../registry/dtypes.ts";
import type { Problem } from "../shape/problem.ts";

/** float windows of up to this many taps are summed in their own type. */
const FEW_TAPS = 64;

/** This many 8-bit taps are summed in 16 bits. */
const FEW_BYTES = 128;

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
function shortName(dtype: DTypeRow): string {
  return `${SHORT[dtype.float ? "float" : dtype.signed ? "int" : "uint"]}${dtype.bits}`;
}

function isPowerOfTwo(n: number): boolean {
  return n > 0 && 2 ** Math.round(Math.log2(n)) === n;
}

/** Chooses the fold: by op, dtypes and taps alone for the family, and with the driver once that is known. */
export function foldOf(problem: Problem, divisor: number, split: boolean, driver?: Driver, row?: RowShape): FoldChoice {
  const { op, input, result } = problem;
  const type = shortName(input);
  const same = input.code === result.code;
  if (op.fold !== "sum") {
    const family = input.big ? "own64" : "idempotent";
    return { family, name: `${op.fold}_${type}`, valueBytes: input.bytes, scale: 1, direct: same && !split };
  }
  if (input.big) {
    // Modulo 2^64, signed and unsigned sums are the same bits.
    if (problem.wraps) return { family: "own64", name: "sum_i64", valueBytes: 8, scale: 1, direct: !split };
    return { family: "halves", name: `wide_${type}`, valueBytes: 16, scale: 1, direct: false };
  }
  if (input.float) {
    const own = divisor <= FEW_TAPS && !split && (input.bits === 64 || same);
    if (own) {
      const scaled = op.divides && same && isPowerOfTwo(divisor);
      const direct = same && (scaled || !op.divides);
      const scale = scaled ? 1 / divisor : 1;
      return { family: "own", name: `sum_${type}`, valueBytes: input.bytes, scale, direct };
    }
    const family = input.bits === 64 ? "compensated" : "wide";
    const direct = same && input.bits === 64 && !op.divides && !split;
    return { family, name: `wide_${type}`, valueBytes: 8, scale: 1, direct };
  }
  if (driver?.name === "pairs" && row !== undefined && narrows(problem, divisor, split)) {
    return { family: "few", name: `mean_${type}`, valueBytes: 1, scale: 1, direct: true };
  }
  if (input.bits === 8 && divisor <= FEW_BYTES && !split) {
    return { family: "few", name: `few_${type}`, valueBytes: 2, scale: 1, direct: false };
  }
  return { family: "wide", name: `wide_${type}`, valueBytes: input.bits === 32 ? 8 : 4, scale: 1, direct: false };
}

/** Means of 8-bit integers into their own dtype, where a shift divides. */
function narrows({ op, input, result, round }: Problem, divisor: number, split: boolean): boolean {
  const shifts = isPowerOfTwo(divisor) && divisor <= FEW_BYTES && round === "half-up";
  return op.divides && input.bits === 8 && input.code === result.code && shifts && !split;
}

/** The most taps that a fold of this input adds up without overflow: the kernels' accumulators are 32 or 64 bits wide, and hold 2^52 of
 * 32-bit integers in float64, where their quotients are still rounded once. */
export function tapLimit(problem: Problem): number {
  const { op, input } = problem;
  if (op.fold !== "sum" || input.float) return 2 ** 30;
  return input.bits === 8 ? 2 ** 23 : input.bits === 16 ? 2 ** 15 : input.bits === 32 ? 2 ** 20 : 2 ** 30;
}

/** Bytes of a total of windows that come in pieces; assembly/driver/totals.ts says what they hold. */
export function totalBytes({ input }: Problem, family: Family): number {
  if (family === "idempotent" || family === "own" || family === "own64") return input.bytes;
  return family === "wide" && !input.float && input.bits < 32 ? 8 : 16;
}
