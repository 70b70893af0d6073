import { exact } from "./cell.ts";
import { nearestFloat, ofReal, over, scaledIntegers, type Target } from "./exact.ts";
import { isBig, type Kind } from "./kinds.ts";
import { type Big, raised, toNumber, total } from "./roots.ts";
import { LEAST, pairwiseDepth, STEP } from "./sums.ts";
import type { Cell, Value } from "./task.ts";

const isInfinite = (tap: Value): boolean => tap === Infinity || tap === -Infinity;

/**
 * var and std, exactly, to within what two passes in float64 err: the second over the deviations, each exact to a rounding. The
 * first pass makes a mean of some error; all deviations are off by it, which adds its square.
 */
export function spread(op: "var" | "std", taps: readonly Value[], ddof: number, input: Kind, target: Target): Cell {
  const n = taps.length;
  const count = n - ddof;
  if (count <= 0 || taps.some((tap) => Number.isNaN(tap) || isInfinite(tap)))
    return exact(ofReal(Number.NaN, target), 0);
  const { whole, exponent } = scaledIntegers(taps);
  let [sum, squares] = [0n, 0n];
  for (const tap of whole) {
    sum += tap;
    squares += tap * tap;
  }
  // n * sum of squared deviations, in units of 2^(2 exponent).
  const deviations = BigInt(n) * squares - sum * sum;
  if (!input.float && (isBig(input) ? Number.isInteger(ddof) : BigInt(n) * squares < 2n ** 53n)) {
    // n * (n - ddof) times the variance is an integer that a double holds, or that bigints do: only the quotient is rounded.
    const value = nearestFloat(...over(deviations, BigInt(n), count), 64);
    return exact(ofReal(op === "var" ? value : Math.sqrt(value), target), 1);
  }
  const all = nearestFloat(deviations, BigInt(n) << BigInt(-2 * exponent), 64);
  const mean = Math.abs(nearestFloat(sum, BigInt(n) << BigInt(-exponent), 64));
  const off = input.float ? meanError(taps as number[]) : mean * STEP;
  const slack = ((n + 8) * STEP * all + n * off * off + 8 * off * STEP * Math.sqrt(n * all)) / count + 2 * n * LEAST;
  const value = all / count;
  const [low, high] = [Math.max(0, value - slack - 2 * STEP * value), value + slack + 2 * STEP * value];
  const made = op === "var" ? [low, high] : [Math.sqrt(low) * (1 - 2 * STEP), Math.sqrt(high) * (1 + 4 * STEP)];
  return { low: ofReal(made[0] as number, target), high: ofReal(made[1] as number, target), zero: 1 };
}

/** How far the mean of floats may be off in float64. */
function meanError(taps: readonly number[]): number {
  const n = taps.length;
  const size = taps.reduce((sum, tap) => sum + Math.abs(tap), 0) / n;
  return (Math.min(n, 2 * pairwiseDepth(n)) + 1) * STEP * size;
}

/** (sum of |x|^p)^(1 / p), or (sum of x^2 / n)^(1 / 2) where `mean`. */
export function norm(taps: readonly Value[], p: number, mean: boolean, input: Kind, target: Target): Cell {
  if (taps.some((tap) => Number.isNaN(tap))) return exact(ofReal(Number.NaN, target), 0);
  if (taps.some(isInfinite)) return exact(ofReal(Infinity, target), 0);
  const sizes = taps.map((tap) => (tap < 0 ? -tap : tap));
  if (p === Infinity)
    return exact(
      ofReal(
        sizes.reduce((a, b) => (b > a ? b : a)),
        target,
      ),
      1,
    );
  const n = taps.length;
  const { whole, exponent } = scaledIntegers(sizes);
  const isInteger = exponent === 0;
  if (isInteger && p <= 2 && Number.isInteger(p)) {
    // Where the sum is an integer that a double holds, nothing is rounded before the root is.
    const sum = whole.reduce((a, b) => a + (p === 1 ? b : b * b), 0n);
    if (sum === 0n) return exact(ofReal(0, target), 1);
    if (sum < 2n ** 53n && (!mean || sum % BigInt(n) === 0n)) {
      const value = mean ? Number(sum) / n : Number(sum);
      return exact(ofReal(p === 1 ? value : Math.sqrt(value), target), 1);
    }
  }
  // Every p that is tried is a multiple of one half.
  const doubled = 2 * p;
  if (!Number.isInteger(doubled)) throw new Error(`the oracle knows no power ${p}`);
  const [power, root] = doubled % 2 === 0 ? [p, 1] : [doubled, 2];
  const terms = whole.map((mantissa) => raised({ mantissa, exponent }, power, root));
  const sum = total(terms);
  const value = toNumber(mean ? raised(halved(sum, n), 1, 2) : raised(sum, root, power));
  // Each term: its power, its conversion to a double; then the additions, the quotient, the last root (of p rounded).
  const ofTerm = (p === 1 || p === 2 ? 1 : 3) + (isBig(input) ? p : 0);
  const logarithm = Math.abs(Math.log2(value || 1)) * p;
  const ofRoot = p === 1 || p === 2 ? 2 : 3 + logarithm / p;
  const relative = ((n + ofTerm + (mean ? 1 : 0)) / p + ofRoot) * STEP * (1 + 2 ** -20);
  let [low, high] = [value * (1 - relative), value * (1 + relative)];
  const folded = mean ? toNumber(sum) / n : toNumber(sum);
  if (folded < 2 ** -960) {
    // Powers so small are multiples of the least double, if they are anything.
    low = Math.max(0, folded - 2 * n * LEAST) ** (1 / p) * (1 - relative);
    high = (folded + 2 * n * LEAST) ** (1 / p) * (1 + relative);
  }
  return { low: ofReal(low - LEAST, target), high: ofReal(high + LEAST, target), zero: 1 };
}

/** value / n, to far more bits than matter. */
function halved({ mantissa, exponent }: Big, n: number): Big {
  return { mantissa: (mantissa << 160n) / BigInt(n), exponent: exponent - 160 };
}
