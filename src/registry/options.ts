/** Every option of the package by name, with the functions that read it and whether this version builds it. */
interface OptionRow {
  /** What it means, in a line. */
  readonly summary: string;
  /** False where the name is reserved and using it is refused. */
  readonly available: boolean;
}

const yes = (summary: string): OptionRow => ({ summary, available: true });
const notYet = (summary: string): OptionRow => ({ summary, available: false });

export const OPTIONS = {
  stride: yes("hop between windows, a number or one per pooled axis; default: the window"),
  axes: yes("which axes are pooled; default: the last ones, or [0, 1] of an image"),
  edge: yes('the ragged end: "trim" drops it, "partial" pools what is there, "exact" throws; default "trim"'),
  dtype: yes("the dtype of the result; default: by op"),
  round: yes('how a fraction becomes an integer: "half-up", "half-even", "trunc" or "floor"; default "half-up"'),
  out: yes("an array to write the result into"),
  dilation: yes("distance between the taps of a window; default 1"),
  padding: yes('taps that do not exist: a number, one per axis, [low, high] per axis, "valid", "same" or "same-lower"'),
  fill: notYet("a value for taps outside the array"),
  padMode: notYet("which real taps stand in for outside ones"),
  countPadding: yes("whether padding taps count in a mean's divisor; default false"),
  divisor: yes("a mean is divided by this instead of its taps"),
  nan: notYet("whether NaN taps propagate or are left out"),
  nodata: notYet("a value left out"),
  mask: notYet("taps left out by an array"),
  minCount: notYet("the fewest valid taps"),
  indices: notYet("positions beside the values"),
  p: notYet("the power of lp"),
  ddof: notYet("delta degrees of freedom of var and std"),
  interpolation: notYet("the median of an even count"),
} as const satisfies Record<string, OptionRow>;

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
