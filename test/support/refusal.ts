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

/** Runs what must be refused, and asserts everything that each refusal promises. */
export function expectRefused(run: () => unknown, { code, option, kind, message, got }: Refusal, called = ""): void {
  let error: unknown;
  try {
    run();
  } catch (thrown) {
    error = thrown;
  }
  if (error === undefined) expect.fail(`${called} was not refused`);
  const refusal = error as StridepoolError;
  const shown = `${called}: ${String(refusal)}`;
  expect(refusal instanceof StridepoolError, `${shown} is a StridepoolError`).toBe(true);
  expect(refusal.name, shown).toBe("StridepoolError");
  expect({ code: refusal.code, option: refusal.option }, shown).toEqual({ code, option });
  expect(refusal instanceof kind, `${shown} is a ${kind.name}`).toBe(true);
  expect(refusal instanceof (kind === TypeError ? RangeError : TypeError), `${shown} is only that`).toBe(false);
  expect("value" in refusal, `${shown} carries the value`).toBe(true);
  // Whatever is refused, the message names the option and what it got, in one line.
  for (const part of option.replace(/\[\d+\]$/, "").split("."))
    expect(refusal.message, `the message names ${option}`).toContain(part);
  expect(refusal.message, "the message shows what it got").toContain(got ?? rendered(refusal.value));
  expect(refusal.message, "the message is one line").not.toMatch(/\n/);
  if (message !== undefined) expect(refusal.message).toMatch(message);
}

/** A value as a reader would write it. */
function rendered(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "symbol" || typeof value === "function") return `a ${typeof value}`;
  if (Array.isArray(value)) return `[${value.map(rendered).join(", ")}`.slice(0, 40);
  if (typeof value !== "object" || value === null) return String(value);
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  return tag === "Object" ? "an object" : `a ${tag}`;
}
