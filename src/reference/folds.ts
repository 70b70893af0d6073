import type { Fold } from "../registry/ops.ts";

/** A window's taps as integers of any size. */
export type IntegerFold = (taps: readonly bigint[]) => bigint;
/** A window's taps as floats. */
export type RealFold = (taps: readonly number[]) => number;

/** The definitions, for integers: exact. */
export const INTEGER_FOLDS: Record<Fold, IntegerFold> = {
  max: (taps) => taps.reduce((a, b) => (a < b ? b : a)),
  min: (taps) => taps.reduce((a, b) => (b < a ? b : a)),
  sum: (taps) => taps.reduce((a, b) => a + b),
};

/** The definitions, for floats: NaN wins, sums are rounded once or nearly so. */
export const REAL_FOLDS: Record<Fold, RealFold> = {
  max: (taps) => taps.reduce((a, b) => Math.max(a, b)),
  min: (taps) => taps.reduce((a, b) => Math.min(a, b)),
  sum: compensatedSum,
};

/** Sum with each addition's rounding error kept and added at the end (Knuth's TwoSum). */
function compensatedSum(taps: readonly number[]): number {
  let sum = -0;
  let error = 0;
  for (const tap of taps) {
    const next = sum + tap;
    const part = next - sum;
    error += sum - (next - part) + (tap - part);
    sum = next;
  }
  // The errors of infinite sums are NaN; a zero error must not turn -0 into 0.
  return Math.abs(error) > 0 ? sum + error : sum;
}
