import { exact } from "./cell.ts";
import { nearestFloat, ofRatio, ofReal, over, quotient, scaledIntegers, type Target } from "./exact.ts";
import type { Kind } from "./kinds.ts";
import type { Cell, Value } from "./task.ts";

/** A value known to within `slack`, in the dtype of the result. */
function around(value: number, slack: number, target: Target, zero: Cell["zero"] = 0): Cell {
  return {
    low: ofReal(value - slack, target),
    high: ofReal(value + slack, target),
    zero: target.kind.float ? zero : 1,
  };
}

/** The rounding of a double, and the distance of the smallest ones. */
export const STEP = 2 ** -53;
export const LEAST = 2 ** -1074;

/** The most roundings that a tap goes through in NumPy's pairwise sum: eight running sums, added as a tree; halves from 128 on. */
export function pairwiseDepth(taps: number): number {
  if (taps < 8) return taps - 1 || 1;
  if (taps <= 128) return Math.floor(taps / 8) - 1 + 3 + (taps % 8);
  const half = Math.floor(taps / 2);
  return 1 + pairwiseDepth(taps - (half - (half % 8)));
}

/** The sign of the zeros that all taps are, if they are. */
export function zeroSign(taps: readonly number[]): -1 | 0 | 1 {
  if (taps.every((tap) => Object.is(tap, -0))) return -1;
  return taps.every((tap) => Object.is(tap, 0)) ? 1 : 0;
}

/** The sum of integers over a divisor: exact, rounded once. `wraps`: modulo 2^64. */
export function sumOfIntegers(
  taps: readonly Value[],
  divisor: number,
  input: Kind,
  target: Target,
  wraps: boolean,
): Cell {
  const whole = Number.isInteger(divisor) && divisor > 0;
  // What is negative, and too small for a float, is -0.
  const signOf = (negative: boolean) => (!whole ? 0 : negative && target.kind.float ? -1 : 1);
  if (typeof taps[0] !== "bigint" && whole) {
    let total = 0;
    for (const tap of taps as number[]) total += tap;
    if (!Number.isSafeInteger(total)) throw new Error("the oracle's sum is not exact");
    const zero = signOf(total < 0);
    if (divisor === 1) return exact(ofReal(total, target), zero);
    if (target.kind.float && target.kind.bits === 64) return exact(total / divisor, zero);
    return exact(ofRatio(BigInt(total), BigInt(divisor), target), zero);
  }
  let total = 0n;
  for (const tap of taps) total += BigInt(tap);
  if (wraps) return exact(wrapped(total, input), 1);
  return exact(ofRatio(...over(total, 1n, divisor), target), signOf(total < 0n));
}

/** An integer modulo 2^64, as a 64-bit dtype reads it. */
export function wrapped(value: bigint, { signed }: Kind): bigint {
  return signed ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value);
}

