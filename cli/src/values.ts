import { InvalidArgumentError } from "commander";
import type { PaddingOption } from "stridepool";
import { PADDINGS } from "./choices.ts";
import { numberOf } from "./number.ts";

// What stands after a flag, read as the library's option. Which numbers fit is for the library to say.

const PLAIN = /^-?\d+(\.\d+)?$/;
const SEPARATOR = /[x×,]/i;

/** A number for every pooled axis, or one for all. */
export type Extents = number | readonly number[];

/** `3x3`, `2x3x4` or `2`. */
export function perAxis(text: string): Extents {
  const parts = text.trim().split(SEPARATOR);
  if (!parts.every((part) => PLAIN.test(part))) {
    throw new InvalidArgumentError("Write one number, or one per axis as in 3x3.");
  }
  return parts.length === 1 ? Number(parts[0]) : parts.map(Number);
}

/** `1`, `1x2`, `0:1x2:3` or a word. */
export function padding(text: string): PaddingOption {
  const given = text.trim();
  const word = PADDINGS.find((name) => name === given);
  if (word !== undefined) return word;
  const parts = given.split(SEPARATOR).map((part) => part.split(":"));
  if (!parts.every((sides) => sides.length <= 2 && sides.every((side) => PLAIN.test(side)))) {
    throw new InvalidArgumentError(
      `Write one number, one per axis as in 1x2, low:high per axis as in 0:1x2:2, or ${PADDINGS.join(", ")}.`,
    );
  }
  const entries = parts.map(([low, high]) =>
    high === undefined ? Number(low) : ([Number(low), Number(high)] as const),
  );
  return entries.length === 1 && typeof entries[0] === "number" ? entries[0] : entries;
}

/** `0,1` or `-2,-1`. */
export function axisList(text: string): readonly number[] {
  const parts = text.trim().split(",");
  if (!parts.every((part) => PLAIN.test(part))) {
    throw new InvalidArgumentError("Write axis numbers with commas, as in 0,1.");
  }
  return parts.map(Number);
}

/** Any number, `nan` and `inf` too. */
export function number(text: string): number {
  const value = numberOf(text.trim());
  if (value === undefined) throw new InvalidArgumentError("Write a number.");
  return value;
}

/** The value of an element: integers that a number does not hold exactly are bigints. */
export function element(text: string): number | bigint {
  const value = number(text);
  return Number.isSafeInteger(value) || !/^[+-]?\d+$/.test(text.trim()) ? value : BigInt(text);
}

export function integer(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= low && value <= high) return value;
    throw new InvalidArgumentError(`Write an integer from ${low} to ${high}.`);
  };
}
