import type * as library from "stridepool";

/** The names of a union, in the order given; one that is missing, or no name of it, does not compile. */
const namesOf = <Name extends string>(names: Record<Name, true>): readonly [Name, ...Name[]] =>
  Object.keys(names) as [Name, ...Name[]];

export type Op = library.Op;
/** The reductions that `--op` names; the first is the default. */
export const OPS = namesOf<Op>({ max: true, min: true, mean: true, sum: true });

export type DType = Exclude<library.DType, "uint8_clamped">;
/** The element types that `--dtype` names. */
export const DTYPES = namesOf<DType>({
  int8: true,
  uint8: true,
  int16: true,
  uint16: true,
  int32: true,
  uint32: true,
  int64: true,
  uint64: true,
  float32: true,
  float64: true,
});

export type Edge = library.Edge;
/** What `--edge` does with a ragged end; the first is the default. */
export const EDGES = namesOf<Edge>({ trim: true, partial: true, exact: true });

export type Rounding = library.Round;
/** How `--round` makes an integer of a fractional result; the first is the default. */
export const ROUNDINGS = namesOf<Rounding>({ "half-up": true, "half-even": true, trunc: true, floor: true });