/** Sums and means of floats: exact where the taps are small integers, else within the rounding of their additions. */
export function sumOfFloats(taps: readonly number[], divisor: number, input: Kind, target: Target): Cell {
  const result = target.kind;
  const count = Math.abs(divisor);
  const plus = taps.includes(divisor > 0 ? Infinity : -Infinity);
  const minus = taps.includes(divisor > 0 ? -Infinity : Infinity);
  if (taps.some(Number.isNaN) || (plus && minus)) return exact(ofReal(Number.NaN, target), 0);
  if (plus || minus) return exact(ofReal(plus ? Infinity : -Infinity, target), 0);

  const size = taps.reduce((sum, tap) => sum + Math.abs(tap), 0);
  if (size > (input.bits < 64 ? 2 ** 127 : 2 ** 1023)) throw new Error("the oracle takes no sums that overflow");
  const zero = !result.float ? 1 : divisor > 0 ? zeroSign(taps) : 0;
  const small = size < (input.bits === 64 && result.float && result.bits === 64 ? 2 ** 53 : 2 ** 24);
  if (small && Number.isInteger(divisor) && taps.every(Number.isInteger)) {
    const total = taps.reduce((a, b) => a + b, 0);
    return exact(ofRatio(...over(BigInt(total), 1n, divisor), target), zero);
  }
  const n = taps.length;
  // In their own type (float16 in float32) where that errs no more than NumPy's sum, else in float64, or better.
  const own = Math.min(n, 2 * pairwiseDepth(n));
  const narrow = input.bits < 64 && result.float && result.bits < 64;
  const step = narrow ? 2 ** -24 : STEP;
  const bound = (narrow ? own : input.bits === 64 ? own + 1 : n + 1) * step * size;
  const { whole, exponent } = scaledIntegers(taps);
  const total = whole.reduce((a, b) => a + b, 0n);
  const value = nearestFloat(...over(...quotient(total, exponent), divisor), 64);
  // The last rounding before the result's own is that of the quotient.
  const slack = (bound / count) * (1 + 2 ** -20) + Math.abs(value) * step + (narrow ? 2 ** -149 : 2 * LEAST);
  return around(value, slack, target, zero);
}

/** The product of integers: exact, rounded once. */
export function productOfIntegers(taps: readonly Value[], input: Kind, target: Target, wraps: boolean): Cell {
  let product = 1n;
  for (const tap of taps) product *= BigInt(tap);
  return exact(wraps ? wrapped(product, input) : ofRatio(product, 1n, target), 1);
}

/** The product of floats, within a rounding for each factor. */
export function productOfFloats(taps: readonly number[], input: Kind, target: Target): Cell {
  if (taps.some(Number.isNaN)) return exact(ofReal(Number.NaN, target), 0);
  // How far partial products can be from 1, as powers of two.
  let [grown, shrunk] = [0, 0];
  for (const tap of taps) {
    const size = Math.abs(tap);
    if (size === 0 || size === Infinity) continue;
    const power = Math.log2(size);
    if (power > 0) grown += power + 2 ** -20;
    else shrunk -= power - 2 ** -20;
  }
  const narrow = input.bits < 64;
  // Where one may leave the range of the type, its order decides what comes out.
  if (grown >= (narrow ? 127 : 1023) || shrunk >= (narrow ? 125 : 1021)) {
    const [low, high] = [ofReal(-Infinity, target), ofReal(Infinity, target)];
    return { low, high, zero: target.kind.float ? 0 : 1, orNaN: target.kind.float };
  }
  const negative = taps.filter((tap) => tap < 0 || Object.is(tap, -0)).length % 2 === 1;
  const [zero, infinite] = [taps.some((tap) => tap === 0), taps.some((tap) => Math.abs(tap) === Infinity)];
  if (zero && infinite) return exact(ofReal(Number.NaN, target), 0);
  const sign = target.kind.float && negative ? -1 : 1;
  if (zero) return exact(ofReal(0, target), sign);
  if (infinite) return exact(ofReal(negative ? -Infinity : Infinity, target), 0);
  let product = 1n;
  const { whole, exponent } = scaledProduct(taps);
  for (const factor of whole) product *= factor;
  const value = nearestFloat(...quotient(product, exponent), 64);
  const own = narrow && target.kind.float && target.kind.bits < 64;
  const slack = Math.abs(value) * (taps.length - 1) * (own ? 2 ** -24 : STEP) * (1 + 2 ** -20);
  return around(value, slack + Math.abs(value) * STEP, target, sign);
}

/** Each factor as an integer, with the sum of their exponents. */
function scaledProduct(taps: readonly number[]): { whole: bigint[]; exponent: number } {
  const parts = taps.map((tap) => scaledIntegers([tap]));
  return {
    whole: parts.map(({ whole }) => whole[0] as bigint),
    exponent: parts.reduce((sum, { exponent }) => sum + exponent, 0),
  };
}
