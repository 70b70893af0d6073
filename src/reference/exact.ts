import type { DTypeRow } from "../registry/dtypes.ts";
import type { Round } from "../registry/options.ts";
import type { Problem } from "../shape/problem.ts";

/** A value in the result's dtype: rounded, then saturated; NaN as an integer is nodata, else 0. */
export function settle({ result, round, skip }: Problem, value: number | bigint): number | bigint {
  const held = Number.isNaN(value) && !result.float && skip !== undefined ? skip.otherwise : value;
  return typeof held === "bigint" ? settleInteger(held, 1, result, round) : settleReal(held, result, round);
}

/**
 * numerator / denominator as the nearest number of `bits` significant bits, ties to even; or to odd, where it will be rounded once more to
 * far fewer bits and must be no tie there that it is not. The denominator is positive.
 */
function ratioToFloat(numerator: bigint, denominator: bigint, bits: 24 | 53, toOdd: boolean): number {
  if (numerator === 0n) return 0;
  const negative = numerator < 0n;
  const size = negative ? -numerator : numerator;
  // Scale the quotient to at least two bits more than are kept; what is cut off decides by sticking to the last bit.
  const shift = BigInt(Math.max(0, bits + 2 - (bitLength(size) - bitLength(denominator))));
  const scaled = size << shift;
  const quotient = scaled / denominator;
  const sticky = scaled % denominator === 0n ? 0n : 1n;
  const drop = BigInt(bitLength(quotient) - bits);
  const kept = quotient >> drop;
  const twice = ((quotient - (kept << drop)) << 1n) + sticky;
  const half = 1n << drop;
  const rounded = toOdd
    ? kept | (twice > 0n ? 1n : 0n)
    : twice > half || (twice === half && (kept & 1n) === 1n)
      ? kept + 1n
      : kept;
  // At most 2^53, and a scaling by a power of two: both exact.
  const value = Number(rounded) * 2 ** Number(drop - shift);
  return negative ? -value : value;
}

function bitLength(value: bigint): number {
  return value.toString(2).length;
}

/** numerator / denominator as an integer, rounded as asked; the denominator is positive. */
function ratioToInteger(numerator: bigint, denominator: bigint, round: Round): bigint {
  let floor = numerator / denominator;
  let rest = numerator % denominator;
  if (rest < 0n) {
    floor -= 1n;
    rest += denominator;
  }
  const twice = rest * 2n;
  switch (round) {
    case "floor":
      return floor;
    case "trunc":
      return numerator < 0n && rest > 0n ? floor + 1n : floor;
    case "half-up":
      return twice >= denominator ? floor + 1n : floor;
    case "half-even":
      return twice > denominator || (twice === denominator && (floor & 1n) === 1n) ? floor + 1n : floor;
  }
}

/** A real value as an integer, rounded as asked. */
function wholeOf(value: number, round: Round): number {
  const below = Math.floor(value);
  // Exact, unlike value + 0.5.
  const part = value - below;
  switch (round) {
    case "floor":
      return below;
    case "trunc":
      return Math.trunc(value);
    case "half-up":
      return part >= 0.5 ? below + 1 : below;
    case "half-even":
      return part > 0.5 || (part === 0.5 && below % 2 !== 0) ? below + 1 : below;
  }
}

/** A finite float as a fraction with a positive denominator, exactly. */
function fractionOf(value: number): [numerator: bigint, denominator: bigint] {
  let denominator = 1n;
  let scaled = value;
  // Doubling is exact, and every float is an integer over a power of two.
  for (; !Number.isInteger(scaled); scaled *= 2) denominator *= 2n;
  return [BigInt(scaled), denominator];
}

/** An exact quotient in the result's dtype: rounded once, then saturated. The divisor is finite and not 0. */
export function settleInteger(sum: bigint, divisor: number, result: DTypeRow, round: Round): number | bigint {
  const [numerator, denominator] = fractionOf(divisor);
  const sign = numerator < 0n ? -1n : 1n;
  return settleRatio(sum * denominator * sign, numerator * sign, result, round);
}

export function settleRatio(sum: bigint, count: bigint, result: DTypeRow, round: Round): number | bigint {
  // A float16 is rounded where it is stored.
  if (result.float) return ratioToFloat(sum, count, result.bits === 32 ? 24 : 53, result.bits === 16);
  const whole = ratioToInteger(sum, count, round);
  const lowest = BigInt(result.lowest);
  const highest = BigInt(result.highest);
  const held = whole < lowest ? lowest : whole > highest ? highest : whole;
  return result.big ? held : Number(held);
}

/** A real value in the result's dtype: rounded, then saturated; NaN as an integer is 0. */
export function settleReal(value: number, result: DTypeRow, round: Round): number | bigint {
  if (result.float) return value;
  if (Number.isNaN(value)) return result.big ? 0n : 0;
  const whole = wholeOf(value, round);
  if (!result.big) return Math.min(Math.max(whole, result.lowest as number), result.highest as number);
  // The type's ends are not doubles; compare with the powers of two beyond them.
  if (whole >= 2 ** (result.signed ? 63 : 64)) return result.highest;
  if (whole < (result.signed ? -(2 ** 63) : 0)) return result.lowest;
  return BigInt(whole);
}
