/**
 * Every option that the package has a name for: true where this version reads it, false where it is reserved and refused by
 * name. Which function takes which is in api/create.ts.
 */
export const OPTIONS = {
  stride: true,
  padding: true,
  dilation: true,
  axes: true,
  edge: true,
  countPadding: true,
  divisor: true,
  dtype: true,
  round: true,
  out: true,
  fill: false,
  padMode: false,
  nan: false,
  nodata: false,
  mask: false,
  minCount: false,
  indices: false,
  p: false,
  ddof: false,
  interpolation: false,
} as const;

/** The name of an option. */
export type OptionName = keyof typeof OPTIONS;

/** The ways to treat a ragged end. */
export const EDGES = ["trim", "partial", "exact"] as const;
export type Edge = (typeof EDGES)[number];

/** Paddings that follow from the extent. */
export const PADDINGS = ["valid", "same", "same-lower"] as const;

/** The ways to round a fraction to an integer, in the engine's numbering. */
export const ROUNDS = ["half-up", "half-even", "trunc", "floor"] as const;
export type Round = (typeof ROUNDS)[number];

/** Reductions that the contract names and this version does not have yet. */
export const OPS_NOT_YET: readonly string[] = [
  "prod",
  "lp",
  "rms",
  "median",
  "mode",
  "var",
  "std",
  "range",
  "any",
  "all",
  "count",
  "first",
  "argmax",
  "argmin",
];
