import type { FoldChoice } from "../plan/fold.ts";
import { settleInteger, settleReal } from "../reference/exact.ts";
import { DTYPES, type DTypeRow, type TypedArray } from "../registry/dtypes.ts";
import type { Round } from "../registry/options.ts";
import type { Problem } from "../shape/problem.ts";
import type { Instance } from "../wasm/engine.ts";

/**
 * Turns the totals of windows that came in pieces into results. Such windows are large, so results are few, and here the
 * counts may pass what the engine divides by: integers are settled exactly at any size.
 */
export function settleTotals(
  problem: Problem,
  fold: FoldChoice,
  divisor: number,
  instance: Instance,
  address: number,
  length: number,
  out: TypedArray,
): void {
  const { input, result, round, wraps } = problem;
  const write = out as unknown as (number | bigint)[];
  if (fold.family === "idempotent" || fold.family === "own64") {
    const totals = instance.view(input);
    const at = address / input.bytes;
    for (let i = 0; i < length; i++) {
      const value = totals[at + i] as number | bigint;
      if (input.code === result.code || wraps) write[i] = value;
      else if (input.float) write[i] = settleReal(value as number, result, round);
      else write[i] = settleInteger(BigInt(value), 1, result, round);
    }
    return;
  }
  if (input.float) {
    const totals = instance.view(DTYPES.float64) as Float64Array;
    const at = address / 8;
    for (let i = 0; i < length; i++) {
      const sum = totals[at + 2 * i] as number;
      const error = totals[at + 2 * i + 1] as number;
      write[i] = settleReal((Math.abs(error) > 0 ? sum + error : sum) / divisor, result, round);
    }
    return;
  }
  if (input.bits === 32) {
    const totals = instance.view(DTYPES.float64) as Float64Array;
    const at = address / 8;
    for (let i = 0; i < length; i++) {
      const sum = totals[at + 2 * i] as number;
      const error = totals[at + 2 * i + 1] as number;
      write[i] = settleExact(sum, error, divisor, result, round);
    }
    return;
  }
  const words = instance.view(DTYPES.uint32) as Uint32Array;
  const signed = instance.view(DTYPES.int32) as Int32Array;
  const pairs = input.big;
  for (let i = 0; i < length; i++) {
    const at = address / 4 + i * (pairs ? 4 : 2);
    // A sum of low halves, in 64 bits, and for wide inputs one of high halves above it.
    const low = words[at] as number;
    const high = signed[at + 1] as number;
    if (result.float && result.bits === 64 && high >= -(2 ** 21) && high < 2 ** 21) {
      const above = pairs ? (signed[at + 3] as number) * 2 ** 32 + (words[at + 2] as number) : 0;
      const sum = above * 2 ** 32 + (high * 2 ** 32 + low);
      if (Number.isSafeInteger(sum) && Math.abs(above) < 2 ** 20) {
        // Both sides exact, so the division rounds just once.
        write[i] = sum / divisor;
        continue;
      }
    }
    const lower = (BigInt(high) << 32n) + BigInt(low);
    const upper = pairs ? (BigInt(signed[at + 3] as number) << 32n) + BigInt(words[at + 2] as number) : 0n;
    write[i] = settleInteger(lower + (upper << 32n), divisor, result, round);
  }
}

/** An exact sum in two floats over a count. */
function settleExact(sum: number, error: number, divisor: number, result: DTypeRow, round: Round): number | bigint {
  if (error === 0 && Number.isSafeInteger(sum) && result.float && result.bits === 64) return sum / divisor;
  return settleInteger(BigInt(sum) + BigInt(error), divisor, result, round);
}
