import type { DTypeRow } from "../registry/dtypes.ts";
import type { OpRow } from "../registry/ops.ts";
import type { Round } from "../registry/options.ts";
import type { Axis } from "./axis.ts";

/** What is to be computed, whatever computes it: every check has passed, and nothing here can fail any more. */
export interface Problem {
  readonly op: OpRow;
  readonly input: DTypeRow;
  /** Every axis of the input, pooled or not. */
  readonly axes: readonly Axis[];
  /** dtype of the result. */
  readonly result: DTypeRow;
  readonly round: Round;
  /** What a mean is divided by: the taps that are there, those and their padding, or a number. */
  readonly divisor: "taps" | "padded" | number;
  /** Sums of 64-bit integers whose dtype nobody asked for wrap modulo 2^64, as in NumPy; what was asked for saturates. */
  readonly wraps: boolean;
}

/** The result's shape. */
export function outShape(axes: readonly Axis[]): number[] {
  const shape = new Array<number>(axes.length);
  for (let i = 0; i < axes.length; i++) shape[i] = (axes[i] as Axis).out;
  return shape;
}
