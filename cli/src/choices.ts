import type * as library from "stridepool";

/** The reductions that `--op` names; the first is the default. */
export const OPS = ["max", "min", "mean", "sum"] as const satisfies readonly library.Op[];
export type Op = (typeof OPS)[number];

/** The element types that `--dtype` names. */
export const DTYPES = [
  "int8",
  "uint8",
  "int16",
  "uint16",
  "int32",
  "uint32",
  "int64",
  "uint64",
  "float32",
  "float64",
] as const satisfies readonly library.DType[];
export type DType = (typeof DTYPES)[number];

/** What `--edge` does with a ragged end; the first is the default. */
export const EDGES = ["trim", "partial", "exact"] as const satisfies readonly library.Edge[];
export type Edge = (typeof EDGES)[number];

/** How `--round` makes an integer of a fractional result; the first is the default. */
export const ROUNDINGS = ["half-up", "half-even", "trunc", "floor"] as const satisfies readonly library.Round[];
export type Rounding = (typeof ROUNDINGS)[number];
