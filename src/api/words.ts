import { oneOf, rangeError, show, typeError } from "../errors.ts";

/** One of a few words. */
export function wordOf<Word extends string>(
  value: unknown,
  option: string,
  words: readonly Word[],
  otherwise: Word,
): Word {
  if (value === undefined) return otherwise;
  if (typeof value === "string" && (words as readonly string[]).includes(value)) return value as Word;
  const refuse = typeof value === "string" ? rangeError : typeError;
  const code = typeof value === "string" ? "out-of-range" : "wrong-type";
  throw refuse(code, option, value, `${option} must be ${oneOf(words)}, got ${show(value)}`);
}
