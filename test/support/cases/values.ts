import { DTYPES, type DType } from "../../../src/registry/dtypes.ts";
import { KINDS, rangeOf, readerOf, type Task, toFloat, type Value } from "../oracle.ts";
import type { Drawn } from "./drawn.ts";

/** Ops whose windows never give nodata, nor NaN. */
const EXEMPT = ["any", "all", "count", "argmax", "argmin"];

/** The value of taps outside the array. */
export function fillFor({ dtype, fill, seed }: Drawn): Value {
  const row = DTYPES[dtype];
  if (row.float) return [0, 2.5, -1, Number.NaN, Infinity][fill] as number;
  const value = [0, row.highest, row.lowest, 3, 1][fill] as Value;
  // A bigint, or an integer number where it can be one.
  return row.big && (seed % 2 === 0 || !Number.isSafeInteger(Number(value))) ? BigInt(value) : value;
}

/** The value that is left out and stands for too few, such that the call is valid. */
export function nodataFor(
  raw: Drawn,
  input: Pick<Task, "data" | "pitch" | "offset">,
  result: DType,
): Value | undefined {
  const { op, nodata, mask, minCount, seed, dtype } = raw;
  const [kind, into] = [KINDS[dtype], KINDS[result]];
  const needed = !EXEMPT.includes(op) && !into.float;
  const holds = (value: Value): boolean => {
    if (!needed) return true;
    const [lowest, highest] = rangeOf(into);
    return (typeof value === "bigint" || Number.isInteger(value)) && value >= lowest && value <= highest;
  };
  if (nodata === "none") return needed && (mask !== null || minCount !== null) ? 7 : undefined;
  const integers = [-1, 1000, 7, 2 ** 40];
  const candidates: Value[] =
    nodata === "present"
      ? [readerOf(input.data, dtype)(input.offset)]
      : nodata === "nan"
        ? [Number.NaN]
        : kind.float
          ? [0.1, -9999, 12345.678, 0]
          : integers;
  const chosen = candidates[seed % candidates.length] as Value;
  // Other than as a double the same float may have more digits, as users write it.
  const value = nodata === "other" && kind.float && seed % 2 === 0 ? toFloat(chosen as number, kind.bits) : chosen;
  if (holds(value)) return value;
  return kind.bits === 64 && !kind.float && seed % 2 === 0 ? 0n : 0;
}
