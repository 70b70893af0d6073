/** Every option of pooling. Which function takes which is in api/create.ts. */
export const OPTION_NAMES = [
  "stride",
  "dilation",
  "padding",
  "edge",
  "fill",
  "padMode",
  "axes",
  "dtype",
  "round",
  "countPadding",
  "divisor",
  "nan",
  "nodata",
  "mask",
  "minCount",
  "indices",
  "p",
  "ddof",
  "out",
  "interpolation",
] as const;

/** The name of an option. */
export type OptionName = (typeof OPTION_NAMES)[number];

/** The ways to treat a ragged end. */
export const EDGES = ["trim", "partial", "exact"] as const;
export type Edge = (typeof EDGES)[number];

/** Paddings that follow from the extent. */
export const PADDINGS = ["valid", "same", "same-lower"] as const;

/** Which element a tap outside the array reads, by NumPy's names. */
export const PAD_MODES = ["edge", "reflect", "symmetric", "wrap"] as const;
export type PadMode = (typeof PAD_MODES)[number];

/** The ways to round a fraction to an integer, in the engine's numbering. */
export const ROUNDS = ["half-up", "half-even", "trunc", "floor"] as const;
export type Round = (typeof ROUNDS)[number];

/** What becomes of NaN taps. */
export const NAN_RULES = ["propagate", "ignore"] as const;
export type NanRule = (typeof NAN_RULES)[number];

/** How positions are numbered: within the window, over the pooled axes, or over the whole array. */
export const NUMBERINGS = ["window", "plane", "tensor"] as const;
export type Numbering = (typeof NUMBERINGS)[number];

/** The median of an even count. */
export const INTERPOLATIONS = ["midpoint", "lower", "higher"] as const;
export type Interpolation = (typeof INTERPOLATIONS)[number];
