import { oneOf, rangeError, show, typeError } from "../errors.ts";

/** Refuses anything but an integer of at least `least`, by the name that the caller knows it by. */
export function checkInteger(value: unknown, option: string, least: 0 | 1, why: string): asserts value is number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= least) return;
  const kind = least === 1 ? "a positive integer" : "a non-negative integer";
  const limit = typeof value === "number" && value > Number.MAX_SAFE_INTEGER ? " up to 2^53 - 1" : "";
  const refuse = typeof value === "number" ? rangeError : typeError;
  throw refuse(
    typeof value === "number" ? "out-of-range" : "wrong-type",
    option,
    value,
    `${option} must be ${kind}${limit}, got ${show(value)}; ${why}`,
  );
}

/** The entries of an array or a typed array, of which there must be `count`; `what` says what they are. */
export function listOf(value: unknown, option: string, count: number, what: string): unknown[] {
  if (!Array.isArray(value) && !isTyped(value)) {
    throw typeError("wrong-type", option, value, `${option} must be ${what}, got ${show(value)}`);
  }
  if (value.length !== count) {
    throw rangeError(
      "shape-mismatch",
      option,
      value,
      `${option} must be ${what}, got ${show(value)} of ${value.length} entries; give ${count}`,
    );
  }
  return Array.from(value as ArrayLike<unknown>);
}

const isTyped = (value: unknown): value is ArrayBufferView & { readonly length: number } =>
  ArrayBuffer.isView(value) && !(value instanceof DataView);

/** `count` integers of at least `least`: a list of them, or one number for all. */
export function integersOf(value: unknown, option: string, count: number, least: 0 | 1, why: string): number[] {
  if (typeof value === "number") {
    checkInteger(value, option, least, why);
    return new Array<number>(count).fill(value);
  }
  return listedIntegers(value, option, count, least, `an integer or ${count} of them`, why);
}

/** `count` integers of at least `least`, in a list. */
export function listedIntegers(
  value: unknown,
  option: string,
  count: number,
  least: 0 | 1,
  what: string,
  why: string,
): number[] {
  return listOf(value, option, count, what).map((entry, i) => {
    checkInteger(entry, `${option}[${i}]`, least, why);
    return entry;
  });
}

/** One of a few words. */
export function wordOf<Word extends string>(value: unknown, option: string, words: readonly Word[]): Word {
  if (typeof value === "string" && (words as readonly string[]).includes(value)) return value as Word;
  const refuse = typeof value === "string" ? rangeError : typeError;
  throw refuse(
    typeof value === "string" ? "out-of-range" : "wrong-type",
    option,
    value,
    `${option} must be ${oneOf(words)}, got ${show(value)}`,
  );
}
