import type { DType, Edge, Op, PadMode } from "stridepool";

/** Every key of a record that must have them all, in its order. */
const keysOf = <K extends string>(record: Record<K, unknown>): K[] => Object.keys(record) as K[];

/** The ops, each with the name of the package's function for it where there is one. */
export const FUNCTIONS: Record<Op, string> = {
  max: "maxPool",
  min: "minPool",
  mean: "meanPool",
  sum: "sumPool",
  median: "medianPool",
  mode: "modePool",
  range: "pool",
  var: "varPool",
  std: "stdPool",
  first: "pool",
  any: "pool",
  all: "pool",
  count: "pool",
  argmax: "argmaxPool",
  argmin: "argminPool",
  prod: "pool",
  lp: "lpPool",
  rms: "pool",
};

export const OPS = keysOf(FUNCTIONS);

/** How one dtype is held: the bytes of an element, its typed array, NumPy's name, and the integers that fit. */
export interface Held {
  readonly bytes: number;
  readonly array: string;
  readonly numpy: string;
  /** The least and the greatest integer, of integers. */
  readonly fits?: readonly [low: number | bigint, high: number | bigint];
  /** The greatest finite number, of floats. */
  readonly finite?: number;
}

/** The dtypes, the usual ones first. */
export const DTYPES: Record<DType, Held> = {
  float64: { bytes: 8, array: "Float64Array", numpy: "float64", finite: Number.MAX_VALUE },
  float32: { bytes: 4, array: "Float32Array", numpy: "float32", finite: 3.4028234663852886e38 },
  float16: { bytes: 2, array: "Float16Array", numpy: "float16", finite: 65504 },
  int64: { bytes: 8, array: "BigInt64Array", numpy: "int64", fits: [-(2n ** 63n), 2n ** 63n - 1n] },
  int32: { bytes: 4, array: "Int32Array", numpy: "int32", fits: [-(2 ** 31), 2 ** 31 - 1] },
  int16: { bytes: 2, array: "Int16Array", numpy: "int16", fits: [-32768, 32767] },
  int8: { bytes: 1, array: "Int8Array", numpy: "int8", fits: [-128, 127] },
  uint64: { bytes: 8, array: "BigUint64Array", numpy: "uint64", fits: [0n, 2n ** 64n - 1n] },
  uint32: { bytes: 4, array: "Uint32Array", numpy: "uint32", fits: [0, 2 ** 32 - 1] },
  uint16: { bytes: 2, array: "Uint16Array", numpy: "uint16", fits: [0, 65535] },
  uint8: { bytes: 1, array: "Uint8Array", numpy: "uint8", fits: [0, 255] },
  uint8_clamped: { bytes: 1, array: "Uint8ClampedArray", numpy: "uint8", fits: [0, 255] },
};

export const DTYPE_NAMES = keysOf(DTYPES);

/** The ways to treat a ragged end, each in words. */
export const EDGES: Record<Edge, string> = {
  trim: "trim: drop it",
  partial: "partial: pool it",
  exact: "exact: refuse it",
};

/** What stands outside the matrix, each in words. */
export const OUTSIDES: Record<"none" | "fill" | PadMode, string> = {
  none: "nothing",
  fill: "fill: a number",
  edge: "edge: repeat it",
  reflect: "reflect: mirror it",
  symmetric: "symmetric: mirror, edge twice",
  wrap: "wrap: the other side",
};

export type Outside = keyof typeof OUTSIDES;
