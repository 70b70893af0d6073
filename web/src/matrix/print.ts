import type { DType } from "stridepool";
import type { Value } from "./parse.ts";

/** Digits that are shown of a float: fewer than it has, so that its last ones are no noise. */
const DIGITS: Partial<Record<DType, number>> = { float64: 7, float32: 6, float16: 4 };

/** A number in few signs: integers whole, floats rounded to what can be read. */
export function short(value: Value, dtype: DType = "float64"): string {
  if (typeof value === "bigint" || (Number.isInteger(value) && Math.abs(value) < 1e9)) {
    return Object.is(value, -0) ? "-0" : String(value);
  }
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  const rounded = Number(value.toPrecision(DIGITS[dtype] ?? 7));
  const plain = String(rounded);
  return plain.length <= 10 ? plain : rounded.toExponential().replace("e+", "e");
}

/** All of a number's digits. */
export function full(value: Value): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

/** A shape or strides as both NumPy and the library print them. */
export const list = (numbers: readonly number[]): string => `[${numbers.join(", ")}]`;
