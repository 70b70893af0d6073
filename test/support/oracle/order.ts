import { exact } from "./cell.ts";
import { nearestFloat, ofRatio, ofReal, quotient, scaledIntegers, type Target } from "./exact.ts";
import { type Kind, toFloat } from "./kinds.ts";
import { wrapped, zeroSign } from "./sums.ts";
import type { Cell, Interpolation, Value } from "./task.ts";

const isMissing = (value: Value): boolean => Number.isNaN(value);

/** The place of the largest or smallest tap: the first NaN's, else the first of those that are it. */
export function placeOfExtreme(op: "max" | "min", taps: readonly Value[]): number {
  let best = 0;
  for (let i = 0; i < taps.length; i++) {
    const tap = taps[i] as Value;
    if (isMissing(tap)) return i;
    if (op === "max" ? tap > (taps[best] as Value) : tap < (taps[best] as Value)) best = i;
  }
  return best;
}

/** The sign of a zero that was chosen among taps: theirs where they are all zeros of one sign. */
const chosenZero = (taps: readonly Value[], { kind }: Target): Cell["zero"] =>
  kind.float && typeof taps[0] === "number" ? zeroSign(taps as number[]) : 1;

export function extreme(op: "max" | "min", taps: readonly Value[], input: Kind, target: Target): Cell {
  const value = ofReal(taps[placeOfExtreme(op, taps)] as Value, target);
  return exact(value, input.float ? chosenZero(taps, target) : 1);
}

/** The tap itself, the sign of its zero with it. */
export function first(taps: readonly Value[], target: Target): Cell {
  const value = ofReal(taps[0] as Value, target);
  return exact(value, Object.is(value, -0) ? -1 : 1);
}

/** The most frequent value; ties go to the one met first. */
export function mode(taps: readonly Value[], input: Kind, target: Target): Cell {
  if (taps.some(isMissing)) return exact(ofReal(Number.NaN, target), 0);
  // A Map takes both zeros for one key, and keeps the order in which keys came.
  const counts = new Map<Value, number>();
  for (const tap of taps) counts.set(tap, (counts.get(tap) ?? 0) + 1);
  let [best, most] = [taps[0] as Value, 0];
  for (const [value, count] of counts) if (count > most) [best, most] = [value, count];
  const value = ofReal(best, target);
  if (best !== 0 || !input.float) return exact(value, Object.is(value, -0) ? -1 : 1);
  return exact(
    value,
    chosenZero(
      taps.filter((tap) => tap === 0),
      target,
    ),
  );
}

export function median(taps: readonly Value[], how: Interpolation, input: Kind, target: Target): Cell {
  if (taps.some(isMissing)) return exact(ofReal(Number.NaN, target), 0);
  const sorted = taps.slice().sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const upper = sorted[sorted.length >> 1] as Value;
  const lower = sorted[(sorted.length - 1) >> 1] as Value;
  const zero = input.float ? chosenZero(taps, target) : 1;
  if (how !== "midpoint") return exact(ofReal(how === "lower" ? lower : upper, target), zero);
  if (sorted.length % 2 === 1 || lower === upper) return exact(ofReal(upper, target), zero);
  if (input.float && (Math.abs(Number(lower)) === Infinity || Math.abs(Number(upper)) === Infinity)) {
    return exact(ofReal(Number(lower) + Number(upper), target), 0);
  }
  const { whole, exponent } = scaledIntegers([lower, upper]);
  const middle = quotient((whole[0] as bigint) + (whole[1] as bigint), exponent - 1);
  if (!input.float) return exact(ofRatio(...middle, target), 1);
  // A float is rounded to its own type, or a wider one that is asked for, before it is rounded to anything else.
  const bits = target.kind.float ? Math.max(input.bits, target.kind.bits) : 64;
  const cell = exact(ofReal(nearestFloat(...middle, bits), target), target.kind.float ? 0 : 1);
  // The sum of both may overflow on the way.
  const over = toFloat(Number(lower) + Number(upper), input.bits);
  if (Number.isFinite(over)) return cell;
  const ends = [cell.low, ofReal(over, target)] as const;
  return over > 0 ? { ...cell, high: ends[1] } : { ...cell, low: ends[1] };
}

/** The largest less the smallest; `wraps`: modulo 2^64. */
export function range(taps: readonly Value[], input: Kind, target: Target, wraps: boolean): Cell {
  const most = taps[placeOfExtreme("max", taps)] as Value;
  const least = taps[placeOfExtreme("min", taps)] as Value;
  if (!input.float) {
    const difference = BigInt(most) - BigInt(least);
    return exact(wraps ? wrapped(difference, input) : ofRatio(difference, 1n, target), 1);
  }
  const difference = Number(most) - Number(least);
  const zero = target.kind.float && taps.some((tap) => tap === 0) && zeroSign(taps as number[]) === 0 ? 0 : 1;
  return exact(ofReal(difference, target), zero);
}
