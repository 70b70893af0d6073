/** What kind of rule a refused value broke. */
export type ErrorCode =
  | "wrong-type"
  | "out-of-range"
  | "shape-mismatch"
  | "too-large"
  | "out-of-bounds"
  | "overlap"
  | "detached"
  | "ragged"
  | "unknown-option"
  | "unknown-op"
  | "unknown-dtype"
  | "not-available"
  | "disposed";

interface Details {
  readonly code: ErrorCode;
  readonly option: string;
  readonly value: unknown;
}

/**
 * Every refusal of this package. Each is also a `TypeError` (a value of the wrong kind) or a `RangeError` (a value of the
 * right kind that breaks a rule), so `instanceof` works with all three.
 *
 * @example
 * ```ts
 * import { maxPool, StridepoolError } from "stridepool";
 * try {
 *   maxPool([[1, 2], [3, 4]], 3);
 * } catch (error) {
 *   error instanceof StridepoolError; // true
 *   error instanceof RangeError; // true
 *   (error as StridepoolError).code; // "out-of-range"
 *   (error as StridepoolError).option; // "window"
 * }
 * ```
 */
export abstract class StridepoolError extends Error implements Details {
  /** Which kind of rule was broken; stable, unlike the message. */
  abstract readonly code: ErrorCode;
  /** The option or argument at fault, such as `"stride"` or `"input.shape"`. */
  abstract readonly option: string;
  /** What it got. */
  abstract readonly value: unknown;

  /** The two concrete classes extend TypeError and RangeError, so they are recognised by name instead of by ancestry. */
  static override [Symbol.hasInstance](candidate: unknown): boolean {
    return candidate instanceof Error && candidate.name === "StridepoolError" && "code" in candidate;
  }
}

/** The two concrete kinds differ in nothing but their ancestor. */
const refusal = (Kind: typeof TypeError | typeof RangeError) =>
  class Refusal extends (Kind as new (message: string) => Error) implements Details {
    override readonly name = "StridepoolError";
    readonly code: ErrorCode;
    readonly option: string;
    readonly value: unknown;
    constructor(code: ErrorCode, option: string, value: unknown, message: string) {
      super(message);
      this.code = code;
      this.option = option;
      this.value = value;
    }
  };

const RefusedType = /* @__PURE__ */ refusal(TypeError);
const RefusedRange = /* @__PURE__ */ refusal(RangeError);

/** A refusal for a value of the wrong kind: a `StridepoolError` that is also a `TypeError`. */
export function typeError(code: ErrorCode, option: string, value: unknown, message: string): StridepoolError {
  return new RefusedType(code, option, value, message) as unknown as StridepoolError;
}

/** A refusal for a value that breaks a rule: a `StridepoolError` that is also a `RangeError`. */
export function rangeError(code: ErrorCode, option: string, value: unknown, message: string): StridepoolError {
  return new RefusedRange(code, option, value, message) as unknown as StridepoolError;
}

const SHOWN = 60;

/** A value as an error message shows it: short, on one line, and never throwing, whatever it is. */
export function show(value: unknown): string {
  try {
    return clip(text(value, 0));
  } catch {
    return `a ${typeof value} that cannot be shown`;
  }
}

function clip(line: string): string {
  return line.length > SHOWN ? `${line.slice(0, SHOWN - 1)}…` : line;
}

function text(value: unknown, depth: number): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return "a function";
  if (typeof value === "symbol") return "a symbol";
  if (value === null || typeof value !== "object") return Object.is(value, -0) ? "-0" : String(value);
  if (Array.isArray(value)) {
    if (depth > 2) return "[…]";
    const shown: string[] = [];
    for (let i = 0; i < Math.min(value.length, 9); i++) shown.push(text(value[i], depth + 1));
    return `[${shown.join(", ")}${value.length > 9 ? ", …" : ""}]`;
  }
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  if (ArrayBuffer.isView(value)) return `a ${tag}`;
  return tag === "Object" ? "an object" : `a ${tag}`;
}

/** A list for people: `"a", "b" or "c"`. */
export function oneOf(choices: readonly string[]): string {
  const quoted = choices.map((choice) => JSON.stringify(choice));
  return quoted.length < 2 ? quoted.join("") : `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`;
}

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

/** The choice nearest to a misspelt word (Levenshtein distance at most 3 and less than either word), or nothing. */
export function nearest(word: string, choices: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.min(4, word.length);
  for (const choice of choices) {
    const distance = levenshtein(word.toLowerCase(), choice.toLowerCase());
    if (distance < bestDistance && distance < choice.length) {
      best = choice;
      bestDistance = distance;
    }
  }
  return best;
}

function levenshtein(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 3) return 4;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, (row[j - 1] as number) + change));
    }
    row = next;
  }
  return row[b.length] as number;
}

/** Runs a call of the public functions whose refusals speak of an argument by their own name for it, under the caller's. */
export function calling<T>(names: Readonly<Record<string, string>>, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw error instanceof StridepoolError ? renamed(error, names) : error;
  }
}

/** A refusal whose option, where one of `names`, and whose message's first word are replaced by the caller's. */
function renamed(error: StridepoolError, names: Readonly<Record<string, string>>): StridepoolError {
  const own = new RegExp(`^(?:${Object.keys(names).join("|")})\\b`);
  if (!own.test(error.option)) return error;
  const say = (text: string) => text.replace(own, (name) => names[name] as string);
  return resaid(error, say(error.option), say(error.message));
}

/** The same refusal in other words. */
export function resaid(error: StridepoolError, option: string, message: string): StridepoolError {
  const refuse = error instanceof TypeError ? typeError : rangeError;
  return refuse(error.code, option, error.value, message);
}

/** The runtime gives no memory; the public functions say for what. */
export class MemoryRefused extends Error {}
