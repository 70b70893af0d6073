import type { Problem } from "../shape/problem.ts";
import { settleInteger, settleReal } from "./exact.ts";

/**
 * The result of a window without any tap: of max the least value of the input's dtype and of min the greatest, of sum 0, of
 * a mean NaN (0 as an integer, or where padding or a given divisor counts).
 */
export function emptyValue({ op, input, result, round, divisor }: Problem): number | bigint {
  if (op.fold !== "sum") {
    const value = op.fold === "max" ? input.lowest : input.highest;
    return input.float ? settleReal(value as number, result, round) : settleInteger(BigInt(value), 1, result, round);
  }
  const nothing = op.divides && divisor === "taps";
  return settleReal(nothing ? Number.NaN : 0, result, round);
}
