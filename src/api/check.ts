import { rangeError, show, typeError } from "../errors.ts";
import { typedArrayName } from "../registry/dtypes.ts";
import { MAX_RANK } from "../shape/view.ts";

/**
 * A field of a caller's object, read once. What somebody put on Object.prototype is nobody's field: forms may be class
 * instances with getters (ImageData), so inherited fields count, but not those that every object inherits.
 */
export function field(holder: object, name: string): unknown {
  const value = (holder as Record<string, unknown>)[name];
  if (value === undefined || Object.hasOwn(holder, name)) return value;
  return name in OBJECT ? undefined : value;
}

/** What every object inherits from. Where it lacks a name, as always but in a polluted program, fields can be read as they are. */
export const OBJECT: object = Object.prototype;

/**
 * A list with an entry for each axis, as a caller may give it, copied: an array or a typed array. Here and below, `part` is the
 * rest of the option's name, put together only where it is to be said.
 */
export function listOf(value: unknown, option: string, what: string, part = ""): number[] {
  const list = Array.isArray(value) || typedArrayName(value) !== undefined;
  if (!list)
    throw typeError("wrong-type", option + part, value, `${option}${part} must be ${what}, got ${show(value)}`);
  const { length } = value as ArrayLike<number>;
  if (!Number.isInteger(length) || length < 0 || length > MAX_RANK) {
    throw rangeError(
      "out-of-range",
      option + part,
      value,
      `${option}${part} must have at most ${MAX_RANK} entries, got ${show(length)}; no array has more axes, so give one for each`,
    );
  }
  // A loop, since Array.from costs as much as pooling a small matrix.
  const numbers = new Array<number>(length);
  for (let i = 0; i < length; i++) numbers[i] = (value as ArrayLike<number>)[i] as number;
  return numbers;
}

/** Whether something is a non-negative integer; what is wrong with it `checkInteger` says. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Refuses anything but an integer of at least `least`, saying which rule it breaks. */
export function checkInteger(value: unknown, option: string, least: 0 | 1, why: string): asserts value is number {
  const kind = least === 1 ? "a positive integer" : "a non-negative integer";
  if (typeof value !== "number") {
    throw typeError("wrong-type", option, value, `${option} must be ${kind}, got ${show(value)}; ${why}`);
  }
  if (!Number.isSafeInteger(value) || value < least) {
    const limit = value > Number.MAX_SAFE_INTEGER ? " up to 2^53 - 1" : "";
    throw rangeError("out-of-range", option, value, `${option} must be ${kind}${limit}, got ${show(value)}; ${why}`);
  }
}
