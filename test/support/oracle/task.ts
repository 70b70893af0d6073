import type { DType, Edge, Op, Round, TypedArray } from "../../../src/types.ts";

/** A pooling of a strided array, every default filled in. */
export interface Task {
  readonly op: Op | "reduce";
  readonly data: TypedArray;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly pitch: readonly number[];
  readonly offset: number;
  /** The pooled axes, from 0, with a window and a stride for each. */
  readonly axes: readonly number[];
  readonly window: readonly number[];
  readonly stride: readonly number[];
  readonly edge: Edge;
  /** For each pooled axis: distance between taps, and taps that do not exist before and after the input. */
  readonly dilation?: readonly number[] | undefined;
  readonly padding?: readonly (readonly [low: number, high: number])[] | "same" | "same-lower" | undefined;
  /** The value of taps outside the array, or which element they read. */
  readonly fill?: number | bigint | undefined;
  readonly padMode?: PadMode | undefined;
  /** What a mean is divided by instead of the taps that are there. */
  readonly countPadding?: boolean | undefined;
  readonly divisor?: number | undefined;
  /** For each pooled axis: the extent of the result, where windows are spread over the input to give it. */
  readonly adaptive?: readonly number[] | undefined;
  /** Which taps are left out, and how many must be left; `mask` in row-major order, 0 leaves out. */
  readonly ignoreNaN?: boolean | undefined;
  readonly nodata?: number | bigint | undefined;
  readonly mask?: ArrayLike<number> | undefined;
  readonly minCount?: number | undefined;
  /** How positions are numbered; for max and min, whether there are any. */
  readonly indices?: Numbering | undefined;
  readonly p?: number | undefined;
  readonly ddof?: number | undefined;
  readonly interpolation?: Interpolation | undefined;
  /** What op "reduce" does with the taps that are there, in an array of this shape. */
  readonly reduce?: Reduce | undefined;
  /** The dtype asked for, if any. */
  readonly result?: DType | undefined;
  readonly round?: Round | undefined;
}

export type PadMode = "edge" | "reflect" | "symmetric" | "wrap";
export type Numbering = "window" | "plane" | "tensor";
export type Interpolation = "midpoint" | "lower" | "higher";
export type Value = number | bigint;
export type Reduce = (taps: readonly Value[], shape: readonly number[]) => Value;

/** What an element of the result may be: anything from `low` to `high`, which are equal where it is known exactly. */
export interface Cell {
  readonly low: Value;
  readonly high: Value;
  /** The sign that a zero must have; 0 where either will do. */
  readonly zero: -1 | 0 | 1;
  /** Whether NaN will do as well. */
  readonly orNaN?: boolean;
}

export interface Expected {
  readonly shape: number[];
  readonly dtype: DType;
  /** In row-major order. */
  readonly cells: Cell[];
  /** The positions beside a max or a min, where they are asked for. */
  readonly indices?: Expected;
}
