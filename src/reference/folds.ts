import { DTYPES } from "../registry/dtypes.ts";
import type { Fold } from "../registry/ops.ts";
import type { Problem } from "../shape/problem.ts";
import { settle, settleInteger, settleRatio } from "./exact.ts";
import { chosenOf, firstOf, middleOf, modeOf } from "./select.ts";
import { exactProduct, exactSum, sumOf, varianceOf, wrappedProduct } from "./sums.ts";
import type { Window } from "./window.ts";

type Tap = number | bigint;

/** The value of a window with at least one tap, in the result's dtype. */
export type Definition = (window: Window, problem: Problem, divisor: number) => Tap;

const numbers = ({ values }: Window): readonly number[] => values as number[];
const bigints = ({ values }: Window): readonly bigint[] => values as bigint[];

/** What any dtype's taps are folded by. */
const EVERY = {
  max: (window, problem) => settle(problem, extreme(window, true)),
  min: (window, problem) => settle(problem, extreme(window, false)),
  mode: ({ values, times, places }, problem) => {
    const nan = values.find((value) => Number.isNaN(value));
    return settle(problem, nan ?? modeOf(values, times, places));
  },
  any: ({ values }, problem) => settle(problem, values.some(isTrue) ? 1 : 0),
  all: ({ values }, problem) => settle(problem, values.every(isTrue) ? 1 : 0),
  count: ({ valid }, problem) => settle(problem, valid),
  first: ({ values, places }, problem) => settle(problem, values[firstOf(places)] as Tap),
  argmax: (window, problem) => settle(problem, positionOf(window, true)),
  argmin: (window, problem) => settle(problem, positionOf(window, false)),
  reducer: ({ values, extents, leftOut }, problem) => {
    const value = (problem.reduce as NonNullable<Problem["reduce"]>)(values, leftOut > 0 ? [values.length] : extents);
    return settle(problem, value);
  },
} satisfies Partial<Record<Fold, Definition>>;

function extreme({ values, places }: Window, largest: boolean): Tap {
  return values[chosenOf(values, places, largest)] as Tap;
}

/** Where the largest or smallest tap stands. */
export function positionOf({ values, places, positions }: Window, largest: boolean): number {
  return positions[chosenOf(values, places, largest)] as number;
}

/** NaN is true. */
function isTrue(value: Tap): boolean {
  return value !== 0 && value !== 0n;
}

/** Floats: sums are rounded once, or nearly so. */
export const REAL: Record<Fold, Definition> = {
  ...EVERY,
  sum: (window, problem, divisor) => settle(problem, sumOf(numbers(window), window.times) / divisor),
  prod: (window, problem) =>
    settle(
      problem,
      numbers(window).reduce((product, value, i) => product * value ** (window.times[i] as number), 1),
    ),
  lp: (window, problem) => settle(problem, norm(numbers(window), window.times, problem.p)),
  rms: (window, problem) =>
    settle(problem, Math.sqrt(sumOf(numbers(window), window.times, (value) => value * value) / window.valid)),
  median: (window, problem) => {
    const values = numbers(window);
    if (values.some(Number.isNaN)) return settle(problem, Number.NaN);
    const [lower, higher] = middleOf(values, window.times, window.valid) as [number, number];
    if (problem.interpolation !== "midpoint")
      return settle(problem, problem.interpolation === "lower" ? lower : higher);
    const both = lower + higher;
    // Halved first only where the sum would pass the largest float64.
    return settle(problem, Number.isFinite(both) ? both / 2 : lower / 2 + higher / 2);
  },
  var: (window, problem) => settle(problem, variance(window, problem.ddof)),
  std: (window, problem) => settle(problem, Math.sqrt(variance(window, problem.ddof))),
  range: (window, problem) => settle(problem, (extreme(window, true) as number) - (extreme(window, false) as number)),
};

/** (sum |x|^p)^(1/p), the largest |x| where p is infinite. */
function norm(values: readonly number[], times: readonly number[], p: number): number {
  if (p === Infinity) return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (p === 1) return sumOf(values, times, Math.abs);
  if (p === 2) return Math.sqrt(sumOf(values, times, (value) => value * value));
  return rootOf(
    sumOf(values, times, (value) => Math.abs(value) ** p),
    p,
  );
}

/** sum^(1/p). The rounding of 1/p would cost digits, which one of Newton's steps brings back. */
function rootOf(sum: number, p: number): number {
  const root = sum ** (1 / p);
  if (Number.isInteger(1 / p) || !Number.isFinite(root) || root === 0) return root;
  const step = (root ** p - sum) / (p * root ** (p - 1));
  return Number.isFinite(step) ? root - step : root;
}

