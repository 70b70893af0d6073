import { expect } from "vitest";
import { type ErrorCode, StridepoolError } from "../../src/errors.ts";

/** What a refusal must be. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly option: string;
  readonly kind: typeof TypeError | typeof RangeError;
  readonly message?: RegExp;
  /** How the message shows what it got, where that is not the value itself. */
  readonly got?: string;
}

/** A refusal of a value of the right kind that breaks a rule. */
export const range = (option: string, message?: RegExp, code: ErrorCode = "out-of-range"): Refusal => ({
  code,
  option,
  kind: RangeError,
  ...(message && { message }),
});

/** A refusal of a value of the wrong kind. */
export const type = (option: string, message?: RegExp, code: ErrorCode = "wrong-type"): Refusal => ({
  code,
  option,
  kind: TypeError,
  ...(message && { message }),
});

/** Runs what must be refused, and asserts everything that each refusal promises. */
export function expectRefused(run: () => unknown, refusal: Refusal, called = ""): void {
  const complaint = complaintAbout(run, refusal);
  if (complaint !== undefined) expect.fail(`${called} ${complaint}`);
}

/** What is wrong with a refusal, the first thing; undefined where nothing is. */
export function complaintAbout(
  run: () => unknown,
  { code, option, kind, message, got }: Refusal,
  value?: { readonly of: unknown },
): string | undefined {
  let error: unknown;
  let refused = false;
  try {
    run();
  } catch (thrown) {
    error = thrown;
    refused = true;
  }
  if (!refused) return "was not refused";
  const shown = `was refused with "${String(error)}", which`;
  if (!(error instanceof StridepoolError)) return `${shown} is no StridepoolError`;
  if (error.name !== "StridepoolError") return `${shown} has the name ${error.name}`;
  if (error.code !== code) return `${shown} has code ${error.code}, not ${code}`;
  if (error.option !== option) return `${shown} has option ${error.option}, not ${option}`;
  if (!(error instanceof kind)) return `${shown} is no ${kind.name}`;
  if (error instanceof (kind === TypeError ? RangeError : TypeError)) return `${shown} is of both kinds`;
  if (!("value" in error)) return `${shown} carries no value`;
  if (value !== undefined && !Object.is(error.value, value.of)) return `${shown} carries another value`;
  // Whatever is refused, the message names the option and what it got, in one line.
  const { message: text } = error;
  const unnamed = option
    .replace(/\[\d+\]$/, "")
    .split(".")
    .find((part) => !text.includes(part));
  if (unnamed !== undefined) return `${shown} does not name ${option}`;
  const expected = got ?? rendered(error.value);
  if (!text.includes(expected)) return `${shown} does not show what it got, ${expected}`;
  if (text.includes("\n")) return `${shown} has several lines`;
  if (message !== undefined && !message.test(text)) return `${shown} does not say ${message}`;
  return undefined;
}

/** A value as a reader would write it. */
function rendered(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value).slice(0, 40);
  if (typeof value === "bigint") return `${value}n`.slice(0, 40);
  if (typeof value === "symbol" || typeof value === "function") return `a ${typeof value}`;
  if (Array.isArray(value)) return `[${value.map(rendered).join(", ")}`.slice(0, 40);
  if (typeof value !== "object" || value === null) return String(value);
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  return tag === "Object" ? "an object" : `a ${tag}`;
}
