import type { DType } from "stridepool";
import type { Outcome } from "../compute.ts";
import { DTYPES } from "../names.ts";
import type { Value } from "../parse.ts";

/** Elements that are written out; of larger matrices code says where they belong. */
const WRITTEN = 64 * 64;

/** Whether a matrix is small enough to be written out. */
export const isWritten = ({ input }: Outcome): boolean => input.data.length <= WRITTEN;

/** Rows as lines of a list of lists. */
export function lines(cells: Outcome["cells"], write: (value: Value) => string, indent: string): string {
  return cells.map((row) => `${indent}[${row.map(write).join(", ")}],`).join("\n");
}

/** A number as JavaScript has it. */
export function inJavaScript(value: Value): string {
  return typeof value === "bigint" ? `${value}n` : Object.is(value, -0) ? "-0" : String(value);
}

/** A number as Python has it. */
export function inPython(value: Value): string {
  if (typeof value === "bigint" || Number.isFinite(value)) return Object.is(value, -0) ? "-0.0" : String(value);
  return Number.isNaN(value) ? "np.nan" : value > 0 ? "np.inf" : "-np.inf";
}

export const isFloat = (dtype: DType): boolean => DTYPES[dtype].fits === undefined;