function variance(window: Window, ddof: number): number {
  if (window.valid <= ddof) return Number.NaN;
  return varianceOf(numbers(window), window.times, window.valid, window.valid - ddof);
}

/** Integers held as numbers: sums and products are exact. */
export const INTEGER: Record<Fold, Definition> = {
  ...REAL,
  sum: ({ values, times }, { result, round }, divisor) => {
    const sum = exactSum(values, times);
    // Both sides exact, so the division rounds just once.
    if (typeof sum === "number" && result.float && result.bits === 64) return sum / divisor;
    return settleInteger(BigInt(sum), divisor, result, round);
  },
  prod: ({ values, times }, problem) => settle(problem, exactProduct(values, times)),
  var: (window, problem) => settle(problem, integerVariance(window, problem.ddof)),
  std: (window, problem) => settle(problem, Math.sqrt(integerVariance(window, problem.ddof))),
};

/** (n sum x^2 - (sum x)^2) / (n (n - ddof)), where that is exact but for the division. */
function integerVariance(window: Window, ddof: number): number {
  const { valid: n, values, times } = window;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    sum += value * (times[i] as number);
    squares += value * value * (times[i] as number);
  }
  const divisor = n * (n - ddof);
  const safe = Math.max(n * squares, sum * sum, divisor) <= Number.MAX_SAFE_INTEGER;
  return safe && n > ddof ? (n * squares - sum * sum) / divisor : variance(window, ddof);
}

/** Integers held as bigints. */
export const BIG: Record<Fold, Definition> = {
  ...EVERY,
  sum: (window, problem, divisor) => {
    const sum = BigInt(exactSum(window.values, window.times));
    return problem.wraps ? wrapped(sum, problem) : settleInteger(sum, divisor, problem.result, problem.round);
  },
  prod: (window, problem) =>
    problem.wraps
      ? wrapped(wrappedProduct(bigints(window), window.times), problem)
      : settle(problem, exactProduct(window.values, window.times)),
  range: (window, problem) => {
    const range = (extreme(window, true) as bigint) - (extreme(window, false) as bigint);
    return problem.wraps ? wrapped(range, problem) : settle(problem, range);
  },
  median: (window, problem) => {
    const [lower, higher] = middleOf(window.values, window.times, window.valid) as [bigint, bigint];
    if (problem.interpolation !== "midpoint")
      return settle(problem, problem.interpolation === "lower" ? lower : higher);
    return settleInteger(lower + higher, 2, problem.result, problem.round);
  },
  lp: (window, problem) => {
    const sizes = bigints(window).map((value) => (value < 0n ? -value : value));
    if (problem.p === Infinity)
      return settle(
        problem,
        sizes.reduce((a, b) => (b > a ? b : a)),
      );
    if (problem.p === 1) return settle(problem, exactSum(sizes, window.times));
    if (problem.p === 2) return settle(problem, Math.sqrt(Number(squares(window))));
    return settle(problem, norm(sizes.map(Number), window.times, problem.p));
  },
  rms: (window, problem) => settle(problem, Math.sqrt(quotient(squares(window), BigInt(window.valid)))),
  var: (window, problem) => settle(problem, bigVariance(window, problem.ddof)),
  std: (window, problem) => settle(problem, Math.sqrt(bigVariance(window, problem.ddof))),
};

function wrapped(value: bigint, { result }: Problem): bigint {
  return result.signed ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value);
}

function squares({ values, times }: Window): bigint {
  return (values as bigint[]).reduce((sum, value, i) => sum + value * value * BigInt(times[i] as number), 0n);
}

/** A quotient of integers as the nearest float64. */
function quotient(numerator: bigint, denominator: bigint): number {
  return settleRatio(numerator, denominator, DTYPES.float64, "half-even") as number;
}

/** (n sum x^2 - (sum x)^2) / (n (n - ddof)), exact but for the last division. */
function bigVariance(window: Window, ddof: number): number {
  const { valid } = window;
  if (valid <= ddof) return Number.NaN;
  const sum = BigInt(exactSum(window.values, window.times));
  const n = BigInt(valid);
  const numerator = n * squares(window) - sum * sum;
  if (Number.isInteger(ddof)) return quotient(numerator, n * BigInt(valid - ddof));
  return quotient(numerator, n) / (valid - ddof);
}
