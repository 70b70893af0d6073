import type * as library from "stridepool";

/** The names of a union, in the order given; one that is missing, or no name of it, does not compile. */
const namesOf = <Name extends string>(names: Record<Name, true>): readonly [Name, ...Name[]] =>
  Object.keys(names) as [Name, ...Name[]];

export type Op = library.Op;
/** The reductions that `--op` names; the first is the default. */
export const OPS = namesOf<Op>({
  max: true,
  min: true,
  mean: true,
  sum: true,
  prod: true,
  lp: true,
  rms: true,
  median: true,
  mode: true,
  var: true,
  std: true,
  range: true,
  any: true,
  all: true,
  count: true,
  first: true,
  argmax: true,
  argmin: true,
});

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
  float16: true,
  float32: true,
  float64: true,
});

export type Edge = library.Edge;
/** What `--edge` does with a ragged end; the first is the default. */
export const EDGES = namesOf<Edge>({ trim: true, partial: true, exact: true });

/** The words that `--padding` takes beside numbers. */
export const PADDINGS = namesOf<Extract<library.PaddingOption, string>>({
  valid: true,
  same: true,
  "same-lower": true,
});

export type PadMode = library.PadMode;
/** What `--pad-mode` reads outside the array. */
export const PAD_MODES = namesOf<PadMode>({ edge: true, reflect: true, symmetric: true, wrap: true });

export type NanRule = library.NanRule;
/** What `--nan` does with NaN; the first is the default. */
export const NAN_RULES = namesOf<NanRule>({ propagate: true, ignore: true });

export type Interpolation = library.Interpolation;
/** Which median of an even count `--interpolation` takes; the library's default is the first. */
export const INTERPOLATIONS = namesOf<Interpolation>({ midpoint: true, lower: true, higher: true });

export type Numbering = library.Numbering;
/** How `--indices` numbers positions; the library's default is the first. */
export const NUMBERINGS = namesOf<Numbering>({ window: true, plane: true, tensor: true });

export type Rounding = library.Round;
/** How `--round` makes an integer of a fractional result; the first is the default. */
export const ROUNDINGS = namesOf<Rounding>({ "half-up": true, "half-even": true, trunc: true, floor: true });
