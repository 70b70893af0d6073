import type { DTypeRow } from "../registry/dtypes.ts";
import type { OpRow } from "../registry/ops.ts";
import type { Interpolation, Numbering, PadMode, Round } from "../registry/options.ts";
import type { Axis } from "./axis.ts";
import type { View } from "./view.ts";

/** What is to be computed, whatever computes it: every check has passed, and nothing here can fail any more. */
export interface Problem {
  readonly op: OpRow;
  readonly input: DTypeRow;
  /** Every axis of the input, pooled or not. */
  readonly axes: readonly Axis[];
  /** The pooled axes in the caller's order: a window's taps are in row-major order of these, and positions number them so. */
  readonly pooled: readonly number[];
  /** dtype of the result. */
  readonly result: DTypeRow;
  readonly round: Round;
  /** What a mean is divided by: the taps that are there, those and their padding, or a number. */
  readonly divisor: "taps" | "padded" | number;
  /** 64-bit results of sums, products and ranges whose dtype nobody asked for wrap modulo 2^64, as in NumPy; what was asked for saturates. */
  readonly wraps: boolean;
  /** The value of every tap outside the array, or which element it reads; undefined where such taps do not exist. */
  readonly fill: number | bigint | undefined;
  readonly padMode: PadMode | undefined;
  /** Which taps are left out; undefined where none is. */
  readonly skip: Skip | undefined;
  /** How positions are numbered, if any are asked for, and the dtype they come in. */
  readonly numbering: Numbering | undefined;
  readonly position: DTypeRow;
  /** Exponent of lp. */
  readonly p: number;
  /** What var and std take from the number of taps. */
  readonly ddof: number;
  readonly interpolation: Interpolation;
  readonly reduce: Reduce | undefined;
}

/** Which taps are left out, and what becomes of windows that are left with too few. */
export interface Skip {
  /** NaN taps are left out. */
  readonly nan: boolean;
  /** Taps with this value (as the input's dtype holds it) are left out; NaN matches NaN. */
  readonly nodata: number | bigint | undefined;
  /** An array of the input's shape says which: 0 leaves out. */
  readonly masked: boolean;
  /** Windows with fewer valid taps give `otherwise`; 0 where the rule of empty windows holds. */
  readonly least: number;
  /** nodata, else NaN: also what NaN gives as an integer, if it is no NaN. */
  readonly otherwise: number | bigint;
}

/** A caller's reduction: of the taps that are there, in an array of this shape, to the value of the window. */
export type Reduce = (taps: ArrayLike<number | bigint>, shape: readonly number[]) => number | bigint;

/** The arrays of one run; they share no memory. */
export interface Arrays {
  readonly input: View;
  readonly out: View;
  /** Of the input's shape, where taps are masked. */
  readonly mask?: View | undefined;
  /** Of the result's shape, where max or min are asked for positions. */
  readonly indices?: View | undefined;
}

/** Whether positions come beside the values. */
export function hasIndices({ op, numbering }: Problem): boolean {
  return op.positions === "beside" && numbering !== undefined;
}

/** The result's shape. */
export function outShape(axes: readonly Axis[]): number[] {
  const shape = new Array<number>(axes.length);
  for (let i = 0; i < axes.length; i++) shape[i] = (axes[i] as Axis).out;
  return shape;
}
